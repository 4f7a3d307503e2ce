"""The lab "Who knows?": every position works, and its numbers are the model's and the formula's."""

import re

import numpy as np
import pytest

from deliverylab.show import WhoKnows
from deliverylab.show.known_parts import EDGES, KnownParts, formula
from deliverylab.simulate.knowledge import Crew
from tests.show.proof import LabProof, cut_words


@pytest.fixture
def lab():
    opened = WhoKnows()
    opened.predict(2)
    return opened


class TestWhoKnows(LabProof):
    lab = WhoKnows
    asks = "How many hours does an incident last"
    tells = "3.5 hours"

    def refuses(self, done):
        named = re.search(r"know=(\d+)", done)
        return bool(named) and int(named[1]) > 5


def test_it_starts_with_one_who_knows_each_part(lab):
    assert lab.view.verdict == (
        "You predicted 2 hours; the outcome is 3.5 hours: 1.5 hours too few."
    )
    assert [tile["text"] for tile in lab.view.tiles[::2]][:1] == ["3.5 hours"]
    assert lab.view.tiles[2]["text"] == "12 %"


@pytest.mark.parametrize("know", [1, 2, 3])
def test_the_formula_lies_within_the_interval_of_what_was_simulated(lab, know):
    lab.move(know=know)
    low, high = lab.result.nobody_between
    assert low <= lab.result.nobody_by_formula <= high
    assert lab.result.nobody_by_formula == pytest.approx(formula(5, 6)[know - 1] / 100)


def test_a_second_who_knows_hardly_moves_the_median_but_the_slowest_tenth(lab):
    median, slowest = lab.result.median, lab.result.slowest_tenth
    lab.move(know=2)
    assert lab.result.median > 0.9 * median
    assert lab.result.slowest_tenth < slowest / 4


def test_sharing_has_its_price_and_knowledge_grows(lab):
    outage = lab.result.outage_a_year
    view = lab.choose("one, and share")
    assert "208 hours of sharing" in view.sentence
    assert lab.result.sharing_a_year == 208
    assert lab.result.outage_a_year < outage
    assert 1 < lab.result.known_by < 2


def test_more_who_know_than_there_are_is_refused_and_the_picture_stays(lab):
    lab.choose("everybody")
    before = lab.result
    view = lab.move(people=4)
    assert view.refusal == "There are 4 people, so no more than 4 can know a part, not 5."
    assert lab.result is before


def test_every_incident_is_in_the_picture(lab):
    for choices in ({}, {"away": 16, "alone": 120, "people": 2}, {"away": 0}):
        lab.move(**choices)
        knew, nobody = lab.result.counts
        assert np.sum(knew + nobody) == pytest.approx(100.0)
        assert np.sum(nobody) == pytest.approx(100 * lab.result.nobody)
        assert len(knew) == len(EDGES) - 1
        lab.frame(1.0)
        assert (knew + nobody).max() <= lab.live.figure.axes[0].get_ylim()[1]
        assert not list(cut_words(lab))


def test_the_table_has_the_formula_for_any_number_who_know(lab):
    rows = lab.view.table.rows
    assert [row[1] for row in rows[:3]] == ["12 %", "1.3 %", "0.2 %"]
    assert len(rows) == 6


def test_the_lab_is_the_model(lab):
    lab.move(people=4, know=2, away=10, alone=50, sharing=2)
    model = KnownParts.of(Crew(4, 2, 10, 50, 2))
    assert lab.result.mean == model.mean and lab.result.nobody == model.nobody
