"""The same KPIs, counted in another way: what the switches of the lab "Scorecard" do.

Every switch reads the *log* in another way, as a tool or a team might, and leaves the measuring to
`deliverylab.measure`: a change that is taken as beginning with its merge, a deployment to staging
taken as one to production, an incident without a cause passed over. Only two say a number
otherwise: the mean in place of the median, and incidents in place of failed deployments. Each is a
small function from a log, or a KPI, to another.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    Kpi,
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.measure.deployments import in_production
from deliverylab.measure.intervals import Z, count_interval
from deliverylab.measure.say import say_count
from deliverylab.measure.window import Moment, Window, hours_between, times
from deliverylab.simulate.calendar import WEEKDAYS

FEWEST = 6
"""Observations below which the course gives no interval for a median, and here none for a mean."""


_MONDAY = np.datetime64("1970-01-05", "us")
"""A Monday, midnight, from which working hours are counted."""


@dataclass(frozen=True)
class Counted:
    """How the KPIs are counted; all off is how the course counts.

    Attributes:
        from_merge: lead time begins when a change is merged, not when it is committed.
        mean: durations are said by their mean, not by their median.
        working_hours: durations count working hours only, not every hour of the clock; they are
            said in working hours and working days.
        staging: a deployment to staging counts as one to production.
        per_incident: the failure rate is incidents ÷ deployments, not deployments that failed.
        of_changes: only incidents that a deployment caused count.
    """

    from_merge: bool = False
    mean: bool = False
    working_hours: bool = False
    staging: bool = False
    per_incident: bool = False
    of_changes: bool = False

    def read(self, log: DeliveryLog) -> DeliveryLog:
        """Return the log of one team as this way of counting reads it."""
        if self.from_merge:
            log = from_merge(log)
        if self.working_hours:
            log = in_working_hours(log)
        if self.staging:
            log = with_staging(log)
        return of_changes(log) if self.of_changes else log

    def measure(self, read: DeliveryLog, start: Moment, end: Moment) -> tuple[Kpi, ...]:
        """Return the five KPIs of a log that has been `read`, in the order of the course."""
        failures = incidents_per_deployment if self.per_incident else change_failure_rate
        lead, restore = (
            mean_of(kpi) if self.mean else kpi
            for kpi in (
                lead_time_for_changes(read, start, end),
                time_to_restore_service(read, start, end),
            )
        )
        if self.working_hours:
            lead, restore = (replace(kpi, unit="working hours") for kpi in (lead, restore))
        return (
            deployment_frequency(read, start, end),
            lead,
            restore,
            failures(read, start, end),
            reliability(read, start, end),
        )


def from_merge(log: DeliveryLog) -> DeliveryLog:
    """Return the log with every change beginning when it was merged.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1"], "committed": "2025-01-06T09:00Z", "merged": "2025-01-06T11:00Z",
    ...     "deployed": "2025-01-06T15:00Z"})
    >>> lead_time_for_changes(log).value, lead_time_for_changes(from_merge(log)).value
    (6.0, 4.0)
    """
    return replace(log, changes=log.changes.assign(committed=log.changes["merged"]))


def in_working_hours(log: DeliveryLog) -> DeliveryLog:
    """Return the log with every change and incident as long as its working hours.

    What has ended keeps its end, so it counts in the same window, and begins later: by as much as
    there were nights and weekends in it. People work Monday to Friday, 9:00 to 17:00 UTC.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1"], "committed": "2025-01-06T16:00Z", "deployed": "2025-01-07T10:00Z"})
    >>> lead_time_for_changes(log).value, lead_time_for_changes(in_working_hours(log)).value
    (18.0, 2.0)
    """
    changes, incidents = log.changes, log.incidents
    return replace(
        log,
        changes=changes.assign(committed=_later(changes["committed"], changes["deployed"])),
        incidents=incidents.assign(started=_later(incidents["started"], incidents["restored"])),
    )


def with_staging(log: DeliveryLog) -> DeliveryLog:
    """Return the log with every deployment to staging counted as one to production."""
    environment = log.deployments["environment"]
    everywhere = environment.mask(environment.eq("staging"), "production")
    return replace(log, deployments=log.deployments.assign(environment=everywhere))


def of_changes(log: DeliveryLog) -> DeliveryLog:
    """Return the log with those incidents only that a deployment caused."""
    return replace(log, incidents=log.incidents[log.incidents["deployment"].notna()])


def mean_of(kpi: Kpi) -> Kpi:
    """Return a KPI of durations with the mean as its value, in place of the median.

    The interval is the normal one, mean ± 1.96 standard errors: rough, where a few last long.

    >>> hours = pd.Series([1.0, 2.0, 9.0])
    >>> mean_of(Kpi("lead time for changes", 2.0, "hours", 3, "median of 3 changes", detail=hours))
    Lead time for changes: 4 hours (mean of 3 changes).
    """
    if kpi.detail is None or not kpi.has_data:
        return kpi
    hours = kpi.detail.to_numpy(dtype=np.float64)
    mean, low, high = float(hours.mean()), math.nan, math.nan
    if len(hours) >= FEWEST:
        off = Z * float(hours.std(ddof=1)) / math.sqrt(len(hours))
        low, high = max(mean - off, 0.0), mean + off
    basis = kpi.basis.replace("median", "mean", 1)
    return replace(kpi, value=mean, low=low, high=high, basis=basis)


def incidents_per_deployment(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the incidents that started in the window ÷ the deployments that finished in it.

    It can exceed 1: one deployment may cause several incidents, and others come without one.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", deployments={
    ...     "deployment": ["d1"], "environment": "production", "outcome": "success",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z", "planned": True},
    ...     incidents={"incident": ["i1", "i2"], "severity": "minor",
    ...     "started": ["2025-01-07T10:00Z", "2025-01-08T10:00Z"]})
    >>> incidents_per_deployment(log).said
    '200 %'
    """
    window = Window.of(log, start, end)
    finished = window.holds(times(log.deployments["finished"]))
    deployments = int(np.count_nonzero(finished & in_production(log)))
    if not (deployments and log.records("incidents")):
        basis = "no deployment finished in this window, or incidents are not recorded"
        return Kpi("change failure rate", math.nan, "share", 0, basis)
    incidents = int(np.count_nonzero(window.holds(times(log.incidents["started"]))))
    low, high = (limit / deployments for limit in count_interval(incidents))
    return Kpi(
        "change failure rate",
        incidents / deployments,
        "share",
        deployments,
        f"{say_count(incidents, 'incident')} ÷ {say_count(deployments, 'deployment')}",
        low,
        high,
    )


def _later(began: pd.Series, ended: pd.Series) -> pd.Series:
    """Return beginnings from which the clock counts as many hours as were worked; of what ended."""
    begin, finish = (WEEKDAYS.worked(hours_between(_MONDAY, times(c))) for c in (began, ended))
    return began.where(ended.isna(), ended - pd.to_timedelta(finish - begin, unit="h"))
