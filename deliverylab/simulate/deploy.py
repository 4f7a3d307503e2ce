"""Deploy: packages reach production, on a train, on approval, or each by itself.

The policy gathers finished packages into batches; one deploy lane takes the batches in order. A
deployment by hand may itself go wrong: then the old version is put back and the same package is
deployed again, while the lane is held.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import uniforms, unit_draws, unit_sums
from deliverylab.simulate.policies import Approval, Train
from deliverylab.simulate.queues import Flags, Numbers, one_server
from deliverylab.simulate.release import Merged, Packages, take_all_when_free
from deliverylab.simulate.scenario import Scenario


@dataclass(frozen=True, eq=False)
class Batches:
    """What goes to production together, in order.

    Attributes:
        package: number of the package that is deployed: the newest of the batch.
        ends: the batch carries the merged changes up to this place (not included), and from where
            the batch before it ends.
        ready: clock hours at which it may be deployed.
        approved: the same where a person approved it, else None.
        bad: the batches with a defect that no test caught.
        slow: the batches with a change that makes the service slower, and that no test caught.
        added_ms: what each of these batches adds to the latency.
    """

    package: Numbers
    ends: Numbers
    ready: Hours
    approved: Hours | None
    bad: Numbers
    slow: Numbers
    added_ms: Hours

    def sizes(self, batch: Numbers) -> Numbers:
        """Return how many changes are in each of these batches."""
        before = np.where(batch > 0, self.ends[batch - 1], 0)
        return np.asarray(self.ends[batch] - before)

    def of_changes(self, first: int) -> Numbers:
        """Return the batch of each merged change, of the first so many batches."""
        return self._of_change[: self.ends[first - 1] if first else 0]

    @cached_property
    def _of_change(self) -> Numbers:
        return np.repeat(np.arange(len(self.ends)), np.diff(self.ends, prepend=0))

    @cached_property
    def last_good(self) -> Numbers:
        """The last batch before each bad one that is not bad itself; −1 where there is none."""
        follows = np.diff(self.bad, prepend=-2) == 1  # right after another bad one: a row of them
        first_of_row = np.maximum.accumulate(np.where(follows, 0, np.arange(len(self.bad))))
        return np.asarray(self.bad[first_of_row] - 1)


@dataclass(frozen=True, eq=False)
class Deployed:
    """The planned deployments to production, numbered by batch; hours by the clock.

    Attributes:
        hours: how long one attempt takes.
        first_started: when the first attempt started.
        slipped: whether the first attempt went wrong.
        slip_finished: when a first attempt that went wrong ended, else inf.
        started, finished: the successful attempt.
        load: hours of work asked for per hour that the lane has.
    """

    hours: Hours
    first_started: Hours
    slipped: Flags
    slip_finished: Hours
    started: Hours
    finished: Hours
    load: float


def gather(scenario: Scenario, seed: int, merged: Merged, packages: Packages, days: int) -> Batches:
    """Return the batches that the deploy policy makes of the packages."""
    horizon = 24.0 * days
    policy = scenario.deploy_on
    tested = int(np.searchsorted(packages.staged, horizon))
    staged = packages.staged[:tested]
    approved = None
    if isinstance(policy, Approval):
        package, approved = _approved(scenario, policy, seed, staged, horizon)
        ready = approved
    elif isinstance(policy, Train) and scenario.package_by == "automatic":
        departures = np.array(policy.departures(days, scenario.working_hours), dtype=np.float64)
        upto = np.searchsorted(staged, departures, side="right")
        with_load = np.diff(upto, prepend=0) > 0
        package, ready = upto[with_load] - 1, departures[with_load]
    else:
        package, ready = np.arange(tested), staged
    ends = packages.ends[package]
    bad = np.unique(np.searchsorted(ends, merged.escaped, side="right"))
    slow, added_ms = _slow(merged, ends)
    # Some changes are in no batch.
    return Batches(package, ends, ready, approved, bad[bad < len(ends)], slow, added_ms)


def _slow(merged: Merged, ends: Numbers) -> tuple[Numbers, Hours]:
    """Return the batches that make the service slower, and what each adds to the latency."""
    batch = np.searchsorted(ends, merged.slow, side="right")
    there = batch < len(ends)
    if not there.any():
        return batch[there], merged.added_ms[there]
    slow, which = np.unique(batch[there], return_inverse=True)
    return slow, np.bincount(which, weights=merged.added_ms[there]).astype(np.float64)


def _approved(
    scenario: Scenario, policy: Approval, seed: int, staged: Hours, horizon: float
) -> tuple[Numbers, Hours]:
    """Return the packages that people approve, and when; a newer one covers what is older."""
    hours = policy.hours * unit_draws(seed, "approval", len(staged), policy.cv)
    upto, done = take_all_when_free(scenario, staged, policy.approvers, hours, horizon)
    effective = np.minimum.accumulate(done[::-1])[::-1]
    newest = np.append(np.diff(effective) > 0.0, True)[: len(done)]  # the last of equal ones
    approved = effective[newest]
    before = int(np.searchsorted(approved, horizon))
    return (upto[newest] - 1)[:before], approved[:before]


def deploy(scenario: Scenario, seed: int, batches: Batches, horizon: float) -> Deployed:
    """Return what the deploy lane does, one batch after the other."""
    count = len(batches.ready)
    mean = scenario.deploy_minutes / 60.0 * scenario.strategy.duration_factor
    hours = mean * unit_draws(seed, "deploy", count, scenario.deploy_cv)
    if scenario.deploy_by == "automatic":
        total = mean * unit_sums(seed, "deploy", count, scenario.deploy_cv)
        started, finished = one_server(batches.ready, hours, total)
        return Deployed(
            hours=hours,
            first_started=started,
            slipped=np.zeros(count, dtype=np.bool_),
            slip_finished=np.full(count, np.inf),
            started=started,
            finished=finished,
            load=float(total[-1]) / horizon if count else 0.0,
        )
    calendar = scenario.working_hours
    slipped = uniforms(seed, "slip", count) < scenario.slip_share
    back = scenario.rollback_minutes / 60.0 * scenario.strategy.rollback_factor
    total = hours + np.where(slipped, back + hours, 0.0)
    start, finish = one_server(calendar.worked(batches.ready), total)
    first_started = np.maximum(calendar.starts_at(start), batches.ready)
    slip_finished = np.maximum(calendar.ends_at(start + hours), first_started)
    restored = np.maximum(calendar.ends_at(start + hours + back), slip_finished)
    started = np.where(slipped, restored, first_started)
    return Deployed(
        hours=hours,
        first_started=first_started,
        slipped=slipped,
        slip_finished=np.where(slipped, slip_finished, np.inf),
        started=started,
        finished=np.maximum(calendar.ends_at(finish), started),
        load=float(total.sum()) / calendar.worked_one(horizon),
    )
