"""How much is under way at once, how fast it flows, and Little's law between the two.

A change is *under way* from its commit until it is in production. Little's law (J. D. C. Little,
Operations Research 9, 1961) says that on average

    changes under way  =  changes per week  ×  weeks that each stays.

A window of a year has edges: some changes were there before it, some are still there after it. The
law is **exact** on any window and any log when the edges are handled alike on both sides: every
change that was under way at any time in the window counts, each with the time that it was under way
*within* the window (Little, "Little's Law as Viewed on Its 50th Anniversary", Operations Research
59, 2011). The numbers that people have at hand are others: the changes that arrived in the window,
and the whole lead time of those that left in it. Their product is only near, and how near says how
steady the flow was: `LittlesLaw` has both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import lead_time
from deliverylab.measure.intervals import count_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import NO_DATA, say, say_count, say_hours, say_per_week
from deliverylab.measure.window import WEEK, Moment, Times, Window, hours_between, times

__all__ = ["LittlesLaw", "arrivals", "littles_law", "throughput", "work_in_progress"]

_WEEK_HOURS = 168.0


@dataclass(frozen=True)
class LittlesLaw:
    """What was under way in a window, how fast it flowed, and how long it stayed.

    Attributes:
        weeks: The window's length.
        under_way: L, the mean number of changes under way, from counting them at every moment.
        per_week: λ, the changes that were under way at any time in the window, per week.
        stay_weeks: W, the mean time that these were under way within the window.
        arrived: Changes that were committed in the window.
        left: Changes that reached production in the window.
        at_start: Changes that were under way when the window began.
        at_end: Changes that were under way when it ended.
        lead_time_weeks: The mean whole lead time of those that left; NaN where none did.
        why: Why nothing can be said of it; empty if something can.
    """

    weeks: float
    under_way: float
    per_week: float
    stay_weeks: float
    arrived: int
    left: int
    at_start: int
    at_end: int
    lead_time_weeks: float
    why: str = ""

    @property
    def product(self) -> float:
        """λ × W: the same as `under_way`, whatever happened."""
        return self.per_week * self.stay_weeks if self.per_week else 0.0

    @property
    def arrived_per_week(self) -> float:
        """Changes committed per week."""
        return self.arrived / self.weeks if self.weeks else math.nan

    @property
    def rule_of_thumb(self) -> float:
        """Commits per week × mean lead time of what left: near L where the flow is steady."""
        return self.arrived_per_week * self.lead_time_weeks

    def __repr__(self) -> str:
        """Say the law in numbers, and the rule of thumb beside it."""
        if not self.weeks or not self.per_week:
            why = self.why or "nothing was under way in this window"
            return f"Little's law: {NO_DATA} ({why})."
        near = (
            f" With the numbers at hand: {say_per_week(self.arrived_per_week)} committed × "
            f"{say_hours(self.lead_time_weeks * _WEEK_HOURS)} lead time = "
            f"{say(self.rule_of_thumb, 'changes')}."
            if self.left
            else ""
        )
        return (
            f"Little's law: {say(self.under_way, 'changes')} under way on average = "
            f"{say_per_week(self.per_week)} × {say_hours(self.stay_weeks * _WEEK_HOURS)} each, "
            f"within the window ({self.at_start:,} were under way at its start, {self.at_end:,} "
            f"at its end).{near}"
        )


def littles_law(log: DeliveryLog, start: Moment = None, end: Moment = None) -> LittlesLaw:
    """Return both sides of Little's law, for changes from their commit to production.

    Args:
        log: What happened; a change without `deployed` is under way until the end.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", changes={
    ...     "change": ["c1", "c2"], "committed": ["2025-01-06T00:00Z", "2025-01-13T00:00Z"],
    ...     "deployed": ["2025-01-13T00:00Z", None]})
    >>> littles_law(log)
    Little's law: 1 change under way on average = 1 per week × 7 days each,
    within the window (0 were under way at its start, 1 at its end).
    With the numbers at hand: 1 per week committed × 7 days lead time = 1 change.
    """
    window = Window.of(log, start, end)
    if unknown := lead_time.unknown(log):
        none = math.nan
        return LittlesLaw(window.weeks, none, 0.0, none, 0, 0, 0, 0, none, unknown)
    came, went = times(log.changes["committed"]), times(log.changes["deployed"])
    there = (came < window.end) & ~(went <= window.start)
    inside = hours_between(*_within(window, came[there], went[there])) / _WEEK_HOURS
    left = window.holds(went)
    weeks = window.weeks
    return LittlesLaw(
        weeks=weeks,
        under_way=float(_area(window, came, went) / weeks) if weeks else math.nan,
        per_week=len(inside) / weeks if weeks else math.nan,
        stay_weeks=float(inside.mean()) if len(inside) else math.nan,
        arrived=int(np.count_nonzero(window.holds(came))),
        left=int(np.count_nonzero(left)),
        at_start=int(np.count_nonzero((came < window.start) & ~(went <= window.start))),
        at_end=int(np.count_nonzero((came < window.end) & window.not_yet(went))),
        lead_time_weeks=(
            float(hours_between(came[left], went[left]).mean() / _WEEK_HOURS)
            if left.any()
            else math.nan
        ),
    )


def work_in_progress(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the work in progress: changes committed and not yet in production, on average.

    `detail` has the average of each week; `also` the most at any one moment. Arguments and errors
    as in `littles_law`.
    """
    window = Window.of(log, start, end)
    came, went = times(log.changes["committed"]), times(log.changes["deployed"])
    there = (came < window.end) & ~(went <= window.start)
    count = int(np.count_nonzero(there))
    name, unknown = "work in progress", lead_time.unknown(log)
    if unknown or not count or not window.weeks:
        basis = unknown or "nothing was under way in this window"
        return Kpi(name, math.nan, "changes", 0, basis)
    moments, present = _steps(window, came, went)
    return Kpi(
        name,
        _area(window, came, went) / window.weeks,
        "changes",
        count,
        f"average over {say_hours(window.weeks * _WEEK_HOURS)}, "
        f"{say_count(count, 'change')} in all",
        also={"at most": float(present[:-1][moments[1:] > moments[:-1]].max(initial=0))},
        detail=_by_week(window, came[there], went[there]),
    )


