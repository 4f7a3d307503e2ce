"""What a trial compares: five KPIs, rework and the loss, each in the unit in which people say it.

The measures count in hours and shares. A person who predicts or claims says days, hours and per
cent; here is the one place that knows which, and how a difference of two values is said.
"""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from deliverylab.measure.say import NO_DATA, Unit, say, say_points, say_share
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["QUANTITIES", "Direction", "Quantity", "nearest", "quantity"]

Direction: TypeAlias = Literal["falls", "rises"]

_HOURS_IN_ONE = {"second": 1 / 3600, "minute": 1 / 60, "hour": 1.0, "day": 24.0, "week": 168.0}
_MOST_DIGITS = 6
_ALL_THE_SAME = 1e-4
"""An interval that is narrower than this part of its ends is said as one number."""


@dataclass(frozen=True)
class Quantity:
    """One thing that a trial compares.

    Attributes:
        name: What it is called: "lead time for changes".
        key: Its name in code, with the unit in which people say it: "lead_time_days".
        said_in: That unit in words.
        scale: That unit × scale = the unit of the measures.
        unit: The unit of the measures: of a `Kpi`, or "person-weeks".
        better: Which way it goes when things get better.
        most: The largest value that makes sense, in people's unit.
    """

    name: str
    key: str
    said_in: str
    scale: float
    unit: Unit | Literal["person-weeks"]
    better: Direction
    most: float = math.inf

    def say(self, value: float, beside: float = math.nan) -> str:
        """Return a value, in the unit of the measures, as a person would say it.

        What stands `beside` another value gets as many digits as tell the two apart.

        >>> quantity("lead time for changes").say(60.0), quantity("loss").say(81.26)
        ('2.5 days', '81 person-weeks')
        >>> quantity("reliability").say(0.9981), quantity("reliability").say(0.9981, beside=0.9984)
        ('99.8 %', '99.81 %')
        >>> quantity("loss").say(19.8, beside=20.0)
        '19.8 person-weeks'
        """
        if self.unit == "person-weeks":
            return NO_DATA if math.isnan(value) else f"{_apart(value, beside)} person-weeks"
        if self.unit == "share":
            return say_share(value, promised=beside)
        return say(value, self.unit)

    def say_range(self, low: float, high: float) -> str:
        """Return a range of values in people's unit, as somebody would have written it down.

        >>> quantity("lead time for changes").say_range(0.0, 480.0)
        '0 to 20 days'
        """
        return f"{low / self.scale:.6g} to {high / self.scale:.6g} {self.said_in}"

    def size(self, value: float) -> float:
        """Return how large a value is, where it is compared as a ratio.

        Of reliability that is what fails: from 99 to 99.5 %, half as many requests fail.

        >>> quantity("reliability").size(0.75), quantity("lead time for changes").size(60.0)
        (0.25, 60.0)
        """
        return 1 - value if self.name == "reliability" else value

    def say_size(self, difference: float) -> str:
        """Return how large a difference of two values is, without its sign.

        >>> quantity("change failure rate").say_size(-0.043)
        '4.3 points'
        >>> quantity("deployment frequency").say_size(0.5)
        '0.5 per week'
        """
        size = abs(difference)
        if math.isnan(size):
            return NO_DATA
        if self.unit == "share":
            return _points(size)
        if self.unit == "hours":
            return say(size, "hours") if size else "nothing"
        return f"{_short(size)} {self.said_in}"

    def say_difference(self, difference: float) -> str:
        """Return a difference of two values with its sign.

        >>> quantity("lead time for changes").say_difference(-60.0)
        '−2.5 days'
        """
        if math.isnan(difference):
            return NO_DATA
        if difference == 0:
            return "0"
        return ("−" if difference < 0 else "+") + self.say_size(difference)

    def say_interval(self, low: float, high: float) -> str:
        """Return the ends of an interval of differences: in one unit, with as many digits each.

        So many that the ends read differently, and neither as nothing where it is something.

        >>> quantity("lead time for changes").say_interval(-60.0, -50.0)
        '−2.5 to −2.1 days'
        >>> quantity("time to restore service").say_interval(-0.1, 3.0)
        '−0.1 to +3.0 hours'
        >>> quantity("change failure rate").say_interval(-0.1109, -0.1091)
        '−11.1 to −10.9 points'
        """
        if math.isnan(low):
            return NO_DATA
        if low == high == 0:
            return "0"
        one, unit = self._unit(low, high)
        digits = _digits(low / one, high / one)
        return f"{_signed(low / one, digits)} to {_signed(high / one, digits)} {unit}"

    def say_mean(self, mean: float, low: float, high: float) -> str:
        """Return the difference in the middle of an interval, in its unit and with its digits.

        >>> quantity("change failure rate").say_mean(-0.11, -0.1109, -0.1091)
        '−11.0 points'
        """
        if math.isnan(low) or low == high == 0:
            return self.say_difference(mean)
        one, unit = self._unit(low, high)
        return f"{_signed(mean / one, _digits(low / one, high / one))} {unit}"

    def _unit(self, low: float, high: float) -> tuple[float, str]:
        """Return the unit for an interval: how much of the measures' unit it is, and its name."""
        if self.unit == "share":
            return 0.01, "points"
        if self.unit != "hours":
            return 1.0, self.said_in
        name = say(max(abs(low), abs(high)), "hours").split()[-1].removesuffix("s")
        return _HOURS_IN_ONE[name], f"{name}s"


