"""The map's sentence holds the measured numbers, and its picture only the steps there are."""

import dataclasses

import pytest

from deliverylab.log import DeliveryLog, LogError
from deliverylab.measure import value_stream
from deliverylab.measure.say import say_hours, say_share, say_work
from deliverylab.show import value_stream_map
from deliverylab.simulate import Scenario, simulate

TEAMS = ("barge", "tug", "ferry", "hydrofoil")


@pytest.fixture(scope="module")
def log():
    return DeliveryLog.concat([simulate(Scenario.team(team), days=120) for team in TEAMS])


@pytest.mark.parametrize("team", TEAMS)
def test_it_says_what_was_measured(log, team):
    stream = value_stream(log.team(team))
    picture = value_stream_map(log, team=team)
    said = picture.sentence
    assert said.startswith(f"At {team}, a change takes {say_hours(stream.lead_time_hours)} to")
    assert f"worked on for {say_work(stream.touch_hours)}" in said
    assert f"flow efficiency is {say_share(stream.flow_efficiency)}" in said
    wait = say_hours(stream.table.loc[stream.longest_wait, "wait_hours"])
    assert f"It waits longest at {stream.longest_wait} ({wait}), then at" in said
    for step, share in stream.table["complete_and_accurate"].dropna().items():
        assert f"{say_share(share)} at {step}" in said
    assert len(said) < 350, "three lines on the page"
    assert "nan" not in said and "0 seconds" not in said
    assert len(picture.png) <= 40_000


def test_steps_that_a_team_does_not_have_are_left_out(log):
    assert "approval" in value_stream_map(log, team="ferry").sentence
    assert "approval" not in value_stream_map(log, team="tug").sentence


def test_a_map_of_seven_steps_is_wider_so_that_the_arrows_stay(log):
    six, seven = (value_stream_map(log, team=team) for team in ("tug", "ferry"))
    assert seven.width - six.width == 108 and seven.height == six.height


def test_a_log_of_one_team_needs_no_name(log):
    assert value_stream_map(log.team("tug")).sentence == value_stream_map(log, "tug").sentence


def test_what_cannot_be_drawn_is_refused_in_words(log):
    with pytest.raises(ValueError, match="4 teams and a map shows one; say which"):
        value_stream_map(log)
    with pytest.raises(LogError, match="No team 'raft'"):
        value_stream_map(log, team="raft")
    with pytest.raises(ValueError, match="of barge to show: no change reached production"):
        value_stream_map(simulate(Scenario.team("barge"), days=3))
    tug = log.team("tug")
    bare = dataclasses.replace(tug, unrecorded=frozenset({("tug", "changes.reviewed")}))
    with pytest.raises(ValueError, match="of tug to show: when reviews ended is not recorded"):
        value_stream_map(bare)
