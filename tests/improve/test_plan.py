"""Plans: one or two moves, in the order that works."""

from __future__ import annotations

import pytest

from deliverylab.improve import MOVES, Move, Prices, known_move, unseen_team
from deliverylab.improve.plan import plan
from deliverylab.simulate import EveryChange, Scenario
from deliverylab.simulate.ranges import NotAllowed

BARGE, TUG, FERRY = map(Scenario.team, ("barge", "tug", "ferry"))


def test_two_moves_are_done_one_after_the_other() -> None:
    made = plan(TUG, ("half the size", "deploy by machine"))
    assert made.after == MOVES["deploy by machine"].apply(MOVES["half the size"].apply(TUG))
    assert made.cost == 7 and made.before == TUG
    assert repr(made) == (
        "“Changes of half the size”, then “Deploy by machine”: 7 person-weeks of work, once."
    )


def test_the_move_that_the_other_needs_is_done_first() -> None:
    made = plan(BARGE, ("package by machine", "test by machine"))
    assert [move.key for move in made.moves] == ["test by machine", "package by machine"]
    assert made.after.mode == "continuous delivery"


def test_one_move_is_a_plan_and_one_person_week_is_one() -> None:
    assert plan(FERRY, ("more may approve",)).text.endswith(": 1 person-week of work, once.")


def test_the_same_move_may_be_made_twice_while_it_gains() -> None:
    made = plan(BARGE, ("trains twice as often", "trains twice as often"))
    assert made.after.deploy_on.every_days == 7  # type: ignore[union-attr]
    assert made.text == (
        "“Trains twice as often”, then the same again: 4 person-weeks of work, once."
    )
    with pytest.raises(NotAllowed, match="That is so here already"):
        plan(FERRY, ("deploy every change", "deploy every change"))


@pytest.mark.parametrize(
    ("scenario", "keys", "words"),
    [
        (TUG, (), "no move was given; expected one or two"),
        (TUG, ("half the size",) * 3, "3 moves were given; expected one or two"),
        (TUG, ("half the sizes",), "'half the sizes' is no move; did you mean 'half the size'"),
        (TUG, ("???",), "the moves are: everyone reviews, pair on what is hard"),
        (TUG, (7,), "7 is no move"),
        (TUG, ("deploy every change",), "Deploy every change: Packages are made by hand here."),
        (TUG, ("deploy every change", "half the size"), "Packages are made by hand here."),
        (
            BARGE,
            ("deploy every change", "package by machine"),
            "Package by machine: Changes are tested by hand here. Test by machine first.",
        ),
    ],
)
def test_what_is_no_plan_is_refused(scenario: Scenario, keys: tuple[str, ...], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        plan(scenario, keys)


@pytest.mark.parametrize("move", MOVES.values(), ids=lambda move: move.key)
def test_who_gives_a_move_s_label_is_told_its_key(move: Move) -> None:
    assert known_move(move.key) is move
    if move.label != move.key:
        with pytest.raises(NotAllowed, match=f"is no move; did you mean '{move.key}'"):
            known_move(move.label)


def test_the_trial_of_a_plan_is_that_of_the_team_and_its_prices() -> None:
    team = unseen_team("Ada")
    made = team.plan("deploy every change")
    assert made.prices == team.prices and isinstance(made.after.deploy_on, EveryChange)
    years = made.trial(years=2)
    assert (years.before, years.after, years.years) == (team.scenario, made.after, 2)
    assert years["lead time for changes"].after < years["lead time for changes"].before
    free = plan(team.scenario, ("deploy every change",), Prices(0.0, 0.0)).trial(years=2)
    assert free["loss"].before < years["loss"].before
