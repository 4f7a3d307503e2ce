"""The stretch of time that is measured: from its start up to, but not including, its end.

An event belongs to the window when `start <= time < end`. So two windows that meet share no
event, and twelve months add up to the year.

A **week** is seven days counted from the window's start (not from a Monday). If the window does
not end with a whole week, the last week is a *part week*: it is in the weekly series with what
happened in it, and a rate per week divides by the window's length, so that it counts by its
length. A week in which nothing happened counts as zero.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog

__all__ = ["Hours", "Mask", "Moment", "Times", "Window", "hours_between", "times"]

Moment: TypeAlias = str | datetime | pd.Timestamp | None
Times: TypeAlias = npt.NDArray[np.datetime64]
Hours: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]

WEEK = np.timedelta64(7, "D")
HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Window:
    """The half-open stretch of time [start, end), in UTC without a zone, as NumPy wants it."""

    start: np.datetime64
    end: np.datetime64

    @classmethod
    def of(cls, log: DeliveryLog, start: Moment = None, end: Moment = None) -> Window:
        """Return the window that was asked for; by default all that the log has observed.

        Args:
            log: The log; nothing is known outside its own window.
            start: First moment in the window; a time without a zone is UTC.
            end: First moment after the window.

        Raises:
            ValueError: If the window ends before it starts or reaches beyond the log's own.
        """
        first = _moment(start, log.start, "start")
        last = _moment(end, log.end, "end")
        if last < first:
            raise ValueError(f"the window ends ({last}) before it starts ({first}); swap the two")
        if first < log.start or last > log.end:
            raise ValueError(
                f"the window from {first} to {last} reaches beyond the log, which knows "
                f"only what happened from {log.start} to {log.end}; choose a window within that"
            )
        return cls(_naive(first), _naive(last))

    @property
    def weeks(self) -> float:
        """The window's length in weeks; a part week counts by its length."""
        return float((self.end - self.start) / WEEK)

    def holds(self, moments: Times) -> Mask:
        """Return which moments lie in the window; a missing one does not."""
        return (moments >= self.start) & (moments < self.end)

    def not_yet(self, moments: Times) -> Mask:
        """Return what had not happened by the window's end: later, or missing."""
        return ~(moments < self.end)

    def per_week(self, moments: Times) -> pd.Series[int]:
        """Return how many of the moments (all within the window) fall in each week.

        The index holds the start of each week (UTC); the last may be a part week.
        """
        return pd.Series(self.in_weeks(moments), index=self.week_starts(), name="per week")

    def in_weeks(self, moments: Times) -> npt.NDArray[np.int64]:
        """Return the same without the weeks' starts: faster, to go on counting with."""
        number = ((moments - self.start) // WEEK).astype(np.int64)
        return np.bincount(number, minlength=math.ceil(self.weeks))

    def week_starts(self) -> pd.DatetimeIndex:
        """Return the start of each week in the window, the part week included."""
        return _week_starts(self.start, math.ceil(self.weeks)).view()  # its name is its own


@lru_cache(maxsize=64)
def _week_starts(start: np.datetime64, weeks: int) -> pd.DatetimeIndex:
    return pd.DatetimeIndex(start + np.arange(weeks) * WEEK, name="week").tz_localize("UTC")


def times(column: pd.Series) -> Times:
    """Return a column of times as a NumPy array in UTC, without copying it."""
    return column.to_numpy(dtype="datetime64[us]")


def hours_between(begin: Times | np.datetime64, finish: Times | np.datetime64) -> Hours:
    """Return the clock hours from one moment to another; NaN where one of them is missing."""
    return np.asarray((finish - begin) / HOUR, dtype=np.float64)


def _moment(given: Moment, default: pd.Timestamp, name: str) -> pd.Timestamp:
    if given is None:
        return default
    try:
        moment = pd.Timestamp(given)
    except (ValueError, TypeError) as error:
        raise ValueError(
            f"{name} is {given!r}; it must be a date or a time, like '2025-03-01'"
        ) from error
    if pd.isna(moment):
        raise ValueError(f"{name} is missing; it must be a date or a time, like '2025-03-01'")
    return moment.tz_localize("UTC") if moment.tz is None else moment.tz_convert("UTC")


@lru_cache(maxsize=64)  # the windows of several KPIs begin and end at the same moments
def _naive(moment: pd.Timestamp) -> np.datetime64:
    return moment.tz_convert("UTC").tz_localize(None).as_unit("us").to_datetime64()
