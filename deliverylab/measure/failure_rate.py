"""Change failure rate: the share of deployments to production that degrade the service.

A deployment failed users if it caused at least one incident. Two incidents from one deployment
are one failed deployment, so the rate cannot exceed 100 %. The denominator is every deployment
to production that finished, planned or not, whether it succeeded or not: a hotfix or a rollback
is a change to production like any other, and may fail like any other.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.frequency import in_production, unfinished
from deliverylab.measure.intervals import share_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.say import say_count
from deliverylab.measure.window import Mask, Moment, Window, times

__all__ = ["change_failure_rate", "share_of_deployments"]


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the share of production deployments that caused at least one incident.

    A deployment counts in the window in which it finished, and an incident counts for the
    deployment that caused it, whenever the incident came. The interval is Wilson's. `detail` has
    the share in each week (missing in a week without deployments).

    Where the log's source does not record incidents (a git repository, for example), there is no
    data, not a rate of zero.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        A `Kpi` with a share from 0 to 1.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", deployments={
    ...     "deployment": ["d1", "d2"], "environment": "production", "outcome": "success",
    ...     "started": ["2025-01-08T09:00Z", "2025-01-09T09:00Z"],
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-09T10:00Z"], "planned": True},
    ...     incidents={"incident": ["i1"], "started": "2025-01-08T10:00Z", "severity": "minor",
    ...     "deployment": "d1"})
    >>> change_failure_rate(log)
    Change failure rate: 50 % (1 of 2 deployments caused an incident;
    95 % interval 9.5 % to 90.5 %).
    """
    window = Window.of(log, start, end)
    causes = log.incidents["deployment"].dropna()
    failed = np.asarray(log.deployments["deployment"].isin(causes), dtype=np.bool_)
    return share_of_deployments(
        log,
        window,
        "change failure rate",
        failed,
        "caused an incident",
        "" if log.records("incidents") else "incidents are not recorded",
    )


def share_of_deployments(
    log: DeliveryLog, window: Window, name: str, which: Mask, doing: str, unknown: str
) -> Kpi:
    """Return the share of the window's finished production deployments that are `which`.

    Args:
        log: What happened.
        window: When.
        name: The KPI's name.
        which: For every row of the deployments table, whether it counts in the numerator.
        doing: What those did, in words that follow "3 of 26 deployments".
        unknown: Why the log cannot tell which; empty if it can.
    """
    production = in_production(log)
    finished = times(log.deployments["finished"])
    counted = production & window.holds(finished)
    deployments = int(np.count_nonzero(counted))
    left_out = {"not finished": unfinished(log, production, window)}
    if unknown or not deployments:
        basis = unknown or "no deployment to production finished in this window"
        return Kpi(name, math.nan, "share", 0, basis, left_out=left_out)
    hits = int(np.count_nonzero(which & counted))
    low, high = share_interval(hits, deployments)
    weekly = window.per_week(finished[counted & which]) / window.per_week(finished[counted])
    basis = f"{hits:,} of {say_count(deployments, 'deployment')} {doing}"
    return Kpi(
        name,
        hits / deployments,
        "share",
        deployments,
        basis,
        low,
        high,
        left_out,
        detail=pd.Series(weekly, name=name),
    )
