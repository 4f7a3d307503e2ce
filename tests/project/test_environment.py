"""The set-up: when the environment is made, kept, mended or made again, and what is said then."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

import course
import environment
import settings
from environment import SetupError, ensure, python_of

ROOT = Path(__file__).resolve().parents[2]


class Work:
    """Stands in for what takes long, and remembers what was asked of it."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.fails = False

    def make_venv(self, folder: Path) -> None:
        self.done.append("make")
        venv.create(folder, symlinks=os.name != "nt", with_pip=False)
        # A pip that can be imported is all that the set-up looks for.
        packages = next(folder.glob("**/site-packages"))
        (packages / "pip.py").touch()

    def install(self, _python: Path, packages: str, _root: Path) -> None:
        self.done.append(packages)
        if self.fails:
            raise SetupError("The installer stopped.")


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Work:
    work = Work()
    monkeypatch.setattr(environment, "make_venv", work.make_venv)
    monkeypatch.setattr(environment, "install", work.install)
    return work


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "course"
    root.mkdir()
    (root / "requirements.lock").write_text("pandas==3.0\n", encoding="utf-8")
    (root / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    return root


def test_first_time_makes_and_installs(root: Path, work: Work) -> None:
    assert ensure("lab", root) == python_of(root / ".venv")
    assert work.done == ["make", "lab"]


def test_second_time_does_nothing_and_starts_no_program(
    root: Path, work: Work, monkeypatch: pytest.MonkeyPatch
) -> None:
    ensure("lab", root)

    def no_program(*_args: object, **_kwargs: object) -> None:
        raise AssertionError("a program was started")

    monkeypatch.setattr(subprocess, "run", no_program)
    ensure("lab", root)
    assert work.done == ["make", "lab"]


def test_what_the_tests_need_serves_a_student_but_not_the_other_way(root: Path, work: Work) -> None:
    ensure("lab", root)
    ensure("test", root)
    ensure("lab", root)
    assert work.done == ["make", "lab", "test"]


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_list_is_installed_into_the_same_environment(
    root: Path, work: Work, name: str
) -> None:
    ensure("lab", root)
    (root / name).write_text("changed\n", encoding="utf-8")
    ensure("lab", root)
    assert work.done == ["make", "lab", "lab"]


def test_what_cannot_be_added_without_a_network_takes_nothing_away(root: Path, work: Work) -> None:
    ensure("lab", root)
    work.fails = True
    with pytest.raises(SetupError, match=r"installer stopped\.\nThe lessons need none of this"):
        ensure("test", root)
    ensure("lab", root)
    assert work.done == ["make", "lab", "test"]
    work.fails = False
    ensure("test", root)
    assert work.done == ["make", "lab", "test", "test"]


def test_an_update_that_fails_is_tried_again_and_nothing_is_deleted(root: Path, work: Work) -> None:
    ensure("lab", root)
    (root / "requirements.lock").write_text("changed\n", encoding="utf-8")
    work.fails = True
    for _ in range(2):
        with pytest.raises(SetupError):
            ensure("lab", root)
    work.fails = False
    ensure("lab", root)
    assert work.done == ["make"] + 4 * ["lab"]


def test_after_an_interruption_it_is_made_again(
    root: Path, work: Work, capsys: pytest.CaptureFixture[str]
) -> None:
    work.fails = True
    with pytest.raises(SetupError):
        ensure("lab", root)
    work.fails = False
    ensure("lab", root)
    ensure("lab", root)
    assert work.done == ["make", "lab", "make", "lab"]
    assert "the last set-up was interrupted: making it again" in capsys.readouterr().out


def spoil_python(root: Path) -> None:
    python = python_of(root / ".venv")
    python.unlink()
    python.write_text("not a program", encoding="utf-8")
    (root / "requirements.lock").write_text("changed\n", encoding="utf-8")


def lose_stamp_and_pip(root: Path) -> None:
    (root / ".venv" / "delivery-lab.json").unlink()
    next((root / ".venv").glob("**/site-packages/pip.py")).unlink()


def lose_python(root: Path) -> None:
    python_of(root / ".venv").unlink()


def edit_stamp(key: str, value: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        stamp = root / ".venv" / "delivery-lab.json"
        content = json.loads(stamp.read_text(encoding="utf-8"))
        stamp.write_text(json.dumps(content | {key: value}), encoding="utf-8")

    return edit


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (spoil_python, ".venv does not work"),
        (lose_stamp_and_pip, ".venv does not work"),
        (lose_python, ".venv does not work"),
        (edit_stamp("python", "3.10"), ".venv has Python 3.10 and this is Python 3."),
        (edit_stamp("folder", "/elsewhere"), "the folder was moved"),
    ],
)
def test_an_environment_that_cannot_be_used_is_made_again(
    root: Path,
    work: Work,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    words: str,
) -> None:
    ensure("lab", root)
    spoil(root)
    ensure("lab", root)
    assert work.done == ["make", "lab", "make", "lab"]
    assert words in capsys.readouterr().out


