"""The tasks of lesson 05: each usual mistake is recognised and gets hints of its own."""

from __future__ import annotations

import itertools

import pytest

from deliverylab.improve import MOVES, PILLARS, possible
from deliverylab.simulate.theory import mm1, mmc
from deliverylab.teach.checks import NotYet, check
from deliverylab.teach.tasks import lesson_05_alarm as alarm
from deliverylab.teach.tasks import lesson_05_bus as bus
from deliverylab.teach.tasks import lesson_05_invest as invest
from deliverylab.teach.tasks import lesson_05_pillars as pillars
from deliverylab.teach.tasks import lesson_05_pooling as pooling
from tests.teach.tasks.proof import Proof, Wrong

TRAINS, ONE_COMMAND = "trains twice as often", "one command back"
SIX_HOURS = 6.0
IN_THE_POOL = mmc(3 * 0.375, 2, 3).wait_hours


def put(**elsewhere: str) -> dict[str, object]:
    """Return the right pillars, but for these."""
    return {**pillars.in_their_pillars(), **elsewhere}


def rings(above_ms: float, minutes: int) -> dict[str, object]:
    return {"above_ms": above_ms, "minutes": minutes}


def known(only_one: str = "login checkout invoices database", bus_factor: int = 2) -> object:
    return {"only_one": only_one.split(), "bus_factor": bus_factor}


class TestLesson05(Proof):
    lesson = "05"
    wrong = (
        Wrong("5.1", put(a="automation"), "took what is soon for the work of a machine"),
        Wrong("5.1", put(b="automation"), "took a good message for the work of a machine"),
        Wrong("5.1", put(c="sharing"), "took one who can do all for many who know"),
        Wrong("5.1", put(d="automation"), "took a tool for the work of a machine"),
        Wrong("5.1", put(d="measurement"), "looked at what the script does"),
        Wrong("5.1", put(e="sharing"), "took the repository for a place to read"),
        Wrong("5.1", put(h="measurement"), "took a common number for monitoring"),
        Wrong("5.1", put(i="sharing"), "took a screen for telling one another"),
        Wrong("5.1", put(a="measurement"), None, "a"),
        Wrong("5.1", put(b="sharing"), None, "b"),
        Wrong("5.1", put(c="lean"), None, "c"),
        Wrong("5.1", put(d="culture"), None, "d"),
        Wrong("5.1", put(e="measurement"), None, "e"),
        Wrong("5.1", put(f="automation"), None, "f"),
        Wrong("5.1", put(g="culture"), None, "g"),
        Wrong("5.1", put(h="sharing"), None, "h"),
        Wrong("5.1", put(i="automation"), None, "i"),
        Wrong("5.1", put(j="lean"), None, "j"),
        Wrong(
            "5.2", 100 * (1 - mmc(0.375, 2, 3).wait_hours / SIX_HOURS), "brought the tasks of one"
        ),
        Wrong("5.2", 100 * (1 - (IN_THE_POOL + 2) / 8), "took the hours until it is done"),
        Wrong("5.2", 100 * IN_THE_POOL / SIX_HOURS, "gave what is left"),
        Wrong("5.2", 25, "gave what is left"),
        Wrong("5.2", 66.7, "expected a third"),
        Wrong("5.2", SIX_HOURS - IN_THE_POOL, "gave hours"),
        Wrong("5.2", SIX_HOURS / IN_THE_POOL, "gave a factor"),
        Wrong("5.2", 50, None),
        Wrong("5.3", 19, "compared the waits"),
        Wrong("5.3", 19.12, "compared the waits"),
        Wrong("5.3", 33.3, "went until nobody can keep up"),
        Wrong("5.3", 33, "went until nobody can keep up"),
        Wrong("5.3", 1.18, "gave a factor"),
        Wrong("5.3", 118, "gave a factor"),
        Wrong("5.3", 2.37, "gave hours"),
        Wrong("5.3", 27.7, "slowed only the work of others"),
        Wrong("5.3", 10, None),
        Wrong("5.4", rings(380, 1), "rings at once"),
        Wrong("5.4", rings(430, 2), "rings at once"),
        Wrong("5.4", rings(340, 5), "rings for nothing"),
        Wrong("5.4", rings(300, 8), "rings for nothing"),
        Wrong("5.4", rings(400, 4), "misses too much"),
        Wrong("5.4", rings(340, 300), "misses too much"),
        Wrong("5.5", known("database"), "looked at the incidents"),
        Wrong("5.5", known("search tracking reports alerts"), "took the parts that several know"),
        Wrong("5.5", known("login checkout invoices"), "left some of them out"),
        Wrong("5.5", known("login search"), None, "only_one"),
        Wrong("5.5", known(bus_factor=1), "stopped at the first part"),
        Wrong("5.5", known(bus_factor=3), "counted everyone who is alone with a part"),
        Wrong("5.5", known(bus_factor=6), "went on until nothing was left"),
        Wrong("5.5", known(bus_factor=0), None, "bus_factor"),
        Wrong("5.6", [TRAINS, ONE_COMMAND, "pair on what is hard"], "went over the budget"),
        Wrong("5.6", [TRAINS, "half the size", ONE_COMMAND], "halved the changes"),
        Wrong("5.6", ["test by machine"], "took the one that saves most"),
        Wrong("5.6", [ONE_COMMAND, "the tests on every desk"], "left the longest wait"),
        Wrong("5.6", [TRAINS], "left weeks over"),
        Wrong("5.6", [TRAINS, "alarms that say what to do"], "left weeks over"),
        Wrong("5.6", [TRAINS, "pair on what is hard"], None),
    )


