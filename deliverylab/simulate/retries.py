"""Queues in which work comes back: a service may fail, and then its task queues again.

As in `deliverylab.simulate.queues`, nothing here knows about software delivery, times are hours on
any one clock, and the times that come out are exactly those of an event-by-event simulation.
"""

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from heapq import heappop, heappush, heapreplace
from math import inf, nan

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.queues import ROUNDING, Flags, Numbers, busy

SELDOM = 0.05
"""Share of places up to which it pays to look at them alone instead of serving one by one."""


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
    waits in a small heap beside the stream instead, as do third ones and later. Only where servers
    are all busy, or where something comes from beside, are services gone through one by one.

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
    line = _Line(_foreseen(first, second, until), servers, again, attempt_of, until)
    line.serve()
    return _all(line.stream, line.started, line.served)


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


@dataclass(eq=False)
class _Line:
    """The queue of `with_retries`: the stream, and who comes from beside it; arguments as there.

    Attributes:
        started: when each service in the stream starts; nan for one that is struck out.
        served: the services from beside the stream; fields as in `Served`.
    """

    stream: _Stream
    servers: int
    again: Callable[[int, int, float], float]
    attempt_of: Callable[[int, int], tuple[float, bool]]
    until: float

    def __post_init__(self) -> None:
        """Begin as if everybody started on arrival."""
        self.started = self.stream.arrival.copy()
        self.served: list[tuple[int, int, float, float, float, bool]] = []
        self._waiting: list[tuple[float, int, int]] = []  # (arrival, task, attempt)

    def _take_apart(self) -> None:
        """Make lists of the stream: numbers taken one by one come faster out of them."""
        self._arrival = [*self.stream.arrival.tolist(), inf]
        self._hours = self.stream.hours.tolist()
        self._ends = self.stream.ends.tolist()
        self._finish = (self.stream.arrival + self.stream.hours).tolist()  # as if nobody waited
        self._longest = float(self.stream.hours.max(initial=0.0)) + ROUNDING

    def serve(self) -> None:
        """Serve everybody."""
        count = len(self.stream.task)
        looks = self._to_look_at()
        if not looks:
            return
        self._take_apart()
        if len(looks) > SELDOM * count:
            self._one_by_one(0, until_calm=False)
            return
        done = 0  # everything before this place is final
        for look in [*looks, count]:
            while self._waiting and self._waiting[0][0] <= self._arrival[look]:
                place = bisect_left(self._arrival, self._waiting[0][0], done, count)
                done = self._one_by_one(place)
            if done <= look < count:
                done = self._one_by_one(look)

    def _to_look_at(self) -> list[int]:
        """Return the places that find all servers busy, or that a third service follows."""
        arrival, ends = self.stream.arrival, self.stream.ends
        crowded = busy(arrival, arrival + self.stream.hours, self.servers)
        return sorted([*crowded.tolist(), *np.flatnonzero(ends == FAILS_AGAIN).tolist()])

    def _queue_again(self, task: int, attempt: int, finish: float) -> None:
        arrives = self.again(task, attempt, finish)
        if arrives < self.until:
            heappush(self._waiting, (arrives, task, attempt + 1))

    def _one_by_one(self, place: int, *, until_calm: bool = True) -> int:
        """Serve from this place on, until it is as if nobody had waited or come from beside.

        Returns:
            The place after the last one that was served.
        """
        arrival, hours, ends, waiting = self._arrival, self._hours, self._ends, self._waiting
        task = self.stream.task.item
        ready = min(arrival[place], waiting[0][0]) if waiting else arrival[place]
        # Whoever is still there came no longer ago than the longest service takes.
        since = bisect_left(arrival, ready - self._longest, 0, place)
        free = [0.0] * self.servers + sorted(self._finish[since:place])
        free = free[-self.servers :]  # sorted, and so a heap
        calm = ready + ROUNDING if until_calm else inf  # when all of those have left
        while True:
            ready = arrival[place]
            if waiting and (
                waiting[0][0] < ready or (waiting[0][0] == ready and waiting[0][1] < task(place))
            ):
                if waiting[0][0] >= calm:
                    return place
                ready, number, attempt = heappop(waiting)
                takes, fails = self.attempt_of(number, attempt)
                start = max(ready, free[0])
                heapreplace(free, start + takes)
                self.served.append((number, attempt, ready, start, takes, fails))
                if fails:
                    self._queue_again(number, attempt, start + takes)
                calm = max(calm, start + takes)
                continue
            if ready >= calm:
                return place
            end = ends[place]
            if end != STRUCK_OUT:
                start = free[0]
                if start > ready:
                    leaves = start + hours[place]
                    self.started[place] = start
                    calm = max(calm, leaves)
                    if end == FAILS:
                        self._strike_out(self.stream.retry_of[place])
                        self._queue_again(task(place), 1, leaves)
                else:
                    leaves = ready + hours[place]
                heapreplace(free, leaves)
                if end == FAILS_AGAIN:
                    self._queue_again(task(place), 2, leaves)
            place += 1

    def _strike_out(self, place: int) -> None:
        """Let the service at this place, further on, not happen."""
        self._ends[place] = STRUCK_OUT
        self._finish[place] = 0.0
        self.started[place] = nan


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
        task=task.take(order),
        arrival=arrival.take(order),
        hours=np.append(first.hours, second.hours[comes]).take(order),
        failed=np.append(first.failed, second.failed[comes]).take(order),
        second=order >= firsts,
        ends=ends.take(order).astype(np.int8),
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
        every_task.take(order),
        np.append(1 + stream.second[came], np.array(attempt, dtype=np.int64)).take(order),
        every_arrival.take(order),
        np.append(started[came], starts).take(order),
        np.append(stream.hours[came], hours).take(order),
        np.append(stream.failed[came], np.array(failed, dtype=np.bool_)).take(order),
    )


def _in_turn(arrival: Hours, task: Numbers) -> Numbers:
    """Return the places of these services in order of arrival, then task."""
    order = np.argsort(arrival, kind="stable")
    in_order = arrival.take(order)
    if (in_order[1:] == in_order[:-1]).any():  # seldom: then the tasks settle it
        return np.lexsort((task, arrival))
    return order
