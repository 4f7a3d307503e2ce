"""Tasks 3.3 and 3.4: Little's law by hand and by data, and how busy a reviewer may be."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from deliverylab.measure import littles_law
from deliverylab.simulate.theory import mm1
from deliverylab.teach.forms import number, parts
from deliverylab.teach.shipped import shipped_log, shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

# 3.3 Little's law

UNDER_WAY = 42
PER_WEEK = 35
"""The numbers of the team that is asked about by hand."""

TEAM = "ferry"
WITHIN_DAYS = 0.1
WITHIN_CHANGES = 0.3
"""So much more or less is the same answer."""


@cache
def per_week() -> float:
    """Return how many changes the team committed in a week."""
    return littles_law(shipped_log().team(TEAM)).arrived_per_week


@cache
def days_each() -> tuple[float, float]:
    """Return the mean and the median of the days from commit to production."""
    changes = shipped_table("changes")
    rows = changes[changes["team"] == TEAM]
    days = (rows["deployed"] - rows["committed"]).dt.total_seconds() / 86_400
    return float(days.mean()), float(days.median())


def both_ways() -> Parts:
    """Return the days of each change, by hand, and the changes under way, by data."""
    return {"days": 7 * UNDER_WAY / PER_WEEK, "under_way": per_week() * days_each()[0] / 7}


def is_days(wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the first part of an answer is this number."""
    return lambda value: bool(abs(value["days"] - wrong()) <= WITHIN_DAYS)


