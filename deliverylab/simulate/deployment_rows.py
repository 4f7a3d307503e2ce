"""The deployments and releases of a log: many sorts of rows brought into one order of time.

Deployments to staging and to production, first attempts that went wrong, rollbacks and hotfixes
become one table, numbered in one order, and it is kept which planned deployment became which row.
"""

from dataclasses import dataclass

import numpy as np
from pandas.api.extensions import ExtensionArray

from deliverylab.simulate.columns import MISSING, Columns, category, code, pick
from deliverylab.simulate.history import History
from deliverylab.simulate.names import NEVER, Moments, moments, names
from deliverylab.simulate.policies import Approval, Train
from deliverylab.simulate.queues import Flags, Numbers
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.work import Codes

PASSED, STOPPED, SLIPPED, DEPLOYED, ROLLED_BACK, HOTFIXED = range(6)
"""The sorts of rows: two on staging, two planned in production, two unplanned."""


@dataclass(frozen=True, eq=False)
class ReleaseRows:
    """The releases in order of packaging.

    Attributes:
        times: the table's column of times, as `frame` takes it.
        names: the column that names them.
        head: number of the last change in each.
        of_package: row of each package.
        of_hotfix: row of each hotfix; MISSING for one that has not begun.
    """

    times: Moments
    names: ExtensionArray
    head: Numbers
    of_package: Numbers
    of_hotfix: Numbers


@dataclass(frozen=True, eq=False)
class DeploymentRows:
    """The deployments in order of their start.

    Attributes:
        times: the table's columns of times, as `frame` takes them.
        names: the column that names them.
        sort: which sort each is of.
        release: row of the release that each deploys.
        of_planned: row of the successful attempt of each planned deployment that has begun.
        of_slip: row of the attempt that went wrong of each planned deployment, or MISSING.
        live: how many planned deployments were finished: the first ones.
    """

    times: Moments
    names: ExtensionArray
    sort: Codes
    release: Numbers
    of_planned: Numbers
    of_slip: Numbers
    live: int


@dataclass(frozen=True, eq=False)
class StagingRows:
    """What staging has to do with: its deployments that have begun, in order, and the packages.

    Attributes:
        times: when each deployment to staging started, and when it finished.
        package, sort: of each of them.
        packaged: when each package was ready, of those that were.
        head: number of the last change in each of these packages.
    """

    times: Moments
    package: Numbers
    sort: Codes
    packaged: Moments
    head: Numbers


def staging_rows(history: History) -> StagingRows:
    """Return a row for every test of a package on staging, and for every second test."""
    packages = history.packages
    packaged = moments(packages.packaged, history.days)
    packaged = packaged[: np.count_nonzero(packaged != NEVER)]  # in order: the first ones
    again = np.flatnonzero(packages.stopped)
    started = np.concatenate([packages.test_started, packages.retest[again]])
    finished = np.concatenate([packages.first_test, packages.staged[again]])
    times = moments(np.stack([started, finished]), history.days)
    package = np.concatenate([np.arange(len(packages.ends)), again])
    sort = np.full(len(package), PASSED, dtype=np.int8)
    sort[again] = STOPPED
    order = _in_order(times[0])
    return StagingRows(
        times=times.take(order, axis=1),
        package=package.take(order),
        sort=sort.take(order),
        packaged=packaged,
        head=history.merged.change[packages.ends[: len(packaged)] - 1],
    )


def release_rows(history: History, staging: StagingRows) -> ReleaseRows:
    """Return the packages and hotfixes as releases."""
    repairs = history.repairs
    when = np.concatenate([staging.packaged, moments(repairs.fix_started, history.days)])
    order = _in_order(when)
    row = np.full(len(when), MISSING)
    row[order] = np.arange(len(order))
    packages = len(staging.packaged)
    return ReleaseRows(
        times=when.take(order)[None],
        names=names(f"{history.scenario.name}-r", len(order), digits=4),
        head=np.concatenate([staging.head, repairs.head]).take(order),
        of_package=row[:packages],
        of_hotfix=row[packages:],
    )


def release_columns(history: History, releases: ReleaseRows) -> Columns:
    """Return the columns of the releases but for their times, as `frame` takes them."""
    count = len(releases.head)
    by = np.full(count, code("releases", "by", history.scenario.package_by), dtype=np.int8)
    return {
        "release": releases.names,
        "version": names("1.", count),
        "change": pick(history.change_names, releases.head),
        "by": category("releases", "by", by),
    }


