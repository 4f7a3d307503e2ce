"""A month of alarms: a noisy reading each minute, real incidents in it, and people who listen.

The reading is the p95 of a service's latency. On a good day it is `NORMAL_MS` and noise on top,
independent from minute to minute and normally distributed. An incident lifts it by some
milliseconds until the service is restored. The alarm rings when the reading has been above a
threshold for some minutes in a row, and again only after it was below in between. Whoever hears it
finds the cause (soon, if the message says what to do) and rolls back. Where no alarm rings, or
nobody listens any more, the users' complaints come in the end.

What is known: this is a detector in the sense of signal detection theory (D. M. Green, J. A. Swets,
"Signal Detection Theory and Psychophysics", 1966). For a given noise, a threshold that misses
less rings more often for nothing. `deliverylab.simulate.in_a_row` has the formulas. That people
answer alarms less the more of them were false is known too (S. Breznitz, "Cry Wolf", 1984), and so
is the advice that every page be actionable (Beyer et al., "Site Reliability Engineering", 2016,
chapter 6; "The Site Reliability Workbook", 2018, chapter 5).

What is assumed, for teaching: that people listen always, until there were too many false alarms
within a week, and then not at all; and the numbers in capitals below.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.draws import normals, uniforms, unit_draws

Minutes = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

NORMAL_MS = 300.0
"""The reading on a good day, without its noise."""

INCIDENTS = 10
"""In a month; each has three days of its own, in which it begins at some minute."""

SMALLEST_MS, LARGEST_MS = 30.0, 200.0
"""By how much incidents lift the reading; every size in between is as likely."""

COMPLAINTS_MINUTES = 240
"""After so many minutes users have complained often enough that somebody comes."""

SEARCH_MINUTES = 60.0
"""It takes so long, on average, to find the cause when nothing names it."""

ROLL_BACK_MINUTES = 15

DAY = 24 * 60
WEEK = 7 * DAY
DAYS = 30
MONTH = DAYS * DAY

_APART = MONTH // INCIDENTS
_LONGEST = 12 * 60
"""No incident lasts longer, so none begins so near to the next."""


@dataclass(frozen=True)
class Alarm:
    """When it rings, and what it says.

    Attributes:
        above_ms: it counts the readings above this.
        minutes: it rings when so many came in a row, at least 1.
        actionable: its message names the cause and what to do about it.
    """

    above_ms: float
    minutes: int
    actionable: bool


@dataclass(frozen=True, eq=False)
class Watched:
    """A month as it went; moments in minutes since its start, incidents in their order.

    Attributes:
        reading_ms: the reading of each minute.
        began, noticed, restored: of each incident.
        rang: whether the alarm rang in an incident before users complained.
        heeded: whether somebody came when it rang.
        false_alarms: when the alarm rang without an incident.
    """

    reading_ms: npt.NDArray[np.float64]
    began: Minutes
    noticed: Minutes
    restored: Minutes
    rang: Flags
    heeded: Flags
    false_alarms: Minutes


def watch(noise_ms: float, alarm: Alarm, stand: int, seed: int = 1) -> Watched:
    """Return how a month goes.

    Args:
        noise_ms: the standard deviation of the noise.
        alarm: when it rings, and what it says.
        stand: how many false alarms within a week people stand; with more, nobody listens.
        seed: the luck; the same incidents and the same noise, whatever the alarm is.

    Raises:
        ValueError: if the noise is negative, or the alarm asks for no minutes.

    >>> month = watch(40.0, Alarm(380.0, 3, actionable=True), stand=10)
    >>> len(month.reading_ms), len(month.began)
    (43200, 10)
    """
    if noise_ms < 0 or alarm.minutes < 1:
        raise ValueError(
            f"noise_ms is {noise_ms!r} and minutes is {alarm.minutes!r}; "
            "give a noise of 0 or more, and 1 minute or more"
        )
    reading = NORMAL_MS + noise_ms * normals(seed, "reading", MONTH)
    above = reading > alarm.above_ms
    began, lifted = incidents(seed)
    search = SEARCH_MINUTES * unit_draws(seed, "search for the cause", INCIDENTS, 0.5)
    noticed, restored = began + COMPLAINTS_MINUTES, began.copy()
    rang, heeded = np.zeros(INCIDENTS, np.bool_), np.zeros(INCIDENTS, np.bool_)
    false_alarms: list[Minutes] = []
    calm_since = 0
    for number, begin in enumerate(began.tolist()):
        false_alarms.append(rings(above, alarm.minutes, calm_since, begin))
        worst = slice(begin, begin + _LONGEST)
        above_worst = reading[worst] + lifted[number] > alarm.above_ms
        first = _first_ring(above, above_worst[:COMPLAINTS_MINUTES], alarm.minutes, begin)
        if first is not None:
            rang[number] = True
            recent = sum(int((when >= first - WEEK).sum()) for when in false_alarms)
            heeded[number] = recent <= stand
        if heeded[number] and first is not None:
            noticed[number] = first
        known = heeded[number] and alarm.actionable
        looks = 0 if known else round(float(search[number]))
        restored[number] = noticed[number] + looks + ROLL_BACK_MINUTES
        lasts = int(restored[number]) - begin
        reading[begin : begin + lasts] += lifted[number]
        above[begin : begin + lasts] = above_worst[:lasts]
        calm_since = begin + lasts
    false_alarms.append(rings(above, alarm.minutes, calm_since, MONTH))
    return Watched(reading, began, noticed, restored, rang, heeded, np.concatenate(false_alarms))


def incidents(seed: int) -> tuple[Minutes, npt.NDArray[np.float64]]:
    """Return the minutes in which the incidents of a month begin, and by how much they lift it."""
    where = uniforms(seed, "slow from", INCIDENTS)
    begin = np.arange(INCIDENTS) * _APART + where * (_APART - _LONGEST)
    sizes = uniforms(seed, "slower by", INCIDENTS)
    return begin.astype(np.int64), SMALLEST_MS + (LARGEST_MS - SMALLEST_MS) * sizes


def rings(above: Flags, minutes: int, begin: int, end: int) -> Minutes:
    """Return the minutes from `begin` until before `end` at whose end an alarm rings.

    That is where `minutes` readings in a row have been above, and the one before them was not.

    >>> above = np.array([0, 1, 1, 1, 0, 1, 1, 0, 1], bool)
    >>> rings(above, 2, 0, 9), rings(above, 2, 3, 9), rings(above, 1, 0, 9)
    (array([2, 6]), array([6]), array([1, 5, 8]))
    """
    since = max(0, begin - minutes)
    lasted = _lasted(above[since:end])
    found = np.flatnonzero(lasted == minutes) + since
    return found[found >= begin]


def _first_ring(above: Flags, lifted: Flags, minutes: int, begin: int) -> int | None:
    """Return the first moment in an incident at which `minutes` in a row were above."""
    since = max(0, begin - minutes)
    lasted = _lasted(np.append(above[since:begin], lifted))
    rung = np.flatnonzero(lasted[begin - since :] >= minutes)
    return begin + int(rung[0]) + 1 if rung.size else None


def _lasted(above: Flags) -> Minutes:
    """Return for each minute how many in a row, up to it, have been above."""
    count = np.arange(1, len(above) + 1)
    return count - np.maximum.accumulate(np.where(above, 0, count))
