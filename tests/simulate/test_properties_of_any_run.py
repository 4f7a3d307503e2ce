"""What holds in every run, whatever the scenario, the luck and the number of days."""

from __future__ import annotations

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES
from deliverylab.simulate import ALWAYS, EveryChange, Scenario, Train, simulate
from deliverylab.simulate.run import forget, run
from deliverylab.simulate.scenario import Lever
from deliverylab.simulate.teams import TEAMS
from tests.simulate.any_scenario import DAYS, SEEDS, scenarios

WAY = (
    "committed",
    "opened",
    "review_started",
    "reviewed",
    "merged",
    "packaged",
    "staged",
    "approved",
    "deployed",
)


def assert_same(one: DeliveryLog, other: DeliveryLog) -> None:
    """Assert that two logs are the same to the last microsecond."""
    for name in TABLES:
        assert_same_table(one.tables[name], other.tables[name])
    assert (one.start, one.end, one.notes) == (other.start, other.end, other.notes)


def assert_same_table(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Assert that two tables are the same; pandas looks closely where they do not seem to be."""
    rows_alike = type(one.index) is type(other.index) and one.index.equals(other.index)
    if not (rows_alike and one.dtypes.equals(other.dtypes) and one.equals(other)):
        pd.testing.assert_frame_equal(one, other)


@given(scenarios(), DAYS, SEEDS)
def test_every_log_holds_together(scenario: Scenario, days: int, seed: int) -> None:
    log = simulate(scenario, days, seed)
    log.check()  # types, ids, references, order in time within rows and of rows
    assert log.teams == ["any"]
    assert len(log.traffic) == 24 * days


@given(scenarios(), DAYS, SEEDS, st.floats(0, 1))
def test_changes_in_are_changes_deployed_and_waiting_at_any_time(
    scenario: Scenario, days: int, seed: int, when: float
) -> None:
    log = simulate(scenario, days, seed)
    history = run(scenario, days, seed)
    now = log.start + when * (log.end - log.start)
    changes = log.changes
    passed = [
        name for name in WAY if name in ("committed", "deployed") or changes[name].notna().any()
    ]
    reached = np.array([(changes[name] <= now).sum() for name in passed])
    in_stage = -np.diff(reached)  # came into a stage and has not left it
    assert (in_stage >= 0).all()
    assert reached[0] == in_stage.sum() + reached[-1]

    # What the deployments carried, counted on the other side: every change at most once, and
    # exactly those that the log calls deployed.
    production = log.deployments.query(
        "environment == 'production' and planned and outcome == 'success'"
    )
    batch = history.batches.of_changes(len(production))
    carried = history.merged.change[: len(batch)]
    assert len(set(carried.tolist())) == len(carried)
    deployed = changes["deployed"].notna().to_numpy()
    assert deployed.sum() == len(carried)
    assert deployed[carried].all()
    finished = production["finished"].to_numpy()[batch]
    assert (changes["deployed"].to_numpy()[carried] == finished).all()


@given(scenarios(), st.integers(1, 40), st.integers(0, 30), SEEDS)
def test_a_longer_run_begins_like_a_shorter_one(
    scenario: Scenario, days: int, more: int, seed: int
) -> None:
    short, long = simulate(scenario, days, seed), simulate(scenario, days + more, seed)
    for name, table in TABLES.items():
        rows = long.tables[name]
        rows = rows[rows[table.sorted_by] < short.end].copy()
        for time in table.times:
            rows[time] = rows[time].where(rows[time] < short.end)
        if name == "changes":
            rows["deployment"] = rows["deployment"].where(rows["deployed"].notna())
        if name in ("builds", "deployments"):
            rows["outcome"] = rows["outcome"].where(rows["finished"].notna())
        if name == "builds":
            rows["reason"] = rows["reason"].where(rows["finished"].notna())
        if name == "incidents":
            rows["restored_by"] = rows["restored_by"].where(rows["restored"].notna())
        pd.testing.assert_frame_equal(rows.reset_index(drop=True), short.tables[name])


@given(scenarios(), DAYS, SEEDS)
def test_what_was_kept_never_changes_a_result(scenario: Scenario, days: int, seed: int) -> None:
    forget()
    cold = simulate(scenario, days, seed)
    assert_same(simulate(scenario, days, seed), cold)
    quicker = replace(scenario, deploy_minutes=7.0, restore_by="fix forward")
    warm = simulate(quicker, days, seed)
    forget()
    assert_same(simulate(quicker, days, seed), warm)


def moved(scenario: Scenario, lever: Lever) -> Scenario:
    """Return the scenario with one lever at another place."""
    value = getattr(scenario, lever.name)
    if lever.choices:
        other = next(choice for choice in lever.choices if choice != value)
    elif lever.whole:
        other = (value or 1) + 1
    elif lever.low is not None:
        other = value / 2 if value else 0.25
    else:
        other = {"working_hours": ALWAYS, "deploy_on": Train(every_days=3)}[lever.name]
    return replace(scenario, **{lever.name: other})


@pytest.mark.parametrize("lever", Scenario.levers().values(), ids=lambda lever: lever.name)
def test_every_lever_that_is_moved_is_noticed(lever: Lever) -> None:
    """What is kept is kept under every lever that it depends on."""
    base = Scenario.team("barge" if lever.name == "test_by" else "ferry")
    forget()
    simulate(base, 40, seed=2)
    warm = simulate(moved(base, lever), 40, seed=2)
    forget()
    assert_same(warm, simulate(moved(base, lever), 40, seed=2))


@given(scenarios(), scenarios(), DAYS, SEEDS)
def test_it_does_not_matter_what_ran_before(
    one: Scenario, other: Scenario, days: int, seed: int
) -> None:
    forget()
    first, second = simulate(one, days, seed), simulate(other, days, seed)
    forget()
    assert_same(simulate(other, days, seed), second)
    assert_same(simulate(one, days, seed), first)


@pytest.mark.parametrize("team", TEAMS)
def test_a_log_that_was_changed_does_not_change_the_next_one(team: str) -> None:
    before = simulate(TEAMS[team], 28, seed=5)
    expected = pickle.loads(pickle.dumps(before))
    for frame in before.tables.values():
        for column in frame if len(frame) else ():
            try:
                frame.loc[frame.index[:5], column] = frame[column].iloc[-1]
            except ValueError as refused:
                assert "read-only" in str(refused)
    assert_same(simulate(TEAMS[team], 28, seed=5), expected)


@given(scenarios(), DAYS, SEEDS)
def test_a_lever_leaves_everything_before_it_alone(
    scenario: Scenario, days: int, seed: int
) -> None:
    policy = replace(scenario, deploy_minutes=33.0, rollout="canary", detect_minutes=5.0)
    one, other = simulate(scenario, days, seed), simulate(policy, days, seed)
    upto = ["change", "kind", "size", *WAY[: WAY.index("approved")]]
    assert_same_table(one.changes[upto], other.changes[upto])
    assert_same_table(one.builds, other.builds)

    review = replace(scenario, reviewers=scenario.reviewers + 1)
    other = simulate(review, days, seed)
    first = ["change", "kind", "size", "committed"]
    assert_same_table(one.changes[first], other.changes[first])


def no_later(better: pd.Series, worse: pd.Series) -> bool:
    """Return whether nothing happens later; what never happened in the better case is later."""
    late = pd.Timestamp("2999-01-01", tz="UTC").as_unit("us")
    slack = pd.Timedelta(microseconds=2)
    return bool((better.fillna(late) <= worse.fillna(late) + slack).all())


@given(scenarios(), DAYS, SEEDS)
def test_with_more_reviewers_no_review_is_later(scenario: Scenario, days: int, seed: int) -> None:
    """True of the review alone: later stages get the changes in another order."""
    assume(not scenario.coupled)
    few = simulate(scenario, days, seed).changes
    many = simulate(replace(scenario, reviewers=scenario.reviewers + 1), days, seed).changes
    for time in ("review_started", "reviewed"):
        assert no_later(many[time], few[time])


@given(scenarios(), DAYS, SEEDS)
def test_with_more_runners_and_no_red_builds_nothing_is_merged_later(
    scenario: Scenario, days: int, seed: int
) -> None:
    """True while builds are green: a fix that comes back earlier may take another change's turn."""
    assume(not scenario.coupled)
    green = replace(scenario, defect_share=0.0, flaky_share=0.0)
    few = simulate(green, days, seed).changes
    many = simulate(replace(green, runners=green.runners + 1), days, seed).changes
    assert no_later(many["merged"], few["merged"])


@given(scenarios(), DAYS, SEEDS)
def test_with_quicker_deployments_nothing_is_deployed_later(
    scenario: Scenario, days: int, seed: int
) -> None:
    """True of the one deploy lane, whose order does not change."""
    assume(scenario.deploy_by == "automatic" or scenario.slip_share == 0.0)
    quick = simulate(scenario, days, seed).changes
    longer = replace(scenario, deploy_minutes=scenario.deploy_minutes * 2)
    slow = simulate(longer, days, seed).changes
    assert no_later(quick["deployed"], slow["deployed"])


@given(scenarios(), DAYS, SEEDS)
def test_shorter_ways_to_the_same_package_are_not_later(
    scenario: Scenario, days: int, seed: int
) -> None:
    """Deploying every change is never later than waiting for a train with the same packages."""
    each = replace(
        scenario,
        test_by="automatic",
        package_by="automatic",
        deploy_by="automatic",
        deploy_on=Train(every_days=7),
        deploy_minutes=0.01,
    )
    train = simulate(each, days, seed).changes
    every = simulate(replace(each, deploy_on=EveryChange()), days, seed).changes
    pd.testing.assert_series_equal(train["staged"], every["staged"])
    # The lane holds each deployment a fraction of a second; a train waits for whole days.
    waited = (every["deployed"] - every["staged"]).max()
    assert pd.isna(waited) or waited < pd.Timedelta(minutes=10)
    assert no_later(every["staged"], train["deployed"])


@given(scenarios(), SEEDS)
def test_scenarios_and_logs_can_be_pickled(scenario: Scenario, seed: int) -> None:
    again = pickle.loads(pickle.dumps(scenario))
    assert again == scenario
    log = simulate(scenario, 7, seed)
    assert_same(pickle.loads(pickle.dumps(log)), log)
    assert_same(simulate(again, 7, seed), log)
