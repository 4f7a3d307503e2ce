"""Change failure rate: the share of deployments to production that degrade the service.

A deployment failed users if it caused at least one incident. Two incidents from one deployment
are one failed deployment, so the rate cannot exceed 100 %. The denominator is every deployment
to production that finished, planned or not, whether it succeeded or not: a hotfix or a rollback
is a change to production like any other, and may fail like any other.
"""

from __future__ import annotations

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import share_of_deployments
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Mask, Moment, Window

__all__ = ["change_failure_rate"]


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the share of production deployments that caused at least one incident.

    A deployment counts in the window in which it finished, and an incident counts for the
    deployment that caused it, whenever the incident came. The interval is Wilson's. `detail` has
    the share in each week (missing in a week without deployments).

    Where the log's source does not record incidents (a git repository, for example), or which
    deployment caused them, there is no data, not a rate of zero.

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
    causes = log.incidents["deployment"].array.dropna()
    ids = log.deployments["deployment"].array

    def failed(counted: Mask) -> Mask:
        return np.asarray(ids[counted].isin(causes), dtype=np.bool_)

    return share_of_deployments(
        log,
        window,
        "change failure rate",
        failed,
        "caused an incident",
        why_unknown(log, "incidents.deployment"),
    )
