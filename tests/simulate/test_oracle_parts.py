"""The oracle's own parts, against what a reader can work out with a pencil."""

from __future__ import annotations

import pytest
import simpy

from deliverylab.simulate.calendar import ALWAYS, WEEKDAYS, Calendar
from tests.simulate.oracle_parts import Line, Office, Steps, Tray

MONDAY, TUESDAY, FRIDAY, NEXT_MONDAY = 0, 24, 96, 168


@pytest.mark.parametrize(
    ("begin", "hours", "done"),
    [
        (MONDAY + 10, 2, MONDAY + 12),
        (MONDAY + 16, 2, TUESDAY + 10),
        (MONDAY + 9, 8, MONDAY + 17),
        (MONDAY + 3, 1, MONDAY + 10),
        (MONDAY + 17, 1, TUESDAY + 10),
        (MONDAY + 22, 1, TUESDAY + 10),
        (FRIDAY + 16.5, 1, NEXT_MONDAY + 9.5),
        (FRIDAY + 30, 1, NEXT_MONDAY + 10),
        (MONDAY + 9, 80, NEXT_MONDAY + FRIDAY + 17),
        (MONDAY + 3, 0, MONDAY + 3),
    ],
)
def test_people_work_from_nine_to_five_and_go_on_in_the_morning(
    begin: float, hours: float, done: float
) -> None:
    assert when_done(WEEKDAYS, begin, hours) == pytest.approx(done)


def test_a_calendar_of_shifts_has_its_own_hours() -> None:
    shifts = Calendar("shifts", opens=6, closes=22, days_per_week=7)
    assert when_done(shifts, FRIDAY + 21, 20) == pytest.approx(FRIDAY + 48 + 9)
    assert when_done(ALWAYS, FRIDAY + 21, 20) == pytest.approx(FRIDAY + 41)


def test_around_the_clock_until_friday_is_not_always() -> None:
    until_friday = Calendar("until Friday", opens=0, closes=24, days_per_week=5)
    assert when_done(until_friday, MONDAY + 1, 119) == pytest.approx(FRIDAY + 24)
    assert when_done(until_friday, FRIDAY + 23, 2) == pytest.approx(NEXT_MONDAY + 1)


def when_done(calendar: Calendar, begin: float, hours: float) -> float:
    """Return when somebody is done who turns to `hours` of work at `begin`."""
    env = simpy.Environment()
    office = Office(env, calendar)

    def person() -> Steps:
        yield env.timeout(begin)
        yield from office.work(hours)

    env.run(until=env.process(person()))
    return env.now


def test_a_line_serves_in_order_of_arrival_and_at_the_same_moment_by_number() -> None:
    env = simpy.Environment()
    line = Line(env, servers=2)
    served: list[tuple[float, int]] = []

    def task(number: int, arrival: float) -> Steps:
        yield env.timeout(arrival)
        yield line.join(number)
        served.append((env.now, number))
        yield env.timeout(3)
        line.leave()

    for number, arrival in ((9, 0), (8, 1), (7, 2), (6, 2), (5, 2.5), (1, 4)):
        env.process(task(number, arrival))
    env.run()
    assert served == [(0, 9), (1, 8), (3, 6), (4, 7), (6, 5), (7, 1)]


def test_a_tray_gives_all_it_has_and_fills_again() -> None:
    env = simpy.Environment()
    tray: Tray[str] = Tray(env)
    taken: list[tuple[float, list[str]]] = []

    def taker() -> Steps:
        while True:
            yield tray.filled
            yield env.timeout(5)
            taken.append((env.now, tray.take_all()))

    def giver() -> Steps:
        for number, letter in ((8, "c"), (9, "b"), (7, "a"), (1, "d")):
            if letter != "a":
                yield env.timeout(3)
            tray.put(number, letter)

    env.process(taker())
    env.process(giver())
    env.run(until=100)
    assert taken == [(8, ["c", "a", "b"]), (14, ["d"])]
