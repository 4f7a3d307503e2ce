"""Time to restore service: how long users wait until the service is well again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.durations import Words, duration_kpi
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Moment, Window, times

__all__ = ["time_to_restore_service", "unknown"]

ALL = Words("time to restore service", "incident", "was restored", "still open")
OF_CHANGES = replace(ALL, name="failed deployment recovery time")


def time_to_restore_service(
    log: DeliveryLog, start: Moment = None, end: Moment = None, caused_by_change: bool = False
) -> Kpi:
    """Return the median time from the start of an incident to its end.

    For every incident that was restored in the window: restored minus started, in clock hours.
    The clock starts when the service went wrong, not when somebody noticed: users do not wait
    from the alarm on.

    `also` has the 90th percentile, the Kaplan–Meier median of all incidents that started in the
    window (with those still open), and the median age of those still open at its end. `left_out`
    counts the latter. `detail` has the hours of each incident by its id.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        caused_by_change: Count only incidents that a deployment caused. This is what DORA asks
            since 2023, under the name of failed deployment recovery time.

    Returns:
        A `Kpi` in hours; the interval for the median is distribution-free.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", incidents={
    ...     "incident": ["i1", "i2"], "severity": "minor", "deployment": ["d1", None],
    ...     "started": ["2025-01-06T09:00Z", "2025-01-07T09:00Z"],
    ...     "restored": ["2025-01-06T10:00Z", "2025-01-07T14:00Z"]})
    >>> time_to_restore_service(log).value, time_to_restore_service(log, caused_by_change=True)
    (3.0, Failed deployment recovery time: 1 hour (median of 1 incident; 90th percentile 1 hour;
    Kaplan–Meier median 1 hour; left out: 1 not caused by a deployment).)
    """
    window = Window.of(log, start, end)
    incidents = log.incidents
    if not caused_by_change:
        return duration_kpi(
            ALL,
            incidents["incident"],
            times(incidents["started"]),
            times(incidents["restored"]),
            window,
            unknown(log),
        )
    caused = incidents["deployment"].notna()
    others = window.holds(times(incidents["restored"])) & ~caused.to_numpy(dtype=np.bool_)
    incidents = incidents[caused]
    kpi = duration_kpi(
        OF_CHANGES,
        incidents["incident"],
        times(incidents["started"]),
        times(incidents["restored"]),
        window,
        unknown(log, caused_by_change),
    )
    if unknown(log, caused_by_change):
        return kpi
    left_out = {**kpi.left_out, "not caused by a deployment": int(np.count_nonzero(others))}
    return replace(kpi, left_out=left_out)


def unknown(log: DeliveryLog, caused_by_change: bool = False) -> str:
    """Return why a log cannot tell when its incidents ended; empty if it can.

    Args:
        log: What happened.
        caused_by_change: Whether to ask for those that a deployment caused.
    """
    cause = ("incidents.deployment",) if caused_by_change else ()
    return why_unknown(log, "incidents.restored", *cause)
