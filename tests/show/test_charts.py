"""A picture's sentence holds the numbers of the log that it draws."""

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.flow_stages import spans, stage_hours
from deliverylab.measure.say import say_hours
from deliverylab.show.charts import delivery_loop, one_change, stage_times
from deliverylab.simulate import Scenario, simulate

TEAMS = ("barge", "tug", "ferry", "hydrofoil")


@pytest.fixture(scope="module")
def logs():
    return {team: simulate(Scenario.team(team), days=120) for team in TEAMS}


@pytest.mark.parametrize("team", TEAMS)
def test_the_stages_of_a_change_add_up_to_its_lead_time(logs, team):
    log = logs[team]
    changes = log.changes.loc[log.changes["deployed"].notna()].set_index("change")
    lead_time = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    stages = stage_hours(log).drop(columns="team")
    assert (stages >= 0).all(axis=None)
    pd.testing.assert_series_equal(stages.sum(axis=1), lead_time, check_names=False)
    first = changes.index[0]
    assert sum(span.hours for span in spans(log, first)) == pytest.approx(lead_time[first])
    assert {span.stage: span.hours for span in spans(log, first)} == pytest.approx(
        {stage: hours for stage, hours in stages.loc[first].items() if hours}
    )


def test_a_package_made_by_hand_is_waited_for(logs):
    by_hand, automatic = stage_hours(logs["tug"]), stage_hours(logs["hydrofoil"])
    assert (by_hand["release"] == 0).all() and (by_hand["wait for release"] > 0).any()
    assert (automatic["wait for release"] == 0).all() and (automatic["release"] > 0).any()


@pytest.mark.parametrize("team", TEAMS)
def test_one_change_says_how_long_it_took(logs, team):
    log = logs[team]
    changes = log.changes.loc[log.changes["deployed"].notna()]
    one = changes.iloc[5]
    picture = one_change(log, one["change"])
    hours = (one["deployed"] - one["committed"]) / pd.Timedelta(hours=1)
    assert picture.sentence.startswith(
        f"{one['change']} reaches production after {say_hours(hours)};"
    )
    assert len(picture.png) <= 40_000


def test_a_change_under_way_is_said_to_be(logs):
    log = logs["barge"]
    waiting = log.changes.loc[log.changes["deployed"].isna() & log.changes["opened"].notna()]
    picture = one_change(log, waiting["change"].iloc[0])
    assert "is not in production" in picture.sentence


def test_a_change_that_does_not_exist_is_refused(logs):
    with pytest.raises(KeyError, match=r"no change 'tug-c1'.*called like tug-c00001"):
        one_change(logs["tug"], "tug-c1")


def test_a_change_of_which_nothing_is_known_is_refused(logs):
    log = logs["barge"]
    untouched = log.changes.loc[log.changes["opened"].isna(), "change"].iloc[-1]
    with pytest.raises(ValueError, match="nothing is known"):
        one_change(log, untouched)


def test_four_teams_in_one_picture(logs):
    picture = stage_times(DeliveryLog.concat(list(logs.values())))
    for team in TEAMS:
        hours = stage_hours(logs[team]).drop(columns="team").sum(axis=1).mean()
        assert f"{team} needs {say_hours(hours)} on average" in picture.sentence
    assert len(picture.png) <= 40_000


def test_a_log_without_deployments_is_refused():
    with pytest.raises(ValueError, match="no change of this log reached production"):
        stage_times(simulate(Scenario.team("barge"), days=3))


def test_the_loop_names_every_step_and_the_two_that_matter():
    picture = delivery_loop()
    for step in ("plan", "code", "build", "test", "release", "deploy", "operate", "monitor"):
        assert step in picture.sentence
    assert "Release is packaging" in picture.sentence
    assert len(picture.png) <= 40_000
