"""What lesson 03a says in words, checked against the data, the labs and its own outputs.

That its claims hold in other years too is tested in `tests/claims/test_lesson_03.py`.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
from nbformat import NotebookNode

from deliverylab.log import DeliveryLog
from deliverylab.measure import complete_and_accurate, littles_law, value_stream
from deliverylab.show import BatchSize, BusyIsSlow, WorkInProgress
from deliverylab.show.batch_cost import Batch
from deliverylab.show.busy_is_slow import ALIKE, BURSTS, EVENLY, VERY_UNEVEN
from deliverylab.show.limited_work import WEEK_HOURS, Limited
from deliverylab.show.review_desk import CHANGES_A_RUN
from deliverylab.simulate import Approval, Scenario, Train, simulate
from deliverylab.simulate.theory import mm1, mmc

ROOT = Path(__file__).resolve().parents[2]
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
    assert "That is on the clock." in cells["touch-and-wait"]
    assert shown["review-hours"] == "4.0"
    begin, end = pd.Timestamp("2025-01-07 16:30"), pd.Timestamp("2025-01-08 09:30")
    hours = TUG.working_hours
    assert (
        "half past four and ends at half past nine the next morning is an hour of work"
        in cells["touch-and-wait"]
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


def test_seven_wastes_on_each_list(cells: dict[str, str], lesson: NotebookNode) -> None:
    (table,) = [cell.source for cell in lesson.cells if cell.id == "seven-wastes"]
    rows = re.findall(r"^\| ([a-z].+?) \|$", table, re.MULTILINE)
    assert len(rows) == 7
    assert sum(row.endswith("–") for row in rows) == 2


def test_answers_to_be_predicted_are_folded_until_the_cell_is_run(lesson: NotebookNode) -> None:
    asked = [cell.id for cell in lesson.cells if "**Predict" in cell.source]
    folded = [c.id for c in lesson.cells if c.metadata.get("jupyter") == {"outputs_hidden": True}]
    order = [cell.id for cell in lesson.cells]
    assert [order[order.index(name) + 1] for name in asked] == folded


def test_what_a_lab_asks_is_folded_away_below_it(cells: dict[str, str]) -> None:
    for cell in ("about-free-time", "about-work-in-progress", "about-batch-size"):
        assert cells[cell].startswith("<details>")
    for cell in ("about-the-map", "about-the-bottleneck"):
        assert "train saves" not in cells[cell] and "release train" not in cells[cell]


def test_the_wait_doubles_as_the_free_time_halves(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    said = cells["about-free-time"]
    assert "**From 20 % on, each time it halves, the wait about doubles.**" in said
    assert "40 %, 20 %, 10 %, 5 %" in said and "0.8 ÷ 0.2" in said
    assert numbers(shown["free-time"])[1::2] == [1.5, 4.0, 9.0, 19.0]
    lab = BusyIsSlow()
    assert "busy four days out of five" in cells["busy-person"]
    assert lab.first_choices["busy"] == 80
    assert "four hours of waiting for one hour of work" in said
    assert mm1(0.8, service_hours=1).wait_hours == pytest.approx(4)


def test_what_the_lab_on_reviewers_is_said_to_show(cells: dict[str, str]) -> None:
    tried, said = cells["about-busy"], cells["about-free-time"]
    presets = {preset.label: preset.values for preset in BusyIsSlow.presets}
    assert {"four reviewers", "95 % busy"} <= set(presets)
    assert all(f"*{name}*" in tried for name in ("four reviewers", "95 % busy"))
    assert presets["four reviewers"] == {"reviewers": 4}
    assert "Four reviewers with one queue: less than a quarter." in said
    assert mmc(3.2, 1, servers=4).wait_hours < mm1(0.8, 1).wait_hours / 4
    lab = BusyIsSlow()
    options = {
        option
        for choice in ("arrive", "reviews")
        for option in lab.controls[choice].options.values()
    }
    assert {"evenly", "in bursts", "very uneven", "all alike"} <= options
    assert all(
        f"*{option}*" in tried for option in ("evenly", "all alike", "in bursts", "very uneven")
    )
    even, most = (
        lab.model({**lab.first_choices, "busy": 95, "arrive": arrive, "reviews": reviews})
        for arrive, reviews in ((EVENLY, ALIKE), (BURSTS, VERY_UNEVEN))
    )
    assert "Without unevenness nobody waits; with the most of it, four times as long." in said
    assert even.theory == 0 and even.runs.max() == pytest.approx(0)
    assert most.theory == pytest.approx(4 * mm1(0.95, 1).wait_hours)
    calm, busy = (lab.model({**lab.first_choices, "busy": share}).runs for share in (80, 95))
    assert "a dot is 2,000 changes, about a reviewer's year" in tried
    assert 0.75 * CHANGES_A_RUN < 0.8 * WEEK_HOURS * 52 < CHANGES_A_RUN
    assert busy.std() > 2 * calm.std(), "they are far apart"


def test_little_s_law_counts_about_55(
    cells: dict[str, str], shown: dict[str, str], tug: DeliveryLog
) -> None:
    law = littles_law(tug)
    assert "If 32 changes come in a week, and each stays for 12.1 days" in cells["littles-law"]
    assert round(law.arrived_per_week) == 32
    assert round(law.lead_time_weeks * 7, 1) == 12.1
    assert "The two nearly agree." in cells["about-littles-law"]
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
    average = Limited(20, 2, 2.0, 0.2).in_theory
    assert "33.3 × 24 ÷ 40 = 20" in said
    assert (round(average.per_week, 1), round(average.stay_hours), WEEK_HOURS) == (33.3, 24, 40)
    assert "a change with a defect goes back once and is tested twice" in said
    assert "Then try *no defects*. Does it bring more than a limit?" in said
    (preset,) = [one.values for one in WorkInProgress.presets if one.label == "no defects"]
    assert "More changes, 40 a week; a limit brings shorter times." in said
    assert preset == {"found": 0}
    none, limited = Limited(20, 2, 2.0, 0.0).in_theory, Limited(10, 2, 2.0, 0.2).in_theory
    assert round(none.per_week) == 40 > limited.per_week
    assert limited.stay_hours < none.stay_hours


def test_the_reviewers_of_tug_are_busy_for_a_third_of_their_time(
    cells: dict[str, str], tug: DeliveryLog
) -> None:
    assert "busy for a third of their time: 32 × 0.8 of 80 hours a week" in cells["size-of-a-batch"]
    per_week = littles_law(tug).arrived_per_week
    assert (round(per_week), TUG.review_hours, TUG.reviewers * WEEK_HOURS) == (32, 0.8, 80)
    assert per_week * 0.8 / 80 == pytest.approx(1 / 3, abs=0.03)


def test_a_deployment_of_tug_takes_people_eight_hours(
    cells: dict[str, str], tug: DeliveryLog
) -> None:
    said = cells["size-of-a-batch"]
    assert (
        "packaging (2 hours), the trial (5; 14 on the map, with repeats) and deploying (1)" in said
    )
    minutes = (TUG.package_minutes, TUG.acceptance_minutes, TUG.deploy_minutes)
    assert minutes == (2 * 60, 5 * 60, 1 * 60)
    assert round(value_stream(tug).table.loc["staging", "touch_hours"]) == 14
    assert "take people 8 hours" in said
    first = BatchSize().first_choices
    assert (first["work_hours"], first["size"]) == (8, 64)
    assert "a change a day earlier is worth one hour of work" in said
    assert first["waiting_hours"] == 1


def test_the_best_batch(cells: dict[str, str]) -> None:
    said = cells["about-batch-size"]
    first = BatchSize().first_choices
    lab = Batch(64, first["work_hours"], first["per_day"], first["waiting_hours"])
    assert "at 64 a change costs 5 hours, at 10 only 1.5" in said
    assert (round(lab.cost(64), 1), lab.best, round(lab.cost(10), 1)) == (5.0, 10, 1.5)
    assert lab.cost(1.5 * lab.best) < 1.15 * lab.cost(lab.best), "the curve is flat there"
    assert "26 hours of deploying a week in place of 4" in said
    assert [round(5 * lab.per_day / size * lab.work_hours) for size in (10, 64)] == [26, 4]
    assert "still cheaper, unless a day is worth less than ten minutes" in said
    cheap, cheaper = (replace(lab, waiting_hours=minutes / 60) for minutes in (10, 9))
    assert cheap.cost(10) < cheap.cost(64) and cheaper.cost(10) > cheaper.cost(64)
    assert "to a quarter, 2 hours. At 64 it saves 6 minutes; and at the new lowest point?" in said
    quick = replace(lab, work_hours=lab.work_hours / 4)
    assert quick.work_hours == 2 and round(60 * (lab.cost(64) - quick.cost(64))) == 6
    assert quick.best == 5 and round(60 * quick.cost(5)) == 42, "it saves more there"
    assert "At `ferry`, where a person approves for 5.5 hours, 9 would be best" in said
    assert "but 5 costs only a sixth more." in said
    asked = Scenario.team("ferry").deploy_on
    assert isinstance(asked, Approval) and asked.hours == 5.5
    (ferry,) = [preset.values for preset in BatchSize.presets if preset.label == "ferry"]
    there = replace(lab, work_hours=ferry["work_hours"], per_day=ferry["per_day"])
    assert (there.best, ferry["size"]) == (9, 5)
    assert there.cost(5) / there.cost(9) == pytest.approx(7 / 6, abs=0.01)


def test_the_quiz_counts_batches_as_the_lab_does() -> None:
    quiz = tomllib.loads((ROOT / "deliverylab/teach/quizzes/03a.toml").read_text("utf-8"))
    (asked,) = [q for q in quiz["question"] if "64 changes at a time" in q["ask"]]
    today = Batch(64, 8.0, 6.5, 1.0)
    automated = replace(today, work_hours=2.0)
    whys = [option["why"] for option in asked["option"]]
    assert "7.5 minutes for each of 64 changes; of 2 hours it is less than 2" in whys[0]
    assert 60 * today.work(64) == 7.5 and 60 * automated.work(64) < 2
    assert today.waiting(64) > 0.95 * today.cost(64), "nearly all waiting"
    assert "1.5 hours in place of 5" in whys[2] and "from 5 hours down to 1.5" in whys[3]
    assert "a change costs 42 minutes" in whys[3]
    assert asked["option"][3]["right"]


def saved_by_a_train_each_week(steps: Sequence[str]) -> list[float]:
    """Return the days that a change spends less at each of these steps: means of five years."""
    weekly = replace(TUG, deploy_on=Train(every_days=7))
    spent = []
    for team in (TUG, weekly):
        years = [value_stream(simulate(team, seed=seed)).table for seed in range(5)]
        spent.append(sum(year["touch_hours"] + year["wait_hours"] for year in years) / 5 / 24)
    return list((spent[0] - spent[1]).loc[list(steps)])


def test_where_a_faster_step_helps(cells: dict[str, str], shown: dict[str, str]) -> None:
    as_it_is, code, review, build, train = numbers(shown["twice-as-fast"])
    said = cells["about-the-bottleneck"]
    assert round(as_it_is - train) == 4, "the train saves most"
    assert TUG.deploy_on == Train(every_days=14), "every 7 days is twice as often"
    assert "A train each week saves most: 3.5 days of waiting, and half a day on staging" in said
    assert "where smaller packages repeat fewer trials" in said
    at_release, on_staging = saved_by_a_train_each_week(("release", "staging"))
    assert (at_release, on_staging) == pytest.approx((3.5, 0.5), abs=0.05)
    assert "Faster coding saves what it takes off every change" in said
    stream = value_stream(simulate(TUG, seed=0)).table.loc["code"]
    taken_off = (stream["touch_hours"] + stream["wait_hours"]) / 2 / 24
    assert as_it_is - code == pytest.approx(taken_off, abs=0.1) and taken_off < 1
    assert "Reviews and builds are short" in said
    assert as_it_is - min(review, build) < 0.02 * as_it_is


def test_the_days_are_the_mean_of_five_years(shown: dict[str, str]) -> None:
    team = replace(TUG, package_minutes=TUG.package_minutes / 2)
    for scenario, said in (
        (TUG, numbers(shown["twice-as-fast"])[0]),
        (team, float(shown["your-turn"])),
    ):
        hours = [value_stream(simulate(scenario, seed=seed)).lead_time_hours for seed in range(5)]
        assert round(sum(hours) / 5 / 24, 1) == said


def test_where_the_eleven_days_go(cells: dict[str, str], tug: DeliveryLog) -> None:
    assert "Eight go to the wait for the release train" in cells["answer"]
    waits = value_stream(tug).table["wait_hours"]
    assert round(waits["release"] / 24) == 8
    rest = waits.drop("release").sort_values(ascending=False)
    assert list(rest.index[:2]) == ["code", "staging"]  # of code, nights and weekends wait
