"""Working time: when people are at their desks, and how long a piece of work takes by the clock.

Machines work around the clock; people work from Monday to Friday, nine to five. A `Calendar` counts
working hours since time zero (Monday, midnight) and turns them back into clock hours, so that a
queue of people is computed in working time, where nobody ever goes home, and read off by the clock.

Every moment here is a number of hours since time zero. The end of one working day and the start of
the next are the same working moment; `ends_at` reads it as five o'clock, `starts_at` as nine
o'clock the next morning: work ends when people go home, and starts when they come in.
"""

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Hours: TypeAlias = npt.NDArray[np.float64]
"""Hours since time zero (or durations in hours), one per change, build, deployment …"""

SNAP = 1e-10
"""Share of a working day within which a moment counts as the end of that day (about 3 µs)."""


@dataclass(frozen=True)
class Calendar:
    """The hours in which people work: the same hours on the first days of every week.

    Args:
        name: how people call it.
        opens: hour of the day at which work starts, 0 to 24.
        closes: hour of the day at which work ends, after `opens`.
        days_per_week: working days in a week, counted from Monday, 1 to 7.

    Raises:
        ValueError: when the hours or days are out of range.

    >>> WEEKDAYS.worked(np.array([9.0, 12.5, 24.0]))   # Monday 9:00, 12:30, midnight
    array([0. , 3.5, 8. ])
    >>> WEEKDAYS.add(np.array([16.0]), np.array([2.0]))  # from Monday 16:00 until Tuesday 10:00
    array([34.])
    """

    name: str
    opens: float = 9.0
    closes: float = 17.0
    days_per_week: int = 5

    def __post_init__(self) -> None:
        """Refuse hours that are no working day."""
        if not 0 <= self.opens < self.closes <= 24:
            raise ValueError(
                f"calendar {self.name!r}: opens={self.opens} and closes={self.closes}; "
                "expected 0 ≤ opens < closes ≤ 24"
            )
        if self.days_per_week not in range(1, 8):
            raise ValueError(
                f"calendar {self.name!r}: days_per_week={self.days_per_week}; "
                "expected a whole number from 1 to 7"
            )

    @cached_property
    def hours_per_day(self) -> float:
        """Working hours in a working day."""
        return self.closes - self.opens

    @cached_property
    def hours_per_week(self) -> float:
        """Working hours in a week."""
        return self.hours_per_day * self.days_per_week

    @cached_property
    def never_closes(self) -> bool:
        """Whether every clock hour is a working hour."""
        return self.hours_per_week == 168.0

    def worked(self, clock: Hours) -> Hours:
        """Return the working hours between time zero and each moment."""
        if self.never_closes:
            return clock
        day = np.floor(clock / 24.0)
        today = np.clip(clock - 24.0 * day - self.opens, 0.0, self.hours_per_day)
        week = np.floor(day / 7.0)
        weekday = day - 7.0 * week
        today[weekday >= self.days_per_week] = 0.0
        full_days = week * self.days_per_week + np.minimum(weekday, self.days_per_week)
        return np.asarray(full_days * self.hours_per_day + today)

    def starts_at(self, work: Hours) -> Hours:
        """Return the clock moment at which work number `work` (in working hours) begins."""
        if self.never_closes:
            return work
        day = np.floor(work / self.hours_per_day + SNAP)
        return self._clock(day, np.maximum(work - day * self.hours_per_day, 0.0))

    def ends_at(self, work: Hours) -> Hours:
        """Return the clock moment by which `work` hours have been worked."""
        if self.never_closes:
            return work
        day = np.maximum(np.ceil(work / self.hours_per_day - SNAP) - 1.0, 0.0)
        return self._clock(day, np.minimum(work - day * self.hours_per_day, self.hours_per_day))

    def opening(self, clock: Hours) -> Hours:
        """Return the first working moment at or after each moment."""
        return np.maximum(self.starts_at(self.worked(clock)), clock)

    def add(self, clock: Hours, work: Hours) -> Hours:
        """Return when work that is ready at `clock` and takes `work` working hours is done.

        Work of exactly 0 hours is done at once, at night as well.
        """
        if self.never_closes:
            return clock + work
        done = np.maximum(self.ends_at(self.worked(clock) + work), clock)
        return np.where(work == 0.0, clock, done)

    def worked_one(self, clock: float) -> float:
        """Return `worked` of one moment, for loops over single events."""
        if self.never_closes:
            return clock
        day = int(clock // 24.0)
        week, weekday = divmod(day, 7)
        length = self.hours_per_day
        if weekday >= self.days_per_week:
            return (week + 1) * self.days_per_week * length
        today = clock - 24.0 * day - self.opens
        if today < 0.0:
            today = 0.0
        elif today > length:
            today = length
        return (week * self.days_per_week + weekday) * length + today

    def starts_one(self, work: float) -> float:
        """Return `starts_at` of one amount of work."""
        if self.never_closes:
            return work
        length = self.hours_per_day
        day = math.floor(work / length + SNAP)
        week, weekday = divmod(day, self.days_per_week)
        return 24.0 * (7 * week + weekday) + (self.opens + max(work - day * length, 0.0))

    def ends_one(self, work: float) -> float:
        """Return `ends_at` of one amount of work."""
        if self.never_closes:
            return work
        length = self.hours_per_day
        day = max(math.ceil(work / length - SNAP) - 1, 0)
        week, weekday = divmod(day, self.days_per_week)
        return 24.0 * (7 * week + weekday) + (self.opens + min(work - day * length, length))

    def opening_one(self, clock: float) -> float:
        """Return `opening` of one moment."""
        return max(self.starts_one(self.worked_one(clock)), clock)

    def add_one(self, clock: float, work: float) -> float:
        """Return `add` of one moment and one amount of work."""
        if self.never_closes or work == 0.0:
            return clock + work
        return max(self.ends_one(self.worked_one(clock) + work), clock)

    def _clock(self, day: Hours, hours: Hours) -> Hours:
        week = np.floor(day / self.days_per_week)
        return np.asarray(24.0 * (day + (7 - self.days_per_week) * week) + (self.opens + hours))


WEEKDAYS = Calendar("weekdays")
"""Monday to Friday, 9:00 to 17:00: eight working hours a day."""

ALWAYS = Calendar("always", opens=0.0, closes=24.0, days_per_week=7)
"""Every clock hour is a working hour: what the formulas of queueing theory assume."""
