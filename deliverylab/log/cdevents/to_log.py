"""Events that tell a delivery log, back to that log: exactly, or not at all.

`own_words` says which event says what. Everything is checked: that no event is missing or too
many, that each belongs to a row, that each value is of its kind. Then the tables are checked as
those of a CSV folder are. A message names the line of the event that announces a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from deliverylab.log.cdevents.event import Custom, Event
from deliverylab.log.cdevents.own_words import (
    COUNTED,
    DESCRIBED,
    HOUR_COLUMNS,
    HOURS,
    KEY,
    ROLES,
    ROW,
    Announced,
    Later,
    release_of,
    team_of,
)
from deliverylab.log.cdevents.reading import Line, LineFaults
from deliverylab.log.cdevents.vocabulary import (
    ArtifactPackaged,
    PipelineRunFinished,
    ServiceDeployed,
    ServiceRolledBack,
    ServiceUpgraded,
)
from deliverylab.log.cells import Mask, cell_of, read_table
from deliverylab.log.checks import check_window
from deliverylab.log.descriptor import About, read_about
from deliverylab.log.faults import Faults, Place, show
from deliverylab.log.json_text import json_text
from deliverylab.log.row_checks import check_rows
from deliverylab.log.schema import TABLES
from deliverylab.log.tables import LogParts, sorted_rows

Cells = dict[str, str]


@dataclass
class _Rows:
    """The rows of one table, as cells of text, in the order in which they were announced."""

    cells: list[Cells] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    of_id: dict[str, Cells] = field(default_factory=dict)

    def add(self, cells: Cells, number: int, line: int) -> None:
        """Add a row: its cells, its number in the table, the line that announces it."""
        self.cells.append(cells)
        self.numbers.append(number)
        self.lines.append(line)

    def in_order(self) -> tuple[list[Cells], list[int]]:
        """Return the cells and the lines, sorted by the rows' numbers."""
        order = sorted(range(len(self.cells)), key=self.numbers.__getitem__)
        return [self.cells[at] for at in order], [self.lines[at] for at in order]


def is_ours(event: Event) -> bool:
    """Return whether an event looks as if `to_cdevents` wrote it."""
    return isinstance(event, Custom) or (
        isinstance(event.custom_data, Mapping) and KEY in event.custom_data
    )


def read_own(lines: Sequence[Line], faults: LineFaults) -> LogParts:
    """Return the parts of the log that the events tell, checked.

    Args:
        lines: the events, in any order, each once.
        faults: where what is wrong with a line is collected.

    Raises:
        LogError: naming every fault by its line, with at most ten lines shown.
    """
    every = Faults(f"The delivery log in '{faults.name}'")
    about = _description(lines, faults, every)
    rows = {name: _Rows() for name in TABLES}
    later: list[tuple[Line, Later]] = []
    for line in lines:
        role = ROLES.get(line.event.name)
        if isinstance(role, Announced):
            _announce(line, role, rows[role.table], faults)
        elif isinstance(role, Later):
            later.append((line, role))
        elif line.event.name == COUNTED:
            _count(line, rows["traffic"], faults)
    for line, then in later:
        _add(line, then, rows[then.table], faults)
    for name, table in rows.items():
        _check_numbers(name, table, faults)
    faults.told_to(every)
    every.raise_any()
    assert about is not None
    return _log_of(rows, about, faults.name, every)


def _description(lines: Sequence[Line], faults: LineFaults, every: Faults) -> About | None:
    """Return what the one event says that describes the log; check that no other is missing."""
    described = [line for line in lines if line.event.name == DESCRIBED]
    if not described:
        every.add(Place(faults.name), f"one event {DESCRIBED}, which {KEY} writes", "none")
        return None
    first, *more = described
    for line in more:
        found = f"another one, as in line {first.number}"
        faults.add(line.number, "", f"only one event {DESCRIBED} in a file", found)
    content = dict(first.event.content) if isinstance(first.event, Custom) else {}
    expected = content.pop("events", None)
    place = Place(f"{faults.name}, line {first.number}")
    if not isinstance(expected, dict):
        every.add(place, "how many events of each kind there are", "no 'events'")
        return read_about(content, "subject.content", place, every)
    counted = Counter(line.event.name for line in lines if line.event.name != DESCRIBED)
    for name in sorted({*expected, *counted}):
        if counted[name] != expected.get(name, 0) or isinstance(expected.get(name), bool):
            wanted = f"{json_text(expected.get(name, 0))} events {name}, as this line says"
            every.add(place, wanted, f"{counted[name]}: lines were lost, added or changed")
    return read_about(content, "subject.content", place, every)


