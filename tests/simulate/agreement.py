"""Whether a simulated log says the same as the oracle, to the last row and moment."""

from __future__ import annotations

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.simulate import Scenario, simulate
from tests.simulate import oracle
from tests.simulate.oracle_tables import Columns

TOLERANCE_HOURS = 1e-6

MOMENTS = {
    "changes": [
        "committed",
        "opened",
        "review_started",
        "reviewed",
        "merged",
        "packaged",
        "staged",
        "approved",
        "deployed",
    ],
    "builds": ["queued", "started", "finished"],
    "releases": ["packaged"],
    "deployments": ["started", "finished"],
    "incidents": ["started", "detected", "restored"],
}

WORDS = {
    "changes": ["change", "deployment"],
    "builds": ["build", "change", "attempt", "outcome", "reason"],
    "releases": ["release", "version", "change", "by"],
    "deployments": [
        "deployment",
        "release",
        "environment",
        "outcome",
        "strategy",
        "trigger",
        "planned",
    ],
    "incidents": ["incident", "severity", "deployment", "restored_by"],
}


def assert_agrees(scenario: Scenario, days: int, seed: int) -> dict[str, Columns]:
    """Simulate and run the oracle; fail at the first difference; return the oracle's columns."""
    log = simulate(scenario, days=days, seed=seed)
    expected = oracle.columns(scenario, days=days, seed=seed)
    for name, table in expected.items():
        simulated: pd.DataFrame = getattr(log, name)
        rows = len(table[WORDS[name][0]])
        assert len(simulated) == rows, f"{name}: {len(simulated)} rows, not {rows}"
        for column in WORDS[name]:
            same_words(f"{name}.{column}", simulated[column], table[column])
        for column in MOMENTS[name]:
            same_moments(f"{name}.{column}", hours(log, simulated[column]), table[column])
    return expected


def hours(log: DeliveryLog, moments: pd.Series) -> np.ndarray:
    """Return moments of a log as hours since its start, missing ones as NaN."""
    start = log.start.tz_localize(None).to_datetime64()
    return np.asarray((moments.to_numpy(dtype="datetime64[us]") - start) / np.timedelta64(1, "h"))


def same_words(what: str, simulated: pd.Series, expected: list[object]) -> None:
    """Fail at the first row in which ids, words or flags differ; missing equals missing."""
    left = [None if word != word else word for word in simulated.tolist()]  # NaN is not itself
    right = [None if word != word else word for word in expected]
    if left != right:
        row = next(
            row for row, pair in enumerate(zip(left, right, strict=True)) if len({*pair}) > 1
        )
        raise AssertionError(f"{what}, row {row}: {left[row]!r}, but the oracle {right[row]!r}")


def same_moments(what: str, simulated: np.ndarray, expected: list[object]) -> None:
    """Fail at the first row in which moments differ, or only one of them has happened."""
    oracles = np.array(expected, dtype=float)
    differs = ~(np.isnan(simulated) & np.isnan(oracles))
    differs &= ~(np.abs(simulated - oracles) <= TOLERANCE_HOURS)
    if differs.any():
        row = int(differs.argmax())
        raise AssertionError(
            f"{what}, row {row}: {simulated[row]!r} h, but the oracle {oracles[row]!r} h "
            f"({int(differs.sum())} rows differ)"
        )
