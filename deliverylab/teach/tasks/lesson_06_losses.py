"""Task 6.1: what is lost by what, and where a change spends its time."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd

from deliverylab.improve import UnseenTeam
from deliverylab.measure import value_stream
from deliverylab.measure.say import say_hours
from deliverylab.teach.forms import number, parts, word
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import LESSONS, drawn, own_team

Parts = dict[str, Any]

WITHIN = 0.005
"""So much more or less is the same share."""

STEPS = ("code", "review", "build and test", "release", "staging", "approval", "deploy")
"""Of the value stream, in order."""


@lru_cache(maxsize=32)
def stream(team: UnseenTeam) -> pd.DataFrame:
    """Return the value stream with what a change spends at each step; treat it as read-only."""
    table = value_stream(team.log).table
    return table.assign(spent=table["touch_hours"] + table["wait_hours"])


def found(team: UnseenTeam) -> Parts:
    """Return the right answer for a team."""
    lost, spent = team.loss, stream(team)["spent"]
    return {
        "lost_by": "waiting" if lost.waiting > lost.outages else "outages",
        "step": str(spent.idxmax()),
        "share": float(spent.max() / spent.sum()),
    }


def judge(value: Parts) -> str | None:
    """Return the part that is wrong, as the name of a mistake."""
    right = found(value["my_team"])
    if value["lost_by"] != right["lost_by"]:
        return ANOTHER_LOSS
    if value["step"] != right["step"]:
        return ANOTHER_STEP
    return None if abs(value["share"] - right["share"]) <= WITHIN else ANOTHER_SHARE


ANOTHER_LOSS = "took another loss"
ANOTHER_STEP = "took another step"
ANOTHER_SHARE = "divided something else"


def in_shares(value: Parts) -> Parts:
    """Return the answer with its per cent as a share."""
    return {**value, "share": value["share"] / 100}


def shares(wrong: Callable[[pd.DataFrame, str], list[float]]) -> Callable[[Parts], bool]:
    """Return whether the share is one of these wrong ones, of the stream and the step given."""

    def recognises(value: Parts) -> bool:
        at = stream(value["my_team"])
        return any(abs(value["share"] - each) <= WITHIN for each in wrong(at, value["step"]))

    return recognises


def of_one_column(column: str) -> Callable[[pd.DataFrame, str], list[float]]:
    """Return what comes of looking at one column alone, at the step given."""
    return lambda at, step: [at[column][step] / at[column].sum()]


def is_of_the_lessons_team(value: Parts) -> bool:
    """Return whether the answer is that of the team in the lesson, and the student has another."""
    lessons, team = found(drawn(LESSONS)), value["my_team"]
    return (
        team is not drawn(LESSONS)
        and str(value["step"]) == lessons["step"]
        and abs(float(value["share"]) - lessons["share"]) <= WITHIN
    )


def said(value: Parts) -> str:
    """Say what that means for where to look next."""
    team: UnseenTeam = value["my_team"]
    lost, spent = team.loss, stream(team)["spent"]
    if value["lost_by"] == "waiting":
        then = "So follow the changes: what keeps them there?"
    else:
        then = "But what hurts most are outages, so look at the incidents next."
    return (
        f"The {team.name} lost {lost.waiting:.0f} person-weeks by waiting and {lost.outages:.0f} "
        f"by outages. Of {say_hours(spent.sum())} on its way, a change spends "
        f"{say_hours(spent.max())} at “{value['step']}”. {then}"
    )


LOSSES: Task[Parts] = Task(
    number="6.1",
    title="What is lost, and where does the time go?",
    points=3,
    expects=parts(
        my_team=own_team(),
        lost_by=word("waiting", "outages"),
        step=word(*STEPS),
        share=number("share", tolerance=WITHIN, low=0),
    ),
    judge=judge,
    mistakes=(
        Mistake(
            "measured the team of the lesson",
            recognises=is_of_the_lessons_team,
            hints=(
                "These are the numbers of the team in the lesson, and you have another one.",
                "Which log do you read? In these exercises it is that of `my_team`.",
                "Write `value_stream(my_team.log).table`, and run the cell again.",
            ),
        ),
        Mistake(
            ANOTHER_LOSS,
            hints=(
                "For `lost_by`: which of the two is the larger number of person-weeks?",
                "`my_team.loss` says in one sentence what was lost by waiting and what by outages.",
                "Compare `my_team.loss.waiting` with `my_team.loss.outages`.",
            ),
        ),
        Mistake(
            "gave per cent",
            recognises=lambda value: value["share"] > 1 and judge(in_shares(value)) is None,
            hints=(
                "`share` looks like per cent. A share of a whole is between 0 and 1.",
                "Half of the way would be 0.5, not 50.",
                "Divide by 100.",
            ),
        ),
        Mistake(
            "looked at the work alone",
            recognises=shares(of_one_column("touch_hours")),
            hints=(
                "You look at the hours of work. Does a change spend no time where nobody works?",
                "Most of its time a change waits, and waiting belongs to the step in which it is.",
                "Add *touch_hours* and *wait_hours* of each step, then choose the step and divide.",
            ),
        ),
        Mistake(
            "looked at the waiting alone",
            recognises=shares(of_one_column("wait_hours")),
            hints=(
                "You look at the hours of waiting. The work on a change takes time as well.",
                "The whole way is work and waiting together, at each step.",
                "Add *touch_hours* and *wait_hours* of each step, then choose the step and divide.",
            ),
        ),
        Mistake(
            ANOTHER_STEP,
            hints=(
                "`step` is not the one at which a change spends most of its time.",
                "Print `value_stream(my_team.log).table`. The time at a step is touch and wait "
                "together.",
                "`(table['touch_hours'] + table['wait_hours']).idxmax()` names the step.",
            ),
        ),
        Mistake(
            "gave the flow efficiency",
            recognises=shares(lambda at, _: [at["touch_hours"].sum() / at["spent"].sum()]),
            hints=(
                "`share` is the flow efficiency: all of the work, as a part of all of the time.",
                "Here you ask for one step only, with its waiting.",
                "Divide the hours at `step` by the hours at all steps together.",
            ),
        ),
        Mistake(
            "gave the share of all the others",
            recognises=shares(lambda at, step: [1 - at["spent"][step] / at["spent"].sum()]),
            hints=(
                "`share` is that of all of the other steps together.",
                "How much of its time does a change spend at `step` itself?",
                "Take your number from 1.",
            ),
        ),
        Mistake(
            "divided by the others",
            recognises=shares(
                lambda at, step: [
                    at["spent"][step] / max(at["spent"].sum() - at["spent"][step], 1e-9)
                ]
            ),
            hints=(
                "You divide by the hours at the other steps. A share is a part of the whole.",
                "The whole way has all of the steps, also the one that you ask about.",
                "Divide the hours at `step` by the hours at all steps together.",
            ),
        ),
        Mistake(
            ANOTHER_SHARE,
            hints=(
                "`lost_by` and `step` are right. `share` is a part of the whole way.",
                "Which hours belong to the step, and which to the whole way? Waiting is in both.",
                "Divide touch and wait hours at `step` by touch and wait hours of all steps.",
            ),
        ),
    ),
    hints=(
        "First what is lost: `my_team.loss`. Then where the time goes: `value_stream`.",
        "Add up touch and wait hours of each step, and take the largest.",
        "`spent = table['touch_hours'] + table['wait_hours']`; then `spent.idxmax()` and "
        "`spent.max() / spent.sum()`.",
    ),
    said=said,
)
