"""The shipped data, as the right answers are computed from it: read once, apart from the student's.

A student's own `log` may have been changed, so no check relies on it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from deliverylab.log import DeliveryLog

DATA = Path(__file__).parents[2] / "data"
"""The folder with the course's data."""


@cache
def shipped_log() -> DeliveryLog:
    """Return the year of the four teams. Treat the tables as read-only."""
    return DeliveryLog.from_csv(DATA)
