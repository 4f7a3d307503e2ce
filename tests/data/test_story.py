"""The four teams' story, told by the shipped data and by other years of the same teams.

barge ships monthly and waits for weeks, tug every two weeks, ferry when a person approves,
hydrofoil many times a day. The bigger the batch, the more often it fails. Nobody is perfect.
"""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import Kpi, scorecard
from deliverylab.simulate import Scenario, simulate
from tests.measure.sql import connect, kpis_in_sql

DATA = Path(__file__).parents[2] / "data"
TEAMS = ("barge", "tug", "ferry", "hydrofoil")
SEEDS = range(100, 140)
DAY, WEEK = 24.0, 168.0


@pytest.fixture(scope="module")
def log() -> DeliveryLog:
    return DeliveryLog.from_csv(DATA)


@pytest.fixture(scope="module")
def kpis(log: DeliveryLog) -> dict[str, dict[str, Kpi]]:
    return scorecard(log).kpis


@pytest.fixture(scope="module")
def other_years() -> list[dict[str, DeliveryLog]]:
    """Forty other years of the four teams."""
    return [{team: simulate(Scenario.team(team), seed=seed) for team in TEAMS} for seed in SEEDS]


@pytest.fixture(scope="module")
def other_kpis(other_years: list[dict[str, DeliveryLog]]) -> list[list[dict[str, Kpi]]]:
    """The KPIs of each team in each of those years."""
    return [[scorecard(year[team]).kpis[team] for team in TEAMS] for year in other_years]


def batches(log: DeliveryLog) -> pd.DataFrame:
    """Return each planned deployment that brought changes: how many, and whether it failed."""
    changes = log.changes["deployment"].value_counts().rename("changes")
    planned = log.deployments[log.deployments["planned"]].set_index("deployment")
    failed = log.incidents["deployment"].dropna()
    table = pd.DataFrame({"changes": changes}).loc[lambda t: t.index.isin(planned.index)]
    return table.assign(failed=table.index.isin(failed))


def failure_of_larger_and_smaller(table: pd.DataFrame) -> tuple[float, float]:
    """Return the failing share of the batches above, and of those up to, the median size."""
    large = table["changes"] > table["changes"].median()
    return table["failed"][large].mean(), table["failed"][~large].mean()


@pytest.mark.parametrize(
    ("team", "deployments_per_week", "lead_time", "failures"),
    [
        ("barge", (0.2, 0.6), (3 * WEEK, 7 * WEEK), (0.30, 0.65)),
        ("tug", (0.5, 1.5), (1 * WEEK, 2.5 * WEEK), (0.20, 0.40)),
        ("ferry", (5, 15), (1 * DAY, 3.5 * DAY), (0.05, 0.13)),
        ("hydrofoil", (7, 60), (0, 1 * DAY), (0.03, 0.10)),
    ],
)
def test_each_team_delivers_in_its_own_way(
    kpis: dict[str, dict[str, Kpi]],
    team: str,
    deployments_per_week: tuple[float, float],
    lead_time: tuple[float, float],
    failures: tuple[float, float],
) -> None:
    for name, (low, high) in {
        "deployment frequency": deployments_per_week,
        "lead time for changes": lead_time,
        "change failure rate": failures,
    }.items():
        assert low <= kpis[team][name].value <= high, kpis[team][name].text


def test_barge_ships_as_planned_every_four_weeks_and_tug_every_two(log: DeliveryLog) -> None:
    assert 11 <= len(batches(log.team("barge"))) <= 13
    assert 24 <= len(batches(log.team("tug"))) <= 26


def test_the_teams_have_the_same_kind_of_work(log: DeliveryLog) -> None:
    for team in TEAMS:
        changes = log.team(team).changes
        assert 1300 <= len(changes) <= 2200
        assert 20 <= changes["size"].median() <= 80


def test_the_bigger_the_batch_the_more_often_it_fails(log: DeliveryLog) -> None:
    every = {team: batches(log.team(team)) for team in TEAMS}
    for bigger, smaller in pairwise(TEAMS):
        assert every[bigger]["changes"].mean() > 1.5 * every[smaller]["changes"].mean()
        assert every[bigger]["failed"].mean() > every[smaller]["failed"].mean()
    large, small = failure_of_larger_and_smaller(every["ferry"])
    assert large > small


@pytest.mark.parametrize("team", TEAMS)
def test_nobody_is_perfect(log: DeliveryLog, team: str) -> None:
    mine = log.team(team)
    assert mine.incidents["deployment"].notna().sum() >= 5
    assert mine.incidents["deployment"].isna().sum() >= 2
    red = mine.builds[mine.builds["outcome"] == "failure"]
    assert set(red["reason"]) == {"defect", "flaky"}
    assert (red["reason"] == "flaky").sum() >= 10
    in_review = mine.changes["reviewed"] - mine.changes["opened"]
    assert (in_review > pd.Timedelta(hours=12)).sum() >= 10  # opened late, read the next day


def test_something_is_not_over_when_the_year_ends(log: DeliveryLog) -> None:
    assert log.team("barge").incidents["restored"].isna().sum() == 1
    for team in TEAMS:
        assert log.team(team).changes["deployed"].isna().any()


def test_a_release_may_be_deployed_never_or_twice(log: DeliveryLog) -> None:
    for team in ("tug", "ferry", "hydrofoil"):
        mine = log.team(team)
        production = mine.deployments[mine.deployments["environment"] == "production"]
        assert production["release"].duplicated().any(), team  # rolled back to
    ferry = log.team("ferry")
    production = ferry.deployments[ferry.deployments["environment"] == "production"]
    assert (~ferry.releases["release"].isin(production["release"])).sum() > 100  # superseded


def test_reliability_differs_and_only_some_keep_their_promise(
    kpis: dict[str, dict[str, Kpi]],
) -> None:
    values = [kpis[team]["reliability"].value for team in TEAMS]
    assert values == sorted(values)
    spent = [kpis[team]["reliability"].also["error budget spent"] for team in TEAMS]
    assert spent[0] > 2 > 0.8 > spent[3] > 0.05


def test_sql_reads_the_same_kpis_from_the_shipped_tables(
    log: DeliveryLog, kpis: dict[str, dict[str, Kpi]]
) -> None:
    answers = kpis_in_sql(connect(log), log.start, log.end)
    for team in TEAMS:
        for name, kpi in kpis[team].items():
            assert kpi.value == pytest.approx(answers[name.replace(" ", "_")][team]), (team, name)


@pytest.mark.parametrize(
    ("name", "rises_from_barge_to_hydrofoil"),
    [
        ("deployment frequency", True),
        ("lead time for changes", False),
        ("time to restore service", False),
        ("change failure rate", False),
        ("reliability", True),
    ],
)
def test_other_years_order_the_teams_alike(
    other_kpis: list[list[dict[str, Kpi]]], name: str, rises_from_barge_to_hydrofoil: bool
) -> None:
    steps = np.diff([[kpis[name].value for kpis in year] for year in other_kpis])
    as_told = (steps > 0 if rises_from_barge_to_hydrofoil else steps < 0).all(axis=1)
    assert as_told.mean() >= 0.95


def test_in_other_years_too_bigger_batches_fail_more_within_one_team(
    other_years: list[dict[str, DeliveryLog]],
) -> None:
    pairs = [failure_of_larger_and_smaller(batches(year["ferry"])) for year in other_years]
    assert np.mean([large > small for large, small in pairs]) >= 0.95
