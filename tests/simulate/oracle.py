"""The delivery pipeline as a process model in SimPy: what the simulator must agree with.

Everybody and everything that acts is a process here, and time passes event by event: authors who
write, fix and go home; reviewers, testers, runners and lanes with a queue in front of them; trains,
release managers and approvers who take what lies in their tray; deployments that fail, are noticed
and repaired. It reads as the reference of what the pipeline means, and it shares with the simulator
only the scenario and the draws. What happens after the horizon never happens.

    >>> from deliverylab.simulate.teams import TEAMS
    >>> tables = run(TEAMS["ferry"], days=28, seed=1)
    >>> sorted(tables)
    ['builds', 'changes', 'deployments', 'incidents', 'releases']

All times in the tables are hours since time zero; what has not happened is NaN (a time) or None.
"""

from __future__ import annotations

from collections.abc import Generator
from itertools import count
from typing import Any

import pandas as pd
import simpy
from simpy.events import Event

from deliverylab.simulate.policies import Approval, EveryChange, Train
from deliverylab.simulate.scenario import Scenario
from tests.simulate.oracle_parts import EndOfMoment, Line, Luck, Office, Steps, Thing, Tray
from tests.simulate.oracle_production import Batch, Production, together
from tests.simulate.oracle_tables import BuildRow, Change, Columns, Records


def run(scenario: Scenario, days: int = 364, seed: int = 1) -> dict[str, pd.DataFrame]:
    """Let the pipeline run and return its tables by name."""
    return _records(scenario, days, seed).tables(scenario.name)


def columns(scenario: Scenario, days: int, seed: int) -> dict[str, Columns]:
    """Return the same as lists: the columns of each table by name."""
    return _records(scenario, days, seed).columns(scenario.name)


def _records(scenario: Scenario, days: int, seed: int) -> Records:
    pipeline = Pipeline(scenario, seed)
    if days:
        pipeline.env.run(until=24 * days)
    return pipeline.records


