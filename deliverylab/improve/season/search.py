"""The best plan that a search finds: a beam over the person-weeks that are spent.

Any sensible plan is an order of moves, each made as soon as there are weeks for it. So the search
grows orders, and compares those that have spent equally much by what the season would cost if no
move followed. The few best go on. A step is a move, or a move together with one that it makes
possible: to package by machine may save nothing, and open the way to what does.

What a step saved at the order before is a good guess of what it saves now, so only the most
promising are looked at again, and new ones.

The search knows all events in advance, surprises too, but not the dice: it plans with a luck of its
own, as `Circumstances.expected` has it. So it knows more than a player, and its plan can still be
beaten by one who is lucky, or better.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from deliverylab.improve.moves import MOVES
from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.policies import Plan
from deliverylab.improve.season.rules import QUARTERS, WEEKS, Standing
from deliverylab.simulate import Scenario

__all__ = ["best_found"]

_BEAM = 2
"""Orders that go on, of those that have spent equally much."""

_LOOKED_AT = 3
"""Steps that are looked at again."""

Step: TypeAlias = tuple[str, ...]


@dataclass(frozen=True)
class _Order:
    """Some moves in their order.

    Attributes:
        standing: where the team stands after them.
        made: the moves, each with its quarter.
        past: what the quarters before that of the last move cost.
        total: what the season costs if no move follows.
        saved: by step, what it saved for each of its person-weeks and each quarter left.
    """

    standing: Standing
    made: tuple[tuple[int, str], ...] = ()
    past: float = 0.0
    total: float = 0.0
    saved: dict[Step, float] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        """The moves of each quarter."""
        return tuple(
            tuple(key for when, key in self.made if when == number)
            for number in range(1, QUARTERS + 1)
        )


def best_found(circumstances: Circumstances, team: Scenario) -> Plan:
    """Return the plan with the least expected loss among those that the search looked at."""
    (first,) = _valued(circumstances, [_Order(Standing(team))])
    best = first
    levels: dict[int, dict[Scenario, _Order]] = {0: {team: first}}
    for spent in range(WEEKS * QUARTERS + 1):
        level = levels.pop(spent, {})
        for order in sorted(level.values(), key=lambda order: order.total)[:_BEAM]:
            best = min(best, order, key=lambda order: order.total)
            for step, after in _grown(circumstances, order):
                there = levels.setdefault(spent + _cost(step), {})
                known = there.get(after.standing.works)
                if known is None or after.total < known.total:
                    there[after.standing.works] = after
    return best.plan


def _grown(circumstances: Circumstances, order: _Order) -> list[tuple[Step, _Order]]:
    """Return an order with one step more, for each step that is new or promises most."""
    steps = list(_steps(order.standing.works))
    again = sorted((s for s in steps if s in order.saved), key=lambda s: -order.saved[s])
    looked_at = [s for s in steps if s not in order.saved] + again[:_LOOKED_AT]
    made = {step: _made(circumstances, order, step) for step in looked_at}
    steps = [step for step in looked_at if made[step] is not None]
    grown = _valued(circumstances, [after for after in made.values() if after is not None])
    saved = dict(order.saved)
    for step, after in zip(steps, grown, strict=True):
        left = QUARTERS + 1 - after.standing.number
        saved[step] = (order.total - after.total) / _cost(step) / left
    return [(step, replace(after, saved=saved)) for step, after in zip(steps, grown, strict=True)]


def _steps(works: Scenario) -> Iterator[Step]:
    """Yield each move that is possible, and each with one that it makes possible."""
    possible = [key for key, move in MOVES.items() if not move.why_not(works)]
    for key in possible:
        yield (key,)
        after = MOVES[key].apply(works)
        for then, move in MOVES.items():
            if then not in possible and not move.why_not(after):
                yield key, then


def _made(circumstances: Circumstances, order: _Order, step: Step) -> _Order | None:
    """Return an order with a step more, or None where the season is over before it is paid for."""
    standing, past, made = order.standing, order.past, order.made
    for key in step:
        while standing.why_not(key):
            if standing.number == QUARTERS:
                return None
            past += circumstances.expected(standing.works, standing.number)
            standing = standing.next()
        standing = standing.after(key)
        made = (*made, (standing.number, key))
    return _Order(standing, made, past)


def _valued(circumstances: Circumstances, orders: Sequence[_Order]) -> list[_Order]:
    """Return the orders with what the season costs if no move follows."""
    ways = [(order.standing.works, order.standing.number) for order in orders]
    left = circumstances.expected_until_the_end(ways)
    return [
        replace(order, total=order.past + more) for order, more in zip(orders, left, strict=True)
    ]


def _cost(step: Step) -> int:
    return sum(MOVES[key].cost for key in step)
