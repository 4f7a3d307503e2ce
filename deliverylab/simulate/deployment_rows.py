"""The deployments and releases of a log: many sorts of rows brought into one order of time.

Deployments to staging and to production, first attempts that went wrong, rollbacks and hotfixes
become one table, numbered in one order, and it is kept which planned deployment became which row.
"""

from dataclasses import dataclass

import numpy as np

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.columns import MISSING, Columns, category, code, references, times
from deliverylab.simulate.history import History
from deliverylab.simulate.names import NEVER, Moments, moments, names
from deliverylab.simulate.policies import Approval, Train
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Codes

PASSED, STOPPED, SLIPPED, DEPLOYED, ROLLED_BACK, HOTFIXED = range(6)
"""The sorts of rows: two on staging, two planned in production, two unplanned."""

_ON_STAGING = np.array([True, True, False, False, False, False])
_FAILS = np.array([False, True, True, False, False, False])
_PLANNED = np.array([True, True, True, True, False, False])


@dataclass(frozen=True, eq=False)
class ReleaseRows:
    """The releases in order of packaging.

    Attributes:
        columns: the table's columns.
        of_package: row of each package.
        of_hotfix: row of each hotfix; MISSING for one that has not begun.
    """

    columns: Columns
    of_package: Numbers
    of_hotfix: Numbers


@dataclass(frozen=True, eq=False)
class DeploymentRows:
    """The deployments in order of their start.

    Attributes:
        columns: the table's columns.
        of_planned: row of the successful attempt of each planned deployment, or MISSING.
        of_slip: row of the attempt that went wrong of each planned deployment, or MISSING.
        finished: when each planned deployment was finished, NEVER where it was not.
    """

    columns: Columns
    of_planned: Numbers
    of_slip: Numbers
    finished: Moments


@dataclass(frozen=True, eq=False)
class StagingRows:
    """What staging has to do with: its deployments, in no order, and the packages.

    Attributes:
        started, finished, package, sort: of each deployment to staging.
        packaged: when each package was ready, of those that were.
        head: number of the last change in each of these packages.
    """

    started: Moments
    finished: Moments
    package: Numbers
    sort: Codes
    packaged: Moments
    head: Numbers


def staging_rows(history: History) -> StagingRows:
    """Return a row for every test of a package on staging, and for every second test."""
    packages = history.packages
    again = np.flatnonzero(packages.stopped)
    packaged = moments(packages.packaged, history.days)
    packaged = packaged[: np.count_nonzero(packaged != NEVER)]  # in order: the first ones
    every = np.arange(len(packages.ends))
    return StagingRows(
        started=moments(
            np.concatenate([packages.test_started, packages.retest[again]]), history.days
        ),
        finished=moments(
            np.concatenate([packages.first_test, packages.staged[again]]), history.days
        ),
        package=np.concatenate([every, again]),
        sort=np.concatenate(
            [
                np.where(packages.stopped, STOPPED, PASSED).astype(np.int8),
                np.full(len(again), PASSED, dtype=np.int8),
            ]
        ),
        packaged=packaged,
        head=history.merged.change[packages.ends[: len(packaged)] - 1],
    )


def release_rows(history: History, staging: StagingRows) -> ReleaseRows:
    """Return the packages and hotfixes as releases."""
    team = history.scenario.name
    packaged, repairs = staging.packaged, history.repairs
    hot = moments(repairs.fix_started, history.days)
    hot_order = np.argsort(_last_if_never(hot), kind="stable")[: np.count_nonzero(hot != NEVER)]
    hot_sorted = hot[hot_order]

    count = len(packaged) + len(hot_sorted)
    place = np.arange(len(hot_sorted)) + np.searchsorted(packaged, hot_sorted, side="right")
    taken = np.zeros(count, dtype=np.bool_)
    taken[place] = True
    of_package = np.flatnonzero(~taken)
    of_hotfix = np.full(len(hot), MISSING)
    of_hotfix[hot_order] = place

    when = np.empty(count, dtype=np.int64)
    when[of_package], when[place] = packaged, hot_sorted
    head = np.empty(count, dtype=np.int64)
    head[of_package] = staging.head
    head[place] = repairs.head[hot_order]
    by = np.full(count, code("releases", "by", history.scenario.package_by), dtype=np.int8)
    changes = names(f"{team}-c", history.work.count, digits=5)
    columns: Columns = {
        "release": names(f"{team}-r", count, digits=4),
        "version": names("1.", count),
        "change": references(changes, head),
        "packaged": times(when),
        "by": category("releases", "by", by),
    }
    return ReleaseRows(columns, of_package, of_hotfix)


