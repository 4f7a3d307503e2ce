"""How a delivery log is told in events: which event says which column.

Each row of a table has one event that announces it; more events tell the times that come later.
Where the vocabulary of CDEvents has a field for a column, the column stands there; all others stand
in the announcing event's `customData`, under the key `deliverylab`, or in the content of an event
of our own. So each value stands in one place only, and none can contradict another.

| table | announced by | at | then |
|---|---|---|---|
| changes | `deliverylab-change.committed` | committed | `change.created`, `.reviewed`, `.merged` |
| builds | `pipelinerun.queued` | queued | `pipelinerun.started`, `.finished` |
| releases | `artifact.packaged` | packaged | |
| deployments | `service.deployed`, `.upgraded`, `.rolledback` | finished | |
| incidents | `deliverylab-incident.started` | started | `incident.detected`, `.resolved` |
| traffic | `deliverylab-traffic.counted` | first hour | one event for each team and day |

A CI run is a run of a pipeline here and not a `build`, because only that has an outcome. The
vocabulary cannot say that a deployment failed or still runs, and it asks for the head of every
package. So `deliverylab-deployment.started` announces a deployment that did not succeed, or whose
package or end is not known, and `deliverylab-artifact.packaged` a package whose head is not known.

One event more, `deliverylab-log.described`, says what the tables cannot: the window, the source,
the notes, the teams in order, what is not recorded. It counts the other events too, so that lines
that got lost are missed. A team is known by the source of its events: `/deliverylab/tug`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias
from urllib.parse import quote, unquote

KEY = "deliverylab"
"""The key of `customData` under which ours stands."""

SOURCE = "/deliverylab"
DESCRIBED = "deliverylab-log.described"
COMMITTED = "deliverylab-change.committed"
PACKAGED = "deliverylab-artifact.packaged"
DEPLOYMENT_STARTED = "deliverylab-deployment.started"
INCIDENT_STARTED = "deliverylab-incident.started"
COUNTED = "deliverylab-traffic.counted"

ROW = "row"
"""Beside the columns of a row stands its number in the table, from 0, to keep rows in order."""

HOURS = "hours"
"""The rows of a day's traffic: a list of lists, the columns as in `HOUR_COLUMNS`."""

HOUR_COLUMNS = ("hour", "requests", "failed", "p95_latency_ms")


@dataclass(frozen=True)
class Announced:
    """An event that announces a row of a table.

    Args:
        table: the table.
        time: the column that the event's timestamp holds.
        columns: the columns that stand in its data.
    """

    table: str
    time: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Later:
    """An event that adds to a row that another one announced.

    Args:
        table: the table.
        time: the column that the event's timestamp holds.
    """

    table: str
    time: str


_SERVICE = Announced("deployments", "finished", ("deployment", "started", "strategy", "trigger",
                                                 "planned"))  # fmt: skip

Role: TypeAlias = Announced | Later

ROLES: dict[str, Role] = {
    COMMITTED: Announced("changes", "committed", ("kind", "size", "review_started", "packaged",
                                                  "staged", "approved", "deployment")),
    "change.created": Later("changes", "opened"),
    "change.reviewed": Later("changes", "reviewed"),
    "change.merged": Later("changes", "merged"),
    "pipelinerun.queued": Announced("builds", "queued", ("change", "attempt")),
    "pipelinerun.started": Later("builds", "started"),
    "pipelinerun.finished": Later("builds", "finished"),
    "artifact.packaged": Announced("releases", "packaged", ("by",)),
    PACKAGED: Announced("releases", "packaged", ("by",)),
    "service.deployed": _SERVICE,
    "service.upgraded": _SERVICE,
    "service.rolledback": _SERVICE,
    DEPLOYMENT_STARTED: Announced("deployments", "started", (
        "release", "environment", "finished", "outcome", "strategy", "trigger", "planned")),
    INCIDENT_STARTED: Announced("incidents", "started", ("severity", "deployment")),
    "incident.detected": Later("incidents", "detected"),
    "incident.resolved": Later("incidents", "restored"),
}  # fmt: skip
"""Which event says what, by the event's name; traffic and the log's description stand apart."""

_ARTIFACT = re.compile(r"pkg:generic/([^/@]+)@([^/@]+)", re.ASCII)


def source_of(team: str) -> str:
    """Return the source of a team's events.

    >>> source_of("tug boat"), team_of("/deliverylab/tug%20boat")
    ('/deliverylab/tug%20boat', 'tug boat')
    """
    return f"{SOURCE}/{quote(team, safe='')}"


@lru_cache
def team_of(source: str) -> str | None:
    """Return the team whose events have this source, or `None` where it is not one of ours."""
    mark, _, team = source.rpartition("/")
    return _unquoted(team) if mark == SOURCE and team else None


def artifact_id(release: str, version: str) -> str:
    """Return the package URL of a release (https://github.com/package-url/purl-spec).

    >>> artifact_id("tug-r0001", "1.1"), release_of("pkg:generic/tug-r0001@1.1")
    ('pkg:generic/tug-r0001@1.1', ('tug-r0001', '1.1'))
    """
    return f"pkg:generic/{quote(release, safe='')}@{quote(version, safe='')}"


def release_of(artifact: str) -> tuple[str, str] | None:
    """Return the release and the version in a package URL of ours, `None` for any other text."""
    match = _ARTIFACT.fullmatch(artifact)
    release, version = map(_unquoted, match.groups()) if match else (None, None)
    return None if release is None or version is None else (release, version)


def _unquoted(text: str) -> str | None:
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        return None
