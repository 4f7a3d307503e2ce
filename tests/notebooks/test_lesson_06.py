"""What lesson 06 says in words, checked against what its own cells put out and the simulator."""

from __future__ import annotations

import numpy as np
import pytest

from deliverylab.improve import MOVES, UnseenTeam, trial, unseen_team
from deliverylab.improve.calibration import interval_score
from deliverylab.improve.effect import LITTLE
from deliverylab.improve.waiting import waiting
from deliverylab.measure import value_stream
from deliverylab.simulate import Scenario, simulate
from deliverylab.teach.tasks.lesson_06_team import LESSONS

LESSON = "06_turn_a_team_around"
FIRST, SECOND = PLAN = ("everyone reviews", "deploy every change")


@pytest.fixture(scope="module")
def cutter() -> UnseenTeam:
    return unseen_team(LESSONS)


def test_the_team_is_the_one_that_the_lesson_is_about(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    assert cells["cutter"].startswith(f'cutter = unseen_team("{LESSONS}")')
    assert cutter.name == "cutter" and "One of them is the `cutter`." in cells["title"]
    assert shown["cutter"] == cutter.describe()
    assert "at the prices in the text above" in cells["losses"]
    assert f"{cutter.prices.outage:g} person-weeks" in shown["cutter"]


def test_changes_queue_in_front_of_review(cells: dict[str, str], cutter: UnseenTeam) -> None:
    assert "Changes queue in front of review." in cells["suspect"]
    assert value_stream(cutter.log).table["wait_hours"].idxmax() == "review"


def test_what_is_folded_is_not_told_in_the_next_cell(cells: dict[str, str]) -> None:
    assert cells["loss"].startswith("show.predict_first(")
    assert "waiting" not in cells["two-ways"].rpartition("**outages**")[2].casefold()


def test_the_captain_is_wrong_and_the_map_is_right(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert '"It is the train.' in cells["captain-says"]
    assert "That is not the root." in shown["captain"]
    assert "23 %" in shown["captain"] and "*23 % at deploy*" in cells["note-captain"]
    assert "That is the root." in shown["root"]


def test_how_busy_the_reviewer_is_tells_the_cause_of_the_queue(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "How busy they are puts the three together" in cells["suspect-again"]
    assert "1 person reviews, 34 times a week, 1.2 hours each: busy for 98 % of" in shown["root"]
    assert "At ferry: 3 people, 35 times, 42 minutes: 20 %." in shown["root"]


def test_smaller_changes_alone_double_the_loss_and_help_after_the_first_move(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    assert "half the size means twice as many reviews" in cells["order"]
    lost = cutter.plan("half the size").trial()["loss"]
    assert lost.text in shown["small-alone"] and "mean of thirty years" in cells["tempting"]
    assert 1.9 < lost.after / lost.before < 2.2
    after = cutter.plan(FIRST).after
    assert trial(after, MOVES["half the size"].apply(after), prices=cutter.prices)["loss"].better
    assert "alone would have doubled the loss; after *everyone reviews* it helps" in cells["answer"]


def test_it_is_one_of_the_cheap_moves(cells: dict[str, str], cutter: UnseenTeam) -> None:
    able = [move.cost for move in MOVES.values() if not move.why_not(cutter.scenario)]
    assert "One of them is cheap" in cells["tempting"]
    assert MOVES["half the size"].cost == min(able)


def test_after_the_first_move_the_captains_train_is_the_bottleneck(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    better = cutter.after(FIRST)
    assert shown["after-one"] == better.loss.text
    assert better.loss.waiting > better.loss.total / 2
    assert cells["captain"] == 'cutter.diagnose("rare trains")'
    assert "rare trains" not in cells["second-root"], "it would tell the answer"
    assert "It waits longest at deploy (42 hours)" in shown["second-root"]
    assert '`better.diagnose("rare trains")` again' in cells["order-3"]
    assert better.diagnose("rare trains").right
    assert "the bottleneck moves" in cells["order-3"]


def test_no_other_second_move_brings_nearly_as_much(cutter: UnseenTeam) -> None:
    after = cutter.plan(FIRST).after
    saves = {
        move.key: -trial(after, move.apply(after), years=10, prices=cutter.prices)[
            "loss"
        ].difference.value
        for move in MOVES.values()
        if not move.why_not(after)
    }
    most, next_most = sorted(saves, key=lambda key: saves[key])[:-3:-1]
    assert most == SECOND and saves[most] > 3 * saves[next_most] and saves[most] > 10


def test_the_order_counts_for_the_time_in_between(
    cells: dict[str, str], cutter: UnseenTeam
) -> None:
    assert cutter.plan(*PLAN).after == cutter.plan(*reversed(PLAN)).after
    alone = [cutter.plan(key).trial()["loss"].said[1] for key in PLAN]
    assert alone == ["23 person-weeks", "48 person-weeks"]
    assert "loses 23 person-weeks in a mean year, in the other order 48" in cells["order-3"]


def test_the_plan_brings_nine_days_down_to_one(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "In a mean year its changes took nine days; with the plan, one." in cells["answer"]
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("lead time")]
    assert "8.8 days" in line and "22 hours" in line


def test_fewer_deployments_fail_and_there_are_as_many_failures(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    said = " ".join(cells["read-it"].split())
    assert "12 % of 4.1 a week and 1.5 % of 36 are both one failure in two weeks" in said
    assert "the deployments are nine times as many" in said
    rows = {line[:24].strip(): line for line in shown["trial"].splitlines()[1:8]}
    assert "4.1 per week     36 per week" in rows["deployment frequency"]
    assert "12 %             1.5 %" in rows["change failure rate"]
    for works in (cutter.scenario, cutter.plan(*PLAN).after):
        failures = np.mean([failed(works, seed) for seed in range(1, 11)])
        assert failures == pytest.approx(26, abs=4)


def failed(works: Scenario, seed: int) -> int:
    """Return how many incidents a year of deployments caused."""
    return int(simulate(works, seed=seed).incidents["deployment"].notna().sum())


def test_reliability_gets_worse_by_more_than_noise_and_less_than_a_tenth(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "*a little worse* is more than noise, and less than a tenth" in cells["read-it"]
    (line,) = [one for one in shown["trial"].splitlines() if one.startswith("reliability")]
    assert line.endswith("a little worse") and LITTLE == 0.1


def test_another_second_move_is_cheaper_and_makes_it_worse(
    cells: dict[str, str], cutter: UnseenTeam
) -> None:
    other = cutter.plan(FIRST, "approve each package")
    assert MOVES["approve each package"].cost == MOVES[SECOND].cost - 1
    assert other.trial()["loss"].said[1] == "25 person-weeks" and "falls to 25" in cells["read-it"]
    assert "with “Everyone reviews” alone to 23" in cells["read-it"]
    first, then = cutter.after(FIRST), cutter.after(FIRST, "approve each package")
    train = waiting(first.log, first.scenario)["the train"]
    approval = waiting(then.log, then.scenario)["approval"]
    assert "wait for one person, longer than for the train" in " ".join(cells["read-it"].split())
    assert approval > train


def test_two_years_of_different_luck_say_nothing_of_a_small_effect(
    cells: dict[str, str], shown: dict[str, str], cutter: UnseenTeam
) -> None:
    assert "which gets a little worse" in cells["read-it"]
    question, answer = shown["two-years"].splitlines()
    assert "of 29 such comparisons does it look better" in question
    assert int(answer) == 14 and "It is about half" in cells["note-two-years"]
    lead = cutter.plan(*PLAN).trial()["lead time for changes"]
    assert (lead.with_it[1:] < lead.without[:-1]).sum() == 29
    assert "shorter in all 29" in cells["note-two-years"]


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
    fine = interval_score(4, 5, outcome=5.2) - 1
    assert fine == pytest.approx(10 * 0.2) and "for a miss ten times" in cells["calibration-said"]


def test_one_of_three_claims_has_to_be_taken_back(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    marks = [line[0] for line in shown["report"].splitlines() if line[:2] in ("✓ ", "✕ ", "≈ ")]
    assert marks == ["✓", "✓", "≈"]
    assert "Which of the three claims would you have to take back" in cells["report-save"]
