"""A log written as CDEvents and read back is the same log, whatever it holds."""

from __future__ import annotations

import dataclasses
import json
import random
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog, LogError, course_data
from deliverylab.log.cdevents import read_cdevents
from deliverylab.log.cdevents.event import Other
from deliverylab.log.cdevents.json_form import from_json
from deliverylab.simulate import Approval, Scenario, Train, simulate
from tests.log.odd_logs import assert_same, logs


def there_and_back(log: DeliveryLog) -> DeliveryLog:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "log.jsonl"
        log.to_cdevents(path)
        return DeliveryLog.from_cdevents(path)


def events(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def path(small, tmp_path) -> Path:
    path = tmp_path / "log.jsonl"
    small.to_cdevents(path)
    return path


@settings(max_examples=40)
@given(logs())
def test_any_log_comes_back_exactly(log):
    log.check()
    assert_same(there_and_back(log), log)


@settings(max_examples=10)
@given(
    team=st.sampled_from(["barge", "tug", "ferry", "hydrofoil"]),
    seed=st.integers(0, 2**32),
    days=st.integers(1, 40),
    deploy_on=st.sampled_from([Approval(approvers=3), Train(every_days=7)]),
)
def test_what_was_simulated_comes_back_exactly(team, seed, days, deploy_on):
    scenario = dataclasses.replace(Scenario.team(team), deploy_on=deploy_on)
    log = simulate(scenario, days=days, seed=seed)
    assert_same(there_and_back(log), log)


def test_the_four_teams_year_comes_back_exactly():
    year = DeliveryLog.from_csv(course_data())
    assert_same(there_and_back(year), year)


def test_a_small_log_comes_back_exactly(small, path):
    assert_same(DeliveryLog.from_cdevents(path), small)


def test_the_file_is_one_event_a_line_in_order_of_time(path):
    data = path.read_bytes()
    assert data.endswith(b"}\n")
    assert b"\r" not in data
    first, *others = events(path)
    assert first["context"]["type"] == "dev.cdeventsx.deliverylab-log.described.0.1.0"
    times = [event["context"]["timestamp"] for event in others]
    assert times == sorted(times)


def test_what_the_vocabulary_has_a_word_for_is_said_in_it(path):
    by_id = {event["context"]["id"]: event for event in events(path)}
    assert by_id["change/c1/merged"] == {
        "context": {
            "specversion": "0.5.1",
            "id": "change/c1/merged",
            "source": "/deliverylab/tug",
            "type": "dev.cdevents.change.merged.0.3.0",
            "timestamp": "2025-01-06T15:00:00Z",
        },
        "subject": {"id": "c1", "content": {}},
    }
    packaged = by_id["release/r1/packaged"]
    assert packaged["subject"] == {
        "id": "pkg:generic/r1@1.1",
        "content": {"change": {"id": "c2"}},
    }
    deployed = by_id["deployment/d1/finished"]
    assert deployed["context"]["type"] == "dev.cdevents.service.deployed.0.3.0"
    assert deployed["subject"] == {
        "id": "tug",
        "content": {"environment": {"id": "production"}, "artifactId": "pkg:generic/r1@1.1"},
    }
    assert deployed["customData"] == {
        "deliverylab": {
            "row": 1,
            "deployment": "d1",
            "started": "2025-01-08T10:00:00Z",
            "strategy": "rolling",
            "trigger": "train",
            "planned": True,
        }
    }
    assert by_id["build/b1/finished"]["subject"]["content"]["outcome"] == "failure"
    assert by_id["incident/i1/detected"]["subject"]["content"] == {
        "environment": {"id": "production"},
        "service": {"id": "tug"},
        "artifactId": "pkg:generic/r1@1.1",
    }


@pytest.mark.parametrize(
    ("trigger", "said"),
    [("train", "dev.cdevents.service.upgraded.0.3.0"),
     ("rollback", "dev.cdevents.service.rolledback.0.3.0")],
)  # fmt: skip
def test_a_later_deployment_upgrades_the_service_or_rolls_it_back(tmp_path, trigger, said):
    times = {"started": ["2025-01-07T09:00Z", "2025-01-08T09:00Z"]}
    log = DeliveryLog.of(
        "2025-01-06", "2025-01-13", team="tug",
        releases={"release": ["r"], "version": ["1"], "packaged": "2025-01-06T09:00Z"},
        deployments={
            "deployment": ["d1", "d2"], "release": "r", "environment": "production",
            **times, "finished": times["started"], "outcome": "success",
            "trigger": ["train", trigger], "planned": True,
        },
    )  # fmt: skip
    log.to_cdevents(tmp_path / "log.jsonl")
    types = [event["context"]["type"] for event in events(tmp_path / "log.jsonl")]
    assert types[2:] == ["dev.cdevents.service.deployed.0.3.0", said]


def test_every_line_is_an_event_that_the_schemas_allow(path):
    for event in events(path):
        read = from_json(event, pytest.fail)
        assert read is not None
        assert not isinstance(read, Other)


def test_the_order_of_lines_does_not_matter(small, path):
    lines = path.read_bytes().splitlines(keepends=True)
    random.Random(4).shuffle(lines)
    path.write_bytes(b"".join(lines))
    assert_same(DeliveryLog.from_cdevents(path), small)


def test_an_event_that_comes_again_counts_once_and_a_note_says_so(small, path):
    lines = path.read_bytes().splitlines(keepends=True)
    again = json.dumps(dict(reversed(json.loads(lines[3]).items()))).encode() + b"\n"
    path.write_bytes(b"".join([*lines, lines[2], again]))
    log = DeliveryLog.from_cdevents(path)
    assert log.notes == (
        "Events that came more than once (the same source and id): 2. Each counts once.",
    )
    assert_same(dataclasses.replace(log, notes=()), small)


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: b"\n \n" + data.replace(b"\n", b"\n\n"),
        lambda data: data.strip(),
        lambda data: data.replace(b'":', b'" : '),
    ],
    ids=["byte order mark", "Windows line ends", "empty lines", "no end of line", "spaces"],
)
def test_what_loses_nothing_does_no_harm(small, path, change):
    path.write_bytes(change(path.read_bytes()))
    assert_same(DeliveryLog.from_cdevents(path), small)


