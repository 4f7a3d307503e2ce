"""Events that other tools wrote, joined to a delivery log.

The way from a change to its users is followed by ids:

    change.merged → artifact.packaged, whose content names the change
                  → service.deployed, .upgraded or .rolledback, whose content names the artifact
                  → incident.detected or .reported, whose content names the artifact that runs

CDEvents say less than a delivery log holds. Nothing is made up for the rest, and the notes say so:

- No event tells when a change was committed. Its earliest event stands for that, so a lead time
  lacks what came before it.
- An artifact names one change, its head. Which others it carries is not known, and they wait.
- No event tells when a deployment began, so it begins and ends at once; nor that one failed, nor
  whether it was planned.
- An incident begins when it was detected or reported. Its cause is the last production deployment
  before it of the artifact that it names.
- Builds name no change, and how they ended is not said. They are not recorded, nor is traffic.
- There are no teams: all events of a file belong to one.

What cannot be true, because it happened in another order, is left empty or left out, and counted.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias

import pandas as pd

from deliverylab.log.cdevents.event import Other
from deliverylab.log.cdevents.join_changes import join_changes
from deliverylab.log.cdevents.joined import Deployment, Notes, Row
from deliverylab.log.cdevents.reading import Line
from deliverylab.log.cdevents.vocabulary import (
    ArtifactPackaged,
    BuildFinished,
    BuildQueued,
    BuildStarted,
    IncidentDetected,
    IncidentReported,
    IncidentResolved,
    PipelineRunFinished,
    PipelineRunQueued,
    PipelineRunStarted,
    ServiceDeployed,
    ServiceRolledBack,
    ServiceUpgraded,
)
from deliverylab.log.errors import LogError
from deliverylab.log.faults import Faults, Place
from deliverylab.log.row_checks import check_rows
from deliverylab.log.schema import TABLES
from deliverylab.log.tables import LogParts, make_table, sorted_rows, utc

Environments: TypeAlias = Callable[[str], str | None]
"""An environment's id → `production`, `staging`, or `None` for any other."""

SOURCE = "CDEvents"
STAGING = "stag"
UNRECORDED = ("builds", "traffic", "deployments.planned")
RUNS = (
    BuildQueued, BuildStarted, BuildFinished,
    PipelineRunQueued, PipelineRunStarted, PipelineRunFinished,
)  # fmt: skip


def join_events(
    lines: Sequence[Line], name: str, team: str, is_production: Callable[[str], bool]
) -> LogParts:
    """Return the parts of the log that the events of others tell.

    Args:
        lines: the events, in any order, each once.
        name: what messages call the file.
        team: whose events they are.
        is_production: whether the environment of that id is production.

    Raises:
        LogError: where no event is of a type that a log is made of, or one change id is used in
            two repositories.
    """
    ordered = sorted(lines, key=lambda line: (line.time, line.event.source, line.event.id))
    others = Counter(line.event.name for line in ordered if isinstance(line.event, Other))
    if others.total() == len(ordered):
        raise LogError(
            f"The file of events '{name}' holds no event that a delivery log is made of, such as "
            f"change.merged or service.deployed. It holds {_counted(others)}."
        )
    notes = Notes()
    runs = sum(isinstance(line.event, RUNS) for line in ordered)
    notes.count("Events of other types", others.elements(), "They are left out.", _counted(others))
    notes.count(
        "Events of builds and pipelines", range(runs), "They are left out: they name no change.", ""
    )

    def environment(identity: str) -> str | None:
        if is_production(identity):
            return "production"
        return "staging" if identity.lower().startswith(STAGING) else None

    releases = _releases(ordered, notes)
    deployments = _deployments(ordered, releases, environment, notes)
    incidents, any_incident = _incidents(ordered, deployments, environment, notes)
    rows = {
        "changes": join_changes(ordered, releases, deployments, name, notes),
        "releases": list(releases.values()),
        "deployments": [deployment.row() for deployment in deployments],
        "incidents": incidents,
    }
    start = ordered[0].time.floor("D")
    end = ordered[-1].time.floor("D") + pd.Timedelta(days=1)
    missing = UNRECORDED if any_incident else (*UNRECORDED, "incidents")
    unrecorded = [(team, what) for what in missing]
    tables = {table: _table(table, rows.get(table, []), team) for table in TABLES}
    faults = Faults(f"The delivery log joined from '{name}'")
    places = {table: Place(f"{name}, {table}") for table in TABLES}
    check_rows(tables, places, faults, unrecorded)
    faults.raise_any()
    return LogParts(
        tables,
        utc(start),
        utc(end),
        SOURCE,
        notes.texts,
        unrecorded,
    )


def _table(name: str, rows: Sequence[Row], team: str) -> pd.DataFrame:
    columns = {
        column: [row.get(column) for row in rows]
        for column in TABLES[name].column_names
        if column != "team"
    }
    return sorted_rows(name, make_table(name, {"team": team, **columns}, [team]))


