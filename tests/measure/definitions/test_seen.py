"""What a tool can see of a log, and what it cannot."""

import gc
import weakref

import numpy as np
import pandas as pd

from deliverylab.measure.definitions.seen import Seen
from tests.measure.definitions.small_logs import (
    change,
    deployed,
    incident,
    log_of,
    under_way,
)


def delivered(seen: Seen) -> set[tuple[str, str]]:
    deployment, what = seen.delivered
    return set(zip(seen.deployments.names[deployment], seen.changes.names[what], strict=True))


def test_nothing_from_the_end_of_the_window_on_is_seen() -> None:
    one, late = deployed("d1", "01-13T00:00"), deployed("d2", "01-14T00:00")
    seen = Seen.of(
        log_of(
            one,
            late,
            change("c1", "01-12T09:00", one),
            change("c2", "01-13T09:00", late),
            incident("i1", "01-12T09:00", "01-13T00:00"),
            incident("i2", "01-13T00:00", "01-13T01:00"),
        ),
        end="2025-01-13",
    )
    assert seen.deployments.names.tolist() == ["d1"]
    assert not seen.deployments.success.any()
    assert seen.changes.waiting == ("c1",)
    assert seen.incidents.names.tolist() == ["i1"]
    assert seen.incidents.open_at(seen.window.end) == ("i1",)


def test_what_finished_just_before_the_end_is_seen() -> None:
    one = deployed("d1", "01-12T23:59:59")
    seen = Seen.of(log_of(one, change("c1", "01-12T09:00", one)), end="2025-01-13")
    assert seen.deployments.success.all()
    assert delivered(seen) == {("d1", "c1")}


def test_an_incident_is_reported_when_it_is_detected() -> None:
    log = log_of(incident("i1", "01-07T09:00", None, detected="01-07T11:00"))
    assert Seen.of(log).incidents.reported[0] == np.datetime64("2025-01-07T11:00")
    early = Seen.of(log, end="2025-01-07T10:00").incidents
    assert len(early.names) == 0
    assert early.unnoticed == ("i1",)


def test_an_incident_that_was_restored_unwritten_is_reported_when_it_started() -> None:
    log = log_of(
        incident("i1", "01-07T09:00", None),
        incident("i2", "01-08T09:00", "01-08T10:00"),
        incident("i3", "01-09T09:00", None),
    )
    log.incidents.loc[[1, 2], "detected"] = pd.NaT
    incidents = Seen.of(log).incidents
    assert incidents.names.tolist() == ["i1", "i2"]
    assert incidents.reported[1] == np.datetime64("2025-01-08T09:00")
    assert incidents.unnoticed == ("i3",)


def test_a_log_without_detection_reports_incidents_when_they_start() -> None:
    log = log_of(incident("i1", "01-07T09:00", None))
    log.incidents["detected"] = pd.NaT
    assert Seen.of(log).incidents.names.tolist() == ["i1"]


def test_the_same_package_delivers_the_same_changes() -> None:
    first, second = deployed("d1", "01-07T09:00", "r1"), deployed("d2", "01-08T09:00", "r2")
    back, failed = (
        deployed("d3", "01-09T09:00", "r1"),
        deployed("d4", "01-10T09:00", "r2", outcome="failure"),
    )
    log = log_of(
        first,
        second,
        back,
        failed,
        under_way("d5", "01-20T09:00"),
        change("c1", "01-06T09:00", first),
        change("c2", "01-06T10:00", first),
        change("c3", "01-08T08:00", second),
        change("c4", "01-08T08:00"),
    )
    assert delivered(Seen.of(log)) == {
        ("d1", "c1"),
        ("d1", "c2"),
        ("d2", "c3"),
        ("d3", "c1"),
        ("d3", "c2"),
    }


def test_deployments_of_no_known_package_share_nothing() -> None:
    first, second = deployed("d1", "01-07T09:00"), deployed("d2", "01-08T09:00")
    log = log_of(first, second, change("c1", "01-06T09:00", first))
    log.deployments["release"] = None
    assert delivered(Seen.of(log)) == {("d1", "c1")}


def test_the_head_is_the_named_change_or_the_last_one_that_came() -> None:
    one, other, hotfix = (
        deployed("d1", "01-07T09:00", "r1"),
        deployed("d2", "01-08T09:00", "r2"),
        deployed("d3", "01-09T09:00", "r3"),
    )
    log = log_of(
        one,
        other,
        hotfix,
        change("c1", "01-06T09:00", one),
        change("c2", "01-06T10:00", one),
        change("c3", "01-06T11:00", other),
        change("c4", "01-06T12:00", other),
        heads={"r1": "c1"},
    )
    seen = Seen.of(log)
    assert seen.head.tolist() == [0, 3, -1]
    assert seen.last_listed.tolist() == [1, 3, -1]


def test_staging_is_not_seen() -> None:
    log = log_of(deployed("d1", "01-07T09:00", environment="staging"))
    assert len(Seen.of(log).deployments.names) == 0


def test_what_somebody_holds_is_shared_and_then_forgotten() -> None:
    log = log_of(deployed("d1", "01-07T09:00"))
    held = Seen.of(log)
    assert Seen.of(log) is held
    assert Seen.of(log, end="2025-01-10") is not held
    assert Seen.of(log_of(deployed("d1", "01-07T09:00"))) is not held
    gone = weakref.ref(held)
    del held
    gc.collect()
    assert gone() is None


def test_windows_that_end_together_share_what_is_known_then() -> None:
    log = log_of(deployed("d1", "01-07T09:00"), deployed("d2", "01-14T09:00"))
    held = Seen.of(log, end="2025-01-13")
    later = Seen.of(log, start="2025-01-08", end="2025-01-13")
    assert later.deployments is held.deployments
    assert [len(seen.finished_in_window()[0]) for seen in (held, later)] == [1, 0]
    assert Seen.of(log, end="2025-01-15").deployments is not held.deployments
