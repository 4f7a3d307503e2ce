"""Production in the oracle: one lane of deployments, what fails there, and how it is repaired.

A deployment takes the lane, may go wrong by itself where it is done by hand, and puts changes
before users. If one of them still carries a defect, an incident begins; nobody knows yet, so the
lane goes on while the incident is noticed, service restored and the author's fix shipped.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

import simpy

from deliverylab.simulate.scenario import Scenario
from tests.simulate.oracle_parts import Line, Luck, Office, Steps
from tests.simulate.oracle_tables import Change, DeploymentRow, Records, ReleaseRow

HOURS_PER_MONTH = 730.5


@dataclass(eq=False)
class Batch:
    """Changes that travel together, and the package they travel in once there is one."""

    changes: list[Change]
    release: ReleaseRow | None = None


def together(batches: list[Batch]) -> Batch:
    """Return all the changes as one batch; its package is the newest."""
    changes = [change for batch in batches for change in batch.changes]
    return Batch(changes, batches[-1].release)


class Production:
    """The production system, its deploy lane and its incidents."""

    def __init__(
        self,
        env: simpy.Environment,
        scenario: Scenario,
        luck: Luck,
        office: Office,
        records: Records,
    ) -> None:
        self.env = env
        self.scenario = scenario
        self.luck = luck
        self.office = office
        self.records = records
        self.lane = Line(env, servers=1)
        self.deployments = count()
        self.newest = Batch([])
        self.last_good: ReleaseRow | None = None
        env.process(self.other_things_break())

    def deploy(self, batch: Batch) -> None:
        """Send a batch to production; deployments are numbered as they get ready."""
        self.env.process(self.deploy_to_production(batch, next(self.deployments)))

    def deploy_to_production(self, batch: Batch, number: int) -> Steps:
        """One deployment at a time; by hand it may go wrong by itself and is then done again."""
        scenario, env = self.scenario, self.env
        by_hand = scenario.deploy_by == "hand"
        takes = self.office.work if by_hand else self.machine_works
        all_at_once = scenario.deploy_minutes / 60
        draw = self.luck.unit("deploy", number, scenario.deploy_cv)
        hours = all_at_once * scenario.strategy.duration_factor * draw
        yield self.lane.join(number)
        if by_hand and not self.office.is_open():
            yield self.office.doors
        self.newest = batch
        row = self.records.planned(batch.release, env.now, scenario)
        yield from takes(hours)
        if by_hand and self.luck.uniform("slip", number) < scenario.slip_share:
            row.finish(env.now, "failure")
            slip = self.records.incident(env.now, "minor", row)
            slip.detected = env.now
            yield from takes(self.rollback_hours())
            slip.restore(env.now, "restart")
            row = self.records.planned(batch.release, env.now, scenario)
            yield from takes(hours)
        row.finish(env.now, "success")
        for change in batch.changes:
            change.deployed, change.deployment = env.now, row
        self.lane.leave()
        if any(change.defect for change in batch.changes):
            env.process(self.fail_and_recover(row, batch, number, hours, self.last_good))
        else:
            self.last_good = batch.release
        if slow_by := sum(change.slow_by for change in batch.changes):
            env.process(self.be_slow_and_recover(row, slow_by, number, hours))

    def machine_works(self, hours: float) -> Steps:
        """Machines work around the clock."""
        yield self.env.timeout(hours)

    def rollback_hours(self) -> float:
        """How long it takes to go back to an older package."""
        return self.scenario.rollback_minutes / 60 * self.scenario.strategy.rollback_factor

    def fail_and_recover(
        self, cause: DeploymentRow, batch: Batch, number: int, hours: float, good: ReleaseRow | None
    ) -> Steps:
        """A defect has reached users: notice it, restore service, and ship the author's fix."""
        scenario, luck, env = self.scenario, self.luck, self.env
        incident = self.records.incident(env.now, severity(luck.uniform("severity", number)), cause)
        detect = luck.unit("detect", number, scenario.detect_cv)
        yield env.timeout(scenario.detect_minutes / 60 * detect)
        incident.detected = env.now
        fix = scenario.fix_hours * luck.unit("hotfix", number, scenario.fix_cv)
        for change in batch.changes:
            if change.defect:
                change.found.append(("production", env.now, fix))
        if scenario.restore_by == "rollback" and good:
            row = self.records.unplanned(good, env.now, scenario, trigger="rollback")
            yield env.timeout(self.rollback_hours())
            row.finish(env.now, "success")
            incident.restore(env.now, "rollback")
            yield from self.office.work(fix)
            row = self.hotfix()
            yield env.timeout(hours)
            row.finish(env.now, "success")
        else:
            repair = fix + scenario.search_minutes / 60 * len(batch.changes)
            until_deployed = max(repair - hours, 0)
            yield env.timeout(until_deployed)
            row = self.hotfix()
            yield env.timeout(repair - until_deployed)
            row.finish(env.now, "success")
            incident.restore(env.now, "fix forward")

    def be_slow_and_recover(
        self, cause: DeploymentRow, slow_by: float, number: int, hours: float
    ) -> Steps:
        """The service has become slower: somebody notices one day, and ships the author's fix."""
        scenario, luck, env = self.scenario, self.luck, self.env
        incident = self.records.incident(env.now, "minor", cause, added_ms=slow_by)
        notice = luck.unit("slow notice", number, scenario.slow_notice_cv)
        yield env.timeout(scenario.slow_notice_hours * notice)
        incident.detected = env.now
        fix = luck.unit("slow fix", number, scenario.fix_cv)
        yield from self.office.work(scenario.fix_hours * fix)
        row = self.hotfix(rank=2)
        yield env.timeout(hours)
        row.finish(env.now, "success")
        incident.restore(env.now, "fix forward")

    def hotfix(self, rank: int = 1) -> DeploymentRow:
        """Package the fix on top of what is newest in production, and start deploying it."""
        head = self.newest.changes[-1]
        release = self.records.release(head, self.env.now, self.scenario.package_by, rank)
        return self.records.unplanned(release, self.env.now, self.scenario, trigger="hotfix")

    def other_things_break(self) -> Steps:
        """Incidents that no deployment caused, at any hour of the day."""
        scenario, env = self.scenario, self.env
        if not scenario.other_incidents_per_month:
            return
        between = HOURS_PER_MONTH / scenario.other_incidents_per_month
        for number in count():
            yield env.timeout(between * self.luck.unit("other incident", number, cv=1.0))
            env.process(self.restart(number))

    def restart(self, number: int) -> Steps:
        """Notice that something broke and start it again."""
        scenario, luck, env = self.scenario, self.luck, self.env
        how_bad = severity(luck.uniform("other severity", number))
        incident = self.records.incident(env.now, how_bad, cause=None)
        detect = luck.unit("other detect", number, scenario.detect_cv)
        yield env.timeout(scenario.detect_minutes / 60 * detect)
        incident.detected = env.now
        draw = luck.unit("restart", number, scenario.restart_cv)
        yield env.timeout(scenario.restart_minutes / 60 * draw)
        incident.restore(env.now, "restart")


def severity(chance: float) -> str:
    """Return how bad an incident is: 60 % are minor, 30 % major, 10 % critical."""
    return "minor" if chance < 0.6 else "major" if chance < 0.9 else "critical"
