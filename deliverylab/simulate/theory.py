"""What queueing theory says about a pipeline, without simulating it.

A stage of a pipeline is a waiting line: changes arrive, wait until a server (a reviewer, a test
runner, a deploy lane) is free, and are served. For a few kinds of line the long-run averages have
a formula. This module holds those that software delivery needs:

* `little`: changes in progress = arrivals × time in progress, for anything that is stable;
* `mm1`, `mmc`, `mg1`: exact waits for one server, many servers, and any spread of service times;
* `kingman`: the approximation that shows why busy *and* irregular is slow;
* `jackson`: a whole pipeline of stages with retries;
* `train_wait`, `batch_wait`, `batch_failure`: what grouping changes into batches costs.

Hours are hours in which the stage works: clock hours for machines, working hours for people. The
arrival rate must be per hour of the same kind. "M" in a name means Markov: changes arrive at
random (Poisson), or service times are exponential; "G" means any (general) service time; the last
sign counts the servers. This is Kendall's notation (1953).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

__all__ = [
    "Line",
    "Network",
    "Overloaded",
    "Station",
    "batch_failure",
    "batch_wait",
    "erlang_c",
    "jackson",
    "kingman",
    "little",
    "mg1",
    "mm1",
    "mmc",
    "train_wait",
    "visits_with_retries",
]


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


@dataclass(frozen=True)
class Station:
    """One stage of a `jackson` network.

    Attributes:
        service_hours: Mean hours of one service, exponentially distributed.
        servers: How many changes are served at once; `math.inf` for a stage without a queue.
        visits: How often a change comes here on average: 1, or more where work is repeated.
    """

    service_hours: float
    servers: float = 1
    visits: float = 1.0


@dataclass(frozen=True)
class Network:
    """The long-run averages of a network of waiting lines.

    Attributes:
        lines: The averages of each station, by its name; waits and stays are *per visit*.
        stay_hours: Mean hours from entering the network to leaving it, all visits together.
        present: Mean number of changes in the network.
    """

    lines: dict[str, Line]
    stay_hours: float
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
    _check_not_negative(arrivals_per_hour=arrivals_per_hour, stay_hours=stay_hours)
    return arrivals_per_hour * stay_hours


def mm1(arrivals_per_hour: float, service_hours: float) -> Line:
    """Return the averages of one server with random arrivals and exponential service (M/M/1).

    The mean wait is ρ/(1-ρ) services, where ρ is the utilisation.
    Source: L. Kleinrock, "Queueing Systems, Volume I: Theory" (1975), section 3.2.

    Args:
        arrivals_per_hour: Changes that arrive per hour, ≥ 0.
        service_hours: Mean hours of one service, ≥ 0.

    Raises:
        Overloaded: If the server would be busy all the time (ρ ≥ 1).
        ValueError: If an argument is negative or not a finite number.

    Example:
        The busier the server, the steeper the wait, here in units of one service:

        >>> [round(mm1(busy, service_hours=1).wait_hours, 6) for busy in (0.5, 0.8, 0.9, 0.95)]
        [1.0, 4.0, 9.0, 19.0]
    """
    return mmc(arrivals_per_hour, service_hours, servers=1)


def mmc(arrivals_per_hour: float, service_hours: float, servers: int) -> Line:
    """Return the averages of `servers` servers behind one queue, exponential service (M/M/c).

    The mean wait is C(c, a)·S / (c - a): the share of changes that wait at all (`erlang_c`) times
    how long those wait, with offered load a = λS.
    Source: Kleinrock (1975), section 3.5; A. K. Erlang (1917).

    Args:
        arrivals_per_hour: Changes that arrive per hour, ≥ 0.
        service_hours: Mean hours of one service, ≥ 0.
        servers: Number of servers, ≥ 1.

    Raises:
        Overloaded: If the servers would be busy all the time.
        ValueError: If an argument is negative or not a finite number, or there is no server.

    Example:
        Two servers share one queue, each busy 80 % of the time: the wait is less than half of
        the 4 services that one server with the same utilisation needs.

        >>> round(mmc(arrivals_per_hour=1.6, service_hours=1, servers=2).wait_hours, 6)
        1.777778
    """
    _check_not_negative(arrivals_per_hour=arrivals_per_hour, service_hours=service_hours)
    load = arrivals_per_hour * service_hours
    waits_at_all = erlang_c(load, servers)
    return _line(arrivals_per_hour, service_hours, servers, waits_at_all / (servers - load))


def erlang_c(offered_load: float, servers: int) -> float:
    """Return the share of changes that find all servers busy and so must wait.

    Computed from Erlang's loss formula by its recursion B(k) = a·B(k-1) / (k + a·B(k-1)), whose
    terms stay between 0 and 1, so there is no factorial to overflow with many servers.
    Source: A. K. Erlang (1917); Kleinrock (1975), sections 3.5 and 3.7.

    Args:
        offered_load: Arrivals per hour × hours of service, the mean number of busy servers, ≥ 0.
        servers: Number of servers, ≥ 1.

    Raises:
        Overloaded: If the load is as large as the number of servers, or larger.
        ValueError: If the load is negative or not a finite number, or there is no server.

    Example:
        With one server, the share that waits is the utilisation:

        >>> round(erlang_c(offered_load=0.8, servers=1), 6)
        0.8
        >>> round(erlang_c(offered_load=8, servers=10), 4)
        0.4092
    """
    _check_not_negative(offered_load=offered_load)
    _check_servers(servers)
    _check_not_overloaded(offered_load, servers)
    loss = 1.0
    for busy in range(1, servers + 1):
        loss = offered_load * loss / (busy + offered_load * loss)
    return servers * loss / (servers - offered_load * (1.0 - loss))


def mg1(arrivals_per_hour: float, service_hours: float, service_cv: float) -> Line:
    """Return the averages of one server with random arrivals and any service times (M/G/1).

    The mean wait is ρ/(1-ρ) · (1 + cv²)/2 services: half of M/M/1 when all services are equal,
    more when they vary.
    Source: F. Pollaczek (1930), A. Khinchine (1932); Kleinrock (1975), section 5.6.

    Args:
        arrivals_per_hour: Changes that arrive per hour, ≥ 0.
        service_hours: Mean hours of one service, ≥ 0.
        service_cv: Standard deviation ÷ mean of the service times; 0 = all equal, 1 = as
            irregular as an exponential.

    Raises:
        Overloaded: If the server would be busy all the time.
        ValueError: If an argument is negative or not a finite number.

    Example:
        At 80 % busy, with equal, exponential and very irregular service times:

        >>> [round(mg1(0.8, 1, service_cv=cv).wait_hours, 6) for cv in (0, 1, 2)]
        [2.0, 4.0, 10.0]
    """
    return kingman(arrivals_per_hour, service_hours, arrival_cv=1.0, service_cv=service_cv)


def kingman(
    arrivals_per_hour: float, service_hours: float, arrival_cv: float, service_cv: float
) -> Line:
    """Return the approximate averages of one server with any arrivals and any service (G/G/1).

    The mean wait is about ρ/(1-ρ) · (cv_a² + cv_s²)/2 services: utilisation times variability.
    Exact for Poisson arrivals (`mg1`), close when the server is busy, too high for a quiet one.
    Source: J. F. C. Kingman, "The single server queue in heavy traffic", Mathematical Proceedings
    of the Cambridge Philosophical Society 57 (1961), 902-904.

    Args:
        arrivals_per_hour: Changes that arrive per hour, ≥ 0.
        service_hours: Mean hours of one service, ≥ 0.
        arrival_cv: Standard deviation ÷ mean of the times between arrivals; 1 for Poisson.
        service_cv: Standard deviation ÷ mean of the service times; 1 for exponential.

    Raises:
        Overloaded: If the server would be busy all the time.
        ValueError: If an argument is negative or not a finite number.

    Example:
        A conveyor belt without any variability never queues:

        >>> kingman(0.9, 1, arrival_cv=0, service_cv=0).wait_hours
        0.0
        >>> round(kingman(0.9, 1, arrival_cv=1, service_cv=1).wait_hours, 6)
        9.0
    """
    _check_not_negative(
        arrivals_per_hour=arrivals_per_hour,
        service_hours=service_hours,
        arrival_cv=arrival_cv,
        service_cv=service_cv,
    )
    load = arrivals_per_hour * service_hours
    _check_not_overloaded(load, servers=1)
    variability = (arrival_cv**2 + service_cv**2) / 2
    return _line(arrivals_per_hour, service_hours, 1, load / (1 - load) * variability)


def jackson(arrivals_per_hour: float, stations: Mapping[str, Station]) -> Network:
    """Return the averages of a whole pipeline of stations, with repeated visits.

    Changes enter at random (Poisson), services are exponential, and a change may come back, for
    example after a red build. Then every station behaves on average like an M/M/c line of its own
    that meets visits × arrivals, even where the arrivals at it are no longer random.
    Source: J. R. Jackson, "Networks of Waiting Lines", Operations Research 5 (1957), 518-521.

    Args:
        arrivals_per_hour: Changes that enter the network per hour, ≥ 0.
        stations: The stations by name. `visits_with_retries` helps with repeated work.

    Raises:
        Overloaded: If a station would be busy all the time; the message names it.
        ValueError: If a number is negative or not finite, or a station has no server.

    Example:
        Review, then a build of which one in five is red, goes to its author and comes back:

        >>> visits = visits_with_retries(failure_share=0.2)
        >>> pipeline = jackson(1.0, {
        ...     "review": Station(service_hours=1.5, servers=2),
        ...     "build": Station(service_hours=0.4, visits=visits),
        ...     "fix": Station(service_hours=2.0, servers=math.inf, visits=visits - 1),
        ... })
        >>> {name: round(line.stay_hours, 6) for name, line in pipeline.lines.items()}
        {'review': 3.428571, 'build': 0.8, 'fix': 2.0}
        >>> round(pipeline.stay_hours, 6)
        4.928571
    """
    lines: dict[str, Line] = {}
    for name, station in stations.items():
        try:
            lines[name] = _station_line(arrivals_per_hour, station)
        except Overloaded as error:
            raise Overloaded(f"station {name!r}: {error}") from None
        except ValueError as error:
            raise ValueError(f"station {name!r}: {error}") from None
    stay = math.fsum(stations[name].visits * line.stay_hours for name, line in lines.items())
    return Network(lines, stay, little(arrivals_per_hour, stay))


def visits_with_retries(failure_share: float) -> float:
    """Return how often a change visits a stage that sends back the given share of its results.

    Each visit fails independently, so the number of visits is geometric with mean 1/(1-p).

    Args:
        failure_share: Probability p that one visit fails, 0 ≤ p < 1.

    Raises:
        ValueError: If the share is outside that range: nothing would ever get through.

    Example:
        >>> visits_with_retries(failure_share=0.2)
        1.25
    """
    if not 0 <= failure_share < 1:
        raise ValueError(
            f"failure_share is {failure_share!r}; give a share from 0 to below 1 (at 1 a change "
            "would come back for ever)"
        )
    return 1.0 / (1.0 - failure_share)


def train_wait(hours_between_departures: float) -> float:
    """Return the mean hours that a change waits for a release train, T/2.

    Changes get ready at random moments and a train leaves every T hours, so the moment falls
    uniformly into the interval between two departures.

    Args:
        hours_between_departures: Hours T from one departure to the next, ≥ 0.

    Raises:
        ValueError: If the argument is negative or not a finite number.

    Example:
        A train every two weeks costs a week on average:

        >>> train_wait(hours_between_departures=14 * 24) / 24
        7.0
    """
    _check_not_negative(hours_between_departures=hours_between_departures)
    return hours_between_departures / 2


def batch_wait(size: int, arrivals_per_hour: float) -> float:
    """Return the mean hours that a change waits until its batch is full, (N-1)/(2λ).

    The first change waits for N-1 others, the last for none; the mean is half of that.

    Args:
        size: Number N of changes in a batch, ≥ 1.
        arrivals_per_hour: Changes that arrive per hour, > 0.

    Raises:
        ValueError: If the batch is empty or nothing arrives.

    Example:
        >>> batch_wait(size=21, arrivals_per_hour=0.5)
        20.0
    """
    if size < 1:
        raise ValueError(f"size is {size!r}; a batch has at least 1 change")
    _check_not_negative(arrivals_per_hour=arrivals_per_hour)
    if arrivals_per_hour == 0:
        raise ValueError("arrivals_per_hour is 0; a batch never fills, give a rate above 0")
    return (size - 1) / (2 * arrivals_per_hour)


def batch_failure(failure_share: float, size: int) -> float:
    """Return the probability that a batch of changes fails, 1 - (1-p)^N.

    A batch fails when at least one of its changes does; changes fail independently.

    Args:
        failure_share: Probability p that one change fails, 0 to 1.
        size: Number N of changes in the batch, ≥ 0.

    Raises:
        ValueError: If the share is outside 0 to 1 or the size is negative.

    Example:
        Changes that fail one time in fifty, in batches of 1, 10 and 50:

        >>> [round(batch_failure(0.02, size), 3) for size in (1, 10, 50)]
        [0.02, 0.183, 0.636]
    """
    if not 0 <= failure_share <= 1:
        raise ValueError(f"failure_share is {failure_share!r}; give a share from 0 to 1")
    if size < 0:
        raise ValueError(f"size is {size!r}; a batch has 0 changes or more")
    if failure_share == 1:
        return 1.0 if size else 0.0
    # The same as 1 - (1 - p)**size, but keeps its digits when p is tiny.
    return -math.expm1(size * math.log1p(-failure_share))


def _station_line(arrivals_per_hour: float, station: Station) -> Line:
    """Return the averages of one station of a network."""
    _check_not_negative(arrivals_per_hour=arrivals_per_hour, visits=station.visits)
    rate = arrivals_per_hour * station.visits
    if station.servers != math.inf:
        _check_servers(station.servers)
        return mmc(rate, station.service_hours, int(station.servers))
    _check_not_negative(service_hours=station.service_hours)
    return Line(
        utilisation=0.0,
        wait_hours=0.0,
        stay_hours=station.service_hours,
        waiting=0.0,
        present=little(rate, station.service_hours),
    )


def _line(rate: float, service_hours: float, servers: int, wait_services: float) -> Line:
    """Return a line whose mean wait is `wait_services` services; the rest is Little's law."""
    wait = wait_services * service_hours
    return Line(
        utilisation=rate * service_hours / servers,
        wait_hours=wait,
        stay_hours=wait + service_hours,
        waiting=little(rate, wait),
        present=little(rate, wait + service_hours),
    )


def _check_not_negative(**values: float) -> None:
    for name, value in values.items():
        if not (math.isfinite(value) and value >= 0):
            raise ValueError(f"{name} is {value!r}; give a finite number, 0 or more")


def _check_servers(servers: float) -> None:
    if servers < 1 or servers != int(servers):
        raise ValueError(f"servers is {servers!r}; give a whole number, 1 or more")


def _check_not_overloaded(load: float, servers: int) -> None:
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
