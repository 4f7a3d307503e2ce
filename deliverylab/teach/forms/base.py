"""What every form has in common, and what a student is told when an answer is not in its form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from deliverylab.teach.forms.describe import describe, kind_of

V = TypeVar("V")


class NotInForm(Exception):
    """The answer is not in the form that the task expects; the message is one sentence or two."""


class NotWritten(Exception):
    """The answer, or a part of it, is still the stub; the message says which part, if only one."""


class Form(ABC, Generic[V]):
    """The form of an answer, with the canonical value `V`."""

    counts: ClassVar[bool] = False
    """Whether it is a number of things, so that rows may be counted for it."""

    takes_none: ClassVar[bool] = False
    """Whether a function that returns None has said something with it."""

    @property
    def part_names(self) -> tuple[str, ...]:
        """The names of its parts, in order; none where it is one whole."""
        return ()

    def wrong_parts(self, value: V, right: V) -> tuple[str, ...]:
        """Return the names of the parts in which two canonical values differ, in order."""
        return ()

    @property
    @abstractmethod
    def wanted(self) -> str:
        """What a student is to write, as in "a number of hours"."""

    @abstractmethod
    def read(self, answer: object, what: str = "Your answer") -> V:
        """Return the canonical value of an answer that is not the stub.

        Args:
            answer: any object.
            what: what the answer is called in messages.

        Raises:
            NotInForm: if it is something else; says what was found, expected, and what to do.
            NotWritten: if it is, or holds, the `...` of the stub.
        """

    def same(self, one: V, other: V) -> bool:
        """Return whether two canonical values count as the same answer."""
        return one == other

    def slip(self, value: V, right: V) -> str | None:
        """Return a sentence if the value is right but for its unit or sign, else `None`."""
        return None


def read_safely(form: Form[V], answer: object, what: str = "Your answer") -> V:
    """Return what `form.read` gives, for an answer that may raise anything when it is looked at.

    Raises:
        NotInForm: as in `Form.read`, and where the answer raises.
        NotWritten: as in `Form.read`.
    """
    try:
        return form.read(answer, what)
    except (NotInForm, NotWritten, KeyboardInterrupt):
        raise
    except BaseException as error:
        raise NotInForm(
            f"{what} is {describe(answer)}, and looking at it raises {kind_of(error)}; it should "
            f"be {form.wanted}."
        ) from None
