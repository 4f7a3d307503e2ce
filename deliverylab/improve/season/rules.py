"""The rules of the harbour game: eight quarters, six person-weeks a quarter, three moves at most.

- A quarter brings six person-weeks for improving. What is not spent is there in the next one: a
  dear move can be saved for, and the price of saving is another quarter of the same losses.
- A team takes in three moves a quarter at most: who changes everything at once changes nothing.
- Moves are made in the order in which they are named, so one may be what the next one needs.
- A move is made before the quarter in which it is paid for, and works from its first day to the
  end of the season.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deliverylab.improve.moves import MOVES, known_move
from deliverylab.measure.say import say_count
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["MOST_MOVES", "QUARTERS", "WEEKS", "Standing"]

QUARTERS = 8
"""Quarters in a season."""

WEEKS = 6
"""Person-weeks for improving that each quarter brings."""

MOST_MOVES = 3
"""Moves in a quarter."""


@dataclass(frozen=True)
class Standing:
    """Where a team stands when a quarter is about to begin.

    Attributes:
        works: how the team works, without events.
        number: the quarter that is about to begin, from 1.
        weeks: person-weeks in hand, with those that the quarter brings.
        made: how many moves were already made for this quarter.
    """

    works: Scenario
    number: int = 1
    weeks: int = WEEKS
    made: int = 0

    def why_not(self, key: str) -> str:
        """Return why a move cannot be made for this quarter, or "" where it can.

        Raises:
            NotAllowed: if there is no such move.

        >>> Standing(Scenario.team("tug")).why_not("deploy every change")
        'Packages are made by hand here. Package by machine first.'
        """
        move = known_move(key)
        if self.made >= MOST_MOVES:
            return f"A team takes in {MOST_MOVES} moves a quarter at most."
        if reason := move.why_not(self.works):
            return reason
        if move.cost > self.weeks:
            return (
                f"It takes {say_count(move.cost, 'person-week')}, and {self.weeks} are left. What "
                "you do not spend is there next quarter."
            )
        return ""

    def after(self, key: str) -> Standing:
        """Return where the team stands once a move is made.

        Raises:
            NotAllowed: with the reason, where it cannot be made.
        """
        move = known_move(key)
        if reason := self.why_not(key):
            raise NotAllowed(f"{move.label}: {reason}")
        return Standing(move.apply(self.works), self.number, self.weeks - move.cost, self.made + 1)

    def after_all(self, keys: Sequence[str]) -> Standing:
        """Return where the team stands once some moves are made, in their order.

        Raises:
            NotAllowed: with the first reason, where one of them cannot be made.

        >>> chain = ["trains twice as often", "trains twice as often", "more may approve"]
        >>> Standing(Scenario.team("tug")).after_all(chain)
        Traceback (most recent call last):
            ...
        deliverylab.simulate.ranges.NotAllowed: More people may approve: Nobody approves
        deployments here.
        """
        standing = self
        for key in keys:
            standing = standing.after(key)
        return standing

    def next(self) -> Standing:
        """Return where the team stands before the quarter after this one."""
        return Standing(self.works, self.number + 1, self.weeks + WEEKS)

    @property
    def moves(self) -> list[str]:
        """The moves that can be made now, in the order of `MOVES`."""
        return [key for key in MOVES if not self.why_not(key)]


def label(key: str) -> str:
    """Return what people call a move; its key where this course knows no such move any more.

    >>> label("a faster build"), label("a move of long ago")
    ('A faster build', 'a move of long ago')
    """
    return MOVES[key].label if key in MOVES else key
