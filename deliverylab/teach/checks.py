"""Checks: is the answer right, and if not, what helps?

`check("1.2", answer)` reads the answer in the form that the task expects, compares it with the
right one, which is computed from the shipped data, and looks for the mistakes that people make. A
right answer gives one line. Any other raises `NotYet`, which a notebook shows as its words alone,
so that a person reads a hint and nbgrader and nbval see a failure.

Each mistake of each task has three hints. A wrong answer gets the next one each time, and the last
one stays. Of an answer of several parts, the hints are those of the first part that is wrong. What
is still the stub, or not in the form, is told the same each time.
"""

from __future__ import annotations

import html
import re
import sys
import textwrap
from functools import cache
from typing import Any

from deliverylab.teach.forms import NotInForm, NotWritten
from deliverylab.teach.forms.base import read_safely
from deliverylab.teach.forms.describe import is_a, one_line, plain
from deliverylab.teach.progress import record_check
from deliverylab.teach.tasks import Hints, Mistake, Task, UnknownTask, find

__all__ = ["NotYet", "Right", "check"]

hints_told: dict[tuple[str, str, str], int] = {}
"""How many hints were told in this kernel, by task, mistake and part; empty where none is known."""

_NOTHING = object()

_LINE = 88
"""Letters that a notebook has room for, beside its file browser."""


class NotYet(AssertionError):
    """The answer is not right yet. The message is one line and says what helps.

    Attributes:
        mistake: the name of the mistake that was recognised, or `None`.
    """

    def __init__(self, message: str, mistake: str | None = None) -> None:
        """Say `message`, made one line."""
        super().__init__(one_line(message))
        self.mistake = mistake

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the message alone, without the check's own code above it.

        It is cut into lines between words: a notebook breaks a long one anywhere.
        """
        return textwrap.wrap(str(self), _LINE, break_long_words=False, break_on_hyphens=False)


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

    The outcome is recorded in `progress()`, but for a task that is not answered yet.

    Args:
        number: the task, as in "1.2".
        answer: the answer; any object. Text is never evaluated.

    Raises:
        NotYet: if it is not right; if it is still the stub; if there is no such task.
    """
    task = _task(number, answer)
    try:
        value = _read(task, answer)
        _compare(task, value)
        right = Right(task.number, task.said(value))
    except NotWritten as left:
        where = f" into `{task.variable}`" if task.variable else " in place of the `...`"
        missing = str(left) or task.expects.wanted
        raise NotYet(f"{task.number} is not answered yet. Write {missing}{where}.") from None
    except NotYet as wrong:
        record_check(task.number, False)
        raise wrong from None
    except Exception as error:
        raise NotYet(
            f"{task.number} cannot be checked, and that is no fault of yours. Please report it: "
            f"{type(error).__name__}: {error}"
        ) from error
    record_check(task.number, True)
    return right


def _task(number: object, answer: object) -> Task[Any]:
    """Return the task of this number, or say what to write instead."""
    if not is_a(number, str):
        raise NotYet(
            'The number of the task comes first, as a text: write `check("1.2", your_answer)`.'
        )
    try:
        task = find(plain(number).strip())
    except UnknownTask as error:
        raise NotYet(str(error)) from None
    if answer is _NOTHING:
        name = task.variable or "your_answer"
        raise NotYet(
            f'{task.number} needs your answer too: write `check("{task.number}", {name})`.'
        )
    return task


def _read(task: Task[Any], answer: object) -> object:
    """Return the answer's canonical value.

    Raises:
        NotWritten: if it is the stub.
        NotYet: if it is not in the form.
    """
    if answer is None:
        raise NotWritten
    try:
        return read_safely(task.expects, answer)
    except NotInForm as error:
        raise NotYet(f"{task.number} not yet: {error}") from None


def _compare(task: Task[Any], value: object) -> None:
    """Do nothing if the value is right.

    Raises:
        NotWritten: if its judge finds the stub.
        NotYet: if it is wrong, with what helps.
    """
    sentence: str | None = None
    wrong_parts: tuple[str, ...] = ()
    if task.judge is not None:
        try:
            sentence = task.judge(value)
        except NotInForm as error:  # what a student's function does when it is called
            sentence = str(error)
        if sentence is None:
            return
    elif task.expects.same(value, _right(task)):
        return
    else:
        wrong_parts = task.expects.wrong_parts(value, _right(task))
    if failed := _error_of_the_cell_before():
        raise NotYet(
            f"{task.number} not yet: the cell that you ran before this one ended in an error "
            f"({failed}), so what is checked may be an older answer. Mend that cell and run it, "
            "then check again."
        )
    for mistake in task.mistakes:
        if mistake.part and mistake.part not in wrong_parts:
            continue
        if mistake.name == sentence or _has_made(task, mistake, value):
            raise NotYet(_next_hint(task, mistake.hints, mistake=mistake.name), mistake.name)
    if task.judge is None:
        sentence = task.expects.slip(value, _right(task))
    if sentence:
        raise NotYet(f"{task.number} not yet: {sentence}")
    part = wrong_parts[0] if wrong_parts else ""
    if part in task.part_hints:
        raise NotYet(_next_hint(task, task.part_hints[part], part=part))
    raise NotYet(_next_hint(task, task.hints))


def _error_of_the_cell_before() -> str:
    """Return the kind of error in which the notebook's last cell ended; nothing where it did not.

    What a check itself raised is no such error.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    result = getattr(shell, "last_execution_result", None)
    error = result and (result.error_before_exec or result.error_in_exec)
    if error is None or isinstance(error, NotYet):
        return ""
    # Python 3.13 has errors of its own, such as _IncompleteInputError: a kind of SyntaxError.
    kinds = (kind.__name__ for kind in type(error).__mro__)
    return next(kind for kind in kinds if not kind.startswith("_"))


def _has_made(task: Task[Any], mistake: Mistake[Any], value: object) -> bool:
    """Return whether the value has made this mistake."""
    if mistake.recognises is not None:
        return mistake.recognises(value)
    return mistake.gives is not None and task.expects.same(value, _wrong(mistake))


def _next_hint(task: Task[Any], hints: Hints, mistake: str = "", part: str = "") -> str:
    """Return the next of the hints: those of a mistake, of a part, or the task's own."""
    told = hints_told.get((task.number, mistake, part), 0)
    hints_told[task.number, mistake, part] = told + 1
    return f"{task.number} not yet: {hints[min(told, 2)]}"


@cache
def _right(task: Task[Any]) -> object:
    """Return the right value, computed once in a kernel."""
    return task.answer() if task.answer is not None else None


@cache
def _wrong(mistake: Mistake[Any]) -> object:
    """Return the value to which a mistake leads, computed once in a kernel."""
    return mistake.gives() if mistake.gives is not None else None
