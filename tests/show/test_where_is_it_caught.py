"""The lab "Where is it caught?": every position works, and its numbers are the simulator's."""

import re
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.measure import lead_time_for_changes
from deliverylab.measure.say import say_hours, say_work
from deliverylab.show import WhereIsItCaught
from deliverylab.show.places import CAN_SEE, DAYS, catch, in_whole, team, year
from deliverylab.show.places_plot import found_by_wait, prices
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
    lab.choose("at the workstation")
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
    assert [row[3] for row in lab.choose("in CI").table.rows].count("–") == 2


def test_what_a_place_takes_is_what_the_log_says_of_it(lab):
    minutes = (6.0, 12.0, 18.0)
    lab.move(workstation=6, build=12, staging=18)
    history = run(team(minutes, 24.0), DAYS, 1)
    log = simulate(team(minutes, 24.0), DAYS, 1)
    own, build, staging = lab.result.takes
    assert own == 6 / 60
    assert build == pytest.approx(
        (history.integrated.builds.finished - history.integrated.builds.queued).mean()
    )
    waited = log.changes["staged"] - log.changes["packaged"]
    assert staging == pytest.approx(waited.dt.total_seconds().mean() / 3600, rel=0.02)
    assert [row[4] for row in lab.view.table.rows] == [*map(say_hours, lab.result.takes), "–"]


def test_the_prices_in_the_picture_are_those_of_the_table(lab):
    lab.choose("a third each")
    said = prices(lab.result)
    assert said[:3] == [f"takes {row[4]}" for row in lab.view.table.rows[:3]]
    assert said[3] == f"{lab.result.incidents} incidents"
    lab.choose("in CI")
    assert prices(lab.result)[0] == "takes 0 minutes"


def test_the_sentence_tells_what_moved_though_the_wait_did_not(lab):
    first, before = lab.view.choices["dearer"], say_work(lab.result.rework)
    said = lab.move(dearer=50).sentence
    assert said.endswith(f"Fixing takes {say_work(lab.result.rework)} a month; before, {before}.")
    assert lab.move(dearer=first).sentence.endswith("Before, it was the same.")


def test_a_prediction_is_compared_with_the_number_that_the_tile_shows(lab):
    lab.predict(12.5)
    assert lab.view.tiles[0]["text"] == "16 hours"
    assert "the outcome is 16 hours: 3.5 hours too few" in lab.view.verdict
