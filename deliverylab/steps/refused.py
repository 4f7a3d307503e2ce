"""How a pipeline says no: in one sentence that says why, and what to do instead."""

from __future__ import annotations

import contextlib
from typing import Literal, TypeAlias

from deliverylab.steps.nouns import Verb

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


class Sentence(Exception):
    """An error that a notebook shows as one sentence, without the library's own code above it."""

    shown_as = ""

    def _render_traceback_(self) -> list[str]:
        """Return what a notebook shows; let go of what the library worked with.

        A notebook keeps the last error, the error keeps where it was raised, and those places know
        the pipeline: a harbour that nobody uses any more would stay open until the next error.
        """
        trace = self.__traceback__
        while trace:
            if str(trace.tb_frame.f_globals.get("__name__", "")).startswith("deliverylab."):
                with contextlib.suppress(RuntimeError):  # it still runs
                    trace.tb_frame.clear()
            trace = trace.tb_next
        return [f"{self.shown_as}: {self}"]


class Refused(Sentence, ValueError):
    """A step that makes no sense now; its text says why, and what to do instead.

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
