"""What the three-mode lab measures is what the course measures; its noise is honest."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from deliverylab.measure import scorecard
from deliverylab.show.mode_runs import (
    DAYS,
    KPIS,
    QUARTERS,
    SEED,
    Difference,
    coin,
    difference,
    way,
)
from deliverylab.show.three_modes import ThreeModes, scenarios_of
from deliverylab.simulate import Scenario, Train, simulate

START = ThreeModes().first_choices
PUBLISHED = [kpi for kpi in KPIS if kpi != "failed deployments a year"]


@pytest.mark.parametrize("lane", [0, 1, 2])
def test_every_kpi_is_the_one_that_the_course_defines(lane):
    scenario = scenarios_of(START)[lane]
    shown, log = way(scenario), simulate(scenario, DAYS, SEED)
    (whole,) = scorecard(log).kpis.values()
    assert {kpi: shown.kpis[kpi] for kpi in PUBLISHED} == pytest.approx(
        {kpi: whole[kpi].value for kpi in PUBLISHED}
    )
    for quarter in (0, 7, QUARTERS - 1):
        start = log.start + pd.Timedelta(days=91 * quarter)
        (part,) = scorecard(log, start, start + pd.Timedelta(days=91)).kpis.values()
        assert {kpi: shown.quarters[kpi][quarter] for kpi in PUBLISHED} == pytest.approx(
            {kpi: part[kpi].value for kpi in PUBLISHED}
        )


@pytest.mark.parametrize("lane", [0, 1, 2])
def test_failed_deployments_are_counted_per_year(lane):
    shown = way(scenarios_of(START)[lane])
    failure_rate = shown.kpis["change failure rate"]
    every = (shown.kpis["failed deployments a year"] / failure_rate) * 3
    assert every == pytest.approx(round(every))
    batches = shown.failed.sum() / 3
    if lane == 0:  # one batch may fail twice: by hand, a deployment can go wrong itself
        assert batches <= shown.kpis["failed deployments a year"] <= 1.2 * batches
    else:
        assert shown.kpis["failed deployments a year"] == pytest.approx(batches)


def test_the_three_meet_the_same_changes_and_the_same_luck():
    ways = [way(scenario) for scenario in scenarios_of(START)]
    for other in ways[1:]:
        assert np.array_equal(ways[0].committed, other.committed)
        assert np.array_equal(ways[0].escaped, other.escaped)
    for one in ways:
        there = np.isfinite(one.deployed)
        assert one.batch.sum() == there.sum()
        assert (one.lead_times > 0).all()


def test_a_deployment_that_carries_an_escaped_defect_fails():
    shown = way(scenarios_of(START)[2])
    arrived = shown.escaped & np.isfinite(shown.deployed)
    assert set(shown.deployed[arrived].round(5)) <= set(shown.deployments[shown.failed].round(5))


def test_what_never_happens_is_no_data():
    idle = dataclasses.replace(Scenario.team("ferry"), deploy_on=Train(every_days=365))
    shown = way(idle, days=91)
    assert np.isnan(shown.kpis["lead time for changes"])
    assert np.isnan(shown.kpis["change failure rate"])
    assert shown.kpis["deployment frequency"] == 0
    assert np.isnan(shown.changes_per_deployment)


def test_two_runs_that_differ_only_in_luck_rarely_differ_by_more_than_noise():
    scenario = scenarios_of(START)[1]
    seeds = range(100, 116)
    ways = [way(scenario, seed=seed) for seed in seeds]
    claims = [
        difference(one, other, kpi).sure
        for at, one in enumerate(ways)
        for other in ways[at + 1 :]
        for kpi in KPIS
    ]
    assert np.mean(claims) < 0.06


def test_a_coin_is_rarely_so_one_sided():
    assert coin(6, 12) == 1.0
    assert coin(10, 12) == pytest.approx(2 * (66 + 12 + 1) / 4096)
    assert Difference(more=10, less=2).sure and Difference(more=2, less=10).sure
    assert not Difference(more=9, less=3).sure
    assert not Difference(more=0, less=0).sure
    assert not Difference(more=5, less=0).sure  # five of five is what a coin does often enough
