"""The lab "Where is it caught?": every position works, and its numbers are the simulator's."""

import re
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.measure import lead_time_for_changes
from deliverylab.show import WhereIsItCaught
from deliverylab.show.places import CAN_SEE, DAYS, catch, in_whole, team, year
from deliverylab.show.places_plot import found_by_wait
from deliverylab.simulate import simulate
from deliverylab.simulate.feedback import PLACES
from deliverylab.simulate.run import run
from tests.show.proof import LabProof

PRESETS = [preset.label for preset in WhereIsItCaught.presets]


@pytest.fixture
def lab():
    opened = WhereIsItCaught()
    opened.predict(8)
    return opened


class TestWhereIsItCaught(LabProof):
    lab = WhereIsItCaught
    asks = "How many hours"
    tells = "16 hours"

    def faults(self, view):
        found = sum(map(int, re.findall(r"\d+(?= (?:at|in|on) )", view.sentence)))
        if found != 100:
            yield f"of 100 defects it finds {found}"


@pytest.mark.parametrize("preset", PRESETS)
def test_each_preset_shares_out_the_same_minutes(lab, preset):
    lab.choose(preset)
    assert sum(lab.result.minutes) == 24


def test_more_minutes_find_more_and_each_minute_less_than_the_one_before():
    for place, best in enumerate(CAN_SEE):
        found = np.array([catch(place, minutes) for minutes in range(31)])
        assert found[0] == 0 and found[-1] < best
        assert (np.diff(found) > 0).all()
        assert (np.diff(found, 2) < 0).all()


def test_without_tests_users_find_everything(lab):
    lab.move(workstation=0, build=0, staging=0)
    assert in_whole(lab.result.found) == [0, 0, 0, 100]
    assert "100 in production are found" in lab.view.sentence


def test_the_claim_changes_the_hours_of_fixing_and_nothing_else(lab):
    calm = lab.result
    lab.move(dearer=50)
    dear = lab.result
    assert dear.rework > calm.rework
    assert np.array_equal(dear.waited, calm.waited)
    assert (dear.incidents, dear.lead_time) == (calm.incidents, calm.lead_time)


def test_only_tests_at_the_workstation_keep_their_authors_waiting(lab):
    for preset in PRESETS:
        lab.choose(preset)
        assert (lab.result.own_tests > 0) == (lab.result.minutes[0] > 0)
    lab.choose("workstation")
    changes = run(team((24.0, 0.0, 0.0), 24.0), DAYS, 1).work.count
    least = 24 / 60 * changes / 12
    assert least < lab.result.own_tests < 1.2 * least


def test_the_lead_time_is_what_the_measure_says_of_the_log():
    scenario = team((5.0, 9.0, 12.0), 24.0)
    log = simulate(scenario, DAYS, seed=3)
    shown = year((5.0, 9.0, 12.0), 24.0, seed=3).lead_time
    assert shown == pytest.approx(lead_time_for_changes(log).value, abs=1e-6)


def test_incidents_are_those_that_deployments_caused():
    scenario = replace(team((0.0, 8.0, 8.0), 24.0), other_incidents_per_month=0.0)
    log = simulate(scenario, DAYS, seed=1)
    detected = log.incidents["detected"].notna().sum()
    assert year((0.0, 8.0, 8.0), 24.0).incidents == detected


def test_every_defect_is_drawn(lab):
    for preset in PRESETS:
        lab.choose(preset)
        drawn = found_by_wait(lab.result)
        assert drawn.shape[0] == len(PLACES)
        assert np.allclose(drawn.sum(axis=1), lab.result.found)


def test_the_table_says_what_each_place_found(lab):
    rows = lab.choose("a third each").table.rows
    assert [row[0] for row in rows] == list(PLACES)
    assert sum(int(row[2]) for row in rows) == 100
    assert "–" not in [row[3] for row in rows]
    assert [row[3] for row in lab.choose("CI").table.rows].count("–") == 2
