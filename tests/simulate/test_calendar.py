"""Working time and clock time agree, hour by hour and moment by moment."""

from __future__ import annotations

import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate import ALWAYS, WEEKDAYS, Calendar

CALENDARS = st.one_of(
    st.just(WEEKDAYS),
    st.just(ALWAYS),
    st.builds(
        Calendar,
        name=st.just("some hours"),
        opens=st.sampled_from([0.0, 6.5, 9.0]),
        closes=st.sampled_from([12.0, 17.25, 24.0]),
        days_per_week=st.integers(1, 7),
    ),
)
MOMENTS = st.lists(st.floats(0, 24 * 7 * 60), min_size=1, max_size=20).map(np.array)
WORK = st.floats(0, 500)


def is_open(calendar: Calendar, clock: float) -> bool:
    """Whether people are at their desks, said as plainly as possible."""
    day, hour = divmod(clock, 24.0)
    return day % 7 < calendar.days_per_week and calendar.opens <= hour < calendar.closes


@pytest.mark.parametrize("calendar", [WEEKDAYS, ALWAYS, Calendar("long", 6.0, 22.0, 6)])
def test_worked_hours_are_the_open_minutes_counted_one_by_one(calendar: Calendar) -> None:
    minutes = np.arange(0, 60 * 24 * 16)
    open_minutes = np.array([is_open(calendar, minute / 60.0) for minute in minutes])
    counted = np.concatenate([[0], np.cumsum(open_minutes)]) / 60.0
    assert np.allclose(calendar.worked(np.append(minutes, minutes[-1] + 1) / 60.0), counted)


@given(CALENDARS, MOMENTS)
def test_every_amount_of_work_starts_when_open_and_ends_when_it_was_just_open(
    calendar: Calendar, work: np.ndarray
) -> None:
    work = work / 10.0
    starts, ends = calendar.starts_at(work), calendar.ends_at(work)
    assert np.allclose(calendar.worked(starts), work)
    assert np.allclose(calendar.worked(ends), work)
    assert (ends <= starts).all()
    for start, end in zip(starts, ends, strict=True):
        assert is_open(calendar, start)
        assert is_open(calendar, end) or is_open(calendar, end - 1e-6)


@given(CALENDARS, MOMENTS, WORK)
def test_work_never_ends_before_it_is_ready_and_takes_its_hours(
    calendar: Calendar, clock: np.ndarray, work: float
) -> None:
    done = calendar.add(clock, np.full(len(clock), work))
    assert (done >= clock).all()
    if work > 0.0:
        assert np.allclose(calendar.worked(done) - calendar.worked(clock), work)
    else:
        assert (done == clock).all()


@given(CALENDARS, MOMENTS, WORK)
def test_one_moment_gives_what_many_give(
    calendar: Calendar, clock: np.ndarray, work: float
) -> None:
    added = calendar.add(clock, np.full(len(clock), work))
    for place, moment in enumerate(clock.tolist()):
        assert calendar.worked_one(moment) == calendar.worked(clock)[place]
        assert calendar.opening_one(moment) == calendar.opening(clock)[place]
        assert calendar.add_one(moment, work) == added[place]
        assert calendar.starts_one(moment) == calendar.starts_at(clock)[place]
        assert calendar.ends_one(moment) == calendar.ends_at(clock)[place]


@given(CALENDARS, MOMENTS)
def test_the_opening_is_the_first_open_moment(calendar: Calendar, clock: np.ndarray) -> None:
    opening = calendar.opening(clock)
    assert (opening >= clock).all()
    for moment, opens in zip(clock, opening, strict=True):
        assert is_open(calendar, opens)
        if is_open(calendar, moment) and is_open(calendar, moment + 1e-6):  # not just before five
            assert opens == pytest.approx(moment, abs=1e-6)
        assert calendar.worked_one(opens) == pytest.approx(calendar.worked_one(moment))


def test_five_oclock_is_an_end_and_nine_oclock_a_start() -> None:
    eight_hours = np.array([8.0])
    assert WEEKDAYS.ends_at(eight_hours) == [17.0]
    assert WEEKDAYS.starts_at(eight_hours) == [33.0]
    assert WEEKDAYS.starts_at(np.array([40.0])) == [7 * 24 + 9.0]  # Friday's end, Monday's start
    assert WEEKDAYS.opening_one(17.0) == 33.0


def test_where_people_always_work_hours_are_hours() -> None:
    clock = np.array([0.0, 3.3, 1e4])
    assert (ALWAYS.worked(clock) == clock).all()
    assert ALWAYS.hours_per_day == 24.0


def test_a_calendar_can_be_pickled_and_compared_after_use() -> None:
    calendar = Calendar("weekdays")
    assert not calendar.never_closes
    assert pickle.loads(pickle.dumps(calendar)) == WEEKDAYS
    assert hash(calendar) == hash(WEEKDAYS)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"opens": 17, "closes": 9}, "expected 0 ≤ opens < closes ≤ 24"),
        ({"opens": -1}, "opens=-1"),
        ({"closes": 25}, "closes=25"),
        ({"days_per_week": 0}, "whole number from 1 to 7"),
        ({"days_per_week": 8}, "days_per_week=8"),
    ],
)
def test_hours_that_are_no_working_day_are_refused(wrong: dict[str, int], said: str) -> None:
    with pytest.raises(ValueError, match="calendar 'odd'") as refused:
        Calendar("odd", **wrong)
    assert said in str(refused.value)
