"""The page about the simulator: its tables are those of the code, and what it says is so."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import change_failure_rate, time_to_restore_service
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.operate import SEVERITY_UP_TO
from deliverylab.simulate.scenario import Lever
from deliverylab.simulate.traffic import FAILING_SHARE
from deliverylab.teach.shipped import shipped_log
from docs import simulator_tables

REPAIR = "run make data"
PAGE = simulator_tables.PAGE.read_text(encoding="utf-8")
SAID = " ".join(PAGE.split())
TEAMS = Scenario.team_names()


@pytest.fixture(scope="module")
def log() -> DeliveryLog:
    return shipped_log()


def test_its_tables_are_in_step_with_the_code() -> None:
    assert simulator_tables.in_page(PAGE) == simulator_tables.tables(), REPAIR


def test_a_page_without_the_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="once each"):
        simulator_tables.in_page("# The simulator\n")


@pytest.mark.parametrize("lever", [one for one in Scenario.levers().values() if one.unit != "cv"])
def test_every_lever_but_the_variations_stands_in_a_table(lever: Lever) -> None:
    assert f"| {simulator_tables.called(lever)} |" in PAGE


@pytest.mark.parametrize("team", TEAMS)
def test_the_size_of_a_change_moves_nothing_but_its_size(team: str) -> None:
    usual = simulate(Scenario.team(team), days=91, seed=3)
    large = simulate(replace(Scenario.team(team), size_lines=600.0), days=91, seed=3)
    pd.testing.assert_frame_equal(
        usual.changes.drop(columns="size"), large.changes.drop(columns="size")
    )
    pd.testing.assert_frame_equal(usual.incidents, large.incidents)
    assert large.changes["size"].median() == pytest.approx(
        10 * usual.changes["size"].median(), rel=0.02
    )


@pytest.mark.parametrize("team", TEAMS)
def test_long_branches_do_not_move_the_change_failure_rate(team: str) -> None:
    usual = Scenario.team(team)
    long = replace(usual, branch_hours=10 * usual.branch_hours)
    rates = [
        sum(change_failure_rate(simulate(one, seed=seed)).value for seed in range(1, 6)) / 5
        for one in (usual, long)
    ]
    assert rates[0] == pytest.approx(rates[1], abs=0.03)


def test_one_change_in_five_carries_a_defect_in_every_team() -> None:
    assert "one in five carries a defect, in every team" in SAID
    assert {Scenario.team(team).defect_share for team in TEAMS} == {0.2}


def test_most_reviews_begin_at_once(log: DeliveryLog) -> None:
    assert "Here most reviews begin at once" in SAID
    waits = log.changes["review_started"] - log.changes["opened"]
    at_once = (waits <= pd.Timedelta(seconds=1)).groupby(log.changes["team"], observed=True).mean()
    assert at_once.min() > 0.75


def test_the_failing_shares_are_those_of_the_code() -> None:
    assert "5, 30 or 90 % of the requests fail (in six, three and one of ten incidents)" in SAID
    assert FAILING_SHARE.tolist() == [0.05, 0.3, 0.9]
    assert SEVERITY_UP_TO == (0.6, 0.9)


def test_what_it_compares_with_what_is_published_is_so(log: DeliveryLog) -> None:
    scenarios = [Scenario.team(team) for team in TEAMS]
    by_machine = [one.ci_minutes for one in scenarios if one.test_by == "automatic"]
    assert f"| {min(by_machine):g} to {max(by_machine):g} minutes |" in SAID
    flaky = {one.test_by: one.flaky_share for one in scenarios}
    assert flaky == {"hand": 0.03, "automatic": 0.015}
    assert "| 1.5 %, by hand 3 % |" in SAID
    reviews = [one.review_hours for one in scenarios]
    assert (min(reviews), max(reviews)) == (0.5, 1.0)
    assert "| half an hour to an hour of work |" in SAID
    restore = [time_to_restore_service(log.team(team)).value for team in TEAMS]
    assert (round(60 * min(restore)), round(max(restore))) == (10, 4)
    assert "| median 10 minutes to 4 hours |" in SAID
    rates = [change_failure_rate(log.team(team)).value for team in TEAMS]
    assert f"| {100 * min(rates):.0f} to {100 * max(rates):.0f} % |" in SAID


def test_of_100_changes_hydrofoil_fails_most_and_its_tests_find_least(log: DeliveryLog) -> None:
    assert "Counted per 100 changes, it fails most" in SAID
    deployed = log.changes.dropna(subset="deployed").groupby("team", observed=True).size()
    caused = log.incidents.dropna(subset="deployment").groupby("team", observed=True).size()
    assert (caused / deployed).idxmax() == "hydrofoil"
    missed = {
        team: (1 - Scenario.team(team).ci_catch) * (1 - Scenario.team(team).acceptance_catch)
        for team in TEAMS
    }
    assert max(missed, key=lambda team: missed[team]) == "hydrofoil"
