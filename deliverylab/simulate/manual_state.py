"""What is so at one moment of a pipeline that is worked by hand.

The nouns of delivery, all frozen: a *commit* is a change on the main line, a *build* is the tests
run on it, a *package* is what a release puts on the shelf, a *deployment* is a package started in
staging or production, an *incident* is the time in which users meet a bug. A `State` holds them
all, and answers questions about them: what production runs, what users get, which bugs are known.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal

from deliverylab.simulate.manual_story import clock

Environment = Literal["staging", "production"]
Trigger = Literal["approval", "rollback", "hotfix"]
BugFoundBy = Literal["none", "tests", "users"]
Verb = Literal["Commit", "Build", "Release", "Deploy", "Roll back"]


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


@dataclass(frozen=True)
class Package:
    """One version on the shelf. Equal fingerprints mean: the very same package."""

    version: str
    commit: int
    fingerprint: str
    packaged: int


@dataclass(frozen=True)
class Deployment:
    """One package, started in one environment."""

    version: str
    environment: Environment
    trigger: Trigger
    started: int
    finished: int


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
class Step:
    """One line of the history: when, which button, on what, and what users get after it."""

    minute: int
    verb: Verb
    what: str
    sentence: str
    users_get: str

    def __str__(self) -> str:
        """Return the time of day and the sentence."""
        return f"{clock(self.minute)}  {self.sentence}"

    __repr__ = __str__


@dataclass(frozen=True)
class State:
    """Everything that is so at one moment. `running` is what production ran, newest last."""

    minute: int = 0
    commits: tuple[Commit, ...] = ()
    builds: tuple[Build, ...] = ()
    shelf: tuple[Package, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    incidents: tuple[Incident, ...] = ()
    running: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    def staging(self) -> Package | None:
        """The package that staging runs."""
        for deployment in reversed(self.deployments):
            if deployment.environment == "staging":
                return self.on_shelf(deployment.version)
        return None

    @property
    def production(self) -> Package | None:
        """The package that production runs: this, and nothing else, is what users get."""
        return self.on_shelf(self.running[-1]) if self.running else None

    def running_in(self, environment: Environment) -> Package | None:
        """Return the package that runs in this environment, or None."""
        return self.staging if environment == "staging" else self.production

    @property
    def next_version(self) -> str:
        """The version that the next release will get."""
        return f"1.{len(self.shelf)}"

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
        if self.production is None:
            return "nothing yet"
        return self.production.version + (", with errors" if self.complaints else "")

    @property
    def known_bugs(self) -> frozenset[int]:
        """The commits whose bugs a build or a user has found."""
        found = {bug for build in self.builds for bug in build.bugs}
        return frozenset(found | {incident.bug for incident in self.incidents})

    def package(self, version: str) -> Package | None:
        """Return the package of this version, or None when it was never released."""
        return next((package for package in self.shelf if package.version == version), None)

    def on_shelf(self, version: str) -> Package:
        """Return the package of this version; a KeyError means that it was never released."""
        return {package.version: package for package in self.shelf}[version]

    def package_of(self, commit: int) -> Package | None:
        """Return the package made of this commit, or None when it was never released."""
        return next((package for package in self.shelf if package.commit == commit), None)

    def build_of(self, commit: int) -> Build | None:
        """Return the build of this commit, or None when it was never built."""
        return next((build for build in self.builds if build.commit == commit), None)

    def build_state(self, commit: int) -> Literal["not built", "passed", "failed"]:
        """Return how far the build of this commit came."""
        build = self.build_of(commit)
        return "not built" if build is None else "passed" if build.passed else "failed"

    def was_on_staging(self, version: str) -> bool:
        """Return whether this version ever ran in staging."""
        return any(
            deployment.environment == "staging" and deployment.version == version
            for deployment in self.deployments
        )

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
        marks = {"not built": "·", "passed": "✓", "failed": "✗"}
        lines = {
            "repository": [f"{c.number} {marks[self.build_state(c.number)]}" for c in self.commits],
            "shelf": [f"{package.version} ({package.fingerprint})" for package in self.shelf],
            "staging": [self.staging.version] if self.staging else [],
            "production": [self.production.version] if self.production else [],
            "users get": [self.users_get],
        }
        return "\n".join(
            f"{name:<12}{'  '.join(what) or 'nothing'}" for name, what in lines.items()
        )
