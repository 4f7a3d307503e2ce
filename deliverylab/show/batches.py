"""What is in a batch: how often it fails, and how long its culprit hides.

N changes are deployed together, and each of them fails with probability p, whatever the others do.
The batch fails when at least one of them does: 1 − (1 − p)^N. Then somebody looks for the first bad
change. *One by one*, the versions are tried in the order in which they were made, until one fails.
*By halves* (git calls it bisect), the version in the middle is tried: it tells which half to go on
with. The last version is known to fail, so a batch of one needs no search.

The formulas stand beside a simulation: many batches of the same changes, made of the same draws
whatever N and p are, so that moving a slider shows the slider and not new luck.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.intervals import share_interval
from deliverylab.measure.say import say_share
from deliverylab.simulate.theory import batch_failure

Numbers = NDArray[np.float64]

LARGEST = 120
"""The largest batch: twenty working days of six changes."""
SIMULATED = 400
"""So many batches are simulated of every size."""
SEED = 4

SHOWN = (1, 5, 10, 20, 30, 45, 60, 80, 100, 120)
"""The sizes at which the simulation is shown."""


@dataclass(frozen=True, eq=False)
class Batch:
    """A batch of `size` changes that each fail with `failure_share`.

    Arrays have one number for every size from 1 to `LARGEST`.

    Attributes:
        size: how many changes.
        failure_share: probability that one change fails.
        minutes: what it takes to try one version.
        fails: probability that a batch fails.
        one_by_one: minutes to find the first bad change of a failed batch, on average.
        by_halves: the same.
        simulated_fails: how many of the `SIMULATED` batches fail.
        simulated_one_by_one: minutes in the simulation, on average; nan where no batch fails.
    """

    size: int
    failure_share: float
    minutes: float
    fails: Numbers
    one_by_one: Numbers
    by_halves: Numbers
    simulated_fails: NDArray[np.int64]
    simulated_one_by_one: Numbers

    @classmethod
    def of(cls, size: int, failure_share: float, minutes: float) -> Batch:
        """Work it out for every size.

        >>> batch = Batch.of(size=20, failure_share=0.05, minutes=10)
        >>> round(batch.here(batch.fails), 3)
        0.642
        >>> round(batch.here(batch.by_halves))      # between 4 and 5 trials
        44
        """
        sizes = range(1, LARGEST + 1)
        bad = _draws() < failure_share
        first = np.where(bad.any(axis=1), bad.argmax(axis=1) + 1, LARGEST + 1)
        known = np.array([np.count_nonzero(first <= n) for n in sizes])
        tried = np.array([np.minimum(first[first <= n], n - 1).sum() for n in sizes], np.float64)
        one_by_one = np.array([trials_one_by_one(n, failure_share) for n in sizes])
        by_halves = np.array([trials_by_halves(n, failure_share) for n in sizes])
        simulated = np.full(LARGEST, math.nan)
        np.divide(tried, known, out=simulated, where=known > 0)
        return cls(
            size=size,
            failure_share=failure_share,
            minutes=minutes,
            fails=np.array([batch_failure(failure_share, n) for n in sizes]),
            one_by_one=minutes * one_by_one,
            by_halves=minutes * by_halves,
            simulated_fails=known,
            simulated_one_by_one=minutes * simulated,
        )

    def here(self, by_size: Numbers) -> float:
        """Return a number of this size from an array by size."""
        return float(by_size[self.size - 1])

    @property
    def held_back(self) -> float:
        """Good changes in a batch that fails, on average: a rollback takes them back as well."""
        return self.size * (1.0 - self.failure_share / self.here(self.fails))

    def interval(self, size: int) -> tuple[float, float]:
        """Return the 95 % interval for the share of batches of this size that fail."""
        return share_interval(int(self.simulated_fails[size - 1]), SIMULATED)


def say_failing(share: float) -> str:
    """Return the share of batches that fail, as a person would say it.

    >>> say_failing(0.6415), say_failing(0.999998)
    ('64 %', 'almost 100 %')
    """
    return "almost 100 %" if 0.9995 <= share < 1.0 else say_share(share)


def trials_one_by_one(size: int, failure_share: float) -> float:
    """Return how many versions are tried one by one until the first bad change is known.

    The k-th trial is needed when the first k − 1 changes are good, and the last version, known to
    fail, is not tried: the sum of (1 − p)^(k−1) − (1 − p)^N for k from 1 to N − 1, divided by
    the probability that the batch fails.

    >>> trials_one_by_one(1, 0.05), round(trials_one_by_one(2, 0.05), 3)
    (0.0, 1.0)
    """
    good = (1.0 - failure_share) ** np.arange(size - 1)
    all_good = (1.0 - failure_share) ** size
    return float((good - all_good).sum() / batch_failure(failure_share, size))


def trials_by_halves(size: int, failure_share: float) -> float:
    """Return how many versions are tried by halves until the first bad change is known.

    Of `size` changes the version after the first half, rounded up, is tried. Where the first bad
    change is in a batch of N is not equally probable for small and large k: it is (1 − p)^(k−1) p,
    divided by the probability that the batch fails.

    >>> [round(trials_by_halves(size, 0.05), 3) for size in (1, 2, 64)]
    [0.0, 1.0, 6.0]
    """
    chance = failure_share * (1.0 - failure_share) ** np.arange(size)
    return float(chance @ _halvings(size) / batch_failure(failure_share, size))


@lru_cache(maxsize=LARGEST)
def _halvings(size: int) -> Numbers:
    """Return the number of trials for each place of the first bad change, by halving."""
    if size == 1:
        return np.zeros(1)
    half = -(-size // 2)
    return 1.0 + np.concatenate([_halvings(half), _halvings(size - half)])


@lru_cache(maxsize=1)
def _draws() -> Numbers:
    """Return the luck of every change: a change fails when its draw is below p."""
    return np.random.default_rng(SEED).random((SIMULATED, LARGEST))
