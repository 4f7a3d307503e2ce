"""A log written as CSV and read back is the same log, whatever it holds."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.schema import TABLES

START = pd.Timestamp("2025-01-06", tz="UTC")
END = pd.Timestamp("2025-02-03", tz="UTC")
MICROSECONDS = int((END - START) / pd.Timedelta(microseconds=1))
TRAPS = [
    "NA", "nan", "NaN", "null", "None", "1e5", " c1 ", 'a"b', "a,b", "a\nb", "a\r\nb", "\r",
    "\ufeffc", "Straße 港", "#", "true", "2025-01-06",
]  # fmt: skip


def assert_same(one: DeliveryLog, other: DeliveryLog) -> None:
    for name in TABLES:
        pd.testing.assert_frame_equal(one.tables[name], other.tables[name])
    for field in dataclasses.fields(one):
        if field.name not in TABLES:
            assert getattr(one, field.name) == getattr(other, field.name), field.name


texts = st.one_of(
    st.sampled_from(TRAPS),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6),
)


@st.composite
def moments(draw: st.DrawFn, count: int) -> list[pd.Timestamp]:
    """Draw times in order, all in whole seconds or to the microsecond."""
    step = draw(st.sampled_from([1, 1_000_000]))
    ticks = draw(st.lists(st.integers(0, MICROSECONDS // step - 1), min_size=count, max_size=count))
    return [START + pd.Timedelta(microseconds=tick * step) for tick in sorted(ticks)]


def or_missing(draw: st.DrawFn, values: st.SearchStrategy[object]) -> object:
    return draw(st.one_of(st.none(), values))


@st.composite
def one_team(draw: st.DrawFn, team: str) -> DeliveryLog:
    """Draw a log of one team that holds together."""
    names = st.lists(texts, max_size=4, unique=True)
    changes, releases, deployments = ([f"{team}/{name}" for name in draw(names)] for _ in range(3))
    ended = [draw(moments(count=2)) for _ in deployments]
    good = dict(zip(deployments, (finished for _, finished in ended), strict=True))
    rows = []
    for change in changes:
        deployment = draw(st.sampled_from([None, *deployments]))
        stages = draw(moments(count=9))
        stages[8] = good.get(deployment)
        stages = [
            None if time is not None and stages[8] is not None and time > stages[8]
            else time for time in stages
        ]  # fmt: skip
        stages = [
            stages[0] or stages[8],
            *(t if draw(st.booleans()) else None for t in stages[1:8]),
        ]
        rows.append([change, deployment, good.get(deployment), *stages])
    hours = sorted(draw(st.sets(st.integers(0, 27 * 24), max_size=4)))
    requests = [draw(st.integers(0, 2**62)) for _ in hours]
    column = dict(enumerate(zip(*rows, strict=True))) if rows else {}
    stage_names = TABLES["changes"].time_order[:8]
    log = DeliveryLog.of(
        START,
        END,
        team=team,
        source=draw(texts),
        changes={
            "change": column.get(0, ()),
            "kind": [or_missing(draw, st.sampled_from(["feature", "fix", "chore"])) for _ in rows],
            "size": [or_missing(draw, st.integers(0, 2**63 - 1)) for _ in rows],
            "deployment": column.get(1, ()),
            "deployed": column.get(2, ()),
            **{name: column.get(3 + number, ()) for number, name in enumerate(stage_names)},
        },
        releases={
            "release": releases,
            "version": [draw(texts) for _ in releases],
            "change": [draw(st.sampled_from([None, *changes])) for _ in releases],
            "packaged": [draw(moments(count=1))[0] for _ in releases],
        },
        deployments={
            "deployment": deployments,
            "release": [draw(st.sampled_from([None, *releases])) for _ in deployments],
            "environment": "production",
            "started": [started for started, _ in ended],
            "finished": [finished for _, finished in ended],
            "outcome": "success",
            "planned": [draw(st.booleans()) for _ in deployments],
        },
        traffic={
            "hour": [START + pd.Timedelta(hours=hour) for hour in hours],
            "requests": requests,
            "failed": [draw(st.integers(0, most)) for most in requests],
            "p95_latency_ms": [
                draw(
                    st.one_of(st.just(np.nan), st.floats(0, allow_infinity=False, allow_nan=False))
                )
                for _ in hours
            ],
        },
    )
    ordered = {
        name: frame.sort_values(TABLES[name].sorted_by, kind="stable", ignore_index=True)
        for name, frame in log.tables.items()
    }
    notes = draw(
        st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=2, unique=True)
    )
    return DeliveryLog.from_tables(
        ordered, log.start, log.end, log.source, notes, [(team, "incidents")]
    )


@st.composite
def logs(draw: st.DrawFn) -> DeliveryLog:
    """Draw a log of one to three teams."""
    teams = draw(st.lists(texts, min_size=1, max_size=3, unique=True))
    return DeliveryLog.concat([draw(one_team(team)) for team in teams])


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


def test_quotes_blank_lines_and_no_line_end_at_the_end_do_no_harm(small, folder):
    rewrite(folder / "releases.csv", lambda data: data.replace(b"r1,", b'"r1",').strip())
    rewrite(folder / "builds.csv", lambda data: data.replace(b"\n", b"\n\n"))
    assert_same(DeliveryLog.from_csv(folder), small)


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
    path.write_text("\n".join([header, *rows[::-1]]), encoding="utf-8")
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
