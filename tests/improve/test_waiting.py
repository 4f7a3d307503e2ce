"""Where changes wait, against a log small enough to reckon by hand, and against Little's law."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from deliverylab import DeliveryLog
from deliverylab.improve.waiting import waiting
from deliverylab.simulate import EveryChange, Scenario, Train, simulate

TEAMS = {name: Scenario.team(name) for name in Scenario.team_names()}
DAY = 24.0


def two_changes() -> DeliveryLog:
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        changes={
            "change": ["c1", "c2"],
            "committed": ["2025-01-06T00:00Z", "2025-01-06T00:00Z"],
            "opened": ["2025-01-06T10:00Z", "2025-01-06T12:00Z"],
            "review_started": ["2025-01-06T14:00Z", None],
            "reviewed": ["2025-01-06T15:00Z", None],
            "merged": ["2025-01-07T00:00Z", None],
            "packaged": ["2025-01-10T00:00Z", None],
            "staged": ["2025-01-10T12:00Z", None],
        },
    )


def test_what_has_not_gone_on_waits_to_the_end_of_the_window() -> None:
    hours = waiting(two_changes(), TEAMS["tug"])
    until_the_end = 14 * DAY - 12
    assert hours["review"] == pytest.approx((4 + until_the_end) / 2)
    assert hours["the train"] == pytest.approx(3 * DAY / 2)
    assert hours["acceptance tests"] == pytest.approx(12 / 2)
    assert hours["the build"] == 0.0


def test_only_the_hours_of_the_window_count() -> None:
    end = pd.Timestamp("2025-01-09T00:00Z")
    assert waiting(two_changes(), TEAMS["tug"], end=end)["the train"] == pytest.approx(2 * DAY / 2)


@pytest.mark.parametrize(
    ("scenario", "stages"),
    [
        (TEAMS["barge"], ["review", "tests by hand", "the train", "acceptance tests"]),
        (TEAMS["ferry"], ["review", "the build", "packaging", "acceptance tests", "approval"]),
        (TEAMS["hydrofoil"], ["review", "the build", "packaging", "acceptance tests"]),
        (
            replace(TEAMS["ferry"], deploy_on=Train(every_days=7)),
            ["review", "the build", "packaging", "acceptance tests", "the train"],
        ),
    ],
)
def test_the_stages_are_those_of_the_way_of_working(scenario: Scenario, stages: list[str]) -> None:
    found = list(waiting(simulate(scenario, days=28), scenario))
    lane = [] if isinstance(scenario.deploy_on, Train) and "packaging" in stages else [LANE]
    assert found == [*stages, *lane]


LANE = "the deploy lane"


def test_it_is_the_mean_wait_where_everything_gets_through() -> None:
    log = simulate(TEAMS["ferry"])
    through = log.changes[log.changes["approved"].notna()]
    mean = (through["approved"] - through["staged"]).mean() / pd.Timedelta(hours=1)
    assert waiting(log, TEAMS["ferry"])["approval"] == pytest.approx(mean, rel=0.05)


def test_a_stage_that_is_asked_for_too_much_is_told_by_those_that_did_not_get_through() -> None:
    slow = replace(TEAMS["hydrofoil"], runners=1, ci_minutes=480.0, deploy_on=EveryChange())
    log = simulate(slow, days=91)
    hours = waiting(log, slow)
    builds = log.builds.dropna(subset=["started"])
    of_those_through = (builds["started"] - builds["queued"]).mean() / pd.Timedelta(hours=1)
    assert max(hours, key=lambda stage: hours[stage]) == "the build"
    assert builds.shape[0] < 0.8 * len(log.changes)
    assert hours["the build"] > of_those_through


def test_a_window_without_a_commit_waits_for_what_is_there() -> None:
    start = pd.Timestamp("2025-01-08T00:00Z")
    hours = waiting(two_changes(), TEAMS["tug"], start, start + pd.Timedelta(days=1))
    assert hours["the train"] == pytest.approx(DAY)
