"""Task 4.1: the change failure rate as a function that holds for any team's tables.

It is tried on small tables, one for each rule, and on those of the four teams.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import TypeAlias

import pandas as pd

from deliverylab.teach.forms import NotInForm, StudentFunction, function, number, or_none
from deliverylab.teach.shipped import TEAMS
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_04_teams import Case, cases, cases_without_data
from deliverylab.teach.tasks.recognise import mistake_in

Rate: TypeAlias = Callable[[pd.DataFrame, pd.DataFrame], "float | None"]

SAME_DIGITS = 6
"""Rates that agree to so many decimals are the same."""


def to_production(deployments: pd.DataFrame) -> pd.DataFrame:
    """Return the deployments to production."""
    return deployments[deployments["environment"] == "production"]


def caused(deployments: pd.DataFrame, incidents: pd.DataFrame) -> pd.Series[bool]:
    """Return of each deployment whether it caused an incident."""
    return deployments["deployment"].isin(incidents["deployment"].dropna())


def failure_rate(deployments: pd.DataFrame, incidents: pd.DataFrame) -> float | None:
    """Return the share of deployments to production that caused an incident: the rule itself."""
    production = to_production(deployments)
    return float(caused(production, incidents).mean()) if len(production) else None


def of_production(
    made: Callable[[pd.DataFrame, pd.DataFrame], float],
) -> Rate:
    """Return a rule for the deployments to production, with None where there are none."""
    return lambda deployments, incidents: (
        made(to_production(deployments), incidents) if len(to_production(deployments)) else None
    )


def of_successes(deployments: pd.DataFrame, incidents: pd.DataFrame) -> float | None:
    """Return the rule of somebody who leaves the deployments out that failed."""
    return failure_rate(deployments[deployments["outcome"] == "success"], incidents)


def of_everywhere(deployments: pd.DataFrame, incidents: pd.DataFrame) -> float | None:
    """Return the rule of somebody who counts staging too."""
    return float(caused(deployments, incidents).mean()) if len(deployments) else None


def joined(production: pd.DataFrame, incidents: pd.DataFrame) -> float:
    """Return the share of rows with an incident, after a join of the two tables."""
    rows = production.merge(incidents[["deployment", "incident"]], how="left", on="deployment")
    return float(rows["incident"].notna().mean())


WRONG: dict[str, Rate] = {
    "always none": lambda _deployments, _incidents: None,
    "counted staging too": of_everywhere,
    "counted incidents": of_production(lambda rows, incidents: len(incidents) / len(rows)),
    "counted a deployment once for each incident": of_production(
        lambda rows, incidents: (
            int(incidents["deployment"].isin(rows["deployment"]).sum()) / len(rows)
        )
    ),
    "counted the rows of a join": of_production(joined),
    "left failed deployments out": of_successes,
    "counted deployments that failed": of_production(
        lambda rows, _incidents: float((rows["outcome"] == "failure").mean())
    ),
    "took no incidents for no data": lambda deployments, incidents: (
        failure_rate(deployments, incidents) if len(incidents) else None
    ),
    "gave per cent": of_production(lambda rows, incidents: 100 * caused(rows, incidents).mean()),
    "gave the share without an incident": of_production(
        lambda rows, incidents: 1 - float(caused(rows, incidents).mean())
    ),
}
"""What each mistake answers."""


def every_rate(rate: Rate, tried: tuple[Case, ...]) -> list[float | None]:
    """Return what a rule says of each case, rounded.

    Raises:
        NotInForm: where a student's function does not give a rate, with the rows that it was given.
    """
    found: list[float | None] = []
    for case in tried:
        try:
            share = rate(case.deployments, case.incidents)
        except NotInForm as error:
            raise NotInForm(_with_rows(str(error), case)) from None
        found.append(None if share is None else round(share, SAME_DIGITS))
    return found


def _with_rows(message: str, case: Case) -> str:
    """Return what is said of a function's call, with the rows in place of how many there are.

    >>> message = "For deployments=a DataFrame, incidents=a DataFrame your function raises Oops."
    >>> print(_with_rows(message, cases()[1]))
    For (deployments: d1 staging success, d2 production success, d3 staging success, …; incidents:
    i2 of d2) your function raises Oops.
    """
    told = re.compile(r"deployments=.*?, incidents=a DataFrame( with \d+ rows? and \d+ columns)?")
    return told.sub(lambda _: f"({case.rows})", message, count=1)


@cache
def wrong_rates() -> dict[str, list[float | None]]:
    """Return what each mistake says of every case with data."""
    return {name: every_rate(rate, cases()) for name, rate in WRONG.items()}


def judge(written: StudentFunction[float | None]) -> str | None:
    """Return `None` if the function agrees with the rule in each case, or the mistake."""
    given, right = every_rate(written, cases()), every_rate(failure_rate, cases())
    if given == right:
        without = every_rate(written, cases_without_data())
        return None if without.count(None) == len(without) else "gave 0 for no data"
    mistake = mistake_in(given, right, wrong_rates())
    if mistake is not None:
        return mistake
    at = next(at for at, share in enumerate(given) if share != right[at])
    shown = "None" if given[at] is None else f"{given[at]:g}"
    case = cases()[at]
    return (
        f"Try your function on this: {case.about} ({case.rows}). It returns {shown}. Which of the "
        "rules speaks of such a case?"
    )


def said(_written: StudentFunction[float | None]) -> str:
    """Say the rates of the teams, and what counting incidents would give."""
    of_team = {case.about.split("`")[1]: case for case in cases()[-len(TEAMS) :]}
    rate = {
        team: 100 * (failure_rate(case.deployments, case.incidents) or 0)
        for team, case in of_team.items()
    }
    barge = of_team["barge"]
    per_deployment = 100 * len(barge.incidents) / len(to_production(barge.deployments))
    tried = len(cases()) + len(cases_without_data())
    return (
        f"Your function holds in all {tried} cases. At `hydrofoil` {rate['hydrofoil']:.0f} % of "
        f"the deployments harm users, at `barge` {rate['barge']:.0f} %. Whoever divides the "
        f"incidents of `barge` by its deployments gets {per_deployment:.0f} %, and no share can be "
        "more than all. Without a deployment there is no data, not a rate of 0."
    )


FAILURE_RATE: Task[StudentFunction[float | None]] = Task(
    number="4.1",
    title="The failure rate of any team",
    points=3,
    variable="failure_rate",
    expects=function(
        "deployments",
        "incidents",
        returns=or_none(number("share"), "there is no deployment to production"),
    ),
    judge=judge,
    mistakes=(
        Mistake(
            "always none",
            hints=(
                "Your function returns None for every team. Is there a `return` with the rate?",
                "None is for a team without a deployment to production, and for no other.",
                "The last line of your function should return the rate.",
            ),
        ),
        Mistake(
            "counted staging too",
            hints=(
                "Your rate has deployments in it that no user could feel.",
                "The table has deployments to two environments.",
                "Begin with the rows whose *environment* is production, and use no others.",
            ),
        ),
        Mistake(
            "counted incidents",
            hints=(
                "You divide incidents by deployments. Did a deployment cause each of them?",
                "Machines break too. The column *deployment* of `incidents` is empty then.",
                "Count deployments: those whose id stands in that column. `isin` tells which.",
            ),
        ),
        Mistake(
            "counted a deployment once for each incident",
            hints=(
                "One deployment can cause two incidents. How often do you count it?",
                "You count incidents that have a cause. The rate is a share *of deployments*.",
                "Ask of each deployment whether its id stands in `incidents`: `isin` does.",
            ),
        ),
        Mistake(
            "counted the rows of a join",
            hints=(
                "A deployment with two incidents stands twice in your table.",
                "A join makes a row for each pair of deployment and incident.",
                "Do without the join: ask of each deployment whether its id `isin` the ids that "
                "stand in `incidents`.",
            ),
        ),
        Mistake(
            "left failed deployments out",
            hints=(
                "You leave deployments out that failed. Were they not changes to production?",
                "A deployment that fails may harm users, too. Then it belongs above and below.",
                "Do not ask for *outcome*: every deployment to production counts.",
            ),
        ),
        Mistake(
            "counted deployments that failed",
            hints=(
                "You count the deployments whose *outcome* is failure. Did each of them harm "
                "users? And were there no others?",
                "Most of the harm comes from deployments that went well at first.",
                "Ask which deployments stand in `incidents`, in place of *outcome*.",
            ),
        ),
        Mistake(
            "took no incidents for no data",
            hints=(
                "A team deployed, and nothing went wrong. Is that no data?",
                "None says that there was nothing to divide by.",
                "Return None where there are no deployments, not where there are no incidents.",
            ),
        ),
        Mistake(
            "gave 0 for no data",
            hints=(
                "A team that deployed nothing to production gets a rate from you. Of what?",
                "0 of 0 is not 0. What does the task say about a team without a deployment?",
                "If no row of production is left, return None before you divide.",
            ),
        ),
        Mistake(
            "gave per cent",
            hints=(
                "Your numbers are 100 times too large: a share is asked for.",
                "A share lies between 0 and 1.",
                "Leave out the 100.",
            ),
        ),
        Mistake(
            "gave the share without an incident",
            hints=(
                "The better a team is, the larger is your rate. What does it count?",
                "You give the share of deployments that went well.",
                "Take away the `~`, the `not` or the `1 -`.",
            ),
        ),
    ),
    hints=(
        "Take the rules one by one. First: which rows of `deployments` count at all?",
        "A deployment failed users if its id stands in the column *deployment* of `incidents`.",
        'Make `production`, with the rows that count; then `production["deployment"].isin(...)` '
        "tells which of them failed. Its mean is the share.",
    ),
    said=said,
)
