"""What a move brings, against a trial of the same years."""

from __future__ import annotations

import numpy as np
import pytest

from deliverylab.improve import MOVES, trial
from deliverylab.improve.brought import brought
from deliverylab.improve.years import YEARS
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

BARGE, FERRY, HYDROFOIL = map(Scenario.team, ("barge", "ferry", "hydrofoil"))


@pytest.mark.parametrize(
    ("team", "key"), [(BARGE, "one command back"), (FERRY, "more may approve")]
)
def test_it_is_the_trial_of_the_same_years(team: Scenario, key: str) -> None:
    ours, theirs = brought(team, key), trial(team, MOVES[key].apply(team), years=YEARS)
    for name, effect in {**ours.kpis, "loss": ours.loss}.items():
        np.testing.assert_allclose(effect.without, theirs[name].without)
        np.testing.assert_allclose(effect.with_it, theirs[name].with_it)


def test_a_move_may_save_bring_nothing_or_cost() -> None:
    assert brought(BARGE, "test by machine").loss.difference.high < -40
    assert not brought(BARGE, "everyone reviews").loss.more_than_noise
    assert brought(BARGE, "half the size").loss.difference.low > 40


def test_the_kpi_that_moves_most_is_told_by_ratio() -> None:
    back = brought(BARGE, "one command back").most
    assert back and back.quantity.name == "time to restore service" and back.better
    canary = brought(FERRY, "a few users first").most
    assert canary and canary.quantity.name == "reliability"  # twice as few requests fail
    assert brought(BARGE, "everyone reviews").most is None


def test_each_way_of_working_is_simulated_once() -> None:
    one, other = brought(FERRY, "more may approve"), brought(FERRY, "a faster build")
    assert one.loss.without is other.loss.without
    assert brought(FERRY, "more may approve") is one


def test_what_cannot_be_done_brings_nothing_but_a_reason() -> None:
    with pytest.raises(NotAllowed, match="Nobody approves deployments here"):
        brought(HYDROFOIL, "more may approve")
