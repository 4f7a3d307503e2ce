"""Small logs with known answers, one for each thing that can go wrong in a KPI."""

import math
from typing import ClassVar

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    deployment_rework_rate,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)

Row = tuple[object, ...]


def at(text: str | None) -> str | None:
    """Return "06 09:00" as a moment in January 2025, a Monday the 6th."""
    return None if text is None else f"2025-01-{text}Z"


def log_of(
    changes: list[Row] = [],  # noqa: B006 - never changed
    deployments: list[Row] = [],  # noqa: B006
    incidents: list[Row] = [],  # noqa: B006
    traffic: list[Row] = [],  # noqa: B006
    end: str = "2025-01-27",
) -> DeliveryLog:
    """Return a log of three weeks (by default) from Monday 6 January 2025.

    Args:
        changes: (committed, deployed).
        deployments: (finished, outcome, environment, planned); each took an hour. A finish of
            None is a deployment under way since 26 January, 23:00.
        incidents: (started, restored, deployment).
        traffic: (hour, requests, failed).
        end: The end of the log.
    """
    done = [pd.Timestamp(at(f)) if f else None for f, *_ in deployments]  # type: ignore[arg-type]
    hour = pd.Timedelta(hours=1)
    under_way = pd.Timestamp("2025-01-26T23:00Z")
    return DeliveryLog.of(
        "2025-01-06",
        end,
        team="tug",
        changes={
            "change": [f"c{i}" for i, _ in enumerate(changes, 1)],
            "committed": [at(row[0]) for row in changes],  # type: ignore[arg-type]
            "deployed": [at(row[1]) for row in changes],  # type: ignore[arg-type]
        },
        deployments={
            "deployment": [f"d{i}" for i, _ in enumerate(deployments, 1)],
            "started": [d - hour if d else under_way for d in done],
            "finished": pd.to_datetime(pd.Series(done), utc=True),
            "outcome": [row[1] for row in deployments],
            "environment": [row[2] for row in deployments],
            "planned": [row[3] for row in deployments],
        },
        incidents={
            "incident": [f"i{i}" for i, _ in enumerate(incidents, 1)],
            "started": [at(row[0]) for row in incidents],  # type: ignore[arg-type]
            "restored": [at(row[1]) for row in incidents],  # type: ignore[arg-type]
            "deployment": [row[2] for row in incidents],
            "severity": ["minor"] * len(incidents),
        },
        traffic={
            "hour": [at(row[0]) for row in traffic],  # type: ignore[arg-type]
            "requests": [row[1] for row in traffic],
            "failed": [row[2] for row in traffic],
            "p95_latency_ms": [100.0] * len(traffic),
        },
    )


def shipped(finished: str, planned: bool = True) -> Row:
    return (finished, "success", "production", planned)


