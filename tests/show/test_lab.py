"""A lab can be worked in Python just as on the page; these tests do."""

import json
import logging

import pytest

from deliverylab.show.lab import SKIPPED
from deliverylab.show.sweep import sweep
from deliverylab.show.widget import follow, spec_of
from tests.show.labs import Asked, AskedCounter, Counter, Waiting


def test_a_move_changes_result_tiles_and_sentence():
    view = Waiting().move(days=7)
    assert view.sentence == "A package waits 3.5 days. Before, it waited 7 days."
    assert view.tiles[0] == {
        "label": "Waiting time",
        "text": "3.5 days",
        "arrow": "▼",
        "change": "3.5 days less",
        "verdict": "better",
    }
    assert view.table.rows[0] == ("Waiting time", "3.5 days", "7 days")
    assert view.refusal == ""


def test_a_slider_is_compared_with_where_it_set_out_not_with_a_place_on_its_way():
    lab = Waiting()
    for days in (13, 10, 7):
        said = lab.move(days=days).sentence
    assert said == "A package waits 3.5 days. Before, it waited 7 days."
    lab.move(rate=5)
    assert lab.move(days=4).sentence == "A package waits 2 days. Before, it waited 3.5 days."
    assert "Before, it waited 2 days." in lab.choose("barge").sentence
    assert lab.reset().sentence == lab.sentence(lab.result, None)
    assert lab.move(days=7).sentence == "A package waits 3.5 days. Before, it waited 7 days."


def test_after_a_refusal_a_slider_sets_out_anew():
    lab = Waiting()
    lab.move(days=7)
    assert lab.move(days=99).refusal
    assert "Before, it waited 3.5 days" in lab.move(days=2).sentence


def test_each_option_of_a_choice_is_compared_with_the_one_before():
    lab = Waiting()
    lab.move(on="now")
    assert "Before, it waited 0.25 days." in lab.move(on="train").sentence


def test_a_move_says_its_sentence_once_and_a_later_answer_anew(monkeypatch):
    said = []
    monkeypatch.setattr(
        Asked, "sentence", lambda lab, result, before: said.append(result) or f"{lab.covered}"
    )
    lab = Asked()
    assert lab.predict(SKIPPED).sentence == "False"
    said.clear()
    assert lab.move(days=7).sentence == lab.view.sentence == "False"
    assert said == [7]


def test_a_choice_that_makes_no_sense_is_refused_and_the_last_result_stays():
    lab = Waiting()
    lab.move(days=7)
    view = lab.move(rate=11, auto=False)
    assert view.refusal == "Nobody tests more than ten changes a day by hand."
    assert (view.choices["rate"], view.choices["auto"]) == (11, False)
    assert view.sentence.startswith("A package waits 3.5 days.") and lab.result == 7
    assert lab.move(auto=True).refusal == ""


@pytest.mark.parametrize(
    ("choices", "words"),
    [
        ({"days": 99}, "99 days is outside"),
        ({"days": "soon"}, "expected a number"),
        ({"nothing": 1}, "no control called 'nothing'"),
        ({"on": "later"}, "no option here"),
    ],
)
def test_what_the_page_cannot_send_is_refused_too(choices, words):
    assert words in Waiting().move(**choices).refusal


def test_a_fault_is_one_sentence_for_the_student_and_a_traceback_in_the_log(caplog):
    with caplog.at_level(logging.ERROR):
        view = Waiting().move(rate=11.5)
    assert "fault" in view.refusal and "ZeroDivisionError" not in view.refusal
    assert "ZeroDivisionError: a fault in the model" in caplog.text
    assert view.sentence == "A package waits 7 days."


def test_a_preset_starts_from_the_beginning():
    lab = Waiting()
    lab.move(rate=5)
    view = lab.choose("barge")
    assert view.choices == {"on": "train", "days": 28, "rate": 3, "auto": True}
    assert "no preset" in lab.choose("submarine").refusal


def test_reset_is_the_start_again():
    lab = Waiting()
    first = lab.view
    lab.move(days=3)
    lab.move(rate=11, auto=False)
    assert lab.reset() == first


def test_a_slider_without_effect_says_so():
    assert Waiting().view.without_effect == ()
    assert Waiting().choose("hydrofoil").without_effect == ("days",)


def test_the_outcome_is_held_back_until_predicted():
    lab = Asked()
    assert lab.covered and lab.view.tiles == () and "7 days" not in lab.view.sentence
    assert "number from 0 to 100" in lab.predict("soon").refusal
    assert lab.covered
    view = lab.predict("10")
    assert not view.covered
    assert view.verdict == "You predicted 10 days; the outcome is 7 days: 3 days too many."


def test_a_prediction_is_about_the_start_can_be_changed_and_survives_reset():
    lab = Asked()
    lab.predict(6)
    assert lab.move(days=28).verdict.endswith("the outcome is 7 days: 1 day too few.")
    assert lab.predict(7).verdict.endswith("right.")
    assert not lab.reset().covered


def test_a_prediction_can_be_skipped():
    assert Asked().predict(SKIPPED).verdict == "No prediction given; the outcome is 7 days."


def test_nothing_is_predicted_where_nothing_is_asked():
    assert "asks for no prediction" in Waiting().predict(3).refusal


def test_buttons_change_the_state_and_are_refused_in_words():
    lab = Counter()
    assert lab.act("down").refusal == "There is nothing to take away."
    lab.act("up")
    assert lab.act("up").sentence == "You counted 2." and lab.result == 2
    assert "no button" in lab.act("sideways").refusal
    assert lab.reset().sentence == "You counted 0."