def deployment_rows(
    history: History, releases: ReleaseRows, staging: StagingRows
) -> DeploymentRows:
    """Return all deployments, to staging and to production, planned and unplanned."""
    deployed, batches, repairs = history.deployed, history.batches, history.repairs
    slips = np.flatnonzero(deployed.slipped)
    in_production = np.concatenate(
        [
            deployed.first_started[slips],
            deployed.started,
            repairs.back_started,
            repairs.fix_started,
            deployed.slip_finished[slips],
            deployed.finished,
            repairs.back_finished,
            repairs.fix_finished,
        ]
    ).reshape(2, -1)
    times = np.concatenate([staging.times, moments(in_production, history.days)], axis=1)
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
    release = np.concatenate([of_package.take(package), releases.of_hotfix])

    planned_from = len(staging.sort) + len(slips)
    planned = slice(planned_from, planned_from + len(deployed.started))
    live = int(np.count_nonzero(times[1, planned] != NEVER))
    order = _in_order(times[0])
    times, sort = times.take(order, axis=1), sort.take(order)
    of_slip = np.full(len(deployed.started), MISSING)
    slipped = np.flatnonzero(sort == SLIPPED)
    of_slip[slips[: len(slipped)]] = slipped
    return DeploymentRows(
        times=times,
        names=names(f"{history.scenario.name}-d", len(order), digits=5),
        sort=sort,
        release=release.take(order),
        of_planned=np.flatnonzero(sort == DEPLOYED),  # one lane: in the order of their numbers
        of_slip=of_slip,
        live=live,
    )


def deployment_columns(
    history: History, releases: ReleaseRows, deployments: DeploymentRows
) -> Columns:
    """Return the columns of the deployments but for their times, as `frame` takes them."""
    return {
        "deployment": deployments.names,
        "release": pick(releases.names, deployments.release),
        **_by_sort(history.scenario, deployments.sort, deployments.times[1] == NEVER),
    }


def _by_sort(scenario: Scenario, sort: Codes, runs: Flags) -> Columns:
    """Return the columns that the sort of a deployment decides, and whether it still runs."""
    table = "deployments"
    if isinstance(scenario.deploy_on, Train):
        planned = code(table, "trigger", "train")
    elif isinstance(scenario.deploy_on, Approval):
        planned = code(table, "trigger", "approval")
    else:
        planned = code(table, "trigger", "change")
    on_staging = planned
    if scenario.package_by == "automatic":
        on_staging = code(table, "trigger", "change")
    tested = sort <= STOPPED
    trigger = _codes(
        planned,
        (tested, on_staging),
        (sort == ROLLED_BACK, code(table, "trigger", "rollback")),
        (sort == HOTFIXED, code(table, "trigger", "hotfix")),
    )
    failed = (sort == STOPPED) | (sort == SLIPPED)
    success, failure = code(table, "outcome", "success"), code(table, "outcome", "failure")
    outcome = _codes(success, (failed, failure))
    np.copyto(outcome, MISSING, where=runs)
    staging = code(table, "environment", "staging")
    production = code(table, "environment", "production")
    strategy = code(table, "strategy", scenario.rollout)
    return {
        "environment": category(table, "environment", _codes(production, (tested, staging))),
        "outcome": category(table, "outcome", outcome),
        "strategy": category(table, "strategy", _codes(strategy, (tested, MISSING))),
        "trigger": category(table, "trigger", trigger),
        "planned": sort < ROLLED_BACK,
    }


def _codes(usual: int, *others: tuple[Flags, int]) -> Codes:
    """Return a code for each row: the usual one, or that of the one of `others` that holds there.

    As a sum, which is several times as fast as `np.where` and `np.copyto`.
    """
    codes = np.full(len(others[0][0]), usual, dtype=np.int8)
    for which, instead in others:
        codes += which.view(np.int8) * np.int8(instead - usual)
    return codes


def _in_order(moment: Moments) -> Numbers:
    """Return the places of the moments that came, earliest first; of equal ones the first first."""
    order = np.argsort(moment, kind="stable")
    return order[np.count_nonzero(moment == NEVER) :]  # NEVER is the smallest of all numbers
