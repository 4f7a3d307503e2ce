"""The lab "Error budget": its numbers are the measures'; a stop is counted on the same luck."""

from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.measure import budget_minutes, budget_spent, reliability
from deliverylab.show import ErrorBudget
from deliverylab.show.budget_month import DAYS, HOURS, MONTHS, month, team
from deliverylab.simulate import simulate
from tests.show.proof import LabProof

BEGIN = 7


@pytest.fixture
def lab():
    opened = ErrorBudget()
    opened.predict(60)
    return opened


@pytest.fixture(scope="module")
def scenario():
    return team(5, 0.65, 15, "rollback", "all at once")


class TestErrorBudget(LabProof):
    lab = ErrorBudget
    asks = "For how many minutes may everything fail"
    tells = "43.2 minutes"

    def faults(self, view):
        if len(view.sentence) > 285:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


@pytest.mark.parametrize("number", [1, 7, 12])
def test_a_month_is_what_the_measures_say_of_the_log(scenario, number):
    shown = month(scenario, 0.999, number, seed=4)
    log = simulate(scenario, BEGIN + MONTHS * DAYS, seed=4)
    start = log.start + pd.Timedelta(days=BEGIN + DAYS * (number - 1))
    end = start + pd.Timedelta(days=DAYS)
    hours = log.traffic[(log.traffic["hour"] >= start) & (log.traffic["hour"] < end)]
    spent = budget_spent(hours, 0.999)
    assert len(spent) == HOURS
    assert 1 - shown.left[1:] == pytest.approx(spent.to_numpy())
    assert shown.spent == pytest.approx(reliability(log, start, end).also["error budget spent"])
    incidents = log.incidents[
        (log.incidents["started"] >= start) & (log.incidents["started"] < end)
    ]
    assert len(shown.by_deployment) == incidents["deployment"].notna().sum()
    assert len(shown.by_others) == incidents["deployment"].isna().sum()


def test_what_took_the_budget_adds_up(scenario):
    shown = month(scenario, 0.999, 1, seed=4)
    assert sum(shown.taken) == pytest.approx(shown.spent)
    assert min(shown.taken) > 0


def test_a_stop_spares_only_what_was_deployed_after_it(scenario):
    for number in range(1, MONTHS + 1):
        shown = month(scenario, 0.999, number, seed=4)
        stop = shown.spent_at
        if stop is None:
            assert not len(shown.held) and shown.spared_requests == 0
            continue
        assert (shown.failed_stopped[:stop] == shown.failed[:stop]).all()
        assert (shown.failed_stopped <= shown.failed).all()
        assert (shown.by_deployment[shown.spared] >= stop).all()
        assert (shown.held >= stop).all() and (shown.held < HOURS).all()
        assert shown.left[stop] < 0 <= shown.left[stop - 1]


def test_without_failing_deployments_a_stop_spares_nothing(scenario):
    careful = replace(scenario, ci_catch=1.0)
    for number in range(1, MONTHS + 1):
        shown = month(careful, 0.9995, number, seed=4)
        assert not len(shown.by_deployment)
        assert shown.spared_requests == 0 and shown.held_defects == 0


def test_what_is_spared_waits_in_the_changes(lab):
    spared = int(lab.result.spared.sum())
    assert 0 < spared <= lab.result.held_defects + 1
    assert f"spares {spared} incidents" in lab.view.sentence
    assert f"{lab.result.held_defects} with a defect" in lab.view.sentence


def test_minutes_are_told_for_every_objective(lab):
    for objective in ("99", "99.5", "99.9", "99.95"):
        minutes = budget_minutes(float(objective) / 100, DAYS)
        assert f"{objective} % leaves {minutes:g} minutes" in lab.move(objective=objective).sentence


def test_a_canary_makes_the_same_failures_affordable(lab):
    failed = len(lab.result.by_deployment)
    view = lab.move(rollout="canary")
    assert len(lab.result.by_deployment) == failed
    assert lab.result.spent < 1
    assert view.sentence.endswith("The budget lasted: no reason to stop.")


def test_rolling_back_is_cheaper_than_fixing_forward(lab):
    spent = lab.result.spent
    lab.move(rollback=False)
    assert lab.result.spent > 3 * spent


def test_a_looser_promise_is_spent_later_and_a_tighter_one_sooner(lab):
    days = []
    for objective in ("99.95", "99.9", "99.5"):
        lab.move(objective=objective)
        days.append(lab.result.spent_on or DAYS + 1)
    assert days == sorted(days) and days[0] < days[-1]


def test_the_prediction_is_judged(lab):
    assert lab.view.verdict == (
        "You predicted 60 minutes; the outcome is 43.2 minutes for 99.9 %: 16.8 minutes too many."
    )


def test_the_nearest_whole_minute_is_right_and_the_promise_that_was_asked_about_is_named(lab):
    lab.predict(43)
    verdict = "You predicted 43 minutes; the outcome is 43.2 minutes for 99.9 %: right."
    assert lab.move(objective="99.95").verdict == verdict
    assert lab.view.sentence.startswith("99.95 % leaves 21.6 minutes")
    assert lab.predict(42).verdict.endswith(": 1.2 minutes too few.")


def test_the_sentence_compares_with_the_start_as_the_tiles_do(lab):
    lab.move(notice=2)
    assert "141 % of it were spent (at the start: 201 %)" in lab.move(notice=2).sentence
    assert "(at the start: 201 %)" in lab.move(rollout="canary").sentence
    assert "at the start" not in lab.reset().sentence


def test_the_table_compares_the_month_with_a_stop(lab):
    table = lab.view.table
    went = dict((row[0], row[1:]) for row in table.rows)
    assert went["Budget spent"] == ("201 %", "121 %")
    assert went["Changes held back"] == ("–", str(len(lab.result.held)))
