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
import math
from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, TypeAlias, get_args

import numpy as np
import pandas as pd

from deliverylab.improve.loss import PRICES, Prices, loss
from deliverylab.improve.paired import Mean, Values, mean_difference
from deliverylab.improve.quantities import QUANTITIES, Quantity, quantity
from deliverylab.log import DeliveryLog
from deliverylab.measure import scorecard
from deliverylab.measure.say import NO_DATA
from deliverylab.simulate import Scenario, sweep
from deliverylab.simulate.ranges import require
from deliverylab.simulate.run import LARGEST_SEED

__all__ = ["Effect", "Trial", "trial"]

MOST_YEARS = 1_000
Judged: TypeAlias = Literal["better", "worse", "no more than noise", "the same", "no data"]
"""What a trial says of one quantity."""

_WITHOUT, _WITH = "without", "with"


@dataclass(frozen=True, eq=False)
class Effect:
    """What a change does to one quantity; values in the unit of the measures.

    Attributes:
        quantity: Of what.
        without: Year by year without the change; NaN where a year has no data.
        with_it: The same years with it.
    """

    quantity: Quantity
    without: Values
    with_it: Values

    @cached_property
    def difference(self) -> Mean:
        """The mean of the paired differences, with its 95 % interval."""
        return mean_difference(self.without, self.with_it)

    @property
    def before(self) -> float:
        """The mean year without the change, of the years that have data both ways."""
        return self._mean(self.without)

    @property
    def after(self) -> float:
        """The mean year with the change, of the years that have data both ways."""
        return self._mean(self.with_it)

    @property
    def falls(self) -> bool:
        """Whether it falls by more than noise: the whole interval is below zero."""
        return self.difference.high < 0

    @property
    def rises(self) -> bool:
        """Whether it rises by more than noise: the whole interval is above zero."""
        return self.difference.low > 0

    @property
    def more_than_noise(self) -> bool:
        """Whether the interval of the difference leaves zero out."""
        return self.falls or self.rises

    @property
    def better(self) -> bool:
        """Whether it gets better by more than noise."""
        return self.falls if self.quantity.better == "falls" else self.rises

    @property
    def worse(self) -> bool:
        """Whether it gets worse by more than noise."""
        return self.more_than_noise and not self.better

    @property
    def said(self) -> tuple[str, str]:
        """The mean year without and with the change, in words that tell the two apart."""
        say = self.quantity.say
        return say(self.before, beside=self.after), say(self.after, beside=self.before)

    @property
    def interval(self) -> str:
        """The 95 % interval of the difference in words."""
        return self.quantity.say_interval(self.difference.low, self.difference.high)

    @property
    def judged(self) -> Judged:
        """Whether there is more than noise."""
        mean = self.difference
        if math.isnan(mean.low):
            return "no data"
        if mean.low == mean.high == 0:
            return "the same"
        if not self.more_than_noise:
            return "no more than noise"
        return "better" if self.better else "worse"

    @property
    def text(self) -> str:
        """The effect in a sentence."""
        name = _capital(self.quantity.name)
        years = self._years_left_out()
        without, with_it = self.said
        if self.judged == "no data":
            return f"{name}: {NO_DATA}{years}."
        if self.judged == "the same":
            return f"{name}: {without} both ways, in every year{years}."
        values = f"{without} without, {with_it} with"
        if not self.more_than_noise:
            return f"{name}: {values}; no more than noise (95 % interval {self.interval}{years})."
        verb = "falls" if self.falls else "rises"
        size = self.quantity.say_size(self.difference.value)
        return f"{name}: {values}; {verb} by {size} (95 % interval {self.interval}{years})."

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.text

    def _mean(self, values: Values) -> float:
        both = ~np.isnan(self.without) & ~np.isnan(self.with_it)
        return float(values[both].mean()) if both.any() else math.nan

    def _years_left_out(self) -> str:
        """Say of how many years this is, where some have no data."""
        every, there = len(self.without), self.difference.of
        return "" if there == every else f"; {there} of {every} years have data both ways"


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
        return {
            name: Effect(
                one,
                half[_WITHOUT][name].to_numpy(dtype=np.float64),
                half[_WITH][name].to_numpy(dtype=np.float64),
            )
            for name, one in QUANTITIES.items()
        }

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
                "difference": effect.quantity.say_difference(effect.difference.value),
                "95 % interval": effect.interval,
                "": effect.judged,
            }
            for name, effect in self.effects.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("mean year")

    @property
    def text(self) -> str:
        """What the trial says, in a sentence or two."""
        by_word: dict[str, list[str]] = {word: [] for word in get_args(Judged)}
        for name, effect in self.effects.items():
            by_word[effect.judged].append(name)
        found = [f"{word}: {', '.join(names)}" for word, names in by_word.items() if names]
        lost = self.effects["loss"].text
        return f"{self.years} years with the same luck. {_capital('; '.join(found))}. {lost}"

    def __repr__(self) -> str:
        """Return the table as plain text, and the sentence."""
        table = self.table()
        rows = [["mean year", *table.columns]]
        rows += [[str(n), *map(str, r)] for n, r in zip(table.index, table.to_numpy(), strict=True)]
        widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in rows
        ]
        return "\n".join([*lines, self.text])

    def _repr_html_(self) -> str:
        """Return the table for a notebook, and the sentence below it."""
        table = self.table()
        heads = [*table.columns[:-1], "more than noise?"]
        head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in heads)
        rows = "".join(
            f'<tr><th scope="row">{html.escape(str(name))}</th>'
            + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row)
            + "</tr>"
            for name, row in zip(table.index, table.to_numpy(), strict=True)
        )
        caption = f"The mean of {self.years} years, without the change and with it, same luck"
        return (
            f"<table><caption>{caption}</caption>"
            f'<thead><tr><th scope="col">mean year</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table><p>{html.escape(self.text)}</p>"
        )


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


def _ways(before: Scenario, after: Scenario) -> Iterator[tuple[str, Scenario]]:
    """Yield both ways, under one name: a log takes its team's name from the scenario."""
    yield _WITHOUT, before
    yield _WITH, replace(after, name=before.name)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
