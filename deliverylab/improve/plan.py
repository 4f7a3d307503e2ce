"""A plan: one or two moves for a team, done one after the other, and tried out for years."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import permutations

from deliverylab.improve.losses import PRICES, Prices
from deliverylab.improve.move import Move
from deliverylab.improve.moves import known_move
from deliverylab.improve.trials import Trial, trial
from deliverylab.measure.say import say_count
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["MOST_MOVES", "Plan", "plan"]

MOST_MOVES = 2
"""A team that changes more at once does not know what helped."""


@dataclass(frozen=True)
class Plan:
    """One or two moves, in the order in which they are done.

    Attributes:
        before: How the team works now.
        moves: What it wants to do.
        after: How it works then.
        prices: What waiting and outages cost it.
    """

    before: Scenario
    moves: tuple[Move, ...]
    after: Scenario
    prices: Prices = PRICES

    @property
    def cost(self) -> int:
        """Person-weeks that the moves take, once."""
        return sum(move.cost for move in self.moves)

    @property
    def text(self) -> str:
        """The plan in a sentence."""
        first, *second = self.moves
        said = f"“{first.label}”"
        if second:
            same = second == [first]
            said += ", then " + ("the same again" if same else f"“{second[0].label}”")
        return f"{said}: {say_count(self.cost, 'person-week')} of work, once."

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.text

    def trial(self, years: int = 30, executor: Executor | None = None) -> Trial:
        """Return what years are like without the plan and with it; arguments as in `trial`."""
        return trial(self.before, self.after, years, executor, prices=self.prices)


def plan(scenario: Scenario, keys: tuple[str, ...], prices: Prices = PRICES) -> Plan:
    """Return the plan of these moves, the one that makes the other possible first.

    Args:
        scenario: How the team works now.
        keys: One or two keys of `MOVES`; the same one twice is allowed where it still gains.
        prices: What waiting and outages cost.

    Raises:
        NotAllowed: If there are no moves or too many, one of them is unknown, or cannot be done,
            not even after the other.

    >>> plan(Scenario.team("tug"), ("deploy every change", "package by machine"))
    Traceback (most recent call last):
        ...
    deliverylab.simulate.ranges.NotAllowed: Deploy every change: Deployments are made by hand here.
    Deploy by machine first.
    >>> plan(Scenario.team("tug"), ("a few users first", "deploy by machine"))
    “Deploy by machine”, then “A few users first”: 8 person-weeks of work, once.
    """
    if not 1 <= len(keys) <= MOST_MOVES:
        given = f"{len(keys)} moves were given" if keys else "no move was given"
        raise NotAllowed(
            f"{given}; expected one or two, for example plan('half the size', 'a faster build')"
        )
    moves = [known_move(key) for key in keys]
    stuck: dict[int, str] = {}
    for order in permutations(moves):
        after, done = scenario, 0
        for move in order:
            if reason := move.why_not(after):
                stuck[done] = f"{move.label}: {reason}"
                break
            after, done = move.apply(after), done + 1
        if done == len(order):
            return Plan(scenario, order, after, prices)
    raise NotAllowed(stuck[max(stuck)])  # of the order that came farthest
