"""A prediction written down before the trial: a range for each KPI, 80 % sure of each.

Who has to write down a range, and not only a hope, says how much they know. Afterwards it is not
asked whether the prediction was right but whether it was as sure as it could be
(`deliverylab.improve.calibration`).

>>> Prediction(lead_time_days=(4, 8), failure_rate_percent=(5, 15))
Predicted, each 80 % sure: lead time for changes 4 to 8 days; change failure rate 5 to 15 %.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from numbers import Real

from deliverylab.improve.calibration import Calibration, scored
from deliverylab.improve.quantities import QUANTITIES, Quantity, nearest, quantity
from deliverylab.improve.trials import Trial
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["BUDGET_MINUTES", "Prediction"]

BUDGET_MINUTES = "budget_minutes"
"""The key for reliability said in minutes a month."""
_MINUTES_A_MONTH = 30 * 24 * 60.0


@dataclass(frozen=True)
class _Asked:
    """A key of a prediction: what it is about, and from people's unit to that of the measures."""

    key: str
    quantity: Quantity
    said_in: str
    most: float

    def ends(self, low: float, high: float) -> tuple[float, float]:
        """Return the range in the unit of the measures, the smaller end first."""
        if self.key == BUDGET_MINUTES:
            return 1 - high / _MINUTES_A_MONTH, 1 - low / _MINUTES_A_MONTH
        return low * self.quantity.scale, high * self.quantity.scale


_ASKED: Mapping[str, _Asked] = {
    one.key: one
    for one in (
        *(_Asked(q.key, q, q.said_in, q.most) for q in QUANTITIES.values()),
        _Asked(
            BUDGET_MINUTES,
            quantity("reliability"),
            "minutes a month without service",
            _MINUTES_A_MONTH,
        ),
    )
}


class Prediction:
    """Ranges for the mean year with the change, 80 % sure of each."""

    ranges: Mapping[str, tuple[float, float]]
    """As they were given, by key."""

    def __init__(self, **ranges: Sequence[float]) -> None:
        """Write down low and high of one or more of these.

        - `deployments_per_week`: deployment frequency;
        - `lead_time_days`: lead time for changes;
        - `restore_hours`: time to restore service;
        - `failure_rate_percent`: change failure rate, 0 to 100;
        - `reliability_percent`, 0 to 100; or `budget_minutes`: the minutes of a month of 30 days
          for which everything would have to fail, if users ask equally at all hours;
        - `rework_percent`: deployment rework rate, 0 to 100;
        - `loss_person_weeks`: the loss of a year.

        Args:
            ranges: Low and high of each, as (low, high).

        Raises:
            NotAllowed: If nothing is predicted, or a name or a range makes no sense.
        """
        if not ranges:
            raise NotAllowed(
                "nothing is predicted; give a range, for example lead_time_days=(4, 8); "
                f"the names are: {', '.join(_ASKED)}"
            )
        self.ranges = {key: _range(key, ends) for key, ends in ranges.items()}
        if BUDGET_MINUTES in ranges and "reliability_percent" in ranges:
            raise NotAllowed(
                "reliability_percent and budget_minutes are the same thing said in two ways; "
                "give one of them"
            )

    @property
    def by_quantity(self) -> Mapping[str, tuple[float, float]]:
        """The ranges in the units of the measures, by the name of what they are about."""
        asked = {_ASKED[key]: ends for key, ends in self.ranges.items()}
        return {one.quantity.name: one.ends(*ends) for one, ends in asked.items()}

    def against(self, trial: Trial) -> Calibration:
        """Return how sure the prediction was, and how sure it could have been."""
        return Calibration(
            tuple(scored(trial[name], *ends) for name, ends in self.by_quantity.items())
        )

    @property
    def text(self) -> str:
        """The prediction in a sentence."""
        asked = {_ASKED[key]: ends for key, ends in self.ranges.items()}
        parts = [
            f"{one.quantity.name} {low:g} to {high:g} {one.said_in}"
            for one, (low, high) in asked.items()
        ]
        return f"Predicted, each 80 % sure: {'; '.join(parts)}."

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.text


def _range(key: str, ends: object) -> tuple[float, float]:
    """Return a range, or refuse it in words."""
    if key not in _ASKED:
        raise NotAllowed(f"{key!r} is not predicted; {nearest(key, _ASKED, 'the names are')}")
    asked = _ASKED[key]
    given = list(ends) if isinstance(ends, Sequence) and not isinstance(ends, str) else []
    if len(given) != 2 or not all(_is_number(end) for end in given):
        raise NotAllowed(
            f"{key}={ends!r}; expected two numbers, low and high, in {asked.said_in}, "
            f"for example {key}=(4, 8)"
        )
    low, high = map(float, given)
    if low > high:
        raise NotAllowed(f"{key}={ends!r}; the low end is above the high end: turn them round")
    if low < 0 or high > asked.most:
        upto = "on" if math.isinf(asked.most) else f"to {asked.most:,.0f}"
        raise NotAllowed(f"{key}={ends!r}; expected numbers from 0 {upto}, in {asked.said_in}")
    return low, high


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool) and math.isfinite(value)
