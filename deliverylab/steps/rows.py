"""The steps as rows of a delivery log.

Commits go straight to the main line, so a change is merged when it is committed, and nobody opens
or reviews it. Releases are made by hand. What a pipeline's times are, minutes or the real time of
day, and how they are written, is its own affair.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeAlias, TypeVar

from deliverylab.steps.moment import Moment
from deliverylab.steps.nouns import Build, Commit, Deployment, Environment, Package, Trigger

Columns: TypeAlias = dict[str, object]
"""Column name → values, one for each row."""

TimeT = TypeVar("TimeT")
TimeT_co = TypeVar("TimeT_co", covariant=True)


class TimedCommit(Commit, Protocol):
    """A commit with what a log says of it."""

    @property
    def kind(self) -> str:
        """What it is for."""

    @property
    def lines(self) -> int:
        """How many lines it changes."""


class TimedBuild(Build, Protocol[TimeT_co]):
    """A build with its times."""

    @property
    def started(self) -> TimeT_co:
        """When the tests were started."""

    @property
    def finished(self) -> TimeT_co:
        """When they were done."""


class TimedDeployment(Deployment, Protocol[TimeT_co]):
    """A deployment with its times, and why it was made."""

    @property
    def trigger(self) -> Trigger:
        """Why it was made."""

    @property
    def started(self) -> TimeT_co:
        """When it was started."""

    @property
    def finished(self) -> TimeT_co:
        """When it was live, or given up."""


class TimedIncident(Protocol[TimeT_co]):
    """A time in which users got less than they were promised."""

    @property
    def deployment(self) -> int:
        """The number of the deployment that caused it, from 1."""

    @property
    def started(self) -> TimeT_co:
        """When it began."""

    @property
    def detected(self) -> TimeT_co:
        """When it was known."""

    @property
    def restored(self) -> TimeT_co | None:
        """When it was over; None where it is not."""

    @property
    def restored_by(self) -> str | None:
        """What ended it."""


@dataclass(frozen=True)
class Rows(Generic[TimeT]):
    """The tables of a log that steps leave behind.

    Args:
        state: what happened.
        team: the name of the team in the log.
        committed: when each commit was made.
        packaged: when each package was put on the shelf.
        written: writes times as the log takes them; None is a time that has not come.
    """

    state: Moment[TimedCommit, TimedBuild[TimeT], Package, TimedDeployment[TimeT]]
    team: str
    committed: Sequence[TimeT]
    packaged: Sequence[TimeT]
    written: Callable[[Sequence[TimeT | None]], object]

    def changes(self) -> Columns:
        """Return one row per commit, with the way that it went until now."""
        commits, rows = self.state.commits, self.state.deployments
        staged = [self._first(change.number, "staging") for change in commits]
        deployed = [self._first(change.number, "production") for change in commits]
        return {
            "change": [self._name("c", change.number) for change in commits],
            "kind": [change.kind for change in commits],
            "size": [change.lines for change in commits],
            "committed": self.written(self.committed),
            "merged": self.written(self.committed),
            "packaged": self.written([self._packaged(change.number) for change in commits]),
            "staged": self.written([rows[row - 1].finished if row else None for row in staged]),
            "approved": self.written([rows[row - 1].started if row else None for row in deployed]),
            "deployment": [self._name("d", row) if row else None for row in deployed],
            "deployed": self.written([rows[row - 1].finished if row else None for row in deployed]),
        }

    def builds(self) -> Columns:
        """Return one row per build."""
        builds = self.state.builds
        commits = [build.commit for build in builds]
        return {
            "build": [self._name("b", n) for n in range(1, len(builds) + 1)],
            "change": [self._name("c", commit) for commit in commits],
            "attempt": [commits[: n + 1].count(commit) for n, commit in enumerate(commits)],
            "queued": self.written([build.started for build in builds]),
            "started": self.written([build.started for build in builds]),
            "finished": self.written([build.finished for build in builds]),
            "outcome": ["success" if build.passed else "failure" for build in builds],
            "reason": [None if build.passed or build.broken else "defect" for build in builds],
        }

    def releases(self) -> Columns:
        """Return one row per package, with the number of the commit that it was made of."""
        shelf = self.state.shelf
        return {
            "release": [self._name("r", package.number) for package in shelf],
            "version": [package.version for package in shelf],
            "change": [self._name("c", package.number) for package in shelf],
            "packaged": self.written(self.packaged),
            "by": ["hand"] * len(shelf),
        }

    def deployments(self, strategies: Mapping[Environment, str | None]) -> Columns:
        """Return one row per deployment.

        Args:
            strategies: environment → how users were brought over in it.
        """
        rows = self.state.deployments
        numbers = [self.state.on_shelf(row.version).number for row in rows]
        return {
            "deployment": [self._name("d", n) for n in range(1, len(rows) + 1)],
            "release": [self._name("r", number) for number in numbers],
            "environment": [row.environment for row in rows],
            "started": self.written([row.started for row in rows]),
            "finished": self.written([row.finished for row in rows]),
            "outcome": ["success" if row.healthy else "failure" for row in rows],
            "strategy": [strategies[row.environment] for row in rows],
            "trigger": [row.trigger for row in rows],
            "planned": [row.trigger == "approval" for row in rows],
        }

    def incidents(self, found: Sequence[TimedIncident[TimeT]]) -> Columns:
        """Return one row per incident that was found."""
        return {
            "incident": [self._name("i", n) for n in range(1, len(found) + 1)],
            "started": self.written([incident.started for incident in found]),
            "detected": self.written([incident.detected for incident in found]),
            "restored": self.written([incident.restored for incident in found]),
            "severity": ["major"] * len(found),
            "deployment": [self._name("d", incident.deployment) for incident in found],
            "restored_by": [incident.restored_by for incident in found],
        }

    def _first(self, commit: int, environment: Environment) -> int | None:
        """Return the number, from 1, of the first healthy deployment that carried the commit."""
        for number, row in enumerate(self.state.deployments, start=1):
            carries = self.state.on_shelf(row.version).number >= commit
            if carries and row.environment == environment and row.healthy:
                return number
        return None

    def _packaged(self, commit: int) -> TimeT | None:
        """Return when the first package that carries the commit was put on the shelf."""
        shelf = zip(self.state.shelf, self.packaged, strict=True)
        return next((time for package, time in shelf if package.number >= commit), None)

    def _name(self, kind: str, number: int) -> str:
        return f"{self.team}-{kind}{number:02d}"