def test_each_pillar_is_there_twice_once_for_each_line() -> None:
    found = sorted(deed.pillar for deed in pillars.DEEDS.values())
    assert found == sorted(2 * PILLARS)
    assert len({deed.line for deed in pillars.DEEDS.values()}) == len(pillars.DEEDS)


@pytest.mark.usefixtures("new_kernel")
@pytest.mark.parametrize("letter", pillars.DEEDS)
def test_whatever_else_is_said_of_one_of_them_it_is_hinted_at_by_its_letter(letter: str) -> None:
    for pillar in set(PILLARS) - {pillars.DEEDS[letter].pillar}:
        with pytest.raises(NotYet, match=f"`{letter}`"):
            check("5.1", put(**{letter: pillar}))


def test_at_the_answer_a_task_takes_as_long_as_with_its_specialist() -> None:
    assert mm1(0.375, 2).wait_hours == pytest.approx(SIX_HOURS)
    slow = 2 * (1 + pooling.pays_until() / 100)
    assert mmc(3 * 0.375, slow, 3).stay_hours == pytest.approx(mm1(0.375, 2).stay_hours)


@pytest.mark.usefixtures("new_kernel")
@pytest.mark.parametrize("slower", [18, 18.4, 18.44])
def test_whole_per_cent_are_enough(slower: float) -> None:
    check("5.3", slower)


@pytest.mark.usefixtures("new_kernel")
def test_a_share_is_told_so() -> None:
    for number, share in (("5.2", 0.748), ("5.3", 0.184)):
        with pytest.raises(NotYet, match="per cent"):
            check(number, share)


@pytest.mark.usefixtures("new_kernel")
@pytest.mark.parametrize(
    ("above_ms", "minutes"), [(370, 4), (360, 5), (340, 6), (320, 8), (300, 12)]
)
def test_every_alarm_that_is_cheap_enough_is_right(above_ms: float, minutes: int) -> None:
    said = repr(check("5.4", rings(above_ms, minutes)))
    assert f"above {above_ms} ms" in said and f"{minutes} minutes in a row" in said


@pytest.mark.usefixtures("new_kernel")
def test_an_alarm_without_a_reading_or_below_a_good_day_is_refused_in_words() -> None:
    with pytest.raises(NotYet, match="needs one reading at least"):
        check("5.4", rings(350, 0))
    with pytest.raises(NotYet, match="between 300 and 1000"):
        check("5.4", rings(250, 5))


