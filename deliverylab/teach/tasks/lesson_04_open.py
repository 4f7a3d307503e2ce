"""Task 4.6: six incidents, two of which are still open. What can be said of all six?"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from typing import Any

import numpy as np

from deliverylab.measure import kaplan_meier
from deliverylab.teach.forms import number, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

OVER = (2.0, 1.0, 20.0, 7.0)
"""Hours that the incidents lasted which are over."""

OPEN = (30.0, 4.0)
"""Hours for which the others have lasted so far."""

ALL = (*OVER, *OPEN)
WITHIN = 0.05


def survival_median(lasted: tuple[float, ...], over: tuple[bool, ...]) -> float:
    """Return Kaplan–Meier's median."""
    return kaplan_meier(np.array(lasted), np.array(over)).median


IS_OVER = (*(True for _ in OVER), *(False for _ in OPEN))


def three_numbers() -> Parts:
    """Return the answer."""
    return {
        "median_over": statistics.median(OVER),
        "least_mean": statistics.mean(ALL),
        "median_all": survival_median(ALL, IS_OVER),
    }


def is_part(name: str, *wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether this part of an answer is one of these numbers."""
    return lambda value: any(abs(value[name] - each()) <= WITHIN for each in wrong)


def said(value: Parts) -> str:
    """Say how the three differ, and why."""
    return (
        f"The median of those that are over is {value['median_over']:g} hours; with what is known "
        f"of the open ones it is {value['median_all']:g}. The mean of those that are over is "
        f"{statistics.mean(OVER):g} hours; of all six it will be {value['least_mean']:.1f} at "
        "least. Open incidents are the long ones: who leaves them out looks better than it is."
    )


OPEN_INCIDENT: Task[Parts] = Task(
    number="4.6",
    title="The open incident",
    points=3,
    expects=parts(
        median_over=number("hours", tolerance=WITHIN),
        least_mean=number("hours", tolerance=WITHIN),
        median_all=number("hours", tolerance=WITHIN),
    ),
    answer=three_numbers,
    mistakes=(
        Mistake(
            "took all six for over",
            part="median_over",
            recognises=is_part("median_over", lambda: statistics.median(ALL)),
            hints=(
                "`median_over` is about the incidents that are over. How many are they?",
                "An incident is over when it has a time in *restored*.",
                "Keep four of the six before you take the median.",
            ),
        ),
        Mistake(
            "took the mean",
            part="median_over",
            recognises=is_part("median_over", lambda: statistics.mean(OVER)),
            hints=(
                "`median_over` is a mean. One long incident pulls it up.",
                "Half of those that are over were shorter, half were longer.",
                "Take `.median()`.",
            ),
        ),
        Mistake(
            "left the open ones out",
            part="least_mean",
            recognises=is_part("least_mean", lambda: statistics.mean(OVER)),
            hints=(
                "`least_mean` is the mean of four. Of how many incidents is it asked?",
                "The two open ones have lasted for some hours already.",
                "The mean is least if both ended right now. So give them the end `now`.",
            ),
        ),
        Mistake(
            "gave the open ones no hours",
            part="least_mean",
            recognises=is_part("least_mean", lambda: sum(OVER) / len(ALL)),
            hints=(
                "In `least_mean` the two open incidents take no time at all. Can that be?",
                "They have lasted from *started* until `now`.",
                "Add their hours up to `now` before you divide by 6.",
            ),
        ),
        Mistake(
            "divided by those that are over",
            part="least_mean",
            recognises=is_part("least_mean", lambda: sum(ALL) / len(OVER)),
            hints=(
                "For `least_mean` you add up six incidents. By how many do you divide?",
                "The open ones count above and below.",
                "Divide by 6.",
            ),
        ),
        Mistake(
            "told the library that all are over",
            part="median_all",
            recognises=is_part("median_all", lambda: statistics.median(ALL)),
            hints=(
                "For `median_all`: does the library know which incidents are still open?",
                "The second argument of `kaplan_meier` says of each incident whether it is over.",
                '`six["restored"].notna()` is True where an incident is over.',
            ),
        ),
        Mistake(
            "left out what is open",
            part="median_all",
            recognises=is_part("median_all", lambda: statistics.median(OVER)),
            hints=(
                "For `median_all`, give the library all six incidents, not four.",
                "Of an open incident it wants the hours so far.",
                "`kaplan_meier(hours_so_far, is_over)`, both with six entries.",
            ),
        ),
        Mistake(
            "turned it round",
            part="median_all",
            recognises=is_part(
                "median_all", lambda: survival_median(ALL, tuple(not over for over in IS_OVER))
            ),
            hints=(
                "For `median_all` you told the library the wrong way round which ones are over.",
                "The second argument is True where an incident has ended.",
                "Use `.notna()`, not `.isna()`.",
            ),
        ),
    ),
    part_hints={
        "median_over": (
            "First `median_over`: hours from *started* to *restored*, of those that are over.",
            "`six.dropna()` keeps the four that are over.",
            "The median of four numbers lies halfway between the two in the middle.",
        ),
        "least_mean": (
            "`median_over` is right. `least_mean`: when would the mean of all six be smallest?",
            "The open ones have lasted at least until `now`.",
            '`six["restored"].fillna(now)` ends them now. Then the mean of the hours.',
        ),
        "median_all": (
            "The first two are right. `median_all` comes from `kaplan_meier(...)`, as `.median`.",
            "It wants two things: how long each has lasted so far, and whether it is over.",
            '`kaplan_meier(hours_so_far, six["restored"].notna()).median`.',
        ),
    },
    hints=(
        "Begin with the hours of each incident.",
        "Of an open one, take the hours until `now`.",
        "Then the median of four, the mean of six, and the library's median of six.",
    ),
    said=said,
)
