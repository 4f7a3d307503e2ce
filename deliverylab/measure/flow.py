"""The value stream: how much of the way to production is work, and how much is waiting.

- `value_stream`: touch and wait at every step (`deliverylab.measure.flow_touch` says what counts),
  and of what a step passes on, the share that is complete and accurate;
- `flow_efficiency`: touch ÷ lead time, in per cent;
- `complete_and_accurate`: that share, step by step, each a `Kpi`.

What flows, how much of it is there at once, and Little's law are in
`deliverylab.measure.flow_little`; they can be had from here as well.

Flow efficiency is a ratio, so it also rises when a team works more hours on the same change. Read
it together with the lead time, never alone.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import lead_time
from deliverylab.measure.deployments import has_value
from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.flow_little import (
    LittlesLaw,
    arrivals,
    littles_law,
    throughput,
    work_in_progress,
)
from deliverylab.measure.flow_time import ROUND_THE_CLOCK, WEEKDAYS, WorkingTime
from deliverylab.measure.flow_touch import STEPS, TouchAndWait, touch_and_wait
from deliverylab.measure.intervals import share_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import NO_DATA, say_count, say_hours, say_share, say_work
from deliverylab.measure.window import Mask, Moment, Window, times

__all__ = [
    "ROUND_THE_CLOCK",
    "STEPS",
    "WEEKDAYS",
    "LittlesLaw",
    "TouchAndWait",
    "ValueStream",
    "WorkingTime",
    "arrivals",
    "complete_and_accurate",
    "flow_efficiency",
    "littles_law",
    "throughput",
    "touch_and_wait",
    "value_stream",
    "work_in_progress",
]


@dataclass(frozen=True, eq=False)
class ValueStream:
    """The value stream of a team: what a change meets on average on its way to production.

    Attributes:
        table: One row per step, in order: `touch_hours` and `wait_hours` (means, so that they add
            up to the mean lead time) and `complete_and_accurate` (a share; NaN where the log does
            not tell).
        changes: How many changes the means are made from.
        why: Why there is none; empty where there is one.
    """

    table: pd.DataFrame
    changes: int
    why: str = ""

    @property
    def touch_hours(self) -> float:
        """Hours in which a change is worked on, on average; NaN where there is no change."""
        return float(self.table["touch_hours"].sum(skipna=False))

    @property
    def wait_hours(self) -> float:
        """Hours in which a change waits, on average; NaN where there is no change."""
        return float(self.table["wait_hours"].sum(skipna=False))

    @property
    def lead_time_hours(self) -> float:
        """The mean lead time; NaN where there is no change."""
        return self.touch_hours + self.wait_hours

    @property
    def flow_efficiency(self) -> float:
        """Touch ÷ lead time; NaN where there is no change."""
        total = self.lead_time_hours
        return self.touch_hours / total if total else math.nan

    @property
    def longest_wait(self) -> str:
        """The step at which a change waits longest; empty where there is no change."""
        waits = self.table["wait_hours"]
        return "" if waits.isna().all() else str(waits.idxmax())

    @property
    def rolled(self) -> float:
        """The share that comes through all steps without a correction: the product; see Martin.

        Steps of which the log tells nothing are left out; NaN where it tells nothing of any.
        """
        shares = self.table["complete_and_accurate"].dropna()
        return math.prod(shares) if len(shares) else math.nan

    def __repr__(self) -> str:
        """Say the whole and the longest wait in one sentence."""
        if not self.changes:
            return f"Value stream: {NO_DATA} ({self.why})."
        step = self.longest_wait
        longest = say_hours(float(self.table["wait_hours"].max()))
        return (
            f"Value stream: of {say_hours(self.lead_time_hours)} on average a change is worked on "
            f"for {say_work(self.touch_hours)} and waits {say_hours(self.wait_hours)}, longest at "
            f"“{step}” ({longest}); flow efficiency {say_share(self.flow_efficiency)} "
            f"({say_count(self.changes, 'change')})."
        )


def value_stream(
    log: DeliveryLog,
    start: Moment = None,
    end: Moment = None,
    working_time: WorkingTime = WEEKDAYS,
) -> ValueStream:
    """Return touch, wait and quality at every step, of changes deployed in the window.

    Args:
        log: What happened, best of one team.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        working_time: When people work; `ROUND_THE_CLOCK` counts nights and weekends as work.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1"], "committed": ["2025-01-06T09:00Z"], "opened": ["2025-01-06T11:00Z"],
    ...     "deployed": ["2025-01-07T17:00Z"]})
    >>> value_stream(log).touch_hours
    2.0
    """
    both = _deployed(log, Window.of(log, start, end), working_time)
    quality = complete_and_accurate(log, start, end)
    table = pd.DataFrame(
        {
            "touch_hours": both.touch.mean(),
            "wait_hours": both.wait.mean(),
            "complete_and_accurate": pd.Series(
                {step: quality[step].value if step in quality else math.nan for step in STEPS}
            ),
        },
        index=pd.Index(STEPS, name="step"),
    )
    return ValueStream(table, len(both.touch), "" if len(both.touch) else _why_none(log))


def flow_efficiency(
    log: DeliveryLog,
    start: Moment = None,
    end: Moment = None,
    working_time: WorkingTime = WEEKDAYS,
) -> Kpi:
    """Return touch ÷ lead time, all changes together, of those deployed in the window.

    Also called activity ratio (Martin and Osterling, *Value Stream Mapping*, 2014). `also` has the
    median of the changes' own shares, which tells of the typical change where the value above is
    ruled by the slow ones; `detail` has each change's share by its id. Arguments and errors as in
    `value_stream`.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1"], "committed": ["2025-01-06T09:00Z"], "opened": ["2025-01-06T11:00Z"],
    ...     "deployed": ["2025-01-07T13:00Z"]})
    >>> flow_efficiency(log)
    Flow efficiency: 7.1 % (touch of 2 hours in 28 hours, mean of 1 change;
    median of the changes 7.1 %).
    """
    window = Window.of(log, start, end)
    both = _deployed(log, window, working_time)
    name, count = "flow efficiency", len(both.touch)
    if unknown := _unknown(log):
        return Kpi(name, math.nan, "share", 0, unknown)
    waiting = int(np.count_nonzero(window.not_yet(times(log.changes["deployed"]))))
    left_out = {"not in production": waiting}
    touch, wait = float(both.touch.to_numpy().sum()), float(both.wait.to_numpy().sum())
    if not touch + wait:
        return Kpi(name, math.nan, "share", 0, _why_none(log), left_out=left_out)
    each = both.efficiency
    return Kpi(
        name,
        touch / (touch + wait),
        "share",
        count,
        f"touch of {say_work(touch / count)} in {say_hours((touch + wait) / count)}, "
        f"mean of {say_count(count, 'change')}",
        left_out=left_out,
        also={"median of the changes": float(each.median())},
        detail=each.rename("share"),
    )


def complete_and_accurate(
    log: DeliveryLog, start: Moment = None, end: Moment = None
) -> dict[str, Kpi]:
    """Return, by step, the share of what it passes on that the next can use as it is (%C&A).

    A log tells it for three steps (Martin and Osterling, 2014, ask the people of the next step):

    - **review**: first builds of a change that do not find a defect in it. A flaky test says
      nothing about the change, so it does not count against it;
    - **release**: packages that pass their first trial on staging;
    - **deploy**: deployments to production that cause no incident, 1 − change failure rate.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        A `Kpi` per step, in the order of the steps, with Wilson's interval.

    Raises:
        ValueError: If the window is not within the log's.
    """
    window = Window.of(log, start, end)
    builds = log.builds
    first = (builds["attempt"] == 1).to_numpy() & window.holds(times(builds["finished"]))
    defect = has_value(builds["outcome"], "failure") & ~has_value(builds["reason"], "flaky")
    failed = change_failure_rate(log, start, end)
    return {
        "review": _share(_of_builds(log), first, ~defect, "first build", "found no defect"),
        "release": _share(_of_trials(log), *_first_trials(log, window), "package", "passed"),
        "deploy": Kpi(
            "complete and accurate",
            1 - failed.value,
            "share",
            failed.observations,
            failed.basis,
            1 - failed.high,
            1 - failed.low,
            failed.left_out,
        ),
    }


def _unknown(log: DeliveryLog) -> str:
    """Return why a log cannot tell touch from wait; empty if it can."""
    reviewed = ("changes.opened", "changes.review_started", "changes.reviewed")
    return lead_time.unknown(log) or why_unknown(log, *reviewed, "builds.finished")


def _why_none(log: DeliveryLog) -> str:
    """Return why there is no change to tell of."""
    return _unknown(log) or "no change reached production in this window"


def _of_builds(log: DeliveryLog) -> str:
    """Return why a log cannot tell which builds found a defect; empty if it can."""
    return why_unknown(log, *(f"builds.{name}" for name in ("attempt", "finished", "outcome",
                                                            "reason")))  # fmt: skip


def _of_trials(log: DeliveryLog) -> str:
    """Return why a log cannot tell how the trials of a package ended; empty if it can."""
    return why_unknown(log, *(f"deployments.{name}" for name in ("release", "finished", "outcome")))


def _deployed(log: DeliveryLog, window: Window, working_time: WorkingTime) -> TouchAndWait:
    """Return touch and wait of the changes that reached production in the window.

    None of them, where the log cannot tell touch from wait.
    """
    counted = window.holds(times(log.changes["deployed"])) & (not _unknown(log))
    return touch_and_wait(log, log.changes.loc[counted], working_time)


def _first_trials(log: DeliveryLog, window: Window) -> tuple[Mask, Mask]:
    """Return which deployments are a package's first to staging, finished; and which succeeded."""
    rows = log.deployments
    staging = has_value(rows["environment"], "staging")
    ordered = rows.loc[staging].sort_values("started", kind="stable")
    first = np.zeros(len(rows), dtype=np.bool_)
    first[rows.index.get_indexer(ordered.drop_duplicates("release").index)] = True
    return first & window.holds(times(rows["finished"])), has_value(rows["outcome"], "success")


def _share(unknown: str, counted: Mask, good: Mask, noun: str, did: str) -> Kpi:
    """Return which share of the rows counted are good; none where that is not known, and why."""
    name = "complete and accurate"
    of, hits = int(np.count_nonzero(counted)), int(np.count_nonzero(counted & good))
    if unknown or not of:
        return Kpi(name, math.nan, "share", 0, unknown or f"no {noun} in this window")
    low, high = share_interval(hits, of)
    return Kpi(name, hits / of, "share", of, f"{hits:,} of {say_count(of, noun)} {did}", low, high)
