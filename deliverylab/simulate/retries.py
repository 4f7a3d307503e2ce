"""Queues in which work comes back: a service may fail, and then its task queues again.

As in `deliverylab.simulate.queues`, nothing here knows about software delivery, times are hours on
any one clock, and the times that come out are exactly those of an event-by-event simulation.
"""

from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from math import inf, nan

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.queues import Flags, Numbers


@dataclass(frozen=True, eq=False)
class Services:
    """Services of numbered tasks.

    Attributes:
        task: whose service each one is.
        arrival: when it is asked for.
        hours: how long it takes.
        failed: whether it ends in failure.
    """

    task: Numbers
    arrival: Hours
    hours: Hours
    failed: Flags


@dataclass(frozen=True, eq=False)
class Served:
    """All services of all tasks, in order of arrival.

    Attributes:
        task, attempt: whose service it is, and its which one, from 1.
        arrival, started, hours: when it was asked for and started, and how long it took.
        failed: whether it ended in failure.
    """

    task: Numbers
    attempt: Numbers
    arrival: Hours
    started: Hours
    hours: Hours
    failed: Flags


def with_retries(
    first: Services,
    second: Services,
    servers: int,
    again: Callable[[int, int, float], float],
    attempt_of: Callable[[int, int], tuple[float, bool]],
    until: float,
) -> Served:
    """Return all services of tasks that queue again after a failure.

    Whichever arrived first (of two at once, the lower number) takes the server that is free first.
    Nearly all services start at once, so nearly all second ones can be foreseen: they stand in one
    stream with the first ones. Where a task had to wait, its second service is struck out there and
    waits in a small heap beside the stream instead, as do third ones and later.

    Args:
        first: the first services, in order of arrival, then number; all before `until`.
        second: for each of them that fails, in that order, the second service as it will be if the
            first one starts on arrival.
        servers: how many, at least 1.
        again: (task, attempt that failed, its finish) → when the task queues again; not earlier
            after a later finish.
        attempt_of: (task, attempt from 2) → hours of that service, and whether it fails.
        until: who queues again at this hour or later is not looked at any more.
    """
    stream = _foreseen(first, second, until)
    ends, retry_of = stream.ends.tolist(), stream.retry_of
    free = [0.0] * servers
    waiting: list[tuple[float, int, int]] = []  # (arrival, task, attempt)
    head = inf  # when the first of those waiting arrived
    served: list[tuple[int, int, float, float, float, bool]] = []  # from there; as in Served
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

    # `ends` is read as it goes: what is struck out further on is seen when its turn comes.
    for ready, hours, end in zip(stream.arrival.tolist(), stream.hours.tolist(), ends, strict=True):
        if head <= ready:
            while waiting and waiting[0] < (ready, stream.task.item(len(starts))):
                serve_retry()
            head = waiting[0][0] if waiting else inf
        if end and end == STRUCK_OUT:  # WELL, the usual, is 0: one quick question
            begins(nan)
            continue
        start = free[0]
        if ready > start:
            start = ready
        heapreplace(free, start + hours)
        begins(start)
        if end:
            place = len(starts) - 1
            if end == FAILS_AGAIN:
                queue_again(stream.task.item(place), 2, start + hours)
            elif start > ready:
                ends[retry_of[place]] = STRUCK_OUT
                queue_again(stream.task.item(place), 1, start + hours)
            head = waiting[0][0] if waiting else inf
    while waiting:
        serve_retry()
    return _all(stream, np.array(starts, dtype=np.float64), served)


WELL, FAILS, FAILS_AGAIN, STRUCK_OUT = range(4)
"""What comes of a service in the stream: FAILS is a first one whose second one stands there too."""


@dataclass(frozen=True, eq=False)
class _Stream(Services):
    """First services and the second ones that are foreseen, in order of arrival, then task.

    Attributes:
        second: whether it is a second one.
        ends: WELL, FAILS or FAILS_AGAIN.
        retry_of: place of a first service that fails → place of the second one.
    """

    second: Flags
    ends: npt.NDArray[np.int8]
    retry_of: dict[int, int]


def _foreseen(first: Services, second: Services, until: float) -> _Stream:
    """Return the stream of first and second services; arguments as in `with_retries`."""
    comes = np.flatnonzero(second.arrival < until)
    fails = np.flatnonzero(first.failed)[comes]
    firsts = len(first.task)
    task = np.append(first.task, second.task[comes])
    arrival = np.append(first.arrival, second.arrival[comes])
    ends = np.append(np.full(firsts, WELL), np.where(second.failed[comes], FAILS_AGAIN, WELL))
    ends[fails] = FAILS
    order = _in_turn(arrival, task)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return _Stream(
        task=task[order],
        arrival=arrival[order],
        hours=np.append(first.hours, second.hours[comes])[order],
        failed=np.append(first.failed, second.failed[comes])[order],
        second=order >= firsts,
        ends=ends[order].astype(np.int8),
        retry_of=dict(zip(place[fails].tolist(), place[firsts:].tolist(), strict=True)),
    )


def _all(
    stream: _Stream, started: Hours, retries: list[tuple[int, int, float, float, float, bool]]
) -> Served:
    """Return what was served of the stream, and of the retries beside it, as one."""
    came = np.flatnonzero(~np.isnan(started))
    task, attempt, arrival, starts, hours, failed = list(zip(*retries, strict=True)) or [()] * 6
    every_task = np.append(stream.task[came], np.array(task, dtype=np.int64))
    every_arrival = np.append(stream.arrival[came], arrival)
    order = _in_turn(every_arrival, every_task)
    return Served(
        every_task[order],
        np.append(1 + stream.second[came], np.array(attempt, dtype=np.int64))[order],
        every_arrival[order],
        np.append(started[came], starts)[order],
        np.append(stream.hours[came], hours)[order],
        np.append(stream.failed[came], np.array(failed, dtype=np.bool_))[order],
    )


def _in_turn(arrival: Hours, task: Numbers) -> Numbers:
    """Return the places of these services in order of arrival, then task."""
    # Complex numbers are sorted by their real part, then by the other one.
    return np.argsort(arrival + 1j * task, kind="stable")
