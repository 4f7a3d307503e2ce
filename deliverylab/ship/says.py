"""The sentences of the steps, in the words of the labs: what happened, and what users get."""

from __future__ import annotations

from deliverylab.ship.berth import Unhealthy
from deliverylab.ship.errors import Verb
from deliverylab.ship.package import Package
from deliverylab.ship.state import Build, Commit, Environment

FAILURES_SHOWN = 3


def committed(commit: Commit) -> str:
    """Say that a change is in the repository."""
    lines = "1 line" if commit.lines == 1 else f"{commit.lines:,} lines"
    return (
        f"Commit: change {commit.number}, “{commit.message}”, is in the repository as "
        f"{commit.name[:7]} ({lines})."
    )


def built(build: Build) -> str:
    """Say what the tests found."""
    commit = f"Build: commit {build.commit}"
    tests = "its 1 test" if build.tests == 1 else f"its {build.tests} tests"
    if build.passed:
        return f"{commit} passes {tests}. It is not packaged yet."
    if build.broken:
        return f"{commit} does not pass its tests: {build.broken}."
    shown = "; ".join(map(str, build.failures[:FAILURES_SHOWN]))
    more = len(build.failures) - FAILURES_SHOWN
    return (
        f"{commit} fails {len(build.failures)} of {tests}: {shown}"
        f"{f'; and {more} more' if more > 0 else ''}."
    )


def released(package: Package) -> str:
    """Say that a package is on the shelf."""
    return f"Release: commit {package.number} is now package {package.version}, on the shelf."


def started(package: Package, environment: Environment, left: str) -> str:
    """Say that a package runs; `left` is the version that was rolled back, where one was."""
    if left:
        return f"Roll back: production runs {package.version} again; {left} stays on the shelf."
    where = ", where no user is" if environment == "staging" else ""
    return f"Deploy: package {package.version} is healthy and now runs in {environment}{where}."


def unhealthy(
    package: Package, environment: Environment, verb: Verb, why: Unhealthy, is_used: bool
) -> str:
    """Say why a package was not taken."""
    stays = "stays as it was" if is_used else "still runs nothing"
    return (
        f"{verb}: {package.version} did not become healthy in {environment}: {why}. "
        f"It was stopped, and {environment} {stays}."
    )


def users(before: str, after: str) -> str:
    """Say what users get, and whether that is new.

    >>> users("1.1, with errors", "1.2"), users("1.2", "1.2")
    ('Users now get 1.2, and the errors are gone.', 'Users still get 1.2.')
    """
    if after == "nothing yet":
        return "Users get nothing yet."
    errors = ", with errors"
    same = before.removesuffix(errors) == after.removesuffix(errors)
    gone = ", and the errors are gone" if before.endswith(errors) and errors not in after else ""
    return f"Users {'still' if same else 'now'} get {after}{gone}."
