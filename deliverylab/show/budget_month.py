"""Months of a service with an error budget, and what a stop would have spared.

A made-up team deploys every change by itself. Some deployments fail and some incidents have other
causes; both spend the budget. Twelve months of 30 days are simulated in one go, after a week in
which the team gets going, and each is measured by itself with its own budget.

When a month's budget is spent, the team could stop: from the next hour on, no new change is
deployed until the month ends. Repairs go on, and incidents that no deployment caused come as
before. What that would have spared is counted on the same luck: the same month, with the same
requests in every hour, without the incidents of the deployments that would not have been. What it
costs is counted too: every change that was ready waits until the month ends. The stop does not mend
anything by itself: a defect that no test caught is still in its change, and waits with it.

Not followed: that the changes held back go to production together when the month ends (then one
defect fails all of them), and that a team with time on its hands might look for their defects.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure import budget_minutes, error_budget
from deliverylab.simulate import EveryChange, Scenario
from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.history import History
from deliverylab.simulate.operate import Incidents
from deliverylab.simulate.run import run
from deliverylab.simulate.traffic import traffic

DAYS = 30
MONTHS = 12
HOURS = 24 * DAYS

_SETTLING_DAYS = 7
_RUN_DAYS = _SETTLING_DAYS + MONTHS * DAYS

TEAM = replace(
    Scenario.team("hydrofoil"),
    name="team",
    deploy_on=EveryChange(),
    other_incidents_per_month=1.5,
)
"""A made-up team that deploys every change that passes its tests."""


@dataclass(frozen=True, eq=False)
class Month:
    """One month of 30 days against its error budget; times in hours since the month began.

    Attributes:
        objective: the share of requests that is promised to be good.
        number: which of the months, from 1.
        requests: in each hour.
        failed: requests that failed in each hour.
        failed_otherwise: those of them that failed deployments did not take.
        failed_anyway: those of them that no incident took: the few errors of a good day.
        failed_stopped: the same, had nothing been deployed any more once the budget was spent.
        by_deployment: when the incidents began that a deployment caused.
        by_others: when the others began.
        spared: which of `by_deployment` a stop would have spared.
        held: when the changes were deployed that a stop would have held back.
        held_defects: how many of those carry a defect that no test caught.
        months_overspent: in how many of the twelve months the budget was spent.
    """

    objective: float
    number: int
    requests: NDArray[np.int64]
    failed: NDArray[np.int64]
    failed_otherwise: NDArray[np.int64]
    failed_anyway: NDArray[np.int64]
    failed_stopped: NDArray[np.int64]
    by_deployment: Hours
    by_others: Hours
    spared: NDArray[np.bool_]
    held: Hours
    held_defects: int
    months_overspent: int

    @property
    def budget(self) -> float:
        """Requests that may fail in the month."""
        return error_budget(self.objective, int(self.requests.sum()))

    @property
    def minutes(self) -> float:
        """Minutes for which everything may fail in the month."""
        return budget_minutes(self.objective, DAYS)

    @property
    def left(self) -> Hours:
        """The share of the budget that is left, at the month's beginning and after each hour."""
        return _left(self.failed, self.budget)

    @property
    def left_stopped(self) -> Hours:
        """The same with a stop; as `left` where the budget was not spent."""
        return _left(self.failed_stopped, self.budget)

    @property
    def spent_at(self) -> int | None:
        """The hour by which the budget was spent; None where it lasted."""
        return _spent_at(self.left)

    @property
    def spent_on(self) -> int | None:
        """The day of the month on which the budget was spent, from 1; None where it lasted."""
        return None if self.spent_at is None else (self.spent_at - 1) // 24 + 1

    @property
    def spent(self) -> float:
        """The share of the budget that was spent by the month's end; above 1 it was too much."""
        return float(1.0 - self.left[-1])

    @property
    def taken(self) -> tuple[float, float, float]:
        """What failed deployments, other incidents and a good day's errors took of the budget."""
        every, otherwise, anyway = (
            int(failed.sum()) / self.budget
            for failed in (self.failed, self.failed_otherwise, self.failed_anyway)
        )
        return every - otherwise, otherwise - anyway, anyway

    @property
    def spared_requests(self) -> int:
        """Failed requests that a stop would have spared."""
        return int(self.failed.sum() - self.failed_stopped.sum())

    @property
    def held_days(self) -> float:
        """How many days the changes held back wait for the month's end, on average; 0 if none."""
        return float(np.mean(HOURS - self.held)) / 24.0 if len(self.held) else 0.0


def team(
    changes_per_day: float,
    catch: float,
    detect_minutes: float,
    restore_by: Literal["rollback", "fix forward"],
    rollout: str,
) -> Scenario:
    """Return the team; `catch` is the share of the defects (0 to 1) that its build finds."""
    return replace(
        TEAM,
        changes_per_day=changes_per_day,
        ci_catch=catch,
        detect_minutes=detect_minutes,
        restore_by=restore_by,
        rollout=rollout,
    )


def month(scenario: Scenario, objective: float, number: int, seed: int = 1) -> Month:
    """Return a month of a team that deploys every change.

    Args:
        scenario: the team.
        objective: the share of requests promised to be good, between 0 and 1.
        number: which month, 1 to 12.
        seed: the luck.
    """
    history = run(scenario, _RUN_DAYS, seed)
    begin = 24.0 * (_SETTLING_DAYS + DAYS * (number - 1))
    requests, failed = _by_month(history.traffic.requests), _by_month(history.traffic.failed)
    budgets = np.array([error_budget(objective, int(of_one.sum())) for of_one in requests])
    own = number - 1
    incidents, deployed = history.incidents, history.deployed
    caused = incidents.deployment >= 0
    stop = _spent_at(_left(failed[own], budgets[own]))
    held = np.zeros(len(deployed.finished), np.bool_)
    if stop is not None:
        held = (deployed.first_started >= begin + stop) & (deployed.first_started < begin + HOURS)
    spared = caused & held[np.maximum(incidents.deployment, 0)]
    here = (incidents.started >= begin) & (incidents.started < begin + HOURS)
    return Month(
        objective=objective,
        number=number,
        requests=requests[own],
        failed=failed[own],
        failed_otherwise=_failed_with(history, ~caused)[own],
        failed_anyway=_failed_with(history, np.zeros_like(caused))[own],
        failed_stopped=_failed_with(history, ~spared)[own],
        by_deployment=incidents.started[here & caused] - begin,
        by_others=incidents.started[here & ~caused] - begin,
        spared=spared[here & caused],
        held=deployed.first_started[held] - begin,
        held_defects=int(np.count_nonzero(held[history.batches.bad])),
        months_overspent=int(np.count_nonzero(failed.sum(axis=1) > budgets)),
    )


def _failed_with(history: History, happened: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return what would have failed, had only some of the incidents happened; a row a month."""
    kept = (getattr(history.incidents, one.name)[happened] for one in fields(Incidents))
    met = traffic(history.scenario, history.seed, Incidents(*kept), history.days)
    return _by_month(met.failed)


def _by_month(hourly: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return hourly counts in one row for each month."""
    return hourly[24 * _SETTLING_DAYS :].reshape(MONTHS, HOURS)


def _left(failed: NDArray[np.int64], budget: float) -> Hours:
    """Return the share of the budget that is left, at first and after each hour."""
    return np.append(1.0, 1.0 - np.cumsum(failed) / budget)


def _spent_at(left: Hours) -> int | None:
    """Return the hour after which nothing is left for the first time; None where some always is."""
    gone = np.flatnonzero(left < 0.0)
    return int(gone[0]) if len(gone) else None
