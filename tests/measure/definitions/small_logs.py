"""Small logs for the definitions: every deployment, change and incident is written in one line.

Times are "MM-DDTHH:MM" of 2025, UTC; 6 January is a Monday.
"""

from __future__ import annotations

from typing import TypeAlias

import pandas as pd

from deliverylab.log import DeliveryLog

Row: TypeAlias = dict[str, object]


def at(moment: str | None) -> str | None:
    return None if moment is None else f"2025-{moment}Z"


def deployed(
    name: str,
    finished: str,
    release: str | None = None,
    *,
    started: str | None = None,
    outcome: str = "success",
    environment: str = "production",
) -> Row:
    """A deployment that took an hour, unless its start is given, of a package of its own."""
    end = pd.Timestamp(at(finished))
    begin = end - pd.Timedelta(hours=1) if started is None else pd.Timestamp(at(started))
    return {
        "deployment": name,
        "release": release or f"package of {name}",
        "environment": environment,
        "started": begin,
        "finished": end,
        "outcome": outcome,
        "planned": True,
    }


def under_way(name: str, started: str) -> Row:
    """A deployment to production that has not finished."""
    return {
        **deployed(name, started, started=started),
        "finished": None,
        "outcome": None,
    }


def change(
    name: str,
    committed: str,
    deployment: Row | None = None,
    *,
    opened: str | None = None,
    merged: str | None = None,
    review: tuple[str, str] | None = None,
) -> Row:
    """A change; opened with its commit and merged with its deployment where nothing else is said.

    So its lead time is all "opened to merged", unless a test says otherwise.
    """
    there = None if deployment is None else deployment["finished"]
    begin = pd.Timestamp(at(committed))
    started, done = review or (None, None)
    return {
        "change": name,
        "committed": begin,
        "opened": pd.Timestamp(at(opened)) if opened else begin,
        "review_started": at(started),
        "reviewed": at(done),
        "merged": pd.Timestamp(at(merged)) if merged else there,
        "deployment": None if deployment is None else deployment["deployment"],
        "deployed": there,
    }


def incident(
    name: str,
    started: str,
    restored: str | None,
    cause: Row | None = None,
    *,
    detected: str | None = None,
) -> Row:
    """An incident, detected when it started where nothing else is said."""
    return {
        "incident": name,
        "started": at(started),
        "detected": at(detected or started),
        "restored": at(restored),
        "severity": "minor",
        "deployment": None if cause is None else cause["deployment"],
    }


def log_of(
    *rows: Row,
    start: str = "01-06T00:00",
    end: str = "02-03T00:00",
    heads: dict[str, str] | None = None,
    team: str = "tug",
) -> DeliveryLog:
    """Return the log of the rows.

    Args:
        rows: Of `deployed`, `change` and `incident`, in any order.
        start: The start of the log.
        end: Its end.
        heads: The head change of packages, by package; those not named have none.
        team: Whose log it is.
    """
    of = {
        "deployments": [row for row in rows if "environment" in row],
        "changes": [row for row in rows if "committed" in row],
        "incidents": [row for row in rows if "incident" in row],
    }
    packages = list(dict.fromkeys(row["release"] for row in of["deployments"]))
    tables: dict[str, dict[str, object]] = {
        name: {key: [row[key] for row in given] for key in given[0]}
        for name, given in of.items()
        if given
    }
    if packages:
        tables["releases"] = {
            "release": packages,
            "version": packages,
            "change": [(heads or {}).get(str(package)) for package in packages],
            "packaged": at(start),
        }
    for table in tables.values():
        for key, values in table.items():
            if key in ("finished", "merged", "deployed", "opened") and isinstance(values, list):
                table[key] = pd.to_datetime(pd.Series(values), utc=True)
    return DeliveryLog.of(f"2025-{start}Z", f"2025-{end}Z", team=team, **tables)