def _announce(line: Line, role: Announced, rows: _Rows, faults: LineFaults) -> None:
    """Add the row that an event announces."""
    event, number = line.event, line.number
    where = "subject.content" if isinstance(event, Custom) else f"customData.{KEY}"
    data = _data(event)
    cells = _cells(data, role.table, role.columns, where, number, faults)
    row = data.get(ROW)
    if type(row) is not int:
        faults.add(number, f"{where}.{ROW}", "the number of the row in its table", json_text(row))
        row = 0
    key = TABLES[role.table].key[0]
    cells |= _from_fields(line, role.table, faults)
    cells[role.time] = event.timestamp
    cells.setdefault(key, "" if key in role.columns else event.subject)
    if cells[key] in rows.of_id:
        found = f"{show(cells[key])} again"
        faults.add(number, "", f"each {TABLES[role.table].row} announced only once", found)
        return
    rows.of_id[cells[key]] = cells
    rows.add(cells, row, number)


def _from_fields(line: Line, table: str, faults: LineFaults) -> Cells:
    """Return the cells that stand in fields of the vocabulary."""
    event = line.event
    cells: Cells = {}
    team = team_of(event.source)
    if team is None:
        expected = f"the source of a team's events, such as /{KEY}/tug"
        faults.add(line.number, "context.source", expected, show(event.source))
    cells["team"] = team or ""
    if table == "releases":
        cells |= _release(event.subject, "subject.id", line.number, faults)
        if isinstance(event, ArtifactPackaged):
            cells["change"] = event.change.id
    if isinstance(event, ServiceDeployed | ServiceUpgraded | ServiceRolledBack):
        artifact = event.artifact_id
        release = _release(artifact, "subject.content.artifactId", line.number, faults)
        cells["release"] = release.get("release", "")
        cells["environment"] = event.environment.id
        cells["outcome"] = "success"
    return cells


def _release(artifact: str, where: str, number: int, faults: LineFaults) -> Cells:
    named = release_of(artifact)
    if named is None or not all(named):
        expected = "a package URL such as pkg:generic/tug-r0001@1.1"
        faults.add(number, where, expected, show(artifact))
        return {}
    return dict(zip(("release", "version"), named, strict=True))


def _add(line: Line, role: Later, rows: _Rows, faults: LineFaults) -> None:
    """Add what an event says of a row that another one announced."""
    event, number = line.event, line.number
    row = rows.of_id.get(event.subject)
    if row is None:
        expected = f"the id of a {TABLES[role.table].row} that an event of this file announces"
        faults.add(number, "subject.id", expected, show(event.subject))
        return
    if role.time in row:
        found = f"another one of {show(event.subject)}"
        faults.add(number, "", f"one event {event.name} for each {TABLES[role.table].row}", found)
    if team_of(event.source) != row["team"]:
        expected = f"the source of the events of the same {TABLES[role.table].row}"
        faults.add(number, "context.source", expected, show(event.source))
    row[role.time] = event.timestamp
    if isinstance(event, PipelineRunFinished):
        row["outcome"] = event.outcome or ""
        if event.errors is not None:
            row |= _cells({"reason": event.errors}, "builds", ("reason",), "errors", number, faults)
    if role.time == "restored":
        where = f"customData.{KEY}"
        row |= _cells(_data(event), role.table, ("restored_by",), where, number, faults)