def test_a_file_in_a_new_folder_and_over_an_earlier_one(small, path):
    small.to_cdevents(path.parent / "new" / "log.jsonl")
    shorter = dataclasses.replace(small, traffic=small.traffic.iloc[:1])
    shorter.to_cdevents(path)
    assert_same(DeliveryLog.from_cdevents(path), shorter)


def test_a_log_that_does_not_hold_together_is_not_written(small, tmp_path):
    broken = dataclasses.replace(small, deployments=small.deployments.iloc[:1])
    with pytest.raises(LogError, match="expected the id of a row in deployments"):
        broken.to_cdevents(tmp_path / "new" / "log.jsonl")
    assert not (tmp_path / "new").exists()


def test_a_text_that_utf_8_does_not_know_is_not_written(small, tmp_path):
    broken = dataclasses.replace(small, notes=("half a \ud83d character",))
    with pytest.raises(LogError, match=r"'\\ud83d' stands in one of its texts"):
        broken.to_cdevents(tmp_path / "log.jsonl")


def test_lines_need_no_file(small, path):
    parts = read_cdevents(path.read_bytes().splitlines())
    assert_same(DeliveryLog.from_tables(*parts), small)


def test_the_library_loads_without_them():
    code = "import sys, deliverylab.log; assert 'deliverylab.log.cdevents' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


# A log that does not record everything.


def unrecorded(log, *what):
    """Return a log without some of its columns, which are not recorded."""
    tables = {name: frame.copy() for name, frame in log.tables.items()}
    for name in what:
        table, column = name.split(".")
        values = tables[table][column]
        tables[table][column] = values.mask(values.notna())
    pairs = [(team, name) for team in log.teams for name in what]
    return DeliveryLog.from_tables(tables, log.start, log.end, log.source, unrecorded=pairs)


@pytest.mark.parametrize(
    "what",
    [
        ("deployments.outcome",),
        ("deployments.release",),
        ("builds.change", "builds.started"),
        ("builds.outcome", "builds.reason"),
        ("incidents.restored", "incidents.restored_by"),
        ("changes.deployment", "changes.deployed"),
    ],
)
def test_a_log_without_some_columns_comes_back_exactly(small, tmp_path, what):
    log = unrecorded(small, *what).check()
    log.to_cdevents(tmp_path / "events.jsonl")
    assert_same(DeliveryLog.from_cdevents(tmp_path / "events.jsonl"), log)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("changes.deployment", "changes, column deployed, 2 rows: expected the time at which its"),
        ("builds.finished", "builds, column outcome, 1 row: expected nothing, because finished"),
    ],
)
def test_an_end_that_no_event_can_tell_is_refused(small, tmp_path, what, said):
    log = unrecorded(small, what).check()
    with pytest.raises(LogError, match=said):
        log.to_cdevents(tmp_path / "events.jsonl")
    assert not (tmp_path / "events.jsonl").exists()
