"""Progress: which checks have said right once, and how the quizzes and tests went.

It stays on the student's machine, in one small file: `progress.json` in the folder that the system
has for the data of programs, or the file that the environment variable `DELIVERYLAB_PROGRESS`
names. Nothing is sent anywhere.

A check that was right once stays right, with the date and the number of tries that it took:
running a notebook again takes nothing away. Of a quiz the best result stays; of a test of the whole
course (the pre-test, the post-test), the first.

Recording never stops a lesson. What cannot be written now (the disk is full, the folder is
read-only, another notebook is writing) is remembered while the kernel lives and written with what
comes next; `progress()` says so. Two notebooks may record at once. What an older or a newer course
recorded is kept, and not counted where the task is gone.
"""

from __future__ import annotations

import html
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from deliverylab.teach.gain import Scores
from deliverylab.teach.progress_file import Change, Records, empty_records, progress_file
from deliverylab.teach.recorded_test import RecordedTest

__all__ = [
    "Lesson",
    "Progress",
    "progress",
    "progress_file",
    "record_check",
    "record_quiz",
    "record_test",
    "recorded_test",
]

WITHOUT_QUIZ = {"00": "Start here"}
"""The titles of lessons that have tasks and no quiz, which would name them."""


def record_check(number: str, right: bool) -> None:
    """Record one try at a task; never raises.

    Args:
        number: the task, such as `"1.2"`.
        right: whether the check said right.
    """
    now = datetime.now(UTC).isoformat(timespec="seconds")

    def change(records: Records) -> None:
        entry = records["checks"].setdefault(number, {"tries": 0})
        if "right" not in entry:
            entry["tries"] += 1
            if right:
                entry["right"] = now

    _record(change)


def record_quiz(lesson: str, right: int, total: int) -> None:
    """Record how far a quiz is answered; never raises.

    Args:
        lesson: the lesson, such as `"01"`.
        right: how many of its questions are answered right.
        total: how many questions it has.
    """

    def change(records: Records) -> None:
        entry = records["quizzes"].setdefault(lesson, {"right": 0, "total": total})
        if right * entry["total"] > entry["right"] * total:
            entry |= {"right": right, "total": total}

    _record(change)


def record_test(name: str, scores: Scores, missed: Sequence[str] = ()) -> None:
    """Record a test of the whole course; never raises.

    The first result stays: whoever takes a test again has seen its questions.

    Args:
        name: the test, such as `"pre-test"`.
        scores: how many questions were answered right, by lesson.
        missed: the objectives whose questions were not.
    """
    test = RecordedTest(datetime.now(UTC).date().isoformat(), scores, tuple(missed))
    _record(lambda records: records["tests"].setdefault(name, test.entry))


def recorded_test(name: str) -> RecordedTest | None:
    """Return what is recorded of a test of the whole course, or None; never raises."""
    try:
        return _tests(progress_file().update()).get(name)
    except Exception:
        return None  # this machine has no place for it; progress() says so


def _record(change: Change) -> None:
    try:
        file = progress_file()
    except Exception:
        return  # this machine has no place for it; progress() says so
    file.update(change)


@dataclass(frozen=True)
class Lesson:
    """How far one lesson is done; the points that a person gives are not known here."""

    number: str
    title: str
    right: int
    tasks: int
    points: int
    points_of_all: int
    quiz_right: int
    quiz_total: int
    points_by_hand: int = 0

    def said(self) -> list[str]:
        """Return the cells of its row: lesson, exercises, points, those of a person, quiz."""
        counts = [
            (self.right, self.tasks),
            (self.points, self.points_of_all),
            (self.quiz_right, self.quiz_total),
        ]
        *of_checks, quiz = [f"{done} of {total}" if total else "–" for done, total in counts]
        by_hand = f"+ {self.points_by_hand}" if self.points_by_hand else "–"
        return [f"{self.number} {self.title}".strip(), *of_checks, by_hand, quiz]


