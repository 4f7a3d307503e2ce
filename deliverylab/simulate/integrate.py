"""Integration: a change is reviewed, built and tested, and becomes part of the main line.

Reviewers take changes in the order in which they were opened. A build runs on the first free
runner; when it is red, because it caught a defect or because a test is flaky, the change goes back
to its author and queues again after the fix. The change is merged when a build is green.

Where stages wait for each other (a limit on open changes, people who share the work) the same is
computed event by event, in `deliverylab.simulate.coupled`.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import uniforms, unit_draws
from deliverylab.simulate.queues import Numbers, Retries, many_servers, with_retries
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Codes, Flags, Work

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
        self.build = {1: self._build(1)}
        self.fix: dict[int, Hours] = {}
        self.flaky: dict[int, Flags] = {}
        self.caught = self.work.defect & (uniforms(seed, "ci catch", count) < scenario.ci_catch)
        self.first_result = np.where(
            self.caught,
            DEFECT,
            np.where(self._flaky(1), FLAKY, GREEN),
        ).astype(np.int8)

    def _build(self, attempt: int) -> Hours:
        minutes, cv = self.scenario.ci_minutes, self.scenario.ci_cv
        return minutes / 60.0 * unit_draws(self.seed, "build", self.work.count, cv, attempt)

    def _flaky(self, attempt: int) -> Flags:
        return uniforms(self.seed, "flaky", self.work.count, attempt) < self.scenario.flaky_share

    def fixes(self, attempt: int) -> Hours:
        """Return the working hours that each change's fix takes if build `attempt` is red."""
        if attempt not in self.fix:
            self.fix[attempt] = self.scenario.fix_hours * unit_draws(
                self.seed, "fix", self.work.count, self.scenario.fix_cv, attempt
            )
        return self.fix[attempt]

    def fix_hours(self, change: int, attempt: int) -> float:
        """Return the working hours that fixing the red build number `attempt` takes."""
        hours: float = self.fixes(attempt).item(change)
        return hours

    def later_build(self, change: int, attempt: int) -> tuple[float, bool]:
        """Return the hours of build number `attempt` (from 2) and whether it is red: flaky."""
        if attempt not in self.flaky:
            self.build[attempt] = self._build(attempt)
            self.flaky[attempt] = self._flaky(attempt)
        return self.build[attempt].item(change), self.flaky[attempt].item(change)


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
    order = arrivals_before(reviewed, work.horizon)
    # People count in working time, where the night takes no time at all; machines by the clock.
    arrival = calendar.worked(reviewed[order]) if by_hand else reviewed[order]
    hours = luck.build[1][order]
    result = luck.first_result[order]
    again = _again_by_hand(luck) if by_hand else _again_by_clock(luck, order, arrival + hours)
    started, retries = with_retries(
        order,
        arrival,
        hours,
        result != GREEN,
        scenario.runners,
        again,
        luck.later_build,
        calendar.worked_one(work.horizon) if by_hand else work.horizon,
    )
    finished = started + hours
    if by_hand:
        queued = reviewed[order]
        started = np.maximum(calendar.starts_at(started), queued)
        finished = np.maximum(calendar.ends_at(finished), started)
    else:
        queued = arrival
    first = Builds(order, np.ones_like(order), queued, started, finished, result)
    asked = float(hours.sum() + retries.hours.sum())
    return _with_later_builds(first, _later_builds(scenario, retries)), asked


def _again_by_hand(luck: Luck) -> Callable[[int, int, float], float]:
    """Return when a change queues again after a red build, all in working time."""
    return lambda change, attempt, finish: finish + luck.fix_hours(change, attempt)


def _again_by_clock(
    luck: Luck, change: Numbers, at_once: Hours
) -> Callable[[int, int, float], float]:
    """Return when a change queues again after a red build by the clock, fixed in working time.

    Nearly all builds start at once. When the fixes of those are done is computed for all together,
    which is many times faster than one by one and gives the same.

    Args:
        luck: what happens.
        change: numbers of the changes that are built.
        at_once: clock hours at which the first build of each is done if it does not wait.
    """
    calendar = luck.scenario.working_hours
    red = luck.first_result[change] != GREEN
    number, finish = change[red], at_once[red]
    fixed = calendar.add(finish, luck.fixes(1)[number])
    times = zip(finish.tolist(), fixed.tolist(), strict=True)
    foreseen: dict[int, tuple[float, float]] = dict(zip(number.tolist(), times, strict=True))

    def again(change: int, attempt: int, finish: float) -> float:
        if attempt == 1:
            expected, done = foreseen[change]
            if finish == expected:
                return done
        return calendar.add_one(finish, luck.fix_hours(change, attempt))

    return again


def _later_builds(scenario: Scenario, retries: Retries) -> Builds:
    """Return the builds after the first of each change, by the clock."""
    calendar = scenario.working_hours
    queued, started = retries.queued, retries.started
    finished = started + retries.hours
    if scenario.test_by == "hand":
        queued = calendar.ends_at(queued)
        started = np.maximum(calendar.starts_at(started), queued)
        finished = np.maximum(calendar.ends_at(finished), started)
    return Builds(
        retries.task,
        retries.attempt,
        queued,
        started,
        finished,
        np.where(retries.failed, FLAKY, GREEN).astype(np.int8),
    )


def _with_later_builds(first: Builds, later: Builds) -> Builds:
    """Return both in one order of queueing; each is in that order already."""
    place = np.searchsorted(first.queued, later.queued, side="right")
    return Builds(
        np.insert(first.change, place, later.change),
        np.insert(first.attempt, place, later.attempt),
        np.insert(first.queued, place, later.queued),
        np.insert(first.started, place, later.started),
        np.insert(first.finished, place, later.finished),
        np.insert(first.result, place, later.result),
    )
