"""A duration as a KPI: the median of what has ended, beside what has not.

Lead time and time to restore are the same question about different things: how long from the
beginning to the end, when at the window's end some are still under way. Both are answered here,
once.

- The **value** is the median of those that ended in the window, with the 90th percentile beside
  it. A median, because durations have a long tail: one change that waits for months moves a mean,
  not a median.
- Those **still under way** at the window's end are counted in `left_out`, with the median of
  their age. They are what the median above cannot see.
- **Kaplan–Meier** uses both: the median of all that began in the window, with those still
  under way taken as lasting at least as long as they have so far.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pandas as pd

from deliverylab.measure.intervals import median_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.say import say_count
from deliverylab.measure.survival import kaplan_meier
from deliverylab.measure.window import Hours, Mask, Times, Window, hours_between

__all__ = ["Words", "duration_kpi", "median", "quantile", "still_going"]


@dataclass(frozen=True)
class Words:
    """How one kind of duration speaks of itself."""

    name: str  # "lead time for changes"
    noun: str  # "change"
    ended: str  # "reached production"
    under_way: str  # "still waiting"


def duration_kpi(
    words: Words, ids: pd.Series, began: Times, ended: Times, window: Window, unknown: str
) -> Kpi:
    """Return the median duration of what ended in the window, in hours.

    Args:
        words: How to speak of it.
        ids: The id of each change or incident; shape (n,).
        began: When each began.
        ended: When each ended; missing if it had not when the log was closed.
        window: When to measure.
        unknown: Why the log cannot tell; empty if it can.
    """
    if unknown:
        return Kpi(words.name, math.nan, "hours", 0, unknown)
    counted = window.holds(ended)
    everything = bool(counted.all())
    hours = (
        hours_between(began, ended) if everything else hours_between(began[counted], ended[counted])
    )
    open_since = began[still_going(began, ended, window)]
    left_out = {words.under_way: len(open_since)}
    age = np.sort(hours_between(open_since, window.end))
    also = {
        "90th percentile": math.nan,
        "Kaplan–Meier median": _survival_median(began, ended, window),
        f"median age of those {words.under_way}": median(age),
    }
    if len(hours) == 0:
        basis = f"no {words.noun} {words.ended} in this window"
        return Kpi(words.name, math.nan, "hours", 0, basis, left_out=left_out, also=also)
    ordered = np.sort(hours)
    low, high = median_interval(ordered)
    also["90th percentile"] = quantile(ordered, 0.9)
    return Kpi(
        words.name,
        median(ordered),
        "hours",
        len(hours),
        f"median of {say_count(len(hours), words.noun)}",
        low,
        high,
        left_out,
        also,
        pd.Series(hours, index=_those(ids, counted), name="hours"),
    )


def median(ordered: Hours) -> float:
    """Return the middle of values that are in order; NaN where there is none.

    What `numpy.median` says, to the last bit, in a tenth of its time: it puts them in order first.

    >>> median(np.array([1.0, 2.0, 4.0])), median(np.array([1.0, 2.0]))
    (2.0, 1.5)
    """
    count = len(ordered)
    return float(ordered[(count - 1) // 2] + ordered[count // 2]) / 2 if count else math.nan


def quantile(ordered: Hours, share: float) -> float:
    """Return the value below which a share of the values lies, that are in order; at least one.

    Between two of them, as far along as the share is: what `numpy.quantile` says, to the last bit,
    in a tenth of its time.

    >>> quantile(np.array([1.0, 2.0, 4.0]), 0.75)
    3.0
    """
    place = (len(ordered) - 1) * share
    below = math.floor(place)
    along = place - below
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return high - (high - low) * (1 - along) if along >= 0.5 else low + (high - low) * along


def _those(ids: pd.Series, counted: Mask) -> pd.Index[str]:
    """Return the ids of what was counted."""
    values = ids.array if counted.all() else ids.array[counted]
    named: pd.Index[str] = pd.Index(values, dtype=ids.dtype, name=ids.name, copy=False)
    return named


def still_going(began: Times, ended: Times, window: Window) -> Mask:
    """Return which had begun and not ended at the window's end."""
    return (began < window.end) & window.not_yet(ended)


def _survival_median(began: Times, ended: Times, window: Window) -> float:
    """Return the Kaplan–Meier median in hours of all that began in the window."""
    cohort = window.holds(began)
    begin, finish = began[cohort], ended[cohort]
    over = ~window.not_yet(finish)
    until: Times = np.where(over, finish, window.end)
    lasted: Hours = hours_between(begin, until)
    return kaplan_meier(lasted, over).median
