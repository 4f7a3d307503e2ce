"""How the harbour says no: a wrong value, a step that makes no sense, a machine that cannot."""

from __future__ import annotations

import contextlib
from typing import Literal, TypeAlias

Verb: TypeAlias = Literal["Commit", "Build", "Release", "Deploy", "Roll back"]

Rule: TypeAlias = Literal[
    "nothing new",
    "does not fit",
    "never built",
    "failed build",
    "package once",
    "never released",
    "changed on the shelf",
    "not on staging",
    "there already",
    "not healthy",
    "nothing before",
]


class _Sentence(Exception):
    """An error that a notebook shows as one sentence, without the library's own code above it."""

    shown_as = ""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows; let go of the harbour.

        A notebook keeps the last error, the error keeps where it was raised, and that place knows
        the harbour: so one that nobody uses any more would stay open until the next error.
        """
        trace = self.__traceback__
        while trace:
            if str(trace.tb_frame.f_globals.get("__name__", "")).startswith("deliverylab.ship"):
                with contextlib.suppress(RuntimeError):  # it still runs
                    trace.tb_frame.clear()
            trace = trace.tb_next
        return [f"{self.shown_as}: {self}"]


class WrongValue(_Sentence, ValueError):
    """A value that means nothing here, such as the name of an environment that is not there."""

    shown_as = "ValueError"


class Refused(_Sentence, ValueError):
    """A step that the harbour refuses; its text says why, and what to do instead.

    Attributes:
        verb: the step that was refused.
        rule: which rule refused it, in a few words.
    """

    shown_as = "Refused"

    def __init__(self, verb: Verb, rule: Rule, sentence: str) -> None:
        """Keep the verb and the rule beside the sentence."""
        super().__init__(sentence)
        self.verb = verb
        self.rule = rule


class HarbourError(_Sentence, RuntimeError):
    """What this machine cannot do, such as run git or write a file; says how to help."""

    shown_as = "HarbourError"
