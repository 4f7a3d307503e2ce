"""Task 2.5: what does an approval cost? Two years with the same luck, with and without it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from deliverylab.simulate import Approval, EveryChange, Scenario, simulate
from deliverylab.teach.forms import number, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

SEED = 1
EACH_WITHIN = 0.5
TOGETHER_WITHIN = 1000.0
"""So many hours more or less are the same answer."""

OTHER_SEEDS = (0, 2, 3)
"""The seeds that people try instead of the right one."""

FERRY = Scenario.team("ferry")
WITHOUT_A_YES = replace(FERRY, deploy_on=EveryChange())


@cache
def year(team: Scenario, seed: int = SEED) -> pd.DataFrame:
    """Return the changes of one simulated year, by change; treat them as read-only."""
    return simulate(team, seed=seed).changes.set_index("change")


def hours(durations: pd.Series[Any]) -> pd.Series[float]:
    """Return durations as hours."""
    taken: pd.Series[float] = durations.dt.total_seconds() / 3600
    return taken


def later(seed: int = SEED, without: int = SEED) -> pd.Series[float]:
    """Return how many hours later each change reached users, by the seeds of the two years."""
    return hours(year(FERRY, seed)["deployed"] - year(WITHOUT_A_YES, without)["deployed"])


def lead_time(team: Scenario) -> pd.Series[float]:
    """Return the hours of each change from the commit to production."""
    return hours(year(team)["deployed"] - year(team)["committed"])


def price() -> Parts:
    """Return the hours that one change waits for the yes on average, and all of them in a year."""
    return {"each": float(later().mean()), "together": float(later().sum())}


def approvals() -> int:
    """Return how many times the person said yes."""
    deployments = simulate(FERRY, seed=SEED).deployments
    return int((deployments["trigger"] == "approval").sum())


def hours_of_the_person() -> float:
    """Return the working hours that one yes takes, on average."""
    policy = FERRY.deploy_on
    return policy.hours if isinstance(policy, Approval) else 0.0


def each_is(wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the hours of one change are these."""
    return lambda value: abs(value["each"] - wrong()) <= EACH_WITHIN


