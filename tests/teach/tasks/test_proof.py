"""The proof itself: it accepts a good lesson, and finds what is wrong with a bad one."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from deliverylab.teach import tasks
from deliverylab.teach.tasks import Mistake, Task
from tests.teach import tiny_lesson
from tests.teach.tasks.proof import Proof, Wrong
from tests.teach.tiny_lesson import WAIT


@pytest.mark.usefixtures("tiny")
class TestGoodLesson(Proof):
    lesson = tiny_lesson.LESSON
    fewest_mistakes = 1
    wrong = (
        Wrong("98.1", 61, "counted from the commit"),
        Wrong("98.1", -5, "swapped the two times"),
        Wrong("98.1", 13, None),
        Wrong("98.2", lambda version: True, "says yes to all"),
        Wrong("98.2", lambda version: False, None),
        Wrong("98.3", {"barge": 0.75, "tug": 0.55}, "took the other ones"),
        Wrong("98.3", {"barge": 0.5, "tug": 0.5}, None),
    )

    def right(self) -> dict[str, object]:
        shares = {"barge": 0.25, "tug": 0.45}
        return {"98.1": 52.4, "98.2": lambda version: version > 1, "98.3": shares}

    def stubs(self) -> dict[str, object]:
        return {"98.1": ..., "98.2": lambda version: None, "98.3": {"barge": ..., "tug": ...}}


NUMBERS = random.Random(1).sample(range(1_000_000), 10_000)
WAIT_MISTAKE = WAIT.mistakes[0]


def with_mistake(**changes: Any) -> Task[Any]:
    """Return the first task with another first mistake."""
    return replace(WAIT, mistakes=(replace(WAIT_MISTAKE, **changes), WAIT.mistakes[1]))


def slowly(hours: float) -> str:
    """Say something after some work."""
    for _ in range(100):
        sorted(NUMBERS)
    return "It waited."


@pytest.mark.parametrize(
    ("bad", "finds"),
    [
        (replace(WAIT, number="98.7"), Proof.test_the_tasks_are_numbered_in_order),
        (replace(WAIT, answer=lambda: 3.0), Proof.test_the_right_answer_is_right),
        (replace(WAIT, said=lambda value: "x" * 400), Proof.test_the_right_answer_is_right),
        (replace(WAIT, said=lambda value: "No end"), Proof.test_the_right_answer_is_right),
        (
            replace(WAIT, mistakes=WAIT.mistakes[1:]),
            Proof.test_every_recorded_wrong_answer_gets_the_hints_of_its_own_mistake,
        ),
        (
            with_mistake(gives=lambda: 62.0),
            Proof.test_wrong_answers_name_the_mistake_that_was_recognised,
        ),
        (replace(WAIT, mistakes=()), Proof.test_there_are_enough_mistakes_known),
        (replace(WAIT, said=slowly), Proof.test_a_check_answers_at_once),
        (with_mistake(name="another"), Proof.test_every_mistake_is_on_record),
        (with_mistake(name=WAIT.mistakes[1].name), Proof.test_mistakes_have_names_of_their_own),
        (
            with_mistake(gives=lambda: 52.4),
            Proof.test_what_a_mistake_leads_to_is_neither_right_nor_another_mistake,
        ),
        (replace(WAIT, hints=("A.", "A.", "B.")), Proof.test_hints_are_three_different_sentences),
        (with_mistake(hints=("A", "B.", "C.")), Proof.test_hints_are_three_different_sentences),
        (with_mistake(hints=("A.", "It is 52.4.", "C.")), Proof.test_no_hint_tells_the_answer),
    ],
)
def test_a_bad_lesson_is_found(
    bad: Task[Any],
    finds: Callable[[Proof], None],
    tiny: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "of_lesson", lambda lesson: (bad, *tiny_lesson.TASKS[1:]))
    with pytest.raises((AssertionError, pytest.fail.Exception)):
        finds(TestGoodLesson())


def test_a_stub_that_counts_as_an_answer_is_found(tiny: None) -> None:
    class Answered(TestGoodLesson):
        def stubs(self) -> dict[str, object]:
            return {**super().stubs(), "98.1": 14.0}

    with pytest.raises(AssertionError, match=r"the stub gets: 98\.1 not yet: Look at"):
        Answered().test_a_stub_is_not_answered_yet_however_often_it_is_checked()


def test_too_few_wrong_answers_are_found(tiny: None) -> None:
    class Sparse(TestGoodLesson):
        wrong = TestGoodLesson.wrong[1:-1]

    with pytest.raises(AssertionError, match=r"fewer than 2 wrong answers on record: \['98.3'\]"):
        Sparse().test_there_are_enough_wrong_answers_on_record()


def test_a_mistake_or_a_task_that_makes_no_sense_is_refused() -> None:
    hints = ("a.", "b.", "c.")
    with pytest.raises(TypeError, match="either gives or recognises"):
        Mistake("both", hints=hints, gives=lambda: 1, recognises=lambda value: True)
    with pytest.raises(TypeError, match=r"98.1: nothing recognises 'none'"):
        replace(WAIT, mistakes=(Mistake("none", hints=hints),))
    with pytest.raises(TypeError, match=r"98.1: give either answer or judge"):
        replace(WAIT, judge=lambda value: None)
