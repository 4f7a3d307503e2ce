"""A lesson of three small tasks, for the tests of the checks themselves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deliverylab.teach.forms import StudentFunction, function, number, per_team, truth
from deliverylab.teach.tasks import Mistake, Task

LESSON = "98"

WAIT: Task[float] = Task(
    number="98.1",
    title="How long did it wait?",
    points=2,
    variable="hours_waiting",
    expects=number("hours", decimals=1),
    answer=lambda: 52.44,
    mistakes=(
        Mistake(
            "counted from the commit",
            gives=lambda: 61.0,
            hints=("Where did you begin?", "It waits on the shelf only.", "Begin at packaged."),
        ),
        Mistake(
            "swapped the two times",
            recognises=lambda hours: hours < 0,
            hints=("Can it be negative?", "Which time is later?", "Later less earlier."),
        ),
    ),
    hints=("Look at one change.", "Two times count.", "Subtract the first from the second."),
    said=lambda hours: f"It waited {hours:.1f} hours, `packaged` < deployed.",
)


def judge(rule: StudentFunction[bool]) -> str | None:
    """Judge a rule: True from version 2 on."""
    given = [rule(version) for version in (1, 2, 3)]
    if given == [False, True, True]:
        return None
    if given == [True, True, True]:
        return "says yes to all"
    return "it should say False for 1 and True from 2 on."


RULE: Task[StudentFunction[bool]] = Task(
    number="98.2",
    title="Write the rule",
    points=3,
    variable="rule",
    expects=function("version", returns=truth()),
    judge=judge,
    mistakes=(
        Mistake("says yes to all", hints=("To all of them?", "Not to all.", "Not to the first.")),
    ),
    hints=("Compare it.", "Compare the version.", "Compare the version with a number."),
    said=lambda rule: "The rule holds for three versions.",
)

SHARES: Task[dict[str, float]] = Task(
    number="98.3",
    title="What share failed?",
    points=1,
    expects=per_team(number("share", decimals=2, low=0, high=100), ("barge", "tug")),
    answer=lambda: {"barge": 0.25, "tug": 0.45},
    mistakes=(
        Mistake(
            "took the other ones",
            gives=lambda: {"barge": 0.75, "tug": 0.55},
            hints=("Failed or not?", "You have those that worked.", "Take the others."),
        ),
    ),
    hints=("Count first.", "Count those that failed.", "Divide one by the other."),
    said=lambda shares: f"It is {shares['tug']:.0%} at `tug`.",
)

TASKS: tuple[Task[Any], ...] = (WAIT, RULE, SHARES)


def of_lesson(others: Callable[[str], tuple[Task[Any], ...]]) -> Callable[[str], Any]:
    """Return the registry's function, with this lesson beside the others."""
    return lambda lesson: TASKS if lesson == LESSON else others(lesson)
