"""What one benchmark says: a number, its budget, and whether the budget holds."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the table: `value` in `unit` should be at most (or at least) `budget`."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False
    note: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the budget holds; None where a line has no budget and only informs."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.at_least else self.value <= self.budget


def interleaved(*functions: Callable[[int], object], rounds: int) -> list[list[float]]:
    """Return the seconds that each function took, called in turn: one list a function.

    Turn by turn, because these times are compared: a machine that slows down half-way slows
    all of them. Each function gets the number of the round, so that it can use fresh input.
    """
    seconds: list[list[float]] = [[] for _ in functions]
    for turn in range(-1, rounds):  # the first turn warms up and does not count
        for times, function in zip(seconds, functions, strict=True):
            begin = time.perf_counter()
            function(turn)
            if turn >= 0:
                times.append(time.perf_counter() - begin)
    return seconds


def median_ratio(over: list[float], under: list[float]) -> float:
    """Return the median of the ratios round by round, which a noisy machine disturbs least."""
    return statistics.median(a / b for a, b in zip(over, under, strict=True))


def percentile(values: list[float], share: float) -> float:
    """Return the value below which `share` of the values lie (the nearest one, no blending)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
