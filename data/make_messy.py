"""Make a messy raw export of one team's log, to practise cleaning on.

Three files as three tools would export them, of the same year as the clean tables. Everything is
still in there: cleaned with care, they give the clean rows again (a test does it). What is wrong
with them stands in `FAULTS`, and from there in the answer key of `README.md`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog

FAULTS = """\
In all three files

- a byte order mark stands at the start, lines end in CR LF, headers have other names and spaces;
- the column `team` is missing (all rows are of the one team);
- ids have spaces around them, or are in capitals, in some rows;
- times come in four forms, mixed within a column: UTC with Z; with an offset (+01:00, +08:00);
  day/month/year with a clock and no zone, which is UTC; whole seconds since 1970;
- missing is written in four ways: nothing, "-", "N/A", "null";
- the rows are in no order.

Besides

- `changes.csv`: some rows stand there twice; some sizes are written "12 lines". Which deployment
  carried a change is missing; it is the one that finished when the change was deployed.
- `deployments.csv`: fields are separated by semicolons; outcomes and environments are written in
  several ways; `planned` has become its opposite, "Unplanned", written in several ways; two
  rows of a test of the exporter ("TEST…") are no deployments; the last line is a total.
- `incidents.csv`: some incidents stand there twice, once from when they were still open.
"""
"""What is wrong in the files, in Markdown: for whoever teaches, writes or checks the exercise."""

MISSING = ("", "-", "N/A", "null")
OUTCOMES = {"success": ("OK", "ok", "Success", "passed"), "failure": ("FAILED", "error", "failed")}
PLACES = {"production": ("prod", "Production", "PROD "), "staging": ("stage", "Staging", "staging")}
UNPLANNED = {True: ("no", "N", "FALSE"), False: ("yes", "Y", "TRUE")}
SEED = 20250106
Spelt = TypeVar("Spelt", str, bool)


def write_messy(log: DeliveryLog, folder: Path) -> None:
    """Write the messy export of one team's log into a folder, which is made if there is none."""
    draw = np.random.default_rng(SEED)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (table, separator) in {
        "changes": (_changes(log.changes, draw), ","),
        "deployments": (_deployments(log.deployments, draw), ";"),
        "incidents": (_incidents(log.incidents, draw), ","),
    }.items():
        lines = [separator.join(map(str, row)) for row in [table.columns, *table.to_numpy()]]
        if name == "deployments":
            lines.append(f"Total{separator}{len(table)}" + separator * (len(table.columns) - 2))
        text = "".join(f"{line}\r\n" for line in lines)
        (folder / f"{name}.csv").write_bytes(text.encode("utf-8-sig"))


def _changes(table: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    sizes = [
        f"{size} lines" if wordy else f"{size}"
        for size, wordy in zip(table["size"], draw.random(len(table)) < 0.1, strict=True)
    ]
    export = pd.DataFrame(
        {
            "Change ID": _ids(table["change"], draw),
            " Kind": _missing(table["kind"], draw),
            "Size ": sizes,
            "Committed At": _times(table["committed"], draw),
            "Merged at": _times(table["merged"], draw),
            "Deployed At ": _times(table["deployed"], draw),
        }
    )
    twice = export.sample(frac=0.04, random_state=draw)
    return pd.concat([export, twice]).sample(frac=1, random_state=draw)


def _deployments(table: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    export = pd.DataFrame(
        {
            "Deployment": _ids(table["deployment"], draw),
            "Release ": _ids(table["release"], draw),
            "Env": _spelt(table["environment"], PLACES, draw),
            "Started (UTC?)": _times(table["started"], draw),
            "Finished": _times(table["finished"], draw),
            " Result": _missing(_spelt(table["outcome"], OUTCOMES, draw), draw),
            "Strategy": _missing(table["strategy"], draw),
            "Unplanned": _spelt(table["planned"], UNPLANNED, draw),
        }
    )
    moment = f"{table['started'].iloc[0]:%Y-%m-%dT%H:%M:%SZ}"
    tests = pd.DataFrame(
        [["TEST1", "TEST", "prod", moment, moment, "OK", "-", "no"]] * 2, columns=export.columns
    )
    return pd.concat([export, tests]).sample(frac=1, random_state=draw)


def _incidents(table: pd.DataFrame, draw: np.random.Generator) -> pd.DataFrame:
    export = pd.DataFrame(
        {
            "Incident": _ids(table["incident"], draw),
            "Severity": table["severity"].astype("object"),
            "Opened": _times(table["started"], draw),
            " Closed": _times(table["restored"], draw),
            "Caused by deployment": _missing(table["deployment"], draw),
        }
    )
    before = export.sample(frac=0.2, random_state=draw)
    before = before.assign(**{" Closed": _missing(pd.Series([None] * len(before)), draw)})
    return pd.concat([export, before]).sample(frac=1, random_state=draw)


def _ids(ids: pd.Series, draw: np.random.Generator) -> list[str]:
    """Return ids of which one in ten has a space, and one in ten is in capitals."""
    forms = draw.integers(0, 20, len(ids))
    return [
        {0: f"{name} ", 1: f" {name}", 2: name.upper(), 3: name.upper()}.get(form, name)
        for name, form in zip(ids, forms, strict=True)
    ]


def _times(moments: pd.Series, draw: np.random.Generator) -> list[str]:
    """Return times in a mixture of four forms; a missing one in one of four ways."""
    zone = {"+01:00": pd.Timedelta(hours=1), "+08:00": pd.Timedelta(hours=8)}
    texts = []
    for moment, form, gap in zip(
        moments, draw.integers(0, 20, len(moments)), draw.integers(0, 4, len(moments)), strict=True
    ):
        if pd.isna(moment):
            texts.append(MISSING[gap])
        elif form < 4:
            offset = ("+01:00", "+08:00")[form % 2]
            texts.append(f"{moment + zone[offset]:%Y-%m-%dT%H:%M:%S}{offset}")
        elif form < 6:
            texts.append(f"{moment:%d/%m/%Y %H:%M:%S}")
        elif form < 7:
            texts.append(f"{moment.timestamp():.0f}")
        else:
            texts.append(f"{moment:%Y-%m-%dT%H:%M:%SZ}")
    return texts


def _spelt(
    values: pd.Series,
    spellings: Mapping[Spelt, Sequence[str]],
    draw: np.random.Generator,
) -> pd.Series:
    """Return each value in one of its spellings; a missing one stays missing."""
    pick = draw.integers(0, 12, len(values))
    return pd.Series(
        [
            None if pd.isna(value) else spellings[value][number % len(spellings[value])]
            for value, number in zip(values, pick, strict=True)
        ],
        index=values.index,
        dtype="object",
    )


def _missing(values: pd.Series, draw: np.random.Generator) -> list[str]:
    """Return texts in which what is missing is written in one of four ways."""
    return [
        MISSING[gap] if pd.isna(value) else str(value)
        for value, gap in zip(values, draw.integers(0, 4, len(values)), strict=True)
    ]
