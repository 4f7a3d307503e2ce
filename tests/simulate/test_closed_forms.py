"""The simulator agrees with queueing theory wherever there is a formula.

Each test simulates a pipeline whose long-run average is known, several times with different luck,
and puts a 99 % interval (Student's t over the replications) around the mean. The formula must lie
inside, and the same formula with an error of 5 % must lie outside, so a test cannot pass by being
vague. The seeds are fixed: what passes once passes always. The start, when everything is still
empty, is left out.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.stats as stats

from deliverylab.log import DeliveryLog
from deliverylab.simulate import ALWAYS, EveryChange, Scenario, Train, simulate, theory
from deliverylab.simulate.teams import TEAMS

RARELY = Train(every_days=365)
"""A train that never leaves in these runs, where only the way to the main line matters."""

RATE = 500.0
"""Changes per hour: many, so that a few days hold hundreds of thousands of them."""

MAIN_LINE = Scenario(
    working_hours=ALWAYS,
    changes_per_day=24 * RATE,
    branch_hours=0,
    defect_share=0,
    reviewers=1,
    review_hours=0,
    runners=100,
    ci_minutes=0.01,
    flaky_share=0,
    package_by="hand",
    deploy_on=RARELY,
    other_incidents_per_month=0,
)
"""People who never sleep, and nothing that takes long: each test makes one stage slow.

