"""What a file says, read in the plainest way: row by row, without pandas and without checks.

The judge of the fuzz tests. Whatever the library made of a spoilt file, it must be what stands in
the file. So this shares no code with the library's readers but the schema and the names of events.
"""

from __future__ import annotations

import csv
import io
import json
import math
import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias
from urllib.parse import unquote

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES, Column

Row: TypeAlias = dict[str, object]
Rows: TypeAlias = dict[tuple[object, ...], Row]


def rows_of_log(log: DeliveryLog) -> dict[str, Rows]:
    """Return the rows of each table by key, what is missing left out."""
    return {
        name: _by_key(
            name,
            (
                {
                    column: value.to_pydatetime() if isinstance(value, pd.Timestamp) else value
                    for column, value in row.items()
                    if not pd.isna(value)
                }
                for row in frame.to_dict("records")
            ),
        )
        for name, frame in log.tables.items()
    }


def about_log(log: DeliveryLog) -> Row:
    """Return what a log says beyond its tables."""
    return {
        "start": log.start.to_pydatetime(),
        "end": log.end.to_pydatetime(),
        "source": log.source,
        "notes": list(log.notes),
        "teams": log.teams,
        "unrecorded": set(log.unrecorded),
    }


def rows_of_csv(files: Mapping[str, bytes]) -> dict[str, Rows]:
    """Return the rows that stand in the files of a folder.

    A file that is not there has none. A column that is not there is missing, or its stand-in.
    """
    tables: dict[str, Rows] = {}
    for name, table in TABLES.items():
        if f"{name}.csv" not in files:
            tables[name] = {}
            continue
        text = files[f"{name}.csv"].decode("utf-8-sig")
        header, *records = filter(None, csv.reader(io.StringIO(text, newline="")))
        rows = [dict(zip(header, record, strict=True)) for record in records]
        tables[name] = _by_key(
            name,
            (
                {
                    column.name: _value(column, cell)
                    for column in table.columns
                    if (cell := _cell(column, row, files)) != ""
                }
                for row in rows
            ),
        )
    return tables


def unrecorded_csv(files: Mapping[str, bytes]) -> set[str]:
    """Return the tables and the columns that are not in the files."""
    missing = set()
    for name, table in TABLES.items():
        if f"{name}.csv" not in files:
            missing.add(name)
            continue
        first = files[f"{name}.csv"].decode("utf-8-sig").lstrip("\r\n").splitlines()[0]
        header = next(csv.reader([first]))
        missing |= {f"{name}.{column}" for column in table.column_names if column not in header}
    return {what for what in missing if not what.endswith(".team")}


