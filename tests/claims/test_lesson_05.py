"""What lesson 05 claims of the five proposals at `barge` is true whatever the luck.

Each is made in twenty years, each with the same luck as the year without it. The prices of waiting
and of outages are the course's own choice, so what is said has to hold with other prices as well.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from deliverylab.improve import MOVES, PRICES, Prices, loss
from deliverylab.simulate import Scenario, simulate

SEEDS = range(1, 21)
BARGE = Scenario.team("barge")
PROPOSALS = (
    "everyone reviews",
    "test by machine",
    "half the size",
    "alarms that say what to do",
    "write down what you know",
)
TO_EVERY_CHANGE = (
    "test by machine",
    "package by machine",
    "deploy by machine",
    "deploy every change",
)


def after(*moves: str) -> Scenario:
    """Return how barge works after these moves."""
    way = BARGE
    for move in moves:
        way = MOVES[move].apply(way)
    return way


@cache
def lost(way: Scenario) -> np.ndarray:
    """Return what is lost a year by waiting, by outages and by hand; a row for each seed."""
    years = (loss(simulate(way, seed=seed), way) for seed in SEEDS)
    return np.array([(year.waiting, year.outages, year.hands) for year in years])


def saved(before: Scenario, now: Scenario, prices: Prices = PRICES) -> np.ndarray:
    """Return what is saved in each of the years, at these prices."""
    weights = (prices.waiting / PRICES.waiting, prices.outage / PRICES.outage, 1.0)
    return (lost(before) - lost(now)) @ np.array(weights)


def ranked(prices: Prices) -> list[str]:
    """Return the proposals, the one that saves most in the median year first."""
    medians = {one: np.median(saved(BARGE, after(one), prices)) for one in PROPOSALS}
    return sorted(medians, key=medians.__getitem__, reverse=True)


PRICES_NEARBY = [
    PRICES,
    Prices(waiting=PRICES.waiting / 2),
    Prices(waiting=2 * PRICES.waiting),
    Prices(outage=PRICES.outage / 2),
    Prices(outage=2 * PRICES.outage),
]


@pytest.mark.parametrize("prices", PRICES_NEARBY, ids=str)
def test_the_same_proposals_are_first_and_last_at_half_or_twice_the_price(prices: Prices) -> None:
    best, *_, last_but_one, worst = ranked(prices)
    assert best == "test by machine"
    assert (last_but_one, worst) == ("everyone reviews", "half the size")
    assert (saved(BARGE, after("half the size"), prices) < 0).all()


def test_machines_that_test_save_most_in_every_year() -> None:
    others = [saved(BARGE, after(one)) for one in PROPOSALS if one != "test by machine"]
    assert (saved(BARGE, after("test by machine")) > np.max(others, axis=0)).all()


def test_that_everyone_reviews_changes_next_to_nothing() -> None:
    assert np.abs(saved(BARGE, after("everyone reviews"))).max() < 3


def test_none_of_the_five_touches_the_waiting() -> None:
    waited = lost(BARGE)[:, 0]
    for one in PROPOSALS:
        assert np.median(lost(after(one))[:, 0] / waited) > 0.97


def test_trains_twice_as_often_save_more_for_each_week_of_work_than_any_of_the_five() -> None:
    def for_a_week(move: str) -> float:
        return float(np.median(saved(BARGE, after(move)))) / MOVES[move].cost

    assert for_a_week("trains twice as often") > 1.5 * max(map(for_a_week, PROPOSALS))


def test_halving_the_changes_does_less_harm_the_sooner_half_a_change_is_tested() -> None:
    halved = after("half the size")
    harm = [
        -float(np.mean(saved(BARGE, replace(halved, ci_minutes=minutes))))
        for minutes in (40.0, 50.0, 60.0, BARGE.ci_minutes)
    ]
    assert harm == sorted(harm) and harm[-1] > 3 * harm[0]


def test_half_the_size_pays_once_every_change_is_deployed_by_itself() -> None:
    """The same advice, later: it does harm at first, and brings something in the end."""
    first = saved(BARGE, after("half the size"))
    last = saved(after(*TO_EVERY_CHANGE), after(*TO_EVERY_CHANGE, "half the size"))
    assert first.max() < 0 < last.min()
