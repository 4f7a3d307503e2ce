"""Specialists against people who help each other: the same tasks, once apart and once shared.

`compare` lets the same tasks go to specialists with a queue each, and to a team in which people can
do more than one kind (`deliverylab.simulate.skills`). Both meet the same luck. What counts is when
a task is *done*: people who are slower at the work of others shorten the wait and lengthen the
work. So there is a break-even: how much slower they may be until sharing no longer pays.

At the two ends there is theory: M/M/1 for each specialist, M/M/c where everybody does everything
equally fast.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.skills import PickedUp, Skills, Tasks, pick_up, specialists_only, who_can
from deliverylab.simulate.theory import mm1, mmc

__all__ = [
    "MOST_SLOWER",
    "TASKS",
    "TASK_HOURS",
    "Pooling",
    "PoolingTeam",
    "Way",
    "compare",
    "pays_until",
]

Numbers = npt.NDArray[np.float64]

TASK_HOURS = 3.0
"""Mean working hours of a task in the hands of its specialist; exponential."""
WARM_UP, TASKS = 600, 6_000
"""How many tasks come before counting begins, and how many count."""
MOST_SLOWER = 0.6
"""The break-even is looked for up to here."""
ALWAYS_BUSY = 0.99
"""A share of the time; somebody busier than this has work that grows for ever, or nearly so."""

TYPICAL = 86
"""A seed whose luck is typical: waits and break-evens near those of many more tasks."""

_CLOSE, _STEPS = 0.004, 8
"""A break-even is found when one more simulation moves it by less; that takes two or three."""


@dataclass(frozen=True)
class PoolingTeam:
    """A team, its skills and its work.

    Attributes:
        people: how many, and as many kinds of work.
        kinds_each: how many kinds each person can do.
        specialists: how many do only their own kind all the same.
        slower: how much longer people take for work that is not their own kind, 0.3 = 30 %.
        busy: how busy the specialist with the most work is, above 0 and below 1.
        others: how much work each other kind brings, as a share of that one's.
    """

    people: int
    kinds_each: int
    specialists: int
    slower: float
    busy: float
    others: float

    @property
    def loads(self) -> Numbers:
        """How busy each kind of work would keep one specialist."""
        loads = np.full(self.people, self.busy * self.others)
        loads[0] = self.busy
        return loads

    @property
    def skills(self) -> Skills:
        """Who can do what."""
        return who_can(self.people, self.kinds_each, self.specialists)

    @property
    def shares(self) -> bool:
        """Whether anybody can do the work of somebody else."""
        return any(len(able) > 1 for able in self.skills)

    @property
    def full_stack(self) -> bool:
        """Whether everybody can do everything."""
        return all(len(able) == self.people for able in self.skills)


@dataclass(frozen=True, eq=False)
class Way:
    """What became of the tasks in one way to work; hours, by kind of work, and of all tasks.

    Attributes:
        waits: mean hours from when a task comes until it is begun.
        works: mean hours from there until it is done.
        hours: mean hours from when a task comes until it is done, over all tasks.
        busy: the share of the time that each person is busy.
    """

    waits: Numbers
    works: Numbers
    hours: float
    busy: Numbers

    @classmethod
    def of(cls, tasks: Tasks, picked: PickedUp, people: int) -> Way:
        """Read it from the tasks after the first ones."""
        kind = tasks.kind[WARM_UP:]
        wait = (picked.begun - tasks.arrival)[WARM_UP:]
        work = (picked.done - picked.begun)[WARM_UP:]
        count = np.maximum(np.bincount(kind, minlength=people), 1)
        worked = np.bincount(picked.by, picked.done - picked.begun, minlength=people)
        return cls(
            np.bincount(kind, wait, people) / count,
            np.bincount(kind, work, people) / count,
            float((wait + work).mean()),
            worked / picked.done.max(),
        )


@dataclass(frozen=True, eq=False)
class Pooling:
    """The same tasks in both ways.

    Attributes:
        team: who did them.
        apart: every task waits for its specialist.
        shared: people help each other as far as they can.
        apart_in_theory: hours until a task is done, by kind of work, by M/M/1.
        shared_in_theory: the same by M/M/c, the same for all kinds; nan where it does not apply.
        pays_until: the break-even; 0 where nobody helps, infinite beyond `MOST_SLOWER`.
    """

    team: PoolingTeam
    apart: Way
    shared: Way
    apart_in_theory: Numbers
    shared_in_theory: float
    pays_until: float

    @property
    def overloaded(self) -> bool:
        """Whether somebody has more to do than they can: then queues grow for ever."""
        return float(self.shared.busy.max()) > ALWAYS_BUSY


def compare(team: PoolingTeam, seed: int = TYPICAL) -> Pooling:
    """Return what becomes of the same tasks apart and shared.

    Example:
        Four people, each busy 80 % of the time. In theory a task of 3 hours is done after 15 hours
        by its specialist, and after about 5 where everybody does everything:

        >>> both = compare(PoolingTeam(4, 4, 0, slower=0.0, busy=0.8, others=1.0))
        >>> both.apart_in_theory.round(1).tolist(), round(both.shared_in_theory, 1)
        ([15.0, 15.0, 15.0, 15.0], 5.2)
    """
    loads = team.loads
    rates = loads / TASK_HOURS
    theory = math.nan
    if team.full_stack and team.slower == 0:
        theory = mmc(float(rates.sum()), TASK_HOURS, team.people).stay_hours
    return Pooling(
        team,
        _apart(team.people, team.busy, team.others, seed),
        _shared(team, seed),
        np.array([mm1(float(rate), TASK_HOURS).stay_hours for rate in rates]),
        theory,
        pays_until(replace(team, slower=0.0), seed),
    )


@lru_cache(maxsize=256)
def pays_until(team: PoolingTeam, seed: int = TYPICAL) -> float:
    """Return how much slower people may be at the work of others until sharing no longer pays.

    That is where a task is done as late as with specialists, on average over all tasks. One over
    the hours is nearly a straight line, so a few points of it tell where it is.

    Args:
        team: who shares; how slow they are now does not matter.
        seed: the luck.

    Returns:
        A share such as 0.13; 0 where nobody helps, infinity where it is above `MOST_SLOWER`.
    """
    if not team.shares:
        return 0.0
    apart = _apart(team.people, team.busy, team.others, seed).hours

    def gain(slower: float) -> float:
        return apart / _shared(replace(team, slower=slower), seed).hours - 1.0

    now = gain(0.0)
    if now <= 0:
        return 0.0
    # So slow, everybody is busy with the work of others all the time, and nothing is ever done.
    share = float(team.loads.mean())
    high, below = (1.0 / share - 1.0) * team.people / (team.people - 1), -1.0
    if not team.full_stack and high < MOST_SLOWER:
        below = gain(high)
    if high >= MOST_SLOWER or below > 0:
        high, below = MOST_SLOWER, gain(MOST_SLOWER)
        if below > 0:
            return math.inf
    points = [(0.0, now), (high, below)]
    for _ in range(_STEPS):
        guess = _zero(points)
        points.append((guess, gain(guess)))
        better = _zero(points)
        if abs(better - guess) < _CLOSE:
            break
    return better


def _zero(points: list[tuple[float, float]]) -> float:
    """Return where a falling curve through (x, y) `points` is zero: x interpolated over y.

    >>> round(_zero([(0.0, 1.0), (2.0, -1.0)]), 6), round(_zero([(0, 4), (1, 1), (3, -5)]), 6)
    (1.0, 1.333333)
    """
    estimate = sum(
        x * math.prod(other / (other - y) for _, other in points if other != y) for x, y in points
    )
    low = max((point for point in points if point[1] > 0), key=lambda point: point[0])
    high = min((point for point in points if point[1] <= 0), key=lambda point: point[0])
    if low[0] < estimate < high[0]:
        return estimate
    return low[0] + (high[0] - low[0]) * low[1] / (low[1] - high[1])


@lru_cache(maxsize=64)
def _apart(people: int, busy: float, others: float, seed: int) -> Way:
    tasks = _tasks(people, busy, others, seed)
    return Way.of(tasks, specialists_only(tasks), people)


@lru_cache(maxsize=256)
def _shared(team: PoolingTeam, seed: int) -> Way:
    tasks = _tasks(team.people, team.busy, team.others, seed)
    return Way.of(tasks, pick_up(tasks, team.skills, team.slower), team.people)


@lru_cache(maxsize=16)
def _tasks(people: int, busy: float, others: float, seed: int) -> Tasks:
    team = PoolingTeam(people, 1, 0, 0.0, busy, others)
    return Tasks.of(team.loads, TASK_HOURS, WARM_UP + TASKS, seed)