def deployment_rows(
    history: History, releases: ReleaseRows, staging: StagingRows
) -> DeploymentRows:
    """Return all deployments, to staging and to production, planned and unplanned."""
    deployed, batches, repairs = history.deployed, history.batches, history.repairs
    slips = np.flatnonzero(deployed.slipped)
    production_started = _joined(
        deployed.first_started[slips], deployed.started, repairs.back_started, repairs.fix_started
    )
    production_finished = _joined(
        deployed.slip_finished[slips],
        deployed.finished,
        repairs.back_finished,
        repairs.fix_finished,
    )
    started = np.concatenate([staging.started, moments(production_started, history.days)])
    finished = np.concatenate([staging.finished, moments(production_finished, history.days)])
    lengths = [len(slips), len(deployed.started), len(repairs.failed), len(repairs.fixed)]
    sort = np.concatenate(
        [
            staging.sort,
            np.repeat(np.array([SLIPPED, DEPLOYED, ROLLED_BACK, HOTFIXED], dtype=np.int8), lengths),
        ]
    )
    package = np.concatenate(
        [staging.package, batches.package[slips], batches.package, batches.package[repairs.target]]
    )
    # Packages that were not ready before the end have no release, and no deployment that began.
    of_package = np.full(len(history.packages.ends), MISSING)
    of_package[: len(releases.of_package)] = releases.of_package
    release = np.concatenate([of_package[package], releases.of_hotfix])

    order = np.argsort(_last_if_never(started), kind="stable")
    order = order[: np.count_nonzero(started != NEVER)]
    row = np.full(len(started), MISSING)
    row[order] = np.arange(len(order))
    of_slip = np.full(len(deployed.started), MISSING)
    first = len(staging.started)
    of_slip[slips] = row[first : first + len(slips)]
    planned_from = first + len(slips)
    upto = planned_from + len(deployed.started)
    return DeploymentRows(
        columns=_columns(
            history.scenario,
            started[order],
            finished[order],
            sort[order].astype(np.intp),
            references(releases.columns["release"], release[order]),  # type: ignore[arg-type]
        ),
        of_planned=row[planned_from:upto],
        of_slip=of_slip,
        finished=finished[planned_from:upto],
    )


def _columns(
    scenario: Scenario, started: Moments, finished: Moments, sort: Numbers, release: object
) -> Columns:
    """Return the columns of the deployments whose sort, start and end are given."""
    table = "deployments"
    success, failure = code(table, "outcome", "success"), code(table, "outcome", "failure")
    outcome = np.where(_FAILS, failure, success).astype(np.int8).take(sort)
    outcome[finished == NEVER] = MISSING
    strategy = code(table, "strategy", scenario.rollout)
    if isinstance(scenario.deploy_on, Train):
        planned = code(table, "trigger", "train")
    elif isinstance(scenario.deploy_on, Approval):
        planned = code(table, "trigger", "approval")
    else:
        planned = code(table, "trigger", "change")
    on_staging = planned
    if scenario.package_by == "automatic":
        on_staging = code(table, "trigger", "change")
    trigger = np.array(
        [
            on_staging,
            on_staging,
            planned,
            planned,
            code(table, "trigger", "rollback"),
            code(table, "trigger", "hotfix"),
        ],
        dtype=np.int8,
    )
    production, staging = (
        code(table, "environment", "production"),
        code(table, "environment", "staging"),
    )
    environment = np.where(_ON_STAGING, staging, production).astype(np.int8)
    strategies = np.where(_ON_STAGING, MISSING, strategy).astype(np.int8)
    return {
        "deployment": names(f"{scenario.name}-d", len(started), digits=5),
        "release": release,  # type: ignore[dict-item]
        "environment": category(table, "environment", environment.take(sort)),
        "started": times(started),
        "finished": times(finished),
        "outcome": category(table, "outcome", outcome),
        "strategy": category(table, "strategy", strategies.take(sort)),
        "trigger": category(table, "trigger", trigger.take(sort)),
        "planned": _PLANNED.take(sort),
    }


def _joined(*parts: Hours) -> Hours:
    return np.concatenate(parts)


def _last_if_never(moment: Moments) -> Moments:
    return np.where(moment == NEVER, np.iinfo(np.int64).max, moment)
