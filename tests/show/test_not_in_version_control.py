"""The lab "What is not in version control": every position works, its numbers are the model's."""

import math

import numpy as np
import pytest

from deliverylab.show import NotInVersionControl
from deliverylab.show.rebuilt import SEED, rebuilt
from deliverylab.simulate.rebuild import SETTINGS, Server, rebuild, works_at_once
from tests.show.proof import LabProof


@pytest.fixture
def lab():
    opened = NotInVersionControl()
    opened.predict(50)
    return opened


class TestNotInVersionControl(LabProof):
    lab = NotInVersionControl
    asks = "does the service start at the first try"
    tells = "2.2 of 60 settings are different"

    def faults(self, view):
        if len(view.sentence) > 285:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


def test_the_prediction_is_judged(lab):
    assert lab.view.verdict == (
        "You predicted 50 rebuilds; the outcome is 10 rebuilds: 40 rebuilds too many."
    )


def test_both_ways_are_rebuilds_of_the_same_server(lab):
    lab.move(kept=80, changes=5, months=6, written=60, slips=4)
    server = Server(0.8, 5, 6, 0.6, 0.04)
    assert lab.result.server == server
    assert (lab.result.as_kept.hours == rebuild(server, SEED).hours).all()
    by_hand = rebuild(Server(0.0, 5, 6, 0.6, 0.04), SEED)
    assert (lab.result.by_hand.hours == by_hand.hours).all()
    assert lab.result.as_kept.at_once == pytest.approx(works_at_once(server), abs=0.03)


def test_a_repository_alone_does_not_bring_the_same_service_back(lab):
    half = lab.result.as_kept.differences
    lab.choose("all in it")
    assert lab.result.back_hours < 2
    assert lab.result.as_kept.differences > 0.8 * half
    assert lab.result.as_kept.at_once < 0.2


def test_rebuilding_each_month_or_leaving_it_alone_does(lab):
    lab.choose("new monthly")
    assert lab.result.as_kept.differences < 0.3 and lab.result.as_kept.at_once > 0.75
    view = lab.choose("untouched")
    assert "the service is the same afterwards" in view.sentence
    assert [tile["text"] for tile in view.tiles[:3]] == ["20 minutes", "100 %", "0 of 60"]


def test_by_hand_both_ways_are_one(lab):
    view = lab.choose("by hand")
    assert (lab.result.as_kept.hours == lab.result.by_hand.hours).all()
    assert view.sentence.endswith("Nothing was put in.") and "by hand" not in view.sentence
    assert {tile["change"] for tile in view.tiles} == {"as by hand"}
    assert lab.result.paid_back_after == 0 == lab.result.put_in_hours


@pytest.mark.parametrize("hours_each", [0.25, 1.0, 4.0])
def test_the_hours_put_in_are_saved_after_so_many_rebuilds(lab, hours_each):
    lab.move(kept=100, changes=0, slips=0, hours_each=hours_each)
    assert lab.result.put_in_hours == SETTINGS * hours_each
    saved = (300 - 10) / 60  # five minutes a setting, against ten of the machine
    assert lab.result.paid_back_after == math.ceil(SETTINGS * hours_each / saved)


def test_a_single_setting_in_it_is_never_paid_back():
    alone = rebuilt(Server(1 / SETTINGS, 0, 12, 1.0, 0.0), hours_each=1)
    assert alone.server.kept == 1 and alone.paid_back_after == math.inf


def test_wherever_the_lab_stands_it_is_paid_back(lab):
    for kept in range(5, 101, 5):
        lab.move(kept=kept, slips=0, changes=20, months=36, written=0)
        assert math.isfinite(lab.result.paid_back_after)


def test_what_it_cost_moves_no_hour_of_a_rebuild(lab):
    hours = lab.result.as_kept.hours
    lab.move(hours_each=4)
    assert (lab.result.as_kept.hours == hours).all() and lab.result.put_in_hours == 120


def test_the_rebuild_that_is_shown_is_an_ordinary_one(lab):
    for way in (lab.result.as_kept, lab.result.by_hand):
        for faults in (way.stopped, way.other):
            count = faults.sum(axis=1)
            assert abs(count[0] - count.mean()) < np.std(count)


def test_it_is_compared_with_a_rebuild_by_hand_and_nothing_else(lab):
    view = lab.choose("all in it")
    assert view.tiles[0]["change"].endswith("better than by hand")
    assert view.tiles[3]["change"] == "60 hours more than by hand"
    assert "(by hand, 7 hours)" in view.sentence


def test_the_table_sets_the_formula_beside_the_simulation(lab):
    rows = lab.view.table.rows
    assert ("works at the first try", "7.3 %", "10 %") in rows
    assert ("by the formula", "7.5 %", "10 %") in rows
