"""The lab "The gate that was missing": every position works, and its numbers are the log's."""

import re

import numpy as np
import pytest

from deliverylab.measure import reliability, within_latency_target
from deliverylab.show import TheMissingGate
from deliverylab.show.fast_enough import DAYS, FINDS_AT_BEST, performance_catch, team, year
from deliverylab.simulate import simulate
from tests.show.proof import LabProof


@pytest.fixture
def lab():
    opened = TheMissingGate()
    opened.predict(90)
    return opened


class TestTheMissingGate(LabProof):
    lab = TheMissingGate
    asks = "In how many of 100 hours"
    tells = "72 %"


@pytest.mark.parametrize("minutes", [0.0, 15.0])
def test_the_numbers_are_what_the_measures_say_of_the_log(minutes):
    scenario = team(minutes, 0.6, 0.03, 48.0)
    shown = year(scenario, 250.0, seed=2)
    log = simulate(scenario, DAYS, seed=2)
    assert shown.kept == pytest.approx(within_latency_target(log, target_ms=250).value)
    assert shown.answered == pytest.approx(reliability(log).value)
    hotfixes = log.deployments["trigger"].eq("hotfix").sum()
    rollbacks = log.deployments["trigger"].eq("rollback").sum()
    assert 0 < hotfixes - rollbacks <= len(shown.escaped) + 5


def test_a_gate_of_no_minutes_is_none(lab):
    assert lab.view.sentence.startswith("Without a performance test")
    kept = lab.result.kept
    assert lab.move(gate_minutes=20).sentence.startswith("With a performance test of 20 minutes")
    assert lab.result.kept > kept


def test_stopped_and_escaped_changes_are_together_the_slow_ones(lab):
    slow = len(lab.result.escaped)
    for minutes in (5, 15, 30, 60):
        lab.move(gate_minutes=minutes)
        assert abs(len(lab.result.escaped) + len(lab.result.stopped) - slow) <= 1


def test_a_longer_test_finds_more_and_never_everything():
    found = np.array([performance_catch(minutes) for minutes in range(61)])
    assert found[0] == 0 and (np.diff(found) > 0).all() and found[-1] < FINDS_AT_BEST


def test_a_package_waits_as_long_in_line_as_the_log_says(lab):
    lab.choose("30 minutes")
    log = simulate(team(30.0, 0.6, 0.03, 48.0), DAYS)
    staging = log.deployments[log.deployments["environment"].eq("staging")]
    taken = staging.groupby("release")["started"].min()
    packaged = log.releases.set_index("release")["packaged"]
    waited = (taken - packaged.reindex(taken.index)).dt.total_seconds() / 3600
    assert lab.result.in_line == pytest.approx(waited.mean(), rel=0.02)


def test_every_share_of_hours_is_told_in_whole_per_cent(lab):
    lab.choose("30 minutes")
    assert "97 % of the hours" in lab.view.sentence
    assert lab.view.tiles[0]["text"] == "97 %"
    assert all(re.fullmatch(r"\d+ %", row[1]) for row in lab.view.table.rows)
    assert lab.outcome(lab.result) == 97


def test_without_slow_changes_the_target_is_kept_nearly_always(lab):
    lab.move(slow=0)
    assert lab.result.kept > 0.995
    assert "no slow changes reached users" in lab.view.sentence


def test_the_table_goes_through_the_year(lab):
    rows = lab.choose("5 minutes").table.rows
    assert len(rows) == 4
    assert sum(int(row[2]) for row in rows) == len(lab.result.escaped)
    assert sum(int(row[3]) for row in rows) == len(lab.result.stopped)
