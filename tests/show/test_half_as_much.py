"""The lab "Half as much": every position works, its numbers the model's and the theory's."""

from dataclasses import replace

import numpy as np
import pytest

from deliverylab.show import HalfAsMuch
from deliverylab.show.features_compared import PLAN, by_size, compared, say_days
from deliverylab.simulate.feature_way import EVERY_HOURS, WORKING_DAY
from deliverylab.simulate.half_as_much import MOST_BUSY, build
from tests.show.proof import LabProof, cut_words


@pytest.fixture
def lab():
    opened = HalfAsMuch()
    opened.predict(6)
    return opened


class TestHalfAsMuch(LabProof):
    lab = HalfAsMuch
    asks = "How many working days does it wait if every feature is half as much"
    tells = "waits 1.5 days for its turn"

    def faults(self, view):
        if max(len(row) for row in view.table.rows) != 3 or len(view.table.rows) > 10:
            yield f"the table is {view.table.rows}"


def test_it_starts_with_half_of_the_plan(lab):
    assert lab.view.verdict == (
        "You predicted 6 working days; the outcome is 1.5 working days: 4.5 working days too many."
    )
    assert repr(lab) == (
        "With 50 % of the plan in 2 changes, users have the first part after 6.5 working days (as "
        "planned: 18 days), all of it after 8.5 days (24 days). A feature takes 30 hours (61 "
        "hours), so the team is 37 % busy (74 %), and a feature waits 1.5 days for its turn (13 "
        "days). 30 % of the deployments fail (36 %)."
    )


def test_its_question_says_what_is_so(lab):
    planned = lab.result.planned
    assert round(planned.way.work_hours, -1) == 60 and say_days(planned.turn_hours) == "13 days"
    assert planned.way.busy == pytest.approx(0.75, abs=0.02)
    assert say_days(EVERY_HOURS) == "10 days", "two weeks"


def test_half_of_the_work_is_far_less_than_half_of_the_wait(lab):
    planned, now = lab.result.planned, lab.result.now
    assert now.building_hours == pytest.approx(planned.building_hours / 2, rel=0.02)
    assert now.turn_hours < planned.turn_hours / 8
    assert now.first_used_hours < planned.first_used_hours / 2
    assert now.all_used_hours < planned.all_used_hours / 2


def test_less_smaller_and_faster_each_bring_the_first_part_sooner_and_all_three_most(lab):
    days = {}
    for preset in ("as planned", "less", "smaller", "faster", "all three", "smaller, but costly"):
        view = lab.choose(preset)
        assert not view.refusal
        days[preset] = lab.result.now.first_used_hours / WORKING_DAY
    assert days["all three"] < days["less"] < days["smaller"] < days["as planned"]
    assert days["faster"] < days["as planned"] < days["smaller, but costly"]


def test_tiles_sentence_and_table_compare_with_the_same_plan(lab):
    view = lab.choose("smaller, but costly")
    tile = view.tiles[0]
    now, planned = (one.first_used_hours for one in (lab.result.now, lab.result.planned))
    assert (tile["text"], tile["verdict"]) == ("29 days", "worse")
    assert tile["change"] == f"{say_days(now - planned)} worse than planned"
    assert f"(as planned: {say_days(planned)})" in view.sentence
    assert ("first part used", say_days(planned), "29 days") in view.table.rows


def test_as_planned_it_says_nothing_twice(lab):
    view = lab.choose("as planned")
    assert "(" not in view.sentence
    assert {tile["change"] for tile in view.tiles} == {"as planned"}
    lab.frame(1.0)
    assert lab.live._plot._title.get_text() == "The first part is used after 18 days, as planned"


def test_what_a_change_costs_is_the_same_for_the_plan(lab):
    lab.move(around=1.5, lines=150)
    assert lab.result.planned.way == replace(PLAN, around_hours=1.5)
    assert lab.result.now.way.around_hours == 1.5


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"lines": 50, "around": 3}, "82 hours of work, and one is asked for every 80 hours: the"),
        ({"built": 100, "lines": 150, "around": 2.25}, "77 hours of work"),
    ],
)
def test_what_the_team_cannot_keep_up_with_is_refused_and_the_picture_stays(lab, choices, words):
    before = lab.result
    view = lab.move(**choices)
    assert words in view.refusal and "fewer changes" in view.refusal
    assert ("without end" in view.refusal) == ("82" in words)
    assert lab.result is before
    assert not lab.move(around=0).refusal


def test_the_theory_goes_through_what_is_simulated(lab):
    for choices in ({}, {"lines": 100}, {"built": 100}, {"train": 20}, {"around": 2, "lines": 150}):
        lab.reset()
        lab.move(**choices)
        for one in (lab.result.planned, lab.result.now):
            assert one.first_used_hours == pytest.approx(one.way.first_used_hours, rel=0.1)
            assert one.turn_hours == pytest.approx(one.way.turn.wait_hours, rel=0.15)
            assert one.failure_rate == pytest.approx(one.failure_rate_by_formula, abs=0.03)
            lines, days = by_size(one.way)
            there = np.interp(one.way.lines_each, lines[::-1], days[::-1])
            assert there == pytest.approx(one.way.first_used_hours / WORKING_DAY, rel=0.01)


def test_the_curve_ends_where_the_team_cannot_keep_up():
    dear = replace(PLAN, around_hours=2)
    lines, _ = by_size(dear)
    assert (np.diff(lines) < 0).all() and lines[0] == 1_000
    assert lines[-1] > 50 and replace(dear, change_lines=lines[-1]).busy <= MOST_BUSY
    assert by_size(replace(PLAN, built_share=0.2))[0][0] == 400


def test_bars_are_the_hours_and_nothing_leaves_the_picture(lab):
    for choices in ({}, {"built": 100, "lines": 150, "around": 1.75}, {"built": 20, "train": 1}):
        lab.reset()
        lab.move(**choices)
        assert not list(cut_words(lab))
        plot = lab.live._plot
        for row, one in ((0, lab.result.now), (2, lab.result.planned)):
            times, works = (
                [piece.get_data().values[row] for piece in pieces]
                for pieces in (plot._times, plot._works)
            )
            assert times == sorted(times) and works == sorted(works)
            assert times[-1] == pytest.approx(one.all_used_hours / WORKING_DAY)
            assert times[-1] <= plot._time.get_xlim()[1]
            assert works[2:] == pytest.approx([one.building_hours, EVERY_HOURS])
            assert one.first_used_hours / WORKING_DAY <= plot._sizes.get_ylim()[1]


def test_the_lab_is_the_model(lab):
    lab.move(built=60, lines=200, around=0.25, review=60, train=2)
    way = replace(
        PLAN,
        built_share=0.6,
        change_lines=200,
        around_hours=0.25,
        review_minutes=60,
        train_days=2,
    )
    both = compared(way)
    assert lab.result.now.built is both.now.built is build(way)
    assert lab.result.planned.built is both.planned.built
