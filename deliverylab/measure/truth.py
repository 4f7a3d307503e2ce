"""The truth: what really happened, for a log that goes on long enough to know.

A team that measures itself at the end of a quarter does not know yet how long the changes take that
are still waiting, which deployment of the last week will turn out to have failed, or when the open
incident will end. Later it does. And a simulator knows something that no tool ever does: which
deployment caused which incident.

So the truth about a window is about everything that *began* in it, followed to its real end beyond
the window: the changes committed, the deployments started, the incidents started in it. A tool
sees what *ended* in the window. Where work is steady, the two are near each other; where a backlog
grows or is cleared, they are not.

It is as true as the log's record of causes. Of a simulated log that is the whole truth; in a log of
another source, it is what somebody wrote down.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import say_count, say_hours
from deliverylab.measure.window import Mask, Moment, Times, Window, hours_between, times

__all__ = ["truth", "truth_about"]

MORE_DAYS = 91
"""How much longer to simulate, when the log ends too soon."""


def truth(log: DeliveryLog, start: Moment, end: Moment) -> dict[str, Kpi]:
    """Return what really became of everything that began in a window.

    Args:
        log: What happened, from before the window until everything that began in it has ended.
        start: First moment of the window.
        end: First moment after it; the log must go on well beyond.

    Returns:
        By name: deployment frequency (successful production deployments started in the window, per
        week), lead time for changes (median hours from commit to production of the changes
        committed in it), time to restore service (median hours from start to end of the incidents
        that started in it), change failure rate (share of the production deployments started in it
        that caused an incident, whenever that came), and failed deployment recovery time (as time
        to restore, only those that a deployment caused). There are no intervals: this is what
        happened, not an estimate.

    Raises:
        ValueError: If the window is not within the log's, or something that began in it had not
            ended when the log did.

    >>> log = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug", changes={
    ...     "change": ["c1", "c2"], "committed": ["2025-01-06T09:00Z", "2025-01-12T09:00Z"],
    ...     "deployed": ["2025-01-06T15:00Z", "2025-01-22T09:00Z"]})
    >>> truth(log, "2025-01-06", "2025-01-13")["lead time for changes"]
    Lead time for changes: 5.1 days (median of 2 changes committed in the window;
    mean 5.1 days).
    """
    window = Window.of(log, start, end)
    return {name: about(log, window) for name, about in _ABOUT.items()}


def truth_about(name: str, log: DeliveryLog, start: Moment, end: Moment) -> Kpi:
    """Return one of the KPIs of `truth`, by its name; arguments and errors as there.

    Raises:
        KeyError: If `truth` has no KPI of that name.
    """
    return _ABOUT[name](log, Window.of(log, start, end))


@dataclass(frozen=True, eq=False)
class _Spans:
    """Things that begin and end, and the words for that."""

    noun: str
    began: str
    ended: str
    ids: pd.Series
    begin: Times
    finish: Times
    counted: Mask
    needs: tuple[str, ...]

    @classmethod
    def of_changes(cls, log: DeliveryLog) -> _Spans:
        table = log.changes
        begin, finish = times(table["committed"]), times(table["deployed"])
        every = np.ones(len(table), dtype=np.bool_)
        ids = table["change"]
        needs = ("deployments", "changes.deployed")
        return cls("change", "committed", "reached production", ids, begin, finish, every, needs)

    @classmethod
    def of_incidents(cls, log: DeliveryLog) -> _Spans:
        table = log.incidents
        begin, finish = times(table["started"]), times(table["restored"])
        every = np.ones(len(table), dtype=np.bool_)
        ids = table["incident"]
        needs = ("incidents.restored",)
        return cls("incident", "started", "ended", ids, begin, finish, every, needs)

    @classmethod
    def of_deployments(cls, log: DeliveryLog) -> _Spans:
        table, production = log.deployments, in_production(log)
        begin, finish = times(table["started"]), times(table["finished"])
        ids, needs = table["deployment"], ("deployments.finished",)
        return cls("deployment", "started", "finished", ids, begin, finish, production, needs)

    def only(self, which: Mask) -> _Spans:
        return replace(self, counted=self.counted & which)

    def begun_in(self, window: Window, log: DeliveryLog) -> Mask:
        """Return which began in the window; raise where the log ends before one of them."""
        begun = self.counted & window.holds(self.begin)
        if why_unknown(log, *self.needs):
            return begun
        open_ones = int(np.count_nonzero(begun & np.isnat(self.finish)))
        if open_ones:
            days = math.ceil((log.end - log.start) / pd.Timedelta(days=1)) + MORE_DAYS
            raise ValueError(
                f"the log ends too soon to know the truth: {say_count(open_ones, self.noun)} "
                f"{self.began} in the window had not {self.ended} when it ended ({log.end}); "
                f"choose an earlier end, or simulate longer, like simulate(scenario, days={days}), "
                "and take the same window"
            )
        return begun


def _frequency(log: DeliveryLog, window: Window) -> Kpi:
    """Return the deployments started in the window that succeeded, per week."""
    name, started = "deployment frequency", _Spans.of_deployments(log).begun_in(window, log)
    succeeded = started & has_value(log.deployments["outcome"], "success")
    number = int(np.count_nonzero(succeeded))
    unknown = why_unknown(log, "deployments.finished", "deployments.outcome")
    if unknown or not window.weeks:
        basis = unknown or "the window holds no time"
        return Kpi(name, math.nan, "deployments per week", 0, basis)
    what = say_count(number, "deployment") if number else "no successful deployment"
    basis = f"{what} started in {say_hours(window.weeks * 168)}"
    return Kpi(name, number / window.weeks, "deployments per week", number, basis)


def _failures(log: DeliveryLog, window: Window) -> Kpi:
    """Return the share of the deployments started in the window that caused an incident."""
    started = _Spans.of_deployments(log).begun_in(window, log)
    name, number = "change failure rate", int(np.count_nonzero(started))
    unknown = why_unknown(log, "deployments", "incidents.deployment")
    if unknown or not number:
        basis = unknown or "no deployment to production started in the window"
        return Kpi(name, math.nan, "share", 0, basis)
    ids = log.deployments["deployment"].array[started]
    failed = int(np.count_nonzero(ids.isin(log.incidents["deployment"].array.dropna())))
    basis = f"{failed:,} of {say_count(number, 'deployment')} caused an incident"
    return Kpi(name, failed / number, "share", number, basis)


def _lead_time(log: DeliveryLog, window: Window) -> Kpi:
    return _duration("lead time for changes", _Spans.of_changes(log), window, log)


def _restore(log: DeliveryLog, window: Window) -> Kpi:
    return _duration("time to restore service", _Spans.of_incidents(log), window, log)


def _recovery(log: DeliveryLog, window: Window) -> Kpi:
    caused = _Spans.of_incidents(log).only(~np.asarray(log.incidents["deployment"].array.isna()))
    caused = replace(caused, needs=("incidents.restored", "incidents.deployment"))
    return _duration("failed deployment recovery time", caused, window, log)


def _duration(name: str, spans: _Spans, window: Window, log: DeliveryLog) -> Kpi:
    """Return the median time from the beginning to the end of what began in the window."""
    begun = spans.begun_in(window, log)
    hours = hours_between(spans.begin[begun], spans.finish[begun])
    unknown = why_unknown(log, *spans.needs)
    if unknown or not len(hours):
        basis = unknown or f"no {spans.noun} {spans.began} in the window"
        return Kpi(name, math.nan, "hours", 0, basis)
    return Kpi(
        name,
        float(np.median(hours)),
        "hours",
        len(hours),
        f"median of {say_count(len(hours), spans.noun)} {spans.began} in the window",
        also={"mean": float(hours.mean())},
        detail=pd.Series(hours, index=pd.Index(spans.ids[begun]), name="hours"),
    )


_ABOUT: dict[str, Callable[[DeliveryLog, Window], Kpi]] = {
    "deployment frequency": _frequency,
    "lead time for changes": _lead_time,
    "time to restore service": _restore,
    "change failure rate": _failures,
    "failed deployment recovery time": _recovery,
}
"""What is true of each KPI, in the order of the course."""
