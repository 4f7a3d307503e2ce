"""The loss of a window, against a log small enough to reckon by hand."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from deliverylab import DeliveryLog
from deliverylab.improve import possible, unseen_team
from deliverylab.improve.losses import Prices, loss, loss_in_run
from deliverylab.improve.season import EVENTS
from deliverylab.simulate import ALWAYS, Approval, Calendar, Scenario, Train, simulate
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.simulate.run import run
from deliverylab.simulate.tables import to_log

TUG = Scenario.team("tug")


def two_changes() -> DeliveryLog:
    return DeliveryLog.of(
        "2025-01-06",
        "2025-01-20",
        team="tug",
        changes={
            "change": ["c1", "c2"],
            "size": [200, 50],
            "committed": ["2025-01-06T00:00Z", "2025-01-13T00:00Z"],
            "deployed": ["2025-01-13T00:00Z", None],
        },
    )


def test_waiting_counts_lines_and_weeks_within_the_window() -> None:
    prices = Prices(waiting=1.0, outage=0.0)
    assert loss(two_changes(), TUG, prices).waiting == pytest.approx(2.0 + 0.5)
    start = pd.Timestamp("2025-01-09T12:00Z")
    assert loss(two_changes(), TUG, prices, start).waiting == pytest.approx(1.0 + 0.5)


def test_an_hour_in_which_half_fails_is_half_an_hour_of_outage() -> None:
    log = DeliveryLog.of(
        "2025-01-06",
        "2025-01-07",
        team="tug",
        traffic={
            "hour": ["2025-01-06T08:00Z", "2025-01-06T09:00Z", "2025-01-06T10:00Z"],
            "requests": [100, 400, 0],
            "failed": [100, 200, 0],
            "p95_latency_ms": [180.0, 180.0, 180.0],
        },
    )
    assert loss(log, TUG, Prices(0.0, 2.0)).outages == pytest.approx(3.0)


def test_hands_count_what_is_done_by_hand_and_nothing_else() -> None:
    barge, hydrofoil = Scenario.team("barge"), Scenario.team("hydrofoil")
    log = simulate(barge, days=84)
    builds = len(log.builds[log.builds["started"] < log.end])
    assert loss(log, barge).hands > builds * barge.ci_minutes / 60 / 40
    by_machine = loss(log, hydrofoil).hands  # the same log, were it all done by machines
    restoring = (log.incidents["restored"].fillna(log.end) - log.incidents["detected"]).sum()
    assert by_machine == pytest.approx(2 * restoring / pd.Timedelta(hours=40))


def test_the_parts_of_a_window_add_up() -> None:
    log = simulate(TUG, days=56)
    middle = log.start + pd.Timedelta(days=28)
    parts = loss(log, TUG, end=middle), loss(log, TUG, start=middle)
    for name in ("waiting", "outages"):
        assert sum(getattr(part, name) for part in parts) == pytest.approx(
            getattr(loss(log, TUG), name)
        )


def test_a_window_that_ends_before_it_starts_and_a_senseless_price_are_refused() -> None:
    log = simulate(TUG, days=14)
    with pytest.raises(ValueError, match="before it starts"):
        loss(log, TUG, start=log.end, end=log.start)
    with pytest.raises(NotAllowed, match="waiting=-1; expected a number from 0 to 100"):
        Prices(waiting=-1)


# Straight from a run

FOUR = tuple(map(Scenario.team, Scenario.team_names()))
BARGE, _, FERRY, HYDROFOIL = FOUR
ODD = (
    replace(BARGE, deploy_on=Approval(2, 12.0)),  # packages by hand, whenever somebody is free
    replace(BARGE, deploy_by="automatic", working_hours=ALWAYS),
    replace(TUG, deploy_on=Train(3, 15.5), working_hours=Calendar("early", 7.5, 12.25, 6)),
    replace(TUG, wip_limit=6),
    replace(TUG, shared_people=4),
    replace(FERRY, deploy_by="hand", slip_share=0.4, deploy_minutes=300.0),
    replace(FERRY, rollout="canary", restore_by="fix forward"),
    replace(FERRY, review_hours=0.0, branch_hours=0.0, reviewers=1),
    replace(HYDROFOIL, slow_share=0.2, performance_catch=0.3, performance_minutes=4.0),
    replace(HYDROFOIL, defect_share=0.9, ci_catch=0.1, acceptance_catch=0.0),
)
OPEN_AT_THE_END = replace(FERRY, other_incidents_per_month=20.0, restart_minutes=20_000.0)
NOT_NOTICED = replace(OPEN_AT_THE_END, detect_minutes=20_000.0)
NEVER_ARRIVES = replace(FERRY, runners=1, ci_minutes=400.0, deploy_on=Approval(1, 400.0))
NOTHING_ARRIVES = replace(TUG, deploy_on=Train(365))
NOTHING_ASKED = replace(
    TUG, changes_per_day=0.0, other_incidents_per_month=0.0, requests_per_hour=0.0
)
MET = (*FOUR, *ODD, OPEN_AT_THE_END, NOT_NOTICED, NEVER_ARRIVES, NOTHING_ARRIVES, NOTHING_ASKED)


def same_as_of_the_log(scenario: Scenario, days: int, seed: int, from_day: int = 0) -> bool:
    """Return whether all three losses are the same to the last bit, with a log and without one."""
    prices = Prices(0.03, 1.7)
    history = run(scenario, days, seed)
    log = to_log(history)
    start = log.start + pd.Timedelta(days=from_day)
    return loss_in_run(history, prices, from_day) == loss(log, scenario, prices, start)


@pytest.mark.parametrize("scenario", MET)
def test_the_loss_is_the_same_without_a_log(scenario: Scenario) -> None:
    for days, seed, from_day in ((364, 1, 0), (126, 2, 35), (126, 2**40 + 3, 125), (20, 4, 9)):
        assert same_as_of_the_log(scenario, days, seed, from_day), (days, seed, from_day)


def test_it_is_the_same_after_every_move_and_under_every_event() -> None:
    for seed, team in enumerate((*FOUR, unseen_team("ada").scenario)):
        moved = [move.apply(team) for move in possible(team)]
        for scenario in (*moved, *(event.apply(team) for event in EVENTS.values())):
            assert same_as_of_the_log(scenario, 126, seed, 35), scenario


def test_it_is_the_same_in_a_window_with_nothing_in_it() -> None:
    nothing = loss_in_run(run(NOTHING_ASKED, 28))
    assert nothing.total == 0 and same_as_of_the_log(NOTHING_ASKED, 28, 1)
    for scenario in MET:
        assert loss_in_run(run(scenario, 28), from_day=28).total == 0
        assert same_as_of_the_log(scenario, 28, 1, from_day=28)
        assert same_as_of_the_log(scenario, 1, 1)


def test_the_odd_teams_meet_what_they_are_there_for() -> None:
    def missing(scenario: Scenario, table: str, column: str) -> float:
        return float(getattr(simulate(scenario, 126, 2), table)[column].isna().mean())

    assert 0.05 < missing(OPEN_AT_THE_END, "incidents", "restored") < 1
    assert 0.05 < missing(NOT_NOTICED, "incidents", "detected") < 1
    assert 0.5 < missing(NEVER_ARRIVES, "changes", "deployed") < 1
    assert missing(NOTHING_ARRIVES, "changes", "deployed") == 1
    assert simulate(NOTHING_ASKED, 126, 2).changes.empty


def test_a_run_without_so_many_days_is_refused() -> None:
    for from_day in (-1, 29, 1.5):
        with pytest.raises(NotAllowed, match=r"from_day=.*; expected a whole number from 0 to 28"):
            loss_in_run(run(TUG, 28), from_day=from_day)  # type: ignore[arg-type]
