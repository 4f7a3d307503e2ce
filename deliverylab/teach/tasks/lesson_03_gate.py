"""Task 3.8: a performance test that keeps a promise to users, within a budget of time."""

from __future__ import annotations

import math
import statistics
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from deliverylab.measure import lead_time_for_changes, within_latency_target
from deliverylab.simulate import EveryChange, Scenario, simulate
from deliverylab.teach.forms import number
from deliverylab.teach.tasks import Mistake, Task

TARGET_MS = 250.0
FAST_HOURS = 95.0
"""In so many per cent of the hours, the 95th percentile of the latency is within the target."""

BUDGET_HOURS = 24.0
"""The median hours from commit to production may be no more than this."""

YEARS = 5
"""One year may be lucky, so several are simulated."""

FINDS_AT_BEST = 0.95
MINUTES_FOR_TWO_THIRDS = 6.0

CREW = replace(
    Scenario.team("ferry"),
    name="crew",
    deploy_on=EveryChange(),
    changes_per_day=10,
    acceptance_catch=0.6,
    slow_share=0.02,
    slow_notice_hours=24,
)
"""A busier team than that of the lesson, of whose changes two in a hundred make the service slower.

So the answer of the lesson's lab is none here: half an hour more for each change is too long.
"""


class Year(NamedTuple):
    """What users and authors get: per cent of hours that are fast, and hours to production."""

    fast: float
    lead_time: float


def with_gate(minutes: float) -> Scenario:
    """Return the crew with a performance test of so many minutes."""
    finds = FINDS_AT_BEST * (1 - math.exp(-minutes / MINUTES_FOR_TWO_THIRDS))
    return replace(CREW, performance_minutes=minutes, performance_catch=finds)


@lru_cache(maxsize=256)
def one_year(minutes: float, seed: int) -> Year:
    """Return what one simulated year is like with such a test."""
    log = simulate(with_gate(minutes), seed=seed)
    return Year(
        100 * within_latency_target(log, target_ms=TARGET_MS).value,
        lead_time_for_changes(log).value,
    )


def usual_year(minutes: float) -> Year:
    """Return the middle of several years, with the one decimal that a student is shown."""
    years = [one_year(minutes, seed) for seed in range(1, YEARS + 1)]
    return Year(
        round(statistics.median(year.fast for year in years), 1),
        round(statistics.median(year.lead_time for year in years), 1),
    )


def judge(minutes: float) -> str | None:
    """Return `None` if the promise is kept within the budget, or the mistake."""
    if minutes == 0:
        return "left the gate out"
    usual = usual_year(minutes)
    if usual.lead_time > BUDGET_HOURS:
        return "went over the budget"
    return "tested too briefly" if usual.fast < FAST_HOURS else None


def said(minutes: float) -> str:
    """Say what the gate brings, and what it costs."""
    without, usual = usual_year(0), usual_year(minutes)
    return (
        f"Without the gate the service is fast in {without.fast:.1f} % of the hours, with "
        f"{minutes:g} minutes in {usual.fast:.1f} %; no functional test sees it. The price: half "
        f"of the changes take more than {usual.lead_time:.1f} hours in place of "
        f"{without.lead_time:.1f}. Ten changes a day share one staging, so each minute costs more "
        "than a minute."
    )


HOW_LONG_A_TEST: Task[float] = Task(
    number="3.8",
    title="A gate with a budget",
    points=2,
    variable="minutes",
    expects=number("minutes", low=0, high=480),
    judge=judge,
    mistakes=(
        Mistake(
            "left the gate out",
            hints=(
                "This is the crew as it is: no test looks at the speed.",
                "What does `usual_year(0)` say of the hours within 250 ms?",
                "Begin with 10 minutes and look at both numbers of `usual_year(10)`.",
            ),
        ),
        Mistake(
            "tested too briefly",
            hints=(
                "Too many slow changes still get through. How many hours are fast?",
                "A short test cannot tell a slower change from chance. A longer one finds more.",
                "Take a few minutes more, and look at both numbers of `usual_year` again.",
            ),
        ),
        Mistake(
            "went over the budget",
            hints=(
                "Users are happy, but changes take too long. Look at the second number.",
                "Every change has to pass the test on the one staging there is, so they queue.",
                "Take fewer minutes. The last ones find next to nothing more.",
            ),
        ),
    ),
    hints=(
        "Look at both numbers of `usual_year(minutes)`: which of the two promises is broken?",
        "More minutes make more hours fast and every change slower.",
        "Try 5, 10, 15, 20, 25 minutes. Between which of them are both promises kept?",
    ),
    said=said,
)
