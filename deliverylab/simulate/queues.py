"""Queues: work arrives, waits its turn, is served first come, first served, and leaves.

Nothing here knows about software delivery or calendars. Arrivals are sorted, times are hours on any
one clock, and servers are all alike. The recursions are exact: the same times come out as from an
event-by-event simulation of the same draws.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from math import inf

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours

Numbers = npt.NDArray[np.int64]


def one_server(arrival: Hours, service: Hours) -> tuple[Hours, Hours]:
    """Return when each task starts and leaves one first-come-first-served server.

    Lindley (1952): a task starts when it has arrived and the one before it has left. With Sᵢ the
    sum of the first i services, unrolling gives finishᵢ = Sᵢ + max over j ≤ i of
    (arrivalⱼ − Sⱼ₋₁): a running maximum, so no loop is needed.

    Args:
        arrival: hours, sorted.
        service: hours, as many.

    >>> one_server(np.array([0.0, 1.0, 9.0]), np.array([3.0, 3.0, 1.0]))
    (array([0., 3., 9.]), array([ 3.,  6., 10.]))
    """
    total = np.cumsum(service)
    finish = total + np.maximum.accumulate(arrival - (total - service))
    start = arrival.copy()
    np.maximum(arrival[1:], finish[:-1], out=start[1:])
    return start, np.maximum(finish, start)


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
    free = [0.0] * servers
    starts: list[float] = []
    begins = starts.append
    for ready, hours in zip(arrival.tolist(), service.tolist(), strict=True):
        start = free[0]
        if ready > start:
            start = ready
        heapreplace(free, start + hours)
        begins(start)
    start_at = np.array(starts, dtype=np.float64)
    return start_at, start_at + service


@dataclass(frozen=True, eq=False)
class Retries:
    """The services after the first of each task, in order of arrival.

    Attributes:
        task, attempt: whose service it is, and its which one, from 2.
        queued, started, hours: when it arrived and started, and how long it took.
        failed: whether it ended in failure.
    """

    task: Numbers
    attempt: Numbers
    queued: Hours
    started: Hours
    hours: Hours
    failed: npt.NDArray[np.bool_]


def with_retries(
    task: Numbers,
    arrival: Hours,
    service: Hours,
    failed: npt.NDArray[np.bool_],
    servers: int,
    again: Callable[[int, int, float], float],
    attempt_of: Callable[[int, int], tuple[float, bool]],
    until: float,
) -> tuple[Hours, Retries]:
    """Return when each first service starts, and all services that follow a failure.

    Retries wait in a small heap beside the sorted stream of first arrivals; whichever arrived first
    (of two at once, the lower number) takes the server that is free first.

    Args:
        task: task numbers, sorted by first arrival.
        arrival: hours of the first arrivals, in that order, all before `until`.
        service: hours of the first services, in that order.
        failed: whether the first service ends in failure, in that order.
        servers: how many, at least 1.
        again: (task, attempt that failed, its finish) → when the task queues again.
        attempt_of: (task, attempt from 2) → hours of that service, and whether it fails.
        until: who queues again at this hour or later is not looked at any more.
    """
    free = [0.0] * servers
    waiting: list[tuple[float, int, int]] = []  # (arrival, task, attempt)
    head = inf  # when the first of those waiting arrived
    served: list[tuple[int, int, float, float, float, bool]] = []  # as in Retries
    starts: list[float] = []
    begins = starts.append

    def queue_again(number: int, attempt: int, finish: float) -> None:
        arrives = again(number, attempt, finish)
        if arrives < until:
            heappush(waiting, (arrives, number, attempt + 1))

    def serve_retry() -> None:
        ready, number, attempt = heappop(waiting)
        hours, fails = attempt_of(number, attempt)
        start = free[0]
        if ready > start:
            start = ready
        heapreplace(free, start + hours)
        served.append((number, attempt, ready, start, hours, fails))
        if fails:
            queue_again(number, attempt, start + hours)

    for number, ready, hours, fails in zip(
        task.tolist(), arrival.tolist(), service.tolist(), failed.tolist(), strict=True
    ):
        if head <= ready:
            while waiting and waiting[0] < (ready, number):
                serve_retry()
            head = waiting[0][0] if waiting else inf
        start = free[0]
        if ready > start:
            start = ready
        heapreplace(free, start + hours)
        begins(start)
        if fails:
            queue_again(number, 1, start + hours)
            head = waiting[0][0] if waiting else inf
    while waiting:
        serve_retry()
    task_of, attempts, queued, started, took, failures = list(zip(*served, strict=True)) or [()] * 6
    return np.array(starts, dtype=np.float64), Retries(
        np.array(task_of, dtype=np.int64),
        np.array(attempts, dtype=np.int64),
        np.array(queued, dtype=np.float64),
        np.array(started, dtype=np.float64),
        np.array(took, dtype=np.float64),
        np.array(failures, dtype=np.bool_),
    )


def with_stops(
    arrival: Hours,
    service: Hours,
    stop: npt.NDArray[np.bool_],
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
        free = float(start[first])
        place = first
        while place < len(arrival) and (place == first or ready(place) < free):
            start[place] = free
            free += hours(place)
            if stopping(place):
                free = stop_of(place, free)
            finish[place] = free
            place += 1
        done = place
    return start, finish
