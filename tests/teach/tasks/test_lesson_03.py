"""The tasks of lesson 03: each usual mistake is recognised and gets hints of its own."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from deliverylab.measure import value_stream
from deliverylab.simulate.theory import mm1
from deliverylab.teach.checks import NotYet, check
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import lesson_03_batch as batch
from deliverylab.teach.tasks import lesson_03_gate as gate
from deliverylab.teach.tasks import lesson_03_tests as three
from tests.teach.tasks.proof import Proof, Wrong

LOG = shipped_log()
STREAMS = {team: value_stream(LOG.team(team)).table for team in LOG.teams}
TO_THE_MERGE = ["code", "review", "build and test"]
TOUCH = pd.Series({t: s.loc[TO_THE_MERGE, "touch_hours"].sum() for t, s in STREAMS.items()})
WAIT = pd.Series({t: s.loc[TO_THE_MERGE, "wait_hours"].sum() for t, s in STREAMS.items()})
EACH_STEP = {
    team: (table["touch_hours"] / (table["touch_hours"] + table["wait_hours"]))[TO_THE_MERGE]
    for team, table in STREAMS.items()
}

FERRY = LOG.team("ferry")
DAYS_EACH = (FERRY.changes["deployed"] - FERRY.changes["committed"]) / pd.Timedelta(days=1)
PER_WEEK = len(FERRY.changes) / 52
UNDER_WAY = PER_WEEK * DAYS_EACH.mean() / 7

SUCCEEDED = LOG.deployments[LOG.deployments["outcome"] == "success"]
IN_PRODUCTION = SUCCEEDED[SUCCEEDED["environment"] == "production"]


def brings(step: str, falls_by: float) -> dict[str, object]:
    return {"step": step, "falls_by": falls_by}


def flows(days: float = 8.4, under_way: float = UNDER_WAY) -> dict[str, object]:
    return {"days": days, "under_way": under_way}


def batches(today: float, automated: int = 6) -> dict[str, object]:
    return {"today": today, "automated": automated}


def placed(units: str, contracts: str, journeys: str = "staging") -> dict[str, object]:
    return {"units": units, "contracts": contracts, "journeys": journeys}


def hours(rows: pd.DataFrame, divided_by: float = 12) -> float:
    """Return what the script saves ferry: a quarter of an hour for each of these deployments."""
    return (rows["team"] == "ferry").sum() / divided_by / 4


def pays(months: float, ever_at_tug: bool = False) -> dict[str, object]:
    return {"months": months, "ever_at_tug": ever_at_tug}


class TestLesson03(Proof):
    lesson = "03"
    wrong = (
        Wrong(
            "3.1",
            {team: 100 * value_stream(LOG.team(team)).flow_efficiency for team in LOG.teams},
            "took the whole way",
        ),
        Wrong("3.1", 100 * TOUCH / WAIT, "divided by the waiting"),
        Wrong(
            "3.1", {t: 100 * steps.mean() for t, steps in EACH_STEP.items()}, "averaged the steps"
        ),
        Wrong("3.1", 100 * WAIT / (TOUCH + WAIT), "gave the share of waiting"),
        Wrong("3.1", TOUCH, None),
        Wrong("3.2", brings("code", 24), "took the step with the most work"),
        Wrong("3.2", brings("staging", 5), "took a step of the machines"),
        Wrong("3.2", brings("build and test", 50), "took a step of the machines"),
        Wrong("3.2", brings("review", 62.2), "gave what is left"),
        Wrong("3.2", brings("review", 13.5), "gave hours"),
        Wrong("3.2", brings("review", 60.7), "gave a share of the new median"),
        Wrong("3.2", brings("review", -37.8), "took the old time from the new one"),
        Wrong("3.2", brings("review", 50), "expected half"),
        Wrong("3.2", brings("review", 30), None),
        Wrong("3.3", flows(days=35 / 42 * 7), "turned the law round"),
        Wrong("3.3", flows(days=42 / 35), "gave weeks"),
        Wrong("3.3", flows(days=42 / 35 * 5), "counted working days"),
        Wrong("3.3", flows(days=42 * 35), "multiplied"),
        Wrong("3.3", flows(under_way=PER_WEEK * DAYS_EACH.mean()), "mixed days and weeks"),
        Wrong("3.3", flows(under_way=PER_WEEK * DAYS_EACH.median() / 7), "took the median"),
        Wrong("3.3", flows(under_way=52 * UNDER_WAY), "took the whole year's changes"),
        Wrong("3.3", flows(under_way=20), None),
        Wrong("3.4", 80, "halved the free time"),
        Wrong("3.4", 120, "doubled how busy"),
        Wrong("3.4", 66.7, "took the wait of an hour"),
        Wrong("3.4", 90, None),
        Wrong("3.5", batches(8), "forgot the two"),
        Wrong("3.5", batches(128), "forgot the root"),
        Wrong("3.5", batches(14), "forgot what waiting costs"),
        Wrong("3.5", batches(199), "looked at the work alone"),
        Wrong("3.5", batches(11, 3), "took a quarter of the batch"),
        Wrong("3.5", batches(11, 11), "left the batch as it was"),
        Wrong("3.5", batches(12, 6), "was one off"),
        Wrong("3.5", batches(11, 5), "was one off"),
        Wrong("3.5", batches(40), None),
        Wrong("3.6", placed("workstation", "workstation"), "ran where it cannot run"),
        Wrong("3.6", placed("CI", "CI", "CI"), "ran where it cannot run"),
        Wrong("3.6", placed("staging", "staging"), "inspected everything at the end"),
        Wrong("3.6", placed("workstation", "staging"), "kept the contracts for staging"),
        Wrong("3.6", placed("CI", "staging"), "kept the contracts for staging"),
        Wrong("3.6", placed("staging", "CI"), "kept the quick one for the end"),
        Wrong("3.7", pays(40 / hours(IN_PRODUCTION)), "forgot the upkeep"),
        Wrong("3.7", pays(40 / (hours(IN_PRODUCTION) + 2)), "saved the upkeep too"),
        Wrong("3.7", pays(40 / (hours(SUCCEEDED) - 2)), "counted staging too"),
        Wrong("3.7", pays(40 / (60 * hours(IN_PRODUCTION) - 2)), "took minutes for hours"),
        Wrong("3.7", pays(40 / (hours(IN_PRODUCTION, 1) - 2)), "took the year for a month"),
        Wrong("3.7", pays(40 / (hours(IN_PRODUCTION, 52) - 2)), "took a week for a month"),
        Wrong(
            "3.7",
            pays(40 / (hours(IN_PRODUCTION) - 2), ever_at_tug=True),
            "thought that automation always pays",
        ),
        Wrong("3.7", pays(6), "rounded up"),
        Wrong("3.7", pays(12), None),
        Wrong("3.8", 0, "left the gate out"),
        Wrong("3.8", 10, "tested too briefly"),
        Wrong("3.8", 5, "tested too briefly"),
        Wrong("3.8", 30, "went over the budget"),
    )


@pytest.mark.usefixtures("new_kernel")
def test_every_place_that_tells_authors_in_time_is_right() -> None:
    said = repr(check("3.6", placed("CI", "CI")))
    assert "There, 308 defects a year stop the line, and each change waits 23 hours in it" in said
    check("3.6", placed("workstation", "CI"))


def test_every_other_place_breaks_the_promise_by_half_an_hour_or_more() -> None:
    for places in itertools.product(three.WHERE, repeat=3):
        chosen = dict(zip(three.SUITES, places, strict=True))
        if three.judge(chosen) == "ran where it cannot run":
            continue
        waits, _ = three.outcome(three.tested(chosen))
        assert abs(waits - three.PROMISE) > 0.5, f"luck decides about {chosen}"


def test_the_same_tests_let_as_many_defects_through_wherever_they_run() -> None:
    incidents = [
        three.outcome(three.tested(dict(zip(three.SUITES, places, strict=True))))[1]
        for places in itertools.product(three.WHERE, (three.CI, three.STAGING), (three.STAGING,))
    ]
    assert max(incidents) < 1.1 * min(incidents)


@pytest.mark.usefixtures("new_kernel")
def test_every_gate_that_keeps_both_promises_is_right() -> None:
    for minutes in (11, 12.5, 14, 17):
        assert f"with {minutes} minutes in" in repr(check("3.8", minutes))


@pytest.mark.usefixtures("new_kernel")
def test_between_two_wrong_gates_there_are_right_ones_only() -> None:
    told = [gate.judge(minutes / 2) for minutes in range(2, 61)]
    names = ["tested too briefly", None, "went over the budget"]
    assert [name for name, _ in itertools.groupby(told)] == names
    assert told.count(None) >= 10


@pytest.mark.usefixtures("new_kernel")
def test_a_number_in_another_unit_is_told_so() -> None:
    with pytest.raises(NotYet, match="per cent"):
        check("3.4", 0.75)
    with pytest.raises(NotYet, match="days"):
        check("3.3", flows(days=8.4 * 24))


def test_waiting_is_twice_as_long_at_the_answer() -> None:
    assert mm1(0.75, 1).wait_hours == pytest.approx(2 * mm1(0.6, 1).wait_hours)


def test_the_best_batch_is_that_of_the_formula_in_the_lesson() -> None:
    for work in (batch.WORK_HOURS, batch.AUTOMATED_HOURS):
        wanted = 2 * batch.PER_DAY * work / batch.WAITING_HOURS
        best = batch.best(work)
        assert best * (best - 1) < wanted <= best * (best + 1)
        assert best == pytest.approx(wanted**0.5, abs=0.5)


def test_no_batch_is_as_cheap_as_the_best() -> None:
    for work in (batch.WORK_HOURS, batch.AUTOMATED_HOURS):
        costs = sorted(batch.cost(size, work) for size in range(1, batch.LARGEST))
        assert costs[1] - costs[0] > 0.001, "two answers would be right"
