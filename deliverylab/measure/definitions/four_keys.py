"""Four Keys: the open-source dashboard that DORA's own team made; no longer maintained since 2024.

Read in `dora-team/fourkeys` as of 2024-01-23: `dashboard/fourkeys_dashboard.json` (the panels with
one answer), `queries/deployments.sql`, `queries/incidents.sql` and `METRICS.md`. The tool always
looks at the last three months; here it looks at the window that is asked for. It shows no numbers,
only the bucket that a number falls in. A deployment counts when it has finished.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.arithmetic import (
    SUNDAY,
    calendar_days,
    day_of,
    minutes_between,
    week_of,
)
from deliverylab.measure.definitions.four_keys_buckets import (
    LAST_SHARE,
    LAST_SHARE_FROM,
    NO_DATA,
    duration_bucket,
    frequency,
    share_bucket,
)
from deliverylab.measure.definitions.reported import (
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Positions, Seen, utc
from deliverylab.measure.say import say_share
from deliverylab.measure.window import Moment, Times, hours_between

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]

TOOL = "Four Keys"
NEVER = np.array(["NaT"], dtype="datetime64[us]")


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return how often the team deploys: Daily, Weekly, Monthly or Yearly.

    Daily, where the median week has at least three days with a deployment; else Weekly, where the
    median week has a deployment at all; else Monthly, where the median week lies in a month with
    at least one week with a deployment; else Yearly. The median is taken over the weeks from
    Sunday on, cut-off ones as whole ones, and half of the weeks with a deployment give a median of
    0.5, which is not Weekly. The days begin with the one after the first event of the data.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        The median number of days with a deployment per week, and the bucket. Without a day to look
        at there is no data; without a deployment it is Yearly.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-05", "2025-02-02", team="tug", deployments={
    ...     "deployment": ["d1", "d2"], "environment": "production", "outcome": "success",
    ...     "started": ["2025-01-08T09:00Z", "2025-01-22T09:00Z"],
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-22T10:00Z"], "planned": True},
    ...     changes={"change": ["c1"], "committed": "2025-01-05T00:00Z"})
    >>> deployment_frequency(log).shown  # two of four weeks
    'Monthly'
    """
    seen = Seen.of(log, start, end)
    inside, left_out = seen.finished_in_window()
    deployments = seen.deployments
    days = calendar_days(seen.window)
    days = days[days > _first_day(seen)]  # none where nothing happened: no day is after NaT
    # A deployment is found by its day: one on the window's first day counts, if before it.
    counted = deployments.in_order[
        np.isin(day_of(deployments.finished[deployments.in_order]), days)
    ]
    day = day_of(deployments.finished[counted])
    early = np.setdiff1d(inside, counted)
    left_out["on the first day of the data"] = tuple(deployments.names[early])
    value, shown = frequency(days, day)
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "finished": utc(deployments.finished[counted]),
            "week from": utc(week_of(day, SUNDAY)),
            "another day": ~pd.Series(day).duplicated().to_numpy(),
        }
    )
    return Reported(
        TOOL,
        FREQUENCY,
        value,
        "deployment days per week",
        shown,
        rows,
        left_out,
        "It counts days with a deployment, not deployments, and shows only a bucket.",
    )


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median time from commit to deployment, over pairs of a deployment and a change.

    A change that two deployments deliver (a rollback delivers an older package again) counts
    twice, from its commit to each of them. Whole minutes; none or fewer are dropped, as pushes of
    a machine. Changes that were never deployed are not there.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The median in hours, and its bucket. Without data it is 0 hours, and so "One day", the best.

    >>> nothing = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug")
    >>> lead_time_for_changes(nothing).shown
    'One day'
    """
    seen = Seen.of(log, start, end)
    deployments, changes = seen.deployments, seen.changes
    deployment, change = seen.delivered
    inside = seen.window.holds(deployments.finished[deployment])
    deployment, change = deployment[inside], change[inside]
    finished, committed = deployments.finished[deployment], changes.committed[change]
    minutes = np.floor(minutes_between(committed, finished))
    counted = minutes > 0
    rows = pd.DataFrame(
        {
            "change": changes.names[change[counted]],
            "deployment": deployments.names[deployment[counted]],
            "committed": utc(committed[counted]),
            "finished": utc(finished[counted]),
            "hours": minutes[counted] / 60,
        }
    )
    value = float(np.median(minutes[counted]) / 60) if counted.any() else 0.0
    return Reported(
        TOOL,
        LEAD_TIME,
        value,
        "hours",
        duration_bucket(value),
        rows,
        {
            "deployed within a minute of the commit": tuple(changes.names[change[~counted]]),
            "never deployed": changes.waiting,
        },
        "A change counts once for every deployment that delivers it, and no data is shown as the "
        "best bucket.",
    )


def time_to_restore_service(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median time from an incident's report, or the deployment behind it, to its end.

    An incident begins with the first deployment of the change that its text names as root cause,
    where that was earlier than the report. The root cause is here the head of the package that
    caused it. An incident belongs to the window in which it began. Whole hours. Open incidents
    give no number and are ignored.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The median in hours, and its bucket. Without an incident there is no data; with open ones
        only, the bucket is "One year", the worst, because nothing is no smaller than anything.

    >>> log = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug", incidents={
    ...     "incident": ["i1"], "severity": "minor", "started": "2025-01-07T09:00Z",
    ...     "restored": "2025-01-08T08:59Z"})
    >>> time_to_restore_service(log)
    Four Keys shows One day for time to restore service (23 hours, 1 row).
    """
    seen = Seen.of(log, start, end)
    incidents = seen.incidents
    root = _root_cause(seen)
    begin = incidents.reported.copy()
    known = root >= 0
    begin[known] = np.minimum(begin[known], seen.first_delivered[root[known]])
    inside = seen.window.holds(begin)
    hours = np.trunc(hours_between(begin[inside], incidents.restored[inside]))
    over = ~np.isnan(hours)
    value, shown = np.nan, NO_DATA
    if inside.any():
        value = float(np.median(hours[over])) if over.any() else np.nan
        shown = duration_bucket(value)
    rows = pd.DataFrame(
        {
            "incident": incidents.names[inside][over],
            "from": utc(begin[inside][over]),
            "restored": utc(incidents.restored[inside][over]),
            "hours": hours[over],
        }
    )
    return Reported(
        TOOL,
        RESTORE,
        value,
        "hours",
        shown,
        rows,
        {
            "still open": tuple(incidents.names[inside][~over]),
            "not noticed yet": incidents.unnoticed,
        },
        "It counts whole hours only, from the deployment that was the cause, where one is named.",
    )


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return rows that join a change and an incident, divided by deployments.

    Every delivery of a change that an incident names as its root cause counts, so that a change
    delivered twice counts more than once: its incident then stands twice in the table of
    incidents, and both are joined to both. One incident has one record here; every update of its
    issue would count it once more. The result can exceed 100 %.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The share, and its bucket: "0-15%", "16-45%", or "46-60%" for all that is more. Without
        deployments or without incidents it is 0.

    >>> log = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug", deployments={
    ...     "deployment": ["d1"], "environment": "production", "outcome": "success",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z", "planned": True},
    ...     changes={"change": ["c1"], "committed": "2025-01-06T00:00Z",
    ...     "deployment": "d1", "deployed": "2025-01-08T10:00Z"},
    ...     incidents={"incident": ["i1", "i2"], "severity": "minor", "deployment": "d1",
    ...     "started": ["2025-01-08T11:00Z", "2025-01-09T11:00Z"]})
    >>> change_failure_rate(log)
    Four Keys shows 46-60% for change failure rate (200 %, 1 row).
    """
    seen = Seen.of(log, start, end)
    deployments, changes = seen.deployments, seen.changes
    deployment, change = seen.delivered
    root = _root_cause(seen)
    root = root[root >= 0]
    times_delivered = np.bincount(change, minlength=len(changes.names))
    joined = np.bincount(root, minlength=len(changes.names)) * times_delivered
    of_deployment = np.bincount(
        deployment, weights=joined[change], minlength=len(deployments.names)
    )
    counted, left_out = seen.finished_in_window()
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "finished": utc(deployments.finished[counted]),
            "changes": np.bincount(deployment, minlength=len(deployments.names))[counted],
            "rows with an incident": of_deployment[counted].astype(np.int64),
        }
    )
    value = float(of_deployment[counted].sum() / len(counted)) if len(counted) else 0.0
    return Reported(
        TOOL,
        FAILURES,
        value,
        "share",
        share_bucket(value),
        rows,
        left_out,
        f"It counts pairs of a change and an incident, not deployments that failed; “{LAST_SHARE}” "
        f"is its last bucket, for all from {say_share(LAST_SHARE_FROM)} on.",
    )


def _first_day(seen: Seen) -> Times:
    """Return the day of the first event of the data; missing where there is none."""
    changes, deployments, incidents = seen.changes, seen.deployments, seen.incidents
    events = np.concatenate([changes.committed, deployments.finished, incidents.reported])
    events = events[~np.isnat(events)]
    return day_of(events.min(keepdims=True) if len(events) else NEVER)


def _root_cause(seen: Seen) -> Positions:
    """Return the change that each incident names as its root cause; −1 where it names none.

    A person would name the commit of the package that caused it: its head, where that came with
    the package, else the last change that did.
    """
    last, head = seen.last_listed, seen.head
    carrier = seen.changes.deployment
    package = seen.deployments.package
    comes_with = np.zeros(len(head), dtype=np.bool_)
    known = head >= 0
    comes_with[known] = (carrier[head[known]] >= 0) & (
        package[carrier[head[known]]] == package[known]
    )
    root = np.where(comes_with, head, last)
    cause = seen.incidents.cause
    named = np.full(len(cause), -1)
    named[cause >= 0] = root[cause[cause >= 0]]
    return named
