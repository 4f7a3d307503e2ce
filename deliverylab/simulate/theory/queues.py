"""One stage: how long changes wait in front of one server or many."""

from __future__ import annotations

from deliverylab.simulate.theory.line import (
    Line,
    check_not_negative,
    check_not_overloaded,
    check_servers,
    line_of,
)


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
    check_not_negative(arrivals_per_hour=arrivals_per_hour, service_hours=service_hours)
    load = arrivals_per_hour * service_hours
    waits_at_all = erlang_c(load, servers)
    return line_of(arrivals_per_hour, service_hours, servers, waits_at_all / (servers - load))


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
    check_not_negative(offered_load=offered_load)
    check_servers(servers)
    check_not_overloaded(offered_load, servers)
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
    check_not_negative(
        arrivals_per_hour=arrivals_per_hour,
        service_hours=service_hours,
        arrival_cv=arrival_cv,
        service_cv=service_cv,
    )
    load = arrivals_per_hour * service_hours
    check_not_overloaded(load, servers=1)
    variability = (arrival_cv**2 + service_cv**2) / 2
    return line_of(arrivals_per_hour, service_hours, 1, load / (1 - load) * variability)
