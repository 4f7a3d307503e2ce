"""What the machine gives: each check fails where it should, and names the cure."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deliverylab.teach.doctor import cures, machine
from deliverylab.teach.doctor.report import FAIL, OK
from tests.teach.doctor.conftest import Look

INSTALL_GIT = "Install git (git-scm.com/downloads); then: `make lab`"


@pytest.fixture(autouse=True)
def with_make(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the commands that there are with make, on every system."""
    monkeypatch.setattr(machine, "ways", lambda: cures._MAKE)


# --- git ----------------------------------------------------------------------------------------


def test_the_version_of_git_is_told(look: Look) -> None:
    said = subprocess.run(["git", "--version"], capture_output=True, text=True).stdout
    assert look("git").word == OK
    assert look("git").details
    assert look("git").details in said


def test_there_is_no_git(look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(machine.subprocess, "run", _without_git)
    finding = look("git")
    assert (finding.word, finding.said, finding.cure) == (FAIL, "git was not found", INSTALL_GIT)


def _without_git(*_words: object, **_options: object) -> None:
    raise FileNotFoundError("git")


@pytest.mark.parametrize(
    "error",
    [PermissionError(errno.EACCES, "Permission denied"), subprocess.TimeoutExpired("git", 10)],
)
def test_a_git_that_does_not_start(
    look: Look, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def run(*_words: object, **_options: object) -> None:
        raise error

    monkeypatch.setattr(machine.subprocess, "run", run)
    finding = look("git")
    assert (finding.word, finding.cure) == (FAIL, INSTALL_GIT)
    assert finding.said == f"git does not start ({error})"


def test_a_git_that_only_asks_to_be_installed(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Mac has one that asks for Apple's developer tools."""

    def run(*_words: object, **_options: object) -> SimpleNamespace:
        return SimpleNamespace(returncode=1, stdout="", stderr="xcode-select: note: no tools\n")

    monkeypatch.setattr(machine.subprocess, "run", run)
    finding = look("git")
    assert (finding.word, finding.cure) == (FAIL, INSTALL_GIT)
    assert finding.said == "git does not work: xcode-select: note: no tools"


# --- a server -----------------------------------------------------------------------------------


def test_a_server_is_opened_and_answers(look: Look) -> None:
    assert (look("server").word, look("server").details) == (OK, "127.0.0.1")


def test_a_server_that_may_not_be_opened(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(address: object, **_options: object) -> None:
        assert address == ("127.0.0.1", 0)
        raise PermissionError(errno.EACCES, "Permission denied")

    monkeypatch.setattr(socket, "create_server", refuse)
    finding = look("server")
    assert finding.word == FAIL
    assert finding.said.startswith("no server can be opened on 127.0.0.1 (")
    assert finding.cure.startswith("Allow Python to listen on 127.0.0.1 in the firewall")


def test_a_server_that_cannot_be_reached(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_words: object) -> None:
        raise TimeoutError("timed out")

    monkeypatch.setattr(socket, "create_connection", refuse)
    finding = look("server")
    assert (finding.word, finding.said) == (
        FAIL,
        "no server can be opened on 127.0.0.1 (timed out)",
    )


def test_a_server_that_something_else_answers_for(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect = socket.create_connection

    class Proxied:
        def __init__(self, *words: Any) -> None:
            self.real = connect(*words)

        def __enter__(self) -> Proxied:
            return self

        def __exit__(self, *_error: object) -> None:
            self.real.close()

        def makefile(self, mode: str) -> Any:
            self.real.makefile(mode).close()
            return SimpleNamespace(read=lambda: b"<html>Access denied</html>")

    monkeypatch.setattr(socket, "create_connection", Proxied)
    finding = look("server")
    assert finding.word == FAIL
    assert "the answer was another one" in finding.said


# --- files --------------------------------------------------------------------------------------


def test_no_temporary_file_can_be_written(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "gone"))
    monkeypatch.setattr(machine, "WINDOWS", False)
    finding = look("temporary files")
    assert finding.word == FAIL
    assert finding.said.startswith("no temporary file can be written (")
    assert finding.cure == (
        "Make room on the disk, or set TMPDIR to a folder that you may write to; then: `make lab`"
    )
    monkeypatch.setattr(machine, "WINDOWS", True)
    assert "set TEMP to a folder" in look("temporary files").cure


def test_a_temporary_file_that_comes_back_as_another(
    look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "read_bytes", lambda path: b"")
    finding = look("temporary files")
    assert finding.word == FAIL
    assert "what was read is not what was written" in finding.said


def test_nothing_is_left_behind(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    assert look("temporary files").word == OK
    assert os.listdir(folder) == []


def test_a_disk_that_is_nearly_full(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=299_999_999))
    finding = look("disk")
    assert finding.word == FAIL
    assert finding.said == "only 299 MB are free where the course is"
    assert finding.cure == "Delete what you no longer need, until there are 300 MB."
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=2_000_000_000))
    assert (look("disk").word, look("disk").details) == (OK, "2.0 GB free")
