"""Task 4.8: a slip in two published reports. What is the factor with a month as long as it is?

DORA's reports of 2018 (page 19) and 2019 (page 24) compare the time to restore service of two
groups: less than an hour, and between a week and a month. They take the middle of the latter from
168 hours and 5,040 hours. Where they compare lead times, a month has 730 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deliverylab.teach.forms import number, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

WEEK_HOURS = 168.0
MONTH_HOURS = 730.0
MONTH_PRINTED = 5_040.0
ELITE_HOURS = 1.0


def factor(month_hours: float) -> float:
    """Return how many times longer the middle of week and month is than the elite's hour."""
    return (WEEK_HOURS + month_hours) / 2 / ELITE_HOURS


def factor_and_days() -> Parts:
    """Return the answer."""
    return {"factor": factor(MONTH_HOURS), "days": MONTH_PRINTED / 24}


def is_factor(*wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the first part of an answer is one of these numbers."""
    return lambda value: any(abs(value["factor"] - each()) <= 1 for each in wrong)


def said(value: Parts) -> str:
    """Say how large the slip is, and where it may come from."""
    return (
        f"About {value['factor']:.0f} times, not {factor(MONTH_PRINTED):,.0f}. A month of "
        f"{value['days']:.0f} days has 30 × {WEEK_HOURS:.0f} hours: as if each of its days had the "
        "hours of a week. And the middle of two bounds is a guess about answers nobody sees. Ask "
        "what a large factor was computed from."
    )


SLIP: Task[Parts] = Task(
    number="4.8",
    title="A slip in print",
    points=1,
    expects=parts(factor=number(tolerance=1), days=number("days", tolerance=0.5)),
    answer=factor_and_days,
    mistakes=(
        Mistake(
            "took the month of the reports",
            part="factor",
            recognises=is_factor(lambda: factor(MONTH_PRINTED)),
            hints=(
                "This is the factor of the reports. With which month did they get it?",
                "A month has about 730 hours.",
                "Compute the same with 730 in place of 5,040.",
            ),
        ),
        Mistake(
            "forgot to halve",
            part="factor",
            recognises=is_factor(lambda: 2 * factor(MONTH_HOURS)),
            hints=(
                "Your factor is too large. What is the middle of two numbers?",
                "You add the two bounds up.",
                "Divide the sum by 2.",
            ),
        ),
        Mistake(
            "took the month alone",
            part="factor",
            recognises=is_factor(lambda: MONTH_HOURS, lambda: MONTH_HOURS / 2),
            hints=(
                "Where is the week in your factor?",
                "The slow group needs between a week and a month: two bounds.",
                "Add the 168 hours of a week before you halve.",
            ),
        ),
        Mistake(
            "took a month of thirty days",
            part="factor",
            recognises=is_factor(lambda: factor(720), lambda: factor(744), lambda: factor(672)),
            hints=(
                "Very near. How many hours has the month here?",
                "An average month is a little longer than 30 days.",
                "Take the hours that the task names.",
            ),
        ),
    ),
    part_hints={
        "factor": (
            "`factor`: put the right month into the sum of the reports.",
            "The middle of a week and a month, divided by one hour.",
            "(168 + the hours of a month) ÷ 2 ÷ 1.",
        ),
        "days": (
            "`factor` is right. `days`: how many days are 5,040 hours?",
            "A day has 24 hours.",
            "Divide 5,040 by 24.",
        ),
    },
    hints=(
        "Put the right month into the sum of the reports.",
        "For `days`, divide hours by the hours of a day.",
        "(168 + the hours of a month) ÷ 2 ÷ 1, and 5,040 ÷ 24.",
    ),
    said=said,
)
