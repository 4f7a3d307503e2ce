"""The assessment: what it suggests, and when it suggests nothing."""

from __future__ import annotations

import pytest

from deliverylab.improve import MOVES, PILLARS
from deliverylab.improve.assessment import SCALE, STATEMENTS, Assessment
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

BARGE, FERRY, HYDROFOIL = map(Scenario.team, ("barge", "ferry", "hydrofoil"))


def answers(otherwise: int = 3, **some: int) -> dict[str, int]:
    return {statement.key: some.get(statement.key, otherwise) for statement in STATEMENTS}


def suggested(assessment: Assessment) -> list[tuple[str, str]]:
    return [(one.statement.key, one.move.key) for one in assessment.experiments]


def test_there_are_two_statements_for_each_pillar_in_order() -> None:
    assert [one.pillar for one in STATEMENTS] == [name for name in PILLARS for _ in range(2)]
    assert len({one.text for one in STATEMENTS}) == len(STATEMENTS) == 10


def test_a_statement_names_moves_of_its_own_pillar_and_every_move_is_named() -> None:
    for statement in STATEMENTS:
        assert {MOVES[key].pillar for key in statement.moves} == {statement.pillar}
    assert {key for one in STATEMENTS for key in one.moves} == set(MOVES)


def test_the_lowest_answers_suggest_first() -> None:
    told = Assessment(answers(simple=2, known=1, boring=2), BARGE)
    assert suggested(told) == [
        ("known", "write down what you know"),
        ("boring", "test by machine"),
        ("simple", "half the size"),
    ]
    assert told.tied == 0


@pytest.mark.parametrize("answer", range(1, 6))
def test_where_all_answers_are_alike_nothing_is_suggested(answer: int) -> None:
    told = Assessment(answers(answer), BARGE)
    assert told.all_alike and not told.weak and not told.experiments and told.tied == 0


def test_one_answer_below_always_suggests_one_thing() -> None:
    told = Assessment(answers(5, soon=4), FERRY)
    assert suggested(told) == [("soon", "deploy every change")] and told.tied == 0


def test_of_answers_that_are_alike_the_first_in_calms_are_tried_and_the_rest_is_told() -> None:
    told = Assessment(answers(2, tools=5), BARGE)
    assert [key for key, _ in suggested(told)] == ["anyone", "goal", "boring"]
    assert told.tied == len(told.weak) - 3 == 6


def test_no_move_is_suggested_twice() -> None:
    told = Assessment(answers(5, seen=1, alarms=2), BARGE)
    assert suggested(told) == [("seen", "alarms that say what to do")]  # its others need a machine


def test_what_a_team_has_left_nothing_to_gain_with_is_passed_over() -> None:
    told = Assessment(answers(5, soon=1, simple=2), HYDROFOIL)
    assert suggested(told) == [("simple", "half the size")]


def test_both_answers_of_a_pillar_are_kept() -> None:
    told = Assessment(answers(anyone=1, goal=5), FERRY)
    assert told.pillars["culture"] == (1, 5)
    assert [told.says(one) for one in STATEMENTS[:3]] == ["never", "always", "sometimes"]
    assert len(SCALE) == 5


def test_what_is_no_full_set_of_answers_is_refused() -> None:
    with pytest.raises(NotAllowed, match="expected one to each of anyone, goal"):
        Assessment({"anyone": 3}, BARGE)
    with pytest.raises(NotAllowed, match="goal=6"):
        Assessment(answers(goal=6), BARGE)
