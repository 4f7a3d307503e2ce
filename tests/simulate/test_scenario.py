"""Scenarios: the levers, the modes that follow from them, and what is refused in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields, replace

import numpy as np
import pytest

from deliverylab.simulate import (
    ALWAYS,
    ROLLOUTS,
    WEEKDAYS,
    Approval,
    EveryChange,
    Scenario,
    Train,
)
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.simulate.scenario import Lever
from deliverylab.simulate.teams import TEAMS

LEVERS = Scenario.levers()
NUMBERS = [lever for lever in LEVERS.values() if lever.low is not None]


def test_every_lever_says_what_it_is() -> None:
    for one in fields(Scenario):
        if one.name == "name":
            continue
        lever = LEVERS[one.name]
        assert lever.label
        assert lever.group in {
            "team",
            "work",
            "review",
            "build and test",
            "release",
            "deploy",
            "operate",
            "traffic",
        }
    for lever in NUMBERS:
        assert lever.unit
        assert lever.low is not None and lever.high is not None and lever.low < lever.high


def test_units_stand_in_the_names_of_times() -> None:
    for lever in NUMBERS:
        if "hours" in lever.unit:
            assert lever.name.endswith("_hours")
        if lever.unit == "minutes":
            assert lever.name.endswith("_minutes")


@pytest.mark.parametrize("lever", NUMBERS, ids=lambda lever: lever.name)
def test_a_number_out_of_range_is_refused_with_field_value_and_range(lever: Lever) -> None:
    assert lever.low is not None and lever.high is not None
    for wrong in (lever.low - 1, lever.high + 1, float("nan"), "many", True, [1]):
        with pytest.raises(ValueError, match=lever.name) as refused:
            replace(Scenario(), **{lever.name: wrong})
        message = str(refused.value)
        assert f"{lever.name}={wrong!r}" in message
        assert f"from {lever.low:,.15g} to {lever.high:,.15g}" in message
    if lever.whole:
        with pytest.raises(ValueError, match="whole number"):
            replace(Scenario(), **{lever.name: 1.5})
    if lever.optional:
        assert getattr(replace(Scenario(), **{lever.name: None}), lever.name) is None
    else:
        with pytest.raises(ValueError, match=lever.name):
            replace(Scenario(), **{lever.name: None})


@pytest.mark.parametrize(
    "lever", [one for one in LEVERS.values() if one.choices], ids=lambda lever: lever.name
)
def test_a_word_that_is_no_choice_is_refused_with_the_choices(lever: Lever) -> None:
    with pytest.raises(ValueError, match=f"{lever.name}='by magic'") as refused:
        replace(Scenario(), **{lever.name: "by magic"})
    for choice in lever.choices:
        assert repr(choice) in str(refused.value)


@pytest.mark.parametrize(
    ("levers", "said"),
    [
        ({"test_by": "hand"}, "continuous delivery implies continuous integration"),
        (
            {"deploy_on": EveryChange(), "package_by": "hand"},
            "nothing to deploy automatically: the release is made by hand",
        ),
        ({"deploy_on": EveryChange(), "deploy_by": "hand"}, "goes to production by itself"),
        ({"fix_share": 0.7, "chore_share": 0.4}, "more than all changes"),
        ({"deploy_on": "friday"}, r"expected Train\(every_days\)"),
        ({"working_hours": "nine to five"}, "expected a Calendar"),
        ({"name": " "}, "expected a name that is not empty"),
        ({"name": 7}, "name=7"),
    ],
)
def test_levers_that_make_no_sense_are_refused_in_words(
    levers: dict[str, object], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        replace(Scenario(), **levers)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Train(every_days=0), "Train: every_days=0; expected a number from 0.25 to 365"),
        (lambda: Train(at_hour=25), "Train: at_hour=25; expected a number from 0 to 24"),
        (lambda: Approval(approvers=0), "approvers=0; expected a whole number from 1 to 50"),
        (lambda: Approval(approvers=1.5), "approvers=1.5"),  # type: ignore[arg-type]
        (lambda: Approval(hours=-1), "hours=-1"),
        (lambda: Approval(cv=9), "cv=9"),
    ],
)
def test_policies_that_make_no_sense_are_refused_in_words(make: object, said: str) -> None:
    with pytest.raises(ValueError) as refused:
        make()  # type: ignore[operator]
    assert said in str(refused.value)


def test_numbers_of_numpy_are_numbers() -> None:
    scenario = replace(Scenario(), reviewers=np.int64(3), review_hours=np.float32(0.5))
    assert scenario.reviewers == 3


def test_the_mode_follows_from_what_is_automatic() -> None:
    by_hand = Scenario(
        test_by="hand", package_by="hand", deploy_by="hand", deploy_on=Train(every_days=28)
    )
    tested = replace(by_hand, test_by="automatic")
    packaged = replace(tested, package_by="automatic")
    approved = replace(packaged, deploy_by="automatic", deploy_on=Approval())
    deployed = replace(approved, deploy_on=EveryChange())
    modes = [one.mode for one in (by_hand, tested, packaged, approved, deployed)]
    assert modes == [
        "no continuous integration",
        "continuous integration",
        "continuous delivery",
        "continuous delivery",
        "continuous deployment",
    ]


def test_the_class_gives_teams_and_a_scenario_its_teams_name() -> None:
    assert Scenario.team("ferry").name == "ferry"
    assert Scenario().name == "team"
    assert replace(Scenario.team("tug"), name="dinghy").name == "dinghy"
    assert Scenario.team_names() == ["barge", "tug", "ferry", "hydrofoil"]
    with pytest.raises(ValueError, match="team='submarine'; expected one of 'barge', 'tug'"):
        Scenario.team("submarine")


def test_scenarios_are_values() -> None:
    one, other = Scenario.team("tug"), replace(Scenario.team("tug"))
    assert one == other and hash(one) == hash(other)
    with pytest.raises(FrozenInstanceError):
        one.reviewers = 5  # type: ignore[misc]


def test_coupled_means_that_stages_wait_for_each_other() -> None:
    assert not Scenario().coupled
    assert Scenario(wip_limit=3).coupled
    assert Scenario(shared_people=3).coupled


def test_four_ways_to_do_the_same_work() -> None:
    assert [team.mode for team in TEAMS.values()] == [
        "no continuous integration",
        "continuous integration",
        "continuous delivery",
        "continuous deployment",
    ]
    for same in ("defect_share", "size_lines", "requests_per_hour", "fix_share", "chore_share"):
        assert len({getattr(team, same) for team in TEAMS.values()}) == 1
    assert all(5 <= team.changes_per_day <= 8 for team in TEAMS.values())


def test_trains_leave_on_working_mornings() -> None:
    daily = Train(every_days=1, at_hour=10).departures(7 * 2, WEEKDAYS)
    # Tuesday to Friday at ten; the trains of the weekend leave together on Monday at nine.
    week = [24 + 10, 48 + 10, 72 + 10, 96 + 10]
    assert daily[:6] == [*week, 7 * 24 + 9, 7 * 24 + 10]
    assert Train(every_days=7, at_hour=20).departures(15, WEEKDAYS) == [8 * 24 + 9.0]
    assert Train(every_days=0.5).departures(2, ALWAYS) == [12, 24, 36]
    assert Train(every_days=28).departures(28, WEEKDAYS) == []


def test_rollouts_trade_time_for_exposure() -> None:
    everyone, canary = ROLLOUTS["all at once"], ROLLOUTS["canary"]
    assert canary.duration_factor > everyone.duration_factor
    assert canary.exposure < everyone.exposure
    assert ROLLOUTS["blue-green"].rollback_factor == min(
        r.rollback_factor for r in ROLLOUTS.values()
    )


@pytest.mark.parametrize(
    "refused",
    [
        lambda: replace(Scenario.team("tug"), deploy_on=7),  # type: ignore[arg-type]
        lambda: Train(every_days=0),
        lambda: Scenario.team("raft"),
    ],
)
def test_a_notebook_shows_what_is_refused_in_one_line(refused: Callable[[], object]) -> None:
    with pytest.raises(NotAllowed, match="; expected ") as told:
        refused()
    assert told.value._render_traceback_() == [f"NotAllowed: {told.value}"]
    assert isinstance(told.value, ValueError)
