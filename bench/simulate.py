"""The simulator against the SimPy model of the same pipeline, and its own growth."""

from __future__ import annotations

import statistics
from dataclasses import replace

import pandas as pd

from bench.result import Result, interleaved, median_ratio
from deliverylab.simulate import Approval, Scenario, Train, simulate
from deliverylab.simulate.policies import DeployPolicy
from tests.simulate import oracle

CHANGES_A_DAY = 46  # × 260 working days: about 12,000 changes a year


def busy_year() -> Scenario:
    """Return continuous deployment with room for 46 changes a working day."""
    return replace(
        Scenario.team("hydrofoil"),
        changes_per_day=CHANGES_A_DAY,
        reviewers=8,
        runners=3,
        package_minutes=2,
        acceptance_minutes=8,
        deploy_minutes=5,
    )


def times_as_busy(factor: float) -> Scenario:
    """Return the busy year with `factor` times the changes and the room for them.

    A defect stops the tests on staging until it is fixed, and an incident stops the deploy lane, so
    these end quicker as well.
    """
    year = busy_year()
    return replace(
        year,
        changes_per_day=year.changes_per_day * factor,
        reviewers=round(year.reviewers * factor),
        runners=round(year.runners * factor),
        package_minutes=year.package_minutes / factor,
        acceptance_minutes=year.acceptance_minutes / factor,
        fix_hours=year.fix_hours / factor,
        deploy_minutes=year.deploy_minutes / factor,
        detect_minutes=year.detect_minutes / factor,
        rollback_minutes=year.rollback_minutes / factor,
        restart_minutes=year.restart_minutes / factor,
    )


def whole(scenario: Scenario, seed: int) -> list[pd.DataFrame]:
    """Simulate a year and read all its tables, which are made when they are first read."""
    return list(simulate(scenario, seed=seed).tables.values())


def for_kpis(scenario: Scenario) -> list[pd.DataFrame]:
    """Simulate a year and read the tables that KPIs come from, as a lab does after each move."""
    log = simulate(scenario, seed=1)
    return [log.changes, log.deployments, log.incidents, log.traffic]


def run() -> list[Result]:
    """Measure a fresh year, one lever of it moved, and a hundred times the changes."""
    scenario = busy_year()
    changes = len(whole(scenario, seed=1)[0])
    ours, theirs = interleaved(
        lambda turn: whole(scenario, seed=100 + turn),
        lambda turn: oracle.run(scenario, days=364, seed=100 + turn),
        rounds=7,
    )
    # By itself as well: beside the other model, which fills the processor's caches, it takes longer
    # than it does where it is used.
    (alone,) = interleaved(lambda turn: whole(scenario, seed=200 + turn), rounds=40)
    policies: list[DeployPolicy] = [Train(7), Approval(2, 0.5), Train(1), Approval(1, 1.0)]
    whole(scenario, seed=1)
    lever, all_tables = interleaved(
        lambda turn: for_kpis(replace(scenario, deploy_minutes=5 + turn / 10)),
        lambda turn: whole(replace(scenario, deploy_minutes=5 + turn / 10), seed=1),
        rounds=40,
    )
    (policy,) = interleaved(
        lambda turn: for_kpis(replace(scenario, deploy_on=policies[turn % 4])), rounds=40
    )
    hundredfold = times_as_busy(100)
    large, small = interleaved(
        lambda turn: whole(hundredfold, seed=300 + turn),
        lambda turn: whole(scenario, seed=300 + turn),
        rounds=3,
    )
    return [
        Result(
            "a fresh year against SimPy",
            median_ratio(theirs, ours),
            "×",
            35,
            True,
            f"{changes:,} changes",
        ),
        Result(
            "a fresh year",
            statistics.median(alone) * 1000,
            "ms",
            12,
            note=f"beside SimPy {statistics.median(ours) * 1000:.1f}",
        ),
        Result(
            "one deploy lever moved",
            statistics.median(lever) * 1000,
            "ms",
            1.5,
            note=f"with all tables {statistics.median(all_tables) * 1000:.2f}",
        ),
        Result("the deploy policy moved", statistics.median(policy) * 1000, "ms"),
        Result("100 × the changes takes", median_ratio(large, small), "×", 170),
    ]
