"""Task 4.7: reproduce the number that one tool shows, and the honest one beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from deliverylab.measure.definitions import gitlab
from deliverylab.teach.forms import number, parts
from deliverylab.teach.shipped import shipped_log, shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

TEAM = "tug"
WITHIN = 0.1


@cache
def arrived() -> pd.DataFrame:
    """Return the changes that are in production, with their hours from the merge."""
    changes = shipped_table("changes")
    rows = changes[changes["team"] == TEAM].dropna(subset=["deployed", "merged"])
    return rows.assign(hours=(rows["deployed"] - rows["merged"]).dt.total_seconds() / 3600)


def by_day(column: str = "deployed", hours: str = "hours") -> pd.Series[float]:
    """Return the median of each day, by the day of one of the times."""
    rows = arrived()
    of_each: pd.Series[float] = rows.groupby(rows[column].dt.floor("D"))[hours].median()
    return of_each


def two_medians() -> Parts:
    """Return what GitLab shows, as the library has it, and the median of all changes."""
    shown = gitlab.lead_time_for_changes(shipped_log().team(TEAM))
    return {"gitlab": shown.value, "of_all": float(arrived()["hours"].median())}


def from_the_commit() -> float:
    """Return the median of all changes from the commit on."""
    rows = arrived()
    return float((rows["deployed"] - rows["committed"]).dt.total_seconds().median() / 3600)


def is_part(name: str, *wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether this part of an answer is one of these numbers."""
    return lambda value: any(abs(value[name] - each()) <= WITHIN for each in wrong)


def said(value: Parts) -> str:
    """Say how far apart they are, and why."""
    sizes = arrived().groupby(arrived()["deployed"].dt.floor("D")).size()
    return (
        f"GitLab shows {value['gitlab'] / 24:.1f} days, the median of all changes is "
        f"{value['of_all'] / 24:.1f}. It is a median of {len(sizes)} days, and a train with "
        f"{sizes.min()} changes counts as much as one with {sizes.max()}. From the commit on it is "
        f"{from_the_commit() / 24:.1f} days: the clock makes the larger difference."
    )


ONE_TOOL: Task[Parts] = Task(
    number="4.7",
    title="Reproduce a number",
    points=3,
    expects=parts(
        gitlab=number("hours", tolerance=WITHIN), of_all=number("hours", tolerance=WITHIN)
    ),
    answer=two_medians,
    mistakes=(
        Mistake(
            "started at the commit",
            recognises=lambda value: (
                is_part("gitlab", from_the_commit)(value)
                or is_part("of_all", from_the_commit)(value)
            ),
            hints=(
                "One of your clocks starts too early. Where does GitLab's start?",
                "GitLab knows the merge of a change; it does not look at the commit.",
                "Subtract *merged* from *deployed*, both times.",
            ),
        ),
        Mistake(
            "swapped them",
            recognises=lambda value: (
                is_part("gitlab", lambda: two_medians()["of_all"])(value)
                and is_part("of_all", lambda: two_medians()["gitlab"])(value)
            ),
            hints=(
                "Both numbers are there, but which is which?",
                "GitLab's has two steps, a median of medians.",
                "Let `gitlab` and `of_all` change places.",
            ),
        ),
        Mistake(
            "took the median of all changes",
            part="gitlab",
            recognises=is_part("gitlab", lambda: two_medians()["of_all"]),
            hints=(
                "`gitlab` is the median of all changes. GitLab takes two steps.",
                "First each day gives one number.",
                "Group by the day of deployment, take the median of each, then of these.",
            ),
        ),
        Mistake(
            "grouped by the day of the merge",
            part="gitlab",
            recognises=is_part("gitlab", lambda: by_day("merged").median()),
            hints=(
                "For `gitlab`: by which day do you group?",
                "A day has a number when something was deployed on it.",
                'Group by `rows["deployed"].dt.date`.',
            ),
        ),
        Mistake(
            "took the mean of the days",
            part="gitlab",
            recognises=is_part("gitlab", lambda: by_day().mean()),
            hints=(
                "For `gitlab`, the days are right. What does GitLab take of them?",
                "You take the mean of the daily medians.",
                "Take the median a second time.",
            ),
        ),
        Mistake(
            "took the mean of each day",
            part="gitlab",
            recognises=is_part(
                "gitlab",
                lambda: (
                    arrived().groupby(arrived()["deployed"].dt.floor("D"))["hours"].mean().median()
                ),
            ),
            hints=(
                "For `gitlab`, you take the median of the days. What of each day?",
                "You take the mean of each day.",
                "Take `.median()` in both steps.",
            ),
        ),
        Mistake(
            "took the mean of all changes",
            part="of_all",
            recognises=is_part("of_all", lambda: float(arrived()["hours"].mean())),
            hints=(
                "`gitlab` is right. `of_all` is a mean.",
                "Half of all changes took no longer: which number is that?",
                "Take `.median()` of the same hours.",
            ),
        ),
    ),
    part_hints={
        "gitlab": (
            "For `gitlab`, make the hours first: from *merged* to *deployed*.",
            "Then one median for each day on which something was deployed.",
            '`hours.groupby(rows["deployed"].dt.date).median()` has a number for each day. Take '
            "the median of these.",
        ),
        "of_all": (
            "`gitlab` is right. `of_all` uses the same hours, and no days.",
            "Each change counts once, on whatever day it arrived.",
            "Take the median of all hours from *merged* to *deployed*.",
        ),
    },
    hints=(
        "Make the hours first: from *merged* to *deployed*.",
        "`gitlab` takes a median for each day, and the median of these.",
        "`of_all` is one median, of all changes.",
    ),
    said=said,
)
