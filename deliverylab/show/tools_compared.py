"""One log, six published definitions, and the truth: what the lab "Who says so?" knows.

A year of a team as the course ships it, and half a year more: so what began in the year is known to
its end, and with it the truth about any weeks of the year. The tools see nothing of what comes
after those weeks, as they would not on the day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import TypeAlias

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import Kpi
from deliverylab.measure.definitions import DEFINITIONS, Reported
from deliverylab.measure.definitions.four_keys_buckets import LAST_SHARE, LAST_SHARE_FROM
from deliverylab.measure.definitions.reported import FAILURES, FREQUENCY, LEAD_TIME, RESTORE
from deliverylab.measure.definitions.seen import Seen
from deliverylab.measure.say import say_hours, say_per_week, say_share
from deliverylab.measure.truth import truth_about
from deliverylab.show.row_by_row import RowByRow, compare_rows
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.cache import Cache

COURSE = "this course"
TOOLS = tuple(name for name in DEFINITIONS if name != COURSE)

WEEKS = 52
NEAR = 0.1
"""A number within this share of the truth is near it."""

_SEEDS = {"barge": 41, "tug": 2, "ferry": 3, "hydrofoil": 4}
_DAYS, _DAYS_AFTER = 7 * WEEKS, 7 * 26
_WEEK = pd.Timedelta(days=7)
_DAYS_COUNTED = "deployment days per week"
_Measured: TypeAlias = tuple[dict[str, Reported], Kpi]
_KEPT: Cache[_Measured] = Cache(limit_bytes=30_000_000)
_BYTES, _BYTES_A_ROW = 20_000, 60
"""What keeping one metric of some weeks costs, roughly."""
_SAY = {FREQUENCY: say_per_week, LEAD_TIME: say_hours, RESTORE: say_hours, FAILURES: say_share}


@dataclass(frozen=True, eq=False)
class Compared:
    """What every definition says of one metric of a team over some weeks.

    Attributes:
        team: the team.
        metric: the course's name of the metric.
        first: number of the first week, from 1.
        last: number of the last week.
        reported: what each definition reports, by its name; the course's own last.
        truth: what really became of everything that began in these weeks.
        tool: the definition that is looked at row by row.
    """

    team: str
    metric: str
    first: int
    last: int
    reported: dict[str, Reported]
    truth: Kpi
    tool: str

    @property
    def chosen(self) -> Reported:
        """What the tool that is looked at reports."""
        return self.reported[self.tool]

    @cached_property
    def row_by_row(self) -> RowByRow:
        """The rows of that tool beside those of the course."""
        return compare_rows(self.chosen, self.reported[COURSE])

    @property
    def window(self) -> str:
        """The weeks, in words."""
        return f"week {self.first}" if self.first == self.last else self._weeks

    @property
    def _weeks(self) -> str:
        return f"weeks {self.first} to {self.last}"

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """The published tools whose number can be held against the truth, the nearest first."""
        apart = {tool: self.apart(tool) for tool in TOOLS}
        known = [tool for tool in TOOLS if not math.isnan(apart[tool])]
        return tuple(sorted(known, key=apart.__getitem__))

    @property
    def near(self) -> tuple[str, ...]:
        """Those whose number is within a tenth of the truth."""
        return tuple(tool for tool in self.ranked if self.is_near(tool))

    def is_near(self, tool: str) -> bool:
        """Return whether a tool's number is within a tenth of the truth."""
        off = abs(self.reported[tool].in_course_units - self.truth.value)
        return bool(off <= NEAR * self.truth.value) and not self.in_days(tool)

    def apart(self, tool: str) -> float:
        """Return how far a tool is from the truth: the log of a factor; NaN where nothing says."""
        number, true = self.reported[tool].in_course_units, self.truth.value
        if self.counted_nothing(tool) or self.in_days(tool) or math.isnan(true):
            return math.nan
        if number == true:
            return 0.0
        return abs(math.log(number / true)) if number > 0 < true else math.inf

    def in_days(self, tool: str) -> bool:
        """Return whether a tool counts days with a deployment, not deployments."""
        return self.reported[tool].unit == _DAYS_COUNTED

    def counted_nothing(self, tool: str) -> bool:
        """Return whether there is nothing behind what a tool shows."""
        one = self.reported[tool]
        return not (one.has_value and len(one.rows))

    @property
    def of_days(self) -> tuple[str, ...]:
        """The tools that counted days, so that their numbers cannot be held against the truth."""
        return tuple(t for t in TOOLS if self.in_days(t) and not self.counted_nothing(t))

    @property
    def course_differs(self) -> bool:
        """Whether the truth has another duration than the course, which sees only what is over.

        The truth is about what began in these weeks, to its real end; the course counts what ended
        in them.
        """
        ours = self.reported[COURSE].in_course_units
        known = not (math.isnan(ours) or math.isnan(self.truth.value))
        durations = self.metric in (LEAD_TIME, RESTORE)
        return durations and known and self.say(ours) != self.say(self.truth.value)

    def screen(self, tool: str) -> str:
        """Return what a tool's screen shows, in quotation marks; and where a bucket has no end."""
        shown = self.reported[tool].shown
        if shown != LAST_SHARE:
            return f"“{shown}”"
        return f"“{shown}” (its last bucket: all from {say_share(LAST_SHARE_FROM)} on)"

    def said(self, tool: str) -> str:
        """Return a tool's number in the course's units, in words."""
        number = self.reported[tool].in_course_units
        if math.isnan(number):
            return "no number"
        if self.in_days(tool):
            return f"{number:g} {'day' if number == 1 else 'days'} a week"
        return self.say(number)

    def say(self, number: float) -> str:
        """Return a number of this metric in words."""
        return _SAY[self.metric](number)


