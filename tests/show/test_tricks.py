"""Each trick leaves a log that holds together, moves its number, and moves nothing for users."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.show.tricks import (
    MAINTENANCE_HOURS,
    Tricks,
    closed_when_seen,
    committed_late,
    deployed_again,
    without_failures,
    without_maintenance_hours,
    without_minor,
)
from deliverylab.show.what_users_get import what_users_get
from deliverylab.simulate import Scenario, simulate

EVERY = Tricks(again=3, late=True, seen=True, unwritten=True, hours=True)


@pytest.fixture(scope="module")
def log():
    return simulate(Scenario.team("tug"), days=182, seed=2).floor("s")


@pytest.mark.parametrize(
    "tricks",
    [
        Tricks(),
        Tricks(again=10),
        Tricks(late=True),
        Tricks(seen=True),
        Tricks(maintenance=True),
        Tricks(unwritten=True),
        Tricks(hours=True),
        EVERY,
    ],
    ids=repr,
)
def test_what_is_written_holds_together_and_users_get_the_same(log, tricks):
    happened = tricks.really(log)
    assert happened.check() is happened
    written = tricks.written(happened)
    assert written.check() is written
    assert what_users_get(happened) == what_users_get(log)


def test_no_trick_leaves_the_log_as_it_is(log):
    assert Tricks().really(log) is log and Tricks().written(log) is log


def test_the_package_that_runs_is_deployed_again(log):
    again = deployed_again(log, 5)
    extra = again.deployments[again.deployments["deployment"].str.startswith("again")]
    good = again.deployments[again.deployments["environment"].eq("production")]
    good = good[good["outcome"].eq("success")].sort_values("finished")
    for _, row in extra.iterrows():
        before = good[good["finished"] <= row["started"]].iloc[-1]
        assert row["release"] == before["release"]
    weeks = 26 - 3  # the first package arrives in the third week
    assert len(extra) == pytest.approx(5 * weeks, abs=5)
    assert extra["started"].dt.day_of_week.max() <= 4
    assert extra["started"].dt.hour.between(9, 17).all()
    frequency = deployment_frequency(again).value - deployment_frequency(log).value
    assert frequency == pytest.approx(len(extra) / 26)
    assert change_failure_rate(again).value < change_failure_rate(log).value / 3


def test_nothing_is_deployed_again_before_there_is_a_package():
    nothing = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug")
    assert deployed_again(nothing, 5).deployments.empty


def test_late_commits_shorten_the_lead_time_and_leave_the_end(log):
    late = committed_late(log)
    assert lead_time_for_changes(late).value < lead_time_for_changes(log).value / 4
    was, now = (
        one.changes.set_index("change")["deployed"].dropna().sort_index() for one in (log, late)
    )
    pd.testing.assert_series_equal(now, was)
    assert late.changes["committed"].equals(late.changes["packaged"].rename("committed"))


def test_an_incident_that_is_closed_once_seen_lasts_until_it_was_detected(log):
    closed = closed_when_seen(log)
    over = closed.incidents["restored"].notna()
    assert (closed.incidents["restored"] == log.incidents["detected"])[over].all()
    assert time_to_restore_service(closed).value < time_to_restore_service(log).value


def test_an_open_incident_stays_open_and_one_of_which_no_detection_is_known_has_no_length():
    given = DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        incidents={
            "incident": ["i1", "i2"],
            "severity": "minor",
            "started": "2025-01-07T09:00Z",
            "restored": [None, "2025-01-08T09:00Z"],
        },
    )
    closed = closed_when_seen(given).incidents
    assert closed["restored"].isna().tolist() == [True, False]
    assert closed["restored"].iat[1] == closed["started"].iat[1]


def test_failures_and_minor_incidents_are_left_out_and_only_they(log):
    ours = log.incidents
    assert without_failures(log).incidents["deployment"].isna().all()
    assert len(without_failures(log).incidents) == ours["deployment"].isna().sum()
    assert set(without_minor(log).incidents["severity"].astype(str)) <= {"major", "critical"}
    assert len(without_minor(log).incidents) == ours["severity"].ne("minor").sum()
    assert change_failure_rate(without_failures(log)).value == 0


def test_hours_after_a_deployment_are_left_out_and_only_they(log):
    counted = without_maintenance_hours(log)
    assert reliability(counted).value > reliability(log).value
    production = log.deployments[log.deployments["environment"].eq("production")]
    started, kept = production["started"], set(counted.traffic["hour"])
    for hour in log.traffic["hour"]:
        since = hour - started[started < hour + pd.Timedelta(hours=1)].max()
        assert (hour not in kept) == (since < pd.Timedelta(hours=MAINTENANCE_HOURS))


def test_without_deployments_every_hour_counts():
    quiet = DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        traffic={
            "hour": ["2025-01-08T09:00Z"],
            "requests": 1000,
            "failed": 1,
            "p95_latency_ms": 180.0,
        },
    )
    assert len(without_maintenance_hours(quiet).traffic) == 1


def test_users_are_told_of_an_empty_log_that_there_is_nothing():
    nothing = what_users_get(DeliveryLog.of("2025-01-06", "2025-01-20", team="tug"))
    assert nothing.packages_a_week == 0
    assert np.isnan(nothing.numbers[1:]).all()


def test_what_users_get_agrees_with_a_plain_count(log):
    got = what_users_get(log)
    table = log.deployments
    good = table[table["environment"].eq("production") & table["outcome"].eq("success")]
    packages = set(good["release"])
    assert got.packages_a_week == pytest.approx(len(packages) / 26)
    lead = (log.changes["deployed"] - log.changes["committed"]).dropna()
    assert got.wait_hours == pytest.approx(lead.median().total_seconds() / 3600)
    bad = sum(
        f > 0.01 * r for f, r in zip(log.traffic["failed"], log.traffic["requests"], strict=True)
    )
    assert got.bad_hours_a_year == 2 * bad
    causes = set(log.incidents["deployment"].dropna())
    hurt = {row["release"] for _, row in good.iterrows() if row["deployment"] in causes}
    assert got.packages_that_hurt == pytest.approx(len(hurt) / len(packages))
    assert got.failed_share == pytest.approx(
        log.traffic["failed"].sum() / log.traffic["requests"].sum()
    )


def test_cheap_deployments_are_no_trick(log):
    cheap = replace(Scenario.team("tug"), deploy_by="automatic", rollback_minutes=15.0)
    got, was = what_users_get(simulate(cheap, days=182, seed=2)), what_users_get(log)
    assert got.failed_share < was.failed_share
