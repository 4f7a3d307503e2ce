"""A control takes what it offers, and refuses the rest in words."""

import pytest

from deliverylab.show.controls import Choice, Prediction, Slider, Switch

DAYS = Slider("days", "Days between trains", 1, 28, 14, unit="days", one="day")
RATE = Slider("rate", "Changes a day", 0.5, 12, 3, 0.5)
POLICY = Choice("on", "Deployed", {"train": "on a train", "now": "at once"}, "train")


@pytest.mark.parametrize("wrong", [0, 29, "14", None, True, float("nan")])
def test_a_slider_refuses_what_it_does_not_offer(wrong):
    with pytest.raises(ValueError, match="Days between trains"):
        DAYS.check(wrong)


def test_a_slider_says_its_range_when_it_refuses():
    with pytest.raises(ValueError, match=r"30 days is outside .* 1 to 28 days"):
        DAYS.check(30)


def test_whole_steps_give_whole_numbers():
    assert DAYS.check(7.0) == 7 and isinstance(DAYS.check(7.0), int)
    assert RATE.check(1.5) == 1.5


def test_one_is_not_many():
    assert (DAYS.say(1), DAYS.say(2), RATE.say(1)) == ("1 day", "2 days", "1")


def test_a_slider_may_have_words_for_its_positions():
    slider = Slider("so", "We test", 1, 3, 2, names=("never", "sometimes", "always"))
    assert [slider.say(value) for value in slider.sweep()] == ["never", "sometimes", "always"]
    assert slider.spec()["names"] == ["never", "sometimes", "always"]
    with pytest.raises(ValueError, match=r"We test: 4 is outside .*, 1 to 3\."):
        slider.check(4)
    with pytest.raises(ValueError, match="so: 2 names for 3 positions"):
        Slider("so", "We test", 1, 3, 2, names=("never", "always"))


@pytest.mark.parametrize("slider", [DAYS, RATE, Slider("x", "X", 0, 1, 0, 1)])
def test_a_sweep_meets_both_ends_on_the_sliders_own_positions(slider):
    swept = slider.sweep()
    assert (swept[0], swept[-1]) == (slider.low, slider.high)
    assert list(swept) == sorted(set(swept))
    assert all((value - slider.low) / slider.step % 1 == 0 for value in swept)


def test_a_slider_that_cannot_be_is_refused_when_declared():
    with pytest.raises(ValueError, match="low < high"):
        Slider("x", "X", 5, 5, 5)
    with pytest.raises(ValueError, match="outside"):
        Slider("x", "X", 0, 5, 9)


def test_a_choice_and_a_switch():
    assert POLICY.sweep() == ("train", "now") and POLICY.say("now") == "at once"
    with pytest.raises(ValueError, match="Choose one of: on a train, at once"):
        POLICY.check("later")
    switch = Switch("auto", "Automatic tests")
    assert [switch.say(value) for value in switch.sweep()] == ["off", "on"]
    with pytest.raises(ValueError, match="on or off"):
        switch.check(1)


@pytest.mark.parametrize("given", ["7", " 7.0 ", "7,0", 7])
def test_a_prediction_is_read_as_people_write_it(given):
    assert Prediction("How many?", "days", high=100).check(given) == 7


@pytest.mark.parametrize("given", ["", "many", "101", "-1", "nan", None])
def test_a_prediction_that_is_no_number_is_asked_for_again(given):
    with pytest.raises(ValueError, match=r"number from 0 to 100 \(days\)"):
        Prediction("How many?", "days", high=100).check(given)


def test_a_prediction_of_whole_things_is_a_whole_number():
    asked = Prediction("How many?", "changes", low=1, high=10_000, whole=True)
    assert asked.check("20,0") == 20
    with pytest.raises(ValueError, match=r"Type a whole number from 1 to 10,000 \(changes\)"):
        asked.check("20.5")


def test_a_prediction_can_be_a_choice():
    asked = Prediction("Which?", options=("this", "that"))
    assert asked.check("that") == "that"
    with pytest.raises(ValueError, match="this, that"):
        asked.check("those")