class TestDeploymentFrequency:
    def test_it_counts_successful_production_deployments_per_week(self) -> None:
        log = log_of(
            deployments=[
                shipped("07T10:00"),
                ("08T10:00", "success", "staging", True),
                ("08T11:00", "failure", "production", True),
                shipped("08T12:00", planned=False),
                shipped("22T10:00"),
                (None, None, "production", True),
            ]
        )
        kpi = deployment_frequency(log)
        assert kpi.value == 1.0
        assert kpi.observations == 3
        assert kpi.left_out == {"failed": 1, "not finished": 1}
        assert kpi.detail is not None
        assert kpi.detail.to_list() == [2, 0, 1]
        assert kpi.low == pytest.approx(0.6187 / 3, abs=1e-4)
        assert kpi.high == pytest.approx(8.7673 / 3, abs=1e-4)
        assert kpi.text == (
            "Deployment frequency: 1 per week (3 deployments in 3 weeks, 1 week without any; 95 % "
            "interval one every 4.8 weeks to 2.9 per week; left out: 1 failed, 1 not finished)."
        )

    def test_a_release_that_is_deployed_again_counts_again(self) -> None:
        log = log_of(deployments=[shipped("07T10:00"), shipped("14T10:00")])
        log.deployments["release"] = pd.Series(["r1", "r1"], dtype="str")
        assert deployment_frequency(log).observations == 2

    def test_a_part_week_counts_by_its_length(self) -> None:
        log = log_of(deployments=[shipped("07T10:00"), shipped("16T10:00")], end="2025-01-16T12:00")
        assert deployment_frequency(log).value == pytest.approx(2 / 1.5)

    def test_one_at_the_start_counts_and_one_at_the_end_does_not(self) -> None:
        log = log_of(deployments=[shipped("13T00:00"), shipped("20T00:00")])
        kpi = deployment_frequency(log, "2025-01-13", "2025-01-20")
        assert kpi.observations == 1
        assert kpi.left_out["not finished"] == 1  # started an hour before the end
        assert deployment_frequency(log, "2025-01-20").observations == 1
        until_it_starts = deployment_frequency(log, "2025-01-13", "2025-01-19T23:00")
        assert until_it_starts.left_out["not finished"] == 0

    def test_none_is_a_number_where_deployments_are_recorded(self) -> None:
        log = log_of(deployments=[shipped("07T10:00"), ("14T10:00", "failure", "production", True)])
        kpi = deployment_frequency(log, "2025-01-13", "2025-01-20")
        assert (kpi.value, kpi.low, kpi.said) == (0.0, 0.0, "none")
        assert kpi.high == pytest.approx(-math.log(0.025))  # P(none) at this mean is 2.5 %
        assert kpi.text == (
            "Deployment frequency: none (no deployment in 7 days; 95 % interval none to "
            "3.7 per week; left out: 1 failed)."
        )

    def test_what_is_not_recorded_is_no_data_and_so_is_a_window_without_time(self) -> None:
        log = log_of(deployments=[])
        unknown = DeliveryLog.from_tables(
            log.tables, log.start, log.end, log.source, unrecorded=[("tug", "deployments")]
        )
        assert deployment_frequency(log).value == 0
        assert deployment_frequency(unknown).text == (
            "Deployment frequency: no data (deployments are not recorded)."
        )
        assert deployment_frequency(log, log.end).text == (
            "Deployment frequency: no data (the window holds no time)."
        )


class TestLeadTime:
    def test_it_is_the_median_from_commit_to_production(self) -> None:
        log = log_of(
            changes=[
                ("06T09:00", "07T09:00"),  # 24 h
                ("06T09:00", "08T09:00"),  # 48 h
                ("10T17:00", "13T17:00"),  # 72 h, over a weekend
                ("07T09:00", "21T09:00"),  # 336 h
                ("20T00:00", None),  # waits for 168 h
            ]
        )
        kpi = lead_time_for_changes(log)
        assert kpi.value == 60.0
        assert kpi.observations == 4
        assert kpi.also["90th percentile"] == pytest.approx(72 + 0.7 * 264)
        assert kpi.also["median age of those still waiting"] == 168
        # 24, 48, 72, 168+, 336: the estimate comes down to 4/5, 3/5, 2/5.
        assert kpi.also["Kaplan–Meier median"] == 72
        assert kpi.left_out == {"still waiting": 1}
        assert math.isnan(kpi.low)  # four observations are too few for an interval
        assert kpi.detail is not None
        assert kpi.detail.to_dict() == {"c1": 24.0, "c2": 48.0, "c3": 72.0, "c4": 336.0}

    def test_a_change_counts_in_the_window_in_which_it_reached_production(self) -> None:
        log = log_of(
            changes=[
                ("06T09:00", "12T23:59"),
                ("06T09:00", "13T00:00"),  # at the start: counts
                ("07T09:00", "20T00:00"),  # at the end: still waiting
                ("20T00:00", "21T00:00"),  # committed at the end: not there yet
            ]
        )
        kpi = lead_time_for_changes(log, "2025-01-13", "2025-01-20")
        assert kpi.detail is not None
        assert kpi.detail.index.to_list() == ["c2"]
        assert kpi.left_out == {"still waiting": 1}
        assert kpi.also["median age of those still waiting"] == 12 * 24 + 15
        assert math.isnan(kpi.also["Kaplan–Meier median"])  # nothing was committed in this week

    def test_a_team_that_stops_deploying_shows_in_what_was_left_out(self) -> None:
        changes = [(f"{day:02}T09:00", f"{day:02}T10:00") for day in range(6, 12)]
        log = log_of(changes=[*changes, *((f"{day:02}T09:00", None) for day in range(12, 26))])
        kpi = lead_time_for_changes(log)
        assert kpi.value == 1.0
        assert kpi.left_out == {"still waiting": 14}
        assert math.isnan(kpi.also["Kaplan–Meier median"])

    def test_changes_that_never_deploy_give_no_data(self) -> None:
        kpi = lead_time_for_changes(log_of(changes=[("06T09:00", None), ("07T09:00", None)]))
        assert kpi.text == (
            "Lead time for changes: no data "
            "(no change reached production in this window; left out: 2 still waiting)."
        )

    def test_one_observation_and_all_the_same(self) -> None:
        one = lead_time_for_changes(log_of(changes=[("06T09:00", "06T12:00")]))
        assert (one.value, one.also["90th percentile"], one.observations) == (3.0, 3.0, 1)
        same = lead_time_for_changes(log_of(changes=[("06T09:00", "06T12:00")] * 20))
        assert (same.low, same.value, same.high) == (3.0, 3.0, 3.0)
        assert same.also["Kaplan–Meier median"] == 3.0


