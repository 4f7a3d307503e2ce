"""DevLake's quirks, each on a small log made for it (apache/incubator-devlake, 2026-05-05)."""

import math

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.devlake import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from deliverylab.measure.definitions.devlake_levels import Report
from tests.measure.definitions.small_logs import Row, change, deployed, incident, log_of


def on_days(*days: int, month: str = "01") -> list[Row]:
    return [deployed(f"d{month}{day}", f"{month}-{day:02d}T12:00") for day in days]


SEED = deployed("d0", "01-06T02:00")
"""The first deployment of the data, whose changes DevLake leaves out."""


class TestDeploymentFrequency:
    def test_days_count_not_deployments(self) -> None:
        one_day = [deployed(f"d{hour}", f"01-08T{hour}:00") for hour in range(10, 20)]
        reported = deployment_frequency(log_of(*one_day, end="01-13T00:00"))
        assert reported.value == 1.0
        assert reported.shown == "1 deployment day per week (high)"
        assert len(reported.rows) == 10

    def test_the_median_week_is_the_lower_of_two(self) -> None:
        log = log_of(*on_days(6, 7, 8, 9, 13, 14), end="01-20T00:00")  # 4 days, then 2
        assert deployment_frequency(log).value == 2.0

    def test_a_cut_off_week_counts_as_a_whole_one(self) -> None:
        log = log_of(*on_days(6, 7), end="01-14T00:00")  # the second week has one day
        assert deployment_frequency(log).value == 0.0

    @pytest.mark.parametrize("days", [5, 6, 7])
    def test_five_days_a_week_are_elite(self, days: int) -> None:
        log = log_of(*on_days(*range(6, 6 + days)), end="01-13T00:00")
        assert deployment_frequency(log).shown == f"{days} deployment days per week (elite)"

    def test_four_days_a_week_are_high(self) -> None:
        log = log_of(*on_days(6, 7, 8, 9), end="01-13T00:00")
        assert deployment_frequency(log).shown == "4 deployment days per week (high)"

    def test_less_than_one_a_week_is_told_per_month(self) -> None:
        log = log_of(*on_days(7, 22), end="02-01T00:00")  # two of four weeks
        assert deployment_frequency(log).shown == "2 deployment days per month (medium)"
        assert deployment_frequency(log, report="2021").shown == (
            "2 deployment days per month (high)"
        )

    def test_all_of_the_window_s_first_day_is_looked_at(self) -> None:
        log = log_of(*on_days(13))
        assert deployment_frequency(log, "2025-01-13T18:00", "2025-01-20").value == 1.0

    def test_at_most_400_days_are_looked_at(self) -> None:
        log = log_of(*on_days(7), start="01-01T00:00", end="02-01T00:00")
        long = DeliveryLog.from_tables(
            log.tables, log.start, log.start + pd.Timedelta(days=420), "by hand"
        )
        assert len(deployment_frequency(long).rows) == 0

    def test_no_deployment_is_low(self) -> None:
        assert deployment_frequency(log_of()).shown == "0 deployment days per month (low)"

    def test_the_report_of_2021_looks_at_six_months(self) -> None:
        log = log_of(*on_days(7), *on_days(7, month="06"), start="01-01T00:00", end="09-01T00:00")
        # January to August: the six months up to August have one day, those up to February one.
        assert deployment_frequency(log, report="2021").shown == (
            "1 deployment day per six months (medium)"
        )
        assert deployment_frequency(log).shown == "0 deployment days per month (low)"

    def test_the_six_month_median_is_the_upper_of_two(self) -> None:
        log = log_of(*on_days(7, month="06"), start="01-01T00:00", end="09-01T00:00")
        # Up to August one day, up to February none.
        assert deployment_frequency(log, report="2021").shown == (
            "1 deployment day per six months (medium)"
        )

    def test_the_chart_counts_deployments_and_draws_empty_months_as_0(self) -> None:
        two = [deployed("d1", "01-08T10:00"), deployed("d2", "01-08T12:00")]
        chart = deployment_frequency(log_of(*two, end="03-01T00:00")).chart
        assert chart is not None
        assert chart.to_dict() == {chart.index[0]: 2.0, chart.index[1]: 0.0}
        assert f"{chart.index[1]:%Y-%m}" == "2025-02"