There are runners for everybody, so no build waits where the builds are not what a test is about.
"""


def assert_is(formula: float, replications: list[float]) -> None:
    """Fail unless the formula lies in the 99 % interval and 5 % more or less lies outside."""
    mean = float(np.mean(replications))
    reach = stats.t.ppf(0.995, len(replications) - 1) * stats.sem(replications)
    said = f"simulated {mean:.5g} ± {reach:.2g}, formula {formula:.5g}"
    assert abs(mean - formula) <= reach, said
    assert abs(mean - 1.05 * formula) > reach, f"too vague: {said}"
    assert abs(mean - 0.95 * formula) > reach, f"too vague: {said}"


def replicate(
    scenario: Scenario, days: int, times: int, measure: Callable[[DeliveryLog], float]
) -> list[float]:
    """Return what `measure` says of so many independent logs."""
    return [measure(simulate(scenario, days=days, seed=seed)) for seed in range(1, times + 1)]


def mean_hours(log: DeliveryLog, table: str, begin: str, end: str) -> float:
    """Return the mean hours from one column to another, of rows in the steady part of a log."""
    rows: pd.DataFrame = getattr(log, table)
    first, last = int(0.05 * len(rows)), int(0.98 * len(rows))
    steady = (rows[end] - rows[begin]).iloc[first:last]
    assert steady.notna().all(), f"some rows have no {end} yet"
    return float(steady.dt.total_seconds().mean()) / 3600


def mean_review_wait(log: DeliveryLog) -> float:
    """Return the mean hours that changes wait for a reviewer."""
    return mean_hours(log, "changes", "opened", "review_started")


def moments(column: pd.Series) -> np.ndarray:
    """Return times as numbers of microseconds, not as objects one by one."""
    return column.to_numpy(dtype="datetime64[us]")


@pytest.mark.parametrize(
    ("utilisation", "days", "times"), [(0.5, 4, 12), (0.8, 8, 16), (0.9, 16, 24)]
)
def test_one_server(utilisation: float, days: int, times: int) -> None:
    service = utilisation / RATE
    scenario = replace(MAIN_LINE, review_hours=service, review_cv=1)
    waits = replicate(scenario, days, times, mean_review_wait)
    assert_is(theory.mm1(RATE, service).wait_hours, waits)


@pytest.mark.parametrize(("reviewers", "utilisation"), [(2, 0.8), (4, 0.8), (10, 0.7)])
def test_many_servers(reviewers: int, utilisation: float) -> None:
    service = utilisation * reviewers / RATE
    scenario = replace(MAIN_LINE, reviewers=reviewers, review_hours=service, review_cv=1)
    waits = replicate(scenario, 8, 16, mean_review_wait)
    assert_is(theory.mmc(RATE, service, reviewers).wait_hours, waits)


@pytest.mark.parametrize(("cv", "utilisation"), [(0, 0.8), (0.8, 0.8), (2, 0.6)])
def test_any_spread_of_service_times(cv: float, utilisation: float) -> None:
    service = utilisation / RATE
    scenario = replace(MAIN_LINE, review_hours=service, review_cv=cv)
    waits = replicate(scenario, 8, 16, mean_review_wait)
    assert_is(theory.mg1(RATE, service, cv).wait_hours, waits)


BUILD_HOURS = 0.6 / RATE
RED_SHARE, FLAKY_SHARE = 0.3 * 0.8, 0.15
FIRST_IS_RED = RED_SHARE + (1 - RED_SHARE) * FLAKY_SHARE
BUILDS_PER_CHANGE = 1 + FIRST_IS_RED * theory.visits_with_retries(FLAKY_SHARE)

RETRIES = replace(
    MAIN_LINE,
    defect_share=0.3,
    ci_catch=0.8,
    flaky_share=FLAKY_SHARE,
    runners=1,
    ci_minutes=60 * BUILD_HOURS,
    ci_cv=1,
    fix_hours=20 * BUILD_HOURS,
    fix_cv=1,
)
"""Builds that turn red for a defect at first, or for no reason at any time."""


def test_builds_per_change() -> None:
    builds = replicate(RETRIES, 2, 6, lambda log: len(log.builds) / len(log.changes))
    assert_is(BUILDS_PER_CHANGE, builds)


@pytest.mark.parametrize("runners", [1, 3])
def test_retries(runners: int) -> None:
    """Red builds come back after a fix, so their arrivals are not random; Jackson needs no more."""
    scenario = replace(RETRIES, runners=runners, ci_minutes=60 * BUILD_HOURS * runners)
    network = theory.jackson(
        RATE,
        {
            "build": theory.Station(BUILD_HOURS * runners, runners, visits=BUILDS_PER_CHANGE),
            "fix": theory.Station(20 * BUILD_HOURS, math.inf, visits=BUILDS_PER_CHANGE - 1),
        },
    )
    logs = [simulate(scenario, days=8, seed=seed) for seed in range(1, 17)]
    waits = [mean_hours(log, "builds", "queued", "started") for log in logs]
    stays = [mean_hours(log, "changes", "reviewed", "merged") for log in logs]
    assert_is(network.lines["build"].wait_hours, waits)
    assert_is(network.stay_hours, stays)


STATIONS = {
    "review": ("opened", "reviewed", theory.Station(2.4 / RATE, servers=3)),
    "build": (
        "reviewed",
        "merged",
        theory.Station(0.9 / RATE, servers=2, visits=BUILDS_PER_CHANGE),
    ),
    "package": ("merged", "packaged", theory.Station(0.6 / RATE)),
    "staging": ("packaged", "staged", theory.Station(0.8 / RATE)),
    "deploy": ("staged", "deployed", theory.Station(0.7 / RATE)),
}


def test_the_whole_pipeline_is_a_jackson_network() -> None:
    """From commit to production with a queue at each stage and retries in the middle."""
    branch, fix = 5 / RATE, 6 / RATE
    minutes = {name: 60 * station.service_hours for name, (_, _, station) in STATIONS.items()}
    scenario = replace(
        RETRIES,
        branch_hours=branch,
        fix_hours=fix,
        reviewers=3,
        review_hours=minutes["review"] / 60,
        runners=2,
        ci_minutes=minutes["build"],
        package_by="automatic",
        package_minutes=minutes["package"],
        package_cv=1,
        acceptance_minutes=minutes["staging"],
        acceptance_cv=1,
        acceptance_catch=0,  # a second test run takes as long as the first: not exponential
        deploy_on=EveryChange(),
        deploy_minutes=minutes["deploy"],
        deploy_cv=1,
        rollout="all at once",
        restore_by="fix forward",
    )
    network = theory.jackson(
        RATE,
        {
            "branch": theory.Station(branch, servers=math.inf),
            "fix": theory.Station(fix, servers=math.inf, visits=BUILDS_PER_CHANGE - 1),
        }
        | {name: station for name, (_, _, station) in STATIONS.items()},
    )
    logs = [simulate(scenario, days=4, seed=seed) for seed in range(1, 17)]
    for name, (begin, end, station) in STATIONS.items():
        stay = station.visits * network.lines[name].stay_hours
        if name == "build":
            stay += (station.visits - 1) * fix
        assert_is(stay, [mean_hours(log, "changes", begin, end) for log in logs])
    lead = [mean_hours(log, "changes", "committed", "deployed") for log in logs]
    assert_is(network.stay_hours, lead)


TRAINS = replace(
    MAIN_LINE,
    changes_per_day=60,
    package_by="automatic",
    package_minutes=0.01,
    acceptance_minutes=0.01,
    deploy_minutes=0.01,
)
"""Quick in everything, so that the policy alone decides when changes reach production."""


@pytest.mark.parametrize("every_days", [0.25, 1, 7])
def test_waiting_for_a_train(every_days: float) -> None:
    scenario = replace(TRAINS, deploy_on=Train(every_days))
    waits = replicate(scenario, 140, 8, mean_train_wait)
    assert_is(theory.train_wait(24 * every_days), waits)


def mean_train_wait(log: DeliveryLog) -> float:
    """Return the mean hours from passing staging until the train leaves."""
    changes = log.changes.dropna(subset="deployment")
    train = pd.Index(log.deployments["deployment"]).get_indexer(changes["deployment"])
    waits = moments(log.deployments["started"])[train] - moments(changes["staged"])
    return float(waits.mean() / np.timedelta64(1, "h"))


def test_waiting_for_a_batch_to_fill() -> None:
    """Group the changes of a log by twelve: each waits for the last of its group."""

    def mean_wait(log: DeliveryLog) -> float:
        staged = np.sort(moments(log.changes["staged"].dropna()))
        groups = staged[: len(staged) // 12 * 12].reshape(-1, 12)
        return float((groups[:, -1:] - groups).mean() / np.timedelta64(1, "h"))

    waits = replicate(replace(TRAINS, deploy_on=Train(7)), 140, 8, mean_wait)
    assert_is(theory.batch_wait(12, arrivals_per_hour=60 / 24), waits)


@pytest.mark.parametrize(("changes_per_day", "days"), [(4, 1500), (16, 500), (48, 200)])
def test_failures_of_batches(changes_per_day: float, days: int) -> None:
    """A train fails when any change in it carries a defect that no test has caught."""
    scenario = replace(
        TRAINS,
        changes_per_day=changes_per_day,
        deploy_on=Train(0.25),
        defect_share=0.4,
        ci_catch=0.5,
        acceptance_catch=0.5,
        fix_hours=0,
        restore_by="fix forward",
        search_minutes=0,
        detect_minutes=0,
    )
    escaped = 0.4 * 0.5 * 0.5
    expected, failed = [], []
    for seed in range(1, 17):
        log = simulate(scenario, days=days, seed=seed)
        sizes = log.changes["deployment"].value_counts()
        expected.append(np.mean([theory.batch_failure(escaped, size) for size in sizes]))
        failed.append(log.incidents["deployment"].nunique() / len(sizes))
    assert_is(float(np.mean(expected)), failed)
    # Poisson-many changes per train, of which some are bad: the bad ones are Poisson too.
    per_train = changes_per_day / 4
    given_any = -math.expm1(-per_train * escaped) / -math.expm1(-per_train)
    assert_is(given_any, failed)


LOGS = TEAMS | {
    "tug with a limit on open work": replace(TEAMS["tug"], wip_limit=6),
    "ferry with too few reviewers": replace(TEAMS["ferry"], reviewers=1, review_hours=1.5),
    "barge around the clock": replace(TEAMS["barge"], working_hours=ALWAYS),
}


@pytest.mark.parametrize("name", LOGS)
def test_littles_law_on_any_log(name: str) -> None:
    """Changes in progress, counted every hour, are arrivals per hour × mean hours in progress.

    In a window that begins empty this holds for any log, even where the queue grows without end,
    when the hours of a change that is not through yet count up to the end of the window.
    Source: J. D. C. Little, "Little's Law as Viewed on Its 50th Anniversary", Operations Research
    59 (2011), theorem LL.2.
    """
    log = simulate(LOGS[name], days=364, seed=4)
    changes = log.changes
    every_hour = moments(log.traffic["hour"])
    begun = np.searchsorted(np.sort(moments(changes["committed"])), every_hour, side="right")
    deployed = np.sort(moments(changes["deployed"].dropna()))
    done = np.searchsorted(deployed, every_hour, side="right")
    stays = changes["deployed"].fillna(log.end) - changes["committed"]
    mean_stay = float(stays.dt.total_seconds().mean()) / 3600
    in_progress = theory.little(len(changes) / len(every_hour), mean_stay)
    assert float((begun - done).mean()) == pytest.approx(in_progress, rel=0.005)
