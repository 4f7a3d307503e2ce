"""A log made in Python is checked too: dtypes, window, rows, and what they point to.

The rules that CSV files meet as well have their tests in `test_bad_csv.py`.
"""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError


def complaint(log: DeliveryLog) -> str:
    with pytest.raises(LogError) as caught:
        log.check()
    return str(caught.value)


def test_a_good_log_is_given_back(small):
    assert small.check() is small


def changed(log: DeliveryLog, table: str, **columns: object) -> DeliveryLog:
    return dataclasses.replace(log, **{table: log.tables[table].assign(**columns)})


def test_naive_times_are_told_apart_from_other_dtypes(small):
    naive = small.changes["committed"].dt.tz_localize(None)
    log = changed(small, "changes", committed=naive, size=small.changes["size"].astype("float64"))
    assert complaint(log) == (
        "The delivery log has 2 faults.\n"
        "  changes, column size: expected Int64; found float64\n"
        "  changes, column committed: expected datetime64[us, UTC]; "
        "found datetime64[us]: times without a time zone"
    )


@pytest.mark.parametrize(
    ("table", "column", "dtype", "said"),
    [
        ("changes", "committed", "datetime64[us, Europe/Berlin]", "datetime64[us, Europe/Berlin]"),
        ("changes", "committed", "datetime64[ns, UTC]", "datetime64[ns, UTC]"),
        ("changes", "change", "object", "expected str; found object"),
        ("changes", "team", "str", "expected category; found str"),
        ("builds", "attempt", "Int64", "expected int64; found Int64"),
        ("deployments", "planned", "boolean", "expected bool; found boolean"),
        ("traffic", "p95_latency_ms", "float32", "expected float64; found float32"),
    ],
)
def test_another_dtype_is_named(small, table, column, dtype, said):
    values = small.tables[table][column].astype(dtype)
    text = complaint(changed(small, table, **{column: values}))
    assert text.startswith(f"The delivery log has 1 fault.\n  {table}, column {column}: expected")
    assert said in text


def test_categories_in_another_order_are_named(small):
    outcome = small.builds["outcome"].cat.reorder_categories(["failure", "success"])
    assert complaint(changed(small, "builds", outcome=outcome)) == (
        "The delivery log has 1 fault.\n"
        "  builds, column outcome: expected category of success, failure; "
        "found category of failure, success"
    )


def test_columns_that_are_missing_unexpected_or_in_another_order(small):
    assert "traffic: expected the columns team, hour, requests, failed, p95_latency_ms; found " in (
        complaint(dataclasses.replace(small, traffic=small.traffic.drop(columns="failed")))
    )
    assert "found none" in complaint(dataclasses.replace(small, traffic=pd.DataFrame()))
    assert "found team, hour, requests, failed, p95_latency_ms, colour" in complaint(
        changed(small, "traffic", colour="red")
    )
    assert "found p95_latency_ms, failed" in complaint(
        dataclasses.replace(small, traffic=small.traffic.iloc[:, ::-1])
    )


def test_tables_that_disagree_on_the_teams(small):
    other = small.traffic["team"].cat.set_categories(["tug", "barge"])
    assert complaint(changed(small, "traffic", team=other)) == (
        "The delivery log has 1 fault.\n"
        "  traffic, column team: expected the teams ['tug']; found ['tug', 'barge']"
    )


def test_a_reference_to_another_team(small):
    teams = pd.CategoricalDtype(["tug", "barge"])
    tables = {n: f.assign(team=f["team"].astype(teams)) for n, f in small.tables.items()}
    tables["builds"]["team"] = pd.Series(["tug", "barge"], dtype=teams)
    log = DeliveryLog.from_tables(tables, small.start, small.end, small.source)
    assert complaint(log) == (
        "The delivery log has 1 fault.\n"
        "  builds, column change, 1 row: expected the id of something of the same team\n"
        "    row 1: found 'c2', which belongs to tug"
    )


def test_rows_that_are_not_sorted(small):
    backwards = small.changes.iloc[::-1].reset_index(drop=True)
    assert complaint(dataclasses.replace(small, changes=backwards)) == (
        "The delivery log has 2 faults.\n"
        "  changes, column committed, 2 rows: expected rows sorted by team and committed\n"
        "    row 1: found 2025-01-06T11:30:00Z\n"
        "    row 2: found 2025-01-06T09:00:00Z"
    )


def test_times_are_compared_across_a_stage_that_was_skipped(small):
    reviewed = pd.to_datetime(pd.Series(["2025-01-06T08:00:00Z", None, None])).astype(
        "datetime64[us, UTC]"
    )
    assert complaint(changed(small, "changes", reviewed=reviewed)) == (
        "The delivery log has 1 fault.\n"
        "  changes, column reviewed, 1 row: expected a time not before committed\n"
        "    row 0: found reviewed 2025-01-06T08:00:00Z, committed 2025-01-06T09:00:00Z"
    )


def test_an_open_incident_that_is_said_to_be_over(small):
    by = small.incidents["restored_by"].astype("object")
    by[:] = "rollback"
    values = by.astype(small.incidents["restored_by"].dtype)
    assert "incidents, column restored, 1 row: expected a value, because restored_by has one" in (
        complaint(changed(small, "incidents", restored_by=values))
    )


def test_an_empty_text_is_not_a_missing_one(small):
    values = pd.Series([""], dtype="str")
    assert "releases, column version, 1 row: expected a text or nothing\n" in complaint(
        changed(small, "releases", version=values)
    )


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (pd.Timestamp("2025-01-13"), "the window: expected the end in UTC"),
        (pd.NaT, "found NaT"),
        (pd.Timestamp("2025-01-13", tz="Asia/Shanghai"), "found 2025-01-13 00:00:00+08:00"),
        (pd.Timestamp(1, tz="UTC") + pd.Timedelta(days=40_000), "in whole microseconds"),
        (pd.Timestamp("2025-01-01", tz="UTC"), "expected an end that is not before the start"),
    ],
)
def test_a_window_that_is_none(small, end, said):
    text = complaint(dataclasses.replace(small, end=end))
    assert text.startswith("The delivery log has 1 fault.\n  the window: expected ")
    assert said in text


@pytest.mark.parametrize("start", ["0001-06-01", "9999-06-01"])
def test_a_window_at_the_ends_of_the_calendar(small, start):
    log = dataclasses.replace(
        small, start=pd.Timestamp(start, tz="UTC"), end=pd.Timestamp("9999-12-31", tz="UTC")
    )
    assert "between the years 2 and 9998; found" in complaint(log)


def test_a_team_without_a_name():
    log = DeliveryLog.of("2025-01-06", "2025-01-13", team="")
    assert "changes, column team: expected teams whose names are texts, and not empty" in complaint(
        log
    )
