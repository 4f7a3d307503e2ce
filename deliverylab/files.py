"""Files that belong to a student: written whole or not at all, and never over something else.

Three promises that progress, workspaces and saved games share. A file is replaced in one step, so
whoever reads it (or pulls the plug) meets the old one or the new one. A copy that is kept gets a
name of its own, with the date. And of several notebooks that want to write, one does so at a time.
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import count
from pathlib import Path


def replace_whole(path: Path, content: bytes) -> None:
    """Write a file in one step; where that fails, what was there before stays.

    Raises:
        OSError: if the folder cannot be written, or the disk is full.
    """
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.draft")
    try:
        draft.write_bytes(content)
        with suppress(FileNotFoundError):
            shutil.copymode(path, draft)
        os.replace(draft, path)
    except BaseException:
        with suppress(OSError):
            draft.unlink()
        raise


def keep_copy(path: Path, content: bytes, now: datetime | None = None) -> Path:
    """Write `content` beside `path` under its dated name, and return where it is.

    A name that is taken is never written over; a number is added.

    Raises:
        OSError: if it cannot be written; then nothing half-written is left.

    >>> from tempfile import TemporaryDirectory
    >>> monday = datetime(2026, 11, 23, 14, 3)
    >>> with TemporaryDirectory() as folder:
    ...     mine = Path(folder, "01_exercises.ipynb")
    ...     [keep_copy(mine, b"{}", monday).name for _ in range(2)]
    ['01_exercises_2026-11-23_1403.ipynb', '01_exercises_2026-11-23_1403_2.ipynb']
    """
    dated = f"{path.stem}_{now or datetime.now():%Y-%m-%d_%H%M}"
    for number in count(1):
        copy = path.with_name(f"{dated}{f'_{number}' if number > 1 else ''}{path.suffix}")
        try:
            file = copy.open("xb")
        except FileExistsError:
            continue
        try:
            with file:
                file.write(content)
        except BaseException:
            copy.unlink(missing_ok=True)
            raise
        return copy
    raise AssertionError("numbers do not end")


@contextmanager
def alone(path: Path, seconds: float) -> Iterator[bool]:
    """Keep other processes that ask for the same file out meanwhile; give whether that worked.

    It does not work where somebody else has been at it for longer than `seconds`. A file system
    that knows no locks, or a folder that cannot be written, keeps nobody out, and that counts as
    having worked: what is written next is still written whole.
    """
    from filelock import FileLock, Timeout  # here, so that the doctor can say where it is missing

    lock = FileLock(path.with_name(f".{path.name}.lock"))
    try:
        lock.acquire(timeout=seconds, poll_interval=0.002)
    except Timeout:
        yield False
        return
    except (OSError, NotImplementedError):
        yield True
        return
    try:
        yield True
    finally:
        lock.release()
