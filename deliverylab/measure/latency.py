"""Reliability has two sides: a service that answers everything, but slowly, breaks a promise too.

The promise here is a *latency objective*: in each hour, 95 of 100 requests are answered within the
target (the 95th percentile, or p95, of the latency is at most the target). The measure is the share
of hours in which that was so. Google's *Site Reliability Workbook* (chapter 2) calls this kind of
measure a windows-based indicator.
"""

from __future__ import annotations

import math
from numbers import Real

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Moment, Window, times

__all__ = ["within_latency_target"]


def within_latency_target(
    log: DeliveryLog,
    start: Moment = None,
    end: Moment = None,
    target_ms: float = 250.0,
    objective: float = 0.95,
) -> Kpi:
    """Return the share of the hours in which the service was fast enough.

    An hour counts as fast enough when its 95th percentile of the latency is at most the target.
    Hours in which nobody asked for anything are left out. `also` has the objective and the share of
    the error budget that was spent; `detail` has the share of each week.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        target_ms: The target for the 95th percentile of the latency, in milliseconds; above 0.
        objective: The share of hours promised to be fast, between 0 and 1 (both excluded).

    Returns:
        A `Kpi` with a share from 0 to 1; its observations are the hours.

    Raises:
        ValueError: If target or objective is no number or out of range, or the window not within
            the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", traffic={
    ...     "hour": ["2025-01-06T09:00Z", "2025-01-06T10:00Z"], "requests": [4000, 6000],
    ...     "failed": 0, "p95_latency_ms": [180.0, 410.0]})
    >>> within_latency_target(log)
    Within the latency target: 50 % (2 hours; target 250 ms; objective 95 %; error budget spent
    1,000 %).
    """
    if not _is_between(objective, 0, 1):
        raise ValueError(
            f"objective is {objective!r}; it must be a number between 0 and 1, like 0.95 for 95 %"
        )
    if not _is_between(target_ms, 0, math.inf):
        raise ValueError(
            f"target_ms is {target_ms!r}; it must be a number above 0, like 250 for 250 ms"
        )
    window = Window.of(log, start, end)
    hour = times(log.traffic["hour"])
    requests = log.traffic["requests"].to_numpy(dtype=np.int64)
    counted = window.holds(hour) & (requests > 0)
    fast = log.traffic["p95_latency_ms"].to_numpy(dtype=np.float64)[counted] <= target_ms
    unknown = why_unknown(log, "traffic.p95_latency_ms")
    if unknown or not fast.size:
        basis = unknown or "there were no requests in this window"
        return Kpi("within the latency target", math.nan, "share", 0, basis)
    value = float(fast.mean())
    week = ((hour[counted] - window.start) // np.timedelta64(7, "D")).astype(np.int64)
    starts = window.week_starts()
    fast_in = np.bincount(week, weights=fast, minlength=len(starts))
    hours_in = np.bincount(week, minlength=len(starts))
    return Kpi(
        "within the latency target",
        value,
        "share",
        int(fast.size),
        f"{fast.size:,} hours; target {target_ms:g} ms",
        also={"objective": objective, "error budget spent": (1 - value) / (1 - objective)},
        detail=(pd.Series(fast_in, starts) / pd.Series(hours_in, starts)).rename("share of hours"),
    )


def _is_between(value: object, low: float, high: float) -> bool:
    """Return whether `value` is a number between two others, both excluded."""
    if isinstance(value, bool) or not isinstance(value, Real):
        return False
    return low < float(value) < high
