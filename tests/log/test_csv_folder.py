"""A log written as CSV and read back is the same log, whatever it holds."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.schema import TABLES
from tests.log.odd_logs import END, START, assert_same, logs


@settings(max_examples=40)
@given(logs())
def test_any_log_comes_back_exactly(log):
    log.check()
    with tempfile.TemporaryDirectory() as folder:
        log.to_csv(folder)
        assert_same(DeliveryLog.from_csv(folder), log)


def test_a_small_log_comes_back_exactly(small, tmp_path):
    small.to_csv(tmp_path / "new" / "folder")
    assert_same(DeliveryLog.from_csv(tmp_path / "new" / "folder"), small)


def test_the_files_are_plain_csv_with_the_same_bytes_everywhere(small, tmp_path):
    small.to_csv(tmp_path)
    assert (tmp_path / "traffic.csv").read_bytes() == (
        b"team,hour,requests,failed,p95_latency_ms\n"
        b"tug,2025-01-08T09:00:00Z,1000,2,181.5\n"
        b"tug,2025-01-08T10:00:00Z,0,0,\n"
    )
    package = (tmp_path / "datapackage.json").read_bytes()
    assert b"\r" not in package
    assert package.endswith(b"}\n")
    assert json.loads(package)["deliveryLog"] == {
        "start": "2025-01-06T00:00:00Z",
        "end": "2025-01-13T00:00:00Z",
        "source": "simulation",
        "notes": [],
        "teams": ["tug"],
        "unrecorded": [],
    }


def test_a_time_has_a_fraction_only_where_its_column_needs_one(tmp_path):
    times = ["2025-01-06T09:00:00Z", "2025-01-06T09:00:00.000001Z"]
    DeliveryLog.of(
        START, END, team="tug",
        changes={"change": ["c1", "c2"], "committed": times, "opened": "2025-01-07T09:00:00Z"},
    ).to_csv(tmp_path)  # fmt: skip
    lines = (tmp_path / "changes.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1] == "c1,tug,,,2025-01-06T09:00:00.000000Z,2025-01-07T09:00:00Z,,,,,,,,"
    assert lines[2] == "c2,tug,,,2025-01-06T09:00:00.000001Z,2025-01-07T09:00:00Z,,,,,,,,"


def test_files_of_an_earlier_log_are_replaced(small, tmp_path):
    small.to_csv(tmp_path)
    shorter = dataclasses.replace(small, traffic=small.traffic.iloc[:1])
    shorter.to_csv(tmp_path)
    assert_same(DeliveryLog.from_csv(tmp_path), shorter)


def test_a_log_that_does_not_hold_together_is_not_written(small, tmp_path):
    broken = dataclasses.replace(small, deployments=small.deployments.iloc[:1])
    with pytest.raises(LogError, match="expected the id of a row in deployments"):
        broken.to_csv(tmp_path / "log")
    assert not (tmp_path / "log").exists()


def test_a_text_that_utf_8_does_not_know_is_not_written(small, tmp_path):
    broken = dataclasses.replace(small, notes=("half a \ud83d character",))
    with pytest.raises(LogError, match=r"'\\ud83d' stands in one of its texts"):
        broken.to_csv(tmp_path / "log")
    assert not (tmp_path / "log").exists()


# What is accepted, because nothing is lost by it.


@pytest.fixture
def folder(small, tmp_path):
    small.to_csv(tmp_path)
    return tmp_path


def rewrite(path: Path, change) -> None:
    path.write_bytes(change(path.read_bytes()))


def test_a_byte_order_mark_does_no_harm(small, folder):
    for path in folder.iterdir():
        rewrite(path, lambda data: b"\xef\xbb\xbf" + data)
    assert_same(DeliveryLog.from_csv(folder), small)


def test_windows_line_ends_do_no_harm(small, folder):
    for path in folder.iterdir():
        rewrite(path, lambda data: data.replace(b"\n", b"\r\n"))
    assert_same(DeliveryLog.from_csv(folder), small)


def test_quotes_and_blank_lines_do_no_harm(small, folder):
    rewrite(folder / "releases.csv", lambda data: data.replace(b"r1,", b'"r1",'))
    rewrite(folder / "builds.csv", lambda data: data.replace(b"\n", b"\n\n"))
    assert_same(DeliveryLog.from_csv(folder), small)


def test_a_last_line_without_an_end_is_read_and_a_note_says_so(small, folder):
    rewrite(folder / "releases.csv", bytes.strip)
    log = DeliveryLog.from_csv(folder)
    assert log.notes == (
        "The last line of releases.csv has no end. If the file was cut short, something is "
        "missing there.",
    )
    assert_same(dataclasses.replace(log, notes=()), small)


def test_columns_may_stand_in_another_order(small, folder):
    path = folder / "traffic.csv"
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("".join(",".join(row[::-1]) + "\n" for row in rows), encoding="utf-8")
    assert_same(DeliveryLog.from_csv(folder), small)


def test_a_spreadsheets_true_and_other_time_zones_are_understood(small, folder):
    rewrite(folder / "deployments.csv", lambda data: data.replace(b"true", b"TRUE"))
    rewrite(
        folder / "traffic.csv",
        lambda data: data.replace(b"2025-01-08T09:00:00Z", b"2025-01-08 10:00+01:00"),
    )
    assert_same(DeliveryLog.from_csv(folder), small)


def test_rows_in_another_order_are_sorted_and_a_note_says_so(small, folder):
    path = folder / "changes.csv"
    header, *rows = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([header, *rows[::-1], ""]), encoding="utf-8")
    log = DeliveryLog.from_csv(folder)
    assert log.notes == ("The rows of changes.csv were sorted by team and committed.",)
    assert_same(dataclasses.replace(log, notes=()), small)


def test_without_a_descriptor_the_window_comes_from_the_times_and_a_note_says_so(small, folder):
    (folder / "datapackage.json").unlink()
    log = DeliveryLog.from_csv(folder)
    assert log.source == "csv"
    assert (log.start, log.end) == (START, pd.Timestamp("2025-01-11", tz="UTC"))
    assert log.notes == (
        "No datapackage.json names the window, so it is taken from the times in the tables: "
        "whole days, 2025-01-06 to 2025-01-11.",
    )
    for name in TABLES:
        pd.testing.assert_frame_equal(log.tables[name], small.tables[name])


def test_a_descriptor_written_by_hand_needs_only_a_start_and_an_end(small, folder):
    section = {"deliveryLog": {"start": "2025-01-06T00:00Z", "end": "2025-01-13T01:00+01:00"}}
    (folder / "datapackage.json").write_text(json.dumps(section), encoding="utf-8")
    assert_same(dataclasses.replace(DeliveryLog.from_csv(folder), source="simulation"), small)


# What a team does not record.


def without(folder: Path, file: str, *columns: str) -> None:
    """Take columns out of a file."""
    path = folder / file
    rows = [line.split(",") for line in path.read_text(encoding="utf-8").splitlines()]
    kept = [at for at, name in enumerate(rows[0]) if name not in columns]
    assert len(kept) == len(rows[0]) - len(columns)
    text = "".join(",".join(row[at] for at in kept) + "\n" for row in rows)
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("table", TABLES)
def test_a_file_that_is_missing_is_not_recorded(small, folder, table):
    (folder / f"{table}.csv").unlink()
    log = DeliveryLog.from_csv(folder)
    assert not log.records(table)
    assert log.unrecorded == {("tug", table)}
    assert len(log.tables[table]) == 0
    assert log.notes == (f"Not recorded, because there is no file of it: {table}.",)
    for name in set(TABLES) - {table}:
        pd.testing.assert_frame_equal(log.tables[name], small.tables[name])


def test_a_file_with_only_its_header_is_recorded_and_says_that_nothing_happened(folder):
    rewrite(folder / "incidents.csv", lambda data: data.split(b"\n")[0] + b"\n")
    log = DeliveryLog.from_csv(folder)
    assert log.records("incidents")
    assert len(log.incidents) == 0


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (name, column.name)
        for name, table in TABLES.items()
        for column in table.columns
        if not column.essential and column.kind != "team"
    ],
)
def test_a_column_that_is_missing_is_not_recorded(small, folder, table, column):
    without(folder, f"{table}.csv", column)
    log = DeliveryLog.from_csv(folder)
    assert log.unrecorded == {("tug", f"{table}.{column}")}
    assert log.notes == (f"Not recorded, because there is no column of it: of {table} {column}.",)
    stand_in = {"attempt": 1, "planned": True}.get(column)
    values = log.tables[table][column]
    assert values.isna().all() if stand_in is None else (values == stand_in).all()
    for name in set(TABLES[table].column_names) - {column}:
        pd.testing.assert_series_equal(log.tables[table][name], small.tables[table][name])


def test_what_is_not_recorded_is_still_so_when_it_was_written_and_read_again(folder, tmp_path):
    (folder / "incidents.csv").unlink()
    (folder / "releases.csv").unlink()
    without(folder, "changes.csv", "deployment", "kind", "merged")
    without(folder, "deployments.csv", "planned", "outcome")
    log = DeliveryLog.from_csv(folder)
    log.to_csv(tmp_path / "again")
    assert_same(DeliveryLog.from_csv(tmp_path / "again"), log)
    assert log.notes[1].endswith("of changes kind, merged, deployment; of deployments outcome, "
                                 "planned.")  # fmt: skip


def test_the_few_columns_of_a_real_team_are_enough(tmp_path):
    folder = tmp_path / "parcels"
    folder.mkdir()
    (folder / "changes.csv").write_text(
        "change,committed,deployed\n"
        "c1,2025-03-03T09:00:00Z,2025-03-04T10:00:00Z\n"
        "c2,2025-03-04T09:00:00Z,\n",
        encoding="utf-8",
    )
    (folder / "deployments.csv").write_text(
        "deployment,environment,started,finished,outcome,release\n"
        "d1,production,2025-03-04T09:50:00Z,2025-03-04T10:00:00Z,success,v1.2\n",
        encoding="utf-8",
    )
    log = DeliveryLog.from_csv(folder).check()
    assert log.teams == ["parcels"]
    assert "No file names a team, so all is taken as of one, called 'parcels'." in log.notes
    assert log.deployments["release"].to_list() == ["v1.2"]


def test_the_team_that_other_files_name_is_that_of_a_file_without_a_team(small, folder):
    without(folder, "traffic.csv", "team")
    assert_same(DeliveryLog.from_csv(folder), small)
