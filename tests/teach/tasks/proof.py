"""What every lesson's tasks must hold to; a lesson's test file gives the wrong answers on record.

    class TestLesson02(Proof):
        lesson = "02"
        wrong = (
            Wrong("2.1", 61.0, "counted from the commit"),
            Wrong("2.1", 7.0, None),                # no mistake is recognised: the task's own hints
            ...
        )

The right answers and the stubs are those of `solutions/02_exercises.ipynb`: its cells are run, and
what its check cells would check is caught. Each test tells every fault that it finds, not only the
first one.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

import pytest

from deliverylab.teach import checks, tasks
from deliverylab.teach.checks import NotYet, Right, check
from deliverylab.teach.tasks import Hints, Task
from tests.teach.tasks.solutions import (
    Solutions,
    answers,
    grading,
    is_written,
    solved,
    untouched,
)
from tests.yardstick import yardsticks

ENOUGH_WRONG = 2
LONGEST_HINT = 240
LONGEST_SAID = 300


class Wrong(NamedTuple):
    """A wrong answer on record, and the name of the mistake in it; `None` where none is known.

    Where none is known and the task has hints for each `part`, the one whose hints are told.
    """

    number: str
    answer: object
    mistake: str | None
    part: str = ""


class Proof:
    """The tests; a class made from this one names the lesson and records the wrong answers."""

    lesson: ClassVar[str]
    wrong: ClassVar[tuple[Wrong, ...]]
    not_told: ClassVar[frozenset[tuple[str, str]]] = frozenset()
    """Task and right answer that may stand in a hint, as one of several that could be it."""
    longest_check: ClassVar[float] = 50
    """In yardsticks, the quickest of three."""
    fewest_mistakes: ClassVar[int] = 2
    """That are known in each task."""

    def right(self) -> Mapping[str, object]:
        """Return the right answer to each task."""
        return answers(self.lesson, solved)

    def stubs(self) -> Mapping[str, object]:
        """Return what is checked where a student has answered nothing."""
        return answers(self.lesson, untouched)

    @pytest.fixture(autouse=True)
    def alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Begin with no hint told, and leave the progress of whoever runs the tests alone."""
        monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(tmp_path / "progress.json"))
        monkeypatch.setattr(checks, "hints_told", {})

    @property
    def tasks(self) -> tuple[Task[Any], ...]:
        return tasks.of_lesson(self.lesson)

    def test_the_tasks_are_numbered_in_order(self) -> None:
        lesson = int(self.lesson)
        numbers = [task.number for task in self.tasks]
        assert numbers == [f"{lesson}.{n}" for n in range(1, len(numbers) + 1)]

    def test_a_stub_is_not_answered_yet_however_often_it_is_checked(self) -> None:
        faults, stubs = [], self.stubs()
        for task in self.tasks:
            first, second = (said_of(task.number, stubs[task.number]) for _ in range(2))
            if not first.startswith(f"{task.number} is not answered yet. Write "):
                faults.append(f"the stub gets: {first}")
            if first != second:
                faults.append(f"the stub gets first {first!r}, then {second!r}")
        assert not faults, "\n".join(faults)
        assert not checks.hints_told

    def test_the_right_answer_is_right(self) -> None:
        right = self.right()
        assert set(right) == {task.number for task in self.tasks}
        faults = []
        for number, answer in right.items():
            said = said_of(number, answer)
            if not said.startswith(f"{number} right. "):
                faults.append(f"the right answer gets: {said}")
            elif not is_sentence(said, LONGEST_SAID):
                faults.append(f"not a sentence, or cut: {said}")
        assert not faults, "\n".join(faults)

    def test_every_recorded_wrong_answer_gets_the_hints_of_its_own_mistake(self) -> None:
        faults = []
        for number, answer, name, part in self.wrong:
            checks.hints_told.clear()
            task = next(task for task in self.tasks if task.number == number)
            own = task.part_hints[part] if part else task.hints
            hints = {None: own, **{m.name: m.hints for m in task.mistakes}}.get(name)
            if hints is None:
                faults.append(f"{number}: there is no mistake {name!r}")
                continue
            if name is None and task.judge is not None:
                continue  # its judge may say a sentence of its own
            for hint in (f"{number} not yet: {hint}" for hint in (*hints, hints[2])):
                said = said_of(number, answer)
                if said != hint:
                    faults.append(f"{number} {name}: expected {hint!r}, got {said!r}")
                    break
        assert not faults, "\n".join(faults)

    def test_wrong_answers_name_the_mistake_that_was_recognised(self) -> None:
        faults = []
        for number, answer, name, _ in self.wrong:
            with pytest.raises(NotYet) as told:
                check(number, answer)
            if told.value.mistake != name:
                faults.append(f"{number}: expected {name!r}, recognised {told.value.mistake!r}")
        assert not faults, "\n".join(faults)

    def test_there_are_enough_wrong_answers_on_record(self) -> None:
        few = [
            task.number
            for task in self.tasks
            if sum(wrong.number == task.number for wrong in self.wrong) < ENOUGH_WRONG
        ]
        assert not few, f"fewer than {ENOUGH_WRONG} wrong answers on record: {few}"

    def test_every_mistake_is_on_record(self) -> None:
        recorded = {(wrong.number, wrong.mistake) for wrong in self.wrong}
        known = {(task.number, m.name) for task in self.tasks for m in task.mistakes}
        own = {(task.number, None) for task in self.tasks}
        assert known - recorded == set(), "a mistake without a wrong answer on record"
        assert recorded - known - own == set(), "a wrong answer on record for no mistake there is"

    def test_every_part_that_has_hints_is_on_record(self) -> None:
        recorded = {(wrong.number, wrong.part) for wrong in self.wrong if wrong.part}
        assert recorded == {(task.number, part) for task in self.tasks for part in task.part_hints}

    def test_there_are_enough_mistakes_known(self) -> None:
        few = [task.number for task in self.tasks if len(task.mistakes) < self.fewest_mistakes]
        assert not few, f"fewer than {self.fewest_mistakes} mistakes known: {few}"

    def test_a_check_answers_at_once(self) -> None:
        slow = []
        for number, answer in self.right().items():
            took = min(yardsticks(partial(check, number, answer)) for _ in range(3))
            if took >= self.longest_check:
                slow.append(f"{number}: {took:.0f} yardsticks")
        assert not slow, "\n".join(slow)

    def test_mistakes_have_names_of_their_own(self) -> None:
        for task in self.tasks:
            names = [mistake.name for mistake in task.mistakes]
            assert len(names) == len(set(names)), task.number

    def test_what_a_mistake_leads_to_is_neither_right_nor_another_mistake(self) -> None:
        faults = []
        for task in self.tasks:
            led = [(m.name, m.gives()) for m in task.mistakes if m.gives is not None]
            if task.answer is not None:
                led.append(("the right answer", task.answer()))
            for at, (name, value) in enumerate(led):
                for other, another in led[at + 1 :]:
                    if task.expects.same(value, another):
                        faults.append(f"{task.number}: {name!r} gives the same as {other!r}")
        assert not faults, "\n".join(faults)

    def test_hints_are_three_different_sentences(self) -> None:
        faults = []
        for task in self.tasks:
            for name, hints in every_hint(task).items():
                where = f"{task.number} {name}"
                if len(hints) != 3 or len(set(hints)) != 3:
                    faults.append(f"{where}: needs three different hints")
                faults += [
                    f"{where}: not a sentence of at most {LONGEST_HINT} characters: {hint}"
                    for hint in hints
                    if not is_sentence(hint, LONGEST_HINT)
                ]
        assert not faults, "\n".join(faults)

    def test_no_hint_tells_the_answer(self) -> None:
        faults = []
        for task in self.tasks:
            if task.answer is None:
                continue
            answers = spellings(task.answer())
            for hint in (hint for hints in every_hint(task).values() for hint in hints):
                told = [answer for answer in answers if answer in words_of(hint)]
                if told and (task.number, told[0]) not in self.not_told:
                    faults.append(f"{task.number}: tells {told[0]!r}: {hint}")
        assert not faults, "\n".join(faults)

    def test_points_and_titles_are_those_of_the_notebook(self) -> None:
        if not is_written(self.lesson):
            pytest.skip("this lesson has no solutions notebook yet")
        notebook = Solutions(self.lesson)
        checks, by_hand = {}, {}
        for cell in notebook.cells:
            about = grading(cell)
            if about.get("grade") and cell.cell_type == "code":
                checks[about["grade_id"]] = about["points"]
            elif about.get("grade"):
                number = about["grade_id"].removeprefix("answer-").replace("-", ".")
                by_hand[number] = about["points"]
        assert checks == {
            f"check-{task.number.replace('.', '-')}": task.points for task in self.tasks
        }
        module = f"deliverylab/teach/tasks/lesson_{self.lesson}.py"
        assert tasks.by_hand(self.lesson) == by_hand, f"write BY_HAND = {by_hand} in {module}"
        told = [(task.number, task.title, task.points) for task in self.tasks]
        assert notebook.headings[: len(told)] == told
        assert [heading.points for heading in notebook.headings] == notebook.points


