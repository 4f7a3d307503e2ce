"""Checks: is the answer right, and if not, what helps?

`check("1.2", answer)` reads the answer in the form that the task expects, compares it with the
right one, which is computed from the shipped data, and looks for the mistakes that people make. A
right answer gives one line. Any other raises `NotYet`, which a notebook shows as one line too, so
that a person reads a hint and nbgrader and nbval see a failure.

Each mistake of each task has three hints. A wrong answer gets the next one each time, and the last
one stays; what is still the stub, or not in the form, is told the same each time.
"""

from __future__ import annotations

import html
import re
from functools import cache
from typing import Any

from deliverylab.teach.forms import NotInForm, NotWritten
from deliverylab.teach.forms.describe import is_a, one_line
from deliverylab.teach.progress import record_check
from deliverylab.teach.tasks import Mistake, Task, UnknownTask, find

__all__ = ["NotYet", "Right", "check"]

_NOTHING = object()

_told: dict[tuple[str, str | None], int] = {}
"""How many hints have been told in this kernel, by task and name of the mistake."""


class NotYet(AssertionError):
    """The answer is not right yet. The message is one line and says what helps.

    Attributes:
        mistake: the name of the mistake that was recognised, or `None`.
    """

    def __init__(self, message: str, mistake: str | None = None) -> None:
        """Say `message`, made one line."""
        self.mistake = mistake
        super().__init__(one_line(message))

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the message alone, without the check's own code above it."""
        return [str(self)]


class Right:
    """A right answer: one line, in text and in HTML."""

    def __init__(self, number: str, said: str) -> None:
        """Say that the task `number` is right, and the sentence `said` about it."""
        self.number = number
        self.said = one_line(said)

    def __repr__(self) -> str:
        """Return the line."""
        return f"{self.number} right. {self.said}"

    def _repr_html_(self) -> str:
        """Return the line with a tick; white on dark green reads in light and dark themes."""
        said = re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(self.said, quote=False))
        badge = "background:#1a6e3c;color:#fff;border-radius:3px;padding:1px 6px"
        return f'<p><strong style="{badge}">✓ {self.number} right.</strong> {said}</p>'


def check(number: str, answer: object = _NOTHING) -> Right:
    """Return `Right` if this is the right answer to the task, or raise what helps.

    Args:
        number: the task, as in "1.2".
        answer: the answer; any object. Text is never evaluated.

    Raises:
        NotYet: if it is not right; if it is still the stub; if there is no such task.
    """
    task = _task(number, answer)
    if answer is _NOTHING:
        name = task.variable or "your_answer"
        raise NotYet(f'{number} needs your answer: write `check("{number}", {name})`.')
    try:
        fault = _fault(task, answer)
    except NotWritten:
        raise NotYet(_not_answered(task)) from None
    if fault is not None:
        _record(task, right=False)
        raise fault
    _record(task, right=True)
    return Right(task.number, task.said(task.expects.read(answer)))


def _task(number: object, answer: object) -> Task[Any]:
    """Return the task of this number, or say what to write instead."""
    if not is_a(number, str):
        raise NotYet('Write the number of the task as a text first: check("1.2", your_answer).')
    try:
        return find(str(number))
    except UnknownTask as error:
        raise NotYet(str(error)) from None


def _not_answered(task: Task[Any]) -> str:
    where = f" into `{task.variable}`" if task.variable else " in place of the `...`"
    return f"{task.number} is not answered yet. Write {task.expects.wanted}{where}."


def _fault(task: Task[Any], answer: object) -> NotYet | None:
    """Return what to say of a wrong answer, or `None` for a right one."""
    if answer is None:
        raise NotWritten
    try:
        value = task.expects.read(answer)
        verdict = _verdict(task, value)
    except NotInForm as error:
        return NotYet(f"{task.number} not yet: {error}")
    if verdict is None:
        return None
    if isinstance(verdict, str):
        return NotYet(f"{task.number} not yet: {verdict}")
    return _next_hint(task, verdict)


def _verdict(task: Task[Any], value: object) -> Mistake[Any] | Task[Any] | str | None:
    """Return `None` for right; else the recognised mistake, a sentence, or the task itself."""
    sentence = None
    if task.judge is not None:
        sentence = task.judge(value)
        if sentence is None:
            return None
    elif task.expects.same(value, _right(task)):
        return None
    for mistake in task.mistakes:
        if mistake.name == sentence or _has_made(task, mistake, value):
            return mistake
    if sentence is None:
        sentence = task.expects.slip(value, _right(task))
    return sentence or task


def _has_made(task: Task[Any], mistake: Mistake[Any], value: object) -> bool:
    if mistake.recognises is not None:
        return mistake.recognises(value)
    return mistake.gives is not None and task.expects.same(value, _wrong(mistake))


def _next_hint(task: Task[Any], of: Mistake[Any] | Task[Any]) -> NotYet:
    """Return the next hint of a mistake, or of the task where none is recognised."""
    name = of.name if isinstance(of, Mistake) else None
    told = _told.get((task.number, name), 0)
    _told[task.number, name] = told + 1
    return NotYet(f"{task.number} not yet: {of.hints[min(told, 2)]}", name)


@cache
def _right(task: Task[Any]) -> object:
    return task.answer() if task.answer is not None else None


@cache
def _wrong(mistake: Mistake[Any]) -> object:
    return mistake.gives() if mistake.gives is not None else None


def _record(task: Task[Any], *, right: bool) -> None:
    """Note the outcome in the student's progress."""
    record_check(task.number, right)
