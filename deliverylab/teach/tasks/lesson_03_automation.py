"""Task 3.7: when does a script that deploys pay for itself, and does it at every team?"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from deliverylab.measure import pays_back_after
from deliverylab.teach.forms import number, parts, truth
from deliverylab.teach.shipped import shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

BUILD_HOURS = 40.0
UPKEEP_A_MONTH = 2.0
SAVED_A_DEPLOY = 0.25
"""Hours to build the script, to keep it up in a month, and what it saves at each deploy."""

MONTHS = 12
WEEKS = 52
WITHIN = 0.35
"""So many months more or less are the same answer: it may be rounded to a whole number."""

NEAR = 0.05
"""So near is an answer that comes of a mistake."""


def deploys(team: str, *environments: str) -> int:
    """Return how many deployments of a team to these environments succeeded in the year."""
    rows = shipped_table("deployments")
    counted = (rows["team"] == team) & rows["environment"].isin(environments)
    return int((counted & (rows["outcome"] == "success")).sum())


def saved_a_month(team: str, *environments: str) -> float:
    """Return the hours that the script saves a team in a month."""
    return deploys(team, *environments) / MONTHS * SAVED_A_DEPLOY


def months(team: str) -> float:
    """Return after how many months the script has saved what it cost; inf for never."""
    return pays_back_after(BUILD_HOURS, saved_a_month(team, "production"), UPKEEP_A_MONTH)


def both_teams() -> Parts:
    """Return when it pays for itself at `ferry`, and whether it ever does at `tug`."""
    return {"months": months("ferry"), "ever_at_tug": math.isfinite(months("tug"))}


def with_upkeep(upkeep: float, saved: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the months of an answer are those with this upkeep and saving."""
    return lambda value: bool(
        abs(value["months"] - pays_back_after(BUILD_HOURS, saved(), upkeep)) <= NEAR
    )


def at_ferry() -> float:
    """Return the hours that it saves `ferry` in a month."""
    return saved_a_month("ferry", "production")


def said(_value: Parts) -> str:
    """Say the sums of both teams."""
    return (
        f"At `ferry` the script saves {at_ferry():.1f} hours a month and needs "
        f"{UPKEEP_A_MONTH:.0f}: it has paid for itself after {months('ferry'):.1f} months. At "
        f"`tug` it saves {saved_a_month('tug', 'production'):.1f}, less than it needs. But a cheap "
        "deployment would let `tug` go more often, and then the sum is another one."
    )


PAYS_BACK: Task[Parts] = Task(
    number="3.7",
    title="When does a script pay?",
    points=2,
    expects=parts(months=number("months", tolerance=WITHIN), ever_at_tug=truth()),
    answer=both_teams,
    mistakes=(
        Mistake(
            "forgot the upkeep",
            recognises=with_upkeep(0.0, at_ferry),
            hints=(
                "Your number of months is too small. Is the script free once it is built?",
                "Each month the script saves some hours, and takes others.",
                "Subtract the upkeep from what is saved in a month, before you divide.",
            ),
        ),
        Mistake(
            "saved the upkeep too",
            recognises=lambda value: (
                abs(value["months"] - BUILD_HOURS / (at_ferry() + UPKEEP_A_MONTH)) <= NEAR
            ),
            hints=(
                "Your number of months is too small. Does the upkeep save hours, or cost hours?",
                "You add the upkeep to what the script saves.",
                "Subtract the upkeep from what is saved in a month, before you divide.",
            ),
        ),
        Mistake(
            "counted staging too",
            recognises=with_upkeep(
                UPKEEP_A_MONTH, lambda: saved_a_month("ferry", "staging", "production")
            ),
            hints=(
                "Your number of months is too small: you count too many deployments.",
                "The script is for production alone. Where did some of yours go?",
                'Keep the rows of `deployments` whose `environment` is "production".',
            ),
        ),
        Mistake(
            "took minutes for hours",
            recognises=with_upkeep(UPKEEP_A_MONTH, lambda: 60 * at_ferry()),
            hints=(
                "So soon? Building and upkeep are told in hours. In which unit is what you save?",
                "A deploy saves 15 minutes, which is not 15 hours.",
                "Take a quarter of an hour, 0.25, for each deploy.",
            ),
        ),
        Mistake(
            "took the year for a month",
            recognises=with_upkeep(
                UPKEEP_A_MONTH, lambda: deploys("ferry", "production") * SAVED_A_DEPLOY
            ),
            hints=(
                "So soon? The log holds the deployments of a whole year.",
                "Upkeep is told by the month. What is saved has to be, too.",
                "Divide the deployments of the year by 12.",
            ),
        ),
        Mistake(
            "took a week for a month",
            recognises=with_upkeep(
                UPKEEP_A_MONTH, lambda: deploys("ferry", "production") / WEEKS * SAVED_A_DEPLOY
            ),
            hints=(
                "Your number of months is far too large. In which unit is what you save?",
                "Upkeep is told by the month. What is saved has to be, too.",
                "Divide the deployments of the year by the months of a year, not by the weeks.",
            ),
        ),
        Mistake(
            "rounded up",
            recognises=lambda value: value["months"] == math.ceil(months("ferry")),
            hints=(
                "Nearly: by then it has saved more than it cost. When was it just as much?",
                "Part of a month counts too. Give your number with one decimal.",
                "Divide the hours to build it by what is left in a month, and do not round up.",
            ),
        ),
        Mistake(
            "thought that automation always pays",
            recognises=lambda value: value["ever_at_tug"],
            hints=(
                "The months of `ferry` may be right. At `tug`, does the script save more than it "
                "needs?",
                "How many deploys a month has `tug`? How many hours is that, at 15 minutes each?",
                "Compare what the script saves `tug` in a month with the 2 hours of upkeep.",
            ),
        ),
    ),
    hints=(
        "What does the script save in a month, and what does it take? The rest pays for building "
        "it.",
        "Saved in a month: the deploys of the year ÷ 12 × a quarter of an hour.",
        "`pays_back_after(build_hours=40, saved_a_month=..., upkeep_a_month=2)` divides for you; "
        "`inf` means never.",
    ),
    said=said,
)
