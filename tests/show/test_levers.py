"""Every lever of the simulator can be a control, with its own label, unit and range."""

import pytest

from deliverylab.show.controls import Choice, Slider
from deliverylab.show.levers import deploy_controls, lever, with_levers
from deliverylab.simulate import Approval, EveryChange, Scenario, Train

FERRY = Scenario.team("ferry")
NUMBERS = [
    name
    for name, one in Scenario.levers().items()
    if one.low is not None and getattr(FERRY, name) is not None
]
WORDS = [name for name, one in Scenario.levers().items() if one.choices]


@pytest.mark.parametrize("name", NUMBERS)
def test_a_number_becomes_a_slider_that_leaves_the_scenario_as_it_is(name):
    control = lever(name, FERRY)
    assert isinstance(control, Slider)
    moved = getattr(with_levers(FERRY, {name: control.value}), name)
    assert moved == pytest.approx(getattr(FERRY, name))


@pytest.mark.parametrize("name", WORDS)
def test_a_word_becomes_a_choice(name):
    control = lever(name, FERRY)
    assert isinstance(control, Choice) and control.value == getattr(FERRY, name)


def test_a_share_is_offered_as_a_percentage():
    control = lever("ci_catch", FERRY, low=50, high=95, step=5)
    assert (control.value, control.unit) == (75, "%")
    assert with_levers(FERRY, {"ci_catch": 95}).ci_catch == pytest.approx(0.95)


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("train", Train(7)), ("every change", EveryChange()), ("approval", FERRY.deploy_on)],
)
def test_the_deploy_policy_is_a_choice(policy, expected):
    assert with_levers(FERRY, {"deploy_on": policy, "every_days": 7}).deploy_on == expected


def test_an_approval_can_be_chosen_for_a_team_that_had_none():
    tug = Scenario.team("tug")
    assert with_levers(tug, {"deploy_on": "approval", "every_days": 7}).deploy_on == Approval()


def test_the_policy_and_its_slider_start_as_asked():
    policy, days = deploy_controls("train", 28)
    assert (policy.value, days.value) == ("train", 28)


def test_levers_that_contradict_each_other_are_refused_in_words():
    with pytest.raises(ValueError) as refusal:
        with_levers(Scenario.team("tug"), {"deploy_on": "every change", "every_days": 7})
    words = str(refusal.value)
    assert words.startswith("Nothing to deploy automatically") and words.endswith(".")
    assert "=" not in words and "_" not in words


def test_what_is_no_lever_with_one_number_is_refused():
    with pytest.raises(ValueError, match="see deploy_controls"):
        lever("deploy_on", FERRY)