def whole_days() -> float:
    """Return the mean of the differences in whole days, as `.dt.days` counts them."""
    return float((later() // 24).mean())


def medians_apart() -> float:
    """Return the difference between the two median lead times."""
    return float(lead_time(FERRY).median() - lead_time(WITHOUT_A_YES).median())


def said(_value: Parts) -> str:
    """Say what the yes cost users, beside what it cost the person."""
    yes = hours_of_the_person()
    return (
        f"A yes takes {yes:g} working hours, and a change comes {price()['each']:.0f} hours later: "
        "it also waits for its turn, through nights and weekends. In a year, one person works "
        f"about {approvals() * yes:,.0f} hours for {approvals()} approvals, and the changes wait "
        f"{price()['together']:,.0f} hours for them."
    )


PRICE_OF_A_YES: Task[Parts] = Task(
    number="2.5",
    title="The price of an approval",
    points=3,
    expects=parts(
        each=number("hours", tolerance=EACH_WITHIN),
        together=number("hours", tolerance=TOGETHER_WITHIN),
    ),
    answer=price,
    mistakes=(
        Mistake(
            "took the earlier from the later the wrong way round",
            part="each",
            recognises=each_is(lambda: -price()["each"]),
            hints=(
                "Your hours are below zero. Does the approval bring the changes to users sooner?",
                "The approval makes *deployed* later. Take the earlier time from the later one.",
                "Take the *deployed* without an approval from the *deployed* with it.",
            ),
        ),
        Mistake(
            "gave the two years different luck",
            recognises=lambda value: (
                value["each"] < 0
                or any(
                    abs(value["each"] - later(*seeds).mean()) <= EACH_WITHIN
                    for other in OTHER_SEEDS
                    for seeds in ((SEED, other), (other, SEED))
                )
            ),
            hints=(
                "These are not the same changes in both years, so the differences say nothing.",
                "Only with the same seed do the two years have the same authors, the same hours "
                "and the same defects.",
                "Give both calls of `simulate` the seed of the task, or leave it out in both.",
            ),
        ),
        Mistake(
            "took another seed",
            recognises=lambda value: any(
                abs(value["together"] - later(other, other).sum()) <= EACH_WITHIN
                for other in OTHER_SEEDS
            ),
            hints=(
                "Your way is right, but it is another year. Which seed does the task ask for?",
                "With another seed the team has other luck, so the hours are others too.",
                "Write `seed=1` in both calls of `simulate`.",
            ),
        ),
        Mistake(
            "took the whole way",
            part="each",
            recognises=each_is(lambda: float(lead_time(FERRY).mean())),
            hints=(
                "That is how long the whole way takes. How much of it is there because of the "
                "approval?",
                "Without an approval the changes need time as well: for reviews, builds and tests.",
                "Take away what the same changes need in the year without an approval.",
            ),
        ),
        Mistake(
            "took the hours of work for the hours of waiting",
            part="each",
            recognises=each_is(hours_of_the_person),
            hints=(
                "So long the person works for one yes. How long does a change wait for it?",
                "A change that is ready while the person is busy waits for the next turn, and "
                "there are nights and weekends.",
                "Do not read it off the scenario: simulate both years, and compare *deployed*.",
            ),
        ),
        Mistake(
            "took the median",
            part="each",
            recognises=lambda value: any(
                abs(value["each"] - wrong) <= EACH_WITHIN
                for wrong in (float(later().median()), medians_apart())
            ),
            hints=(
                "`each` is a median. What is asked for is the mean, so that it can be added up.",
                "A median says nothing of the changes that waited over a weekend. They count too.",
                "Take the *deployed* of one year from that of the other, change by change, and "
                "then the `.mean()`.",
            ),
        ),
        Mistake(
            "lost the whole days",
            part="each",
            recognises=each_is(lambda: float((later() % 24).mean())),
            hints=(
                "Some changes waited over a weekend. Are these days in your hours?",
                "A Timedelta keeps days and seconds apart. `.dt.seconds` leaves the days out.",
                "Divide the difference by `pd.Timedelta(hours=1)`: that counts the days too.",
            ),
        ),
        Mistake(
            "counted whole days",
            part="each",
            recognises=lambda value: any(
                abs(value["each"] - wrong) <= 0.005 * wrong
                for wrong in (whole_days(), 24 * whole_days())
            ),
            hints=(
                "You count whole days. What becomes of a change that comes 20 hours later?",
                "`.dt.days` leaves the hours of each difference out, and they add up.",
                "Divide the difference by `pd.Timedelta(hours=1)`: that gives hours, with all of "
                "the days in them.",
            ),
        ),
        Mistake(
            "counted the approvals, not the changes",
            part="together",
            recognises=lambda value: (
                abs(value["together"] / (price()["each"] * approvals()) - 1) <= 0.02
            ),
            hints=(
                "For `together`, you count each approval once. How many changes wait for one?",
                "One yes lets several changes go, and each of them has waited.",
                "Add up the hours of all changes of the year: `together` is the `.sum()` of what "
                "`each` is the mean of.",
            ),
        ),
    ),
    part_hints={
        "together": (
            "`each` is right. For `together`: how many changes are there to add up?",
            "`together` counts every change of the year, also those that travelled with others.",
            "`together` is the `.sum()` of the same differences of which `each` is the mean.",
        ),
    },
    hints=(
        "You need two simulated years: one of `ferry`, and one of a `ferry` that deploys every "
        "change. Compare the column *deployed* of their changes.",
        "Both years have the same changes in the same rows. So you can subtract one column from "
        "the other, and divide by `pd.Timedelta(hours=1)`.",
        "`each` is the mean of these differences, `together` is their sum. Check that both years "
        "have the same seed, and that you take hours.",
    ),
    said=said,
)