def test_what_stands_on_a_button_may_change():
    lab = AskedCounter()
    assert lab.view.covered and lab.view.labels == {"up": "Count up to 1"}
    lab.predict("1")
    assert lab.act("up").labels == {"up": "Count up to 2"}
    assert Waiting().view.labels == {}


def test_a_sweep_does_everything_there_is_to_do():
    done = [what for what, _, _ in sweep(Asked())]
    assert done[0] == "skip the prediction" and done[-1] == "reset"
    assert {"on='now'", "days=1", "days=28", "auto=False", "preset barge"} <= set(done)
    assert "on='now', days=28" in done
    assert [what for what, _, _ in sweep(Counter())] == ["action up", "action down", "reset"]


def test_the_stored_picture_is_the_start_whatever_was_done_since():
    lab, stored = Waiting(), Waiting().picture
    lab.move(days=3)
    assert lab.picture == stored and repr(lab) == stored.sentence == "A package waits 7 days."
    assert lab.picture is lab.picture, "it is drawn once"


def test_the_bundle_has_something_for_everyone():
    bundle, about = Waiting()._repr_mimebundle_()
    assert bundle["text/plain"] == "A package waits 7 days."
    assert set(bundle) == {
        "application/vnd.jupyter.widget-view+json",
        "text/html",
        "image/png",
        "text/plain",
    }
    assert about["image/png"]["alt"] == bundle["text/plain"]


def test_what_is_stored_asks_before_it_tells():
    bundle, about = Asked()._repr_mimebundle_()
    asked, hidden = bundle["text/html"].split("<details>")
    assert "How many days does a package wait?" in asked and "7 days" not in asked
    assert "<img" in hidden and "A package waits 7 days." in hidden
    assert bundle["text/plain"] == about["image/png"]["alt"] == "A package waits 7 days."
    assert bundle["image/png"]


def test_before_a_button_is_pressed_there_is_nothing_to_hide():
    assert "<details>" not in AskedCounter()._repr_mimebundle_()[0]["text/html"]


@pytest.mark.parametrize(
    ("lab", "there"),
    [
        (Waiting, "on (A package is deployed), days (Days between trains)"),
        (Counter, "only buttons"),
    ],
)
def test_a_lab_opened_with_settings_says_how_they_are_set(lab, there):
    with pytest.raises(TypeError, match=r"opened without settings. Write \w+\(\) ") as refusal:
        lab(train=7)
    assert str(refusal.value).startswith(f"{lab.__name__}(train=…): ")
    assert there in str(refusal.value)


def test_a_lab_shown_twice_is_one_widget():
    lab = Waiting()
    views = [lab._repr_mimebundle_()[0]["application/vnd.jupyter.widget-view+json"] for _ in "ab"]
    assert views[0] == views[1]


def test_the_declaration_travels_as_json():
    for lab in (Waiting(), Asked(), Counter()):
        spec = json.loads(json.dumps(spec_of(lab, "A sentence.")))
        assert spec["name"] == lab.name and spec["view"]["covered"] == lab.covered


@pytest.mark.parametrize(
    ("message", "sentence"),
    [
        (
            {"what": "move", "choices": {"days": 2}},
            "A package waits 1 days. Before, it waited 7 days.",
        ),
        (
            {"what": "preset", "preset": "barge"},
            "A package waits 14 days. Before, it waited 7 days.",
        ),
        ({"what": "reset"}, "A package waits 7 days."),
        ({"what": "look"}, "A package waits 7 days."),
    ],
)
def test_messages_from_the_page_do_what_they_say(message, sentence):
    assert follow(Waiting(), message).sentence == sentence


class Answers(list):
    def send(self, content, buffers=None):
        self.append((content, buffers))


def heard(lab, monkeypatch, **message):
    answers = Answers()
    monkeypatch.setattr(lab.widget, "send", answers.send)
    lab.widget._heard(lab.widget, message, [])
    (answer,) = answers
    return answer


def test_an_answer_names_the_question_and_carries_the_picture(monkeypatch):
    lab = Waiting()
    answer, buffers = heard(
        lab,
        monkeypatch,
        what="move",
        choices={"days": 7},
        number=3,
        sharpness=1,
        **{"from": "page"},
    )
    assert (answer["to"], answer["number"]) == ("page", 3)
    assert answer["view"]["choices"]["days"] == 7
    assert answer["frame"] == {"width": 620, "height": 340, "number": 1, "since": None}
    assert buffers == [lab.frame(1.0).runs]


def test_a_page_with_a_picture_gets_what_is_new_in_it(monkeypatch):
    lab = Waiting()
    looked, whole = heard(lab, monkeypatch, what="look", sharpness=1, since=None)
    move = {"what": "move", "choices": {"days": 7}, "sharpness": 1}
    answer, (runs,) = heard(lab, monkeypatch, **move, since=looked["frame"]["number"])
    assert answer["frame"]["since"] == looked["frame"]["number"]
    assert len(runs) < len(whole[0])


def test_a_covered_lab_sends_no_picture(monkeypatch):
    answer, buffers = heard(Asked(), monkeypatch, what="look", number=1)
    assert answer["view"]["covered"] and buffers == [] and "frame" not in answer


def test_a_message_that_makes_no_sense_gets_a_sentence_for_an_answer(monkeypatch, caplog):
    answer, _ = heard(Waiting(), monkeypatch, what="move", number=1)
    assert "fault" in answer["fault"] and "KeyError" in caplog.text


@pytest.mark.parametrize("sharpness", [0.5, 99])
def test_no_screen_can_ask_for_a_picture_without_bounds(monkeypatch, sharpness):
    answer, _ = heard(Waiting(), monkeypatch, what="look", number=1, sharpness=sharpness)
    assert 620 <= answer["frame"]["width"] <= 3 * 620
