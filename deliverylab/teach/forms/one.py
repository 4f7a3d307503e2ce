"""Answers that are one value: a number, a truth, a word, an id, a time."""

from __future__ import annotations

import difflib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType

import numpy as np
import pandas as pd

from deliverylab.teach.forms.base import Form, NotInForm
from deliverylab.teach.forms.describe import describe, is_a, is_many, plain, quoted
from deliverylab.teach.forms.refusals import (
    ONE_OF_ALL,
    how_to_count,
    refuse_many,
    refuse_what_is_none,
)

HOURS_IN: Mapping[str, float] = MappingProxyType(
    {"seconds": 1 / 3600, "minutes": 1 / 60, "hours": 1.0, "days": 24.0, "weeks": 168.0}
)
"""The units of duration, each in hours."""


def number(
    unit: str = "",
    *,
    decimals: int | None = None,
    tolerance: float | None = None,
    low: float = -math.inf,
    high: float = math.inf,
) -> Form[float]:
    """Return the form of a number; the canonical value is a `float`.

    Args:
        unit: what it counts, in the plural: "hours", "changes per week". A duration ("seconds",
            "minutes", "hours", "days", "weeks") may also be given as a `Timedelta`. "share" is a
            part of one: per cent given for it are recognised, and the other way round for
            "per cent".
        decimals: how many decimals count; a number that rounds to the right one is right, and so
            is the rounded one.
        tolerance: how far from the right number is still right, in its unit; instead of
            `decimals`. Without both, the numbers must agree to about six digits.
        low: the smallest number that makes sense.
        high: the largest one.

    >>> number("hours", decimals=1).read(3), number("share", low=0, high=1).wanted
    (3.0, 'a share between 0 and 1')
    """
    if decimals is not None and tolerance is not None:
        raise TypeError("give either decimals or tolerance")
    return _Number(unit, decimals, tolerance, low, high)


def count(noun: str) -> Form[int]:
    """Return the form of a whole number of things from 0 on; the canonical value is an `int`.

    Args:
        noun: what is counted, in the plural: "releases".

    >>> count("releases").read(3.0)
    3
    """
    return _Count(noun)


def truth() -> Form[bool]:
    """Return the form of a truth value; the canonical value is a `bool`.

    >>> truth().read(np.True_)
    True
    """
    return _Truth()


def word(*options: str) -> Form[str]:
    """Return the form of one word out of a few, in any case; the canonical value as spelt here.

    >>> word("release", "deploy").read("Deploy ")
    'deploy'
    """
    return _Word(options)


def name(noun: str, *, like: str) -> Form[str]:
    """Return the form of one id; the canonical value is a `str`.

    Args:
        noun: what it names, in the singular: "change".
        like: an example of such an id.

    >>> name("change", like="tug-c00042").read(" tug-c00007")
    'tug-c00007'
    """
    return _Name(noun, like)


def moment() -> Form[pd.Timestamp]:
    """Return the form of a time; the canonical value is a `Timestamp` in UTC.

    >>> moment().read(pd.Timestamp("2025-01-06T10:00+01:00"))
    Timestamp('2025-01-06 09:00:00+0000', tz='UTC')
    """
    return _Moment()


@dataclass(frozen=True)
class _Number(Form[float]):
    unit: str
    decimals: int | None
    tolerance: float | None
    low: float
    high: float

    @property
    def wanted(self) -> str:
        what = f"a number of {self.unit}" if self.unit else "a number"
        if self.unit == "share":
            what = "a share"
        if math.isfinite(self.low) and math.isfinite(self.high):
            what += f" between {self.low:g} and {self.high:g}"
        elif math.isfinite(self.low) and self.low != 0:
            what += f" from {self.low:g} on"
        return what

    def read(self, answer: object, what: str = "Your answer") -> float:
        value = _as_float(answer, what, self.wanted, ONE_OF_ALL, self.unit)
        if not math.isfinite(value):
            found = "NaN, which is a missing value" if math.isnan(value) else "infinite"
            raise NotInForm(f"{what} is {found}; it should be {self.wanted}.")
        if not self.low <= value <= self.high:
            hint = ""
            if self.unit == "share" and 1 < value <= 100:
                hint = " It looks like per cent: divide by 100."
            raise NotInForm(f"{what} is {value:g}; it should be {self.wanted}.{hint}")
        return value

    def same(self, one: float, other: float) -> bool:
        if self.tolerance is not None:
            allowed = self.tolerance
        elif self.decimals is not None:
            allowed = 0.5 * 10.0**-self.decimals
        else:
            allowed = 0.0
        # What comes of adding up in another order does not count either.
        least = 1e-11 if self.tolerance is not None or self.decimals is not None else 1e-6
        return abs(one - other) <= allowed + least * max(abs(one), abs(other))

    def slip(self, value: float, right: float) -> str | None:
        if value == 0 or right == 0:
            return None
        if any(value == round(right, decimals) for decimals in range(4)):
            return "The number is rounded too far: give more of its digits."
        if self.unit == "share" and self._is(value, right, 100):
            return "The number is in per cent, and a share is asked for: divide by 100."
        if self.unit == "per cent" and self._is(value, right, 1 / 100):
            return "The number is a share, and per cent are asked for: multiply by 100."
        if self.unit in HOURS_IN:
            for unit, hours in HOURS_IN.items():
                if unit != self.unit and self._is(value, right, HOURS_IN[self.unit] / hours):
                    return f"The number looks like {unit}, and {self.unit} are asked for."
            if self.same(-value, right):
                return "The sign is the wrong way round: take the smaller from the larger."
        return None

    def _is(self, value: float, right: float, factor: float) -> bool:
        """Return whether the value is the right one times a factor, rounded or not."""
        return abs(value / factor / right - 1) < 0.005