class TestTimeToRestore:
    INCIDENTS: ClassVar[list[Row]] = [
        ("07T10:00", "07T11:00", "d1"),
        ("08T10:00", "08T14:00", None),
        ("14T10:00", "14T12:00", "d2"),
        ("26T00:00", None, "d2"),
    ]

    def test_it_is_the_median_of_what_was_restored(self) -> None:
        kpi = time_to_restore_service(log_of(incidents=self.INCIDENTS))
        assert kpi.value == 2.0
        assert kpi.left_out == {"still open": 1}
        assert kpi.also["median age of those still open"] == 24.0
        # 1, 2, 4, 24+: the estimate is at one half from 2 to 4.
        assert kpi.also["Kaplan–Meier median"] == 3.0

    def test_today_only_failures_that_a_change_caused_count(self) -> None:
        kpi = time_to_restore_service(log_of(incidents=self.INCIDENTS), caused_by_change=True)
        assert kpi.name == "failed deployment recovery time"
        assert kpi.value == 1.5
        assert kpi.left_out == {"still open": 1, "not caused by a deployment": 1}

    def test_an_incident_counts_in_the_window_in_which_it_was_restored(self) -> None:
        log = log_of(incidents=[("12T23:00", "13T00:00", None), ("19T23:00", "20T00:00", None)])
        kpi = time_to_restore_service(log, "2025-01-13", "2025-01-20")
        assert kpi.observations == 1
        assert kpi.left_out == {"still open": 1}
        by_change = time_to_restore_service(log, "2025-01-13", "2025-01-20", caused_by_change=True)
        assert by_change.left_out == {"still open": 0, "not caused by a deployment": 1}
        earlier = time_to_restore_service(log, end="2025-01-13", caused_by_change=True)
        assert earlier.left_out["not caused by a deployment"] == 0

    def test_no_incident_is_no_data_and_not_a_perfect_zero(self) -> None:
        kpi = time_to_restore_service(log_of())
        assert kpi.text == (
            "Time to restore service: no data (no incident was restored in this window)."
        )


class TestChangeFailureRate:
    def test_it_is_the_share_of_all_production_deployments_that_caused_an_incident(self) -> None:
        log = log_of(
            deployments=[
                shipped("07T10:00"),
                ("08T10:00", "failure", "production", True),  # counts below the line too
                shipped("08T12:00", planned=False),  # so does a rollback or a hotfix
                shipped("21T10:00"),
                ("21T10:00", "success", "staging", True),
                (None, None, "production", True),
            ],
            incidents=[
                ("07T10:00", "07T12:00", "d1"),
                ("07T11:00", "07T12:00", "d1"),  # the same deployment: one failure, not two
                ("10T10:00", "10T12:00", None),  # not caused by a deployment
                ("21T10:00", "21T12:00", "d5"),  # caused on staging
            ],
        )
        kpi = change_failure_rate(log)
        assert kpi.value == 0.25
        assert kpi.observations == 4
        assert kpi.left_out == {"not finished": 1}
        assert kpi.detail is not None
        assert kpi.detail.to_list()[0] == pytest.approx(1 / 3)
        assert math.isnan(kpi.detail.to_list()[1])
        assert kpi.detail.to_list()[2] == 0

    def test_an_incident_counts_for_its_deployment_whenever_it_came(self) -> None:
        log = log_of(
            deployments=[shipped("12T10:00"), shipped("14T10:00")],
            incidents=[("22T10:00", None, "d1")],
        )
        assert change_failure_rate(log, end="2025-01-13").value == 1.0
        assert change_failure_rate(log, start="2025-01-13").value == 0.0

    def test_no_failure_is_zero_with_an_interval(self) -> None:
        kpi = change_failure_rate(log_of(deployments=[shipped("07T10:00")] * 26))
        assert (kpi.value, kpi.low) == (0.0, 0.0)
        assert kpi.high == pytest.approx(0.1287, abs=1e-4)

    def test_no_deployment_is_no_data(self) -> None:
        kpi = change_failure_rate(log_of(incidents=[("07T10:00", "07T12:00", None)]))
        assert kpi.text == (
            "Change failure rate: no data (no deployment to production finished in this window)."
        )


