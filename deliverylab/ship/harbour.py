"""A harbour on the student's own machine: commit, build, release, deploy, roll back, for real.

Here the steps of the labs are done with real things: a git repository holds a small service that
tracks parcels, a *build* runs its tests, a *release* makes one package of it and puts it on the
shelf, a *deployment* starts that very package as a process, in staging and then in production. A
health check decides whether users are brought to it, and they are brought over without a gap
(blue-green). A *roll back* starts the package that production ran before.

Everything stays on this machine, in one folder, and goes when the harbour closes: when `close` is
called, when nobody uses it any more, when Python ends in whatever way.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Mapping
from dataclasses import replace
from types import TracebackType
from typing import TYPE_CHECKING

from deliverylab.ship import draft, says
from deliverylab.ship.arguments import (
    checked_environment,
    checked_path,
    checked_seconds,
    checked_version,
)
from deliverylab.ship.berth import Unhealthy
from deliverylab.ship.changes import Kind, service
from deliverylab.ship.clock import Clock
from deliverylab.ship.crew import Crew
from deliverylab.ship.diff import diff
from deliverylab.ship.errors import HarbourError, WrongValue
from deliverylab.ship.fetch import Answer, NoAnswer, fetch
from deliverylab.ship.front import SECONDS_TO_ANSWER
from deliverylab.ship.package import Package, make_package
from deliverylab.ship.repository import Repository
from deliverylab.ship.shelf import Shelf
from deliverylab.ship.state import Build, Commit, Deployment, Release, State
from deliverylab.ship.users import Users
from deliverylab.steps import (
    Environment,
    Refused,
    Step,
    Trigger,
    Verb,
    to_build,
    to_deploy,
    to_release,
    to_roll_back,
)
from deliverylab.steps.says import users

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog


GONE = "the harbour's folder is gone; make a new one"
"""What is said where somebody has removed the files that a harbour works with."""


class Harbour:
    """A small harbour: a repository, a shelf, and two environments, staging and production.

    Args:
        folder: where it makes its work folder; by default among the system's temporary ones.
        health_seconds: how long a package that listens may take to become healthy, and to listen
            where Python itself needs less.
        build_seconds: how long the tests may take.

    Raises:
        HarbourError: where git is missing, or no folder can be made.
        ValueError: where one of the times is no number above 0.

    >>> with Harbour() as harbour:
    ...     steps = [harbour.commit("show the ship"), harbour.build(), harbour.release()]
    ...     steps += [harbour.deploy("staging"), harbour.deploy("production")]
    ...     harbour.ask("production")
    200 OK: {"service": "parcel tracking", "version": "1.1"}
    """

    def __init__(
        self,
        folder: str | os.PathLike[str] | None = None,
        *,
        health_seconds: float = 3.0,
        build_seconds: float = 60.0,
    ) -> None:
        """Make the repository and open both environments; nothing runs in them yet."""
        self.state = State()
        self.health_seconds = checked_seconds("health_seconds", health_seconds)
        self.build_seconds = checked_seconds("build_seconds", build_seconds)
        self._clock = Clock()
        self._crew = Crew(folder, self._clock)
        self._users = Users(self._crew)
        self._closing = weakref.finalize(self, self._crew.close)
        try:
            self._shelf = Shelf(self._crew.folder / "shelf")
            self._repository = Repository(self._crew.folder / "repository", service())
        except BaseException:
            self.close()
            raise

    # The steps

    def commit(
        self, change: str, files: Mapping[str, str] | None = None, *, kind: Kind = "feature"
    ) -> Step:
        """Commit a prepared change, or files of your own, to the main line.

        Args:
            change: the name of a prepared change (`deliverylab.ship.CHANGES` has them; "take it
                back" undoes the newest commit). With `files`: the message of the commit.
            files: your own files: name → text, such as `{"parcels/book.py": text}`.
            kind: what your own change is for: "feature", "fix" or "chore".

        Raises:
            Refused: nothing would change, or it cannot be committed.
        """
        self._check_open()
        made = draft.drafted(change, files, kind, self.state, self._files)
        number = len(self.state.commits) + 1
        name = self._repository.commit(self._name(-1), number, made.message, made.files)
        lines = self._repository.lines(name)
        commit = Commit(
            number, name, made.message, made.kind, lines, self._clock(), made.takes_back
        )
        after = replace(self.state, commits=(*self.state.commits, commit))
        return self._move(after, "Commit", f"commit {number}", says.committed(commit))

    def build(self) -> Step:
        """Run the tests on the newest commit.

        Raises:
            Refused: nothing was committed since the last build.
        """
        self._check_open()
        newest, started = to_build(self.state), self._clock()
        found = self._crew.test(self._repository.files(newest.name), self.build_seconds)
        build = Build(
            newest.number, found.tests, found.failures, found.broken, started, self._clock()
        )
        after = replace(self.state, builds=(*self.state.builds, build))
        return self._move(after, "Build", f"commit {newest.number}", says.built(build))

    def release(self) -> Package:
        """Package the newest build and put it on the shelf. No user notices.

        Raises:
            Refused: there is no build, the newest one failed, or it is on the shelf already.
        """
        self._check_open()
        commit = self.state.commits[to_release(self.state).commit - 1]
        package, data = make_package(
            commit.number, commit.name, self._repository.files(commit.name)
        )
        package = replace(package, remark=says.left_out(self.state, package))
        self._shelf.put(package, data)
        release = Release(package, self._clock())
        after = replace(self.state, releases=(*self.state.releases, release))
        self._move(after, "Release", package.version, says.released(package))
        return package

    def deploy(self, environment: str = "production", version: str | None = None) -> Step:
        """Start a package from the shelf in production, or in staging first.

        Users are brought to it only when it is healthy; until then they stay where they are.

        Args:
            environment: "production" or "staging".
            version: which package; by default staging gets the newest one on the shelf, and
                production gets the one that is on staging.

        Raises:
            Refused: it was never released, it was never on staging, it runs there already, or it
                did not become healthy.
            ValueError: there is no such environment, or the version is no text.
        """
        self._check_open()
        environment, version = checked_environment(environment), checked_version(version)
        state = self.state
        answers = self._crew.answers(environment)
        package = to_deploy(state, environment, version, answers=answers)
        by_default = environment == "production" and version is None
        remark = says.passed_over(state, package) if by_default else ""
        trigger = (
            self._users.reason_for(state, package) if environment == "production" else "approval"
        )
        running = state.running
        if environment == "production" and running[-1:] != (package.version,):
            running = (*running, package.version)
        return self._start(package, environment, trigger, "Deploy", running, remark)

    def roll_back(self) -> Step:
        """Return production to the package that it ran before.

        Raises:
            Refused: production never ran anything else, or what it ran is not healthy any more.
        """
        self._check_open()
        package, running = to_roll_back(self.state), self.state.running[:-1]
        return self._start(package, "production", "rollback", "Roll back", running)

    def ask(self, environment: str = "production", path: str = "/version") -> Answer:
        """Ask an environment for an address over HTTP, as a user would.

        Args:
            environment: "production" or "staging".
            path: the address, such as "/version" or "/parcels/H-101".

        Raises:
            ValueError: there is no such environment, or the address does not begin with "/".
        """
        self._check_open(needs_folder=False)
        environment, path = checked_environment(environment), checked_path(path)
        try:
            return fetch(self._crew.fronts[environment].port, path, 2 * SECONDS_TO_ANSWER)
        except NoAnswer as error:
            raise HarbourError(
                f"{environment.capitalize()} was asked for {path}: {error}."
            ) from None

    # What it tells

    @property
    def shelf(self) -> tuple[Package, ...]:
        """Every package that was released, oldest first."""
        return self.state.shelf

    @property
    def sentence(self) -> str:
        """What happened last, and what users get now."""
        if self._crew.closed:
            return "The harbour is closed. Nothing runs in it, and users get nothing any more."
        if not self.state.history:
            return "Nothing happened yet. Users get nothing yet."
        return self.state.history[-1].sentence

    def read(self, name: str) -> str:
        """Return the text of a file as the newest commit has it.

        Raises:
            ValueError: there is no such file.
        """
        self._check_open()
        files = self._files(-1)
        if name not in files:
            raise WrongValue(f"There is no file {name!r:.80}. There are: {', '.join(files)}.")
        return files[name].decode("utf-8")

    def diff(self) -> str:
        """Return the lines that the newest commit changes: `-` goes, `+` comes."""
        self._check_open()
        if not self.state.commits:
            return "no change yet"
        return diff(self._files(-2), self._files(-1))

    def log(self, team: str = "you") -> DeliveryLog:
        """Return all that happened as a delivery log, with the real times of this machine."""
        from deliverylab.ship.shipping_log import shipping_log

        visits = self._crew.fronts["production"].visits_so_far()
        return shipping_log(self.state, visits, self._clock.start, self._clock(), team)

    def __repr__(self) -> str:
        """Return what is where, in five lines of text; a closed one has only what it kept."""
        if self._crew.closed:
            repository, shelf, *_ = str(self.state).splitlines()
            return f"{repository}\n{shelf}\nThe harbour is closed: nothing runs in it any more."
        users_get = self._users.get(self.state) if self._has_folder() else GONE
        return f"{self.state}\n{'users get':<12}{users_get}"

    # The end

    def close(self) -> None:
        """End all that runs and remove the work folder; what happened stays known."""
        self._crew.close()
        self._closing.detach()

    def __enter__(self) -> Harbour:
        """Return the harbour itself; it closes at the end of the block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close."""
        self.close()

    # How it works

    def _start(
        self,
        package: Package,
        environment: Environment,
        trigger: Trigger,
        verb: Verb,
        running: tuple[str, ...],
        remark: str = "",
    ) -> Step:
        """Start a package beside the one that is live; when it is healthy, switch over."""
        state, before, started = self.state, self._crew.live[environment], self._clock()
        number, users_get = len(state.deployments) + 1, self._users.get(state)
        row = Deployment(number, package.version, environment, trigger, False, started, started)
        what, data = f"{package.version} to {environment}", self._shelf.take(package, verb)
        if environment == "production" and self._users.had_errors(state, package):
            remark = f"{says.had_errors(package)} {remark}".strip()
        try:
            try:
                candidate = self._crew.bring_up(data, number, package.version, self.health_seconds)
            except Unhealthy as error:
                row = replace(row, finished=self._clock())
                after = replace(state, deployments=(*state.deployments, row))
                sentence = says.unhealthy(package, environment, verb, error, before is not None)
                step = self._move(after, verb, what, sentence, users_get)
                said = step.sentence.removeprefix(f"{verb}: ")
                raise Refused(verb, "not healthy", said) from None
            self._crew.switch(environment, candidate)
            row = replace(row, healthy=True, finished=self._clock())
            after = replace(state, deployments=(*state.deployments, row), running=running)
            left = state.running[-1] if verb == "Roll back" else ""
            sentence = says.started(package, environment, left, remark)
            return self._move(after, verb, what, sentence, users_get)
        finally:
            if self.state is state:  # interrupted: users stay where they were
                self._crew.switch(environment, before)
            self._crew.clear_up()

    def _move(
        self, after: State, verb: Verb, what: str, sentence: str, before: str | None = None
    ) -> Step:
        """Go to the next state, with a step in its history that says what users get now."""
        gets = self._users.get(after)
        before = self._users.get(self.state) if before is None else before
        step = Step(verb, what, f"{sentence} {users(before, gets)}", gets)
        self.state = replace(after, history=(*after.history, step))
        return step

    def _files(self, place: int) -> dict[str, bytes]:
        """Return the files of a commit, counted from the newest (-1) backwards."""
        return self._repository.files(self._name(place))

    def _name(self, place: int) -> str:
        """Return git's name for a commit, counted from the newest (-1) backwards."""
        return [self._repository.start, *(commit.name for commit in self.state.commits)][place]

    def _check_open(self, *, needs_folder: bool = True) -> None:
        if self._crew.closed:
            raise HarbourError("This harbour is closed. Make a new one: harbour = Harbour().")
        if needs_folder and not self._has_folder():
            raise HarbourError(f"{GONE.capitalize()}: harbour = Harbour().")

    def _has_folder(self) -> bool:
        """Return whether the repository is still there: anybody may tidy up among the files."""
        return (self._repository.folder / ".git").is_dir()
