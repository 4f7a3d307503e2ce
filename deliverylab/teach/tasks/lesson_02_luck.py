"""Task 2.3: the same changes one by one and on a train. What does the train carry, and what fails?

The student sees when each change was ready and whether it failed, predicts three trains, and lets
the simulator play them with the same luck.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.simulate import EveryChange, Scenario, Train, simulate
from deliverylab.teach.forms import count, parts
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

DAYS = 28
SEED = 58

ONE_BY_ONE = replace(
    Scenario.team("ferry"),
    name="skiff",
    changes_per_day=0.7,
    ci_catch=0.2,
    acceptance_catch=0.2,
    other_incidents_per_month=0.0,
    deploy_on=EveryChange(),
)
"""A team with few changes and weak tests, so that four weeks fit on a screen."""

ON_A_TRAIN = replace(ONE_BY_ONE, deploy_on=Train(every_days=7))


@cache
def played(team: Scenario) -> DeliveryLog:
    """Return the four weeks of a team; treat the log as read-only."""
    return simulate(team, DAYS, SEED)


@cache
def ready() -> pd.DataFrame:
    """Return the changes that got ready: when they were committed, were staged, and whether bad."""
    log = played(ONE_BY_ONE)
    there = log.changes.dropna(subset="staged")
    return there.assign(failed=there["deployment"].isin(log.incidents["deployment"]))


@cache
def trains() -> pd.DataFrame:
    """Return the trains that left, how many changes each carried, and whether it failed."""
    log = played(ON_A_TRAIN)
    left = log.deployments.query("environment == 'production' and planned")
    return pd.DataFrame(
        {
            "started": left["started"],
            "changes": left["deployment"].map(log.changes["deployment"].value_counts()),
            "failed": left["deployment"].isin(log.incidents["deployment"]),
        }
    )


def on_the_trains() -> Parts:
    """Return what the simulator plays: the first train, the failed ones, the changes left over."""
    return {
        "first_train": int(trains()["changes"].iloc[0]),
        "failed_trains": int(trains()["failed"].sum()),
        "left": len(ready()) - int(trains()["changes"].sum()),
    }


def before_the_first_train(column: str) -> int:
    """Return how many changes had this time of theirs before the first train left."""
    return int((ready()[column] < trains()["started"].iloc[0]).sum())


def bad_changes(travelled: bool) -> int:
    """Return how many changes were bad, all of them or only those that a train carried."""
    bad = ready()[ready()["failed"]]
    return int((bad["staged"] < trains()["started"].iloc[-1]).sum()) if travelled else len(bad)


def said(_value: Parts) -> str:
    """Say how the two shares of failures differ, with the same bad changes."""
    failed, left = int(trains()["failed"].sum()), len(trains())
    every = bad_changes(travelled=False)
    return (
        f"The same bad changes: one by one, {every} of {len(ready())} deployments failed, "
        f"{100 * every / len(ready()):.0f} %. On the train {failed} of {left} did, "
        f"{100 * failed / left:.0f} %. Fewer deployments fail, and a larger share of them. And "
        f"{every - bad_changes(travelled=True)} of the {every} bad changes still waits."
    )


SAME_LUCK: Task[Parts] = Task(
    number="2.3",
    title="Same luck, on a train",
    points=2,
    expects=parts(
        first_train=count("changes"),
        failed_trains=count("trains"),
        left=count("changes"),
    ),
    answer=on_the_trains,
    mistakes=(
        Mistake(
            "counted from the commit",
            part="first_train",
            recognises=lambda value: value["first_train"] == before_the_first_train("committed"),
            hints=(
                "A change that is committed is not yet ready to travel. Which column says when "
                "it is?",
                "One change was committed before the first train left, and was ready only after "
                "that.",
                "Compare the time in *staged* with the time of each train.",
            ),
        ),
        Mistake(
            "counted bad changes, not trains",
            part="failed_trains",
            recognises=lambda value: value["failed_trains"] == bad_changes(travelled=True),
            hints=(
                "For `failed_trains`, you count bad changes. Can two of them be on one train?",
                "A train with two bad changes is still one deployment that fails.",
                "Mark the train of each bad change. Then count the trains that are marked.",
            ),
        ),
        Mistake(
            "counted every bad change",
            part="failed_trains",
            recognises=lambda value: value["failed_trains"] == bad_changes(travelled=False),
            hints=(
                "For `failed_trains`, you count every bad change. Do they all travel?",
                "A train with two bad changes fails once. And a change that no train has taken "
                "cannot fail in production.",
                "Mark the train of each bad change, if there is one. Then count the trains that "
                "are marked.",
            ),
        ),
        Mistake(
            "left nothing behind",
            part="left",
            recognises=lambda value: value["left"] == 0,
            hints=(
                "For `left`, you say that every change travels. When does the last train leave?",
                "Some changes were ready only after the last train had left.",
                "Count the changes whose *staged* is later than the last train.",
            ),
        ),
    ),
    part_hints={
        "failed_trains": (
            "`first_train` is right. For `failed_trains`: on which train is each bad change?",
            "A train fails if at least one of its changes is bad, however many they are.",
            "Write the date of its train beside each bad change, if a train takes it. Then count "
            "the dates that you have written.",
        ),
        "left": (
            "The trains are right. For `left`: which changes had no train any more?",
            "A change that was ready after the last train left is still waiting.",
            "Count the changes whose *staged* is later than the last train.",
        ),
    },
    hints=(
        "Write the date of its train beside each change: the first one that leaves after the "
        "change is ready.",
        "Look at *staged*, not at the number of the change: they do not get ready in the order in "
        "which they were committed.",
        "`first_train` and `left` count changes. `failed_trains` counts trains, and a train fails "
        "if at least one of its changes is bad.",
    ),
    said=said,
)
