"""From the path on the command line to the log that is measured, and the window in it."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import NoReturn

import pandas as pd

from deliverylab.command_line.words import PRODUCTION, RELEASES, say_moment
from deliverylab.log import DeliveryLog, LogError
from deliverylab.log.csv_folder import holds_csv_log

__all__ = ["read_log", "read_window"]

QUIET = pd.Timedelta(days=7)
"""For how long nothing happens in a repository until somebody is told where its window ends."""


def read_log(chosen: argparse.Namespace) -> DeliveryLog:
    """Return the log that stands at the path, of the team that was asked for.

    A folder is a log in CSV files where there are any, unless releases are named; else it is a
    git repository. A file holds CDEvents.

    Raises:
        LogError: where nothing that can be measured is there, or the log has no such team.
        SystemExit: where an option does not fit what is at the path.
    """
    log = _read(chosen)
    if not log.teams:
        raise LogError(f"The log at '{chosen.path}' names no team, so there is nothing to measure.")
    return log if chosen.team is None else log.team(chosen.team)


def _read(chosen: argparse.Namespace) -> DeliveryLog:
    path: Path = chosen.path
    if not path.exists():
        raise LogError(
            f"There is nothing at '{path}'. Give a git repository, a folder of CSV files, or a "
            "file of CDEvents."
        )
    if path.is_file():
        if chosen.releases is not None:
            _refuse(chosen, f"--releases is for a git repository, and '{path}' is a file")
        if path.suffix == ".csv":
            raise LogError(f"'{path}' is one table of a log. Give its folder: '{path.parent}'.")
        return DeliveryLog.from_cdevents(path, production=chosen.production or PRODUCTION)
    if chosen.production is not None:
        _refuse(chosen, f"--production is for a file of CDEvents, and '{path}' is a folder")
    if chosen.releases is None and holds_csv_log(path):
        return DeliveryLog.from_csv(path)
    return _up_to(DeliveryLog.from_git(path, chosen.releases or RELEASES), chosen.until)


def _up_to(log: DeliveryLog, until: datetime | None) -> DeliveryLog:
    """Return a repository's log up to a moment that was asked for, where it is not yet to come.

    A repository's log ends with the day of its newest event, and so says the same tomorrow. But it
    knows more: that nothing has happened since then.
    """
    now = pd.Timestamp.now("UTC")
    if until is not None:
        later = log.end < until <= now
        return replace(log, end=pd.Timestamp(until).as_unit("us")) if later else log
    if now - log.end < QUIET:
        return log
    note = (
        f"The window ends with the day of the newest commit or tag, before {log.end:%Y-%m-%d}. "
        "With --until and a later day, the weeks without a deployment since then count too."
    )
    return replace(log, notes=(*log.notes, note))


def read_window(log: DeliveryLog, chosen: argparse.Namespace) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the start of the window that was asked for, and its end; by default the log's.

    Raises:
        LogError: where the log does not know what happened in all of it.
        SystemExit: where it ends before it begins.
    """
    since: datetime | None = chosen.since
    until: datetime | None = chosen.until
    if since is not None and until is not None and until <= since:
        _refuse(chosen, f"--until {say_moment(until)} is not after --since {say_moment(since)}")
    if since is not None and not log.start <= since < log.end:
        raise _outside(log, "--since", since)
    if until is not None and not log.start < until <= log.end:
        raise _outside(log, "--until", until)
    return (
        log.start if since is None else pd.Timestamp(since),
        log.end if until is None else pd.Timestamp(until),
    )


def _outside(log: DeliveryLog, option: str, given: datetime) -> LogError:
    """Return the error for a time of which the log knows nothing."""
    known = f"{say_moment(log.start)} up to {say_moment(log.end)} (UTC)"
    return LogError(
        f"{option} {say_moment(given)} is outside the window of this log, which knows what "
        f"happened from {known}. Choose a time within it, or leave {option} out."
    )


def _refuse(chosen: argparse.Namespace, why: str) -> NoReturn:
    """End as for any command that is not understood."""
    parser: argparse.ArgumentParser = chosen.parser
    parser.error(why)
