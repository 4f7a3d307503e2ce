"""Features asked for, built one at a time, and cut into changes: what half as much would do.

Users ask for features at random. A team builds one at a time, whichever was asked for first, and
cuts it into changes. Each change is written, and costs some hours however small it is: a branch, a
description, a trial by hand. A change may carry a defect, and its fix is work as well. A finished
change goes through the simulator's own pipeline (review, build and test, package, staging, a train
to production) while the team goes on with the next one.

All that costs hours of work makes the team busier, and all that makes it busier makes the next
feature wait. So what half as much saves is counted twice: the work is half, and the wait for a turn
is less than half (M/G/1, `deliverylab.simulate.theory.mg1`). It holds as long as the team does not
fill the time with features that nobody asked for: as many are asked for as before.

Known:

* Much of what is planned is not needed. Of ideas at Microsoft that were tried out in experiments,
  a third improved what they were to improve (R. Kohavi and others, "Online Experimentation at
  Microsoft", 2009). The often quoted 45 % of features "never used" come from four programs.
* Larger changes, in lines and in the parts they touch, fail more often (A. Mockus, D. M. Weiss,
  "Predicting Risk of Software Changes", Bell Labs Technical Journal 5, 2000), and wait longer for a
  reviewer's answer (C. Sadowski and others, "Modern Code Review: A Case Study at Google", ICSE-SEIP
  2018).
* Reviewers find half of the defects or more at 200 lines an hour or fewer (C. F. Kemerer, M. C.
  Paulk, IEEE Transactions on Software Engineering 35, 2009), and a smaller share of them in more
  than 200 to 400 lines at a time (J. Cohen, "Best Kept Secrets of Peer Code Review", 2006; a study
  by a company that sells a tool for reviews).
* A cost for each change and a cost that grows with its size make a U-curve (D. G. Reinertsen, "The
  Principles of Product Development Flow", 2009, chapter 5).

Assumed, for teaching: the numbers in capitals here and in `deliverylab.simulate.feature_way`, the
shapes of the curves there, that a change has at most one defect, that reviewers are other people
than the team, and that half of a feature is of use to those who asked for it. All hours are working
hours; nights do not count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.deploy import deploy, gather
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws
from deliverylab.simulate.feature_way import (
    EVERY_HOURS,
    PIPELINE,
    SIMULATED_DAY,
    WORKING_DAY,
    WRITING_CV,
    Way,
)
from deliverylab.simulate.integrate import integrate
from deliverylab.simulate.queues import Flags, Numbers, one_server
from deliverylab.simulate.release import merge, package_every_change
from deliverylab.simulate.work import FEATURE, Work

__all__ = ["MOST_BUSY", "Built", "Written", "build", "write"]

FEATURES, WARM_UP = 800, 40
"""How many features are asked for, and how many of the first do not count."""

MOST_BUSY = 0.95
"""A share of the time; a team that is busier would need years to show how long its queue gets."""

TYPICAL = 35
"""A seed whose luck is typical: its waits are near those of many more features."""

_AFTERWARDS = 900.0
"""Hours after the last feature was built, and two trains more, in which all of it gets to users."""


@dataclass(frozen=True, eq=False)
class Written:
    """What the team did for the features, up to where the pipeline begins; hours.

    Attributes:
        asked: when each feature was asked for.
        begun: when the team began with it.
        building: from there until all of it was written.
        rework: how many of the hours of building were fixes.
        defect: whether a change has a defect, one entry a change.
    """

    asked: Hours
    begun: Hours
    building: Hours
    rework: Hours
    defect: Flags


@dataclass(frozen=True, eq=False)
class Built:
    """What became of the features that were built one way; hours, one entry a feature.

    Attributes:
        way: how they were built.
        turn: from when a feature was asked for until the team began with it.
        building: from there until all of it was written.
        rework: how many of the hours of building were fixes.
        first_used: from when it was asked for until its first change was in production.
        all_used: the same, all of its changes.
        deployments: how many changes came with each deployment.
        failed: whether it failed, as one of them had a defect that nobody had found.
    """

    way: Way
    turn: Hours
    building: Hours
    rework: Hours
    first_used: Hours
    all_used: Hours
    deployments: Numbers
    failed: Flags

    @property
    def failure_rate(self) -> float:
        """The share of the deployments that failed."""
        return float(self.failed.mean())


@lru_cache(maxsize=128)
def build(way: Way, seed: int = TYPICAL) -> Built:
    """Return what becomes of features that are asked for at random and built this way.

    Args:
        way: how they are built.
        seed: the luck; features are asked for at the same hours, whatever the way.

    Example:
        Half as much, on the same luck: days until the first part is used.

        >>> planned = build(Way(1.0, 500, 0.5, review_minutes=30, train_days=10))
        >>> half = build(Way(0.5, 500, 0.5, review_minutes=30, train_days=10))
        >>> [round(float(built.first_used.mean()) / WORKING_DAY) for built in (planned, half)]
        [21, 9]
    """
    changes = way.changes
    written = write(way, seed)
    part = np.arange(changes + 1) / changes
    parts = written.begun[:, np.newaxis] + written.building[:, np.newaxis] * part
    horizon = float(parts[-1, -1]) + 2.0 * way.train_days * WORKING_DAY + _AFTERWARDS
    begun, done = parts[:, :-1].ravel(), parts[:, 1:].ravel()
    used, deployments, failed = _to_users(
        way, seed, _work(way, begun, done, written.defect, horizon)
    )
    of_feature = used.reshape(FEATURES, changes)
    counted = slice(WARM_UP, None)
    return Built(
        way,
        (written.begun - written.asked)[counted],
        written.building[counted],
        written.rework[counted],
        (of_feature.min(axis=1) - written.asked)[counted],
        (of_feature.max(axis=1) - written.asked)[counted],
        deployments,
        failed,
    )


def write(way: Way, seed: int = TYPICAL) -> Written:
    """Return what the team does for features that are asked for at random, all of them."""
    changes = way.changes
    count = FEATURES * changes
    asked = EVERY_HOURS * np.cumsum(exponentials(seed, "feature", FEATURES))
    defect = uniforms(seed, "defect", count) < way.defect_share
    fixes = way.fix_hours * unit_draws(seed, "fix", count, PIPELINE.fix_cv)
    rework = np.where(defect, fixes, 0.0).reshape(FEATURES, changes).sum(axis=1)
    writing = way.writing_hours * unit_draws(seed, "feature hours", FEATURES, WRITING_CV)
    building = writing + way.around_all_hours + rework
    begun, _ = one_server(asked, building)
    return Written(asked, begun, building, rework, defect)


def _work(way: Way, begun: Hours, written: Hours, defect: Flags, horizon: float) -> Work:
    """Return the changes as the pipeline meets them."""
    count = len(written)
    return Work(
        horizon=SIMULATED_DAY * math.ceil(horizon / SIMULATED_DAY),
        committed=begun,
        written=written,
        done=written,
        opened=written,
        kind=np.full(count, FEATURE, dtype=np.int8),
        size=np.full(count, round(way.lines_each)),
        defect=defect,
        caught=np.zeros(count, dtype=np.bool_),
    )


def _to_users(way: Way, seed: int, work: Work) -> tuple[Hours, Numbers, Flags]:
    """Return when each change is in production, the size of each deployment, and what failed."""
    scenario = way.scenario
    merged = merge(scenario, seed, work, integrate(scenario, seed, work))
    packages = package_every_change(scenario, seed, work, merged)
    batches = gather(scenario, seed, merged, packages, round(work.horizon / SIMULATED_DAY))
    deployed = deploy(scenario, seed, batches, work.horizon)
    count = len(deployed.finished)
    used = np.empty(work.count)
    used[merged.change] = deployed.finished[batches.of_changes(count)]
    failed = np.zeros(count, dtype=np.bool_)
    failed[batches.bad] = True
    return used, np.diff(batches.ends, prepend=0), failed
