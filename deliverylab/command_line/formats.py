"""An answer as text, as JSON, as CSV; a large one a piece at a time.

JSON (RFC 8259) and CSV (RFC 4180) hold every number in full: read back, it is the same number. What
is missing is null in JSON and an empty cell in CSV. Times are in UTC.
"""

from __future__ import annotations

import csv
import io
import json
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Protocol, TypeAlias

import pandas as pd

from deliverylab.command_line.page import Page

__all__ = ["Answer", "Json", "as_csv", "as_json", "pairs", "time_text"]

Cell: TypeAlias = str | int | float | bool | None
Json: TypeAlias = "Cell | Sequence[Json] | Mapping[str, Json] | pd.DataFrame"
"""What JSON can hold; a table becomes a list with one object per row."""

ROWS_AT_ONCE = 10_000


class Answer(Protocol):
    """What was measured, in each of its forms."""

    def lines(self, page: Page) -> Iterator[str]:
        """Yield the lines of a text for reading."""

    def document(self) -> Mapping[str, Json]:
        """Return what is told in JSON."""

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return what is told in CSV: tables to stand below each other, the same columns first."""


def as_json(value: Json, indent: str = "") -> Iterator[str]:
    r"""Yield a value as JSON: what holds others on several lines, the rest on one.

    >>> print("".join(as_json({"value": 0.5, "low": math.nan, "also": {}})))
    {
     "value": 0.5,
     "low": null,
     "also": {}
    }
    """
    inner = f"{indent} "
    if isinstance(value, pd.DataFrame):
        rows = (json.dumps(row) for row in _records(value))
        yield from _enclosed("[]", ([row] for row in rows), indent)
    elif isinstance(value, Mapping):
        members = (
            (f"{json.dumps(str(key))}: ", *as_json(part, inner)) for key, part in value.items()
        )
        yield from _enclosed("{}", members, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        yield from _enclosed("[]", (as_json(part, inner) for part in value), indent)
    else:
        yield json.dumps(_finite(value), allow_nan=False)


def as_csv(tables: Sequence[pd.DataFrame]) -> Iterator[str]:
    r"""Yield the tables as one CSV text; a column that a table does not have is empty in its rows.

    >>> list(as_csv([pd.DataFrame({"change": ["c,1"], "counted": [True], "hours": [math.nan]})]))
    ['change,counted,hours\r\n', '"c,1",true,\r\n']
    """
    columns = list(dict.fromkeys(str(name) for table in tables for name in table))
    yield _csv_rows([columns])
    for table in tables:
        for first in range(0, len(table), ROWS_AT_ONCE):
            part = table.iloc[first : first + ROWS_AT_ONCE]
            missing = [None] * len(part)
            cells = [_cells(part[name]) if name in part else missing for name in columns]
            yield _csv_rows([_csv_cell(cell) for cell in row] for row in zip(*cells, strict=True))


def pairs(numbers: Mapping[str, float]) -> str:
    """Return names with their numbers, for a cell that holds several: "failed=4; not finished=1".

    >>> pairs({"90th percentile": 9.6, "mean": math.nan})
    '90th percentile=9.6; mean='
    """
    return "; ".join(f"{name}={_csv_cell(_finite(number))}" for name, number in numbers.items())


def time_text(moment: pd.Timestamp) -> str:
    """Return a time in UTC.

    >>> time_text(pd.Timestamp("2025-01-06T09:00", tz="UTC"))
    '2025-01-06T09:00:00Z'
    """
    return moment.isoformat().replace("+00:00", "Z")


def _enclosed(brackets: str, members: Iterable[Iterable[str]], indent: str) -> Iterator[str]:
    """Yield the members between brackets, each on lines of its own; `[]` where there are none."""
    before = brackets[0]
    for member in members:
        yield f"{before}\n{indent} "
        yield from member
        before = ","
    yield brackets if before == brackets[0] else f"\n{indent}{brackets[1]}"


def _records(table: pd.DataFrame) -> Iterator[dict[str, Cell]]:
    """Yield each row by the names of its columns."""
    names = [str(name) for name in table]
    for first in range(0, len(table), ROWS_AT_ONCE):
        part = table.iloc[first : first + ROWS_AT_ONCE]
        for row in zip(*(_cells(part[name]) for name in table), strict=True):
            yield dict(zip(names, row, strict=True))


def _cells(column: pd.Series) -> list[Cell]:
    """Return the values of a column as Python's own; None where one is missing."""
    missing = column.isna()
    values = column.astype(object).tolist()
    return [
        None if gone else time_text(value) if isinstance(value, pd.Timestamp) else _finite(value)
        for value, gone in zip(values, missing, strict=True)
    ]


def _finite(value: Cell) -> Cell:
    """Return None in place of a number that JSON does not have."""
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _csv_cell(cell: Cell) -> str:
    """Return a cell of a CSV file as text."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return "" if cell is None else str(cell)


def _csv_rows(rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue()
