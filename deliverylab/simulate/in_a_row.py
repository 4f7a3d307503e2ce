"""How often something of chance happens several times in a row, and how long one waits for it.

An alarm that rings after k readings above a threshold is a run of k successes. Where readings are
independent, three facts are known exactly: how many readings of a bell-shaped noise lie above a
threshold, how many runs there are in so many readings, and how long the first run takes to come.
Readings that hang together (a slow hour is followed by a slow hour) have more and longer runs than
these formulas say.
"""

from __future__ import annotations

import math

__all__ = ["chance_above", "mean_runs", "mean_wait_for_run"]


def chance_above(spreads: float) -> float:
    """Return the chance that a normal reading lies more than `spreads` above its mean, 1 - Φ(z).

    Args:
        spreads: z, the distance from the mean in standard deviations.

    Example:
        >>> [round(chance_above(z), 4) for z in (0, 1, 2, 3)]
        [0.5, 0.1587, 0.0228, 0.0013]
    """
    return math.erfc(spreads / math.sqrt(2.0)) / 2.0


def mean_runs(readings: int, chance: float, length: int) -> float:
    """Return the mean number of runs of `length` or more in a row, p^k (1 + (n-k)(1-p)).

    A run begins with the first reading, or after a reading that is none. So each run counts once,
    however long it is. For a small p this is nearly n times p^k.

    Source: W. Feller, "An Introduction to Probability Theory and Its Applications", volume I, 3rd
    edition (1968), chapter XIII.7, from the linearity of the mean.

    Args:
        readings: n, the number of independent readings.
        chance: p, the probability of each, 0 to 1.
        length: k, how many in a row, at least 1.

    Raises:
        ValueError: If the chance is outside 0 to 1, or the length below 1.

    Example:
        2.3 of 100 readings lie above a threshold; a reading a minute, in a month of 30 days:

        >>> [round(mean_runs(43_200, 0.0228, minutes), 2) for minutes in (1, 2, 3)]
        [962.5, 21.94, 0.5]
    """
    _check(chance, length)
    if readings < length:
        return 0.0
    return chance**length * (1.0 + (readings - length) * (1.0 - chance))


def mean_wait_for_run(chance: float, length: int) -> float:
    """Return the mean number of readings until `length` in a row, (1 - p^k) / ((1-p) p^k).

    Source: Feller (1968), chapter XIII.7, equation 7.7.

    Args:
        chance: p, the probability of each independent reading, 0 to 1; without any it never comes.
        length: k, how many in a row, at least 1.

    Raises:
        ValueError: If the chance is outside 0 to 1, or the length below 1.

    Example:
        >>> [mean_wait_for_run(0.5, length) for length in (1, 2, 3)]
        [2.0, 6.0, 14.0]
        >>> mean_wait_for_run(1.0, 5), mean_wait_for_run(0.0, 1)
        (5.0, inf)
    """
    _check(chance, length)
    if chance == 1.0:
        return float(length)
    run = chance**length
    return (1.0 - run) / ((1.0 - chance) * run) if run else math.inf


def _check(chance: float, length: int) -> None:
    if not 0 <= chance <= 1:
        raise ValueError(f"chance is {chance!r}; give a probability from 0 to 1")
    if length < 1:
        raise ValueError(f"length is {length!r}; a run has at least 1 reading")
