"""A month of alarms: minute by minute with an oracle, and against the formulas of runs."""

import itertools

import numpy as np
import pytest

from deliverylab.simulate.alarms import (
    COMPLAINTS_MINUTES,
    INCIDENTS,
    MONTH,
    NORMAL_MS,
    ROLL_BACK_MINUTES,
    SEARCH_MINUTES,
    WEEK,
    Alarm,
    incidents,
    rings,
    watch,
)
from deliverylab.simulate.draws import normals, unit_draws
from deliverylab.simulate.in_a_row import chance_above, mean_runs, mean_wait_for_run
from tests.simulate.test_closed_forms import assert_is

ALL_STAND = MONTH


def minute_by_minute(noise_ms, alarm, stand, seed):
    """The same month as one would live it: one reading after the other."""
    noise = normals(seed, "reading", MONTH).tolist()
    search = unit_draws(seed, "search for the cause", INCIDENTS, 0.5).tolist()
    began, lifted = (numbers.tolist() for numbers in incidents(seed))
    noticed, restored = [0] * INCIDENTS, [MONTH] * INCIDENTS
    rang, heeded, false_alarms = [False] * INCIDENTS, [False] * INCIDENTS, []
    active, row = None, 0
    for minute in range(MONTH):
        if active is not None and minute >= restored[active]:
            active = None
        if minute in began:
            active = began.index(minute)
        reading = NORMAL_MS + noise_ms * noise[minute]
        row = row + 1 if reading + (0 if active is None else lifted[active]) > alarm.above_ms else 0
        now = minute + 1
        if active is None:
            if row == alarm.minutes:
                false_alarms.append(minute)
            continue
        someone = False
        if row >= alarm.minutes and not rang[active] and now <= began[active] + COMPLAINTS_MINUTES:
            rang[active] = True
            recent = [when for when in false_alarms if when >= now - WEEK]
            someone = heeded[active] = len(recent) <= stand
        complaints = now == began[active] + COMPLAINTS_MINUTES and not heeded[active]
        if someone or complaints:
            noticed[active] = now
            told = someone and alarm.actionable
            looks = 0 if told else round(SEARCH_MINUTES * search[active])
            restored[active] = now + looks + ROLL_BACK_MINUTES
    return noticed, restored, rang, heeded, false_alarms


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize(
    ("noise_ms", "above_ms", "minutes", "actionable", "stand"),
    [
        (40, 380, 1, False, 10),
        (40, 380, 2, True, 3),
        (40, 340, 5, True, 10),
        (60, 320, 4, False, 60),
        (60, 320, 1, True, ALL_STAND),
        (10, 520, 15, True, 0),
        (50, 330, 15, True, 0),
    ],
)
def test_a_month_is_what_happens_minute_by_minute(
    noise_ms, above_ms, minutes, actionable, stand, seed
):
    alarm = Alarm(above_ms, minutes, actionable)
    month = watch(noise_ms, alarm, stand, seed)
    noticed, restored, rang, heeded, false_alarms = minute_by_minute(noise_ms, alarm, stand, seed)
    assert month.noticed.tolist() == noticed
    assert month.restored.tolist() == restored
    assert month.rang.tolist() == rang
    assert month.heeded.tolist() == heeded
    assert month.false_alarms.tolist() == false_alarms


def test_these_months_have_every_outcome():
    outcomes = set()
    for above, minutes, stand in [(380, 1, 10), (340, 5, 10), (500, 15, 0)]:
        month = watch(40, Alarm(above, minutes, True), stand, seed=2)
        outcomes |= set(zip(month.rang.tolist(), month.heeded.tolist(), strict=True))
    assert outcomes == {(True, True), (True, False), (False, False)}


def test_readings_are_lifted_in_incidents_and_nowhere_else():
    month = watch(40, Alarm(380, 3, True), 10, seed=5)
    lifted = month.reading_ms - (NORMAL_MS + 40 * normals(5, "reading", MONTH))
    expected = np.zeros(MONTH)
    for begin, end, size in zip(month.began, month.restored, incidents(5)[1], strict=True):
        expected[begin:end] = size
    assert lifted == pytest.approx(expected, abs=1e-9)


def test_incidents_never_meet():
    for seed in range(1, 101):
        month = watch(40, Alarm(10_000, 1, False), 0, seed)
        assert (month.restored[:-1] < month.began[1:]).all() and month.restored[-1] <= MONTH


@pytest.mark.parametrize("minutes", [1, 2, 4])
def test_rings_are_where_a_run_reaches_its_length(minutes):
    above = np.random.default_rng(minutes).random(400) < 0.6
    expected, minute = [], 0
    for one, group in itertools.groupby(above.tolist()):
        length = len(list(group))
        if one and length >= minutes:
            expected.append(minute + minutes - 1)
        minute += length
    for begin, end in [(0, 400), (3, 77), (100, 101), (200, 399)]:
        there = [when for when in expected if begin <= when < end]
        assert rings(above, minutes, begin, end).tolist() == there


@pytest.mark.parametrize(("above_ms", "minutes"), [(380, 1), (360, 2)])
def test_false_alarms_are_as_many_as_the_formula_says_of_the_good_time(above_ms, minutes):
    chance = chance_above((above_ms - NORMAL_MS) / 40)
    shares = []
    for seed in range(1, 41):
        month = watch(40, Alarm(above_ms, minutes, True), ALL_STAND, seed)
        good = MONTH - int((month.restored - month.began).sum())
        shares.append(len(month.false_alarms) / mean_runs(good, chance, minutes))
    assert_is(1.0, shares)


def test_the_time_to_detect_is_the_wait_for_a_run():
    """Of incidents above the threshold, where a run comes long before complaints do."""
    alarm, ratios = Alarm(400, 3, True), []
    for seed in range(1, 801):
        month = watch(40, alarm, ALL_STAND, seed)
        lifted = incidents(seed)[1]
        waits = [
            mean_wait_for_run(chance_above((400 - NORMAL_MS - size) / 40), 3) for size in lifted
        ]
        large = lifted > 100
        took = (month.noticed - month.began)[large].sum()
        ratios.append(float(took) / float(np.array(waits)[large].sum()))
    assert_is(1.0, ratios)


def test_a_message_that_says_what_to_do_spares_the_search():
    vague, clear = (watch(20, Alarm(340, 3, clear), 10, seed=2) for clear in (False, True))
    assert (vague.noticed == clear.noticed).all() and clear.heeded.all()
    assert (clear.restored - clear.noticed == ROLL_BACK_MINUTES).all()
    assert (vague.restored > clear.restored).all()


def test_it_does_not_help_who_never_hears_it():
    vague, clear = (watch(40, Alarm(10_000, 3, clear), 10) for clear in (False, True))
    assert (vague.restored == clear.restored).all() and not clear.rang.any()
    assert (clear.noticed - clear.began == COMPLAINTS_MINUTES).all()


def test_people_who_stand_more_listen_longer():
    listened = [
        int(watch(40, Alarm(380, 1, True), stand).heeded.sum()) for stand in (0, 50, 200, 300)
    ]
    assert listened == sorted(listened) and listened[0] < listened[-1] == INCIDENTS


@pytest.mark.parametrize(("noise_ms", "minutes"), [(-1, 1), (40, 0)])
def test_what_makes_no_sense_is_refused_in_words(noise_ms, minutes):
    with pytest.raises(ValueError, match="give a noise of 0 or more, and 1 minute or more"):
        watch(noise_ms, Alarm(380, minutes, True), 10)
