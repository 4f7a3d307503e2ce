"""The rules of a delivery pipeline: what each step refuses, and why.

Each function looks at one `Moment` and returns what the step would work on, or raises `Refused`
with a sentence that says why not, and what to do instead. They change nothing. The rules:

* what is built is new; what is released was built, passed its tests, and is packaged only once;
* what is deployed was released, and it was on staging before it goes to production;
* what is rolled back has something before it.
"""

from __future__ import annotations

from typing import TypeAlias, TypeVar

from deliverylab.steps.moment import Moment
from deliverylab.steps.nouns import Build, Commit, Deployment, Environment, Package
from deliverylab.steps.refused import Refused

C = TypeVar("C", bound=Commit)
B = TypeVar("B", bound=Build)
P = TypeVar("P", bound=Package)

AnyMoment: TypeAlias = Moment[Commit, Build, Package, Deployment]


def to_build(state: Moment[C, Build, Package, Deployment]) -> C:
    """Return the commit that a build would take: the newest.

    Raises:
        Refused: "nothing new": nothing was committed, or the newest commit was built.
    """
    if not state.commits:
        raise Refused(
            "Build",
            "nothing new",
            f"There is nothing to build: {state.nothing_yet}. Commit a change first.",
        )
    newest = state.commits[-1]
    build = state.build_of(newest.number)
    if build and not build.broken:
        raise Refused(
            "Build",
            "nothing new",
            f"Commit {newest.number} was built already, and the same code gives the same result. "
            "Commit a change first.",
        )
    return newest


def to_release(state: Moment[Commit, B, Package, Deployment]) -> B:
    """Return the build that a release would package: the newest.

    Raises:
        Refused: "never built", "failed build", or "package once".
    """
    if not state.commits:
        raise Refused(
            "Release",
            "never built",
            f"There is nothing to release: {state.nothing_yet}. "
            "Commit a change and build it first.",
        )
    if state.ready:
        return state.ready
    newest = state.commits[-1].number
    if not state.builds or state.builds[-1].commit < newest:
        raise Refused(
            "Release",
            "never built",
            f"Commit {newest} was never built, so nobody knows whether it passes its tests. "
            "Build it first.",
        )
    package = state.package_of(newest)
    if package is None:
        raise Refused(
            "Release",
            "failed build",
            f"Commit {newest} failed its tests, and what is known to be broken is never packaged. "
            "Commit a change that repairs it, then build again.",
        )
    raise Refused(
        "Release",
        "package once",
        f"Commit {newest} is on the shelf already, as {package.version}. A build is packaged "
        "once, and that same package goes everywhere: deploy it, or commit a change.",
    )


def to_deploy(
    state: Moment[Commit, Build, P, Deployment],
    environment: Environment,
    version: str | None = None,
    *,
    answers: bool = True,
) -> P:
    """Return the package that a deployment would start.

    Args:
        state: what is so now.
        environment: "staging" or "production".
        version: which package; None means the newest on the shelf for staging, and for
            production the one that is on staging.
        answers: whether what was started in the environment still runs. Where it does not, the
            same package may be started again.

    Raises:
        Refused: "never released", "not on staging", or "there already".
    """
    if not state.shelf:
        raise Refused(
            "Deploy",
            "never released",
            "There is nothing to deploy: nothing was released, so the shelf is empty. "
            "Deploying starts a package: release one first.",
        )
    if version is None:
        return _next_in_line(state, environment, answers)
    package = state.package(version)
    if package is None:
        raise Refused(
            "Deploy",
            "never released",
            f"{version} was never released: there is no such package on the shelf. "
            f"{_way_to_the_shelf(state, state.commit_of(version))}, or choose one that is there "
            f"({', '.join(p.version for p in state.shelf)}).",
        )
    if environment == "production" and not state.was_on_staging(version):
        raise Refused(
            "Deploy",
            "not on staging",
            f"{version} was never on staging, so nobody has seen it run. "
            "Deploy it to staging first, then that same package to production.",
        )
    if package == state.running_in(environment) and answers:
        raise _there_already(environment, version)
    return package


def to_roll_back(state: Moment[Commit, Build, P, Deployment]) -> P:
    """Return the package that production would go back to.

    Raises:
        Refused: "nothing before": production ran nothing, or only one package.
    """
    if not state.running:
        raise Refused(
            "Roll back",
            "nothing before",
            "There is nothing to roll back: production runs nothing yet. Deploy a package first.",
        )
    if len(state.running) == 1:
        raise Refused(
            "Roll back",
            "nothing before",
            f"There is nothing to go back to: production ran nothing before {state.running[0]}. "
            "To change it, go forward: commit, build, release and deploy.",
        )
    return state.on_shelf(state.running[-2])


def _next_in_line(
    state: Moment[Commit, Build, P, Deployment], environment: Environment, answers: bool
) -> P:
    """Return what comes next: staging takes from the shelf, production takes from staging."""
    newest, staging = state.shelf[-1], state.staging
    package = newest if environment == "staging" else staging
    if package is None:
        raise Refused(
            "Deploy",
            "not on staging",
            "Nothing was on staging yet, so nobody has seen a package run. "
            "Deploy one to staging first, then that same package to production.",
        )
    if package != state.running_in(environment) or not answers:
        return package
    if package != newest:
        raise Refused(
            "Deploy",
            "not on staging",
            f"Production and staging both run {package.version}; {newest.version} is on the "
            "shelf, but not on staging yet. Deploy it to staging first.",
        )
    commit = len(state.commits)
    if newest.number < commit:
        raise Refused(
            "Deploy",
            "never released",
            f"{environment.capitalize()} runs {package.version}, the newest package on the shelf. "
            f"Commit {commit} was never released, so there is no package of it to deploy. "
            f"{_way_to_the_shelf(state, commit)}.",
        )
    raise _there_already(environment, package.version)


def _way_to_the_shelf(state: AnyMoment, commit: int | None) -> str:
    """Return the next step that helps to get a commit on the shelf that is not there."""
    if commit is None or (state.ready and state.ready.commit == commit):
        return "Release it first"
    if commit < len(state.commits):
        return f"Newer changes came after commit {commit}: release the newest one"
    if state.build_of(commit) is None:
        return f"Commit {commit} is not built yet: build it first, then release it"
    return (
        f"Commit {commit} did not pass its tests: commit a change that repairs it, build, and "
        "release that"
    )


def _there_already(environment: Environment, version: str) -> Refused:
    return Refused(
        "Deploy",
        "there already",
        f"{environment.capitalize()} runs {version} already, and starting the same package again "
        "changes nothing. Choose another package, or commit a change.",
    )
