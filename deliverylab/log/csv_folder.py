r"""A delivery log as a folder of CSV files, one for each table, and back: the same log exactly.

Beside the files stands `datapackage.json`. It describes their columns, and holds what the tables
cannot: the window, the source, the notes, the teams in order. The bytes are the same on every
system: UTF-8, `\n` at the end of each line, times in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from deliverylab.log.cells import Mask, read_table, write_cells
from deliverylab.log.checks import check_window
from deliverylab.log.csv_text import CsvText, read_text
from deliverylab.log.descriptor import (
    DESCRIPTOR,
    SECTION,
    About,
    descriptor_text,
    read_descriptor,
)
from deliverylab.log.errors import LogError
from deliverylab.log.faults import Faults, Place
from deliverylab.log.row_checks import check_rows
from deliverylab.log.schema import TABLES, Table
from deliverylab.log.tables import LogParts, sorted_rows, utc
from deliverylab.log.text import in_utf_8

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog


def write_csv_folder(log: DeliveryLog, folder: str | Path) -> None:
    """Write the log into a folder, which is made where there is none; files there are replaced.

    Raises:
        LogError: where the log does not hold together; nothing is written then.
    """
    log.check()
    texts = {f"{name}.csv": _csv_text(TABLES[name], frame) for name, frame in log.tables.items()}
    texts[DESCRIPTOR] = descriptor_text(log)
    files = {name: in_utf_8(text) for name, text in texts.items()}
    target = Path(folder)
    target.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (target / name).write_bytes(data)


def holds_csv_log(folder: str | Path) -> bool:
    """Return whether a folder looks like a log in CSV files: whether one of the files is there."""
    return any((Path(folder) / f"{name}.csv").exists() for name in TABLES)


def read_csv_folder(folder: str | Path) -> LogParts:
    """Return the parts of the log that stands in a folder, checked; see `DeliveryLog.from_csv`."""
    path = Path(folder)
    _check_folder(path)
    faults = Faults(f"The delivery log in '{path.resolve().name}'")
    texts = {
        name: text
        for name, table in TABLES.items()
        if (text := read_text(path / f"{name}.csv", table, faults)) is not None
    }
    places = {name: text.place for name, text in texts.items()}
    about = read_descriptor(path / DESCRIPTOR, faults)
    teams = (about.teams if about else ()) or _teams_of(texts)
    unread: dict[tuple[str, str], Mask] = {}
    tables = {
        name: read_table(TABLES[name], text.columns, teams, text.place, faults, unread)
        for name, text in texts.items()
    }
    if about is None:
        about = _about_from_the_times(tables, teams, faults)
    check_window(tables, places, about.start, about.end, faults)
    check_rows(tables, places, faults, unread)
    faults.raise_any()
    notes = [*about.notes, *_cut_short(texts), *_sort_rows(tables)]
    return LogParts(tables, about.start, about.end, about.source, notes, about.unrecorded)


def _csv_text(table: Table, frame: pd.DataFrame) -> str:
    """Return a table as CSV."""
    cells = [write_cells(column, frame[column.name]) for column in table.columns]
    rows = [table.column_names, *zip(*cells, strict=True)]
    return "".join(f"{','.join(row)}\n" for row in rows)


def _check_folder(path: Path) -> None:
    """Refuse what is no folder, or a folder in which none of the files is."""
    files = ", ".join(f"{name}.csv" for name in TABLES)
    if not path.exists():
        raise LogError(f"There is no folder '{path}'. Give the folder that holds {files}.")
    if not path.is_dir():
        raise LogError(f"'{path}' is a file. Give the folder that holds {files}.")
    if not holds_csv_log(path):
        raise LogError(f"The folder '{path}' holds no delivery log: none of {files} is in it.")


def _teams_of(texts: Mapping[str, CsvText]) -> tuple[str, ...]:
    """Return the teams in the order in which the files name them."""
    names = (name for text in texts.values() for name in text.columns.get("team", ()) if name)
    return tuple(dict.fromkeys(names))


def _about_from_the_times(
    tables: Mapping[str, pd.DataFrame], teams: Sequence[str], faults: Faults
) -> About:
    """Return a window of whole days that holds every time in the tables, and say so in a note."""
    times = [
        time
        for name, frame in tables.items()
        for column in TABLES[name].times
        for time in (frame[column].min(), frame[column].max())
        if time is not pd.NaT
    ]
    if not times:
        faults.add(
            Place(DESCRIPTOR), f"this file with a window in '{SECTION}'", "none, and no time at all"
        )
        times = [pd.Timestamp(0, tz="UTC")]
    start, end = min(times).floor("D"), max(times).floor("D") + pd.Timedelta(days=1)
    note = (
        f"No {DESCRIPTOR} names the window, so it is taken from the times in the tables: whole "
        f"days, {start:%Y-%m-%d} to {end:%Y-%m-%d}."
    )
    return About(utc(start), utc(end), notes=(note,), teams=tuple(teams))


def _cut_short(texts: Mapping[str, CsvText]) -> list[str]:
    """Return a note for each file that may have lost its end: half a number is a number too."""
    return [
        f"The last line of {text.place.name} has no end. If the file was cut short, something is "
        "missing there."
        for text in texts.values()
        if not text.whole
    ]


def _sort_rows(tables: dict[str, pd.DataFrame]) -> list[str]:
    """Sort each table by team and time where it is not; return a note for each one sorted."""
    notes = []
    for name, frame in tables.items():
        ordered = sorted_rows(name, frame)
        if ordered is not frame:
            tables[name] = ordered
            by = TABLES[name].sorted_by
            notes.append(f"The rows of {name}.csv were sorted by team and {by}.")
    return notes
