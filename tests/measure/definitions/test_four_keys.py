"""Four Keys' quirks, each on a small log made for it (dora-team/fourkeys, 2024-01-23)."""

import math

import pytest

from deliverylab.measure.definitions.four_keys import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from tests.measure.definitions.small_logs import (
    change,
    deployed,
    incident,
    log_of,
    under_way,
)

FIRST = change("c0", "01-05T09:00")
"""An event on the day before the window, so that all of its days are looked at."""


def weekly(days: list[list[int]]) -> list[dict[str, object]]:
    """Return deployments on days of January 2025, given for weeks that begin on Sundays."""
    return [
        deployed(f"d{5 + 7 * week + day}", f"01-{5 + 7 * week + day:02d}T12:00")
        for week, chosen in enumerate(days)
        for day in chosen
    ]


class TestDeploymentFrequency:
    def test_no_event_at_all_gives_no_day_to_look_at(self) -> None:
        reported = deployment_frequency(log_of())
        assert reported.shown == "No data"
        assert math.isnan(reported.value)

    def test_no_deployment_is_yearly(self) -> None:
        reported = deployment_frequency(log_of(FIRST, start="01-05T00:00"))
        assert (reported.shown, reported.value) == ("Yearly", 0.0)

    def test_three_days_in_the_median_week_are_daily(self) -> None:
        log = log_of(
            FIRST,
            *weekly([[1, 2, 3], [1, 2, 3], [], [1, 2, 3]]),
            start="01-05T00:00",
            end="02-02T00:00",
        )
        assert deployment_frequency(log).shown == "Daily"

    def test_three_deployments_on_one_day_are_one_day(self) -> None:
        one_day = [deployed(f"d{hour}", f"01-08T{hour}:00") for hour in (10, 12, 14)]
        log = log_of(FIRST, *one_day, start="01-05T00:00", end="01-12T00:00")
        reported = deployment_frequency(log)
        assert (reported.shown, reported.value) == ("Weekly", 1.0)
        assert reported.rows["another day"].to_list() == [True, False, False]

    def test_half_of_the_weeks_are_not_most_weeks(self) -> None:
        log = log_of(FIRST, *weekly([[1], [], [1], []]), start="01-05T00:00", end="02-02T00:00")
        assert deployment_frequency(log).shown == "Monthly"

    def test_more_than_half_of_the_weeks_are_weekly(self) -> None:
        log = log_of(FIRST, *weekly([[1], [], [1], [1]]), start="01-05T00:00", end="02-02T00:00")
        assert deployment_frequency(log).shown == "Weekly"

    def test_the_median_week_in_a_month_without_any_is_yearly(self) -> None:
        log = log_of(FIRST, deployed("d1", "01-07T12:00"), start="01-05T00:00", end="03-30T00:00")
        assert deployment_frequency(log).shown == "Yearly"

    def test_a_cut_off_week_counts_as_a_whole_one(self) -> None:
        # Sunday 5 to Friday 10 January, and Sunday 12: two weeks, one of them with a deployment.
        log = log_of(FIRST, deployed("d1", "01-12T12:00"), start="01-05T00:00", end="01-13T00:00")
        assert deployment_frequency(log).value == 0.5

    def test_the_day_of_the_first_event_is_not_looked_at(self) -> None:
        log = log_of(deployed("d1", "01-06T12:00"), end="01-12T00:00")
        reported = deployment_frequency(log)
        assert reported.shown == "Yearly"
        assert reported.left_out["on the first day of the data"] == ("d1",)

    def test_staging_failures_and_what_is_under_way_do_not_count(self) -> None:
        log = log_of(
            FIRST,
            deployed("d1", "01-07T12:00"),
            deployed("d2", "01-08T12:00", environment="staging"),
            deployed("d3", "01-09T12:00", outcome="failure"),
            under_way("d4", "01-10T12:00"),
            start="01-05T00:00",
            end="01-12T00:00",
        )
        reported = deployment_frequency(log)
        assert reported.rows["deployment"].to_list() == ["d1"]
        assert reported.left_out["failed"] == ("d3",)
        assert reported.left_out["not finished"] == ("d4",)


