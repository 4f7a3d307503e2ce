"""What is known of a delivery log at some moment: the same for every tool, and decided here once.

A tool reads a deployment system, a code host and an issue tracker. A delivery log knows more in
some things and less in others, so it has to be said what of it a tool would find there:

- **Nothing from the window's end on.** What happens later is not known yet: a change deployed
  later is not deployed, an incident restored later is open.
- **Only production.** Every tool here leaves other environments out.
- **An incident exists from when it was detected**, for that is when somebody opens an issue for it.
  Users may have suffered since its start: no tool knows. Where a log does not record detection, an
  incident is taken to be reported when it started. One that nobody has noticed yet is not seen.
- **What a deployment delivers is what its package holds**, and a package holds the changes that
  came to production with its first successful deployment. A rollback puts an older package back and
  so delivers that package's changes again, as it would by their commits. A hotfix has a package of
  its own, and the repair in it is no change of the log: it is a deployment that lists none.
- **A package's commit is its head**, the last change in it. Where that is not known, it is the last
  change that came with it.
- **A pull request** is a change that was opened for review and merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TypeAlias
from weakref import WeakValueDictionary

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.reported import Ids
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.window import Mask, Times, Window, hours_between, times

__all__ = ["Changes", "Deployments", "Incidents", "Known", "Names", "Positions", "utc"]

Positions: TypeAlias = npt.NDArray[np.intp]
Names: TypeAlias = npt.NDArray[np.object_]

NEVER = np.datetime64("NaT", "us")
NOWHERE = -1


@dataclass(frozen=True, eq=False)
class Deployments:
    """The deployments to production that had begun by the window's end.

    Attributes:
        names: Their ids; shape (n,).
        team: The number of each one's team.
        started: When each began.
        finished: When each was done; missing where it was not done by the end.
        success: Whether it was done and succeeded.
        package: The number of each one's package: the same package, the same number.
        in_order: The successful ones, in the order in which they finished.
    """

    names: Names
    team: Positions
    started: Times
    finished: Times
    success: Mask
    package: Positions
    in_order: Positions


@dataclass(frozen=True, eq=False)
class Changes:
    """All changes of the log, with what had happened to them by the window's end.

    Attributes:
        names: Their ids; shape (n,).
        committed, opened, review_started, reviewed, merged: When; missing where not by the end.
        deployment: The first successful production deployment of each, as a position among the
            `Deployments`; −1 where there was none by the end.
    """

    names: Names
    committed: Times
    opened: Times
    review_started: Times
    reviewed: Times
    merged: Times
    deployment: Positions

    @property
    def waiting(self) -> Ids:
        """Those that were committed and not yet in production."""
        return tuple(self.names[~np.isnat(self.committed) & (self.deployment < 0)])


@dataclass(frozen=True, eq=False)
class Incidents:
    """The incidents that were reported by the window's end.

    Attributes:
        names: Their ids; shape (n,).
        team: The number of each one's team.
        reported: When somebody opened an issue for it.
        restored: When it was closed; missing where it was still open.
        cause: The deployment that caused it, as a position; −1 where none did.
        unnoticed: The ids of those that had started, but that nobody had noticed.
    """

    names: Names
    team: Positions
    reported: Times
    restored: Times
    cause: Positions
    unnoticed: Ids

    def open_at(self, end: np.datetime64) -> Ids:
        """Those that were open at the window's end."""
        return tuple(self.names[np.isnat(self.restored) & (self.reported < end)])

    def closed_in(self, window: Window) -> tuple[Mask, pd.DataFrame]:
        """Which were closed in a window, and a row for each, report to end in hours."""
        closed = window.holds(self.restored)
        reported, restored = self.reported[closed], self.restored[closed]
        rows = {
            "incident": self.names[closed],
            "from": utc(reported),
            "restored": utc(restored),
            "hours": hours_between(reported, restored),
        }
        return closed, pd.DataFrame(rows)


