"""What a move brings to a team in a year: the loss, and the KPI that moves most.

The same years are simulated without the move and with it, with the same luck, as in a trial; here
there are fewer of them, and each way of working is simulated once and kept, so that the moves of a
team share the years without any of them. Ten years tell large effects from noise. What is
"nothing measurable" in them may still be a small effect; thirty years (`trial`) would tell more.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from deliverylab.improve.loss import loss
from deliverylab.improve.move import Move
from deliverylab.improve.moves import MOVES
from deliverylab.improve.paired import Values
from deliverylab.improve.quantities import QUANTITIES
from deliverylab.improve.trial import Effect
from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    Kpi,
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.simulate import Scenario, simulate

__all__ = ["YEARS", "Brought", "brought"]

YEARS = 10
"""So many years are simulated each way."""

_LOSS = "loss"
_KPIS: dict[str, Callable[[DeliveryLog], Kpi]] = {
    "deployment frequency": deployment_frequency,
    "lead time for changes": lead_time_for_changes,
    "time to restore service": time_to_restore_service,
    "change failure rate": change_failure_rate,
    "reliability": reliability,
}


@dataclass(frozen=True, eq=False)
class Brought:
    """What a move brings to a team that works in a certain way.

    Attributes:
        move: which.
        loss: what it does to the loss of a year.
        kpis: what it does to each of the five KPIs, by name.
    """

    move: Move
    loss: Effect
    kpis: Mapping[str, Effect]

    @property
    def most(self) -> Effect | None:
        """The KPI that moves most, as a ratio, of those that move by more than noise."""
        moved = [effect for effect in self.kpis.values() if effect.more_than_noise]
        return max(moved, key=_ratio, default=None)


@lru_cache(maxsize=256)
def brought(team: Scenario, key: str) -> Brought:
    """Return what the move `key` brings to a team that works like this.

    Raises:
        NotAllowed: with the reason, where it cannot be done.
        KeyError: if there is no such move.

    >>> barge = Scenario.team("barge")
    >>> brought(barge, "test by machine").loss.better, brought(barge, "half the size").loss.worse
    (True, True)
    """
    move = MOVES[key]
    without, with_it = _years(team), _years(move.apply(team))
    effects = {name: Effect(QUANTITIES[name], without[name], with_it[name]) for name in without}
    return Brought(move, effects.pop(_LOSS), effects)


@lru_cache(maxsize=64)
def _years(scenario: Scenario) -> dict[str, Values]:
    """Return what each year is like, by the name of what is measured."""
    names = [*_KPIS, _LOSS]
    values = np.empty((len(names), YEARS))
    for year in range(YEARS):
        log = simulate(scenario, seed=1 + year)
        kpis = [measure(log).value for measure in _KPIS.values()]
        values[:, year] = [*kpis, loss(log, scenario).total]
    values.flags.writeable = False
    return dict(zip(names, values, strict=True))


def _ratio(effect: Effect) -> float:
    """Return how many times as much it becomes, or was: as a logarithm, of what fails for shares.

    Reliability moves from 99 to 99.5 %: half as many requests fail, so that is a factor of two.
    """
    before, after = effect.before, effect.after
    if effect.quantity.name == "reliability":
        before, after = 1 - before, 1 - after
    if min(before, after) <= 0:
        return 0.0 if before == after else math.inf
    return abs(math.log(after / before))
