"""What the oracle writes down while it runs, and the tables made of it at the end.

A row is written when its thing begins and completed as it goes on, so a run that is stopped at the
horizon holds exactly what has happened by then. Rows are numbered in the order of time.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from itertools import count
from typing import Any, TypeAlias

import pandas as pd

from deliverylab.simulate.policies import Approval, Train
from deliverylab.simulate.scenario import Scenario

NOT_YET = float("nan")

Columns: TypeAlias = dict[str, list[object]]
"""A table: what stands in each column, row after row."""


@dataclass(slots=True, eq=False)
class Change:
    """A change, with the moments it has reached."""

    number: int
    committed: float
    opened: float = NOT_YET
    review_started: float = NOT_YET
    reviewed: float = NOT_YET
    merged: float = NOT_YET
    packaged: float = NOT_YET
    staged: float = NOT_YET
    approved: float = NOT_YET
    deployment: DeploymentRow | None = None
    deployed: float = NOT_YET
    defect: bool = False
    slow_by: float = 0.0
    written: float = NOT_YET
    found: list[tuple[str, float, float]] = field(default_factory=list)
    """Where a test or a user found a defect, when, and how many hours its fix takes."""


@dataclass(slots=True, eq=False)
class BuildRow:
    """One build of a change."""

    change: Change
    attempt: int
    queued: float
    started: float = NOT_YET
    finished: float = NOT_YET
    outcome: str | None = None
    reason: str | None = None


@dataclass(slots=True, eq=False)
class ReleaseRow:
    """A package; `order` breaks ties of time."""

    order: tuple[int, int]
    change: Change
    packaged: float
    by: str


@dataclass(slots=True, eq=False)
class DeploymentRow:
    """A package being started somewhere; `order` breaks ties of time."""

    order: tuple[int, int]
    release: ReleaseRow
    environment: str
    started: float
    trigger: str
    strategy: str | None
    planned: bool
    finished: float = NOT_YET
    outcome: str | None = None

    def finish(self, now: float, outcome: str) -> None:
        """Write down how it ended."""
        self.finished, self.outcome = now, outcome


@dataclass(slots=True, eq=False)
class IncidentRow:
    """Users are served badly, from `started` to `restored`."""

    started: float
    severity: str
    deployment: DeploymentRow | None
    added_ms: float = 0.0
    detected: float = NOT_YET
    restored: float = NOT_YET
    restored_by: str | None = None

    def restore(self, now: float, restored_by: str) -> None:
        """Write down that users are served well again."""
        self.restored, self.restored_by = now, restored_by


@dataclass
class Records:
    """Everything that has happened so far."""

    changes: list[Change] = field(default_factory=list)
    builds: list[BuildRow] = field(default_factory=list)
    releases: list[ReleaseRow] = field(default_factory=list)
    deployments: list[DeploymentRow] = field(default_factory=list)
    incidents: list[IncidentRow] = field(default_factory=list)
    _written: count[int] = field(default_factory=count)

    def release(self, head: Change, now: float, by: str, rank: int = 0) -> ReleaseRow:
        """Write down that there is a new package; `rank` is higher for a hotfix."""
        row = ReleaseRow((rank, next(self._written)), head, now, by)
        self.releases.append(row)
        return row

    def staging(self, release: ReleaseRow | None, now: float, trigger: str) -> DeploymentRow:
        """Write down that a package starts on staging."""
        return self._deployment(0, release, "staging", now, trigger, None, True)

    def planned(self, release: ReleaseRow | None, now: float, scenario: Scenario) -> DeploymentRow:
        """Write down that a package starts in production as planned."""
        policy = scenario.deploy_on
        by_policy = "approval" if isinstance(policy, Approval) else "change"
        trigger = "train" if isinstance(policy, Train) else by_policy
        return self._deployment(1, release, "production", now, trigger, scenario.rollout, True)

    def unplanned(
        self, release: ReleaseRow, now: float, scenario: Scenario, trigger: str
    ) -> DeploymentRow:
        """Write down that a package starts in production because something failed."""
        rank = 2 if trigger == "rollback" else 2 + release.order[0]
        return self._deployment(
            rank, release, "production", now, trigger, scenario.rollout, planned=False
        )

    def _deployment(
        self,
        rank: int,
        release: ReleaseRow | None,
        environment: str,
        now: float,
        trigger: str,
        strategy: str | None,
        planned: bool,
    ) -> DeploymentRow:
        assert release is not None
        row = DeploymentRow(
            (rank, next(self._written)), release, environment, now, trigger, strategy, planned
        )
        self.deployments.append(row)
        return row

    def incident(
        self, now: float, severity: str, cause: DeploymentRow | None, added_ms: float = 0.0
    ) -> IncidentRow:
        """Write down that users begin to be served badly: by errors, or more slowly."""
        row = IncidentRow(now, severity, cause, added_ms)
        self.incidents.append(row)
        return row

    def tables(self, team: str) -> dict[str, pd.DataFrame]:
        """Return the tables by name, rows in the order of time, things named by their ids."""
        return {name: pd.DataFrame(columns) for name, columns in self.columns(team).items()}

    def columns(self, team: str) -> dict[str, Columns]:
        """Return the same as lists, which are made much faster than tables."""
        builds = sorted(self.builds, key=lambda row: (row.queued, row.change.number))
        releases = sorted(self.releases, key=lambda row: (row.packaged, row.order))
        deployments = sorted(self.deployments, key=lambda row: (row.started, row.order))
        incidents = sorted(self.incidents, key=lambda row: row.started)
        names: dict[int, str] = {}
        for rows, letter, digits in (
            (self.changes, "c", 5),
            (builds, "b", 5),
            (releases, "r", 4),
            (deployments, "d", 5),
            (incidents, "i", 4),
        ):
            for number, row in enumerate(rows, start=1):
                names[id(row)] = f"{team}-{letter}{number:0{digits}d}"
        versions = [f"1.{number}" for number in range(1, len(releases) + 1)]
        return {
            "changes": _columns("change", Change, self.changes, names),
            "builds": _columns("build", BuildRow, builds, names),
            "releases": _columns("release", ReleaseRow, releases, names) | {"version": versions},
            "deployments": _columns("deployment", DeploymentRow, deployments, names),
            "incidents": _columns("incident", IncidentRow, incidents, names),
        }


def _columns(name: str, kind: type, rows: Any, names: dict[int, str]) -> Columns:
    """Return one table: the id, then each field; a field that is a row becomes that row's id."""
    columns: Columns = {name: [names[id(row)] for row in rows]}
    for one in fields(kind):
        if one.name in ("number", "order", "defect", "slow_by", "written", "found"):
            continue
        values = [getattr(row, one.name) for row in rows]
        if one.name in ("change", "release", "deployment"):
            values = [None if value is None else names[id(value)] for value in values]
        columns[one.name] = values
    return columns
