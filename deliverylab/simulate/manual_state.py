"""What is so at one moment of a pipeline that is worked by hand.

The nouns of delivery, all frozen: a *commit* is a change on the main line, a *build* is the tests
run on it, a *package* is what a release puts on the shelf, a *deployment* is a package started in
staging or production, an *incident* is the time in which users meet a bug. A `State` holds them
all, and answers what only a model can: which bugs are in which code, and which of them are known.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, Literal

from deliverylab import steps
from deliverylab.simulate.manual_story import clock
from deliverylab.steps import Environment, Moment, Trigger
from deliverylab.steps.says import users_get

__all__ = [
    "BugFoundBy",
    "Build",
    "Commit",
    "Deployment",
    "Environment",
    "Incident",
    "Package",
    "State",
    "Step",
    "Trigger",
]

BugFoundBy = Literal["none", "tests", "users"]


@dataclass(frozen=True)
class Commit:
    """One change on the main line; `bug` says who would find the bug in it, if it has one."""

    number: int
    message: str
    kind: Literal["feature", "fix"]
    lines: int
    minute: int
    bug: BugFoundBy = "none"
    symptom: str = ""
    repairs: tuple[int, ...] = ()


@dataclass(frozen=True)
class Build:
    """The tests, run on one commit; `bugs` are the commits whose bugs they caught."""

    commit: int
    bugs: tuple[int, ...]
    started: int
    finished: int

    @property
    def passed(self) -> bool:
        """Whether every test passed."""
        return not self.bugs

    @property
    def broken(self) -> str:
        """Nothing: in the model, the tests always come to an end."""
        return ""


@dataclass(frozen=True)
class Package:
    """One version on the shelf. Equal fingerprints mean: the very same package."""

    version: str
    commit: int
    fingerprint: str
    packaged: int

    @property
    def number(self) -> int:
        """The number of the commit that it was made of."""
        return self.commit


@dataclass(frozen=True)
class Deployment:
    """One package, started in one environment."""

    version: str
    environment: Environment
    trigger: Trigger
    started: int
    finished: int

    @property
    def healthy(self) -> bool:
        """Always so: in the model, a package that is started runs."""
        return True


@dataclass(frozen=True)
class Incident:
    """The time in which users meet the bug of one commit."""

    bug: int
    deployment: int
    started: int
    detected: int
    restored: int | None = None
    restored_by: Literal["rollback", "fix forward"] | None = None


@dataclass(frozen=True)
class Step(steps.Step):
    """One line of the history, with the minute in which the step was done."""

    minute: int

    def __str__(self) -> str:
        """Return the time of day and the sentence."""
        return f"{clock(self.minute)}  {self.sentence}"

    __repr__ = __str__


@dataclass(frozen=True)
class State(Moment[Commit, Build, Package, Deployment]):
    """Everything that is so at one moment: the `Moment`, its minute, its shelf and its bugs."""

    nothing_yet: ClassVar[str] = "the repository is empty"

    history: tuple[Step, ...] = ()
    minute: int = 0
    shelf: tuple[Package, ...] = ()
    incidents: tuple[Incident, ...] = ()

    @property
    def next_version(self) -> str:
        """The version that the next release will get."""
        return f"1.{len(self.shelf)}"

    def commit_of(self, version: str) -> int | None:
        """Return the commit that is to get this version: that of the next release."""
        if version != self.next_version:
            return None
        newest = len(self.commits)
        commit = self.ready.commit if self.ready else newest
        return None if self.package_of(commit) else commit

    @property
    def open_bugs(self) -> frozenset[int]:
        """The commits whose bugs users meet now."""
        return frozenset(i.bug for i in self.incidents if i.restored is None)

    @property
    def complaints(self) -> tuple[str, ...]:
        """What users complain about now, in the order of the commits."""
        return tuple(self.commits[bug - 1].symptom for bug in sorted(self.open_bugs))

    @property
    def users_get(self) -> str:
        """What users get now, in two or three words."""
        return users_get(self.production, errors=bool(self.complaints))

    @property
    def known_bugs(self) -> frozenset[int]:
        """The commits whose bugs a build or a user has found."""
        found = {bug for build in self.builds for bug in build.bugs}
        return frozenset(found | {incident.bug for incident in self.incidents})

    def bugs_in(self, commit: int, found_by: Literal["tests", "users"]) -> tuple[int, ...]:
        """Return the commits whose bugs are still in the code as of this commit."""
        code = self.commits[:commit]
        repaired = {number for change in code for number in change.repairs}
        return tuple(
            change.number
            for change in code
            if change.bug == found_by and change.number not in repaired
        )

    def bugs_left(self, commit: int) -> frozenset[int]:
        """Return the commits whose bugs, of either sort, are in the code as of this commit."""
        return frozenset((*self.bugs_in(commit, "tests"), *self.bugs_in(commit, "users")))

    def fingerprint(self, commit: int) -> str:
        """Return seven hexadecimal digits that stand for the code as of this commit."""
        code = "\n".join(f"{change.number} {change.message}" for change in self.commits[:commit])
        return hashlib.sha256(code.encode()).hexdigest()[:7]

    def __str__(self) -> str:
        """Return what is where, in five lines of text."""
        lines = {
            "repository": self.marked_commits(),
            "shelf": "  ".join(
                f"{package.version} ({package.fingerprint})" for package in self.shelf
            ),
            "staging": self.staging.version if self.staging else "",
            "production": self.production.version if self.production else "",
            "users get": self.users_get,
        }
        return "\n".join(f"{name:<12}{what or 'nothing'}" for name, what in lines.items())
