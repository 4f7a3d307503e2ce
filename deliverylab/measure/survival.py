"""How long things take when some of them are not over yet.

At the end of the window some changes still wait and some incidents are still open. Of those only
a lower bound is known: the waiting so far. To leave them out is to prefer the short ones; a team
that stops deploying would see its lead time freeze. Kaplan and Meier's estimate (1958, *JASA* 53,
457–481) uses both: at every duration it asks what share of those still going ended there.

How sure is it? `Survival.interval` puts a band around the curve, from Greenwood's formula for the
variance (Greenwood 1926, *Reports on Public Health and Medical Subjects* 33) on the log-log scale,
which keeps the band between 0 and 1 (Kalbfleisch and Prentice 1980, *The Statistical Analysis of
Failure Time Data*, section 1.3). `Survival.median_interval` reads off where that band crosses one
half (Brookmeyer and Crowley 1982, *Biometrics* 38, 29–41).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.measure.intervals import Z
from deliverylab.measure.window import Hours

__all__ = ["Survival", "kaplan_meier"]

_ROUNDING = 1e-9  # a product of many factors that should be one half may miss it by this much


@dataclass(frozen=True, eq=False)
class Survival:
    """The share that is still going after a time: a step down at each time when some ended.

    Attributes:
        times: The durations at which some ended, ascending, each once.
        still_going: The estimated share that lasts longer than each of `times`.
        at_risk: How many were known to last at least as long.
        ended: How many ended at that duration.
    """

    times: Hours
    still_going: Hours
    at_risk: npt.NDArray[np.int64]
    ended: npt.NDArray[np.int64]

    @property
    def median(self) -> float:
        """The time by which half have ended; NaN while the estimate has not come down to half.

        Where the estimate stays at exactly one half for a while, the middle of that while (as
        in R's `survfit`). So with nothing unfinished it is the ordinary median.
        """
        down = np.flatnonzero(self.still_going <= 0.5 + _ROUNDING)
        if len(down) == 0:
            return math.nan
        first = int(down[0])
        at_half = abs(self.still_going[first] - 0.5) <= _ROUNDING
        if at_half and first + 1 < len(self.times):
            return float(self.times[first] + self.times[first + 1]) / 2
        return float(self.times[first])

    @property
    def interval(self) -> tuple[Hours, Hours]:
        """The 95 % interval for `still_going` at each of `times`: the low and the high ends.

        Both are NaN where nothing is left: with none still going, Greenwood's formula says nothing.

        >>> low, high = kaplan_meier([1, 2, 3, 4], [True, True, False, True]).interval
        >>> low.round(3), high.round(3)
        (array([0.128, 0.058,   nan]), array([0.961, 0.845,   nan]))
        """
        left = self.at_risk > self.ended
        going, at_risk, ended = self.still_going[left], self.at_risk[left], self.ended[left]
        log = np.log(going)
        spread = Z * np.sqrt(np.cumsum(ended / (at_risk * (at_risk - ended)))) / -log
        low, high = np.full((2, len(self.times)), math.nan)
        low[left], high[left] = np.exp(log * np.exp(spread)), np.exp(log * np.exp(-spread))
        return low, high

    @property
    def median_interval(self) -> tuple[float, float]:
        """The 95 % interval for the median: where the interval for the curve crosses one half.

        From the first time at which its low end is at one half or below, to the first at which
        its high end is below.

        The high end is infinite where too few have ended to set a limit, as often with few or
        with many unfinished. Both are NaN where not even the low end comes down to half. (As in
        R's `survfit`.)

        >>> kaplan_meier([1, 2, 3, 4], [True, True, False, True]).median_interval
        (1.0, inf)
        >>> kaplan_meier(range(1, 41), [True] * 40).median_interval
        (14.0, 26.0)
        """
        low, high = self.interval
        down, below = np.flatnonzero(low <= 0.5), np.flatnonzero(high < 0.5)
        if len(down) == 0:
            return math.nan, math.nan
        return float(self.times[down[0]]), float(self.times[below[0]]) if len(below) else math.inf


def kaplan_meier(durations: npt.ArrayLike, observed: npt.ArrayLike) -> Survival:
    """Return the Kaplan–Meier estimate of the share still going after each duration.

    Args:
        durations: How long each has taken, or has lasted so far; any unit; at least 0; shape (n,).
        observed: Whether it has ended (True) or was still going when last seen (False); shape (n,).

    Raises:
        ValueError: If the two differ in length, or a duration is negative or missing.

    Three changes took 1, 2 and 4 hours and one has waited 3 hours so far:

    >>> curve = kaplan_meier([1, 2, 3, 4], [True, True, False, True])
    >>> curve.still_going
    array([0.75, 0.5 , 0.  ])
    >>> curve.median
    3.0
    """
    lasted = np.asarray(durations, dtype=np.float64)
    is_over = np.asarray(observed, dtype=np.bool_)
    if lasted.shape != is_over.shape or lasted.ndim != 1:
        raise ValueError(
            f"durations have the shape {lasted.shape} and observed {is_over.shape}; "
            "both must be one list of the same length"
        )
    if not np.all(lasted >= 0):
        wrong = lasted[~(lasted >= 0)][0]
        raise ValueError(f"a duration is {wrong}; every duration must be a number of at least 0")
    # Sorting ended and unfinished ones apart is all that is needed: an unfinished one that lasted
    # exactly as long as an ended one was still at risk then, hence side="left" for both.
    over, unfinished = np.sort(lasted[is_over]), np.sort(lasted[~is_over])
    new = np.concatenate(([True], over[1:] != over[:-1])) if len(over) else np.zeros(0, np.bool_)
    begin = np.flatnonzero(new)
    times = over[begin]
    ended = np.diff(np.append(begin, len(over)))
    gone = begin + np.searchsorted(unfinished, times, side="left")
    at_risk = len(lasted) - gone
    return Survival(times, np.cumprod(1 - ended / at_risk, dtype=np.float64), at_risk, ended)
