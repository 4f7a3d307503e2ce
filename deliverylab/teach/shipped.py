"""The shipped data, as the right answers are computed from it: read once, apart from the student's.

A student's own `log` may have been changed, so no check relies on it.
"""

from __future__ import annotations

from functools import cache

import pandas as pd

from deliverylab.log import DeliveryLog, course_data
from deliverylab.log.schema import TABLES


@cache
def shipped_log() -> DeliveryLog:
    """Return the year of the four teams. Treat the tables as read-only."""
    return DeliveryLog.from_csv(course_data())


@cache
def shipped_table(name: str) -> pd.DataFrame:
    """Return one table of that log by itself, in milliseconds. Treat it as read-only.

    The files are the course's own, so the checks that make loading a whole log slow are left out;
    words are plain texts here, not categories.

    >>> shipped_table("releases")["version"].iloc[9]
    '1.10'
    """
    table = TABLES[name]
    texts = ("id", "reference", "team", "text", "category")
    frame = pd.read_csv(
        course_data() / f"{name}.csv",
        dtype={column.name: "str" for column in table.columns if column.kind in texts},
    )
    return frame.assign(**{time: pd.to_datetime(frame[time], utc=True) for time in table.times})
