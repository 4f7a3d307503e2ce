"""What a change does to one KPI: with it, without it, and whether that is more than noise."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, TypeAlias

import numpy as np

from deliverylab.improve.paired import Mean, Values, mean_difference
from deliverylab.improve.quantities import Quantity
from deliverylab.measure.say import NO_DATA, capital

__all__ = ["LITTLE", "Effect", "Judged"]

Judged: TypeAlias = Literal[
    "better",
    "a little better",
    "less rework",
    "more rework",
    "a little worse",
    "worse",
    "no more than noise",
    "the same",
    "no data",
]
"""What a trial says of one quantity."""

LITTLE = 0.1
"""Less than this share of what it was is little, though it may be more than noise."""


@dataclass(frozen=True, eq=False)
class Effect:
    """What a change does to one quantity; values in the unit of the measures.

    Attributes:
        quantity: Of what.
        without: Year by year without the change; NaN where a year has no data.
        with_it: The same years with it.
        by_rework: Whether rework makes most of the difference: those deployments that were planned
            are about as many as before.
    """

    quantity: Quantity
    without: Values
    with_it: Values
    by_rework: bool = False

    @cached_property
    def difference(self) -> Mean:
        """The mean of the paired differences, with its 95 % interval."""
        return mean_difference(self.without, self.with_it)

    @property
    def before(self) -> float:
        """The mean year without the change, of the years that have data both ways."""
        return self._mean(self.without)

    @property
    def after(self) -> float:
        """The mean year with the change, of the years that have data both ways."""
        return self._mean(self.with_it)

    @property
    def falls(self) -> bool:
        """Whether it falls by more than noise: the whole interval is below zero."""
        return self.difference.high < 0

    @property
    def rises(self) -> bool:
        """Whether it rises by more than noise: the whole interval is above zero."""
        return self.difference.low > 0

    @property
    def more_than_noise(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        return self.falls or self.rises

    @property
    def better(self) -> bool:
        """Whether it gets better by more than noise."""
        return self.falls if self.quantity.better == "falls" else self.rises

    @property
    def worse(self) -> bool:
        """Whether it gets worse by more than noise."""
        return self.more_than_noise and not self.better

    @property
    def little(self) -> bool:
        """Whether it changes by less than a tenth of what it was."""
        size = self.quantity.size(self.before)
        return abs(self.difference.value) < LITTLE * size

    @property
    def said(self) -> tuple[str, str]:
        """The mean year without and with the change, in words that tell the two apart."""
        say = self.quantity.say
        return say(self.before, beside=self.after), say(self.after, beside=self.before)

    @property
    def interval(self) -> str:
        """The 95 % interval of the difference in words."""
        return self.quantity.say_interval(self.difference.low, self.difference.high)

    @property
    def mean(self) -> str:
        """The mean difference in words, with the digits of its interval."""
        mean = self.difference
        return self.quantity.say_mean(mean.value, mean.low, mean.high)

    @property
    def judged(self) -> Judged:
        """Whether there is more than noise, on which side, and whether it is more than a little."""
        mean = self.difference
        if math.isnan(mean.low):
            return "no data"
        if mean.low == mean.high == 0:
            return "the same"
        if not self.more_than_noise:
            return "no more than noise"
        if self.by_rework:
            return "less rework" if self.falls else "more rework"
        if self.little:
            return "a little better" if self.better else "a little worse"
        return "better" if self.better else "worse"

    @property
    def text(self) -> str:
        """The effect in a sentence."""
        name = capital(self.quantity.name)
        years = self._years_left_out()
        without, with_it = self.said
        if self.judged == "no data":
            return f"{name}: {NO_DATA}{years}."
        if self.judged == "the same":
            return f"{name}: {without} both ways, in every year{years}."
        values = f"{without} without, {with_it} with"
        if not self.more_than_noise:
            return f"{name}: {values}; no more than noise (95 % interval {self.interval}{years})."
        verb = "falls" if self.falls else "rises"
        size = self.quantity.say_size(self.difference.value)
        return f"{name}: {values}; {verb} by {size} (95 % interval {self.interval}{years})."

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.text

    def _mean(self, values: Values) -> float:
        both = ~np.isnan(self.without) & ~np.isnan(self.with_it)
        return float(values[both].mean()) if both.any() else math.nan

    def _years_left_out(self) -> str:
        """Say of how many years this is, where some have no data."""
        every, there = len(self.without), self.difference.of
        return "" if there == every else f"; {there} of {every} years have data both ways"
