"""Row by row: what a tool counted beside the course, told apart by the ids of the log."""

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions import DEFINITIONS, Reported
from deliverylab.measure.definitions.reported import FAILURES, FREQUENCY, LEAD_TIME, RESTORE
from deliverylab.show.row_by_row import MOST, compare_rows, moment


def both(log, metric, tool):
    return compare_rows(
        *(DEFINITIONS[name].measures[metric](log, None, None) for name in (tool, "this course"))
    )


@pytest.fixture
def log():
    """Two packages: the second fails, the first is rolled back to, a restart is needed later."""
    return DeliveryLog.of(
        "2025-01-05",
        "2025-02-02",
        team="tug",
        changes={
            "change": ["c1", "c2"],
            "committed": ["2025-01-06T09:00Z", "2025-01-13T09:00Z"],
            "opened": ["2025-01-06T10:00Z", "2025-01-13T10:00Z"],
            "merged": ["2025-01-07T09:00Z", "2025-01-14T09:00Z"],
            "deployment": ["d1", "d2"],
            "deployed": ["2025-01-08T10:00Z", "2025-01-15T10:00Z"],
        },
        releases={
            "release": ["r1", "r2"],
            "version": ["1", "2"],
            "change": ["c1", "c2"],
            "packaged": ["2025-01-07T12:00Z", "2025-01-14T12:00Z"],
        },
        deployments={
            "deployment": ["d1", "d2", "d3"],
            "release": ["r1", "r2", "r1"],
            "environment": "production",
            "outcome": "success",
            "planned": [True, True, False],
            "started": ["2025-01-08T09:00Z", "2025-01-15T09:00Z", "2025-01-15T11:00Z"],
            "finished": ["2025-01-08T10:00Z", "2025-01-15T10:00Z", "2025-01-15T12:00Z"],
        },
        incidents={
            "incident": ["i1", "i2"],
            "severity": "minor",
            "deployment": ["d2", None],
            "started": ["2025-01-15T10:00Z", "2025-01-20T09:00Z"],
            "detected": ["2025-01-15T10:30Z", "2025-01-20T09:00Z"],
            "restored": ["2025-01-15T12:00Z", "2025-01-20T10:00Z"],
        },
    )


def test_a_change_delivered_twice_has_no_partner_the_second_time(log):
    rows = both(log, LEAD_TIME, "Four Keys")
    assert (rows.both, rows.differing, rows.only_tool, rows.only_course) == (2, 0, 1, 0)
    assert rows.rows == [("c1", "6 Jan 09:00 → 15 Jan 12:00: 9.1 days", "not counted")]
    assert rows.counts == "2 rows in both, 1 only in Four Keys, 0 only in the course’s"


def test_clocks_that_start_elsewhere_are_told_from_when_to_when(log):
    rows = both(log, LEAD_TIME, "GitLab")
    assert (rows.both, rows.differing) == (2, 2)
    assert rows.rows[0] == (
        "c1",
        "7 Jan 09:00 → 8 Jan 10:00: 25 hours",
        "6 Jan 09:00 → 8 Jan 10:00: 2 days",
    )


def test_the_row_on_which_they_differ_most_stands_first(log):
    rows = both(log, RESTORE, "DevLake 2023")
    assert rows.largest == (
        "i2, DevLake 2023: 15 Jan 12:00 → 20 Jan 10:00: 4.9 days",
        "i2, course: 20 Jan 09:00 → 20 Jan 10:00: 1 hour",
    )


def test_a_failure_laid_to_another_deployment_is_told(log):
    rows = both(log, FAILURES, "DevLake 2023")
    assert (rows.both, rows.differing) == (3, 1)
    assert rows.rows == [("d3", "15 Jan 12:00, a failure", "15 Jan 12:00, no failure")]


def test_counts_that_nothing_links_have_rows_of_their_own(log):
    rows = both(log, FAILURES, "GitLab")
    assert (rows.both, rows.differing, rows.only_tool, rows.only_course) == (3, 0, 2, 0)
    assert rows.rows[0] == ("i1", "15 Jan 10:30, an incident", "not counted")
    pelorus = both(log, FAILURES, "Pelorus")
    assert (pelorus.both, pelorus.only_tool, pelorus.only_course) == (0, 4, 3)
    assert ("d1", "not counted", "8 Jan 10:00, no failure") in pelorus.rows


def test_pairs_of_four_keys_are_said_as_failures(log):
    told = {name: theirs for name, theirs, _ in both(log, FAILURES, "Four Keys").rows}
    assert told == {}
    twice = both(
        DeliveryLog.from_tables(
            {
                **{name: getattr(log, name) for name in ("changes", "builds", "releases")},
                "deployments": log.deployments,
                "traffic": log.traffic,
                "incidents": log.incidents.assign(deployment=pd.Series(["d2", "d2"], dtype="str")),
            },
            log.start,
            log.end,
            "by hand",
        ),
        FAILURES,
        "Four Keys",
    )
    assert twice.rows == [("d2", "15 Jan 10:00, 2 failures", "15 Jan 10:00, a failure")]


def test_a_day_that_has_counted_already_does_not_count_again(log):
    rows = both(log, FREQUENCY, "DevLake 2021")
    assert rows.rows == [
        (
            "d3",
            "15 Jan 12:00, not counted: that day has counted already",
            "15 Jan 12:00, counted",
        )
    ]


def test_nothing_beside_nothing_is_said():
    nothing = DeliveryLog.of("2025-01-05", "2025-02-02", team="tug")
    for metric in (FREQUENCY, LEAD_TIME, RESTORE, FAILURES):
        for tool in DEFINITIONS:
            rows = both(nothing, metric, tool)
            assert (rows.counts, rows.rows) == ("no rows", [])
            assert rows.largest == ("There is nothing to compare.", "")


def test_only_ten_rows_are_told_and_how_many_more_there_are():
    days = pd.date_range("2025-01-06", periods=25, tz="UTC")
    table = pd.DataFrame({"deployment": [f"d{day.day}" for day in days], "finished": days})
    some, none = (
        Reported(tool, FREQUENCY, 1.0, "deployments per week", "", table[:rows])
        for tool, rows in (("some", 25), ("this course", 0))
    )
    rows = compare_rows(some, none)
    assert len(rows.rows) == MOST + 1 and rows.rows[-1] == ("and 15 more", "", "")
    assert compare_rows(some, some).largest == ("They agree on every row.", "")
    assert compare_rows(some, some).counts == "the same 25 rows in both"


def test_a_moment_is_said_without_a_leading_zero():
    assert moment(pd.Timestamp("2025-12-03 04:05Z")) == "3 Dec 04:05"
