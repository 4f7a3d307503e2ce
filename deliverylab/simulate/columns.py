"""Columns of a log's tables with the schema's dtypes, and the frames made of them."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray

from deliverylab.log.schema import TABLES
from deliverylab.simulate.names import Moments, only
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.work import Codes

ColumnData = ExtensionArray | npt.NDArray[np.generic] | pd.DatetimeIndex
Columns = dict[str, ColumnData]

MISSING = -1
"""The code of a missing category and the place of a row that is not there."""

_CATEGORIES: dict[tuple[str, str], pd.CategoricalDtype] = {
    (table.name, column.name): pd.CategoricalDtype(list(column.categories))
    for table in TABLES.values()
    for column in table.columns
    if column.kind == "category"
}

_CODES: dict[tuple[str, str], dict[str, int]] = {
    where: {word: place for place, word in enumerate(dtype.categories)}
    for where, dtype in _CATEGORIES.items()
}


_LABELS = {name: pd.Index(table.column_names) for name, table in TABLES.items()}


def times(moment: Moments) -> pd.DatetimeIndex:
    """Return microseconds since 1970 as a column of times."""
    return pd.DatetimeIndex(moment.view("M8[us]"), tz="UTC")


def category(table: str, column: str, codes: Codes) -> pd.Categorical:
    """Return codes (places among the schema's categories, MISSING for none) as a column."""
    return pd.Categorical.from_codes(codes, dtype=_CATEGORIES[table, column], validate=False)


def code(table: str, column: str, word: str) -> int:
    """Return the code of a word among the schema's categories."""
    return _CODES[table, column][word]


def pick(column: ExtensionArray, place: Numbers) -> ExtensionArray:
    """Return what a column has at these places, missing where the place is MISSING."""
    return column.take(place, allow_fill=True)


def frame(table: str, team: str, columns: Columns) -> pd.DataFrame:
    """Return the columns of one team as a table, in the schema's order; nothing is copied."""
    rows = len(next(iter(columns.values())))
    every = pd.Categorical.from_codes(
        np.zeros(rows, dtype=np.int8), dtype=only(team), validate=False
    )
    ordered = [
        every if column.kind == "team" else columns[column.name] for column in TABLES[table].columns
    ]
    # Numbered first and labelled after: pandas examines names that it is given, every time.
    made = pd.DataFrame(dict(enumerate(ordered)), index=pd.RangeIndex(rows), copy=False)
    made.columns = _LABELS[table].copy()  # its own, so that nobody renames those of other logs
    return made
