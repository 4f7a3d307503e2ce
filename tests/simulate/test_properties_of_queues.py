"""Queues give what serving one task after another by hand gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate.queues import many_servers, one_server, with_stops
from deliverylab.simulate.retries import Served, Services, with_retries

TASKS = st.lists(
    st.tuples(st.floats(0, 100), st.floats(0, 20), st.booleans()), min_size=1, max_size=40
).map(lambda tasks: tuple(np.array(column) for column in zip(*sorted(tasks), strict=True)))


def by_hand(arrival: np.ndarray, service: np.ndarray, servers: int) -> list[float]:
    """Serve one task after another, each on the server that is free first."""
    free = [0.0] * servers
    starts = []
    for ready, hours in zip(arrival, service, strict=True):
        free.sort()
        starts.append(max(ready, free[0]))
        free[0] = starts[-1] + hours
    return starts


def second_services(
    number: np.ndarray,
    arrival: np.ndarray,
    service: np.ndarray,
    failed: np.ndarray,
    fix: float,
    hours: float,
    *,
    fails: bool,
) -> Services:
    """Return the second services of the tasks that fail, as they will be if nobody waits."""
    tasks = number[failed]
    return Services(
        tasks,
        (arrival + service)[failed] + fix,
        np.full(len(tasks), hours),
        np.full(len(tasks), fails),
    )


@given(TASKS, st.integers(1, 5))
def test_servers_serve_first_come_first_served(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray], servers: int
) -> None:
    arrival, service, _ = tasks
    start, finish = many_servers(arrival, service, servers)
    assert np.allclose(start, by_hand(arrival, service, servers))
    assert np.allclose(finish, start + service)
    assert (start >= arrival).all()
    assert (finish >= start).all()


@given(TASKS, TASKS, st.integers(2, 5))
def test_a_crowd_now_and_then_is_served_as_if_all_were_gone_through(
    one: tuple[np.ndarray, np.ndarray, np.ndarray],
    other: tuple[np.ndarray, np.ndarray, np.ndarray],
    servers: int,
) -> None:
    """Two rushes among very many tasks that find a free server; exactly the same times."""
    quiet = np.arange(2_000) * 3.0
    arrival = np.concatenate([one[0], 200.0 + quiet, 6_300.0 + other[0], 6_600.0 + quiet])
    service = np.concatenate([one[1], np.full(2_000, 2.9), other[1], np.full(2_000, 2.9)])
    start, finish = many_servers(arrival, service, servers)
    assert start.tolist() == by_hand(arrival, service, servers)
    assert (finish == start + service).all()


@given(TASKS)
def test_one_server_starts_exactly_when_the_task_before_is_done(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray],
) -> None:
    arrival, service, _ = tasks
    start, finish = one_server(arrival, service)
    waited = start > arrival
    assert (start[waited] == np.append(0.0, finish[:-1])[waited]).all()


@given(TASKS, st.integers(1, 4))
def test_one_more_server_makes_nobody_wait_longer(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray], servers: int
) -> None:
    arrival, service, _ = tasks
    fewer, _ = many_servers(arrival, service, servers)
    more, _ = many_servers(arrival, service, servers + 1)
    assert (more <= fewer + 1e-9).all()


@given(TASKS, st.randoms())
def test_who_is_who_does_not_matter(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray], random: object
) -> None:
    """Numbers name tasks and settle ties; with no ties they change nothing."""
    arrival, service, failed = tasks
    arrival = arrival + np.arange(len(arrival))  # no two at once
    numbers = np.arange(len(arrival))
    renamed = numbers.copy()
    random.shuffle(renamed)  # type: ignore[attr-defined]
    outcome = []
    for names in (numbers, renamed):
        served = with_retries(
            Services(names, arrival, service, failed),
            second_services(names, arrival, service, failed, 0.37, 1.3, fails=False),
            servers=2,
            again=lambda task, attempt, finish: finish + 0.37,
            attempt_of=lambda task, attempt: (1.3, False),
            until=1e9,
        )
        outcome.append((served.arrival.tolist(), served.started.tolist()))
    assert outcome[0] == outcome[1]


@given(TASKS, st.integers(1, 3), st.floats(0.1, 9), st.floats(0.1, 9), st.floats(5, 200))
def test_retries_queue_again_among_the_others(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray],
    servers: int,
    fix: float,
    hours: float,
    until: float,
) -> None:
    arrival, service, failed = tasks
    numbers = np.arange(len(arrival))
    served = with_retries(
        Services(numbers, arrival, service, failed),
        second_services(numbers, arrival, service, failed, fix, hours, fails=True),
        servers,
        again=lambda task, attempt, finish: finish + fix * attempt,
        attempt_of=lambda task, attempt: (hours, attempt < 3),
        until=until,
    )
    # All services together are one queue in order of arrival: first ones and later ones alike.
    order = np.lexsort((served.task, served.arrival))
    assert (order == np.arange(len(order))).all()
    assert np.allclose(served.started, by_hand(served.arrival, served.hours, servers))
    # Every task is served first as it came.
    first = served.attempt == 1
    assert (served.task[first] == numbers).all()
    assert (served.arrival[first] == arrival).all()
    assert (served.hours[first] == service).all()
    assert (served.failed[first] == failed).all()
    # One that failed at first queues twice again, as long as it does so in time.
    finished: dict[int, float] = {}
    attempts: dict[int, list[int]] = {number: [] for number in numbers.tolist()}
    for task, attempt, when, start, takes, fails in zip(
        served.task.tolist(),
        served.attempt.tolist(),
        served.arrival.tolist(),
        served.started.tolist(),
        served.hours.tolist(),
        served.failed.tolist(),
        strict=True,
    ):
        if attempt > 1:
            assert np.isclose(when, finished[task] + fix * (attempt - 1))
            assert when < until
            assert (takes, fails) == (hours, attempt < 3)
        attempts[task].append(attempt)
        finished[task] = start + takes
    for task in numbers.tolist():
        assert attempts[task] == list(range(1, len(attempts[task]) + 1))
        assert len(attempts[task]) <= (3 if failed[task] else 1)
        gave_up = failed[task] and len(attempts[task]) < 3
        assert not gave_up or finished[task] + fix * len(attempts[task]) >= until


@given(TASKS, st.integers(1, 4), st.floats(0.1, 9), st.floats(0, 60), st.integers(1, 4))
def test_retries_in_quiet_times_are_served_as_if_all_were_gone_through(
    rush: tuple[np.ndarray, np.ndarray, np.ndarray],
    servers: int,
    fix: float,
    until_next: float,
    attempts: int,
) -> None:
    """A rush and what comes back from it among very many tasks; exactly the same times."""
    quiet = np.arange(2_000) * (3.0 + until_next)
    arrival = np.concatenate([quiet, 2_000.0 + rush[0]])
    order = np.argsort(arrival, kind="stable")
    arrival = arrival[order]
    service = np.concatenate([np.full(2_000, 2.9), rush[1]])[order]
    failed = np.concatenate([np.arange(2_000) % 50 == 0, rush[2]])[order]
    numbers = np.arange(len(arrival))
    served = with_retries(
        Services(numbers, arrival, service, failed),
        second_services(numbers, arrival, service, failed, fix, 1.7, fails=attempts > 1),
        servers,
        again=lambda task, attempt, finish: finish + fix,
        attempt_of=lambda task, attempt: (1.7, attempt <= attempts),
        until=1e9,
    )
    order = np.lexsort((served.task, served.arrival))
    assert (order == np.arange(len(order))).all()
    assert served.started.tolist() == by_hand(served.arrival, served.hours, servers)
    assert len(served.task) == len(numbers) + attempts * np.count_nonzero(failed)
    assert np.allclose(_back(served, fix), served.arrival[served.attempt > 1])


def _back(served: Served, fix: float) -> np.ndarray:
    """Return when each service that is not a task's first one should be asked for."""
    ended = {
        (task, attempt): when
        for task, attempt, when in zip(
            served.task.tolist(),
            served.attempt.tolist(),
            (served.started + served.hours).tolist(),
            strict=True,
        )
    }
    later = served.attempt > 1
    return np.array(
        [
            ended[task, attempt - 1] + fix
            for task, attempt in zip(served.task[later], served.attempt[later], strict=True)
        ]
    )


@given(TASKS, st.floats(0, 30))
def test_a_line_that_stops_delays_those_behind(
    tasks: tuple[np.ndarray, np.ndarray, np.ndarray], fix: float
) -> None:
    arrival, service, stops = tasks
    start, finish = with_stops(arrival, service, stops, lambda place, end: end + fix)
    held = np.where(stops, service + fix, service)
    assert np.allclose(start, by_hand(arrival, held, 1))
    assert np.allclose(finish, start + held)


def test_empty_queues_stay_empty() -> None:
    none = np.zeros(0)
    assert [len(times) for times in one_server(none, none)] == [0, 0]
    assert [len(times) for times in many_servers(none, none, 3)] == [0, 0]
    assert [len(t) for t in with_stops(none, none, none > 0, lambda p, e: e)] == [0, 0]
