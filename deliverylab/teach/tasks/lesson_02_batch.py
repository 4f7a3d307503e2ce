"""Task 2.4: the formula of the batch, forwards for `hydrofoil` and backwards for `tug`.

A batch of N changes fails with probability 1-(1-p)^N. At `hydrofoil` a change travels alone, so p
can be counted. If changes failed as often at `tug`, nearly all of its trains would fail; fewer do.
So p is another one there, and the formula turned round tells it.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import pandas as pd

from deliverylab.teach.forms import number, parts
from deliverylab.teach.shipped import shipped_table
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

WITHIN = {"p_hydrofoil": 0.0006, "expected": 0.012, "p_tug": 0.0001}
"""So much more or less of each share is the same answer: about one in a hundred."""


@cache
def counts() -> pd.DataFrame:
    """Return, by team, the planned deployments that brought changes, and how they did.

    The columns are *deployments*, *failed* (how many of them caused an incident) and
    *changes_each* (changes for each deployment, on average).
    """
    changes, deployments = shipped_table("changes"), shipped_table("deployments")
    done = deployments.query("environment == 'production' and planned and outcome == 'success'")
    done = done.assign(
        failed=done["deployment"].isin(shipped_table("incidents")["deployment"]),
        changes=done["deployment"].map(changes["deployment"].value_counts()),
    )
    return done.groupby("team").agg(
        deployments=("deployment", "size"),
        failed=("failed", "sum"),
        changes_each=("changes", "mean"),
    )


def count_of(team: str, column: str) -> float:
    """Return one of the counts of a team."""
    return float(counts()[column].to_dict()[team])


def share(team: str) -> float:
    """Return the share of the team's deployments that failed."""
    return count_of(team, "failed") / count_of(team, "deployments")


def size() -> float:
    """Return how many changes travel on a train of `tug`."""
    return count_of("tug", "changes_each")


def turned_round() -> float:
    """Return how often one change of `tug` fails: 1-(1-f)^(1/N), from 1-(1-p)^N = f."""
    return float(1 - (1 - share("tug")) ** (1 / size()))


def three_shares() -> Parts:
    """Return one change at `hydrofoil`, the trains of `tug` with it, and one change at `tug`."""
    return {
        "p_hydrofoil": share("hydrofoil"),
        "expected": 1 - (1 - share("hydrofoil")) ** size(),
        "p_tug": turned_round(),
    }


def without_brackets() -> float:
    """Return what becomes of the root where `(1 / n)` has no brackets: (1-f)^1, then / N."""
    return (1 - share("tug")) / size()


def times() -> float:
    """Return what it gives to multiply: the bad changes on a train, on average."""
    return share("hydrofoil") * size()


def is_about(given: float, wrong: float) -> bool:
    """Return whether a share is this wrong one, rounded or not."""
    return abs(given - wrong) <= 0.0015


def said(value: Parts) -> str:
    """Say what is so in the data: the tests of tug let less through, and its trains fail more."""
    return (
        f"With the changes of `hydrofoil`, {100 * value['expected']:.0f} % of the trains of `tug` "
        f"would fail; {100 * share('tug'):.0f} % did. So its tests let less through: one change in "
        f"{1 / turned_round():.0f} fails, and at `hydrofoil` one in {1 / share('hydrofoil'):.0f}. "
        f"Yet a deployment of `tug` fails {share('tug') / share('hydrofoil'):.0f} times as often."
    )


