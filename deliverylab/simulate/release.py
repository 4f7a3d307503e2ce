"""Release: merged changes become packages, and packages pass their acceptance tests on staging.

Automatically, every change is packaged and tested by itself, on one packaging lane and one staging
lane. A defect that the acceptance tests catch stops the line until its author has fixed it, and so
does a change that a performance test right after them finds to be slower. By hand, a release
manager packages a whole batch, and a tester tests it, in working time.
"""

from bisect import bisect_right
from dataclasses import dataclass
from heapq import heapreplace

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import uniforms, unit_draws
from deliverylab.simulate.integrate import Integrated, arrivals_before
from deliverylab.simulate.queues import Flags, Numbers, one_server, with_stops
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Work

RELEASE_LEVERS = (
    "package_by",
    "package_minutes",
    "package_cv",
    "acceptance_minutes",
    "acceptance_cv",
    "acceptance_catch",
    "slow_share",
    "slow_ms",
    "slow_ms_cv",
    "performance_minutes",
    "performance_cv",
    "performance_catch",
)
"""The levers that packages depend on, besides those of the work and of integration."""


@dataclass(frozen=True, eq=False)
class Merged:
    """What the main line received before the horizon, in order of merging.

    Attributes:
        change: numbers of the changes.
        time: hours of the merge.
        caught: whether the tests on staging stop it.
        defects: places in this order of the changes with a defect that the acceptance tests catch.
        escaped: places in this order of the changes with a defect that no test catches.
        fix: working hours in which its author fixes what the tests on staging caught.
        found_slow: places of the changes that the performance test catches.
        slow: places of the changes that make the service slower, and that no test catches.
        added_ms: what each of these adds to the latency.
    """

    change: Numbers
    time: Hours
    caught: Flags
    defects: Numbers
    escaped: Numbers
    fix: Hours
    found_slow: Numbers
    slow: Numbers
    added_ms: Hours


@dataclass(frozen=True, eq=False)
class Packages:
    """The packages, in order of packaging; hours by the clock.

    Attributes:
        ends: package p carries the merged changes up to this place (not included), and from where
            the package before it ends.
        packaged: when the package was ready.
        test_started: when staging took it.
        first_test: when its first acceptance test ended.
        retest: when the second test started, where the first one caught a defect.
        staged: when its acceptance tests were passed.
        stopped: whether the first test caught a defect.
        loads: name of a stage → hours of work asked for per hour available.
    """

    ends: Numbers
    packaged: Hours
    test_started: Hours
    first_test: Hours
    retest: Hours
    staged: Hours
    stopped: Flags
    loads: dict[str, float]


def merge(scenario: Scenario, seed: int, work: Work, integrated: Integrated) -> Merged:
    """Return the merged changes in order of merging (ties by number)."""
    change = arrivals_before(integrated.merged, work.horizon)
    slipped_by = (work.defect & ~integrated.caught)[change]
    seen = uniforms(seed, "acceptance catch", work.count)[change] < scenario.acceptance_catch
    caught = slipped_by & seen
    defects = np.flatnonzero(caught)
    fix = unit_draws(seed, "acceptance fix", work.count, scenario.fix_cv)[change]
    found_slow = slow = np.zeros(0, dtype=np.int64)
    added_ms = np.zeros(0)
    if scenario.slow_share > 0.0:
        slower = uniforms(seed, "slow", work.count)[change] < scenario.slow_share
        chance = uniforms(seed, "performance catch", work.count)[change]
        found = slower & (chance < scenario.performance_catch)
        found_slow, slow = np.flatnonzero(found), np.flatnonzero(slower & ~found)
        added = unit_draws(seed, "slow by", work.count, scenario.slow_ms_cv)
        added_ms = scenario.slow_ms * added[change[slow]]
        faster = unit_draws(seed, "performance fix", work.count, scenario.fix_cv)[change]
        fix = np.where(caught, fix, 0.0) + np.where(found, faster, 0.0)
        caught = caught | found
    return Merged(
        change=change,
        time=integrated.merged[change],
        caught=caught,
        defects=defects,
        escaped=np.flatnonzero(slipped_by & ~seen),
        fix=scenario.fix_hours * fix,
        found_slow=found_slow,
        slow=slow,
        added_ms=added_ms,
    )


def package_every_change(scenario: Scenario, seed: int, work: Work, merged: Merged) -> Packages:
    """Return one package for every merged change, made and tested by machines."""
    calendar = scenario.working_hours
    count = work.count
    making = unit_draws(seed, "package", count, scenario.package_cv)[merged.change]
    making = scenario.package_minutes / 60.0 * making
    testing = _tests_on_staging(scenario, seed, count)[merged.change]
    _, packaged = one_server(merged.time, making)
    fixed: dict[int, float] = {}

    def stop(place: int, end: float) -> float:
        fixed[place] = calendar.add_one(end, float(merged.fix[place]))
        return fixed[place] + float(testing[place])

    started, staged = with_stops(packaged, testing, merged.caught, stop)
    retest = np.full(len(packaged), np.inf)
    retest[list(fixed)] = list(fixed.values())
    tested_twice = testing[merged.caught]
    asked = float(
        testing.sum() + tested_twice.sum() + (retest - started - testing)[merged.caught].sum()
    )
    return Packages(
        ends=np.arange(1, len(packaged) + 1),
        packaged=packaged,
        test_started=started,
        first_test=np.where(merged.caught, started + testing, staged),
        retest=retest,
        staged=staged,
        stopped=merged.caught,
        loads={
            "packaging": float(making.sum()) / work.horizon,
            "staging": asked / work.horizon,
        },
    )