class TestLeadTime:
    def test_no_data_is_shown_as_the_best_bucket(self) -> None:
        reported = lead_time_for_changes(log_of())
        assert (reported.shown, reported.value) == ("One day", 0.0)

    def test_it_is_the_median_in_whole_minutes(self) -> None:
        one = deployed("d1", "01-08T09:00")
        log = log_of(one, change("c1", "01-07T09:00", one), change("c2", "01-06T08:59", one))
        reported = lead_time_for_changes(log)
        assert reported.value == pytest.approx((24 + 48 + 1 / 60) / 2)
        assert reported.shown == "One week"

    def test_a_change_in_two_deployments_counts_twice(self) -> None:
        first, second = deployed("d1", "01-07T09:00", "r1"), deployed("d2", "01-08T09:00", "r2")
        back = deployed("d3", "01-09T09:00", "r1")
        log = log_of(
            first,
            second,
            back,
            change("c1", "01-06T09:00", first),
            change("c2", "01-08T08:00", second),
        )
        rows = lead_time_for_changes(log).rows
        assert list(zip(rows["change"], rows["deployment"], rows["hours"], strict=True)) == [
            ("c1", "d1", 24.0),
            ("c2", "d2", 1.0),
            ("c1", "d3", 72.0),
        ]

    def test_a_failed_attempt_delivers_nothing(self) -> None:
        attempt = deployed("d1", "01-07T09:00", "r1", outcome="failure")
        again = deployed("d2", "01-07T11:00", "r1")
        log = log_of(attempt, again, change("c1", "01-07T01:00", again))
        assert lead_time_for_changes(log).rows["hours"].to_list() == [10.0]

    def test_a_hotfix_lists_no_change(self) -> None:
        one, hotfix = deployed("d1", "01-07T09:00", "r1"), deployed("d2", "01-08T09:00", "r2")
        log = log_of(one, hotfix, change("c1", "01-07T01:00", one), heads={"r1": "c1", "r2": "c1"})
        assert lead_time_for_changes(log).rows["deployment"].to_list() == ["d1"]

    def test_none_or_fewer_minutes_are_dropped(self) -> None:
        one = deployed("d1", "01-07T09:00")
        log = log_of(
            one,
            change("c1", "01-07T01:00", one),
            change("c2", "01-07T09:00", one),
            change("c3", "01-07T10:00", one),
        )
        reported = lead_time_for_changes(log)
        assert reported.rows["change"].to_list() == ["c1"]
        assert reported.left_out["deployed within a minute of the commit"] == ("c2", "c3")

    def test_a_change_that_was_never_deployed_is_not_there(self) -> None:
        reported = lead_time_for_changes(log_of(change("c1", "01-06T09:00")))
        assert reported.left_out["never deployed"] == ("c1",)
        assert reported.shown == "One day"

    @pytest.mark.parametrize(
        ("committed", "shown"),
        [
            ("04-29T00:01", "One day"),
            ("04-29T00:00", "One week"),
            ("04-23T00:00", "One month"),
            ("03-30T14:00", "Six months"),
            ("01-01T00:00", "Six months"),
        ],
    )
    def test_the_buckets(self, committed: str, shown: str) -> None:
        one = deployed("d1", "04-30T00:00")
        log = log_of(one, change("c1", committed, one), start="01-01T00:00", end="05-05T00:00")
        assert lead_time_for_changes(log).shown == shown


