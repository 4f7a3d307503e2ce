from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    deployment_rework_rate,
    lead_time_for_changes,
    reliability,
    scorecard,
    time_to_restore_service,
)
from deliverylab.simulate import Scenario, simulate
from tests.measure.logs import random_log


@pytest.fixture
def log() -> DeliveryLog:
    return DeliveryLog.concat([random_log(1, "barge"), random_log(2, "tug")])


def test_each_team_is_measured_as_if_it_were_alone(log: DeliveryLog) -> None:
    card = scorecard(log, "2025-01-10", "2025-03-01", objective=0.99)
    assert list(card.kpis) == ["barge", "tug"]
    for team, kpis in card.kpis.items():
        alone, window = log.team(team), ("2025-01-10", "2025-03-01")
        assert [kpi.text for kpi in kpis.values()] == [
            deployment_frequency(alone, *window).text,
            lead_time_for_changes(alone, *window).text,
            time_to_restore_service(alone, *window).text,
            change_failure_rate(alone, *window).text,
            reliability(alone, *window, objective=0.99).text,
            deployment_rework_rate(alone, *window).text,
        ]


def test_tables_that_no_kpi_reads_are_not_made() -> None:
    def unread() -> pd.DataFrame:
        raise AssertionError("no KPI needs this table")

    tug, ferry = (simulate(Scenario.team(team)) for team in ("tug", "ferry"))
    for years in (tug, DeliveryLog.concat([tug, ferry])):
        card = scorecard(replace(years, builds=unread, releases=unread))
        assert str(card) == str(scorecard(years))


def test_rows_of_a_team_need_not_stand_together(log: DeliveryLog) -> None:
    mixed = DeliveryLog.from_tables(
        {name: table.sample(frac=1, random_state=3) for name, table in log.tables.items()},
        log.start,
        log.end,
        log.source,
    )
    assert repr(scorecard(mixed)) == repr(scorecard(log))


def test_the_table_has_a_row_for_each_team_and_a_column_for_each_kpi(log: DeliveryLog) -> None:
    table = scorecard(log).table()
    assert table.index.to_list() == ["barge", "tug"]
    assert table.columns.to_list() == [
        "deployment frequency",
        "lead time for changes",
        "time to restore service",
        "change failure rate",
        "reliability",
        "deployment rework rate",
    ]
    assert table.loc["tug", "deployment frequency"] == deployment_frequency(log.team("tug")).said


def small_log() -> DeliveryLog:
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-27",
        team="tug & tow",
        changes={
            "change": ["c1", "c2"],
            "committed": ["2025-01-07T09:00Z", "2025-01-21T09:00Z"],
            "deployment": ["d1", None],
            "deployed": ["2025-01-09T09:00Z", None],
        },
        deployments={
            "deployment": ["d1"],
            "environment": "production",
            "started": ["2025-01-09T08:00Z"],
            "finished": ["2025-01-09T09:00Z"],
            "outcome": "success",
            "planned": True,
        },
    )


def test_the_text_says_the_window_the_numbers_and_what_was_left_out() -> None:
    assert repr(scorecard(small_log())).splitlines() == [
        "Scorecard from 6 January 2025 up to 27 January 2025 (UTC)",
        "           deployment         lead time    time to          change"
        "                     deployment",
        "team       frequency          for changes  restore service  failure rate"
        "  reliability  rework rate",
        "tug & tow  one every 3 weeks  2 days       no data          0 %"
        "           no data      0 %",
        "Left out:",
        "  tug & tow: lead time for changes: 1 still waiting",
    ]


def test_the_html_is_an_accessible_table_with_names_escaped() -> None:
    page = scorecard(small_log())._repr_html_()
    assert '<th scope="row">tug &amp; tow</th><td>one every 3 weeks</td>' in page
    assert "<caption>Scorecard from 6 January 2025 up to 27 January 2025 (UTC)</caption>" in page
    assert page.count('scope="col"') == 7
    assert "<li>tug &amp; tow: lead time for changes: 1 still waiting</li>" in page


def test_a_window_that_starts_within_a_day_says_the_time() -> None:
    card = scorecard(small_log(), "2025-01-07 09:30", "2025-01-10")
    assert "from 7 January 2025, 09:30 up to 10 January 2025 (UTC)" in repr(card)


def test_what_one_team_does_not_record_is_no_data_for_that_team_alone() -> None:
    log = DeliveryLog.concat([random_log(1, "barge"), random_log(2, "tug")])
    unknown = [("tug", "incidents"), ("tug", "deployments.planned")]
    card = scorecard(
        DeliveryLog.from_tables(log.tables, log.start, log.end, "git", unrecorded=unknown)
    )
    assert card.kpis["barge"]["change failure rate"].has_data
    assert not card.kpis["tug"]["change failure rate"].has_data
    assert card.kpis["tug"]["change failure rate"].text == (
        "Change failure rate: no data (incidents are not recorded)."
    )
    assert not card.kpis["tug"]["deployment rework rate"].has_data


def test_a_log_without_any_rows_has_no_deployments_and_no_data_for_the_rest() -> None:
    card = scorecard(DeliveryLog.of("2025-01-06", "2025-01-13", team="tug"))
    frequency, *others = card.table().loc["tug"]
    assert frequency == "none"
    assert set(others) == {"no data"}
    assert card.left_out() == []


def test_a_window_of_no_length_is_all_no_data(log: DeliveryLog) -> None:
    moment = pd.Timestamp("2025-02-01", tz="UTC")
    assert set(scorecard(log, moment, moment).table().to_numpy().ravel()) == {"no data"}
