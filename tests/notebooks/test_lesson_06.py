"""What lesson 06 says in words, checked against what its own cells put out and the simulator."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from deliverylab.improve import MOVES, UnseenTeam, trial, unseen_team
from deliverylab.measure import value_stream

LESSON = "06_turn_a_team_around"


@pytest.fixture(scope="module")
def cutter() -> UnseenTeam:
    return unseen_team("2022")


def test_the_team_is_the_one_that_the_lesson_is_about(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    assert cutter.name == "cutter" and "One of them is the `cutter`." in cells["title"]
    assert shown["cutter"] == cutter.describe()
    assert "at the prices in the text above" in cells["losses"]
    assert f"{cutter.prices.outage:g} person-weeks" in shown["cutter"]


def test_changes_queue_in_front_of_review(cells: dict[str, str], cutter: UnseenTeam) -> None:
    assert "Changes queue in front of review." in cells["suspect"]
    assert value_stream(cutter.log).table["wait_hours"].idxmax() == "review"


def test_the_captain_is_wrong_and_the_map_is_right(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert '"It is the approval.' in cells["suspect"]
    assert "That is not the root." in shown["captain"]
    assert "That is the root." in shown["root"]


def test_smaller_changes_alone_make_it_worse(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "reviewing is the bottleneck, and there would be twice as many" in cells["tempting"]
    assert re.search(r"rises by \d+ person-weeks", shown["small-alone"])
    assert "begin with a time that is worse than before" in cells["answer"]


def test_it_is_one_of_the_cheap_moves(cells: dict[str, str], cutter: UnseenTeam) -> None:
    able = [move.cost for move in MOVES.values() if not move.why_not(cutter.scenario)]
    assert "One of them is cheap" in cells["tempting"]
    assert MOVES["half the size"].cost in sorted(able)[:3]


def test_the_plan_brings_a_week_down_to_a_day(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "Its changes took a week; with the plan they take a day." in cells["answer"]
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("lead time")]
    assert "7.9 days" in line and "22 hours" in line


def test_one_thing_is_worse_and_it_is_what_users_meet(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    worse = [line for line in shown["trial"].splitlines() if line.endswith("worse")]
    assert [line.split()[0] for line in worse] == ["reliability"]
    assert "users meet a little more failure" in cells["read-it"]


def test_it_is_deployments_by_hand_that_slip(cells: dict[str, str], cutter: UnseenTeam) -> None:
    plan = cutter.plan("everyone reviews", "half the size")
    sure = [replace(way, slip_share=0.0) for way in (plan.before, plan.after)]
    assert "by hand, and some of them slip" in cells["read-it"]
    assert plan.before.deploy_by == "hand"
    assert not trial(*sure, prices=cutter.prices)["reliability"].worse


def test_two_years_of_different_luck_mislead(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "which the plan makes shorter" in cells["noise"]
    question, answer = shown["two-years"].splitlines()
    assert "of 29 such comparisons" in question and 5 <= int(answer) <= 14
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("time to restore")]
    assert line.endswith("better")


def test_the_ranges_of_the_lesson_are_too_sure_and_do_not_say_so_beforehand(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "you were too sure" in shown["calibration"]
    assert "too sure" not in cells["your-ranges"] + cells["predict-intro"]
    assert "Six ranges" in cells["calibration-said"] and "of your 6 ranges" in shown["calibration"]


def test_one_of_three_claims_has_to_be_taken_back(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    marks = [line[0] for line in shown["report"].splitlines() if line[:1] in "✓✕≈" and line]
    assert sorted(marks) == ["✓", "✓", "✕"]
    assert "Which of the three claims would you have to take back" in cells["report-save"]
