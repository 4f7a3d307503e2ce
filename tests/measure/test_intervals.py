import math

import numpy as np
import pytest
from scipy import stats

from deliverylab.measure.intervals import count_interval, median_interval, share_interval


@pytest.mark.parametrize("n", [*range(2, 200), 999, 1000, 12_345, 1_000_000])
def test_the_median_interval_takes_the_ranks_that_the_binomial_allows(n: int) -> None:
    low, high = median_interval(np.arange(1.0, n + 1))
    # The largest d with P(Binomial(n, 1/2) <= d - 1) <= 2.5 %.
    d = int(stats.binom.ppf(0.025, n, 0.5))
    if stats.binom.cdf(d, n, 0.5) <= 0.025:
        d += 1
    if d == 0:
        assert math.isnan(low) and math.isnan(high)
    else:
        assert (low, high) == (d, n + 1 - d)


def test_below_six_observations_there_is_no_interval_for_a_median() -> None:
    assert math.isnan(median_interval(np.arange(5.0))[0])
    assert median_interval(np.arange(6.0)) == (0.0, 5.0)
    assert math.isnan(median_interval(np.empty(0))[0])


def test_the_median_interval_holds_the_median_in_95_of_100_samples() -> None:
    draw = np.random.default_rng(2)
    true_median = math.exp(1.0)
    inside = [
        low <= true_median <= high
        for low, high in (median_interval(draw.lognormal(1, 1.25, 40)) for _ in range(4000))
    ]
    assert 0.945 <= np.mean(inside) <= 0.98  # never less than 95 %; a little more, being discrete


@pytest.mark.parametrize(("hits", "of"), [(0, 1), (1, 1), (0, 26), (3, 26), (76, 1250), (50, 50)])
def test_the_share_interval_is_wilsons(hits: int, of: int) -> None:
    theirs = stats.binomtest(hits, of).proportion_ci(method="wilson")
    assert share_interval(hits, of) == pytest.approx((theirs.low, theirs.high), abs=1e-12)


def test_no_observation_gives_no_share_interval() -> None:
    assert all(math.isnan(end) for end in share_interval(0, 0))


@pytest.mark.parametrize("share", [0.02, 0.07, 0.3])
@pytest.mark.parametrize("of", [26, 250])
def test_wilson_covers_the_true_share_in_about_95_of_100_samples(share: float, of: int) -> None:
    hits = np.arange(of + 1)
    probability = stats.binom.pmf(hits, of, share)
    ends = [share_interval(int(h), of) for h in hits]
    covered = sum(
        p for p, (low, high) in zip(probability, ends, strict=True) if low <= share <= high
    )
    assert 0.90 <= covered <= 0.99


@pytest.mark.parametrize("count", [*range(200), 364, 5000, 1_000_000])
def test_the_count_interval_has_the_exact_limits(count: int) -> None:
    exact_low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    exact_high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert count_interval(count) == pytest.approx((exact_low, exact_high), rel=1e-8)
