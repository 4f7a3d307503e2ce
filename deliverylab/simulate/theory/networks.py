"""A whole pipeline of stages, with work that is repeated."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from deliverylab.simulate.theory.line import (
    Line,
    Overloaded,
    check_not_negative,
    check_servers,
    little,
)
from deliverylab.simulate.theory.queues import mmc


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


def _station_line(arrivals_per_hour: float, station: Station) -> Line:
    """Return the averages of one station of a network."""
    check_not_negative(arrivals_per_hour=arrivals_per_hour, visits=station.visits)
    rate = arrivals_per_hour * station.visits
    if station.servers != math.inf:
        check_servers(station.servers)
        return mmc(rate, station.service_hours, int(station.servers))
    check_not_negative(service_hours=station.service_hours)
    return Line(
        utilisation=0.0,
        wait_hours=0.0,
        stay_hours=station.service_hours,
        waiting=0.0,
        present=little(rate, station.service_hours),
    )
