"""Events that other tools wrote give a log too: joined by their ids, the rest said in the notes."""

from __future__ import annotations

import json
import random

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.cdevents.event import Other
from deliverylab.log.cdevents.json_form import from_json, to_json
from deliverylab.measure import change_failure_rate, deployment_frequency, lead_time_for_changes
from tests.log.other_tools import CUSTOM, OLDER, PURL, REPOSITORY, STORY, event, runs, trouble


@pytest.fixture
def read(tmp_path):
    """Return what reads events as a log."""

    def log_of(*events: dict, **arguments: str) -> DeliveryLog:
        path = tmp_path / "parcels.jsonl"
        path.write_text("\n".join(map(json.dumps, events)), encoding="utf-8")
        return DeliveryLog.from_cdevents(path, **arguments)

    return log_of


def row(table: pd.DataFrame, at: int) -> dict[str, object]:
    """Return a row without what is missing, times as texts."""
    texts = {
        name: str(value.isoformat()).replace("+00:00", "Z")
        if isinstance(value, pd.Timestamp)
        else value
        for name, value in table.iloc[at].items()
        if not pd.isna(value)
    }
    return {name: value for name, value in texts.items() if name != "team"}


def test_a_change_is_followed_to_its_users(read):
    log = read(*STORY)
    assert row(log.changes, 0) == {
        "change": "41",
        "committed": "2025-01-06T08:30:00Z",
        "opened": "2025-01-06T09:00:00Z",
        "reviewed": "2025-01-06T11:30:00Z",
        "merged": "2025-01-06T12:00:00.123456Z",
        "packaged": "2025-01-06T12:10:00Z",
        "deployment": "service.upgraded.0.3.0/parcels/2025-01-07T09:00:00Z",
        "deployed": "2025-01-07T09:00:00Z",
    }
    assert row(log.changes, 1) == {
        "change": "42",
        "committed": "2025-01-06T13:00:00Z",
        "opened": "2025-01-06T13:00:00Z",
        "merged": "2025-01-06T14:00:00Z",
    }
    assert len(log.changes) == 2


def test_artifacts_are_releases_and_services_are_deployments(read):
    log = read(*STORY)
    assert row(log.releases, 0) == {
        "release": PURL,
        "version": "sha256%3Aabc",
        "change": "41",
        "packaged": "2025-01-06T12:10:00Z",
    }
    assert log.deployments["environment"].to_list() == ["staging"] + ["production"] * 3
    assert row(log.deployments, 2) == {
        "deployment": "service.rolledback.0.3.0/parcels/2025-01-07T11:00:00Z",
        "environment": "production",
        "started": "2025-01-07T11:00:00Z",
        "finished": "2025-01-07T11:00:00Z",
        "outcome": "success",
        "trigger": "rollback",
        "planned": True,
    }
    assert log.deployments["release"].to_list()[:2] == [PURL, PURL]


def test_an_incident_has_its_cause_and_its_end(read):
    log = read(*STORY)
    assert row(log.incidents, 0) == {
        "incident": "i1",
        "started": "2025-01-07T10:00:00Z",
        "detected": "2025-01-07T10:00:00Z",
        "restored": "2025-01-07T11:00:00Z",
        "deployment": "service.upgraded.0.3.0/parcels/2025-01-07T09:00:00Z",
    }
    assert row(log.incidents, 1) == {
        "incident": "i2",
        "started": "2025-01-09T10:00:00Z",
        "detected": "2025-01-09T10:00:00Z",
    }
    assert len(log.incidents) == 2


def test_what_was_left_out_or_taken_for_something_else_is_said(read):
    log = read(*STORY, CUSTOM)
    assert log.notes == (
        "Events of other types: 4 (dev.cdeventsx.harbor-quota.exceeded 1, environment.created 1, "
        "testcaserun.finished 2). They are left out.",
        "Events of builds and pipelines: 4. They are left out: they name no change.",
        f"Artifacts packaged again: 1 ({PURL}). The first time counts.",
        "Deployments to other environments: 1 (test 1). They are left out; only staging and "
        "production count.",
        f"Deployments of artifacts that no event says were packaged: 1 ({OLDER}). Which changes "
        "they carried is not known.",
        "CDEvents do not tell when a deployment began, nor that one failed: each begins and ends "
        "at the time of its event, as a success.",
        "Incidents outside production: 1 (i3). They are left out.",
        "Incidents of which only the end is told: 1 (i4). They are left out.",
        "An incident begins here when it was detected or reported: CDEvents do not tell when "
        "users began to notice.",
        "Changes that were abandoned: 1 (43). They are left out.",
        "Merged changes that no artifact names: 1 (42). An artifact names only its head, so when "
        "these reached users is not known; they wait.",
        "CDEvents do not tell when a change was committed: the earliest event of each change "
        "stands for that.",
        "Times with more digits than a log keeps: 1. They are cut to the microsecond.",
    )
    assert log.unrecorded == {
        ("parcels", what) for what in ("builds", "traffic", "deployments.planned")
    }
    assert (log.source, log.teams) == ("CDEvents", ["parcels"])
    assert (str(log.start.date()), str(log.end.date())) == ("2025-01-05", "2025-01-10")


def test_what_an_event_says_of_its_subject_comes_back():
    for told in STORY:
        read_back = from_json(told, pytest.fail)
        assert read_back is not None
        whole = to_json(read_back)
        assert whole["context"]["type"] == told["context"]["type"]
        assert whole["customData"] == told["customData"]
        if not isinstance(read_back, Other):
            assert whole["subject"] == told["subject"]