def arrivals(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the changes committed per week; `detail` has each week's number.

    Arguments and errors as in `littles_law`.
    """
    return _rate(log, "committed", "arrival rate", "committed", start, end)


def throughput(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the changes that reached production per week; `detail` has each week's number.

    Arguments and errors as in `littles_law`.
    """
    return _rate(log, "deployed", "throughput", "brought to production", start, end)


def _rate(log: DeliveryLog, column: str, name: str, did: str, start: Moment, end: Moment) -> Kpi:
    window = Window.of(log, start, end)
    moments = times(log.changes[column])
    counted = moments[window.holds(moments)]
    weekly = window.per_week(counted).rename("changes")
    if not len(counted):
        unknown = lead_time.unknown(log) if column == "deployed" else why_unknown(log, "changes")
        basis = unknown or f"no change was {did} in this window"
        return Kpi(name, math.nan, "changes per week", 0, basis, detail=weekly)
    low, high = (edge / window.weeks for edge in count_interval(len(counted)))
    basis = f"{say_count(len(counted), 'change')} in {say_hours(window.weeks * _WEEK_HOURS)}"
    return Kpi(
        name,
        len(counted) / window.weeks,
        "changes per week",
        len(counted),
        basis,
        low if column == "committed" else math.nan,  # what a train brings is not independent
        high if column == "committed" else math.nan,
        detail=weekly,
    )


def _within(window: Window, came: Times, went: Times) -> tuple[Times, Times]:
    """Return the part of each stay within the window; who has not left stays to its end."""
    gone = np.where(np.isnat(went), window.end, went)
    return np.clip(came, window.start, window.end), np.clip(gone, window.start, window.end)


def _steps(window: Window, came: Times, went: Times) -> tuple[Times, np.ndarray]:
    """Return the moments at which somebody comes or goes, and how many are there from then on."""
    begin, finish = _within(window, came, went)
    moments = np.concatenate([begin, finish])
    change = np.repeat([1, -1], len(came))
    order = np.argsort(moments, kind="stable")
    return moments[order], np.cumsum(change[order])


def _area(window: Window, came: Times, went: Times) -> float:
    """Return change-weeks in the window, by counting who is there from one moment to the next."""
    moments, present = _steps(window, came, went)
    return float((np.diff(moments) / WEEK) @ present[:-1]) if len(moments) else 0.0


def _by_week(window: Window, came: Times, went: Times) -> pd.Series[float]:
    """Return the average number under way in each week; the last may be a part week."""
    starts = window.start + np.arange(math.ceil(window.weeks)) * WEEK
    average = []
    for start in starts:
        end = min(start + WEEK, window.end)
        begin, finish = _within(Window(start, end), came, went)
        average.append(float(hours_between(begin, finish).sum()) / float((end - start) / WEEK))
    return pd.Series(average, index=window.week_starts(), name="changes") / _WEEK_HOURS
