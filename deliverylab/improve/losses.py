"""What delivery costs that is slow, fails, or is done by hand: three losses in one unit.

To choose between moves one must compare a day of waiting with an hour of outage. Any such number is
a price, and prices are choices: those here are ours, chosen for teaching, in person-weeks. What is
known is the form: work that is finished but not in use costs by how much of it waits and for how
long (the cost of delay: D. G. Reinertsen, "The Principles of Product Development Flow", 2009,
chapter 2), and a failure by how many users meet it and for how long.

A search for good moves simulates thousands of quarters and looks at nothing else of them than what
was lost. So the loss of what was simulated can be had without making a log of it: `loss_in_run`
gives the same numbers as `loss`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.window import Hours, Moment, Times, Window, hours_between, times
from deliverylab.simulate import Scenario
from deliverylab.simulate.history import History
from deliverylab.simulate.names import NEVER, moments
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.ranges import require

__all__ = ["PRICES", "Loss", "Prices", "loss", "loss_in_run"]

_WEEK_HOURS = 168.0
_PERSON_WEEK_HOURS = 40.0
_RESTORING = 2
"""So many people work on an incident until it is over."""


@dataclass(frozen=True)
class Prices:
    """What is lost, in person-weeks; 0 to 100 each.

    Attributes:
        waiting: by 100 lines that wait a week between their commit and production.
        outage: by an hour in which no request at all is answered (or two in which every second
            one is not).

    Raises:
        NotAllowed: if a price is not a number from 0 to 100.
    """

    waiting: float = 0.025
    outage: float = 0.8

    def __post_init__(self) -> None:
        """Refuse a price that makes no sense."""
        require("waiting", self.waiting, 0, 100)
        require("outage", self.outage, 0, 100)

    @property
    def text(self) -> str:
        """The prices in words, in hours of somebody's work.

        >>> print(Prices(outage=2).text)
        100 lines that wait a week cost 1 hour of work.
        An hour in which users get no answer costs 80 hours of work.
        """
        waiting, outage = (_hours(price) for price in (self.waiting, self.outage))
        return (
            f"100 lines that wait a week cost {waiting} of work.\n"
            f"An hour in which users get no answer costs {outage} of work."
        )


PRICES = Prices()
"""The prices where nobody says others."""


@dataclass(frozen=True)
class Loss:
    """What was lost in a window, in person-weeks.

    Attributes:
        waiting: by changes that waited between commit and production.
        outages: by requests that failed.
        hands: of work by hand that a machine could do, and of restoring service.
    """

    waiting: float
    outages: float
    hands: float

    @property
    def total(self) -> float:
        """All three together."""
        return self.waiting + self.outages + self.hands

    @property
    def text(self) -> str:
        """The loss in a sentence."""
        return (
            f"{self.total:.1f} person-weeks lost: {self.waiting:.1f} by waiting, "
            f"{self.outages:.1f} by outages, {self.hands:.1f} by hand."
        )

    def __repr__(self) -> str:
        """Return the sentence."""
        return self.text


def loss(
    log: DeliveryLog,
    scenario: Scenario,
    prices: Prices = PRICES,
    start: Moment = None,
    end: Moment = None,
) -> Loss:
    """Return what a team lost in a window.

    Args:
        log: what happened; with changes, builds, deployments, incidents and traffic.
        scenario: how the team worked; it says what was done by hand.
        prices: what waiting and outages cost.
        start: first moment; by default the log's.
        end: first moment after it; by default the log's.

    Raises:
        ValueError: if the window is not within the log's.

    >>> from deliverylab.simulate import simulate
    >>> barge, hydrofoil = Scenario.team("barge"), Scenario.team("hydrofoil")
    >>> loss(simulate(barge), barge).total > 10 * loss(simulate(hydrofoil), hydrofoil).total
    True
    """
    window = Window.of(log, start, end)
    changes, traffic, incidents = log.changes, log.traffic, log.incidents
    counts = window.holds(times(traffic["hour"]))
    happened = _Happened(
        committed=times(changes["committed"]),
        deployed=times(changes["deployed"]),
        lines=changes["size"].to_numpy(dtype=np.float64),
        requests=traffic["requests"].to_numpy()[counts],
        failed=traffic["failed"].to_numpy()[counts],
        noticed=times(incidents["detected"]),
        restored=times(incidents["restored"]),
        tested=lambda: times(log.builds["started"]),
        packaged=lambda: times(log.releases["packaged"]),
        deploying=lambda: _in_production(log),
    )
    return happened.loss(scenario, prices, window)


def loss_in_run(history: History, prices: Prices = PRICES, from_day: int = 0) -> Loss:
    """Return what a team lost in a run from a day on to its end: `loss`, without making a log.

    Args:
        history: what `deliverylab.simulate.run.run` gives.
        prices: what waiting and outages cost.
        from_day: how many days at its beginning do not count.

    Raises:
        NotAllowed: if the run has not so many days.

    >>> from deliverylab.simulate import simulate
    >>> from deliverylab.simulate.run import run
    >>> tug = Scenario.team("tug")
    >>> loss_in_run(run(tug)) == loss(simulate(tug), tug)
    True
    """
    require("from_day", from_day, 0, history.days, whole=True)
    deployed, incidents, repairs = history.deployed, history.incidents, history.repairs

    def at(*hours: Hours) -> Times:
        return _moments(np.concatenate(hours), history.days)

    happened = _Happened(
        committed=at(history.work.committed),
        deployed=_in_use(history),
        lines=history.work.size.astype(np.float64),
        requests=history.traffic.requests[24 * from_day :],
        failed=history.traffic.failed[24 * from_day :],
        noticed=at(incidents.detected),
        restored=at(incidents.restored),
        tested=lambda: at(history.integrated.builds.started),
        packaged=lambda: at(history.packages.packaged, repairs.fix_started),
        deploying=lambda: at(
            deployed.first_started[deployed.slipped],
            deployed.started,
            repairs.back_started,
            repairs.fix_started,
        ),
    )
    first, end = _moments(np.array([24.0 * from_day, 24.0 * history.days]), history.days + 1)
    return happened.loss(history.scenario, prices, Window(first, end))


def hours_within(begin: Times, over: Times, window: Window) -> Hours:
    """Return for how many hours of the window each lasts; what is not over lasts to its end."""
    first = np.maximum(begin, window.start)
    last = np.fmin(over, window.end)  # fmin takes the end where the other is missing
    return np.maximum(hours_between(first, last), 0.0)


@dataclass(frozen=True, eq=False)
class _Happened:
    """What is lost by, wherever it was read; moments are missing where it has not happened.

    Attributes:
        committed, deployed, lines: of each change.
        requests, failed: in each hour of the window.
        noticed, restored: of each incident.
        tested, packaged, deploying: give when each test began, each package was ready, and each
            deployment to production began; asked only where people do it.
    """

    committed: Times
    deployed: Times
    lines: Hours
    requests: Numbers
    failed: Numbers
    noticed: Times
    restored: Times
    tested: Callable[[], Times]
    packaged: Callable[[], Times]
    deploying: Callable[[], Times]

    def loss(self, scenario: Scenario, prices: Prices, window: Window) -> Loss:
        """Return what a team that works like this lost in a window."""
        hours_by_hand = self._minutes_by_hand(scenario, window) / 60 + self._restoring(window)
        return Loss(
            waiting=prices.waiting * self._waiting(window),
            outages=prices.outage * self._full_outage_hours(),
            hands=hours_by_hand / _PERSON_WEEK_HOURS,
        )

    def _waiting(self, window: Window) -> float:
        """Return for how many weeks 100 lines waited, all changes together."""
        hours = hours_within(self.committed, self.deployed, window)
        return float(hours @ self.lines) / 100 / _WEEK_HOURS

    def _full_outage_hours(self) -> float:
        """Return how many hours of a service without any answer the failed requests amount to."""
        asked = self.requests > 0
        return float(np.sum(self.failed[asked] / self.requests[asked]))

    def _minutes_by_hand(self, scenario: Scenario, window: Window) -> float:
        """Return the minutes of people that machines could have worked."""
        minutes = 0.0
        if scenario.test_by == "hand":
            minutes += scenario.ci_minutes * _count(self.tested(), window)
        if scenario.package_by == "hand":
            each = scenario.package_minutes + scenario.acceptance_minutes
            minutes += each * _count(self.packaged(), window)
        if scenario.deploy_by == "hand":
            minutes += scenario.deploy_minutes * _count(self.deploying(), window)
        return minutes

    def _restoring(self, window: Window) -> float:
        """Return the hours of people who restored service."""
        hours = hours_within(self.noticed, self.restored, window)
        return _RESTORING * float(hours[~np.isnat(self.noticed)].sum())


def _in_production(log: DeliveryLog) -> Times:
    """Return when each deployment to production began."""
    there = log.deployments["environment"] == "production"
    return times(log.deployments["started"])[there.to_numpy()]


def _in_use(history: History) -> Times:
    """Return when each change was in production."""
    finished = _moments(history.deployed.finished, history.days)
    batch = history.batches.of_changes(int(np.count_nonzero(~np.isnat(finished))))
    deployed = np.full(history.work.count, NEVER).view(finished.dtype)
    deployed[history.merged.change[: len(batch)]] = finished[batch]
    return deployed


def _moments(hours: Hours, days: int) -> Times:
    """Return hours of a simulation as the moments that stand in its log."""
    return moments(hours, days).view("datetime64[us]")


def _hours(person_weeks: float) -> str:
    """Return person-weeks as hours of work, in words."""
    hours = round(_PERSON_WEEK_HOURS * person_weeks, 1)
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def _count(moments: Times, window: Window) -> int:
    """Return how many of the moments are in the window."""
    return int(window.holds(moments).sum())
