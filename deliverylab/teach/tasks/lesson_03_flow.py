"""Task 3.1: how much of the way from commit to merge is work?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pandas as pd

from deliverylab.measure import value_stream
from deliverylab.teach.forms import number, per_team
from deliverylab.teach.shipped import TEAMS, shipped_log
from deliverylab.teach.tasks import Mistake, Task

TO_THE_MERGE = ["code", "review", "build and test"]
"""The steps of the value stream before a change is merged."""


@cache
def stream(team: str) -> pd.DataFrame:
    """Return the touch and the wait of a team's changes, step by step."""
    return value_stream(shipped_log().team(team)).table


def of_each_team(share: Callable[[pd.DataFrame], float]) -> dict[str, float]:
    """Return a share of each team's stream, in per cent."""
    return {team: 100 * share(stream(team)) for team in TEAMS}


def efficiency(steps: pd.DataFrame) -> float:
    """Return touch ÷ (touch + wait) of these steps together."""
    touch, wait = steps["touch_hours"].sum(), steps["wait_hours"].sum()
    return float(touch / (touch + wait))


def up_to_the_merge() -> dict[str, float]:
    """Return the flow efficiency from commit to merge of each team, in per cent."""
    return of_each_team(lambda steps: efficiency(steps.loc[TO_THE_MERGE]))


def whole_way() -> dict[str, float]:
    """Return the flow efficiency from commit to production of each team, in per cent."""
    return of_each_team(efficiency)


def touch_by_wait() -> dict[str, float]:
    """Return touch ÷ wait, in per cent."""
    return of_each_team(
        lambda steps: float(
            steps.loc[TO_THE_MERGE, "touch_hours"].sum()
            / steps.loc[TO_THE_MERGE, "wait_hours"].sum()
        )
    )


def average_of_steps() -> dict[str, float]:
    """Return the mean of the efficiencies of the steps, however long each of them is."""

    def average(steps: pd.DataFrame) -> float:
        touch, wait = (steps.loc[TO_THE_MERGE, part] for part in ("touch_hours", "wait_hours"))
        return float((touch / (touch + wait)).mean())

    return of_each_team(average)


def share_of_waiting() -> dict[str, float]:
    """Return the share that is waiting, in per cent."""
    return {team: 100 - share for team, share in up_to_the_merge().items()}


UP_TO_THE_MERGE: Task[dict[str, float]] = Task(
    number="3.1",
    title="Up to the merge",
    points=2,
    variable="efficiency",
    expects=per_team(number("per cent", tolerance=0.15)),
    answer=up_to_the_merge,
    mistakes=(
        Mistake(
            "took the whole way",
            gives=whole_way,
            hints=(
                "These are the numbers of the lesson, from the commit to production. Here the way "
                "ends earlier.",
                "Three of the seven steps lie before the merge. Leave the other four out.",
                "`to_the_merge[team]` holds only those three steps: add up its two columns.",
            ),
        ),
        Mistake(
            "divided by the waiting",
            gives=touch_by_wait,
            hints=(
                "You divide touch by wait. Of what is flow efficiency a share?",
                "Flow efficiency is touch divided by the whole time, and touch is part of that.",
                "The whole time is touch and wait together: add both columns before you divide.",
            ),
        ),
        Mistake(
            "averaged the steps",
            gives=average_of_steps,
            hints=(
                "You take the average of three efficiencies. Are the three steps equally long?",
                "A step of an hour weighs as much in your average as one of two days.",
                "Add up the hours of all three steps first, and divide once.",
            ),
        ),
        Mistake(
            "gave the share of waiting",
            gives=share_of_waiting,
            hints=(
                "That is how much of the way is waiting. What is the rest?",
                "Flow efficiency is the share in which somebody works on the change.",
                "Put the hours of touch above the line, not the hours of wait.",
            ),
        ),
    ),
    hints=(
        "Flow efficiency is touch divided by the whole time. Take three steps in place of all.",
        'For one team: `steps = to_the_merge["tug"]`, then `steps["touch_hours"].sum()`.',
        "Divide the sum of touch by the sum of touch and wait, times 100, for each team in a loop.",
    ),
    said=lambda value: (
        f"Up to the merge the four teams are alike: {min(value.values()):.0f} to "
        f"{max(value.values()):.0f} %. On the whole way it is {whole_way()['tug']:.0f} % at `tug` "
        f"and {whole_way()['hydrofoil']:.0f} % at `hydrofoil`. So what sets them apart comes "
        "after the merge."
    ),
)
