"""The lab "Three modes, same luck": every position works, and nonsense is refused in words."""

import re
from itertools import groupby, pairwise

import numpy as np
import pytest

from deliverylab.show import ThreeModes
from deliverylab.show.lettering import Lettering
from deliverylab.show.mode_lane import PITCH, _at_a_time
from deliverylab.show.mode_runs import KPIS, difference
from deliverylab.show.three_modes import MODES, your_team
from deliverylab.show.three_modes_plot import say_kpi
from tests.show.proof import LabProof

LEAD_TIME, FAILURE_RATE, FAILED = KPIS[1], KPIS[2], KPIS[3]


@pytest.fixture
def lab():
    opened = ThreeModes()
    opened.predict(MODES[0])
    return opened


class TestThreeModes(LabProof):
    lab = ThreeModes
    asks = "Where does the largest share"
    tells = "45 hours"

    def refuses(self, done):
        return "deploy=True" in done


@pytest.mark.parametrize(
    ("test", "package", "deploy", "mode"),
    [
        (False, False, False, "no continuous integration"),
        (True, False, False, "continuous integration"),
        (True, True, False, "continuous delivery"),
        (True, True, True, "continuous deployment"),
    ],
)
def test_the_switches_make_the_mode(lab, test, package, deploy, mode):
    view = lab.move(test=test, package=package, deploy=deploy)
    assert view.refusal == ""
    assert lab.result.own.mode == your_team(view.choices).mode == mode
    assert [way.mode for way in lab.result.ways[1:]] == list(MODES[1:])


@pytest.mark.parametrize(
    ("test", "package", "deploy", "words"),
    [
        (False, True, False, "Continuous delivery implies continuous integration."),
        (False, True, True, "Continuous delivery implies continuous integration."),
        (True, False, True, "Nothing to deploy automatically: the release is made by hand."),
        (False, False, True, "Nothing to deploy automatically: the release is made by hand."),
    ],
)
def test_nonsense_is_refused_in_words_and_the_last_good_picture_stays(
    lab, test, package, deploy, words
):
    good, picture = lab.result, lab.frame(1.0).runs
    view = lab.move(test=test, package=package, deploy=deploy)
    assert view.refusal == words
    assert lab.result is good
    assert lab.frame(1.0).runs == picture
    assert lab.move(test=True, package=True, deploy=True).refusal == ""


def test_the_sentence_says_what_a_switch_changed(lab):
    view = lab.move(package=True)
    assert view.sentence.startswith(
        "Your team, from continuous integration to continuous delivery: half of the changes reach "
        "users within 45 hours (before: 11 days)"
    )


def test_the_sentence_says_what_tests_by_hand_cost(lab):
    before = lab.result
    view = lab.move(test=False)
    assert view.sentence.endswith(
        "People test now, as well as the machine, for 970 hours of work a year."
    )
    assert np.array_equal(before.ways[0].escaped.nonzero(), lab.result.ways[0].escaped.nonzero())
    assert "People test" not in lab.move(test=True).sentence


@pytest.mark.parametrize(
    ("moved", "mode"),
    [
        ({"every_days": 7}, "continuous integration"),
        ({"approval_hours": 1}, "continuous delivery"),
    ],
)
def test_a_lever_of_one_mode_changes_only_that_mode(lab, moved, mode):
    before = lab.result
    view = lab.move(**moved)
    assert view.sentence.startswith(f"This changed only {mode}: ")
    same = [one is other for one, other in zip(before.ways, lab.result.ways, strict=True)]
    assert same == [one.mode != mode for one in before.ways]


def test_the_sentence_says_that_nothing_has_changed(lab):
    assert lab.move(every_days=14).sentence == "Nothing that is shown here has changed."


def test_what_all_modes_share_moves_all_of_them(lab):
    sentence = lab.move(ci_catch=90).sentence
    assert "Failed deployments a year: 18 → " in sentence
    assert sentence.count("→") >= 3


def test_a_lane_says_how_many_changes_go_at_a_time():
    assert _at_a_time(29.8) == "29.8 changes at a time"
    assert _at_a_time(1.0) == "1 change at a time"
    assert _at_a_time(float("nan")) == "no deployment"


def test_words_of_a_row_do_not_run_into_each_other(lab):
    """Each cell ends before the next column begins, wherever the levers stand."""
    for moved in ({}, {"test": False}, {"ci_catch": 0, "changes_per_day": 10, "every_days": 28}):
        lab.move(**{**lab.first_choices, **moved})
        lab.frame(1.0)
        moving = [each for each in lab.live.figure.artists if isinstance(each, Lettering)]
        for _, cells in groupby(moving, key=lambda each: each.get_position()[1]):
            boxes = [cell.get_window_extent() for cell in cells]
            assert all(one.x1 <= other.x0 for one, other in pairwise(boxes))
            assert boxes[-1].x1 <= lab.live.figure.bbox.x1


def test_the_prediction_is_about_the_start():
    opened = ThreeModes()
    assert opened.outcome(opened.result) == "continuous integration"
    assert opened.prediction.options[0] != "continuous integration", "chosen before one thinks"
    assert "right" not in opened.predict("continuous deployment").verdict
    assert "continuous integration" in opened.view.verdict


def test_the_table_holds_all_kpis_of_all_modes_with_their_differences(lab):
    table = lab.view.table
    assert len(table.rows) == len(KPIS)
    assert table.columns[1:] == MODES
    said = re.compile(r"(.+) \((better: \d+ of \d+|worse: \d+ of \d+|within noise)\)")
    plain = [[cell.replace("\N{NO-BREAK SPACE}", " ") for cell in row] for row in table.rows]
    found = [[said.fullmatch(cell) for cell in row[2:]] for row in plain]
    assert all(match for row in found for match in row)
    assert "within noise" in {match[2] for row in found for match in row}
    for kpi, row, matches in zip(KPIS, plain, found, strict=True):
        values = [row[1], *(match[1] for match in matches)]
        assert values == [say_kpi(kpi, way.kpis[kpi]) for way in lab.result.ways]
    assert [match[2] for match in found[1]] == ["better: 12 of 12"] * 2  # the lead time


def test_the_lines_end_where_the_changes_are_deployed(lab):
    lab.frame(1.0)
    axes = lab.live.figure.axes[0]
    drawn = [
        segment
        for collection in axes.collections
        if hasattr(collection, "get_segments")
        for segment in collection.get_segments()
    ]
    for (begin, top), (end, bottom) in drawn:
        assert end >= begin and bottom > top
    commits = [
        {
            round(float(segment[0][0]), 6)
            for segment in drawn
            if lane <= segment[0][1] // PITCH < lane + 1
        }
        for lane in range(3)
    ]
    within = [{begin for begin in lane if 0 <= begin < 5} for lane in commits]
    assert within[0] == within[1] == within[2] and len(within[0]) > 40


def test_with_weak_tests_automation_costs_failures_and_with_strong_ones_it_does_not(lab):
    by_hand, _, deployment = lab.result.ways
    weak = difference(by_hand, deployment, FAILED)
    assert weak.sure and weak.up
    lab.move(ci_catch=90)
    by_hand, _, deployment = lab.result.ways
    assert not difference(by_hand, deployment, FAILED).sure


def test_stronger_tests_help_every_mode(lab):
    failed = []
    for catch in (0, 40, 80, 95):
        lab.move(ci_catch=catch)
        failed.append([way.kpis[FAILED] for way in lab.result.ways])
    assert (np.diff(np.array(failed), axis=0) < 0).all()
