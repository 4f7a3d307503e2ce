"""Deployments to production: which they are, and what share of them is of some kind.

The change failure rate and the deployment rework rate are shares of the same whole: every
deployment to production that finished in the window, planned or not, whether it succeeded or not.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import cast

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.intervals import share_interval
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import say_count
from deliverylab.measure.window import Mask, Window, times

__all__ = ["has_value", "in_production", "share_of_deployments", "under_way"]


def share_of_deployments(
    log: DeliveryLog,
    window: Window,
    name: str,
    which: Callable[[Mask], Mask],
    doing: str,
    unknown: str,
) -> Kpi:
    """Return the share of the window's finished production deployments that are of some kind.

    Args:
        log: What happened.
        window: When.
        name: The KPI's name.
        which: Asked with the rows of the deployments table that count, answers for each of those
            rows whether it is of the kind.
        doing: What those did, in words that follow "3 of 26 deployments".
        unknown: Why the log cannot tell which; empty if it can.
    """
    if nothing := why_unknown(log, "deployments.finished"):
        return Kpi(name, math.nan, "share", 0, nothing)
    production = in_production(log)
    finished = times(log.deployments["finished"])
    counted = production & window.holds(finished)
    ends = finished[counted]
    left_out = {"not finished": int(np.count_nonzero(under_way(log, production, window)))}
    if unknown or not len(ends):
        basis = unknown or "no deployment to production finished in this window"
        return Kpi(name, math.nan, "share", 0, basis, left_out=left_out)
    of_the_kind = which(counted)
    hits = int(np.count_nonzero(of_the_kind))
    low, high = share_interval(hits, len(ends))
    with np.errstate(invalid="ignore"):  # a week without any has no share
        weekly = window.in_weeks(ends[of_the_kind]) / window.in_weeks(ends)
    basis = f"{hits:,} of {say_count(len(ends), 'deployment')} {doing}"
    return Kpi(
        name,
        hits / len(ends),
        "share",
        len(ends),
        basis,
        low,
        high,
        left_out,
        detail=pd.Series(weekly, index=window.week_starts(), name=name),
    )


def in_production(log: DeliveryLog) -> Mask:
    """Return which deployments went to production."""
    return has_value(log.deployments["environment"], "production")


def under_way(log: DeliveryLog, which: Mask, window: Window) -> Mask:
    """Return which of some deployments had started and not finished at the window's end."""
    started = times(log.deployments["started"])
    finished = times(log.deployments["finished"])
    return which & (started < window.end) & window.not_yet(finished)


def has_value(column: pd.Series, value: str) -> Mask:
    """Return where a category column holds the value; a missing entry does not."""
    # Comparing the codes is ten times as fast as comparing the column.
    values = cast(pd.Categorical, column.array)
    return np.asarray(values.codes == values.categories.get_loc(value), dtype=np.bool_)