class TestTimeToRestore:
    def test_without_an_incident_there_is_no_data(self) -> None:
        reported = time_to_restore_service(log_of())
        assert reported.shown == "No data"
        assert math.isnan(reported.value)

    def test_open_incidents_alone_are_the_worst_bucket(self) -> None:
        reported = time_to_restore_service(log_of(incident("i1", "01-07T09:00", None)))
        assert reported.shown == "One year"
        assert math.isnan(reported.value)
        assert reported.left_out["still open"] == ("i1",)

    def test_open_incidents_beside_others_are_ignored(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-07T12:00"), incident("i2", "01-07T09:00", None)
        )
        assert time_to_restore_service(log).value == 3.0

    def test_hours_are_whole(self) -> None:
        reported = time_to_restore_service(log_of(incident("i1", "01-07T09:00", "01-07T10:59")))
        assert (reported.value, reported.shown) == (1.0, "One day")

    def test_the_clock_starts_at_the_deployment_that_was_the_cause(self) -> None:
        one = deployed("d1", "01-07T09:00")
        log = log_of(
            one, change("c1", "01-06T09:00", one), incident("i1", "01-08T09:00", "01-08T10:00", one)
        )
        assert time_to_restore_service(log).value == 25.0

    def test_the_clock_starts_at_the_report_where_that_was_earlier(self) -> None:
        attempt = deployed("d1", "01-07T09:00", "r1", outcome="failure")
        again = deployed("d2", "01-07T11:00", "r1")
        log = log_of(
            attempt,
            again,
            change("c1", "01-06T09:00", again),
            incident("i1", "01-07T09:00", "01-07T12:00", attempt),
        )
        assert time_to_restore_service(log).value == 3.0

    def test_an_incident_belongs_to_the_window_in_which_it_began(self) -> None:
        log = log_of(
            incident("i1", "01-07T09:00", "01-14T09:00"),
            incident("i2", "01-14T09:00", "01-14T11:00"),
        )
        assert time_to_restore_service(log, start="2025-01-13").value == 2.0


class TestChangeFailureRate:
    def test_no_data_is_shown_as_the_best_bucket(self) -> None:
        reported = change_failure_rate(log_of())
        assert (reported.shown, reported.value) == ("0-15%", 0.0)

    def test_it_counts_incidents_and_can_exceed_one(self) -> None:
        one = deployed("d1", "01-07T09:00")
        log = log_of(
            one,
            change("c1", "01-06T09:00", one),
            incident("i1", "01-07T10:00", "01-07T12:00", one),
            incident("i2", "01-07T10:00", "01-07T12:00", one),
        )
        reported = change_failure_rate(log)
        assert reported.value == 2.0
        assert reported.shown == "46-60%"

    def test_a_root_cause_that_is_delivered_twice_counts_four_times(self) -> None:
        first, back = deployed("d1", "01-07T09:00", "r1"), deployed("d2", "01-09T09:00", "r1")
        log = log_of(
            first,
            back,
            change("c1", "01-06T09:00", first),
            incident("i1", "01-07T10:00", "01-07T12:00", first),
        )
        reported = change_failure_rate(log)
        assert reported.rows["rows with an incident"].to_list() == [2, 2]
        assert reported.value == 2.0

    def test_a_deployment_without_a_change_counts_in_the_divisor(self) -> None:
        one, hotfix = deployed("d1", "01-07T09:00"), deployed("d2", "01-07T19:00")
        log = log_of(
            one,
            hotfix,
            change("c1", "01-06T09:00", one),
            incident("i1", "01-07T10:00", "01-07T12:00", one),
        )
        assert change_failure_rate(log).value == 0.5

    def test_an_incident_that_names_no_cause_does_not_count(self) -> None:
        one = deployed("d1", "01-07T09:00")
        log = log_of(
            one, change("c1", "01-06T09:00", one), incident("i1", "01-07T10:00", "01-07T12:00")
        )
        assert change_failure_rate(log).value == 0.0

    def test_the_root_cause_is_the_head_of_the_package(self) -> None:
        one, other = deployed("d1", "01-07T09:00", "r1"), deployed("d2", "01-08T09:00", "r2")
        log = log_of(
            one,
            other,
            change("c1", "01-06T09:00", one),
            change("c2", "01-06T10:00", other),
            incident("i1", "01-08T10:00", "01-08T12:00", other),
            heads={"r1": "c1", "r2": "c2"},
        )
        rows = change_failure_rate(log).rows
        assert rows.set_index("deployment")["rows with an incident"].to_dict() == {"d1": 0, "d2": 1}
        assert rows["changes"].to_list() == [1, 1]
