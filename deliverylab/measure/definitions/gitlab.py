"""GitLab: the DORA metrics that are part of its paid tier.

Read in GitLab's enterprise edition, `ee/app/models/dora/` (`*_metric.rb`, `daily_metrics.rb`) and
`ee/app/services/dora/aggregate_metrics_service.rb`, and in `gitlabhq/gitlabhq`
`doc/user/analytics/dora_metrics.md` and `doc/api/dora/metrics.md` (copies of 2023). Everything is
first reduced to one row per environment and day; a day gets a row when a deployment succeeds, or
an incident is created or closed. GitLab's own list of what follows from that is issue 451752.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.arithmetic import (
    Days,
    calendar_days,
    day_of,
    medians_by_day,
)
from deliverylab.measure.definitions.reported import (
    CANNOT_RUN,
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Seen, utc
from deliverylab.measure.window import Moment, hours_between

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]

TOOL = "GitLab"
NOTHING = "-"

Durations: TypeAlias = npt.NDArray[np.timedelta64]


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the successful deployments to production per day, by the end of each.

    Their number divided by the calendar days of the window, the first and the last included.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        Deployments per week (the screen shows them per day). Where no day has a row, nothing is
        shown; where incidents are all that happened, it is 0.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", deployments={
    ...     "deployment": ["d1"], "environment": "production", "outcome": "success",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z", "planned": True})
    >>> deployment_frequency(log)
    GitLab shows 0.1 per day for deployment frequency (one every 2 weeks, 1 row).
    """
    seen = Seen.of(log, start, end)
    counted, left_out = seen.finished_in_window()
    deployments = seen.deployments
    per_day = np.nan
    if len(counted) or _incidents_in(seen):
        per_day = len(counted) / len(calendar_days(seen.window))
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "finished": utc(deployments.finished[counted]),
            "day": utc(day_of(deployments.finished[counted])),
        }
    )
    return Reported(
        TOOL,
        FREQUENCY,
        7 * per_day,
        "deployments per week",
        NOTHING if np.isnan(per_day) else f"{per_day:.1f} per day",
        rows,
        left_out,
        "It is an average over calendar days, weekends included.",
    )


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median of the daily medians of the time from merge to deployment.

    For every merge request, from its merge to the end of the first successful deployment that
    brought it: writing and review are not in it. Each day of deployment gives one median, in whole
    seconds, and these give one: a day with one change weighs as much as a day with fifty.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The median in hours; nothing is shown where no merged change was deployed.
    """
    seen = Seen.of(log, start, end)
    changes, deployments = seen.changes, seen.deployments
    deployed = np.flatnonzero(changes.deployment >= 0)
    deployed = deployed[seen.window.holds(deployments.finished[changes.deployment[deployed]])]
    merged = ~np.isnat(changes.merged[deployed])
    counted = deployed[merged]
    finished = deployments.finished[changes.deployment[counted]]
    hours = hours_between(changes.merged[counted], finished)
    value = _median_of_days(day_of(finished), finished - changes.merged[counted])
    shown = _shown(value)
    if len(deployed) and np.isnat(changes.merged).all():
        shown = CANNOT_RUN
    rows = pd.DataFrame(
        {
            "change": changes.names[counted],
            "deployment": deployments.names[changes.deployment[counted]],
            "merged": utc(changes.merged[counted]),
            "finished": utc(finished),
            "day": utc(day_of(finished)),
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
        {
            "without a merge": tuple(changes.names[deployed[~merged]]),
            "never deployed": changes.waiting,
        },
        "The clock starts at the merge, and the result is a median of daily medians.",
    )


def time_to_restore_service(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median of the daily medians of the time for which incidents were open.

    All incidents closed in the window, whatever caused them, from report to end, by the day on
    which they were closed. Open ones are not there.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The median in hours; nothing is shown where no incident was closed.
    """
    seen = Seen.of(log, start, end)
    incidents = seen.incidents
    counted, rows = incidents.closed_in(seen.window)
    restored = incidents.restored[counted]
    value = _median_of_days(day_of(restored), restored - incidents.reported[counted])
    rows.insert(3, "day", utc(day_of(restored)))
    return Reported(
        TOOL,
        RESTORE,
        value,
        "hours",
        _shown(value),
        rows,
        {
            "still open": incidents.open_at(seen.window.end),
            "not noticed yet": incidents.unnoticed,
        },
        "It is a median of daily medians, by the day on which an incident was closed.",
    )


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the incidents reported in the window, divided by its successful deployments.

    Nothing links the two: every incident is taken to belong to one deployment. So the result can
    exceed 100 %, and without a deployment (the divisor is at least 1) it is the number of
    incidents itself.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The ratio; nothing is shown where no day has a row. `rows` has the deployments and the
        incidents.
    """
    seen = Seen.of(log, start, end)
    deployments, incidents = seen.deployments, seen.incidents
    counted, left_out = seen.finished_in_window()
    reported = seen.window.holds(incidents.reported)
    failures = int(np.count_nonzero(reported))
    value = np.nan
    if len(counted) or _incidents_in(seen):
        value = failures / max(len(counted), 1)
    rows = pd.DataFrame(
        {
            "counted as": ["deployment"] * len(counted) + ["incident"] * failures,
            "id": np.append(deployments.names[counted], incidents.names[reported]),
            "time": utc(np.append(deployments.finished[counted], incidents.reported[reported])),
        }
    )
    return Reported(
        TOOL,
        FAILURES,
        value,
        "share",
        NOTHING if np.isnan(value) else f"{100 * value:.1f} %",
        rows,
        {**left_out, "not noticed yet": incidents.unnoticed},
        "It divides one count by another; which deployment caused an incident does not matter.",
    )


def _incidents_in(seen: Seen) -> bool:
    """Return whether an incident was created or closed in the window, which makes a daily row."""
    incidents, window = seen.incidents, seen.window
    return bool((window.holds(incidents.reported) | window.holds(incidents.restored)).any())


def _median_of_days(day: Days, lasted: Durations) -> float:
    """Return the median of the daily medians in hours; NaN where there is none.

    A daily median is kept in whole seconds, a half rounded to the even one.
    """
    _, daily = medians_by_day(day, lasted / np.timedelta64(1, "s"))
    return float(np.median(np.rint(daily)) / 3600) if len(daily) else float("nan")


def _shown(hours: float) -> str:
    """Return a duration as GitLab shows it: in days."""
    return NOTHING if np.isnan(hours) else f"{hours / 24:.1f} days"
