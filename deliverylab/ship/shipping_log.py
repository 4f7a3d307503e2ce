"""What happened in the harbour, written down as a delivery log with its real times.

The measures read a `DeliveryLog`, wherever it came from, so they can read this one. Commits go
straight to the main line, so a change is merged when it is committed, and nobody opens or reviews
it. Traffic is what was really asked of production and how it went.

An **incident** begins when production fails a user: with an error, or with no answer. It ends when
another package goes live. A package that was taken back by hand is an incident too, from the moment
at which it went live, even when no request failed: nobody rolls back what is good.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, TypeAlias

from deliverylab.ship.front import Visit
from deliverylab.ship.state import Deployment, Environment, State

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog

HOUR = timedelta(hours=1)

Columns: TypeAlias = dict[str, object]
"""Column name → values, one for each row."""


@dataclass(frozen=True)
class Incident:
    """A time in which users got less than they were promised."""

    cause: Deployment
    started: datetime
    detected: datetime
    restored: datetime | None
    restored_by: Literal["rollback", "fix forward", "restart"] | None


def shipping_log(
    state: State, visits: Sequence[Visit], start: datetime, now: datetime, team: str
) -> DeliveryLog:
    """Return the log of everything that happened until now.

    Args:
        state: what happened, step by step.
        visits: what users asked of production, in the order in which they were answered.
        start: when the harbour was opened; the window begins with that second.
        now: the end of the window; the log's ends with the second.
        team: the name of the team in the log.
    """
    from deliverylab.log import DeliveryLog

    start = start.replace(microsecond=0)
    return DeliveryLog.of(
        start.isoformat(),
        (now.replace(microsecond=0) + timedelta(seconds=1)).isoformat(),
        team=team,
        source="ship",
        changes=_changes(state, team),
        builds=_builds(state, team),
        releases=_releases(state, team),
        deployments=_deployments(state, team),
        incidents=_incidents(incidents(state, visits), team),
        traffic=_traffic(visits, start),
    ).check()


def incidents(state: State, visits: Sequence[Visit]) -> list[Incident]:
    """Return the incidents: at most one for each time that a package was live in production."""
    live = [d for d in state.deployments if d.environment == "production" and d.healthy]
    found = []
    for row, after in zip(live, [*live, None][1:], strict=True):
        failed = sorted(v.at for v in visits if v.failed and v.deployment == row.number)
        taken_back = after is not None and after.trigger == "rollback"
        if not failed and not taken_back:
            continue
        found.append(
            Incident(
                _cause(row, live),
                max(failed[0], row.finished) if failed else row.finished,
                max(failed[0], row.finished) if failed or after is None else after.started,
                after.finished if after else None,
                _restored_by(row, after),
            )
        )
    return found


def _restored_by(
    row: Deployment, after: Deployment | None
) -> Literal["rollback", "fix forward", "restart"] | None:
    if after is None:
        return None
    if after.trigger == "rollback":
        return "rollback"
    return "restart" if after.version == row.version else "fix forward"


def _cause(row: Deployment, live: Sequence[Deployment]) -> Deployment:
    """Return the deployment that brought a package first, where a roll back brought it again."""
    earlier = [d for d in live if d.number <= row.number and d.version == row.version]
    return next((d for d in reversed(earlier) if d.trigger != "rollback"), row)


def _changes(state: State, team: str) -> Columns:
    staged = [_first(state, change.number, "staging") for change in state.commits]
    deployed = [_first(state, change.number, "production") for change in state.commits]
    committed = [change.at for change in state.commits]
    return {
        "change": [_name(team, "c", change.number) for change in state.commits],
        "kind": [change.kind for change in state.commits],
        "size": [change.lines for change in state.commits],
        "committed": _times(committed),
        "merged": _times(committed),
        "packaged": _times([_packaged(state, change.number) for change in state.commits]),
        "staged": _times([row.finished if row else None for row in staged]),
        "approved": _times([row.started if row else None for row in deployed]),
        "deployment": [_name(team, "d", row.number) if row else None for row in deployed],
        "deployed": _times([row.finished if row else None for row in deployed]),
    }


def _builds(state: State, team: str) -> Columns:
    builds = state.builds
    commits = [build.commit for build in builds]
    return {
        "build": [_name(team, "b", n) for n in range(1, len(builds) + 1)],
        "change": [_name(team, "c", commit) for commit in commits],
        "attempt": [commits[: n + 1].count(commit) for n, commit in enumerate(commits)],
        "queued": _times([build.started for build in builds]),
        "started": _times([build.started for build in builds]),
        "finished": _times([build.finished for build in builds]),
        "outcome": ["success" if build.passed else "failure" for build in builds],
        "reason": ["defect" if build.failures else None for build in builds],
    }


def _releases(state: State, team: str) -> Columns:
    packages = state.shelf
    return {
        "release": [_name(team, "r", package.number) for package in packages],
        "version": [package.version for package in packages],
        "change": [_name(team, "c", package.number) for package in packages],
        "packaged": _times([release.at for release in state.releases]),
        "by": ["hand"] * len(packages),
    }


def _deployments(state: State, team: str) -> Columns:
    rows = state.deployments
    numbers = {package.version: package.number for package in state.shelf}
    return {
        "deployment": [_name(team, "d", row.number) for row in rows],
        "release": [_name(team, "r", numbers[row.version]) for row in rows],
        "environment": [row.environment for row in rows],
        "started": _times([row.started for row in rows]),
        "finished": _times([row.finished for row in rows]),
        "outcome": ["success" if row.healthy else "failure" for row in rows],
        "strategy": ["blue-green"] * len(rows),
        "trigger": [row.trigger for row in rows],
        "planned": [row.trigger == "approval" for row in rows],
    }


def _incidents(found: Sequence[Incident], team: str) -> Columns:
    return {
        "incident": [_name(team, "i", n) for n in range(1, len(found) + 1)],
        "started": _times([incident.started for incident in found]),
        "detected": _times([incident.detected for incident in found]),
        "restored": _times([incident.restored for incident in found]),
        "severity": ["major"] * len(found),
        "deployment": [_name(team, "d", incident.cause.number) for incident in found],
        "restored_by": [incident.restored_by for incident in found],
    }


def _traffic(visits: Sequence[Visit], start: datetime) -> Columns:
    """Return the traffic of each hour, counted from the start of the window."""
    by_hour: dict[datetime, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_hour[start + (visit.at - start) // HOUR * HOUR].append(visit)
    hours = sorted(by_hour)
    return {
        "hour": _times(hours),
        "requests": [len(by_hour[hour]) for hour in hours],
        "failed": [sum(visit.failed for visit in by_hour[hour]) for hour in hours],
        "p95_latency_ms": [_p95([visit.seconds for visit in by_hour[hour]]) for hour in hours],
    }


def _p95(seconds: Sequence[float]) -> float:
    """Return the time in ms within which 95 of 100 were answered: the nearest rank."""
    return round(1000 * sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1], 3)


def _first(state: State, commit: int, environment: Environment) -> Deployment | None:
    """Return the first healthy deployment there that carried the commit."""
    numbers = {package.version: package.number for package in state.shelf}
    return next(
        (
            row
            for row in state.deployments
            if row.environment == environment and row.healthy and numbers[row.version] >= commit
        ),
        None,
    )


def _packaged(state: State, commit: int) -> datetime | None:
    return next((r.at for r in state.releases if r.package.number >= commit), None)


def _times(times: Sequence[datetime | None]) -> list[str | None]:
    return [time.isoformat() if time else None for time in times]


def _name(team: str, kind: str, number: int) -> str:
    return f"{team}-{kind}{number:02d}"
