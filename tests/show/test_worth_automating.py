"""The lab "Worth automating?": every position works, its sum is right, its hours are the log's."""

import math
from dataclasses import replace

import pytest

from deliverylab.measure import lead_time_for_changes
from deliverylab.show import WorthAutomating
from deliverylab.show.automated import (
    AUTOMATED,
    DAYS,
    LEAVES_AT,
    PARTS,
    STEPS,
    TEAM,
    TRAIN,
    WAITS,
    automate,
)
from deliverylab.show.automated_plot import LONGEST_HOURS
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
    by_hand = replace(TEAM, deploy_on=Train(2, LEAVES_AT))
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
    lab.move(testers=3)
    assert lab.outcome(lab.result) == A_TENTH
    lab.move(every_days=7)
    assert lab.outcome(lab.result) == HARDLY


@pytest.mark.parametrize("every_days", [1, 3, 14])
def test_where_the_time_goes_is_all_of_it_and_what_the_log_says(every_days):
    shown = automate("deploy", 10, 1, testers=1, every_days=every_days)
    log = simulate(replace(TEAM, deploy_on=Train(every_days, LEAVES_AT)), DAYS)
    changes = log.changes.dropna(subset="deployed")

    def mean(begin, end):
        return (changes[end] - changes[begin]).dt.total_seconds().mean() / 3600

    assert tuple(shown.spent) == PARTS
    assert sum(shown.spent.values()) == pytest.approx(mean("committed", "deployed"), abs=0.01)
    review, tester, test, train, rest = shown.spent.values()
    assert review == pytest.approx(mean("committed", "reviewed"), abs=0.01)
    assert tester + test == pytest.approx(mean("reviewed", "merged"), abs=0.01)
    assert train + rest == pytest.approx(mean("merged", "deployed"), abs=0.01)
    assert rest > mean("packaged", "deployed")


def test_a_person_deploys_once_a_working_day_at_most():
    days = [int(hour // 24) for hour in TEAM.deploy_on.departures(DAYS)]
    assert len(set(days)) == len(days) == 259
    assert automate("deploy", 60, 2, 1, 1).saved == pytest.approx(260 / 2 / 12, rel=0.05)


def test_the_sentence_names_what_changes_wait_longest_for(lab):
    assert "wait longest for a tester: 86 hours; for the train, 29 hours" in lab.view.sentence
    view = lab.move(testers=3)
    assert "wait longest for the train: 30 hours" in view.sentence
    assert view.sentence.endswith("Before, the lead time by hand was 142 hours.")
    for testers in (1, 2, 4):
        lab.move(testers=testers, every_days=14)
        assert lab.result.waits_longest == TRAIN
        assert all(lab.result.spent[wait] <= lab.result.spent[TRAIN] for wait in WAITS)


def test_hours_have_one_scale_that_no_choice_leaves():
    """So a longer bar is a longer time, whatever was shown before."""
    shown = [automate(step, 1, 0, 1, days) for step in STEPS for days in (1, 7, 10, 13, 14)]
    longest = max(max(one.by_hand, one.automated, *one.spent.values()) for one in shown)
    assert 0.9 * LONGEST_HOURS < longest < LONGEST_HOURS


def test_a_fall_can_be_worked_out_from_the_two_tiles(lab):
    for preset in ("deploy", "staging", "testing"):
        tiles = lab.choose(preset).tiles
        by_hand, automated = (float(tile["text"].split()[0]) for tile in tiles[2:])
        assert 1 - automated / by_hand == pytest.approx(lab.result.lead_time_falls_by, abs=0.007)
