"""Apache DevLake: a data lake for many sources, with dashboards after DORA's 2021 or 2023 report.

Read in `apache/incubator-devlake` as of 2026-05-05: `grafana/dashboards/DORA.json` and
`DORADetails-*.json`; `change_lead_time_calculator.go`, `prev_deployment_commit_enricher.go` and
`incident_deploy_connector.go` in `backend/plugins/dora/tasks`; and the website's `docs/Metrics`.
A switch chooses the report: `SETTINGS` holds what it changes. Every median is the lower one of the
two middle values. What is shown is the number with DevLake's own level behind it.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.arithmetic import (
    MONDAY,
    calendar_days,
    day_of,
    lower_median,
    minutes_between,
    month_of,
    per_month,
    week_of,
)
from deliverylab.measure.definitions.devlake_levels import (
    DAYS_LOOKED_AT,
    RESTORE_HOURS,
    SETTINGS,
    Report,
    frequency,
    say_hours_and_level,
    say_share_and_level,
)
from deliverylab.measure.definitions.reported import (
    CANNOT_RUN,
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Names, Positions, Seen, utc
from deliverylab.measure.window import Hours, Moment, Times

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]


def deployment_frequency(
    log: DeliveryLog, start: Moment = None, end: Moment = None, report: Report = "2023"
) -> Reported:
    """Return the median number of days with a deployment, per week or, where that is 0, per month.

    Elite, where the median week (from Monday on) has at least five days with a deployment. In the
    2023 report, high is at least one a week and medium at least one a month; in that of 2021, high
    is at least one a month and medium at least one in six months. Weeks and months that the window
    cuts off count as whole ones. At most the last 400 days are looked at.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        report: Which of DORA's reports the dashboard is set to.

    Returns:
        The days with a deployment in the median week; what is shown may be those of the median
        month. `chart` has the deployments of each month. No deployments are 0 days, and low.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", deployments={
    ...     "deployment": ["d1", "d2"], "environment": "production", "outcome": "success",
    ...     "started": ["2025-01-08T09:00Z", "2025-01-08T15:00Z"],
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-08T16:00Z"], "planned": True})
    >>> deployment_frequency(log).shown  # two deployments, one day
    '1 deployment day per week (high)'
    """
    seen = Seen.of(log, start, end)
    _, left_out = seen.finished_in_window()
    deployments = seen.deployments
    days = calendar_days(seen.window)[-DAYS_LOOKED_AT:]
    # A deployment is found by its day: one on the window's first day counts, if before it.
    counted = deployments.in_order[
        np.isin(day_of(deployments.finished[deployments.in_order]), days)
    ]
    day = day_of(deployments.finished[counted])
    value, shown = frequency(days, day, report)
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "finished": utc(deployments.finished[counted]),
            "week from": utc(week_of(day, MONDAY)),
            "another day": ~pd.Series(day).duplicated().to_numpy(),
        }
    )
    return Reported(
        SETTINGS[report].name,
        FREQUENCY,
        value,
        "deployment days per week",
        shown,
        rows,
        left_out,
        "It counts days with a deployment, not deployments.",
        per_month(pd.Series(month_of(day)).value_counts().astype("float64"), seen.window, 0.0),
    )


def lead_time_for_changes(
    log: DeliveryLog, start: Moment = None, end: Moment = None, report: Report = "2023"
) -> Reported:
    """Return the lower median of the cycle times of the pull requests deployed in the window.

    Cycle time is coding (first commit to opened) plus opened to merged plus merged to the end of
    the first successful production deployment, each leg rounded up to a minute and a negative one
    taken as 0. What the very first deployment of the data brought is left out: there is nothing
    before it to compare with.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The lower median in hours; "N/A" where no pull request was deployed. `chart` has it for
        each month of deployment, and 0 hours, which reads as perfect, for a month without any.
    """
    seen = Seen.of(log, start, end)
    setting, changes, deployments = SETTINGS[report], seen.changes, seen.deployments
    request = ~np.isnat(changes.opened) & ~np.isnat(changes.merged)
    deployed = changes.deployment >= 0
    finished = np.full(len(request), np.datetime64("NaT", "us"))
    finished[deployed] = deployments.finished[changes.deployment[deployed]]
    inside = seen.window.holds(finished)
    first = np.isin(changes.deployment, deployments.in_order[:1])
    counted = np.flatnonzero(inside & request & ~first)
    minutes = (
        _leg(changes.committed[counted], changes.opened[counted])
        + _leg(changes.opened[counted], changes.merged[counted])
        + _leg(changes.merged[counted], finished[counted])
    )
    value = lower_median(minutes) / 60
    shown = say_hours_and_level(value, setting.lead_hours)
    if inside.any() and not request.any():
        shown = CANNOT_RUN
    rows = pd.DataFrame(
        {
            "change": changes.names[counted],
            "deployment": deployments.names[changes.deployment[counted]],
            "committed": utc(changes.committed[counted]),
            "finished": utc(finished[counted]),
            "hours": minutes / 60,
        }
    )
    return Reported(
        setting.name,
        LEAD_TIME,
        value,
        "hours",
        shown,
        rows,
        {
            "no pull request": tuple(changes.names[inside & ~request]),
            "in the first deployment of the data": tuple(changes.names[inside & first & request]),
            "never deployed": changes.waiting,
        },
        "It takes the lower of the two middle values and leaves out the first deployment.",
        per_month(_by_month(finished[counted], minutes), seen.window, 0.0),
    )


def time_to_restore_service(
    log: DeliveryLog, start: Moment = None, end: Moment = None, report: Report = "2023"
) -> Reported:
    """Return the lower median of the time to restore (2021) or to recover from a failure (2023).

    In the report of 2021, from an incident's report to its end. In that of 2023, from the end of
    the deployment that the incident is held to be caused by, which is the last successful one
    before it, however long ago and whatever caused it; incidents before any deployment, or whose
    deployment finished before the window, are left out. Whole minutes. An incident belongs to the
    window in which it was restored; open ones are dropped.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The lower median in hours; "N/A" without a restored incident. `chart` has it for each month
        of the deployment (2023) or the report (2021), and 0 hours for a month without any.
    """
    seen = Seen.of(log, start, end)
    setting, incidents, deployments = SETTINGS[report], seen.incidents, seen.deployments
    restored = seen.window.holds(incidents.restored)
    blamed = _last_before(seen)
    begin, outside = incidents.reported.copy(), np.zeros(len(restored), dtype=np.bool_)
    if report == "2023":
        begin[blamed >= 0] = deployments.finished[blamed[blamed >= 0]]
        outside = (blamed < 0) | ~seen.window.holds(begin)
    counted = restored & ~outside
    minutes = np.floor(minutes_between(begin[counted], incidents.restored[counted]))
    value = lower_median(minutes) / 60
    rows = pd.DataFrame(
        {
            "incident": incidents.names[counted],
            "deployment": _blamed(deployments.names, blamed[counted]),
            "from": utc(begin[counted]),
            "restored": utc(incidents.restored[counted]),
            "hours": minutes / 60,
        }
    )
    return Reported(
        setting.name,
        RESTORE,
        value,
        "hours",
        say_hours_and_level(value, RESTORE_HOURS),
        rows,
        {
            "still open": incidents.open_at(seen.window.end),
            "without a deployment in the window": tuple(incidents.names[restored & outside]),
            "not noticed yet": incidents.unnoticed,
        },
        "The clock starts at the last deployment before the incident, whatever caused it."
        if report == "2023"
        else "It takes all incidents, whatever caused them, and the lower of two middle values.",
        per_month(_by_month(begin[counted], minutes), seen.window, 0.0),
    )


def change_failure_rate(
    log: DeliveryLog, start: Moment = None, end: Moment = None, report: Report = "2023"
) -> Reported:
    """Return the share of successful deployments that an incident is held to be caused by.

    Every incident is laid to the last successful production deployment that had finished when it
    was reported, however long ago. Several incidents of one deployment are one failure.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The share; "N/A" where the data has no incident at all, or the window no deployment.
        `chart` has the share of each month.
    """
    seen = Seen.of(log, start, end)
    setting, deployments = SETTINGS[report], seen.deployments
    counted, left_out = seen.finished_in_window()
    blamed = _last_before(seen)
    of_deployment = np.bincount(blamed[blamed >= 0], minlength=len(deployments.names))[counted]
    failed = of_deployment > 0
    value = float("nan")
    if len(counted) and len(blamed):
        value = float(np.count_nonzero(failed) / len(counted))
    month = month_of(deployments.finished[counted])
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "finished": utc(deployments.finished[counted]),
            "incidents": of_deployment,
            "failed": failed,
        }
    )
    left_out["incidents before any deployment"] = tuple(seen.incidents.names[blamed < 0])
    return Reported(
        setting.name,
        FAILURES,
        value,
        "share",
        say_share_and_level(value, setting.shares),
        rows,
        left_out,
        "Every incident is laid to the last deployment before it, however long ago.",
        per_month(pd.Series(failed).groupby(month).mean(), seen.window, float("nan")),
    )


def _leg(begin: Times, finish: Times) -> Hours:
    """Return the minutes of one leg of a pull request's way, rounded up; 0 where negative."""
    minutes = np.ceil(minutes_between(begin, finish))
    return np.where(minutes > 0, minutes, 0.0)


def _last_before(seen: Seen) -> Positions:
    """Return the last successful deployment that had finished at each incident's report, or −1."""
    order = seen.deployments.in_order
    place = np.searchsorted(seen.deployments.finished[order], seen.incidents.reported, side="right")
    return np.append(order, -1)[place - 1]


def _blamed(names: Names, which: Positions) -> Names:
    """Return the name of each position; None for −1."""
    blamed = np.full(len(which), None, dtype=np.object_)
    blamed[which >= 0] = names[which[which >= 0]]
    return blamed


def _by_month(moments: Times, minutes: Hours) -> pd.Series:
    """Return the lower median in hours by month."""
    by_month = pd.Series(minutes / 60).groupby(month_of(moments))
    return by_month.agg(_lower_median)


def _lower_median(hours: pd.Series[float]) -> float:
    return lower_median(np.asarray(hours, dtype=np.float64))
