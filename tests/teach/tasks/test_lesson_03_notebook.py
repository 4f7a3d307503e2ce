"""What the exercises of lesson 03 say in words, checked against the log, the tasks, the model."""

from __future__ import annotations

import re
from typing import Any

import pytest

from deliverylab.show import TheMissingGate
from deliverylab.simulate.theory import mm1
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import lesson_03_automation as automation
from deliverylab.teach.tasks import lesson_03_batch as batch
from deliverylab.teach.tasks import lesson_03_bottleneck as bottleneck
from deliverylab.teach.tasks import lesson_03_gate as gate
from deliverylab.teach.tasks import lesson_03_queues as queues
from deliverylab.teach.tasks import lesson_03_tests as three
from tests.teach.tasks.solutions import Solutions, computed

BOOK = Solutions("03")
LOG = shipped_log()


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    """Return what the notebook gives to a student: the names that its own cells define."""
    return BOOK.after("crew", "cost", "hours-until-known", "usual-year")


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "the four teams are alike: 23 to 25 %" in said["3.1"]
    assert "9 % at `tug` and 27 % at `hydrofoil`" in said["3.1"]
    assert "from 36 to 22 hours. That is far more than the hour of work" in said["3.2"]
    assert "Every other step brings less: code 24 %" in said["3.2"]
    assert "8.4 days for each" in said["3.3"]
    assert "33.25 a week × 0.429 weeks makes 14.3 under way" in said["3.3"]
    assert "counted at every moment of the year it is 14.3" in said["3.3"]
    assert "waits 1.5 hours, at 75 % 3.0 hours" in said["3.4"]
    assert "to 90 %, and it is 9 hours" in said["3.4"]
    assert "A quarter of the work makes 6 the best batch, about half" in said["3.5"]
    assert "after 5.8 hours on average; with everything on staging after 29" in said["3.6"]
    assert "paid for itself after 5.3 months. At `tug` it saves 1.0" in said["3.7"]
    assert "fast in 82.4 % of the hours, with 14 minutes in 97.1 %" in said["3.8"]


def test_the_points_add_up() -> None:
    assert f"There are {sum(BOOK.points)} points." in BOOK.prose


def test_what_is_said_before_an_answer_fits_the_answer() -> None:
    found = computed("03")
    assert "all four between 15 and 50" in BOOK.source("ask-3-1")
    assert all(15 < share < 50 for share in found["3.1"].values())
    assert "between 20 and 60 per cent" in BOOK.source("ask-3-2")
    assert 20 < found["3.2"]["falls_by"] < 60
    assert "both below 30" in BOOK.source("task-3-3")
    assert max(found["3.3"].values()) < 30
    assert "between 60 and 100. Your answer may be off by 0.3." in BOOK.source("ask-3-4")
    assert 60 < found["3.4"] < 100
    assert "two whole numbers below 40" in BOOK.source("ask-3-5")
    assert max(found["3.5"].values()) < 40
    assert "less than two years at `ferry`" in BOOK.source("task-3-7")
    assert found["3.7"]["months"] < 24


def test_the_crew_of_the_notebook_is_that_of_the_check(given: dict[str, Any]) -> None:
    assert given["crew"] == bottleneck.CREW
    assert given["median_hours"](given["crew"]) == pytest.approx(
        bottleneck.median_hours(bottleneck.CREW)
    )
    said = BOOK.said_in("task-3-2")
    assert "an author works 4 hours, one of two reviewers 2.1 hours" in said
    assert "build and test takes 30 minutes, the trial on staging 60 minutes" in said
    crew = bottleneck.CREW
    assert (crew.branch_hours, crew.review_hours, crew.reviewers) == (4, 2.1, 2)
    assert (crew.ci_minutes, crew.acceptance_minutes) == (30, 60)
    for step, lever in bottleneck.STEPS.items():
        assert f'`"{step}"` (`{lever}`)' in BOOK.said_in("ask-3-2")


def test_reviews_are_the_bottleneck_whatever_the_luck(given: dict[str, Any]) -> None:
    simulate, measured = given["simulate"], given["lead_time_for_changes"]
    for seed in range(4, 14):
        hours = {
            step: measured(simulate(bottleneck.twice_as_fast(step), seed=seed)).value
            for step in bottleneck.STEPS
        }
        assert min(hours, key=hours.__getitem__) == "review"


def test_the_numbers_of_little_s_law() -> None:
    assert f"{queues.UNDER_WAY} changes are under way on average" in BOOK.said_in("task-3-3")
    assert f"and {queues.PER_WEEK} reach production in a week" in BOOK.said_in("task-3-3")
    assert "The log has 52 weeks." in BOOK.said_in("task-3-3")
    assert (LOG.end - LOG.start).days == 52 * 7