def test_it_can_be_measured(read):
    log = read(*STORY)
    assert deployment_frequency(log).observations == 3
    assert lead_time_for_changes(log).value == 24.5
    assert change_failure_rate(log).value == pytest.approx(1 / 3)


def test_the_order_of_lines_does_not_matter(read):
    first = read(*STORY)
    for seed in range(5):
        shuffled = STORY.copy()
        random.Random(seed).shuffle(shuffled)
        again = read(*shuffled)
        for name, table in first.tables.items():
            pd.testing.assert_frame_equal(again.tables[name], table)
        assert again.notes == first.notes


def test_the_team_can_be_named(read):
    log = read(*STORY, team="ferry")
    assert log.teams == ["ferry"]
    assert ("ferry", "builds") in log.unrecorded


def test_what_is_production_can_be_said(read):
    log = read(*STORY, production="Test*")
    assert log.deployments["environment"].to_list() == ["staging", "production"]
    assert log.incidents["incident"].to_list() == ["i3"]


def test_without_events_of_incidents_they_are_not_recorded(read):
    log = read(event("change.merged.0.3.0", "41", "2025-01-06T12:00:00Z"))
    assert not log.records("incidents")
    assert len(log.changes) == 1


def test_a_change_that_only_an_artifact_names_is_there(read):
    log = read(event("artifact.packaged.0.3.0", PURL, "2025-01-06T12:00:00Z",
                     {"change": {"id": "7"}}))  # fmt: skip
    assert row(log.changes, 0) == {
        "change": "7",
        "committed": "2025-01-06T12:00:00Z",
        "packaged": "2025-01-06T12:00:00Z",
    }


def test_times_that_cannot_be_are_left_empty_and_counted(read):
    packaged = ("artifact.packaged.0.3.0", PURL, "2025-01-06T12:00:00Z", {"change": {"id": "7"}})
    log = read(
        event("change.created.0.4.0", "7", "2025-01-06T11:30:00Z"),
        event("change.reviewed.0.3.0", "7", "2025-01-06T14:00:00Z"),
        event("change.merged.0.3.0", "7", "2025-01-06T13:00:00Z"),
        event(*packaged),
        event("service.deployed.0.3.0", "parcels", "2025-01-06T11:00:00Z", runs(PURL)),
        event("service.upgraded.0.3.0", "parcels", "2025-01-06T15:00:00Z", runs(PURL)),
    )
    assert row(log.changes, 0) == {
        "change": "7",
        "committed": "2025-01-06T11:30:00Z",
        "opened": "2025-01-06T11:30:00Z",
        "merged": "2025-01-06T13:00:00Z",
        "deployment": "service.upgraded.0.3.0/parcels/2025-01-06T15:00:00Z",
        "deployed": "2025-01-06T15:00:00Z",
    }
    assert (
        "Changes with events in an order that cannot be: 1 (7). The times that do not fit are "
        "left empty."
    ) in log.notes
    assert (
        "Deployments of an artifact before it was packaged: 1 "
        "(service.deployed.0.3.0/parcels/2025-01-06T11:00:00Z). They carry no change."
    ) in log.notes


def test_an_incident_that_ends_before_it_begins_stays_open(read):
    log = read(
        event("incident.detected.0.3.0", "i", "2025-01-07T10:00:00Z", trouble()),
        event("incident.resolved.0.3.0", "i", "2025-01-07T09:00:00Z", trouble()),
    )
    assert log.incidents["restored"].isna().all()
    assert "Incidents resolved before they were detected: 1 (i). They stay open." in log.notes


def test_an_incident_blames_no_later_deployment_and_no_other_service(read):
    deployed = event("service.deployed.0.3.0", "parcels", "2025-01-07T12:00:00Z", runs(PURL))
    before = event(
        "incident.detected.0.3.0", "i1", "2025-01-07T10:00:00Z", trouble(artifactId=PURL)
    )
    other = event("incident.detected.0.3.0", "i2", "2025-01-07T13:00:00Z",
                  trouble(artifactId=PURL, service={"id": "search"}))  # fmt: skip
    assert read(deployed, before, other).incidents["deployment"].isna().all()


def test_ids_of_events_may_repeat_in_another_source(read):
    deployments = [
        event("service.deployed.0.3.0", "parcels", "2025-01-07T12:00:00Z", runs(PURL),
              id="1", source=source)
        for source in ("/one", "/two")
    ]  # fmt: skip
    assert read(*deployments).deployments["deployment"].to_list() == ["/one#1", "/two#1"]


def test_one_id_in_two_repositories_is_refused(read):
    other = {"repository": {"id": "harbour/ships"}}
    with pytest.raises(LogError, match="'41' is in 'harbour/parcels' on line 1; found 'harbour/sh"):
        read(
            event("change.created.0.4.0", "41", "2025-01-06T09:00:00Z", REPOSITORY),
            event("change.merged.0.3.0", "41", "2025-01-06T10:00:00Z", other),
        )


def test_events_of_other_types_alone_are_refused(read):
    with pytest.raises(LogError, match=r"It holds environment.created 1, ticket.closed 2\."):
        read(
            event("ticket.closed.0.2.0", "1", "2025-01-06T09:00:00Z"),
            event("ticket.closed.0.2.0", "2", "2025-01-06T09:00:00Z"),
            event("environment.created.0.3.0", "3", "2025-01-06T09:00:00Z"),
        )


def test_an_event_of_an_earlier_version_is_read(read):
    old = event("change.merged.0.2.0", "41", "2025-01-06T12:00:00Z", {"extra": 1})
    old["context"]["version"] = old["context"].pop("specversion")
    old["subject"]["type"] = "change"
    assert row(read(old).changes, 0)["merged"] == "2025-01-06T12:00:00Z"
