"""How a season compares: with doing nothing, with chance, and with plans that were computed.

All meet the same events and the same luck. Chance is fifty seasons in which dice chose among the
moves that could be made. *Greedy* takes each quarter what saves most for its cost, knowing no more
than a player does. *Search* knows all events in advance, surprises too; it is no rival, but the far
end of the scale. Neither knows the luck: both plan with another one.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import lru_cache
from statistics import mean

import numpy as np

from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.policies import Plan, by_chance, expected, greedy, played_each
from deliverylab.improve.season.search import best_found
from deliverylab.simulate import Scenario
from deliverylab.simulate.cache import Cache

__all__ = ["CHANCES", "SeasonResult", "compared", "known"]

CHANCES = 50
"""Seasons that dice play."""


_BYTES = 4_000
"""What keeping one result costs, roughly."""

_kept: Cache[SeasonResult] = Cache(limit_bytes=400_000)


@dataclass(frozen=True)
class SeasonResult:
    """What a season cost, and what it costs others, in person-weeks.

    Attributes:
        yours: as it was played.
        nothing: had nothing been changed.
        chance: of each season that dice played, from the least to the most.
        greedy: with what pays most now, each quarter.
        search: with the best plan that the search found.
        greedy_plan: that plan, quarter after quarter.
        search_plan: the other one.
    """

    yours: float
    nothing: float
    chance: tuple[float, ...]
    greedy: float
    search: float
    greedy_plan: Plan
    search_plan: Plan

    @property
    def chance_mean(self) -> float:
        """What dice lose on average."""
        return mean(self.chance)

    @property
    def chance_between(self) -> tuple[float, float]:
        """Between which losses eight of ten seasons of dice lie."""
        low, high = np.quantile(self.chance, (0.1, 0.9))
        return float(low), float(high)

    @property
    def beaten(self) -> int:
        """How many of the seasons of dice cost more than yours."""
        return sum(each > self.yours for each in self.chance)

    @property
    def text(self) -> str:
        """The comparison in words."""
        low, high = self.chance_between
        saved = (self.nothing - self.yours) / self.nothing if self.nothing else 0.0
        against = (
            f"{100 * saved:.0f} % less than" if saved >= 0 else f"{-100 * saved:.0f} % more than"
        )
        return (
            f"You lost {self.yours:.1f} person-weeks, {against} a team that changes nothing "
            f"({self.nothing:.1f}). Dice lose {self.chance_mean:.1f} on average, eight times in "
            f"ten {low:.1f} to {high:.1f}; you beat {self.beaten} of their {len(self.chance)} "
            f"seasons. Always what pays most now: {self.greedy:.1f}. The best plan that a search "
            f"found, which knew all events: {self.search:.1f}."
        )

    def __repr__(self) -> str:
        """Return it in words."""
        return self.text


def known(circumstances: Circumstances, team: Scenario, yours: float) -> SeasonResult | None:
    """Return a comparison that was made since Python was started; None where there was none."""
    return _kept.get(_key(circumstances, team, yours))


def _key(circumstances: Circumstances, team: Scenario, yours: float) -> Hashable:
    return circumstances, team, round(yours, 6)


def compared(
    circumstances: Circumstances, team: Scenario, yours: float, nothing: float
) -> SeasonResult:
    """Return how a season of this team compares; what was computed once is kept.

    Args:
        circumstances: the events, the luck and the prices.
        team: how it worked when the season began.
        yours: what was lost as it was played.
        nothing: what a team loses that changes nothing.
    """
    there = known(circumstances, team, yours)
    if there is not None:
        return there
    result = replace(_who_changes_nothing(circumstances, team, nothing), yours=yours)
    _kept.put(_key(circumstances, team, yours), result, _BYTES)
    return result


@lru_cache(maxsize=16)
def _who_changes_nothing(
    circumstances: Circumstances, team: Scenario, nothing: float
) -> SeasonResult:
    """Return how doing nothing compares: what the others lose does not depend on the player."""
    dice = [by_chance(circumstances.seed, team, number) for number in range(CHANCES)]
    now = greedy(circumstances, team)
    found = min(
        (best_found(circumstances, team), now), key=lambda plan: expected(circumstances, team, plan)
    )
    by_greedy, by_search, *by_dice = played_each(circumstances, team, [now, found, *dice])
    return SeasonResult(
        yours=nothing,
        nothing=nothing,
        chance=tuple(sorted(by_dice)),
        greedy=by_greedy,
        search=by_search,
        greedy_plan=now,
        search_plan=found,
    )
