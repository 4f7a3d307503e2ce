"""Middleware: an open-source DORA tool that runs in one container.

Read in `middlewarehq/middleware` as of 2025-08-16: `backend/analytics_server/mhq/service/`
(`deployments/analytics.py`, `merge_to_deploy_broker/mtd_handler.py`, `code/lead_time.py`,
`code/sync/etl_code_analytics.py`, `incidents/incidents.py`), `mhq/api/incidents.py`, `mhq/utils/`
and `web-server/src/` (`utils/adapt_deployment_frequency.ts`, `content/DoraMetrics/DoraCards/`).
Deployments are taken from workflow runs, the tool's first choice, and a run has the time at which
it *started*. Where the tool finds no number it mostly takes 0.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.arithmetic import MONDAY, calendar_days, month_of, week_of
from deliverylab.measure.definitions.reported import (
    CANNOT_RUN,
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
    Unit,
)
from deliverylab.measure.definitions.seen import Seen, utc
from deliverylab.measure.window import Hours, Moment, Times, hours_between

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]

TOOL = "Middleware"


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the successful deployments per day, week or month, rounded down to a whole number.

    The average over the days that the window touches, rounded down; where that is 0, over its
    weeks from Monday on; where that is 0 too, over its calendar months. Cut-off weeks and months
    count as whole ones. So 1.9 a day is 1 a day, and 0.9 a day is 6 a week.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        The whole number; "No Deployments" where it is 0, even when there were some.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-01", "2025-03-01", team="tug", deployments={
    ...     "deployment": ["d1"], "environment": "production", "outcome": "success",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z", "planned": True})
    >>> deployment_frequency(log)  # one in two months
    Middleware shows No Deployments for deployment frequency (0 deployments per week, 1 row).
    """
    seen = Seen.of(log, start, end)
    deployments = seen.deployments
    inside = seen.window.holds(deployments.started)
    counted = np.flatnonzero(inside & deployments.success)
    days = calendar_days(seen.window)
    value, shown = 0.0, "No Deployments"
    unit: Unit = "deployments per week"
    periods: list[tuple[str, int, float, Unit]] = [
        ("day", len(days), 7.0, "deployments per week"),
        ("week", len(np.unique(week_of(days, MONDAY))), 1.0, "deployments per week"),
        ("month", len(np.unique(month_of(days))), 1.0, "deployments per month"),
    ]
    for period, buckets, factor, of_period in periods:
        average = len(counted) // buckets if buckets else 0
        if average:
            value, unit, shown = factor * average, of_period, f"{average} per {period}"
            break
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "started": utc(deployments.started[counted]),
        }
    )
    over = ~np.isnat(deployments.finished)
    return Reported(
        TOOL,
        FREQUENCY,
        value,
        unit,
        shown,
        rows,
        {
            "failed": tuple(deployments.names[inside & over & ~deployments.success]),
            "not finished": tuple(deployments.names[inside & ~over]),
        },
        "It rounds the average down to a whole number.",
    )


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the mean time from the first commit to the start of a deployment after the merge.

    The sum of commit to opened, opened to first review, review, approval to merge, and merge to
    deployment, for the changes *merged* in the window; a part that is not known counts 0. A change
    is taken to be deployed by the first successful run that started after its merge, whatever was
    in it: a rollback, or a package made before the merge, will do.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The mean in hours; without any it is 0, and "0" is shown.
    """
    seen = Seen.of(log, start, end)
    changes, deployments = seen.changes, seen.deployments
    merged = np.flatnonzero(seen.window.holds(changes.merged))
    runs = np.flatnonzero(deployments.success)
    runs = runs[np.argsort(deployments.started[runs], kind="stable")]
    place = np.searchsorted(deployments.started[runs], changes.merged[merged], side="left")
    known = place < len(runs)
    counted, run = merged[known], runs[place[known]]
    hours = (
        _part(changes.committed[counted], changes.opened[counted])
        + _part(changes.opened[counted], changes.review_started[counted])
        + _part(changes.review_started[counted], changes.reviewed[counted])
        + _part(changes.reviewed[counted], changes.merged[counted])
        + _part(changes.merged[counted], deployments.started[run])
    )
    value = float(hours.mean()) if len(hours) else 0.0
    shown = _shown(value) or "0"
    if np.isnat(changes.merged).all() and not np.isnat(changes.committed).all():
        value, shown = np.nan, CANNOT_RUN
    rows = pd.DataFrame(
        {
            "change": changes.names[counted],
            "deployment": deployments.names[run],
            "committed": utc(changes.committed[counted]),
            "merged": utc(changes.merged[counted]),
            "started": utc(deployments.started[run]),
            "hours": hours,
        }
    )
    return Reported(
        TOOL,
        LEAD_TIME,
        value,
        "hours",
        shown,
        rows,
        {"merged, and no deployment since": tuple(changes.names[merged[~known]])},
        "It is a mean, of changes merged in the window, up to the next deployment of anything.",
    )


def time_to_restore_service(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the mean time from the report of an incident to its end.

    All incidents that were restored in the window, whatever caused them.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The mean in hours; "No incidents reported" without any.
    """
    seen = Seen.of(log, start, end)
    incidents = seen.incidents
    _, rows = incidents.closed_in(seen.window)
    hours = rows["hours"].to_numpy()
    value = float(hours.mean()) if len(hours) else np.nan
    return Reported(
        TOOL,
        RESTORE,
        value,
        "hours",
        _shown(value) or ("No incidents" if len(hours) else "No incidents reported"),
        rows,
        {
            "still open": incidents.open_at(seen.window.end),
            "not noticed yet": incidents.unnoticed,
        },
        "It is a mean, so that one long incident moves it.",
    )


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the share of deployments with an incident before the next deployment.

    All runs that started in the window, whether they succeeded or not. An incident is laid to the
    run before it, if it was reported before the next run started; after the last run there is no
    such limit. Incidents before the first run of the window are laid to none.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The share; without deployments it is 0, and "No CFR data" is shown.
    """
    seen = Seen.of(log, start, end)
    deployments, incidents = seen.deployments, seen.incidents
    counted = np.flatnonzero(seen.window.holds(deployments.started))
    counted = counted[np.argsort(deployments.started[counted], kind="stable")]
    reported = seen.window.holds(incidents.reported)
    begin = deployments.started[counted]
    place = np.searchsorted(begin, incidents.reported[reported], side="right") - 1
    of_deployment = np.bincount(place[place >= 0], minlength=len(counted))
    failed = of_deployment > 0
    value = float(np.count_nonzero(failed) / len(counted)) if len(counted) else 0.0
    shown = f"{100 * value:.2f}".rstrip("0").rstrip(".") + "%"
    if not failed.any():
        shown = "No incidents" if len(counted) else "No CFR data"
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "started": utc(begin),
            "incidents": of_deployment,
            "failed": failed,
        }
    )
    return Reported(
        TOOL,
        FAILURES,
        value,
        "share",
        shown,
        rows,
        {
            "incidents before any deployment": tuple(incidents.names[reported][place < 0]),
            "not noticed yet": incidents.unnoticed,
        },
        "An incident is laid to the last deployment before it; failed deployments count too.",
    )


def _part(begin: Times, finish: Times) -> Hours:
    """Return the hours of one part of a lead time; 0 where it is not known or negative."""
    hours = hours_between(begin, finish)
    return np.where(hours > 0, hours, 0.0)


def _shown(hours: float) -> str:
    """Return a duration in its two largest units, as "3d 4h"; empty for none or nothing."""
    if np.isnan(hours) or hours <= 0:
        return ""
    left = int(hours * 3600)
    if not left:
        return "1s"
    parts: list[str] = []
    for letter, seconds in (("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        number, left = divmod(left, seconds)
        if number or parts:
            parts.append(f"{number}{letter}" if number else "")
    return " ".join(part for part in parts[:2] if part)
