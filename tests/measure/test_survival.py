import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.measure import kaplan_meier

observation = st.tuples(st.integers(0, 12), st.booleans())


def product_limit(lasted: list[int], over: list[bool]) -> dict[int, float]:
    """Return the share still going after each time of an end, one time after the other."""
    going, curve = 1.0, {}
    for moment in sorted({t for t, done in zip(lasted, over, strict=True) if done}):
        at_risk = sum(t >= moment for t in lasted)
        ended = sum(t == moment and done for t, done in zip(lasted, over, strict=True))
        going *= (at_risk - ended) / at_risk
        curve[moment] = going
    return curve


@given(st.lists(observation, min_size=1, max_size=40))
def test_it_is_the_product_limit(observations: list[tuple[int, bool]]) -> None:
    lasted, over = (list(column) for column in zip(*observations, strict=True))
    curve = kaplan_meier(lasted, over)
    expected = product_limit(lasted, over)
    assert curve.times.tolist() == sorted(expected)
    assert curve.still_going == pytest.approx(list(expected.values()))


@given(st.lists(st.integers(0, 50), min_size=1, max_size=60))
def test_with_nothing_unfinished_it_is_the_share_that_lasted_longer(lasted: list[int]) -> None:
    curve = kaplan_meier(lasted, [True] * len(lasted))
    longer = [np.mean(np.array(lasted) > t) for t in curve.times]
    assert curve.still_going == pytest.approx(longer)
    assert curve.median == pytest.approx(np.median(lasted))


@given(st.lists(observation, min_size=1, max_size=40))
def test_an_unfinished_one_never_shortens_the_median(observations: list[tuple[int, bool]]) -> None:
    lasted, over = (list(column) for column in zip(*observations, strict=True))
    if any(over):
        median = kaplan_meier(lasted, over).median
        finished = [t for t, done in observations if done]
        assert math.isnan(median) or median >= kaplan_meier(finished, [True] * len(finished)).median


def test_a_median_that_is_not_reached_is_not_a_number() -> None:
    assert math.isnan(kaplan_meier([1, 2, 3, 4], [True, False, False, False]).median)
    assert math.isnan(kaplan_meier([3, 4], [False, False]).median)
    assert math.isnan(kaplan_meier([], []).median)


def test_it_counts_who_was_at_risk_and_who_ended() -> None:
    curve = kaplan_meier([2, 2, 2, 5, 5, 9], [True, True, False, False, True, False])
    assert curve.times.tolist() == [2, 5]
    assert curve.at_risk.tolist() == [6, 3]
    assert curve.ended.tolist() == [2, 1]
    assert curve.still_going == pytest.approx([4 / 6, 4 / 9])


def test_one_half_is_found_in_spite_of_rounding() -> None:
    # 1000 ended one by one: the product of 500 fractions is not exactly one half.
    curve = kaplan_meier(np.arange(1.0, 1001.0), np.ones(1000, dtype=bool))
    assert curve.median == 500.5


@pytest.mark.parametrize(
    ("durations", "observed", "message"),
    [
        ([1.0, 2.0], [True], r"shape \(2,\) and observed \(1,\)"),
        ([-1.0], [True], "a duration is -1.0"),
        ([math.nan], [True], "a duration is nan"),
    ],
)
def test_it_refuses_what_makes_no_sense(
    durations: list[float], observed: list[bool], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        kaplan_meier(durations, observed)
