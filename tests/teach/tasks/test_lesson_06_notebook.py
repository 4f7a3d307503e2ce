"""What the exercises of lesson 06 say in words, checked against the teams, the trial, the tasks."""

from __future__ import annotations

import ast
import re
from typing import Any

import pytest

from deliverylab import show
from deliverylab.improve import unseen_team
from deliverylab.improve.calibration import SURE
from deliverylab.improve.claims import Claim
from deliverylab.improve.prediction import Prediction
from deliverylab.improve.season import MOST_MOVES, QUARTERS, WEEKS
from deliverylab.improve.symptoms import FERRY
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.teach import tasks
from deliverylab.teach.progress import progress
from deliverylab.teach.tasks import lesson_06_claims as claims
from deliverylab.teach.tasks import lesson_06_plan as planned
from deliverylab.teach.tasks import lesson_06_prediction as predicted
from deliverylab.teach.tasks.lesson_06_team import LESSONS, PLACEHOLDER, drawn
from tests.teach.tasks.solutions import Solutions, answers, solved

BOOK = Solutions("06")
TEAM = drawn("20260112")


@pytest.fixture(scope="module")
def given() -> dict[str, Any]:
    """Return all that the check cells get."""
    return {
        name: value
        for answer in answers("06", solved).values()
        if isinstance(answer, dict)
        for name, value in answer.items()
    }


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "The trawler lost 6 person-weeks by waiting and 88 by outages" in said["6.1"]
    assert "a change spends 17 hours at “code”. But what hurts most are outages" in said["6.1"]
    assert "it takes 4.7 hours on average to restore service; at ferry 20 minutes" in said["6.2"]
    assert "For 8 person-weeks of work it saves 10" in said["6.3"]
    assert "You wrote down 4 ranges; being 80 % sure of each, 3 or 4 should hold" in said["6.4"]
    assert "All 3 hold in 30 years with the same luck" in said["6.5"]
    assert "You lose 33 person-weeks in eight quarters; doing nothing loses 304" in said["6.6"]


def test_the_points_add_up() -> None:
    assert f"There are {sum(BOOK.points)} points." in BOOK.prose


def test_the_progress_knows_the_tasks() -> None:
    (lesson,) = [each for each in progress().lessons if each.number == "06"]
    assert lesson.tasks == 6
    assert lesson.points_of_all == sum(task.points for task in tasks.of_lesson("06"))


def test_the_first_cell_holds_what_the_checks_do_not_take_for_a_seed() -> None:
    stub = BOOK.source("answer-seed").split("###")[0]
    assert ast.literal_eval(stub.partition("=")[2].strip()) == PLACEHOLDER


def test_the_solution_is_not_the_team_of_the_lesson(given: dict[str, Any]) -> None:
    assert given["my_team"].scenario == TEAM.scenario
    assert TEAM.trouble != unseen_team(LESSONS).trouble


def test_ferry_is_as_it_is_said_to_be() -> None:
    said = BOOK.said_in("ask-6-2")
    assert FERRY == {"failures": 0.10, "noticing": 15 / 60, "restoring": 20 / 60}
    assert "that of `ferry`: 10 %, 15 minutes, 20 minutes" in said


def test_the_bound_of_a_plan_is_that_of_the_check() -> None:
    said = BOOK.said_in("ask-6-3")
    assert f"at least {100 * planned.ENOUGH:.0f} % of what the best single move would" in said


def test_the_names_of_a_prediction_are_those_that_it_takes() -> None:
    names = re.findall(r"`(\w+)`", BOOK.source("ask-6-4"))
    assert len(names) == 7
    for name in names:
        Prediction(**{name: (1, 2)})
    assert f"{100 * SURE:.0f} % sure" in BOOK.said_in("task-6-4")
    assert "at least three ranges" in BOOK.said_in("task-6-4") and predicted.FEWEST == 3


def test_the_examples_of_claims_can_be_checked() -> None:
    examples = re.findall(r'`"([^"]+)"`', BOOK.said_in("task-6-5"))
    assert len(examples) == claims.COUNT == 3
    assert {Claim.of(words).goes for words in examples} == {"falls", "rises", "stays"}
    with pytest.raises(NotAllowed):
        Claim.of("lead time is better")


def test_the_rules_of_the_game_are_those_of_the_game() -> None:
    said = BOOK.said_in("task-6-6")
    assert QUARTERS == 8 and "6.6 Eight quarters" in said and "two years" in said
    assert WEEKS == 6 and "six person-weeks more" in said
    assert MOST_MOVES == 3 and "three moves at most" in said


def test_the_way_from_the_lab_to_the_answer_works() -> None:
    game = show.HarbourGame(team=TEAM, seed="20260112")
    game.move(move_1="one command back")
    game.act("play")
    line = "my_quarters = [quarter.moves for quarter in game.result.season.quarters]"
    assert f"`{line}`" in BOOK.said_in("task-6-6")
    space: dict[str, Any] = {"game": game}
    exec(line, space)
    assert space["my_quarters"] == [("one command back",)]


def test_the_model_answer_in_words_is_true(given: dict[str, Any]) -> None:
    said, trial = BOOK.said_in("answer-6-7"), given["my_trial"]
    loss = trial["loss"]
    assert f"from {loss.before:.0f} to {loss.after:.0f} person-weeks a year" in said
    high, low = -loss.difference.low, -loss.difference.high
    assert f"the interval of the difference, {low:.0f} to {high:.0f}, is far from" in said
    assert trial["deployment rework rate"].worse
    assert "because a rollback is a deployment that nobody planned" in said
    plan = given["my_plan"]
    assert plan.moves[1].cost == 5 and "saves a few person-weeks more and costs five" in said
    first = TEAM.plan(plan.moves[0].key).trial()["loss"]
    assert 0 < first.after - loss.after < 5
    assert -first.difference.value > 10 * (first.after - loss.after)


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 70 minutes" in BOOK.prose
    assert BOOK.words < 900, "a sixth of an hour to read, the rest to work"
