"""The sentences of the steps in the harbour, where tests and health checks have their own words.

What is said of every pipeline is in `deliverylab.steps.says`.
"""

from __future__ import annotations

from collections.abc import Sequence

from deliverylab.ship.berth import Unhealthy
from deliverylab.ship.package import Package
from deliverylab.ship.state import Build, Commit, Failure, State
from deliverylab.steps import Environment, Verb, says

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
    unloaded = [failure for failure in build.failures if not failure.loaded]
    if unloaded:
        which = "its tests" if len(unloaded) == build.tests else "some of its tests"
        reasons = {failure.said for failure in unloaded}
        same = len(reasons) == 1 and len(unloaded) > 1
        why = f" ({reasons.pop()})" if same else _list(unloaded)
        return f"{commit} fails: {which} could not be loaded{why}."
    return f"{commit} fails {len(build.failures)} of {tests}{_list(build.failures)}."


def _list(failures: Sequence[Failure]) -> str:
    shown = "; ".join(map(str, failures[:FAILURES_SHOWN]))
    more = len(failures) - FAILURES_SHOWN
    return f": {shown}{f'; and {more} more' if more > 0 else ''}"


def released(package: Package) -> str:
    """Say that a package is on the shelf."""
    return f"{says.released(package)} {package.remark}".strip()


def left_out(state: State, package: Package) -> str:
    """Say which commit came after the one that a package is made of, where one did."""
    newest = len(state.commits)
    if package.number == newest:
        return ""
    return f"Commit {newest} is not built yet; this package is made of commit {package.number}."


def started(package: Package, environment: Environment, left: str, remarks: str) -> str:
    """Say that a package runs; `left` is the version that was rolled back, where one was."""
    if left:
        said = says.rolled_back(package, left)
    else:
        where = ", where no user is" if environment == "staging" else ""
        said = f"Deploy: package {package.version} is healthy and now runs in {environment}{where}."
    return f"{said} {remarks}".strip()


def passed_over(state: State, package: Package) -> str:
    """Say why the newest package on the shelf was not taken, where it is another."""
    newest = state.shelf[-1].version
    if newest == package.version:
        return ""
    if state.was_on_staging(newest):
        return f"{newest} is the newest on the shelf, but is not on staging now."
    if any(deployment.version == newest for deployment in state.deployments):
        return f"{newest} is on the shelf and did not become healthy on staging."
    return f"{newest} is on the shelf and was not on staging yet."


def had_errors(package: Package) -> str:
    """Say that users have met errors with a package before."""
    return f"Users had errors with {package.version} before."


def unhealthy(
    package: Package, environment: Environment, verb: Verb, why: Unhealthy, is_used: bool
) -> str:
    """Say why a package was not taken."""
    stays = f"{environment} {'stays as it was' if is_used else 'still runs nothing'}."
    stopped = stays.capitalize() if why.ended else f"It was stopped, and {stays}"
    return f"{verb}: {package.version} did not become healthy in {environment}: {why}. {stopped}"
