"""Making the tables of a delivery log with the right columns, order and dtypes.

A way in from outside (CSV, git) makes `LogParts`; `DeliveryLog` makes a log of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.types import is_list_like

from deliverylab.log.schema import TABLES, TEXT, TIME, Column, dtype


class LogParts(NamedTuple):
    """Everything a `DeliveryLog` is made of; the fields are those of `DeliveryLog.from_tables`."""

    tables: Mapping[str, pd.DataFrame]
    start: pd.Timestamp
    end: pd.Timestamp
    source: str
    notes: Sequence[str]
    unrecorded: Iterable[tuple[str, str]]


def make_table(table: str, columns: Mapping[str, object], teams: Sequence[str]) -> pd.DataFrame:
    """Return one table of the log, with every column that the schema names, in its order.

    Args:
        table: the table's name, such as `"changes"`.
        columns: column name → its values, one for each row, or one value for all rows. A column
            that is not given is missing in every row.
        teams: the teams of the log: the categories of the `team` column.

    Returns:
        The table, in the order of the rows given, with the schema's dtypes.

    Raises:
        KeyError: for a column that the table does not have.
        ValueError: for values that do not fit the column: another category, a time without a
            time zone, a missing number where one is required, columns of different length.

    >>> make_table("releases", {"release": ["r1"], "team": "tug", "version": "1.1",
    ...                         "packaged": "2025-01-06T09:00Z"}, teams=["tug"]).iloc[0]
    release                            r1
    team                              tug
    version                           1.1
    change                            NaN
    packaged    2025-01-06 09:00:00+00:00
    by                                NaN
    Name: 0, dtype: object
    """
    described = TABLES[table]
    for name in columns:
        described.column(name)
    # pyrefly: ignore[no-matching-overload]
    rows = next((len(pd.Series(v)) for v in columns.values() if is_list_like(v)), 0)
    index = pd.RangeIndex(rows)
    return pd.DataFrame(
        {
            column.name: _cast(table, column, columns.get(column.name), teams, index)
            for column in described.columns
        },
        index=index,
    )


def sorted_rows(table: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a table's rows by team and time; rows at the same time keep their order.

    Args:
        table: the table's name.
        frame: its rows; the same object comes back where they are in order.
    """
    ordered = frame.sort_values(["team", TABLES[table].sorted_by], kind="stable")
    return frame if ordered.index.equals(frame.index) else ordered.reset_index(drop=True)


def utc(time: pd.Timestamp | str) -> pd.Timestamp:
    """Return a moment in UTC, to the microsecond; one without a time zone is taken as UTC.

    >>> utc("2025-01-06T10:00+01:00")
    Timestamp('2025-01-06 09:00:00+0000', tz='UTC')
    """
    moment = pd.Timestamp(time)
    moment = moment.tz_localize("UTC") if moment.tz is None else moment.tz_convert("UTC")
    return moment.as_unit("us")


def _cast(
    table: str, column: Column, values: object, teams: Sequence[str], index: pd.RangeIndex
) -> pd.Series:
    """Return `values` as a column of the schema's dtype; refuse what would change a value."""
    where = f"{table}.{column.name}"
    if values is None and column.kind in ("time", "category", "id", "reference", "text"):
        return _missing(column, index)
    if not is_list_like(values):
        values = [values] * len(index)
    # A list keeps its values as they are: pandas would make floats of whole numbers with a gap.
    inferred = None if hasattr(values, "dtype") else "object"
    # pyrefly: ignore[no-matching-overload]
    given = pd.Series(values, dtype=inferred).set_axis(index)
    if column.kind == "time":
        times = pd.to_datetime(given, format="ISO8601")
        if isinstance(times.dtype, pd.DatetimeTZDtype):
            return times.astype(TIME)
        if times.notna().any():
            raise ValueError(f"{where}: times need a time zone, such as UTC")
        return times.dt.tz_localize("UTC").astype(TIME)
    if column.kind in ("team", "category"):
        return _chosen(where, given, tuple(teams if column.kind == "team" else column.categories))
    return given.astype(dtype(table, column.name))


def _missing(column: Column, index: pd.RangeIndex) -> pd.Series:
    """Return a column in which every value is missing, of times, categories or texts."""
    if column.kind == "time":
        return pd.Series(pd.NaT, index=index, dtype=TIME)
    if column.kind == "category":
        codes = np.full(len(index), -1, dtype=np.int8)
        return _of_codes(codes, column.categories, index)
    return pd.Series(None, index=index, dtype=TEXT)


def _chosen(where: str, given: pd.Series, allowed: tuple[str, ...]) -> pd.Series:
    """Return texts as a column of the categories `allowed`, in that order."""
    place = {word: number for number, word in enumerate(allowed)}
    values = given.tolist()
    unknown = {value for value in values if value not in place and not pd.isna(value)}
    if unknown:
        raise ValueError(f"{where}: {sorted(unknown)} given, expected one of {list(allowed)}")
    codes = np.array([place.get(value, -1) for value in values], dtype=np.intp)
    return _of_codes(codes, allowed, given.index)


def _of_codes(
    codes: npt.NDArray[np.signedinteger], allowed: tuple[str, ...], index: pd.Index
) -> pd.Series:
    values = pd.Categorical.from_codes(codes, dtype=_categories(allowed))
    return pd.Series(values, index=index)


@lru_cache(maxsize=64)
def _categories(allowed: tuple[str, ...]) -> pd.CategoricalDtype:
    return pd.CategoricalDtype(list(allowed))
