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
from deliverylab.improve.quantities import QUANTITIES
from deliverylab.measure import scorecard
from deliverylab.teach.forms import parts
from deliverylab.teach.tasks import Hints, Mistake, Task
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
TIMES = ("lead time for changes", "time to restore service")


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


def in_shares(name: str, ends: Range, now: float) -> bool:
    """Return whether shares were given for per cent: they came out a hundred times too small."""
    if name == RELIABILITY:
        return ends[0] >= 0.99 and now < 0.5
    return name in SHARES and 0 < ends[1] <= 0.01 and now > 0.03


def in_a_smaller_unit(name: str, ends: Range, now: float) -> bool:
    """Return whether the whole range is far beyond last year's number of hours."""
    return name in TIMES and ends[0] > OUT_OF_REACH * now


def is_narrow(_name: str, ends: Range, _now: float) -> bool:
    """Return whether a range is hardly more than one number."""
    return ends[1] - ends[0] <= HARDLY_ANY * ends[1]


def is_open(_name: str, ends: Range, now: float) -> bool:
    """Return whether a range leaves everything open."""
    return ends[0] < FIFTH * now and ends[1] > TWICE * now


FEW = "predicted too little"
SHARE_FOR_PER_CENT = "gave a share for per cent"
SMALLER_UNIT = "took a smaller unit"
NARROW = "left no width"
OPEN = "left everything open"

WRONG: Mapping[str, Callable[[str, Range, float], bool]] = {
    SHARE_FOR_PER_CENT: in_shares,
    SMALLER_UNIT: in_a_smaller_unit,
    NARROW: is_narrow,
    OPEN: is_open,
}
"""What makes a range one that says nothing, in the order in which it is looked for."""

EVERY = tuple(QUANTITIES)
ABOUT: Mapping[str, tuple[str, ...]] = {
    SHARE_FOR_PER_CENT: (*SHARES, RELIABILITY),
    SMALLER_UNIT: TIMES,
    NARROW: EVERY,
    OPEN: EVERY,
}
"""Of which quantities a range can go wrong like this."""


def named(fault: str, quantity: str) -> str:
    """Return the name of a mistake in the range for one quantity."""
    return f"{fault}: {quantity}"


def judge(value: Parts) -> str | None:
    """Return what is wrong with a prediction, as the name of a mistake."""
    now, given = last_year(value["my_team"]), ranges(value)
    for fault, is_wrong in WRONG.items():
        for name, ends in given.items():
            if is_wrong(name, ends, now.get(name, math.nan)):
                return named(fault, name)
    return FEW if len(given) < FEWEST else None


def said(value: Parts) -> str:
    """Say how it will be scored."""
    count = len(ranges(value))
    return (
        f"You wrote down {count} ranges; being 80 % sure of each, {about(SURE * count)} should "
        "hold. Whoever misses more is too sure; whose ranges would all hold at half the width "
        "knows more than was said. Whether they hold costs no points. "
        "Now run the trial."
    )


def about(number: float) -> str:
    """Return about how many that is.

    >>> about(2.4), about(4.0)
    ('2 or 3', '4')
    """
    low, high = math.floor(number + 1e-9), math.ceil(number - 1e-9)
    return f"{low}" if low == high else f"{low} or {high}"


def hints_for(fault: str, quantity: str) -> Hints:
    """Return what helps whose range for a quantity has this fault."""
    yours = f"Your range for the {quantity}"
    if fault == SHARE_FOR_PER_CENT:
        return (
            f"{yours} is a hundred times smaller than last year's number. In which unit is it?",
            f"{yours} is given under a name that ends in `_percent`: per cent, from 0 to 100.",
            f"{yours}: write 12 for 12 %, not 0.12.",
        )
    if fault == SMALLER_UNIT:
        return (
            f"{yours} is far above last year's number. In which unit is it?",
            f"{yours}: `lead_time_days` takes days, and `restore_hours` takes hours.",
            f"{yours}: compare with `scorecard(my_team.log)`, which says its units.",
        )
    if fault == NARROW:
        return (
            f"{yours} is hardly more than one number. Are you 80 % sure of that?",
            f"{yours} should say what you do not know. How far off might you be?",
            f"{yours}: move the two ends apart until you would bet four to one that the mean year "
            "lies between them.",
        )
    return (
        f"{yours} goes from less than a fifth of last year's number to more than twice it. "
        "Whatever happens, it holds: it says nothing.",
        f"{yours}: your plan is good for something. Which of its ends do you not believe?",
        f"{yours}: take last year's number, think of what your plan changes about it, and leave "
        "out what would surprise you.",
    )


PREDICTION: Task[Parts] = Task(
    number="6.4",
    title="Before you look",
    points=2,
    expects=parts(my_team=own_team(), my_prediction=own_prediction()),
    judge=judge,
    mistakes=(
        *(
            Mistake(named(fault, quantity), hints=hints_for(fault, quantity))
            for fault, about in ABOUT.items()
            for quantity in about
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
