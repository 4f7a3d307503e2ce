"""The lab "Worth automating?": every position works, its sum is right, its hours are the log's."""

import math
from dataclasses import replace

import pytest

from deliverylab.measure import lead_time_for_changes
from deliverylab.show import WorthAutomating
from deliverylab.show.automated import AUTOMATED, DAYS, STEPS, TEAM, automate
from deliverylab.show.worth_automating import A_TENTH, HALVES, HARDLY, OFFERED
from deliverylab.simulate import Train, simulate
from tests.show.proof import LabProof


@pytest.fixture
def lab():
    opened = WorthAutomating()
    opened.predict(HALVES)
    return opened


class TestWorthAutomating(LabProof):
    lab = WorthAutomating
    asks = "How long is the lead time"
    tells = "pays back"


def test_the_line_crosses_zero_where_it_pays_back(lab):
    for step in OFFERED:
        lab.move(step=step)
        if math.isfinite(lab.result.pays_back):
            assert lab.result.won_after(lab.result.pays_back) == pytest.approx(0, abs=1e-9)
        assert lab.result.won_after(0) == -60


@pytest.mark.parametrize("step", STEPS)
def test_the_lead_times_are_what_the_measure_says_of_the_logs(step):
    shown = automate(step, 10, 1, testers=1, every_days=2, seed=4)
    by_hand = replace(TEAM, deploy_on=Train(2))
    automated = replace(by_hand, **AUTOMATED[step])
    for hours, scenario in ((shown.by_hand, by_hand), (shown.automated, automated)):
        log = simulate(scenario, DAYS, seed=4)
        assert hours == pytest.approx(lead_time_for_changes(log).value, abs=1e-6)


def test_what_deploying_by_hand_costs_is_the_time_it_takes_in_the_log():
    shown = automate("deploy", 10, 1, testers=1, every_days=1)
    log = simulate(TEAM, DAYS)
    planned = log.deployments[log.deployments["environment"].eq("production")]
    planned = planned[planned["planned"] & planned["finished"].notna()]
    night = (planned["finished"].dt.normalize() != planned["started"].dt.normalize()).mean()
    hours = (planned["finished"] - planned["started"]).dt.total_seconds().sum() / 3600
    assert night < 0.05
    assert shown.saved * 12 == pytest.approx(hours, rel=0.1)


def test_upkeep_that_eats_what_is_saved_never_pays_back(lab):
    view = lab.move(upkeep=20)
    assert "never pays back" in view.sentence
    assert ("the automation", "never pays back") in view.table.rows
    assert lab.result.won_after(24) < -60


def test_a_prediction_is_judged_by_how_much_the_lead_time_falls(lab):
    assert lab.outcome(lab.result) == HARDLY
    lab.choose("testing")
    assert lab.outcome(lab.result) == HALVES
    lab.move(every_days=7)
    assert lab.outcome(lab.result) in (A_TENTH, HARDLY)
