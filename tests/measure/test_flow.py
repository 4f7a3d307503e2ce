"""Touch and wait by hand, on any simulated year, and against what the simulator asked for."""

import dataclasses
import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog
from deliverylab.measure import complete_and_accurate, flow_efficiency, value_stream
from deliverylab.measure.flow import ROUND_THE_CLOCK, STEPS, touch_and_wait
from deliverylab.simulate import Scenario, simulate
from tests.measure.logs import random_log
from tests.simulate.any_scenario import scenarios

TEAMS = ("barge", "tug", "ferry", "hydrofoil")


def deployed(log: DeliveryLog) -> pd.DataFrame:
    return log.changes.loc[log.changes["deployed"].notna()]


@pytest.fixture(scope="module")
def by_hand() -> DeliveryLog:
    """One change, Monday to the Tuesday of the next week, with a red build and a failed trial."""

    def at(text: str) -> str:
        return f"2025-01-{text}Z"

    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        changes={
            "change": ["c1"],
            "committed": [at("06 15:00")],
            "opened": [at("07 11:00")],  # 2 + 2 working hours
            "review_started": [at("07 16:00")],  # waits 5
            "reviewed": [at("08 10:00")],  # 1 + 1 working hours
            "merged": [at("09 11:30")],
            "packaged": [at("10 12:00")],
            "staged": [at("13 12:00")],
            "deployment": ["d3"],
            "deployed": [at("14 13:00")],
        },
        builds={
            "build": ["b1", "b2"],
            "change": "c1",
            "attempt": [1, 2],
            "queued": [at("08 10:00"), at("09 10:00")],  # fixed: 8th 18:15 to 9th 10:00, 1 hour
            "started": [at("08 18:00"), at("09 11:00")],  # waits 8, then 1
            "finished": [at("08 18:15"), at("09 11:30")],  # runs 15 and 30 minutes
            "outcome": ["failure", "success"],
            "reason": ["defect", None],
        },
        releases={
            "release": ["r1"],
            "version": ["1.1"],
            "change": ["c1"],
            "packaged": [at("10 12:00")],
            "by": ["hand"],
        },
        deployments={
            "deployment": ["d1", "d2", "d3"],
            "release": "r1",
            "environment": ["staging", "staging", "production"],
            "started": [at("10 13:00"), at("13 10:00"), at("14 12:00")],
            "finished": [at("10 15:00"), at("13 12:00"), at("14 13:00")],
            "outcome": ["failure", "success", "success"],
            "planned": True,
        },
    )


def test_touch_and_wait_of_one_change_are_as_counted_by_hand(by_hand):
    by_hand.check()
    both = touch_and_wait(by_hand, deployed(by_hand))
    assert both.touch.loc["c1"].to_dict() == pytest.approx(
        {
            "code": 4.0,
            "review": 2.0,
            "build and test": 0.25 + 1.0 + 0.5,
            "release": 0.0,
            "staging": 2.0 + 3.0 + 2.0,  # a trial, the repair until Monday at ten, a trial
            "approval": 0.0,
            "deploy": 1.0,
        }
    )
    assert both.wait.loc["c1"].to_dict() == pytest.approx(
        {
            "code": 20 - 4.0,
            "review": 5 + 18 - 2.0,
            "build and test": 25.5 - 1.75,
            "release": 24.5,
            "staging": 72 - 7.0,
            "approval": 0.0,
            "deploy": 24.0,
        }
    )


def test_the_value_stream_of_one_change_says_so_in_a_sentence(by_hand):
    stream = value_stream(by_hand)
    assert stream.touch_hours == pytest.approx(15.75)
    assert stream.lead_time_hours == pytest.approx(190.0)
    assert stream.flow_efficiency == pytest.approx(15.75 / 190)
    assert stream.longest_wait == "staging"
    assert repr(stream) == (
        "Value stream: of 7.9 days on average a change is worked on for 16 hours and waits "
        "7.3 days, longest at “staging” (2.7 days); flow efficiency 8.3 % (1 change)."
    )
    kpi = flow_efficiency(by_hand)
    assert kpi.value == stream.flow_efficiency
    assert kpi.detail.to_dict() == {"c1": pytest.approx(15.75 / 190)}


def test_what_is_passed_on_is_complete_and_accurate_or_not(by_hand):
    shares = complete_and_accurate(by_hand)
    assert {step: (kpi.value, kpi.observations) for step, kpi in shares.items()} == {
        "review": (0.0, 1),  # its first build found a defect
        "release": (0.0, 1),  # its package failed its first trial
        "deploy": (1.0, 1),
    }
    assert value_stream(by_hand).rolled == 0.0


