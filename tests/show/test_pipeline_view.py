"""The pipeline view's Python side: from a log to tracks, a sentence, a still picture, a message."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.show.pipeline.people import people_rest, who_acts
from deliverylab.show.pipeline.picture import draw_pipeline
from deliverylab.show.pipeline.stages import BANDS, STAGES, WHERE, State
from deliverylab.show.pipeline.tracks import Tracks, pipeline_tracks
from deliverylab.show.pipeline.view import PipelineView
from deliverylab.simulate import ALWAYS, Scenario, Train, simulate

MONDAY = pd.Timestamp("2025-03-03", tz="UTC")
WEEK = (MONDAY, MONDAY + pd.Timedelta(days=7))


def at(*hours: float | None) -> list[pd.Timestamp | None]:
    """Hours since the Monday of the window, as timestamps."""
    return [None if h is None else MONDAY + pd.Timedelta(hours=h) for h in hours]


def never(times: pd.Series) -> pd.Series:
    """The same column with nothing in it."""
    return times.mask([True] * len(times))


def a_log(team: str = "tug", **tables: dict[str, object]) -> DeliveryLog:
    start, end = MONDAY - pd.Timedelta(weeks=6), MONDAY + pd.Timedelta(weeks=2)
    return DeliveryLog.of(start, end, team=team, **tables)


def one_train(team: str = "tug") -> DeliveryLog:
    """Two changes, packaged by hand, deployed by one train; a third one waits for the next."""
    return a_log(
        team,
        changes={
            "change": ["c1", "c2", "c3"],
            "committed": at(-50, 9, 12),
            "opened": at(-40, 10, 13),
            "review_started": at(-39, 11, 14),
            "reviewed": at(-38, 12, 15),
            "merged": at(-37, 14.5, 16),
            "packaged": at(34, 34, None),
            "staged": at(37, 37, None),
            "deployment": ["d2", "d2", None],
            "deployed": at(40, 40, None),
        },
        builds={
            "build": ["b1", "b2", "b3", "b4"],
            "change": ["c1", "c2", "c2", "c3"],
            "attempt": [1, 1, 2, 1],
            "queued": at(-38, 12, 14, 15),
            "started": at(-37.5, 12.5, 14, 15.5),
            "finished": at(-37, 13, 14.5, 16),
            "outcome": ["success", "failure", "success", "success"],
            "reason": [None, "defect", None, None],
        },
        releases={
            "release": ["r1"],
            "version": ["1.1"],
            "change": ["c2"],
            "packaged": at(34),
            "by": ["hand"],
        },
        deployments={
            "deployment": ["d1", "d2"],
            "release": ["r1", "r1"],
            "environment": ["staging", "production"],
            "started": at(35, 38),
            "finished": at(37, 40),
            "outcome": ["success", "success"],
            "strategy": [None, "all at once"],
            "trigger": ["train", "train"],
            "planned": [True, True],
        },
        incidents={
            "incident": ["i1"],
            "started": at(40),
            "detected": at(41),
            "restored": at(44),
            "severity": ["major"],
            "deployment": ["d2"],
            "restored_by": ["fix forward"],
        },
    )


def rolled_back() -> DeliveryLog:
    """Three changes, each deployed by itself; the second is rolled back and a hotfix returns it."""
    return a_log(
        "hydrofoil",
        changes={
            "change": ["c1", "c2", "c3"],
            "committed": at(1, 2, 3),
            "packaged": at(5, 6, 30),
            "deployment": ["d1", "d2", "d5"],
            "deployed": at(9, 12, 31),
        },
        releases={
            "release": ["r1", "r2", "r3", "r4"],
            "version": ["1.1", "1.2", "1.3", "1.4"],
            "change": ["c1", "c2", "c2", "c3"],
            "packaged": at(5, 6, 20, 30),
            "by": ["automatic"] * 4,
        },
        deployments={
            "deployment": ["d1", "d2", "d3", "d4", "d5"],
            "release": ["r1", "r2", "r1", "r3", "r4"],
            "environment": ["production"] * 5,
            "started": at(8, 11, 13, 20, 30),
            "finished": at(9, 12, 14, 21, 31),
            "outcome": ["success"] * 5,
            "trigger": ["change", "change", "rollback", "hotfix", "change"],
            "planned": [True, True, False, False, True],
        },
    )


def walk(tracks: Tracks, change: str) -> list[tuple[float, str]]:
    """The steps of one change, as (hour, name of the state)."""
    i = list(tracks.changes).index(change)
    steps = slice(tracks.offsets[i], tracks.offsets[i + 1])
    names = [State(int(state)).name for state in tracks.states[steps]]
    return list(zip(tracks.entered[steps].round(3).tolist(), names, strict=True))


def test_a_change_walks_through_every_stage_and_back_from_a_red_build() -> None:
    tracks = pipeline_tracks(one_train(), "tug", *WEEK)
    assert walk(tracks, "c2") == [
        (9, "CODE"),
        (10, "REVIEW_QUEUE"),
        (11, "REVIEW"),
        (12, "BUILD_QUEUE"),
        (12.5, "BUILD"),
        (13, "RED_BUILD"),
        (14, "BUILD"),
        (14.5, "MERGED"),
        (34, "STAGING_QUEUE"),
        (35, "STAGING"),
        (37, "READY"),
        (38, "DEPLOY"),
        (40, "PRODUCTION"),
    ]


def test_a_change_that_arrived_before_the_window_is_met_where_it_waits() -> None:
    tracks = pipeline_tracks(one_train(), "tug", *WEEK)
    assert walk(tracks, "c1")[0] == (-37, "MERGED")
    assert tracks.counts_at(0)["merged"] == 1
    assert sum(tracks.counts_at(0).values()) == 1


def test_a_change_that_left_before_the_window_or_comes_after_it_is_not_there() -> None:
    log = one_train()
    after = pipeline_tracks(log, "tug", at(41)[0], at(60)[0])
    before = pipeline_tracks(log, "tug", at(-60)[0], at(0)[0])
    assert list(after.changes) == ["c3"]
    assert list(before.changes) == ["c1"]


def test_the_window_includes_its_start_and_excludes_its_end() -> None:
    log = one_train()
    first = pipeline_tracks(log, "tug", at(38)[0], at(40)[0])
    second = pipeline_tracks(log, "tug", at(40)[0], at(42)[0])
    assert len(first.carried) == 0
    assert len(second.carried) == 2
    assert first.counts_at(first.hours)["deploy"] == 2
    assert second.counts_at(0)["production"] == 2


def test_a_train_carries_its_changes_together() -> None:
    tracks = pipeline_tracks(one_train(), "tug", *WEEK)
    assert tracks.deployments["changes"].to_list() == [2]
    assert tracks.deployments["trigger"].to_list() == ["train"]
    assert tracks.carried.tolist() == [0, 0]
    carried_by = dict(zip(tracks.changes, tracks.carried_by, strict=True))
    assert carried_by == {"c1": 0, "c2": 0, "c3": -1}


def test_a_rollback_takes_changes_from_the_users_until_the_next_deployment() -> None:
    tracks = pipeline_tracks(rolled_back(), "hydrofoil", *WEEK)
    assert walk(tracks, "c2")[1:] == [
        (6, "READY"),
        (11, "DEPLOY"),
        (12, "PRODUCTION"),
        (14, "ROLLED_BACK"),
        (20, "DEPLOY"),
        (21, "PRODUCTION"),
    ]
    assert "ROLLED_BACK" not in [name for _, name in walk(tracks, "c1")]
    assert "ROLLED_BACK" not in [name for _, name in walk(tracks, "c3")]


def test_a_change_that_comes_back_after_a_rollback_is_not_carried_twice() -> None:
    log = rolled_back()
    tracks = pipeline_tracks(log, "hydrofoil", at(15)[0], at(25)[0])
    assert list(tracks.changes) == ["c2", "c3"]
    assert len(tracks.carried) == 0


def test_a_deployment_that_went_wrong_holds_its_changes_and_shows_it() -> None:
    log = rolled_back()
    deployments = log.deployments.copy()
    deployments.loc[deployments["deployment"] == "d1", ["started", "finished"]] = at(8.5, 9)
    failed = deployments.iloc[[0]].assign(
        deployment="d0", started=at(7)[0], finished=at(8)[0], outcome="failure"
    )
    log = dataclasses.replace(log, deployments=pd.concat([failed, deployments]))
    assert walk(pipeline_tracks(log, "hydrofoil", *WEEK), "c1")[1:] == [
        (5, "READY"),
        (7, "DEPLOY"),
        (8, "DEPLOY_FAILED"),
        (8.5, "DEPLOY"),
        (9, "PRODUCTION"),
    ]


def test_a_deployment_that_still_runs_when_the_log_ends_is_under_way() -> None:
    log = rolled_back()
    end = at(8.5)[0]
    changes, deployments = log.changes.iloc[:2], log.deployments.iloc[:1]
    cut = {
        "changes": changes.assign(
            deployment=never(changes["deployment"]), deployed=never(changes["deployed"])
        ),
        "deployments": deployments.assign(
            finished=never(deployments["finished"]), outcome=never(deployments["outcome"])
        ),
        "end": end,
    }
    tracks = pipeline_tracks(dataclasses.replace(log, **cut), "hydrofoil", *WEEK)
    assert tracks.hours == 8.5  # nothing is known after the end of the log
    assert tracks.counts_at(8.5)["deploy"] == 1
    assert tracks.counts_at(8.5)["ready"] == 1
    assert np.isnan(tracks.deployments["finished"].to_numpy()).all()


def test_a_log_without_reviews_and_builds_still_flows() -> None:
    tracks = pipeline_tracks(rolled_back(), "hydrofoil", *WEEK)
    assert walk(tracks, "c1") == [(1, "CODE"), (5, "READY"), (8, "DEPLOY"), (9, "PRODUCTION")]


@pytest.mark.parametrize("what", ["deployments", "changes.deployment"])
def test_a_log_that_does_not_record_who_carried_a_change_is_refused_in_words(what: str) -> None:
    log = dataclasses.replace(a_log(), unrecorded=frozenset({("tug", what)}))
    with pytest.raises(ValueError, match="does not record which deployment carried a change"):
        PipelineView(log)


def test_no_change_at_all() -> None:
    view = PipelineView(a_log(), start="2025-03-03")
    assert repr(view) == (
        "In the week from Monday 3 March 2025, tug had 0 changes on their way and carried none to "
        "production."
    )
    assert view.tracks["tug"].counts_at(1) == dict.fromkeys((s.key for s in STAGES), 0)
    assert view.picture.png.startswith(b"\x89PNG")


def test_the_gates_release_and_deploy_divide_the_stages() -> None:
    assert [band.gate for band in BANDS] == ["release", "deploy", ""]
    names = iter(stage.name for stage in STAGES)
    assert [[next(names) for _ in range(band.stages)] for band in BANDS] == [
        ["Code", "Review", "Build and test", "Merged"],
        ["Staging", "Ready", "Deploying"],
        ["Production"],
    ]
    assert next(names, None) is None


def test_every_state_has_its_place() -> None:
    assert set(WHERE) == set(State)
    assert {stage for stage, _ in WHERE.values()} == {stage.key for stage in STAGES}


@pytest.mark.parametrize("hour", [0, 9, 13.5, 33.9, 34, 36, 38, 40, 100, 168])
def test_conservation_every_change_is_in_one_stage(hour: float) -> None:
    log = one_train()
    tracks = pipeline_tracks(log, "tug", *WEEK)
    committed = (log.changes["committed"] <= at(hour)[0]).sum()
    assert sum(tracks.counts_at(hour).values()) == committed


@pytest.mark.parametrize("team", ["barge", "tug", "ferry", "hydrofoil"])
def test_a_simulated_team_walks_forwards_and_arrives_when_its_log_says(team: str) -> None:
    log = simulate(Scenario.team(team), days=84, seed=3)
    tracks = pipeline_tracks(log, team, log.start, log.end)
    assert set(tracks.changes) == set(log.changes["change"])
    assert np.isin([State.RED_BUILD, State.ROLLED_BACK], tracks.states).any()
    hours = ((log.changes["deployed"] - log.start) / pd.Timedelta(hours=1)).to_numpy()
    deployed = dict(zip(log.changes["change"], hours, strict=True))
    back = {State.RED_BUILD, State.ROLLED_BACK, State.DEPLOY_FAILED}
    for change in tracks.changes:
        steps = [(hour, State[name]) for hour, name in walk(tracks, change)]
        for (_, before), (_, after) in itertools.pairwise(steps):
            assert after > before or after in back or before in back
        first = next((hour for hour, state in steps if state is State.PRODUCTION), np.nan)
        assert first == pytest.approx(deployed[change], abs=1e-3, nan_ok=True)


@pytest.mark.parametrize("hour", [0.0, 100.0, 1000.5, 2000.0])
def test_any_window_of_a_log_shows_the_same_moment_alike(hour: float) -> None:
    log = simulate(Scenario.team("hydrofoil"), days=84, seed=5)
    moment = log.start + pd.Timedelta(hours=hour)
    whole = pipeline_tracks(log, "hydrofoil", log.start, log.end)
    part = pipeline_tracks(log, "hydrofoil", moment, log.end)
    in_whole = dict(zip(whole.changes, whole.states_at(hour), strict=True))
    assert {change: in_whole[change] for change in part.changes} == dict(
        zip(part.changes, part.states_at(0), strict=True)
    )
    left_out = set(whole.changes) - set(part.changes)
    assert {in_whole[change] for change in left_out} <= {State.PRODUCTION}


# Who acts ---------------------------------------------------------------------------------------


def builds_ending(hours: Sequence[float]) -> DeliveryLog:
    count = len(hours)
    return a_log(
        changes={"change": ["c1"], "committed": at(0)},
        builds={
            "build": [f"b{i}" for i in range(count)],
            "change": ["c1"] * count,
            "attempt": range(1, count + 1),
            "queued": at(*hours),
            "started": at(*hours),
            "finished": at(*hours),
            "outcome": ["success"] * count,
        },
    )


def test_work_that_ends_at_night_or_at_a_weekend_is_done_by_machines() -> None:
    day = [9 + i / 5 for i in range(30)]
    assert who_acts(builds_ending(day), "tug")["build"] == "people"
    assert who_acts(builds_ending([*day, 23.0]), "tug")["build"] == "machines"
    assert who_acts(builds_ending([*day, 5 * 24 + 12.0]), "tug")["build"] == "machines"


def test_too_little_work_tells_nothing() -> None:
    assert who_acts(builds_ending([10.0, 11.0]), "tug")["build"] == ""


@pytest.mark.parametrize(
    ("team", "by_hand"),
    [
        ("barge", {"build", "merged", "staging", "deploy"}),
        ("tug", {"merged", "staging", "deploy"}),
        ("ferry", set()),
        ("hydrofoil", set()),
    ],
)
def test_the_four_teams_are_told_apart(team: str, by_hand: set[str]) -> None:
    acts = who_acts(simulate(Scenario.team(team), days=364, seed=1), team)
    rest = {"build", "merged", "staging", "deploy"} - by_hand
    assert {stage: acts[stage] for stage in by_hand | rest} == {
        **dict.fromkeys(by_hand, "people"),
        **dict.fromkeys(rest, "machines"),
    }


def test_a_train_that_machines_load_is_not_taken_for_the_work_of_people() -> None:
    by_day = Train(every_days=7)
    scenario = dataclasses.replace(Scenario.team("ferry"), deploy_on=by_day)
    assert who_acts(simulate(scenario, days=364, seed=1), "ferry")["deploy"] != "people"


@pytest.mark.parametrize("team", ["barge", "tug", "ferry", "hydrofoil"])
def test_only_at_ferry_a_person_approves(team: str) -> None:
    acts = who_acts(simulate(Scenario.team(team), days=56, seed=1), team)
    assert acts["ready"] == ("people" if team == "ferry" else "")


def test_a_log_that_does_not_say_who_packages_tells_nothing() -> None:
    log = one_train()
    releases = log.releases.assign(by=never(log.releases["by"]))
    unsaid = dataclasses.replace(log, releases=releases)
    assert who_acts(unsaid, "tug")["merged"] == ""


def test_people_rest_where_nobody_ever_commits_at_night() -> None:
    scenario = Scenario.team("tug")
    by_day = simulate(scenario, days=28)
    always = simulate(dataclasses.replace(scenario, working_hours=ALWAYS), days=28)
    assert people_rest(by_day, "tug")
    assert not people_rest(always, "tug")
    assert not people_rest(one_train(), "tug")  # three changes tell nothing


def test_the_log_says_whether_packages_are_made_by_hand() -> None:
    assert who_acts(one_train(), "tug")["merged"] == "people"
    assert who_acts(rolled_back(), "hydrofoil")["merged"] == "machines"


# The view ---------------------------------------------------------------------------------------


def both() -> DeliveryLog:
    return DeliveryLog.concat([rolled_back(), one_train()])


def test_the_sentence_says_what_each_team_carried() -> None:
    assert PipelineView(both(), start="2025-03-03").sentence == (
        "In the week from Monday 3 March 2025, "
        "hydrofoil had 3 changes on their way and carried 3 to production in 3 deployments; "
        "tug had 3 changes on their way (1 from before) and carried 2 to production in "
        "1 deployment."
    )


@pytest.mark.parametrize(
    ("start", "days", "begins"),
    [
        ("2025-03-03", 1, "In the day from Monday 3 March 2025, tug"),
        ("2025-03-04T12:30", 2, "In the 2 days from Tuesday 4 March 2025 12:30, tug"),
        ("2025-03-04T14:30+02:00", 0.5, "In the 0.5 days from Tuesday 4 March 2025 12:30, tug"),
    ],
)
def test_the_sentence_names_the_window(start: str, days: float, begins: str) -> None:
    assert PipelineView(one_train(), start=start, days=days).sentence.startswith(begins)


@pytest.mark.parametrize("start", ["3 March 2025", "20250303", "2025-03-03", MONDAY])
def test_a_date_with_a_year_may_be_written_in_many_ways(start: str | pd.Timestamp) -> None:
    assert PipelineView(one_train(), start=start).start == MONDAY


def test_without_a_start_the_view_begins_on_the_first_monday_after_four_weeks() -> None:
    view = PipelineView(one_train())
    assert view.start == MONDAY - pd.Timedelta(weeks=2)
    assert view.start.day_name() == "Monday"


def test_teams_are_shown_in_the_order_asked_for() -> None:
    view = PipelineView(both(), ["tug", "hydrofoil"], start="2025-03-03")
    assert [lane["team"] for lane in view.lanes] == ["tug", "hydrofoil"]
    assert [lane["team"] for lane in PipelineView(both(), "tug", start="2025-03-03").lanes] == [
        "tug"
    ]


def test_unknown_team_is_refused_with_the_teams_there_are() -> None:
    with pytest.raises(LogError, match=r"rowing.*hydrofoil, tug"):
        PipelineView(both(), "rowing", start="2025-03-03")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"teams": []}, "name at least one team"),
        ({"teams": ["tug", "tug"]}, "names a team twice: tug, tug"),
        ({"days": 0}, "days is 0; choose a number of days above 0"),
        ({"days": float("nan")}, "days is nan"),
        ({"start": "3 March"}, "start is '3 March'; write a date with its year, for example '2025"),
        ({"start": "03/04/25"}, "start is '03/04/25'; write a date with its year"),
        ({"start": "soon in 2025"}, "start is 'soon in 2025'; write a date"),
        ({"start": "today"}, "start is 'today'; write a date"),
        ({"start": pd.NaT}, "start is 'NaT'; write a date"),
        ({"start": "2031-01-06"}, r"lies outside the log.*2025-01-20 to 2025-03-17"),
    ],
)
def test_a_window_that_makes_no_sense_is_refused(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        PipelineView(both(), **arguments)  # type: ignore[arg-type]


def test_the_browser_gets_bytes_and_few_words() -> None:
    view = PipelineView(both(), start="2025-03-03")
    lane = view.lanes[1]
    tracks = view.tracks["tug"]
    assert np.frombuffer(lane["offsets"], "<i4").tolist() == tracks.offsets.tolist()
    assert np.frombuffer(lane["entered"], "<f4") == pytest.approx(tracks.entered)
    assert np.frombuffer(lane["states"], "u1").tolist() == tracks.states.tolist()
    assert np.frombuffer(lane["deployments"]["finished"], "<f4").tolist() == [40]
    assert lane["incidents"] == [
        {
            "started": 40,
            "detected": 41,
            "restored": 44,
            "severity": "major",
            "cause": "change",
            "restored_by": "fix forward",
        }
    ]


def test_releases_count_the_changes_that_are_in_no_package_before() -> None:
    (one,) = PipelineView(one_train(), start="2025-03-03").lanes[0]["releases"]
    assert one == {"packaged": 34, "version": "1.1", "by": "hand", "changes": 2}
    releases = pipeline_tracks(rolled_back(), "hydrofoil", at(6)[0], at(30)[0]).releases
    assert releases["version"].to_list() == ["1.2", "1.3"]  # not those before 6:00 or at 30:00
    assert releases["changes"].to_list() == [1, 0]  # a hotfix brings no change that is new
    assert releases["packaged"].to_list() == [0, 14]  # hours since the window begins


def test_an_incident_says_whether_the_deployment_itself_went_wrong() -> None:
    log = one_train()
    assert pipeline_tracks(log, "tug", *WEEK).incidents["cause"].to_list() == ["change"]
    failed = log.deployments.assign(
        outcome=log.deployments["outcome"].mask(log.deployments["deployment"] == "d2", "failure")
    )
    changes = log.changes.assign(
        deployment=never(log.changes["deployment"]), deployed=never(log.changes["deployed"])
    )
    log = dataclasses.replace(log, deployments=failed, changes=changes)
    tracks = pipeline_tracks(log, "tug", *WEEK)
    assert tracks.incidents["cause"].to_list() == ["deploy"]
    assert walk(tracks, "c1")[-1] == (40, "DEPLOY_FAILED")
    assert WHERE[State.DEPLOY_FAILED] == ("deploy", "wait")  # a cross means a red build, no more


def test_an_open_incident_has_no_end() -> None:
    log = one_train()
    incidents = log.incidents.assign(restored=never(log.incidents["restored"]), restored_by=None)
    view = PipelineView(dataclasses.replace(log, incidents=incidents), start="2025-03-03")
    assert view.lanes[0]["incidents"][0]["restored"] is None


def test_stored_notebooks_have_the_sentence_and_a_small_picture() -> None:
    view = PipelineView(both(), start="2025-03-03")
    bundle, _ = view._repr_mimebundle_()
    assert bundle["text/plain"] == view.sentence
    assert f'alt="{view.sentence}"' in bundle["text/html"]
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == view.model_id
    assert len(view.picture.png) <= 40_000
    assert view.picture.png == PipelineView(both(), start="2025-03-03").picture.png


def test_the_still_picture_shows_the_first_moment_and_not_what_comes() -> None:
    log = one_train()
    start, end = WEEK
    week = draw_pipeline([pipeline_tracks(log, "tug", start, end)], "a week")
    hour = draw_pipeline([pipeline_tracks(log, "tug", start, at(1)[0])], "an hour")
    later = draw_pipeline([pipeline_tracks(log, "tug", at(39)[0], end)], "later")
    assert week.png == hour.png
    assert week.png != later.png


def test_in_the_still_picture_work_by_hand_rests_at_night() -> None:
    log = simulate(Scenario.team("tug"), days=56)
    night, day = (
        pipeline_tracks(log, "tug", log.start + pd.Timedelta(days=28, hours=h), log.end)
        for h in (0, 12)
    )
    for tracks, drawn in ((night, True), (day, False)):
        restless = dataclasses.replace(tracks, rests=False)
        as_it_is, without = (draw_pipeline([one], "tug").png for one in (tracks, restless))
        assert (as_it_is != without) == drawn