def test_the_reviewer_is_busy_for_sixty_per_cent() -> None:
    assert f"busy {queues.BUSY_NOW:.0f} % of the time" in BOOK.source("task-3-4")
    assert "mm1(0.6, service_hours=1)" in BOOK.source("wait-today")
    assert queues.wait(60) == pytest.approx(mm1(0.6, 1).wait_hours)


def test_the_cost_of_a_batch_is_that_of_the_check(given: dict[str, Any]) -> None:
    said = BOOK.said_in("task-3-5") + BOOK.said_in("ask-3-5")
    assert "6 changes get ready in a day. A deployment takes people 16 hours" in said
    assert "a change a day earlier is worth 1.5 hours of work" in said
    assert "takes only 4 hours" in said
    assert (batch.PER_DAY, batch.WORK_HOURS, batch.AUTOMATED_HOURS) == (6, 16, 4)
    for size in (1, 6, 11, 40):
        assert given["cost"](size, 16) == pytest.approx(batch.cost(size, 16))


def test_the_three_tests_are_those_of_the_check(given: dict[str, Any]) -> None:
    for name, suite in three.SUITES.items():
        row = rf'\| `"{name}"` \| {suite.minutes:g} \| {100 * suite.finds:.0f} % \| .*'
        assert re.search(row, BOOK.source("task-3-6")), name
        assert given["minutes_of"][name] == suite.minutes
        assert given["finds"][name] == suite.finds
    assert f"within **{three.PROMISE:g} hours**" in BOOK.source("ask-3-6")
    for places in (("staging", "staging", "staging"), ("workstation", "CI", "staging")):
        chosen = dict(zip(three.SUITES, places, strict=True))
        expected, _ = three.outcome(three.tested(chosen))
        assert given["hours_until_known"](chosen) == pytest.approx(expected)
    assert given["testers"] == three.CREW
    assert given["can_run"] == {name: list(suite.can_run) for name, suite in three.SUITES.items()}


def test_an_impossible_place_is_refused_in_the_words_of_the_check(given: dict[str, Any]) -> None:
    places = {"units": "workstation", "contracts": "CI", "journeys": "CI"}
    with pytest.raises(ValueError, match=three.NOT_THERE):
        given["hours_until_known"](places)
    assert three.judge(places) == "ran where it cannot run"
    (mistake,) = (each for each in three.THREE_TESTS.mistakes if each.name == three.judge(places))
    assert mistake.hints[0] == three.NOT_THERE


def test_the_script_is_that_of_the_check() -> None:
    said = BOOK.said_in("task-3-7")
    assert f"spends {60 * automation.SAVED_A_DEPLOY:.0f} minutes on every deploy" in said
    assert f"takes {automation.BUILD_HOURS:.0f} hours to build" in said
    assert f"{automation.UPKEEP_A_MONTH:.0f} hours a month to keep up" in said
    assert f"the log has {automation.MONTHS} months" in said


def test_the_gate_is_that_of_the_check(given: dict[str, Any]) -> None:
    assert given["slower"] == gate.CREW
    assert "makes ten changes a day. Two in a hundred" in BOOK.said_in("task-3-8")
    assert (gate.CREW.changes_per_day, gate.CREW.slow_share) == (10, 0.02)
    assert f"**{gate.FAST_HOURS:.0f} %** of the hours are fast" in BOOK.said_in("ask-3-8")
    assert f"**{gate.BUDGET_HOURS:g} hours**" in BOOK.source("ask-3-8")
    assert f"within {gate.TARGET_MS:.0f} ms" in BOOK.said_in("ask-3-8")
    for minutes in (0, 17):
        assert tuple(given["usual_year"](minutes).values()) == gate.usual_year(minutes)


def test_no_button_of_the_lesson_s_lab_is_the_answer() -> None:
    for preset in TheMissingGate.presets:
        assert gate.judge(float(preset.values.get("gate_minutes", 0))) is not None


def test_the_model_answer_in_words_is_true() -> None:
    said = BOOK.said_in("answer-3-9")
    assert "at 90 % busy about nine times as long as a review takes" in said
    assert mm1(0.9, 1).wait_hours == pytest.approx(9)
    assert "three quarters of all waiting" in said
    assert "about 8 days on average, in place of 12" in said  # lesson 03a: 8.3 and 12.3


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 60 minutes" in BOOK.prose
    assert BOOK.words < 990, "a fifth of an hour to read, the rest to work"
