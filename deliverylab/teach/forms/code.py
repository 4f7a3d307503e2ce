"""Answers that are made of code: a function that the student writes, a scenario.

A student's function runs in the student's own kernel, as it does in any other cell; nothing is
evaluated from text. What it raises is told in a sentence, what it prints is not shown (a check is
one line), one that does not come back is stopped, and it gets copies, so that a function that
changes its arguments cannot mislead the check.
"""

from __future__ import annotations

import copy
import dis
import inspect
import io
import types
import warnings
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Generic, TypeVar

from deliverylab.teach.forms import time_limit
from deliverylab.teach.forms.base import Form, NotInForm, NotWritten, read_safely
from deliverylab.teach.forms.describe import describe, is_a, one_line
from deliverylab.teach.forms.raised import in_words
from deliverylab.teach.forms.refusals import refuse_what_is_none

if TYPE_CHECKING:
    from deliverylab.simulate import Scenario

V = TypeVar("V")

LONGEST_ARGUMENTS = 130


def function(*parameters: str, returns: Form[V]) -> Form[StudentFunction[V]]:
    """Return the form of a function; the canonical value is a `StudentFunction`.

    Args:
        parameters: the names of what it is given, in order.
        returns: the form of what it returns.

    >>> from deliverylab.teach.forms import truth
    >>> rule = function("version", returns=truth()).read(lambda version: version > 1)
    >>> rule(2)
    True
    """
    return _Function(parameters, returns)


def scenario(*, like: str = "") -> Form[Scenario]:
    """Return the form of a `Scenario`.

    Args:
        like: an example of how to make one, in Python, of the kind that the task asks for.

    >>> from deliverylab.simulate import Scenario
    >>> scenario().read(Scenario.team("tug")).name
    'tug'
    """
    return _Scenario(like)


class StudentFunction(Generic[V]):
    """A function that a student has written, with a net under it.

    Calling it gives what the function returns, in the canonical value of its form. It raises
    `NotInForm` where the function raises or returns something else, and `NotWritten` where it is
    the stub still; `check` turns both into what is said, so a judge lets them pass.
    """

    def __init__(
        self, written: Callable[..., object], parameters: tuple[str, ...], returns: Form[V]
    ) -> None:
        """Put a net under the function `written`."""
        self._written = written
        self._parameters = parameters
        self._returns = returns

    def __call__(self, *arguments: object) -> V:
        """Call the function with copies of the arguments; see the class."""
        told = one_line(self.told(*arguments), LONGEST_ARGUMENTS)
        result = self._result(copy.deepcopy(arguments), told)
        if is_a(result, types.CoroutineType):
            result.close()  # pyrefly: ignore[missing-attribute]
            raise NotInForm("Your function is `async`; write it with a plain `def`.")
        if result is None and not self._returns.takes_none:
            why = "did you forget `return`?"
            if _may_give_something(self._written):
                why = "is there a `return` on the way that it takes then, with a value behind it?"
            raise NotInForm(f"For {told} your function returns None: {why}")
        return read_safely(self._returns, result, f"What your function returns for {told}")

    def told(self, *arguments: object) -> str:
        """Return the arguments with their names, as they stand in what is said to a student."""
        return ", ".join(
            f"{name}={_shown(argument)}"
            for name, argument in zip(self._parameters, arguments, strict=True)
        )

    def _result(self, arguments: tuple[object, ...], told: str) -> object:
        """Return what the function returns; say what it raises."""
        try:
            with (
                redirect_stdout(io.StringIO()),
                redirect_stderr(io.StringIO()),
                warnings.catch_warnings(),
                time_limit.within(time_limit.SECONDS),
            ):
                warnings.simplefilter("ignore")
                return self._written(*arguments)
        except KeyboardInterrupt:
            raise
        except NotImplementedError:
            raise NotWritten from None
        except time_limit.TookTooLong:
            raise NotInForm(
                f"For {told} your function did not come back within {time_limit.SECONDS:.0f} "
                "seconds. Look at its loop: what ends it?"
            ) from None
        except BaseException as error:
            raised = in_words(error, self._written)
            raise NotInForm(f"For {told} your function raises {raised}") from None


