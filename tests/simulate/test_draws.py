"""Luck: the right distributions, the same numbers each time, and each its own stream."""

from __future__ import annotations

import math
import threading

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate.cache import Cache
from deliverylab.simulate.draws import (
    KEPT,
    KEPT_AT_MOST,
    STREAMS,
    exponentials,
    normals,
    uniforms,
    unit_draws,
    weibull_shape,
)


@given(
    st.integers(0, 2**53),
    st.sampled_from(sorted(STREAMS)),
    st.integers(0, 500),
    st.integers(0, 3_000),
    st.integers(1, 4),
)
def test_the_first_draws_are_the_same_however_many_are_drawn(
    seed: int, stream: str, few: int, more: int, attempt: int
) -> None:
    for draw in (exponentials, uniforms, normals):
        short = draw(seed, stream, few, attempt)
        KEPT.clear()
        assert (draw(seed, stream, few + more, attempt)[:few] == short).all()
    short = unit_draws(seed, stream, few, 0.7, attempt)
    KEPT.clear()
    assert np.array_equal(unit_draws(seed, stream, few + more, 0.7, attempt)[:few], short)


def test_long_arrays_begin_like_short_ones() -> None:
    long = unit_draws(3, "build", KEPT_AT_MOST + 1, cv=0.5)
    assert (long[:100] == unit_draws(3, "build", 100, cv=0.5)).all()


def test_every_stream_seed_and_attempt_has_its_own_luck() -> None:
    first = {
        float(exponentials(seed, stream, 1, attempt)[0])
        for seed in range(5)
        for stream in STREAMS
        for attempt in (1, 2, 3)
    }
    assert len(first) == 5 * len(STREAMS) * 3
    assert len(set(STREAMS.values())) == len(STREAMS)


@pytest.mark.parametrize("cv", [0.1, 0.5, 1.0, 2.0, 3.0])
def test_unit_draws_have_mean_one_and_the_wanted_variation(cv: float) -> None:
    draws = unit_draws(11, "review", 1_000_000, cv)
    # Five standard errors; that of the variance from the fourth moment of the sample itself.
    assert abs(draws.mean() - 1.0) < 5 * cv / 1_000
    squares = (draws - 1.0) ** 2
    assert abs(squares.mean() - cv**2) < 5 * squares.std() / 1_000


def test_a_variation_of_one_is_the_exponential_and_of_zero_is_no_variation() -> None:
    assert (unit_draws(1, "review", 9, cv=1.0) == exponentials(1, "review", 9)).all()
    assert (unit_draws(1, "review", 9, cv=0.0) == 1.0).all()


@given(st.floats(0.01, 2.99), st.floats(0.001, 3.0))
def test_a_larger_variation_keeps_the_order_of_the_draws(cv: float, more: float) -> None:
    calm, wild = unit_draws(1, "build", 50, cv), unit_draws(1, "build", 50, min(cv + more, 3.0))
    assert (np.argsort(calm) == np.argsort(wild)).all()


@given(st.floats(0.001, 3.0))
def test_the_weibull_shape_has_the_wanted_variation(cv: float) -> None:
    k = weibull_shape(cv)
    squared = math.gamma(1 + 2 / k) / math.gamma(1 + 1 / k) ** 2 - 1
    assert math.sqrt(squared) == pytest.approx(cv, rel=1e-4)


def test_draws_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        uniforms(1, "defect", 5)[0] = 0.0


def test_a_stream_that_does_not_exist_is_an_error() -> None:
    with pytest.raises(KeyError):
        uniforms(1, "weather", 5)


def test_the_luck_itself_never_changes() -> None:
    """These numbers are in the shipped data: whoever changes them changes the data."""
    assert exponentials(1, "commit", 2).tolist() == pytest.approx(FIRST_COMMITS, rel=1e-12)
    assert uniforms(2025, "severity", 2).tolist() == pytest.approx(FIRST_SEVERITIES, rel=1e-12)


FIRST_COMMITS = [0.8889261557581455, 0.9222495772910315]
FIRST_SEVERITIES = [0.2813771528291874, 0.5467298206292406]


def test_a_cache_forgets_what_was_used_least_recently() -> None:
    cache: Cache[str] = Cache(limit_bytes=3)
    for name in "abc":
        cache.put(name, name.upper(), size=1)
    assert cache.get("a") == "A"  # used: now b is the oldest
    cache.put("d", "D", size=1)
    assert cache.get("b") is None
    assert [cache.get(name) for name in "acd"] == ["A", "C", "D"]


def test_a_cache_counts_a_replaced_value_once_and_refuses_what_is_too_large() -> None:
    cache: Cache[int] = Cache(limit_bytes=2)
    for value in range(10):
        cache.put("same", value, size=2)
    assert cache.get("same") == 9
    cache.put("huge", 1, size=3)
    assert cache.get("huge") is None
    assert cache.get("same") == 9
    cache.clear()
    assert cache.get("same") is None
    cache.put("full", 1, size=2)
    assert cache.get("full") == 1


def test_threads_may_share_a_cache() -> None:
    cache: Cache[int] = Cache(limit_bytes=50)
    wrong: list[int] = []

    def use(offset: int) -> None:
        for turn in range(3_000):
            key = (turn + offset) % 97
            cache.put(key, key, size=1)
            found = cache.get(key)
            if found not in (None, key):
                wrong.append(key)

    threads = [threading.Thread(target=use, args=(offset,)) for offset in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert sum(cache.get(key) is not None for key in range(97)) <= 50
