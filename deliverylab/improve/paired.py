"""Pairs of years: the same luck met twice, so that only what was changed makes a difference.

Two simulated years with the same seed meet the same changes, defects and incidents (common random
numbers). Their difference is therefore far less at the mercy of luck than that of two years with
different seeds, and a few pairs show what would else need hundreds of years. The interval is the
paired-t interval (A. M. Law, "Simulation Modeling and Analysis", 5th edition, 2015, section
10.2.1). It is exact where the differences are normally distributed and good for thirty of them
where they are not, because it is about their mean; a bootstrap would need random numbers of its own
and is too narrow for a few pairs.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

__all__ = ["Mean", "mean_difference", "t_quantile"]

Values = npt.NDArray[np.float64]

_ROUNDING = 1e-9
"""A difference below this share of the values is what a computer's rounding leaves of none."""


@dataclass(frozen=True)
class Mean:
    """The mean of differences: NaN where there is none.

    Attributes:
        value: the mean.
        low: lower end of its 95 % interval; NaN with fewer than two differences.
        high: upper end.
        of: how many differences there are.
    """

    value: float
    low: float
    high: float
    of: int


def mean_difference(first: Values, second: Values) -> Mean:
    """Return the mean of `second` − `first`, pair by pair, with its 95 % interval.

    A pair of which one half is missing (NaN) is left out.

    >>> mean = mean_difference(np.array([1.0, 2.0, np.nan]), np.array([3.0, 5.0, 4.0]))
    >>> mean.value, mean.of
    (2.5, 2)
    """
    difference = second - first
    scale = np.maximum(np.abs(first), np.abs(second))
    difference = np.where(np.abs(difference) <= _ROUNDING * scale, 0.0, difference)
    there = difference[~np.isnan(difference)]
    count = len(there)
    if count < 2:
        return Mean(float(there[0]) if count else math.nan, math.nan, math.nan, count)
    mean = float(there.mean())
    half = t_quantile(count - 1) * float(there.std(ddof=1)) / math.sqrt(count)
    return Mean(mean, mean - half, mean + half, count)


@lru_cache(maxsize=256)
def t_quantile(freedom: int, within: float = 0.95) -> float:
    """Return the t for which Student's T lies within −t to t with the probability `within`.

    The distribution function for whole degrees of freedom is a finite sum (Abramowitz and Stegun,
    "Handbook of Mathematical Functions", 1964, 26.7.3 and 26.7.4); its inverse is found by halving.

    >>> [round(t_quantile(freedom), 3) for freedom in (1, 2, 9, 29)]
    [12.706, 4.303, 2.262, 2.045]
    """
    low, high = 0.0, 1.0
    while _within(high, freedom) < within:
        high *= 2
    for _ in range(80):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, freedom) < within else (low, middle)
    return (low + high) / 2


def _within(t: float, freedom: int) -> float:
    """Return the probability that |T| <= t."""
    angle = math.atan2(t, math.sqrt(freedom))
    cosine = math.cos(angle)
    odd = freedom % 2
    term, total = (cosine, cosine) if odd else (1.0, 1.0)
    if freedom == 1:
        total = 0.0
    for k in range(2 + odd, freedom - 1, 2):
        term *= (k - 1) / k * cosine**2
        total += term
    total *= math.sin(angle)
    return 2 / math.pi * (angle + total) if odd else total
