"""How long things take when some of them are not over yet.

At the end of the window some changes still wait and some incidents are still open. Of those only
a lower bound is known: the waiting so far. To leave them out is to prefer the short ones; a team
that stops deploying would see its lead time freeze. Kaplan and Meier's estimate (1958, *JASA* 53,
457–481) uses both: at every duration it asks what share of those still going ended there.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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
    return Survival(times, np.cumprod(1 - ended / at_risk), at_risk, ended)
