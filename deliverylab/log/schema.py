"""The schema of the delivery log: which tables there are, what each column means, what it may hold.

A delivery log says what happened on the way from a commit to production. It has six tables, one
row per thing: a change, a CI run, a package, a deployment, an incident, an hour of traffic. This
file is the only place that describes them. The dtypes, the checks (`deliverylab.log.checks`), the
data dictionary and the Data Package descriptor (`deliverylab.log.describe`) all come from `TABLES`.

Hardly any source knows all of it. A table may be not recorded at all, and of one that is, every
column but the essential ones: those without which its rows mean nothing.

>>> [table.name for table in TABLES.values()]
['changes', 'builds', 'releases', 'deployments', 'incidents', 'traffic']
>>> TABLES["changes"].column("size").unit
'lines'
>>> dtype("deployments", "environment").categories.to_list()
['staging', 'production']
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionDtype

Kind: TypeAlias = Literal[
    "id", "reference", "team", "text", "category", "time", "integer", "number", "boolean"
]

TIME = pd.DatetimeTZDtype("us", "UTC")
"""Every time in the log: UTC, microseconds, `NaT` where it has not happened."""

TEXT = pd.StringDtype(na_value=np.nan)
"""Every id, reference and free text: pandas' `str`, `NaN` where there is none."""


@dataclass(frozen=True)
class Column:
    """One column of a table.

    Args:
        name: the column's name, as in the CSV file's header.
        kind: what it holds; decides its dtype and how it is written in CSV.
        about: one line of plain English for the dictionary.
        unit: the unit of a number; empty for everything else.
        required: True where every row has a value.
        stand_in: what every row of a required column holds, as in a CSV file, where the source
            does not record it.
        categories: the only values that a `category` column may hold, in order.
        refers_to: the table whose id a `reference` column holds.
        least: the smallest value that a number may have.
    """

    name: str
    kind: Kind
    about: str
    unit: str = ""
    required: bool = False
    stand_in: str = ""
    categories: tuple[str, ...] = ()
    refers_to: str = ""
    least: int | None = None

    @property
    def essential(self) -> bool:
        """Whether its table means nothing without it: no source may leave it out.

        Of a team, it is enough to know that there is only one.

        >>> [column.name for column in TABLES["changes"].columns if column.essential]
        ['change', 'committed']
        """
        return self.required and not self.stand_in and self.kind != "team"


