"""What is wrong with a delivery log: all faults, in one message that a person can act on.

A fault has a place (a file or a table, perhaps a column), what was expected there, and what was
found: in rows, or in the file as a whole. Rows of a CSV file are named by their line, the header
being line 1. A message names every kind of fault, up to twenty, and shows at most ten rows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log.errors import LogError

ROWS_SHOWN = 10
KINDS_SHOWN = 20
CHARACTERS_SHOWN = 100

Rows = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Place:
    """Where the rows of a table come from.

    Args:
        name: the file (`changes.csv`) or the table (`changes`).
        lines: for a file, the line on which each row begins; `None` for a table in memory.
    """

    name: str
    lines: Sequence[int] | None = None

    def row(self, position: int) -> str:
        """Return the name of a row: its line in the file, or its number in the table."""
        return f"row {position}" if self.lines is None else f"line {self.lines[position]}"


@dataclass(frozen=True)
class Fault:
    """One kind of fault in one place, with all the rows that have it."""

    place: Place
    column: str
    expected: str
    rows: Rows
    found: Callable[[int], str]

    def text(self, rows_shown: int) -> str:
        """Return the fault in words, with this many of its rows."""
        where = self.place.name + (f", column {self.column}" if self.column else "")
        if not len(self.rows):
            return f"{where}: expected {self.expected}; found {self.found(0)}"
        count = f"{len(self.rows):,} row{'s' * (len(self.rows) > 1)}"
        shown = [
            f"\n    {self.place.row(int(row))}: found {self.found(int(row))}"
            for row in self.rows[:rows_shown]
        ]
        more = len(self.rows) - len(shown)
        rest = f"\n    … and {more:,} more" if more else ""
        return f"{where}, {count}: expected {self.expected}" + "".join(shown) + rest


@dataclass
class Faults:
    """The faults found so far.

    >>> faults = Faults("The delivery log in 'data'")
    >>> faults.add(Place("changes.csv"), "the column 'kind' in the header", "no such column")
    >>> faults.add_rows(Place("builds.csv", [2, 3]), "a whole number", np.array([1]),
    ...                 lambda row: "'two'", column="attempt")
    >>> faults.raise_any()
    Traceback (most recent call last):
        ...
    deliverylab.log.errors.LogError: The delivery log in 'data' has 2 faults.
      changes.csv: expected the column 'kind' in the header; found no such column
      builds.csv, column attempt, 1 row: expected a whole number
        line 3: found 'two'
    """

    subject: str
    kinds: list[Fault] = field(default_factory=list)

    def add(self, place: Place, expected: str, found: str, column: str = "") -> None:
        """Add a fault of a file or a table as a whole."""
        none = np.empty(0, dtype=np.intp)
        self.kinds.append(Fault(place, column, expected, none, lambda _: found))

    def add_rows(
        self,
        place: Place,
        expected: str,
        rows: Rows,
        found: Callable[[int], str],
        column: str = "",
    ) -> None:
        """Add a fault that some rows have; nothing where `rows` is empty.

        Args:
            place: where the rows come from.
            expected: what should stand there.
            rows: the positions of the rows, counted from 0.
            found: position → what stands there; called only for the rows that are shown.
            column: the column, where the fault lies in one.
        """
        if len(rows):
            self.kinds.append(Fault(place, column, expected, rows, found))

    def raise_any(self) -> None:
        """Raise one `LogError` that names every fault; do nothing where there is none."""
        if not self.kinds:
            return
        total = sum(max(1, len(fault.rows)) for fault in self.kinds)
        told = self.kinds[:KINDS_SHOWN]
        shares = _share_out(ROWS_SHOWN, [len(fault.rows) for fault in told])
        texts = [fault.text(shown) for fault, shown in zip(told, shares, strict=True)]
        if len(self.kinds) > len(told):
            texts.append(f"… and {len(self.kinds) - len(told):,} more kinds of faults")
        head = f"{self.subject} has {total:,} fault{'s' * (total > 1)}."
        raise LogError("\n  ".join([head, *texts]))


def _share_out(places: int, wanted: Sequence[int]) -> list[int]:
    """Return how many of the places each one gets: one each in turn, while any are left.

    >>> _share_out(10, [1, 100, 0, 3])
    [1, 6, 0, 3]
    """
    given = [0] * len(wanted)
    while places and any(has < wants for has, wants in zip(given, wanted, strict=True)):
        for number, wants in enumerate(wanted):
            if places and given[number] < wants:
                given[number] += 1
                places -= 1
    return given


def show(value: object) -> str:
    """Return a value as a message shows it; a long text only as far as a person would read.

    >>> show(pd.Timestamp("2025-01-06T09:14:32Z")), show("tug-c00001"), show(3)
    ('2025-01-06T09:14:32Z', "'tug-c00001'", '3')
    >>> show("x" * 1000)[-23:]
    'xxx… (1,000 characters)'
    """
    if isinstance(value, pd.Timestamp):
        return value.isoformat().replace("+00:00", "Z")
    if not isinstance(value, str):
        return str(value)
    return f"'{value}'" if len(value) <= CHARACTERS_SHOWN else f"'{shortened(value)}"


def shortened(text: str) -> str:
    """Return a text, a long one only as far as a person would read."""
    if len(text) <= CHARACTERS_SHOWN:
        return text
    return f"{text[:CHARACTERS_SHOWN]}… ({len(text):,} characters)"


def shown(values: pd.Series) -> Callable[[int], str]:
    """Return what tells the value that stands in a row, for `add_rows`."""
    return lambda row: show(values.iloc[row])
