"""Ten thousand spoilt files: each is read rightly, or refused with a clear error."""

from __future__ import annotations

import os
import sys
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor

from bench.result import Result
from tests.log.fuzz.campaign import (
    RIGHT,
    WRONG,
    Outcomes,
    spoil_csv,
    spoil_others_events,
    spoil_own_events,
)

BATCH = 100
KINDS: tuple[tuple[str, Callable[[int, int], Outcomes], int], ...] = (
    ("CSV folders", spoil_csv, 4000),
    ("CDEvents of a log", spoil_own_events, 4000),
    ("CDEvents of others", spoil_others_events, 2000),
)


def run() -> list[Result]:
    """Spoil and read them all, print what came of it, and say how often it was wrong."""
    results = []
    counts: dict[str, Counter[str]] = {}
    for name, spoil, runs in KINDS:
        begin = time.perf_counter()
        with ProcessPoolExecutor(os.cpu_count()) as pool:
            batches = list(pool.map(spoil, [BATCH] * (runs // BATCH), range(runs // BATCH)))
        counts[name] = sum((batch.count for batch in batches), Counter[str]())
        for wrong in (text for batch in batches for text in batch.wrong):
            print(wrong, file=sys.stderr)
        bad = sum(counts[name][outcome] for outcome in WRONG)
        note = f"{runs:,} files, {time.perf_counter() - begin:.0f} s"
        results.append(Result(f"spoilt {name} dealt with wrongly", bad, "files", 0, note=note))
    print(outcome_table(counts))
    return results


def outcome_table(counts: dict[str, Counter[str]]) -> str:
    """Return how often each outcome came, a column for each kind of file."""
    wide = max(len(outcome) for outcome in (*RIGHT, *WRONG))
    head = " " * wide + "".join(f"  {name:>18}" for name in counts)
    lines = [
        f"{outcome:<{wide}}" + "".join(f"  {count[outcome]:>18,}" for count in counts.values())
        for outcome in (*RIGHT, *WRONG)
    ]
    return "\n".join([head, *lines])