@dataclass(frozen=True)
class Table:
    """One table of the log.

    Args:
        name: the table's name; its CSV file is `<name>.csv`.
        row: what one row stands for, in the singular.
        about: one line of plain English for the dictionary.
        columns: its columns in order, the key first.
        key: the columns that together name a row; no two rows share them.
        time_order: time columns that may never run backwards within a row (missing ones skipped).
        sorted_by: the time column by which the rows of a team are ordered.
    """

    name: str
    row: str
    about: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    time_order: tuple[str, ...]
    sorted_by: str

    def column(self, name: str) -> Column:
        """Return the column called `name`; raise `KeyError` where there is none."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(f"the table {self.name} has no column {name!r}")

    @property
    def column_names(self) -> list[str]:
        """The names of the columns, in order."""
        return [column.name for column in self.columns]

    @property
    def times(self) -> list[str]:
        """The names of the time columns, in order."""
        return [column.name for column in self.columns if column.kind == "time"]


def _id(name: str, about: str) -> Column:
    return Column(name, "id", about, required=True)


def _reference(name: str, refers_to: str, about: str) -> Column:
    return Column(name, "reference", about, refers_to=refers_to)


def _time(name: str, about: str, required: bool = False) -> Column:
    return Column(name, "time", about, required=required)


def _one_of(name: str, categories: tuple[str, ...], about: str, required: bool = False) -> Column:
    return Column(name, "category", about, required=required, categories=categories)


_TEAM = Column("team", "team", "the team that did it", required=True)
_OUTCOME = ("success", "failure")

CHANGES = Table(
    name="changes",
    row="change",
    about="One row per change: when it reached each stage on its way to production.",
    key=("change",),
    time_order=(
        "committed",
        "opened",
        "review_started",
        "reviewed",
        "merged",
        "packaged",
        "staged",
        "approved",
        "deployed",
    ),
    sorted_by="committed",
    columns=(
        _id("change", "the change's name"),
        _TEAM,
        _one_of("kind", ("feature", "fix", "chore"), "what the change is for"),
        Column("size", "integer", "lines added and removed", unit="lines", least=0),
        _time("committed", "its author committed it", required=True),
        _time("opened", "its author asked for a review"),
        _time("review_started", "a reviewer began to read it"),
        _time("reviewed", "the review was finished"),
        _time("merged", "it became part of the main line"),
        _time("packaged", "it became part of a package: the release"),
        _time("staged", "its package passed the acceptance tests on staging"),
        _time("approved", "a person approved its package for production"),
        _reference(
            "deployment",
            "deployments",
            "the first successful production deployment that carried it",
        ),
        _time("deployed", "that deployment finished: users have the change"),
    ),
)

BUILDS = Table(
    name="builds",
    row="build",
    about="One row per CI run: the build and test of one change.",
    key=("build",),
    time_order=("queued", "started", "finished"),
    sorted_by="queued",
    columns=(
        _id("build", "the CI run's name"),
        _TEAM,
        _reference("change", "changes", "the change that was built and tested"),
        Column(
            "attempt",
            "integer",
            "1 for a change's first run, 2 after its first fix, and so on",
            required=True,
            stand_in="1",
            least=1,
        ),
        _time("queued", "it was ready to run", required=True),
        _time("started", "a runner took it"),
        _time("finished", "the runner was done"),
        _one_of("outcome", _OUTCOME, "how it ended; missing while it runs"),
        _one_of("reason", ("defect", "flaky"), "why it failed; only failures have one"),
    ),
)

RELEASES = Table(
    name="releases",
    row="release",
    about="One row per package, ready to be deployed.",
    key=("release",),
    time_order=("packaged",),
    sorted_by="packaged",
    columns=(
        _id("release", "the package's name"),
        _TEAM,
        Column("version", "text", "the version written on the package", required=True),
        _reference("change", "changes", "its head: the last change in it"),
        _time("packaged", "the package was ready", required=True),
        _one_of("by", ("hand", "automatic"), "who packaged it: a person or a machine"),
    ),
)

DEPLOYMENTS = Table(
    name="deployments",
    row="deployment",
    about="One row per deployment: one package pushed to one system.",
    key=("deployment",),
    time_order=("started", "finished"),
    sorted_by="started",
    columns=(
        _id("deployment", "the deployment's name"),
        _TEAM,
        _reference("release", "releases", "the package that was deployed"),
        _one_of(
            "environment",
            ("staging", "production"),
            "the system that it was pushed to",
            required=True,
        ),
        _time("started", "it began", required=True),
        _time("finished", "it was done"),
        _one_of("outcome", _OUTCOME, "how it ended; missing while it runs"),
        _one_of(
            "strategy",
            ("all at once", "rolling", "blue-green", "canary"),
            "how users were moved to the new version",
        ),
        _one_of(
            "trigger",
            ("train", "approval", "change", "rollback", "hotfix"),
            "what set it off",
        ),
        Column(
            "planned",
            "boolean",
            "false for a deployment made only to repair one before it",
            required=True,
            stand_in="true",
        ),
    ),
)

INCIDENTS = Table(
    name="incidents",
    row="incident",
    about="One row per incident: a time in which users got less than they were promised.",
    key=("incident",),
    time_order=("started", "detected", "restored"),
    sorted_by="started",
    columns=(
        _id("incident", "the incident's name"),
        _TEAM,
        _time("started", "users began to notice", required=True),
        _time("detected", "the team knew"),
        _time("restored", "users had a good service again; missing while it is open"),
        _one_of("severity", ("minor", "major", "critical"), "how much of the service suffered"),
        _reference(
            "deployment", "deployments", "the deployment that caused it; missing where none did"
        ),
        _one_of("restored_by", ("rollback", "fix forward", "restart"), "what ended the incident"),
    ),
)

TRAFFIC = Table(
    name="traffic",
    row="hour",
    about="One row per team and hour: what users asked for and what they got.",
    key=("team", "hour"),
    time_order=("hour",),
    sorted_by="hour",
    columns=(
        _TEAM,
        _time("hour", "the start of the hour", required=True),
        Column(
            "requests", "integer", "requests in the hour", unit="requests", required=True, least=0
        ),
        Column(
            "failed",
            "integer",
            "those of them that failed",
            unit="requests",
            required=True,
            least=0,
        ),
        Column(
            "p95_latency_ms",
            "number",
            "95 of 100 requests were answered within this time; missing without requests",
            unit="ms",
            least=0,
        ),
    ),
)

TABLES: dict[str, Table] = {
    table.name: table for table in (CHANGES, BUILDS, RELEASES, DEPLOYMENTS, INCIDENTS, TRAFFIC)
}
"""The six tables of the log, by name, in the order in which a change meets them."""


def dtype(table: str, column: str) -> ExtensionDtype | np.dtype[np.generic]:
    """Return the dtype of a column.

    A `team` column's categories are the teams of the log, so its dtype comes without any.

    Args:
        table: the table's name, such as `"changes"`.
        column: the column's name, such as `"size"`.

    Raises:
        KeyError: where there is no such table or column.

    >>> dtype("changes", "size"), dtype("builds", "attempt"), dtype("changes", "deployed")
    (Int64Dtype(), dtype('int64'), datetime64[us, UTC])
    """
    described = TABLES[table].column(column)
    match described.kind:
        case "time":
            return TIME
        case "team":
            return pd.CategoricalDtype()
        case "category":
            return pd.CategoricalDtype(list(described.categories))
        case "integer":
            return np.dtype("int64") if described.required else pd.Int64Dtype()
        case "number":
            return np.dtype("float64")
        case "boolean":
            return np.dtype("bool")
        case "id" | "reference" | "text":
            return TEXT
