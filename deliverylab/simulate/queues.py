"""Queues: work arrives, waits its turn, is served first come, first served, and leaves.

Nothing here knows about software delivery or calendars. Arrivals are sorted, times are hours on any
one clock, and servers are all alike. The recursions are exact: the same times come out as from an
event-by-event simulation of the same draws.
"""

from collections.abc import Callable
from heapq import heapreplace
from math import inf

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

ROUNDING = 1e-6
"""Hours: more than any sum of hours is rounded by."""

SELDOM = 0.02
"""Share of tasks up to which it pays to look for those who wait instead of serving one by one."""


def one_server(arrival: Hours, service: Hours, total: Hours | None = None) -> tuple[Hours, Hours]:
    """Return when each task starts and leaves one first-come-first-served server.

    Lindley (1952): a task starts when it has arrived and the one before it has left. With Sᵢ the
    sum of the first i services, unrolling gives finishᵢ = Sᵢ + max over j ≤ i of
    (arrivalⱼ − Sⱼ₋₁): a running maximum, so no loop is needed.

    Args:
        arrival: hours, sorted.
        service: hours, as many.
        total: the services up to each task added up, where that is known already.

    >>> one_server(np.array([0.0, 1.0, 9.0]), np.array([3.0, 3.0, 1.0]))
    (array([0., 3., 9.]), array([ 3.,  6., 10.]))
    """
    if total is None:
        total = np.cumsum(service)
    finish = np.maximum.accumulate(arrival - (total - service))
    finish += total
    start = arrival.copy()
    np.maximum(arrival[1:], finish[:-1], out=start[1:])
    return start, np.maximum(finish, start, out=finish)


def many_servers(arrival: Hours, service: Hours, servers: int) -> tuple[Hours, Hours]:
    """Return when each task starts and leaves `servers` alike servers with one queue.

    Kiefer and Wolfowitz (1955): a task takes the server that is free first.

    Args:
        arrival: hours, sorted.
        service: hours, as many.
        servers: how many, at least 1.

    >>> many_servers(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 1.0]), servers=2)
    (array([0., 1., 3.]), array([3., 4., 4.]))
    """
    if servers == 1:
        return one_server(arrival, service)
    finish = arrival + service  # as if nobody ever waited
    crowded = busy(arrival, finish, servers)
    if len(crowded) > SELDOM * len(arrival):
        start = _one_by_one(arrival, service, servers)
    else:
        start = _where_crowded(arrival, service, servers, finish, crowded)
    return start, start + service


def busy(arrival: Hours, finish: Hours, servers: int) -> Numbers:
    """Return the places of the tasks that find all servers busy when they arrive, sorted.

    That is so where, of those who came before, at most all but `servers` have left.
    """
    left = np.sort(finish)[: max(len(finish) - servers, 0)]
    return np.flatnonzero(left >= arrival[servers:]) + servers


def _one_by_one(arrival: Hours, service: Hours, servers: int) -> Hours:
    """Return when each task starts."""
    free = [0.0] * servers
    starts: list[float] = []
    begins = starts.append
    for ready, hours in zip(arrival.tolist(), service.tolist(), strict=True):
        start = free[0]
        if ready > start:
            start = ready
        heapreplace(free, start + hours)
        begins(start)
    return np.array(starts, dtype=np.float64)


def _where_crowded(
    arrival: Hours, service: Hours, servers: int, finish: Hours, crowded: Numbers
) -> Hours:
    """Return when each task starts, going through few of them one by one.

    Only those count that find all servers busy, and those who come before everybody who had to wait
    has left: from then on it is as if nobody had ever waited. `finish` is when each task would
    leave in that case, `crowded` the places of those that would find all servers busy.
    """
    start = arrival.copy()
    longest = float(service.max(initial=0.0)) + ROUNDING
    done = 0  # everything before this place is final
    for first in crowded.tolist():
        if first < done:
            continue
        # Whoever is still there came no longer ago than the longest service takes.
        since = np.searchsorted(arrival, arrival[first] - longest)
        free = np.sort(finish[since:first])[-servers:].tolist()  # sorted, and so a heap
        gone = -inf  # when everybody who had to wait has left
        place = first
        while place < len(arrival):
            ready = arrival.item(place)
            if ready >= gone and place > first:
                break
            begins = max(ready, free[0])
            leaves = begins + service.item(place)
            heapreplace(free, leaves)
            if begins > ready:
                start[place] = begins
                gone = max(gone, leaves)
            place += 1
        done = place
    return start


def with_stops(
    arrival: Hours,
    service: Hours,
    stop: Flags,
    stop_of: Callable[[int, float], float],
) -> tuple[Hours, Hours]:
    """Return when each task starts and leaves one server that some tasks hold for longer.

    Without the stops this is one plain server. A stop delays those that follow, up to the first
    that arrives when the server is free again; only these are gone through one by one.

    Args:
        arrival: hours, sorted.
        service: hours, as many.
        stop: whether the line stops with this task, as many.
        stop_of: (place, end of its service) → when a task that stops the line lets it go.

    >>> with_stops(np.array([0.0, 1.0]), np.array([1.0, 1.0]), np.array([True, False]),
    ...            lambda place, end: end + 5.0)
    (array([0., 6.]), array([6., 7.]))
    """
    start, finish = one_server(arrival, service)
    stops = np.flatnonzero(stop).tolist()
    if not stops:
        return start, finish
    ready, hours, stopping = arrival.item, service.item, stop.item  # few are looked at, one by one
    done = 0  # everything before this place is final
    for first in stops:
        if first < done:
            continue
        free = start.item(first)
        starts: list[float] = []
        finishes: list[float] = []
        place = first
        while place < len(arrival) and (place == first or ready(place) < free):
            starts.append(free)
            free += hours(place)
            if stopping(place):
                free = stop_of(place, free)
            finishes.append(free)
            place += 1
        start[first:place], finish[first:place] = starts, finishes
        done = place
    return start, finish
