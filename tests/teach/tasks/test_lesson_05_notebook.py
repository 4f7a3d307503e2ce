"""What the exercises of lesson 05 say in words, checked against the tasks, the model, the log."""

from __future__ import annotations

import re
from typing import Any

import pytest

from deliverylab.improve import MOVES, PRICES, Prices, loss, possible, trial
from deliverylab.improve.move import PILLARS
from deliverylab.log.schema import TABLES
from deliverylab.measure import value_stream
from deliverylab.show import TooManyAlarms
from deliverylab.simulate import simulate
from deliverylab.simulate.alarms import INCIDENTS, NORMAL_MS, Alarm
from deliverylab.teach.tasks import lesson_05_alarm as alarm
from deliverylab.teach.tasks import lesson_05_bus as bus
from deliverylab.teach.tasks import lesson_05_invest as invest
from deliverylab.teach.tasks import lesson_05_pillars as pillars
from deliverylab.teach.tasks import lesson_05_pooling as pooling
from tests.teach.tasks.solutions import Solutions, computed

BOOK = Solutions("05")
WEEK = 168.0


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    """Return what the notebook gives to a student: the names that its own cells define."""
    return BOOK.after("cost", "restored", "moves")


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "Each pillar has 2 of the 10, one for each of its lines." in said["5.1"]
    assert "waits 6 hours for its specialist, and 1.5 hours for whoever is free" in said["5.2"]
    assert "75 % less" in said["5.2"] and "Five specialists" in said["5.2"]
    assert "Up to 18 % slower" in said["5.3"] and "who needs 8 hours" in said["5.3"]
    assert "At 10 % it takes 5.1 hours, at 25 % 14, and from 33 % on" in said["5.3"]
    assert "11.5 hours a month: in a year, 0 of 120 incidents are missed" in said["5.4"]
    assert "and 138 alarms are false" in said["5.4"]
    assert "noticed after 5 minutes or later" in said["5.4"]
    assert "While A and B are away" in said["5.5"]
    assert "checkout, database, login, search, tracking: 5 of 8 parts" in said["5.5"]
    assert "E restores most often, 8 times" in said["5.5"]
    assert "7 weeks of work save 93 of the 325 person-weeks" in said["5.6"]
    assert "*test by machine*: 56. But it takes all 8 weeks, 7 for each" in said["5.6"]
    assert "*trains twice as often* saves 22 for each of its 2" in said["5.6"]


def test_the_points_add_up() -> None:
    assert f"There are {sum(BOOK.points)} points." in BOOK.prose


def test_what_is_said_before_an_answer_fits_the_answer() -> None:
    found = computed("05")
    assert "Each of the ten follows another line of the lesson." in BOOK.source("task-5-1")
    assert "between 20 and 100" in BOOK.source("ask-5-2")
    assert 20 < found["5.2"] < 100
    assert "below 50. Whole per cent are enough." in BOOK.source("task-5-3")
    assert found["5.3"] < 50
    assert "fewer people than six" in BOOK.source("ask-5-5")
    assert found["5.5"]["bus_factor"] < 6


def test_the_ten_are_those_of_the_check_and_the_pillars_are_named() -> None:
    rows = re.findall(r"(?m)^\| `([a-z])` \| ", BOOK.source("task-5-1"))
    assert rows == list(pillars.DEEDS)
    named = ", ".join(f'`"{name}"`' for name in PILLARS[:-1])
    assert f'{named} or `"{PILLARS[-1]}"`?' in BOOK.said_in("task-5-1")


def test_the_specialists_are_those_of_the_check(given: dict[str, Any]) -> None:
    said = BOOK.said_in("task-5-2")
    assert f"busy {100 * pooling.BUSY:.0f} % of the time" in said
    assert f"A task takes {pooling.TASK_HOURS:.0f} hours on average" in said
    assert f"each of them gets {pooling.ARRIVE} tasks an hour" in said
    assert "Three specialists" in said and pooling.PEOPLE == 3
    assert eval(BOOK.source("wait-apart"), given) == pytest.approx(pooling.apart_hours())


def test_the_alarm_is_that_of_the_check(given: dict[str, Any]) -> None:
    said = BOOK.said_in("task-5-4")
    assert f"more noise: {alarm.NOISE_MS:.0f} ms in place of 40" in said
    assert TooManyAlarms().first_choices["noise"] == 40
    assert f"misses costs {alarm.MISSED_HOURS:.0f} hours of work" in said
    assert "each false alarm one hour" in said and alarm.FALSE_HOURS == 1
    assert f"at most **{alarm.BUDGET_HOURS:.0f} hours** a month" in BOOK.source("ask-5-4")
    assert f"({NORMAL_MS:.0f} ms is normal)" in BOOK.source("ask-5-4")
    assert f"missed, of {INCIDENTS}" in BOOK.source("cost")
    for above_ms, minutes in ((350, 5), (370, 4), (430, 2)):
        shown = given["cost"](above_ms, minutes)
        found = alarm.month(float(above_ms), minutes)
        expected = (round(found.missed, 2), round(found.false_alarms, 1), round(found.cost, 1))
        assert tuple(shown.values()) == expected
        missed, false, hours = expected
        recomputed = alarm.MISSED_HOURS * missed + alarm.FALSE_HOURS * false
        assert recomputed == pytest.approx(hours, abs=0.35), "who recomputes it gets the same"