@dataclass(frozen=True)
class Progress:
    """What is done so far: a row for each lesson, and a line for each test of the whole course.

    `notes` say what went wrong with the file, if anything did.
    """

    lessons: tuple[Lesson, ...]
    notes: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()

    HEAD = ("lesson", "exercises right", "points by checks", "by a person", "quiz right")

    def __repr__(self) -> str:
        """The table as plain text, the same on every machine.

        >>> Progress((Lesson("01", "From commit", 3, 8, 5, 17, 4, 6, 3),))
        Your progress
        lesson          exercises right  points by checks  by a person  quiz right
        01 From commit  3 of 8           5 of 17           + 3          4 of 6
        """
        lines = [self.HEAD, *(lesson.said() for lesson in self.lessons)]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        rows = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join(["Your progress", *rows, *self.tests, *self.notes])

    def _repr_html_(self) -> str:
        """The table for a notebook: real header cells, and the page's own colours."""
        first, *others = self.HEAD
        left = 'style="text-align: left"'
        head = f'<th scope="col" {left}>{first}</th>' + "".join(
            f'<th scope="col">{name}</th>' for name in others
        )
        rows = "".join(
            f'<tr><th scope="row" {left}>{html.escape(name)}</th>'
            + "".join(f"<td>{cell}</td>" for cell in cells)
            + "</tr>"
            for name, *cells in (lesson.said() for lesson in self.lessons)
        )
        notes = "".join(f"<p>{html.escape(note)}</p>" for note in (*self.tests, *self.notes))
        return (
            f"<table><caption>Your progress</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{rows}</tbody></table>{notes}"
        )


def progress() -> Progress:
    """Return what you have done so far: exercises, points and quiz, for each lesson."""
    try:
        file = progress_file()
    except Exception as error:
        note = f"Your progress cannot be kept on this machine: {error}."
        return Progress(tuple(_lessons(empty_records())), (note,))
    records = file.update()
    tests = tuple(f"{name.capitalize()}: {test}." for name, test in _tests(records).items())
    return Progress(tuple(_lessons(records)), tuple(file.notes()), tests)


def _tests(records: Records) -> dict[str, RecordedTest]:
    return {name: RecordedTest.of(entry) for name, entry in records["tests"].items()}


def _lessons(records: Records) -> Iterator[Lesson]:
    """Yield a row for each lesson of this course that has exercises or a quiz."""
    from deliverylab.teach import tasks
    from deliverylab.teach.questions import FOLDER, load_quiz

    files = {file.stem: file for file in FOLDER.glob("*.toml")}
    for number in sorted({*tasks.lessons(), *files}):
        of_lesson = tasks.of_lesson(number) if number in tasks.lessons() else ()
        right = [task for task in of_lesson if "right" in records["checks"].get(task.number, {})]
        quiz = load_quiz(files[number]) if number in files else None
        result = {"right": 0, "total": len(quiz.questions) if quiz else 0}
        if quiz:
            result |= records["quizzes"].get(number, {})
        yield Lesson(
            number,
            quiz.title if quiz else _without_quiz(number, files),
            len(right),
            len(of_lesson),
            sum(task.points for task in right),
            sum(task.points for task in of_lesson),
            result["right"],
            result["total"],
            sum(tasks.by_hand(number).values()) if of_lesson else 0,
        )


def _without_quiz(number: str, quizzes: Iterable[str]) -> str:
    """Return the title of a lesson without a quiz, or of the exercises of one in parts.

    >>> _without_quiz("00", [])
    'Start here'
    >>> _without_quiz("03", ["02", "03a", "03b"])
    'exercises of 03a and 03b'
    """
    if number in WITHOUT_QUIZ:
        return WITHOUT_QUIZ[number]
    parts = sorted(part for part in quizzes if part[:-1] == number)
    return f"exercises of {' and '.join(parts)}" if parts else ""
