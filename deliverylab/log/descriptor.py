"""`datapackage.json`: the descriptor beside the CSV files of a log.

To the description of the columns (`deliverylab.log.describe`) it adds what the tables cannot
hold: the window, the source, the notes, the teams in order, what the source does not record.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from deliverylab.log.cells import A_ZONE, ZONED, moments
from deliverylab.log.checks import check_window_itself
from deliverylab.log.describe import Json, datapackage
from deliverylab.log.faults import Faults, Place, shortened, show
from deliverylab.log.json_text import read_json
from deliverylab.log.tables import utc

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog

DESCRIPTOR = "datapackage.json"
SECTION = "deliveryLog"


@dataclass(frozen=True)
class About:
    """What is known of a log beyond its tables; the fields are those of `DeliveryLog`."""

    start: pd.Timestamp
    end: pd.Timestamp
    source: str = "csv"
    notes: tuple[str, ...] = ()
    teams: tuple[str, ...] = ()
    unrecorded: frozenset[tuple[str, str]] = frozenset()


def descriptor_text(log: DeliveryLog) -> str:
    """Return the descriptor of a log as JSON."""
    return json.dumps({**datapackage(), SECTION: about(log)}, indent=2, ensure_ascii=False) + "\n"


def about(log: DeliveryLog) -> dict[str, Json]:
    """Return what a log says beyond its tables, as JSON; `read_about` reads it."""
    return {
        "start": show(utc(log.start)),
        "end": show(utc(log.end)),
        "source": log.source,
        "notes": list(log.notes),
        "teams": list(log.teams),
        "unrecorded": [list(pair) for pair in sorted(log.unrecorded)],
    }


def read_descriptor(path: Path, faults: Faults) -> About | None:
    """Return what the descriptor says of the log; `None` where there is none, or a faulty one."""
    place = Place(path.name)
    if not path.exists():
        return None
    try:
        package = read_json(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError) as error:
        faults.add(place, "JSON in UTF-8", str(error))
        return None
    section = package.get(SECTION) if isinstance(package, dict) else None
    if not isinstance(section, dict):
        faults.add(place, f"an object '{SECTION}' with a start and an end", "none")
        return None
    return read_about(section, SECTION, place, faults)


def read_about(
    section: Mapping[str, object], where: str, place: Place, faults: Faults
) -> About | None:
    """Return what JSON says of a log, or `None`, with a fault for each entry in error.

    Args:
        section: the entries.
        where: what the message calls the object that holds them.
        place: the file it stands in.
        faults: where faults are collected.
    """
    start, end = _moment(section.get("start")), _moment(section.get("end"))
    source = section.get("source", "csv")
    notes, teams = _texts(section.get("notes", [])), _names(section.get("teams", []))
    unrecorded = _pairs(section.get("unrecorded", []))
    for name, value, expected in (
        ("start", start, A_ZONE),
        ("end", end, A_ZONE),
        ("source", source if isinstance(source, str) else None, "a text"),
        ("notes", notes, "a list of texts"),
        ("teams", teams, "a list of names, each once"),
        ("unrecorded", unrecorded, "a list of pairs of a team and a table"),
    ):
        if value is None:
            faults.add(place, expected, shortened(repr(section.get(name))), f"{where}.{name}")
    if start is None or end is None or notes is None or teams is None or unrecorded is None:
        return None
    if not isinstance(source, str) or not check_window_itself(start, end, place, faults):
        return None
    return About(start, end, source, notes, teams, frozenset(unrecorded))


def _moment(value: object) -> pd.Timestamp | None:
    if not isinstance(value, str) or not ZONED.fullmatch(value):
        return None
    time = moments([value]).iloc[0]
    return None if time is pd.NaT else utc(time)


def _texts(value: object) -> tuple[str, ...] | None:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        return None
    return tuple(value)


def _names(value: object) -> tuple[str, ...] | None:
    names = _texts(value)
    return names if names is not None and len(set(names)) == len(names) and all(names) else None


def _pairs(value: object) -> list[tuple[str, str]] | None:
    if not isinstance(value, list):
        return None
    pairs = []
    for entry in value:
        match _texts(entry):
            case (team, what):
                pairs.append((team, what))
            case _:
                return None
    return pairs
