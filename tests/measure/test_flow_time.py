"""Working time, against the simulator's calendar and against counting minute by minute."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.measure.flow import ROUND_THE_CLOCK, WEEKDAYS, WorkingTime
from deliverylab.simulate import calendar

MONDAY = np.datetime64("2025-01-06", "us")
moments = st.integers(0, 28 * 24 * 60)
working_times = st.builds(
    WorkingTime,
    opens=st.integers(0, 11).map(float),
    closes=st.integers(12, 24).map(float),
    days_per_week=st.integers(1, 7),
)


def at(minute: int) -> np.ndarray:
    return np.array([MONDAY + np.timedelta64(minute, "m")])


def is_work(team: WorkingTime, minutes: np.ndarray) -> np.ndarray:
    hour, weekday = minutes / 60 % 24, minutes // 1440 % 7
    return (weekday < team.days_per_week) & (team.opens <= hour) & (hour < team.closes)


@given(team=working_times, one=moments, other=moments)
def test_worked_hours_are_those_of_counting_every_minute(team, one, other):
    begin, finish = sorted((one, other))
    counted = is_work(team, np.arange(begin, finish)).sum() / 60
    assert team.worked(at(begin), at(finish))[0] == pytest.approx(counted)


@given(team=working_times, one=moments, other=moments)
def test_awake_hours_leave_out_whole_nights_and_weekends_only(team, one, other):
    begin, finish = sorted((one, other))
    work = is_work(team, np.arange(-14 * 1440, 42 * 1440))
    edges = np.flatnonzero(np.diff(work.astype(int))) + 1 - 14 * 1440
    rests = [(a, b) for a, b in pairwise(edges) if not work[a + 14 * 1440]]
    whole = sum(b - a for a, b in rests if begin <= a and b <= finish)
    assert team.awake(at(begin), at(finish))[0] == pytest.approx((finish - begin - whole) / 60)


@given(st.lists(st.tuples(moments, moments), min_size=1))
def test_it_is_the_working_time_of_the_simulator(pairs):
    begin, finish = np.sort(np.array(pairs), axis=1).T
    hours = calendar.WEEKDAYS.worked(finish / 60) - calendar.WEEKDAYS.worked(begin / 60)
    minute = np.timedelta64(1, "m")
    measured = WEEKDAYS.worked(MONDAY + begin * minute, MONDAY + finish * minute)
    assert np.allclose(measured, hours)


@given(one=moments, other=moments)
def test_round_the_clock_every_hour_counts(one, other):
    begin, finish = sorted((one, other))
    hours = pytest.approx((finish - begin) / 60)
    assert ROUND_THE_CLOCK.worked(at(begin), at(finish))[0] == hours
    assert ROUND_THE_CLOCK.awake(at(begin), at(finish))[0] == hours


def test_a_missing_moment_gives_no_hours():
    never = np.array(["NaT"], "M8[us]")
    assert np.isnan(WEEKDAYS.worked(at(0), never)).all()
    assert np.isnan(WEEKDAYS.awake(never, at(0))).all()


@pytest.mark.parametrize(
    ("given_", "said"),
    [
        ({"opens": 17.0, "closes": 9.0}, "opens=17 and closes=9"),
        ({"closes": 25.0}, "closes=25"),
        ({"days_per_week": 0}, "days_per_week=0"),
    ],
)
def test_what_is_no_working_time_is_refused(given_, said):
    with pytest.raises(ValueError, match=said):
        WorkingTime(**given_)


def test_a_working_day_in_march_is_found_where_the_calendar_has_it():
    friday = pd.Timestamp("2025-03-07 16:00").to_datetime64().astype("M8[us]")
    monday = pd.Timestamp("2025-03-10 10:00").to_datetime64().astype("M8[us]")
    assert WEEKDAYS.worked(np.array([friday]), monday)[0] == 2.0
