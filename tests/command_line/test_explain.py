"""`--explain`: the rows behind a number, in each format, of this course and of the tools."""

from __future__ import annotations

import csv
import io
import json
import statistics

import pytest

from deliverylab.measure import DEFINITIONS, explain
from deliverylab.measure.explain import EXPLAINED
from deliverylab.measure.rows_shown import SHOWN

ONE_TEAM = ("--team", "tug", "--since", "2025-03-01", "--until", "2025-06-01")


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("kpi", EXPLAINED)
def test_the_table_is_what_the_library_explains(run, data, year, kpi):
    printed = run(data, *ONE_TEAM, "--explain", kpi.replace(" ", "-").upper())
    explanation = explain(year.team("tug"), kpi, "2025-03-01", "2025-06-01")
    assert printed.code == 0
    text = printed.out.replace(" (all of them: --format csv)", "")
    assert text == f"tug, 2025-03-01 up to 2025-06-01 (UTC)\n{explanation.text}\n"


def test_each_team_stands_apart(run, data):
    text = run(data, "--explain", "lead-time").out
    for team in ("barge", "tug", "ferry", "hydrofoil"):
        assert text.count(f"{team}, 2025-01-06 up to 2026-01-05 (UTC)\nLead time for changes:") == 1
    assert text.count("(all of them: --format csv)") == 4
    assert sum("reached production" in line for line in text.splitlines()) == 4 * (SHOWN + 1)


def test_csv_has_all_the_rows_and_they_add_up(run, data, year):
    rows = rows_of(run(data, "--explain", "lead-time", "--format", "csv").out)
    for team in year.teams:
        explanation = explain(year.team(team), "lead time for changes")
        mine = [row for row in rows if row["team"] == team]
        assert [row["change"] for row in mine] == list(explanation.rows["change"])
        assert [row["reason"] for row in mine] == list(explanation.rows["reason"])
        counted = [float(row["hours"]) for row in mine if row["counted"] == "true"]
        assert statistics.median(counted) == explanation.kpi.value
    assert list(rows[0]) == list(explanation.rows)
    assert rows[0]["committed"].endswith("Z")


def test_json_has_the_number_and_all_the_rows(run, small):
    document = json.loads(run(small, "--explain", "lead-time", "--format", "json").out)
    assert document["answers"] == "rows"
    told = document["teams"]["tug"]
    assert (told["kpi"], told["observations"]) == ("lead time for changes", 2)
    assert told["how"].startswith("The median of the hours")
    assert [row["change"] for row in told["rows"]] == ["c1", "c2", "c3"]
    assert told["rows"][2] == {
        "change": "c3",
        "team": "tug",
        "committed": "2025-01-10T16:00:00Z",
        "deployed": None,
        "hours": 56.0,
        "counted": False,
        "reason": "still waiting",
    }
    assert told["value"] == statistics.median(row["hours"] for row in told["rows"][:2])


def test_the_rows_of_a_tool(run, data, year):
    words = ("--team", "ferry", "--explain", "lead-time", "--definitions", "pelorus", "Four-Keys")
    text = run(data, *words).out
    told_of = json.loads(run(data, *words, "--format", "json").out)["teams"]["ferry"]
    rows = rows_of(run(data, *words, "--format", "csv").out)
    head = ["team", "definition", "kpi", "counted", "left_out", "reason"]
    assert list(rows[0])[: len(head)] == head
    ferry = year.team("ferry")
    for name in ("Four Keys", "Pelorus"):
        one = DEFINITIONS[name].measures["lead time for changes"](ferry, None, None)
        assert f"{one.text}\n{one.note}\n" in text
        told = told_of[name]
        assert told["value"] == one.value
        assert told["observations"] == len(told["rows"]) == len(one.rows)
        assert [row["hours"] for row in told["rows"]] == list(one.rows["hours"])
        assert told["left_out_ids"] == {why: list(ids) for why, ids in one.left_out.items()}
        mine = [row for row in rows if row["definition"] == name]
        counted = [row for row in mine if row["counted"] == "true"]
        assert [float(row["hours"]) for row in counted] == list(one.rows["hours"])
        left_out = [(row["reason"], row["left_out"]) for row in mine if row["counted"] == "false"]
        assert left_out == [(why, id_) for why, ids in one.left_out.items() for id_ in ids]
    assert text.index("Four Keys shows") < text.index("Pelorus shows")
    assert "GitLab" not in text


def test_names_of_commits_are_short_for_reading_and_whole_in_data(run, repository):
    name = repository.git("rev-parse", "v1.0^{commit}")
    text = run(repository.folder, "--explain", "lead-time").out
    assert f"\n{name[:10]}  2025-01-06 00:00  2025-01-09 00:00  72.00" in text
    assert name not in text
    assert name in run(repository.folder, "--explain", "lead-time", "--format", "csv").out


@pytest.mark.parametrize("kpi", ["velocity", "", "time"])
def test_no_such_kpi(run, small, kpi):
    printed = run(small, "--explain", kpi)
    assert (printed.code, printed.out) == (2, "")
    assert f"argument --explain: {kpi!r}; it m" in printed.err
    assert "it must be one of 'deployment frequency', 'lead time for changes'," in printed.err


def test_the_tools_do_not_have_every_kpi(run, small):
    printed = run(small, "--explain", "reliability", "--definitions")
    assert (printed.code, printed.out) == (2, "")
    assert (
        "'reliability' is this course's alone; with --definitions, --explain takes" in printed.err
    )
