"""Tasks 4.2 and 4.3: what an average hides. Weeks without a deployment, and a few slow changes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pandas as pd

from deliverylab.teach.forms import count, number, parts
from deliverylab.teach.shipped import shipped_log, shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

# 4.2 The empty week

SELDOM = "barge"
WEEKS = 52


@cache
def weekly() -> pd.Series[int]:
    """Return how many deployments to production succeeded in each week of the year."""
    rows = shipped_table("deployments")
    counted = (rows["team"] == SELDOM) & (rows["environment"] == "production")
    finished = rows.loc[counted & (rows["outcome"] == "success"), "finished"]
    week = (finished - shipped_log().start) // pd.Timedelta(weeks=1)
    return week.value_counts().reindex(range(WEEKS), fill_value=0)


def longest_run(empty: list[bool]) -> tuple[int, int]:
    """Return the length of the longest run of True, and where it begins (the first of several).

    >>> longest_run([True, False, True, True])
    (2, 2)
    """
    longest = running = begins = 0
    for place, one in enumerate(empty):
        running = running + 1 if one else 0
        if running > longest:
            longest, begins = running, place - running + 1
    return longest, begins


def usual_and_longest() -> Parts:
    """Return the deployments of a usual week, the longest run of weeks without one, its begin."""
    longest, first = longest_run(list(weekly() == 0))
    return {"usual": float(weekly().median()), "longest": longest, "first": first}


def after_the_first() -> int:
    """Return the longest run between two deployments, without the weeks before the first one."""
    empty = list(weekly() == 0)
    return longest_run(empty[empty.index(False) :])[0]


@cache
def between_two() -> frozenset[int]:
    """Return the weeks where such a run begins, and those of the deployments around it."""
    deployed = weekly()[weekly() > 0].index.to_numpy()
    length = after_the_first()
    before = deployed[:-1][deployed[1:] - deployed[:-1] == length + 1]
    return frozenset(int(b) + step for b in before for step in (0, 1, length + 1))


def is_usual(*wrong: Callable[[], float]) -> Callable[[Parts], bool]:
    """Return whether the first part of an answer is one of these numbers."""
    return lambda value: any(abs(value["usual"] - each()) < 0.01 for each in wrong)


def said_of_weeks(_value: Parts) -> str:
    """Say the three averages, and what users wait for."""
    longest, first = longest_run(list(weekly() == 0))
    deployments, there = weekly(), weekly()[weekly() > 0]
    return (
        f"In {(deployments == 0).sum()} of {WEEKS} weeks `{SELDOM}` deploys nothing, so its usual "
        f"week has none. The mean says {deployments.mean():.1f} a week; who leaves the empty weeks "
        f"out says {there.median():.0f}. A user with a problem can wait "
        f"{longest} weeks for any deployment, from week {first} to week {first + longest - 1}: "
        "before the first one."
    )


EMPTY_WEEK: Task[Parts] = Task(
    number="4.2",
    title="The empty week",
    points=2,
    expects=parts(
        usual=number("deployments a week", tolerance=0.001),
        longest=count("weeks"),
        first=count("weeks before that run"),
    ),
    answer=usual_and_longest,
    mistakes=(
        Mistake(
            "left the empty weeks out",
            part="usual",
            recognises=is_usual(
                lambda: weekly()[weekly() > 0].median(), lambda: weekly()[weekly() > 0].mean()
            ),
            hints=(
                "For `usual`: of how many weeks do you have a number? The year has 52.",
                "A week without a deployment has no row, so `value_counts` cannot find it.",
                "`.reindex(range(52), fill_value=0)` puts the empty weeks in, with a 0.",
            ),
        ),
        Mistake(
            "took the mean",
            part="usual",
            recognises=is_usual(lambda: weekly().mean(), lambda: round(weekly().mean(), 1)),
            hints=(
                "Your `usual` is a mean. Was there any week with as many deployments?",
                "In the usual week: half of the weeks have no more than that, half no less.",
                "Take `.median()` of the 52 counts.",
            ),
        ),
        Mistake(
            "counted all deployments",
            part="usual",
            recognises=lambda value: value["usual"] == weekly().sum(),
            hints=(
                "Your `usual` is the number of the whole year.",
                "First count the deployments in each of the 52 weeks.",
                "Then take `.median()` of the 52 counts.",
            ),
        ),
        Mistake(
            "forgot the first weeks",
            part="longest",
            recognises=lambda value: value["longest"] == after_the_first(),
            hints=(
                "For `longest`: when was the first deployment of the year?",
                "You look between two deployments. The year does not begin with one.",
                "The weeks before the first deployment are a run, too. Weeks count from 0.",
            ),
        ),
        Mistake(
            "counted all empty weeks",
            part="longest",
            recognises=lambda value: value["longest"] == int((weekly() == 0).sum()),
            hints=(
                "For `longest` you count all weeks without a deployment. A run has no gap.",
                "How many of them follow one another, at most?",
                "Print the 52 counts as a list, and look for the longest row of zeros.",
            ),
        ),
        Mistake(
            "looked between two deployments",
            part="first",
            recognises=lambda value: value["first"] in between_two(),
            hints=(
                "From there to the next deployment, only 4 weeks are empty. Count them.",
                "A difference of 5 between two numbers of weeks leaves 4 weeks between them.",
                "The weeks before the first deployment are a run, too: the longest one.",
            ),
        ),
        Mistake(
            "counted the weeks from 1",
            part="first",
            recognises=lambda value: value["first"] == usual_and_longest()["first"] + 1,
            hints=(
                "For `first`: what is the number of the first week of the year here?",
                "The weeks are counted from 0 to 51.",
                "So your run begins with week 0.",
            ),
        ),
    ),
    part_hints={
        "usual": (
            "For `usual`, count the deployments in each week, from week 0 to week 51.",
            "The usual week is the median of the 52 counts, and an empty week counts as 0.",
            "`week.value_counts()` counts; `.reindex(range(52), fill_value=0)` puts the empty "
            "weeks in; then `.median()`.",
        ),
        "longest": (
            "`usual` is right. For `longest`, print the 52 counts as a list: `.to_list()`.",
            "A run is a row of zeros without another number between them.",
            "In code: go through the counts, add 1 to a counter at each 0, set it back to 0 at "
            "any other number, and keep the largest value it had.",
        ),
        "first": (
            "`usual` and `longest` are right. `first` is the number of that run's first week.",
            "Print the 52 counts as a list. The weeks have the numbers 0 to 51.",
            "The place of the run's first zero in the list is the number of that week.",
        ),
    },
    hints=(
        "Count the deployments in each of the 52 weeks, and print them as a list.",
        "A week that is not in `week` had no deployment: its count is 0.",
        "`week.value_counts().reindex(range(52), fill_value=0)` has all 52 counts.",
    ),
    said=said_of_weeks,
)

# 4.3 Mean against median

FAST = "hydrofoil"
KEPT = 0.95


@cache
def lead_times() -> pd.Series[float]:
    """Return the hours from commit to production of each change that is there."""
    changes = shipped_table("changes")
    rows = changes[changes["team"] == FAST].dropna(subset="deployed")
    lasted: pd.Series[pd.Timedelta] = rows["deployed"] - rows["committed"]
    return lasted.dt.total_seconds() / 3600


def falls(kept: pd.Series[float]) -> Parts:
    """Return by how many hours mean and median fall if only these are kept."""
    hours = lead_times()
    return {
        "mean_falls": float(hours.mean() - kept.mean()),
        "median_falls": float(hours.median() - kept.median()),
    }


def without_the_slowest() -> Parts:
    """Return the answer."""
    hours = lead_times()
    return falls(hours[hours <= hours.quantile(KEPT)])


def swapped() -> Parts:
    """Return the answer with mean and median in each other's place."""
    right = without_the_slowest()
    return {"mean_falls": right["median_falls"], "median_falls": right["mean_falls"]}


