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

from deliverylab.ship.changes import Kind
from deliverylab.ship.package import Package, version_of
from deliverylab.steps import Environment, Moment, Trigger


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
class State(Moment[Commit, Build, Package, Deployment]):
    """Everything that is so at one moment: the `Moment`, and what was released when."""

    releases: tuple[Release, ...] = ()

    @property
    def shelf(self) -> tuple[Package, ...]:
        """Every package that was released, oldest first."""
        return tuple(release.package for release in self.releases)

    def commit_of(self, version: str) -> int | None:
        """Return the commit that is to get this version: a package has the number of its own."""
        return next((c.number for c in self.commits if version_of(c.number) == version), None)

    def __str__(self) -> str:
        """Return what is where, in four lines of text."""
        where = {
            "shelf": self.shelf,
            "staging": [self.staging] if self.staging else [],
            "production": [self.production] if self.production else [],
        }
        lines = {"repository": self.marked_commits() or "no change yet"} | {
            name: "  ".join(f"{package.version} ({package.digest[:7]})" for package in packages)
            for name, packages in where.items()
        }
        return "\n".join(f"{name:<12}{what or 'nothing'}" for name, what in lines.items())
