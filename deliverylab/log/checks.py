"""The checks: does a delivery log hold together?

Types and unique ids, references, required values and the order of times come from the schema; a
few rules that tie columns together stand in `deliverylab.log.row_checks`. The checks look at whole
columns at once, so a year of four teams takes milliseconds, and they change nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from deliverylab.log.cells import EARLIEST, LATEST
from deliverylab.log.faults import Faults, Place, show, shown
from deliverylab.log.row_checks import check_rows, clock
from deliverylab.log.schema import TABLES, TIME, Column, Table, dtype

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog


def check_log(log: DeliveryLog) -> None:
    """Check a log in memory.

    Raises:
        LogError: naming every kind of fault; rows are counted from 0.
    """
    faults = Faults("The delivery log")
    places = {name: Place(name) for name in TABLES}
    sound = {
        name: frame
        for name, frame in log.tables.items()
        if check_columns(TABLES[name], frame, places[name], faults)
    }
    check_teams(sound, places, faults)
    if check_window_itself(log.start, log.end, Place("the window"), faults):
        check_window(sound, places, log.start, log.end, faults)
    check_rows(sound, places, faults, log.unrecorded)
    check_order_of_rows(sound, places, faults)
    faults.raise_any()


def check_columns(table: Table, frame: pd.DataFrame, place: Place, faults: Faults) -> bool:
    """Check that a table has the schema's columns and dtypes; return whether it has."""
    if list(frame.columns) != table.column_names:
        found = ", ".join(map(str, frame.columns)) or "none"
        faults.add(place, f"the columns {', '.join(table.column_names)}", found)
        return False
    before = len(faults.kinds)
    for column in table.columns:
        expected, found_dtype = dtype(table.name, column.name), frame[column.name].dtype
        if column.kind == "time" and isinstance(found_dtype, np.dtype) and found_dtype.kind == "M":
            found = f"{found_dtype}: times without a time zone"
            faults.add(place, f"{TIME}", found, column.name)
        elif not _same_dtype(column, expected, found_dtype):
            faults.add(place, _dtype_text(expected), _dtype_text(found_dtype), column.name)
    return len(faults.kinds) == before


def check_teams(
    tables: Mapping[str, pd.DataFrame], places: Mapping[str, Place], faults: Faults
) -> None:
    """Check that every table has the same teams, in the same order, each with a name."""
    teams = {name: frame["team"].cat.categories.to_list() for name, frame in tables.items()}
    expected = next(iter(teams.values()), list[str]())
    for name, found in teams.items():
        if found != expected:
            faults.add(places[name], f"the teams {expected}", f"{found}", "team")
        elif not all(isinstance(team, str) and team for team in found):
            faults.add(
                places[name], "teams whose names are texts, and not empty", f"{found}", "team"
            )


def check_window_itself(
    start: pd.Timestamp, end: pd.Timestamp, place: Place, faults: Faults
) -> bool:
    """Check that start and end are moments in UTC, in that order; return whether they are."""
    before = len(faults.kinds)
    for name, time in (("start", start), ("end", end)):
        if str(time.tz) != "UTC":
            faults.add(place, f"the {name} in UTC, such as 2025-01-06T00:00:00Z", f"{time}")
        elif time.nanosecond:
            faults.add(place, f"the {name} in whole microseconds", f"{time}")
        elif not EARLIEST <= time.to_datetime64() < LATEST:
            faults.add(place, f"the {name} between the years 2 and 9998", show(time))
    if len(faults.kinds) == before and end < start:
        found = f"{show(start)} to {show(end)}"
        faults.add(place, "an end that is not before the start", found)
    return len(faults.kinds) == before


def check_window(
    tables: Mapping[str, pd.DataFrame],
    places: Mapping[str, Place],
    start: pd.Timestamp,
    end: pd.Timestamp,
    faults: Faults,
) -> None:
    """Check that every time lies in the window [start, end)."""
    expected = f"a time in the window, from {show(start)} and before {show(end)}"
    first, last = (time.to_datetime64() for time in (start, end))
    for name, frame in tables.items():
        for column in TABLES[name].times:
            times = frame[column]
            moments = times.to_numpy(dtype="datetime64[us]")
            outside = np.flatnonzero((moments < first) | (moments >= last))
            faults.add_rows(places[name], expected, outside, shown(times), column)


def check_order_of_rows(
    tables: Mapping[str, pd.DataFrame], places: Mapping[str, Place], faults: Faults
) -> None:
    """Check that rows stand team after team, and in order of time within a team."""
    for name, frame in tables.items():
        by = TABLES[name].sorted_by
        team = frame["team"].cat.codes.to_numpy()
        back = (np.diff(team) < 0) | ((np.diff(team) == 0) & (np.diff(clock(frame[by])) < 0))
        rows = np.flatnonzero(back) + 1
        faults.add_rows(places[name], f"rows sorted by team and {by}", rows, shown(frame[by]), by)


def _same_dtype(column: Column, expected: object, found: object) -> bool:
    if column.kind == "team":
        return isinstance(found, pd.CategoricalDtype)
    if isinstance(expected, pd.StringDtype):
        return isinstance(found, pd.StringDtype) and found.na_value is np.nan
    return expected == found and _dtype_text(expected) == _dtype_text(found)


def _dtype_text(kind: object) -> str:
    """Return a dtype in words, a category with its values in their order."""
    if isinstance(kind, pd.CategoricalDtype) and kind.categories is not None:
        return f"category of {', '.join(map(str, kind.categories)) or 'nothing'}"
    return str(kind)
