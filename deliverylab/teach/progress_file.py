"""The file of a student's progress: read whole, checked, and never lost.

What cannot be written now (the disk is full, the folder is read-only, another notebook is writing)
waits in the kernel and is written with what comes next. A damaged file is kept beside the new one.
What an older or a newer course recorded is kept.
"""

from __future__ import annotations

import copy
import json
import os
import threading
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

from deliverylab.files import alone, keep_copy, replace_whole

ABOUT = "Your progress in Delivery Lab. It stays on this machine; delete it to start afresh."
WAIT_SECONDS = 2.0

Records: TypeAlias = dict[str, Any]
"""The file: `checks` by number, `quizzes` by lesson, `tests` by name, and what others added."""
Change: TypeAlias = Callable[[Records], object]
"""Adds one thing to the records."""


class ProgressFile:
    """The file, and what this kernel could not yet write into it."""

    def __init__(self, path: Path) -> None:
        """Look after the file at `path`, which need not be there."""
        self.path = path
        self._waiting: list[Change] = []
        self._trouble: Exception | None = None
        self._one_at_a_time = threading.Lock()

    def update(self, *changes: Change) -> Records:
        """Add to the file what is new and return what it holds then; never raises."""
        with self._one_at_a_time:
            self._waiting += changes
            try:
                return self._write()
            except Exception as error:  # whatever it is, the lesson goes on
                self._trouble = error
                return self._with_waiting(self._read_or_none())

    def why_not_writable(self) -> str:
        """Return why the file cannot be read or written, in the system's words; else nothing."""
        beside = self.path.with_name(f".{self.path.name}.tried")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            replace_whole(beside, b"")
            beside.unlink()
        except OSError as error:
            return _reason(error)
        self.update()
        return _reason(self._trouble) if self._trouble is not None else ""

    def notes(self) -> Iterator[str]:
        """Yield what a student should know about the file; nothing while all is well."""
        if self._trouble is not None:
            yield (
                f"{self.path} cannot be read or written ({_reason(self._trouble)}), so what you do "
                "now counts only until this notebook's kernel stops. Once that is mended, the next "
                "check writes it all."
            )
        for kept in self.damaged():
            yield (
                "The file with your progress was damaged, and a new one was begun. The damaged one "
                f"is kept as {kept}; delete it, and this note goes."
            )

    def _write(self) -> Records:
        """Write what is waiting, unless another notebook is at it for too long."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with alone(self.path, WAIT_SECONDS) as mine:
            records, damaged = self._read()
            before = copy.deepcopy(records)
            self._with_waiting(records)
            if not mine:
                return records
            if damaged is not None and damaged not in (
                kept.read_bytes() for kept in self.damaged()
            ):
                keep_copy(self.path, damaged)
            if damaged is not None or records != before:
                replace_whole(self.path, (json.dumps(records, indent=1) + "\n").encode())
        self._waiting.clear()
        self._trouble = None
        return records

    def _with_waiting(self, records: Records) -> Records:
        for change in self._waiting:
            change(records)
        return records

    def _read(self) -> tuple[Records, bytes | None]:
        """Return the records, and the whole content of the file where some of it is damaged."""
        if not self.path.exists():
            return empty_records(), None
        if not self.path.is_file():
            raise OSError("it is not a file")
        content = self.path.read_bytes()
        try:
            found = empty_records() | json.loads(content, parse_constant=_refuse)
        except (ValueError, TypeError, RecursionError):
            return empty_records(), content
        records = _sound(found)
        return records, None if records == found else content

    def _read_or_none(self) -> Records:
        try:
            return self._read()[0]
        except OSError:
            return empty_records()

    def damaged(self) -> list[Path]:
        """Return the damaged files that were kept."""
        dated = f"{self.path.stem}_[0-9][0-9][0-9][0-9]-*{self.path.suffix}"
        return sorted(self.path.parent.glob(dated))


@cache
def _file_at(path: Path) -> ProgressFile:
    return ProgressFile(path)


def progress_file() -> ProgressFile:
    """Return the file in use: the one that `DELIVERYLAB_PROGRESS` names, or the student's own."""
    named = os.environ.get("DELIVERYLAB_PROGRESS")
    if named:
        return _file_at(Path(named).absolute())
    from platformdirs import user_data_path

    return _file_at(user_data_path("deliverylab", appauthor=False) / "progress.json")


def empty_records() -> Records:
    """Return the records of whoever has done nothing yet."""
    return {"about": ABOUT, "checks": {}, "quizzes": {}, "tests": {}}


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


def _sound(found: Records) -> Records:
    """Return what makes sense of a file that was read; all of it, where nothing is damaged."""
    sound = dict(found)
    for table, fits in (("checks", _is_check), ("quizzes", _is_quiz), ("tests", _is_test)):
        entries = found[table] if isinstance(found[table], dict) else {}
        sound[table] = {key: entry for key, entry in entries.items() if fits(entry)}
    return sound


def _is_check(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and _is_count(entry.get("tries"))
        and isinstance(entry.get("right", ""), str)
    )


def _is_quiz(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and _is_count(entry.get("right"))
        and _is_count(entry.get("total"))
        and entry["total"] > 0
        and entry["right"] <= entry["total"]
    )


def _is_test(entry: object) -> bool:
    return (
        isinstance(entry, dict)
        and isinstance(entry.get("on"), str)
        and isinstance(entry.get("lessons"), dict)
        and bool(entry["lessons"])
        and all(map(_is_quiz, entry["lessons"].values()))
        and isinstance(entry.get("missed", []), list)
        and all(isinstance(one, str) for one in entry.get("missed", []))
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _reason(error: Exception) -> str:
    """Return why, in the system's words where it has any."""
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
