"""Traffic: what users asked for, hour by hour, and how much of it failed.

People track parcels by day more than by night, and on weekdays more than at weekends. While an
incident lasts, a share of the requests fails: the share of the service that suffers, times the
share of the users who are exposed to it. Where more fails, what is left answers more slowly. While
a change is out that makes the service slower, everybody waits longer, and nothing fails.
"""

from dataclasses import dataclass

import numpy as np

from deliverylab.simulate.cache import Cache
from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import normals, uniforms
from deliverylab.simulate.operate import Incidents
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.scenario import Scenario

FAILING_SHARE = np.array([0.05, 0.30, 0.90])
"""Share of the requests that fail in a minor, major and critical incident that meets everyone."""

WEEKEND_TRAFFIC = 0.55
"""Traffic on a Saturday or Sunday, as a multiple of that on a weekday."""

REQUESTS_NOISE = 0.05
"""Relative standard deviation of an hour's requests."""

LATENCY_NOISE = 0.06
"""Relative standard deviation of an hour's latency."""

SLOWER_WHEN_FAILING = 3.0
"""How much slower the service is when every request fails, as a multiple of its latency."""

KEPT: Cache[tuple[Numbers, Hours]] = Cache(limit_bytes=12_000_000)
"""Enough for the eighty years that a comparison of ways to work goes through again and again."""


@dataclass(frozen=True, eq=False)
class Traffic:
    """Traffic by hour since time zero.

    Attributes:
        requests: how many there were.
        failed: how many of them failed.
        p95_latency_ms: 95th percentile of the latency.
    """

    requests: Numbers
    failed: Numbers
    p95_latency_ms: Hours


def traffic(scenario: Scenario, seed: int, incidents: Incidents, days: int) -> Traffic:
    """Return the traffic of every hour within `days`."""
    hours = 24 * days
    requests, latency = _good_days(
        seed, hours, scenario.requests_per_hour, scenario.base_latency_ms
    )
    failing = np.minimum(scenario.base_error_share + _suffering(scenario, incidents, hours), 1.0)
    latency = latency * (1.0 + SLOWER_WHEN_FAILING * failing)
    if scenario.slow_share > 0.0:
        latency = latency + _level(incidents, incidents.added_ms, hours)
    failed = requests * failing + uniforms(seed, "failed requests", hours)
    return Traffic(
        requests=requests,
        failed=np.minimum(failed.astype(np.int64), requests),  # rounded down
        p95_latency_ms=np.round(latency, 1),
    )


def _good_days(
    seed: int, hours: int, requests_per_hour: float, base_latency_ms: float
) -> tuple[Numbers, Hours]:
    """Return each hour's requests, and its latency (ms) if nothing failed: rhythm and noise."""
    key = (seed, hours, requests_per_hour, base_latency_ms)
    kept = KEPT.get(key)
    if kept is not None:
        return kept
    hour = np.arange(hours)
    by_day = 1.0 + 0.75 * np.sin((hour % 24 - 8.5) * (2.0 * np.pi / 24.0))
    rhythm = np.where(hour // 24 % 7 >= 5, WEEKEND_TRAFFIC, 1.0) * by_day
    noise = np.maximum(1.0 + REQUESTS_NOISE * normals(seed, "requests", hours), 0.0)
    requests = np.floor(requests_per_hour * rhythm * noise).astype(np.int64)
    noise = np.maximum(1.0 + LATENCY_NOISE * normals(seed, "latency", hours), 0.1)
    latency = base_latency_ms * (0.85 + 0.15 * rhythm) * noise
    requests.flags.writeable = False
    latency.flags.writeable = False
    KEPT.put(key, (requests, latency), requests.nbytes + latency.nbytes)
    return requests, latency


def _suffering(scenario: Scenario, incidents: Incidents, hours: int) -> Hours:
    """Return the share of each hour's requests that incidents make fail; may exceed 1."""
    exposed = np.where(incidents.deployment >= 0, scenario.strategy.exposure, 1.0)
    share = FAILING_SHARE[incidents.severity] * exposed
    if scenario.slow_share > 0.0:
        share = np.where(incidents.added_ms > 0.0, 0.0, share)
    return _level(incidents, share, hours)


def _level(incidents: Incidents, height: Hours, hours: int) -> Hours:
    """Return the sum of the heights of the incidents that last in each hour.

    An incident raises the level by its height at its start and lowers it at its end. In the hour of
    such a step it counts for the part of the hour that is left, in all later hours in full.
    """
    begin, end = incidents.started, np.minimum(incidents.restored, float(hours))
    happened = begin < end
    moment = np.concatenate([begin[happened], end[happened]])
    step = np.concatenate([height[happened], -height[happened]])
    before = np.floor(moment)
    slot = before.astype(np.int64)
    partly = np.bincount(slot, weights=step * (before + 1.0 - moment), minlength=hours + 1)
    full = np.cumsum(np.bincount(slot, weights=step, minlength=hours + 1))
    level = partly[:hours]
    level[1:] += full[: hours - 1]
    return np.maximum(level, 0.0)
