"""Operate: deployments fail in production, somebody notices, and service is restored.

A deployment fails when any change in it carries a defect that no test caught. Going back to the
last good version is quick and takes the same time always; fixing forward means finding the one bad
change among all in the batch. Deployments by hand may go wrong by themselves, and some incidents
have nothing to do with deployments.

A change that only makes the service slower fails no request, so no alarm rings. Somebody notices
after hours or days; by then it is too late to go back, and its author makes it fast again and
deploys that.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.deploy import Batches, Deployed
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.release import Merged
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Codes

MINOR, MAJOR, CRITICAL = 0, 1, 2
"""Severities, as their place among the categories of the log's schema."""

SEVERITY_UP_TO = (0.60, 0.90)
"""Share of the incidents that are minor, and that are minor or major."""

ROLLBACK, FIX_FORWARD, RESTART = 0, 1, 2
"""What restored service, as its place among the categories of the log's schema."""

HOURS_PER_MONTH = 730.5
"""A twelfth of 365.25 days."""


@dataclass(frozen=True, eq=False)
class Repairs:
    """Unplanned deployments: rollbacks and hotfixes; hours by the clock.

    Attributes:
        failed: number of the planned deployment that each rollback answers.
        target: number of the planned deployment whose package it puts back.
        back_started, back_finished: the rollback.
        fixed: number of the planned deployment that each hotfix answers; first those for defects,
            then those for what was slow.
        head: number of the newest change in each hotfix.
        fix_started, fix_finished: the hotfix.
    """

    failed: Numbers
    target: Numbers
    back_started: Hours
    back_finished: Hours
    fixed: Numbers
    head: Numbers
    fix_started: Hours
    fix_finished: Hours


@dataclass(frozen=True, eq=False)
class Incidents:
    """Incidents; hours by the clock.

    Attributes:
        started, detected, restored: hours.
        severity: MINOR, MAJOR or CRITICAL.
        deployment: number of the planned deployment that caused it; −1 where none did.
        slip: whether the deployment itself went wrong (its first attempt is the cause).
        restored_by: ROLLBACK, FIX_FORWARD or RESTART.
        added_ms: what it adds to the latency; 0 where requests fail instead.
    """

    started: Hours
    detected: Hours
    restored: Hours
    severity: Codes
    deployment: Numbers
    slip: Codes
    restored_by: Codes
    added_ms: Hours


def operate(
    scenario: Scenario,
    seed: int,
    merged: Merged,
    batches: Batches,
    deployed: Deployed,
    horizon: float,
) -> tuple[Incidents, Repairs]:
    """Return all incidents in order of their start, and the unplanned deployments."""
    by_defect, repairs = _by_defects(scenario, seed, merged, batches, deployed, horizon)
    others = _others(
        seed,
        horizon,
        scenario.other_incidents_per_month,
        scenario.detect_minutes,
        scenario.detect_cv,
        scenario.restart_minutes,
        scenario.restart_cv,
    )
    parts = [by_defect, _by_slips(deployed), others]
    if len(batches.slow):
        slower, hotfixes = _by_slowness(scenario, seed, merged, batches, deployed, horizon)
        parts.append(slower)
        repairs = _with_hotfixes(repairs, hotfixes)
    started = np.concatenate([part.started for part in parts])
    order = np.argsort(started, kind="stable")
    joined = Incidents(
        started=started[order],
        detected=np.concatenate([part.detected for part in parts])[order],
        restored=np.concatenate([part.restored for part in parts])[order],
        severity=np.concatenate([part.severity for part in parts])[order],
        deployment=np.concatenate([part.deployment for part in parts])[order],
        slip=np.concatenate([part.slip for part in parts])[order],
        restored_by=np.concatenate([part.restored_by for part in parts])[order],
        added_ms=np.concatenate([part.added_ms for part in parts])[order],
    )
    return joined, repairs


def severities(u: Hours) -> Codes:
    """Return the severity that belongs to each uniform draw."""
    return np.searchsorted(np.array(SEVERITY_UP_TO), u, side="right").astype(np.int8)


def _by_defects(
    scenario: Scenario,
    seed: int,
    merged: Merged,
    batches: Batches,
    deployed: Deployed,
    horizon: float,
) -> tuple[Incidents, Repairs]:
    calendar = scenario.working_hours
    count = len(batches.ready)
    known = deployed.finished[batches.bad] < horizon
    failed, target = batches.bad[known], batches.last_good[known]

    started = deployed.finished[failed]
    detect = unit_draws(seed, "detect", count, scenario.detect_cv)[failed]
    detected = started + scenario.detect_minutes / 60.0 * detect
    fix = scenario.fix_hours * unit_draws(seed, "hotfix", count, scenario.fix_cv)[failed]
    search = scenario.search_minutes / 60.0 * batches.sizes(failed)
    forward = detected + fix + search

    roll_back = (target >= 0) & (scenario.restore_by == "rollback")
    back = scenario.rollback_minutes / 60.0 * scenario.strategy.rollback_factor
    restored = np.where(roll_back, detected + back, forward)
    fix_started = np.where(
        roll_back,
        calendar.add(restored, fix),
        np.maximum(detected, restored - deployed.hours[failed]),
    )
    fix_finished = np.where(roll_back, fix_started + deployed.hours[failed], restored)
    incidents = Incidents(
        started=started,
        detected=detected,
        restored=restored,
        severity=severities(uniforms(seed, "severity", count)[failed]),
        deployment=failed,
        slip=np.zeros(len(failed), dtype=np.int8),
        restored_by=np.where(roll_back, ROLLBACK, FIX_FORWARD).astype(np.int8),
        added_ms=np.zeros(len(failed)),
    )
    repairs = Repairs(
        failed=failed[roll_back],
        target=target[roll_back],
        back_started=detected[roll_back],
        back_finished=restored[roll_back],
        fixed=failed,
        head=_newest(merged, batches, deployed, fix_started),
        fix_started=fix_started,
        fix_finished=fix_finished,
    )
    return incidents, repairs


