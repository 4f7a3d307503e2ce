"""DevLake's levels: what its switch between DORA's reports of 2021 and 2023 changes.

DORA's levels describe clusters of survey answers; DevLake turns them into cut-offs of its own, and
fills the holes between them. Since August 2024 (pull request 7961 of `apache/incubator-devlake`) a
team is elite from five days with a deployment per week on; before that it took seven, and first
three.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from deliverylab.measure.definitions.arithmetic import (
    MONDAY,
    Days,
    lower_median,
    month_of,
    week_of,
)
from deliverylab.measure.window import Hours, Mask

__all__ = [
    "DAYS_LOOKED_AT",
    "NOT_AVAILABLE",
    "RESTORE_HOURS",
    "SETTINGS",
    "Report",
    "Setting",
    "frequency",
    "say_hours_and_level",
    "say_share_and_level",
]

Report: TypeAlias = Literal["2021", "2023"]
"""Which of DORA's reports the dashboard is set to."""

NOT_AVAILABLE = "N/A"
LEVELS = ("elite", "high", "medium", "low")
DAYS_LOOKED_AT = 400
RESTORE_HOURS = (1.0, 24.0, 168.0)
"""A median time to restore below the first is elite, below the second high, …"""


@dataclass(frozen=True)
class Setting:
    """What the choice of the report changes, beside what counts as recovery.

    Attributes:
        name: The definition's name.
        lead_hours: A median lead time below the first is elite, below the second high, …
        shares: A change failure rate up to the first is elite, up to the second high, …
    """

    name: str
    lead_hours: tuple[float, float, float]
    shares: tuple[float, float, float]


SETTINGS: dict[Report, Setting] = {
    "2021": Setting("DevLake 2021", (1, 7 * 24, 180 * 24), (0.15, 0.20, 0.30)),
    "2023": Setting("DevLake 2023", (24, 7 * 24, 30 * 24), (0.05, 0.10, 0.15)),
}


def frequency(days: Days, deployed: Days, report: Report) -> tuple[float, str]:
    """Return the days with a deployment in the median week, and what is shown."""
    with_deployment = np.isin(days, deployed)
    week = _count(week_of(days, MONDAY), with_deployment)
    month = _count(month_of(days), with_deployment)
    per_week, in_month = lower_median(week), lower_median(month)
    half_year = np.convolve(month, np.ones(6))[: len(month)][::-1][::6]
    in_half_year = -lower_median(-half_year)  # here the upper one of the two
    if np.isnan(per_week):
        return per_week, NOT_AVAILABLE
    if per_week >= 5:
        return per_week, _days_shown(per_week, "week", "elite")
    if report == "2023":
        if per_week >= 1:
            return per_week, _days_shown(per_week, "week", "high")
        return per_week, _days_shown(in_month, "month", "medium" if in_month >= 1 else "low")
    if in_month >= 1:
        return per_week, _days_shown(in_month, "month", "high")
    level = "medium" if in_half_year >= 1 else "low"
    return per_week, _days_shown(in_half_year, "six months", level)


def _count(period: Days, which: Mask) -> Hours:
    """Return how many of a period's days are of a kind, for each period."""
    _, begin = np.unique(period, return_index=True)
    return np.add.reduceat(which.astype(np.float64), begin) if len(begin) else np.zeros(0)


def _days_shown(days: float, period: str, level: str) -> str:
    return f"{days:.0f} deployment day{'' if days == 1 else 's'} per {period} ({level})"


def say_hours_and_level(hours: float, below: tuple[float, float, float]) -> str:
    """Return hours with the level; a duration is of the first level whose limit it is below."""
    if np.isnan(hours):
        return NOT_AVAILABLE
    level = LEVELS[int(np.searchsorted(below, hours, side="right"))]
    return f"{hours:.1f} hour{'' if f'{hours:.1f}' == '1.0' else 's'} ({level})"


def say_share_and_level(share: float, up_to: tuple[float, float, float]) -> str:
    """Return a share with the level; it is of the first level whose limit it does not exceed."""
    if np.isnan(share):
        return NOT_AVAILABLE
    return f"{100 * share:.1f} % ({LEVELS[int(np.searchsorted(up_to, share))]})"
