"""A measure in a module of its own, so that another process can import it quickly."""

from __future__ import annotations

import pandas as pd

from deliverylab.log import DeliveryLog


def lead_time(log: DeliveryLog) -> dict[str, float]:
    """The median hours from commit to production."""
    lead = log.changes["deployed"] - log.changes["committed"]
    return {"hours": (lead / pd.Timedelta(hours=1)).median()}
