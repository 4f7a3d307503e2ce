"""Names and times of rows: written for many at once, the same as one by one."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.simulate.names import NEVER, START, moments, names


@given(st.text("abcé-. 🚢", max_size=5), st.integers(0, 1_200), st.integers(1, 6))
def test_names_are_a_prefix_and_a_number(prefix: str, count: int, digits: int) -> None:
    assert list(names(prefix, count, digits)) == [
        f"{prefix}{number:0{digits}d}" for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("counts", [(270_000, 300_000), (300_000, 270_000), (99_999, 100_001)])
def test_names_asked_for_in_any_order_are_as_many_as_asked_for(counts: tuple[int, int]) -> None:
    for count in counts:
        written = names("many-c", count, digits=5)
        assert len(written) == count
        assert written[-1] == f"many-c{count:05d}"


def test_names_cannot_be_overwritten() -> None:
    with pytest.raises(ValueError, match="read-only"):
        names("tug-c", 3)[0] = "mine"


@given(st.lists(st.floats(0, 24 * 50), max_size=30), st.integers(1, 49))
def test_moments_keep_their_order_and_end_with_the_days(hours: list[float], days: int) -> None:
    written = moments(np.array(sorted(hours)), days)
    happened = written[written != NEVER]
    assert (np.diff(happened) >= 0).all()
    assert len(happened) == sum(round(hour * 3.6e9) < days * 24 * 3_600_000_000 for hour in hours)
    for hour, moment in zip(sorted(hours), happened, strict=False):
        assert moment == pytest.approx(START.value // 1_000 + hour * 3.6e9, abs=1)


def test_what_never_happens_is_never() -> None:
    assert (moments(np.array([np.inf, 24.0, 1e300]), days=1) == NEVER).all()
    nine = moments(np.array([9.0]), days=1)
    assert pd.Timestamp(nine[0], unit="us", tz="UTC") == START + pd.Timedelta(hours=9)
