"""Causes: what makes changes wait at a step, beside what it is like at `ferry`.

Where changes wait, a value stream shows. It does not show why: a queue grows because much comes to
it, because each piece takes long, or because few people or machines serve it. How busy those are
puts the three together, and beside a team that does well they can be told apart. A train or an
approval keeps changes waiting though nobody is busy; there it counts how often it happens.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from deliverylab.improve.troubles import Shows
from deliverylab.log import DeliveryLog
from deliverylab.measure.flow import ROUND_THE_CLOCK, WEEKDAYS, WorkingTime
from deliverylab.measure.say import say_hours, say_share
from deliverylab.measure.window import Times, Window, times
from deliverylab.simulate import Approval, Scenario, Train

__all__ = [
    "FERRYS",
    "FERRYS_APPROVALS",
    "FERRYS_LINES",
    "Desk",
    "builds",
    "causes",
    "hours_for_the_train",
    "reviews",
]


@dataclass(frozen=True)
class Desk:
    """Those who serve a queue, people or machines, and what is asked of them.

    Attributes:
        servers: How many they are.
        a_week: How much comes to them: pieces of work in a week.
        hours: Hours that one takes, on average.
        busy: The share of their hours in which they serve.
    """

    servers: int
    a_week: float
    hours: float
    busy: float

    @property
    def share(self) -> str:
        """How busy they are, in per cent."""
        return say_share(round(self.busy, 2))

    def said(self, who: str) -> str:
        """Return it in words, after who they are and what they do.

        >>> Desk(1, 34.2, 1.1, 0.97).said("1 person reviews")
        '1 person reviews, 34 times a week, 1.1 hours each: busy for 97 % of the time.'
        """
        return (
            f"{who}, {self.a_week:.0f} times a week, {say_hours(self.hours)} each: "
            f"busy for {self.share} of the time."
        )


FERRYS: Mapping[Shows, Desk] = {
    "review": Desk(3, 35.0, 0.7, 0.20),
    "build and test": Desk(3, 40.0, 0.15, 0.01),
}
"""Those of `ferry` in a mean year."""
FERRYS_LINES = 59
"""Of the median change there."""
FERRYS_APPROVALS = 6.8
"""In a week there."""


def reviews(log: DeliveryLog, scenario: Scenario) -> Desk:
    """Return who reviews, and how busy they are while people work."""
    changes = log.changes
    begin, over = times(changes["review_started"]), times(changes["reviewed"])
    return _desk(log, scenario.reviewers, begin, over, WEEKDAYS)


def builds(log: DeliveryLog, scenario: Scenario) -> Desk:
    """Return the machines that build and test, and how busy they are by day and night."""
    begin, over = times(log.builds["started"]), times(log.builds["finished"])
    return _desk(log, scenario.runners, begin, over, ROUND_THE_CLOCK)


def hours_for_the_train(log: DeliveryLog, scenario: Scenario) -> float:
    """Return how many hours a change waits, on average, for the departure its package is for.

    That is while it is not in a package yet: people make one for each train, when it leaves. 0
    where there is no train, and where a machine makes packages at any time: a change then waits
    for its train where it is deployed.
    """
    policy = scenario.deploy_on
    if not isinstance(policy, Train) or scenario.package_by == "automatic":
        return 0.0
    arrived = log.changes.dropna(subset=["merged", "packaged", "deployed"])
    if arrived.empty:
        return 0.0
    merged = ((arrived["merged"] - log.start) / pd.Timedelta(hours=1)).to_numpy()
    departures = np.array(policy.departures((log.end - log.start).days, scenario.working_hours))
    return float((departures[np.searchsorted(departures, merged)] - merged).mean())


def causes(log: DeliveryLog, scenario: Scenario) -> dict[Shows, str]:
    """Return a sentence for each step at which changes may wait: what would make them wait there.

    Args:
        log: What happened to one team.
        scenario: How it works; how many serve, and what is done by hand, no log says.
    """
    return {
        "code": (
            f"The median change has {log.changes['size'].median():,.0f} lines; "
            f"at ferry {FERRYS_LINES}."
        ),
        "review": _reviewing(reviews(log, scenario)),
        "build and test": _building(builds(log, scenario)),
        "release": _packaging(log, scenario),
        "approval": _approval(log, scenario),
        "deploy": _departure(scenario),
    }


def _reviewing(own: Desk) -> str:
    who = "1 person reviews" if own.servers == 1 else f"{own.servers} people review"
    return f"{own.said(who)} {_at_ferry(FERRYS['review'], 'people')}"


def _building(own: Desk) -> str:
    who = "1 machine builds" if own.servers == 1 else f"{own.servers} machines build"
    return f"{own.said(who)} {_at_ferry(FERRYS['build and test'], 'machines')}"


def _at_ferry(ferrys: Desk, who: str) -> str:
    return (
        f"At ferry: {ferrys.servers} {who}, {ferrys.a_week:.0f} times, {say_hours(ferrys.hours)}: "
        f"{ferrys.share}."
    )


def _packaging(log: DeliveryLog, scenario: Scenario) -> str:
    hours = say_hours(scenario.package_minutes / 60)
    if scenario.package_by == "automatic":
        return f"A machine makes a package, in {hours}."
    by_hand = f"A package takes {hours} of somebody's work; at ferry a machine makes it in minutes."
    train = hours_for_the_train(log, scenario)
    if not train:
        return by_hand
    return f"{by_hand} Before it is made, a change waits {say_hours(train)} for its train."


def _approval(log: DeliveryLog, scenario: Scenario) -> str:
    policy = scenario.deploy_on
    if not isinstance(policy, Approval):
        return "Nobody approves here."
    people = "1 person approves" if policy.approvers == 1 else f"{policy.approvers} people approve"
    approved = times(log.changes["approved"])
    number = len(np.unique(approved[~np.isnat(approved)]))
    a_week = number / Window.of(log).weeks
    return f"{people}, {a_week:.1f} times a week; at ferry {FERRYS_APPROVALS} times."


def _departure(scenario: Scenario) -> str:
    if not isinstance(scenario.deploy_on, Train):
        return "No train leaves here: nothing waits for its day."
    return f"A train leaves every {scenario.deploy_on.every_days:g} days; at ferry there is none."


def _desk(log: DeliveryLog, servers: int, begin: Times, over: Times, at_work: WorkingTime) -> Desk:
    """Return the desk at which something began and was over at these moments."""
    window = Window.of(log)
    there = ~np.isnat(begin) & ~np.isnat(over)
    hours = at_work.worked(begin[there], over[there])
    open_hours = float(at_work.worked(np.array([window.start]), np.array([window.end]))[0])
    return Desk(
        servers=servers,
        a_week=len(hours) / window.weeks,
        hours=float(hours.mean()) if len(hours) else 0.0,
        busy=float(hours.sum()) / (servers * open_hours),
    )