@dataclass(frozen=True, eq=False)
class Known:
    """What a tool can know of a log at a moment: the same for every window that ends then.

    Attributes:
        log: What happened.
        end: The moment; nothing of what came then or later is known.
    """

    log: DeliveryLog
    end: np.datetime64

    @classmethod
    def at(cls, log: DeliveryLog, end: np.datetime64) -> Known:
        """Return what is known of a log at a moment.

        While somebody holds it, everybody gets the same, and with it what has been worked out
        already: a window whose beginning moves finds nearly everything again.
        """
        key = (id(log), end)
        known = _HELD.get(key)
        if known is None:
            known = _HELD[key] = cls(log, end)
        return known

    @cached_property
    def deployments(self) -> Deployments:
        """The deployments to production."""
        table = self.log.deployments.iloc[self._rows]
        finished = self._by_the_end(table["finished"])
        success = has_value(table["outcome"], "success") & ~np.isnat(finished)
        good = np.flatnonzero(success)
        release, _ = pd.factorize(table["release"])
        alone = release < 0  # without a package to compare, each is its own
        package = np.where(alone, len(release) + np.arange(len(release)), release)
        return Deployments(
            names=_names(table["deployment"]),
            team=_codes(table["team"]),
            started=times(table["started"]),
            finished=finished,
            success=success,
            package=package,
            in_order=good[np.argsort(finished[good], kind="stable")],
        )

    @cached_property
    def changes(self) -> Changes:
        """The changes."""
        table = self.log.changes
        carrier = self._place_of(table["deployment"])
        there = carrier >= 0
        there[there] = self.deployments.success[carrier[there]]
        return Changes(
            names=_names(table["change"]),
            committed=self._by_the_end(table["committed"]),
            opened=self._by_the_end(table["opened"]),
            review_started=self._by_the_end(table["review_started"]),
            reviewed=self._by_the_end(table["reviewed"]),
            merged=self._by_the_end(table["merged"]),
            deployment=np.where(there, carrier, NOWHERE),
        )

    @cached_property
    def incidents(self) -> Incidents:
        """The incidents."""
        table = self.log.incidents
        started, detected = times(table["started"]), times(table["detected"])
        unwritten = np.isnat(detected) & (table["restored"].notna().to_numpy() | _none(detected))
        reported = np.where(unwritten, started, detected)
        seen = reported < self.end
        unnoticed = ~seen & (started < self.end)
        return Incidents(
            names=_names(table["incident"])[seen],
            team=_codes(table["team"])[seen],
            reported=reported[seen],
            restored=self._by_the_end(table["restored"])[seen],
            cause=self._place_of(table["deployment"])[seen],
            unnoticed=tuple(_names(table["incident"])[unnoticed]),
        )

    @cached_property
    def delivered(self) -> tuple[Positions, Positions]:
        """What was delivered: a deployment and a change, by position, for every such pair."""
        deployments, (order, begin, end) = self.deployments, self._listed
        count = (end - begin)[deployments.in_order]
        first = np.cumsum(count) - count
        within = np.arange(count.sum()) - np.repeat(first, count)
        change = order[np.repeat(begin[deployments.in_order], count) + within]
        return np.repeat(deployments.in_order, count), change

    @cached_property
    def first_delivered(self) -> Times:
        """When each change was first delivered; missing where it never was."""
        deployment, change = self.delivered
        first = np.full(len(self.changes.names), NEVER)
        first[change[::-1]] = self.deployments.finished[deployment[::-1]]  # the last one stays
        return first

    @cached_property
    def last_listed(self) -> Positions:
        """The last change that each deployment's package brought; −1 where it brought none."""
        order, begin, end = self._listed
        last = np.full(len(end), NOWHERE)
        some = end > begin
        last[some] = order[end[some] - 1]
        return last

    @cached_property
    def head(self) -> Positions:
        """The head of each deployment's package, as a position among the changes, or −1."""
        release = self.log.deployments["release"].iloc[self._rows]
        releases = self.log.releases
        row = _found(releases["release"], release)
        commit = np.full(len(row), None, dtype=np.object_)
        commit[row >= 0] = _names(releases["change"])[row[row >= 0]]
        named = _found(self.log.changes["change"], pd.Series(commit, dtype="str"))
        return np.where(named >= 0, named, self.last_listed)

    @cached_property
    def _rows(self) -> Positions:
        """The rows of the production deployments that had begun."""
        began = times(self.log.deployments["started"]) < self.end
        return np.flatnonzero(in_production(self.log) & began)

    @cached_property
    def _listed(self) -> tuple[Positions, Positions, Positions]:
        """The changes by package; and from where to where in that order each deployment's are."""
        package = self.deployments.package
        where = self.changes.deployment
        of_change = np.full(len(where), NOWHERE)
        of_change[where >= 0] = package[where[where >= 0]]
        order = np.argsort(of_change, kind="stable")
        ordered = of_change[order]
        begin = np.searchsorted(ordered, package, side="left")
        return order, begin, np.searchsorted(ordered, package, side="right")

    def _by_the_end(self, column: pd.Series) -> Times:
        """Return a column of times without what came at the window's end or later."""
        moment = times(column)
        return np.where(moment < self.end, moment, NEVER)

    def _place_of(self, names: pd.Series) -> Positions:
        """Return the position among the seen deployments of each id; −1 where it is not there."""
        table = self.log.deployments["deployment"]
        row = _found(table, names)
        place = np.full(len(table) + 1, NOWHERE)  # the last is for row −1
        place[self._rows] = np.arange(len(self._rows))
        return place[row]


_HELD: WeakValueDictionary[tuple[int, np.datetime64], Known] = WeakValueDictionary()
"""What somebody holds just now. It holds its log, so that no other log can have its id."""


def utc(moments: Times) -> pd.DatetimeIndex:
    """Return times for a table of rows: with their zone."""
    return pd.DatetimeIndex(moments).tz_localize("UTC")


def _found(keys: pd.Series, names: pd.Series) -> Positions:
    """Return the row of each name among the keys; −1 where it is not there."""
    row: Positions = pd.Index(keys).get_indexer(pd.Index(names))
    return np.where(names.isna().to_numpy(), NOWHERE, row)


def _names(column: pd.Series) -> Names:
    return column.to_numpy(dtype=np.object_)


def _codes(column: pd.Series) -> Positions:
    return column.cat.codes.to_numpy().astype(np.intp)


def _none(moments: Times) -> bool:
    return bool(np.isnat(moments).all())
