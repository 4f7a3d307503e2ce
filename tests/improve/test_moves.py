"""Moves: what can be done, what it turns, and that a team may make them in any order."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.improve import MOVES, PILLARS, known_move, possible
from deliverylab.simulate import Scenario, Train
from deliverylab.simulate.ranges import NotAllowed

TEAMS = Scenario.team_names()


@pytest.mark.parametrize("key", MOVES)
def test_each_move_can_be_made_by_somebody_and_says_what_it_turns(key: str) -> None:
    move = MOVES[key]
    slow = replace(Scenario.team("ferry"), slow_share=0.05, runners=2, ci_minutes=30.0)
    train = replace(Scenario.team("ferry"), deploy_on=Train(every_days=7))
    teams = [*map(Scenario.team, TEAMS), slow, train]
    able = [team for team in teams if not move.why_not(team)]
    assert able
    assert move.changed(able[0])
    assert move.pillar in PILLARS and move.cost > 0 and move.says.endswith(".")


def test_each_pillar_has_two_moves_or_more() -> None:
    assert all(sum(m.pillar == pillar for m in MOVES.values()) >= 2 for pillar in PILLARS)


@pytest.mark.parametrize(
    ("team", "key", "reason"),
    [
        ("barge", "package by machine", "Changes are tested by hand here. Test by machine first."),
        ("tug", "a few users first", "Deployments are made by hand here. Deploy by machine first."),
        ("tug", "deploy every change", "Packages are made by hand here. Package by machine first."),
        ("ferry", "trains twice as often", "No train leaves here"),
        ("barge", "more may approve", "Nobody approves deployments here."),
        ("ferry", "a gate for speed", "No change makes this service slower."),
        ("hydrofoil", "test by machine", "That is so here already."),
        ("hydrofoil", "one command back", "Nothing is left to gain with it."),
    ],
)
def test_what_cannot_be_done_says_why(team: str, key: str, reason: str) -> None:
    assert MOVES[key].why_not(Scenario.team(team)).startswith(reason)
    with pytest.raises(NotAllowed, match=MOVES[key].label):
        MOVES[key].apply(Scenario.team(team))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEAMS), st.lists(st.integers(0, 99), max_size=40))
def test_moves_in_any_order_give_a_scenario(team: str, picks: list[int]) -> None:
    scenario = Scenario.team(team)
    for pick in picks:
        there = possible(scenario)
        if not there:
            break
        after = there[pick % len(there)].apply(scenario)
        assert after != scenario and after.name == scenario.name
        scenario = after


@pytest.mark.parametrize("team", TEAMS)
def test_moves_come_to_an_end(team: str) -> None:
    scenario, made = Scenario.team(team), 0
    while there := possible(scenario):
        scenario, made = there[0].apply(scenario), made + 1
        assert made < 60
    assert made > 5


def test_the_second_time_brings_less() -> None:
    move, scenario = MOVES["alarms that say what to do"], Scenario.team("barge")
    detect = [scenario.detect_minutes]
    while not move.why_not(scenario):
        scenario = move.apply(scenario)
        detect.append(scenario.detect_minutes)
    gains = [before - after for before, after in pairwise(detect)]
    assert gains == sorted(gains, reverse=True) and detect[-1] == 4.0


@pytest.mark.parametrize("given", ["more people", "Review everything", "microservices", "test"])
def test_no_move_is_suggested_that_was_hardly_meant(given: str) -> None:
    with pytest.raises(NotAllowed, match="the moves are: everyone reviews,"):
        known_move(given)


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("Half the Size", "half the size"),
        ("everone review", "everyone reviews"),
        ("every desk", "the tests on every desk"),
    ],
)
def test_a_move_that_was_nearly_named_is_suggested(given: str, meant: str) -> None:
    with pytest.raises(NotAllowed, match=f"did you mean '{meant}'"):
        known_move(given)


def test_tests_of_what_escaped_help_most_where_tests_are_weakest() -> None:
    move = MOVES["test what escaped"]
    catches = (0.2, 0.5, 0.8)
    ways = [replace(Scenario.team("ferry"), ci_catch=catch) for catch in catches]
    gains = [move.apply(way).ci_catch - way.ci_catch for way in ways]
    assert gains == sorted(gains, reverse=True) and gains[0] > 0.5 and gains[-1] > 0.1


def test_trains_stop_halving_where_they_are_no_trains_any_more() -> None:
    move, scenario = MOVES["trains twice as often"], Scenario.team("barge")
    days = []
    while not move.why_not(scenario):
        scenario = move.apply(scenario)
        assert isinstance(scenario.deploy_on, Train)
        days.append(scenario.deploy_on.every_days)
    assert days == [14.0, 7.0, 3.5]
    assert "as often as trains can" in move.why_not(scenario)