def every_hint(task: Task[Any]) -> dict[str, Hints]:
    """Return all the hints of a task, by what they are for."""
    return {
        "its own hints": task.hints,
        **{f"part {part}": hints for part, hints in task.part_hints.items()},
        **{mistake.name: mistake.hints for mistake in task.mistakes},
    }


def said_of(number: str, answer: object) -> str:
    """Return the one line that an answer gets."""
    try:
        right: Right = check(number, answer)
    except NotYet as told:
        assert " ".join(told._render_traceback_()) == str(told)
        return str(told)
    return repr(right)


def is_sentence(text: str, longest: int) -> bool:
    """Return whether a text is one line that ends as a sentence does, and is not too long."""
    return len(text) <= longest and "\n" not in text and text[-1:] in (".", "?", ")")


def spellings(value: object) -> set[str]:
    """Return how a person may write the values in an answer; what is too short says nothing."""
    if isinstance(value, dict):
        return {spelling for each in value.values() for spelling in spellings(each)}
    if isinstance(value, (set, frozenset, list, tuple)):
        return {spelling for each in value for spelling in spellings(each)}
    if isinstance(value, bool) or value is None:
        return set()
    if isinstance(value, (int, float)):
        written = {f"{value:.{digits}f}" for digits in range(4)} | {f"{value:,}", f"{value:g}"}
        return {text for text in written if len(text) > 1}
    return {str(value)} if isinstance(value, str) else set()


def words_of(hint: str) -> list[str]:
    """Return the words of a hint without the signs around them.

    >>> words_of('Keep "1.9" (of 12).')
    ['Keep', '1.9', 'of', '12']
    """
    return [word.strip("\"'`*.,;:?!()[]") for word in hint.split()]
