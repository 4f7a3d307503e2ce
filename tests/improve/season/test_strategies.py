"""Strategies: every decision matters, no plan is the best for everybody, and search finds most."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from statistics import mean

import pytest

from deliverylab.improve import MOVES, PRICES, unseen_team
from deliverylab.improve.losses import loss_in_run
from deliverylab.improve.season import MOST_MOVES, QUARTERS, WEEKS, Season
from deliverylab.improve.season.circumstances import DAYS, SETTLING_DAYS
from deliverylab.improve.season.policies import NOTHING, Plan, by_chance, expected, greedy, played
from deliverylab.improve.season.result import SeasonResult, compared
from deliverylab.improve.season.rules import Standing
from deliverylab.improve.season.search import best_found
from deliverylab.simulate import Scenario
from deliverylab.simulate.run import run

TEAMS = ("barge", "tug", "ferry", "hydrofoil", "ada")
FOUR = Scenario.team_names()


@cache
def season(team: str) -> Season:
    """Return a season of one of the four, or of the unseen team of a seed."""
    return Season.start(team if team in FOUR else unseen_team(team), 1)


@cache
def found(team: str) -> Plan:
    """Return the better of the plan that search finds for a team, and the greedy one."""
    of = season(team)
    plans = best_found(of.circumstances, of.team), taken(team)
    return min(plans, key=lambda plan: costs(team, plan))


@cache
def taken(team: str) -> Plan:
    """Return the greedy plan of a team."""
    return greedy(season(team).circumstances, season(team).team)


def costs(team: str, plan: Plan) -> float:
    """Return what a plan is expected to cost a team."""
    return expected(season(team).circumstances, season(team).team, plan)


def in_order(team: Scenario, keys: tuple[str, ...]) -> Plan:
    """Return the plan of who makes the same moves in the same order, whatever team it is.

    The first of `keys` that the team can still make is saved for, made, and struck out.
    """
    standing, plan, left = Standing(team), [], list(keys)
    for _ in range(QUARTERS):
        moves: list[str] = []
        while True:
            wanted = next((key for key in left if not MOVES[key].why_not(standing.works)), None)
            if wanted is None or standing.why_not(wanted):
                break
            moves.append(wanted)
            left.remove(wanted)
            standing = standing.after(wanted)
        plan.append(tuple(moves))
        standing = standing.next()
    return tuple(plan)


def flat(plan: Plan) -> tuple[str, ...]:
    return tuple(key for moves in plan for key in moves)


@pytest.mark.parametrize("team", TEAMS)
def test_search_finds_more_than_greed_greed_more_than_dice_and_dice_more_than_their_worst(
    team: str,
) -> None:
    of = season(team)
    dice = [costs(team, by_chance(of.seed, of.team, number)) for number in range(12)]
    now = costs(team, taken(team))
    assert costs(team, found(team)) <= now < mean(dice) < max(dice)
    assert costs(team, found(team)) < 0.75 * costs(team, NOTHING)


def test_to_do_nothing_is_rarely_best() -> None:
    better = 0
    for team in FOUR:
        of = season(team)
        nothing = played(of.circumstances, of.team, NOTHING)
        dice = [played(of.circumstances, of.team, by_chance("n", of.team, n)) for n in range(10)]
        better += sum(each < nothing for each in dice)
    assert better >= 0.8 * 10 * len(FOUR)


def test_no_plan_is_the_best_for_two_teams() -> None:
    for one in TEAMS:
        for other in TEAMS:
            if one != other:
                copied = in_order(season(other).team, flat(found(one)))
                assert costs(other, copied) > costs(other, found(other)), (one, other)


@pytest.mark.parametrize("order", ["as they are listed", "cheapest first", *TEAMS])
def test_whoever_always_keeps_to_one_order_loses_much_with_some_team(order: str) -> None:
    keys = {
        "as they are listed": tuple(MOVES) * 3,
        "cheapest first": tuple(sorted(MOVES, key=lambda key: MOVES[key].cost)) * 3,
    }.get(order) or flat(found(order))
    worse = [
        costs(team, in_order(season(team).team, keys)) / costs(team, found(team)) for team in TEAMS
    ]
    assert max(worse) > 1.3


@pytest.mark.parametrize("key", MOVES)
def test_every_move_changes_what_is_lost_in_some_state(key: str) -> None:
    move, changed = MOVES[key], []
    for team in states():
        if move.why_not(team):
            continue
        difference = lost(move.apply(team)) - lost(team)
        changed.append(abs(difference) > 1e-4 * lost(team))
    assert any(changed)


@cache
def states() -> tuple[Scenario, ...]:
    """Return how teams may work: the four, one on its way, and one that has slower changes."""
    barge = Scenario.team("barge")
    for key in ("test by machine", "package by machine", "deploy by machine"):
        barge = MOVES[key].apply(barge)
    slower = replace(Scenario.team("ferry"), slow_share=0.05)
    return (*map(Scenario.team, FOUR), barge, slower)


@cache
def lost(scenario: Scenario) -> float:
    return loss_in_run(run(scenario, SETTLING_DAYS + DAYS, 1), PRICES, SETTLING_DAYS).total


@pytest.mark.parametrize("team", TEAMS)
def test_every_plan_keeps_to_the_rules(team: str) -> None:
    of = season(team)
    plans = found(team), taken(team), by_chance(of.seed, of.team, 1)
    for plan in plans:
        assert len(plan) == QUARTERS and all(len(moves) <= MOST_MOVES for moves in plan)
        assert sum(MOVES[key].cost for key in flat(plan)) <= WEEKS * QUARTERS
        standing = Standing(of.team)
        for moves in plan:
            standing = standing.after_all(moves).next()


def test_a_plan_costs_what_it_costs_to_play_it() -> None:
    of = season("tug")
    plan = by_chance("x", of.team, 3)
    by_hand = of
    for moves in plan:
        by_hand = by_hand.play(moves)
    assert by_hand.lost == pytest.approx(played(of.circumstances, of.team, plan))
    assert by_hand.lost_by_nothing == pytest.approx(played(of.circumstances, of.team, NOTHING))


def test_dice_differ_and_are_the_same_each_time() -> None:
    tug = Scenario.team("tug")
    plans = [by_chance("1", tug, number) for number in range(10)]
    assert len(set(plans)) == 10
    assert plans == [by_chance("1", tug, number) for number in range(10)]


def test_the_result_compares_and_is_the_same_each_time() -> None:
    of = season("hydrofoil")
    for moves in found("hydrofoil"):
        of = of.play(moves)
    result = of.result()
    assert result.yours == pytest.approx(result.search)
    assert result.search_plan == found("hydrofoil")
    low, high = result.chance_between
    assert result.chance[0] <= low < result.chance_mean < high <= result.chance[-1]
    assert result.nothing == of.lost_by_nothing and result.beaten == len(result.chance) == 50
    assert result == compared(of.circumstances, of.team, of.lost, of.lost_by_nothing)
    worse = compared(of.circumstances, of.team, of.lost + 1.0, of.lost_by_nothing)
    assert worse == replace(result, yours=of.lost + 1.0)


def test_the_result_says_less_or_more() -> None:
    made = SeasonResult(80.0, 100.0, (70.0, 90.0, 110.0), 60.0, 50.0, NOTHING, NOTHING)
    assert "20 % less than a team that changes nothing (100.0)" in made.text
    assert "you beat 2 of their 3 seasons" in made.text
    worse = SeasonResult(130.0, 100.0, (70.0,), 60.0, 50.0, NOTHING, NOTHING)
    assert "30 % more than" in repr(worse)
