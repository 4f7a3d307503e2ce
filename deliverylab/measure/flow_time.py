"""Working time: how much of a stretch of clock time somebody can have worked.

A review that begins on Friday at half past four and ends on Monday at half past nine takes 65 hours
by the clock and one hour of somebody's day. Value-stream maps ask for both. A log has only the
clock, so whoever measures says when the team works.

- **People** work in their working time: of a stretch, `worked` is what lies within it.
- A **machine** runs at night as well, and a log does not always say whether it was a machine or a
  person. `awake` therefore takes off only the nights and weekends that lie *wholly* within the
  stretch: nobody's work goes on for a whole night, while a test run of ten minutes in the evening
  keeps its ten minutes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deliverylab.measure.window import Hours, Times, hours_between

__all__ = ["ROUND_THE_CLOCK", "WEEKDAYS", "WorkingTime"]

_MONDAY = np.datetime64("2001-01-01", "us")
_DAY = 24.0


@dataclass(frozen=True)
class WorkingTime:
    """The same working hours on the first days of every week, in UTC.

    Args:
        opens: hour of the day at which work begins, 0 to 24.
        closes: hour of the day at which it ends, after `opens`.
        days_per_week: working days, counted from Monday, 1 to 7.

    Raises:
        ValueError: If that is no working time.

    >>> friday, monday = np.array(["2025-01-10T16:30"], "M8[us]"), np.datetime64("2025-01-13T09:30")
    >>> WEEKDAYS.worked(friday, monday), WEEKDAYS.awake(friday, monday)
    (array([1.]), array([1.]))
    >>> evening = np.array(["2025-01-10T18:00"], "M8[us]")
    >>> ten_past = np.array(["2025-01-10T18:15"], "M8[us]")
    >>> WEEKDAYS.worked(evening, ten_past), WEEKDAYS.awake(evening, ten_past)
    (array([0.]), array([0.25]))
    """

    opens: float = 9.0
    closes: float = 17.0
    days_per_week: int = 5

    def __post_init__(self) -> None:
        """Refuse what is no working time."""
        if not 0 <= self.opens < self.closes <= _DAY:
            raise ValueError(
                f"opens={self.opens:g} and closes={self.closes:g}; expected 0 ≤ opens < closes ≤ 24"
            )
        if self.days_per_week not in range(1, 8):
            raise ValueError(
                f"days_per_week={self.days_per_week}; expected a whole number from 1 to 7"
            )

    def worked(self, begin: Times, finish: Times | np.datetime64) -> Hours:
        """Return the working hours between two moments; NaN where one of them is missing."""
        return self._until(_since_monday(finish)) - self._until(_since_monday(begin))

    def awake(self, begin: Times, finish: Times | np.datetime64) -> Hours:
        """Return the clock hours between two moments, without whole nights and weekends."""
        first, last = _since_monday(begin), _since_monday(finish)
        closing, closed_on = self._next_closing(first)
        opening, opened_on = self._last_opening(last)
        worked = np.maximum(opened_on - closed_on - 1, 0.0) * (self.closes - self.opens)
        return (last - first) - np.maximum(opening - closing - worked, 0.0)

    def _until(self, hour: Hours) -> Hours:
        """Return the working hours since the Monday at which counting begins."""
        day, weekday, counted = self._day(hour)
        today = np.clip(hour - _DAY * day - self.opens, 0.0, self.closes - self.opens)
        full = counted * (self.closes - self.opens)
        return np.asarray(full + np.where(weekday < self.days_per_week, today, 0.0))

    def _next_closing(self, hour: Hours) -> tuple[Hours, Hours]:
        """Return the first end of a working day at or after each hour, and that day's number."""
        day, weekday, counted = self._day(hour)
        over = (weekday < self.days_per_week) & (hour - _DAY * day > self.closes)
        number = counted + over
        return self._midnight(number) + self.closes, number

    def _last_opening(self, hour: Hours) -> tuple[Hours, Hours]:
        """Return the last start of a working day at or before each hour, and that day's number."""
        day, weekday, counted = self._day(hour)
        begun = (weekday < self.days_per_week) & (hour - _DAY * day >= self.opens)
        number = counted - 1 + begun
        return self._midnight(number) + self.opens, number

    def _day(self, hour: Hours) -> tuple[Hours, Hours, Hours]:
        """Return each hour's day, its weekday, and how many working days were before it."""
        day = np.floor(hour / _DAY)
        week = np.floor(day / 7.0)
        weekday = day - 7.0 * week
        before = week * self.days_per_week + np.minimum(weekday, self.days_per_week)
        return day, weekday, before

    def _midnight(self, number: Hours) -> Hours:
        """Return the hour at which working day `number` begins, at midnight."""
        week = np.floor(number / self.days_per_week)
        return np.asarray(_DAY * (number + (7 - self.days_per_week) * week))


WEEKDAYS = WorkingTime()
"""Monday to Friday, 9:00 to 17:00."""

ROUND_THE_CLOCK = WorkingTime(opens=0.0, closes=24.0, days_per_week=7)
"""Every hour of the clock counts."""


def _since_monday(moment: Times | np.datetime64) -> Hours:
    return hours_between(_MONDAY, moment)
