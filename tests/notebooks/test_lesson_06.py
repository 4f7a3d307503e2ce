"""What lesson 06 says in words, checked against what its own cells put out and the simulator."""

from __future__ import annotations

from dataclasses import replace

import pytest

from deliverylab.improve import MOVES, UnseenTeam, loss, trial, unseen_team
from deliverylab.improve.calibration import interval_score
from deliverylab.measure import value_stream
from deliverylab.simulate import simulate

LESSON = "06_turn_a_team_around"
PLAN = ("everyone reviews", "test what escaped")


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
    assert '"It is the approval.' in cells["captain-says"]
    assert "That is not the root." in shown["captain"]
    assert "That is the root." in shown["root"]


def test_smaller_changes_alone_double_the_loss(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    assert "reviewing is the bottleneck, and there would be twice as many" in cells["tempting"]
    lost = cutter.plan("half the size").trial()["loss"]
    assert lost.text in shown["small-alone"]
    assert 1.9 < lost.after / lost.before < 2.1
    assert "The cheapest advice alone would have doubled the loss." in cells["answer"]


def test_it_is_one_of_the_cheap_moves(cells: dict[str, str], cutter: UnseenTeam) -> None:
    able = [move.cost for move in MOVES.values() if not move.why_not(cutter.scenario)]
    assert "One of them is cheap" in cells["tempting"]
    assert MOVES["half the size"].cost in sorted(able)[:3]


def test_after_the_first_move_outages_are_the_largest_part(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    first = cutter.plan("everyone reviews").after
    left = loss(simulate(first, seed=cutter.log_seed), first, cutter.prices)
    assert shown["after-one"] == left.text
    assert max(left.waiting, left.outages, left.hands) == left.outages
    assert "outages are the largest part" in cells["order-2"]


def test_the_second_move_is_worth_it(cutter: UnseenTeam) -> None:
    one, both = cutter.plan("everyone reviews"), cutter.plan(*PLAN)
    added = trial(one.after, both.after, prices=cutter.prices)
    assert added["loss"].better and added["reliability"].better


def test_the_plan_brings_a_week_down_to_a_day(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "Its changes took a week; with the plan they take a day." in cells["answer"]
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("lead time")]
    assert "7.9 days" in line and "26 hours" in line


def test_all_but_the_frequency_is_better(cells: dict[str, str], shown: dict[str, str]) -> None:
    rows = shown["trial"].splitlines()[1:8]
    not_better = [row.partition("  ")[0] for row in rows if not row.endswith("  better")]
    assert not_better == ["deployment frequency"]
    assert "Only the deployment frequency stays as it is." in cells["read-it"]


def test_the_year_of_the_log_had_bad_luck(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "5.1 % of the deployments failed, and 4.2 % do in a mean year" in cells["read-it"]
    assert "5.1 %" in shown["year"] and "4.2 %" in shown["trial"]


def test_another_second_move_loses_less_and_takes_longer_to_restore(
    cells: dict[str, str], cutter: UnseenTeam
) -> None:
    other = cutter.plan("everyone reviews", "deploy by machine").trial()
    assert other["loss"].said[1] == "17 person-weeks" and "falls to 17" in cells["read-it"]
    assert other["time to restore service"].said == ("16 minutes", "20 minutes")
    assert "from 16 minutes to 20" in cells["read-it"] and other["change failure rate"].better


def test_slips_by_hand_are_gone_and_were_quickly_put_right(
    cells: dict[str, str], cutter: UnseenTeam
) -> None:
    by_machine = cutter.plan("everyone reviews", "deploy by machine").after
    by_hand = cutter.plan("everyone reviews").after
    no_slips = replace(by_hand, slip_share=0.0)
    assert "Slips by hand are gone, and those were quickly put right" in cells["read-it"]
    restore = trial(by_hand, no_slips, prices=cutter.prices)["time to restore service"]
    assert restore.rises and by_machine.deploy_by == "automatic"


def test_two_years_of_different_luck_mislead(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "which the plan makes shorter" in cells["read-it"]
    question, answer = shown["two-years"].splitlines()
    assert "of 29 such comparisons" in question and 3 <= int(answer) <= 14
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("time to restore")]
    assert line.endswith("better")


def test_the_ranges_of_the_lesson_are_too_sure_and_do_not_say_so_beforehand(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "you were too sure" in shown["calibration"]
    assert "too sure" not in cells["your-ranges"] + cells["predict-intro"]
    assert "Six ranges" in cells["calibration-said"] and "of your 6 ranges" in shown["calibration"]


def test_a_narrow_range_that_just_misses_can_beat_a_wide_one_that_holds(
    cells: dict[str, str],
) -> None:
    assert "a narrow range that just misses can beat a wide one" in cells["calibration-said"]
    assert interval_score(4, 5, outcome=5.2) < interval_score(0, 10, outcome=5.2)


def test_one_of_three_claims_has_to_be_taken_back(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    marks = [line[0] for line in shown["report"].splitlines() if line[:2] in ("✓ ", "✕ ", "≈ ")]
    assert marks == ["✓", "✓", "≈"]
    assert "Which of the three claims would you have to take back" in cells["report-save"]
