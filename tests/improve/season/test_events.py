"""Events: drawn from the seed alone, each of them felt, and each makes some move worth more."""

from __future__ import annotations

from functools import cache
from statistics import mean

import pytest

from deliverylab.improve import MOVES, PRICES
from deliverylab.improve.losses import loss_in_run
from deliverylab.improve.season import EVENTS, QUARTERS, Happening
from deliverylab.improve.season.circumstances import DAYS, SETTLING_DAYS, Circumstances
from deliverylab.improve.season.events import drawn
from deliverylab.simulate import Approval, EveryChange, Scenario
from deliverylab.simulate.run import run

TEAMS = [Scenario.team(name) for name in Scenario.team_names()]
LUCKS = range(1, 9)


@cache
def lost(scenario: Scenario) -> float:
    """Return what a team loses in a quarter, on average over some luck."""
    quarters = (run(scenario, SETTLING_DAYS + DAYS, seed) for seed in LUCKS)
    return mean(loss_in_run(each, PRICES, SETTLING_DAYS).total for each in quarters)


@pytest.mark.parametrize(
    ("key", "move"), [(event.key, move) for event in EVENTS.values() for move in event.makes_worth]
)
def test_an_event_makes_moves_worth_more_than_they_are_without_it(key: str, move: str) -> None:
    event, felt = EVENTS[key], []
    for team in TEAMS:
        if MOVES[move].why_not(team) or event.apply(team) == team:
            continue
        after = MOVES[move].apply(team)
        calm = lost(team) - lost(after)
        meanwhile = lost(event.apply(team)) - lost(event.apply(after))
        felt.append(meanwhile > 1.2 * max(calm, 0.0) + 0.01)
    assert any(felt)


@pytest.mark.parametrize("key", EVENTS)
def test_every_event_says_what_it_does_costs_somebody_and_makes_some_move_worth_more(
    key: str,
) -> None:
    event = EVENTS[key]
    assert event.says.endswith(".") and len(event.symbol) == 1 and len(event.label) <= 16
    assert event.makes_worth
    assert any(lost(event.apply(team)) > 1.02 * lost(team) for team in TEAMS)


def test_symbols_and_labels_tell_events_apart() -> None:
    assert len({event.symbol for event in EVENTS.values()}) == len(EVENTS)
    assert len({event.label for event in EVENTS.values()}) == len(EVENTS)


@pytest.mark.parametrize("seed", ["1", "2", "ada", "grace", "4711"])
def test_a_season_has_announced_events_and_surprises_and_begins_calmly(seed: str) -> None:
    happenings = drawn(seed)
    assert [h.event.announced for h in happenings].count(True) == 3
    assert [h.event.announced for h in happenings].count(False) == 2
    assert len({h.first for h in happenings}) == len({h.event.key for h in happenings}) == 5
    assert all(2 <= h.first <= h.last <= QUARTERS for h in happenings)
    assert happenings == drawn(seed)


def test_seeds_differ_and_every_event_comes_in_some_season() -> None:
    seasons = [drawn(str(seed)) for seed in range(40)]
    assert len(set(seasons)) == 40
    assert {h.event.key for season in seasons for h in season} == set(EVENTS)


def test_the_announced_is_known_a_quarter_ahead_and_a_surprise_once_it_has_come() -> None:
    audit, silent = EVENTS["an audit"], EVENTS["alarms are silent"]
    circumstances = Circumstances("x", PRICES, (Happening(audit, 4, 5), Happening(silent, 4, 5)))
    known = {n: [h.event.key for h in circumstances.known_before(n)] for n in range(2, 7)}
    assert known == {
        2: [],
        3: ["an audit"],
        4: ["an audit"],
        5: ["an audit", "alarms are silent"],
        6: [],
    }


def test_events_that_last_together_add_up_and_go_away_again() -> None:
    audit, users = EVENTS["an audit"], EVENTS["twice as many users"]
    circumstances = Circumstances("x", PRICES, (Happening(audit, 2, 3), Happening(users, 3, 8)))
    hydrofoil = Scenario.team("hydrofoil")
    assert circumstances.scenario(hydrofoil, 1) == hydrofoil
    met = circumstances.scenario(hydrofoil, 3)
    assert met.deploy_on == Approval(1, 6.0)
    assert met.other_incidents_per_month == 3 * hydrofoil.other_incidents_per_month
    assert circumstances.scenario(hydrofoil, 4).deploy_on == EveryChange()


def test_one_plans_with_what_one_knows_and_with_another_luck() -> None:
    hurry = EVENTS["a customer in a hurry"]
    circumstances = Circumstances("x", PRICES, (Happening(hurry, 2, 2),))
    tug = Scenario.team("tug")
    calm = Circumstances("x", PRICES, ())
    assert circumstances.expected(tug, 2, known_at=2) == calm.expected(tug, 2)
    assert circumstances.expected(tug, 2) > calm.expected(tug, 2)
    assert calm.expected(tug, 2) == calm.expected(tug, 3) != calm.lost(tug, 2).total
