"""The pictures of how a KPI's observations spread: they say what was drawn, and refuse in words."""

from __future__ import annotations

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog, course_data
from deliverylab.show import duration_spread, kpi_spread, weekly_deployments


@pytest.fixture(scope="module")
def log() -> DeliveryLog:
    first = pd.Timestamp("2025-01-06T09:00Z")
    hours = [2, 4, 30]
    done = [first + pd.Timedelta(hours=taken) for taken in hours]
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-27",
        team="tug",
        changes={
            "change": ["c1", "c2", "c3"],
            "committed": first,
            "deployment": ["d1", "d2", "d3"],
            "deployed": done,
        },
        deployments={
            "deployment": ["d1", "d2", "d3"],
            "environment": "production",
            "started": done,
            "finished": done,
            "outcome": "success",
            "planned": True,
        },
    )


def test_it_says_the_middle_and_the_slowest(log: DeliveryLog) -> None:
    assert duration_spread(log).sentence == (
        "Lead time for changes, tug: half within 4 hours, nine in ten within 25 hours (3 changes)."
    )


def test_it_says_how_many_weeks_were_empty(log: DeliveryLog) -> None:
    assert weekly_deployments(log).sentence == (
        "Deployments to production, week by week. tug: 1 per week, 2 of 3 weeks without one."
    )


def test_a_team_without_incidents_is_named_not_drawn(log: DeliveryLog) -> None:
    with pytest.raises(ValueError, match="nothing to measure: no incident was restored"):
        duration_spread(log, "time to restore service")


def test_a_word_that_is_no_duration_is_refused(log: DeliveryLog) -> None:
    with pytest.raises(ValueError, match="'speed' is no duration; choose one of 'lead time"):
        duration_spread(log, "speed")


def titles(picture_of, log, *given, monkeypatch):
    found = []
    monkeypatch.setattr(kpi_spread, "_lay_out", lambda figure, title, below=0: found.append(title))
    picture_of(log, *given)
    return found


def test_the_title_is_about_the_team_that_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = DeliveryLog.from_csv(course_data())
    lead_time = "lead time for changes"
    for drawn, given, title in (
        (weekly_deployments, (), "barge: 40 of 52 weeks without a deployment"),
        (weekly_deployments, ("tug",), "tug: 27 of 52 weeks without a deployment"),
        (
            duration_spread,
            (lead_time,),
            "barge: half of the changes take less than 4.5 weeks; hydrofoil: 3.9 hours",
        ),
        (
            duration_spread,
            (lead_time, "hydrofoil"),
            "hydrofoil: half within 3.9 hours, nine in ten within 27 hours",
        ),
    ):
        assert titles(drawn, shipped, *given, monkeypatch=monkeypatch) == [title]


def test_a_team_that_is_not_drawn_cannot_be_highlighted(log: DeliveryLog) -> None:
    for draw in (duration_spread, weekly_deployments):
        with pytest.raises(ValueError, match="'ferry'; it must be a team that is drawn: tug"):
            draw(log, highlight="ferry")


def test_the_four_teams_fit_into_a_small_file() -> None:
    shipped = DeliveryLog.from_csv(course_data())
    pictures = [duration_spread(shipped), weekly_deployments(shipped)]
    assert all(len(picture.png) < 40 * 1024 for picture in pictures)
    assert all("hydrofoil" in picture.sentence for picture in pictures)
