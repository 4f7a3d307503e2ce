"""The lab "Anyone can pick it up": every position works, and its numbers are the model's."""

import re

import pytest

from deliverylab.show import AnyoneCanPickItUp
from deliverylab.simulate.pooling import PoolingTeam, compare
from deliverylab.simulate.theory import mmc
from tests.show.proof import LabProof, cut_words


@pytest.fixture
def lab():
    opened = AnyoneCanPickItUp()
    opened.predict(10)
    return opened


class TestAnyoneCanPickItUp(LabProof):
    lab = AnyoneCanPickItUp
    asks = "After how many hours is it done if everyone can do everything"
    tells = "5.3 hours"

    def refuses(self, done):
        named = re.search(r"specialists=(\d+)", done)
        return bool(named) and int(named[1]) > 4


def test_it_starts_where_the_theory_is_known(lab):
    assert lab.result.shared_in_theory == pytest.approx(mmc(3.2 / 3, 3.0, 4).stay_hours)
    assert lab.result.shared.hours == pytest.approx(lab.result.shared_in_theory, rel=0.03)
    assert lab.result.apart.hours == pytest.approx(15.0, rel=0.03)
    assert repr(lab) == (
        "A task of 3 hours is done after 15 hours on average by 4 specialists who are 80 % busy, "
        "and after 5.3 hours here, where everyone can do everything, just as fast. That pays until "
        "they are about 22 % slower."
    )


def test_its_numbers_are_compared_with_those_of_specialists(lab):
    _, team, _, busiest = lab.choose("two kinds").tiles
    assert (team["change"], team["verdict"]) == ("8.7 hours better than specialists", "better")
    assert busiest["verdict"] == "better"
    alone = lab.choose("specialists").tiles
    assert [tile["change"] for tile in alone[1::2]] == ["as specialists"] * 2
    assert lab.choose("30 % slower").tiles[1]["verdict"] == "worse"


def test_what_has_nothing_to_do_with_specialists_is_compared_with_the_start(lab):
    alone, _, until, _ = lab.move(busy=60).tiles
    assert alone["change"] == "7.6 hours less"
    assert (until["text"], until["change"]) == ("49 % slower", "at the start: 22 % slower")
    _, _, until, _ = lab.move(busy=40).tiles
    assert (until["text"], until["arrow"]) == ("beyond 60 %", "▲")
    assert lab.reset().tiles[2]["change"] == "as at the start"


def test_two_kinds_each_hold_out_longer_than_full_stack_when_people_get_slower(lab):
    lab.choose("30 % slower")
    everything = lab.result.shared.hours
    lab.choose("both")
    assert lab.result.shared.hours < lab.result.apart.hours < everything


def test_one_who_helps_all_makes_her_own_kind_wait(lab):
    lab.move(specialists=3)
    gains = lab.result.apart.waits - lab.result.shared.waits
    assert (gains[:3] > 0).all() and gains[3] < 0


def test_more_specialists_than_people_is_refused_and_the_picture_stays(lab):
    before = lab.result
    view = lab.move(specialists=5)
    assert view.refusal == ("There are 4 people, so no more than 4 can stay specialists, not 5.")
    assert lab.result is before
    assert lab.move(people=5).refusal == ""


def test_it_says_when_sharing_pays_always_or_never(lab):
    assert "That pays even if they are 60 % slower" in lab.move(busy=40).sentence
    assert lab.view.tiles[2]["text"] == "beyond 60 %"
    lab.reset()
    assert lab.move(kinds=1).sentence.endswith("here nobody can do the work of another.")
    assert lab.view.tiles[2]["text"] == "not at all"


def test_it_says_when_there_is_more_to_do_than_they_can(lab):
    assert lab.move(busy=95, slower=30).sentence.endswith("the wait grows for ever.")


def test_the_table_has_a_row_for_each_kind_of_work(lab):
    rows = lab.move(people=6).table.rows
    assert [row[0] for row in rows][:3] == ["front end", "back end", "tests"]
    assert len(rows) == 6 and all(len(row) == 5 for row in rows)


def test_the_theory_stands_on_its_bars(lab):
    lab.frame(1.0)
    x, y = lab.live._plot._theory.get_data()
    assert len(x) == len(y) == 2 * 4 * 3
    assert y[0] == pytest.approx(15.0) and y[-2] == pytest.approx(lab.result.shared_in_theory)
    lab.move(slower=10)
    lab.frame(1.0)
    assert not (lab.live._plot._theory.get_data()[1][12:] > 0).any(), "no formula there"


def test_bars_and_words_never_leave_the_picture(lab):
    settings = ({"busy": 95, "slower": 60}, {"busy": 60}, {"busy": 30}, {"people": 8, "kinds": 8})
    for choices in settings:
        lab.move(**choices)
        lab.frame(1.0)
        ways = (lab.result.apart, lab.result.shared)
        highest = max(float((way.waits + way.works).max()) for way in ways)
        assert highest <= lab.live.figure.axes[0].get_ylim()[1]
        assert not list(cut_words(lab))


def test_the_lab_is_the_model(lab):
    lab.move(people=3, kinds=2, specialists=1, slower=20, busy=70, others=80)
    both = compare(PoolingTeam(3, 2, 1, 0.2, 0.7, 0.8))
    assert lab.result.shared.hours == both.shared.hours
    assert lab.result.pays_until == both.pays_until
