"""The checks of rows: each by itself, and against the rows that it points to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log.faults import Faults, Place, Rows, show, shown
from deliverylab.log.schema import TABLES, Column, Table

Mask = npt.NDArray[np.bool_]
Unread = Mapping[tuple[str, str], Mask]

NEEDS = (
    # table, a value in this column … needs a value in that one
    ("changes", "deployed", "deployment"),
    ("changes", "deployment", "deployed"),
    ("builds", "outcome", "finished"),
    ("builds", "finished", "outcome"),
    ("deployments", "outcome", "finished"),
    ("deployments", "finished", "outcome"),
    ("incidents", "restored_by", "restored"),
)


def check_rows(
    tables: Mapping[str, pd.DataFrame],
    places: Mapping[str, Place],
    faults: Faults,
    unrecorded: Collection[tuple[str, str]],
    unread: Unread | None = None,
) -> None:
    """Check every row by itself, and against the rows that it points to.

    What is not recorded cannot contradict anything: a value needs no other that is not recorded,
    and an id may point into a table that is not.

    Args:
        tables: the tables that could be read, by name.
        places: where each comes from.
        faults: where the faults are collected.
        unrecorded: what is not recorded: pairs of a team and a table, or a column.
        unread: cells that are faulty already and look missing here: (table, column) → mask.
    """
    known = _Known(tables, unread or {}, unrecorded)
    for name, frame in tables.items():
        table, place = TABLES[name], places[name]
        for column in table.columns:
            _check_column(column, frame[column.name], known(name, column.name), place, faults)
        _check_key(table, frame, place, faults)
        _check_time_order(table, frame, place, faults)
    for name, one, other in NEEDS:
        if name in tables:
            _check_both(tables[name], one, other, known(name, other), places[name], faults)
    if "traffic" in tables:
        _check_failed(tables["traffic"], known("traffic", "requests"), places["traffic"], faults)
    if "builds" in tables:
        _check_reason(tables["builds"], known("builds", "outcome"), places["builds"], faults)
    for name, frame in tables.items():
        for column in TABLES[name].columns:
            if known.ids_of(column.refers_to):
                target, listed = tables[column.refers_to], known.lists(name, column.refers_to)
                _check_reference(column, frame, target, listed, places[name], places, faults)
    if "changes" in tables and known.ids_of("deployments"):
        ended = known("deployments", "environment") & known("deployments", "outcome")
        _check_deployed(tables["changes"], tables["deployments"], ended, places["changes"], faults)


class _Known:
    """Which cells could be read, and are recorded."""

    def __init__(
        self,
        tables: Mapping[str, pd.DataFrame],
        unread: Unread,
        unrecorded: Collection[tuple[str, str]],
    ) -> None:
        self.tables = tables
        self.unread = unread
        self.unrecorded: dict[str, set[str]] = {}
        for team, what in unrecorded:
            self.unrecorded.setdefault(what, set()).add(team)

    def __call__(self, table: str, column: str) -> Mask:
        bad = self.unread.get((table, column))
        recorded = self._recorded(table, f"{table}.{column}")
        return recorded if bad is None else recorded & ~bad

    def lists(self, table: str, other: str) -> Mask:
        """Return which rows of a table are of a team whose rows of the other are recorded."""
        return self._recorded(table, other)

    def _recorded(self, table: str, what: str) -> Mask:
        teams = self.unrecorded.get(what)
        team = self.tables[table]["team"]
        if not teams:
            return np.ones(len(team), dtype=np.bool_)
        return ~np.asarray(team.isin(teams), dtype=np.bool_)

    def ids_of(self, table: str) -> bool:
        """Return whether the table is there and has all its ids."""
        return table in self.tables and (table, TABLES[table].key[0]) not in self.unread


_MISSING = np.iinfo(np.int64).min


def clock(times: pd.Series) -> npt.NDArray[np.int64]:
    """Return times as whole microseconds; a missing one is the smallest number there is."""
    return times.to_numpy(dtype="datetime64[us]").view(np.int64)


def _check_column(
    column: Column, values: pd.Series, known: Mask, place: Place, faults: Faults
) -> None:
    """Required values are there, texts are not empty, numbers are not too small."""
    if column.required:
        missing = np.flatnonzero(values.isna().to_numpy() & known)
        faults.add_rows(place, "a value", missing, lambda _: "none", column.name)
    if column.kind in ("id", "reference", "text"):
        empty = np.flatnonzero(values.to_numpy(dtype="object") == "")
        faults.add_rows(place, "a text or nothing", empty, lambda _: "an empty text", column.name)
    if column.least is not None:
        numbers = values.to_numpy(dtype="float64", na_value=np.nan)
        wrong = np.flatnonzero(((numbers < column.least) | np.isinf(numbers)) & known)
        expected = f"a finite number, at least {column.least}"
        faults.add_rows(place, expected, wrong, shown(values), column.name)


def _check_key(table: Table, frame: pd.DataFrame, place: Place, faults: Faults) -> None:
    """No two rows share the table's key."""
    key = list(table.key)
    repeated = frame.duplicated(key).to_numpy()
    if not repeated.any():
        return
    again = np.flatnonzero(repeated & frame[key].notna().all(axis="columns").to_numpy())
    if not len(again):
        return
    group = frame.groupby(key, sort=False, dropna=False).ngroup().to_numpy()
    _, first = np.unique(group, return_index=True)

    def found(row: int) -> str:
        name = ", ".join(show(value) for value in frame[key].iloc[row])
        return f"{name}, as in {place.row(int(first[group[row]]))}"

    faults.add_rows(place, f"each {table.row} only once", again, found, " and ".join(key))


