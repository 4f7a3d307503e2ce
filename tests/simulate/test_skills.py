"""Specialists and people who help: against SimPy event by event, and against queueing theory."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import simpy
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate import pooling
from deliverylab.simulate.pooling import MOST_SLOWER, PoolingTeam, compare, pays_until
from deliverylab.simulate.skills import Skills, Tasks, pick_up, specialists_only, who_can
from deliverylab.simulate.theory import mm1, mmc


class Office:
    """The same people, event by event: a task chooses among those who are free, and the reverse."""

    def __init__(self, tasks: Tasks, skills: Skills, slower: float) -> None:
        self.env = simpy.Environment()
        self.skills, self.longer = skills, 1.0 + slower
        self.waiting: list[tuple[int, int, float]] = []
        self.free_since: dict[int, float] = {}
        self.called: dict[int, simpy.Event] = {}
        self.begun = np.full(len(tasks.arrival), np.nan)
        self.done = np.full(len(tasks.arrival), np.nan)
        for person in range(len(skills)):
            self.env.process(self.person(person))
        self.env.process(self.comes(tasks))
        self.env.run()

    def comes(self, tasks: Tasks) -> Any:
        columns = (tasks.arrival.tolist(), tasks.kind.tolist(), tasks.work.tolist())
        for number, (arrival, kind, work) in enumerate(zip(*columns, strict=True)):
            yield self.env.timeout(arrival - self.env.now)
            free = [person for person in self.skills[kind] if person in self.free_since]
            if not free:
                self.waiting.append((number, kind, work))
                continue
            longest = min(free, key=lambda person: (self.free_since[person], person))
            person = kind if kind in free else longest
            del self.free_since[person]
            self.called[person].succeed((number, kind, work))

    def person(self, me: int) -> Any:
        while True:
            mine = next((task for task in self.waiting if me in self.skills[task[1]]), None)
            if mine is None:
                self.free_since[me] = self.env.now
                self.called[me] = self.env.event()
                mine = yield self.called[me]
            else:
                self.waiting.remove(mine)
            number, kind, work = mine
            self.begun[number] = self.env.now
            yield self.env.timeout(work if kind == me else self.longer * work)
            self.done[number] = self.env.now


@pytest.mark.parametrize(
    ("people", "kinds", "specialists"),
    [(2, 2, 0), (4, 1, 0), (4, 2, 0), (4, 4, 0), (4, 4, 2), (5, 3, 1), (8, 8, 7)],
)
@pytest.mark.parametrize("slower", [0.0, 0.3])
def test_every_moment_is_that_of_simpy(people, kinds, specialists, slower):
    tasks = Tasks.of([0.9] + [0.7] * (people - 1), 3.0, 1_500, seed=people)
    skills = who_can(people, kinds, specialists)
    mine, theirs = pick_up(tasks, skills, slower), Office(tasks, skills, slower)
    assert np.allclose(mine.begun, theirs.begun)
    assert np.allclose(mine.done, theirs.done)


TASKS = st.lists(
    st.tuples(st.floats(0, 50), st.integers(0, 3), st.floats(0.01, 20)), min_size=1, max_size=40
)


@given(TASKS, st.integers(1, 4), st.integers(0, 4), st.floats(0, 1))
def test_nobody_does_two_things_at_once_or_what_they_cannot(rows, kinds, specialists, slower):
    rows.sort()
    arrival, kind, work = (np.array(column) for column in zip(*rows, strict=True))
    tasks, skills = Tasks(arrival, kind, work), who_can(4, kinds, specialists)
    picked = pick_up(tasks, skills, slower)
    assert (picked.begun >= arrival).all()
    assert all(person in skills[k] for person, k in zip(picked.by, kind, strict=True))
    for person in range(4):
        own = np.argsort(picked.begun[picked.by == person], kind="stable")
        begun, done = (times[picked.by == person][own] for times in (picked.begun, picked.done))
        assert (begun[1:] >= done[:-1] - 1e-9).all()


def test_where_nobody_helps_a_queue_for_each_gives_the_same():
    tasks = Tasks.of([0.8, 0.5, 0.9], 3.0, 4_000)
    loop, lines = pick_up(tasks, who_can(3, 1), slower=0.4), specialists_only(tasks)
    assert np.allclose(loop.begun, lines.begun) and np.allclose(loop.done, lines.done)
    assert (loop.by == tasks.kind).all() and (lines.by == tasks.kind).all()


def replicated(people: int, kinds: int, busy: float, times: int = 16) -> tuple[float, float]:
    """Return the mean time until done over independent luck, and its standard error."""
    means = []
    for seed in range(1, times + 1):
        tasks = Tasks.of([busy] * people, 1.0, 40_000, seed)
        picked = pick_up(tasks, who_can(people, kinds))
        means.append(float((picked.done - tasks.arrival)[2_000:].mean()))
    return float(np.mean(means)), float(np.std(means, ddof=1)) / len(means) ** 0.5


@pytest.mark.parametrize(("people", "busy"), [(2, 0.8), (4, 0.8), (8, 0.7)])
def test_the_two_ends_are_those_of_the_theory(people, busy):
    """Specialists are M/M/1 lines each, full-stack people are M/M/c; an error of 5 % is seen."""
    for kinds, exact in (
        (1, mm1(busy, 1.0).stay_hours),
        (people, mmc(busy * people, 1.0, people).stay_hours),
    ):
        mean, error = replicated(people, kinds, busy)
        assert abs(mean - exact) < 3 * error < 0.05 * exact


def test_two_kinds_each_bring_most_of_what_everything_brings():
    """The chain of Jordan and Graves (1995), here for queues."""
    apart, chain, pooled = (replicated(4, kinds, 0.8, times=6)[0] for kinds in (1, 2, 4))
    assert pooled < chain < apart
    assert (apart - chain) / (apart - pooled) > 0.85


TEAM = PoolingTeam(people=4, kinds_each=4, specialists=0, slower=0.0, busy=0.8, others=1.0)


@pytest.mark.parametrize(
    ("change", "points"),
    [
        ({}, 1),
        ({"kinds_each": 2}, 1),
        ({"busy": 0.9}, 1),
        ({"busy": 0.95, "kinds_each": 2}, 1),
        ({"people": 8, "kinds_each": 2}, 1),
        ({"busy": 0.9, "others": 0.8}, 1),
        ({"specialists": 2}, 2),  # where few help many, luck makes the curve rough
        ({"specialists": 3}, 3),
    ],
)
def test_the_break_even_is_right_to_a_point_or_so(change, points):
    """So much less, and a task is done sooner than by specialists; so much more, and later."""
    team = replace(TEAM, **change)
    until = pays_until(team)
    for slower, sooner in ((until - 0.01 * points, True), (until + 0.01 * points, False)):
        both = compare(replace(team, slower=slower))
        assert (both.shared.hours < both.apart.hours) is sooner


def test_the_break_even_is_that_of_many_more_tasks(monkeypatch):
    shown = {kinds: pays_until(replace(TEAM, kinds_each=kinds)) for kinds in (2, 4)}
    forget()
    monkeypatch.setattr(pooling, "TASKS", 150_000)
    for kinds, until in shown.items():
        long_run = [pays_until(replace(TEAM, kinds_each=kinds), seed) for seed in (1, 2)]
        assert until == pytest.approx(np.mean(long_run), abs=0.02)
    forget()


def forget() -> None:
    for kept in (pooling._apart, pooling._shared, pooling._tasks, pooling.pays_until):
        kept.cache_clear()


def test_with_free_time_sharing_pays_even_when_it_is_slow_and_without_sharing_never():
    assert pays_until(replace(TEAM, busy=0.4)) > MOST_SLOWER
    assert pays_until(replace(TEAM, kinds_each=1)) == 0.0
    assert pays_until(replace(TEAM, specialists=4)) == 0.0


def test_slow_work_makes_everybody_busier_until_nothing_is_ever_done():
    busy = [float(compare(replace(TEAM, slower=slower)).shared.busy.max()) for slower in (0, 0.2)]
    assert busy[0] < busy[1]
    assert not compare(replace(TEAM, slower=0.2)).overloaded
    assert compare(replace(TEAM, slower=0.6)).overloaded


def test_less_work_of_the_other_kinds_helps_the_busiest_one_when_shared():
    both = compare(replace(TEAM, others=0.5))
    assert both.apart_in_theory[0] == pytest.approx(15.0)
    assert both.apart_in_theory[1] == pytest.approx(5.0)
    assert both.shared.waits[0] < 0.1 * both.apart.waits[0]


def test_a_share_of_tasks_is_of_each_kind_and_the_same_luck_meets_everybody():
    even, uneven = Tasks.of([0.8] * 4, 3.0, 20_000), Tasks.of([0.8, 0.4, 0.4, 0.4], 3.0, 20_000)
    assert np.bincount(uneven.kind) / 20_000 == pytest.approx([0.4, 0.2, 0.2, 0.2], abs=0.01)
    assert (even.work == uneven.work).all()
    assert np.allclose(even.arrival * 3.2, uneven.arrival * 2.0)


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="at most as many specialists as people"):
        who_can(3, 2, 4)
    with pytest.raises(ValueError, match="at least 1 kind each"):
        who_can(3, 0)
    with pytest.raises(ValueError, match=r"slower is -0\.1"):
        pick_up(Tasks.of([0.5], 1.0, 3), who_can(1, 1), -0.1)
    for busy, hours in (([0.0, 0.0], 1.0), ([-0.1, 0.5], 1.0), ([0.5], 0.0), ([], 1.0)):
        with pytest.raises(ValueError, match="give a load of 0 or more"):
            Tasks.of(busy, hours, 3)
