"""One thing a quarter: order matters, effects do not add up, and what cannot be done says why."""

from __future__ import annotations

import numpy as np
import pytest

from deliverylab.improve import MOVES, PILLARS, trial
from deliverylab.improve.one_thing import BUDGET, CHOICES, NOTHING, QUARTERS, Year
from deliverylab.improve.paired import mean_difference
from deliverylab.improve.years import YEARS
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

HALF, TEST, TRAINS, WRITE = (
    "half the size",
    "test by machine",
    "trains twice as often",
    "write down what you know",
)


@pytest.mark.parametrize("team", CHOICES)
def test_each_team_can_choose_from_every_pillar_in_their_order(team: str) -> None:
    pillars = [MOVES[key].pillar for key in CHOICES[team]]
    assert set(pillars) == set(PILLARS)
    assert pillars == sorted(pillars, key=PILLARS.index)
    assert len(CHOICES[team]) == 6
    assert sum(MOVES[key].cost for key in CHOICES[team]) > BUDGET or team == "ferry"


def test_a_quarter_is_a_quarter_of_the_years_of_a_trial() -> None:
    before, after = Year("barge", (TEST,)).quarters
    theirs = trial(*Year("barge", (TEST,)).works, years=YEARS)["loss"]
    np.testing.assert_allclose(4 * before.lost, theirs.without)
    np.testing.assert_allclose(4 * after.lost, theirs.with_it)
    assert 4 * after.against(before).value == pytest.approx(theirs.difference.value)


def test_the_order_matters_by_more_than_noise() -> None:
    this, other = Year("barge", (TEST, HALF)), Year("barge", (HALF, TEST))
    assert other.turned_round() == this
    assert mean_difference(this.lost, other.lost).low > 30
    assert this.quarters[-1].loss == other.quarters[-1].loss  # in the end they work alike


def test_effects_alone_do_not_add_up_to_the_effect_together() -> None:
    start = Year("barge").quarters[0]
    alone = [Year("barge", (key,)).quarters[-1].lost - start.lost for key in (HALF, TEST)]
    together = Year("barge", (HALF, TEST)).quarters[-1].lost - start.lost
    assert mean_difference(np.asarray(sum(alone)), together).high < -10


def test_smaller_changes_at_barge_cost_first_and_no_longer_when_the_rest_is_there() -> None:
    worth = Year("barge", (HALF, TEST, TRAINS, WRITE)).first_and_last
    assert worth is not None
    first, last = worth
    assert first.low > 20
    assert last.low < 0 < last.high
    before, after = Year("barge", (HALF,)).quarters
    assert before.of.waiting["tests by hand"] < 4 and after.of.waiting["tests by hand"] > 100


def test_the_worth_at_last_is_that_of_the_order_in_which_it_comes_last() -> None:
    year = Year("barge", (HALF, NOTHING, TEST, WRITE))
    turned = year.turned_round()
    assert year.first_and_last is not None
    last = turned.quarters[-1].against(turned.quarters[-2])
    assert year.first_and_last[1] == last


def test_the_bottleneck_is_where_changes_wait_longest_and_it_moves() -> None:
    year = Year("tug", ("package by machine", "approve each package"))
    for quarter in year.quarters:
        assert quarter.longest_wait == max(quarter.of.waiting.values())
        assert quarter.of.waiting[quarter.bottleneck] == quarter.longest_wait
    assert [quarter.bottleneck for quarter in year.quarters] == [
        "the train",
        "the train",
        "approval",
    ]


def test_nothing_changed_is_a_quarter_like_the_one_before() -> None:
    year = Year("ferry", (NOTHING, "more may approve", NOTHING))
    before, first, second, third = year.quarters
    assert first.of is before.of and third.of is second.of
    assert year.made == ("more may approve",) and year.left == BUDGET - 1
    assert mean_difference(year.lost, year.doing_nothing().lost).low > 0


@pytest.mark.parametrize(
    ("team", "moves", "key", "reason"),
    [
        ("tug", (), "approve each package", "Packages are made by hand here."),
        ("barge", (TEST,), TEST, "That is done since quarter 1."),
        ("barge", (TEST, HALF, TRAINS), WRITE, None),
        ("barge", (TEST, WRITE, HALF), "everyone reviews", "It takes 3 person-weeks, and 2 of"),
        ("barge", (NOTHING,) * QUARTERS, HALF, "The year has 4 quarters"),
        ("ferry", ("deploy every change",), "more may approve", "Nobody approves deployments"),
        ("ferry", (), TEST, "'test by machine' is no choice of ferry here."),
    ],
)
def test_what_cannot_be_done_says_why(
    team: str, moves: tuple[str, ...], key: str, reason: str | None
) -> None:
    year = Year(team, moves)
    if reason is None:
        assert year.why_not(key) == "" and year.then(key).left == 0
        return
    assert year.why_not(key).startswith(reason)
    with pytest.raises(NotAllowed):
        year.then(key)


def test_a_move_that_needs_another_cannot_come_before_it() -> None:
    year = Year("tug", ("package by machine", "approve each package"))
    with pytest.raises(NotAllowed, match="Package by machine first"):
        year.turned_round()
    with pytest.raises(NotAllowed, match="Package by machine first"):
        _ = year.first_and_last


def test_the_last_quarter_can_be_taken_back() -> None:
    year = Year("barge", (HALF, TEST))
    assert year.back() == Year("barge", (HALF,)) and year.back().back() == Year("barge")
    assert Year("barge").works == (Scenario.team("barge"),)
    assert Year("barge", (HALF,)).first_and_last is None
