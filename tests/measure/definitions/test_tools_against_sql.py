"""The definitions agree with an independent computation in SQL, on shipped and on odd data."""

import math
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, course_data
from deliverylab.measure import DEFINITIONS
from tests.measure.definitions.tools_in_sql import QUERIES, numbers
from tests.measure.logs import random_log

STAGES = ("opened", "review_started", "reviewed", "merged")
TEAMS = ("barge", "tug", "ferry", "hydrofoil")


def disagreements(
    log: DeliveryLog, start: pd.Timestamp, end: pd.Timestamp
) -> Iterator[tuple[str, str, float, float]]:
    """Yield each number on which the library and SQL do not agree."""
    for (tool, metric), expected in numbers(log, start, end).items():
        found = DEFINITIONS[tool].measures[metric](log, start, end).value
        known = math.nan if expected is None else float(expected)
        if not (math.isnan(found) and math.isnan(known)) and found != pytest.approx(
            known, rel=1e-9, abs=1e-9
        ):
            yield tool, metric, found, known


@pytest.fixture(scope="module")
def shipped() -> DeliveryLog:
    return DeliveryLog.from_csv(course_data())


def test_most_metrics_of_every_tool_are_computed_in_sql_too() -> None:
    assert len(QUERIES) == 19
    assert {tool for tool, _ in QUERIES} == set(DEFINITIONS) - {"this course"}


@pytest.mark.parametrize("team", TEAMS)
def test_they_agree_on_the_shipped_year(shipped: DeliveryLog, team: str) -> None:
    assert not list(disagreements(shipped.team(team), shipped.start, shipped.end))


@pytest.mark.parametrize("team", TEAMS)
def test_they_agree_on_a_part_of_it(shipped: DeliveryLog, team: str) -> None:
    start, end = pd.Timestamp("2025-04-02T09:30Z"), pd.Timestamp("2025-07-08T17:00Z")
    assert not list(disagreements(shipped.team(team), start, end))


def odd_log(seed: int) -> DeliveryLog:
    """Return a random log in which some changes were opened, reviewed and merged, some not."""
    log = random_log(seed)
    draw = np.random.default_rng(seed)
    changes = log.changes
    until = changes["deployed"].fillna(log.end)
    shares = np.sort(draw.random((4, len(changes))), axis=0)
    for column, share in zip(STAGES, shares, strict=True):
        moment = changes["committed"] + (until - changes["committed"]) * share
        changes[column] = moment.dt.floor("s").where(draw.random(len(changes)) < 0.8)
    return log


@pytest.mark.parametrize("seed", range(10))
def test_they_agree_on_odd_logs(seed: int) -> None:
    log = odd_log(seed)
    assert not list(disagreements(log, log.start, log.end))
    start = pd.Timestamp("2025-01-20T06:00Z")
    assert not list(disagreements(log, start, pd.Timestamp("2025-02-24T18:00Z")))
