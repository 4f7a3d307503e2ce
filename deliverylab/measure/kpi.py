"""One measured KPI: a value, what it stands on, how sure it is, and what it left out.

A number alone invites wrong use. A `Kpi` therefore always carries how many observations it was
made from, an interval where one makes sense, and how many changes, incidents or deployments could
not be counted and why. Where nothing could be observed there is no value: `Kpi.has_data` is False
and the text says "no data" – never zero, which would read as perfect or as hopeless.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from deliverylab.measure.say import NO_DATA, Unit, capital, say, say_share

__all__ = ["Kpi"]


@dataclass(frozen=True, eq=False)
class Kpi:
    """A measured value with everything that is needed to judge it.

    Attributes:
        name: What was measured, in lower case: "lead time for changes".
        value: The number, in `unit`; NaN where there is no data.
        unit: "deployments per week", "changes per week", "changes", "hours", "working hours" or
            "share" (0 to 1).
        observations: How many changes, incidents, deployments or requests it was made from.
        basis: The same in words ("median of 12 changes"), or why there is no data.
        low: Lower end of the 95 % interval in `unit`; NaN where no interval makes sense.
        high: Upper end.
        left_out: How many were not counted, by reason.
        also: Further numbers in the same unit, by name ("90th percentile").
        detail: The values behind the number as a Series: one per change or incident (by its id),
            or one per week (by the week's start).
        promised: What was promised, in `unit`; NaN where nothing was. The value is said with as
            many digits as tell it from the promise.

    >>> lead_time = Kpi("lead time for changes", 30.0, "hours", 12, "median of 12 changes",
    ...                 low=26.0, high=44.0, left_out={"still waiting": 3})
    >>> lead_time.text
    'Lead time for changes: 30 hours (median of 12 changes; 95 % interval 26 hours to 44 hours;
    left out: 3 still waiting).'
    """

    name: str
    value: float
    unit: Unit
    observations: int
    basis: str
    low: float = math.nan
    high: float = math.nan
    left_out: Mapping[str, int] = field(default_factory=dict)
    also: Mapping[str, float] = field(default_factory=dict)
    detail: pd.Series | None = None
    promised: float = math.nan

    @property
    def has_data(self) -> bool:
        """Whether there is a value at all."""
        return not math.isnan(self.value)

    @cached_property
    def said(self) -> str:
        """The value alone as a person would say it: "5.2 hours", "6.1 %", "no data"."""
        if self.unit == "share":
            return say_share(self.value, self.promised)
        return say(self.value, self.unit)

    @property
    def text(self) -> str:
        """One sentence: the value, what it stands on, how sure it is, what was left out."""
        parts = [self.basis]
        if self.has_data:
            if not math.isnan(self.low):
                ends = f"{say(self.low, self.unit)} to {say(self.high, self.unit)}"
                parts.append(f"95 % interval {ends}")
            parts += [
                f"{name} {say(number, self.unit)}"
                for name, number in self.also.items()
                if not math.isnan(number)
            ]
        left_out = [f"{count:,} {reason}" for reason, count in self.left_out.items() if count]
        if left_out:
            parts.append("left out: " + ", ".join(left_out))
        value = self.said if self.has_data else NO_DATA
        return f"{capital(self.name)}: {value} ({'; '.join(parts)})."

    def __repr__(self) -> str:
        """The sentence, so that a cell that ends with a KPI reads as one."""
        return self.text
