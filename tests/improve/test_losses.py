"""The loss of a window, against a log small enough to reckon by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from deliverylab import DeliveryLog
from deliverylab.improve import Prices, loss
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.ranges import NotAllowed

TUG = Scenario.team("tug")


def two_changes() -> DeliveryLog:
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        changes={
            "change": ["c1", "c2"],
            "size": [200, 50],
            "committed": ["2025-01-06T00:00Z", "2025-01-13T00:00Z"],
            "deployed": ["2025-01-13T00:00Z", None],
        },
    )


def test_waiting_counts_lines_and_weeks_within_the_window() -> None:
    prices = Prices(waiting=1.0, outage=0.0)
    assert loss(two_changes(), TUG, prices).waiting == pytest.approx(2.0 + 0.5)
    start = pd.Timestamp("2025-01-09T12:00Z")
    assert loss(two_changes(), TUG, prices, start).waiting == pytest.approx(1.0 + 0.5)


def test_an_hour_in_which_half_fails_is_half_an_hour_of_outage() -> None:
    log = DeliveryLog.of(
        "2025-01-06",
        "2025-01-07",
        team="tug",
        traffic={
            "hour": ["2025-01-06T08:00Z", "2025-01-06T09:00Z", "2025-01-06T10:00Z"],
            "requests": [100, 400, 0],
            "failed": [100, 200, 0],
            "p95_latency_ms": [180.0, 180.0, 180.0],
        },
    )
    assert loss(log, TUG, Prices(0.0, 2.0)).outages == pytest.approx(3.0)


def test_hands_count_what_is_done_by_hand_and_nothing_else() -> None:
    barge, hydrofoil = Scenario.team("barge"), Scenario.team("hydrofoil")
    log = simulate(barge, days=84)
    builds = len(log.builds[log.builds["started"] < log.end])
    assert loss(log, barge).hands > builds * barge.ci_minutes / 60 / 40
    by_machine = loss(log, hydrofoil).hands  # the same log, were it all done by machines
    restoring = (log.incidents["restored"].fillna(log.end) - log.incidents["detected"]).sum()
    assert by_machine == pytest.approx(2 * restoring / pd.Timedelta(hours=40))


def test_the_parts_of_a_window_add_up() -> None:
    log = simulate(TUG, days=56)
    middle = log.start + pd.Timedelta(days=28)
    parts = loss(log, TUG, end=middle), loss(log, TUG, start=middle)
    for name in ("waiting", "outages"):
        assert sum(getattr(part, name) for part in parts) == pytest.approx(
            getattr(loss(log, TUG), name)
        )


def test_a_window_that_ends_before_it_starts_and_a_senseless_price_are_refused() -> None:
    log = simulate(TUG, days=14)
    with pytest.raises(ValueError, match="before it starts"):
        loss(log, TUG, start=log.end, end=log.start)
    with pytest.raises(NotAllowed, match="waiting=-1; expected a number from 0 to 100"):
        Prices(waiting=-1)
