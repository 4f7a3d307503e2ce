"""Little's law holds exactly, on any log and any window; what is counted is what there was."""

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliverylab.log import DeliveryLog
from deliverylab.measure import arrivals, littles_law, throughput, work_in_progress
from tests.measure.logs import START, random_log

DAYS = 70


def windows() -> st.SearchStrategy[tuple[pd.Timestamp, pd.Timestamp]]:
    hours = st.integers(0, DAYS * 24)
    return st.tuples(hours, hours).map(
        lambda pair: tuple(START + pd.Timedelta(hours=hour) for hour in sorted(pair))
    )


def log_of(*stays: tuple[str, str | None]) -> DeliveryLog:
    """Two weeks from Monday the 6th; each change from "06 09:00" to "07 10:00"."""
    at = [[f"2025-01-{moment}Z" if moment else None for moment in stay] for stay in stays]
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        changes={
            "change": [f"c{number}" for number in range(len(stays))],
            "committed": [stay[0] for stay in at],
            "deployed": [stay[1] for stay in at],
        },
    )


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10_000), window=windows())
def test_little_s_law_holds_on_any_log_and_any_window(seed, window):
    log = random_log(seed, days=DAYS)
    law = littles_law(log, *window)
    if not law.per_week or not law.weeks:
        assert not law.under_way > 0
        return
    assert law.product == pytest.approx(law.under_way, rel=1e-12)
    assert law.at_start + law.arrived - law.left == law.at_end


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000), window=windows())
def test_it_is_exact_in_whole_numbers_counted_by_another_road(seed, window):
    log = random_log(seed, changes=25, days=DAYS)
    start, end = (moment.value for moment in window)
    stays = [  # in nanoseconds, as Python's own integers
        (begin.value, end if pd.isna(finish) else finish.value)
        for begin, finish in zip(log.changes["committed"], log.changes["deployed"], strict=True)
    ]
    inside = [max(min(b, end) - max(a, start), 0) for a, b in stays]
    counted = sum(a < end and (b > start) for a, b in stays)
    law = littles_law(log, *window)
    if start == end or not counted:
        return
    length = end - start
    exact = Fraction(counted, length) * Fraction(sum(inside), counted)
    assert law.under_way == pytest.approx(float(exact))
    assert law.per_week == pytest.approx(counted / length * 7 * 24 * 3600e9)


def test_a_hand_made_log_counts_as_by_hand():
    # One is there for the first week, one for the second, one for both and beyond.
    log = log_of(("06 00:00", "13 00:00"), ("13 00:00", "20 00:00"), ("06 00:00", None))
    law = littles_law(log)
    assert (law.under_way, law.per_week, law.arrived, law.left) == (2.0, 1.5, 3, 1)
    assert law.stay_weeks == pytest.approx(4 / 3)
    assert (law.at_start, law.at_end) == (0, 2)
    assert law.lead_time_weeks == 1.0
    assert law.rule_of_thumb == 1.5


def test_only_the_part_within_the_window_counts():
    log = log_of(("06 00:00", "13 00:00"), ("08 12:00", None))
    law = littles_law(log, "2025-01-08", "2025-01-09")
    assert law.under_way == pytest.approx(1.5)
    assert (law.at_start, law.arrived, law.left, law.at_end) == (1, 1, 0, 2)
    assert math.isnan(law.lead_time_weeks)
    assert "With the numbers at hand" not in repr(law)


def test_work_in_progress_is_the_same_average_and_shows_the_weeks():
    log = log_of(("06 00:00", "13 00:00"), ("09 12:00", "14 00:00"))
    kpi = work_in_progress(log)
    assert kpi.value == pytest.approx(littles_law(log).under_way)
    assert kpi.detail.to_list() == pytest.approx([1.5, 1 / 7])
    assert kpi.also == {"at most": 2.0}
    assert kpi.observations == 2


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), hours=st.integers(1, DAYS * 24))
def test_the_weeks_average_to_the_whole(seed, hours):
    log = random_log(seed, days=DAYS)
    end = START + pd.Timedelta(hours=hours)
    kpi = work_in_progress(log, START, end)
    if not kpi.has_data:
        return
    length = np.minimum(hours - 168.0 * np.arange(len(kpi.detail)), 168.0)
    assert np.average(kpi.detail, weights=length) == pytest.approx(kpi.value)
    assert kpi.detail.max() <= kpi.also["at most"] + 1e-9


def test_arrivals_and_throughput_count_what_comes_and_goes():
    log = log_of(("06 09:00", "07 09:00"), ("06 10:00", "14 09:00"), ("15 09:00", None))
    assert arrivals(log).value == 1.5
    assert arrivals(log).detail.to_list() == [2, 1]
    assert throughput(log).value == 1.0
    assert throughput(log).detail.to_list() == [1, 1]
    assert arrivals(log).low < 1.5 < arrivals(log).high
    assert math.isnan(throughput(log).low)


def test_nothing_is_no_data_and_never_zero():
    log = log_of()
    for measure in (arrivals, throughput, work_in_progress):
        kpi = measure(log)
        assert not kpi.has_data and "no data" in kpi.text
    assert "no data" in repr(littles_law(log))
    assert littles_law(log).product == 0.0
    assert not work_in_progress(log_of(("06 09:00", None)), "2025-01-07", "2025-01-07").has_data


def test_a_window_beyond_the_log_is_refused():
    for measure in (arrivals, throughput, work_in_progress, littles_law):
        with pytest.raises(ValueError, match="reaches beyond the log"):
            measure(log_of(), "2024-01-01", "2025-01-07")
