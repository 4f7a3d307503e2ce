"""What is so at one moment in the harbour.

The nouns are those of the pipeline that is worked by hand in the labs: a *commit* is a change on
the main line, a *build* is the tests run on it, a *package* is what a release puts on the shelf, a
*deployment* is a package started in staging or production. Here each of them really happened, so
each has a real time, and a failed test or a health check has its own words. All are frozen, and so
is the `State` that holds them: a step that fails half-way leaves the old state as it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from deliverylab.ship.changes import Kind
from deliverylab.ship.errors import Verb
from deliverylab.ship.package import Package

Environment: TypeAlias = Literal["staging", "production"]
ENVIRONMENTS: tuple[Environment, ...] = ("staging", "production")
Trigger: TypeAlias = Literal["approval", "rollback", "hotfix"]


@dataclass(frozen=True)
class Commit:
    """One change on the main line; `name` is git's own name for it.

    `takes_back` says whether it undoes the commit before it.
    """

    number: int
    name: str
    message: str
    kind: Kind
    lines: int
    at: datetime
    takes_back: bool = False


@dataclass(frozen=True)
class Failure:
    """A test that failed: its name in words, what it said; or a file of tests not `loaded`."""

    test: str
    said: str
    loaded: bool = True

    def __str__(self) -> str:
        """Return both in one line."""
        return f"“{self.test}” ({self.said})"


@dataclass(frozen=True)
class Build:
    """The tests, run on one commit.

    Attributes:
        commit: the number of the commit.
        tests: how many tests ran.
        failures: those that failed.
        broken: why the tests did not come to an end; empty where they did.
        started: when they were started.
        finished: when they were done.
    """

    commit: int
    tests: int
    failures: tuple[Failure, ...]
    broken: str
    started: datetime
    finished: datetime

    @property
    def passed(self) -> bool:
        """Whether there were tests, they came to an end, and every one passed."""
        return self.tests > 0 and not self.failures and not self.broken


@dataclass(frozen=True)
class Release:
    """A package that was put on the shelf, and when."""

    package: Package
    at: datetime


@dataclass(frozen=True)
class Deployment:
    """One package, started in one environment; `healthy` is what its health check found."""

    number: int
    version: str
    environment: Environment
    trigger: Trigger
    healthy: bool
    started: datetime
    finished: datetime


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


@dataclass(frozen=True)
class State:
    """Everything that is so at one moment. `running` is what production ran, newest last."""

    commits: tuple[Commit, ...] = ()
    builds: tuple[Build, ...] = ()
    releases: tuple[Release, ...] = ()
    deployments: tuple[Deployment, ...] = ()
    running: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    def shelf(self) -> tuple[Package, ...]:
        """Every package that was released, oldest first."""
        return tuple(release.package for release in self.releases)

    @property
    def staging(self) -> Package | None:
        """The package that was last started in staging and became healthy."""
        last = self.live("staging")
        return self.package(last.version) if last else None

    @property
    def production(self) -> Package | None:
        """The package that production runs: this, and nothing else, is what users get."""
        return self.package(self.running[-1]) if self.running else None

    def running_in(self, environment: Environment) -> Package | None:
        """Return the package that runs in this environment, or None."""
        return self.staging if environment == "staging" else self.production

    def live(self, environment: Environment) -> Deployment | None:
        """Return the deployment that is live in this environment: the newest healthy one."""
        return next(
            (d for d in reversed(self.deployments) if d.environment == environment and d.healthy),
            None,
        )

    def package(self, version: str) -> Package | None:
        """Return the package of this version, or None when it was never released."""
        return next((package for package in self.shelf if package.version == version), None)

    def package_of(self, commit: int) -> Package | None:
        """Return the package made of this commit, or None when it was never released."""
        return next((package for package in self.shelf if package.number == commit), None)

    def build_of(self, commit: int) -> Build | None:
        """Return the last build of this commit, or None when it was never built."""
        return next((build for build in reversed(self.builds) if build.commit == commit), None)

    def was_on_staging(self, version: str) -> bool:
        """Return whether this version ever ran in staging, healthy."""
        return any(
            d.environment == "staging" and d.version == version and d.healthy
            for d in self.deployments
        )

    def __str__(self) -> str:
        """Return what is where, in four lines of text."""
        where = {
            "shelf": self.shelf,
            "staging": [self.staging] if self.staging else [],
            "production": [self.production] if self.production else [],
        }
        commits = "  ".join(f"{c.number} {self._mark(c.number)}" for c in self.commits)
        lines = {"repository": commits or "no change yet"} | {
            name: "  ".join(f"{package.version} ({package.digest[:7]})" for package in packages)
            for name, packages in where.items()
        }
        return "\n".join(f"{name:<12}{what or 'nothing'}" for name, what in lines.items())

    def _mark(self, commit: int) -> str:
        build = self.build_of(commit)
        return "·" if build is None else "✓" if build.passed else "✗"
