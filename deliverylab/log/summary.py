"""A delivery log in a few lines: whose it is, its window, what is in each table."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from deliverylab.log.delivery_log import DeliveryLog


def as_text(log: DeliveryLog) -> str:
    """Return the log in plain text: a title, one line for each table, one for each note."""
    rows = list(_rows(log))
    wide = max(len(f"{count:,}") for _, count, _ in rows)
    lines = [_title(log)]
    for name, count, remark in rows:
        lines.append(f"  {name:<11}  {count:>{wide},}" + (f"  ({remark})" if remark else ""))
    return "\n".join(lines + [f"  note: {note}" for note in log.notes])


def as_html(log: DeliveryLog) -> str:
    """Return the same as a table for a notebook, with real header cells."""
    rows = "".join(
        f'<tr><th scope="row" style="text-align:left">{name}</th>'
        f'<td>{count:,}</td><td style="text-align:left">{remark}</td></tr>'
        for name, count, remark in _rows(log)
    )
    notes = "".join(f"<li>{escape(note)}</li>" for note in log.notes)
    return (
        f"<table><caption>{escape(_title(log))}</caption>"
        '<thead><tr><th scope="col">table</th><th scope="col">rows</th>'
        f'<th scope="col">of them</th></tr></thead><tbody>{rows}</tbody></table>'
        + (f"<ul>{notes}</ul>" if notes else "")
    )


def window(log: DeliveryLog) -> str:
    """Return the log's window in words: `2025-01-06 to 2026-01-05 (364 days)`."""
    days = (log.end - log.start) / pd.Timedelta(days=1)
    length = f"{days:,.4g} day{'s' * (days != 1)}"
    return f"{_moment(log.start)} to {_moment(log.end)} ({length})"


def _title(log: DeliveryLog) -> str:
    return f"DeliveryLog {log.source}: {', '.join(log.teams) or 'no team'}, {window(log)}"


def _rows(log: DeliveryLog) -> Iterator[tuple[str, int, str]]:
    """Yield for each table its name, its number of rows, and a remark on what is in it."""
    waiting = int(log.changes["deployed"].isna().sum())
    production = int((log.deployments["environment"] == "production").sum())
    remarks = {"deployments": f"{production:,} to production"}
    if log.records("changes.deployed"):
        remarks["changes"] = f"{len(log.changes) - waiting:,} deployed, {waiting:,} waiting"
    if log.records("incidents.restored"):
        remarks["incidents"] = f"{int(log.incidents['restored'].isna().sum()):,} open"
    for name, frame in log.tables.items():
        remark = remarks.get(name, "") if len(frame) else ""
        yield name, len(frame), remark if log.records(name) else "not recorded"


def _moment(time: pd.Timestamp) -> str:
    """Return a time as a date, with the time of day where it is not midnight."""
    return f"{time:%Y-%m-%d}" if time == time.normalize() else f"{time:%Y-%m-%d %H:%M} UTC"
