"""What lesson 04a says in words, checked against what its own cells put out and its labs show."""

from __future__ import annotations

import re

import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import change_failure_rate, time_to_restore_service
from deliverylab.show import ErrorBudget, ScorecardLab
from deliverylab.show.lab import SKIPPED

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


def test_ferry_deploys_nine_times_a_week(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert round(row(shown["frequency-by-hand"], "ferry")[0]) == 9
    assert "tug: one every 1.1 weeks, 27 of 52 weeks without one" in shown["weeks"]
    assert cells["about-weeks"].startswith("In 27.")


def test_a_change_that_missed_the_train_is_followed(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert len(shown["one-change"].splitlines()) == 9
    assert "2025-03-19 13:50:17" in shown["one-change"].splitlines()[-1]
    assert shown["cdevent"].startswith("2025-03-19T13:50:17Z")
    assert "The last line above comes from a deployment" in cells["tools-speak"]


def test_the_mean_of_hydrofoil_is_more_than_three_times_its_median(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    median, mean, _count = row(shown["lead-time-by-hand"], "hydrofoil")
    assert "the mean is more than three times the median" in cells["about-lead-time"]
    assert 3 < mean / median < 4
    changes = log.team("hydrofoil").changes.dropna(subset="deployed")
    same_day = changes["deployed"].dt.normalize() == changes["committed"].dt.normalize()
    hours = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    assert hours[same_day].max() < 12 < hours[~same_day].quantile(0.05)  # two hills


def test_the_interval_of_barge_is_wide(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    kpi = time_to_restore_service(log.team("barge"))
    assert "95 % interval 1.6 hours to 20 hours" in shown["restore-library"]
    assert "between 1.6 and 20 hours" in cells["about-restore"]
    assert kpi.low < 3 < kpi.high  # "If `barge` reports three hours next year"
    assert (kpi.observations, kpi.left_out["still open"]) == (25, 1)
    assert "`barge` had 26 incidents; one is still open" in cells["about-restore"]


def test_tug_fails_five_times_as_often(cells: dict[str, str], shown: dict[str, str]) -> None:
    failed, deployments, rate = row(shown["failure-rate-by-hand"], "tug")
    assert "At `tug` more than one deployment in four hurts users" in cells["about-failure-rate"]
    assert 1 / 4 < failed / deployments == pytest.approx(rate, abs=0.001)
    assert "at `hydrofoil` one in twenty" in cells["about-failure-rate"]
    assert row(shown["failure-rate-by-hand"], "hydrofoil")[2] == pytest.approx(1 / 20, abs=0.005)
    assert "118 times in the year" in cells["about-failure-rate"]
    assert row(shown["failure-rate-by-hand"], "hydrofoil")[0] == 118
    assert f"And {deployments:.0f} deployments are not many" in cells["about-failure-rate"]


def test_rolling_back_and_repairing_makes_the_rate_look_better(log: DeliveryLog) -> None:
    tug = log.team("tug")
    counted = tug.deployments[tug.deployments["environment"] == "production"]
    planned = counted[counted["planned"]]
    caused = tug.incidents["deployment"].dropna()
    assert change_failure_rate(tug).value < planned["deployment"].isin(caused).mean()


def test_hydrofoil_served_its_users_best(cells: dict[str, str], shown: dict[str, str]) -> None:
    good = {team: row(shown["reliability-by-hand"], team)[0] for team in ("tug", "hydrofoil")}
    assert "`hydrofoil` served its users best" in cells["about-reliability"]
    assert good["hydrofoil"] > 99.9 > good["tug"] > 99.89  # broken, by a hair


def test_what_empties_a_budget(cells: dict[str, str], budget: ErrorBudget) -> None:
    words = cells["about-budget"]
    assert "in its first month the team spent twice as much" in words
    assert "99.9 % leaves 43.2 minutes" in budget.view.sentence
    assert "201 % of it were spent" in budget.view.sentence
    assert "A stop when it was gone, on day 14, spares 5 incidents" in budget.view.sentence
    assert "69 changes wait 9.1 days on average, 5 with a defect" in budget.view.sentence
    assert "A stop on day 14 spares five incidents" in words
    assert "69 changes wait for nine days. Five of them carry a defect" in words
    assert "141 % of it were spent" in budget.move(notice=2).sentence
    budget.reset()
    assert "The budget lasted" in budget.move(rollout="canary").sentence
    budget.reset()
    assert "The budget lasted" in budget.move(catch=95).sentence


def test_what_moves_when_the_definition_does(cells: dict[str, str], card: ScorecardLab) -> None:
    words = cells["about-scorecard-lab"]
    assert "ferry 2.9 days → 28 hours" in card.move(from_merge=True).sentence
    assert "falls from 2.9 days to 28 hours" in words
    card.reset()
    assert "tug (13 days → 2.9 days)" in card.move(working_hours=True).sentence
    assert "the 13 days of `tug` become 2.9" in words
    card.reset()
    staging = card.move(staging=True).sentence
    assert "New order in change failure rate: ferry, hydrofoil" in staging
    for switch in ("from_merge", "mean", "working_hours", "per_incident", "of_changes"):
        card.reset()
        assert "The order of the teams is the same" in card.move(**{switch: True}).sentence
    card.reset()
    weeks = card.move(weeks=4).sentence
    assert "No data for 3 of 20" in weeks
    assert "change failure rate for tug (27 % → 0 %)" in weeks
    assert "3 of the 20 numbers have no data, and the 27 % of `tug` become 0 %" in words
