"""GitLab's quirks, each on a small log made for it (enterprise edition, ee/app/models/dora)."""

import math

import pandas as pd
import pytest

from deliverylab.measure.definitions.gitlab import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from tests.measure.definitions.small_logs import change, deployed, incident, log_of


class TestDeploymentFrequency:
    def test_it_is_an_average_over_calendar_days(self) -> None:
        log = log_of(*(deployed(f"d{n}", f"01-07T{10 + n}:00") for n in range(7)))
        reported = deployment_frequency(log)  # 28 days
        assert reported.shown == "0.2 per day"
        assert reported.value == pytest.approx(7 / 4)

    def test_both_ends_of_the_window_are_whole_days(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00"))
        reported = deployment_frequency(log, "2025-01-06T12:00", "2025-01-07T12:00")
        assert reported.value == pytest.approx(7 / 2)

    def test_a_log_without_anything_shows_nothing(self) -> None:
        reported = deployment_frequency(log_of())
        assert reported.shown == "-"
        assert math.isnan(reported.value)

    def test_a_log_with_incidents_alone_shows_0(self) -> None:
        log = log_of(incident("i1", "01-07T09:00", None))
        assert deployment_frequency(log).shown == "0.0 per day"

    def test_failed_deployments_do_not_count(self) -> None:
        log = log_of(deployed("d1", "01-07T10:00", outcome="failure"))
        assert deployment_frequency(log).left_out["failed"] == ("d1",)


class TestLeadTime:
    def test_the_clock_starts_at_the_merge(self) -> None:
        one = deployed("d1", "01-17T10:00")
        log = log_of(one, change("c1", "01-07T10:00", one, merged="01-17T09:00"))
        assert lead_time_for_changes(log).value == 1.0

    def test_it_is_a_median_of_daily_medians(self) -> None:
        """One fast change on most days and a slow release of eight: 8.8 hours or 40 hours."""
        fast = [deployed(f"d{day}", f"01-{day:02d}T12:00") for day in (13, 14, 15, 16)]
        slow = deployed("slow", "01-17T12:00")
        rows = [
            change(f"c{n}", "01-06T00:00", one, merged=f"01-{13 + n:02d}T03:12")
            for n, one in enumerate(fast)
        ]
        rows += [change(f"s{n}", "01-06T00:00", slow, merged="01-15T20:00") for n in range(8)]
        reported = lead_time_for_changes(log_of(*fast, slow, *rows))
        assert reported.value == pytest.approx(8.8)
        assert reported.rows["hours"].median() == 40.0

    def test_a_day_with_two_changes_has_their_mean_as_median(self) -> None:
        one = deployed("d1", "01-17T10:00")
        log = log_of(
            one,
            change("c1", "01-07T10:00", one, merged="01-17T09:00"),
            change("c2", "01-07T10:00", one, merged="01-17T07:00"),
        )
        assert lead_time_for_changes(log).value == 2.0

    def test_daily_medians_are_whole_seconds(self) -> None:
        one = deployed("d1", "01-17T10:00:00.700")
        log = log_of(one, change("c1", "01-07T10:00", one, merged="01-17T10:00:00"))
        assert lead_time_for_changes(log).value == pytest.approx(1 / 3600)

    def test_only_the_first_deployment_of_a_change_counts(self) -> None:
        one, back = deployed("d1", "01-17T10:00", "r1"), deployed("d2", "01-18T10:00", "r1")
        log = log_of(one, back, change("c1", "01-07T10:00", one, merged="01-17T09:00"))
        assert lead_time_for_changes(log).rows["deployment"].to_list() == ["d1"]

    def test_without_a_deployed_change_nothing_is_shown(self) -> None:
        assert lead_time_for_changes(log_of()).shown == "-"

    def test_a_log_that_records_no_merge_cannot_be_run(self) -> None:
        one = deployed("d1", "01-17T10:00")
        log = log_of(one, change("c1", "01-07T10:00", one))
        log.changes["merged"] = pd.NaT
        reported = lead_time_for_changes(log)
        assert reported.shown == "cannot run"
        assert reported.left_out["without a merge"] == ("c1",)


class TestTimeToRestore:
    def test_it_is_a_median_of_daily_medians_by_closing_day(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-07T10:00"),
            incident("i2", "01-07T09:00", "01-07T12:00"),
            incident("i3", "01-07T09:00", "01-08T09:00"),
            incident("i4", "01-01T09:00", "01-09T09:00"),
            start="01-01T00:00",
        )
        assert time_to_restore_service(log).value == 24.0  # of 2, 24 and 192 hours

    def test_it_counts_what_was_closed_in_the_window(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-14T09:00"), incident("i2", "01-14T09:00", None)
        )
        reported = time_to_restore_service(log, start="2025-01-13")
        assert reported.shown == "7.0 days"
        assert reported.left_out["still open"] == ("i2",)

    def test_the_clock_starts_at_the_report(self) -> None:
        log = log_of(incident("i1", "01-07T08:00", "01-07T10:00", detected="01-07T09:00"))
        assert time_to_restore_service(log).value == 1.0


class TestChangeFailureRate:
    def test_it_divides_incidents_by_deployments_and_can_exceed_100_per_cent(self) -> None:
        one = deployed("d1", "01-07T09:00")
        log = log_of(
            one,
            incident("i1", "01-07T10:00", "01-07T12:00", one),
            incident("i2", "01-08T10:00", "01-08T12:00", one),
            incident("i3", "01-09T10:00", None),
        )
        assert change_failure_rate(log).shown == "300.0 %"

    def test_without_a_deployment_it_is_the_number_of_incidents(self) -> None:
        log = log_of(
            incident("i1", "01-07T10:00", "01-07T12:00"), incident("i2", "01-08T10:00", None)
        )
        assert change_failure_rate(log).value == 2.0

    def test_it_counts_incidents_by_their_report_not_by_their_deployment(self) -> None:
        one, other = deployed("d1", "01-12T23:00"), deployed("d2", "01-13T10:00")
        log = log_of(one, other, incident("i1", "01-13T00:30", None, one))
        assert change_failure_rate(log, start="2025-01-13").value == 1.0
        assert change_failure_rate(log, end="2025-01-13").value == 0.0

    def test_without_anything_nothing_is_shown(self) -> None:
        assert change_failure_rate(log_of()).shown == "-"

    def test_without_incidents_it_is_0(self) -> None:
        assert change_failure_rate(log_of(deployed("d1", "01-07T09:00"))).shown == "0.0 %"
