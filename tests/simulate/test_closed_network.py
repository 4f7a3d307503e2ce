"""Mean value analysis, against closed forms and against the simulator's own event calendar."""

import math
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.simulate import ALWAYS, Scenario
from deliverylab.simulate.closed_network import closed_network
from deliverylab.simulate.coupled import integrate_coupled
from deliverylab.simulate.theory import Station
from deliverylab.simulate.work import commit


@pytest.mark.parametrize("stations", [1, 2, 5])
def test_a_balanced_line_finishes_n_of_n_plus_m_minus_1(stations):
    """M alike stations, one server each: X(n) = n / (n + M − 1) / s."""
    network = closed_network({str(i): Station(0.5) for i in range(stations)}, most=12)
    n = network.limits
    assert np.allclose(network.per_hour, n / (n + stations - 1) / 0.5)


@pytest.mark.parametrize("servers", [1, 2, 3, 7])
def test_several_servers_and_a_pause_are_the_repairman_s_problem(servers):
    """A machine works on its own for 1/λ and is then repaired: a birth-and-death process."""
    works, repair, most = 3.0, 1.2, 9
    network = closed_network(
        {"works": Station(works, math.inf), "repair": Station(repair, servers)}, most
    )
    for n in range(1, most + 1):
        weight = [1.0]
        for broken in range(1, n + 1):
            rate = min(broken, servers) / repair
            weight.append(weight[-1] * (n - broken + 1) / works / rate)
        share = np.array(weight) / sum(weight)
        expected = sum(share[k] * min(k, servers) / repair for k in range(n + 1))
        assert network.per_hour[n - 1] == pytest.approx(expected)


def test_little_s_law_and_the_bounds_hold_for_every_limit():
    network = closed_network(
        {
            "review": Station(1.5, 2),
            "test": Station(2.0, 2, visits=1.2),
            "fix": Station(4.0, math.inf, visits=0.2),
        },
        most=40,
    )
    assert np.allclose(network.per_hour * network.stay_hours, network.limits)
    assert (np.diff(network.per_hour) > -1e-12).all()
    alone = 1.5 + 2.4 + 0.8
    assert network.stay_hours[0] == pytest.approx(alone)
    assert (network.per_hour <= np.minimum(network.limits / alone, 2 / 2.4) + 1e-12).all()
    assert network.busy["test"][-1] == pytest.approx(1.0, abs=1e-6)
    assert "fix" not in network.busy


@pytest.mark.parametrize("limit", [1, 3, 8, 20])
def test_the_event_calendar_agrees(limit):
    scenario = Scenario(
        working_hours=ALWAYS,
        changes_per_day=36.0,
        branch_hours=0.0,
        defect_share=0.3,
        ci_catch=1.0,
        flaky_share=0.0,
        fix_hours=4.0,
        reviewers=2,
        review_hours=1.5,
        test_by="hand",
        package_by="hand",
        runners=2,
        ci_minutes=120.0,
        ci_cv=1.0,
        wip_limit=limit,
    )
    network = closed_network(
        {
            "review": Station(1.5, 2),
            "test": Station(2.0, 2, visits=1.3),
            "fix": Station(4.0, math.inf, visits=0.3),
        },
        limit,
    )
    rates, stays = [], []
    for seed in range(12):
        work = commit(scenario, 90, seed)
        ready = np.zeros(work.count)
        year = integrate_coupled(scenario, seed, replace(work, done=ready, opened=ready))
        merged = (year.merged > 100) & (year.merged < work.horizon)
        rates.append(merged.sum() / (work.horizon - 100))
        stays.append((year.merged[merged] - year.opened[merged]).mean())

    for simulated, exact in ((rates, network.per_hour[-1]), (stays, network.stay_hours[-1])):
        error = np.std(simulated, ddof=1) / math.sqrt(len(simulated))
        assert abs(np.mean(simulated) - exact) < 3.5 * error


def test_nothing_open_or_nothing_to_do_is_refused():
    with pytest.raises(ValueError, match="most is 0"):
        closed_network({"review": Station(1.0)}, 0)
    with pytest.raises(ValueError, match="no work at any station"):
        closed_network({"review": Station(0.0)}, 3)
