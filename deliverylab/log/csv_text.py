"""The text of one CSV file: decoded, split into cells, its header compared with the schema.

Accepted, because nothing is lost: a byte order mark, any line ends, columns in any order, quoted
cells, blank lines, and a header without columns that the schema does not call essential: those are
not recorded. Everything else that is not plain CSV in UTF-8 is a fault; so is a column that the
schema does not know, because it may be a misspelt one.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from deliverylab.log.faults import Faults, Place, shortened, show
from deliverylab.log.schema import Table

if TYPE_CHECKING:
    import _csv

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True)
class CsvText:
    """The cells of a file as texts, column by column; a missing column is not there.

    Args:
        place: the file.
        rows: how many rows there are below the header.
        columns: column name → its cells.
        whole: False where the last line has no end, as in a file that was cut short.
    """

    place: Place
    rows: int
    columns: dict[str, list[str]]
    whole: bool


def read_text(path: Path, table: Table, faults: Faults) -> CsvText | None:
    """Return the cells of a table's file, or `None` where it cannot be read at all.

    Args:
        path: the file.
        table: the table that it should hold.
        faults: where faults are collected.
    """
    text = _decoded(path, faults)
    if text is None:
        return None
    records = _records(text, Place(path.name), faults)
    if records is None:
        return None
    lines, cells = records
    if not cells:
        faults.add(Place(path.name), "a first line with the names of the columns", "no line at all")
        return None
    header, place = cells[0], Place(path.name, lines[1:])
    if not _check_header(header, table, place, faults):
        return None
    uneven = np.flatnonzero(np.array(list(map(len, cells[1:]))) != len(header))
    faults.add_rows(
        place,
        f"{len(header)} cells, as many as the header has",
        uneven,
        lambda row: f"{len(cells[row + 1])}",
    )
    if len(uneven):
        return None
    by_column = [list(column) for column in zip(*cells[1:], strict=True)] or [[] for _ in header]
    named = dict(zip(header, by_column, strict=True))
    known = {name: named[name] for name in table.column_names if name in named}
    return CsvText(place, len(cells) - 1, known, text.endswith(("\n", "\r")))


def _decoded(path: Path, faults: Faults) -> str | None:
    """Return the text of the file; say on which line it is not UTF-8."""
    try:
        data = path.read_bytes()
    except OSError as error:
        faults.add(Place(path.name), "a file that can be read", error.strerror or str(error))
        return None
    try:
        return data.removeprefix(BYTE_ORDER_MARK).decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        faults.add(
            Place(path.name),
            "text in UTF-8 (a spreadsheet calls it 'CSV UTF-8')",
            f"the byte 0x{data[error.start]:02x} on line {line}",
        )
        return None


def _records(
    text: str, place: Place, faults: Faults
) -> tuple[Sequence[int], list[list[str]]] | None:
    """Return the line on which each record begins, and its cells; blank lines are passed over."""
    with suppress(csv.Error):
        reader = _reader(text)
        cells = list(reader)
        if reader.line_num == len(cells) and all(cells):  # each record is one line
            return range(1, len(cells) + 1), cells
    return _line_by_line(text, place, faults)


def _line_by_line(
    text: str, place: Place, faults: Faults
) -> tuple[Sequence[int], list[list[str]]] | None:
    """Return the same where a record has several lines or none, or is faulty."""
    reader = _reader(text)
    lines: list[int] = []
    cells: list[list[str]] = []
    begins = 1
    try:
        for record in reader:
            if record:
                lines.append(begins)
                cells.append(record)
            begins = reader.line_num + 1
    except csv.Error as error:
        faults.add(
            place, "cells split by commas", f"{error} (the row that begins on line {begins})"
        )
        return None
    return lines, cells


def _reader(text: str) -> _csv.Reader:
    return csv.reader(io.StringIO(text, newline=""), strict=True)


def _check_header(header: list[str], table: Table, place: Place, faults: Faults) -> bool:
    """Check the names of the columns; return whether the cells can be told apart."""
    expected = table.column_names
    for mark, name in ((";", "semicolons"), ("\t", "tabs")):
        if len(header) == 1 and mark in header[0]:
            faults.add(place, "cells split by commas", f"cells split by {name}")
            return False
    twice = sorted(name for name, times in Counter(header).items() if times > 1)
    if twice:
        faults.add(
            place, "each column once", f"{shortened(', '.join(map(repr, twice)))} more than once"
        )
        return False
    if not set(header) & set(expected):
        faults.add(place, f"a first line {','.join(expected)}", shortened(",".join(header)))
        return False
    missing = [name for name in expected if name not in header]
    for name in header:
        if name in expected:
            continue
        meant = nearest(name, missing)
        if meant is None:
            faults.add(place, f"only the columns {', '.join(expected)}", show(name))
            continue
        missing.remove(meant)
        if meant == name.strip().lower():
            faults.add(place, f"the column '{meant}', written exactly so", show(name))
        else:
            found = f"{show(name)}: did you mean '{meant}'?"
            faults.add(place, f"only the columns {', '.join(expected)}", found)
    for name in missing:
        column = table.column(name)
        if column.essential:
            found = f"no such column in the header ({column.about})"
            faults.add(place, f"the column '{name}'", found)
    return True


def nearest(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that is most like a misspelt one; `None` where none is like it.

    >>> nearest("Commited ", ["change", "committed"]), nearest("colour", ["change", "committed"])
    ('committed', None)
    """
    plain = name.strip().lower().replace(" ", "_").replace("-", "_")
    return next(iter(get_close_matches(plain, known, n=1, cutoff=0.75)), None)
