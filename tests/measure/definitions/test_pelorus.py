"""Pelorus' quirks, each on a small log made for it (dora-metrics/pelorus, 2025-10-22)."""

import math

import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.pelorus import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from tests.measure.definitions.small_logs import change, deployed, incident, log_of


def two_teams() -> DeliveryLog:
    """Return a log of tug, with 3 changes and 1 incident, and ferry, with 1 and 3."""
    tug = [deployed(f"d{n}", f"01-07T1{n}:00", started=f"01-07T1{n}:00") for n in range(3)]
    ferry = deployed("f0", "01-07T12:00", started="01-07T12:00")
    return DeliveryLog.concat(
        [
            log_of(
                *tug,
                *(change(f"c{n}", f"01-07T0{n}:00", one) for n, one in enumerate(tug)),
                incident("i1", "01-08T09:00", "01-08T10:00"),
            ),
            log_of(
                ferry,
                change("f1", "01-06T12:00", ferry),
                *(incident(f"j{n}", "01-08T09:00", "01-08T12:00") for n in range(3)),
                team="ferry",
            ),
        ]
    )


class TestLeadTime:
    def test_it_is_a_mean_of_means(self) -> None:
        reported = lead_time_for_changes(two_teams())
        assert reported.value == (10 + 24) / 2
        assert reported.rows["hours"].mean() == 13.5

    def test_only_the_head_of_a_package_is_measured(self) -> None:
        one = deployed("d1", "01-07T10:00", "r1", started="01-07T09:00")
        log = log_of(
            one,
            change("c1", "01-06T09:00", one),
            change("c2", "01-07T08:00", one),
            heads={"r1": "c2"},
        )
        reported = lead_time_for_changes(log)
        assert reported.value == 1.0
        assert reported.left_out["not the head of a package"] == ("c1",)

    def test_without_a_head_it_is_the_last_change_of_the_package(self) -> None:
        one = deployed("d1", "01-07T10:00", started="01-07T09:00")
        log = log_of(one, change("c1", "01-06T09:00", one), change("c2", "01-07T08:00", one))
        assert lead_time_for_changes(log).rows["change"].to_list() == ["c2"]

    def test_a_commit_that_is_started_again_counts_with_the_earlier_start(self) -> None:
        first = deployed("d1", "01-07T10:00", "r1", started="01-07T09:00")
        hotfix = deployed("d2", "01-09T10:00", "r2", started="01-09T09:00")
        log = log_of(
            first, hotfix, change("c1", "01-07T08:00", first), heads={"r1": "c1", "r2": "c1"}
        )
        assert lead_time_for_changes(log).rows["hours"].to_list() == [1.0]
        assert lead_time_for_changes(log, start="2025-01-08").shown == "N/A"

    def test_the_clock_stops_when_the_deployment_starts(self) -> None:
        one = deployed("d1", "01-07T10:00", started="01-07T08:00")
        assert lead_time_for_changes(log_of(one, change("c1", "01-07T09:00", one))).value == -1.0

    def test_without_data_it_is_absent(self) -> None:
        reported = lead_time_for_changes(log_of())
        assert reported.shown == "N/A"
        assert math.isnan(reported.value)


class TestDeploymentFrequency:
    def test_it_is_a_count_of_packages(self) -> None:
        log = log_of(
            deployed("d1", "01-07T10:00", "r1"),
            deployed("d2", "01-08T10:00", "r2"),
            deployed("d3", "01-09T10:00", "r1"),
            deployed("d4", "01-10T10:00", "r3", outcome="failure"),
        )
        reported = deployment_frequency(log)
        assert (reported.shown, reported.value) == ("2", 0.5)
        assert reported.left_out["the same package again"] == ("d3",)

    def test_without_any_it_is_absent(self) -> None:
        assert deployment_frequency(log_of()).shown == "N/A"


class TestTimeToRestore:
    def test_it_is_a_mean_of_means(self) -> None:
        assert time_to_restore_service(two_teams()).value == (1 + 3) / 2

    def test_an_open_incident_is_absent(self) -> None:
        reported = time_to_restore_service(log_of(incident("i1", "01-08T09:00", None)))
        assert reported.shown == "N/A"
        assert reported.left_out["still open"] == ("i1",)


class TestChangeFailureRate:
    def test_it_divides_incidents_by_commits_and_takes_a_mean_of_means(self) -> None:
        reported = change_failure_rate(two_teams())
        assert reported.value == pytest.approx((1 / 3 + 3) / 2)
        assert reported.shown == "167 %"

    def test_the_true_cause_does_not_matter(self) -> None:
        one = deployed("d1", "01-07T10:00")
        log = log_of(one, change("c1", "01-06T09:00", one), incident("i1", "01-06T12:00", None))
        assert change_failure_rate(log).value == 1.0

    def test_a_team_without_incidents_has_0_and_one_without_commits_has_none(self) -> None:
        one = deployed("d1", "01-07T10:00")
        calm = log_of(one, change("c1", "01-06T09:00", one))
        assert change_failure_rate(calm).shown == "0 %"
        idle = log_of(incident("i1", "01-06T12:00", None), team="ferry")
        assert change_failure_rate(idle).shown == "N/A"
        assert change_failure_rate(DeliveryLog.concat([calm, idle])).shown == "0 %"