def test_an_environment_made_by_hand_is_used(root: Path, work: Work) -> None:
    work.make_venv(root / ".venv")
    ensure("test", root)
    assert work.done == ["make", "test"]


def test_an_unreadable_stamp_is_no_stamp(root: Path, work: Work) -> None:
    ensure("lab", root)
    (root / ".venv" / "delivery-lab.json").write_text("{", encoding="utf-8")
    ensure("lab", root)
    assert work.done == ["make", "lab", "lab"]


def test_python_without_ensurepip_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SetupError, match=r"sudo apt install python3\.\d+-venv"):
        environment.make_venv(tmp_path / ".venv")


def test_a_step_that_fails_says_that_it_can_be_repeated() -> None:
    with pytest.raises(SetupError, match=r"(?s)No luck\..*run the same command again"):
        environment.run([sys.executable, "-c", "raise SystemExit(3)"], "No luck.")


def test_the_installer_is_taken_from_the_lock() -> None:
    lines = environment.entry(ROOT / "requirements.lock", "uv").splitlines()
    assert lines[0].startswith("uv==")
    assert len(lines) > 5
    assert all(line.strip().startswith("--hash=sha256:") for line in lines[1:])
    assert not lines[-1].endswith("\\")
    with pytest.raises(SetupError, match="no entry for coffee"):
        environment.entry(ROOT / "requirements.lock", "coffee")


def test_settings_for_other_work_are_kept_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (
        *("JUPYTER_CONFIG_DIR", "IPYTHONDIR", "MPLBACKEND"),
        *("PYTHONPATH", "PYTHONDONTWRITEBYTECODE"),
    ):
        monkeypatch.setenv(name, "/elsewhere")
    monkeypatch.setenv("JUPYTERLAB_WORKSPACES_DIR", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "proxy.example")
    python = python_of(tmp_path / ".venv")
    own = settings.for_programs(python, tmp_path)
    assert "/elsewhere" not in own.values()
    assert own["HTTPS_PROXY"] == "proxy.example"
    assert own["JUPYTER_CONFIG_PATH"] == str(tmp_path / "jupyter")
    assert own["PATH"].split(os.pathsep)[0] == str(python.parent)


needs_sh = pytest.mark.skipif(os.name == "nt", reason="the stand-in is a shell script")


def fake_python(folder: Path, name: str, version: str) -> None:
    """Put a program on the path that answers like a Python, and says when it is started."""
    path = folder / name
    path.write_text(
        f'#!/bin/sh\nif [ "$1" = -c ]; then echo {version}; else shift; echo started with $*; fi\n',
        encoding="utf-8",
    )
    path.chmod(0o755)


@pytest.fixture
def unfit(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Make this Python too old, and return the folder in which another one is looked for."""
    monkeypatch.setattr(course, "OLDEST", (3, 98))
    monkeypatch.setattr(course, "NEWEST", (3, 99))
    monkeypatch.setattr(sys, "argv", ["course.py", "lab", "02"])
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}/bin{os.pathsep}/usr/bin")
    return tmp_path


def test_without_a_fitting_python_it_says_what_to_install(
    unfit: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert course.main() == 1
    said = capsys.readouterr().err
    assert "needs Python 3.98 to 3.99" in said
    assert "is too old, and no other was found here" in said
    assert "make lab PYTHON=/path/to/python3.99" in said


@needs_sh
def test_a_fitting_python_on_the_machine_is_used(
    unfit: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    fake_python(unfit, "python3.99", "3.12")  # a shim that leads elsewhere
    fake_python(unfit, "python3.98", "3.98")
    assert course.main() == 0
    said = capfd.readouterr().out
    assert f"is too old; using {unfit / 'python3.98'}." in said
    assert "started with lab 02" in said


def test_a_python_that_is_too_new_is_called_that(
    unfit: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(course, "OLDEST", (3, 1))
    monkeypatch.setattr(course, "NEWEST", (3, 2))
    assert course.main() == 1
    assert "is too new" in capsys.readouterr().err
