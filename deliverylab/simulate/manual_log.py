"""An afternoon at a hand-worked pipeline, written down as a delivery log.

The measures read a `DeliveryLog`, wherever it came from, so they can read this one: the same five
measures that judge a year of a team judge an hour of button presses. Commits go straight to the
main line, so a change is merged when it is committed, and nobody opens or reviews it. From the
first deployment to production on, users send a steady stream of requests, and a quarter of them
fails while an incident is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from deliverylab.simulate.manual_state import Deployment, Environment, State

if TYPE_CHECKING:
    import pandas as pd

    from deliverylab.log import DeliveryLog

Columns: TypeAlias = dict[str, object]
"""Column name → values, one for each row."""

START = "2025-01-06T13:00Z"
"""When the afternoon begins: a Monday, at one o'clock."""

REQUESTS_PER_MINUTE = 20
FAILED_PER_MINUTE = 5
LATENCY_MS = 120.0


def manual_log(state: State, team: str) -> DeliveryLog:
    """Return the log of everything that happened until now.

    Args:
        state: the pipeline as it stands.
        team: the name of the team in the log.

    >>> from deliverylab.simulate.manual import ManualPipeline
    >>> pipeline = ManualPipeline()
    >>> for press in (pipeline.commit, pipeline.build, pipeline.release):
    ...     step = press()
    >>> log = manual_log(pipeline.state, "you")
    >>> len(log.releases), len(log.deployments)
    (1, 0)
    """
    import pandas as pd

    from deliverylab.log import DeliveryLog

    start = pd.Timestamp(START)
    return DeliveryLog.of(
        start,
        start + pd.Timedelta(minutes=state.minute + 1),
        team=team,
        source="by hand",
        changes=_changes(state, team),
        builds=_builds(state, team),
        releases=_releases(state, team),
        deployments=_deployments(state, team),
        incidents=_incidents(state, team),
        traffic=_traffic(state),
    )


def _changes(state: State, team: str) -> Columns:
    packaged = [_packaged(state, change.number) for change in state.commits]
    staged = [_first(state, change.number, "staging") for change in state.commits]
    deployed = [_first(state, change.number, "production") for change in state.commits]
    committed = [change.minute for change in state.commits]
    return {
        "change": [_name(team, "c", change.number) for change in state.commits],
        "kind": [change.kind for change in state.commits],
        "size": [change.lines for change in state.commits],
        "committed": _times(committed),
        "merged": _times(committed),
        "packaged": _times(packaged),
        "staged": _times([row and state.deployments[row - 1].finished for row in staged]),
        "approved": _times([row and state.deployments[row - 1].started for row in deployed]),
        "deployment": [row and _name(team, "d", row) for row in deployed],
        "deployed": _times([row and state.deployments[row - 1].finished for row in deployed]),
    }


def _builds(state: State, team: str) -> Columns:
    builds = state.builds
    return {
        "build": [_name(team, "b", n) for n in range(1, len(builds) + 1)],
        "change": [_name(team, "c", build.commit) for build in builds],
        "attempt": [1] * len(builds),
        "queued": _times([build.started for build in builds]),
        "started": _times([build.started for build in builds]),
        "finished": _times([build.finished for build in builds]),
        "outcome": ["success" if build.passed else "failure" for build in builds],
        "reason": [None if build.passed else "defect" for build in builds],
    }


def _releases(state: State, team: str) -> Columns:
    return {
        "release": [_name(team, "r", n) for n in range(1, len(state.shelf) + 1)],
        "version": [package.version for package in state.shelf],
        "change": [_name(team, "c", package.commit) for package in state.shelf],
        "packaged": _times([package.packaged for package in state.shelf]),
        "by": ["hand"] * len(state.shelf),
    }


def _deployments(state: State, team: str) -> Columns:
    rows = state.deployments
    versions = [package.version for package in state.shelf]
    return {
        "deployment": [_name(team, "d", n) for n in range(1, len(rows) + 1)],
        "release": [_name(team, "r", versions.index(row.version) + 1) for row in rows],
        "environment": [row.environment for row in rows],
        "started": _times([row.started for row in rows]),
        "finished": _times([row.finished for row in rows]),
        "outcome": ["success"] * len(rows),
        "strategy": ["all at once" if row.environment == "production" else None for row in rows],
        "trigger": [row.trigger for row in rows],
        "planned": [row.trigger == "approval" for row in rows],
    }


def _incidents(state: State, team: str) -> Columns:
    incidents = state.incidents
    return {
        "incident": [_name(team, "i", n) for n in range(1, len(incidents) + 1)],
        "started": _times([incident.started for incident in incidents]),
        "detected": _times([incident.detected for incident in incidents]),
        "restored": _times([incident.restored for incident in incidents]),
        "severity": ["major"] * len(incidents),
        "deployment": [_name(team, "d", incident.deployment) for incident in incidents],
        "restored_by": [incident.restored_by for incident in incidents],
    }


def _traffic(state: State) -> Columns:
    live = [row.finished for row in state.deployments if row.environment == "production"]
    minutes = range(live[0], state.minute) if live else range(0)
    failing = {
        minute
        for incident in state.incidents
        for minute in range(incident.started, incident.restored or state.minute)
    }
    hours = sorted({minute // 60 for minute in minutes})
    by_hour = [[minute for minute in minutes if minute // 60 == hour] for hour in hours]
    return {
        "hour": _times([60 * hour for hour in hours]),
        "requests": [REQUESTS_PER_MINUTE * len(hour) for hour in by_hour],
        "failed": [FAILED_PER_MINUTE * len(failing & set(hour)) for hour in by_hour],
        "p95_latency_ms": [LATENCY_MS] * len(hours),
    }


def _first(state: State, commit: int, environment: Environment) -> int | None:
    """Return the number, from 1, of the first deployment there that carried the commit."""

    def carries(row: Deployment) -> bool:
        return row.environment == environment and state.on_shelf(row.version).commit >= commit

    return next((n for n, row in enumerate(state.deployments, start=1) if carries(row)), None)


def _packaged(state: State, commit: int) -> int | None:
    return next((p.packaged for p in state.shelf if p.commit >= commit), None)


def _times(minutes: Sequence[int | None]) -> pd.Series:
    import pandas as pd

    start = pd.Timestamp(START)
    times = [pd.NaT if m is None else start + pd.Timedelta(minutes=m) for m in minutes]
    return pd.Series(times, dtype="datetime64[us, UTC]")


def _name(team: str, kind: str, number: int) -> str:
    return f"{team}-{kind}{number:02d}"
