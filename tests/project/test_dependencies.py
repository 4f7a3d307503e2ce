"""One list of dependencies: the lock, environment.yml, the docs and CI all agree with it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

import course
import deliverylab
from tests.project.imports import statements

ROOT = Path(__file__).resolve().parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
CONDA = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
PYTHONS = [f"3.{minor}" for minor in range(course.OLDEST[1], course.NEWEST[1] + 1)]
# What conda-forge calls a package, where that is not what PyPI calls it.
CONDA_NAMES = {"matplotlib": "matplotlib-base"}


def wanted() -> list[Requirement]:
    """Return every requirement in pyproject.toml."""
    groups = PROJECT["dependency-groups"].values()
    return [
        Requirement(text)
        for text in [*PROJECT["project"]["dependencies"], *(one for g in groups for one in g)]
    ]


# Packages that are imported by another name than the one they are installed by, and packages that
# another one brings along, being a part of what it offers.
CALLED = {
    "axe_playwright_python": "axe-playwright-python",
    "sphinx_revealjs": "sphinx-revealjs",
    "xdist": "pytest-xdist",
    "yaml": "pyyaml",
}
BROUGHT_BY = {
    "IPython": "ipywidgets",
    "PIL": "matplotlib",
    "bs4": "jupyterlab",
    "fontTools": "matplotlib",
    "jinja2": "jupyterlab",
    "jupyter_client": "jupyterlab",
    "jupyter_server": "jupyterlab",
    "mistune": "jupyterlab",
    "nbclient": "jupyterlab",
    "nbconvert": "jupyterlab",
    "nbformat": "jupyterlab",
    "pygments": "ipywidgets",
    "traitlets": "ipywidgets",
    "zmq": "jupyterlab",
}


def imported(code: Path) -> dict[str, Path]:
    """Return what a file, or all in a folder, imports that is not Python's nor the course's own."""
    found: dict[str, Path] = {}
    for path in [code] if code.is_file() else sorted(code.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in statements(tree, for_types=True):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0]: path for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found[node.module.partition(".")[0]] = path
    own = {path.stem for path in [*ROOT.glob("*/*.py"), *ROOT.iterdir()]}
    return {k: v for k, v in found.items() if k not in own | sys.stdlib_module_names}


@pytest.mark.parametrize(
    ("code", "groups"),
    [
        ("deliverylab", ()),
        ("tools", ()),
        ("jupyter/jupyter_server_config.py", ()),
        ("jupyter", ("test",)),
        ("data", ()),
        ("tests", ("setup", "test")),
        ("bench", ("setup", "test")),
        ("slides", ("test",)),
    ],
)
def test_every_import_is_of_a_declared_dependency(code: str, groups: tuple[str, ...]) -> None:
    texts = [
        *PROJECT["project"]["dependencies"],
        *(text for group in groups for text in PROJECT["dependency-groups"][group]),
    ]
    declared = {Requirement(text).name for text in texts}
    found = imported(ROOT / code)
    undeclared = {
        name: path.relative_to(ROOT).as_posix()
        for name, path in found.items()
        if BROUGHT_BY.get(name, CALLED.get(name, name)) not in declared
    }
    assert undeclared == {}


def test_an_undeclared_import_is_seen(tmp_path: Path) -> None:
    (tmp_path / "page.py").write_text(
        "import os, coffee.beans\nfrom tea import leaf\nfrom . import cup\nimport deliverylab\n",
        encoding="utf-8",
    )
    assert set(imported(tmp_path)) == {"coffee", "tea"}


def locked(text: str) -> list[Requirement]:
    """Return every entry of a lock: a name, one version, and perhaps where it applies."""
    lines = re.findall(r"^([a-z0-9].*?)(?: \\)?$", text, flags=re.MULTILINE)
    return [Requirement(line) for line in lines]


def unmet(lock: str) -> list[str]:
    """Return what is in pyproject.toml and not in a lock, on any supported system and Python."""
    found = []
    for python in PYTHONS:
        for system, os_name in [("linux", "posix"), ("darwin", "posix"), ("win32", "nt")]:
            here = {
                "python_version": python,
                "python_full_version": f"{python}.0",
                "sys_platform": system,
                "os_name": os_name,
            }
            versions: dict[str, list[str]] = {}
            for entry in locked(lock):
                if entry.marker is None or entry.marker.evaluate(here):
                    (version,) = [s.version for s in entry.specifier]
                    versions.setdefault(canonicalize_name(entry.name), []).append(version)
            for one in wanted():
                there = versions.get(canonicalize_name(one.name), [])
                if len(there) != 1 or not one.specifier.contains(there[0]):
                    found.append(f"{one} on {system} with Python {python}: {there}")
    return found


def test_lock_holds_every_dependency() -> None:
    assert len(locked(LOCK)) > len(wanted())
    assert unmet(LOCK) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\npandas==3", "\npandas==2"),
        ("\nnbval==", "\nnbval-other=="),
        ("\nipywidgets==8.1", "\nipywidgets==8.0"),
    ],
)
def test_a_lock_that_does_not_fit_is_found(old: str, new: str) -> None:
    assert old in LOCK
    name = old.strip("\n").split("=")[0]
    assert all(fault.startswith(name) for fault in unmet(LOCK.replace(old, new)))
    assert unmet(LOCK.replace(old, new))


def test_lock_checks_every_download_and_names_no_place_to_get_it() -> None:
    entries = re.split(r"^(?=[a-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert len(entries) == len(locked(LOCK))
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|--(extra-)?index|--find-links|^-[ef] ", LOCK, flags=re.MULTILINE)


def test_conda_agrees() -> None:
    conda = {
        one.name: one.specifier
        for one in (Requirement(text) for text in CONDA["dependencies"] if isinstance(text, str))
    }
    project = {
        CONDA_NAMES.get(one.name, one.name): one.specifier
        for one in map(Requirement, PROJECT["project"]["dependencies"])
    }
    python = conda.pop("python")
    assert conda.pop("pip") == ""
    assert conda == project
    after = f"3.{course.NEWEST[1] + 1}"
    assert [version for version in [*PYTHONS, after] if python.contains(version)] == PYTHONS
    assert {"pip": ["--editable ."]} in CONDA["dependencies"]


def test_everything_names_the_same_pythons() -> None:
    classifiers = [
        text.rpartition(" ")[2]
        for text in PROJECT["project"]["classifiers"]
        if re.search(r"Python :: 3\.\d+$", text)
    ]
    assert classifiers == PYTHONS
    assert PROJECT["project"]["requires-python"] == f">={PYTHONS[0]}"
    assert PROJECT["tool"]["pyrefly"]["python-version"] == PYTHONS[0]
    assert PROJECT["tool"]["ruff"]["target-version"] == "py" + PYTHONS[0].replace(".", "")
    workflow = yaml.safe_load((ROOT / ".github/workflows/test.yml").read_text(encoding="utf-8"))
    assert workflow["jobs"]["test"]["strategy"]["matrix"]["python"] == PYTHONS
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "Python 3.11, 3.12 or 3.13" in readme


def test_version_is_one() -> None:
    assert deliverylab.__version__ == PROJECT["project"]["version"]


def test_the_package_holds_all_its_files(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    packed = {name for name in zipfile.ZipFile(wheel).namelist() if ".dist-info/" not in name}
    there = {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "deliverylab").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == there
    assert "deliverylab/py.typed" in packed
    licences = [name for name in zipfile.ZipFile(wheel).namelist() if "/licenses/" in name]
    assert sorted(Path(name).name for name in licences) == ["LICENSE", "LICENSE-CC-BY-4.0.txt"]


def test_the_command_is_the_same_as_the_module() -> None:
    end = sysconfig.get_config_var("EXE") or ""
    command = Path(sysconfig.get_path("scripts")) / f"deliverylab{end}"
    assert PROJECT["project"]["scripts"] == {"deliverylab": "deliverylab.__main__:main"}
    said = [
        subprocess.run(
            [*words, "measure", "--help"], capture_output=True, encoding="utf-8", check=True
        ).stdout
        for words in ([str(command)], [sys.executable, "-m", "deliverylab"])
    ]
    assert said[0] == said[1]
