"""The picture of the three modes: what it says is what the levers of the teams say."""

import pytest

from deliverylab.show import modes_compared
from deliverylab.show.modes_compared import waits_for_a_person
from deliverylab.simulate import Scenario


def test_every_mode_includes_the_one_before_it():
    waiting = [
        {step for step, waits in waits_for_a_person(Scenario.team(team)).items() if waits}
        for team in ("barge", "tug", "ferry", "hydrofoil")
    ]
    assert waiting[0] > waiting[1] > waiting[2] > waiting[3] == set()


@pytest.mark.parametrize(
    "said",
    [
        "A machine builds and tests every change in all three.",
        "Continuous integration: release, staging and deploy wait for a person.",
        "Continuous delivery: only deploy waits for a person.",
        "Continuous deployment: no step waits for a person.",
    ],
)
def test_the_sentence_compares_them_step_by_step(said):
    assert said in repr(modes_compared())


def test_the_stored_picture_is_small():
    assert len(modes_compared().png) <= 40_000
