"""From a history in hours to a delivery log with its tables.

Columns that depend only on early stages are kept, read-only, under those stages' levers, like the
stages themselves: moving a deploy lever does not convert the reviews anew.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
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
    StagingRows,
    deployment_rows,
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
    """Return the delivery log of a history: what happened before the last day ended."""
    team = history.scenario.name
    staging: StagingRows = _kept("staging", history.staging, history, staging_rows)
    releases = release_rows(history, staging)
    deployments = deployment_rows(history, releases, staging)
    return DeliveryLog(
        changes=frame("changes", team, _changes(history, deployments)),
        builds=_kept("builds", history.main_line, history, _builds).copy(deep=False),
        releases=frame("releases", team, releases.columns),
        deployments=frame("deployments", team, deployments.columns),
        incidents=frame("incidents", team, _incidents(history, deployments)),
        traffic=frame("traffic", team, _traffic(history)),
        start=START,
        end=START + pd.Timedelta(days=history.days),
        source="simulation",
        notes=history.notes,
    )


def _kept(what: str, key: Hashable, history: History, make: Callable[[History], T]) -> T:
    """Return what `make` gives, kept under the levers that it depends on (None: not kept)."""
    if key is None:
        return make(history)
    name = (what, history.scenario.name, key)
    kept = KEPT.get(name)
    if kept is None:
        kept = make(history)
        KEPT.put(name, kept, BYTES_PER_CHANGE // 3 * history.work.count + 1_000)
    return kept  # type: ignore[return-value]


def _changes(history: History, deployments: DeploymentRows) -> Columns:
    batch = history.batches.of_changes(deployments.live)
    place = np.full(history.work.count, MISSING)
    place[history.merged.change[: len(batch)]] = deployments.of_planned[batch]
    return {
        **_kept("main line", history.main_line, history, _upto_main_line),
        **_kept("staged", history.staging, history, _upto_staging),
        "approved": _approved(history),
        "deployment": pick(deployments.names, place),
        "deployed": np.append(deployments.finished, NEVER).take(place),  # MISSING is the last one
    }


def _upto_main_line(history: History) -> Columns:
    work, integrated, days = history.work, history.integrated, history.days
    known = np.zeros(work.count, dtype=np.bool_)
    known.flags.writeable = False
    return {
        "change": history.change_names,
        "kind": category("changes", "kind", work.kind),
        "size": pd.arrays.IntegerArray(work.size, known),
        "committed": moments(work.committed, days),
        "opened": moments(integrated.opened, days),
        "review_started": moments(integrated.review_started, days),
        "reviewed": moments(integrated.reviewed, days),
        "merged": moments(integrated.merged, days),
    }


def _upto_staging(history: History) -> Columns:
    packages = history.packages
    return {
        "packaged": moments(_by_change(history, packages.packaged), history.days),
        "staged": moments(_by_change(history, packages.staged), history.days),
    }


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
    queued = moments(builds.queued, history.days)
    happened = queued != NEVER
    finished = moments(builds.finished, history.days)[happened]
    result = builds.result[happened]
    ended = finished != NEVER
    success, failure = code("builds", "outcome", "success"), code("builds", "outcome", "failure")
    defect, flaky = code("builds", "reason", "defect"), code("builds", "reason", "flaky")
    outcome = np.where(ended, np.where(result == GREEN, success, failure), MISSING)
    reason = np.where(ended & (result != GREEN), np.where(result == DEFECT, defect, flaky), MISSING)
    columns: Columns = {
        "build": names(f"{team}-b", len(result), digits=5),
        "change": pick(history.change_names, builds.change[happened]),
        "attempt": builds.attempt[happened],
        "queued": queued[happened],
        "started": moments(builds.started, history.days)[happened],
        "finished": finished,
        "outcome": category("builds", "outcome", outcome.astype(np.int8)),
        "reason": category("builds", "reason", reason.astype(np.int8)),
    }
    return frame("builds", team, columns)


def _incidents(history: History, deployments: DeploymentRows) -> Columns:
    incidents = history.incidents
    hours = np.concatenate([incidents.started, incidents.detected, incidents.restored])
    started, detected, restored = moments(hours, history.days).reshape(3, -1)
    known = int(np.count_nonzero(started != NEVER))  # in order: the first ones
    restored = restored[:known]
    cause, slip = incidents.deployment[:known], incidents.slip[:known] == 1
    place = np.full(known, MISSING)
    place[slip] = deployments.of_slip[cause[slip]]
    failed = (cause >= 0) & ~slip
    place[failed] = deployments.of_planned[cause[failed]]
    restored_by = np.where(restored == NEVER, MISSING, incidents.restored_by[:known])
    return {
        "incident": names(f"{history.scenario.name}-i", known, digits=4),
        "started": started[:known],
        "detected": detected[:known],
        "restored": restored,
        "severity": category("incidents", "severity", incidents.severity[:known]),
        "deployment": pick(deployments.names, place),
        "restored_by": category("incidents", "restored_by", restored_by.astype(np.int8)),
    }


def _traffic(history: History) -> Columns:
    traffic = history.traffic
    return {
        "hour": _hours(len(traffic.requests)),
        "requests": traffic.requests,
        "failed": traffic.failed,
        "p95_latency_ms": traffic.p95_latency_ms,
    }