@dataclass(frozen=True, eq=False)
class _Hotfixes:
    """Hotfixes; fields as in `Repairs`."""

    fixed: Numbers
    head: Numbers
    fix_started: Hours
    fix_finished: Hours


def _by_slowness(
    scenario: Scenario,
    seed: int,
    merged: Merged,
    batches: Batches,
    deployed: Deployed,
    horizon: float,
) -> tuple[Incidents, _Hotfixes]:
    """Return the times in which the service is slower, and the hotfixes that end them."""
    count = len(batches.ready)
    known = deployed.finished[batches.slow] < horizon
    slow = batches.slow[known]
    started = deployed.finished[slow]
    notice = unit_draws(seed, "slow notice", count, scenario.slow_notice_cv)[slow]
    noticed = started + scenario.slow_notice_hours * notice
    fix = scenario.fix_hours * unit_draws(seed, "slow fix", count, scenario.fix_cv)[slow]
    fix_started = scenario.working_hours.add(noticed, fix)
    fix_finished = fix_started + deployed.hours[slow]
    incidents = Incidents(
        started=started,
        detected=noticed,
        restored=fix_finished,
        severity=np.full(len(slow), MINOR, dtype=np.int8),
        deployment=slow,
        slip=np.zeros(len(slow), dtype=np.int8),
        restored_by=np.full(len(slow), FIX_FORWARD, dtype=np.int8),
        added_ms=batches.added_ms[known],
    )
    head = _newest(merged, batches, deployed, fix_started)
    return incidents, _Hotfixes(slow, head, fix_started, fix_finished)


def _newest(merged: Merged, batches: Batches, deployed: Deployed, when: Hours) -> Numbers:
    """Return the newest change that the deploy lane has taken by each of these moments."""
    batch = np.searchsorted(deployed.first_started, when, side="right") - 1
    return np.asarray(merged.change[batches.ends[batch] - 1])


def _with_hotfixes(repairs: Repairs, more: _Hotfixes) -> Repairs:
    """Return `repairs` with more hotfixes behind its own."""
    return replace(
        repairs,
        fixed=np.append(repairs.fixed, more.fixed),
        head=np.append(repairs.head, more.head),
        fix_started=np.append(repairs.fix_started, more.fix_started),
        fix_finished=np.append(repairs.fix_finished, more.fix_finished),
    )


def _by_slips(deployed: Deployed) -> Incidents:
    """Return the incidents of deployments that went wrong themselves: put back by restarting."""
    slipped = np.flatnonzero(deployed.slipped)
    went_wrong = deployed.slip_finished[slipped]
    return Incidents(
        started=went_wrong,
        detected=went_wrong,
        restored=deployed.started[slipped],
        severity=np.full(len(slipped), MINOR, dtype=np.int8),
        deployment=slipped,
        slip=np.ones(len(slipped), dtype=np.int8),
        restored_by=np.full(len(slipped), RESTART, dtype=np.int8),
        added_ms=np.zeros(len(slipped)),
    )


@lru_cache(maxsize=8)
def _others(
    seed: int,
    horizon: float,
    per_month: float,
    detect_minutes: float,
    detect_cv: float,
    restart_minutes: float,
    restart_cv: float,
) -> Incidents:
    """Return the incidents that no deployment caused: a Poisson process, ended by restarting."""
    apart = HOURS_PER_MONTH / max(per_month, 1e-9)
    count = int(horizon / apart + 6.0 * (horizon / apart) ** 0.5 + 20.0)
    started = np.cumsum(exponentials(seed, "other incident", count)) * apart
    while started[-1] < horizon:
        count *= 2
        started = np.cumsum(exponentials(seed, "other incident", count)) * apart
    started = started[: np.searchsorted(started, horizon)]
    count = len(started)
    detect = unit_draws(seed, "other detect", count, detect_cv)
    detected = started + detect_minutes / 60.0 * detect
    restart = unit_draws(seed, "restart", count, restart_cv)
    return Incidents(
        started=started,
        detected=detected,
        restored=detected + restart_minutes / 60.0 * restart,
        severity=severities(uniforms(seed, "other severity", count)),
        deployment=np.full(count, -1, dtype=np.int64),
        slip=np.zeros(count, dtype=np.int8),
        restored_by=np.full(count, RESTART, dtype=np.int8),
        added_ms=np.zeros(count),
    )
