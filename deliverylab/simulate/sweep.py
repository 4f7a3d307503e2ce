"""Many runs: every scenario with every seed, one after the other or on many machines.

A run needs nothing but its scenario, days and seed, so it does not matter where it runs: any
`concurrent.futures` executor serves, and gives the same results in the same order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.simulate.run import simulate
from deliverylab.simulate.scenario import Scenario

Result: TypeAlias = float | int | str | bool | None
R = TypeVar("R")


@dataclass(frozen=True)
class _Job(Generic[R]):
    """One run of a sweep; picklable when `measure` is."""

    measure: Callable[[DeliveryLog], R]
    days: int

    def __call__(self, job: tuple[Scenario, int]) -> R:
        scenario, seed = job
        return self.measure(simulate(scenario, self.days, seed))


def sweep(
    scenarios: Mapping[str, Scenario] | Iterable[Scenario],
    seeds: Iterable[int],
    measure: Callable[[DeliveryLog], Mapping[str, Result]],
    *,
    days: int = 364,
    executor: Executor | None = None,
) -> pd.DataFrame:
    """Return what `measure` says of every scenario with every seed.

    Args:
        scenarios: by name, or without names (then the team's name is taken).
        seeds: one run of each scenario for each; the same seeds mean the same luck.
        measure: called with each log; returns names and values, the columns of the result. For a
            process pool it must be a function that can be pickled: one defined in a module.
        days: how long each run is.
        executor: where to run; by default here, one after the other.

    Returns:
        One row per run: `scenario`, `seed`, and the columns that `measure` gave; scenario after
        scenario, seed after seed, whichever run finished first.

    >>> def deployed(log):
    ...     return {"deployed": int(log.changes["deployed"].notna().sum())}
    >>> table = sweep([Scenario.team("tug"), Scenario.team("ferry")], [1, 2], deployed, days=28)
    >>> table[["scenario", "seed"]].values.tolist()
    [['tug', 1], ['tug', 2], ['ferry', 1], ['ferry', 2]]
    """
    if isinstance(scenarios, Mapping):
        named = list(scenarios.items())
    else:
        named = [(scenario.name, scenario) for scenario in scenarios]
    seeds = list(seeds)
    runs = [(name, scenario, seed) for name, scenario in named for seed in seeds]
    job = _Job(measure, days)
    jobs = [(scenario, seed) for _, scenario, seed in runs]
    results = map(job, jobs) if executor is None else executor.map(job, jobs)
    rows = [
        {"scenario": name, "seed": seed, **result}
        for (name, _, seed), result in zip(runs, results, strict=True)
    ]
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=["scenario", "seed"])
