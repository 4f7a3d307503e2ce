"""The lab "One thing this quarter": its words and lines are those of the model."""

import re
from itertools import permutations

import pytest

from deliverylab.improve.one_thing import CHOICES, QUARTERS, Year
from deliverylab.show import OneThing
from deliverylab.show.controls import BUTTONS
from deliverylab.show.one_thing_plot import LINES, column_words
from tests.show.proof import LARGEST_PICTURE, LabProof, cut_words

HALF, TEST, TRAINS, WRITE = (
    "half the size",
    "test by machine",
    "trains twice as often",
    "write down what you know",
)


@pytest.fixture
def lab():
    opened = OneThing()
    opened.predict("It saves 27")
    return opened


def make(lab, *keys):
    """Press the buttons of some moves; return the last view."""
    for key in keys:
        number = CHOICES[lab.result.year.team].index(key) + 1 if key else 0
        view = lab.act(f"move {number}" if number else "nothing")
        assert not view.refusal
    return view


class TestOneThing(LabProof):
    lab = OneThing
    asks = "What does halving bring then?"
    tells = "81 person-weeks a quarter"

    def refuses(self, done):
        return done in ("action move 5", "action move 6", "action nothing")  # the year is over

    def faults(self, view):
        if len(view.sentence) > 260:
            yield f"the sentence has {len(view.sentence)} letters: more than four lines"

    def test_what_is_stored_asks_before_it_tells_and_is_small(self):
        lab = OneThing()
        stored = str(lab._repr_mimebundle_()[0]["text/html"])
        lab.widget.close()
        assert self.tells in stored and "costs 0.1" not in stored
        assert len(lab.picture.png) <= LARGEST_PICTURE


def test_what_makes_no_sense_before_the_first_quarter_is_refused(lab):
    assert lab.act("back").refusal == "No quarter has passed yet."
    assert "one alone has no order" in lab.act("turn round").refusal


def test_what_does_harm_as_the_first_does_none_as_the_third(lab):
    assert lab.view.verdict == (
        "You predicted It saves 27; the outcome is nothing measurable "
        "(costs 0.1; 95 % interval: saves 2.0 to costs 2.3)."
    )
    first, third = (
        year.quarters[-1].against(year.quarters[-2])
        for year in (Year("barge", (HALF,)), Year("barge", (TEST, WRITE, HALF)))
    )
    assert "that costs 27 person-weeks a quarter" in lab.prediction.question
    assert round(first.value) == 27 and first.low > 0
    assert third.low < 0 < third.high
    assert lab.prediction.options == (
        "It costs 27",
        "It costs 13",
        "nothing measurable",
        "It saves 27",
    )


def test_what_is_no_move_is_drawn_as_one_of_the_lesser_buttons(lab):
    quiet = [action.name for action in lab.actions if action.quiet]
    assert quiet == ["nothing", "back", "turn round"]


def test_it_says_what_grew_and_what_the_first_move_was_worth(lab):
    assert make(lab, HALF).sentence == (
        "Changes of half the size costs 27 person-weeks a quarter. Waiting for tests by hand grows "
        "from 1.9 hours to 6.8 days; it is longest for the train."
    )
    assert make(lab, TEST, TRAINS, WRITE).sentence.endswith(
        "Changes of half the size costs 27 person-weeks as the first move, brings nothing "
        "measurable as the last."
    )
    assert lab.result.finding == "Lost: 293; the other way round: 244; doing nothing: 325"


def test_it_says_that_the_bottleneck_has_moved(lab):
    lab.move(team="tug")
    view = make(lab, "package by machine", "approve each package")
    assert "A change waited longest for the train (8.2 days), now for approval" in view.sentence
    assert view.sentence.endswith(
        "The other order is not possible: packages are made by hand here. Package by machine first."
    )
    assert lab.result.turned is None
    refused = lab.act("turn round").refusal
    assert view.sentence.endswith(refused)


