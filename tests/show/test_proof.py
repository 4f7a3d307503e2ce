"""The proof itself: it accepts a good lab, and finds what is wrong with a bad one."""

import pytest

from deliverylab.show.controls import Group, Prediction, Preset, Slider
from tests.show.labs import Asked
from tests.show.proof import LabProof


class Sensible(Asked):
    """The small lab with one slider, three positions and a preset."""

    groups = (Group("Deploy", (Slider("days", "Days between trains", 13, 15, 14),)),)
    presets = (Preset("as barge", {"days": 15}),)

    def model(self, choices):
        return float(choices["days"])


class TestGoodLab(LabProof):
    lab = Sensible
    asks = "How many days does a package wait?"
    tells = "7 days"


class Mute(Sensible):
    def sentence(self, result, before):
        return "No end"


class Numberless(Sensible):
    def sentence(self, result, before):
        return f"A package waits {float('nan'):g} days."


class Tactless(Sensible):
    prediction = Prediction("How many days does a package wait? Not 7 days.", "days", "day")


class Brusque(Sensible):
    prediction = Prediction("How long does a package wait?", "days", "day")


class Silent(Sensible):
    def sentence(self, result, before):
        return "A package waits."


class Unsure(Sensible):
    def model(self, choices):
        if choices["days"] == 13:
            raise ValueError("Nobody knows.")
        return super().model(choices)


SWEEP = LabProof.test_every_position_shows_a_picture_and_says_a_sentence
STORED = LabProof.test_what_is_stored_asks_before_it_tells_and_is_small


@pytest.mark.parametrize(
    ("bad", "finds", "words"),
    [
        (Mute, SWEEP, "days=13: no sentence: 'No end'"),
        (Numberless, SWEEP, "preset as barge: it says 'nan'"),
        (Unsure, SWEEP, "days=13: the refusal is 'Nobody knows.'"),
        (Tactless, STORED, "it tells too early: .* Not 7 days"),
        (Brusque, STORED, "it does not ask at once"),
        (Silent, STORED, "it never tells: .*A package waits"),
    ],
)
def test_a_bad_lab_is_found(bad, finds, words):
    class Proof(TestGoodLab):
        lab = bad

    with pytest.raises(AssertionError, match=words):
        finds(Proof())


def test_a_refusal_that_does_not_come_is_found():
    class Proof(TestGoodLab):
        def refuses(self, done):
            return done == "reset"

    with pytest.raises(AssertionError, match="reset: the refusal is ''"):
        SWEEP(Proof())


def test_what_one_lab_asks_for_is_asked_of_every_position():
    class Proof(TestGoodLab):
        def faults(self, view):
            if "7 days" not in view.sentence:
                yield "too long"

    with pytest.raises(AssertionError, match="preset as barge: too long"):
        SWEEP(Proof())


class Lacking(Sensible):
    def sentence(self, result, before):
        return f"A package waits {result / 2:g} days; there is no data on the others."


def test_only_a_lab_about_missing_numbers_may_say_so():
    class Proof(TestGoodLab):
        lab = Lacking

    with pytest.raises(AssertionError, match="it says 'no data'"):
        SWEEP(Proof())

    class Allowed(Proof):
        says_no_data = True

    SWEEP(Allowed())
