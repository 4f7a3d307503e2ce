"""Traffic fails exactly where incidents are: hour by hour, from the log's own incidents.

How many requests fail in an hour follows from the incidents that overlap it. Here that is added up
incident by incident and hour by hour; the simulator adds steps up at once.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.policies import ROLLOUTS
from deliverylab.simulate.teams import TEAMS
from tests.simulate.agreement import hours

FAILING_SHARE = {"minor": 0.05, "major": 0.30, "critical": 0.90}


def expected_failing_share(scenario: Scenario, log: DeliveryLog) -> np.ndarray:
    """Return the share of requests that fails in each hour of the log."""
    length = round((log.end - log.start) / pd.Timedelta(hours=1))
    share = np.full(length, scenario.base_error_share)
    begins = hours(log, log.incidents["started"])
    ends = hours(log, log.incidents["restored"].fillna(log.end))
    caused = log.incidents["deployment"].notna()
    for begin, end, severity, by_us in zip(
        begins, ends, log.incidents["severity"], caused, strict=True
    ):
        exposure = ROLLOUTS[scenario.rollout].exposure if by_us else 1.0
        for hour in range(int(begin), min(int(end) + 1, length)):
            overlap = min(end, hour + 1) - max(begin, hour)
            share[hour] += overlap * FAILING_SHARE[severity] * exposure
    return np.minimum(share, 1.0)


@pytest.mark.parametrize("rollout", ROLLOUTS)
@pytest.mark.parametrize("team", TEAMS)
def test_requests_fail_where_incidents_are(team: str, rollout: str) -> None:
    scenario = replace(
        TEAMS[team], rollout=rollout, other_incidents_per_month=12, restart_minutes=300
    )
    log = simulate(scenario, days=120, seed=5)
    share = expected_failing_share(scenario, log)
    requests = log.traffic["requests"].to_numpy()
    failed = log.traffic["failed"].to_numpy()
    assert (share > scenario.base_error_share).sum() > 100
    assert np.abs(failed - requests * share).max() <= 1 + 1e-6 * requests.max()


def test_no_more_than_everything_fails() -> None:
    scenario = replace(
        TEAMS["barge"], other_incidents_per_month=300, restart_minutes=3000, base_error_share=0.01
    )
    log = simulate(scenario, days=60, seed=1)
    share = expected_failing_share(scenario, log)
    assert (share == 1).sum() > 100
    everything = log.traffic["failed"] == log.traffic["requests"]
    assert everything[share == 1].all()
    assert not everything[share < 0.999].any()