class TestLeadTime:
    def test_the_median_is_the_lower_of_two(self) -> None:
        one = deployed("d1", "01-08T00:00")
        log = log_of(SEED, one, change("c1", "01-07T00:00", one), change("c2", "01-06T00:00", one))
        assert lead_time_for_changes(log).shown == "24.0 hours (high)"

    def test_each_leg_is_rounded_up_to_a_minute(self) -> None:
        one = deployed("d1", "01-08T10:00:30")
        log = log_of(
            SEED,
            one,
            change("c1", "01-08T09:00:00", one, opened="01-08T09:00:01", merged="01-08T09:00:02"),
        )
        assert lead_time_for_changes(log).value == pytest.approx(
            (1 + 1 + 61) / 60
        )  # the last: 60:28

    def test_a_negative_leg_is_taken_as_0(self) -> None:
        one = deployed("d1", "01-08T10:00")
        log = log_of(
            SEED, one, change("c1", "01-08T08:00", one, opened="01-08T07:00", merged="01-08T11:00")
        )
        assert lead_time_for_changes(log).value == 4.0  # from opened to merged alone

    def test_what_the_first_deployment_brought_is_left_out(self) -> None:
        one = deployed("d1", "01-08T00:00")
        log = log_of(SEED, one, change("c1", "01-06T01:00", SEED), change("c2", "01-07T00:00", one))
        reported = lead_time_for_changes(log)
        assert reported.rows["change"].to_list() == ["c2"]
        assert reported.left_out["in the first deployment of the data"] == ("c1",)

    def test_it_is_first_in_the_data_not_in_the_window(self) -> None:
        one = deployed("d1", "01-14T00:00")
        log = log_of(SEED, one, change("c1", "01-13T00:00", one))
        assert lead_time_for_changes(log, start="2025-01-13").rows["change"].to_list() == ["c1"]

    def test_a_change_counts_with_its_first_deployment_only(self) -> None:
        one, other = deployed("d1", "01-08T00:00", "r1"), deployed("d2", "01-09T00:00", "r2")
        back = deployed("d3", "01-10T00:00", "r1")
        log = log_of(SEED, one, other, back, change("c1", "01-07T00:00", one))
        assert lead_time_for_changes(log).rows["hours"].to_list() == [24.0]

    def test_without_data_it_is_not_available_and_the_month_is_drawn_as_0(self) -> None:
        one = deployed("d1", "01-08T00:00")
        log = log_of(SEED, one, change("c1", "01-07T00:00", one), end="03-01T00:00")
        chart = lead_time_for_changes(log).chart
        assert chart is not None
        assert chart.to_list() == [24.0, 0.0]
        february = lead_time_for_changes(log, start="2025-02-01")
        assert february.shown == "N/A"
        assert math.isnan(february.value)

    def test_a_log_without_pull_requests_cannot_be_run(self) -> None:
        one = deployed("d1", "01-08T00:00")
        log = log_of(SEED, one, change("c1", "01-07T00:00", one))
        log.changes["merged"] = pd.NaT
        reported = lead_time_for_changes(log)
        assert reported.shown == "cannot run"
        assert reported.left_out["no pull request"] == ("c1",)

    @pytest.mark.parametrize(
        ("committed", "in_2021", "in_2023"),
        [
            ("04-29T23:01", "1.0 hour (elite)", "1.0 hour (elite)"),
            ("04-29T23:00", "1.0 hour (high)", "1.0 hour (elite)"),
            ("04-29T00:00", "24.0 hours (high)", "24.0 hours (high)"),
            ("04-23T00:00", "168.0 hours (medium)", "168.0 hours (medium)"),
            ("03-31T00:00", "720.0 hours (medium)", "720.0 hours (low)"),
        ],
    )
    def test_the_levels(self, committed: str, in_2021: str, in_2023: str) -> None:
        one = deployed("d1", "04-30T00:00")
        log = log_of(SEED, one, change("c1", committed, one), end="05-05T00:00")
        assert lead_time_for_changes(log, report="2021").shown == in_2021
        assert lead_time_for_changes(log, report="2023").shown == in_2023


