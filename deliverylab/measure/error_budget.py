"""Error budget: how much may fail before a promise is broken.

A *service level objective* promises that a share of all requests is answered well, 99.9 % for
example. Nobody promises 100 %: users could not tell the difference, and no change could ever be
deployed. What the objective leaves is the *error budget*, and it may be spent: on deployments that
go wrong, on machines that break, on trying something out.

The budget is a number of requests. Said as minutes, it is the time for which everything may fail,
if users ask equally at all hours; where they do not, a minute at noon costs more than one at night.

What follows when the budget is spent is not arithmetic but an agreement. An *error budget policy*,
made beforehand by those who develop, those who operate and those who own the service, says for
example that only repairs are deployed until there is budget again, and who may make an exception.

Sources: Beyer, Jones, Petoff and Murphy (eds.), *Site Reliability Engineering*, O'Reilly 2016,
chapter 3 ("Embracing Risk"); Beyer et al. (eds.), *The Site Reliability Workbook*, O'Reilly 2018,
chapter 2 ("Implementing SLOs") and appendix B ("Example Error Budget Policy").
"""

from __future__ import annotations

import numpy as np
import pandas as pd

__all__ = ["budget_minutes", "budget_spent", "error_budget"]

MINUTES_PER_DAY = 24 * 60


def error_budget(objective: float, requests: float) -> float:
    """Return how many of so many requests may fail: (1 − objective) × requests.

    Args:
        objective: the share of requests promised to be good, between 0 and 1 (both excluded).
        requests: how many there are.

    Raises:
        ValueError: If the objective is not between 0 and 1, or the requests are fewer than none.

    >>> round(error_budget(0.999, 14_400_000))
    14400
    """
    _refuse(objective)
    if not requests >= 0:
        raise ValueError(f"requests is {requests}; it must be a number from 0 on")
    return (1 - objective) * requests


def budget_minutes(objective: float, days: float = 30) -> float:
    """Return for how many minutes everything may fail in so many days.

    (1 − objective) × days × 24 × 60, if users ask equally at all hours.

    Args:
        objective: the share of requests promised to be good, between 0 and 1 (both excluded).
        days: over how many days the promise is kept.

    Raises:
        ValueError: If the objective is not between 0 and 1, or the days are fewer than none.

    >>> [round(budget_minutes(objective), 1) for objective in (0.99, 0.999, 0.9995)]
    [432.0, 43.2, 21.6]
    """
    _refuse(objective)
    if not days >= 0:
        raise ValueError(f"days is {days}; it must be a number from 0 on")
    return (1 - objective) * days * MINUTES_PER_DAY


def budget_spent(traffic: pd.DataFrame, objective: float = 0.999) -> pd.Series:
    """Return the share of the error budget that is spent by the end of each hour.

    The failed requests so far, divided by what may fail of all requests in the table. Its last
    value is what `reliability` gives as "error budget spent" of the same hours.

    Args:
        traffic: hours with `hour`, `requests` and `failed`, as in a log's `traffic`; the hours of
            several teams are added up.
        objective: the share of requests promised to be good, between 0 and 1 (both excluded).

    Returns:
        One share for each hour, in order of time, by the hour's start; above 1 the promise is
        broken. Without any requests there is no budget, and every share is NaN.

    Raises:
        ValueError: If the objective is not between 0 and 1.

    >>> traffic = pd.DataFrame({"hour": pd.to_datetime(["2025-01-06T09:00Z", "2025-01-06T10:00Z"]),
    ...     "requests": [4000, 6000], "failed": [4, 8]})
    >>> budget_spent(traffic, 0.999).round(2).to_list()
    [0.4, 1.2]
    """
    by_hour = traffic.groupby("hour")[["requests", "failed"]].sum()
    budget = error_budget(objective, int(by_hour["requests"].sum()))
    spent = by_hour["failed"].cumsum() / (budget or np.nan)
    return spent.rename("error budget spent")


def _refuse(objective: float) -> None:
    if not 0 < objective < 1:
        raise ValueError(
            f"objective is {objective}; it must lie between 0 and 1, like 0.999 for 99.9 %"
        )
