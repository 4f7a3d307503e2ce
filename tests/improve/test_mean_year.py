"""The loss of a mean year: that of the first years of a trial, whatever stands beside it."""

from __future__ import annotations

import pytest

from deliverylab.improve import MOVES, Prices, loss, trial
from deliverylab.improve.mean_year import lost_in_a_mean_year
from deliverylab.simulate import Scenario, simulate

TUG = Scenario.team("tug")
PRICES = Prices(0.02, 1.3)


def test_it_is_the_mean_of_the_first_years_of_a_trial() -> None:
    better = MOVES["alarms that say what to do"].apply(TUG)
    effect = trial(TUG, better, years=4, prices=PRICES)["loss"]
    before, after = lost_in_a_mean_year([TUG, better], PRICES, years=4)
    assert (before, after) == pytest.approx((effect.before, effect.after), rel=1e-12)


def test_it_is_the_same_alone_and_beside_others_known_and_unknown() -> None:
    half = MOVES["half the size"].apply(TUG)
    first, again, other = lost_in_a_mean_year([TUG, TUG, half], PRICES, years=2)
    assert first == again != other
    assert lost_in_a_mean_year([half], PRICES, years=2) == [other]
    barge = Scenario.team("barge")
    known, new = lost_in_a_mean_year([half, barge], PRICES, years=2)
    assert known == other and new == lost_in_a_mean_year([barge], PRICES, years=2)[0]


def test_prices_and_years_are_told_apart() -> None:
    (dear,) = lost_in_a_mean_year([TUG], Prices(1.0, 1.3), years=1)
    (one,) = lost_in_a_mean_year([TUG], PRICES, years=1)
    (two,) = lost_in_a_mean_year([TUG], PRICES, years=2)
    years = [loss(simulate(TUG, seed=seed), TUG, PRICES).total for seed in (1, 2)]
    assert one == years[0] and two == pytest.approx(sum(years) / 2) != one
    assert dear > 5 * one