def is_under_way(wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the second part of an answer is this number."""
    return lambda value: bool(abs(value["under_way"] - wrong()) <= WITHIN_CHANGES)


def said_of_flow(_value: Parts) -> str:
    """Say both sums, and what counting gives."""
    found = both_ways()
    return (
        f"So {UNDER_WAY} changes under way at {PER_WEEK} a week mean {found['days']:.1f} days for "
        f"each. At `{TEAM}` {per_week():.2f} a week × {days_each()[0] / 7:.3f} weeks makes "
        f"{found['under_way']:.1f} under way; counted at every moment of the year it is "
        f"{littles_law(shipped_log().team(TEAM)).under_way:.1f}."
    )


LITTLES_LAW: Task[Parts] = Task(
    number="3.3",
    title="Little's law",
    points=2,
    expects=parts(
        days=number("days", tolerance=WITHIN_DAYS),
        under_way=number("changes", tolerance=WITHIN_CHANGES),
    ),
    answer=both_ways,
    mistakes=(
        Mistake(
            "turned the law round",
            recognises=is_days(lambda: 7 * PER_WEEK / UNDER_WAY),
            hints=(
                "For `days` you divide the wrong way round. If more is under way, does a change "
                "take longer, or shorter?",
                "Work in progress = rate × time. So what is the time?",
                "Divide what is under way by what reaches production in a week. That gives weeks.",
            ),
        ),
        Mistake(
            "gave weeks",
            recognises=is_days(lambda: UNDER_WAY / PER_WEEK),
            hints=(
                "Your first number is in another unit. In which one?",
                "The rate is changes a *week*, so the time that comes out is in weeks.",
                "A week has seven days.",
            ),
        ),
        Mistake(
            "counted working days",
            recognises=is_days(lambda: 5 * UNDER_WAY / PER_WEEK),
            hints=(
                "Your `days` are working days. A change is under way at the weekend too.",
                "How many days has the week in which 35 changes reach production?",
                "Take the weeks times 7.",
            ),
        ),
        Mistake(
            "multiplied",
            recognises=is_days(lambda: UNDER_WAY * PER_WEEK),
            hints=(
                "For `days` you multiply the two. Which of the three numbers of the law do you "
                "look for?",
                "Work in progress = rate × time. Here the time is unknown.",
                "Divide what is under way by the rate, and turn weeks into days.",
            ),
        ),
        Mistake(
            "mixed days and weeks",
            recognises=is_under_way(lambda: per_week() * days_each()[0]),
            hints=(
                "Your `under_way` is too large. Which unit has the rate, and which the time?",
                "You multiply changes a week by days. Use one unit for both.",
                "Turn the mean time into weeks: divide it by `pd.Timedelta(weeks=1)`.",
            ),
        ),
        Mistake(
            "took the median",
            recognises=is_under_way(lambda: per_week() * days_each()[1] / 7),
            hints=(
                "Your `under_way` is a little too small. Which average does the law speak of?",
                "A few slow changes are under way for long. The median does not feel them, the "
                "law does.",
                "Use `.mean()` for the time from commit to production.",
            ),
        ),
        Mistake(
            "took the whole year's changes",
            recognises=lambda value: value["under_way"] > 400,
            hints=(
                "Can so many changes be under way at the same moment?",
                "The rate is changes a week, and the year of the log has 52 weeks.",
                "Divide the number of changes by 52 before you multiply.",
            ),
        ),
    ),
    hints=(
        "Little's law: work in progress = rate × time in progress. Each question leaves one of the "
        "three out.",
        "By hand, divide: the time in weeks is what is under way ÷ the changes a week.",
        "By data, multiply: changes a week × the mean of (deployed − committed), in weeks.",
    ),
    said=said_of_flow,
)

# 3.4 When the wait doubles

BUSY_NOW = 60.0
"""How busy the reviewer is today, in per cent."""


def wait(busy: float) -> float:
    """Return the hours of waiting for a one-hour review when the reviewer is so busy, in %."""
    return mm1(busy / 100, service_hours=1).wait_hours


def twice_the_wait() -> float:
    """Return how busy the reviewer may be until the wait is twice that of today, in per cent."""
    longer = 2 * wait(BUSY_NOW)
    return 100 * longer / (1 + longer)


WAIT_DOUBLES: Task[float] = Task(
    number="3.4",
    title="When the wait doubles",
    points=2,
    variable="busy",
    expects=number("per cent", tolerance=0.3),
    answer=twice_the_wait,
    mistakes=(
        Mistake(
            "halved the free time",
            recognises=lambda busy: abs(busy - (100 + BUSY_NOW) / 2) <= 0.3,
            hints=(
                "You halved the free time. That *about* doubles the wait; here it is less exact. "
                "Compute it: busy ÷ free.",
                "Today the wait is 0.6 ÷ 0.4 hours. What is it with your number?",
                "Try numbers in `mm1(busy, service_hours=1).wait_hours` until it is twice as long.",
            ),
        ),
        Mistake(
            "doubled how busy",
            recognises=lambda busy: busy >= 100,
            hints=(
                "Nobody can be busy for more than all of the time.",
                "The wait does not grow in step with the work. It is busy ÷ free.",
                "Today the wait is 0.6 ÷ 0.4 hours. For which share is it twice as long?",
            ),
        ),
        Mistake(
            "took the wait of an hour",
            recognises=lambda busy: abs(busy - 200 / 3) <= 0.4,
            hints=(
                "With your number the wait is two hours. Is that twice today's wait?",
                "Compute today's wait first: busy ÷ free, in reviews of one hour.",
                "Twice today's wait is 2 × 0.6 ÷ 0.4 hours. For which share is it so long?",
            ),
        ),
    ),
    hints=(
        "In the simplest case the wait is busy ÷ free, in reviews. What is it today?",
        "Ask `mm1(0.7, service_hours=1).wait_hours`, and then with other numbers than 0.7.",
        "If the wait is w, then busy ÷ (1 − busy) = w, so busy = w ÷ (1 + w). Then in per cent.",
    ),
    said=lambda _busy: (
        f"At {BUSY_NOW:.0f} % busy a change waits {wait(BUSY_NOW):.1f} hours, at "
        f"{twice_the_wait():.0f} % {wait(twice_the_wait()):.1f} hours. So a quarter more work is "
        f"twice the wait. Add as much again, to {2 * twice_the_wait() - BUSY_NOW:.0f} %, and it is "
        f"{wait(2 * twice_the_wait() - BUSY_NOW):.0f} hours."
    ),
)
