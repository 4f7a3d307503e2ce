"""What a move brings to a team in a year: the loss, and the KPI that moves most."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from deliverylab.improve.move import Move
from deliverylab.improve.moves import MOVES
from deliverylab.improve.quantities import QUANTITIES
from deliverylab.improve.trials import Effect
from deliverylab.improve.years import KPIS, years
from deliverylab.simulate import Scenario

__all__ = ["Brought", "brought"]


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
    without, with_it = years(team), years(move.apply(team))
    return Brought(
        move,
        Effect(QUANTITIES["loss"], without.lost, with_it.lost),
        {name: Effect(QUANTITIES[name], without.kpis[name], with_it.kpis[name]) for name in KPIS},
    )


def _ratio(effect: Effect) -> float:
    """Return how many times as much it becomes, or was: as a logarithm."""
    before, after = (effect.quantity.size(value) for value in (effect.before, effect.after))
    if min(before, after) <= 0:
        return 0.0 if before == after else math.inf
    return abs(math.log(after / before))
