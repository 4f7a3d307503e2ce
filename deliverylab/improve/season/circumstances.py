"""What a season holds for every strategy alike: the events, the luck, and the prices.

A quarter is simulated with the levers that the team has then, turned by the events that last in it:
five weeks in which the work settles, and then the 91 days that count. So each quarter is that of a
team that has worked like this for a while; what one quarter leaves lying does not burden the next.

The luck of a quarter is drawn from the season's seed and is the same for every strategy. Whoever
plans does not know it: plans are made with other lucks (`expected`), and then played
with that of the season (`lost`). So a plan that was found by search has no knowledge of the dice
that a player could not have, and may by chance be beaten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from deliverylab.improve.losses import Loss, Prices, loss_in_run
from deliverylab.improve.luck import Luck, tidy_seed
from deliverylab.improve.season.events import Happening, drawn
from deliverylab.improve.season.rules import QUARTERS
from deliverylab.log import DeliveryLog
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.cache import Cache
from deliverylab.simulate.run import run

__all__ = ["DAYS", "SETTLING_DAYS", "Circumstances", "first_day"]

DAYS = 91
"""Days of a quarter that count."""

SETTLING_DAYS = 35
"""Days before them in which the work settles."""

_PLANNED_WITH = 2
"""Lucks that plans are made with."""

_LARGEST = 2**48

_BYTES = 2_000
"""What keeping one result costs, roughly: a scenario and a few numbers."""

_kept: Cache[Loss] = Cache(limit_bytes=16_000_000)


@dataclass(frozen=True)
class Circumstances:
    """What does not depend on what the team does.

    Attributes:
        seed: a text, from which all luck is drawn.
        prices: what waiting and outages cost this team.
        happenings: the events of the season.
    """

    seed: str
    prices: Prices
    happenings: tuple[Happening, ...]

    @classmethod
    def of(cls, seed: int | str, prices: Prices) -> Circumstances:
        """Draw the events of a season.

        Raises:
            NotAllowed: if the seed is neither a whole number nor a text.
        """
        text = tidy_seed(seed)
        return cls(text, prices, drawn(text))

    def during(self, number: int) -> tuple[Happening, ...]:
        """Return the events that last in a quarter; none in quarter 0, before the season."""
        return tuple(h for h in self.happenings if h.lasts_in(number))

    def known_before(self, number: int) -> tuple[Happening, ...]:
        """Return what one knows, before a quarter, of the events in it and after it."""
        return tuple(h for h in self.happenings if h.known_before(number) and h.last >= number)

    def scenario(self, works: Scenario, number: int) -> Scenario:
        """Return what a team that works like this meets in a quarter."""
        return _under(self.during(number), works)

    def log(self, works: Scenario, number: int) -> DeliveryLog:
        """Return what happens in a quarter, after the days in which the work settles."""
        return simulate(self.scenario(works, number), SETTLING_DAYS + DAYS, self._luck(number))

    def lost(self, works: Scenario, number: int) -> Loss:
        """Return what a team loses in a quarter, with the luck of the season."""
        return _lost(self.scenario(works, number), self.prices, self._luck(number))

    def expected(self, works: Scenario, number: int, known_at: int | None = None) -> float:
        """Return what it loses in such a quarter on average, with a luck of its own.

        Args:
            works: how the team works.
            number: the quarter.
            known_at: before which quarter one asks: then only what is known by then counts of the
                events; by default all of them.
        """
        there = tuple(h for h in self._known(known_at) if h.lasts_in(number))
        scenario = _under(there, works)
        return _mean([_lost(scenario, self.prices, one).total for one in self._other_lucks])

    def expected_until_the_end(
        self, ways: Sequence[tuple[Scenario, int]], known_at: int | None = None
    ) -> list[float]:
        """Return what is lost on average from a quarter on, for each way to work in all of them.

        Luck by luck, and events by events: ways that have something in common, as most have that
        are a move apart, then find it among what the simulator has just computed. Quarters with the
        same events are alike.

        Args:
            ways: how a team works, and from which quarter on.
            known_at: as in `expected`.
        """
        known = self._known(known_at)
        quarters = range(1, QUARTERS + 1)
        there = {number: tuple(h for h in known if h.lasts_in(number)) for number in quarters}
        last = {happenings: number for number, happenings in there.items()}
        lost: list[dict[tuple[Happening, ...], list[float]]] = [{} for _ in ways]
        for luck in self._other_lucks:
            for happenings, number in last.items():
                for (works, first), of_way in zip(ways, lost, strict=True):
                    if first <= number:
                        found = _lost(_under(happenings, works), self.prices, luck)
                        of_way.setdefault(happenings, []).append(found.total)
        return [
            sum(_mean(of_way[there[number]]) for number in quarters[first - 1 :])
            for (_, first), of_way in zip(ways, lost, strict=True)
        ]

    def _known(self, at: int | None) -> tuple[Happening, ...]:
        return self.happenings if at is None else self.known_before(at)

    @property
    def _other_lucks(self) -> list[int]:
        return [_luck(f"season {self.seed}, planning {one}") for one in range(_PLANNED_WITH)]

    def _luck(self, number: int) -> int:
        return _luck(f"season {self.seed}, quarter {number}")


def first_day(log: DeliveryLog) -> pd.Timestamp:
    """Return the first moment of a quarter's log that counts."""
    return log.start + pd.Timedelta(days=SETTLING_DAYS)


@lru_cache(maxsize=1_000)
def _under(happenings: tuple[Happening, ...], works: Scenario) -> Scenario:
    """Return how a team works while some events last."""
    for happening in happenings:
        works = happening.event.apply(works)
    return works


def _lost(scenario: Scenario, prices: Prices, seed: int) -> Loss:
    """Return what a team loses in a quarter; what was computed once is kept."""
    key = (scenario, prices, seed)
    found = _kept.get(key)
    if found is None:
        quarter = run(scenario, SETTLING_DAYS + DAYS, seed)
        found = loss_in_run(quarter, prices, from_day=SETTLING_DAYS)
        _kept.put(key, found, _BYTES)
    return found


def _mean(losses: Sequence[float]) -> float:
    return sum(losses) / len(losses)


@lru_cache(maxsize=1_000)
def _luck(text: str) -> int:
    """Return the seed of a simulation that belongs to a text."""
    return Luck(text).whole(0, _LARGEST)
