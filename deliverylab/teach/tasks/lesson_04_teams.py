"""The teams on which a function that measures failure is tried: made-up ones, and the four.

Each made-up team has a few deployments, and is there for one rule of the task.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

import pandas as pd

from deliverylab.log.tables import make_table
from deliverylab.teach.shipped import TEAMS, shipped_table


class Case(NamedTuple):
    """The tables of one team, and what is special about them."""

    about: str
    deployments: pd.DataFrame
    incidents: pd.DataFrame

    @property
    def rows(self) -> str:
        """The first three rows of each table, in words.

        >>> print(next(tables((MadeUp("", "pS", ("d1", None)),))).rows)
        deployments: d1 production success, d2 staging failure; incidents: i1 of d1, i2 of none
        """
        deployed = self.deployments[["deployment", "environment", "outcome"]].head(3)
        caused = self.incidents[["incident", "deployment"]].head(3).fillna("none")
        parts = {
            "deployments": [" ".join(row) for row in deployed.itertuples(index=False)],
            "incidents": [" of ".join(row) for row in caused.itertuples(index=False)],
        }
        more = {"deployments": len(self.deployments) > 3, "incidents": len(self.incidents) > 3}
        return "; ".join(
            f"{table}: {', '.join(rows) or 'none'}{', …' if more[table] else ''}"
            for table, rows in parts.items()
        )


class MadeUp(NamedTuple):
    """A made-up team.

    Attributes:
        about: what is special about it.
        deployments: a letter each: p and s for production and staging, capital where it failed;
            they are called d1, d2, … in this order.
        causes: which deployment caused each incident.
    """

    about: str
    deployments: str
    causes: tuple[str | None, ...] = ()


WITH_DATA = (
    MadeUp("four deployments to production, one of which caused an incident", "pppp", ("d2",)),
    MadeUp("two deployments to staging and two to production", "spsp", ("d2",)),
    MadeUp("four deployments to staging and one to production", "sssps", ("d4",)),
    MadeUp("a deployment that failed and caused an incident", "pppP", ("d4",)),
    MadeUp("a deployment that failed, and harmed nobody", "pPpp", ("d1",)),
    MadeUp("three deployments that failed, two of which harmed nobody", "pPPP", ("d3",)),
    MadeUp("a deployment that caused two incidents", "pppp", ("d3", "d3")),
    MadeUp("two deployments, one of which caused three incidents", "pp", ("d1", "d1", "d1")),
    MadeUp("incidents that no deployment caused", "ppppp", (None, "d1", None)),
    MadeUp("deployments without any incident", "sppp"),
)
WITHOUT_DATA = (
    MadeUp("no deployment to production, and one incident", "ss", (None,)),
    MadeUp("deployments to staging alone", "s"),
    MadeUp("no deployment at all", ""),
)


def tables(teams: tuple[MadeUp, ...]) -> Iterator[Case]:
    """Yield the tables of each team."""
    rows = [
        (team.about, f"d{at}", letter)
        for team in teams
        for at, letter in enumerate(team.deployments, start=1)
    ]
    names, ids, letters = zip(*rows, strict=True)
    known = [team.about for team in teams]
    deployments = make_table(
        "deployments",
        {
            "deployment": list(ids),
            "team": list(names),
            "environment": ["production" if each in "pP" else "staging" for each in letters],
            "started": "2025-01-08T09:00Z",
            "finished": "2025-01-08T10:00Z",
            "outcome": ["failure" if each.isupper() else "success" for each in letters],
            "planned": True,
        },
        known,
    )
    harm = [(team.about, cause) for team in teams for cause in team.causes]
    incidents = make_table(
        "incidents",
        {
            "incident": [f"i{at}" for at, _ in enumerate(harm, start=1)],
            "team": [about for about, _ in harm],
            "started": "2025-01-08T10:00Z",
            "severity": "minor",
            "deployment": [cause for _, cause in harm],
        },
        known,
    )
    for about in known:
        yield Case(about, *(table[table["team"] == about] for table in (deployments, incidents)))


@cache
def cases() -> tuple[Case, ...]:
    """Return the tables on which a function is tried. Treat them as read-only."""
    shipped = [shipped_table(name) for name in ("deployments", "incidents")]
    return (
        *tables(WITH_DATA),
        *(
            Case(f"the tables of `{team}`", *(table[table["team"] == team] for table in shipped))
            for team in TEAMS
        ),
    )


@cache
def cases_without_data() -> tuple[Case, ...]:
    """Return tables without a deployment to production: a function is tried on them at last."""
    return tuple(tables(WITHOUT_DATA))
