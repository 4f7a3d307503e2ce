"""The nouns that every pipeline has, however its steps are done.

A *commit* is a change on the main line, a *build* is the tests run on it, a *package* is what a
release puts on the shelf, a *deployment* is a package started in staging or production. Each
pipeline has classes of its own for them, with what only it knows. Here stands what the rules ask.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol, TypeAlias

Verb: TypeAlias = Literal["Commit", "Build", "Release", "Deploy", "Roll back"]
Environment: TypeAlias = Literal["staging", "production"]
Trigger: TypeAlias = Literal["approval", "rollback", "hotfix"]

ENVIRONMENTS: tuple[Environment, ...] = ("staging", "production")


class Commit(Protocol):
    """One change on the main line."""

    @property
    def number(self) -> int:
        """Its number on the main line, from 1."""


class Build(Protocol):
    """The tests, run on one commit."""

    @property
    def commit(self) -> int:
        """The number of the commit."""

    @property
    def passed(self) -> bool:
        """Whether every test passed."""

    @property
    def broken(self) -> str:
        """Why the tests did not come to an end; empty where they did."""


class Package(Protocol):
    """One version on the shelf."""

    @property
    def version(self) -> str:
        """The version on the package."""

    @property
    def number(self) -> int:
        """The number of the commit that it was made of."""


class Deployment(Protocol):
    """One package, started in one environment."""

    @property
    def version(self) -> str:
        """The version on the package."""

    @property
    def environment(self) -> Environment:
        """Where it was started."""

    @property
    def healthy(self) -> bool:
        """Whether it was fit for use, so that the environment runs it from then on."""


@dataclass(frozen=True)
class Step:
    """One line of the history: which step, on what, and what users get after it."""

    verb: Verb
    what: str
    sentence: str
    users_get: str

    def __repr__(self) -> str:
        """Return the sentence, which is the same on every machine."""
        return self.sentence
