"""Gates for quality against the oracle: tests at the workstation, and for speed on staging.

As in `test_oracle`, nothing here is statistical: rows, words and moments agree one by one. Where a
defect was found, and when its author knew, agrees with what the oracle's people wrote down.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.feedback import PLACES, feedback
from deliverylab.simulate.run import run
from deliverylab.simulate.teams import TEAMS
from deliverylab.simulate.traffic import LATENCY_NOISE
from tests.simulate import oracle
from tests.simulate.agreement import TOLERANCE_HOURS, assert_agrees
from tests.simulate.test_oracle import CALENDARS, COUPLINGS, EVENTFUL, ODD, WAYS

GUARDED = replace(
    EVENTFUL,
    workstation_minutes=23,
    workstation_catch=0.4,
    slow_share=0.25,
    performance_minutes=19,
    performance_catch=0.5,
    slow_notice_hours=31,
    slow_ms=90,
)
"""The eventful scenario with every gate, and with changes that make the service slower."""

ORACLES_PLACES = ("workstation", "build", "staging", "production")


@pytest.mark.parametrize("calendar", CALENDARS)
@pytest.mark.parametrize("way", WAYS)
def test_every_way_to_deliver_with_every_gate(way: str, calendar: str) -> None:
    seed = 1000 * list(WAYS).index(way)
    scenario = replace(GUARDED, working_hours=CALENDARS[calendar], **WAYS[way])
    for more, restore_by in enumerate(("rollback", "fix forward")):
        assert_agrees(replace(scenario, restore_by=restore_by), days=20, seed=seed + more)


@pytest.mark.parametrize("coupling", COUPLINGS)
def test_every_gate_with_coupled_stages(coupling: str) -> None:
    for seed, way in enumerate(WAYS):
        assert_agrees(replace(GUARDED, **WAYS[way], **COUPLINGS[coupling]), days=16, seed=seed)


ODD_GATES = {
    "only the workstation": {"performance_catch": 0.0, "performance_minutes": 0.0},
    "tests that take no time": {"workstation_minutes": 0.0, "performance_minutes": 0.0},
    "tests that find nothing": {"workstation_catch": 0.0, "performance_catch": 0.0},
    "everything is caught at the workstation": {"workstation_catch": 1.0, "defect_share": 1.0},
    "every change is slower": {"slow_share": 1.0, "performance_catch": 0.0},
    "every slower change is caught": {"slow_share": 1.0, "performance_catch": 1.0},
    "slowness is noticed at once": {"slow_notice_hours": 0.0},
    "slowness is hardly ever noticed": {"slow_notice_hours": 3000.0},
}


@pytest.mark.parametrize("odd", ODD_GATES)
def test_odd_gates(odd: str) -> None:
    for seed, way in enumerate(WAYS):
        assert_agrees(replace(GUARDED, **(WAYS[way] | ODD_GATES[odd])), days=12, seed=seed)


@pytest.mark.parametrize("odd", ODD)
def test_odd_scenarios_with_every_gate(odd: str) -> None:
    for seed, way in enumerate(WAYS):
        assert_agrees(replace(GUARDED, **(WAYS[way] | ODD[odd])), days=10, seed=seed)


@pytest.mark.parametrize("team", TEAMS)
def test_a_year_of_each_team_with_every_gate(team: str) -> None:
    gates = {"workstation_minutes": 6.0, "workstation_catch": 0.3, "slow_share": 0.05}
    more = {"performance_minutes": 12.0, "performance_catch": 0.6}
    assert_agrees(replace(TEAMS[team], **gates, **more), days=364, seed=4)


@pytest.mark.parametrize("way", WAYS)
def test_who_knew_of_which_defect_when(way: str) -> None:
    met: Counter[int] = Counter()
    for seed in range(3):
        scenario = replace(GUARDED, **WAYS[way])
        found = feedback(run(scenario, days=25, seed=seed))
        expected = what_was_found(scenario, days=25, seed=seed)
        order = np.lexsort((found.change, found.place))
        assert found.change[order].tolist() == [row[1] for row in expected]
        assert found.place[order].tolist() == [row[0] for row in expected]
        for column, moments in enumerate((found.written, found.known), start=2):
            difference = moments[order] - [row[column] for row in expected]
            assert np.abs(difference).max(initial=0.0) <= TOLERANCE_HOURS
        in_production = found.place == 3  # several defects of one deployment share one hotfix
        each = [row[4] for row in expected if row[0] < 3]
        assert np.allclose(found.fix[order][: len(each)], each)
        shared = {row[3]: row[4] for row in expected if row[0] == 3}
        assert found.fix[in_production].sum() == pytest.approx(sum(shared.values()))
        met.update(found.place.tolist())
    assert all(met[place] for place in range(len(PLACES)))


def what_was_found(
    scenario: Scenario, days: int, seed: int
) -> list[tuple[int, int, float, float, float]]:
    """Return (place, change, written, known, hours of the fix) of every defect in the oracle."""
    pipeline = oracle.Pipeline(scenario, seed)
    pipeline.env.run(until=24 * days)
    return sorted(
        (ORACLES_PLACES.index(where), change.number, change.written, when, hours)
        for change in pipeline.records.changes
        for where, when, hours in change.found
    )


def test_the_service_is_slower_exactly_while_a_slow_change_is_out() -> None:
    """Hour by hour, what a slow change adds to the latency is the share of the hour times it."""
    scenario = replace(TEAMS["ferry"], slow_share=0.1, other_incidents_per_month=0.0)
    fast, slow = (
        simulate(one, days=90, seed=3) for one in (replace(scenario, slow_share=0.0), scenario)
    )
    incidents = oracle.run(scenario, days=90, seed=3)["incidents"]
    expected = np.zeros(24 * 90)
    for row in incidents.itertuples():
        end = min(row.restored if row.restored == row.restored else np.inf, 24.0 * 90)
        for hour in range(int(row.started), min(int(end) + 1, 24 * 90)):
            overlap = min(end, hour + 1) - max(row.started, hour)
            expected[hour] += overlap * row.added_ms
    added = (slow.traffic["p95_latency_ms"] - fast.traffic["p95_latency_ms"]).to_numpy()
    same = slow.traffic["failed"].to_numpy() == fast.traffic["failed"].to_numpy()
    assert (expected > 0).sum() > 200
    assert np.abs(added - expected)[same].max() <= 0.1 + 1e-6
    assert same.mean() > 0.95


def test_nothing_fails_because_the_service_is_slow() -> None:
    """With no defects at all, slow changes leave every failed request where it was."""
    scenario = replace(TEAMS["hydrofoil"], defect_share=0.0)
    fast, slow = (simulate(replace(scenario, slow_share=share), seed=2) for share in (0.0, 0.2))
    assert slow.traffic["failed"].equals(fast.traffic["failed"])
    assert slow.traffic["p95_latency_ms"].mean() > fast.traffic["p95_latency_ms"].mean() * (
        1 + LATENCY_NOISE
    )
