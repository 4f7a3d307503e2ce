"""One thing a quarter: four quarters, a budget, and the same moves in another order.

A team may change one thing at the beginning of each quarter, for as long as the person-weeks of its
year last. What a move is worth depends on what was there when it came: it helps most where it meets
the bottleneck, and then the bottleneck is elsewhere. So the effects of two moves do not simply add
up, and the same four moves lose different amounts in different orders.

A quarter here is a quarter of a mean year: each way of working is simulated for some whole years
(`deliverylab.improve.years`), the same luck for every way. What a quarter leaves lying does not
burden the next one, so an effect is that of working like this, not of the change-over. The choices
are a few of `MOVES` for each team, at least one for each pillar; they and the budget are chosen for
teaching.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from deliverylab.improve.moves import MOVES
from deliverylab.improve.paired import Mean, Values, mean_difference
from deliverylab.improve.years import YEARS, Years, years
from deliverylab.measure.say import say_count
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["BUDGET", "CHOICES", "NOTHING", "QUARTERS", "Quarter", "Year"]

QUARTERS = 4
BUDGET = 15
"""Person-weeks for improving in the year."""

NOTHING = ""
"""What a team does in a quarter in which it changes nothing."""

CHOICES: dict[str, tuple[str, ...]] = {
    "barge": (
        "everyone reviews",
        "test by machine",
        "half the size",
        "trains twice as often",
        "alarms that say what to do",
        "write down what you know",
    ),
    "tug": (
        "pair on what is hard",
        "package by machine",
        "half the size",
        "approve each package",
        "alarms that say what to do",
        "the tests on every desk",
    ),
    "ferry": (
        "everyone reviews",
        "test what escaped",
        "deploy every change",
        "half the size",
        "a few users first",
        "more may approve",
    ),
    "hydrofoil": (
        "pair on what is hard",
        "test what escaped",
        "a faster build",
        "half the size",
        "alarms that say what to do",
        "the tests on every desk",
    ),
}
"""What each team can choose from, pillar after pillar."""


@dataclass(frozen=True, eq=False)
class Quarter:
    """A quarter of a team that works in a certain way."""

    of: Years

    @property
    def lost(self) -> Values:
        """Person-weeks, one entry for each luck."""
        return self.of.lost / QUARTERS

    @property
    def loss(self) -> float:
        """Person-weeks, on average."""
        return float(self.lost.mean())

    @property
    def lead_time(self) -> float:
        """Hours: the median lead time of a year, on average."""
        return float(np.nanmean(self.of.kpis["lead time for changes"]))

    @property
    def bottleneck(self) -> str:
        """The stage at which a change waits longest."""
        return max(self.of.waiting, key=lambda stage: self.of.waiting[stage])

    @property
    def longest_wait(self) -> float:
        """Hours for which a change waits there."""
        return self.of.waiting[self.bottleneck]

    def against(self, other: Quarter) -> Mean:
        """Return how much more is lost here than in `other`, with the same luck."""
        return mean_difference(other.lost, self.lost)


@dataclass(frozen=True)
class Year:
    """What a team did in each quarter so far.

    Attributes:
        team: the name of one of the four.
        moves: the key of the move of each quarter, `NOTHING` where it changed nothing.

    Raises:
        NotAllowed: with the reason, where it cannot be done.
    """

    team: str
    moves: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what cannot be done in this order."""
        for number, key in enumerate(self.moves):
            if reason := self._upto(number).why_not(key):
                raise NotAllowed(reason)

    @cached_property
    def works(self) -> tuple[Scenario, ...]:
        """How the team works: before the year, then in each quarter so far."""
        ways = [Scenario.team(self.team)]
        for key in self.moves:
            ways.append(MOVES[key].apply(ways[-1]) if key else ways[-1])
        return tuple(ways)

    @property
    def quarters(self) -> list[Quarter]:
        """What the quarter before the year is like, and each quarter so far."""
        return [Quarter(years(works)) for works in self.works]

    @property
    def made(self) -> tuple[str, ...]:
        """The moves, without the quarters in which nothing was changed."""
        return tuple(key for key in self.moves if key)

    @property
    def left(self) -> int:
        """Person-weeks that are left for improving."""
        return BUDGET - sum(MOVES[key].cost for key in self.made)

    @property
    def lost(self) -> Values:
        """Person-weeks lost in the quarters so far, one entry for each luck."""
        return np.asarray(sum((q.lost for q in self.quarters[1:]), np.zeros(YEARS)))

    def why_not(self, key: str) -> str:
        """Return why a move cannot be made in the next quarter, or "" where it can.

        >>> Year("tug").why_not("approve each package")
        'Packages are made by hand here. Package by machine first.'
        """
        if len(self.moves) == QUARTERS:
            return f"The year has {QUARTERS} quarters, and each has had its one thing."
        if key == NOTHING:
            return ""
        if key in self.moves:
            return f"That is done since quarter {self.moves.index(key) + 1}."
        if key not in CHOICES[self.team]:
            return f"{key!r} is no choice of {self.team} here."
        if MOVES[key].cost > self.left:
            return (
                f"It takes {say_count(MOVES[key].cost, 'person-week')}, and {self.left} of the "
                f"{BUDGET} person-weeks of the year are left."
            )
        return MOVES[key].why_not(self.works[-1])

    def then(self, key: str) -> Year:
        """Return the year with one quarter more.

        Raises:
            NotAllowed: with the reason, where it cannot be done.
        """
        return replace(self, moves=(*self.moves, key))

    def back(self) -> Year:
        """Return the year without its last quarter."""
        return replace(self, moves=self.moves[:-1])

    def turned_round(self) -> Year:
        """Return the year in which the last move came first.

        Raises:
            NotAllowed: with the reason, where that cannot be done.
        """
        return replace(self, moves=self.moves[::-1])

    def doing_nothing(self) -> Year:
        """Return a year of as many quarters in which nothing was changed."""
        return replace(self, moves=(NOTHING,) * len(self.moves))

    @property
    def first_and_last(self) -> tuple[Mean, Mean] | None:
        """What the first move does to the loss of a quarter: as the first, and were it the last.

        None before there are two moves.

        Raises:
            NotAllowed: with the reason, where it could not be the last.
        """
        if len(self.made) < 2:
            return None
        first, *others = self.made
        start = Year(self.team)
        without = replace(self, moves=tuple(others))
        return (
            start.then(first).quarters[-1].against(start.quarters[-1]),
            without.then(first).quarters[-1].against(without.quarters[-1]),
        )

    def _upto(self, number: int) -> Year:
        """Return the year with only its first quarters."""
        return self if number == len(self.moves) else replace(self, moves=self.moves[:number])
