"""Symptoms: the rule that leads from a log to the root of a trouble, step by step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from deliverylab.improve import PRICES, Loss
from deliverylab.improve.symptoms import FERRY, Symptoms, symptoms
from deliverylab.measure import change_failure_rate
from deliverylab.simulate import Scenario, simulate


def shown(waiting: float, outages: float, hours: dict[str, float]) -> Symptoms:
    """Return symptoms with failures twice as bad as ferry's, and noticing and restoring as good."""
    none = change_failure_rate(simulate(Scenario.team("ferry"), days=1))
    twice = replace(none, value=2 * FERRY["failures"])
    lost = Loss(waiting, outages, hands=99.0)
    return Symptoms(lost, hours, twice, FERRY["noticing"], FERRY["restoring"], 60.0)  # type: ignore[arg-type]


def test_whichever_loses_more_decides_where_to_look() -> None:
    hours = {"review": 30.0, "code": 10.0}
    assert shown(waiting=20.0, outages=19.0, hours=hours).shows == "review"
    assert shown(waiting=20.0, outages=21.0, hours=hours).shows == "failures"


def test_a_trouble_is_as_clear_as_the_less_clear_of_both_steps() -> None:
    hours = {"review": 30.0, "code": 10.0, "deploy": 5.0}
    assert shown(40.0, 20.0, hours).margin == pytest.approx(2)
    assert shown(90.0, 20.0, hours).margin == pytest.approx(3)
    assert shown(20.0, 30.0, hours).margin == pytest.approx(1.5)
    assert shown(20.0, 60.0, hours).margin == pytest.approx(2)


def test_a_year_without_incidents_and_deployments_points_at_a_step() -> None:
    quiet = replace(Scenario.team("tug"), other_incidents_per_month=0.0)
    found = symptoms(simulate(quiet, days=13), quiet, PRICES)
    assert (found.noticing, found.restoring, found.times_ferry["failures"]) == (0, 0, 0)


def test_ferry_is_as_good_as_it_is_said_to_be() -> None:
    ferry = Scenario.team("ferry")
    years = [symptoms(simulate(ferry, seed=seed), ferry, PRICES) for seed in range(1, 6)]
    assert np.mean([y.failures.value for y in years]) == pytest.approx(FERRY["failures"], rel=0.15)
    assert np.mean([y.noticing for y in years]) == pytest.approx(FERRY["noticing"], rel=0.15)
    assert np.mean([y.restoring for y in years]) == pytest.approx(FERRY["restoring"], rel=0.5)
