"""The lab "Too many alarms": every position works; what it says is what became of the month."""

import numpy as np
import pytest

from deliverylab.show import TooManyAlarms
from deliverylab.show.alarm_month import COLUMN, COLUMNS, alarm_month
from deliverylab.show.too_many_alarms import ACTIONABLE
from deliverylab.show.too_many_alarms_plot import HIGHEST_MS
from deliverylab.simulate.alarms import INCIDENTS, MONTH, Alarm
from tests.show.proof import LabProof


@pytest.fixture
def lab():
    opened = TooManyAlarms()
    opened.predict(20)
    return opened


class TestTooManyAlarms(LabProof):
    lab = TooManyAlarms
    asks = "How many false alarms are there in a month"
    tells = "918 times"

    def faults(self, view):
        if len(view.sentence) > 285:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


def test_a_reading_in_fifty_makes_hundreds_of_false_alarms(lab):
    assert lab.view.verdict == (
        "You predicted 20 false alarms; the outcome is 918 false alarms: 898 false alarms too few."
    )
    assert lab.result.expected == pytest.approx(960.4, abs=0.1)


def test_the_question_says_how_the_month_is(lab):
    """Of the good minutes, 98 in 100 are below the threshold."""
    went = alarm_month(Alarm(380, 1, True), 40, MONTH).went
    good = np.ones(MONTH, bool)
    for begin, end in zip(went.began, went.restored, strict=True):
        good[begin:end] = False
    assert round(100 * float((went.reading_ms[good] < 380).mean())) == 98


def test_every_incident_has_one_end(lab):
    for above in (320, 380, 420, 500):
        for minutes in (1, 3, 15):
            lab.move(above=above, minutes=minutes)
            month = lab.result
            ends = month.caught.sum() + month.unheard.sum() + month.silent.sum()
            assert ends == INCIDENTS
            assert month.missed == INCIDENTS - month.caught.sum()


def test_a_minute_more_is_worth_more_than_a_higher_threshold(lab):
    """What lasts two minutes is false a fortieth as often, and nearly every incident is caught."""
    first = lab.result.false_alarms
    lab.move(minutes=2)
    assert lab.result.false_alarms < first / 30
    assert lab.result.missed <= 1
    lab.move(minutes=1, above=440)
    assert lab.result.detect_hours > 10 / 60


def test_waiting_too_long_misses_what_is_small(lab):
    missed = []
    for minutes in (3, 8, 15):
        lab.move(minutes=minutes)
        missed.append(lab.result.missed)
        assert not lab.result.unheard.any()
    assert missed == sorted(missed) and missed[0] == 1 and missed[-1] > INCIDENTS / 2


def test_the_well_chosen_alarm_catches_all_and_says_what_to_do(lab):
    view = lab.choose("well chosen")
    assert "false 3 times in the month. It catches all 10 incidents." in view.sentence
    assert [tile["text"] for tile in view.tiles[:4]] == ["0 of 10", "3", "5 minutes", "20 minutes"]
    vague = lab.move(message="error")
    assert vague.tiles[2]["text"] == "5 minutes"
    assert lab.result.restore_hours > 1


def test_a_quiet_signal_needs_no_waiting(lab):
    lab.move(noise=10, above=340, message=ACTIONABLE)
    assert lab.result.false_alarms <= 3 and lab.result.missed <= 1


def test_the_line_is_above_the_threshold_just_where_it_rings():
    for above, minutes in [(380, 1), (340, 5), (360, 15)]:
        month = alarm_month(Alarm(above, minutes, True), 40, 10)
        rings = month.lasting > above
        false = np.zeros(COLUMNS, bool)
        false[month.went.false_alarms // COLUMN] = True
        assert (rings | ~false).all()
        alert = false.copy()
        for begin, end in zip(month.went.began, month.went.restored, strict=True):
            alert[begin // COLUMN : end // COLUMN + 1] = True
        assert (alert | ~rings).all()


def test_no_reading_is_outside_the_picture(lab):
    month = lab.move(noise=60, above=520, minutes=15) and lab.result
    assert month.lowest.min() > 0 and month.highest.max() < HIGHEST_MS
    assert (month.lowest <= month.lasting).all() and (month.lasting <= month.highest).all()


def test_the_table_is_that_of_a_detector(lab):
    rows = dict(lab.move(minutes=2).table.rows)
    assert rows["false alarms"] == "25"
    assert rows["as many by the formula, on average"] == "21.8"
    assert rows["of all alarms, real ones"] == "29 %"
    lab.move(above=520, minutes=15)
    assert dict(lab.view.table.rows)["of all alarms, real ones"] == "none rang"