def what_is_left() -> Parts:
    """Return mean and median of the others, in place of the difference."""
    hours = lead_times()
    kept = hours[hours <= hours.quantile(KEPT)]
    return {"mean_falls": float(kept.mean()), "median_falls": float(kept.median())}


def in_per_cent() -> Parts:
    """Return the answer in per cent of what there was."""
    right, hours = without_the_slowest(), lead_times()
    return {
        "mean_falls": 100 * right["mean_falls"] / float(hours.mean()),
        "median_falls": 100 * right["median_falls"] / float(hours.median()),
    }


def cut(kept: Callable[[pd.Series[float]], pd.Series[bool]]) -> Callable[[], Parts]:
    """Return what comes of keeping other changes."""
    return lambda: falls(lead_times()[kept(lead_times())])


def said_of_the_slowest(value: Parts) -> str:
    """Say how many changes they are and what they do to each number."""
    hours = lead_times()
    slow = int((hours > hours.quantile(KEPT)).sum())
    return (
        f"Without {slow} of {len(hours):,} changes the mean falls by {value['mean_falls']:.1f} of "
        f"its {hours.mean():.0f} hours, the median by {60 * value['median_falls']:.0f} minutes. So "
        "the median tells what a usual change meets. But those who wait for the slow ones are in "
        "the mean alone: look at both, or at p90."
    )


