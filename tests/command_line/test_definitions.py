"""`--definitions`: what published tools show of the same log, in each format."""

from __future__ import annotations

import csv
import io
import json
import math

import pytest

from deliverylab.measure import DEFINITIONS, compare


def test_all_of_them_for_each_team(run, data, year):
    text = run(data, "--definitions").out
    for team in year.teams:
        assert f"{team}: {compare(year.team(team))}\n" in text


@pytest.mark.parametrize("words", [("all",), ("gitlab", "ALL")])
def test_all_can_be_said(run, small, words):
    assert run(small, "--definitions", *words) == run(small, "--definitions")


def test_the_note_and_the_source_of_each_is_told_once_for_all_teams(run, data, year):
    start, end = "2025-03-01", "2025-04-01"
    lines = run(data, "--definitions", "--since", start, "--until", end).out.splitlines()
    compared = compare(year.team("tug"), start, end)
    for tool, reported in compared.reported.items():
        assert lines.count(f"  {tool} ({DEFINITIONS[tool].source})") == 1
        for metric, one in reported.items():
            assert f"    {metric}: {one.note}" in lines
    notes = lines[lines.index("What each definition does:") + 1 :]
    assert len(notes) == len(set(notes)) + repeated(compared)


def repeated(compared) -> int:
    """Return how many notes are those of an earlier definition, word for word."""
    notes = [(one.metric, one.note) for of in compared.reported.values() for one in of.values()]
    return len(notes) - len(set(notes))


def test_some_of_them_however_they_are_written(run, data, year):
    text = run(
        data, "--team", "tug", "--definitions", "this-course", "FOUR_KEYS", "devlake2023"
    ).out
    chosen = ["Four Keys", "DevLake 2023", "this course"]
    assert text.startswith(f"tug: {compare(year.team('tug'), definitions=chosen)}\n")
    assert "Pelorus" not in text


def test_json_and_csv_hold_the_numbers_exactly(run, data, year):
    words = (data, "--definitions", "--since", "2025-04-01")
    document = json.loads(run(*words, "--format", "json").out)
    assert document["answers"] == "definitions"
    rows = iter(csv.DictReader(io.StringIO(run(*words, "--format", "csv").out, newline="")))
    for team in year.teams:
        for tool, of in compare(year.team(team), "2025-04-01").reported.items():
            for metric, one in of.items():
                value = None if math.isnan(one.value) else one.value
                course = None if math.isnan(one.value) else one.in_course_units
                assert document["teams"][team][tool][metric] == {
                    "value": value,
                    "unit": one.unit,
                    "in_course_units": course,
                    "shown": one.shown,
                    "observations": len(one.rows),
                    "left_out": {reason: len(ids) for reason, ids in one.left_out.items()},
                    "note": one.note,
                }
                row = next(rows)
                assert (row["team"], row["definition"], row["kpi"]) == (team, tool, metric)
                assert row["value"] == ("" if value is None else str(value))
                assert row["in_course_units"] == ("" if course is None else str(course))
                assert (row["shown"], row["unit"], row["note"]) == (one.shown, one.unit, one.note)
                assert row["source"] == DEFINITIONS[tool].source
    assert next(rows, None) is None


def test_what_a_repository_does_not_record(run, repository):
    kpis = json.loads(run(repository.folder, "--definitions", "--format", "json").out)
    of_tools = kpis["teams"]["service"]
    assert of_tools["this course"]["time to restore service"]["value"] is None
    assert of_tools["this course"]["lead time for changes"]["value"] == 72.0


def test_why_a_definition_cannot_run_is_told_below_the_table(run, repository, data):
    lines = run(repository.folder, "--definitions").out.splitlines()
    why = [number for number, line in enumerate(lines) if line.startswith("cannot run: ")]
    assert [lines[number] for number in why] == [
        "cannot run: the lead time of DevLake 2021, DevLake 2023 is that of pull requests, and "
        "this log has none (git does not record them)."
    ]
    assert "cannot run" in "\n".join(lines[: why[0]])
    assert lines[why[0] + 1] == ""
    assert "cannot run" not in run(data, "--definitions").out


@pytest.mark.parametrize("word", ["Jira", "devlake", ""])
def test_no_such_definition(run, small, word):
    printed = run(small, "--definitions", word)
    assert (printed.code, printed.out) == (2, "")
    assert f"argument --definitions: there is no definition {word!r}; choose among" in printed.err


def test_the_path_stands_before_the_names(run, small):
    printed = run("--definitions", small)
    assert printed.code == 2
    assert "or 'all' (PATH stands before this option)" in printed.err
