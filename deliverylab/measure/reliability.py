"""Reliability: how well a team keeps its promise about the software that it operates.

The promise is a *service level objective*: for example that 99.9 % of all requests are answered
well. What the objective leaves to fail is the *error budget*; at 99.9 % it is one request in a
thousand. A team that has spent more than all of it has broken its promise.
"""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Moment, Window, times

__all__ = ["reliability"]


def reliability(
    log: DeliveryLog, start: Moment = None, end: Moment = None, objective: float = 0.999
) -> Kpi:
    """Return the share of requests that were answered well.

    Good requests divided by all requests, in the hours that began in the window. `also` has the
    objective and the share of the error budget that was spent: (1 - reliability) divided by
    (1 - objective); above 1 the promise is broken. `detail` has the reliability of each week.
    There is no interval: requests fail together, in incidents, and to count them as independent
    would claim far too much certainty. The value is said with as many digits as tell it from the
    objective: 99.899 %, not 99.9 %, where 99.9 % was promised.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        objective: The share of requests promised to be good, between 0 and 1 (both excluded).

    Returns:
        A `Kpi` with a share from 0 to 1; its observations are the requests.

    Raises:
        ValueError: If the objective is not between 0 and 1, or the window not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", traffic={
    ...     "hour": ["2025-01-06T09:00Z", "2025-01-06T10:00Z"], "requests": [4000, 6000],
    ...     "failed": [0, 4], "p95_latency_ms": 120.0})
    >>> reliability(log)
    Reliability: 99.96 % (10,000 requests; objective 99.9 %; error budget spent 40 %).
    """
    if not 0 < objective < 1:
        raise ValueError(
            f"objective is {objective}; it must lie between 0 and 1, like 0.999 for 99.9 %"
        )
    window = Window.of(log, start, end)
    hour = times(log.traffic["hour"])
    counted = window.holds(hour)
    requests = log.traffic["requests"].to_numpy(dtype=np.int64)[counted]
    failed = log.traffic["failed"].to_numpy(dtype=np.int64)[counted]
    asked = int(requests.sum())
    if asked == 0:
        basis = why_unknown(log, "traffic") or "there were no requests in this window"
        return Kpi("reliability", math.nan, "share", 0, basis)
    value = 1 - int(failed.sum()) / asked
    also = {"objective": objective, "error budget spent": (1 - value) / (1 - objective)}
    week = ((hour[counted] - window.start) // np.timedelta64(7, "D")).astype(np.int64)
    starts = window.week_starts()
    asked_in = np.bincount(week, weights=requests, minlength=len(starts))
    failed_in = np.bincount(week, weights=failed, minlength=len(starts))
    with np.errstate(invalid="ignore"):  # a week without requests has no reliability
        weekly = 1 - failed_in / asked_in
    return Kpi(
        "reliability",
        value,
        "share",
        asked,
        f"{asked:,} requests",
        also=also,
        detail=pd.Series(weekly, index=starts, name="reliability"),
        promised=objective,
    )
