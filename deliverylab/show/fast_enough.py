"""What a year of a team was like whose changes now and then make its service slower.

A functional test asks whether the answer is right, not how long it takes. So a change that only
makes the service slower passes; somebody notices days later. A performance test on staging measures
how long answers take under load. The longer it runs, the smaller the differences that it can tell
from chance: a test of m minutes finds

    0.95 × (1 − e^(−m ÷ 10 minutes))

of the slower changes. These are round numbers chosen for teaching.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from deliverylab.show.places import median_lead_time
from deliverylab.simulate import EveryChange, Scenario
from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.history import History
from deliverylab.simulate.run import run

DAYS = 364

FINDS_AT_BEST = 0.95
MINUTES_FOR_TWO_THIRDS = 10.0

TEAM = replace(Scenario.team("ferry"), name="team", deploy_on=EveryChange(), slow_ms=120.0)
"""A made-up team that deploys every change that passes; its p95 on a good day is about 180 ms."""


@dataclass(frozen=True, eq=False)
class FastEnough:
    """A year of such a team.

    Attributes:
        target_ms: the target for the 95th percentile (p95) of the latency.
        gate_minutes: how long the performance test runs; 0 where there is none.
        p95: the p95 of every hour, in ms.
        answered: share of the requests that did not fail.
        escaped: clock hours at which slower changes reached users.
        stopped: clock hours at which the performance test stopped slower changes.
        in_line: hours by the clock that a package waits for staging, on average.
        lead_time: median hours from commit to production.
    """

    target_ms: float
    gate_minutes: float
    p95: Hours
    answered: float
    escaped: Hours
    stopped: Hours
    in_line: float
    lead_time: float

    @property
    def kept(self) -> float:
        """The share of hours in which the p95 was within the target."""
        return float(np.mean(self.p95 <= self.target_ms))

    @property
    def by_day(self) -> Hours:
        """The mean of each day's hourly p95, in ms."""
        return np.asarray(self.p95.reshape(-1, 24).mean(axis=1))


def performance_catch(minutes: float) -> float:
    """Return the share of the slower changes that a performance test of so many minutes finds.

    >>> round(performance_catch(10), 2), performance_catch(0)
    (0.6, 0.0)
    """
    return FINDS_AT_BEST * (1.0 - math.exp(-minutes / MINUTES_FOR_TWO_THIRDS))


def team(
    gate_minutes: float, functional_catch: float, slow_share: float, notice_hours: float
) -> Scenario:
    """Return the team with a performance test of so many minutes (0: none); shares from 0 to 1."""
    return replace(
        TEAM,
        performance_minutes=gate_minutes,
        performance_catch=performance_catch(gate_minutes),
        acceptance_catch=functional_catch,
        slow_share=slow_share,
        slow_notice_hours=notice_hours,
    )


def year(scenario: Scenario, target_ms: float, seed: int = 1) -> FastEnough:
    """Return a year of a team, seen against a target for its p95."""
    history = run(scenario, DAYS, seed)
    horizon = history.work.horizon
    escaped = history.deployed.finished[history.batches.slow]
    stopped = history.packages.first_test[history.merged.found_slow]
    traffic = history.traffic
    return FastEnough(
        target_ms=target_ms,
        gate_minutes=scenario.performance_minutes,
        p95=traffic.p95_latency_ms,
        answered=1.0 - float(traffic.failed.sum() / traffic.requests.sum()),
        escaped=escaped[escaped < horizon],
        stopped=stopped[stopped < horizon],
        in_line=in_line(history),
        lead_time=median_lead_time(history),
    )


def in_line(history: History) -> float:
    """Return the hours that a package waits until staging takes it, on average."""
    packages = history.packages
    return float((packages.test_started - packages.packaged).mean())


def say_percent(share: float) -> str:
    """Return a share in whole per cent: all shares of hours are told with the same accuracy.

    >>> say_percent(0.7199), say_percent(0.9652)
    ('72 %', '97 %')
    """
    return f"{100 * share:.0f} %"
