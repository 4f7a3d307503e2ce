"""Task 4.5: an error budget. Minutes that few users felt count for less; may the team ship?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from deliverylab.measure.error_budget import budget_minutes
from deliverylab.teach.forms import number, parts, truth
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

OBJECTIVE = 0.9995
DAYS = 30
INCIDENTS = 9
MINUTES_EACH = 4.0
USERS_HIT = 0.4

WITHIN_MINUTES = 0.05
WITHIN_PER_CENT = 0.5


def spent() -> float:
    """Return the minutes of full outage that the incidents come to."""
    return INCIDENTS * MINUTES_EACH * USERS_HIT


def budget() -> Parts:
    """Return the answer."""
    allowed = budget_minutes(OBJECTIVE, DAYS)
    return {
        "allowed": allowed,
        "spent": spent(),
        "per_cent": 100 * spent() / allowed,
        "may_ship": spent() <= allowed,
    }


def is_part(name: str, *wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether this part of an answer is one of these numbers."""
    near = WITHIN_PER_CENT if name == "per_cent" else WITHIN_MINUTES
    return lambda value: any(abs(value[name] - each()) <= near for each in wrong)


def said(value: Parts) -> str:
    """Say what is left, and what another number of nines would say."""
    left, one = value["allowed"] - value["spent"], MINUTES_EACH * USERS_HIT
    stricter = budget_minutes(0.9999, DAYS)
    return (
        f"{value['spent']:.1f} of {value['allowed']:.1f} minutes are spent, so the team may ship: "
        f"{left:.1f} are left, enough for {int(left // one)} more incidents like these. Had "
        f"everybody been hit, {INCIDENTS * MINUTES_EACH:.0f} would be gone. One nine more, "
        f"99.99 %, allows {stricter:.1f} minutes: {int(stricter // one)} such incidents."
    )


ERROR_BUDGET: Task[Parts] = Task(
    number="4.5",
    title="Is the budget spent?",
    points=2,
    expects=parts(
        allowed=number("minutes", tolerance=WITHIN_MINUTES),
        spent=number("minutes", tolerance=WITHIN_MINUTES),
        per_cent=number("per cent", tolerance=WITHIN_PER_CENT),
        may_ship=truth(),
    ),
    answer=budget,
    mistakes=(
        Mistake(
            "forgot that per cent are hundredths",
            part="allowed",
            recognises=lambda value: value["allowed"] > 1000,
            hints=(
                "`allowed` is more than half a day. 99.95 % leaves only very little.",
                "What is 100 % − 99.95 %, as a share of 1?",
                "It is 0.0005 of all minutes of the month.",
            ),
        ),
        Mistake(
            "took another objective",
            part="allowed",
            recognises=is_part("allowed", lambda: budget_minutes(0.999, DAYS)),
            hints=(
                "`allowed` is that of 99.9 %, the objective of the lesson.",
                "Here the promise is 99.95 %, which leaves half as much.",
                "1 − 0.9995 is the share that may fail.",
            ),
        ),
        Mistake(
            "took another month",
            part="allowed",
            recognises=is_part(
                "allowed",
                *(
                    lambda days=days: budget_minutes(OBJECTIVE, days)
                    for days in (28, 31, 365 / 12, 365.25 / 12)
                ),
            ),
            hints=(
                "For `allowed`: how many days has the month here?",
                "Months are not equally long, so the task names the days.",
                "Take 30 days of 24 × 60 minutes.",
            ),
        ),
        Mistake(
            "took everybody for hit",
            part="spent",
            recognises=is_part("spent", lambda: INCIDENTS * MINUTES_EACH),
            hints=(
                "For `spent`: did all users meet these incidents?",
                "A minute in which two of five users get nothing is not a whole minute of outage.",
                "Take the minutes times the share of users who were hit.",
            ),
        ),
        Mistake(
            "took those who were not hit",
            part="spent",
            recognises=is_part("spent", lambda: INCIDENTS * MINUTES_EACH * (1 - USERS_HIT)),
            hints=(
                "For `spent` you count the users who noticed nothing.",
                "Which share of the users was hit?",
                "Take the minutes times the share of users who were hit.",
            ),
        ),
        Mistake(
            "counted one incident",
            part="spent",
            recognises=is_part("spent", lambda: MINUTES_EACH * USERS_HIT),
            hints=(
                "`spent` is what one incident costs.",
                "How many were there in the month?",
                "Take it times the number of incidents.",
            ),
        ),
        Mistake(
            "gave what is left",
            part="per_cent",
            recognises=is_part("per_cent", lambda: 100 - budget()["per_cent"]),
            hints=(
                "`per_cent` is what is left. What is spent?",
                "Divide `spent`, not the rest.",
                "100 × `spent` ÷ `allowed`.",
            ),
        ),
        Mistake(
            "divided the wrong way round",
            part="per_cent",
            recognises=is_part("per_cent", lambda: 10_000 / budget()["per_cent"]),
            hints=(
                "For `per_cent` you divide the wrong way round. Is more spent than there was?",
                "The budget is the whole, and what is spent is a part of it.",
                "100 × `spent` ÷ `allowed`.",
            ),
        ),
        Mistake(
            "stopped too early",
            part="may_ship",
            recognises=lambda value: not value["may_ship"],
            hints=(
                "Your numbers are right. Is there any budget left?",
                "A budget is there to be spent. When does a team stop?",
                "The team stops when `spent` is more than `allowed`.",
            ),
        ),
    ),
    part_hints={
        "allowed": (
            "`allowed`: the promise leaves a small share of all minutes of the month.",
            "30 days have 30 × 24 × 60 minutes. Which share of them may fail?",
            "(1 − 0.9995) × 30 × 24 × 60.",
        ),
        "spent": (
            "`allowed` is right. `spent`: how long were all incidents together?",
            "Not everybody was hit, so a minute of incident is less than a minute of outage.",
            "Incidents × minutes each × the share of users who were hit.",
        ),
        "per_cent": (
            "The minutes are right. `per_cent`: how much of what is allowed is spent?",
            "Divide one of your numbers by the other.",
            "100 × `spent` ÷ `allowed`.",
        ),
    },
    hints=(
        "First the budget: which share of the month may fail?",
        "Then what is spent: incidents × minutes × the share of users who were hit.",
        "Then divide, and compare.",
    ),
    said=said,
)
