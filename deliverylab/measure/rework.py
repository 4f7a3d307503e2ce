"""Deployment rework rate: the share of deployments that nobody had planned.

DORA asks since 2024 what share of deployments was unplanned, made to fix something that users
had met. Here these are the production deployments with `planned` False: rollbacks and hotfixes.
"""

from __future__ import annotations

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import share_of_deployments
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.window import Moment, Window

__all__ = ["deployment_rework_rate"]


def deployment_rework_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Kpi:
    """Return the share of production deployments that were unplanned.

    The denominator is that of the change failure rate: every production deployment that finished
    in the window. The interval is Wilson's; `detail` has the share in each week. Where the log's
    source does not record what was planned (a git repository, for example), there is no data.

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
    ...     "finished": ["2025-01-08T10:00Z", "2025-01-09T10:00Z"], "planned": [True, False]})
    >>> deployment_rework_rate(log).value
    0.5
    """
    window = Window.of(log, start, end)
    unplanned = ~log.deployments["planned"].to_numpy(dtype=np.bool_)
    return share_of_deployments(
        log,
        window,
        "deployment rework rate",
        lambda counted: unplanned[counted],
        "were unplanned",
        why_unknown(log, "deployments.planned"),
    )
