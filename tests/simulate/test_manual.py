"""The pipeline worked by hand: what each button does, what it refuses, what can never happen."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from deliverylab.measure import change_failure_rate, deployment_frequency, lead_time_for_changes
from deliverylab.simulate.manual import ManualPipeline, Refused, State
from deliverylab.simulate.manual_story import Story
from deliverylab.steps import Rule


def ship(pipeline: ManualPipeline, commit: Callable[[], object] | None = None) -> None:
    """Take one change all the way to the users."""
    (commit or pipeline.commit)()
    pipeline.build()
    pipeline.release()
    pipeline.deploy("staging")
    pipeline.deploy("production")


def skip_to_the_bug_of(pipeline: ManualPipeline, found_by: str) -> None:
    """Use up the bugs of the story, each repaired at once, until the next is of this sort."""
    while pipeline._story.bug(_bugs(pipeline)).found_by != found_by:
        pipeline.commit_a_bug()
        pipeline.build()
        pipeline.commit()


def _bugs(pipeline: ManualPipeline) -> int:
    return sum(change.bug != "none" for change in pipeline.state.commits)


@pytest.fixture
def pipeline() -> ManualPipeline:
    return ManualPipeline()


def test_a_release_puts_a_package_on_the_shelf_and_no_user_notices(
    pipeline: ManualPipeline,
) -> None:
    ship(pipeline)
    pipeline.commit()
    pipeline.build()
    step = pipeline.release()
    assert [package.version for package in pipeline.state.shelf] == ["1.0", "1.1"]
    assert pipeline.state.users_get == "1.0"
    assert step.sentence.endswith("on the shelf. Users still get 1.0.")


def test_the_very_same_package_goes_to_staging_and_to_production(pipeline: ManualPipeline) -> None:
    ship(pipeline)
    state = pipeline.state
    assert state.shelf[0] == state.staging == state.production
    assert len(state.shelf[0].fingerprint) == 7


def test_other_code_has_another_fingerprint(pipeline: ManualPipeline) -> None:
    for _ in range(12):
        ship(pipeline)
    assert len({package.fingerprint for package in pipeline.state.shelf}) == 12


def test_a_bug_that_the_tests_catch_never_reaches_the_shelf(pipeline: ManualPipeline) -> None:
    skip_to_the_bug_of(pipeline, "tests")
    pipeline.commit_a_bug()
    step = pipeline.build()
    assert not pipeline.state.builds[-1].passed
    assert "fails its tests" in step.sentence
    refused(pipeline, pipeline.release, "failed build", "failed its tests")


def test_a_bug_that_the_tests_miss_reaches_users_and_a_roll_back_ends_it(
    pipeline: ManualPipeline,
) -> None:
    ship(pipeline)
    skip_to_the_bug_of(pipeline, "users")
    ship(pipeline, pipeline.commit_a_bug)
    assert pipeline.state.users_get == "1.1, with errors"
    bad = pipeline.state.production
    step = pipeline.roll_back()
    assert pipeline.state.users_get == "1.0"
    assert bad in pipeline.state.shelf
    assert step.sentence.endswith("Users now get 1.0, and the errors are gone.")
    assert pipeline.state.incidents[-1].restored_by == "rollback"


def test_the_next_good_commit_repairs_the_bugs_that_are_known(pipeline: ManualPipeline) -> None:
    skip_to_the_bug_of(pipeline, "users")
    ship(pipeline, pipeline.commit_a_bug)
    assert pipeline.state.complaints
    ship(pipeline)
    assert pipeline.state.commits[-1].kind == "fix"
    assert pipeline.state.users_get == "1.1"
    assert pipeline.state.incidents[-1].restored_by == "fix forward"
    assert pipeline.state.deployments[-1].trigger == "hotfix"


def test_a_bug_that_nobody_found_is_not_repaired_by_chance(pipeline: ManualPipeline) -> None:
    pipeline.commit_a_bug()
    pipeline.commit()
    assert pipeline.state.commits[-1].kind == "feature"
    assert pipeline.state.bugs_left(2) == {1}


def test_rolling_back_past_a_repair_brings_the_bug_back(pipeline: ManualPipeline) -> None:
    skip_to_the_bug_of(pipeline, "users")
    ship(pipeline, pipeline.commit_a_bug)
    ship(pipeline)
    pipeline.roll_back()
    assert pipeline.state.users_get == "1.0, with errors"
    assert len(pipeline.state.incidents) == 2


def refused(pipeline: ManualPipeline, press: Callable[[], object], rule: Rule, says: str) -> None:
    """Press a button that refuses; the pipeline must not have moved."""
    before = pipeline.state
    with pytest.raises(Refused, match=says) as refusal:
        press()
    assert refusal.value.rule == rule
    assert pipeline.state is before


def test_what_makes_no_sense_is_refused_in_words(pipeline: ManualPipeline) -> None:
    press = pipeline

    def production() -> object:
        return press.deploy("production")

    def staging() -> object:
        return press.deploy("staging")

    refused(pipeline, press.build, "nothing new", "the repository is empty")
    refused(pipeline, press.release, "never built", "the repository is empty")
    refused(pipeline, staging, "never released", "the shelf is empty")
    refused(pipeline, production, "never released", "the shelf is empty")
    refused(pipeline, press.deploy, "never released", "the shelf is empty")
    refused(pipeline, press.roll_back, "nothing before", "production runs nothing yet")
    press.commit()
    refused(pipeline, press.release, "never built", "Commit 1 was never built")
    press.build()
    refused(pipeline, press.build, "nothing new", "Commit 1 was built already")
    press.release()
    refused(pipeline, press.release, "package once", "on the shelf already, as 1.0")
    refused(pipeline, production, "not on staging", "Nothing was on staging yet")
    press.deploy("staging")
    refused(pipeline, staging, "there already", "Staging runs 1.0 already")
    press.deploy("production")
    refused(pipeline, production, "there already", "Production runs 1.0 already")
    refused(pipeline, press.roll_back, "nothing before", "nothing before 1.0")
    press.commit()
    refused(pipeline, press.release, "never built", "Commit 2 was never built")
    press.build()
    press.release()
    refused(
        pipeline, lambda: press.deploy("production", "1.1"), "not on staging", "1.1 was never on"
    )
    refused(pipeline, lambda: press.deploy("staging", "2.0"), "never released", r"\(1.0, 1.1\)")


def test_after_a_red_build_only_the_repair_can_be_released(pipeline: ManualPipeline) -> None:
    skip_to_the_bug_of(pipeline, "tests")
    pipeline.commit_a_bug()
    pipeline.build()
    pipeline.commit()
    refused(pipeline, pipeline.release, "never built", "was never built")
    pipeline.build()
    pipeline.release()
    assert pipeline.state.shelf[-1].commit == len(pipeline.state.commits)


def test_only_the_shelf_can_be_deployed_not_what_was_committed_since(
    pipeline: ManualPipeline,
) -> None:
    ship(pipeline)
    pipeline.commit()
    says = "Commit 2 was never released"
    refused(pipeline, lambda: pipeline.deploy("staging"), "never released", says)
    refused(pipeline, lambda: pipeline.deploy("production"), "never released", says)
    pipeline.build()
    pipeline.release()
    says = "1.1 is on the shelf, but not on staging"
    refused(pipeline, lambda: pipeline.deploy("production"), "not on staging", says)


def test_a_package_can_be_deployed_twice(pipeline: ManualPipeline) -> None:
    ship(pipeline)
    ship(pipeline)
    pipeline.deploy("production", "1.0")
    assert pipeline.state.users_get == "1.0"
    assert pipeline.state.deployments[-1].trigger == "rollback"
    refused(pipeline, lambda: pipeline.deploy("production", "1.0"), "there already", "1.0 already")


def test_a_build_that_passed_can_be_released_while_work_goes_on(pipeline: ManualPipeline) -> None:
    pipeline.commit()
    pipeline.build()
    pipeline.commit()
    pipeline.release()
    assert pipeline.state.shelf[-1].commit == 1


def test_an_unknown_environment_is_a_plain_error(pipeline: ManualPipeline) -> None:
    with pytest.raises(ValueError, match="it must be 'staging' or 'production'"):
        pipeline.deploy("moon")  # type: ignore[arg-type]


def test_undo_takes_back_one_step_and_start_again_all_of_them(pipeline: ManualPipeline) -> None:
    pipeline.undo()
    assert pipeline.state == State()
    pipeline.commit()
    after_commit = pipeline.state
    pipeline.build()
    pipeline.undo()
    assert pipeline.state == after_commit
    pipeline.start_again()
    assert pipeline.state == State()
    assert pipeline.sentence.startswith("Nothing happened yet")
    assert pipeline.commit().sentence == after_commit.history[0].sentence


def test_a_class_with_one_seed_meets_one_story() -> None:
    one, same, other = ManualPipeline(7), ManualPipeline(7), ManualPipeline(8)
    for pipeline in (one, same, other):
        for _ in range(8):
            pipeline.commit_a_bug()
    assert one.state == same.state
    assert one.state != other.state


@pytest.mark.parametrize("seed", range(20))
def test_of_every_two_bugs_the_tests_catch_one(seed: int) -> None:
    story = Story.draw(seed)
    for pair in range(6):
        assert {story.bug(2 * pair).found_by, story.bug(2 * pair + 1).found_by} == {
            "tests",
            "users",
        }


def test_no_two_changes_have_the_same_message() -> None:
    pipeline = ManualPipeline()
    for _ in range(15):
        pipeline.commit()
        pipeline.commit_a_bug()
    messages = [change.message for change in pipeline.state.commits]
    assert len(set(messages)) == len(messages) == 30


def test_the_history_is_a_table_of_plain_words(pipeline: ManualPipeline) -> None:
    assert list(pipeline.history_table()) == ["time", "step", "what", "users get"]
    ship(pipeline)
    assert pipeline.history_table().iloc[-1].to_list() == [
        "13:34",
        "Deploy",
        "1.0 to production",
        "1.0",
    ]


def test_the_pipeline_prints_what_is_where(pipeline: ManualPipeline) -> None:
    assert repr(pipeline).splitlines()[1].split() == ["shelf", "nothing"]
    ship(pipeline)
    fingerprint = pipeline.state.shelf[0].fingerprint
    assert [line.split() for line in repr(pipeline).splitlines()] == [
        ["repository", "1", "✓"],
        ["shelf", "1.0", f"({fingerprint})"],
        ["staging", "1.0"],
        ["production", "1.0"],
        ["users", "get", "1.0"],
    ]


def test_the_measures_run_on_the_afternoon(pipeline: ManualPipeline) -> None:
    ship(pipeline)
    skip_to_the_bug_of(pipeline, "users")
    ship(pipeline, pipeline.commit_a_bug)
    pipeline.roll_back()
    log = pipeline.to_log("us")
    log.check()
    assert log.teams == ["us"]
    assert change_failure_rate(log).value == pytest.approx(1 / 3)
    assert lead_time_for_changes(log).observations == len(log.changes)
    assert deployment_frequency(log).observations == 3
    minutes = (log.incidents["restored"] - log.incidents["started"]).dt.total_seconds() / 60
    assert log.traffic["failed"].sum() == 5 * minutes.sum()


def test_an_afternoon_in_which_nothing_happened_is_a_good_log(pipeline: ManualPipeline) -> None:
    log = pipeline.to_log()
    log.check()
    assert not deployment_frequency(log).observations


class AnyAfternoon(RuleBasedStateMachine):
    """Press any button at any time: whatever is pressed, the rules of delivery hold."""

    def __init__(self) -> None:
        super().__init__()
        self.pipeline = ManualPipeline()

    def press(self, button: Callable[[], object]) -> None:
        before = self.pipeline.state
        try:
            button()
        except Refused as refusal:
            assert self.pipeline.state is before
            assert str(refusal).endswith((".", ")."))
            assert str(refusal).count(".") >= 2, "a refusal says why, and what to do"
        else:
            assert self.pipeline.state.minute > before.minute
            assert len(self.pipeline.state.history) == len(before.history) + 1

    @rule()
    def commit(self) -> None:
        self.press(self.pipeline.commit)

    @rule()
    def commit_a_bug(self) -> None:
        self.press(self.pipeline.commit_a_bug)

    @rule()
    def build(self) -> None:
        self.press(self.pipeline.build)

    @rule()
    def release(self) -> None:
        self.press(self.pipeline.release)

    @rule(environment=st.sampled_from(["staging", "production"]), newest=st.booleans())
    def deploy(self, environment: str, newest: bool) -> None:
        version = None if newest else f"1.{len(self.pipeline.state.shelf) // 2}"
        self.press(lambda: self.pipeline.deploy(environment, version))  # type: ignore[arg-type]

    @rule()
    def commit_to_staging(self) -> None:
        for button in (self.pipeline.commit, self.pipeline.build, self.pipeline.release):
            self.press(button)
        self.press(lambda: self.pipeline.deploy("staging"))

    @rule()
    def roll_back(self) -> None:
        self.press(self.pipeline.roll_back)

    @rule()
    def undo(self) -> None:
        self.pipeline.undo()

    @invariant()
    def only_what_passed_its_build_is_on_the_shelf(self) -> None:
        state = self.pipeline.state
        for package in state.shelf:
            build = state.build_of(package.commit)
            assert build is not None and build.passed
            assert not state.bugs_in(package.commit, "tests")
        assert len({package.commit for package in state.shelf}) == len(state.shelf)

    @invariant()
    def only_what_is_on_the_shelf_runs_and_staging_saw_it_first(self) -> None:
        state = self.pipeline.state
        for row, deployment in enumerate(state.deployments):
            assert state.on_shelf(deployment.version).packaged <= deployment.started
            if deployment.environment == "production":
                assert any(
                    earlier.version == deployment.version and earlier.environment == "staging"
                    for earlier in state.deployments[:row]
                )

    @invariant()
    def users_meet_exactly_the_bugs_that_production_carries(self) -> None:
        state = self.pipeline.state
        carried = state.bugs_in(state.production.commit, "users") if state.production else ()
        assert state.open_bugs == set(carried)

    def teardown(self) -> None:
        self.pipeline.to_log().check()


AnyAfternoon.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyAfternoon = AnyAfternoon.TestCase
