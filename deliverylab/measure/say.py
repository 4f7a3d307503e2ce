"""Numbers as a person would say them: the one place where a KPI becomes words.

A median lead time of 127.4 hours is "5.3 days"; a failure rate of 0.0613 is "6.1 %"; 0.23
deployments per week are "one every 4.3 weeks". Tables, sentences and labs all format here, so a
number reads the same wherever it stands. What is not known is "no data", never zero; and where
nothing happened, though it would be known, it is "none" per week.

A day here is 24 clock hours and a week 7 days; DORA's own questions use clock time too.
"""

from __future__ import annotations

import math
from typing import Literal, get_args

__all__ = [
    "NO_DATA",
    "Unit",
    "capital",
    "say",
    "say_count",
    "say_hours",
    "say_per_week",
    "say_points",
    "say_share",
    "say_work",
    "say_working_time",
]

Unit = Literal[
    "deployments per week", "changes per week", "changes", "hours", "working hours", "share"
]
"""The units a KPI can have."""

NO_DATA = "no data"
NONE = "none"

_DURATIONS = (  # (name, hours in one, say it in this unit below so many hours)
    ("second", 1 / 3600, 1 / 60),
    ("minute", 1 / 60, 1.0),
    ("hour", 1.0, 48.0),
    ("day", 24.0, 14 * 24.0),
)
WEEK_HOURS = 168.0
_WORKING_DAY = 8.0
_LESS_THAN_AN_HOUR = 59.5 / 60
_MOST_DIGITS = 8


def say(value: float, unit: Unit) -> str:
    """Return a value with its unit in words.

    Args:
        value: The number, in `unit`; NaN means that there is no data.
        unit: One of `Unit`.

    Raises:
        ValueError: If the unit is none of these.

    >>> say(30.0, "hours"), say(0.061, "share"), say(float("nan"), "hours")
    ('30 hours', '6.1 %', 'no data')
    """
    if unit == "hours":
        return say_hours(value)
    if unit == "working hours":
        return say_working_time(value)
    if unit == "share":
        return say_share(value)
    if unit in ("deployments per week", "changes per week"):
        return say_per_week(value)
    if unit == "changes":
        return NO_DATA if math.isnan(value) else _with_plural(_two_digits(value), "change")
    units = ", ".join(map(repr, get_args(Unit)))
    raise ValueError(f"unit is {unit!r}; it must be one of {units}")


def say_hours(hours: float) -> str:
    """Return a duration in the unit a person would choose, with two digits or so.

    >>> say_hours(0.1), say_hours(5.24), say_hours(30), say_hours(80), say_hours(1000)
    ('6 minutes', '5.2 hours', '30 hours', '3.3 days', '6 weeks')
    """
    if math.isnan(hours):
        return NO_DATA
    for name, hours_in_one, below in _DURATIONS:
        number = _two_digits(hours / hours_in_one).replace(",", "")
        # What is said decides the unit, so that 59.9 minutes are "1 hour", not "60 minutes".
        if abs(float(number)) * hours_in_one < below:
            return _with_plural(number, name)
    return _with_plural(_two_digits(hours / WEEK_HOURS), "week")


def say_work(hours: float) -> str:
    """Return working hours: never in days, which would be read as days of 24 hours.

    >>> say_work(0.5), say_work(19), say_work(93.1), say_work(0), say_work(-80)
    ('30 minutes', '19 hours', '93 hours', '0 hours', '−80 hours')
    """
    if hours < 0:
        return f"−{say_work(-hours)}"
    if hours == 0 or hours >= 47.5:
        return f"{hours:,.0f} hours"
    return say_hours(hours)


def say_working_time(hours: float) -> str:
    """Return working hours as such, and from two days on in working days of 8 hours.

    >>> say_working_time(0.5), say_working_time(3.14), say_working_time(70)
    ('30 minutes', '3.1 working hours', '8.8 working days')
    """
    if math.isnan(hours):
        return NO_DATA
    if hours < _LESS_THAN_AN_HOUR:
        return say_hours(hours)
    if hours < 2 * _WORKING_DAY:
        return _with_plural(_two_digits(hours), "working hour")
    return _with_plural(_two_digits(hours / _WORKING_DAY), "working day")


def say_share(share: float, promised: float = math.nan) -> str:
    """Return a share as per cent, with more digits the nearer it is to none or to all.

    Where a share was `promised`, with as many more as it takes to tell the two apart: a promise of
    99.9 % that was just missed must not read as kept.

    >>> say_share(0.25), say_share(0.0613), say_share(0.99953), say_share(1), say_share(1.4)
    ('25 %', '6.1 %', '99.95 %', '100 %', '140 %')
    >>> say_share(0.99899), say_share(0.99899, promised=0.999), say_share(0.999, promised=0.999)
    ('99.9 %', '99.899 %', '99.9 %')
    """
    if math.isnan(share):
        return NO_DATA
    percent = 100 * share
    distance = min(abs(percent), abs(100 - percent))
    digits = 0
    if percent < 100 and 0 < distance < 10:
        digits = min(4, max(1, -math.floor(math.log10(distance))))
    while digits < _MOST_DIGITS and share != promised and _alike(share, promised, digits):
        digits += 1
    return f"{_without_zeros(f'{percent:,.{digits}f}')} %"


def say_points(share: float) -> str:
    """Return the difference of two shares in points, hundredths of the whole.

    >>> say_points(0.376), say_points(0.014), say_points(0.01), say_points(0.0004)
    ('38 points', '1.4 points', '1 point', '0.04 points')
    """
    points = 100 * share
    number = _two_digits(points) if points >= 0.95 else _without_zeros(f"{points:.2f}")
    return _with_plural(number, "point")


def say_per_week(rate: float) -> str:
    """Return a number of deployments per week; below one per week, say how far apart they are.

    >>> say_per_week(24.2), say_per_week(4.25), say_per_week(0.23), say_per_week(0)
    ('24 per week', '4.2 per week', 'one every 4.3 weeks', 'none')
    """
    if math.isnan(rate):
        return NO_DATA
    if rate == 0:
        return NONE
    if 0 < rate < 1 and _two_digits(1 / rate) != "1":
        return f"one every {_two_digits(1 / rate)} weeks"
    return f"{_two_digits(rate)} per week"


def say_count(number: int, noun: str) -> str:
    """Return a number of things: thousands with a comma, the plural where it is due.

    >>> say_count(1, "change"), say_count(3120, "change"), say_count(0, "change")
    ('1 change', '3,120 changes', 'no changes')
    """
    if number == 0:
        return f"no {noun}s"
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _alike(share: float, promised: float, digits: int) -> bool:
    """Return whether so many digits of the percentages do not tell two shares apart."""
    return f"{100 * share:.{digits}f}" == f"{100 * promised:.{digits}f}"


def _two_digits(number: float) -> str:
    """Return one decimal below ten, none from ten on, and no trailing zero."""
    digits = 1 if abs(number) < 9.95 else 0
    return _without_zeros(f"{number:,.{digits}f}")


def _with_plural(number: str, noun: str) -> str:
    """Return a formatted number with its noun."""
    return f"{number} {noun}" if number in ("1", "-1") else f"{number} {noun}s"


def _without_zeros(text: str) -> str:
    """Return the number without the zeros (and the point) that say nothing."""
    return text.rstrip("0").rstrip(".") if "." in text else text


def capital(text: str) -> str:
    """Return the text with a capital at its beginning; the rest stays as it is.

    >>> capital("lead time of a KPI"), capital("")
    ('Lead time of a KPI', '')
    """
    return text[:1].upper() + text[1:]