@lru_cache(maxsize=len(_SEEDS))
def run_of(team: str) -> DeliveryLog:
    """Return a year and a half of a team; its first year is the one that the course ships."""
    days, seed = _DAYS + _DAYS_AFTER, _SEEDS[team]
    return simulate(Scenario.team(team), days=days, seed=seed).floor("s")


def compared(team: str, metric: str, first: int, weeks: int, tool: str) -> Compared:
    """Return what all definitions say of so many weeks from the week `first` on.

    Args:
        team: one of the four.
        metric: the course's name of one of the four metrics.
        first: number of the first week, from 1.
        weeks: how many; what is beyond the year is left out.
        tool: one of `TOOLS`, to be looked at row by row.
    """
    last = min(first + weeks - 1, WEEKS)
    reported, true = _measured(team, metric, first, last)
    return Compared(team, metric, first, last, reported, true, tool)


def _measured(team: str, metric: str, first: int, last: int) -> _Measured:
    """Return what every definition reports, and the truth; measured once."""
    key = (team, metric, first, last)
    kept = _KEPT.get(key)
    if kept is None:
        log, known = run_of(team), _known_by(team, last)
        start, end = log.start + (first - 1) * _WEEK, log.start + last * _WEEK
        reported = {
            name: definition.measures[metric](known.log, start, end)
            for name, definition in DEFINITIONS.items()
        }
        kept = reported, truth_about(metric, log, start, end)
        rows = sum(len(one.rows) for one in reported.values())
        _KEPT.put(key, kept, _BYTES + rows * _BYTES_A_ROW)
    return kept


@lru_cache(maxsize=8)
def _known_by(team: str, last: int) -> Seen:
    """Return all that a tool could see at the end of the week `last`.

    It is held, so that all tools share it in every window that ends then. Its log is without what
    began later: the tools would leave that out themselves, and are quicker without it.
    """
    log = run_of(team)
    end = log.start + last * _WEEK
    began = {"changes": "committed", "deployments": "started", "incidents": "started"}
    tables = {table: getattr(log, table) for table in began}
    log = replace(log, **{t: tables[t][tables[t][column] < end] for t, column in began.items()})
    return Seen.of(log, end=end)
