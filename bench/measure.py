"""The scorecard of a year, and of millions of changes beside DuckDB on the same tables."""

from __future__ import annotations

import statistics
import sys

import psutil

from bench.large import Measured, measured
from bench.result import Result, interleaved, median_ratio
from bench.simulate import busy_year
from deliverylab.measure import scorecard
from deliverylab.simulate import simulate

MILLIONS = (1, 3, 10)
BYTES_PER_CHANGE = 1_600
"""What a process needs for the log, the scorecard and DuckDB's tables together."""


def run() -> list[Result]:
    """Measure a year, and the sizes that the machine has memory for."""
    year = simulate(busy_year(), seed=1)
    (seconds,) = interleaved(lambda _turn: scorecard(year), rounds=15)
    note = f"{len(year.changes):,} changes"
    results = [
        Result("scorecard of a year", statistics.median(seconds) * 1000, "ms", 10, note=note)
    ]
    sizes: dict[int, Measured] = {}
    for millions in MILLIONS:
        if psutil.virtual_memory().available < millions * 1_000_000 * BYTES_PER_CHANGE:
            print(f"left out: {millions} million changes need more memory", file=sys.stderr)
            continue
        sizes[millions] = measured(millions * 1_000_000)
        results += against_duckdb(millions, sizes[millions])
    if sizes.keys() >= {MILLIONS[0], MILLIONS[-1]}:
        times = MILLIONS[-1] // MILLIONS[0]
        growth = min(sizes[MILLIONS[-1]].ours) / min(sizes[MILLIONS[0]].ours)
        # To sort takes n log n; what is above `times` is that, and the machine.
        results.append(Result(f"scorecard: {times} × the changes takes", growth, "×", 1.4 * times))
    return results


def against_duckdb(millions: int, size: Measured) -> list[Result]:
    """Return the lines for one size: the time as a ratio, and the memory."""
    ours, theirs = statistics.median(size.ours), statistics.median(size.theirs)
    return [
        Result(
            f"scorecard against DuckDB, {millions} million changes",
            median_ratio(size.ours, size.theirs),
            "×",
            3,
            note=f"{size.changes:,} changes, {ours:.2f} s and {theirs:.2f} s",
        ),
        Result(f"memory with {millions} million changes", size.peak_bytes / 1e9, "GB", 16),
    ]
