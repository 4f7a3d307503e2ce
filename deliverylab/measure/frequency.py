"""Deployment frequency: how often deployment occurs.

Successful deployments to production, per week. Every one counts: planned ones, rollbacks and
hotfixes alike, because each puts a package into production. A deployment counts at the moment
it finished. Weeks without any count as zero, and so does a window without any: where deployments
are recorded, none is a number too.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import has_value, in_production, under_way
from deliverylab.measure.intervals import count_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import Unit, say_count, say_hours
from deliverylab.measure.window import Moment, Window, times

__all__ = ["deployment_frequency", "unknown"]


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the successful production deployments per week.

    The value is their number divided by the window's length in weeks; a part week at the end
    counts by its length. `detail` has the number in each week, with the zeros. The interval takes
    the deployments as independent of each other; for a team that deploys on a fixed day it is
    wider than need be. `left_out` says how many failed or had not finished.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        A `Kpi` in deployments per week: 0 where nothing was deployed, with the upper end of the
        interval that a count of none has. No data only where deployments, or when and how they
        ended, are not recorded, or the window holds no time.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug", deployments={
    ...     "deployment": ["d1", "d2"], "environment": "production", "outcome": "success",
    ...     "started": ["2025-01-08T09:00Z", "2025-01-22T09:00Z"],
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-22T10:00Z"], "planned": True})
    >>> kpi = deployment_frequency(log)
    >>> kpi.value, kpi.detail.to_list()
    (0.5, [1, 0, 1, 0])
    >>> kpi
    Deployment frequency: one every 2 weeks (2 deployments in 4 weeks, 2 weeks without any;
    95 % interval one every 17 weeks to 1.8 per week).
    >>> deployment_frequency(log, "2025-01-13", "2025-01-20")
    Deployment frequency: none (no deployment in 7 days; 95 % interval none to 3.7 per week).
    """
    name = "deployment frequency"
    unit: Unit = "deployments per week"
    window = Window.of(log, start, end)
    if why := unknown(log):
        return Kpi(name, math.nan, unit, 0, why)
    production = in_production(log)
    finished = times(log.deployments["finished"])
    succeeded = production & has_value(log.deployments["outcome"], "success")
    counted = succeeded & window.holds(finished)
    deployments = int(np.count_nonzero(counted))
    left_out = {
        "failed": int(np.count_nonzero(production & ~succeeded & window.holds(finished))),
        "not finished": int(np.count_nonzero(under_way(log, production, window))),
    }
    weekly = window.in_weeks(finished[counted])
    value = low = high = math.nan
    if not window.weeks:
        basis = "the window holds no time"
    else:
        value = deployments / window.weeks
        low, high = (end / window.weeks for end in count_interval(deployments))
        number = say_count(deployments, "deployment") if deployments else "no deployment"
        basis = f"{number} in {say_hours(window.weeks * 168)}"
        empty = int(np.count_nonzero(weekly == 0))
        if deployments and empty:
            basis += f", {say_count(empty, 'week')} without any"
    return Kpi(
        name,
        value,
        unit,
        deployments,
        basis,
        low,
        high,
        left_out,
        detail=pd.Series(weekly, index=window.week_starts(), name="deployments"),
    )


def unknown(log: DeliveryLog) -> str:
    """Return why a log cannot tell which deployments succeeded, and when; empty if it can."""
    return why_unknown(log, "deployments.finished", "deployments.outcome")
