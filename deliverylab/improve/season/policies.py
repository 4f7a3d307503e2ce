"""Strategies to compare a player with: do nothing, chance, and always what pays most now.

A plan names the moves of each quarter. All plans are played in the same circumstances.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from deliverylab.improve.luck import Luck
from deliverylab.improve.moves import MOVES
from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.rules import QUARTERS, Standing
from deliverylab.simulate import Scenario

__all__ = ["NOTHING", "Plan", "by_chance", "expected", "greedy", "played", "played_each"]

Plan: TypeAlias = tuple[tuple[str, ...], ...]
"""The moves of each quarter by their keys, quarter after quarter."""

_ENOUGH = ""

NOTHING: Plan = ((),) * QUARTERS
"""Change nothing."""


def played(circumstances: Circumstances, team: Scenario, plan: Plan) -> float:
    """Return what a team loses in the season with a plan, in person-weeks."""
    return played_each(circumstances, team, [plan])[0]


def played_each(circumstances: Circumstances, team: Scenario, plans: Sequence[Plan]) -> list[float]:
    """Return the same for some plans: quarter by quarter, in which all of them meet one luck."""
    works = [_works(team, plan) for plan in plans]
    quarters = [
        [circumstances.lost(way, number).total for way in ways]
        for number, ways in enumerate(zip(*works, strict=True), start=1)
    ]
    return [sum(losses) for losses in zip(*quarters, strict=True)]


def expected(circumstances: Circumstances, team: Scenario, plan: Plan) -> float:
    """Return what it loses on average, with a luck of its own."""
    works = _works(team, plan)
    return sum(circumstances.expected(each, q) for q, each in enumerate(works, start=1))


def _works(team: Scenario, plan: Plan) -> list[Scenario]:
    """Return how the team works in each quarter."""
    standing = Standing(team)
    works: list[Scenario] = []
    for moves in plan:
        standing = standing.after_all(moves)
        works.append(standing.works)
        standing = standing.next()
    return works


def by_chance(seed: str, team: Scenario, number: int) -> Plan:
    """Return a plan in which dice decide: the next move, or that it is enough for the quarter."""
    dice = Luck(f"season {seed}, chance {number}")
    standing = Standing(team)
    plan: list[tuple[str, ...]] = []
    for _ in range(QUARTERS):
        moves: list[str] = []
        while there := standing.moves:
            pick = dice.one_of([*there, _ENOUGH])
            if pick == _ENOUGH:
                break
            moves.append(pick)
            standing = standing.after(pick)
        plan.append(tuple(moves))
        standing = standing.next()
    return tuple(plan)


def greedy(circumstances: Circumstances, team: Scenario) -> Plan:
    """Return the plan of who takes, each quarter, what saves most for its cost until the end.

    It knows what a player knows of the events, and never saves for a dear move.
    """
    standing = Standing(team)
    plan: list[tuple[str, ...]] = []
    for _ in range(QUARTERS):
        moves: list[str] = []
        while (best := _best(circumstances, standing)) is not None:
            moves.append(best)
            standing = standing.after(best)
        plan.append(tuple(moves))
        standing = standing.next()
    return tuple(plan)


def _best(circumstances: Circumstances, standing: Standing) -> str | None:
    """Return the move that saves most for its cost, as far as one knows; None where none saves."""
    now = standing.number

    after = {key: standing.after(key).works for key in standing.moves}
    ways = [(works, now) for works in (standing.works, *after.values())]
    as_it_is, *lost = circumstances.expected_until_the_end(ways, known_at=now)
    saved = {
        key: (as_it_is - loss) / MOVES[key].cost for key, loss in zip(after, lost, strict=True)
    }
    best = max(saved, key=lambda key: saved[key], default=None)
    return best if best is not None and saved[best] > 0 else None
