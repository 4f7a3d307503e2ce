"""The two ways in which the harbour says no: a step that makes no sense, a machine that cannot."""

from __future__ import annotations

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


class Refused(ValueError):
    """A step that the harbour refuses; its text says why, and what to do instead.

    Attributes:
        verb: the step that was refused.
        rule: which rule refused it, in a few words.
    """

    def __init__(self, verb: Verb, rule: Rule, sentence: str) -> None:
        """Keep the verb and the rule beside the sentence."""
        super().__init__(sentence)
        self.verb = verb
        self.rule = rule

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the sentence alone, without the library's own code above it."""
        return [f"Refused: {self}"]


class HarbourError(RuntimeError):
    """What this machine cannot do, such as run git or write a file; says how to help."""

    def _render_traceback_(self) -> list[str]:
        """Let a notebook show the sentence alone, without the library's own code above it."""
        return [f"HarbourError: {self}"]
