"""When production gets new versions, and how: deploy policies and rollout strategies.

A *policy* says which of the finished changes go to production together, and when: on a train that
leaves on a fixed day, when a person approves, or each by itself. A *rollout* says how a deployment
reaches the users: to all of them at once, machine by machine, onto a second set of machines, or to
a few users first.
"""

from dataclasses import dataclass
from typing import TypeAlias

from deliverylab.simulate.calendar import WEEKDAYS, Calendar
from deliverylab.simulate.ranges import require


@dataclass(frozen=True)
class Train:
    """A release train: everything that is finished leaves together, every few days.

    Args:
        every_days: days between departures, 0.25 to 365.
        at_hour: hour of the day of a departure, 0 to 24 (where people work around the clock,
            trains leave exactly every `every_days` and the hour is not used).

    >>> Train(every_days=14).departures(days=30)   # hours since time zero: a Monday at 10, twice
    [346.0, 682.0]
    """

    every_days: float = 7.0
    at_hour: float = 10.0

    def __post_init__(self) -> None:
        """Refuse a train that never or always leaves."""
        require("Train: every_days", self.every_days, 0.25, 365)
        require("Train: at_hour", self.at_hour, 0, 24)

    def departures(self, days: int, calendar: Calendar = WEEKDAYS) -> list[float]:
        """Return the departures within `days`, in hours since time zero, without repetition.

        Departure k is planned at k · `every_days` days after time zero; one that falls on a night
        or a weekend leaves at the next opening, and trains that would leave together are one.
        """
        found: dict[float, None] = {}
        for number in range(1, int(days / self.every_days) + 1):
            planned = number * 24.0 * self.every_days
            if not calendar.never_closes:
                planned = calendar.opening_one(planned + self.at_hour)
            if planned < 24.0 * days:
                found[planned] = None
        return list(found)


@dataclass(frozen=True)
class Approval:
    """A person approves each deployment: a free approver takes everything that is ready.

    Args:
        approvers: people who approve, 1 to 50.
        hours: working hours one approval takes, on average, 0.01 to 400.
        cv: coefficient of variation of those hours, 0 to 3.
    """

    approvers: int = 1
    hours: float = 4.0
    cv: float = 1.0

    def __post_init__(self) -> None:
        """Refuse an approval that nobody gives."""
        require("Approval: approvers", self.approvers, 1, 50, whole=True)
        require("Approval: hours", self.hours, 0.01, 400)
        require("Approval: cv", self.cv, 0, 3)


@dataclass(frozen=True)
class EveryChange:
    """Every change that passes goes to production by itself, at once: continuous deployment."""


DeployPolicy: TypeAlias = Train | Approval | EveryChange


@dataclass(frozen=True)
class Rollout:
    """How a deployment reaches the users.

    Attributes:
        name: how people call it.
        duration_factor: how many times as long as "all at once" a deployment takes.
        exposure: share of the users who meet a failure.
        rollback_factor: how many times as long as "all at once" going back takes.
    """

    name: str
    duration_factor: float
    exposure: float
    rollback_factor: float


ROLLOUTS: dict[str, Rollout] = {
    rollout.name: rollout
    for rollout in (
        Rollout("all at once", duration_factor=1.0, exposure=1.0, rollback_factor=1.0),
        Rollout("rolling", duration_factor=2.0, exposure=0.5, rollback_factor=1.0),
        Rollout("blue-green", duration_factor=1.5, exposure=1.0, rollback_factor=0.1),
        Rollout("canary", duration_factor=4.0, exposure=0.1, rollback_factor=0.5),
    )
}
"""The four rollout strategies: round numbers chosen for teaching, in the order usually seen."""
