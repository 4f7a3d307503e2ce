"""What really became of everything that began in a window."""

import math

import pytest

from deliverylab.measure import (
    change_failure_rate,
    lead_time_for_changes,
    time_to_restore_service,
    truth,
)
from deliverylab.measure.truth import truth_about
from deliverylab.simulate import Scenario, simulate
from tests.measure.definitions.small_logs import (
    change,
    deployed,
    incident,
    log_of,
    under_way,
)

WEEK = ("2025-01-06", "2025-01-13")


def test_changes_committed_in_the_window_are_followed_beyond_it() -> None:
    old, one, late = (
        deployed("d0", "01-08T09:00"),
        deployed("d1", "01-09T09:00"),
        deployed("d2", "01-30T09:00"),
    )
    log = log_of(
        old,
        one,
        late,
        change("before", "01-01T09:00", old),
        change("c1", "01-08T09:00", one),
        change("c2", "01-10T09:00", late),
        change("after", "01-13T00:00", late),
        start="01-01T00:00",
    )
    kpi = truth(log, *WEEK)["lead time for changes"]
    assert kpi.detail is not None
    assert kpi.detail.to_dict() == {"c1": 24.0, "c2": 480.0}
    assert kpi.value == 252.0
    assert lead_time_for_changes(log, *WEEK).value == 96.0  # of "before" and c1


def test_incidents_that_started_in_the_window_are_followed_beyond_it() -> None:
    one = deployed("d1", "01-07T09:00")
    log = log_of(
        one,
        incident("i1", "01-07T09:00", "01-07T10:00", detected="01-07T09:30"),
        incident("i2", "01-08T09:00", "01-20T09:00", one),
    )
    known = truth(log, *WEEK)
    assert known["time to restore service"].value == (1 + 288) / 2
    assert known["failed deployment recovery time"].value == 288.0
    assert time_to_restore_service(log, *WEEK).value == 1.0


def test_a_deployment_failed_if_it_really_caused_an_incident_whenever_that_came() -> None:
    one, other, failed = (
        deployed("d1", "01-07T09:00"),
        deployed("d2", "01-08T09:00"),
        deployed("d3", "01-09T09:00", outcome="failure"),
    )
    log = log_of(
        one,
        other,
        failed,
        incident("i1", "01-25T09:00", "01-25T10:00", one),
        incident("i2", "01-25T09:00", "01-25T10:00", one),
        incident("i3", "01-08T10:00", "01-08T12:00"),
    )
    kpi = truth(log, *WEEK)["change failure rate"]
    assert kpi.value == pytest.approx(1 / 3)
    assert kpi.basis == "1 of 3 deployments caused an incident"


def test_deployments_count_where_they_started_and_if_they_succeeded() -> None:
    log = log_of(
        deployed("d1", "01-13T00:30"),
        deployed("d2", "01-09T09:00", outcome="failure"),
        deployed("d3", "01-09T09:00", environment="staging"),
        deployed("d4", "01-14T09:00"),
    )
    assert truth(log, *WEEK)["deployment frequency"].value == 1.0
    assert truth(log, *WEEK)["deployment frequency"].observations == 1


def test_without_anything_nothing_was_deployed_and_there_is_no_other_data() -> None:
    known = truth(log_of(), *WEEK)
    assert known.pop("deployment frequency").text == (
        "Deployment frequency: none (no successful deployment started in 7 days)."
    )
    for kpi in known.values():
        assert not kpi.has_data
        assert math.isnan(kpi.value)
        assert "in the window" in kpi.basis


def test_what_is_not_recorded_is_not_known() -> None:
    log = log_of(deployed("d1", "01-07T09:00"))
    unrecorded = type(log).from_tables(
        log.tables, log.start, log.end, "git", unrecorded=[("tug", "incidents")]
    )
    kpi = truth(unrecorded, *WEEK)["change failure rate"]
    assert kpi.text == "Change failure rate: no data (incidents are not recorded)."


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            change("c1", "01-07T09:00"),
            "1 change committed in the window had not reached production",
        ),
        (incident("i1", "01-07T09:00", None), "1 incident started in the window had not ended"),
        (under_way("d1", "01-07T09:00"), "1 deployment started in the window had not finished"),
    ],
)
def test_a_log_that_ends_too_soon_is_refused_with_what_to_do(
    row: dict[str, object], told: str
) -> None:
    with pytest.raises(ValueError, match=told) as refused:
        truth(log_of(row), *WEEK)
    assert "simulate(scenario, days=119)" in str(refused.value)  # 28 days, and a quarter more
    assert truth(log_of(row), "2025-01-13", "2025-01-20")  # nothing began there


def test_the_log_s_own_end_is_too_soon_for_a_simulated_year() -> None:
    log = simulate(Scenario.team("tug"), days=84, seed=1)
    with pytest.raises(ValueError, match="the log ends too soon to know the truth"):
        truth(log, log.start, log.end)


def test_kaplan_meier_comes_near_the_truth_where_the_median_of_what_ended_does_not() -> None:
    """A team that works off a backlog: what it finishes is old, what it begins waits."""
    log = simulate(Scenario.team("barge"), days=364, seed=1)
    start, end = log.start, log.start + (log.end - log.start) / 13 * 2  # eight weeks
    known = truth(log, start, end)["lead time for changes"]
    kpi = lead_time_for_changes(log, start, end)
    assert abs(kpi.also["Kaplan–Meier median"] / known.value - 1) < 0.1
    assert kpi.value < 0.9 * known.value


def test_the_course_s_failure_rate_is_the_truth_where_it_has_all_incidents() -> None:
    log = simulate(Scenario.team("hydrofoil"), days=120, seed=2)
    end = log.start + (log.end - log.start) * 0.7
    assert change_failure_rate(log, None, end).value == pytest.approx(
        truth(log, log.start, end)["change failure rate"].value, rel=0.02
    )


def test_one_kpi_can_be_asked_for_by_its_name() -> None:
    log = simulate(Scenario.team("ferry"), days=182, seed=3)
    every = truth(log, *WEEK)
    assert len(every) == 5
    for name, kpi in every.items():
        assert (kpi.name, truth_about(name, log, *WEEK).text) == (name, kpi.text)
