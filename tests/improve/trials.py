"""Trials made by hand: years whose numbers are written down and not simulated."""

from __future__ import annotations

import pandas as pd

from deliverylab.improve import Trial
from deliverylab.improve.quantities import QUANTITIES
from deliverylab.simulate import Scenario

TUG = Scenario.team("tug")
USUAL = {
    "deployment frequency": 2.0,
    "lead time for changes": 120.0,
    "time to restore service": 1.0,
    "change failure rate": 0.2,
    "reliability": 0.999,
    "deployment rework rate": 0.1,
    "loss": 50.0,
}


def made_up(without: dict[str, list[float]], with_it: dict[str, list[float]]) -> Trial:
    """Return a trial with these years; what is not given is as usual, the same in all of them."""
    years = len(next(iter(without.values())))
    halves = [
        pd.DataFrame(
            {"scenario": way, "seed": range(1, years + 1)}
            | {name: given.get(name, [USUAL[name]] * years) for name in QUANTITIES}
        )
        for way, given in (("without", without), ("with", with_it))
    ]
    return Trial(TUG, TUG, pd.concat(halves, ignore_index=True))
