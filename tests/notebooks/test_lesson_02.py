"""What lesson 02 says in words, checked against the data, the labs and its own outputs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import lead_time_for_changes
from deliverylab.show import ThreeModes, WhatIsInABatch
from deliverylab.show.mode_runs import KPIS, QUARTERS, coin, difference
from deliverylab.simulate import Approval, EveryChange, Scenario, simulate

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "02_integrate_deliver_deploy.ipynb"
FAILED = KPIS[3]


@pytest.fixture(scope="module")
def cells() -> dict[str, str]:
    notebook = nbformat.read(LESSON, as_version=4)
    return {cell.id: " ".join(cell.source.replace("\n> ", "\n").split()) for cell in notebook.cells}


@pytest.fixture(scope="module")
def lab() -> ThreeModes:
    return ThreeModes()


def test_what_travels_together_in_the_data(cells: dict[str, str]) -> None:
    changes = DeliveryLog.from_csv(ROOT / "data").changes.dropna(subset="deployed")
    by_team = changes.groupby("team", observed=True)
    arrived = by_team.size()
    assert "each team brought between 1,300 and 2,000 changes" in cells["what-travels-together"]
    assert arrived.between(1_300, 2_000).all()
    each = arrived / by_team["deployment"].nunique()
    assert "over a hundred changes at `barge`" in cells["about-batch-sizes"]
    assert each["barge"] > 100
    assert "each one alone at `hydrofoil`" in cells["about-batch-sizes"]
    assert each["hydrofoil"] == 1
    assert "`tug` brings about 65 at a time" in cells["about-the-batch"]
    assert each["tug"] == pytest.approx(65, abs=3)


def test_what_more_than_noise_means(cells: dict[str, str]) -> None:
    said = "the lab plays twelve quarters, and luck rarely puts one mode ahead in ten of them"
    assert said in cells["same-luck"]
    assert QUARTERS == 12
    assert coin(10, QUARTERS) < 0.05 < coin(9, QUARTERS)


def test_the_lab_calls_its_controls_as_the_lesson_does(
    cells: dict[str, str], lab: ThreeModes
) -> None:
    labels = {control.label.lower() for control in lab.controls.values()}
    named = set(re.findall(r"(?<!\*)\*([^*]+)\*(?!\*)", cells["try-these"]))
    assert named and named <= labels


def test_strong_tests_and_weak_ones(cells: dict[str, str], lab: ThreeModes) -> None:
    said = cells["about-three-modes"]
    assert "With 60 %, more deployments fail in a year than on a train" in said
    assert lab.first_choices["ci_catch"] == 60
    by_hand, _, deployment = lab.result.ways
    apart = difference(by_hand, deployment, FAILED)
    assert apart.sure and apart.up
    assert "with 90 %, the difference is within the noise" in said
    by_hand, _, deployment = lab.model({**lab.first_choices, "ci_catch": 90}).ways
    assert not difference(by_hand, deployment, FAILED).sure


def test_what_an_approval_costs(cells: dict[str, str]) -> None:
    ferry = Scenario.team("ferry")
    hours = {
        policy: lead_time_for_changes(simulate(replace(ferry, deploy_on=policy))).value
        for policy in (EveryChange(), Approval(hours=4), Approval(hours=8))
    }
    alone, four, eight = hours.values()
    assert f"the median lead time would be {alone:.0f} hours" in cells["price-of-a-yes"]
    assert "Four hours of work cost about a day" in cells["about-approval"]
    assert (four - alone) / 24 == pytest.approx(1, abs=0.2)
    assert "Eight hours cost three days." in cells["about-approval"]
    assert (eight - alone) / 24 == pytest.approx(3, abs=0.1)


def test_most_batches_of_twenty_fail(cells: dict[str, str]) -> None:
    batch = WhatIsInABatch()
    assert "Most batches of twenty fail" in cells["about-the-batch"]
    assert batch.first_choices["size"] == 20
    assert batch.result.here(batch.result.fails) > 0.5


def test_the_definitions_of_the_course_are_there(cells: dict[str, str]) -> None:
    said = cells["definitions"].replace("**", "")
    assert (
        "A production-ready artifact is made automatically on every change to the main branch. "
        "It may be deployed to a test or staging environment" in said
    )
    assert "That artifact is deployed into production automatically, on every change." in said
    assert "both imply continuous integration." in said
    assert "used interchangeably" in cells["look-closely"]


def test_six_descriptions_have_six_answers(cells: dict[str, str]) -> None:
    assert cells["look-closely"].count("<details>") == 6
