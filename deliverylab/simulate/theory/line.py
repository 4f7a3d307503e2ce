"""A waiting line in the long run, and what no line can be made of."""

from __future__ import annotations

import math
from dataclasses import dataclass

_PER_CENT_FROM = 5.0
"""From so many times the possible on, a share was meant to be one and written in per cent."""


class Overloaded(ValueError):
    """More work arrives than the servers can do, so no long-run average exists."""


@dataclass(frozen=True)
class Line:
    """The long-run averages of one waiting line.

    Attributes:
        utilisation: Share of the time that a server is busy, 0 to below 1.
        wait_hours: Mean hours from arrival to the start of service.
        stay_hours: Mean hours from arrival to the end of service.
        waiting: Mean number of changes that wait.
        present: Mean number of changes that wait or are in service.
    """

    utilisation: float
    wait_hours: float
    stay_hours: float
    waiting: float
    present: float


def little(arrivals_per_hour: float, stay_hours: float) -> float:
    """Return the mean number of changes in progress, L = λ W.

    Holds for every stable system and every order of service, for averages only.
    Source: J. D. C. Little, "A Proof for the Queuing Formula L = λW", Operations Research 9
    (1961), 383-387.

    Args:
        arrivals_per_hour: Changes that enter per hour, ≥ 0.
        stay_hours: Mean hours that a change stays, ≥ 0.

    Raises:
        ValueError: If an argument is negative or not a finite number.

    Example:
        >>> little(arrivals_per_hour=2, stay_hours=3.5)
        7.0
    """
    check_not_negative(arrivals_per_hour=arrivals_per_hour, stay_hours=stay_hours)
    return arrivals_per_hour * stay_hours


def line_of(rate: float, service_hours: float, servers: int, wait_services: float) -> Line:
    """Return a line whose mean wait is `wait_services` services; the rest is Little's law."""
    wait = wait_services * service_hours
    return Line(
        utilisation=rate * service_hours / servers,
        wait_hours=wait,
        stay_hours=wait + service_hours,
        waiting=little(rate, wait),
        present=little(rate, wait + service_hours),
    )


def check_not_negative(**values: float) -> None:
    """Refuse a number below 0, by its name."""
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value!r}; give a finite number, 0 or more")


def check_servers(servers: float) -> None:
    """Refuse what is no number of servers."""
    if servers < 1 or servers != int(servers):
        raise ValueError(f"servers is {servers!r}; give a whole number, 1 or more")


def check_not_overloaded(load: float, servers: int) -> None:
    """Refuse more hours of work in an hour than there are servers."""
    if load < servers:
        return
    busy = load / servers
    work = "1 hour of work arrives" if load == 1 else f"{load:g} hours of work arrive"
    what_to_do = (
        "write a share and no per cent: 0.75 where 75 % are meant"
        if busy >= _PER_CENT_FROM
        else "add servers, shorten the service or let fewer changes in"
    )
    raise Overloaded(
        f"utilisation is {busy:.0%}: {work} per hour for {servers} "
        f"server{'s' if servers > 1 else ''}, so the queue grows for ever; {what_to_do}"
    )
