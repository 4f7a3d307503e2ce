"""How many runs there are and how long one waits: against scipy, counting, and every outcome."""

import itertools
import math

import pytest
import scipy.stats as stats

from deliverylab.simulate.alarms import MONTH, rings
from deliverylab.simulate.draws import normals
from deliverylab.simulate.in_a_row import chance_above, mean_runs, mean_wait_for_run
from tests.simulate.test_closed_forms import assert_is


@pytest.mark.parametrize("spreads", [-2.0, 0.0, 0.5, 1.0, 2.0, 3.0, 6.0, 12.0])
def test_the_chance_above_is_the_normal_tail(spreads):
    assert chance_above(spreads) == pytest.approx(stats.norm.sf(spreads), rel=1e-10)


@pytest.mark.parametrize("length", [1, 2, 3, 4])
@pytest.mark.parametrize("chance", [0.0, 0.2, 0.7, 1.0])
def test_the_mean_number_of_runs_is_that_over_all_outcomes(chance, length):
    readings, mean = 9, 0.0
    for outcome in itertools.product((0, 1), repeat=readings):
        runs = sum(
            1 for one, group in itertools.groupby(outcome) if one and len(list(group)) >= length
        )
        ones = sum(outcome)
        mean += runs * chance**ones * (1 - chance) ** (readings - ones)
    assert mean_runs(readings, chance, length) == pytest.approx(mean, abs=1e-12)


def test_no_run_is_longer_than_what_there_is():
    assert mean_runs(3, 0.9, 4) == 0.0
    assert mean_runs(3, 0.9, 3) == pytest.approx(0.9**3)


@pytest.mark.parametrize(("spreads", "length"), [(2.0, 1), (1.5, 2), (1.0, 3)])
def test_a_month_of_noise_has_as_many_runs(spreads, length):
    """So an alarm after k minutes in a row is false p^k as often, and not one time more."""
    counts = [
        float(len(rings(normals(seed, "reading", MONTH) > spreads, length, 0, MONTH)))
        for seed in range(1, 61)
    ]
    assert_is(mean_runs(MONTH, chance_above(spreads), length), counts)


@pytest.mark.parametrize("length", [1, 2, 5])
@pytest.mark.parametrize("chance", [0.05, 0.5, 0.95])
def test_the_wait_is_that_of_a_chain_of_states(chance, length):
    """From j in a row one more reading leads to j+1, or back to none."""
    slope, level = 0.0, 0.0  # the wait from j in a row is level + slope × (the wait from none)
    for _ in range(length):
        slope, level = chance * slope + (1 - chance), 1 + chance * level
    assert mean_wait_for_run(chance, length) == pytest.approx(level / (1 - slope))


def test_the_wait_has_its_two_ends():
    assert mean_wait_for_run(1.0, 7) == 7.0
    assert mean_wait_for_run(0.0, 2) == math.inf


@pytest.mark.parametrize("chance", [-0.1, 1.2, math.nan])
def test_what_is_no_chance_is_refused(chance):
    for formula in (lambda: mean_runs(10, chance, 2), lambda: mean_wait_for_run(chance, 2)):
        with pytest.raises(ValueError, match="give a probability from 0 to 1"):
            formula()


def test_a_run_of_nothing_is_refused():
    with pytest.raises(ValueError, match="a run has at least 1 reading"):
        mean_wait_for_run(0.5, 0)
