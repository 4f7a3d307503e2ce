"""What a student hands in of the tests and exercises, and how a teacher's machine reads it.

A file with the results of the pre-test and the post-test (how many were right in each lesson, and
the objectives that were missed) and the points of the exercises. The only name in it is what the
student types; no dates, no tries, no answers in words. It is plain text that its owner can read and
could change, so it serves a class that wants to know what it has learnt, and not an examination.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deliverylab.teach.gain import Score
from deliverylab.teach.progress import progress, progress_file
from deliverylab.teach.recorded_test import RecordedTest

__all__ = ["ABOUT", "CannotBeRead", "HandedIn", "of_this_machine", "read"]

ABOUT = "What one student hands in of Delivery Lab: results of the two tests, points of exercises."
FORMAT = 1
LARGEST_BYTES = 100_000
LONGEST_NAME = 80
TESTS = ("pre-test", "post-test")
FORMULA = ("=", "+", "-", "@")
"""A spreadsheet would compute a name that begins like this."""

Scores = Mapping[str, Score]


class CannotBeRead(ValueError):
    """A file or a name makes no sense; the message says why, in a sentence."""


@dataclass(frozen=True)
class HandedIn:
    """What one student hands in.

    Attributes:
        name: what the student typed; empty for none.
        tests: the scores by lesson of "pre-test" and "post-test", where taken.
        missed: the objectives missed in each of them, where they were noted.
        points: the points of the exercises that a check has given, by lesson.
    """

    name: str
    tests: Mapping[str, Scores]
    missed: Mapping[str, tuple[str, ...]]
    points: Scores

    def to_json(self) -> bytes:
        """Return the content of its file."""
        tests = {
            name: {"lessons": _plain(scores)}
            | ({"missed": list(self.missed[name])} if name in self.missed else {})
            for name, scores in self.tests.items()
        }
        content = {
            "about": ABOUT,
            "format": FORMAT,
            "name": self.name,
            "tests": tests,
            "points": _plain(self.points),
        }
        return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()

    @classmethod
    def from_json(cls, content: bytes) -> HandedIn:
        """Return what the content of a file says.

        Raises:
            CannotBeRead: if it is none of these files, or damaged.
        """
        if len(content) > LARGEST_BYTES:
            raise CannotBeRead(f"it has {len(content):,} bytes; such a file has a few thousand")
        try:
            found = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse)
        except (ValueError, RecursionError):
            raise CannotBeRead("it is not JSON in UTF-8, or only a part of the file") from None
        if isinstance(found, dict) and "checks" in found:
            raise CannotBeRead(
                "it is a student's own progress; the file to hand in is made by "
                "`python -m deliverylab hand-in FILE.json`"
            )
        if not isinstance(found, dict) or found.get("about") != ABOUT:
            raise CannotBeRead("it was not made by `python -m deliverylab hand-in FILE.json`")
        if type(found.get("format")) is not int or found["format"] != FORMAT:
            raise CannotBeRead(
                f"its format is {found.get('format')!r} and this course reads {FORMAT}; "
                "use the same version of the course as the student"
            )
        tests = found.get("tests")
        if not isinstance(tests, dict) or not set(tests) <= set(TESTS):
            raise CannotBeRead("its tests are not a pre-test and a post-test")
        return cls(
            known_name(found.get("name")),
            {name: _scores(test, f"the {name}") for name, test in tests.items()},
            {name: _missed(test, name) for name, test in tests.items() if "missed" in test},
            _scores({"lessons": found.get("points")}, "the points"),
        )


def known_name(name: object) -> str:
    """Return a name as it was typed, without blanks around it.

    Raises:
        CannotBeRead: if it is no line of text that can stand in a table.

    >>> known_name("  Ada L. ")
    'Ada L.'
    """
    if not isinstance(name, str):
        raise CannotBeRead(f"its name is {name!r:.60}; it should be text, which may be empty")
    tidy = name.strip()
    if len(tidy) > LONGEST_NAME or not tidy.isprintable():
        raise CannotBeRead(f"its name is no single line of at most {LONGEST_NAME} characters")
    if tidy.startswith(FORMULA):
        raise CannotBeRead(f"its name begins with {tidy[0]!r}, which spreadsheets take for a sum")
    return tidy


def of_this_machine(name: str = "") -> HandedIn:
    """Return what whoever works on this machine has to hand in.

    Raises:
        CannotBeRead: if the name makes no sense, or nothing has been done yet.
    """
    typed = known_name(name)
    records = progress_file().update()
    taken = {
        key: RecordedTest.of(records["tests"][key]) for key in TESTS if key in records["tests"]
    }
    points = {
        lesson.number: Score(lesson.points, lesson.points_of_all)
        for lesson in progress().lessons
        if lesson.points_of_all
    }
    if not taken and not any(score.right for score in points.values()):
        raise CannotBeRead(
            "There is nothing to hand in yet: take the pre-test in lesson 00, or solve an exercise."
        )
    return HandedIn(
        typed,
        {key: dict(test.scores) for key, test in taken.items()},
        {key: test.missed for key, test in taken.items() if test.missed is not None},
        points,
    )


def read(path: Path) -> HandedIn:
    """Read one file.

    Raises:
        CannotBeRead: with a sentence that does not name the file.
    """
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CannotBeRead(
                f"it has {path.stat().st_size:,} bytes; such a file has a few thousand"
            )
        return HandedIn.from_json(path.read_bytes())
    except OSError as error:
        raise CannotBeRead(f"it cannot be opened ({error.strerror or error})") from error


def _plain(scores: Scores) -> dict[str, dict[str, int]]:
    return {key: {"right": one.right, "total": one.total} for key, one in scores.items()}


def _scores(entry: object, what: str) -> Scores:
    """Return the scores by lesson of an entry, or say that they make no sense."""
    lessons = entry.get("lessons") if isinstance(entry, dict) else None
    if not isinstance(lessons, dict) or not lessons or not all(map(_is_score, lessons.values())):
        raise CannotBeRead(
            f"{what} should have, for each lesson, how many were right and of how many"
        )
    return {key: Score(one["right"], one["total"]) for key, one in lessons.items()}


def _is_score(one: object) -> bool:
    if not isinstance(one, dict):
        return False
    right, total = one.get("right"), one.get("total")
    return type(right) is int and type(total) is int and 0 <= right <= total <= 1000 and total > 0


def _missed(test: Mapping[str, Any], name: str) -> tuple[str, ...]:
    missed = test["missed"]
    if not isinstance(missed, list) or not all(isinstance(one, str) for one in missed):
        raise CannotBeRead(f"what was missed in the {name} should be a list of objectives")
    return tuple(dict.fromkeys(missed))


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
