"""What was known, what to read first, and what the course has added."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.teach.gain import (
    Score,
    normalised_gain,
    together,
    what_to_read,
    what_was_gained,
)

TITLES = {"01": "From commit", "02": "Integrate", "03": "Build quality in"}


def scores(*right: int) -> dict[str, Score]:
    return {lesson: Score(one, 2) for lesson, one in zip(TITLES, right, strict=True)}


def test_all_lessons_together() -> None:
    assert together(scores(1, 0, 2)) == Score(3, 6)


@pytest.mark.parametrize(
    ("before", "after", "gain"),
    [(0, 12, 1.0), (3, 3, 0.0), (4, 8, 0.5), (6, 3, -0.5), (0, 0, 0.0)],
)
def test_the_gain_is_the_share_of_what_was_open(before: int, after: int, gain: float) -> None:
    assert normalised_gain(Score(before, 12), Score(after, 12)) == pytest.approx(gain)


def test_the_gain_of_a_class_comes_from_its_averages() -> None:
    """40 % before and 70 % after close 30 of the 60 points that were open."""
    assert normalised_gain(Score(40, 100), Score(70, 100)) == pytest.approx(0.5)


@given(st.integers(1, 50).flatmap(lambda n: st.tuples(st.just(n), *[st.integers(0, n)] * 2)))
def test_the_gain_is_one_only_if_all_is_known(numbers: tuple[int, int, int]) -> None:
    total, before, after = numbers
    gain = normalised_gain(Score(before, total), Score(after, total))
    if before == total:
        assert gain is None
    else:
        assert gain is not None
        assert gain <= 1
        assert (gain == 1) == (after == total)
        assert (gain > 0) == (after > before)


def test_the_two_tests_need_not_have_as_many_questions() -> None:
    """An update of the course may add some between the two."""
    assert normalised_gain(Score(1, 2), Score(9, 12)) == pytest.approx(0.5)


def test_the_first_lesson_with_something_new_is_read_first() -> None:
    assert what_to_read(scores(0, 2, 0), TITLES) == (
        "Read first: lesson 01, From commit. Then go on in order, because the lessons build on "
        "each other. In lesson 02 you knew all that was asked. That was only a small "
        "part of it: take its quiz before you skip it."
    )
    assert what_to_read(scores(2, 2, 1), TITLES).startswith("Read first: lesson 03")
    assert what_to_read(scores(2, 2, 1), TITLES).endswith(
        "In lessons 01 and 02 you knew all that was asked. That was only a small part of them: "
        "take their quizzes before you skip them."
    )


def test_who_knows_nothing_yet_is_told_where_to_begin_and_no_more() -> None:
    assert what_to_read(scores(0, 0, 0), TITLES) == (
        "Read first: lesson 01, From commit. Then go on in order, because the lessons build on "
        "each other."
    )


def test_who_knows_all_is_sent_to_the_quizzes() -> None:
    assert what_to_read(scores(2, 2, 2), TITLES) == (
        "You knew all that was asked. That was only a small part of the course: take the quiz of "
        "each lesson, and read those where you miss something."
    )


def test_the_gain_is_named_explained_and_sourced_in_words() -> None:
    said = what_was_gained(Score(2, 12), Score(9, 12))
    assert "you had 2 of 12 right, now 9 of 12" in said
    assert "normalised gain is 0.70: that share of what was still open before" in said
    assert "Hake 1998" in said
    assert "⟨g⟩" in said


def test_a_gain_that_is_none_or_below_zero_is_said_in_words() -> None:
    assert "no gain to work out" in what_was_gained(Score(12, 12), Score(11, 12))
    assert "below zero" in what_was_gained(Score(6, 12), Score(5, 12))
    assert "gain is 0.00" in what_was_gained(Score(6, 12), Score(6, 12))
