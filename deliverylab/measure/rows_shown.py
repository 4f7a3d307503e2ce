"""Rows for reading: the first few of many, each cell as a person would write it."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from deliverylab.measure.say import say_count

__all__ = ["SHOWN", "first_rows", "in_columns", "not_shown"]

SHOWN = 10
"""How many rows are shown of a table that may have many."""

COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
COMMIT_LETTERS = 10
"""How much of a commit's name is shown; it is enough for git to know which one is meant."""


def first_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return the first rows as texts; the team only where there are several.

    The name of a git commit is cut as git itself cuts it.

    >>> first_rows(pd.DataFrame({"change": ["c1"], "hours": [1234.5], "counted": [True]}))
      change     hours counted
    0     c1  1,234.50     yes
    """
    first = rows.head(SHOWN)
    if "team" in rows and rows["team"].nunique() < 2:
        first = first.drop(columns="team")
    return pd.DataFrame({str(name): first[name].map(_said) for name in first})


def in_columns(table: pd.DataFrame) -> list[str]:
    """Return a table of texts as lines, the columns one below the other.

    >>> in_columns(pd.DataFrame({"change": ["c1", "c12"], "hours": ["6.00", "7.50"]}))
    ['change  hours', 'c1      6.00', 'c12     7.50']
    """
    lines = [list(table.columns), *table.to_numpy().tolist()]
    widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    ]


def not_shown(rows: pd.DataFrame) -> str:
    """Return how many rows `first_rows` does not show, in words; empty where it shows all."""
    more = len(rows) - SHOWN
    return f"… and {say_count(more, 'more row')}" if more > 0 else ""


def _said(cell: object) -> str:
    """Return a cell as a person would write it; nothing where it is missing."""
    if isinstance(cell, bool | np.bool_):
        return "yes" if cell else "no"
    if pd.isna(cell):  # pyrefly: ignore[no-matching-overload]
        return ""
    if isinstance(cell, pd.Timestamp):
        return f"{cell:%Y-%m-%d %H:%M}"
    if isinstance(cell, float):
        return f"{cell:,.2f}"
    if isinstance(cell, int | np.integer):
        return f"{cell:,}"
    text = str(cell)
    return text[:COMMIT_LETTERS] if COMMIT.fullmatch(text) else text
