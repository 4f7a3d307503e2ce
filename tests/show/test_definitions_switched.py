"""Counting in another way: each switch by hand, on a week with two changes and three incidents."""

import math

import numpy as np
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.measure.definitions import DEFINITIONS
from deliverylab.show.definitions_switched import (
    Counted,
    from_merge,
    in_working_hours,
    incidents_per_deployment,
    mean_of,
    of_changes,
    with_staging,
)
from deliverylab.simulate import Scenario, simulate
from tests.measure.logs import random_log

MEASURES = (
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
    change_failure_rate,
    reliability,
)


@pytest.fixture(scope="module")
def week():
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-13",
        team="tug",
        changes={
            "change": ["c1", "c2", "c3"],
            "committed": ["2025-01-06T10:00Z", "2025-01-10T16:00Z", "2025-01-11T12:00Z"],
            "merged": ["2025-01-06T14:00Z", "2025-01-10T16:30Z", None],
            "deployed": ["2025-01-07T10:00Z", "2025-01-12T16:00Z", None],
        },
        deployments={
            "deployment": ["d1", "d2", "d3", "d4"],
            "environment": ["staging", "production", "staging", "production"],
            "outcome": "success",
            "started": [f"2025-01-{day}T09:00Z" for day in ("07", "07", "12", "12")],
            "finished": [
                "2025-01-07T09:30Z",
                "2025-01-07T10:00Z",
                "2025-01-12T15:00Z",
                "2025-01-12T16:00Z",
            ],
            "planned": True,
        },
        incidents={
            "incident": ["i1", "i2", "i3", "i4"],
            "started": [
                "2025-01-07T10:00Z",
                "2025-01-07T16:00Z",
                "2025-01-11T10:00Z",
                "2025-01-12T17:00Z",
            ],
            "restored": ["2025-01-07T12:00Z", "2025-01-08T10:00Z", "2025-01-11T16:00Z", None],
            "severity": "minor",
            "deployment": ["d2", "d2", None, "d4"],
        },
    )


def test_all_off_is_the_course_itself():
    log = simulate(Scenario.team("ferry"), days=91, seed=3)
    counted = Counted()
    window = ("2025-02-03", "2025-03-03")
    assert counted.read(log) is log
    for kpi, measure in zip(counted.measure(log, *window), MEASURES, strict=True):
        assert repr(kpi) == repr(measure(log, *window))


def test_a_change_may_begin_with_its_merge(week):
    assert lead_time_for_changes(week).detail.to_list() == [24, 48]
    assert lead_time_for_changes(from_merge(week)).detail.to_list() == [20, 47.5]


def test_nights_and_weekends_do_not_count_in_working_hours(week):
    working = in_working_hours(week)
    assert lead_time_for_changes(working).detail.to_list() == [8, 1]
    restore = time_to_restore_service(working)
    assert restore.detail.to_list() == [2, 2, 0], "an incident of a Saturday takes no working time"
    assert restore.left_out == {"still open": 1}


def test_deployments_to_staging_may_count(week):
    assert deployment_frequency(week).value == 2
    assert deployment_frequency(with_staging(week)).value == 4
    assert change_failure_rate(week).value == 1
    assert change_failure_rate(with_staging(week)).value == 0.5


def test_incidents_without_a_deployment_may_be_passed_over(week):
    assert time_to_restore_service(of_changes(week)).detail.to_list() == [2, 18]
    today = time_to_restore_service(week, caused_by_change=True)
    assert time_to_restore_service(of_changes(week)).value == today.value


def test_the_mean_in_place_of_the_median(week):
    restore = mean_of(time_to_restore_service(week))
    assert (restore.value, restore.basis) == (pytest.approx(26 / 3), "mean of 3 incidents")
    assert math.isnan(restore.low), "three are too few for an interval"
    assert mean_of(lead_time_for_changes(week, "2025-01-08", "2025-01-09")).has_data is False


def test_a_mean_of_many_has_an_interval():
    log = random_log(3, changes=200)
    kpi = mean_of(lead_time_for_changes(log))
    off = 1.96 * kpi.detail.std() / np.sqrt(len(kpi.detail))
    assert (kpi.low, kpi.high) == pytest.approx((kpi.value - off, kpi.value + off), rel=1e-4)


def test_incidents_may_be_divided_by_deployments(week):
    kpi = incidents_per_deployment(week)
    assert (kpi.value, kpi.basis) == (2.0, "4 incidents ÷ 2 deployments")
    assert kpi.low < kpi.value < kpi.high
    assert incidents_per_deployment(of_changes(week)).value == 1.5
    assert incidents_per_deployment(with_staging(week)).value == 1


def test_without_deployments_or_incidents_there_is_no_rate(week):
    assert not incidents_per_deployment(week, "2025-01-08", "2025-01-09").has_data
    unknown = DeliveryLog.from_tables(
        week.tables, week.start, week.end, week.source, unrecorded=[("tug", "incidents")]
    )
    assert not incidents_per_deployment(unknown).has_data


def test_incidents_per_deployment_is_what_gitlab_counts():
    log = simulate(Scenario.team("hydrofoil"), days=91, seed=4)
    production = log.deployments[log.deployments["environment"].eq("production")]
    assert production["outcome"].eq("success").all(), "GitLab counts only these"
    gitlab = DEFINITIONS["GitLab"].measure(log, log.start, log.end)["change failure rate"]
    assert incidents_per_deployment(log).value == pytest.approx(gitlab.value)
