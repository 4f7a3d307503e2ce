r"""A delivery log as a folder of CSV files, one for each table, and back: the same log exactly.

Beside the files stands `datapackage.json`. It describes their columns, and holds what the tables
cannot: the window, the source, the notes, the teams in order. The bytes are the same on every
system: UTF-8, `\n` at the end of each line, times in UTC.

Hardly any team records everything. A file that is not there says that its table is not recorded,
and a column that is not there, that it is not; a log remembers both (`DeliveryLog.unrecorded`). A
file with only its header says something else: it was recorded, and nothing happened.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from deliverylab.log.cells import Mask, read_table, write_cells
from deliverylab.log.checks import check_window
from deliverylab.log.csv_text import CsvText, nearest, read_text
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
from deliverylab.log.tables import LogParts, make_table, sorted_rows, utc
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
    files = {name: path / f"{name}.csv" for name in TABLES}
    absent = [name for name, file in files.items() if not file.exists()]
    _check_names(path, absent, faults)
    texts = {
        name: text
        for name, file in files.items()
        if name not in absent and (text := read_text(file, TABLES[name], faults)) is not None
    }
    places = {name: text.place for name, text in texts.items()}
    about = read_descriptor(path / DESCRIPTOR, faults)
    teams, of_whom = _teams(about.teams if about else (), texts, path)
    unread: dict[tuple[str, str], Mask] = {}
    tables = {
        name: read_table(
            TABLES[name], text.rows, _with_team(text, teams, faults), teams, text.place, faults,
            unread,
        )
        for name, text in texts.items()
    }  # fmt: skip
    if about is None:
        about = _about_from_the_times(tables, teams, faults)
    missing = [*absent, *_missing_columns(texts)]
    unrecorded = about.unrecorded | {(team, what) for team in teams for what in missing}
    check_window(tables, places, about.start, about.end, faults)
    check_rows(tables, places, faults, unrecorded, unread)
    faults.raise_any()
    notes = [*about.notes, *of_whom, *_not_recorded(absent, missing), *_cut_short(texts),
             *_sort_rows(tables)]  # fmt: skip
    every = {name: tables[name] if name in tables else make_table(name, {}, teams)
             for name in TABLES}  # fmt: skip
    return LogParts(every, about.start, about.end, about.source, notes, unrecorded)


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


def _check_names(path: Path, absent: Sequence[str], faults: Faults) -> None:
    """Refuse a file whose name is nearly that of a table which is not there."""
    for file in sorted(path.glob("*.[cC][sS][vV]")):
        meant = None if file.stem in TABLES else nearest(file.stem, absent)
        if meant:
            expected = f"only {', '.join(f'{name}.csv' for name in TABLES)} of a log"
            faults.add(Place(file.name), expected, f"'{file.name}': did you mean '{meant}.csv'?")


def _teams(
    named: tuple[str, ...], texts: Mapping[str, CsvText], path: Path
) -> tuple[tuple[str, ...], list[str]]:
    """Return the teams, and a note where none is named: then there is one, called as the folder.

    Args:
        named: the teams that the descriptor names.
        texts: the files; without a descriptor, the order in which they name teams counts.
        path: the folder.
    """
    columns = [text.columns["team"] for text in texts.values() if "team" in text.columns]
    teams = named or tuple(dict.fromkeys(name for column in columns for name in column if name))
    if teams or columns or not texts:
        return teams, []
    team = path.resolve().name or "team"
    return (team,), [f"No file names a team, so all is taken as of one, called '{team}'."]


def _with_team(text: CsvText, teams: Sequence[str], faults: Faults) -> Mapping[str, Sequence[str]]:
    """Return the columns of a file, with the team where it can only be one."""
    if "team" in text.columns:
        return text.columns
    if len(teams) > 1:
        expected = f"the column 'team', because this log has several ({', '.join(teams)})"
        faults.add(text.place, expected, "no such column in the header")
        return text.columns
    return {**text.columns, "team": [*teams] * text.rows}


def _missing_columns(texts: Mapping[str, CsvText]) -> list[str]:
    """Return the columns that the files leave out; of the team, it is always known."""
    return [
        f"{name}.{column.name}"
        for name, text in texts.items()
        for column in TABLES[name].columns
        if column.name not in text.columns and column.kind != "team"
    ]


def _not_recorded(absent: Sequence[str], missing: Sequence[str]) -> list[str]:
    """Return a note on the files that are not there, and one on the columns."""
    columns: dict[str, list[str]] = {}
    for what in missing[len(absent) :]:
        table, _, column = what.partition(".")
        columns.setdefault(table, []).append(column)
    notes = []
    if absent:
        notes.append(f"Not recorded, because there is no file of it: {', '.join(absent)}.")
    if columns:
        parts = (f"of {table} {', '.join(names)}" for table, names in columns.items())
        notes.append(f"Not recorded, because there is no column of it: {'; '.join(parts)}.")
    return notes


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
