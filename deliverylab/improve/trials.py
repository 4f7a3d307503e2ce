"""A trial: thirty years without what a team wants to change, and the same thirty years with it.

Nobody can live through the same year twice, with a change and without it. A simulation can. Each
year is simulated both ways with the same luck, so that the difference shows the change and not the
luck, and thirty of them show how much the years differ.

>>> from dataclasses import replace
>>> from deliverylab.simulate import Train
>>> tug = Scenario.team("tug")
>>> result = trial(tug, replace(tug, deploy_on=Train(every_days=7)), years=10)
>>> result["lead time for changes"].falls
True
"""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import get_args

import numpy as np
import pandas as pd

from deliverylab.improve.effect import Effect, Judged
from deliverylab.improve.losses import PRICES, Prices, loss
from deliverylab.improve.paired import mean_difference
from deliverylab.improve.quantities import QUANTITIES, quantity
from deliverylab.improve.tables import as_html, as_text
from deliverylab.log import DeliveryLog
from deliverylab.measure import scorecard
from deliverylab.measure.say import capital
from deliverylab.simulate import Scenario, sweep
from deliverylab.simulate.ranges import require
from deliverylab.simulate.run import LARGEST_SEED

__all__ = ["Effect", "Trial", "trial"]

MOST_YEARS = 1_000
FREQUENCY, REWORK = "deployment frequency", "deployment rework rate"
_HALF = 0.5
_WITHOUT, _WITH = "without", "with"


@dataclass(frozen=True, eq=False)
class Trial:
    """Two ways to work, compared over the same years.

    The seven intervals are each right in 95 of 100 trials; so in one trial of three or four, one of
    them misses. A difference that is barely more than noise is weak evidence.

    Attributes:
        before: How the team works without the change.
        after: How it works with it.
        runs: One row per simulated year: `scenario` ("without" or "with"), `seed`, and a column for
            each quantity by its name, in the unit of the measures; NaN for "no data".
    """

    before: Scenario
    after: Scenario
    runs: pd.DataFrame

    @property
    def years(self) -> int:
        """How many years were simulated each way."""
        return len(self.runs) // 2

    @cached_property
    def effects(self) -> Mapping[str, Effect]:
        """The effect on each quantity, by its name."""
        half = {
            way: self.runs.loc[self.runs["scenario"] == way].sort_values("seed")
            for way in (_WITHOUT, _WITH)
        }
        found = {
            name: Effect(
                one,
                half[_WITHOUT][name].to_numpy(dtype=np.float64),
                half[_WITH][name].to_numpy(dtype=np.float64),
            )
            for name, one in QUANTITIES.items()
        }
        by_rework = _moved_by_rework(found[FREQUENCY], found[REWORK])
        return {**found, FREQUENCY: replace(found[FREQUENCY], by_rework=by_rework)}

    def __getitem__(self, name: str) -> Effect:
        """Return the effect on one quantity, by its name or its key.

        Raises:
            NotAllowed: If it is not one of `QUANTITIES`.
        """
        return self.effects[quantity(name).name]

    def table(self) -> pd.DataFrame:
        """Return one row per quantity, as a person would say the numbers."""
        rows = {
            name: {
                "without": effect.said[0],
                "with": effect.said[1],
                "difference": effect.mean,
                "95 % interval": effect.interval,
                "verdict": effect.judged,
            }
            for name, effect in self.effects.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("mean year")

    @property
    def text(self) -> str:
        """What the trial says of each quantity, in a sentence."""
        by_word: dict[str, list[str]] = {word: [] for word in get_args(Judged)}
        for name, effect in self.effects.items():
            by_word[effect.judged].append(name)
        found = [f"{word}: {', '.join(names)}" for word, names in by_word.items() if names]
        return f"{self.years} years with the same luck. {capital('; '.join(found))}."

    @property
    def brief(self) -> str:
        """What a reader of the table still has to be told: the loss, and whether rework counts."""
        lost, frequency = self.effects["loss"].text, self.effects[FREQUENCY]
        if not frequency.by_rework:
            return lost
        verb = "falls" if frequency.falls else "rises"
        return (
            f"{lost} The deployment frequency {verb} because rework does: a rollback and a hotfix "
            "are deployments too."
        )

    def __repr__(self) -> str:
        """Return the table as plain text, and the sentence below it."""
        return f"{as_text(self.table())}\n{self._caption}. {self.brief}"

    def _repr_html_(self) -> str:
        """Return the table for a notebook, and the sentence below it."""
        return f"{as_html(self.table(), self._caption)}<p>{html.escape(self.brief)}</p>"

    @property
    def _caption(self) -> str:
        return f"The mean of {self.years} years, without the change and with it, same luck"


@dataclass(frozen=True)
class _Year:
    """Measures one year of a team that works like this; picklable, for a process pool."""

    scenario: Scenario
    prices: Prices

    def __call__(self, log: DeliveryLog) -> dict[str, float]:
        (kpis,) = scorecard(log).kpis.values()
        lost = loss(log, self.scenario, self.prices).total
        return {name: kpis[name].value for name in QUANTITIES if name in kpis} | {"loss": lost}


def trial(
    before: Scenario,
    after: Scenario,
    years: int = 30,
    executor: Executor | None = None,
    *,
    prices: Prices = PRICES,
    seed: int = 1,
) -> Trial:
    """Return what years of work are like before a change and after it, with the same luck.

    Args:
        before: How the team works without the change.
        after: How it works with it.
        years: How many years each way, 2 to 1,000.
        executor: Where to run; by default here, which takes a second or so for thirty years.
        prices: What waiting and outages cost, for the loss.
        seed: The luck of the first year; each further year has the next one.

    Raises:
        NotAllowed: If `years` or `seed` is out of range.
        TypeError: If `before` or `after` is no `Scenario`.
    """
    for name, scenario in (("before", before), ("after", after)):
        if not isinstance(scenario, Scenario):
            raise TypeError(
                f"{name}={scenario!r}; expected a Scenario, for example Scenario.team('tug')"
            )
    require("years", years, 2, MOST_YEARS, whole=True)
    require("seed", seed, 0, LARGEST_SEED - MOST_YEARS, whole=True)
    seeds = range(seed, seed + years)
    halves = [
        sweep({way: scenario}, seeds, _Year(scenario, prices), executor=executor)
        for way, scenario in _ways(before, after)
    ]
    return Trial(before, after, pd.concat(halves, ignore_index=True))


def _moved_by_rework(frequency: Effect, rework: Effect) -> bool:
    """Return whether rework makes most of the difference in how often a team deploys."""
    if not frequency.more_than_noise or not rework.more_than_noise:
        return False
    planned = mean_difference(
        frequency.without * (1 - np.nan_to_num(rework.without)),
        frequency.with_it * (1 - np.nan_to_num(rework.with_it)),
    )
    return planned.value / frequency.difference.value < _HALF


def _ways(before: Scenario, after: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Yield both ways, under one name: a log takes its team's name from the scenario."""
    yield _WITHOUT, before
    yield _WITH, replace(after, name=before.name)
