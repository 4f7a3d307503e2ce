"""The arithmetic in which the tools differ: which middle is a median, and what a day or week is.

Of an even number of values, PostgreSQL's and BigQuery's `PERCENTILE_CONT` takes the mean of the
two in the middle; a `PERCENT_RANK` of at most one half takes the lower of the two. Some tools
reduce every day to one number first and then those numbers to one. Days, weeks and months are
those of the calendar in UTC; a week starts on Monday in one tool, on Sunday in another.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.measure.window import Hours, Times, Window

__all__ = [
    "Days",
    "calendar_days",
    "day_of",
    "lower_median",
    "medians_by_day",
    "minutes_between",
    "month_of",
    "months_in",
    "per_month",
    "week_of",
]

Days: TypeAlias = npt.NDArray[np.datetime64]
"""Days, weeks (by their first day) or months."""

DAY = np.timedelta64(1, "D")
MINUTE = np.timedelta64(1, "m")

MONDAY, SUNDAY = 3, 4
"""How many days before 1970-01-01 (a Thursday) the week that holds it began."""


def lower_median(values: Hours) -> float:
    """Return the lower of the two middle values; NaN where there is none.

    This is what `max(x) where percent_rank() over (order by x) <= 0.5` gives in SQL.

    >>> lower_median(np.array([9.0, 1.0, 4.0, 2.0])), lower_median(np.array([3.0, 1.0, 2.0]))
    (2.0, 2.0)
    """
    if not len(values):
        return float("nan")
    middle = (len(values) - 1) // 2
    return float(np.partition(values, middle)[middle])


def medians_by_day(day: Days, values: Hours) -> tuple[Days, Hours]:
    """Return each day that has values, in order, with the median of that day's values.

    >>> day, median = medians_by_day(np.array(["2025-01-07", "2025-01-06", "2025-01-07"],
    ...                              dtype="datetime64[D]"), np.array([4.0, 3.0, 8.0]))
    >>> [str(one) for one in day], median.tolist()
    (['2025-01-06', '2025-01-07'], [3.0, 6.0])
    """
    order = np.lexsort((values, day))
    ordered = values[order]
    days, begin, count = np.unique(day[order], return_index=True, return_counts=True)
    low, high = begin + (count - 1) // 2, begin + count // 2
    return days, (ordered[low] + ordered[high]) / 2


def minutes_between(begin: Times, finish: Times) -> Hours:
    """Return the minutes from one moment to another; NaN where one of them is missing.

    A whole number of minutes is exactly that, so that it can be rounded up or down: as hours, 41
    minutes would be 40.99999999999999.

    >>> minutes_between(np.array(["2025-01-06T09:00"], dtype="datetime64[us]"),
    ...                 np.array(["2025-01-06T09:41"], dtype="datetime64[us]"))
    array([41.])
    """
    return np.asarray((finish - begin) / MINUTE, dtype=np.float64)


def calendar_days(window: Window) -> Days:
    """Return the calendar days (UTC) that the window touches, in order."""
    begin, end = day_of(np.array([window.start, window.end]))
    last = end if window.end > end else end - DAY
    return np.arange(begin, last + DAY)


def day_of(moments: Times) -> Days:
    """Return the calendar day (UTC) of each moment."""
    return moments.astype("datetime64[D]")


def month_of(moments: Times) -> Days:
    """Return the calendar month (UTC) of each moment or day."""
    return moments.astype("datetime64[M]")


def week_of(days: Days, starts_on: int) -> Days:
    """Return the first day of the week that each day belongs to.

    Args:
        days: Calendar days; shape (n,).
        starts_on: `MONDAY` or `SUNDAY`.
    """
    number = (days.astype(np.int64) + starts_on) // 7
    return (7 * number - starts_on).astype("datetime64[D]")


def months_in(window: Window) -> Days:
    """Return the calendar months that the window touches, in order."""
    return np.unique(month_of(calendar_days(window)))


def per_month(values: pd.Series, window: Window, missing: float) -> pd.Series:
    """Return a value for each month that the window touches.

    Args:
        values: A value for some months, by month.
        window: The window.
        missing: What the tool draws for a month without a value.
    """
    months = months_in(window)
    value = values.reindex(months).fillna(missing).to_numpy(dtype=np.float64)
    return pd.Series(value, pd.DatetimeIndex(months.astype("datetime64[us]"), name="month"))
