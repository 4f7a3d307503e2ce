"""Integration: a change is reviewed, built and tested, and becomes part of the main line.

Reviewers take changes in the order in which they were opened. A build runs on the first free
runner; when it is red, because it caught a defect or because a test is flaky, the change goes back
to its author and queues again after the fix. The change is merged when a build is green.

Where stages wait for each other (a limit on open changes, people who share the work) the same is
computed event by event, in `deliverylab.simulate.coupled`.
"""

from dataclasses import dataclass

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import uniforms, unit_draws
from deliverylab.simulate.queues import Flags, Numbers, many_servers
from deliverylab.simulate.retries import Served, Services, with_retries
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Codes, Work

GREEN, DEFECT, FLAKY = 0, 1, 2
"""How a build ended: green, or red for one of two reasons."""

INTEGRATE_LEVERS = (
    "fix_hours",
    "fix_cv",
    "wip_limit",
    "shared_people",
    "reviewers",
    "review_hours",
    "review_cv",
    "test_by",
    "runners",
    "ci_minutes",
    "ci_cv",
    "ci_catch",
    "flaky_share",
)
"""The levers that integration depends on, besides those of the work."""


@dataclass(frozen=True, eq=False)
class Builds:
    """Every build, in order of queueing; times by the clock.

    Attributes:
        change: number of the change.
        attempt: 1 for its first build.
        queued, started, finished: hours.
        result: GREEN, DEFECT or FLAKY.
    """

    change: Numbers
    attempt: Numbers
    queued: Hours
    started: Hours
    finished: Hours
    result: Codes


@dataclass(frozen=True, eq=False)
class Integrated:
    """What became of each change up to the main line; hours by the clock, inf for never.

    Attributes:
        opened, review_started, reviewed, merged: hours, by change.
        caught: whether a build caught its defect, by change.
        builds: the builds.
        loads: name of a stage → hours of work asked for per hour that its people or machines have.
    """

    opened: Hours
    review_started: Hours
    reviewed: Hours
    merged: Hours
    caught: Flags
    builds: Builds
    loads: dict[str, float]


@dataclass
class Luck:
    """What builds and fixes will take, by change and attempt, scaled by the levers."""

    scenario: Scenario
    seed: int
    work: Work

    def __post_init__(self) -> None:
        """Draw what every change needs; what later attempts need is drawn when one happens."""
        scenario, seed, count = self.scenario, self.seed, self.work.count
        self.review = scenario.review_hours * unit_draws(seed, "review", count, scenario.review_cv)
        self.caught = self.work.defect & (uniforms(seed, "ci catch", count) < scenario.ci_catch)
        self._builds: dict[int, Hours] = {}
        self._fixes: dict[int, Hours] = {}
        self._flaky: dict[int, Flags] = {}
        self.first_result = np.where(
            self.caught, DEFECT, np.where(self.flaky(1), FLAKY, GREEN)
        ).astype(np.int8)

    def builds(self, attempt: int) -> Hours:
        """Return the hours that build number `attempt` of each change takes."""
        if attempt not in self._builds:
            minutes, cv = self.scenario.ci_minutes, self.scenario.ci_cv
            draws = unit_draws(self.seed, "build", self.work.count, cv, attempt)
            self._builds[attempt] = minutes / 60.0 * draws
        return self._builds[attempt]

    def flaky(self, attempt: int) -> Flags:
        """Return whether a flaky test turns build number `attempt` of each change red."""
        if attempt not in self._flaky:
            if self.scenario.flaky_share > 0.0:
                draws = uniforms(self.seed, "flaky", self.work.count, attempt)
                self._flaky[attempt] = draws < self.scenario.flaky_share
            else:
                self._flaky[attempt] = np.zeros(self.work.count, dtype=np.bool_)
        return self._flaky[attempt]

    def fixes(self, attempt: int) -> Hours:
        """Return the working hours that each change's fix takes if build `attempt` is red."""
        if attempt not in self._fixes:
            cv = self.scenario.fix_cv
            draws = unit_draws(self.seed, "fix", self.work.count, cv, attempt)
            self._fixes[attempt] = self.scenario.fix_hours * draws
        return self._fixes[attempt]

    def fix_hours(self, change: int, attempt: int) -> float:
        """Return the working hours that fixing the red build number `attempt` takes."""
        return float(self.fixes(attempt)[change])

    def later_build(self, change: int, attempt: int) -> tuple[float, bool]:
        """Return the hours of build number `attempt` (from 2) and whether it is red: flaky."""
        return float(self.builds(attempt)[change]), bool(self.flaky(attempt)[change])


