"""A table of words: as plain text, the same everywhere, and as HTML with real header cells."""

from __future__ import annotations

import html

import pandas as pd

__all__ = ["as_html", "as_text"]


def as_text(table: pd.DataFrame) -> str:
    """Return the table in columns, its index first.

    >>> print(as_text(pd.DataFrame({"with": ["2 days"]}, index=pd.Index(["lead time"], name="of"))))
    of         with
    lead time  2 days
    """
    rows = [[str(table.index.name), *map(str, table.columns)], *_rows(table)]
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )


def as_html(table: pd.DataFrame, caption: str) -> str:
    """Return the table for a notebook."""
    head = "".join(
        f'<th scope="col">{html.escape(str(name))}</th>'
        for name in (table.index.name, *table.columns)
    )
    rows = "".join(
        f'<tr><th scope="row">{html.escape(first)}</th>'
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for first, *cells in _rows(table)
    )
    return (
        f"<table><caption>{html.escape(caption)}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _rows(table: pd.DataFrame) -> list[list[str]]:
    """Return each row as words, its index first."""
    pairs = zip(table.index, table.to_numpy(), strict=True)
    return [[str(name), *map(str, cells)] for name, cells in pairs]
