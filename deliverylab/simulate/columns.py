"""Columns of a log's tables with the schema's dtypes, and the frames made of them."""

from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.extensions import ExtensionArray
from pandas.api.internals import create_dataframe_from_blocks

from deliverylab.log.schema import TABLES, TIME
from deliverylab.simulate.names import Moments, only
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.work import Codes

ColumnData = ExtensionArray | npt.NDArray[np.generic]
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

_TIMES = {
    name: np.array([table.column_names.index(time) for time in table.times])
    for name, table in TABLES.items()
}
"""The places of the time columns of each table."""

_OTHERS = {
    name: [
        (column.name, np.array([place]))
        for place, column in enumerate(table.columns)
        if column.kind != "time"
    ]
    for name, table in TABLES.items()
}
"""Each other column of each table, and its place."""


def category(table: str, column: str, codes: Codes) -> pd.Categorical:
    """Return codes (places among the schema's categories, MISSING for none) as a column."""
    return pd.Categorical.from_codes(codes, dtype=_CATEGORIES[table, column], validate=False)


@lru_cache(maxsize=32)
def _of_one(team: str, rows: int) -> pd.Categorical:
    """Return the `team` column of a log of one team; read-only, as tables share it."""
    codes = np.zeros(rows, dtype=np.int8)
    codes.flags.writeable = False
    return pd.Categorical.from_codes(codes, dtype=only(team), validate=False)


def code(table: str, column: str, word: str) -> int:
    """Return the code of a word among the schema's categories."""
    return _CODES[table, column][word]


def pick(column: ExtensionArray, place: Numbers) -> ExtensionArray:
    """Return what a column has at these places, missing where the place is MISSING."""
    return column.take(place, allow_fill=True)


def frame(table: str, team: str, times: Moments, columns: Columns) -> pd.DataFrame:
    """Return the columns of one team as a table; nothing is copied.

    They have the schema's dtypes and one length. So the table is put together from them as they
    are, where `pandas.DataFrame` would examine each: moving a lever would take a fifth longer.

    Args:
        table: the table's name.
        team: the team's.
        times: one row for each of the table's columns of times, in the schema's order.
        columns: the other columns by name, but for the team's.
    """
    rows = times.shape[1]
    # One row for each column: what pandas calls a block.
    blocks = [(pd.arrays.NumpyExtensionArray(times).view(TIME), _TIMES[table])]
    for name, place in _OTHERS[table]:
        values = _of_one(team, rows) if name == "team" else columns[name]
        blocks.append((values[None] if isinstance(values, np.ndarray) else values, place))
    labels = _LABELS[table].view()  # its own, so that nobody renames those of other logs
    made: pd.DataFrame = create_dataframe_from_blocks(
        blocks, pd.RangeIndex.from_range(range(rows)), labels
    )
    return made