class TestReworkRate:
    def test_it_is_the_share_of_unplanned_production_deployments(self) -> None:
        log = log_of(
            deployments=[
                shipped("07T10:00"),
                shipped("07T12:00", planned=False),
                ("07T12:00", "success", "staging", False),
                shipped("14T10:00"),
                shipped("26T10:00"),
            ]
        )
        kpi = deployment_rework_rate(log)
        assert kpi.value == 0.25
        assert "1 of 4 deployments were unplanned" in kpi.text
        assert not deployment_rework_rate(log, "2025-01-20", "2025-01-25").has_data


class TestReliability:
    TRAFFIC: ClassVar[list[Row]] = [
        ("06T00:00", 1000, 0),
        ("06T01:00", 1000, 6),
        ("12T23:00", 0, 0),
        ("13T00:00", 2000, 0),
    ]

    def test_it_is_good_requests_among_all_and_the_budget_they_spent(self) -> None:
        kpi = reliability(log_of(traffic=self.TRAFFIC))
        assert kpi.value == 1 - 6 / 4000
        assert kpi.observations == 4000
        assert kpi.also["error budget spent"] == pytest.approx(1.5)
        assert kpi.detail is not None
        assert kpi.detail.to_list()[:2] == [0.997, 1.0]
        assert math.isnan(kpi.detail.to_list()[2])
        assert kpi.text == (
            "Reliability: 99.85 % (4,000 requests; objective 99.9 %; error budget spent 150 %)."
        )

    def test_a_looser_promise_spends_less_of_its_budget(self) -> None:
        kpi = reliability(log_of(traffic=self.TRAFFIC), objective=0.99)
        assert kpi.also["error budget spent"] == pytest.approx(0.15)

    def test_an_hour_counts_where_it_begins(self) -> None:
        log = log_of(traffic=self.TRAFFIC)
        assert reliability(log, "2025-01-06T01:00", "2025-01-13").observations == 1000

    @pytest.mark.parametrize("objective", [0.0, 1.0, 99.9, -0.1, math.nan])
    def test_an_objective_must_lie_between_0_and_1(self, objective: float) -> None:
        with pytest.raises(ValueError, match=r"it must lie between 0 and 1, like 0\.999"):
            reliability(log_of(), objective=objective)

    def test_no_request_is_no_data(self) -> None:
        log = log_of(traffic=[("06T00:00", 0, 0)])
        assert reliability(log).text == (
            "Reliability: no data (there were no requests in this window)."
        )


@pytest.mark.parametrize(
    ("measure", "unknown", "why"),
    [
        (deployment_frequency, "deployments", "deployments are not recorded"),
        (lead_time_for_changes, "deployments", "deployments are not recorded"),
        (time_to_restore_service, "incidents", "incidents are not recorded"),
        (change_failure_rate, "incidents", "incidents are not recorded"),
        (reliability, "traffic", "traffic is not recorded"),
        (deployment_rework_rate, "deployments.planned", "what was planned is not recorded"),
    ],
)
def test_what_the_source_does_not_record_is_no_data(measure, unknown, why) -> None:  # type: ignore[no-untyped-def]
    log = log_of()
    silent = DeliveryLog.from_tables(
        log.tables, log.start, log.end, "git", unrecorded=[("tug", unknown)]
    )
    kpi = measure(silent)
    assert not kpi.has_data
    assert why in kpi.text
