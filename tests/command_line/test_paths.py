"""What PATH may be, which team of it is measured, and what is said of all else."""

from __future__ import annotations

import json

import pytest

from deliverylab.log import DeliveryLog
from tests.log.other_tools import STORY


def test_a_file_of_cdevents_gives_what_its_log_gives(run, small, tmp_path):
    file = tmp_path / "events.jsonl"
    DeliveryLog.from_csv(small).to_cdevents(file)
    assert run(file).code == 0
    for words in ((), ("--format", "json"), ("--format", "csv"), ("--explain", "lead-time")):
        assert run(file, *words) == run(small, *words)


def test_the_events_of_other_tools_and_which_environments_are_production(run, tmp_path):
    file = tmp_path / "shop.jsonl"
    file.write_text("".join(f"{json.dumps(event)}\n" for event in STORY), encoding="utf-8")
    kpis = json.loads(run(file, "--format", "json").out)["teams"]["shop"]
    log = DeliveryLog.from_cdevents(file)
    assert kpis["deployment frequency"]["observations"] == 3
    assert run(file).out.endswith("".join(f"  {note}\n" for note in log.notes))
    kpis = json.loads(run(file, "--production", "staging*", "--format", "json").out)["teams"][
        "shop"
    ]
    assert kpis["deployment frequency"]["observations"] == 1


def test_one_team_of_several(run, data):
    table = run(data, "--team", "ferry").out
    assert "ferry  8.8 per week" in table
    for other in ("barge", "tug", "hydrofoil"):
        assert other not in table


def test_a_team_that_is_not_there(run, data):
    assert run(data, "--team", "Ferry") == (
        1,
        "",
        "No team 'Ferry' in this log. Its teams: barge, tug, ferry, hydrofoil.\n",
    )


def test_a_log_of_no_team(run, tmp_path):
    nobody = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug")
    tables = {
        name: table.assign(team=table["team"].cat.remove_categories("tug"))
        for name, table in nobody.tables.items()
    }
    DeliveryLog.from_tables(tables, nobody.start, nobody.end, "csv").to_csv(tmp_path / "nobody")
    printed = run(tmp_path / "nobody")
    assert (printed.code, printed.out) == (1, "")
    assert "names no team, so there is nothing to measure." in printed.err


def test_a_repository_without_tags(run, repository):
    repository.git("tag", "-d", "v1.0")
    printed = run(repository.folder)
    assert (printed.code, printed.out) == (1, "")
    assert "has no tags, so nothing says what was released. Tag each release" in printed.err


def test_nothing_is_there(run, tmp_path):
    assert run(tmp_path / "nowhere") == (
        1,
        "",
        f"There is nothing at '{tmp_path / 'nowhere'}'. Give a git repository, a folder of CSV "
        "files, or a file of CDEvents.\n",
    )


def test_one_file_of_a_folder_of_csv_files(run, small):
    assert run(small / "changes.csv") == (
        1,
        "",
        f"'{small / 'changes.csv'}' is one table of a log. Give its folder: '{small}'.\n",
    )


def test_bad_lines_of_a_file_of_events_are_named(run, tmp_path):
    file = tmp_path / "events.jsonl"
    file.write_text("no event\n", encoding="utf-8")
    printed = run(file)
    assert (printed.code, printed.out) == (1, "")
    assert "events.jsonl" in printed.err
    assert "line 1" in printed.err


@pytest.mark.parametrize(
    ("path", "option", "why"),
    [
        ("small/changes.csv", "--releases", "--releases is for a git repository, and"),
        ("small", "--production", "--production is for a file of CDEvents, and"),
    ],
)
def test_an_option_that_does_not_fit_the_path(run, small, path, option, why):
    printed = run(small.parent / path, option, "v*")
    assert (printed.code, printed.out) == (2, "")
    assert why in printed.err
