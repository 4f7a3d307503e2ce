"""What is installed: each check fails where it should, and names the cure."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path
from types import SimpleNamespace

import pytest

from deliverylab.teach.doctor import cures, installed
from deliverylab.teach.doctor.report import FAIL, OK
from tests.teach.doctor.conftest import Look

ROOT = Path(__file__).resolve().parents[3]
AGAIN = "Close JupyterLab; then, in the course's folder: `make clean`, then `make lab`"


@pytest.fixture(autouse=True)
def with_make(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the commands that there are with make, on every system."""
    monkeypatch.setattr(installed, "ways", lambda: cures._MAKE)


def install(monkeypatch: pytest.MonkeyPatch, **versions: str | None) -> None:
    """Let packages have these versions, or be missing."""
    real = metadata.distribution

    def distribution(name: str) -> object:
        version = versions.get(name, "as it is")
        if version is None:
            raise metadata.PackageNotFoundError(name)
        package = real(name)
        if version == "as it is":
            return package
        return SimpleNamespace(version=version, requires=package.requires)

    monkeypatch.setattr(metadata, "distribution", distribution)


# --- Python -------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", [(3, 10, 2), (3, 14, 0), (4, 11, 0)])
def test_a_python_that_is_too_old_or_too_new(
    look: Look, monkeypatch: pytest.MonkeyPatch, version: tuple[int, int, int]
) -> None:
    monkeypatch.setattr(sys, "version_info", version)
    finding = look("Python")
    assert finding.word == FAIL
    here = "{}.{}".format(*version)
    assert finding.said == f"this is Python {here}, and the course is made for 3.11, 3.12 and 3.13"
    assert finding.cure.startswith(
        "Install one of these (python.org/downloads); then: `make clean`"
    )


@pytest.mark.parametrize("minor", [11, 12, 13])
def test_each_python_of_the_course_is_fine(
    look: Look, monkeypatch: pytest.MonkeyPatch, minor: int
) -> None:
    monkeypatch.setattr(sys, "version_info", (3, minor, 4))
    assert (look("Python").word, look("Python").details) == (OK, f"3.{minor}.4")


@pytest.mark.parametrize("about", ["Python", "packages", "widgets"])
def test_a_python_without_the_course(
    look: Look, monkeypatch: pytest.MonkeyPatch, about: str
) -> None:
    install(monkeypatch, deliverylab=None)
    finding = look(about)
    assert finding.word == FAIL
    assert finding.said == f"the course is not installed in this Python ({sys.executable})"
    assert finding.cure == "Use the course's own Python. In its folder: `make lab`"


# --- packages -----------------------------------------------------------------------------------


def test_packages_that_are_missing_or_too_old_are_all_named(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, pandas=None, numpy="1.26.4", matplotlib="3.9.2")
    finding = look("packages")
    assert finding.word == FAIL
    assert finding.said == (
        "matplotlib 3.9.2 is too old (3.10 or newer is needed); "
        "numpy 1.26.4 is too old (2.0 or newer is needed); "
        "pandas is missing"
    )
    assert finding.cure == AGAIN


def test_every_package_that_a_student_needs_is_looked_for(look: Look) -> None:
    needed = [text.partition(">")[0] for text in metadata.requires("deliverylab") or []]
    assert len(needed) >= 6
    assert [one.split()[0] for one in look("packages").details.split(", ")] == needed


# --- environment --------------------------------------------------------------------------------


def test_the_python_of_somewhere_else(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".venv").mkdir()
    monkeypatch.setattr(installed, "COURSE", tmp_path)
    finding = look("environment")
    assert finding.word == FAIL
    assert finding.said == (
        f"this is the Python of {sys.prefix}, and the course has its own in {tmp_path / '.venv'}"
    )
    assert finding.cure.startswith("Start with `make lab`; elsewhere (VS Code, PyCharm) choose ")


