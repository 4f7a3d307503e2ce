"""What is so at one moment of a pipeline, and the questions that the rules ask of it.

A moment is frozen: a step makes the next one, so a step that is refused or fails half-way leaves
everything as it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar, Generic, Literal, TypeVar

from deliverylab.steps.nouns import Build, Commit, Deployment, Environment, Package, Step

CommitT = TypeVar("CommitT", bound=Commit, covariant=True)
BuildT = TypeVar("BuildT", bound=Build, covariant=True)
PackageT = TypeVar("PackageT", bound=Package, covariant=True)
DeploymentT = TypeVar("DeploymentT", bound=Deployment, covariant=True)

BuildState = Literal["not built", "passed", "failed"]
MARKS: dict[BuildState, str] = {"not built": "·", "passed": "✓", "failed": "✗"}


@dataclass(frozen=True)
class Moment(ABC, Generic[CommitT, BuildT, PackageT, DeploymentT]):
    """Everything that the steps have made until now, each kind of thing oldest first.

    Attributes:
        commits: the main line.
        builds: the tests that were run.
        deployments: every package that was started, and where.
        running: the versions that production ran, newest last; a rollback takes one away.
        history: the steps themselves.
    """

    nothing_yet: ClassVar[str] = "you have committed nothing yet"
    """What a refusal says of a main line without commits."""

    commits: tuple[CommitT, ...] = ()
    builds: tuple[BuildT, ...] = ()
    deployments: tuple[DeploymentT, ...] = ()
    running: tuple[str, ...] = ()
    history: tuple[Step, ...] = ()

    @property
    @abstractmethod
    def shelf(self) -> tuple[PackageT, ...]:
        """Every package that was released, oldest first."""

    @abstractmethod
    def commit_of(self, version: str) -> int | None:
        """Return the commit that is to get this version, or None when the version is of none.

        Args:
            version: one that is not on the shelf.
        """

    # What runs where

    @property
    def staging(self) -> PackageT | None:
        """The package that staging runs."""
        live = self.live("staging")
        return self.on_shelf(live.version) if live else None

    @property
    def production(self) -> PackageT | None:
        """The package that production runs: this, and nothing else, is what users get."""
        return self.on_shelf(self.running[-1]) if self.running else None

    def running_in(self, environment: Environment) -> PackageT | None:
        """Return the package that runs in this environment, or None."""
        return self.staging if environment == "staging" else self.production

    def live(self, environment: Environment) -> DeploymentT | None:
        """Return the deployment that is live in this environment: the newest healthy one."""
        return next(
            (d for d in reversed(self.deployments) if d.environment == environment and d.healthy),
            None,
        )

    def was_on_staging(self, version: str) -> bool:
        """Return whether this version ever ran in staging, healthy."""
        return any(
            d.environment == "staging" and d.version == version and d.healthy
            for d in self.deployments
        )

    # What was made of a commit

    @property
    def ready(self) -> BuildT | None:
        """The build that a release would package: the newest, if it passed and is not packaged."""
        newest = self.builds[-1] if self.builds else None
        return newest if newest and newest.passed and not self.package_of(newest.commit) else None

    def build_of(self, commit: int) -> BuildT | None:
        """Return the last build of this commit, or None when it was never built."""
        return next((build for build in reversed(self.builds) if build.commit == commit), None)

    def build_state(self, commit: int) -> BuildState:
        """Return how far the build of this commit came."""
        build = self.build_of(commit)
        return "not built" if build is None else "passed" if build.passed else "failed"

    def package_of(self, commit: int) -> PackageT | None:
        """Return the package made of this commit, or None when it was never released."""
        return next((package for package in self.shelf if package.number == commit), None)

    def package(self, version: str) -> PackageT | None:
        """Return the package of this version, or None when it was never released."""
        return next((package for package in self.shelf if package.version == version), None)

    def on_shelf(self, version: str) -> PackageT:
        """Return the package of this version; a KeyError means that it was never released."""
        return {package.version: package for package in self.shelf}[version]

    def marked_commits(self) -> str:
        """Return the commits, each with a mark: `·` not built, `✓` passed, `✗` failed."""
        return "  ".join(f"{c.number} {MARKS[self.build_state(c.number)]}" for c in self.commits)
