"""A season: what is played, what is refused and why, and that it is the same each time."""

from __future__ import annotations

import time
from dataclasses import FrozenInstanceError, replace

import pytest

from deliverylab.improve import MOVES, PRICES, Prices, loss, unseen_team
from deliverylab.improve.season import MOST_MOVES, QUARTERS, WEEKS, Season
from deliverylab.improve.season.circumstances import DAYS, SETTLING_DAYS, first_day
from deliverylab.improve.season.quarter import play_quarter
from deliverylab.improve.waiting import waiting
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed


def test_a_season_begins_with_the_quarter_before_it() -> None:
    season = Season.start("tug", seed=1)
    assert season.last is season.before and season.before.number == 0
    assert season.before.events == () and season.before.works == Scenario.team("tug")
    assert season.before.loss.total == season.before.nothing.total > 0
    assert 0 < season.before.kpis.failure_rate < 1
    assert season.budget == WEEKS and not season.over and season.lost == 0
    assert repr(season).startswith("The tug, season 1: 8 quarters to play.")


def test_moves_are_paid_for_and_work_from_the_quarter_on() -> None:
    start = Season.start("tug", seed=1)
    season = start.play(["trains twice as often", "alarms that say what to do"])
    quarter = season.quarters[0]
    alarms, trains = MOVES["alarms that say what to do"], MOVES["trains twice as often"]
    assert quarter.works == alarms.apply(trains.apply(start.team))
    assert quarter.weeks_left == WEEKS - alarms.cost - trains.cost
    assert quarter.loss.total < quarter.nothing.total
    assert season.play().quarters[1].works == quarter.works
    assert start.quarters == ()


def test_weeks_that_are_not_spent_are_there_in_the_next_quarter() -> None:
    season = Season.start("barge")
    assert "6 are left" in season.why_not(["test by machine"])
    later = season.play()
    assert later.budget == 2 * WEEKS and later.why_not(["test by machine"]) == ""
    assert later.play(["test by machine"]).budget == 3 * WEEKS - MOVES["test by machine"].cost


@pytest.mark.parametrize(
    ("moves", "reason"),
    [
        (["deploy every change"], "Deploy every change: Packages are made by hand here."),
        (["pair on what is hard", "half the size"], "Changes of half the size: It takes 2"),
        (["more may approve"], "More people may approve: Nobody approves deployments here."),
        (["half the sise"], "did you mean 'half the size'?"),
        ("half the size", r"expected a list of moves, for example \['half the size'\]"),
    ],
)
def test_what_cannot_be_done_is_refused_in_words(moves: list[str], reason: str) -> None:
    season = Season.start("tug")
    with pytest.raises(NotAllowed, match=reason):
        season.play(moves)
    assert season.why_not(moves)


def test_a_move_may_be_what_the_next_one_needs() -> None:
    season = Season.start("tug").play()
    chain = ["package by machine", "approve each package", "more may approve"]
    assert season.why_not(chain) == ""
    assert "No train leaves" not in season.why_not(chain[:2])
    assert "Packages are made by hand" in season.why_not(chain[1:])


def test_a_team_takes_in_three_moves_a_quarter() -> None:
    season = Season.start("tug").play().play()
    four = ["alarms that say what to do"] * 2 + ["trains twice as often"] * 2
    assert season.budget >= sum(MOVES[key].cost for key in four)
    assert season.why_not(four[:MOST_MOVES]) == ""
    assert "3 moves a quarter at most" in season.why_not(four)


def test_a_season_ends_after_eight_quarters_and_only_then_compares() -> None:
    season = Season.start("hydrofoil")
    for number in range(QUARTERS):
        assert len(season.quarters) == number and not season.over
        with pytest.raises(NotAllowed, match="Quarters left to play"):
            season.result()
        season = season.play()
    assert season.over and season.budget == 0 and season.events_known == ()
    assert season.lost == pytest.approx(season.lost_by_nothing)
    with pytest.raises(NotAllowed, match="All 8 quarters are played"):
        season.play()


def test_the_same_season_gives_the_same_quarters_and_another_seed_others() -> None:
    moves = ["half the size"]
    first, again = (Season.start("ferry", " Ada ").play(moves) for _ in range(2))
    assert first == again == Season.start("ferry", "ada").play(moves)
    other = Season.start("ferry", "grace").play(moves)
    assert other.quarters[0].loss != first.quarters[0].loss


def test_all_strategies_meet_the_same_luck_so_what_turns_nothing_changes_nothing() -> None:
    hydrofoil = Season.start("hydrofoil", 3)
    idle, busy = hydrofoil.play(), hydrofoil.play(["everything into version control"])
    assert idle.quarters[0].loss.waiting == busy.quarters[0].loss.waiting
    assert idle.play().quarters[1].nothing == busy.play().quarters[1].nothing


def test_a_quarter_is_measured_after_the_work_has_settled() -> None:
    season = Season.start("tug", 5)
    log = season.circumstances.log(season.team, 1)
    assert log.end - first_day(log) == (log.end - log.start) * DAYS / (DAYS + SETTLING_DAYS)
    counted = loss(log, season.team, PRICES, start=first_day(log))
    assert season.play().quarters[0].loss == counted


def test_a_team_that_nobody_has_seen_brings_its_own_prices() -> None:
    team = unseen_team("ada")
    season = Season.start(team, "ada")
    assert season.team == team.scenario and season.circumstances.prices == team.prices
    dear = Season.start(team, "ada", prices=Prices(waiting=1.0, outage=0.0))
    assert dear.before.loss.outages == 0 < season.before.loss.outages


def test_any_scenario_can_play_and_other_things_cannot() -> None:
    mine = replace(Scenario.team("tug"), name="mine", reviewers=5)
    assert Season.start(mine).play(["half the size"]).quarters[0].works.name == "mine"
    with pytest.raises(TypeError, match="expected 'barge', 'tug'"):
        Season.start(3)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed, match="expected one of 'barge'"):
        Season.start("submarine")
    with pytest.raises(NotAllowed, match=r"seed=1\.5"):
        Season.start("tug", 1.5)  # type: ignore[arg-type]


def test_a_season_cannot_be_changed_behind_its_back() -> None:
    season = Season.start("tug")
    with pytest.raises(FrozenInstanceError):
        season.quarters = ()  # type: ignore[misc]


def test_a_quarter_answers_within_two_seconds() -> None:
    season = Season.start("barge", "how long")
    begun = time.perf_counter()
    season.play(["trains twice as often"])
    assert time.perf_counter() - begun < 2.0


def test_a_quarter_in_which_nothing_reached_production_has_no_data_and_no_fault() -> None:
    idle = replace(Scenario.team("tug"), changes_per_day=0.0, other_incidents_per_month=0.0)
    season = Season.start(idle)
    quarter = play_quarter(season.circumstances, idle, 1, (), idle, 6)
    assert quarter.kpis.lead_time_hours != quarter.kpis.lead_time_hours
    assert quarter.loss.total >= 0


def test_a_quarter_says_what_its_changes_wait_for_longest() -> None:
    season = Season.start("tug", seed=1)
    assert season.before.longest_wait == "the train"
    log = season.circumstances.log(season.team, 0)
    waits = waiting(log, season.team, first_day(log))
    assert season.before.wait_hours == max(waits.values())
