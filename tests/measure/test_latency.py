"""Share of hours within a latency target, and the sum behind an automation, in exact numbers."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import balance, pays_back_after, within_latency_target


def a_log(latency: list[float], requests: list[int] | None = None) -> DeliveryLog:
    hours = [f"2025-01-{6 + hour // 24:02d}T{hour % 24:02d}:00Z" for hour in range(len(latency))]
    traffic = {
        "hour": hours,
        "requests": [100] * len(hours) if requests is None else requests,
        "failed": 0,
        "p95_latency_ms": latency,
    }
    return DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", traffic=traffic)


def test_an_hour_at_the_target_keeps_it() -> None:
    kpi = within_latency_target(a_log([249.9, 250.0, 250.1, 900.0]), target_ms=250)
    assert (kpi.value, kpi.observations) == (0.5, 4)
    assert kpi.also["error budget spent"] == pytest.approx(10)


def test_hours_without_requests_do_not_count() -> None:
    kpi = within_latency_target(a_log([100.0, 900.0, 900.0], [5, 0, 7]))
    assert (kpi.value, kpi.observations) == (0.5, 2)


def test_each_week_has_its_share() -> None:
    kpi = within_latency_target(a_log([100.0] * 168 + [100.0] * 42 + [900.0] * 126))
    assert kpi.detail is not None
    assert kpi.detail.tolist() == [1.0, 0.25]


def test_no_traffic_is_no_data() -> None:
    log = a_log([])
    kpi = within_latency_target(replace(log, unrecorded=frozenset({("tug", "traffic")})))
    assert not kpi.has_data and kpi.basis == "traffic is not recorded"
    quiet = within_latency_target(a_log([100.0], [0]))
    assert not quiet.has_data and quiet.basis == "there were no requests in this window"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"objective": 95}, "objective is 95"),
        ({"target_ms": 0}, "target_ms is 0"),
        ({"target_ms": "250"}, "target_ms is '250'; it must be a"),
    ],
)
def test_nonsense_is_refused_in_words(wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        within_latency_target(a_log([100.0]), **wrong)


def test_when_it_has_paid_back_the_balance_is_zero() -> None:
    for build, saved, upkeep in ((60, 12, 2), (5, 0.7, 0), (400, 156, 15)):
        months = pays_back_after(build, saved, upkeep)
        assert balance(months, build, saved, upkeep) == pytest.approx(0)


def test_what_costs_nothing_has_paid_back_at_once_and_what_saves_nothing_never_does() -> None:
    assert pays_back_after(0, 1, 5) == 0
    assert pays_back_after(1, 5, 5) == math.inf


@pytest.mark.parametrize("wrong", [-1, math.nan, math.inf])
def test_hours_that_make_no_sense_are_refused(wrong: float) -> None:
    for place in range(3):
        hours = [1.0, 1.0, 1.0]
        hours[place] = wrong
        with pytest.raises(ValueError, match="must be 0 or more"):
            pays_back_after(*hours)
    with pytest.raises(ValueError, match="months is"):
        balance(wrong, 1, 1)
