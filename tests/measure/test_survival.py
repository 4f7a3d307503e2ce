import math
import warnings
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import CensoredData, ecdf
from statsmodels.duration.survfunc import SurvfuncRight

from deliverylab.measure import kaplan_meier
from deliverylab.measure.survival import Survival

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


class Sample(NamedTuple):
    """Random durations of which some are unfinished, and what others make of them."""

    mine: Survival
    statsmodels: SurvfuncRight
    durations: np.ndarray
    observed: np.ndarray


@pytest.fixture(scope="module")
def samples() -> list[Sample]:
    """Return small and large ones, with many ties and few, all ended and hardly any."""
    return list(random_samples(400))


def random_samples(count: int) -> Iterator[Sample]:
    draw = np.random.default_rng(5)
    while count:
        size = int(draw.integers(1, 120))
        durations = draw.integers(1, draw.choice([5, 30, 1000]), size) / draw.choice([1, 7])
        observed = draw.random(size) < draw.choice([0.3, 0.7, 1])
        if observed.any():  # statsmodels refuses samples of which nothing has ended
            theirs = SurvfuncRight(durations, observed.astype(int))
            yield Sample(kaplan_meier(durations, observed), theirs, durations, observed)
            count -= 1


def test_statsmodels_draws_the_same_curve(samples: list[Sample]) -> None:
    for mine, theirs, *_ in samples:
        np.testing.assert_array_equal(mine.times, theirs.surv_times)
        np.testing.assert_array_equal(mine.at_risk, theirs.n_risk)
        np.testing.assert_array_equal(mine.ended, theirs.n_events)
        np.testing.assert_allclose(mine.still_going, theirs.surv_prob, atol=1e-12)


def test_statsmodels_finds_the_same_median(samples: list[Sample]) -> None:
    flat = 0
    for mine, theirs, *_ in samples:
        # It asks where the curve is below; a hair to either side tells "at" from "below".
        at, below = theirs.quantile(0.5 - 1e-9), theirs.quantile(0.5 + 1e-9)
        flat += at < below
        middle = at if math.isnan(below) else (at + below) / 2
        assert mine.median == pytest.approx(middle, nan_ok=True)
    assert flat > 10


def test_scipy_draws_the_same_band(samples: list[Sample]) -> None:
    for mine, _, durations, observed in samples:
        theirs = ecdf(CensoredData.right_censored(durations, ~observed)).sf
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that the band is undefined where nothing is left
            band = theirs.confidence_interval(method="log-log")
        steps = np.isin(theirs.quantiles, mine.times)
        low, high = mine.interval
        np.testing.assert_allclose(low, band.low.probabilities[steps], rtol=1e-9)
        np.testing.assert_allclose(high, band.high.probabilities[steps], rtol=1e-9)


def test_statsmodels_finds_the_same_interval_for_the_median(samples: list[Sample]) -> None:
    compared = 0
    for mine, theirs, *_ in samples:
        with np.errstate(divide="ignore", invalid="ignore"):
            low, high = theirs.quantile_ci(0.5, method="cloglog")
        ends = mine.median_interval
        if math.isnan(low):
            # No step's own interval holds one half: they say nothing. Here it is one time, if any.
            assert ends[0] == ends[1] or math.isnan(ends[0])
            continue
        compared += 1
        assert ends[0] == low
        if mine.still_going[-1] == 0 and high == mine.times[-1]:
            # They end where nothing is left, though Greenwood's formula says nothing there.
            assert ends[1] == math.inf
        else:
            assert ends[1] == high
    assert compared > 300


def test_an_interval_claims_no_more_than_is_known() -> None:
    nothing = (math.nan, math.nan)
    assert kaplan_meier([5], [True]).median_interval == pytest.approx(nothing, nan_ok=True)
    assert kaplan_meier([], []).median_interval == pytest.approx(nothing, nan_ok=True)
    few = kaplan_meier([1, 2, 3], [True, True, True])
    assert few.median_interval == (1.0, math.inf)
    many = kaplan_meier(np.arange(1.0, 1001.0), np.ones(1000, dtype=bool))
    low, high = many.median_interval
    assert 460 < low < 500 < high < 540


def test_the_band_is_wider_with_fewer_at_risk_and_stays_between_none_and_all() -> None:
    over = [True] * 30
    low, high = kaplan_meier(range(30), over).interval
    assert np.isnan([low[-1], high[-1]]).all()
    assert (low[:-1] > 0).all()
    assert (high[:-1] < 1).all()
    assert (low <= high)[:-1].all()
    with_more_unfinished = kaplan_meier([*range(30), *[15.5] * 30], over + [False] * 30)
    late = with_more_unfinished.times == 28
    assert with_more_unfinished.interval[0][late] > low[28]


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
