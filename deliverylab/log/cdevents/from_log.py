"""A delivery log as events: what `to_cdevents` writes. `own_words` says which event says what."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
import pandas as pd

from deliverylab.log.cdevents.event import Custom, Event, Head, Reference
from deliverylab.log.cdevents.json_form import to_json
from deliverylab.log.cdevents.own_words import (
    COMMITTED,
    COUNTED,
    DEPLOYMENT_STARTED,
    DESCRIBED,
    HOUR_COLUMNS,
    HOURS,
    INCIDENT_STARTED,
    KEY,
    PACKAGED,
    ROLES,
    ROW,
    SOURCE,
    Announced,
    artifact_id,
    source_of,
)
from deliverylab.log.cdevents.vocabulary import (
    ArtifactPackaged,
    ChangeCreated,
    ChangeMerged,
    ChangeReviewed,
    IncidentDetected,
    IncidentResolved,
    PipelineRunFinished,
    PipelineRunQueued,
    PipelineRunStarted,
    ServiceDeployed,
    ServiceRolledBack,
    ServiceUpgraded,
)
from deliverylab.log.cells import json_values
from deliverylab.log.descriptor import about
from deliverylab.log.faults import Faults, Place, show, shown
from deliverylab.log.schema import TABLES
from deliverylab.log.text import in_utf_8

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog

Row: TypeAlias = Mapping[str, object]


def write_cdevents(log: DeliveryLog, path: str | Path) -> None:
    """Write the log as JSON lines, one event each, in order of time; a file there is replaced.

    Raises:
        LogError: where the log does not hold together, or knows the end of something and not how
            it came to it, which no event can tell; nothing is written then.
    """
    log.check()
    _check_ends(log)
    text = "".join(
        json.dumps(to_json(event), ensure_ascii=False, separators=(",", ":")) + "\n"
        for event in events_of(log)
    )
    data = in_utf_8(text)
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(data)


def _check_ends(log: DeliveryLog) -> None:
    """Check that each end is told by what ended: other events there are none for it.

    A log that records everything, or that of a git repository, always passes.
    """
    faults = Faults("The delivery log, as CDEvents,")
    deployments = log.deployments
    ended = deployments.set_index("deployment")["finished"].reindex(log.changes["deployment"])
    told, said = ended.reset_index(drop=True), log.changes["deployed"]
    lost = (told != said) & (told.notna() | said.notna())
    expected = "the time at which its deployment finished, as events tell no other"
    faults.add_rows(Place("changes"), expected, np.flatnonzero(lost), shown(said), "deployed")
    for table, column, end in (
        ("builds", "outcome", "finished"),
        ("builds", "reason", "finished"),
        ("incidents", "restored_by", "restored"),
    ):
        values = log.tables[table][column]
        lost = values.notna() & log.tables[table][end].isna()
        expected = f"nothing, because {end} has nothing"
        faults.add_rows(Place(table), expected, np.flatnonzero(lost), shown(values), column)
    faults.raise_any()


def events_of(log: DeliveryLog) -> list[Event]:
    """Return the events that tell a log that holds together: its description first, then by time.

    >>> from deliverylab.log import DeliveryLog
    >>> log = DeliveryLog.of("2025-01-06", "2025-01-07", team="tug", changes={
    ...     "change": ["c1"], "committed": "2025-01-06T09:00Z", "merged": "2025-01-06T11:00Z"})
    >>> [event.name for event in events_of(log)]
    ['deliverylab-log.described', 'deliverylab-change.committed', 'change.merged']
    """
    rows = {name: _rows(name, frame) for name, frame in log.tables.items()}
    events = [
        *_changes(rows["changes"]),
        *_builds(rows["builds"]),
        *_releases(rows["releases"]),
        *_deployments(rows),
        *_incidents(rows),
        *_traffic(rows["traffic"]),
    ]
    # A time with a fraction sorts behind the whole second that it begins with, without its Z.
    events.sort(key=lambda event: event.timestamp.removesuffix("Z"))
    count = Counter(event.name for event in events)
    described = Custom(
        id="log",
        source=SOURCE,
        timestamp=show(log.start),
        subject="log",
        word=DESCRIBED,
        content={**about(log), "events": dict(sorted(count.items()))},
    )
    return [described, *events]


def _rows(table: str, frame: pd.DataFrame) -> list[Row]:
    """Return the rows of a table as JSON values, those that are missing left out."""
    names = TABLES[table].column_names
    columns = [json_values(TABLES[table].column(name), frame[name]) for name in names]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value is not None}
        | {ROW: number}
        for number, row in enumerate(zip(*columns, strict=True))
    ]


def _data(name: str, row: Row) -> dict[str, object]:
    """Return the part of a row that the event called `name` announces in its data."""
    role = ROLES[name]
    columns = role.columns if isinstance(role, Announced) else ()
    return {column: row[column] for column in (ROW, *columns) if column in row}


def _ours(name: str, row: Row) -> dict[str, object]:
    return {KEY: _data(name, row)}


def _head(row: Row, key: str, time: str, word: str, subject: str | None = None) -> Head:
    """Return what all events have; by default the subject is the row itself."""
    return {
        "id": f"{key}/{row[key]}/{word}",
        "source": source_of(str(row["team"])),
        "timestamp": str(row[time]),
        "subject": str(row[key]) if subject is None else subject,
    }


def _changes(rows: list[Row]) -> Iterator[Event]:
    for row in rows:
        yield Custom(
            **_head(row, "change", "committed", "committed"),
            word=COMMITTED,
            content=_data(COMMITTED, row),
        )
        if "opened" in row:
            yield ChangeCreated(**_head(row, "change", "opened", "created"))
        if "reviewed" in row:
            yield ChangeReviewed(**_head(row, "change", "reviewed", "reviewed"))
        if "merged" in row:
            yield ChangeMerged(**_head(row, "change", "merged", "merged"))


def _builds(rows: list[Row]) -> Iterator[Event]:
    name = "build and test"
    for row in rows:
        yield PipelineRunQueued(
            **_head(row, "build", "queued", "queued"),
            pipeline_name=name,
            custom_data=_ours("pipelinerun.queued", row),
        )
        if "started" in row:
            yield PipelineRunStarted(
                **_head(row, "build", "started", "started"), pipeline_name=name
            )
        if "finished" in row:
            yield PipelineRunFinished(
                **_head(row, "build", "finished", "finished"),
                pipeline_name=name,
                outcome=None if "outcome" not in row else str(row["outcome"]),
                errors=None if "reason" not in row else str(row["reason"]),
            )


def _artifact(row: Row) -> str:
    return artifact_id(str(row["release"]), str(row["version"]))


def _releases(rows: list[Row]) -> Iterator[Event]:
    for row in rows:
        head = _head(row, "release", "packaged", "packaged", _artifact(row))
        if "change" in row:
            yield ArtifactPackaged(
                **head,
                change=Reference(str(row["change"])),
                custom_data=_ours("artifact.packaged", row),
            )
        else:
            yield Custom(**head, word=PACKAGED, content=_data(PACKAGED, row))


def _deployments(tables: Mapping[str, list[Row]]) -> Iterator[Event]:
    artifacts = {row["release"]: _artifact(row) for row in tables["releases"]}
    running: set[tuple[object, object]] = set()
    for row in tables["deployments"]:
        known = "finished" in row and row.get("release") in artifacts
        if row.get("outcome") != "success" or not known:
            head = _head(row, "deployment", "started", "started")
            yield Custom(**head, word=DEPLOYMENT_STARTED, content=_data(DEPLOYMENT_STARTED, row))
            continue
        where = (row["team"], row["environment"])
        word = ServiceUpgraded if where in running else ServiceDeployed
        kind = ServiceRolledBack if row.get("trigger") == "rollback" else word
        running.add(where)
        yield kind(
            **_head(row, "deployment", "finished", "finished", str(row["team"])),
            environment=Reference(str(row["environment"])),
            artifact_id=artifacts[row["release"]],
            custom_data=_ours(kind.NAME, row),
        )


def _incidents(tables: Mapping[str, list[Row]]) -> Iterator[Event]:
    artifacts = {row["release"]: _artifact(row) for row in tables["releases"]}
    carried = {row["deployment"]: row.get("release") for row in tables["deployments"]}
    for row in tables["incidents"]:
        environment, service = Reference("production"), Reference(str(row["team"]))
        artifact = artifacts.get(carried.get(row.get("deployment")))
        yield Custom(
            **_head(row, "incident", "started", "started"),
            word=INCIDENT_STARTED,
            content=_data(INCIDENT_STARTED, row),
        )
        if "detected" in row:
            yield IncidentDetected(
                **_head(row, "incident", "detected", "detected"),
                environment=environment,
                service=service,
                artifact_id=artifact,
            )
        if "restored" in row:
            by: Row = {"restored_by": row["restored_by"]} if "restored_by" in row else {}
            yield IncidentResolved(
                **_head(row, "incident", "restored", "resolved"),
                environment=environment,
                service=service,
                custom_data={KEY: by},
            )


def _traffic(rows: list[Row]) -> Iterator[Event]:
    """Yield one event for each team and day."""
    for (team, day), hours in groupby(rows, key=lambda row: (row["team"], str(row["hour"])[:10])):
        of_day = list(hours)
        yield Custom(
            id=f"traffic/{day}",
            source=source_of(str(team)),
            timestamp=str(of_day[0]["hour"]),
            subject=str(team),
            word=COUNTED,
            content={
                ROW: of_day[0][ROW],
                HOURS: [[row.get(name) for name in HOUR_COLUMNS] for row in of_day],
            },
        )
