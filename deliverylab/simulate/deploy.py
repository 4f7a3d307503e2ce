"""Deploy: packages reach production, on a train, on approval, or each by itself.

The policy gathers finished packages into batches; one deploy lane takes the batches in order. A
deployment by hand may itself go wrong: then the old version is put back and the same package is
deployed again, while the lane is held.
"""

from dataclasses import dataclass

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import uniforms, unit_draws
from deliverylab.simulate.policies import Approval, Train
from deliverylab.simulate.queues import Numbers, one_server
from deliverylab.simulate.release import Merged, Packages, take_all_when_free
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Flags


@dataclass(frozen=True, eq=False)
class Batches:
    """What goes to production together, in order.

    Attributes:
        package: number of the package that is deployed: the newest of the batch.
        ends: the batch carries the merged changes up to this place (not included), and from where
            the batch before it ends.
        ready: clock hours at which it may be deployed.
        approved: the same where a person approved it, else None.
    """

    package: Numbers
    ends: Numbers
    ready: Hours
    approved: Hours | None

    def sizes(self, batch: Numbers) -> Numbers:
        """Return how many changes are in each of these batches."""
        before = np.where(batch > 0, self.ends[batch - 1], 0)
        return np.asarray(self.ends[batch] - before)

    def of_changes(self, first: int) -> Numbers:
        """Return the batch of each merged change, of the first so many batches."""
        return np.repeat(np.arange(first), np.diff(self.ends[:first], prepend=0))


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
    if isinstance(policy, Approval):
        return _approved(scenario, policy, seed, packages, staged, horizon)
    if isinstance(policy, Train) and scenario.package_by == "automatic":
        departures = np.array(policy.departures(days, scenario.working_hours), dtype=np.float64)
        upto = np.searchsorted(staged, departures, side="right")
        with_load = np.diff(upto, prepend=0) > 0
        newest = upto[with_load] - 1
        return Batches(newest, packages.ends[newest], departures[with_load], None)
    return Batches(np.arange(tested), packages.ends[:tested], staged, None)


def _approved(
    scenario: Scenario,
    policy: Approval,
    seed: int,
    packages: Packages,
    staged: Hours,
    horizon: float,
) -> Batches:
    """Return the batches that people approve; a newer approval covers what is older."""
    hours = policy.hours * unit_draws(seed, "approval", len(staged), policy.cv)
    upto, done = take_all_when_free(scenario, staged, policy.approvers, hours, horizon)
    effective = np.minimum.accumulate(done[::-1])[::-1]
    newest = np.append(np.diff(effective) > 0.0, True)[: len(done)]  # the last of equal ones
    approved = effective[newest]
    before = int(np.searchsorted(approved, horizon))
    package = (upto[newest] - 1)[:before]
    return Batches(package, packages.ends[package], approved[:before], approved[:before])


def deploy(scenario: Scenario, seed: int, batches: Batches, horizon: float) -> Deployed:
    """Return what the deploy lane does, one batch after the other."""
    count = len(batches.ready)
    draws = unit_draws(seed, "deploy", count, scenario.deploy_cv)
    hours = scenario.deploy_minutes / 60.0 * scenario.strategy.duration_factor * draws
    if scenario.deploy_by == "automatic":
        started, finished = one_server(batches.ready, hours)
        return Deployed(
            hours=hours,
            first_started=started,
            slipped=np.zeros(count, dtype=np.bool_),
            slip_finished=np.full(count, np.inf),
            started=started,
            finished=finished,
            load=float(hours.sum()) / horizon,
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