@dataclass(frozen=True)
class _Function(Form[StudentFunction[V]]):
    parameters: tuple[str, ...]
    returns: Form[V]

    @property
    def wanted(self) -> str:
        given = ", ".join(self.parameters)
        return f"a function of ({given}) that returns {self.returns.wanted}"

    def read(self, answer: object, what: str = "Your answer") -> StudentFunction[V]:
        if answer is ...:
            raise NotWritten
        if is_a(answer, type) or not callable(answer):
            raise NotInForm(
                f"{what} is {describe(answer)}; it should be the function itself, its name "
                "without `()`."
            )
        if _has_no_body(answer):
            raise NotWritten
        self._check_parameters(answer, what)
        return StudentFunction(answer, self.parameters, self.returns)

    def same(self, one: StudentFunction[V], other: StudentFunction[V]) -> bool:
        """Two functions are never the same answer: a judge tries them."""
        return False

    def _check_parameters(self, written: Callable[..., object], what: str) -> None:
        """Refuse a function that cannot be called with the parameters."""
        try:
            signature = inspect.signature(written)
        except (ValueError, TypeError):
            return  # some of Python's own functions tell no signature; calling them will
        try:
            signature.bind(*self.parameters)
        except TypeError:
            given = ", ".join(self.parameters)
            raise NotInForm(
                f"{what} is a function of {one_line(str(signature), 80)}, and the check calls it "
                f"with ({given})."
            ) from None


@dataclass(frozen=True)
class _Scenario(Form["Scenario"]):
    like: str
    wanted = "a Scenario"

    def read(self, answer: object, what: str = "Your answer") -> Scenario:
        from deliverylab.simulate import Scenario

        refuse_what_is_none(answer, what, self.wanted)
        if type(answer) is Scenario:
            return answer
        raise NotInForm(
            f"{what} is {describe(answer)}; it should be {self.wanted}"
            f"{f', such as `{self.like}`' if self.like else ''}."
        )


def _has_no_body(written: object) -> bool:
    """Return whether a function has nothing in it but its docstring, as the stub has.

    >>> def stub(version):
    ...     '''Say whether the version may go.'''
    >>> _has_no_body(stub), _has_no_body(lambda version: 1)
    (True, False)
    """
    return is_a(written, types.FunctionType) and all(
        step.opname == "RETURN_VALUE" or _is_none(step) for step in _steps(written)
    )


def _may_give_something(written: object) -> bool:
    """Return whether a function has a `return` with a value behind it, on some way through it.

    >>> def half(version):
    ...     if version > 1:
    ...         return True
    >>> _may_give_something(half), _may_give_something(lambda version: print(version))
    (True, True)
    """
    if not is_a(written, types.FunctionType):
        return False
    steps = _steps(written)
    return any(
        (step.opname == "RETURN_CONST" and not _is_none(step))
        or (step.opname == "RETURN_VALUE" and not _is_none(before))
        for before, step in pairwise(steps)
    )


def _steps(written: object) -> list[dis.Instruction]:
    """Return what a function does, step by step."""
    code: types.CodeType = written.__code__  # pyrefly: ignore[missing-attribute]
    return [step for step in dis.get_instructions(code) if step.opname not in ("RESUME", "NOP")]


def _is_none(step: dis.Instruction) -> bool:
    """Return whether a step puts None there, or returns it."""
    return step.opname in ("LOAD_CONST", "RETURN_CONST") and step.argval is None


def _shown(argument: object) -> str:
    """Return an argument as it is told: short values as written, others by their kind."""
    if is_a(argument, str, int, float, list, tuple, set, dict) or argument is None:
        shown = repr(argument)
        return shown if len(shown) <= 60 else describe(argument)
    return describe(argument)
