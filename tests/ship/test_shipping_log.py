"""What happened in the harbour, measured like any other delivery log."""

from __future__ import annotations

import pandas as pd
import pytest

from deliverylab import scorecard
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    deployment_rework_rate,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.ship import Harbour, Refused
from tests.ship.harbours import release, ship


def test_a_harbour_in_which_nothing_happened_has_a_log_too(harbour: Harbour) -> None:
    log = harbour.log("tug")
    assert log.teams == ["tug"]
    assert all(table.empty for table in log.tables.values())
    assert "no data" in repr(scorecard(log))


def test_a_whole_afternoon_is_measured(harbour: Harbour) -> None:
    before = pd.Timestamp(harbour._clock.start).floor("s")
    ship(harbour, "show the ship")
    harbour.ask("production", "/parcels/H-103")
    harbour.commit("round the weight")
    harbour.build()
    harbour.commit("take it back")
    release(harbour, "keep the book in a file")
    harbour.health_seconds = 1
    with pytest.raises(Refused):
        harbour.deploy("staging")
    harbour.health_seconds = 20
    harbour.commit("take it back")
    ship(harbour, "print a label")
    for number in (101, 102, 103, 103, 999):
        harbour.ask("production", f"/parcels/H-{number}")
    harbour.roll_back()
    harbour.ask("production", "/parcels/H-103")

    log = harbour.log()
    assert log.changes["size"].to_list() == [15, 2, 2, 13, 13, 1]
    assert log.changes["kind"].to_list() == [
        "feature",
        "feature",
        "fix",
        "feature",
        "fix",
        "feature",
    ]
    assert log.builds["outcome"].to_list() == ["success", "failure", "success", "success"]
    assert log.builds["reason"].dropna().to_list() == ["defect"]
    assert log.releases["version"].to_list() == ["1.1", "1.4", "1.6"]
    deployed = log.deployments[["release", "environment", "outcome", "trigger", "planned"]]
    assert deployed.to_numpy().tolist() == [
        ["you-r01", "staging", "success", "approval", True],
        ["you-r01", "production", "success", "approval", True],
        ["you-r04", "staging", "failure", "approval", True],
        ["you-r06", "staging", "success", "approval", True],
        ["you-r06", "production", "success", "approval", True],
        ["you-r01", "production", "success", "rollback", False],
    ]
    (incident,) = log.incidents.itertuples()
    assert (incident.deployment, incident.restored_by) == ("you-d05", "rollback")
    assert incident.started == incident.detected
    assert log.traffic["requests"].sum() == 7
    assert log.traffic["failed"].sum() == 2
    times = log.events()["time"]
    assert log.start == before == log.traffic["hour"].iloc[0]
    assert times.min() >= before
    assert times.max() <= pd.Timestamp.now("UTC")

    assert "33 % (1 of 3 deployments" in change_failure_rate(log).text
    assert "33 % (1 of 3" in deployment_rework_rate(log).text
    assert deployment_frequency(log).observations == 3
    assert lead_time_for_changes(log).observations == 6
    assert 0 < lead_time_for_changes(log).value < 0.1
    assert time_to_restore_service(log).observations == 1
    assert round(reliability(log).value, 4) == round(5 / 7, 4)


def test_an_incident_is_open_until_another_package_is_live(harbour: Harbour) -> None:
    ship(harbour, "print a label")
    harbour.ask("production", "/parcels/H-103")
    assert harbour.log().incidents["restored"].isna().all()
    ship(harbour, "take it back")
    (incident,) = harbour.log().incidents.itertuples()
    assert incident.restored_by == "fix forward"
    assert harbour.log().deployments["trigger"].to_list()[-1] == "hotfix"


def test_a_process_that_died_and_was_started_again_is_an_incident(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    live = harbour._crew.live["production"]
    assert live is not None
    live.berth.process.kill()
    live.berth.process.wait()
    harbour.ask("production")
    harbour.deploy("production")
    (incident,) = harbour.log().incidents.itertuples()
    assert (incident.deployment, incident.restored_by) == ("you-d02", "restart")


def test_what_was_taken_back_was_an_incident_even_when_no_request_failed(harbour: Harbour) -> None:
    for change in ("show the ship", "accept small letters", "print a label"):
        ship(harbour, change)
    harbour.roll_back()
    harbour.roll_back()
    incidents = harbour.log().incidents
    # 1.3 was taken back, then 1.2: it was brought by its own deployment, not by the rollback.
    assert incidents["deployment"].to_list() == ["you-d06", "you-d04"]
    assert incidents["restored_by"].to_list() == ["rollback", "rollback"]


def test_a_page_that_is_not_there_is_no_failure_of_the_service(harbour: Harbour) -> None:
    ship(harbour, "show the ship")
    assert harbour.ask("production", "/parcels/H-999").status == 404
    log = harbour.log()
    assert (log.traffic["requests"].sum(), log.traffic["failed"].sum()) == (1, 0)
    assert log.incidents.empty
