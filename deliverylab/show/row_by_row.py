"""Row by row: what one definition counted beside what another one did, and where they differ most.

Two numbers that disagree say nothing about why. The rows behind them do: a change that only one of
the two has counted, an incident whose clock starts two days earlier, a deployment that only one
calls a failure. A tool may count the same thing twice; its second time has no partner.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from deliverylab.measure.definitions.reported import (
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.say import say_count, say_hours

MOST = 10
"""So many rows are shown."""

SAME_HOURS = 0.1
"""Durations that differ by no more are alike: a tool may round up every part of one to a minute."""

_COUNTED_AS = {"deployment": "a deployment", "commit": "a commit", "incident": "an incident"}
_NAMED = {
    FREQUENCY: ("deployment",),
    LEAD_TIME: ("change",),
    RESTORE: ("incident",),
    FAILURES: ("id", "deployment"),
}
_BEGIN = {LEAD_TIME: ("committed", "merged"), RESTORE: ("from", "started")}
_END = ("deployed", "restored", "finished", "started", "time")


@dataclass(frozen=True)
class Row:
    """One thing that a definition counted.

    Attributes:
        name: its id in the log.
        end: when it counts: the end of a duration, or the moment of what has none.
        begin: when its clock starts; None for what has no duration.
        hours: how long that is.
        kind: what it is counted as, where it has no duration.
    """

    name: str
    end: pd.Timestamp
    begin: pd.Timestamp | None = None
    hours: float = 0.0
    kind: str = ""

    @property
    def said(self) -> str:
        """The row in words."""
        when = moment(self.end)
        if self.begin is None:
            return f"{when}, {self.kind}"
        return f"{moment(self.begin)} → {when}: {say_hours(self.hours)}"


@dataclass(frozen=True)
class RowByRow:
    """The rows of a tool beside those of the course.

    Attributes:
        tool: whose rows stand first.
        both: how many things both counted.
        differing: how many of them they counted differently.
        only_tool: how many only the tool counted.
        only_course: how many only the course counted.
        shown: pairs of rows on which the two differ, the tool's and the course's (None: not
            counted): first those that both counted, the largest difference first.
    """

    tool: str
    both: int
    differing: int
    only_tool: int
    only_course: int
    shown: tuple[tuple[Row | None, Row | None], ...] = ()

    @property
    def counts(self) -> str:
        """How many rows both have, and how many only one of them.

        >>> RowByRow("GitLab", 21, 0, 0, 0).counts
        'the same 21 rows in both'
        """
        if not (self.only_tool or self.only_course):
            return f"the same {say_count(self.both, 'row')} in both" if self.both else "no rows"
        return (
            f"{say_count(self.both, 'row')} in both, {self.only_tool:,} only in {self.tool}, "
            f"{self.only_course:,} only in the course’s"
        )

    @property
    def largest(self) -> tuple[str, str]:
        """The row on which the two differ most: what the tool says of it, and what the course."""
        if not self.shown:
            agree = "They agree on every row." if self.both else "There is nothing to compare."
            return agree, ""
        theirs, ours = self.shown[0]
        name = next(one.name for one in (theirs, ours) if one)
        return f"{name}, {self.tool}: {_say(theirs)}", f"{name}, course: {_say(ours)}"

    @property
    def rows(self) -> list[tuple[str, str, str]]:
        """The rows on which the two differ: name, the tool's, the course's; how many more."""
        rows = [
            (one.name, _say(theirs), _say(ours))
            for theirs, ours in self.shown
            if (one := theirs or ours)
        ]
        more = self.differing + self.only_tool + self.only_course - len(rows)
        return rows + ([(f"and {more:,} more", "", "")] if more > 0 else [])


def compare_rows(theirs: Reported, ours: Reported) -> RowByRow:
    """Return what a tool counted beside what the course did, of the same metric and window.

    >>> one, two = (pd.Timestamp(f"2025-01-0{day} 10:00Z") for day in (7, 8))
    >>> counted = pd.DataFrame({"deployment": ["d1", "d2"], "finished": [one, two]})
    >>> ours, theirs = (
    ...     Reported(tool, FREQUENCY, 2.0, "deployments per week", "2", counted[:rows])
    ...     for tool, rows in (("this course", 2), ("Pelorus", 1)))
    >>> compare_rows(theirs, ours).rows
    [('d2', 'not counted', '8 Jan 10:00, counted')]
    """
    mine, other = _Counted.of(theirs), _Counted.of(ours)
    place = other.keys.get_indexer(mine.keys)
    both = np.flatnonzero(place >= 0)
    apart = np.abs(np.nan_to_num(mine.amount[both] - other.amount[place[both]]))
    largest = np.argsort(-apart, kind="stable")[: np.count_nonzero(apart > SAME_HOURS)]
    only_tool = mine.by_weight(np.flatnonzero(place < 0))
    only_course = other.by_weight(np.flatnonzero(mine.keys.get_indexer(other.keys) < 0))
    pairs: list[tuple[Row | None, Row | None]] = [
        (mine.row(at), other.row(place[at])) for at in both[largest[:MOST]]
    ]
    pairs += [(mine.row(at), None) for at in only_tool[:MOST]]
    pairs += [(None, other.row(at)) for at in only_course[:MOST]]
    return RowByRow(
        theirs.tool,
        len(both),
        len(largest),
        len(only_tool),
        len(only_course),
        tuple(pairs[:MOST]),
    )


@dataclass(frozen=True, eq=False)
class _Counted:
    """The rows behind one number, as columns.

    Attributes:
        reported: the number.
        names: the id of each row.
        keys: the same, told apart where one thing is counted several times.
        amount: how much each row counts; NaN where the definition does not say.
    """

    reported: Reported
    names: list[str]
    keys: pd.Index
    amount: NDArray[np.float64]

    @classmethod
    def of(cls, reported: Reported) -> _Counted:
        table = reported.rows
        name = next(table[name] for name in _NAMED[reported.metric] if name in table)
        keys = pd.Index(name)
        if not keys.is_unique:
            time = table.groupby(name.to_numpy(), sort=False).cumcount()
            keys = pd.Index(name.where(time.eq(0), name + " again " + time.astype(str)))
        return cls(reported, name.tolist(), keys, _amount(reported))

    def by_weight(self, places: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return places in the table, those that count most first."""
        weight = np.nan_to_num(self.amount[places])
        return places[np.argsort(-weight, kind="stable")]

    def row(self, place: int) -> Row:
        """Return one row."""
        metric, end = self.reported.metric, self._moment(_END, place)
        if metric in _BEGIN:
            begin = self._moment(_BEGIN[metric], place)
            return Row(self.names[place], end, begin, float(self.amount[place]))
        return Row(self.names[place], end, kind=self._kind(place))

    def _moment(self, columns: tuple[str, ...], place: int) -> pd.Timestamp:
        """Return the time of a row in the first of the columns that there is."""
        table = self.reported.rows
        column = next(table[name] for name in columns if name in table)
        when: pd.Timestamp = column.array[place]
        return when

    def _kind(self, place: int) -> str:
        """Return as what a row without a duration is counted."""
        table, amount = self.reported.rows, self.amount[place]
        if "counted as" in table:
            return _COUNTED_AS[str(table["counted as"].iat[place])]
        if self.reported.metric == FREQUENCY:
            return "counted" if amount else "not counted: that day has counted already"
        if amount > 1:
            return f"{amount:.0f} failures"
        return "a failure" if amount else "no failure"


def moment(when: pd.Timestamp) -> str:
    """Return a moment as short as it can be said within a year or so.

    >>> moment(pd.Timestamp("2025-02-04 09:53:56Z"))
    '4 Feb 09:53'
    """
    return f"{when.day} {when:%b %H:%M}"


def _amount(reported: Reported) -> NDArray[np.float64]:
    """Return how much each row counts: hours, one or nothing, or failures."""
    table = reported.rows
    if "counted as" in table:
        return np.full(len(table), np.nan)
    for name in ("hours", "another day", "rows with an incident", "failed"):
        if name in table:
            return table[name].to_numpy(dtype=np.float64)
    return np.ones(len(table))


def _say(row: Row | None) -> str:
    return row.said if row else "not counted"