def test_a_flaky_test_says_nothing_about_the_change(by_hand):
    builds = by_hand.builds.assign(reason=by_hand.builds["reason"].replace("defect", "flaky"))
    log = dataclasses.replace(by_hand, builds=builds)
    assert complete_and_accurate(log)["review"].value == 1.0


@pytest.mark.parametrize("team", TEAMS)
def test_touch_and_wait_add_up_to_the_lead_time_of_every_change(team):
    log = simulate(Scenario.team(team), days=180, seed=7)
    changes = deployed(log)
    both = touch_and_wait(log, changes)
    assert list(both.touch) == list(both.wait) == list(STEPS)
    hours = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    total = (both.touch + both.wait).sum(axis="columns")
    assert np.allclose(total, hours)
    assert (both.touch >= 0).all(axis=None) and (both.wait >= 0).all(axis=None)


@pytest.mark.parametrize("team", TEAMS)
def test_touch_is_the_work_that_the_scenario_asks_for(team):
    """The log says nothing of the levers; measured touch finds their means again."""
    scenario = Scenario.team(team)
    logs = [simulate(scenario, days=5 * 364, seed=seed) for seed in range(4)]
    touch = pd.concat([touch_and_wait(log, deployed(log)).touch for log in logs]).mean()
    assert touch["code"] == pytest.approx(scenario.branch_hours, rel=0.05)
    assert touch["review"] == pytest.approx(scenario.review_hours, rel=0.05)
    red = scenario.defect_share * scenario.ci_catch
    red += (1 - red) * scenario.flaky_share
    again = red + red * scenario.flaky_share / (1 - scenario.flaky_share)
    asked = (1 + again) * scenario.ci_minutes / 60 + again * scenario.fix_hours
    assert touch["build and test"] == pytest.approx(asked, rel=0.06)


def test_the_waits_of_a_machine_s_release_are_none_and_those_by_hand_all():
    automatic, hand = (
        value_stream(simulate(Scenario.team(team), days=180)).table.loc["release"]
        for team in ("ferry", "tug")
    )
    assert automatic["wait_hours"] == 0 < automatic["touch_hours"] < 1
    assert hand["touch_hours"] == 0 and hand["wait_hours"] > 100


def test_around_the_clock_nights_count_as_work():
    log = simulate(Scenario.team("tug"), days=180)
    usual = value_stream(log)
    always = value_stream(log, working_time=ROUND_THE_CLOCK)
    assert always.lead_time_hours == pytest.approx(usual.lead_time_hours)
    assert always.touch_hours > 2 * usual.touch_hours


@settings(max_examples=40, deadline=None)
@given(scenario=scenarios(), seed=st.integers(0, 1000))
def test_any_scenario_s_touch_and_wait_add_up(scenario, seed):
    log = simulate(scenario, days=28, seed=seed)
    changes = deployed(log)
    both = touch_and_wait(log, changes)
    hours = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    assert np.allclose((both.touch + both.wait).sum(axis="columns"), hours)
    assert (both.touch >= 0).all(axis=None) and (both.wait >= 0).all(axis=None)
    kpi = flow_efficiency(log)
    assert kpi.has_data == bool(hours.sum())
    assert not kpi.has_data or 0 <= kpi.value <= 1


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 1000))
def test_work_of_which_the_log_does_not_know_the_beginning_is_wait(seed):
    log = random_log(seed)  # changes with commit and deployment alone
    nothing_known = deployed(log).assign(deployment=pd.NA)
    assert (touch_and_wait(log, nothing_known).touch == 0).all(axis=None)


def test_of_an_empty_window_there_is_no_data():
    log = simulate(Scenario.team("tug"), days=28)
    stream = value_stream(log, "2025-01-06", "2025-01-07")
    assert stream.changes == 0
    assert math.isnan(stream.flow_efficiency) and math.isnan(stream.lead_time_hours)
    assert stream.longest_wait == ""
    assert "no data" in repr(stream)
    kpi = flow_efficiency(log, "2025-01-06", "2025-01-07")
    assert not kpi.has_data and kpi.left_out["not in production"] == len(log.changes)
    assert not complete_and_accurate(log, "2025-01-06", "2025-01-07")["deploy"].has_data


def test_what_a_source_does_not_record_is_said():
    log = simulate(Scenario.team("tug"), days=28)
    bare = dataclasses.replace(
        log,
        builds=log.builds.iloc[:0],
        deployments=log.deployments.iloc[:0],
        changes=log.changes.assign(deployed=pd.NaT),
        unrecorded=frozenset({("tug", "builds"), ("tug", "deployments")}),
    )
    assert math.isnan(value_stream(bare).rolled)
    assert complete_and_accurate(bare)["review"].basis == "builds are not recorded"
    assert flow_efficiency(bare).basis == "deployments are not recorded"