def test_no_alarm_of_three_minutes_or_fewer_is_cheap_enough() -> None:
    for minutes in (1, 2, 3):
        assert all(alarm.judge(rings(above, minutes)) for above in range(300, 560, 10))


def test_with_thresholds_ten_ms_apart_a_cheap_alarm_is_found_for_most_minutes() -> None:
    cheap = {
        minutes
        for minutes in range(1, 16)
        if any(alarm.judge(rings(above, minutes)) is None for above in range(300, 400, 10))
    }
    assert cheap >= set(range(4, 13))


def test_one_person_away_leaves_fewer_than_half_of_the_parts_with_nobody() -> None:
    assert all(len(bus.left_with_nobody(person)) < 4 for person in "ABCDEF")
    pairs = itertools.combinations("ABCDEF", 2)
    assert [pair for pair in pairs if len(bus.left_with_nobody(pair)) >= 4] == [("A", "B")]


def test_who_restores_most_often_is_not_who_is_missed_most() -> None:
    people = [incident[-1] for incident in bus.RESTORED.split(", ")]
    assert max(people, key=people.count) not in bus.worst(2)


@pytest.mark.usefixtures("new_kernel")
@pytest.mark.parametrize(
    "third",
    ["alarms that say what to do", "write down what you know", "the tests on every desk", ""],
)
def test_every_choice_that_saves_enough_is_right(third: str) -> None:
    choice = [TRAINS, ONE_COMMAND, *([third] if third else [])]
    assert f"{invest.cost(frozenset(choice))} weeks of work save" in repr(check("5.6", choice))


def test_the_order_of_the_list_makes_no_difference() -> None:
    choices = itertools.permutations([TRAINS, ONE_COMMAND, "the tests on every desk"])
    for choice in choices:
        assert invest.judge(frozenset(choice)) is None


@pytest.mark.usefixtures("new_kernel")
def test_what_barge_cannot_do_yet_is_told_with_the_reason() -> None:
    with pytest.raises(NotYet, match=r"Package by machine: Changes are tested by hand here\."):
        check("5.6", ["package by machine", TRAINS])
    with pytest.raises(NotYet, match="Your list is empty"):
        check("5.6", [])
    with pytest.raises(NotYet, match="'Trains twice as often' is no move; did you mean 'trains "):
        check("5.6", ["Trains twice as often"])


def test_a_move_that_another_one_makes_possible_is_taken_whatever_the_order() -> None:
    team, impossible = invest.after(frozenset({"a few users first", "deploy by machine"}))
    assert not impossible
    assert (team.rollout, team.deploy_by) == ("canary", "automatic")


def test_no_choice_is_right_or_wrong_by_a_hair() -> None:
    moves = [move.key for move in possible(invest.BARGE)]
    choices = (
        frozenset(choice) for many in (1, 2, 3, 4) for choice in itertools.combinations(moves, many)
    )
    saved = [
        invest.saved(choice)
        for choice in choices
        if TRAINS in choice and invest.cost(choice) <= invest.BUDGET
    ]
    assert sum(each >= invest.ENOUGH for each in saved) >= 4
    assert min(abs(each - invest.ENOUGH) for each in saved) > 0.5, "shown rounded to whole weeks"


def test_without_shorter_waits_for_the_train_no_choice_saves_enough() -> None:
    moves = [m.key for m in possible(invest.BARGE) if m.key not in (TRAINS, invest.SMALLER)]
    for choice in itertools.combinations(moves, 2):
        if invest.cost(frozenset(choice)) <= invest.BUDGET:
            assert invest.judge(frozenset(choice)) is not None


def test_the_trains_save_most_for_each_week_and_a_machine_that_tests_saves_most() -> None:
    alone = {move.key: invest.saved(frozenset({move.key})) for move in possible(invest.BARGE)}
    assert max(alone, key=alone.__getitem__) == invest.DEAREST
    assert max(alone, key=lambda key: alone[key] / MOVES[key].cost) == TRAINS
    assert alone[invest.SMALLER] < -100
