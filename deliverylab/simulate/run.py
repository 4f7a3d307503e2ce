"""The simulation: a scenario, a number of days and a seed give a history; a history gives a log.

Stage by stage, each from the one before: work, integration, release, deployment, operation,
traffic. What a stage gives depends only on the seed, the days and the levers up to it, so the last
few results of the costly stages are kept under exactly those, and moving a later lever does not
repeat them.
"""

from __future__ import annotations

from collections.abc import Hashable
from operator import attrgetter

from deliverylab.log import DeliveryLog
from deliverylab.simulate import draws, names, tables
from deliverylab.simulate.cache import BYTES_PER_CHANGE, Cache
from deliverylab.simulate.coupled import integrate_coupled
from deliverylab.simulate.deploy import Batches, deploy, gather
from deliverylab.simulate.history import History
from deliverylab.simulate.integrate import INTEGRATE_LEVERS, Integrated, integrate
from deliverylab.simulate.operate import operate
from deliverylab.simulate.policies import Train
from deliverylab.simulate.ranges import require
from deliverylab.simulate.release import (
    RELEASE_LEVERS,
    Merged,
    Packages,
    merge,
    package_departures,
    package_every_change,
    package_when_free,
)
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.tables import to_log
from deliverylab.simulate.traffic import KEPT as GOOD_DAYS
from deliverylab.simulate.traffic import traffic
from deliverylab.simulate.work import WORK_LEVERS, Work, commit

MOST_DAYS = 40_000
"""The longest run: about a hundred years."""

LARGEST_SEED = 2**53
"""The largest seed: more than anybody will try, and a number that every tool writes exactly."""

KEPT_CHANGES = 50_000
"""Runs with more changes than this are not kept."""

_upto_main_line = attrgetter(*WORK_LEVERS, *INTEGRATE_LEVERS)
_upto_staging = attrgetter(*WORK_LEVERS, *INTEGRATE_LEVERS, *RELEASE_LEVERS)

_main_line: Cache[tuple[Work, Integrated]] = Cache(limit_bytes=24_000_000)
_staging: Cache[tuple[Merged, Packages]] = Cache(limit_bytes=24_000_000)
_batches: Cache[Batches] = Cache(limit_bytes=8_000_000)


def simulate(scenario: Scenario, days: int = 364, seed: int = 1) -> DeliveryLog:
    """Return the delivery log of a team that works as the scenario says.

    Time zero is Monday 2025-01-06, 00:00 UTC. The same arguments give the same log; with the same
    seed, two scenarios meet the same luck. What would happen after the last day is not in the log.
    Each of its tables is made when it is first read.

    Args:
        scenario: the levers.
        days: how long, 1 to 40,000 days.
        seed: the luck, a whole number from 0 to 2 to the power of 53.

    Raises:
        ValueError: when `days` or `seed` is out of range.
        TypeError: when `scenario` is no `Scenario`.

    >>> log = simulate(Scenario.team("tug"), days=28, seed=1)
    >>> log.teams, len(log.traffic)
    (['tug'], 672)
    """
    return to_log(run(scenario, days, seed))


def run(scenario: Scenario, days: int = 364, seed: int = 1) -> History:
    """Return what `simulate` computes, as arrays of hours; arguments as there."""
    _refuse(scenario, days, seed)
    main_line: Hashable = ("main line", days, seed, *_upto_main_line(scenario))
    kept = _main_line.get(main_line)
    if kept is None:
        work = commit(scenario, days, seed)
        through = integrate_coupled if scenario.coupled else integrate
        kept = work, through(scenario, seed, work)
        if work.count <= KEPT_CHANGES:
            _main_line.put(main_line, kept, BYTES_PER_CHANGE * work.count)
    work, integrated = kept
    keep = work.count <= KEPT_CHANGES

    staging: Hashable = None
    if keep and scenario.package_by == "automatic":
        staging = ("staging", days, seed, *_upto_staging(scenario))
    merged, packages = _release(scenario, days, seed, work, integrated, staging)
    batches = _gather(scenario, days, seed, merged, packages, staging)
    deployed = deploy(scenario, seed, batches, work.horizon)
    incidents, repairs = operate(scenario, seed, merged, batches, deployed, work.horizon)
    return History(
        scenario=scenario,
        days=days,
        seed=seed,
        work=work,
        integrated=integrated,
        merged=merged,
        packages=packages,
        batches=batches,
        deployed=deployed,
        incidents=incidents,
        repairs=repairs,
        traffic=traffic(scenario, seed, incidents, days),
        main_line=main_line if keep else None,
        staging=staging,
    )


def forget() -> None:
    """Forget all kept results: the next run computes everything anew."""
    stages = (_main_line, _staging, _batches, GOOD_DAYS)
    for cache in (*stages, draws.KEPT, names.KEPT, tables.KEPT):
        cache.clear()


def _release(
    scenario: Scenario,
    days: int,
    seed: int,
    work: Work,
    integrated: Integrated,
    key: Hashable,
) -> tuple[Merged, Packages]:
    """Return the merged changes and their packages; by machine they are kept under `key`."""
    if scenario.package_by == "automatic":
        kept = _staging.get(key) if key is not None else None
        if kept is None:
            merged = merge(scenario, seed, work, integrated)
            kept = merged, package_every_change(scenario, seed, work, merged)
            if key is not None:
                _staging.put(key, kept, BYTES_PER_CHANGE * work.count)
        return kept
    merged = merge(scenario, seed, work, integrated)
    if isinstance(scenario.deploy_on, Train):
        departures = scenario.deploy_on.departures(days, scenario.working_hours)
        return merged, package_departures(scenario, seed, work, merged, departures)
    return merged, package_when_free(scenario, seed, work, merged)


def _gather(
    scenario: Scenario,
    days: int,
    seed: int,
    merged: Merged,
    packages: Packages,
    staging: Hashable,
) -> Batches:
    """Return what goes to production together, kept by the packages' key and the deploy policy."""
    if staging is None:
        return gather(scenario, seed, merged, packages, days)
    key = (staging, scenario.deploy_on)
    kept = _batches.get(key)
    if kept is None:
        kept = gather(scenario, seed, merged, packages, days)
        _batches.put(key, kept, BYTES_PER_CHANGE // 10 * len(merged.change))
    return kept


def _refuse(scenario: object, days: object, seed: object) -> None:
    if not isinstance(scenario, Scenario):
        raise TypeError(
            f"scenario={scenario!r}; expected a Scenario, for example Scenario.team('tug')"
        )
    require("days", days, 1, MOST_DAYS, whole=True)
    require("seed", seed, 0, LARGEST_SEED, whole=True)
