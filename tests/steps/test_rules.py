"""Each rule of the steps: when it refuses, in which words, and when it does not."""

from __future__ import annotations

import pytest

from deliverylab.steps import Refused
from tests.steps.moments import after, take

REFUSED = {
    "build": (
        "Build, nothing new",
        "There is nothing to build: you have committed nothing yet. Commit a change first.",
    ),
    "commit build build": (
        "Build, nothing new",
        "Commit 1 was built already, and the same code gives the same result. "
        "Commit a change first.",
    ),
    "release": (
        "Release, never built",
        "There is nothing to release: you have committed nothing yet. "
        "Commit a change and build it first.",
    ),
    "commit release": (
        "Release, never built",
        "Commit 1 was never built, so nobody knows whether it passes its tests. Build it first.",
    ),
    "commit build release commit release": (
        "Release, never built",
        "Commit 2 was never built, so nobody knows whether it passes its tests. Build it first.",
    ),
    "commit red release": (
        "Release, failed build",
        "Commit 1 failed its tests, and what is known to be broken is never packaged. "
        "Commit a change that repairs it, then build again.",
    ),
    "commit build release release": (
        "Release, package once",
        "Commit 1 is on the shelf already, as v1. A build is packaged once, and that same package "
        "goes everywhere: deploy it, or commit a change.",
    ),
    "commit build production": (
        "Deploy, never released",
        "There is nothing to deploy: nothing was released, so the shelf is empty. "
        "Deploying starts a package: release one first.",
    ),
    "commit build release production": (
        "Deploy, not on staging",
        "Nothing was on staging yet, so nobody has seen a package run. "
        "Deploy one to staging first, then that same package to production.",
    ),
    "commit build release production:v1": (
        "Deploy, not on staging",
        "v1 was never on staging, so nobody has seen it run. "
        "Deploy it to staging first, then that same package to production.",
    ),
    "commit build release !staging production:v1": (
        "Deploy, not on staging",
        "v1 was never on staging, so nobody has seen it run. "
        "Deploy it to staging first, then that same package to production.",
    ),
    "commit build release staging staging": (
        "Deploy, there already",
        "Staging runs v1 already, and starting the same package again changes nothing. "
        "Choose another package, or commit a change.",
    ),
    "commit build release staging production production:v1": (
        "Deploy, there already",
        "Production runs v1 already, and starting the same package again changes nothing. "
        "Choose another package, or commit a change.",
    ),
    "commit build release staging production commit build release production": (
        "Deploy, not on staging",
        "Production and staging both run v1; v2 is on the shelf, but not on staging yet. "
        "Deploy it to staging first.",
    ),
    "roll-back": (
        "Roll back, nothing before",
        "There is nothing to roll back: production runs nothing yet. Deploy a package first.",
    ),
    "commit build release staging production roll-back": (
        "Roll back, nothing before",
        "There is nothing to go back to: production ran nothing before v1. "
        "To change it, go forward: commit, build, release and deploy.",
    ),
}
"""What is done, one word a step; the last one is refused: by which rule, and in which words."""

WAYS = {
    "": "Release it first",
    "commit": "Commit 2 is not built yet: build it first, then release it",
    "commit build": "Release it first",
    "commit build commit": "Release it first",
    "commit red": "Commit 2 did not pass its tests: commit a change that repairs it, build, and "
    "release that",
    "commit red commit": "Newer changes came after commit 2: release the newest one",
}
"""What is done after the first release, and how the second version can get to the shelf."""


def refusal(story: str) -> Refused:
    *before, last = story.split()
    state = after(" ".join(before))
    with pytest.raises(Refused) as refused:
        take(last, state)
    return refused.value


@pytest.mark.parametrize("story", REFUSED)
def test_a_step_is_refused(story: str) -> None:
    refused = refusal(story)
    assert (f"{refused.verb}, {refused.rule}", str(refused)) == REFUSED[story]


@pytest.mark.parametrize("story", WAYS)
def test_a_version_that_was_never_released_is_refused_with_the_way_to_it(story: str) -> None:
    refused = refusal(f"commit build release {story} staging:v2")
    assert refused.rule == "never released"
    assert str(refused) == (
        "v2 was never released: there is no such package on the shelf. "
        f"{WAYS[story]}, or choose one that is there (v1)."
    )


@pytest.mark.parametrize("to", ["staging", "production"])
@pytest.mark.parametrize("story", ["commit", "commit build", "commit red"])
def test_what_was_committed_since_is_not_deployed(story: str, to: str) -> None:
    refused = refusal(f"commit build release staging production {story} {to}")
    assert refused.rule == "never released"
    assert str(refused) == (
        f"{to.capitalize()} runs v1, the newest package on the shelf. Commit 2 was never released, "
        f"so there is no package of it to deploy. {WAYS[story]}."
    )


def test_tests_that_did_not_come_to_an_end_may_run_again() -> None:
    assert [build.passed for build in after("commit broken build").builds] == [False, True]


def test_a_build_that_passed_is_released_while_work_goes_on() -> None:
    assert after("commit build commit release").package_of(1) is not None


def test_what_no_longer_answers_is_started_again() -> None:
    assert after("commit build release staging gone-staging").staging is not None
    assert len(after("commit build release staging gone-staging:v1").deployments) == 2


def test_production_gets_what_is_on_staging_and_goes_back_to_what_it_ran_before() -> None:
    twice = "commit build release staging production commit build release staging production"
    assert after(twice).running == ("v1", "v2")
    back = after(f"{twice} roll-back")
    assert back.production == back.package("v1") == back.running_in("production")
    assert back.staging == back.package("v2") == back.running_in("staging")


def test_a_package_that_is_not_healthy_runs_nowhere() -> None:
    state = after("commit build release !staging")
    assert state.staging is None
    assert not state.was_on_staging("v1")


def test_a_notebook_shows_the_sentence_alone_and_lets_go_of_where_it_was_raised() -> None:
    refused = refusal("build")
    trace = refused.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    assert trace is not None
    assert "state" in trace.tb_frame.f_locals
    assert refused._render_traceback_() == [f"Refused: {refused}"]
    assert "state" not in trace.tb_frame.f_locals
