"""Task 6.4: a prediction with ranges, before anything is simulated. Every sensible one is right.

Whether it holds is not asked here: that shows in the trial, and is no question of right or wrong.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

from deliverylab.improve import UnseenTeam
from deliverylab.improve.calibration import SURE
from deliverylab.measure import scorecard
from deliverylab.teach.forms import parts
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import own_prediction, own_team

Parts = dict[str, Any]
Range: TypeAlias = tuple[float, float]

FEWEST = 3
"""Ranges."""

HARDLY_ANY = 0.01
"""A range that is narrower than this part of its larger end says one number."""

FIFTH, TWICE = 0.2, 2.0
"""Who leaves open whether something falls to a fifth or doubles has said nothing about it."""

OUT_OF_REACH = 5.0
"""No plan that helps makes anything so many times as long as it was."""

RELIABILITY = "reliability"
SHARES = ("change failure rate", "deployment rework rate")


@lru_cache(maxsize=32)
def last_year(team: UnseenTeam) -> Mapping[str, float]:
    """Return the numbers of the year in the log by name; of reliability, the share that fails."""
    (kpis,) = scorecard(team.log).kpis.values()
    values = {name: kpi.value for name, kpi in kpis.items() if kpi.has_data}
    if RELIABILITY in values:
        values[RELIABILITY] = 1 - values[RELIABILITY]
    return {**values, "loss": team.loss.total}


def ranges(value: Parts) -> dict[str, Range]:
    """Return the ranges by name, in the unit of the measures; of reliability, the failing share."""
    given = dict(value["my_prediction"].by_quantity)
    if RELIABILITY in given:
        low, high = given[RELIABILITY]
        given[RELIABILITY] = (1 - high, 1 - low)
    return given


def some(wrong: Callable[[str, Range, float], bool]) -> Callable[[Parts], bool]:
    """Return whether one of the ranges is wrong, given its name and last year's number."""

    def recognises(value: Parts) -> bool:
        now = last_year(value["my_team"])
        return any(
            wrong(name, ends, now.get(name, math.nan)) for name, ends in ranges(value).items()
        )

    return recognises


def in_shares(name: str, ends: Range, now: float) -> bool:
    """Return whether shares were given for per cent: they came out a hundred times too small."""
    if name == RELIABILITY:
        return ends[0] >= 0.99 and now < 0.5
    return name in SHARES and 0 < ends[1] <= 0.01 and now > 0.03


def in_a_smaller_unit(name: str, ends: Range, now: float) -> bool:
    """Return whether the whole range is far beyond last year's number of hours."""
    return name in ("lead time for changes", "time to restore service") and (
        ends[0] > OUT_OF_REACH * now
    )


def is_narrow(_name: str, ends: Range, _now: float) -> bool:
    """Return whether a range is hardly more than one number."""
    return ends[1] - ends[0] <= HARDLY_ANY * ends[1]


def is_open(_name: str, ends: Range, now: float) -> bool:
    """Return whether a range leaves everything open."""
    return ends[0] < FIFTH * now and ends[1] > TWICE * now


FEW = "predicted too little"
SHARE_FOR_PER_CENT = "gave shares for per cent"
SMALLER_UNIT = "took a smaller unit"
NARROW = "left no width"
OPEN = "left everything open"

WRONG: Mapping[str, Callable[[Parts], bool]] = {
    SHARE_FOR_PER_CENT: some(in_shares),
    SMALLER_UNIT: some(in_a_smaller_unit),
    NARROW: some(is_narrow),
    OPEN: some(is_open),
    FEW: lambda value: len(ranges(value)) < FEWEST,
}
"""What makes a prediction one that says nothing, in the order in which it is looked for."""


def judge(value: Parts) -> str | None:
    """Return what is wrong with a prediction, as the name of a mistake."""
    return next((name for name, wrong in WRONG.items() if wrong(value)), None)


def said(value: Parts) -> str:
    """Say how it will be scored."""
    count = len(ranges(value))
    return (
        f"You wrote down {count} ranges; being 80 % sure of each, about {SURE * count:.1f} should "
        "hold. That is what is scored, not whether you are right: who misses more is too sure, and "
        "whose ranges would all hold at half the width knows more than was said. Now simulate."
    )


PREDICTION: Task[Parts] = Task(
    number="6.4",
    title="Before you look",
    points=2,
    expects=parts(my_team=own_team(), my_prediction=own_prediction()),
    judge=judge,
    mistakes=(
        Mistake(
            SHARE_FOR_PER_CENT,
            hints=(
                "One of your ranges is a hundred times smaller than last year's number. In which "
                "unit is it?",
                "A name that ends in `_percent` takes per cent, from 0 to 100.",
                "Write 12 for 12 %, not 0.12.",
            ),
        ),
        Mistake(
            SMALLER_UNIT,
            hints=(
                "One of your ranges is far above last year's number. In which unit is it?",
                "`lead_time_days` takes days, and `restore_hours` takes hours.",
                "Compare with `scorecard(my_team.log)`, which says its units.",
            ),
        ),
        Mistake(
            NARROW,
            hints=(
                "One of your ranges is hardly more than one number. Are you 80 % sure of that?",
                "A range says what you do not know. How far off might you be?",
                "Move the two ends apart until you would bet four to one that the mean year lies "
                "between them.",
            ),
        ),
        Mistake(
            OPEN,
            hints=(
                "One of your ranges goes from less than a fifth of last year's number to more than "
                "twice it. Whatever happens, it holds: it says nothing.",
                "Your plan is good for something. Which end of the range do you not believe?",
                "Take last year's number, think of what your plan changes about it, and leave out "
                "what would surprise you.",
            ),
        ),
        Mistake(
            FEW,
            hints=(
                "From so few ranges nobody can tell how sure you may be. Predict more.",
                f"Give at least {FEWEST} ranges, of things that your plan may move.",
                "For example `lead_time_days=(…, …)`, `restore_hours=(…, …)` and "
                "`loss_person_weeks=(…, …)`.",
            ),
        ),
    ),
    hints=(
        "Write down a low and a high end for each.",
        "`scorecard(my_team.log)` and `my_team.loss` say how last year was.",
        "Give at least three ranges that you are 80 % sure of.",
    ),
    said=said,
)