def package_departures(
    scenario: Scenario, seed: int, work: Work, merged: Merged, departures: list[float]
) -> Packages:
    """Return one package for every departure of a train, made and tested by people."""
    calendar = scenario.working_hours
    time = np.array(departures, dtype=np.float64)
    upto = np.searchsorted(merged.time, time, side="right")
    first = np.flatnonzero(np.diff(upto, prepend=0) > 0)  # departures with something on board
    ends, ready = upto[first], time[first]
    making = unit_draws(seed, "package", len(ends), scenario.package_cv)
    making = scenario.package_minutes / 60.0 * making
    start, finish = one_server(calendar.worked(ready), making)
    packaged = np.maximum(calendar.ends_at(finish), np.maximum(calendar.starts_at(start), ready))
    load = float(making.sum()) / calendar.worked_one(work.horizon)
    return _test_by_hand(scenario, seed, work, merged, ends, packaged, {"packaging": load})


def package_when_free(scenario: Scenario, seed: int, work: Work, merged: Merged) -> Packages:
    """Return the packages of a release manager who packs all that is merged whenever free."""
    draws = unit_draws(seed, "package", len(merged.time), scenario.package_cv)
    hours = scenario.package_minutes / 60.0 * draws
    ends, packaged = take_all_when_free(scenario, merged.time, 1, hours, work.horizon)
    return _test_by_hand(scenario, seed, work, merged, ends, packaged, {})


def take_all_when_free(
    scenario: Scenario, ready: Hours, people: int, hours: Hours, horizon: float
) -> tuple[Numbers, Hours]:
    """Return what people take who, whenever free, take everything that is ready at once.

    Args:
        scenario: whose working hours hold.
        ready: hours at which each thing is ready, sorted.
        people: how many of them, each free at time zero.
        hours: working hours of the first, second, … time that somebody takes something; as many
            as there are things.
        horizon: hours; nobody takes anything from then on.

    Returns:
        For each time, in order: up to which place things were taken (not included), and the clock
        hours at which the work on them was done.
    """
    calendar = scenario.working_hours
    free = [0.0] * people  # in working hours, like all that is called work here
    work = calendar.worked(ready)
    waiting, waiting_work = ready.tolist(), work.tolist()
    at_once = np.maximum(calendar.starts_at(work), ready).tolist()  # where somebody is free
    ends: list[int] = []
    starts: list[float] = []
    done_work: list[float] = []
    taken = 0
    for takes in hours.tolist():
        if taken == len(waiting):
            break
        start_work, start = waiting_work[taken], at_once[taken]
        if start_work < free[0]:
            start_work = free[0]
            start = max(calendar.starts_one(start_work), waiting[taken])
        if start >= horizon:
            break
        heapreplace(free, start_work + takes)
        taken = bisect_right(waiting, start, taken)
        ends.append(taken)
        starts.append(start)
        done_work.append(start_work + takes)
    done = calendar.ends_at(np.array(done_work, dtype=np.float64))
    return np.array(ends, dtype=np.int64), np.maximum(done, starts)


def _test_by_hand(
    scenario: Scenario,
    seed: int,
    work: Work,
    merged: Merged,
    ends: Numbers,
    packaged: Hours,
    loads: dict[str, float],
) -> Packages:
    """Return the packages after one tester, one package at a time, in working time."""
    calendar = scenario.working_hours
    count = len(ends)
    testing = _tests_on_staging(scenario, seed, count)
    caught = np.flatnonzero(merged.caught[: ends[-1] if count else 0])
    package = np.searchsorted(ends, caught, side="right")
    fixing = np.bincount(package, weights=merged.fix[caught], minlength=count)
    stopped = np.bincount(package, minlength=count) > 0
    hours = testing + np.where(stopped, fixing + testing, 0.0)
    start, finish = one_server(calendar.worked(packaged), hours)
    started = np.maximum(calendar.starts_at(start), packaged)
    first_test = np.maximum(calendar.ends_at(start + testing), started)
    retest = np.maximum(calendar.starts_at(start + testing + fixing), first_test)
    staged = np.maximum(calendar.ends_at(finish), np.where(stopped, retest, first_test))
    working = calendar.worked_one(work.horizon)
    return Packages(
        ends=ends,
        packaged=packaged,
        test_started=started,
        first_test=np.where(stopped, first_test, staged),
        retest=np.where(stopped, retest, np.inf),
        staged=staged,
        stopped=stopped,
        loads={**loads, "acceptance testing": float(hours.sum()) / working},
    )


def _tests_on_staging(scenario: Scenario, seed: int, count: int) -> Hours:
    """Return the hours that the tests on staging take each time, a performance test included."""
    testing = unit_draws(seed, "acceptance", count, scenario.acceptance_cv)
    testing = scenario.acceptance_minutes / 60.0 * testing
    if scenario.performance_minutes > 0.0:
        more = unit_draws(seed, "performance", count, scenario.performance_cv)
        testing = testing + scenario.performance_minutes / 60.0 * more
    return testing
