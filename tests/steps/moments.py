"""A pipeline with nothing but the rules, for their tests: moved by the words of a story."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import get_args

from deliverylab.steps import (
    Environment,
    Moment,
    Trigger,
    to_build,
    to_deploy,
    to_release,
    to_roll_back,
)


@dataclass(frozen=True)
class Commit:
    number: int
    kind: str = "feature"
    lines: int = 1


@dataclass(frozen=True)
class Build:
    commit: int
    started: int
    passed: bool = True
    broken: str = ""

    @property
    def finished(self) -> int:
        return self.started + 1


@dataclass(frozen=True)
class Package:
    version: str
    number: int


@dataclass(frozen=True)
class Deployment:
    version: str
    environment: Environment
    started: int
    healthy: bool = True
    trigger: Trigger = "approval"

    @property
    def finished(self) -> int:
        return self.started + 1


@dataclass(frozen=True)
class Now(Moment[Commit, Build, Package, Deployment]):
    """A moment in which a step takes ten minutes; a package has the number of its commit."""

    shelf: tuple[Package, ...] = ()
    minute: int = 0
    committed: tuple[int, ...] = ()
    packaged: tuple[int, ...] = ()

    def commit_of(self, version: str) -> int | None:
        return next((c.number for c in self.commits if f"v{c.number}" == version), None)


def after(story: str) -> Now:
    """Return what is so after the steps of a story."""
    state = Now()
    for step in story.split():
        state = take(step, replace(state, minute=state.minute + 10))
    return state


def take(step: str, state: Now) -> Now:
    """Take one step.

    Args:
        step: "commit"; "build", or "red" or "broken" for one that fails or does not end;
            "release"; an environment, with ":" and a version where one is asked for, and with "!"
            before it where the package becomes not healthy; "gone" before an environment where
            what ran there has ended; "roll-back".
        state: what is so before it.
    """
    name, _, version = step.removeprefix("!").removeprefix("gone-").partition(":")
    if name == "commit":
        commits = (*state.commits, Commit(len(state.commits) + 1))
        return replace(state, commits=commits, committed=(*state.committed, state.minute))
    if name in ("build", "red", "broken"):
        broken = "they did not come to an end" if name == "broken" else ""
        build = Build(to_build(state).number, state.minute, name == "build", broken)
        return replace(state, builds=(*state.builds, build))
    if name == "release":
        number = to_release(state).commit
        shelf = (*state.shelf, Package(f"v{number}", number))
        return replace(state, shelf=shelf, packaged=(*state.packaged, state.minute))
    if name == "roll-back":
        back = to_roll_back(state).version
        row = Deployment(back, "production", state.minute, trigger="rollback")
        rows = (*state.deployments, row)
        return replace(state, deployments=rows, running=state.running[:-1])
    (environment,) = (known for known in get_args(Environment) if known == name)
    answers = not step.startswith("gone-")
    package = to_deploy(state, environment, version or None, answers=answers)
    healthy = not step.startswith("!")
    row = Deployment(package.version, environment, state.minute, healthy)
    runs = (package.version,) if environment == "production" and healthy else ()
    rows = (*state.deployments, row)
    return replace(state, deployments=rows, running=(*state.running, *runs))
