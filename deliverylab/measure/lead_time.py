"""Lead time for changes: from code committed to running in production."""

from __future__ import annotations

from deliverylab.log import DeliveryLog
from deliverylab.measure.durations import Words, duration_kpi
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Moment, Window, times

__all__ = ["lead_time_for_changes", "unknown"]

WORDS = Words("lead time for changes", "change", "reached production", "still waiting")


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the median time from commit to production.

    For every change that first reached production in the window: the end of its first
    successful production deployment minus its commit, in clock hours (nights and weekends count,
    because users wait through them). Later deployments of the same change do not count again.

    `also` has the 90th percentile, the Kaplan–Meier median of all changes committed in the window
    (with those still waiting), and the median age of those still waiting at its end. `left_out`
    counts the latter. `detail` has the lead time of each change by its id.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        A `Kpi` in hours; the interval for the median is distribution-free.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1", "c2", "c3"],
    ...     "committed": ["2025-01-06T09:00Z", "2025-01-07T09:00Z", "2025-01-08T09:00Z"],
    ...     "deployed": ["2025-01-06T15:00Z", "2025-01-07T19:00Z", None]})
    >>> kpi = lead_time_for_changes(log)
    >>> kpi.value, kpi.left_out
    (8.0, {'still waiting': 1})
    >>> kpi.also["Kaplan–Meier median"]  # the third will take at least four days
    10.0
    """
    changes = log.changes
    return duration_kpi(
        WORDS,
        changes["change"],
        times(changes["committed"]),
        times(changes["deployed"]),
        Window.of(log, start, end),
        unknown(log),
    )


def unknown(log: DeliveryLog) -> str:
    """Return why a log cannot tell when its changes reached production; empty if it can.

    Where deployments are not recorded, the changes may still say when they were deployed.
    """
    deployments = () if log.changes["deployed"].notna().any() else ("deployments",)
    return why_unknown(log, *deployments, "changes.deployed")
