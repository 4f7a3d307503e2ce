"""Symptoms: the rule that leads from a log to the root of a trouble, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from deliverylab.improve import PRICES, Loss
from deliverylab.improve.causes import (
    FERRYS,
    FERRYS_APPROVALS,
    FERRYS_LINES,
    builds,
    causes,
    reviews,
)
from deliverylab.improve.symptoms import FERRY, Symptoms, symptoms
from deliverylab.improve.troubles import Shows
from deliverylab.measure import change_failure_rate
from deliverylab.simulate import Approval, Scenario, Train, simulate


def shown(waiting: float, outages: float, hours: dict[str, float]) -> Symptoms:
    """Return symptoms with failures twice as bad as ferry's, and noticing and restoring as good."""
    none = change_failure_rate(simulate(Scenario.team("ferry"), days=1))
    twice = replace(none, value=2 * FERRY["failures"])
    lost = Loss(waiting, outages, hands=99.0)
    return Symptoms(lost, hours, twice, FERRY["noticing"], FERRY["restoring"], {})  # type: ignore[arg-type]


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


def test_who_packages_for_a_train_by_hand_waits_for_the_train_before() -> None:
    packs = replace(
        Scenario.team("ferry"),
        deploy_on=Train(every_days=7),
        package_by="hand",
        package_minutes=10.0,
        acceptance_minutes=10.0,
    )
    found = symptoms(simulate(packs), packs, PRICES)
    assert (found.longest, found.shows) == ("release", "deploy")
    # Changes are merged on working days, and it leaves on Monday morning: nearly five days.
    assert found.for_the_train == pytest.approx(4.8 * 24, rel=0.05)
    assert found.for_the_train < found.hours["release"] < found.for_the_train + 24
    slow = replace(packs, package_minutes=1_200.0, acceptance_minutes=1_200.0)
    found = symptoms(simulate(slow), slow, PRICES)
    assert found.shows == found.longest == "release"
    by_machine = replace(packs, package_by="automatic")
    assert symptoms(simulate(by_machine), by_machine, PRICES).for_the_train == 0
    never = replace(packs, changes_per_day=0.01)
    assert symptoms(simulate(never, days=14), never, PRICES).for_the_train == 0


def test_a_year_without_incidents_and_deployments_points_at_a_step() -> None:
    quiet = replace(Scenario.team("tug"), other_incidents_per_month=0.0)
    found = symptoms(simulate(quiet, days=13), quiet, PRICES)
    assert (found.noticing, found.restoring, found.times_ferry["failures"]) == (0, 0, 0)


def test_ferry_is_as_busy_as_it_is_said_to_be() -> None:
    ferry = Scenario.team("ferry")
    logs = [simulate(ferry, seed=seed) for seed in range(1, 6)]
    for said, of in ((FERRYS["review"], reviews), (FERRYS["build and test"], builds)):
        desks = [of(log, ferry) for log in logs]
        assert said.servers == desks[0].servers
        for name in ("a_week", "hours", "busy"):
            mean = np.mean([getattr(desk, name) for desk in desks])
            assert mean == pytest.approx(getattr(said, name), rel=0.05, abs=0.004), name
    lines = np.mean([log.changes["size"].median() for log in logs])
    approvals = np.mean([log.changes["approved"].dropna().nunique() / 52 for log in logs])
    assert (lines, approvals) == pytest.approx((FERRYS_LINES, FERRYS_APPROVALS), rel=0.03)


@pytest.mark.parametrize(
    ("works", "step", "said"),
    [
        ({}, "deploy", "No train leaves here"),
        ({"deploy_on": Train(every_days=21)}, "deploy", "A train leaves every 21 days; at ferry"),
        ({"deploy_on": Train(every_days=21)}, "approval", "Nobody approves here."),
        ({}, "approval", "1 person approves, "),
        ({"deploy_on": Approval(3, 2.0)}, "approval", "3 people approve, "),
        ({}, "release", "A machine makes a package, in 4 minutes."),
        (
            {"package_by": "hand", "package_minutes": 600.0},
            "release",
            "A package takes 10 hours of",
        ),
        ({"runners": 1}, "build and test", "1 machine builds, "),
        ({"reviewers": 1}, "review", "1 person reviews, "),
    ],
)
def test_the_cause_is_said_for_each_step(works: dict[str, Any], step: Shows, said: str) -> None:
    scenario = replace(Scenario.team("ferry"), **works)
    assert causes(simulate(scenario, days=28), scenario)[step].startswith(said)


def test_those_who_are_never_asked_are_not_busy() -> None:
    nothing = replace(Scenario.team("ferry"), changes_per_day=0.01)
    desk = reviews(simulate(nothing, days=7), nothing)
    assert (desk.a_week, desk.hours, desk.busy) == (0, 0, 0)


def test_ferry_is_as_good_as_it_is_said_to_be() -> None:
    ferry = Scenario.team("ferry")
    years = [symptoms(simulate(ferry, seed=seed), ferry, PRICES) for seed in range(1, 6)]
    assert np.mean([y.failures.value for y in years]) == pytest.approx(FERRY["failures"], rel=0.15)
    assert np.mean([y.noticing for y in years]) == pytest.approx(FERRY["noticing"], rel=0.15)
    assert np.mean([y.restoring for y in years]) == pytest.approx(FERRY["restoring"], rel=0.5)
