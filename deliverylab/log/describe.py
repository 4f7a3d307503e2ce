"""The schema in words and as a Data Package: how a folder of CSV files describes itself.

- `dictionary()`: the data dictionary, in Markdown.
- `datapackage()`: the descriptor that stands beside the CSV files as `datapackage.json`. It
  follows the Data Package standard, version 2 (https://datapackage.org/standard/data-package/),
  so that other tools can read and check the files too.
"""

from __future__ import annotations

from typing import TypeAlias

from deliverylab.log.schema import TABLES, Column, Kind, Table

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

STANDARD = "https://datapackage.org/profiles/2.0/datapackage.json"

FIELD_TYPES: dict[Kind, str] = {
    "id": "string",
    "reference": "string",
    "team": "string",
    "text": "string",
    "category": "string",
    "time": "datetime",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
}

IN_WORDS: dict[Kind, str] = {
    "id": "id",
    "team": "text",
    "text": "text",
    "time": "time, UTC",
    "integer": "whole number",
    "number": "number",
    "boolean": "true or false",
}


def dictionary() -> str:
    r"""Return the data dictionary, in Markdown: each column with its type, unit and meaning.

    >>> print("\n".join(dictionary().splitlines()[:8]))
    ### changes.csv
    <BLANKLINE>
    One row per change: when it reached each stage on its way to production.
    <BLANKLINE>
    | column | holds | unit | may be empty | may be left out | meaning |
    |---|---|---|---|---|---|
    | `change` | id |  | no | no | the change's name |
    | `team` | text |  | no | if there is one team | the team that did it |
    """
    return "\n".join(_section(table) for table in TABLES.values())


def datapackage() -> dict[str, Json]:
    """Return the Data Package descriptor of a delivery log, without its window and its teams.

    >>> package = datapackage()
    >>> [resource["path"] for resource in package["resources"]][:2]
    ['changes.csv', 'builds.csv']
    """
    return {
        "$schema": STANDARD,
        "name": "delivery-log",
        "title": "Delivery log",
        "description": "What happened on the way from a commit to production, as six tables.",
        "resources": [_resource(table) for table in TABLES.values()],
    }


def _section(table: Table) -> str:
    head = [
        f"### {table.name}.csv",
        "",
        table.about,
        "",
        "| column | holds | unit | may be empty | may be left out | meaning |",
        "|---|---|---|---|---|---|",
    ]
    rows = [
        f"| `{column.name}` | {_holds(column)} | {column.unit} | "
        f"{'no' if column.required else 'yes'} | {_left_out(column)} | {column.about} |"
        for column in table.columns
    ]
    return "\n".join([*head, *rows, ""])


def _holds(column: Column) -> str:
    if column.kind == "category":
        return ", ".join(column.categories)
    if column.kind == "reference":
        return f"id in {column.refers_to}.csv"
    return IN_WORDS[column.kind]


def _left_out(column: Column) -> str:
    """Return whether a file may be without the column."""
    if column.kind == "team":
        return "if there is one team"
    return "no" if column.essential else "yes"


def _resource(table: Table) -> Json:
    schema: dict[str, Json] = {
        "fields": [_field(table, column) for column in table.columns],
        "missingValues": [""],
        "primaryKey": list(table.key),
    }
    keys: list[Json] = [
        {
            "fields": [column.name],
            "reference": {
                "resource": column.refers_to,
                "fields": [TABLES[column.refers_to].key[0]],
            },
        }
        for column in table.columns
        if column.refers_to
    ]
    if keys:
        schema["foreignKeys"] = keys
    return {
        "name": table.name,
        "type": "table",
        "path": f"{table.name}.csv",
        "description": table.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(table: Table, column: Column) -> Json:
    constraints: dict[str, Json] = {}
    if column.required:
        constraints["required"] = True
    if table.key == (column.name,):
        constraints["unique"] = True
    if column.categories:
        constraints["enum"] = list(column.categories)
    if column.least is not None:
        constraints["minimum"] = column.least
    field: dict[str, Json] = {
        "name": column.name,
        "type": FIELD_TYPES[column.kind],
        "description": column.about + (f" ({column.unit})" if column.unit else ""),
    }
    if column.kind == "boolean":
        field |= {"trueValues": ["true"], "falseValues": ["false"]}
    if constraints:
        field["constraints"] = constraints
    return field
