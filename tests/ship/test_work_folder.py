"""The work folder: made, locked, removed, and found again by the next when its owner was killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from deliverylab.ship import Harbour, HarbourError
from deliverylab.ship import work_folder as module
from deliverylab.ship.work_folder import PREFIX, WorkFolder, remove_orphans, remove_tree

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="this folder is one of Linux")


def folder_of_the_dead(parent: Path, name: str, lock: str | None, age: float) -> Path:
    folder = parent / f"{PREFIX}{name}"
    (folder / "repository").mkdir(parents=True)
    (folder / "repository" / "file").write_text("x")
    (folder / "repository" / "file").chmod(0o400)
    if lock is not None:
        (folder / module.LOCK).write_text(lock)
    os.utime(folder, (time.time() - age, time.time() - age))
    return folder


def test_a_folder_whose_owner_is_dead_is_removed(tmp_path: Path) -> None:
    dead = folder_of_the_dead(tmp_path, "dead", "held", age=0)
    never_locked = folder_of_the_dead(tmp_path, "never", None, age=3600)
    remove_orphans(tmp_path)
    assert not dead.exists()
    assert not never_locked.exists()


def test_a_folder_in_the_making_is_left_alone(tmp_path: Path) -> None:
    young = folder_of_the_dead(tmp_path, "young", None, age=0)
    unwritten = folder_of_the_dead(tmp_path, "unwritten", "", age=0)
    remove_orphans(tmp_path)
    assert young.exists()
    assert unwritten.exists()


def test_a_folder_that_is_in_use_is_left_alone(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    program = (
        "import sys\nfrom pathlib import Path\n"
        "from deliverylab.ship.work_folder import remove_orphans\nremove_orphans(Path(sys.argv[1]))"
    )
    subprocess.run([sys.executable, "-c", program, str(tmp_path)], check=True)
    remove_orphans(tmp_path)
    assert work.path.exists()
    work.remove()
    assert not work.path.exists()


def test_only_its_own_folders_are_ever_removed(tmp_path: Path) -> None:
    mine, parent = tmp_path / "mine", tmp_path / "temporary"
    folder_of_the_dead(tmp_path, "elsewhere", "held", age=3600).rename(mine)
    parent.mkdir()
    try:
        (parent / f"{PREFIX}link").symlink_to(mine, target_is_directory=True)
    except OSError:
        pytest.skip("this system makes no symbolic links")
    (parent / f"{PREFIX}file").touch()
    (parent / "another").mkdir()
    remove_orphans(parent)
    assert len(list(parent.iterdir())) == 3
    assert (mine / "repository" / "file").exists()


def test_removing_never_follows_a_link_out_of_the_folder(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "file").write_text("x")
    (outside / "file").chmod(0o600)
    inside = tmp_path / "inside"
    inside.mkdir()
    try:
        (inside / "link").symlink_to(outside, target_is_directory=True)
        (inside / "file").symlink_to(outside / "file")
    except OSError:
        pytest.skip("this system makes no symbolic links")
    remove_tree(inside)
    assert not inside.exists()
    assert (outside / "file").read_text() == "x"


def test_what_may_not_be_written_to_is_removed_too(tmp_path: Path) -> None:
    closed = tmp_path / "work" / "closed"
    closed.mkdir(parents=True)
    (closed / "file").write_text("x")
    (closed / "file").chmod(0o400)
    closed.chmod(0o500)
    remove_tree(tmp_path / "work")
    assert not (tmp_path / "work").exists()


def test_a_folder_that_cannot_be_written_to_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_only = tmp_path / "read only"
    read_only.mkdir()
    read_only.chmod(0o500)
    if not os.access(read_only, os.W_OK):
        with pytest.raises(HarbourError, match=r"cannot make one in '.*read only'"):
            Harbour(read_only)
    with pytest.raises(HarbourError, match=r"cannot make one in '.*not there'.*Harbour.folder="):
        Harbour(tmp_path / "not there")

    def refuse(**_: object) -> str:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(module.tempfile, "mkdtemp", refuse)
    with pytest.raises(HarbourError, match="the folder for temporary files: Permission denied"):
        Harbour()
    read_only.chmod(0o700)


@LINUX
def test_a_file_system_that_is_read_only_is_told() -> None:
    with pytest.raises(HarbourError, match="cannot make one in '/proc'"):
        Harbour("/proc")


def test_a_folder_that_cannot_be_locked_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(module, "_lock", refuse)
    with pytest.raises(HarbourError, match="No locks available"):
        Harbour(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_ports_that_cannot_be_had_leave_no_folder_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr("deliverylab.ship.crew.Front", refuse)
    with pytest.raises(OSError, match="Too many open files"):
        Harbour(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_nobody_else_may_look_in(tmp_path: Path) -> None:
    work = WorkFolder(tmp_path)
    if os.name == "posix":
        assert work.path.stat().st_mode & 0o077 == 0
    work.remove()
