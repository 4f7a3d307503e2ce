"""Task 3.5: the best batch, today and with a deployment that takes a quarter of the work."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from deliverylab.simulate.theory import batch_wait
from deliverylab.teach.forms import count, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

PER_DAY = 6.0
"""Changes that get ready in a day."""

WORK_HOURS = 16.0
"""Hours of people's work that a deployment takes today."""

AUTOMATED_HOURS = 4.0

WAITING_HOURS = 1.5
"""Hours of work that it is worth to have a change a day earlier."""

LARGEST = 200


def cost(size: int, work_hours: float) -> float:
    """Return what a change costs in a batch of this size, in hours."""
    return work_hours / size + WAITING_HOURS * batch_wait(size, PER_DAY)


def best(work_hours: float) -> int:
    """Return the size at which a change costs least."""
    return min(range(1, LARGEST), key=lambda size: cost(size, work_hours))


def root(factor: float) -> int:
    """Return the whole number next to √(factor × changes a day × work ÷ worth of a day)."""
    return round(math.sqrt(factor * PER_DAY * WORK_HOURS / WAITING_HOURS))


def both_batches() -> Parts:
    """Return the best batch today, and with the work automated."""
    return {"today": best(WORK_HOURS), "automated": best(AUTOMATED_HOURS)}


def is_today(*wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the first part of an answer is one of these numbers."""
    return lambda value: any(abs(value["today"] - each()) < 1 for each in wrong)


def said(value: Parts) -> str:
    """Say what a change costs in each case."""
    small, many = best(AUTOMATED_HOURS), 40
    return (
        f"In batches of {value['today']} a change costs {cost(value['today'], WORK_HOURS):.1f} "
        f"hours; in batches of {many} it would be {cost(many, WORK_HOURS):.1f}. A quarter of the "
        f"work makes {small} the best batch, about half, and a change then costs "
        f"{cost(small, AUTOMATED_HOURS):.1f} hours."
    )


BEST_BATCH: Task[Parts] = Task(
    number="3.5",
    title="The best batch",
    points=2,
    expects=parts(today=count("changes"), automated=count("changes")),
    answer=both_batches,
    mistakes=(
        Mistake(
            "forgot the two",
            recognises=is_today(lambda: root(1)),
            hints=(
                "Your batch is too small. A change waits only half as long as its batch fills.",
                "The first change waits for all the others, the last one for none.",
                "Compare `cost` of your batch with that of a larger one. In the formula there is a "
                "2 under the root.",
            ),
        ),
        Mistake(
            "forgot the root",
            recognises=is_today(lambda: 2 * PER_DAY * WORK_HOURS / WAITING_HOURS),
            hints=(
                "Can it be worth waiting so long for a batch to fill? Compare `cost` of half as "
                "many.",
                "Something was not done at the end of the formula.",
                "The formula of the lesson takes a square root.",
            ),
        ),
        Mistake(
            "forgot what waiting costs",
            recognises=is_today(lambda: math.sqrt(2 * PER_DAY * WORK_HOURS)),
            hints=(
                "Your batch is a little too large. What is a day that a change is earlier worth?",
                "The more a day is worth, the smaller is the best batch.",
                "Under the root, divide by the hours that a day is worth.",
            ),
        ),
        Mistake(
            "looked at the work alone",
            recognises=lambda value: value["today"] > 2 * PER_DAY * WORK_HOURS / WAITING_HOURS + 1,
            hints=(
                "The larger the batch, the less work for each change. What gets more?",
                "Each change waits until its batch is full, and waiting costs hours too.",
                "Look for the size at which `cost` is smallest, not the share of the work.",
            ),
        ),
        Mistake(
            "took a quarter of the batch",
            recognises=lambda value: (
                value["today"] == best(WORK_HOURS)
                and abs(value["automated"] - best(WORK_HOURS) / 4) < 1
            ),
            hints=(
                "Today's batch is right. With a quarter of the work, is a quarter of the batch the "
                "best?",
                "The work stands under a root. What is the root of a quarter?",
                "Look for the smallest `cost(size, 4)` in the same way as before.",
            ),
        ),
        Mistake(
            "left the batch as it was",
            recognises=lambda value: (
                value["today"] == best(WORK_HOURS) and value["automated"] >= best(WORK_HOURS)
            ),
            hints=(
                "Today's batch is right. Deployments get cheaper: should there be more of them, or "
                "fewer?",
                "A cheap deployment need not be shared by many changes.",
                "Look for the smallest `cost(size, 4)` in the same way as before.",
            ),
        ),
        Mistake(
            "was one off",
            recognises=lambda value: (
                abs(value["today"] - best(WORK_HOURS)) <= 1
                and abs(value["automated"] - best(AUTOMATED_HOURS)) <= 1
            ),
            hints=(
                "Very near. Compare `cost` of your batches with those of one change more and one "
                "less.",
                "A formula with a root says *about* how many. `cost` itself says which whole "
                "number it is.",
                "Make a Series of `cost` over many sizes; `.idxmin()` gives the one that costs "
                "least.",
            ),
        ),
    ),
    hints=(
        "Try sizes one by one: `cost(5, 16)`, `cost(6, 16)`, … When does it stop falling?",
        "A loop tries them all: `{size: cost(size, 16) for size in range(1, 100)}`.",
        "Make a Series of that; `.idxmin()` gives the size with the smallest cost. The second time "
        "the work is 4.",
    ),
    said=said,
)