@dataclass(frozen=True)
class _Count(Form[int]):
    counts = True
    noun: str

    @property
    def wanted(self) -> str:
        return f"a whole number of {self.noun}"

    def read(self, answer: object, what: str = "Your answer") -> int:
        value = _as_float(answer, what, self.wanted, how_to_count(answer))
        if not (math.isfinite(value) and value >= 0 and value == int(value)):
            found = "NaN, which is a missing value" if math.isnan(value) else f"{value:,g}"
            raise NotInForm(f"{what} is {found}; it should be {self.wanted}.")
        return int(value)


@dataclass(frozen=True)
class _Truth(Form[bool]):
    wanted = "True or False"

    def read(self, answer: object, what: str = "Your answer") -> bool:
        refuse_what_is_none(answer, what, self.wanted)
        refuse_many(answer, what, self.wanted)
        if is_a(answer, bool, np.bool):
            return bool(answer)
        quotes = ", without quotation marks" if is_a(answer, str) else ""
        raise NotInForm(f"{what} is {describe(answer)}; it should be {self.wanted}{quotes}.")


@dataclass(frozen=True)
class _Word(Form[str]):
    options: tuple[str, ...]

    @property
    def wanted(self) -> str:
        return f"one of {', '.join(repr(option) for option in self.options)}"

    def read(self, answer: object, what: str = "Your answer") -> str:
        written_as_number = is_a(answer, int, float, np.integer, np.floating)
        if written_as_number and not is_a(answer, bool) and self._look_like_numbers():
            raise NotInForm(
                f"{what} is {describe(answer)}; it should be {self.wanted}, in quotation marks."
            )
        text = _as_text(answer, what, self.wanted)
        folded = {option.casefold(): option for option in self.options}
        if text.casefold() in folded:
            return folded[text.casefold()]
        close: list[str] = difflib.get_close_matches(text.casefold()[:50], folded, n=1)
        if self._look_like_numbers():
            close = []  # 1.7 is as far from 1.3 as from 1.0
        meant = f" Did you mean {folded[close[0]]!r}?" if close else ""
        raise NotInForm(f"{what} is the text {quoted(text)}; it should be {self.wanted}.{meant}")

    def _look_like_numbers(self) -> bool:
        """Return whether no letter is in any of the options, as in versions."""
        return not any(sign.isalpha() for option in self.options for sign in option)


@dataclass(frozen=True)
class _Name(Form[str]):
    noun: str
    like: str

    @property
    def wanted(self) -> str:
        return f"the id of one {self.noun}, a text such as '{self.like}'"

    def read(self, answer: object, what: str = "Your answer") -> str:
        text = _as_text(answer, what, self.wanted)
        if not text:
            raise NotInForm(f"{what} is an empty text; it should be {self.wanted}.")
        return text


@dataclass(frozen=True)
class _Moment(Form[pd.Timestamp]):
    wanted = "a time, as it stands in a column of the log"

    def read(self, answer: object, what: str = "Your answer") -> pd.Timestamp:
        refuse_what_is_none(answer, what, self.wanted)
        refuse_many(answer, what, self.wanted)
        if not is_a(answer, datetime, np.datetime64) or is_a(answer, type(pd.NaT)):
            why = " A text is not a time." if is_a(answer, str) else ""
            if type(answer) is date:
                why = " A time has hours and minutes too."
            raise NotInForm(f"{what} is {describe(answer)}; it should be {self.wanted}.{why}")
        time = pd.Timestamp(answer)  # pyrefly: ignore[bad-argument-type]
        if pd.isna(time):
            raise NotInForm(f"{what} is NaT, which is no time; it should be {self.wanted}.")
        return time.tz_localize("UTC") if time.tz is None else time.tz_convert("UTC")


def _as_text(answer: object, what: str, wanted: str) -> str:
    """Return a text without the spaces around it."""
    refuse_what_is_none(answer, what, wanted)
    refuse_many(answer, what, wanted)
    if not is_a(answer, str):
        raise NotInForm(f"{what} is {describe(answer)}; it should be {wanted}.")
    return plain(answer).strip()


def _as_float(answer: object, what: str, wanted: str, of_many: str, unit: str = "") -> float:
    """Return a number, or a duration in its unit, as a float; `of_many`: see `refuse_many`."""
    refuse_what_is_none(answer, what, wanted)
    refuse_many(answer, what, wanted, of_many)
    found = describe(answer)
    if is_a(answer, bool, np.bool):
        raise NotInForm(f"{what} is {found}; it should be {wanted}.")
    if is_a(answer, str):
        raise NotInForm(f"{what} is {found}; it should be {wanted}, without quotation marks.")
    if is_a(answer, timedelta, np.timedelta64):
        if unit not in HOURS_IN:
            raise NotInForm(f"{what} is {found}; it should be {wanted}.")
        duration = pd.Timedelta(answer)  # pyrefly: ignore[bad-argument-type]
        return duration / pd.Timedelta(hours=1) / HOURS_IN[unit]
    if is_a(answer, int, float, np.integer, np.floating, Decimal, Fraction) or (
        is_a(answer, np.ndarray) and not is_many(answer)
    ):
        try:
            return float(answer)  # pyrefly: ignore[bad-argument-type]
        except OverflowError:
            return math.inf
    raise NotInForm(f"{what} is {found}; it should be {wanted}.")
