"""The lab "CALMS assessment": what it shows is the assessment and the trial, and it says which."""

import pytest

from deliverylab.improve.assessment import STATEMENTS
from deliverylab.improve.brought import brought
from deliverylab.show import CalmsAssessment
from deliverylab.show.calms_assessment import TEAMS
from deliverylab.show.style import PILLAR_STYLE
from deliverylab.simulate import Scenario
from tests.show.proof import LabProof, cut_words


@pytest.fixture
def lab():
    opened = CalmsAssessment()
    opened.predict("A few users first")
    return opened


def all_of(answer):
    return {statement.key: answer for statement in STATEMENTS}


class TestCalmsAssessment(LabProof):
    lab = CalmsAssessment
    asks = "Which of the three saves ferry most?"
    tells = "saves 2.8"

    def faults(self, view):
        if len(view.sentence) > 260:
            yield f"the sentence has {len(view.sentence)} letters: more than four lines"


def test_the_lowest_answer_is_not_what_saves_most(lab):
    assert lab.view.verdict == (
        "You predicted A few users first; the outcome is Changes of half the size."
    )
    assert lab.view.sentence == (
        "Lowest: “All of it is in version control” (never). At ferry, Everything into version "
        "control saves 0.8 person-weeks a year; Changes of half the size saves 2.8; A few users "
        "first saves 2."
    )
    assert lab.prediction.options == tuple(one.move.label for one in lab.result.brought)


@pytest.mark.parametrize("team", TEAMS)
def test_the_experiments_are_those_of_the_team(lab, team):
    lab.move(team=team, soon=1, known=1, anyone=4, boring=4)
    for one in lab.result.brought:
        assert one is brought(Scenario.team(team), one.move.key)
    assert f"At {team}, " in lab.view.sentence
    assert lab.result.brought[-1].move.label in lab.view.sentence


def test_always_everywhere_is_given_no_weakness(lab):
    view = lab.move(**all_of(5))
    assert "Ten times “always”: no answer stands out" in view.sentence
    assert "no proof that all is well" in view.sentence
    assert all(row[1:] == ("always, always", "") for row in view.table.rows)
    lab.frame(1.0)
    words = [text.get_text() for text in lab.live.figure.findobj(match=_seen)]
    assert not any("takes" in one for one in words)


def test_answers_as_low_as_those_tried_are_counted(lab):
    lab.move(**{**all_of(2), "tools": 5})
    assert lab.view.sentence.endswith(". 6 more answers are as low as the third.")
    lab.move(**{**all_of(5), "goal": 2, "boring": 2, "simple": 2, "known": 2, "team": "tug"})
    assert lab.view.sentence.endswith(". 1 more answer is as low as the third.")


def test_where_the_simulator_has_nothing_left_it_says_so(lab):
    view = lab.move(**{**all_of(5), "soon": 1, "team": "hydrofoil"})
    assert view.sentence == (
        "Lowest: “A change reaches users in days” (never). The simulator has nothing left to try "
        "for it at hydrofoil."
    )


def test_the_table_is_the_radar_in_words(lab):
    assert lab.move(
        alarms=5, seen=3, anyone=2, boring=2, simple=1, versions=3, team="tug"
    ).table.rows == [
        (
            "Culture 2.5",
            "rarely, sometimes",
            "Everyone reviews: nothing measurable (saves 0.08 to costs 0.4)",
        ),
        (
            "Automation 2.5",
            "rarely, sometimes",
            "Package by machine: nothing measurable (saves 20 to costs 7.1)",
        ),
        (
            "Lean 2",
            "never, sometimes",
            "Changes of half the size: nothing measurable (saves 6.7 to costs 5.1)",
        ),
        ("Measurement 4", "sometimes, always", ""),
        ("Sharing 3", "sometimes, sometimes", ""),
    ]


def test_the_radar_has_every_answer_on_its_spoke(lab):
    lab.move(anyone=1, goal=5)
    lab.frame(1.0)
    plot = lab.live._plot
    top, bottom = sorted(plot._pairs[0].get_ydata())
    assert bottom - top == pytest.approx(74 * 4 / 5)
    assert plot._marks[0].get_ydata()[0] == pytest.approx((top + bottom) / 2)
    assert [mark.get_marker() for mark in plot._marks] == [
        style.marker for style in PILLAR_STYLE.values()
    ]


@pytest.mark.parametrize("team", TEAMS)
def test_no_words_are_cut_off(lab, team):
    for lowest in STATEMENTS:
        lab.move(**{**all_of(4), lowest.key: 3, "team": team})
        assert not list(cut_words(lab)), lowest.text


def _seen(artist):
    return hasattr(artist, "get_text") and artist.get_visible()