def test_all_turned_round_is_the_other_order(lab):
    make(lab, HALF, TEST)
    before = lab.result
    lab.act("turn round")
    assert lab.result.year == before.turned and lab.result.turned == before.year
    assert lab.result.lost == pytest.approx(before.lost - before.by_order.value)
    lab.act("turn round")
    assert lab.result.year == before.year


def test_a_quarter_can_be_taken_back_and_another_team_starts_anew(lab):
    make(lab, HALF, TEST)
    lab.act("back")
    assert lab.result.year.moves == (HALF,)
    view = lab.move(team="ferry")
    assert lab.result.year == Year("ferry")
    assert not any(tile["verdict"] for tile in view.tiles), "nothing has changed at ferry yet"
    assert lab.view.labels["move 6"] == "S  More may approve · 1"


def test_the_buttons_say_what_is_done_and_what_it_takes(lab):
    assert lab.view.labels["move 2"] == "A  Test by machine · 8"
    assert make(lab, "", TEST).labels["move 2"] == "A  Test by machine · ✓ Q2"
    assert lab.act("move 2").refusal == "That is done since quarter 2."


def test_the_budget_is_kept(lab):
    make(lab, TEST, "everyone reviews", WRITE)
    assert lab.act("move 4").refusal == (
        "It takes 2 person-weeks, and 1 of the 15 person-weeks of the year are left."
    )
    assert [tile["text"] for tile in lab.view.tiles][-1] == "1"


def test_moves_that_cannot_be_made_look_so_and_say_why(lab):
    assert lab.view.barred == {BUTTONS: {}}
    make(lab, TEST, "everyone reviews")
    barred = lab.view.barred[BUTTONS]
    assert barred == {
        "move 1": "That is done since quarter 2.",
        "move 2": "That is done since quarter 1.",
    }
    make(lab, WRITE)
    assert "1 of the 15 person-weeks" in lab.view.barred[BUTTONS]["move 4"]
    for name, reason in lab.view.barred[BUTTONS].items():
        assert lab.act(name).refusal == reason


def test_small_effects_are_not_told_in_numbers(lab):
    lab.move(team="hydrofoil")
    view = make(lab, "a faster build")
    assert view.sentence.startswith("A faster build brings next to nothing. ")


def test_the_lines_and_the_table_are_the_quarters(lab):
    make(lab, HALF, TEST, TRAINS)
    lab.frame(1.0)
    plot, year, turned = lab.live._plot, lab.result.year, lab.result.turned
    for line, of in ((plot._yours, year), (plot._turned, turned)):
        heights = [186 - y for y in line.get_ydata()]
        losses = [quarter.loss for quarter in of.quarters]
        assert heights == pytest.approx([loss * heights[0] / losses[0] for loss in losses])
    assert [row[1] for row in lab.view.table.rows] == ["81", "108", "73", "61"]
    assert [row[2] for row in lab.view.table.rows] == [f"{q.loss:.0f}" for q in turned.quarters]
    marks = [mark for mark in plot._marks if mark.get_visible()]
    assert [mark.get_marker() for mark in marks] == ["o", "^", "s", "^"]


def test_the_names_of_the_moves_fit_their_columns():
    for key in {key for keys in CHOICES.values() for key in keys}:
        assert len(column_words(key)) <= LINES, key


@pytest.mark.parametrize("team", CHOICES)
def test_no_words_are_cut_off_whatever_comes_first(lab, team):
    lab.move(team=team)
    for first, second in permutations(range(1, 7), 2):
        lab.reset()
        lab.move(team=team)
        lab.act(f"move {first}")
        lab.act(f"move {second}")
        assert not list(cut_words(lab)), (first, second)
        assert len(lab.view.sentence) <= 260, lab.view.sentence


@pytest.mark.parametrize("team", CHOICES)
def test_a_year_of_nothing_loses_what_it_did(lab, team):
    lab.move(team=team)
    for _ in range(QUARTERS):
        view = lab.act("nothing")
    assert view.sentence.startswith("Quarter 4: nothing changed. A change still waits longest for ")
    assert lab.result.saved == pytest.approx(0.0)
    assert re.fullmatch(r"Lost so far: ([\d.]+); doing nothing: \1", lab.result.finding)
