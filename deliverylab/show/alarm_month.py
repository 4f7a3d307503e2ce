"""A month of alarms as the lab "Too many alarms" shows it: counted, and drawn in few columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.alarms import MONTH, NORMAL_MS, Alarm, Watched, watch
from deliverylab.simulate.in_a_row import chance_above, mean_runs

Milliseconds: TypeAlias = npt.NDArray[np.float64]

SEED = 2
"""The luck of the month: small incidents in it, and large ones."""

COLUMN = 120
"""Minutes that the picture draws as one: two hours."""

COLUMNS = MONTH // COLUMN


@dataclass(frozen=True, eq=False)
class AlarmMonth:
    """A month, with the alarm and the noise that it had.

    Attributes:
        alarm: when it rings, and what it says.
        noise_ms: the standard deviation of the readings on a good day.
        stand: how many false alarms a week people stand.
        went: how the month went.
    """

    alarm: Alarm
    noise_ms: float
    stand: int
    went: Watched

    @property
    def false_alarms(self) -> int:
        """How often the alarm rang for nothing."""
        return len(self.went.false_alarms)

    @property
    def expected(self) -> float:
        """How many false alarms the formula expects in a month without incidents."""
        spreads = (self.alarm.above_ms - NORMAL_MS) / self.noise_ms
        return mean_runs(MONTH, chance_above(spreads), self.alarm.minutes)

    @property
    def caught(self) -> npt.NDArray[np.bool_]:
        """Of each incident, whether somebody came when the alarm rang."""
        return self.went.heeded

    @property
    def unheard(self) -> npt.NDArray[np.bool_]:
        """Of each incident, whether the alarm rang and nobody came."""
        return self.went.rang & ~self.went.heeded

    @property
    def silent(self) -> npt.NDArray[np.bool_]:
        """Of each incident, whether no alarm rang before users complained."""
        return ~self.went.rang

    @property
    def missed(self) -> int:
        """How many incidents were left to the users' complaints."""
        return int((~self.went.heeded).sum())

    @property
    def true_share(self) -> float:
        """The share of all alarms that rang in an incident (precision); nan without any."""
        rang = int(self.went.rang.sum())
        return rang / (rang + self.false_alarms) if rang + self.false_alarms else float("nan")

    @property
    def detect_hours(self) -> float:
        """Median hours from the beginning of an incident until somebody knows of it."""
        return float(np.median(self.went.noticed - self.went.began)) / 60.0

    @property
    def restore_hours(self) -> float:
        """Median hours from the beginning of an incident until the service is restored."""
        return float(np.median(self.went.restored - self.went.began)) / 60.0

    @property
    def slow_hours(self) -> float:
        """Hours of the month in which users had a slow service."""
        return float((self.went.restored - self.went.began).sum()) / 60.0

    @cached_property
    def lowest(self) -> Milliseconds:
        """The lowest reading in each column of the picture."""
        lowest: Milliseconds = self.went.reading_ms.reshape(COLUMNS, COLUMN).min(axis=1)
        return lowest

    @cached_property
    def highest(self) -> Milliseconds:
        """The highest reading in each column of the picture."""
        highest: Milliseconds = self.went.reading_ms.reshape(COLUMNS, COLUMN).max(axis=1)
        return highest

    @cached_property
    def lasting(self) -> Milliseconds:
        """In each column the highest value that readings kept to for the alarm's minutes.

        The alarm rings just where this is above its threshold.
        """
        reading = self.went.reading_ms
        kept = reading.copy()
        for back in range(1, self.alarm.minutes):
            np.minimum(kept[back:], reading[:-back], out=kept[back:])
        lasting: Milliseconds = kept.reshape(COLUMNS, COLUMN).max(axis=1)
        return lasting


def alarm_month(alarm: Alarm, noise_ms: float, stand: int, seed: int = SEED) -> AlarmMonth:
    """Return a month of this alarm.

    >>> alarm_month(Alarm(380.0, 3, actionable=True), 40.0, 10).missed
    1
    """
    return AlarmMonth(alarm, noise_ms, stand, watch(noise_ms, alarm, stand, seed))
