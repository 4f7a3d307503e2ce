"""Files that belong to a student: whole or not at all, and never over something else."""

from __future__ import annotations

import errno
import os
from datetime import datetime
from pathlib import Path

import pytest

from deliverylab.files import alone, keep_copy, replace_whole

NOON = datetime(2026, 11, 23, 12, 0)


def full_disk(*_args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_is_replaced_and_keeps_its_permissions(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    replace_whole(file, b"old")
    file.chmod(0o600)
    replace_whole(file, b"new")
    assert file.read_bytes() == b"new"
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize(("owner", "step"), [(Path, "write_bytes"), (os, "replace")])
def test_where_it_cannot_be_replaced_the_old_one_stays_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    file = tmp_path / "mine.json"
    file.write_bytes(b"old")
    with monkeypatch.context() as patch:
        patch.setattr(owner, step, full_disk)
        with pytest.raises(OSError, match="No space left"):
            replace_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_copy_never_takes_the_place_of_another(tmp_path: Path) -> None:
    file = tmp_path / "01_exercises.ipynb"
    kept = [keep_copy(file, content, NOON) for content in (b"1", b"2", b"3")]
    assert [copy.read_bytes() for copy in kept] == [b"1", b"2", b"3"]
    assert [copy.name for copy in kept] == [
        "01_exercises_2026-11-23_1200.ipynb",
        "01_exercises_2026-11-23_1200_2.ipynb",
        "01_exercises_2026-11-23_1200_3.ipynb",
    ]


def test_only_one_at_a_time(tmp_path: Path) -> None:
    file = tmp_path / "mine.json"
    with alone(file, 1) as first, alone(file, 0.05) as second:
        assert (first, second) == (True, False)
    with alone(file, 0) as again:
        assert again


def test_where_nobody_can_be_kept_out_the_work_goes_on(tmp_path: Path) -> None:
    with alone(tmp_path / "no such folder" / "mine.json", 1) as mine:
        assert mine
