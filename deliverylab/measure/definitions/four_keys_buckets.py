"""Four Keys' buckets: it shows no numbers, only the bucket that a number falls in.

What is missing falls through to the last bucket, which is the worst; what was made 0 falls into the
first, which is the best.
"""

from __future__ import annotations

import numpy as np

from deliverylab.measure.definitions.arithmetic import SUNDAY, Days, month_of, week_of

__all__ = [
    "LAST_SHARE",
    "LAST_SHARE_FROM",
    "NO_DATA",
    "duration_bucket",
    "frequency",
    "share_bucket",
]

NO_DATA = "No data"
BUCKETS = ((24, "One day"), (168, "One week"), (730, "One month"), (730 * 6, "Six months"))
"""Below so many hours, so the bucket; the rest is "One year"."""

LAST_SHARE, LAST_SHARE_FROM = "46-60%", 0.46
"""The last bucket of a share, and where it begins; it has no end, whatever its name says."""


def frequency(days: Days, deployed: Days) -> tuple[float, str]:
    """Return the median of the days with a deployment per week, and the bucket."""
    if not len(days):
        return np.nan, NO_DATA
    weeks, week = np.unique(week_of(days, SUNDAY), return_inverse=True)
    per_week = np.bincount(week[np.isin(days, deployed)], minlength=len(weeks))
    with_any = per_week > 0
    _, month = np.unique(month_of(weeks), return_inverse=True)
    weeks_of_month = np.bincount(month, weights=with_any)
    value = float(np.median(per_week))
    if value >= 3:
        return value, "Daily"
    if np.median(with_any) >= 1:
        return value, "Weekly"
    return value, "Monthly" if np.median(weeks_of_month[month]) >= 1 else "Yearly"


def duration_bucket(hours: float) -> str:
    """Return the bucket of a duration; a missing one falls through to the last."""
    return next((name for below, name in BUCKETS if hours < below), "One year")


def share_bucket(share: float) -> str:
    """Return the bucket of a share; the last is for everything from 46 % on, 200 % as well."""
    return "0-15%" if share <= 0.15 else "16-45%" if share < LAST_SHARE_FROM else LAST_SHARE