def _cell(column: Column, row: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """Return a cell, or what stands for a column that is not there: the only team, a stand-in."""
    if column.name in row or column.kind != "team":
        return row.get(column.name, column.stand_in)
    about = about_csv(files)
    teams = about["teams"] if about else []
    assert isinstance(teams, list) and len(teams) == 1, "a file without a team"
    return str(teams[0])


def about_csv(files: Mapping[str, bytes]) -> Row | None:
    """Return what the descriptor says of the log, or `None` where there is none."""
    if "datapackage.json" not in files:
        return None
    return _about(json.loads(files["datapackage.json"].decode("utf-8-sig"))["deliveryLog"])


def rows_of_events(data: bytes) -> tuple[dict[str, Rows], Row]:
    """Return the rows that events of ours tell, and what they say of the log."""
    found: dict[tuple[str, str], dict] = {}
    for line in data.decode("utf-8-sig").split("\n"):
        if line.strip():
            event = json.loads(line)
            found[event["context"]["source"], event["context"]["id"]] = event
    about: Row = {}
    tables: dict[str, dict[str, Row]] = {name: {} for name in TABLES}
    later: list[tuple[str, str, Row]] = []
    for event in found.values():
        what = event["context"]["type"].split(".")[2:4]
        time = moment(event["context"]["timestamp"])
        team = unquote(event["context"]["source"].rpartition("/")[2])
        subject, content = event["subject"]["id"], event["subject"]["content"]
        data_ours = event.get("customData", {}).get("deliverylab", content)
        own = {name: value for name, value in data_ours.items() if name != "row"}
        match what:
            case "deliverylab-log", _:
                about = _about(content)
            case "deliverylab-change", _:
                tables["changes"][subject] = {"change": subject, "team": team, "committed": time,
                                              **own}  # fmt: skip
            case "change", word:
                column = {"created": "opened"}.get(word, word)
                later.append(("changes", subject, {column: time}))
            case "pipelinerun", "queued":
                tables["builds"][subject] = {"build": subject, "team": team, "queued": time, **own}
            case "pipelinerun", "started":
                later.append(("builds", subject, {"started": time}))
            case "pipelinerun", _:
                end = {"outcome": content.get("outcome"), "reason": content.get("errors")}
                later.append(("builds", subject, {"finished": time, **end}))
            case (("artifact" | "deliverylab-artifact"), _):
                release, version = map(unquote, subject.removeprefix("pkg:generic/").split("@"))
                head = content.get("change", {}).get("id") if what[0] == "artifact" else None
                tables["releases"][release] = {"release": release, "version": version,
                    "team": team, "change": head, "packaged": time,
                    "by": own.get("by")}  # fmt: skip
            case "service", _:
                release = unquote(content["artifactId"].removeprefix("pkg:generic/").split("@")[0])
                tables["deployments"][own["deployment"]] = {"team": team, "release": release,
                    "environment": content["environment"]["id"], "outcome": "success",
                    "finished": time, **own}  # fmt: skip
            case "deliverylab-deployment", _:
                tables["deployments"][subject] = {"deployment": subject, "team": team,
                                                  "started": time, **own}  # fmt: skip
            case "deliverylab-incident", _:
                tables["incidents"][subject] = {"incident": subject, "team": team,
                                                "started": time, **own}  # fmt: skip
            case "incident", "detected":
                later.append(("incidents", subject, {"detected": time}))
            case "incident", _:
                end = {"restored_by": own.get("restored_by")}
                later.append(("incidents", subject, {"restored": time, **end}))
            case "deliverylab-traffic", _:
                for hour in content["hours"]:
                    names = ("hour", "requests", "failed", "p95_latency_ms")
                    row = {"team": team, **dict(zip(names, hour, strict=True))}
                    tables["traffic"][f"{team} {row['hour']}"] = row
    for table, subject, more in later:
        tables[table][subject] |= more
    for change in tables["changes"].values():
        deployment = tables["deployments"].get(str(change.get("deployment")), {})
        change["deployed"] = deployment.get("finished")
    return {
        name: _by_key(name, _as_told(name, rows.values())) for name, rows in tables.items()
    }, about


def _as_told(table: str, rows: Iterable[Row]) -> Iterable[Row]:
    """Yield rows of JSON values as rows of values."""
    columns = {column.name: column for column in TABLES[table].columns}
    for row in rows:
        yield {
            name: moment(value) if columns[name].kind == "time" and isinstance(value, str)
            else float(str(value)) if columns[name].kind == "number" else value
            for name, value in row.items() if value is not None
        }  # fmt: skip


def _by_key(table: str, rows: Iterable[Row]) -> Rows:
    found: Rows = {}
    for row in rows:
        key = tuple(row[name] for name in TABLES[table].key)
        assert key not in found, f"{key} twice"
        found[key] = row
    return found


def _value(column: Column, text: str) -> object:
    """Return what the text of a cell says."""
    match column.kind:
        case "time":
            return moment(text)
        case "integer":
            return int(text)
        case "number":
            number = float(text)
            assert math.isfinite(number)
            return number
        case "boolean":
            return {"true": True, "false": False}[text.lower()]
        case _:
            return text


def moment(text: str) -> datetime:
    """Return a time; digits beyond the microsecond are cut."""
    cut = re.sub(r"(\.\d{6})\d+", r"\1", text.upper())
    moment = datetime.fromisoformat(cut)
    assert moment.tzinfo is not None, text
    return moment.astimezone(UTC)


def _about(section: Mapping[str, object]) -> Row:
    unrecorded = section.get("unrecorded", [])
    assert isinstance(unrecorded, list)
    return {
        "start": moment(str(section["start"])),
        "end": moment(str(section["end"])),
        "source": section.get("source", "csv"),
        "notes": section.get("notes", []),
        "teams": section.get("teams", []),
        "unrecorded": {(team, what) for team, what in unrecorded},
    }