class TestChangeFailureRate:
    def test_the_last_deployment_before_is_blamed_however_long_ago(self) -> None:
        old, wrong = deployed("d1", "01-07T10:00"), deployed("d2", "03-28T10:00")
        log = log_of(old, wrong, incident("i1", "03-28T09:59", None, old), end="04-01T00:00")
        rows = change_failure_rate(log).rows
        assert rows.set_index("deployment")["failed"].to_dict() == {"d1": True, "d2": False}

    def test_the_true_cause_does_not_matter(self) -> None:
        cause, later = deployed("d1", "01-07T10:00"), deployed("d2", "01-07T11:00")
        log = log_of(cause, later, incident("i1", "01-07T11:00", "01-07T12:00", cause))
        rows = change_failure_rate(log).rows
        assert rows.set_index("deployment")["failed"].to_dict() == {"d1": False, "d2": True}

    def test_several_incidents_are_one_failure(self) -> None:
        log = log_of(
            deployed("d1", "01-07T10:00"),
            deployed("d2", "01-08T10:00"),
            incident("i1", "01-07T11:00", None),
            incident("i2", "01-07T12:00", None),
        )
        assert change_failure_rate(log).value == 0.5

    def test_failed_deployments_count_nowhere(self) -> None:
        log = log_of(
            deployed("d1", "01-07T10:00"),
            deployed("d2", "01-08T10:00", outcome="failure"),
            incident("i1", "01-08T11:00", None),
        )
        assert change_failure_rate(log).value == 1.0

    def test_without_any_incident_in_the_data_it_is_not_available(self) -> None:
        assert change_failure_rate(log_of(*on_days(7, 8))).shown == "N/A"

    def test_without_an_incident_in_the_window_it_is_0(self) -> None:
        log = log_of(*on_days(7, 8, 14), incident("i1", "01-07T13:00", None))
        assert change_failure_rate(log, start="2025-01-08").shown == "0.0 % (elite)"

    def test_without_a_deployment_in_the_window_it_is_not_available(self) -> None:
        log = log_of(*on_days(7), incident("i1", "01-08T13:00", None))
        assert change_failure_rate(log, start="2025-01-08").shown == "N/A"

    @pytest.mark.parametrize(
        ("report", "failed", "of", "level"),
        [
            ("2023", 1, 20, "elite"),
            ("2023", 1, 10, "high"),
            ("2023", 3, 20, "medium"),
            ("2023", 1, 5, "low"),
            ("2021", 3, 20, "elite"),
            ("2021", 1, 5, "high"),
            ("2021", 3, 10, "medium"),
            ("2021", 2, 5, "low"),
        ],
    )
    def test_the_levels(self, report: Report, failed: int, of: int, level: str) -> None:
        days = on_days(*range(6, 6 + of))
        wrong = [incident(f"i{n}", f"01-{6 + n:02d}T13:00", None) for n in range(failed)]
        assert f"({level})" in change_failure_rate(log_of(*days, *wrong), report=report).shown


class TestTimeToRestore:
    def test_in_2023_the_clock_starts_at_the_end_of_the_blamed_deployment(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00"), incident("i1", "01-17T09:00", "01-17T10:00"))
        assert time_to_restore_service(log, report="2023").shown == "240.0 hours (low)"

    def test_in_2021_it_starts_at_the_report(self) -> None:
        log = log_of(
            deployed("d1", "01-07T10:00"),
            incident("i1", "01-17T08:00", "01-17T10:00", detected="01-17T09:00"),
        )
        assert time_to_restore_service(log, report="2021").shown == "1.0 hour (high)"

    def test_an_incident_belongs_to_the_window_in_which_it_was_restored(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-14T09:00"), incident("i2", "01-14T09:00", None)
        )
        reported = time_to_restore_service(log, start="2025-01-13", report="2021")
        assert reported.rows["incident"].to_list() == ["i1"]
        assert reported.left_out["still open"] == ("i2",)

    def test_in_2023_a_deployment_before_the_window_is_left_out(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00"), incident("i1", "01-14T09:00", "01-14T10:00"))
        reported = time_to_restore_service(log, start="2025-01-13")
        assert reported.shown == "N/A"
        assert reported.left_out["without a deployment in the window"] == ("i1",)

    def test_in_2023_an_incident_before_any_deployment_is_left_out(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00"), incident("i1", "01-06T09:00", "01-06T10:00"))
        assert time_to_restore_service(log).left_out["without a deployment in the window"] == (
            "i1",
        )

    def test_the_median_is_the_lower_of_two_and_empty_months_are_drawn_as_0(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-07T10:00"),
            incident("i2", "01-08T09:00", "01-08T12:00"),
            end="03-01T00:00",
        )
        reported = time_to_restore_service(log, report="2021")
        assert reported.value == 1.0
        assert reported.chart is not None
        assert reported.chart.to_list() == [1.0, 0.0]

    def test_whole_minutes_are_not_lost_to_rounding(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00"), incident("i1", "01-07T12:00", "01-10T02:06"))
        assert time_to_restore_service(log).rows["hours"].to_list() == [64.1]

    def test_without_data_it_is_not_available(self) -> None:
        assert time_to_restore_service(log_of()).shown == "N/A"
