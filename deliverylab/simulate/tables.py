"""From a history in hours to a delivery log with its tables.

Columns that depend only on early stages are kept, read-only, under those stages' levers, like the
stages themselves: moving a deploy lever does not convert the reviews anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TypeVar

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.simulate.cache import BYTES_PER_CHANGE, Cache
from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.columns import (
    MISSING,
    Columns,
    category,
    code,
    frame,
    pick,
)
from deliverylab.simulate.deployment_rows import (
    DeploymentRows,
    ReleaseRows,
    StagingRows,
    deployment_columns,
    deployment_rows,
    release_columns,
    release_rows,
    staging_rows,
)
from deliverylab.simulate.history import History
from deliverylab.simulate.integrate import DEFECT, GREEN
from deliverylab.simulate.names import (
    MICROSECONDS_PER_HOUR,
    NEVER,
    START,
    Moments,
    moments,
    names,
)

KEPT: Cache[object] = Cache(limit_bytes=32_000_000)

T = TypeVar("T")


def to_log(history: History) -> DeliveryLog:
    """Return the delivery log of a history: what happened before the last day ended.

    Each table is made when it is first read.
    """
    tables = _Tables(history)
    return DeliveryLog(
        changes=tables.changes,
        builds=tables.builds,
        releases=tables.releases,
        deployments=tables.deployments,
        incidents=tables.incidents,
        traffic=tables.traffic,
        start=START,
        end=START + pd.Timedelta(days=history.days),
        source="simulation",
        notes=history.notes,
    )


@dataclass(frozen=True, eq=False)
class _Tables:
    """Makes the tables of a history, and what several of them need only once."""

    history: History

    def changes(self) -> pd.DataFrame:
        return _changes(self.history, self._deployed)

    def builds(self) -> pd.DataFrame:
        history = self.history
        return _kept("builds", history.main_line, history, _builds).copy(deep=False)

    def releases(self) -> pd.DataFrame:
        released = self._released
        columns = release_columns(self.history, released)
        return frame("releases", self.history.scenario.name, released.times, columns)

    def deployments(self) -> pd.DataFrame:
        deployed = self._deployed
        columns = deployment_columns(self.history, self._released, deployed)
        return frame("deployments", self.history.scenario.name, deployed.times, columns)

    def incidents(self) -> pd.DataFrame:
        return _incidents(self.history, self._deployed)

    def traffic(self) -> pd.DataFrame:
        return _traffic(self.history)

    @cached_property
    def _staged(self) -> StagingRows:
        return _kept("staging", self.history.staging, self.history, staging_rows)

    @cached_property
    def _released(self) -> ReleaseRows:
        return release_rows(self.history, self._staged)

    @cached_property
    def _deployed(self) -> DeploymentRows:
        return deployment_rows(self.history, self._released, self._staged)


def _kept(what: str, key: Hashable, history: History, make: Callable[[History], T]) -> T:
    """Return what `make` gives, kept under the levers that it depends on (None: not kept)."""
    if key is None:
        return make(history)
    name = (what, history.scenario.name, key)
    kept = KEPT.get(name)
    if kept is None:
        kept = make(history)
        KEPT.put(name, kept, BYTES_PER_CHANGE // 3 * history.work.count + 1_000)
    return kept  # pyrefly: ignore[bad-return]


def _changes(history: History, deployments: DeploymentRows) -> pd.DataFrame:
    batch = history.batches.of_changes(deployments.live)
    place = np.full(history.work.count, MISSING)
    place[history.merged.change[: len(batch)]] = deployments.of_planned[batch]
    upto_main_line, first = _kept("main line", history.main_line, history, _upto_main_line)
    upto_staging = _kept("staged", history.staging, history, _upto_staging)
    deployed = np.append(deployments.times[1], NEVER).take(place)  # MISSING, -1, is the last one
    times = [upto_main_line, upto_staging, _approved(history)[None], deployed[None]]
    columns = {**first, "deployment": pick(deployments.names, place)}
    return frame("changes", history.scenario.name, np.concatenate(times), columns)


def _upto_main_line(history: History) -> tuple[Moments, Columns]:
    work, integrated = history.work, history.integrated
    known = np.zeros(work.count, dtype=np.bool_)
    known.flags.writeable = False
    hours = np.stack(
        [
            work.committed,
            integrated.opened,
            integrated.review_started,
            integrated.reviewed,
            integrated.merged,
        ]
    )
    columns: Columns = {
        "change": history.change_names,
        "kind": category("changes", "kind", work.kind),
        "size": pd.arrays.IntegerArray(work.size, known),
    }
    return moments(hours, history.days), columns


def _upto_staging(history: History) -> Moments:
    packages = history.packages
    by_package = (packages.packaged, packages.staged)
    hours = np.stack([_by_change(history, hours) for hours in by_package])
    return moments(hours, history.days)


def _by_change(history: History, by_package: Hours) -> Hours:
    """Return what is known by package, by change; inf for changes that are in no package."""
    value = np.full(history.work.count, np.inf)
    packed = np.repeat(by_package, np.diff(history.packages.ends, prepend=0))
    value[history.merged.change[: len(packed)]] = packed
    return value


def _approved(history: History) -> Moments:
    batches, count = history.batches, history.work.count
    if batches.approved is None:
        return _never(count)
    approved = np.full(count, NEVER)
    batch = batches.of_changes(len(batches.ready))
    approved[history.merged.change[: len(batch)]] = moments(batches.approved, history.days)[batch]
    return approved


@lru_cache(maxsize=4)
def _never(count: int) -> Moments:
    return np.full(count, NEVER)


@lru_cache(maxsize=4)
def _hours(count: int) -> Moments:
    return np.arange(count) * MICROSECONDS_PER_HOUR + START.value // 1_000


def _builds(history: History) -> pd.DataFrame:
    builds, team = history.integrated.builds, history.scenario.name
    hours = np.stack([builds.queued, builds.started, builds.finished])
    times = moments(hours, history.days)
    happened = times[0] != NEVER
    times = times.compress(happened, axis=1)
    result = builds.result[happened]
    ended = times[2] != NEVER
    success, failure = code("builds", "outcome", "success"), code("builds", "outcome", "failure")
    defect, flaky = code("builds", "reason", "defect"), code("builds", "reason", "flaky")
    outcome = np.where(ended, np.where(result == GREEN, success, failure), MISSING)
    reason = np.where(ended & (result != GREEN), np.where(result == DEFECT, defect, flaky), MISSING)
    columns: Columns = {
        "build": names(f"{team}-b", len(result), digits=5),
        "change": pick(history.change_names, builds.change[happened]),
        "attempt": builds.attempt[happened],
        "outcome": category("builds", "outcome", outcome.astype(np.int8)),
        "reason": category("builds", "reason", reason.astype(np.int8)),
    }
    return frame("builds", team, times, columns)


def _incidents(history: History, deployments: DeploymentRows) -> pd.DataFrame:
    incidents, team = history.incidents, history.scenario.name
    hours = np.stack([incidents.started, incidents.detected, incidents.restored])
    times = moments(hours, history.days)
    known = int(np.count_nonzero(times[0] != NEVER))  # in order: the first ones
    times = times[:, :known]
    cause, slip = incidents.deployment[:known], incidents.slip[:known] == 1
    place = np.full(known, MISSING)
    place[slip] = deployments.of_slip[cause[slip]]
    failed = (cause >= 0) & ~slip
    place[failed] = deployments.of_planned[cause[failed]]
    restored_by = np.where(times[2] == NEVER, MISSING, incidents.restored_by[:known])
    columns: Columns = {
        "incident": names(f"{team}-i", known, digits=4),
        "severity": category("incidents", "severity", incidents.severity[:known]),
        "deployment": pick(deployments.names, place),
        "restored_by": category("incidents", "restored_by", restored_by.astype(np.int8)),
    }
    return frame("incidents", team, times, columns)


def _traffic(history: History) -> pd.DataFrame:
    traffic = history.traffic
    hours = _hours(len(traffic.requests)).copy()
    columns: Columns = {
        "requests": traffic.requests,
        "failed": traffic.failed,
        "p95_latency_ms": traffic.p95_latency_ms,
    }
    return frame("traffic", history.scenario.name, hours[None], columns)
