"""The schema says the same everywhere: dtypes, dictionary, Data Package."""

from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pytest

from deliverylab.log.describe import datapackage, dictionary
from deliverylab.log.schema import TABLES, dtype
from deliverylab.log.tables import make_table


def test_every_table_can_be_made_empty_with_its_columns_and_dtypes():
    for name, table in TABLES.items():
        frame = make_table(name, {}, ["tug"])
        assert list(frame.columns) == table.column_names
        assert len(frame) == 0
        assert frame["team"].cat.categories.to_list() == ["tug"]
        for column in table.columns:
            if column.kind != "team":
                assert frame[column.name].dtype == dtype(name, column.name)


def test_the_parts_of_the_schema_fit_together():
    for table in TABLES.values():
        assert len(set(table.column_names)) == len(table.columns)
        assert set(table.time_order) == set(table.times)
        assert table.sorted_by in table.times
        assert all(table.column(name).required for name in (*table.key, table.sorted_by))
        for column in table.columns:
            assert (column.kind == "reference") == bool(column.refers_to)
            assert (column.kind == "category") == bool(column.categories)
            assert not column.refers_to or column.refers_to in TABLES


def test_only_what_a_table_means_nothing_without_is_essential():
    essential = {
        name: [column.name for column in table.columns if column.essential]
        for name, table in TABLES.items()
    }
    assert essential == {
        "changes": ["change", "committed"],
        "builds": ["build", "queued"],
        "releases": ["release", "version", "packaged"],
        "deployments": ["deployment", "environment", "started"],
        "incidents": ["incident", "started"],
        "traffic": ["hour", "requests", "failed"],
    }
    for table in TABLES.values():
        assert {*table.key, table.sorted_by} - {"team"} <= set(essential[table.name])


def test_an_unknown_column_is_named():
    with pytest.raises(KeyError, match="changes has no column 'colour'"):
        dtype("changes", "colour")
    with pytest.raises(KeyError, match="'colour'"):
        make_table("changes", {"colour": ["red"]}, ["tug"])


@pytest.mark.parametrize(
    ("column", "value", "complaint"),
    [
        ("kind", "bug", "changes.kind: \\['bug'\\] given"),
        ("team", "barge", "changes.team: \\['barge'\\] given"),
        ("committed", "2025-01-06T09:00:00", "changes.committed: times need a time zone"),
        ("size", 2.5, "cannot safely cast"),
    ],
)
def test_a_table_refuses_values_that_do_not_fit(column, value, complaint):
    with pytest.raises((ValueError, TypeError), match=complaint):
        make_table("changes", {"change": ["c1"], column: [value]}, ["tug"])


def test_a_table_takes_arrays_and_other_time_zones():
    frame = make_table(
        "traffic",
        {
            "team": "tug",
            "hour": pd.date_range("2025-01-06", periods=3, freq="h", tz="Europe/Berlin"),
            "requests": np.arange(3),
            "failed": 0,
            "p95_latency_ms": np.ones(3),
        },
        ["tug"],
    )
    assert frame["hour"].iloc[0] == pd.Timestamp("2025-01-05T23:00Z")
    assert frame["failed"].to_list() == [0, 0, 0]


def test_a_table_keeps_large_whole_numbers_beside_missing_ones():
    columns = {"change": ["c1", "c2"], "committed": "2025-01-06T09:00Z", "size": [2**63 - 1, None]}
    assert make_table("changes", columns, ["tug"])["size"].to_list() == [2**63 - 1, pd.NA]


def test_a_table_puts_categories_into_the_schemas_order():
    outcome = pd.Categorical(["failure"], categories=["failure", "success"])
    frame = make_table("builds", {"build": ["b1"], "attempt": 1, "outcome": outcome}, ["tug"])
    assert frame["outcome"].cat.categories.to_list() == ["success", "failure"]


def test_the_dictionary_has_every_column_with_its_unit():
    text = dictionary()
    for table in TABLES.values():
        section = text.split(f"### {table.name}.csv")[1].split("###")[0]
        rows = re.findall(r"^\| `(\w+)` \|.*\| (.*) \|.*\|.*\|.*\|$", section, flags=re.MULTILINE)
        assert rows == [(column.name, column.unit) for column in table.columns]


def test_the_data_package_describes_every_column_and_its_keys():
    package = json.loads(json.dumps(datapackage()))
    assert re.fullmatch(r"[a-z0-9._-]+", package["name"])
    resources = {resource["name"]: resource for resource in package["resources"]}
    assert list(resources) == list(TABLES)
    for name, resource in resources.items():
        schema = resource["schema"]
        fields = [field["name"] for field in schema["fields"]]
        assert resource["path"] == f"{name}.csv"
        assert fields == TABLES[name].column_names
        assert set(schema["primaryKey"]) <= set(fields)
        for key in schema.get("foreignKeys", []):
            target = resources[key["reference"]["resource"]]["schema"]
            assert set(key["fields"]) <= set(fields)
            assert key["reference"]["fields"] == target["primaryKey"]
        for field in schema["fields"]:
            assert field["type"] in {"string", "integer", "number", "boolean", "datetime"}
            column = TABLES[name].column(field["name"])
            constraints = field.get("constraints", {})
            assert constraints.get("required", False) == column.required
            assert tuple(constraints.get("enum", ())) == column.categories