ONE_BAD_CHANGE: Task[Parts] = Task(
    number="2.4",
    title="One bad change is enough",
    points=3,
    expects=parts(
        p_hydrofoil=number("share", tolerance=WITHIN["p_hydrofoil"], low=0, high=1),
        expected=number("share", tolerance=WITHIN["expected"], low=0),
        p_tug=number("share", tolerance=WITHIN["p_tug"], low=0, high=1),
    ),
    answer=three_shares,
    mistakes=(
        Mistake(
            "multiplied",
            part="expected",
            recognises=lambda value: value["expected"] > 1 and abs(value["expected"] - times()) < 1,
            hints=(
                "For `expected`, you get more than 1. Can more than all trains fail?",
                "To multiply counts a train twice when two of its changes are bad. One bad change "
                "is enough.",
                "Work out first how often *all* changes of a train are good: `(1 - p) ** n`.",
            ),
        ),
        Mistake(
            "took the good trains",
            part="expected",
            recognises=lambda value: is_about(value["expected"], 1 - three_shares()["expected"]),
            hints=(
                "For `expected`, you give the share of the trains on which everything is good.",
                "A train fails in every other case than that.",
                "Take your number from 1.",
            ),
        ),
        Mistake(
            "asked for every change to be bad",
            part="expected",
            recognises=lambda value: value["expected"] < 1e-6,
            hints=(
                "Your `expected` is nearly zero. How often are all changes of a train bad at once?",
                "One bad change is enough for the train to fail. So ask how often there is not "
                "even one.",
                "A change is good with `1 - p`. All of them are good with `(1 - p) ** n`, and "
                "otherwise the train fails.",
            ),
        ),
        Mistake(
            "left the brackets out",
            part="p_tug",
            recognises=lambda value: any(
                abs(value["p_tug"] - wrong) <= WITHIN["p_tug"]
                for wrong in (without_brackets(), 1 - without_brackets())
            ),
            hints=(
                "For `p_tug`, Python reads `x ** 1 / n` in another order than you mean.",
                "`**` comes before `/`. So `x ** 1 / n` is `x` itself, divided by `n`.",
                "Put brackets around the exponent: `** (1 / n)`. And take the whole root from 1.",
            ),
        ),
        Mistake(
            "took the failures of the train for those of a change",
            part="p_tug",
            recognises=lambda value: is_about(value["p_tug"], share("tug")),
            hints=(
                "For `p_tug`, you give how often a train fails. How often does one change fail?",
                "A train has many changes and fails if one of them does. So one change fails much "
                "less often.",
                "Put the share of failed trains into the formula in the place of *f*.",
            ),
        ),
        Mistake(
            "divided by the number of changes",
            part="p_tug",
            recognises=lambda value: is_about(value["p_tug"], share("tug") / size()),
            hints=(
                "For `p_tug`, you divide the failed trains by the changes. Does each failed train "
                "have exactly one bad change?",
                "Some of the trains that failed carried two bad changes or three. A division "
                "counts them as one.",
                "Use the formula turned round: 1 less the N-th root of the share of good trains.",
            ),
        ),
        Mistake(
            "took the root of the failures",
            part="p_tug",
            recognises=lambda value: (
                is_about(value["p_tug"], 1 - share("tug") ** (1 / size()))
                or is_about(value["p_tug"], share("tug") ** (1 / size()))
            ),
            hints=(
                "For `p_tug`, you take the root of the share of trains that failed. What has to be "
                "good on a train that does not fail?",
                "A train is good if all of its changes are. So the root of the share of *good* "
                "trains says how often one change is good.",
                "The share of good trains is `1 - f`. Take its root with `** (1 / n)`, and take "
                "that from 1.",
            ),
        ),
        Mistake(
            "took the root without the rest",
            part="p_tug",
            recognises=lambda value: is_about(value["p_tug"], 1 - turned_round()),
            hints=(
                "For `p_tug`, you give how often a change is good. How often does it fail?",
                "A change is good or it fails, so the two together make 1.",
                "Take your root from 1, and leave the root as it is.",
            ),
        ),
        Mistake(
            "took the power for the root",
            part="p_tug",
            recognises=lambda value: value["p_tug"] > 1 - 1e-6,
            hints=(
                "Your `p_tug` is nearly 1. Does nearly every change of `tug` fail?",
                "You know how a whole train does, and ask for one change. That is the formula "
                "turned round.",
                "Take the share of good trains to the power of `(1 / n)`, with the brackets, and "
                "not to the power of `n`.",
            ),
        ),
        Mistake(
            "took another team's row",
            part="p_hydrofoil",
            recognises=lambda value: any(
                is_about(value["p_hydrofoil"], share(team)) for team in ("barge", "tug", "ferry")
            ),
            hints=(
                "For `p_hydrofoil`, you give the share of another team.",
                'The rows of `counts` are the teams: `counts.loc["hydrofoil"]` is one row.',
                "Divide *failed* by *deployments*, both from the row of hydrofoil.",
            ),
        ),
    ),
    part_hints={
        "p_hydrofoil": (
            "`p_hydrofoil` first: at `hydrofoil`, each deployment is one change.",
            "So `p_hydrofoil` is a share that you can count. The two counts are in one row.",
            "Divide *failed* by *deployments*, both from the row of hydrofoil, and do not round.",
        ),
        "expected": (
            "`p_hydrofoil` is right. For `expected`: how often is every change of a train good?",
            "One change is good with `1 - p_hydrofoil`, and n of them with `(1 - p_hydrofoil) "
            "** n`. A train fails in every other case.",
            "In `expected`, n is the *changes_each* of `tug`, and the power is taken from 1.",
        ),
        "p_tug": (
            "The first two are right. For `p_tug`: which share of the trains of `tug` is good?",
            "For `p_tug`, *f* is *failed* divided by *deployments*, both from the row of `tug`.",
            "`p_tug` is `1 - (1 - f) ** (1 / n)`, with all the brackets, and not rounded.",
        ),
    },
    hints=(
        "At `hydrofoil` each deployment is one change. So *failed* divided by *deployments* is p.",
        "`expected` is 1 - (1 - p) ** n, with p of `hydrofoil` and n, the *changes_each* of `tug`.",
        "`p_tug` is 1 - (1 - f) ** (1 / n): f is the share of the trains of `tug` that failed, "
        "and n is the same as before.",
    ),
    said=said,
)