def test_an_environment_of_conda_may_be_anywhere(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    conda = tmp_path / "conda"
    (conda / "conda-meta").mkdir(parents=True)
    monkeypatch.setattr(sys, "prefix", str(conda))
    assert (look("environment").word, look("environment").details) == (OK, str(conda))


def test_the_library_of_another_copy_of_the_course(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "deliverylab").mkdir()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_one.ipynb").touch()
    monkeypatch.chdir(tmp_path / "notebooks")
    finding = look("environment")
    assert finding.word == FAIL
    assert finding.said == (
        f"you are in the course in {tmp_path}, and this is the library of the one in {ROOT}"
    )
    assert finding.cure == f"In the folder {tmp_path}: `make lab`"


def test_a_library_without_its_course(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("deliverylab.teach.workspace.notebooks", lambda course: [])
    finding = look("environment")
    assert finding.word == FAIL
    assert finding.said == f"the library in {ROOT} was installed without its course"
    assert finding.cure == (
        "Get the whole course (`git clone`, or its download); in its folder: `make lab`"
    )


# --- widgets ------------------------------------------------------------------------------------


@pytest.fixture
def jupyterlab(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of JupyterLab's extensions with both that the labs need."""
    folder = tmp_path / "share" / "jupyter" / "labextensions"
    anywidget = metadata.version("anywidget")
    for name, version in (
        ("@jupyter-widgets/jupyterlab-manager", "5.0.0"),
        ("anywidget", anywidget),
    ):
        (folder / name).mkdir(parents=True)
        package = json.dumps({"version": version})
        (folder / name / "package.json").write_text(package, encoding="utf-8")
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return folder


def test_both_halves_that_fit_are_fine(look: Look, jupyterlab: Path) -> None:
    assert look("widgets").word == OK


def test_halves_of_ipywidgets_that_do_not_fit(
    look: Look, jupyterlab: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(monkeypatch, jupyterlab_widgets="1.1.1")
    finding = look("widgets")
    assert finding.word == FAIL
    assert "needs jupyterlab_widgets 3.0." in finding.said
    assert finding.said.endswith("or a newer one of that line, and found 1.1.1")
    assert finding.cure == AGAIN


@pytest.mark.parametrize("name", ["ipywidgets", "jupyterlab_widgets", "anywidget"])
def test_a_half_that_python_lacks(
    look: Look, jupyterlab: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    install(monkeypatch, **{name: None})
    assert (look("widgets").word, look("widgets").said) == (FAIL, f"{name} is missing")
    assert look("widgets").cure == AGAIN


@pytest.mark.parametrize("name", ["@jupyter-widgets/jupyterlab-manager", "anywidget"])
@pytest.mark.parametrize("content", [None, "", "[]", "{}"])
def test_a_half_that_jupyterlab_lacks(
    look: Look, jupyterlab: Path, name: str, content: str | None
) -> None:
    file = jupyterlab / name / "package.json"
    file.unlink()
    if content is not None:
        file.write_text(content, encoding="utf-8")
    finding = look("widgets")
    assert finding.word == FAIL
    assert finding.said == f"JupyterLab's half of {name} cannot be read ({file})"
    assert finding.cure == AGAIN


def test_halves_of_anywidget_that_do_not_fit(look: Look, jupyterlab: Path) -> None:
    file = jupyterlab / "anywidget" / "package.json"
    file.write_text('{"version": "0.1.0"}', encoding="utf-8")
    version = metadata.version("anywidget")
    finding = look("widgets")
    assert finding.word == FAIL
    assert finding.said == f"anywidget is {version} for Python and 0.1.0 for JupyterLab"
    assert finding.cure == AGAIN


# --- a Python with nothing in it ----------------------------------------------------------------


def test_a_python_without_any_package_gets_the_whole_list() -> None:
    done = subprocess.run(
        [sys.executable, "-S", "-m", "deliverylab", "doctor"],
        cwd=ROOT,
        capture_output=True,
        encoding="utf-8",
    )
    assert (done.returncode, done.stderr) == (1, "")
    lines = done.stdout.splitlines()
    assert [line[6:].partition(":")[0] for line in lines if line.startswith("FAIL")] == [
        *("Python", "packages", "environment", "widgets", "data", "progress"),
    ]
    assert [line[6:].partition(":")[0] for line in lines if line.startswith("OK")] == [
        *("git", "server", "temporary files", "disk", "your copies"),
    ]
    assert "FAIL  data: this needs numpy, which is missing" in lines
    assert sum(line.startswith("      cure: ") for line in lines) == 6
