"""Task 5.4: an alarm that costs little, where missed incidents cost, and false alarms too."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

from deliverylab.simulate.alarms import INCIDENTS, NORMAL_MS, Alarm, watch
from deliverylab.teach.forms import count, number, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

NOISE_MS = 60.0
MISSED_HOURS = 50.0
FALSE_HOURS = 1.0
"""What an incident costs that the alarm misses, and what it costs to come for nothing."""

BUDGET_HOURS = 20.0
"""The hours that an alarm may cost in a month, on average."""

MONTHS = 12
"""One month may be lucky, so a year of them is simulated."""

STAND = 10_080
"""So many false alarms a week people stand: one for each of its minutes. They always come."""

HIGHEST_MS = 1_000.0
AT_ONCE = 2
"""An alarm that asks for no more minutes in a row than this rings at once, or nearly."""


class Month(NamedTuple):
    """What a month is like on average: incidents missed, false alarms, minutes to detect one."""

    missed: float
    false_alarms: float
    minutes: float

    @property
    def cost(self) -> float:
        """Hours."""
        return MISSED_HOURS * self.missed + FALSE_HOURS * self.false_alarms


@lru_cache(maxsize=256)
def month(above_ms: float, minutes: int) -> Month:
    """Return what a month is like with this alarm."""
    alarm = Alarm(above_ms, minutes, actionable=True)
    months = [watch(NOISE_MS, alarm, STAND, seed) for seed in range(1, MONTHS + 1)]
    noticed = np.concatenate([each.noticed - each.began for each in months])
    return Month(
        float(np.mean([(~each.heeded).sum() for each in months])),
        float(np.mean([len(each.false_alarms) for each in months])),
        float(np.median(noticed)),
    )


def judge(alarm: Parts) -> str | None:
    """Return `None` if the alarm costs little enough, or the mistake."""
    if alarm["minutes"] < 1:
        return "An alarm needs one reading at least: `minutes` is a whole number from 1 on."
    found = month(alarm["above_ms"], alarm["minutes"])
    if found.cost <= BUDGET_HOURS:
        return None
    if alarm["minutes"] <= AT_ONCE:
        return "rings at once"
    if FALSE_HOURS * found.false_alarms > MISSED_HOURS * found.missed:
        return "rings for nothing"
    return "misses too much"


def said(alarm: Parts) -> str:
    """Say what the alarm costs and why, and what a single reading costs at the same threshold."""
    found, single = month(alarm["above_ms"], alarm["minutes"]), month(alarm["above_ms"], 1)
    return (
        f"{found.cost:.1f} hours a month: in a year, {MONTHS * found.missed:.0f} of "
        f"{MONTHS * INCIDENTS} incidents are missed, and {MONTHS * found.false_alarms:.0f} alarms "
        f"are false. A single reading above {alarm['above_ms']:g} ms would ring "
        f"{MONTHS * single.false_alarms:,.0f} times for nothing. The price of {alarm['minutes']} "
        f"minutes in a row: half of the incidents are noticed after {found.minutes:.0f} minutes "
        "or later."
    )


CHEAP_ALARM: Task[Parts] = Task(
    number="5.4",
    title="An alarm that pays",
    points=3,
    expects=parts(
        above_ms=number("milliseconds", low=NORMAL_MS, high=HIGHEST_MS), minutes=count("minutes")
    ),
    judge=judge,
    mistakes=(
        Mistake(
            "rings at once",
            hints=(
                "With so few minutes in a row, no threshold is cheap: what rings seldom enough "
                "for nothing misses too much.",
                "Noise seldom lasts: three or more readings in a row are hardly ever noise alone.",
                "Ask for more minutes in a row, and then lower the threshold.",
            ),
        ),
        Mistake(
            "rings for nothing",
            hints=(
                "Nearly all of the cost are false alarms. Which of the two numbers can stop them?",
                "A higher threshold rings less often for nothing, and so do more minutes in a row.",
                "Raise one of the two a little, until false alarms and missed incidents cost "
                "about as much.",
            ),
        ),
        Mistake(
            "misses too much",
            hints=(
                "Nearly all of the cost are missed incidents. Which ones does this alarm not see?",
                "Small incidents lift the reading by 30 to 60 ms. A low threshold sees them, too.",
                "Lower the threshold a little, or ask for a minute less.",
            ),
        ),
    ),
    hints=(
        "What does `cost(above_ms, minutes)` say of your alarm?",
        "Two kinds of cost: false alarms and missed incidents. Which one is larger?",
        "Try 4 to 10 minutes in a row, each with thresholds from 300 to 400 ms.",
    ),
    said=said,
)
