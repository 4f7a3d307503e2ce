"""What is lost in a mean year of some ways to work, each simulated once, and kept.

To say which of a dozen moves helps most takes some years of each, of which nothing but the loss is
looked at. A year is simulated for all of them before the next one: most moves leave the first
stages of the work as they are, and the simulator keeps what it has just computed of those.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from deliverylab.improve.losses import Prices, loss_in_run
from deliverylab.simulate import Scenario
from deliverylab.simulate.cache import Cache
from deliverylab.simulate.run import run

__all__ = ["YEARS", "lost_in_a_mean_year"]

YEARS = 10
"""So many years a mean is made of: the first ones of a trial, with the same luck."""

_BYTES = 2_000
"""What keeping one loss costs, roughly: a scenario and a few numbers."""

_kept: Cache[float] = Cache(limit_bytes=1_000_000)


def lost_in_a_mean_year(
    ways: Sequence[Scenario], prices: Prices, years: int = YEARS
) -> list[float]:
    """Return how many person-weeks each way to work loses in a mean of so many years.

    >>> from deliverylab.improve.losses import PRICES
    >>> slow, fast = Scenario.team("barge"), Scenario.team("hydrofoil")
    >>> most, least = lost_in_a_mean_year([slow, fast], PRICES)
    >>> most > 10 * least
    True
    """
    known = {works: _kept.get((works, prices, years)) for works in ways}
    means = {works: mean for works, mean in known.items() if mean is not None}
    lost: dict[Scenario, list[float]] = {works: [] for works in ways if works not in means}
    for seed in range(1, years + 1):
        for works, by_year in lost.items():
            by_year.append(loss_in_run(run(works, seed=seed), prices).total)
    for works, by_year in lost.items():
        means[works] = float(np.mean(by_year))
        _kept.put((works, prices, years), means[works], _BYTES)
    return [means[works] for works in ways]