def _counted(names: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in sorted(names.items()))


def _releases(lines: Sequence[Line], notes: Notes) -> dict[str, Row]:
    """Return the packages by the id of the artifact; the first time it was packaged counts."""
    releases: dict[str, Row] = {}
    again = []
    for line in lines:
        event = line.event
        if not isinstance(event, ArtifactPackaged):
            continue
        if event.subject in releases:
            again.append(event.subject)
            continue
        releases[event.subject] = {
            "release": event.subject,
            "version": _version(event.subject),
            "change": event.change.id,
            "packaged": line.time,
        }
    notes.count("Artifacts packaged again", again, "The first time counts.")
    return releases


def _version(artifact: str) -> str:
    """Return the version in a package URL, or the whole text where there is none.

    >>> _version("pkg:oci/parcels@1.4.2?arch=amd64"), _version("parcels")
    ('1.4.2', 'parcels')
    """
    named = artifact.partition("?")[0].partition("#")[0]
    return named.rpartition("@")[2] or artifact


def _deployments(
    lines: Sequence[Line], releases: Mapping[str, Row], environment: Environments, notes: Notes
) -> list[Deployment]:
    """Return the deployments to staging and production, in order of time."""
    events = [
        (line, line.event)
        for line in lines
        if isinstance(line.event, ServiceDeployed | ServiceUpgraded | ServiceRolledBack)
    ]
    times_used = Counter(event.id for _, event in events)
    deployments: list[Deployment] = []
    elsewhere: list[str] = []
    unknown: list[str] = []
    for line, event in events:
        where = environment(event.environment.id)
        if where is None:
            elsewhere.append(event.environment.id)
            continue
        if event.artifact_id not in releases:
            unknown.append(event.artifact_id)
        deployments.append(
            Deployment(
                id=event.id if times_used[event.id] == 1 else f"{event.source}#{event.id}",
                artifact=event.artifact_id,
                service=event.subject,
                environment=where,
                time=line.time,
                rollback=isinstance(event, ServiceRolledBack),
                packaged=event.artifact_id in releases,
            )
        )
    notes.count(
        "Deployments to other environments",
        elsewhere,
        "They are left out; only staging and production count.",
        _counted(Counter(elsewhere)),
    )
    notes.count(
        "Deployments of artifacts that no event says were packaged",
        unknown,
        "Which changes they carried is not known.",
    )
    if deployments:
        notes.texts.append(
            "CDEvents do not tell when a deployment began, nor that one failed: each begins and "
            "ends at the time of its event, as a success."
        )
    return deployments


def _incidents(
    lines: Sequence[Line],
    deployments: Sequence[Deployment],
    environment: Environments,
    notes: Notes,
) -> tuple[list[Row], bool]:
    """Return the incidents in production, and whether any event tells of an incident at all."""
    begun: dict[str, list[tuple[pd.Timestamp, IncidentDetected | IncidentReported]]] = {}
    resolved: dict[str, pd.Timestamp] = {}
    for line in lines:
        event = line.event
        if isinstance(event, IncidentDetected | IncidentReported):
            begun.setdefault(event.subject, []).append((line.time, event))
        elif isinstance(event, IncidentResolved):
            resolved[event.subject] = line.time
    running: defaultdict[str, list[Deployment]] = defaultdict(list)
    for deployment in deployments:
        if deployment.environment == "production":
            running[deployment.artifact].append(deployment)
    rows: list[dict[str, object]] = []
    elsewhere: list[str] = []
    backwards: list[str] = []
    for incident, events in begun.items():
        started, first = events[0]
        if environment(first.environment.id) != "production":
            elsewhere.append(incident)
            continue
        restored = resolved.get(incident)
        if restored is not None and restored < started:
            backwards.append(incident)
            restored = None
        rows.append(
            {
                "incident": incident,
                "started": started,
                "detected": started,
                "restored": restored,
                "deployment": _cause(events, started, running),
            }
        )
    notes.count("Incidents outside production", elsewhere, "They are left out.")
    notes.count("Incidents resolved before they were detected", backwards, "They stay open.")
    endings = sorted(resolved.keys() - begun.keys())
    notes.count("Incidents of which only the end is told", endings, "They are left out.")
    if rows:
        notes.texts.append(
            "An incident begins here when it was detected or reported: CDEvents do not tell when "
            "users began to notice."
        )
    return rows, bool(begun or resolved)


def _cause(
    events: Sequence[tuple[pd.Timestamp, IncidentDetected | IncidentReported]],
    started: pd.Timestamp,
    running: Mapping[str, Sequence[Deployment]],
) -> str | None:
    """Return the last production deployment, before an incident, of the artifact that it names."""
    artifact = next((event.artifact_id for _, event in events if event.artifact_id), "")
    service = next((event.service.id for _, event in events if event.service), None)
    for deployment in reversed(running.get(artifact, ())):
        if deployment.time <= started and service in (None, deployment.service):
            return deployment.id
    return None
