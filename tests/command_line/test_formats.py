"""JSON and CSV hold what the library says, to the last digit; what is missing stays missing."""

from __future__ import annotations

import csv
import io
import json
import math

import pandas as pd
import pytest

from deliverylab.command_line.formats import ROWS_AT_ONCE, as_csv, as_json
from deliverylab.log import DeliveryLog
from deliverylab.measure import scorecard


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def number(cell: str) -> float:
    return float(cell) if cell else math.nan


def several(cell: str) -> dict[str, float]:
    """Return the numbers of a cell that holds several."""
    return {
        name: number(value)
        for name, value in (pair.split("=") for pair in cell.split("; ") if pair)
    }


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


def test_json_holds_the_scorecard_exactly(run, data, year):
    printed = run(data, "--format", "json")
    document = json.loads(printed.out)
    card = scorecard(year)
    assert printed.out.isascii()
    assert list(document) == ["shape", "answers", "source", "start", "end", "notes", "teams"]
    assert (document["shape"], document["answers"]) == (1, "scorecard")
    assert (document["source"], document["notes"]) == (year.source, list(year.notes))
    assert list(document["teams"]) == list(card.kpis)
    for team, kpis in card.kpis.items():
        assert list(document["teams"][team]) == list(kpis)
        for name, kpi in kpis.items():
            told = document["teams"][team][name]
            assert told == {
                "value": kpi.value,
                "unit": kpi.unit,
                "said": kpi.said,
                "observations": kpi.observations,
                "interval": None if math.isnan(kpi.low) else [kpi.low, kpi.high],
                "left_out": dict(kpi.left_out),
                "also": {n: None if math.isnan(x) else x for n, x in kpi.also.items()},
                "basis": kpi.basis,
            }


def test_csv_holds_the_scorecard_exactly(run, data, year):
    rows = rows_of(run(data, "--format", "csv").out)
    card = scorecard(year)
    kpis = [(team, kpi) for team, of_team in card.kpis.items() for kpi in of_team.values()]
    assert len(rows) == len(kpis) == 24
    for row, (team, kpi) in zip(rows, kpis, strict=True):
        assert (row["team"], row["kpi"], row["unit"]) == (team, kpi.name, kpi.unit)
        assert (row["start"], row["end"]) == ("2025-01-06T00:00:00Z", "2026-01-05T00:00:00Z")
        assert row["basis"] == kpi.basis
        assert int(row["observations"]) == kpi.observations
        for cell, value in (("value", kpi.value), ("low", kpi.low), ("high", kpi.high)):
            assert same(number(row[cell]), value)
        assert several(row["left_out"]) == kpi.left_out
        also = several(row["also"])
        assert list(also) == list(kpi.also)
        assert all(same(also[name], value) for name, value in kpi.also.items())


def test_no_data_is_null_and_an_empty_cell(run, repository):
    told = json.loads(run(repository.folder, "--format", "json").out)
    restore = told["teams"]["service"]["time to restore service"]
    assert (restore["value"], restore["interval"]) == (None, None)
    assert (restore["said"], restore["basis"]) == ("no data", "incidents are not recorded")
    assert told["notes"][0].startswith("A tag is taken for a release")
    rows = {row["kpi"]: row for row in rows_of(run(repository.folder, "--format", "csv").out)}
    assert rows["time to restore service"]["value"] == ""
    assert rows["lead time for changes"]["value"] == "72.0"


def test_lines_of_csv_end_as_the_standard_says(run, small):
    text = run(small, "--format", "csv").out
    assert text.count("\r\n") == text.count("\n") == 7
    assert text.endswith("\r\n")


def test_text_that_needs_quotes_comes_back():
    table = pd.DataFrame({"change": ['a "b", c', "line\nbreak", "–"], "hours": [0.1, math.nan, 3]})
    rows = rows_of("".join(as_csv([table])))
    assert [row["change"] for row in rows] == list(table["change"])
    assert [row["hours"] for row in rows] == ["0.1", "", "3.0"]


def test_tables_with_other_columns_stand_below_each_other():
    below = [pd.DataFrame({"a": [1], "b": [True]}), pd.DataFrame({"c": ["x"], "a": [2]})]
    assert "".join(as_csv(below)) == "a,b,c\r\n1,true,\r\n2,,x\r\n"


@pytest.mark.parametrize("rows", [0, 1, ROWS_AT_ONCE, 2 * ROWS_AT_ONCE + 1])
def test_a_large_table_comes_in_pieces_and_is_whole(rows):
    table = pd.DataFrame({"id": range(rows), "at": pd.Timestamp("2025-01-06", tz="UTC")})
    pieces = list(as_csv([table]))
    assert len(pieces) == 1 + math.ceil(rows / ROWS_AT_ONCE)
    read = rows_of("".join(pieces))
    assert [int(row["id"]) for row in read] == list(range(rows))
    told = json.loads("".join(as_json({"rows": table})))["rows"]
    assert told == [{"id": n, "at": "2025-01-06T00:00:00Z"} for n in range(rows)]


def test_json_knows_no_number_that_is_none():
    assert json.loads("".join(as_json({"a": [math.nan, math.inf], "b": []}))) == {
        "a": [None, None],
        "b": [],
    }
    table = pd.DataFrame({"x": [math.inf, math.nan, 1.5], "t": [pd.NaT, None, pd.NaT]})
    assert json.loads("".join(as_json(table))) == [
        {"x": None, "t": None},
        {"x": None, "t": None},
        {"x": 1.5, "t": None},
    ]


def test_names_of_teams_may_be_any_text(run, tmp_path):
    team = '港, "night"'
    DeliveryLog.of("2025-01-06", "2025-01-13", team=team).to_csv(tmp_path / "odd")
    assert list(json.loads(run(tmp_path / "odd", "--format", "json").out)["teams"]) == [team]
    assert {row["team"] for row in rows_of(run(tmp_path / "odd", "--format", "csv").out)} == {team}
