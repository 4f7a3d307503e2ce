"""Who picks up a task: people with different skills, and tasks of different kinds.

There are as many kinds of work as people (front end, back end, tests …), and for each kind one
person who is its specialist. A task waits until somebody who can do it is free. Who can do what
lies between two ends:

* everybody only their own kind: as many separate queues as people (each an M/M/1 line);
* everybody everything ("full-stack engineers"): one queue for all (an M/M/c line).

In between some stay specialists, or each person knows two kinds or three: the next ones in a ring,
so that the kinds hang together like the links of a chain.

The rule is one for all cases: the oldest task first. Whoever gets free takes the oldest waiting
task that they can do. A task that finds several people free goes to its specialist, or to the one
who has been free longest. At work that is not their own kind people may be slower.

What is known. Pooling equally fast servers helps: the wait of M/M/c is far below that of c lines
M/M/1 (D. R. Smith and W. Whitt, "Resource sharing for efficiency in traffic systems", Bell System
Technical Journal 60, 1981, 39-55). A little flexibility goes a long way: two kinds each, in a
chain, bring most of what everything for everybody brings (W. C. Jordan and S. C. Graves,
"Principles on the benefits of manufacturing process flexibility", Management Science 41, 1995,
577-594). What is disputed: where the kinds need different times, or people get slower, pooling can
harm, without limit (A. Mandelbaum and M. I. Reiman, "On pooling in queueing networks", Management
Science 44, 1998, 971-981), and people who own a queue may work faster (H. Song, A. L. Tucker and
K. L. Murrell, "The diseconomies of queue pooling", Management Science 61, 2015, 3032-3053).

What is assumed, for teaching: work on a task cannot be handed over half-way, nobody is away, and
learning a second kind costs only the slowness that one chooses. A team may do better than this rule
("own kind first, help when idle").
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws
from deliverylab.simulate.queues import one_server

__all__ = ["PickedUp", "Skills", "Tasks", "pick_up", "specialists_only", "who_can"]

Numbers = npt.NDArray[np.int64]

Skills = tuple[tuple[int, ...], ...]
"""For each kind of work, the people who can do it, by number; its specialist first."""


@dataclass(frozen=True, eq=False)
class Tasks:
    """What there is to do: when each task comes, its kind, and its work by a specialist, hours."""

    arrival: Hours
    kind: Numbers
    work: Hours

    @classmethod
    def of(
        cls, busy: npt.ArrayLike, hours: float, count: int, seed: int = 1, cv: float = 1.0
    ) -> Tasks:
        """Return `count` tasks that come at random (Poisson).

        Args:
            busy: for each kind, how busy it would keep one specialist: 0 and more, not all 0.
            hours: of work in a task on average, above 0.
            count: how many tasks.
            seed: the luck; the same luck whatever the other arguments are.
            cv: standard deviation ÷ mean of the work.

        Raises:
            ValueError: If nothing comes, or a number is negative.
        """
        loads = np.asarray(busy, dtype=np.float64)
        if not (hours > 0 and loads.size and (loads >= 0).all() and loads.sum() > 0):
            raise ValueError(
                f"busy is {busy!r} and hours is {hours!r}; give a load of 0 or more for each kind, "
                "at least one above 0, and hours above 0"
            )
        arrival = np.cumsum(exponentials(seed, "task", count)) * (hours / loads.sum())
        below = np.cumsum(loads / loads.sum())[:-1]
        kind = np.searchsorted(below, uniforms(seed, "task kind", count), side="right")
        return cls(arrival, kind, hours * unit_draws(seed, "task hours", count, cv))


@dataclass(frozen=True, eq=False)
class PickedUp:
    """When each task is begun and done, and by whom (by number)."""

    begun: Hours
    done: Hours
    by: Numbers


def who_can(people: int, kinds_each: int, specialists: int = 0) -> Skills:
    """Return who can do what.

    Args:
        people: how many, and as many kinds of work; at least 1.
        kinds_each: how many kinds each person can do: their own and the next ones in the ring. More
            than there are is all.
        specialists: how many do only their own kind all the same, from the first one on.

    Raises:
        ValueError: If there is nobody, a person can do nothing, or too many stay specialists.

    Example:
        Four people with two kinds each, then with the first two of them specialists:

        >>> who_can(people=4, kinds_each=2)
        ((0, 3), (1, 0), (2, 1), (3, 2))
        >>> who_can(people=4, kinds_each=2, specialists=2)
        ((0, 3), (1,), (2,), (3, 2))
    """
    if people < 1 or kinds_each < 1 or not 0 <= specialists <= people:
        raise ValueError(
            f"people is {people!r}, kinds_each {kinds_each!r} and specialists {specialists!r}; "
            "give at least 1 person, at least 1 kind each, and at most as many specialists as "
            "people"
        )
    reach = min(kinds_each, people)
    return tuple(
        (
            kind,
            *(
                helper
                for step in range(1, reach)
                if (helper := (kind - step) % people) >= specialists
            ),
        )
        for kind in range(people)
    )


def pick_up(tasks: Tasks, skills: Skills, slower: float = 0.0) -> PickedUp:
    """Return when each task is begun and done, oldest first, and by whom.

    Tasks are gone through in the order in which they come. That is exact: a later task never takes
    anybody from an earlier one that this person could do.

    Args:
        tasks: what comes.
        skills: who can do what, a person for each kind.
        slower: how much longer a task takes that is not of a person's own kind: 0.3 is 30 % longer.

    Raises:
        ValueError: If people would be faster at the work of others.

    Example:
        Two tasks for the front end (0) at once; the second is done by the one for tests (1), who
        needs half as long again:

        >>> two = Tasks(np.array([0.0, 0.0]), np.array([0, 0]), np.array([4.0, 4.0]))
        >>> pick_up(two, who_can(2, kinds_each=1)).done
        array([4., 8.])
        >>> pick_up(two, who_can(2, kinds_each=2), slower=0.5).done
        array([4., 6.])
    """
    if slower < 0:
        raise ValueError(f"slower is {slower!r}; give 0, or a share above it such as 0.3")
    able = [sorted(people) for people in skills]
    everybody = all(len(people) == len(skills) for people in able)
    free = [0.0] * len(skills)
    since = free.__getitem__
    begins: list[float] = []
    people: list[int] = []
    begin, take = begins.append, people.append
    longer = 1.0 + slower
    columns = (tasks.arrival.tolist(), tasks.kind.tolist(), tasks.work.tolist())
    for ready, kind, work in zip(*columns, strict=True):
        if free[kind] <= ready:
            free[kind] = ready + work
            begin(ready)
            take(kind)
            continue
        if everybody:
            at = min(free)
            person = free.index(at)
        else:
            person = min(able[kind], key=since)
            at = free[person]
        if at < ready:
            at = ready
        free[person] = at + (work if person == kind else longer * work)
        begin(at)
        take(person)
    begun, by = np.array(begins), np.array(people, dtype=np.int64)
    return PickedUp(begun, begun + tasks.work * np.where(by == tasks.kind, 1.0, longer), by)


def specialists_only(tasks: Tasks) -> PickedUp:
    """Return the same where everybody does only their own kind: a queue for each, no loop needed.

    >>> two = Tasks(np.array([0.0, 0.0]), np.array([0, 0]), np.array([4.0, 4.0]))
    >>> specialists_only(two).done
    array([4., 8.])
    """
    begun, done = np.empty_like(tasks.arrival), np.empty_like(tasks.arrival)
    for kind in np.unique(tasks.kind):
        own = np.flatnonzero(tasks.kind == kind)
        begun[own], done[own] = one_server(tasks.arrival[own], tasks.work[own])
    return PickedUp(begun, done, tasks.kind)
