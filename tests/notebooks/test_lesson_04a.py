"""What lesson 04a says in words, checked against what its own cells put out and its labs show."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import change_failure_rate, scorecard, time_to_restore_service
from deliverylab.show import ErrorBudget, ScorecardLab
from deliverylab.show.lab import SKIPPED
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.policies import ROLLOUTS

LESSON = "04a_five_kpis"


def row(shown: str, name: str) -> list[float]:
    (found,) = [line for line in shown.splitlines() if line.startswith(name)]
    return [float(number) for number in re.findall(r"\d+\.?\d*", found.removeprefix(name))]


@pytest.fixture
def budget() -> ErrorBudget:
    lab = ErrorBudget()
    lab.predict(SKIPPED)
    return lab


@pytest.fixture
def card() -> ScorecardLab:
    lab = ScorecardLab()
    lab.predict(SKIPPED)
    return lab


def test_the_boasts_are_true(cells: dict[str, str], log: DeliveryLog) -> None:
    incidents = log.incidents.groupby("team", observed=True).size()
    assert f'"{incidents["tug"]} incidents," says `tug`, "the fewest' in cells["title"]
    assert incidents["tug"] == incidents.min()
    assert f"`hydrofoil` had {incidents['hydrofoil']}" in cells["title"]
    assert '"We deploy nine times a week," says `ferry`' in cells["title"]


def test_ferry_deploys_nine_times_a_week_and_tug_in_a_rhythm(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    assert round(row(shown["frequency-by-hand"], "ferry")[0]) == 9
    assert "tug: one every 1.1 weeks, 27 of 52 weeks without one" in shown["weeks"]
    asked, _, answer = cells["about-weeks"].partition("<details>")
    assert "27 weeks with nothing, 14 with a train alone, and 11 with three" in answer
    assert not re.search(r"\d", asked)
    tug = log.team("tug").deployments
    worked = tug[(tug["environment"] == "production") & (tug["outcome"] == "success")]
    week = (worked["finished"] - log.start) // pd.Timedelta(days=7)
    triggers = worked["trigger"].astype(str).groupby(week).agg(sorted)
    assert 52 - len(triggers) == 27
    assert triggers.map(tuple).value_counts().to_dict() == {
        ("train",): 14,
        ("hotfix", "rollback", "train"): 11,
    }


def test_a_change_that_missed_the_train_is_followed(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert len(shown["one-change"].splitlines()) == 9
    assert "2025-03-19 13:50:17" in shown["one-change"].splitlines()[-1]
    assert shown["cdevent"].strip() == "tug-d00019: ['dev.cdevents.service.upgraded.0.3.0']"


def test_the_mean_of_hydrofoil_is_more_than_three_times_its_median(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    median, mean, _count = row(shown["lead-time-by-hand"], "hydrofoil")
    assert "the mean is more than three times the median" in cells["about-lead-time"]
    assert 3 < mean / median < 4
    assert cells["about-spread"].startswith("<details><summary>Why?</summary>")
    changes = log.team("hydrofoil").changes.dropna(subset="deployed")
    same_day = changes["deployed"].dt.normalize() == changes["committed"].dt.normalize()
    hours = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    assert hours[same_day].max() < 12 < hours[~same_day].quantile(0.05)  # two hills
    weekend = hours > 40
    assert "The few that wait over a weekend, and the second hill, pull" in cells["about-spread"]
    assert weekend.mean() < 0.1, "the few that wait over a weekend"
    assert hours[weekend].sum() > hours[~weekend & ~same_day].sum(), "they pull most"
    assert hours[~weekend].mean() > 2 * median, "without them, the second hill still pulls"


def test_the_interval_of_barge_is_wide(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    kpi = time_to_restore_service(log.team("barge"))
    assert "95 % interval 1.6 hours to 20 hours" in shown["restore-library"]
    assert "between 1.6 and 20 hours" in cells["about-restore"]
    assert kpi.detail is not None
    between = kpi.detail.between(3, 12)
    assert between.sum() <= 2, "two heaps with little between"
    assert (kpi.detail < 3).sum() > 10 < (kpi.detail > 12).sum()
    assert kpi.low < 3 < kpi.high  # "If `barge` reports three hours next year"
    assert (kpi.observations, kpi.left_out["still open"]) == (25, 1)
    assert "`barge` had 26 incidents; one is still open" in cells["about-restore"]


def test_tug_fails_five_times_as_often(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    failed, deployments, rate, _of_changes = row(shown["failure-rate-by-hand"], "tug")
    asked, _, answer = cells["about-failure-rate"].partition("<details>")
    assert "tug" not in asked
    assert "more than one deployment in four hurts" in answer
    assert 1 / 4 < failed / deployments == pytest.approx(rate, abs=0.001)
    assert "at <code>hydrofoil</code> one in twenty" in answer
    assert row(shown["failure-rate-by-hand"], "hydrofoil")[2] == pytest.approx(1 / 20, abs=0.005)
    assert "118 times in the year" in cells["about-failure-rate"]
    assert row(shown["failure-rate-by-hand"], "hydrofoil")[0] == 118
    assert "And 49 are not many" in cells["about-failure-rate"]
    assert deployments == 49
    tug = log.team("tug").deployments
    assert (tug["environment"].eq("production") & tug["outcome"].eq("failure")).sum() == 2
    assert "the 2 that did not get through" in cells["about-failure-rate"]


def test_of_100_changes_those_of_hydrofoil_hurt_most(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    of_changes = {
        team: row(shown["failure-rate-by-hand"], team)[-1] for team in Scenario.team_names()
    }
    assert max(of_changes, key=lambda team: of_changes[team]) == "hydrofoil"
    asked, _, answer = cells["about-failure-rate"].partition("<details>")
    assert not re.search(r"\d", asked)
    assert (
        f"per 100 <em>changes</em> there are {of_changes['tug']:g} of these at <code>tug</code> "
        "(a train with two bad ones counts once), and "
        f"{of_changes['hydrofoil']:g} at <code>hydrofoil</code>, whose tests catch less" in answer
    )
    assert log.incidents["deployment"].dropna().is_unique, "however many bad ones are in it"
    for team, value in of_changes.items():
        own = log.team(team)
        caused = own.incidents["deployment"].dropna().nunique()
        assert value == round(100 * caused / own.changes["deployed"].notna().sum(), 1)
    missed = {
        team: (1 - Scenario.team(team).ci_catch) * (1 - Scenario.team(team).acceptance_catch)
        for team in of_changes
    }
    assert missed["hydrofoil"] > 5 * missed["tug"]


def test_some_incidents_have_another_cause(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    assert row(shown["other-causes"], "barge") == [26, 13]
    assert row(shown["other-causes"], "hydrofoil") == [126, 8]
    assert "half of its incidents have another cause" in cells["about-scorecard-lab"]


def test_the_turn_of_the_student_comes_out_as_it_says(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    assert row(shown["restore-by-hand"], "barge") == [25, 4.0]
    incidents = log.team("barge").incidents
    hours = (incidents["restored"] - incidents["started"]).dt.total_seconds() / 3600
    assert f"the mean is {hours.mean():.1f} hours, three times the median" in cells["your-turn"]
    assert round(hours.mean() / hours.median()) == 3


def test_rolling_back_and_repairing_makes_the_rate_look_better(log: DeliveryLog) -> None:
    tug = log.team("tug")
    counted = tug.deployments[tug.deployments["environment"] == "production"]
    planned = counted[counted["planned"]]
    caused = tug.incidents["deployment"].dropna()
    assert change_failure_rate(tug).value < planned["deployment"].isin(caused).mean()


def test_hydrofoil_served_its_users_best(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    good = {team: row(shown["reliability-by-hand"], team)[0] for team in ("tug", "hydrofoil")}
    assert "`hydrofoil` served its users best" in cells["whose-merit"]
    assert good["hydrofoil"] > 99.9 > good["tug"] > 99.89  # broken, by a hair
    assert row(shown["reliability-by-hand"], "barge")[0] < 99.5  # by far
    assert time_to_restore_service(log.team("hydrofoil")).value < 11 / 60
    strategies = log.team("hydrofoil").deployments.query("environment == 'production'")["strategy"]
    assert strategies.eq("canary").all()
    assert ROLLOUTS["canary"].exposure == 0.1
    assert "a tenth of the users get a new version first" in cells["whose-merit"]
    assert "99.899 %" in shown["scorecard"]


def test_the_promise_is_kept_where_there_is_a_canary(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    kept = [int(number) for number in re.findall(r"\d+$", shown["canary"], re.MULTILINE)]
    assert kept == [1, 9, 0, 10]  # tug without and with a canary, then hydrofoil
    asked = cells["whose-merit"]
    assert "none" not in asked and "nine" not in asked
    words = cells["about-reliability"]
    assert (
        "<code>hydrofoil</code> keeps it in none of the ten years, <code>tug</code> in one" in words
    )
    assert "with a canary, in ten and in nine" in words


def test_a_canary_does_the_same_in_other_years() -> None:
    def kept(team: str, rollout: str) -> int:
        scenario = replace(Scenario.team(team), rollout=rollout)
        years = [simulate(scenario, seed=seed).traffic for seed in range(11, 21)]
        return sum(year["failed"].sum() <= 0.001 * year["requests"].sum() for year in years)

    for team in ("tug", "hydrofoil"):
        assert kept(team, "all at once") <= 2
        assert kept(team, "canary") >= 7


def test_the_incidents_of_the_year_last_much_the_same_in_all(
    cells: dict[str, str], log: DeliveryLog
) -> None:
    incidents = log.incidents.dropna(subset="restored")
    hours = (incidents["restored"] - incidents["started"]).dt.total_seconds() / 3600
    sums = hours.groupby(incidents["team"], observed=True).sum()
    words = cells["about-reliability"]
    assert f"{sums['tug']:.0f} at <code>tug</code>, {sums['hydrofoil']:.0f} at" in words


def test_the_closing_says_what_was_chosen(cells: dict[str, str], card: ScorecardLab) -> None:
    words = cells["answer"]
    assert "with weaker tests, quick detection and a canary, numbers that [we chose]" in words
    assert "a finding of DORA's survey, not of the simulator" in words
    assert "compare a team with itself" in words
    assert "hydrofoil is first in all five KPIs" in card.view.sentence
    teams = {team: Scenario.team(team) for team in Scenario.team_names()}
    assert min(teams, key=lambda team: teams[team].detect_minutes) == "hydrofoil"
    assert [team for team, one in teams.items() if one.rollout == "canary"] == ["hydrofoil"]


def test_what_empties_a_budget(cells: dict[str, str], budget: ErrorBudget) -> None:
    words = cells["about-budget"]
    assert "43" not in words.partition("<details>")[0]
    assert "in its first month the team spent twice as much" in words
    assert "99.9 % leaves 43.2 minutes" in budget.view.sentence
    assert "201 % of it were spent" in budget.view.sentence
    assert "A stop when it was gone, on day 14, spares 5 incidents" in budget.view.sentence
    assert "69 changes wait 9.1 days on average, 5 with a defect" in budget.view.sentence
    assert "A stop on day 14 spares five incidents" in words
    assert "69 changes wait, nine days on average. Five of them carry a" in words
    assert "141 % of it were spent" in budget.move(notice=2).sentence
    budget.reset()
    assert "60 % of it were spent" in budget.move(rollout="canary").sentence
    assert budget.result.months_overspent == 0
    budget.reset()
    assert "98.9 % of it were spent" in budget.move(catch=95).sentence
    assert budget.result.months_overspent == 1
    assert "by 1.1 points, and one month of the twelve is over; with a canary, 60 %" in words
    budget.reset()
    assert "1,150 % of it were spent" in budget.move(rollback=False).sentence
    assert "back: 1,150 %" in words


def test_what_moves_when_the_definition_does(
    cells: dict[str, str], card: ScorecardLab, log: DeliveryLog
) -> None:
    asked, _, words = cells["about-scorecard-lab"].partition("<details>")
    assert "ferry" not in asked
    assert "ferry 2.9 days → 28 hours" in card.move(from_merge=True).sentence
    assert "falls from 2.9 days to 28 hours" in words
    card.reset()
    assert "tug (13 days → 8.6 working days)" in card.move(working_hours=True).sentence
    assert "the 13 days of <code>tug</code> are 8.6 working days" in words
    card.reset()
    assert "barge 52 % → 104 %" in card.move(per_incident=True).sentence
    card.reset()
    assert "barge 4 hours → 22 hours" in card.move(of_changes=True).sentence
    assert "it takes 22 hours to restore, not 4" in words
    card.reset()
    staging = card.move(staging=True).sentence
    assert "New order in change failure rate: ferry, hydrofoil" in staging
    for switch in ("from_merge", "mean", "working_hours", "per_incident", "of_changes"):
        card.reset()
        assert "The order of the teams is the same" in card.move(**{switch: True}).sentence
    card.reset()
    weeks = card.move(weeks=4).sentence
    assert "barge (one every 2.5 weeks → none)" in weeks
    assert "change failure rate for tug (27 % → 0 %)" in weeks
    assert (
        "<code>barge</code> has no deployment and the best reliability, and the 27 % of "
        "<code>tug</code> become 0 %" in words
    )
    first = scorecard(log, log.start, log.start + pd.Timedelta(weeks=4)).kpis
    assert max(first, key=lambda team: first[team]["reliability"].value) == "barge"
