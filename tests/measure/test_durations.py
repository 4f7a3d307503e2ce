"""Middle and tail of what is in order already: what NumPy says, to the last bit."""

import math

import numpy as np
from hypothesis import example, given
from hypothesis import strategies as st

from deliverylab.measure.durations import median, quantile

HOURS = st.lists(st.floats(0, 1e6), min_size=1, max_size=40)


@given(HOURS)
@example([0.1, 0.7])
def test_the_median_is_numpy_s(hours: list[float]) -> None:
    ordered = np.sort(np.array(hours))
    assert median(ordered) == np.median(ordered)


@given(HOURS, st.floats(0, 1))
@example([1.0, 2.0], 1.0)
@example([0.1, 0.7], 0.9)
def test_a_quantile_is_numpy_s(hours: list[float], share: float) -> None:
    ordered = np.sort(np.array(hours))
    assert quantile(ordered, share) == np.quantile(ordered, share)


def test_of_nothing_there_is_no_median() -> None:
    assert math.isnan(median(np.array([])))
