"""The lab on the simulator: every position works, and the numbers are what a train does."""

import dataclasses

import numpy as np
import pytest

from deliverylab.show.levers import with_levers
from deliverylab.show.on_the_shelf import DAYS, OnTheShelf
from deliverylab.show.waits import Shelf
from deliverylab.simulate import ALWAYS, Scenario, Train, simulate
from tests.show.proof import LabProof


class TestOnTheShelf(LabProof):
    lab = OnTheShelf
    asks = "How many days does a package wait on the shelf"
    tells = "8.4 days"
    keeps_back = "8.4"


def test_making_and_waiting_are_the_way_from_commit_to_production():
    log = simulate(Scenario.team("ferry"), days=DAYS)
    shelf = Shelf.of(log, "approval", 14)
    changes = log.changes.loc[log.changes["deployed"].notna()]
    way = (changes["deployed"] - changes["committed"]).dt.total_seconds() / 3600
    assert np.allclose(shelf.making + shelf.waiting, way)
    assert (shelf.making >= 0).all() and (shelf.waiting >= 0).all()


def test_without_weekends_a_package_waits_half_the_days_between_trains():
    around_the_clock = dataclasses.replace(
        Scenario.team("ferry"), working_hours=ALWAYS, changes_per_day=20.0, deploy_on=Train(14)
    )
    shelf = Shelf.of(simulate(around_the_clock, days=364), "train", 14)
    assert shelf.average_wait / 24 == pytest.approx(7, abs=0.5)


def test_the_shorter_the_wait_for_a_train_the_sooner_users_have_it():
    lab = OnTheShelf()
    lab.predict(7)
    waits = []
    for days in (28, 14, 7, 3):
        lab.move(every_days=days)
        waits.append(lab.result.average_wait)
    lab.move(deploy_on="every change")
    waits.append(lab.result.average_wait)
    assert waits == sorted(waits, reverse=True)


def test_a_policy_does_not_change_the_making():
    lab = OnTheShelf()
    lab.predict(7)
    lab.move(every_days=1)
    one = lab.result.making
    lab.move(deploy_on="every change")
    other = lab.result.making
    both = min(len(one), len(other))
    assert np.array_equal(one[: both // 2], other[: both // 2])


def test_the_days_between_trains_matter_only_for_trains():
    lab = OnTheShelf()
    lab.predict(7)
    assert lab.view.without_effect == ()
    assert lab.choose("hydrofoil").without_effect == ("every_days",)


def test_when_nothing_reaches_production_the_lab_says_so():
    log = simulate(dataclasses.replace(Scenario.team("ferry"), deploy_on=Train(28)), days=20)
    empty = Shelf.of(log, "train", 28)
    lab = OnTheShelf()
    assert lab.sentence(empty, None) == "Nothing reached production in half a year."
    assert {tile.text for tile in lab.tiles(empty)[:2]} == {"no data"}
    assert lab.live.frame(empty).width
    assert lab.table(empty).rows[0][1] == "no data"


@pytest.mark.parametrize(("team", "deployments"), [("barge", 6), ("tug", 12)])
def test_only_planned_deployments_are_counted_and_they_carry_all_changes(team, deployments):
    lab = OnTheShelf()
    lab.predict(7)
    tiles = {tile["label"]: tile["text"] for tile in lab.choose(team).tiles}
    assert tiles["Planned deploys in half a year"] == str(deployments)
    shelf = lab.result
    assert shelf.deployments * shelf.changes_per_deployment == pytest.approx(len(shelf.waiting))
    log = simulate(with_levers(lab.team, lab.view.choices), days=DAYS)
    to_users = log.deployments["environment"].eq("production") & log.deployments["planned"]
    assert to_users.sum() == deployments
    assert log.changes["deployed"].notna().sum() == len(shelf.waiting)


def test_the_picture_is_filled_again_after_a_rare_train():
    lab = OnTheShelf()
    lab.predict(7)
    axes = lab.live.figure.axes[0]
    for team, reaches in (("barge", 50), ("tug", 20), ("hydrofoil", 5), ("barge", 50)):
        lab.choose(team)
        lab.frame(1.0)
        assert axes.get_ylim() == (0, reaches), team
