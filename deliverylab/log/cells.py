"""The cells of a CSV file: a column of texts to a column of the log, and back, exactly.

An empty cell is a missing value, and nothing else is: "NA", "nan" and "null" are ordinary texts.
What cannot be read as what it should be is a fault, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log.faults import Faults, Place, show
from deliverylab.log.schema import TEXT, TIME, Column, Table

Mask = npt.NDArray[np.bool_]

MOMENT = r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?"
ZONED = re.compile(MOMENT + r"(?:Z|[+-]\d\d:?\d\d)", re.ASCII)
NAIVE = re.compile(MOMENT, re.ASCII)
INTEGER = re.compile(r"-?\d{1,19}", re.ASCII)
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?", re.ASCII)
BOOLEANS = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
NEEDS_QUOTES = re.compile(r'[",\r\n]')

EARLIEST, LATEST = np.datetime64("0002-01-01"), np.datetime64("9999-01-01")

A_TIME = "a time such as 2025-01-06T09:14:32Z"
A_ZONE = "a time with its zone, such as 2025-01-06T09:14:32Z (Z stands for UTC)"


def read_table(
    table: Table,
    rows: int,
    columns: Mapping[str, Sequence[str]],
    teams: Sequence[str],
    place: Place,
    faults: Faults,
    unread: dict[tuple[str, str], Mask],
) -> pd.DataFrame:
    """Return the cells of a file as a table of the log.

    Args:
        table: the table that they should be.
        rows: how many rows it has.
        columns: column name → its cells as they stand in the file. One that is not given is
            missing in every row, or its stand-in stands there; an essential one is a fault already.
        teams: the teams of the log.
        place: the file, for messages.
        faults: where faulty cells are collected.
        unread: where the cells that could not be read are marked: (table, column) → mask.
    """
    series: dict[str, pd.Series] = {}
    for column in table.columns:
        there = column.name in columns
        cells = columns.get(column.name, [column.stand_in] * rows)
        ignored = Faults("a column that is not there: a fault already, or not recorded")
        series[column.name], bad = read_cells(
            column, cells, teams, place, faults if there else ignored
        )
        if bad.any() or not there:
            unread[table.name, column.name] = bad if there else np.ones(rows, dtype=np.bool_)
    return pd.DataFrame(series, index=pd.RangeIndex(rows))


def read_cells(
    column: Column, texts: Sequence[str], teams: Sequence[str], place: Place, faults: Faults
) -> tuple[pd.Series, Mask]:
    """Return a column of the log, and which of its cells could not be read.

    Args:
        column: what the column should hold.
        texts: its cells as they stand in the file.
        teams: the teams of the log.
        place: the file, for messages.
        faults: where faulty cells are collected. In the column they are missing; in one that
            cannot hold a missing value they are zero or false.
    """
    given = np.array(texts, dtype="object")
    filled = given != ""
    place_of, different = pd.factorize(given)  # most texts stand there again and again
    values, read, expected = _read(column, different.tolist(), teams)
    values, read = values.take(place_of).reset_index(drop=True), read[place_of]
    bad = filled & ~read

    def found(row: int) -> str:
        return show(texts[row])

    if column.kind == "time":
        naive = np.zeros(len(texts), dtype=np.bool_)
        naive[bad] = [
            NAIVE.fullmatch(texts[row]) is not None for row in np.flatnonzero(bad).tolist()
        ]
        faults.add_rows(place, A_ZONE, np.flatnonzero(naive), found, column.name)
        faults.add_rows(place, expected, np.flatnonzero(bad & ~naive), found, column.name)
    else:
        faults.add_rows(place, expected, np.flatnonzero(bad), found, column.name)
    if column.required:
        faults.add_rows(place, "a value", np.flatnonzero(~filled), lambda _: "none", column.name)
        bad |= ~filled
    return values, bad


def write_cells(column: Column, values: pd.Series) -> list[str]:
    """Return the cells of a column as they are to stand in the file, quoted where needed.

    Times have a fraction only if one in the column needs it; numbers are as short as they can be
    and still be read back as the same number.
    """
    missing = values.isna().to_numpy()
    match column.kind:
        case "time":
            clock = values.to_numpy(dtype="datetime64[us]")
            whole = bool((clock == clock.astype("datetime64[s]"))[~missing].all())
            texts = [f"{t}Z" for t in np.datetime_as_string(clock, unit="s" if whole else "us")]
        case "number":
            texts = [repr(float(value)) for value in values]
        case "boolean":
            texts = ["true" if value else "false" for value in values]
        case _:
            texts = [_quoted(str(value)) for value in values]
    return ["" if gone else text for text, gone in zip(texts, missing, strict=True)]


def json_values(column: Column, values: pd.Series) -> list[str | int | float | bool | None]:
    """Return the cells of a column as values of JSON, `None` for what is missing.

    >>> json_values(Column("size", "integer", ""), pd.Series([3, None], dtype="Int64"))
    [3, None]
    """
    missing = values.isna().to_numpy()
    given: list[str | int | float | bool]
    match column.kind:
        case "time":
            given = list(write_cells(column, values))
        case "integer":
            given = [0 if gone else int(value) for value, gone in zip(values, missing, strict=True)]
        case "number":
            given = [float(value) for value in values]
        case "boolean":
            given = [bool(value) for value in values]
        case _:
            given = [str(value) for value in values]
    return [None if gone else value for value, gone in zip(given, missing, strict=True)]


def cell_of(column: Column, value: object) -> str | None:
    """Return a value of JSON as the text of a cell, or `None` where it is not of the kind.

    >>> size = Column("size", "integer", "")
    >>> cell_of(size, 3), cell_of(size, 3.0), cell_of(size, "3"), cell_of(size, True)
    ('3', None, None, None)
    """
    match column.kind:
        case "integer":
            return str(value) if type(value) is int else None
        case "number":
            # `repr` of a float gives all its digits; a whole number has no more than it needs.
            return repr(value) if type(value) in (int, float) else None
        case "boolean":
            return ("false", "true")[value] if isinstance(value, bool) else None
        case _:
            return value if isinstance(value, str) and value else None


def moments(texts: Sequence[str | None]) -> pd.Series:
    """Return times written as in ISO 8601 with a zone; `NaT` for one that no calendar has.

    The years 0 and 10000 can be written too, by way of a time zone, and are not taken: a moment
    there cannot be shown or moved by a day.

    >>> moments(["2025-01-06T10:00+01:00", "2025-02-30T00:00Z", "0001-01-01T00:00Z"]).to_list()
    [Timestamp('2025-01-06 09:00:00+0000', tz='UTC'), NaT, NaT]
    """
    given = pd.Series(np.array(texts, dtype="object"))
    times = pd.to_datetime(given, format="ISO8601", utc=True, errors="coerce").astype(TIME)
    clock = times.to_numpy(dtype="datetime64[us]")
    outside = (clock < EARLIEST) | (clock >= LATEST)
    return times.mask(outside) if outside.any() else times


def _read(
    column: Column, texts: Sequence[str], teams: Sequence[str]
) -> tuple[pd.Series, Mask, str]:
    """Return the values, which of them could be read, and what a cell should hold, in words."""
    match column.kind:
        case "time":
            times = moments([text if ZONED.fullmatch(text) else None for text in texts])
            return times, times.notna().to_numpy(), A_TIME
        case "team" | "category":
            allowed = list(teams if column.kind == "team" else column.categories)
            known = set(allowed)
            chosen = [text if text in known else None for text in texts]
            read = np.array([text in known for text in texts], dtype=np.bool_)
            values = pd.Series(chosen, dtype=pd.CategoricalDtype(allowed))
            return values, read, f"one of {', '.join(allowed)}"
        case "integer":
            whole = [_integer(text) for text in texts]
            read = np.array([number is not None for number in whole], dtype=np.bool_)
            if column.required:
                zeros = [0 if number is None else number for number in whole]
                return pd.Series(zeros, dtype="int64"), read, "a whole number"
            return pd.Series(whole, dtype="Int64"), read, "a whole number"
        case "number":
            numbers = [float(text) if NUMBER.fullmatch(text) else np.nan for text in texts]
            read = ~np.isnan(numbers)
            return pd.Series(numbers, dtype="float64"), read, "a number such as 12.5"
        case "boolean":
            truths = pd.Series([BOOLEANS.get(text, False) for text in texts], dtype="bool")
            read = np.array([text in BOOLEANS for text in texts], dtype=np.bool_)
            return truths, read, "true or false"
        case "id" | "reference" | "text":
            names = pd.Series([text or None for text in texts], dtype=TEXT)
            return names, names.notna().to_numpy(), "a text"


def _integer(text: str) -> int | None:
    """Return the whole number that fits into 64 bits, or `None` where the text is not one."""
    if not INTEGER.fullmatch(text):
        return None
    number = int(text)
    return number if -(2**63) <= number < 2**63 else None


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if NEEDS_QUOTES.search(text) else text
