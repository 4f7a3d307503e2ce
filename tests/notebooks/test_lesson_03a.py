"""What lesson 03a says in words, checked against the data, the labs and its own outputs.

That its claims hold in other years too is tested in `tests/claims/test_lesson_03.py`.
"""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest
from nbformat import NotebookNode

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    complete_and_accurate,
    lead_time_for_changes,
    littles_law,
    value_stream,
)
from deliverylab.show import BatchSize, BusyIsSlow, WorkInProgress
from deliverylab.show.batch_cost import Batch
from deliverylab.show.limited_work import WEEK_HOURS, Limited
from deliverylab.simulate import Scenario, Train, simulate
from deliverylab.simulate.theory import mm1, mmc

LESSON = "03a_find_the_waste"
TUG = Scenario.team("tug")


@pytest.fixture(scope="module")
def tug(log: DeliveryLog) -> DeliveryLog:
    return log.team("tug")


def numbers(shown: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.\d+|\b\d+$", shown, re.MULTILINE)]


def test_the_twelve_days_are_27_hours_and_eleven_days(
    cells: dict[str, str], shown: dict[str, str], tug: DeliveryLog
) -> None:
    stream = value_stream(tug)
    assert "worked on for about 27 hours" in cells["title"]
    assert round(stream.touch_hours) == 27
    assert "twelve days after its commit. For eleven days nobody does anything" in cells["title"]
    assert round(stream.lead_time_hours / 24) == 12
    assert round(stream.wait_hours / 24) == 11
    assert numbers(shown["tug-value-stream"]) == [12.1, 1.1, 11.0]


def test_four_hours_of_review_on_the_clock(cells: dict[str, str], shown: dict[str, str]) -> None:
    assert "Four hours on the clock." in cells["touch-and-wait"]
    assert shown["review-hours"] == "4.0"
    begin, end = pd.Timestamp("2025-01-07 16:30"), pd.Timestamp("2025-01-08 09:30")
    hours = TUG.working_hours
    assert (
        "half past four and ends at half past nine the next morning is an hour of work"
        in (cells["touch-and-wait"])
    )
    monday = pd.Timestamp("2025-01-06")
    first, last = ((moment - monday) / pd.Timedelta(hours=1) for moment in (begin, end))
    assert hours.worked_one(last) - hours.worked_one(first) == 1


def test_three_quarters_of_the_waiting_is_at_the_train(
    cells: dict[str, str], tug: DeliveryLog
) -> None:
    assert "Three quarters of the waiting is at one step" in cells["about-the-map"]
    stream = value_stream(tug)
    steps = "code, review, build and test, release, staging, deploy"
    assert steps in cells["which-step"]
    met = stream.table[(stream.table["touch_hours"] + stream.table["wait_hours"]) > 0]
    assert ", ".join(met.index) == steps
    wait = stream.table.loc["release", "wait_hours"]
    assert wait / stream.wait_hours == pytest.approx(0.75, abs=0.02)
    assert stream.table.loc["release", "touch_hours"] == 0
    assert "| 8.3 days for a release |" in cells["seven-wastes"]
    assert round(wait / 24, 1) == 8.3


def test_few_packages_pass_because_each_holds_64_changes(
    cells: dict[str, str], shown: dict[str, str], tug: DeliveryLog
) -> None:
    first = complete_and_accurate(tug)["release"].value
    assert "Only 16 % of the packages" in cells["inspected-at-the-end"]
    assert round(100 * first) == 16
    brought = tug.changes.dropna(subset="deployment")
    assert "about 64 changes travel in one package" in cells["about-together"]
    assert round(len(brought) / brought["deployment"].nunique()) == 64
    assert "alone**64" in cells["together"]
    assert float(shown["together"]) == pytest.approx(100 * first, abs=3)


def test_barge_is_more_efficient_and_slower(cells: dict[str, str], log: DeliveryLog) -> None:
    said = cells["about-four-teams"]
    streams = {team: value_stream(log.team(team)) for team in log.teams}
    assert "At every team a change waits most of the time." in said
    assert all(stream.flow_efficiency < 0.5 for stream in streams.values())
    barge, tug = streams["barge"], streams["tug"]
    assert barge.flow_efficiency > tug.flow_efficiency
    assert "more than three times as many hours" in said
    assert barge.touch_hours > 3 * tug.touch_hours
    assert "wait more than twice as long" in said
    assert barge.lead_time_hours > 2 * tug.lead_time_hours


def test_two_wastes_leave_no_trace(cells: dict[str, str], lesson: NotebookNode) -> None:
    assert "Two wastes leave no trace" in cells["seven-wastes"]
    (table,) = [cell.source for cell in lesson.cells if cell.id == "seven-wastes"]
    rows = re.findall(r"^\| ([a-z].+?) \|$", table, re.MULTILINE)
    assert len(rows) == 7
    assert sum(row.endswith("–") for row in rows) == 2


def test_the_wait_doubles_as_the_free_time_halves(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    said = cells["about-free-time"]
    assert "40 %, 20 %, 10 %, 5 %. **Each time it halves, the wait about doubles.**" in said
    assert "0.8 ÷ 0.2 = 4" in said
    assert numbers(shown["free-time"])[1::2] == [1.5, 4.0, 9.0, 19.0]
    lab = BusyIsSlow()
    assert "busy four days out of five" in cells["busy-person"]
    assert lab.first_choices["busy"] == 80
    assert "Four hours of waiting for one hour of work" in cells["about-busy"]
    assert mm1(0.8, service_hours=1).wait_hours == pytest.approx(4)


def test_what_the_lab_on_reviewers_is_said_to_show(cells: dict[str, str]) -> None:
    said = cells["about-free-time"]
    presets = {preset.label: preset.values for preset in BusyIsSlow.presets}
    assert {"all alike", "four reviewers", "95 % busy"} <= set(presets)
    assert all(f"*{name}*" in said for name in ("all alike", "four reviewers", "95 % busy"))
    assert presets["four reviewers"] == {"reviewers": 4}
    assert "the wait is less than a quarter" in said
    assert mmc(3.2, 1, servers=4).wait_hours < mm1(0.8, 1).wait_hours / 4
    lab = BusyIsSlow()
    calm, busy = (
        lab.model({**lab.first_choices, "busy": percent}).stretches for percent in (80, 95)
    )
    assert busy.std() > 2 * calm.std(), "the dots are far apart"


def test_little_s_law_counts_about_55(
    cells: dict[str, str], shown: dict[str, str], tug: DeliveryLog
) -> None:
    law = littles_law(tug)
    assert "If 32 changes come in a week, and each stays for 12.1 days" in cells["littles-law"]
    assert round(law.arrived_per_week) == 32
    assert round(law.lead_time_weeks * 7, 1) == 12.1
    assert "Both say about 55." in cells["about-littles-law"]
    assert float(shown["product"]) == round(law.rule_of_thumb, 1)
    assert float(shown["counted"]) == round(law.under_way, 1)
    assert law.rule_of_thumb == pytest.approx(55, abs=0.7)
    assert law.under_way == pytest.approx(55, abs=0.7)
    assert law.weeks == 52, "the cell divides by 52"


def test_what_the_lab_on_work_in_progress_is_said_to_show(cells: dict[str, str]) -> None:
    said = cells["about-work-in-progress"]
    first = WorkInProgress().first_choices
    assert "From 20 to 10, the team merges nearly as many changes" in said
    assert first["limit"] == 20
    theory = Limited(20, 2, 2.0, 0.2).theory
    merged = {limit: theory.per_hour[limit - 1] / theory.per_hour[19] for limit in (3, 5, 10)}
    assert merged[10] > 0.98
    assert theory.stay_hours[9] / theory.stay_hours[19] == pytest.approx(0.5, abs=0.03)
    assert "At 5, people begin to run out of work, and a tenth less is merged" in said
    assert merged[5] == pytest.approx(0.9, abs=0.01)
    assert "at 3, nearly a third less" in said
    assert 0.28 < 1 - merged[3] < 1 / 3
    assert "Now try *no defects*." in said
    assert "no defects" in {preset.label for preset in WorkInProgress.presets}


def test_the_reviewers_of_tug_are_busy_for_a_third_of_their_time(
    cells: dict[str, str], tug: DeliveryLog
) -> None:
    assert "busy for a third of their time" in cells["size-of-a-batch"]
    hours = littles_law(tug).arrived_per_week * TUG.review_hours
    assert hours / (TUG.reviewers * WEEK_HOURS) == pytest.approx(1 / 3, abs=0.03)


def test_a_deployment_of_tug_takes_people_eight_hours(cells: dict[str, str]) -> None:
    assert "packaging, trying out and deploying takes people 8 hours" in cells["size-of-a-batch"]
    assert TUG.package_minutes + TUG.acceptance_minutes + TUG.deploy_minutes == 8 * 60
    first = BatchSize().first_choices
    assert (first["work_hours"], first["size"]) == (8, 64)


def test_the_best_batch(cells: dict[str, str]) -> None:
    said = cells["about-batch-size"]
    first = BatchSize().first_choices
    lab = Batch(64, first["work_hours"], first["per_day"], first["waiting_hours"])
    assert "64 would be right only if a day of waiting cost a change less than two minutes" in said
    assert 1 < 60 * lab.pays_at < 2
    assert lab.cost(1.5 * lab.best) < 1.15 * lab.cost(lab.best), "the curve is flat there"
    assert lab.cost(64) > 3 * lab.cost(lab.best), "and tug is far away"
    assert "to a quarter, 2 hours. The best batch halves, to 5." in said
    assert first["work_hours"] / 4 == 2
    assert replace(lab, work_hours=2.0).best == 5 == lab.best / 2


def test_a_faster_step_before_the_train_changes_next_to_nothing(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    as_it_is, build, reviews, train = numbers(shown["twice-as-fast"])
    assert as_it_is - min(build, reviews) < 0.02 * as_it_is
    assert train < 0.65 * as_it_is
    assert "train" in cells["which-step-faster"]
    assert TUG.deploy_on == Train(every_days=14), "every 7 days is twice as often"
    weekly = replace(TUG, deploy_on=Train(every_days=7))
    days = [lead_time_for_changes(simulate(weekly, seed=seed)).value / 24 for seed in range(5)]
    assert round(sum(days) / 5, 1) == train


def test_where_the_eleven_days_go(cells: dict[str, str], tug: DeliveryLog) -> None:
    assert "Eight go to the wait for the release train" in cells["answer"]
    waits = value_stream(tug).table["wait_hours"]
    assert round(waits["release"] / 24) == 8
    rest = waits.drop("release").sort_values(ascending=False)
    assert list(rest.index[:2]) == ["code", "staging"]  # of code, nights and weekends wait
