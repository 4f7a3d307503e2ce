"""Middleware's quirks, each on a small log made for it (middlewarehq/middleware, 2025-08-16)."""

import math

import pytest

from deliverylab.measure.definitions.middleware import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from tests.measure.definitions.small_logs import (
    Row,
    change,
    deployed,
    incident,
    log_of,
    under_way,
)


def some(number: int) -> list[Row]:
    """Return deployments in the first days of the log, one an hour."""
    return [
        deployed(f"d{n:02d}", f"01-{6 + n // 20:02d}T{2 + n % 20:02d}:00") for n in range(number)
    ]


class TestDeploymentFrequency:
    def test_the_average_is_rounded_down(self) -> None:
        reported = deployment_frequency(log_of(*some(13), end="01-13T00:00"))  # 1.86 a day
        assert reported.shown == "1 per day"
        assert reported.value == 7.0

    def test_below_one_a_day_it_is_told_per_week(self) -> None:
        reported = deployment_frequency(log_of(*some(6), end="01-13T00:00"))  # 0.86 a day
        assert reported.shown == "6 per week"

    def test_below_one_a_week_it_is_told_per_month(self) -> None:
        reported = deployment_frequency(log_of(*some(3), end="02-01T00:00"))
        assert (reported.shown, reported.unit) == ("3 per month", "deployments per month")
        assert reported.in_course_units == pytest.approx(3 * 12 * 7 / 365.25)

    def test_below_one_a_month_there_are_no_deployments(self) -> None:
        reported = deployment_frequency(log_of(*some(1), end="03-01T00:00"))
        assert (reported.shown, reported.value) == ("No Deployments", 0.0)
        assert len(reported.rows) == 1

    def test_the_weeks_reach_beyond_the_window(self) -> None:
        log = log_of(*some(3), end="01-20T00:00")
        # From a Sunday to a Monday, nine days: three calendar weeks.
        log_in_three_weeks = deployment_frequency(
            log_of(
                deployed("d1", "01-07T10:00"),
                deployed("d2", "01-08T10:00"),
                start="01-05T00:00",
                end="01-14T00:00",
            )
        )
        assert deployment_frequency(log).shown == "1 per week"
        assert log_in_three_weeks.shown == "2 per month"

    def test_a_deployment_counts_when_it_started(self) -> None:
        one = deployed("d1", "01-13T00:30", started="01-12T23:30")
        assert deployment_frequency(log_of(one), end="2025-01-13").left_out["not finished"] == (
            "d1",
        )
        assert deployment_frequency(log_of(one), start="2025-01-13").shown == "No Deployments"


class TestLeadTime:
    def test_it_is_a_mean(self) -> None:
        one, other = deployed("d1", "01-07T11:00"), deployed("d2", "01-17T11:00")
        log = log_of(
            one,
            other,
            change("c1", "01-07T08:00", one, opened="01-07T09:00", merged="01-07T09:00"),
            change("c2", "01-07T10:00", other, opened="01-17T09:00", merged="01-17T09:00"),
        )
        assert lead_time_for_changes(log).value == (2 + 240) / 2

    def test_the_review_counts_where_it_is_known(self) -> None:
        one = deployed("d1", "01-07T20:00")
        review = ("01-07T12:00", "01-07T13:00")
        known = change(
            "c1", "01-07T10:00", one, opened="01-07T11:00", merged="01-07T16:00", review=review
        )
        assert lead_time_for_changes(log_of(one, known)).value == 9.0
        unknown = {**known, "review_started": None, "reviewed": None}
        # From opened to merged, nothing is known then: an hour before, three after.
        assert lead_time_for_changes(log_of(one, unknown)).value == 1.0 + 3.0

    def test_a_change_is_deployed_by_the_next_run_whatever_is_in_it(self) -> None:
        back, real = deployed("d1", "01-07T12:00", "r0"), deployed("d2", "01-10T12:00", "r1")
        log = log_of(back, real, change("c1", "01-07T10:00", real, merged="01-07T10:00"))
        rows = lead_time_for_changes(log).rows
        assert rows["deployment"].to_list() == ["d1"]
        assert rows["hours"].to_list() == [1.0]

    def test_it_counts_changes_merged_in_the_window(self) -> None:
        one = deployed("d1", "01-14T12:00")
        log = log_of(
            one,
            change("c1", "01-07T10:00", one, merged="01-12T10:00"),
            change("c2", "01-07T10:00", one, merged="01-13T10:00"),
            change("c3", "01-07T10:00", merged="01-20T10:00"),
        )
        reported = lead_time_for_changes(log, start="2025-01-13")
        assert reported.rows["change"].to_list() == ["c2"]
        assert reported.left_out["merged, and no deployment since"] == ("c3",)

    def test_without_data_it_is_0(self) -> None:
        reported = lead_time_for_changes(log_of())
        assert (reported.shown, reported.value) == ("0", 0.0)

    def test_a_log_that_records_no_merge_cannot_be_run(self) -> None:
        reported = lead_time_for_changes(log_of(change("c1", "01-07T10:00")))
        assert reported.shown == "cannot run"
        assert math.isnan(reported.value)

    @pytest.mark.parametrize(
        ("merged", "shown"),
        [
            ("01-27T22:29:31", "29s"),
            ("01-27T22:28:31", "1m 29s"),
            ("01-27T21:00:00", "1h 30m"),
            ("01-24T22:30:00", "3d"),
            ("01-12T20:30:00", "2w 1d"),
        ],
    )
    def test_two_units_are_shown(self, merged: str, shown: str) -> None:
        one = deployed("d1", "01-28T00:00", started="01-27T22:30")
        log = log_of(one, change("c1", merged, one, merged=merged))
        assert lead_time_for_changes(log).shown == shown


