"""What scenarios do when they run: the four teams' story, extremes, overload, sweeps."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import fields, replace
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.simulate import (
    ALWAYS,
    ROLLOUTS,
    Approval,
    EveryChange,
    Scenario,
    Train,
    simulate,
    sweep,
)
from deliverylab.simulate.operate import Incidents
from deliverylab.simulate.run import KEPT_CHANGES, forget, run
from deliverylab.simulate.teams import TEAMS
from deliverylab.simulate.traffic import traffic
from deliverylab.simulate.work import Flags
from tests.simulate.lead_time import lead_time

SEEDS = range(1, 6)
HOUR = pd.Timedelta(hours=1)


def summary(log: DeliveryLog) -> dict[str, float]:
    """What the story of the four teams is about; plain pandas, apart from the measures."""
    production = log.deployments.query("environment == 'production' and outcome == 'success'")
    lead = (log.changes["deployed"] - log.changes["committed"]) / HOUR
    attempts = log.deployments.query("environment == 'production'")
    failed = attempts["deployment"].isin(log.incidents["deployment"])
    restore = (log.incidents["restored"] - log.incidents["started"]) / HOUR
    caused = log.incidents["deployment"].notna()
    return {
        "per week": len(production.query("planned")) / 52,
        "lead days": lead.median() / 24,
        "failure rate": failed.mean(),
        "restore hours": restore[caused].median(),
        "good requests": 1 - log.traffic["failed"].sum() / log.traffic["requests"].sum(),
        "changes per day": len(log.changes) / 260,
    }


@pytest.fixture(scope="module")
def story() -> pd.DataFrame:
    table = sweep(TEAMS.values(), SEEDS, summary).drop(columns="seed")
    return table.groupby("scenario", sort=False).mean()


def test_the_four_teams_tell_their_story(story: pd.DataFrame) -> None:
    expected = {
        # team: per week, lead days, failure rate, restore hours, good requests
        "barge": ((0.2, 0.35), (21, 42), (0.40, 0.60), (8, 96), (0.990, 0.996)),
        "tug": ((0.45, 0.6), (7, 14), (0.20, 0.35), (1, 8), (0.997, 0.9995)),
        "ferry": ((4, 9), (1, 3), (0.08, 0.15), (0.3, 2), (0.998, 0.9996)),
        "hydrofoil": ((7, 60), (0.0, 1.0), (0.05, 0.10), (0.05, 1), (0.999, 0.9998)),
    }
    for team, ranges in expected.items():
        for name, (low, high) in zip(story.columns, ranges, strict=False):
            assert low <= story.loc[team, name] <= high, (team, name)
    assert story["changes per day"].between(5, 8).all()


def test_larger_batches_fail_more_often(story: pd.DataFrame) -> None:
    assert story["failure rate"].is_monotonic_decreasing
    assert story["good requests"].is_monotonic_increasing


@pytest.mark.parametrize("team", TEAMS)
def test_no_team_is_overloaded_and_everybody_has_incidents(team: str) -> None:
    history = run(TEAMS[team])
    assert history.notes == ()
    assert max(history.loads.values()) < 0.8
    assert len(history.incidents.started) > 5


def test_no_changes_at_all() -> None:
    for team in TEAMS.values():
        log = simulate(replace(team, changes_per_day=0.0, other_incidents_per_month=0.0), 14)
        log.check()
        assert [len(log.tables[name]) for name in ("changes", "builds", "deployments")] == [0] * 3
        assert len(log.incidents) == 0
        assert len(log.traffic) == 14 * 24


def test_one_change_alone_waits_for_nobody() -> None:
    alone = replace(
        Scenario.team("hydrofoil"), changes_per_day=0.01, defect_share=0.0, flaky_share=0.0
    )
    history = run(alone, days=364, seed=3)
    log = simulate(alone, days=364, seed=3)
    log.check()
    assert 0 < history.work.count < 10
    waits = log.changes["review_started"] - log.changes["opened"]
    assert (waits == pd.Timedelta(0)).all()


def test_one_day_is_enough() -> None:
    for team in TEAMS.values():
        simulate(team, days=1).check()


@pytest.mark.parametrize(
    ("days", "seed", "said"),
    [
        (0, 1, "days=0; expected a whole number from 1 to 40,000"),
        (1.5, 1, "days=1.5"),
        (True, 1, "days=True"),
        (40_001, 1, "days=40001"),
        (7, -1, "seed=-1; expected a whole number from 0"),
        (7, "lucky", "seed='lucky'"),
    ],
)
def test_days_and_seeds_that_make_no_sense_are_refused(days: int, seed: int, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        simulate(Scenario(), days, seed)
    assert said in str(refused.value)


def test_a_team_name_is_no_scenario() -> None:
    with pytest.raises(TypeError, match=r"expected a Scenario, for example Scenario.team\('tug'\)"):
        simulate("tug")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stage", "levers"),
    [
        ("review", {"review_hours": 6.0}),
        ("build and test", {"ci_minutes": 2_000.0}),
        ("packaging", {"package_minutes": 400.0}),
        ("staging", {"acceptance_minutes": 400.0}),
        ("the deploy lane", {"deploy_minutes": 400.0}),
        ("the shared people", {"shared_people": 1, "review_hours": 3.0}),
        ("review", {"wip_limit": 500, "review_hours": 6.0}),
    ],
)
def test_an_overloaded_stage_runs_and_says_so(stage: str, levers: dict[str, float]) -> None:
    log = simulate(replace(Scenario.team("hydrofoil"), **levers), 182)  # type: ignore[arg-type]
    log.check()
    [note] = [note for note in log.notes if note.startswith(stage)]
    assert "the queue grows without end" in note
    assert log.changes["deployed"].isna().sum() > 50


def test_the_note_says_how_much_is_asked() -> None:
    busy = replace(
        Scenario.team("hydrofoil"), working_hours=ALWAYS, changes_per_day=24, reviewers=1
    )
    log = simulate(replace(busy, review_hours=1.3), 364)
    assert (
        "review is asked for 1.3 hours of work per hour: the queue grows without end" in log.notes
    )
    assert simulate(replace(busy, review_hours=0.8), 364).notes == ()


@pytest.mark.parametrize("people", [1, 2, 6])
def test_a_limit_on_open_changes_is_kept(people: int) -> None:
    limited = replace(Scenario.team("hydrofoil"), wip_limit=people, review_hours=2.0)
    changes = simulate(limited, 90).changes
    never = pd.Timestamp("2999-01-01", tz="UTC").as_unit("us")
    steps = pd.concat(
        [
            pd.Series(1, index=changes["opened"].dropna()),
            pd.Series(-1, index=changes["merged"].fillna(never)[changes["opened"].notna()]),
        ]
    )
    open_changes = steps.groupby(level=0).sum().sort_index().cumsum()
    assert open_changes.max() == people


@pytest.mark.parametrize("team", TEAMS)
def test_a_limit_that_never_binds_changes_nothing(team: str) -> None:
    """Stage by stage and event by event, the same moments come out."""
    free, loose = run(TEAMS[team], 90), run(replace(TEAMS[team], wip_limit=5_000), 90)
    for time in ("opened", "review_started", "reviewed", "merged"):
        moments = [getattr(one.integrated, time) for one in (free, loose)]
        until_end = [np.minimum(moment, free.work.horizon) for moment in moments]
        assert np.allclose(*until_end, rtol=0, atol=1e-7)
    assert (free.integrated.builds.change == loose.integrated.builds.change).all()
    assert (free.integrated.builds.result == loose.integrated.builds.result).all()
    assert len(free.deployed.finished) == len(loose.deployed.finished)


def test_a_bad_release_is_rolled_back_to_the_last_good_one() -> None:
    log = simulate(Scenario.team("hydrofoil"), 90)
    deployments = log.deployments.set_index("deployment")
    rolled_back = log.incidents[log.incidents["restored_by"] == "rollback"]
    assert len(rolled_back) > 5
    production = log.deployments.query("environment == 'production' and planned")
    for incident in rolled_back.itertuples():
        back = (
            deployments.query("trigger == 'rollback'").set_index("finished").loc[incident.restored]
        )
        failed = set(log.incidents["deployment"].dropna())
        cause = deployments.loc[incident.deployment]
        earlier = production[production["finished"] < cause["finished"]]
        good = earlier[~earlier["deployment"].isin(failed)]
        assert back["release"] == good["release"].iloc[-1]
        assert back["started"] == incident.detected


def test_fixing_forward_takes_longer_the_more_changes_must_be_searched() -> None:
    forward = replace(
        Scenario.team("tug"),
        restore_by="fix forward",
        search_minutes=60.0,
        fix_hours=0.0,
        detect_minutes=0.0,
        slip_share=0.0,
        other_incidents_per_month=0.0,
    )
    log = simulate(forward, 364)
    sizes = log.changes.groupby("deployment")["change"].count()
    lasted = (log.incidents["restored"] - log.incidents["started"]) / HOUR
    closed = log.incidents["restored"].notna()
    assert closed.sum() > 3
    carried = sizes[log.incidents["deployment"][closed]]
    assert np.allclose(lasted[closed], carried, atol=1e-6)


@pytest.mark.parametrize("rollout", ROLLOUTS)
def test_a_failure_hurts_only_those_who_are_exposed_to_it(rollout: str) -> None:
    everyone = replace(
        Scenario.team("tug"),
        rollout="all at once",
        base_error_share=0.0,
        requests_per_hour=1_000_000.0,
    )
    incidents = run(everyone, 182).incidents
    caused = incidents.deployment >= 0
    failures = only(incidents, caused)
    exposed = traffic(replace(everyone, rollout=rollout), 1, failures, 182).failed.sum()
    assert exposed / traffic(everyone, 1, failures, 182).failed.sum() == pytest.approx(
        ROLLOUTS[rollout].exposure, rel=0.01
    )
    others = only(incidents, ~caused)
    assert (
        traffic(replace(everyone, rollout=rollout), 1, others, 182).failed
        == traffic(everyone, 1, others, 182).failed
    ).all()


def only(incidents: Incidents, chosen: Flags) -> Incidents:
    """Return the chosen incidents."""
    return Incidents(
        **{one.name: getattr(incidents, one.name)[chosen] for one in fields(Incidents)}
    )


def test_quiet_hours_have_no_failures_and_incidents_do() -> None:
    scenario = replace(Scenario.team("tug"), base_error_share=0.0, requests_per_hour=1_000_000.0)
    log = simulate(scenario, 182)
    suffering = np.zeros(len(log.traffic), dtype=bool)
    hour = log.traffic["hour"]
    for incident in log.incidents.itertuples():
        end = log.end if pd.isna(incident.restored) else incident.restored
        suffering |= ((hour < end) & (hour + HOUR > incident.started)).to_numpy()
    assert (log.traffic["failed"][~suffering] == 0).all()
    assert (log.traffic["failed"][suffering] > 0).mean() > 0.95
    assert (log.traffic["failed"] <= log.traffic["requests"]).all()
    quick = log.traffic["p95_latency_ms"][~suffering].mean()
    assert log.traffic["p95_latency_ms"][suffering].mean() > 1.05 * quick


def test_a_sweep_gives_the_same_on_any_executor() -> None:
    scenarios = {
        "train": replace(Scenario.team("ferry"), deploy_on=Train(every_days=7)),
        "approval": replace(Scenario.team("ferry"), deploy_on=Approval()),
        "every change": replace(Scenario.team("ferry"), deploy_on=EveryChange()),
    }
    here = sweep(scenarios, [1, 2, 3], summary, days=60)
    assert here["scenario"].to_list() == [name for name in scenarios for _ in range(3)]
    assert here["seed"].to_list() == [1, 2, 3] * 3
    with ThreadPoolExecutor(4) as threads:
        pd.testing.assert_frame_equal(
            sweep(scenarios, [1, 2, 3], summary, days=60, executor=threads), here
        )


def test_a_sweep_runs_in_other_processes() -> None:
    teams = [Scenario.team("tug"), Scenario.team("hydrofoil")]
    here = sweep(teams, range(3), lead_time, days=60)
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as processes:
        there = sweep(teams, range(3), lead_time, days=60, executor=processes)
    pd.testing.assert_frame_equal(there, here)
    assert here["hours"].notna().all()


def test_a_sweep_over_nothing_is_an_empty_table() -> None:
    empty = sweep([], [1, 2], lead_time)
    assert list(empty.columns) == ["scenario", "seed"]
    assert len(empty) == 0


def test_long_runs_are_not_kept_in_memory() -> None:
    large = replace(
        Scenario.team("hydrofoil"),
        changes_per_day=5_000.0,
        review_hours=0.0,
        ci_minutes=0.01,
        package_minutes=0.01,
        acceptance_minutes=0.01,
        deploy_minutes=0.01,
    )
    small = run(large, days=7)
    assert small.main_line is not None and small.staging is not None
    history = run(large, days=21)
    assert history.work.count > KEPT_CHANGES
    assert history.main_line is None and history.staging is None
    forget()
