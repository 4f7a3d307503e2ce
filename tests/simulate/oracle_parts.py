"""What the oracle is made of: opening hours, a waiting line, a tray, and luck.

Written for SimPy, event by event, and on purpose without the simulator's arithmetic: working time
is lived through day by day here, never computed by mapping hours.
"""

from __future__ import annotations

from bisect import insort
from collections.abc import Generator
from heapq import heappop, heappush
from itertools import count
from typing import Any, Generic, TypeVar

import simpy
from simpy.events import Event, EventPriority

from deliverylab.simulate import draws
from deliverylab.simulate.calendar import Calendar

Steps = Generator[Event, Any, None]
Thing = TypeVar("Thing")

SAME_MOMENT = 1e-9
"""Hours within which the clock's rounding may miss the closing time (a few microseconds)."""


class EndOfMoment(Event):
    """Fires now, but after everything else that happens at this very moment."""

    def __init__(self, env: simpy.Environment) -> None:
        super().__init__(env)
        self._ok = True
        self._value = None
        env.schedule(self, priority=EventPriority(2))


class Office:
    """Opening hours: people work only between opening and closing on working days."""

    def __init__(self, env: simpy.Environment, calendar: Calendar) -> None:
        self.env = env
        self.calendar = calendar
        self.always = calendar.opens == 0 and calendar.closes == 24 and calendar.days_per_week == 7
        self.closing = float("inf") if self.always else float("-inf")
        self.doors = env.event()
        if not self.always:
            env.process(self._open_every_morning())

    def _open_every_morning(self) -> Steps:
        for day in count():
            if day % 7 < self.calendar.days_per_week:
                yield self.env.timeout(24 * day + self.calendar.opens - self.env.now)
                self.closing = 24 * day + self.calendar.closes
                waiting, self.doors = self.doors, self.env.event()
                waiting.succeed()

    def is_open(self) -> bool:
        """Whether people are at work right now."""
        return self.closing - self.env.now > SAME_MOMENT

    def work(self, hours: float) -> Steps:
        """Work for so many hours; go home at closing time and go on in the morning."""
        if self.always or hours == 0:
            yield self.env.timeout(hours)
            return
        while True:
            if not self.is_open():
                yield self.doors
            left_today = self.closing - self.env.now
            if hours <= left_today + SAME_MOMENT:
                yield self.env.timeout(hours)
                return
            yield self.env.timeout(left_today)
            hours -= left_today


class Line:
    """Servers behind one queue: first come, first served; at the same moment, lowest number first.

    SimPy's own `Resource` serves whoever asks first even within one moment. Here the servers are
    given away at the end of the moment, when everybody who comes at that moment is there.
    """

    def __init__(self, env: simpy.Environment, servers: int) -> None:
        self.env = env
        self.free = servers
        self.waiting: list[tuple[float, int, Event]] = []
        self.about_to_serve = False

    def join(self, number: int) -> Event:
        """Queue; the event fires when one of the servers is yours."""
        turn = self.env.event()
        heappush(self.waiting, (self.env.now, number, turn))
        self._serve_soon()
        return turn

    def leave(self) -> None:
        """Give the server back."""
        self.free += 1
        self._serve_soon()

    def _serve_soon(self) -> None:
        if self.free and self.waiting and not self.about_to_serve:
            self.about_to_serve = True
            EndOfMoment(self.env).callbacks.append(self._serve)

    def _serve(self, _: Event) -> None:
        self.about_to_serve = False
        while self.free and self.waiting:
            turn = heappop(self.waiting)[-1]
            self.free -= 1
            turn.succeed()


class Tray(Generic[Thing]):
    """Where things wait, in order of arrival (ties by number), until somebody takes them all."""

    def __init__(self, env: simpy.Environment) -> None:
        self.env = env
        self.things: list[tuple[float, int, Thing]] = []
        self.filled = env.event()

    def put(self, number: int, thing: Thing) -> None:
        """Lay a thing on top."""
        insort(self.things, (self.env.now, number, thing))
        if not self.filled.triggered:
            self.filled.succeed()

    def take_all(self) -> list[Thing]:
        """Take everything that lies there, the oldest first."""
        taken, self.things = [thing for _, _, thing in self.things], []
        if self.filled.triggered:
            self.filled = self.env.event()
        return taken


class Luck:
    """The draws of one seed, one at a time."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.drawn: dict[tuple[str, int], list[float]] = {}

    def unit(self, stream: str, number: int, cv: float, attempt: int = 1) -> float:
        """Return one unit-mean draw of a stream; a stream always has the same cv here."""
        values = self.drawn.get((stream, attempt), [])
        if number >= len(values):
            drawn = draws.unit_draws(self.seed, stream, 2 * number + 100, cv, attempt)
            values = self.drawn[stream, attempt] = drawn.tolist()
        return values[number]

    def uniform(self, stream: str, number: int, attempt: int = 1) -> float:
        """Return one draw of a stream, uniform between 0 and 1."""
        values = self.drawn.get((stream, attempt), [])
        if number >= len(values):
            drawn = draws.uniforms(self.seed, stream, 2 * number + 100, attempt)
            values = self.drawn[stream, attempt] = drawn.tolist()
        return values[number]
