"""Task 1.1: read the timestamps of one change. Which step took longest, and how long?"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from typing import Any

import pandas as pd

from deliverylab.simulate.calendar import WEEKDAYS
from deliverylab.teach.forms import number, parts, word
from deliverylab.teach.shipped import shipped_table
from deliverylab.teach.tasks import Mistake, Task

CHANGE = "ferry-c00276"
"""The change that is asked about: it waited over a weekend."""

STAGES = (
    "committed",
    "opened",
    "review_started",
    "reviewed",
    "merged",
    "packaged",
    "staged",
    "approved",
    "deployed",
)

Parts = dict[str, Any]


@cache
def change_times() -> pd.Series[Any]:
    """Return when the change reached each stage."""
    changes = shipped_table("changes")
    return changes.loc[changes["change"] == CHANGE, list(STAGES)].iloc[0]


def hours_between(first: str, last: str) -> float:
    """Return the hours of the change from one stage to another, nights included."""
    times = change_times()
    return float((times[last] - times[first]) / pd.Timedelta(hours=1))


def longest_step() -> Parts:
    """Return the step that took longest, by its end, and its hours."""
    steps = {last: hours_between(first, last) for first, last in pairwise(STAGES)}
    step = max(steps, key=lambda name: steps[name])
    return {"step": step, "hours": steps[step]}


def step_before() -> str:
    """Return the timestamp at which the longest step began."""
    return STAGES[STAGES.index(longest_step()["step"]) - 1]


def working_hours() -> float:
    """Return the working hours in the longest step: Monday to Friday, 9 to 17."""
    times = change_times()
    monday = times["committed"].normalize() - pd.Timedelta(days=times["committed"].weekday())
    first, last = (
        (times[stage] - monday) / pd.Timedelta(hours=1)
        for stage in (step_before(), longest_step()["step"])
    )
    return float(WEEKDAYS.worked_one(last) - WEEKDAYS.worked_one(first))


def hours_without_days() -> float:
    """Return what `.dt.seconds` gives: the hours of the longest step without its whole days."""
    return float(longest_step()["hours"]) % 24


def whole_way() -> float:
    """Return the hours from the commit to production."""
    return hours_between("committed", "deployed")


def said(_value: Parts) -> str:
    """Say how much of the whole way the longest step was."""
    hours = longest_step()["hours"]
    return (
        f"The change waited {hours:.1f} hours until a person said yes: "
        f"{100 * hours / whole_way():.0f} % of its whole way. Only {working_hours():.0f} of them "
        "were working hours, but users wait on weekends too."
    )


def near(hours: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the hours of an answer are these."""
    return lambda value: abs(value["hours"] - hours()) <= WITHIN


WITHIN = 0.25
"""So many hours more or less are the same answer."""

WHERE_IT_WAITED: Task[Parts] = Task(
    number="1.1",
    title="Where did it wait?",
    points=2,
    expects=parts(step=word(*STAGES), hours=number("hours", tolerance=WITHIN)),
    answer=longest_step,
    mistakes=(
        Mistake(
            "left the approval out",
            recognises=near(lambda: hours_between("staged", "deployed")),
            hints=(
                "Two steps are added up in your number. Which timestamp of `times` is missing in "
                "your list of stages?",
                "`ferry` has one timestamp more than the teams of the lesson. Put it between "
                "*staged* and *deployed*.",
                "Take the difference of each row of `times` from the row above, as it is: there "
                "are nine rows, so eight steps.",
            ),
        ),
        Mistake(
            "took the whole way",
            recognises=near(whole_way),
            hints=(
                "That is how long the whole way took. Here one step of it is asked for.",
                "A step goes from one timestamp to the next one. Subtract neighbours, not the "
                "first from the last.",
                "`times.diff()` subtracts from each time the one above it. Look for the largest.",
            ),
        ),
        Mistake(
            "counted working hours only",
            recognises=near(working_hours),
            hints=(
                "You count the hours in which people work. Users wait at night too.",
                "Here nights and weekends count: take the time from one timestamp to the other "
                "as a clock on the wall shows it.",
                "Subtract the two timestamps and divide by `pd.Timedelta(hours=1)`, nothing more.",
            ),
        ),
        Mistake(
            "lost the whole days",
            recognises=near(hours_without_days),
            hints=(
                "Compare the dates of the two timestamps: can it be so few hours?",
                "A Timedelta keeps days and seconds apart. `.seconds` and `.components.hours` "
                "leave the days out.",
                "Divide the difference by `pd.Timedelta(hours=1)`: that counts the days too.",
            ),
        ),
        Mistake(
            "named the step by its start",
            recognises=lambda value: value["step"] == step_before(),
            hints=(
                "That is where the waiting began. Which timestamp ended it?",
                "A step has the name of the timestamp at its end, as in the table of the lesson.",
                "Find your timestamp in `times`. The name of the step stands one row below.",
            ),
        ),
    ),
    part_hints={
        "hours": (
            "`step` is right. How many hours lie between its timestamp and the one above it?",
            "`times.diff() / pd.Timedelta(hours=1)` gives the hours of each step. Take those of "
            "your `step`.",
            "On a Series, `.max()` gives the largest number. Nights and weekends are in it.",
        ),
    },
    hints=(
        "Subtract from each time the one above it, as in section 3 of the lesson.",
        "`times.diff() / pd.Timedelta(hours=1)` gives the hours of each step. Which is largest?",
        "On a Series, `.max()` gives the largest number and `.idxmax()` gives its name.",
    ),
    said=said,
)