class Pipeline:
    """One team's pipeline, from the first commit to users being served again."""

    def __init__(self, scenario: Scenario, seed: int) -> None:
        self.env = env = simpy.Environment()
        self.scenario = scenario
        self.luck = Luck(seed)
        self.office = Office(env, scenario.working_hours)
        self.records = Records()
        self.production = Production(env, scenario, self.luck, self.office, self.records)

        self.slots = Line(env, scenario.wip_limit) if scenario.wip_limit else None
        self.people = Line(env, scenario.shared_people) if scenario.shared_people else None
        self.reviewers = Line(env, scenario.reviewers)
        self.runners = Line(env, scenario.runners)
        self.packaging = Line(env, servers=1)
        self.staging = Line(env, servers=1)

        self.merged: Tray[Change] = Tray(env)
        self.to_package: simpy.Store = simpy.Store(env)
        self.to_test: simpy.Store = simpy.Store(env)
        self.staged: Tray[Batch] = Tray(env)
        self.awaiting_approval: list[Batch] = []
        self.approvals = count()

        env.process(self.authors_commit())
        self.start_policy()

    # Authors, reviewers, runners ------------------------------------------------------------

    def authors_commit(self) -> Steps:
        """Commits come at random while people work."""
        scenario = self.scenario
        if not scenario.changes_per_day:
            return
        between = scenario.working_hours.hours_per_day / scenario.changes_per_day
        for number in count():
            yield from self.office.work(between * self.luck.unit("commit", number, cv=1.0))
            change = Change(number, committed=self.env.now)
            change.defect = self.luck.uniform("defect", number) < scenario.defect_share
            if self.luck.uniform("slow", number) < scenario.slow_share:
                by = self.luck.unit("slow by", number, scenario.slow_ms_cv)
                change.slow_by = scenario.slow_ms * by
            self.records.changes.append(change)
            self.env.process(self.integrate(change))

    def integrate(self, change: Change) -> Steps:
        """From the first commit until the change is merged, and on towards its package."""
        scenario, env = self.scenario, self.env
        on_branch = self.luck.unit("branch", change.number, scenario.branch_cv)
        yield from self.office.work(scenario.branch_hours * on_branch)
        change.written = env.now
        yield from self.test_at_the_workstation(change)
        if self.slots:
            yield self.slots.join(change.number)
        change.opened = env.now
        yield from self.review(change)
        yield from self.build_until_green(change)
        change.merged = env.now
        if self.slots:
            self.slots.leave()
        if scenario.package_by == "hand":
            self.merged.put(change.number, change)
        else:
            yield from self.package_and_stage(change)

    def test_at_the_workstation(self, change: Change) -> Steps:
        """The author's own tests, before anybody else sees the change."""
        scenario, luck, number = self.scenario, self.luck, change.number
        draw = luck.unit("workstation", number, scenario.workstation_cv)
        hours = scenario.workstation_minutes / 60 * draw
        yield from self.office.work(hours)
        if change.defect and luck.uniform("workstation catch", number) < scenario.workstation_catch:
            fix = scenario.fix_hours * luck.unit("workstation fix", number, scenario.fix_cv)
            change.found.append(("workstation", self.env.now, fix))
            yield from self.office.work(fix)
            change.defect = False
            yield from self.office.work(hours)

    def review(self, change: Change) -> Steps:
        """A reviewer reads the change, in working time."""
        scenario = self.scenario
        if scenario.review_hours == 0:  # nobody reviews
            change.review_started = change.reviewed = self.env.now
            return
        hours = scenario.review_hours * self.luck.unit("review", change.number, scenario.review_cv)
        reviewers = self.people or self.reviewers
        yield reviewers.join(change.number)
        if not self.office.is_open():
            yield self.office.doors
        change.review_started = self.env.now
        yield from self.office.work(hours)
        change.reviewed = self.env.now
        reviewers.leave()

    def build_until_green(self, change: Change) -> Steps:
        """Build and test; what turns red goes back to its author and queues again."""
        scenario, luck, env = self.scenario, self.luck, self.env
        number = change.number
        by_hand = scenario.test_by == "hand"
        builders = self.people if by_hand and self.people else self.runners
        for attempt in count(1):
            build = BuildRow(change, attempt, queued=env.now)
            self.records.builds.append(build)
            hours = scenario.ci_minutes / 60 * luck.unit("build", number, scenario.ci_cv, attempt)
            yield builders.join(number)
            if by_hand:
                if not self.office.is_open():
                    yield self.office.doors
                build.started = env.now
                yield from self.office.work(hours)
            else:
                build.started = env.now
                yield env.timeout(hours)
            build.finished = env.now
            builders.leave()
            if change.defect and luck.uniform("ci catch", number) < scenario.ci_catch:
                build.outcome, build.reason = "failure", "defect"
                fix = luck.unit("fix", number, scenario.fix_cv, attempt)
                change.found.append(("build", env.now, scenario.fix_hours * fix))
                yield from self.repair(change, attempt)
                change.defect = False
            elif luck.uniform("flaky", number, attempt) < scenario.flaky_share:
                build.outcome, build.reason = "failure", "flaky"
                yield from self.repair(change, attempt)
            else:
                build.outcome = "success"
                return

    def repair(self, change: Change, attempt: int) -> Steps:
        """The author (or one of the shared people) makes a red build green."""
        scenario = self.scenario
        hours = scenario.fix_hours * self.luck.unit("fix", change.number, scenario.fix_cv, attempt)
        if scenario.fix_hours == 0:
            return
        if self.people:
            yield self.people.join(change.number)
        yield from self.office.work(hours)
        if self.people:
            self.people.leave()

    # Release: package and test on staging -----------------------------------------------------

    def package_and_stage(self, change: Change) -> Steps:
        """Machines package every change and test it on staging, one at a time."""
        scenario, luck, env = self.scenario, self.luck, self.env
        number = change.number
        yield self.packaging.join(number)
        package = luck.unit("package", number, scenario.package_cv)
        yield env.timeout(scenario.package_minutes / 60 * package)
        change.packaged = env.now
        release = self.records.release(change, env.now, scenario.package_by)
        self.packaging.leave()

        yield self.staging.join(number)
        hours = self.staging_hours(number)
        run = self.records.staging(release, env.now, trigger="change")
        yield env.timeout(hours)
        if self.is_stopped_on_staging(change):
            run.finish(env.now, "failure")
            yield from self.office.work(self.repair_on_staging(change))
            run = self.records.staging(release, env.now, trigger="change")
            yield env.timeout(hours)
        run.finish(env.now, "success")
        change.staged = env.now
        self.staging.leave()
        batch = Batch([change], release)
        if isinstance(scenario.deploy_on, EveryChange):
            self.production.deploy(batch)
        else:
            self.staged.put(number, batch)

    def package_by_hand(self) -> Steps:
        """The release manager packages one batch after the other."""
        scenario, env = self.scenario, self.env
        for number in count():
            batch = yield from self.batch_to_package()
            draw = self.luck.unit("package", number, scenario.package_cv)
            yield from self.office.work(scenario.package_minutes / 60 * draw)
            batch.release = self.records.release(batch.changes[-1], env.now, scenario.package_by)
            for change in batch.changes:
                change.packaged = env.now
            self.to_test.put(batch)

    def batch_to_package(self) -> Generator[Event, Any, Batch]:
        """Wait for the next train's batch, or take all that is merged where there is no train."""
        if isinstance(self.scenario.deploy_on, Train):
            batch: Batch = yield self.to_package.get()
            return batch
        yield from self.someone_takes(self.merged)
        return Batch(self.merged.take_all())

    def test_by_hand(self) -> Steps:
        """A tester tries one release after the other; caught defects are fixed and tried again."""
        scenario, env = self.scenario, self.env
        trigger = "train" if isinstance(scenario.deploy_on, Train) else "approval"
        for number in count():
            batch = yield self.to_test.get()
            hours = self.staging_hours(number)
            if not self.office.is_open():
                yield self.office.doors
            run = self.records.staging(batch.release, env.now, trigger)
            yield from self.office.work(hours)
            caught = [change for change in batch.changes if self.is_stopped_on_staging(change)]
            if caught:
                run.finish(env.now, "failure")
                fixes = [self.repair_on_staging(change) for change in caught]
                yield from self.office.work(sum(fixes))
                if not self.office.is_open():
                    yield self.office.doors
                run = self.records.staging(batch.release, env.now, trigger)
                yield from self.office.work(hours)
            run.finish(env.now, "success")
            for change in batch.changes:
                change.staged = env.now
            if isinstance(scenario.deploy_on, Train):
                self.production.deploy(batch)
            else:
                self.staged.put(number, batch)

    def staging_hours(self, number: int) -> float:
        """How long one round of tests on staging takes: acceptance, then performance."""
        scenario, luck = self.scenario, self.luck
        accept = luck.unit("acceptance", number, scenario.acceptance_cv)
        perform = luck.unit("performance", number, scenario.performance_cv)
        minutes = scenario.acceptance_minutes * accept + scenario.performance_minutes * perform
        return minutes / 60

    def has_defect_on_staging(self, change: Change) -> bool:
        """Whether the acceptance tests find a defect in the change."""
        chance = self.luck.uniform("acceptance catch", change.number)
        return change.defect and chance < self.scenario.acceptance_catch

    def is_slow_on_staging(self, change: Change) -> bool:
        """Whether the performance test finds that the change makes the service slower."""
        chance = self.luck.uniform("performance catch", change.number)
        return change.slow_by > 0 and chance < self.scenario.performance_catch

    def is_stopped_on_staging(self, change: Change) -> bool:
        """Whether one of the tests on staging stops the change."""
        return self.has_defect_on_staging(change) or self.is_slow_on_staging(change)

    def repair_on_staging(self, change: Change) -> float:
        """Its author repairs what the tests found; return the working hours that this takes."""
        scenario, number = self.scenario, change.number
        hours = 0.0
        if self.has_defect_on_staging(change):
            fix = scenario.fix_hours * self.luck.unit("acceptance fix", number, scenario.fix_cv)
            change.found.append(("staging", self.env.now, fix))
            change.defect = False
            hours += fix
        if self.is_slow_on_staging(change):
            hours += scenario.fix_hours * self.luck.unit("performance fix", number, scenario.fix_cv)
            change.slow_by = 0.0
        return hours

    # The deploy policy ------------------------------------------------------------------------

    def start_policy(self) -> None:
        """Set those to work who decide what goes to production, and when."""
        env, scenario = self.env, self.scenario
        if scenario.package_by == "hand":
            env.process(self.package_by_hand())
            env.process(self.test_by_hand())
        if isinstance(scenario.deploy_on, Train):
            env.process(self.trains_leave(scenario.deploy_on))
        if isinstance(scenario.deploy_on, Approval):
            for _ in range(scenario.deploy_on.approvers):
                env.process(self.approve(scenario.deploy_on))

    def trains_leave(self, train: Train) -> Steps:
        """Every few days a train takes along whatever is ready."""
        env = self.env
        for number in count(1):
            at_hour = 0 if self.office.always else train.at_hour
            planned = 24 * train.every_days * number + at_hour
            yield env.timeout(max(planned - env.now, 0))
            if not self.office.is_open():
                yield self.office.doors
            yield EndOfMoment(env)
            if self.scenario.package_by == "hand":
                if changes := self.merged.take_all():
                    self.to_package.put(Batch(changes))
            elif batches := self.staged.take_all():
                self.production.deploy(together(batches))

    def approve(self, approval: Approval) -> Steps:
        """A free approver takes all that is staged; the newest package has everything in it."""
        while True:
            yield from self.someone_takes(self.staged)
            batches = self.staged.take_all()
            if not batches:
                continue  # another approver was there first
            self.awaiting_approval += batches
            draw = self.luck.unit("approval", next(self.approvals), approval.cv)
            yield from self.office.work(approval.hours * draw)
            if batches[-1] not in self.awaiting_approval:
                continue  # somebody has approved a newer package meanwhile
            upto = self.awaiting_approval.index(batches[-1]) + 1
            approved = together(self.awaiting_approval[:upto])
            del self.awaiting_approval[:upto]
            for change in approved.changes:
                change.approved = self.env.now
            self.production.deploy(approved)

    def someone_takes(self, tray: Tray[Thing]) -> Steps:
        """Wait until there is something in the tray and people are at work."""
        yield tray.filled
        if not self.office.is_open():
            yield self.office.doors
        yield EndOfMoment(self.env)
