"""The tasks of the exercises, as data and functions: what is asked, what is right, what goes wrong.

A task knows the form of its answer, computes the right one, and knows the mistakes that people
make, each with three hints. The engine (`deliverylab.teach.checks`) does the rest. The tasks of
lesson 01 are the tuple `TASKS` of `deliverylab.teach.tasks.lesson_01`, in the order in which the
notebook asks them; a lesson is loaded when it is first needed.

    TASKS: tuple[Task[Any], ...] = (
        Task(
            number="1.2",
            title="How long did it wait?",
            points=2,
            expects=number("hours", decimals=1),
            answer=hours_waiting,               # () -> 52.4
            mistakes=(
                Mistake(
                    "counted from the commit",
                    gives=hours_from_commit,    # () -> 61.0
                    hints=("…", "…", "…"),
                ),
                Mistake("swapped the two times", recognises=lambda hours: hours < 0, hints=(…)),
            ),
            hints=("…", "…", "…"),
            said=lambda hours: f"The change waited {say_hours(hours)} on the shelf.",
        ),
    )
"""

from __future__ import annotations

import difflib
import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

from deliverylab.teach.forms import Form

__all__ = ["Hints", "Mistake", "Task", "UnknownTask", "by_hand", "find", "lessons", "of_lesson"]

V = TypeVar("V")

Hints: TypeAlias = tuple[str, str, str]
"""Three sentences, from a nudge to nearly all of it; none of them tells the answer."""


class UnknownTask(LookupError):
    """There is no task or lesson of this number. The message names those that come close."""


@dataclass(frozen=True, eq=False)
class Mistake(Generic[V]):
    """A wrong answer that people give, and what helps them.

    Give `gives` or `recognises`, whichever says it better; neither where the judge of the task
    names this mistake.

    Args:
        name: what went wrong, in a few words, as in "counted staging too".
        hints: what is said the first time, the second time, and from then on.
        gives: computes the value to which this mistake leads, in the form's canonical value. The
            answer has made this mistake where it is the same as that, by the form's own measure.
        recognises: tells from the canonical value whether it has made this mistake.
        part: of an answer of several parts, the one that it spoils; it is not looked for where
            that part is right.
    """

    name: str
    hints: Hints
    gives: Callable[[], V] | None = None
    recognises: Callable[[V], bool] | None = None
    part: str = ""

    def __post_init__(self) -> None:
        """Refuse a mistake that two things recognise."""
        if self.gives and self.recognises:
            raise TypeError(f"mistake {self.name!r}: give either gives or recognises")


@dataclass(frozen=True, eq=False)
class Task(Generic[V]):
    """One task of an exercise.

    Args:
        number: lesson and task, as in "1.2".
        title: what it is about, in a few words.
        points: how much it counts.
        expects: the form of the answer; it turns what a student gives into a canonical value `V`.
        hints: what is said of a wrong answer in which no mistake is recognised.
        part_hints: of an answer of several parts, what is said in place of `hints` while this part
            is the first one that is wrong; so nobody is sent to a part that is right.
        said: makes the sentence after "right." from the canonical value; built from computed
            numbers, it says what the answer means.
        answer: computes the right value. It is called once in a kernel.
        judge: for tasks with more than one right answer, in place of `answer`: gives `None` where
            the value is right, the name of one of the mistakes, a sentence that is said as it
            is, or an empty text where the task's own hints help most.
        mistakes: what people get wrong; the first one recognised counts.
        variable: the name that the notebook gives to the answer, such as "hours_waiting"; it is
            used in what is said to a student who has not answered yet.
    """

    number: str
    title: str
    points: int
    expects: Form[V]
    hints: Hints
    said: Callable[[V], str]
    answer: Callable[[], V] | None = None
    judge: Callable[[V], str | None] | None = None
    mistakes: tuple[Mistake[V], ...] = ()
    part_hints: Mapping[str, Hints] = field(default_factory=dict)
    variable: str = ""

    def __post_init__(self) -> None:
        """Refuse a task that nothing or two things decide, and hints for a part it has not."""
        if (self.answer is None) == (self.judge is None):
            raise TypeError(f"task {self.number}: give either answer or judge")
        for mistake in self.mistakes:
            if not (mistake.gives or mistake.recognises or self.judge):
                raise TypeError(f"task {self.number}: nothing recognises {mistake.name!r}")
        told = {*self.part_hints, *(mistake.part for mistake in self.mistakes if mistake.part)}
        if unknown := sorted(told.difference(self.expects.part_names)):
            raise TypeError(f"task {self.number}: its answer has no part {unknown[0]!r}")

    @property
    def lesson(self) -> str:
        """The lesson's number, two digits."""
        return f"{int(self.number.partition('.')[0]):02}"


def lessons() -> list[str]:
    """Return the numbers of the lessons that have tasks, two digits each, in order."""
    files = Path(__file__).parent.glob("lesson_[0-9][0-9].py")
    return sorted(file.stem.removeprefix("lesson_") for file in files)


@cache
def of_lesson(lesson: str) -> tuple[Task[Any], ...]:
    """Return the tasks of a lesson, in the order of its notebook.

    Args:
        lesson: the lesson's number, two digits.

    Raises:
        UnknownTask: if the lesson has no tasks.
    """
    if lesson not in lessons():
        known = ", ".join(lessons()) or "none"
        raise UnknownTask(f"There are no tasks for lesson {lesson!r}; there are for: {known}.")
    module = importlib.import_module(f"{__name__}.lesson_{lesson}")
    tasks: tuple[Task[Any], ...] = module.TASKS
    return tasks


@cache
def by_hand(lesson: str) -> Mapping[str, int]:
    """Return the tasks of a lesson that a person grades, by number, with their points.

    They are answered in words, so there is no check for them: the notebook alone has them. A
    lesson that has some names them in `BY_HAND`.

    Args:
        lesson: the lesson's number, two digits.

    >>> by_hand("01")
    {'1.8': 3}
    """
    module = importlib.import_module(f"{__name__}.lesson_{lesson}")
    tasks: Mapping[str, int] = getattr(module, "BY_HAND", {})
    return tasks


def find(number: str) -> Task[Any]:
    """Return the task of this number.

    Raises:
        UnknownTask: if there is none; the message names those that come close. If a person grades
            it, the message says so.
    """
    found = re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,3})", number)
    lesson = f"{int(found[1]):02}" if found else ""
    there = [task for known in lessons() if known == lesson for task in of_lesson(known)]
    for task in there:
        if task.number == number:
            return task
    if there and number in by_hand(lesson):
        raise UnknownTask(
            f"{number} is answered in words: a person reads it, and no check does. If you learn "
            "alone, write your answer first, then compare it with the one in "
            f"solutions/{lesson}_exercises.ipynb."
        )
    tasks = there or [task for known in lessons() for task in of_lesson(known)]
    every = [task.number for task in tasks]
    close = difflib.get_close_matches(number, every, n=3, cutoff=0.5) or every[:8]
    raise UnknownTask(f"There is no task {number[:20]!r}. Did you mean {' or '.join(close)}?")