def _count(line: Line, rows: _Rows, faults: LineFaults) -> None:
    """Add the hours of a day."""
    number = line.number
    data = _data(line.event)
    hours, row = data.get(HOURS), data.get(ROW)
    if type(row) is not int or not isinstance(hours, list) or not hours:
        expected = f"'{ROW}', a number, and '{HOURS}', a list of hours"
        faults.add(number, "subject.content", expected, json_text(data))
        return
    team = _from_fields(line, "traffic", faults)
    for at, hour in enumerate(hours):
        if not isinstance(hour, list) or len(hour) != len(HOUR_COLUMNS):
            expected = f"a list of {', '.join(HOUR_COLUMNS)}"
            faults.add(number, f"subject.content.{HOURS}", expected, json_text(hour))
            continue
        named = dict(zip(HOUR_COLUMNS, hour, strict=True))
        where = f"subject.content.{HOURS}"
        cells = _cells(named, "traffic", HOUR_COLUMNS, where, number, faults)
        rows.add(cells | team, row + at, number)


def _data(event: Event) -> Mapping[str, object]:
    """Return what an event says in our own words; nothing where there is nothing."""
    if isinstance(event, Custom):
        return event.content
    ours = event.custom_data.get(KEY) if isinstance(event.custom_data, Mapping) else None
    return ours if isinstance(ours, Mapping) else {}


def _cells(
    data: Mapping[str, object],
    table: str,
    columns: Sequence[str],
    where: str,
    number: int,
    faults: LineFaults,
) -> Cells:
    """Return the entries of our data as cells; refuse those that are not there to be."""
    cells: Cells = {}
    for name, value in data.items():
        if name == ROW or value is None:
            continue
        if name not in columns:
            expected = f"only {', '.join((ROW, *columns))}"
            faults.add(number, where, expected, show(name))
            continue
        column = _COLUMNS[table][name]
        cell = cell_of(column, value)
        if cell is None:
            faults.add(number, f"{where}.{name}", _EXPECTED[column.kind], json_text(value))
        else:
            cells[name] = cell
    return cells


_COLUMNS = {
    name: {column.name: column for column in table.columns} for name, table in TABLES.items()
}
_EXPECTED = {
    "integer": "a whole number",
    "number": "a number such as 12.5",
    "boolean": "true or false",
    **dict.fromkeys(("id", "reference", "team", "text", "category", "time"), "a text or nothing"),
}


def _check_numbers(name: str, rows: _Rows, faults: LineFaults) -> None:
    """Check that the rows of a table are numbered from 0, without a gap."""
    seen: set[int] = set()
    for number, line in zip(rows.numbers, rows.lines, strict=True):
        if number in seen or not 0 <= number < len(rows.numbers):
            expected = f"each row of {name} once, from 0 to {len(rows.numbers) - 1}"
            faults.add(line, ROW, expected, f"{number}")
        seen.add(number)


def _log_of(rows: Mapping[str, _Rows], about: About, name: str, faults: Faults) -> LogParts:
    """Return the parts of the log, its tables checked."""
    unread: dict[tuple[str, str], Mask] = {}
    places: dict[str, Place] = {}
    tables = {}
    ended = {row["deployment"]: row.get("finished", "") for row in rows["deployments"].cells}
    for table, described in TABLES.items():
        cells, lines = rows[table].in_order()
        places[table] = Place(f"{name}, {table}", lines)
        if table == "changes":
            # A change is deployed when its deployment has finished, so no event says it again.
            for row in cells:
                row["deployed"] = ended.get(row.get("deployment", ""), "")
        columns = {
            column.name: [row.get(column.name, "") for row in cells] for column in described.columns
        }
        tables[table] = read_table(
            described, len(cells), columns, about.teams, places[table], faults, unread
        )
    changes = tables["changes"]
    lost = (changes["deployment"].notna() & changes["deployed"].isna()).to_numpy()
    unread["changes", "deployed"] = lost | unread.get(("changes", "deployed"), np.False_)
    check_window(tables, places, about.start, about.end, faults)
    check_rows(tables, places, faults, about.unrecorded, unread)
    faults.raise_any()
    ordered = {table: sorted_rows(table, frame) for table, frame in tables.items()}
    return LogParts(ordered, about.start, about.end, about.source, about.notes, about.unrecorded)