def test_no_button_of_the_lesson_s_lab_is_the_answer_and_neither_is_what_its_hunt_finds() -> None:
    found = [{"above_ms": 340.0, "minutes": 5}, {"above_ms": 380.0, "minutes": 3}]
    for preset in TooManyAlarms.presets:
        values = {**TooManyAlarms().first_choices, **preset.values}
        found.append({"above_ms": float(str(values["above"])), "minutes": int(values["minutes"])})
    assert all(alarm.judge(each) is not None for each in found)


def test_false_alarms_do_not_make_these_people_deaf() -> None:
    assert f"stand={alarm.STAND:_}" in BOOK.source("cost")
    month = alarm.watch(alarm.NOISE_MS, Alarm(300.0, 1, actionable=True), alarm.STAND, 1)
    assert month.heeded.all()


def test_the_incidents_are_those_of_the_check(given: dict[str, Any]) -> None:
    told = [f"{row.part} {row.by}" for row in given["restored"].itertuples()]
    assert told == bus.RESTORED.split(", ")
    assert "half of the eight parts" in BOOK.said_in("ask-5-5") and len(bus.who_knows()) == 8
    assert "its six people, A to F" in BOOK.said_in("task-5-5")
    assert sorted(frozenset().union(*bus.who_knows().values())) == list("ABCDEF")


def test_a_delivery_log_names_nobody() -> None:
    assert "A delivery log names nobody" in BOOK.source("task-5-5")
    columns = {column.name for table in TABLES.values() for column in table.columns}
    assert not columns & {"author", "person", "by_whom", "reviewer", "name", "email"}


def test_the_moves_are_those_of_the_check(given: dict[str, Any]) -> None:
    assert given["barge"] == invest.BARGE
    assert "has **8 person-weeks**" in BOOK.source("task-5-6") and invest.BUDGET == 8
    assert f"**{invest.ENOUGH:.0f} person-weeks** a year" in BOOK.said_in("ask-5-6")
    assert len(possible(invest.BARGE)) == 11 and "the eleven moves" in str(invest.EIGHT_WEEKS.hints)
    for choice in (["everyone reviews", "half the size"], ["trains twice as often"]):
        assert given["saved"](choice) == round(invest.saved(frozenset(choice)))


def test_the_model_answer_in_words_is_true(given: dict[str, Any]) -> None:
    said = BOOK.said_in("answer-5-7")
    train = MOVES[invest.TRAIN].apply(invest.BARGE)
    assert "this move takes two weeks and saves about 44 person-weeks a year" in said
    assert given["saved"]([invest.TRAIN]) == 44 and MOVES[invest.TRAIN].cost == 2
    lost = loss(simulate(invest.BARGE), invest.BARGE)
    assert "More than half of what `barge` loses is waiting" in said
    assert lost.waiting > lost.total / 2
    assert "its packages wait longest for the train" in said
    waits = value_stream(simulate(invest.BARGE)).table["wait_hours"]
    assert waits.idxmax() == "release", "at barge that begins when the train is due"
    lead_time = trial(invest.BARGE, train, years=5)["lead time for changes"]
    assert "a median lead time of 2.5 to 4 weeks after three months, in place of nearly 5" in said
    assert 4.5 < lead_time.before / WEEK < 5
    assert 2.5 < lead_time.after / WEEK < 4
    assert "`barge` would lose about 107 person-weeks a year more" in said
    assert given["saved"]([invest.SMALLER]) == -107
    assert (invest.BARGE.test_by, invest.BARGE.package_by, invest.BARGE.deploy_by) == 3 * ("hand",)


def test_ten_times_the_price_of_an_outage_puts_another_move_first(given: dict[str, Any]) -> None:
    said = BOOK.said_in("answer-5-7")
    assert "ten times as expensive, I would begin with *one command back*" in said
    prices = Prices(outage=10 * PRICES.outage)

    assert "an hour without service ten times as expensive" in BOOK.said_in("task-5-7")
    shown = given["saved"]([invest.SMALLER], prices)
    assert eval(BOOK.source("other-prices"), given | {"Prices": Prices}) == shown < -400
    saved = {move: given["saved"]([move.key], prices) for move in possible(invest.BARGE)}
    assert max(saved, key=saved.__getitem__).key == "one command back"
    assert max(saved, key=lambda move: saved[move] / move.cost).key == "one command back"


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 60 minutes" in BOOK.prose
    assert BOOK.words < 1010, "a sixth of an hour to read, the rest to work"
