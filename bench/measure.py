"""The scorecard of a year, and of a million changes beside DuckDB on the same tables."""

from __future__ import annotations

import statistics

from bench.result import Result, interleaved, median_ratio
from bench.simulate import CHANGES_A_DAY, busy_year, times_as_busy
from deliverylab.measure import scorecard
from deliverylab.simulate import simulate
from tests.measure.sql import VALUES, connect, kpis_in_sql

MILLION = 1_000_000 / (260 * CHANGES_A_DAY)


def run() -> list[Result]:
    """Measure both sizes; DuckDB gets its tables loaded beforehand, as pandas has them."""
    year = simulate(busy_year(), seed=1)
    (seconds,) = interleaved(lambda _turn: scorecard(year), rounds=15)
    million = simulate(times_as_busy(MILLION), seed=1)
    database = connect(million)
    ours, theirs = interleaved(
        lambda _turn: scorecard(million),
        lambda _turn: kpis_in_sql(database, million.start, million.end, VALUES),
        rounds=3,
    )
    changes = f"{len(million.changes):,} changes, {statistics.median(ours):.2f} s"
    return [
        Result(
            "scorecard of a year",
            statistics.median(seconds) * 1000,
            "ms",
            10,
            note=f"{len(year.changes):,} changes",
        ),
        Result("scorecard against DuckDB", median_ratio(ours, theirs), "×", 3, note=changes),
    ]
