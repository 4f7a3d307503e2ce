"""How sure a number is: 95 % intervals for a median, a share and a count.

Few observations say little. Six incidents a year do not tell a team that restores in one hour
from a team that needs three, and an interval shows it. All three intervals are textbook methods
that need no library beyond NumPy:

- a **median**: from the order statistics, with the binomial distribution; no assumption about the
  shape of the distribution (David and Nagaraja, *Order Statistics*, 2003, section 7.1);
- a **share**: Wilson's score interval (Wilson 1927, *JASA* 22, 209–212);
- a **count**: Garwood's exact limits for the mean of a Poisson count (Garwood 1936, *Biometrika*
  28, 437–442).
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from deliverylab.measure.window import Hours

__all__ = ["count_interval", "median_interval", "share_interval"]

NONE = (math.nan, math.nan)
Z = 1.959963984540054  # the normal distribution's 97.5 % point
TAIL = 0.025


def median_interval(values: Hours) -> tuple[float, float]:
    """Return a 95 % interval for the median that holds whatever the distribution.

    The interval runs from the d-th smallest to the d-th largest value, with the largest d for
    which fewer than d of n observations lie below the true median with probability at most 2.5 %.
    Below six observations even the whole range is not sure enough: both ends are NaN.

    Args:
        values: The observations, in any order, without NaN.

    >>> median_interval(np.arange(1.0, 21.0))
    (6.0, 15.0)
    >>> median_interval(np.array([1.0, 2.0, 3.0]))
    (nan, nan)
    """
    rank = _rank(len(values))
    if rank == 0:
        return NONE
    below, above = rank - 1, len(values) - rank
    ordered = np.partition(values, [below, above])
    return float(ordered[below]), float(ordered[above])


def share_interval(hits: int, of: int) -> tuple[float, float]:
    """Return Wilson's 95 % interval for a share; NaN where there is nothing to share.

    >>> low, high = share_interval(0, 26)
    >>> f"{low:.3f} {high:.3f}"
    '0.000 0.129'
    """
    if of == 0:
        return NONE
    share = hits / of
    centre = share + Z * Z / (2 * of)
    half = Z * math.sqrt(share * (1 - share) / of + Z * Z / (4 * of * of))
    scale = 1 + Z * Z / of
    # With none or all of them the end is exactly 0 or 1; rounding must not say otherwise.
    low = 0.0 if hits == 0 else (centre - half) / scale
    high = 1.0 if hits == of else (centre + half) / scale
    return low, high


@lru_cache(maxsize=1024)
def count_interval(count: int) -> tuple[float, float]:
    """Return Garwood's exact 95 % interval for the mean of a Poisson count.

    The low end is the mean that gives as many or more with a probability of 2.5 %, the high end
    the mean that gives as many or fewer with a probability of 2.5 %.

    >>> low, high = count_interval(26)
    >>> f"{low:.2f} {high:.2f}"
    '16.98 38.10'
    """
    more = count + 1
    # Byar's approximation is near enough for Newton's method to start from.
    high = _poisson_mean(count, TAIL, more * (1 - 1 / (9 * more) + Z / (3 * math.sqrt(more))) ** 3)
    if count == 0:
        return 0.0, high
    near = count * (1 - 1 / (9 * count) - Z / (3 * math.sqrt(count))) ** 3
    return _poisson_mean(count - 1, 1 - TAIL, near), high


def _poisson_mean(count: int, probability: float, near: float) -> float:
    """Return the mean for which P(Poisson(mean) <= count) is the probability, by Newton."""
    mean, step = near, math.inf
    while abs(step) > 1e-9 * mean:
        exactly = math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
        # P(j - 1) = P(j) · j / mean, from the count down to where nothing is left to add.
        lowest = max(0, math.floor(mean - 12 * math.sqrt(mean)))
        at_most = exactly * (1 + np.cumprod(np.arange(count, lowest, -1) / mean).sum())
        step = (at_most - probability) / exactly  # the slope of P in the mean is -exactly
        mean += step
    return float(mean)


@lru_cache(maxsize=1024)
def _rank(n: int) -> int:
    """Return the d of `median_interval`: P(Binomial(n, 1/2) < d) <= 2.5 %; 0 where none fits."""
    if n < 2:
        return 0
    # Below eight standard deviations there is no probability left that a float could hold.
    lowest, middle = max(0, math.floor(n / 2 - 4 * math.sqrt(n))), n // 2
    k = np.arange(lowest + 1, middle + 1)
    first = math.lgamma(n + 1) - math.lgamma(lowest + 1) - math.lgamma(n - lowest + 1)
    log_choose = first + np.concatenate(([0.0], np.cumsum(np.log((n - k + 1) / k))))
    at_most = np.cumsum(np.exp(log_choose - n * math.log(2)))
    within = int(np.count_nonzero(at_most <= TAIL))
    return lowest + within if within else 0