def integrate(scenario: Scenario, seed: int, work: Work) -> Integrated:
    """Return when each change is opened, reviewed, built and merged, stage by stage."""
    calendar = scenario.working_hours
    luck = Luck(scenario, seed, work)
    working = calendar.worked_one(work.horizon)
    review_started, reviewed = work.opened.copy(), work.opened.copy()
    loads: dict[str, float] = {}
    if scenario.review_hours > 0.0:
        review_started[:], reviewed[:] = np.inf, np.inf
        order = arrivals_before(work.opened, work.horizon)
        start, finish = many_servers(work.done[order], luck.review[order], scenario.reviewers)
        review_started[order] = np.maximum(calendar.starts_at(start), work.opened[order])
        reviewed[order] = np.maximum(calendar.ends_at(finish), review_started[order])
        loads["review"] = float(luck.review[order].sum()) / (scenario.reviewers * working)
    builds, asked = _build(scenario, work, luck, reviewed)
    merged = np.full(work.count, np.inf)
    green = builds.result == GREEN
    merged[builds.change[green]] = builds.finished[green]
    available = working if scenario.test_by == "hand" else work.horizon
    loads["build and test"] = asked / (scenario.runners * available)
    return Integrated(work.opened, review_started, reviewed, merged, luck.caught, builds, loads)


def arrivals_before(time: Hours, horizon: float) -> Numbers:
    """Return the numbers of what happened before the horizon, in order of time, then number."""
    happened = np.flatnonzero(time < horizon)
    return happened[np.argsort(time[happened], kind="stable")]


def _build(scenario: Scenario, work: Work, luck: Luck, reviewed: Hours) -> tuple[Builds, float]:
    """Return the builds of the changes that were reviewed, and the hours of work in them."""
    calendar = scenario.working_hours
    by_hand = scenario.test_by == "hand"
    change = arrivals_before(reviewed, work.horizon)
    # People count in working time, where the night takes no time at all; machines by the clock.
    arrival = calendar.worked(reviewed[change]) if by_hand else reviewed[change]
    first = Services(change, arrival, luck.builds(1)[change], luck.first_result[change] != GREEN)
    red, finish = change[first.failed], (arrival + first.hours)[first.failed]
    if len(red):
        fix = luck.fixes(1)[red]
        at_once = finish + fix if by_hand else calendar.add(finish, fix)
        second = Services(red, at_once, luck.builds(2)[red], luck.flaky(2)[red])
    else:  # then nothing need be drawn for it
        second = Services(red, finish, finish, first.failed[:0])

    def again(change: int, attempt: int, finish: float) -> float:
        fix = luck.fix_hours(change, attempt)
        return finish + fix if by_hand else calendar.add_one(finish, fix)

    served = with_retries(
        first,
        second,
        scenario.runners,
        again,
        luck.later_build,
        calendar.worked_one(work.horizon) if by_hand else work.horizon,
    )
    return _builds(scenario, luck, reviewed, served), float(served.hours.sum())


def _builds(scenario: Scenario, luck: Luck, reviewed: Hours, served: Served) -> Builds:
    """Return what was served as builds, by the clock, in order of queueing."""
    first = served.attempt == 1
    flaky = np.where(served.failed, FLAKY, GREEN).astype(np.int8)
    builds = Builds(
        change=served.task,
        attempt=served.attempt,
        queued=served.arrival,
        started=served.started,
        finished=served.started + served.hours,
        result=np.where(first, luck.first_result[served.task], flaky),
    )
    if scenario.test_by != "hand":
        return builds
    calendar = scenario.working_hours
    queued = np.where(first, reviewed[served.task], calendar.ends_at(served.arrival))
    started = np.maximum(calendar.starts_at(served.started), queued)
    finished = np.maximum(calendar.ends_at(builds.finished), started)
    order = np.argsort(queued, kind="stable")  # five o'clock and nine are one in working time
    return Builds(
        change=builds.change[order],
        attempt=builds.attempt[order],
        queued=queued[order],
        started=started[order],
        finished=finished[order],
        result=builds.result[order],
    )