class TestChangeFailureRate:
    def test_an_incident_is_laid_to_the_run_before_it(self) -> None:
        one, other = deployed("d1", "01-07T11:00"), deployed("d2", "01-07T13:00")
        log = log_of(
            one, other, incident("i1", "01-07T11:59", None), incident("i2", "01-07T11:30", None)
        )
        rows = change_failure_rate(log).rows
        assert rows.set_index("deployment")["incidents"].to_dict() == {"d1": 2, "d2": 0}

    def test_a_run_has_an_incident_that_comes_while_it_is_under_way(self) -> None:
        one, other = deployed("d1", "01-07T11:00"), deployed("d2", "01-07T13:00")
        log = log_of(one, other, incident("i1", "01-07T12:00", None, one))
        rows = change_failure_rate(log).rows
        assert rows.set_index("deployment")["failed"].to_dict() == {"d1": False, "d2": True}

    def test_after_the_last_run_there_is_no_limit(self) -> None:
        log = log_of(deployed("d1", "01-07T11:00"), incident("i1", "02-02T12:00", None))
        assert change_failure_rate(log).shown == "100%"

    def test_an_incident_before_the_first_run_of_the_window_is_laid_to_none(self) -> None:
        one, other = deployed("d1", "01-07T11:00"), deployed("d2", "01-14T11:00")
        log = log_of(one, other, incident("i1", "01-13T12:00", None, one))
        reported = change_failure_rate(log, start="2025-01-13")
        assert reported.shown == "No incidents"
        assert reported.left_out["incidents before any deployment"] == ("i1",)

    def test_failed_and_unfinished_runs_count(self) -> None:
        log = log_of(
            deployed("d1", "01-07T11:00"),
            deployed("d2", "01-08T11:00", outcome="failure"),
            under_way("d3", "01-09T11:00"),
            incident("i1", "01-08T12:00", None),
        )
        reported = change_failure_rate(log)
        assert reported.value == pytest.approx(1 / 3)
        assert reported.shown == "33.33%"

    def test_without_deployments_it_is_0(self) -> None:
        reported = change_failure_rate(log_of(incident("i1", "01-08T12:00", None)))
        assert (reported.shown, reported.value) == ("No CFR data", 0.0)


class TestTimeToRestore:
    def test_it_is_a_mean_of_those_restored_in_the_window(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-07T10:00"),
            incident("i2", "01-08T09:00", "01-08T12:00"),
            incident("i3", "01-09T09:00", "01-20T12:00"),
            incident("i4", "01-09T09:00", None),
        )
        reported = time_to_restore_service(log, end="2025-01-13")
        assert (reported.value, reported.shown) == (2.0, "2h")
        assert reported.left_out["still open"] == ("i3", "i4")

    def test_without_any_it_says_so(self) -> None:
        reported = time_to_restore_service(log_of())
        assert reported.shown == "No incidents reported"
        assert math.isnan(reported.value)