MEAN_OR_MEDIAN: Task[Parts] = Task(
    number="4.3",
    title="Mean against median",
    points=2,
    expects=parts(
        mean_falls=number("hours", tolerance=0.05), median_falls=number("hours", tolerance=0.02)
    ),
    answer=without_the_slowest,
    mistakes=(
        Mistake(
            "swapped them",
            gives=swapped,
            hints=(
                "Both numbers are there, but which is which?",
                "Which of the two feels a few changes that are very slow?",
                "Let `mean_falls` and `median_falls` change places.",
            ),
        ),
        Mistake(
            "gave what is left",
            gives=what_is_left,
            hints=(
                "These are mean and median *without* the slowest ones. By how much did they fall?",
                "You need each of them twice: of all changes, and of those that are left.",
                "Take what is left away from what there was.",
            ),
        ),
        Mistake(
            "left out the fastest",
            gives=cut(lambda hours: hours >= hours.quantile(1 - KEPT)),
            hints=(
                "With your choice mean and median *rise*. Which changes did you leave out?",
                "A slow change has many hours.",
                "Keep the changes whose hours are at most `hours.quantile(0.95)`.",
            ),
        ),
        Mistake(
            "kept the slowest alone",
            gives=cut(lambda hours: hours > hours.quantile(KEPT)),
            hints=(
                "You kept the slow changes and left the others out.",
                "95 of 100 changes should stay.",
                "Turn the comparison round.",
            ),
        ),
        Mistake(
            "cut at a share of the longest",
            gives=cut(lambda hours: hours <= KEPT * hours.max()),
            hints=(
                "So few? 95 % of the longest time is not 95 % of the changes.",
                "Five of 100 *changes* are to go, whatever their hours are.",
                "`hours.quantile(0.95)` is the time within which 95 % of the changes arrived.",
            ),
        ),
        Mistake(
            "left out a tenth",
            gives=cut(lambda hours: hours <= hours.quantile(0.9)),
            hints=(
                "You left out too many changes. How many per cent are to go?",
                "One change in twenty is to go, not one in ten.",
                "Cut at `hours.quantile(0.95)`.",
            ),
        ),
        Mistake(
            "gave per cent",
            gives=in_per_cent,
            hints=(
                "These are per cent, and hours are asked for.",
                "Do not divide by what there was.",
                "Take what is left away from what there was.",
            ),
        ),
    ),
    part_hints={
        "median_falls": (
            "`mean_falls` is right. For `median_falls`, do the same with `.median()`.",
            "Take the same changes for both: those that are left.",
            "`hours.median()` minus the median of the hours that are left.",
        ),
    },
    hints=(
        "First the hours of each change of `hydrofoil`. Which time do 95 % of them stay below?",
        "`hours.quantile(0.95)` is that time. Keep the changes that took no longer.",
        "`kept = hours[hours <= hours.quantile(0.95)]`; then `hours.mean() - kept.mean()`, and the "
        "same with the median.",
    ),
    said=said_of_the_slowest,
)
