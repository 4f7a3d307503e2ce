"""Pelorus: four metrics for OpenShift, computed by Prometheus.

Read in `dora-metrics/pelorus` as of 2025-10-22: the recording rules in
`charts/pelorus/templates/prometheus-rules.yaml`, the dashboard `dashboard-sdp-byapp.yaml` beside
them, and `exporters/deploytime/app.py`. Prometheus knows an image (here: a package) by its digest
and one commit of it, the head; it knows when the image was started. Each application (here: each
team) gets a mean of its own, and several get the mean of these means, each with the same weight.
What does not exist is absent, and the panel says N/A.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.reported import (
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Positions, Seen, utc
from deliverylab.measure.say import say_hours
from deliverylab.measure.window import Hours, Moment, hours_between

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]

TOOL = "Pelorus"
NOT_AVAILABLE = "N/A"


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the number of images that were started in production in the window.

    An image that is started again (a rollback) is the same time series and not counted again.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Returns:
        Images per week (the screen shows their number); "N/A" where there were none.

    Raises:
        ValueError: If the window is not within the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", deployments={
    ...     "deployment": ["d1", "d2"], "environment": "production", "outcome": "success",
    ...     "release": "r1", "started": ["2025-01-08T09:00Z", "2025-01-10T09:00Z"],
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-10T10:00Z"], "planned": True})
    >>> deployment_frequency(log).shown
    '1'
    """
    seen = Seen.of(log, start, end)
    deployments = seen.deployments
    started = _started(seen)
    inside = started[seen.window.holds(deployments.started[started])]
    images, first = np.unique(deployments.package[inside], return_index=True)
    counted = inside[np.sort(first)]
    rows = pd.DataFrame(
        {
            "deployment": deployments.names[counted],
            "started": utc(deployments.started[counted]),
        }
    )
    again = np.setdiff1d(inside, counted)
    weeks = seen.window.weeks
    return Reported(
        TOOL,
        FREQUENCY,
        len(images) / weeks if len(images) else np.nan,
        "deployments per week",
        str(len(images)) if len(images) else NOT_AVAILABLE,
        rows,
        {"the same package again": tuple(deployments.names[again])},
        "It shows a count, not a rate, and a package that is deployed again does not count again.",
    )


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the mean time from the commit of an image to its first start in production.

    An image has one commit, its head: the other changes in the same package are not measured. A
    commit that was started twice counts with the earlier start, and in the window that holds it.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The mean of the teams' means in hours; "N/A" where there is none.
    """
    seen = Seen.of(log, start, end)
    first, commit = _first_of_each_commit(seen)
    begin, started = seen.changes.committed[commit], seen.deployments.started[first]
    hours = hours_between(begin, started)
    value = _mean_of_means(hours, seen.deployments.team[first])
    rows = pd.DataFrame(
        {
            "change": seen.changes.names[commit],
            "deployment": seen.deployments.names[first],
            "committed": utc(begin),
            "started": utc(started),
            "hours": hours,
        }
    )
    deployed = seen.changes.deployment >= 0
    deployed[deployed] = seen.window.holds(
        seen.deployments.started[seen.changes.deployment[deployed]]
    )
    deployed[commit] = False
    return Reported(
        TOOL,
        LEAD_TIME,
        value,
        "hours",
        NOT_AVAILABLE if np.isnan(value) else say_hours(value),
        rows,
        {
            "not the head of a package": tuple(seen.changes.names[deployed]),
            "never deployed": seen.changes.waiting,
        },
        "It measures the newest change of each package only, and takes a mean of means.",
    )


def time_to_restore_service(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the mean time from the report of an incident to its end.

    All incidents that were restored in the window, whatever caused them.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The mean of the teams' means in hours; "N/A" where there is none.
    """
    seen = Seen.of(log, start, end)
    incidents = seen.incidents
    counted, rows = incidents.closed_in(seen.window)
    hours = rows["hours"].to_numpy()
    value = _mean_of_means(hours, incidents.team[counted])
    return Reported(
        TOOL,
        RESTORE,
        value,
        "hours",
        NOT_AVAILABLE if np.isnan(value) else say_hours(value),
        rows,
        {
            "still open": incidents.open_at(seen.window.end),
            "not noticed yet": incidents.unnoticed,
        },
        "It is a mean of the teams' means.",
    )


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the incidents reported in the window, divided by the commits deployed in it.

    Nothing links the two, so it can exceed 100 %. Commits are those of `lead_time_for_changes`.

    Arguments and errors as in `deployment_frequency`.

    Returns:
        The mean of the teams' ratios; a team without an incident has 0, one without a deployed
        commit has none, and "N/A" is shown where no team has one. `rows` has the commits and the
        incidents.
    """
    seen = Seen.of(log, start, end)
    first, commit = _first_of_each_commit(seen)
    incidents = seen.incidents
    reported = seen.window.holds(incidents.reported)
    team = seen.deployments.team[first]
    teams = np.unique(team)
    size = int(max(team.max(initial=0), incidents.team.max(initial=0))) + 1
    failures = np.bincount(incidents.team[reported], minlength=size)[teams]
    ratios = failures / np.bincount(team, minlength=size)[teams]
    value = float(ratios.mean()) if len(ratios) else np.nan
    rows = pd.DataFrame(
        {
            "counted as": ["commit"] * len(commit) + ["incident"] * int(reported.sum()),
            "id": np.append(seen.changes.names[commit], incidents.names[reported]),
            "time": utc(np.append(seen.deployments.started[first], incidents.reported[reported])),
        }
    )
    return Reported(
        TOOL,
        FAILURES,
        value,
        "share",
        NOT_AVAILABLE if np.isnan(value) else f"{100 * value:.0f} %",
        rows,
        {"not noticed yet": incidents.unnoticed},
        "It divides incidents by commits; which deployment caused an incident does not matter.",
    )


def _started(seen: Seen) -> Positions:
    """Return the deployments whose package ran in production, in the order of their start."""
    good = np.flatnonzero(seen.deployments.success)
    return good[np.argsort(seen.deployments.started[good], kind="stable")]


def _first_of_each_commit(seen: Seen) -> tuple[Positions, Positions]:
    """Return the first start of each commit, where that is in the window, and the commit."""
    started = _started(seen)
    started = started[seen.head[started] >= 0]
    commit, first = np.unique(seen.head[started], return_index=True)
    deployment = started[first]
    inside = seen.window.holds(seen.deployments.started[deployment])
    return deployment[inside], commit[inside]


def _mean_of_means(hours: Hours, team: Positions) -> float:
    """Return the mean of the teams' means; NaN where there is nothing."""
    if not len(hours):
        return float("nan")
    _, number = np.unique(team, return_inverse=True)
    return float(np.mean(np.bincount(number, weights=hours) / np.bincount(number)))
