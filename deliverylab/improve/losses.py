"""What delivery costs that is slow, fails, or is done by hand: three losses in one unit.

To choose between moves one must compare a day of waiting with an hour of outage. Any such number is
a price, and prices are choices: those here are ours, chosen for teaching, in person-weeks. What is
known is the form: work that is finished but not in use costs by how much of it waits and for how
long (the cost of delay: D. G. Reinertsen, "The Principles of Product Development Flow", 2009,
chapter 2), and a failure by how many users meet it and for how long.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.window import Hours, Moment, Times, Window, hours_between, times
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import require

__all__ = ["PRICES", "Loss", "Prices", "loss"]

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
    return Loss(
        waiting=prices.waiting * _waiting(log, window),
        outages=prices.outage * _full_outage_hours(log, window),
        hands=_hours_by_hand(log, scenario, window) / _PERSON_WEEK_HOURS,
    )


def _hours(person_weeks: float) -> str:
    """Return person-weeks as hours of work, in words."""
    hours = round(_PERSON_WEEK_HOURS * person_weeks, 1)
    return "1 hour" if hours == 1 else f"{hours:g} hours"


def _waiting(log: DeliveryLog, window: Window) -> float:
    """Return for how many weeks 100 lines waited, all changes together."""
    table = log.changes
    hours = hours_within(times(table["committed"]), times(table["deployed"]), window)
    lines = table["size"].to_numpy(dtype=np.float64)
    return float(hours @ lines) / 100 / _WEEK_HOURS


def hours_within(begin: Times, over: Times, window: Window) -> Hours:
    """Return for how many hours of the window each lasts; what is not over lasts to its end."""
    first = np.maximum(begin, window.start)
    last = np.fmin(over, window.end)  # fmin takes the end where the other is missing
    return np.maximum(hours_between(first, last), 0.0)


def _full_outage_hours(log: DeliveryLog, window: Window) -> float:
    """Return how many hours of a service that answers nothing the failed requests amount to."""
    requests = log.traffic["requests"].to_numpy()
    asked = window.holds(times(log.traffic["hour"])) & (requests > 0)
    return float(np.sum(log.traffic["failed"].to_numpy()[asked] / requests[asked]))


def _hours_by_hand(log: DeliveryLog, scenario: Scenario, window: Window) -> float:
    """Return the hours of people that machines could have worked, and of restoring service."""
    minutes = 0.0
    if scenario.test_by == "hand":
        minutes += scenario.ci_minutes * _count(times(log.builds["started"]), window)
    if scenario.package_by == "hand":
        each = scenario.package_minutes + scenario.acceptance_minutes
        minutes += each * _count(times(log.releases["packaged"]), window)
    if scenario.deploy_by == "hand":
        in_production = log.deployments["environment"] == "production"
        started = times(log.deployments["started"])[in_production.to_numpy()]
        minutes += scenario.deploy_minutes * _count(started, window)
    incidents = log.incidents
    restoring = hours_within(times(incidents["detected"]), times(incidents["restored"]), window)
    known = ~np.isnat(times(incidents["detected"]))
    return minutes / 60 + _RESTORING * float(restoring[known].sum())


def _count(moments: Times, window: Window) -> int:
    """Return how many of the moments are in the window."""
    return int(window.holds(moments).sum())
