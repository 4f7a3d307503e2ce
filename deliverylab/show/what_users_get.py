"""What users get of all that a team delivers, measured where a report does not look.

Users do not see a deployment, a commit or the closing of a ticket. They see new packages, they wait
for what they asked for, and their requests fail. Each of the five has its place beside one of the
five KPIs: it is the number that gives a trick away.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.window import Window, hours_between, times

BAD_SHARE = 0.01
"""An hour in which more than this share of the requests fails is a bad hour."""

_WEEKS_A_YEAR = 52.0


@dataclass(frozen=True)
class UsersGet:
    """What users get in a window; NaN where there is nothing to measure.

    Attributes:
        packages_a_week: different packages that reached production for the first time, per week.
        wait_hours: median hours from the first work on a change until users have it.
        bad_hours_a_year: hours of the clock, in 52 weeks, in which one request in a hundred failed.
        packages_that_hurt: share of those packages that caused an incident, whatever it is called.
        failed_share: share of all requests that failed.
    """

    packages_a_week: float
    wait_hours: float
    bad_hours_a_year: float
    packages_that_hurt: float
    failed_share: float

    @property
    def numbers(self) -> tuple[float, ...]:
        """The five, in the order of the KPIs beside which they stand."""
        return (
            self.packages_a_week,
            self.wait_hours,
            self.bad_hours_a_year,
            self.packages_that_hurt,
            self.failed_share,
        )


def what_users_get(log: DeliveryLog) -> UsersGet:
    """Return what users get, of a log in which everything that happened is written down.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug",
    ...     releases={"release": ["r1"], "version": "1", "packaged": "2025-01-07T09:00Z"},
    ...     deployments={"deployment": ["d1", "d2"], "release": "r1", "outcome": "success",
    ...         "environment": "production", "planned": True,
    ...         "started": ["2025-01-08T09:00Z", "2025-01-09T09:00Z"],
    ...         "finished": ["2025-01-08T10:00Z", "2025-01-09T10:00Z"]},
    ...     changes={"change": ["c1"], "committed": "2025-01-06T10:00Z", "deployment": "d1",
    ...         "deployed": "2025-01-08T10:00Z"},
    ...     traffic={"hour": ["2025-01-08T09:00Z", "2025-01-08T10:00Z"],
    ...         "requests": [1000, 1000], "failed": [50, 0], "p95_latency_ms": 180.0})
    >>> what_users_get(log)  # doctest: +NORMALIZE_WHITESPACE
    UsersGet(packages_a_week=0.5, wait_hours=48.0, bad_hours_a_year=26.0, packages_that_hurt=0.0,
             failed_share=0.025)
    """
    weeks = Window.of(log).weeks
    packages = _packages(log)
    lead = hours_between(times(log.changes["committed"]), times(log.changes["deployed"]))
    waited = lead[~np.isnan(lead)]
    requests = log.traffic["requests"].to_numpy(dtype=np.float64)
    failed = log.traffic["failed"].to_numpy(dtype=np.float64)
    bad = int(np.count_nonzero(failed > BAD_SHARE * requests))
    hurt = packages & set(_packages(log, of=log.incidents["deployment"].dropna().tolist()))
    asked = float(requests.sum())
    return UsersGet(
        packages_a_week=len(packages) / weeks,
        wait_hours=float(np.median(waited)) if len(waited) else math.nan,
        bad_hours_a_year=bad * _WEEKS_A_YEAR / weeks if asked else math.nan,
        packages_that_hurt=len(hurt) / len(packages) if packages else math.nan,
        failed_share=float(failed.sum()) / asked if asked else math.nan,
    )


def _packages(log: DeliveryLog, of: list[str] | None = None) -> set[str]:
    """Return the packages that were deployed to production, by all or by some deployments."""
    table = log.deployments
    good = in_production(log) & has_value(table["outcome"], "success")
    if of is not None:
        good &= table["deployment"].isin(of).to_numpy()
    return set(table["release"][good].dropna())