def _check_time_order(table: Table, frame: pd.DataFrame, place: Place, faults: Faults) -> None:
    """Within a row, no time is before one of an earlier stage; missing ones are skipped."""
    latest = np.full(len(frame), _MISSING)
    stage = np.zeros(len(frame), dtype=np.intp)
    for number, column in enumerate(table.time_order):
        now = clock(frame[column])
        present = now != _MISSING
        early = np.flatnonzero(present & (now < latest))
        for before in np.unique(stage[early]).tolist():
            earlier = table.time_order[before]
            rows = early[stage[early] == before]
            found = _two_times(frame[column], frame[earlier])
            faults.add_rows(place, f"a time not before {earlier}", rows, found, column)
        later = present & (now >= latest)
        latest[later], stage[later] = now[later], number


def _two_times(one: pd.Series, other: pd.Series) -> Callable[[int], str]:
    return lambda row: f"{one.name} {show(one.iloc[row])}, {other.name} {show(other.iloc[row])}"


def _check_both(
    frame: pd.DataFrame, one: str, other: str, known: Mask, place: Place, faults: Faults
) -> None:
    """A row with a value in one column has a value in the other."""
    alone = np.flatnonzero(frame[one].notna().to_numpy() & frame[other].isna().to_numpy() & known)
    faults.add_rows(
        place,
        f"a value, because {one} has one",
        alone,
        lambda row: f"none, and {one} {show(frame[one].iloc[row])}",
        other,
    )


def _check_failed(traffic: pd.DataFrame, known: Mask, place: Place, faults: Faults) -> None:
    """No more requests fail than there are."""
    failed, requests = traffic["failed"], traffic["requests"]
    rows = np.flatnonzero((failed > requests).to_numpy() & known)
    faults.add_rows(
        place,
        "at most as many as requests",
        rows,
        lambda row: f"{failed.iloc[row]} of {requests.iloc[row]}",
        "failed",
    )


def _check_reason(builds: pd.DataFrame, known: Mask, place: Place, faults: Faults) -> None:
    """Only a build that failed has a reason for it."""
    stray = (builds["reason"].notna() & (builds["outcome"] != "failure")).to_numpy() & known
    expected = "nothing for a build that did not fail"
    faults.add_rows(place, expected, np.flatnonzero(stray), shown(builds["reason"]), "reason")


def _check_reference(
    column: Column,
    frame: pd.DataFrame,
    target: pd.DataFrame,
    listed: Mask,
    place: Place,
    places: Mapping[str, Place],
    faults: Faults,
) -> None:
    """A reference names a row that is there, if it is listed, and belongs to the same team."""
    values = frame[column.name]
    at = _positions(target, TABLES[column.refers_to].key[0], values)
    nowhere = np.flatnonzero(values.notna().to_numpy() & (at < 0) & listed)
    expected = f"the id of a row in {places[column.refers_to].name}"
    faults.add_rows(place, expected, nowhere, shown(values), column.name)
    there = np.flatnonzero(at >= 0)
    team, owner = (one["team"].to_numpy(dtype="object") for one in (frame, target))
    mine, theirs = team[there], owner[at[there]]
    foreign = there[(mine != theirs) & ~pd.isna(mine) & ~pd.isna(theirs)]
    faults.add_rows(
        place,
        "the id of something of the same team",
        foreign,
        lambda row: f"{show(values.iloc[row])}, which belongs to {owner[at[row]]}",
        column.name,
    )


def _check_deployed(
    changes: pd.DataFrame, deployments: pd.DataFrame, known: Mask, place: Place, faults: Faults
) -> None:
    """A change is deployed when the successful production deployment that carried it finished."""
    at = _positions(deployments, "deployment", changes["deployment"])
    there = np.flatnonzero(at >= 0)
    if not len(there):
        return
    used = deployments.iloc[at[there]]
    good = (used["environment"] == "production") & (used["outcome"] == "success")
    expected = "a successful deployment to production"
    bad = there[~good.to_numpy() & known[at[there]]]
    faults.add_rows(place, expected, bad, shown(changes["deployment"]), "deployment")
    said, done = changes["deployed"].iloc[there], used["finished"]
    both = said.notna().to_numpy() & done.notna().to_numpy()
    faults.add_rows(
        place,
        "the time at which its deployment finished",
        there[both & (clock(said) != clock(done))],
        lambda row: (
            f"{show(changes['deployed'].iloc[row])}, and {changes['deployment'].iloc[row]} "
            f"finished {show(deployments['finished'].iloc[at[row]])}"
        ),
        "deployed",
    )


def _positions(target: pd.DataFrame, key: str, values: pd.Series) -> Rows:
    """Return for each value the first row of `target` with that key, -1 where there is none."""
    at = np.full(len(values), -1, dtype=np.intp)
    if not len(target) or values.isna().all():
        return at
    keys = target[key]
    first = np.flatnonzero(keys.notna().to_numpy() & ~keys.duplicated().to_numpy())
    number = pd.Index(keys.array[first]).get_indexer(pd.Index(values.array))
    at[number >= 0] = first[number[number >= 0]]
    return at
