"""Task 1.7: how often must the train of `tug` go? Every train that keeps the promise is right."""

from __future__ import annotations

import statistics
from dataclasses import replace
from functools import lru_cache

from deliverylab.simulate import Scenario, Train, simulate
from deliverylab.teach.forms import scenario
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.recognise import NO_MISTAKE_KNOWN

PROMISE = 9
"""Half of the changes should reach their users within so many days."""

MOST_TRAINS = 60
"""No more trains a year than this: each is work for a person."""

DAYS = 364
YEARS = 5
"""One year may be lucky, so several are simulated."""


def today() -> Scenario:
    """Return `tug` as it is."""
    return Scenario.team("tug")


def trains_a_year(team: Scenario) -> int:
    """Return how many trains go in a year: one every so many days, as one counts by hand.

    The last one may go at the very end of the year, where a simulated year has just ended. Trains
    that would leave on the same morning are not put together: they are too many in any case.
    """
    train = team.deploy_on
    return int(DAYS / train.every_days) if isinstance(train, Train) else 0


def median_days(team: Scenario, seed: int = 1) -> float:
    """Return the median of the days from commit to production in one simulated year."""
    year = simulate(team, DAYS, seed).changes
    hours = (year["deployed"] - year["committed"]).dt.total_seconds() / 3600
    return float(hours.median()) / 24


@lru_cache(maxsize=64)
def usual_days(team: Scenario) -> float:
    """Return the middle one of the medians of several years."""
    return statistics.median(median_days(team, seed) for seed in range(1, YEARS + 1))


def judge(team: Scenario) -> str | None:
    """Return `None` if the promise is kept with few enough trains, or the mistake."""
    if replace(team, deploy_on=today().deploy_on, name=today().name) != today():
        return "changed more than the train"
    train = team.deploy_on
    if not isinstance(train, Train):
        return "took no train"
    if train == today().deploy_on:
        return "left the train as it is"
    if trains_a_year(team) > MOST_TRAINS:
        return "too many trains"
    if usual_days(team) <= PROMISE:
        return None
    if train.every_days == 2 * PROMISE:
        return "took the wait for the whole way"
    if median_days(team) <= PROMISE:
        return "had a lucky year"
    return NO_MISTAKE_KNOWN


def said(team: Scenario) -> str:
    """Say what the new train brings, and what it costs."""
    train = team.deploy_on
    every = f"{train.every_days:g} days" if isinstance(train, Train) else ""
    return (
        f"With a train every {every}, half of the changes take at most {usual_days(team):.1f} "
        f"days; today it is {median_days(today()):.1f}. Nobody writes or tests faster. The price "
        f"is {trains_a_year(team)} trains in {DAYS} days, in place of {trains_a_year(today())}."
    )


HOW_OFTEN: Task[Scenario] = Task(
    number="1.7",
    title="How often should the train go?",
    points=2,
    variable="better",
    expects=scenario(like="replace(today, deploy_on=Train(every_days=21))"),
    judge=judge,
    mistakes=(
        Mistake(
            "left the train as it is",
            hints=(
                "This is `tug` as it is today. Change the number in `Train(every_days=...)`.",
                "Should the train go more often, or less often? Try one of the two.",
                "Half of the changes are too late today, so the train has to go more often.",
            ),
        ),
        Mistake(
            "changed more than the train",
            hints=(
                "Something else than the train is different from `tug` as it is.",
                "Begin with `today`, and let `replace` change `deploy_on` and nothing else.",
                "Write `replace(today, deploy_on=Train(every_days=...))` with your number.",
            ),
        ),
        Mistake(
            "took no train",
            hints=(
                "Your team deploys in another way. Here it keeps its train.",
                "Only the days between two trains may change.",
                "Write `replace(today, deploy_on=Train(every_days=...))` with your number.",
            ),
        ),
        Mistake(
            "too many trains",
            hints=(
                "Users would be glad, but that is too much work: count the trains of a year.",
                f"A year has {DAYS} days here. How many trains go with one every so many days?",
                f"For at most {MOST_TRAINS} trains in {DAYS} days, how many days must be between "
                "two of them?",
            ),
        ),
        Mistake(
            "took the wait for the whole way",
            hints=(
                "Half of the time between two trains is the wait for the train. Is that the "
                "whole way of a change?",
                "Before it waits, a change is written, reviewed and tested. After the train has "
                "come, it is packaged and tried out on staging.",
                "What does `median_days(better)` say below your answer? The train has to go "
                "much more often.",
            ),
        ),
        Mistake(
            "had a lucky year",
            hints=(
                "In the year that you simulated it works. In most other years it does not.",
                "`simulate` plays one year. `simulate(scenario, seed=2)` plays another one, with "
                "other luck.",
                f"Leave some room below {PROMISE} days: let the train go a little more often.",
            ),
        ),
    ),
    hints=(
        "Half of the changes still take longer than that. What does `median_days(better)` say?",
        f"The more often a train goes, the shorter is the wait. You may have up to {MOST_TRAINS} "
        "trains a year.",
        "Try some numbers of days one by one, and stop before there are more than "
        f"{MOST_TRAINS} trains.",
    ),
    said=said,
)
