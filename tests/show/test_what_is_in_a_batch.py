"""The lab "What is in a batch": formula and simulation agree, and every position works."""

import numpy as np
import pytest

from deliverylab.measure.intervals import share_interval
from deliverylab.show import WhatIsInABatch
from deliverylab.show.batches import (
    LARGEST,
    SHOWN,
    SIMULATED,
    Batch,
    trials_by_halves,
    trials_one_by_one,
)
from tests.show.proof import LabProof


@pytest.fixture
def lab():
    opened = WhatIsInABatch()
    opened.predict(20)
    return opened


class TestWhatIsInABatch(LabProof):
    lab = WhatIsInABatch
    asks = "how many fail"
    tells = "64 %"


@pytest.mark.parametrize("share", [0.005, 0.05, 0.2])
def test_the_formula_lies_in_the_intervals_of_the_simulation(share):
    batch = Batch.of(20, share, 10)
    inside = [
        low <= batch.fails[size - 1] <= high
        for size in SHOWN
        for low, high in [batch.interval(size)]
    ]
    assert sum(inside) >= len(SHOWN) - 1


@pytest.mark.parametrize("share", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("size", [1, 2, 7, 20, 64, 120])
def test_the_search_takes_as_long_as_searching_does(share, size):
    rng = np.random.default_rng(7)
    bad = rng.random((20_000, size)) < share
    failed = bad[bad.any(axis=1)]
    one_by_one = [min(first + 1, size - 1) for first in failed.argmax(axis=1)]
    by_halves = [_bisect(first + 1, size) for first in failed.argmax(axis=1)]
    assert trials_one_by_one(size, share) == pytest.approx(np.mean(one_by_one), rel=0.05, abs=0.01)
    assert trials_by_halves(size, share) == pytest.approx(np.mean(by_halves), rel=0.02, abs=0.01)


def _bisect(first_bad, size):
    """Try the version in the middle until the first bad change is known."""
    good, bad, trials = 0, size, 0
    while bad - good > 1:
        middle = good + -(-(bad - good) // 2)
        trials += 1
        good, bad = (good, middle) if first_bad <= middle else (middle, bad)
    return trials


def test_by_halves_needs_no_more_trials_than_halvings():
    for size in (1, 2, 3, 64, 65, LARGEST):
        assert trials_by_halves(size, 0.05) <= np.ceil(np.log2(size)) + 1e-9


def test_a_larger_batch_fails_more_often_and_hides_its_culprit_longer():
    batch = Batch.of(20, 0.05, 10)
    assert (np.diff(batch.fails) > 0).all()
    assert (np.diff(batch.one_by_one) > 0).all()
    assert (np.diff(batch.simulated_fails) >= 0).all()


def test_a_rollback_takes_back_the_good_changes_too():
    rng = np.random.default_rng(3)
    bad = rng.random((50_000, 20)) < 0.05
    failed = bad[bad.any(axis=1)]
    assert Batch.of(20, 0.05, 10).held_back == pytest.approx((~failed).sum(axis=1).mean(), rel=0.01)
    assert Batch.of(1, 0.05, 10).held_back == pytest.approx(0)


def test_a_change_alone_needs_no_search(lab):
    view = lab.choose("hydrofoil")
    assert "nobody has to search" in view.sentence
    assert view.sentence.endswith("Before your last move, 64 % failed.")
    assert view.tiles[1]["text"] == "0 seconds"


def test_what_never_failed_in_the_simulation_is_not_drawn_and_no_fault():
    batch = Batch.of(1, 0.0005, 10)
    assert batch.simulated_fails[0] == 0 and np.isnan(batch.simulated_one_by_one[0])
    assert WhatIsInABatch().live.frame(batch).width


def test_the_prediction_is_judged_in_batches():
    opened = WhatIsInABatch()
    assert opened.predict(100).verdict == (
        "You predicted 100 batches; the outcome is 64 batches: 36 batches too many."
    )


def test_the_table_has_the_chosen_size_beside_the_usual_ones(lab):
    rows = lab.move(size=33).table.rows
    assert "33 changes" in [row[0] for row in rows]
    hits = int(rows[0][2].split()[0])
    assert rows[0][2] == f"{hits} of {SIMULATED}"
    low, high = share_interval(hits, SIMULATED)
    assert low < 0.05 < high