QUANTITIES: dict[str, Quantity] = {
    one.name: one
    for one in (
        Quantity(
            "deployment frequency",
            "deployments_per_week",
            "per week",
            1.0,
            "deployments per week",
            "rises",
        ),
        Quantity("lead time for changes", "lead_time_days", "days", 24.0, "hours", "falls"),
        Quantity("time to restore service", "restore_hours", "hours", 1.0, "hours", "falls"),
        Quantity(
            "change failure rate", "failure_rate_percent", "%", 0.01, "share", "falls", most=100.0
        ),
        Quantity("reliability", "reliability_percent", "%", 0.01, "share", "rises", most=100.0),
        Quantity(
            "deployment rework rate", "rework_percent", "%", 0.01, "share", "falls", most=100.0
        ),
        Quantity("loss", "loss_person_weeks", "person-weeks", 1.0, "person-weeks", "falls"),
    )
}
"""By name, in the order of the course; the names are those of the scorecard, and "loss"."""


def quantity(name: str) -> Quantity:
    """Return what is called so, by its name or its key.

    Raises:
        NotAllowed: If nothing is; with the nearest there is.

    >>> quantity("lead_time_days").name
    'lead time for changes'
    >>> quantity("lead time")
    Traceback (most recent call last):
        ...
    deliverylab.simulate.ranges.NotAllowed: 'lead time' is not measured in a trial; did you mean
    'lead time for changes'?
    """
    tidy = " ".join(str(name).casefold().split())
    for one in QUANTITIES.values():
        if tidy in (one.name, one.key):
            return one
    raise NotAllowed(
        f"{name!r} is not measured in a trial; {nearest(tidy, QUANTITIES, 'it measures')}"
    )


_ALIKE = 0.75
"""How alike two names are, 0 to 1, when one may be meant by the other; below it is a guess."""
_ENOUGH_LETTERS = 4
"""Fewer letters are a part of too many names."""


def nearest(given: str, known: Iterable[str], otherwise: str) -> str:
    """Return a question for the nearest known name, or a list of all where none is near.

    Near is a name with few other letters, and the only one that holds what was given, or is in it.

    >>> nearest("reliabilty", ["loss", "reliability"], "it measures")
    "did you mean 'reliability'?"
    >>> nearest("lead time", ["lead time for changes", "loss"], "it measures")
    "did you mean 'lead time for changes'?"
    >>> nearest("velocity", ["loss", "reliability"], "it measures")
    'it measures: loss, reliability'
    """
    names = list(known)
    folded = {name.casefold(): name for name in names}
    sought = given.casefold()[:80]
    enough = len(sought) >= _ENOUGH_LETTERS
    close = [name for name in folded if enough and (sought in name or name in sought)]
    if len(close) != 1:
        close = difflib.get_close_matches(sought, folded, n=1, cutoff=_ALIKE)
    if close:
        return f"did you mean {folded[close[0]]!r}?"
    return f"{otherwise}: {', '.join(names)}"


def _points(size: float) -> str:
    """Return points with as many digits as a small difference needs."""
    if 0 < size < 0.00005:
        return f"{100 * size:.1g} points"
    return say_points(size)


def _digits(low: float, high: float) -> int:
    """Return how many decimals both ends of an interval need."""
    widest = max(abs(low), abs(high))
    digits = max(0, 1 - math.floor(math.log10(widest)))
    if high - low > _ALL_THE_SAME * widest:
        digits = max(digits, -math.floor(math.log10(high - low)))
    while digits < _MOST_DIGITS and any(end and not round(end, digits) for end in (low, high)):
        digits += 1
    return min(digits, _MOST_DIGITS)


def _signed(number: float, digits: int) -> str:
    """Return a number with its sign; what reads as nothing has none."""
    said = round(number, digits)
    sign = "−" if said < 0 else "+" if said > 0 else ""
    return f"{sign}{abs(said):,.{digits}f}"


def _apart(number: float, beside: float) -> str:
    """Return a number with two digits or so; with one more where it looks like the one beside."""
    if number != beside and _short(number) == _short(beside) and abs(number - beside) >= 0.05:
        return f"{number:,.1f}"
    return _short(number)


def _short(number: float) -> str:
    """Return a number with two digits or so."""
    if 0 < number < 0.095:
        return f"{number:.1g}"
    digits = 1 if number < 9.95 else 0
    text = f"{number:,.{digits}f}"
    return text.removesuffix(".0")
