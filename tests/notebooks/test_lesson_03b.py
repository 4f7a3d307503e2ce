"""What lesson 03b says in words, checked against what its own cells put out.

That the simulator and the labs bear it out for other luck too is tested in `tests/claims`.
"""

from __future__ import annotations

import re

import pytest
from nbformat import NotebookNode

LESSON = "03b_catch_it_early"


def numbers(row: str) -> list[float]:
    return [float(number) for number in re.findall(r"\d+\.?\d*", row)]


def row(shown: str, name: str) -> list[float]:
    (found,) = [line for line in shown.splitlines() if line.startswith(name)]
    return numbers(found.removeprefix(name))


def test_barge_hears_of_its_defects_weeks_later(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    red, users = row(shown["loops"], "barge")
    assert "within hours everywhere" in cells["about-the-loops"]
    assert all(row(shown["loops"], team)[0] < 3 for team in ("barge", "tug", "ferry", "hydrofoil"))
    assert f"after {users / 24:.0f} days, more than 200 times as long" in cells["about-the-loops"]
    assert users > 200 * red
    assert "`hydrofoil` hears within two hours" in cells["about-the-loops"]
    assert row(shown["loops"], "hydrofoil")[1] < 2


def test_one_red_build_in_four_is_a_false_alarm_at_barge(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "people who hear as many as at `barge` stop listening" in cells["about-flaky"]
    assert row(shown["flaky"], "barge")[0] == pytest.approx(25, abs=2)


def test_the_question_about_the_loops_comes_before_their_folded_table(
    lesson: NotebookNode,
) -> None:
    (output,) = next(cell.outputs for cell in lesson.cells if cell.id == "loops")
    asked, folded = "".join(output.data["text/html"]).split("<details>")
    assert "how many times as long" in asked and "621.7" not in asked
    assert "621.7" in folded


@pytest.mark.parametrize("cell", ["about-where", "about-worth", "about-the-gate"])
def test_what_a_lab_asks_is_folded_away_below_it(cells: dict[str, str], cell: str) -> None:
    assert cells[cell].startswith("<details><summary>What came out</summary>")


def test_the_automation_pays_back_when_the_sum_says(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "60 hours to automate a step, then 2 hours a month" in cells["about-flaky"]
    assert "It saves 12 hours a month" in cells["about-flaky"]
    assert "60 ÷ (12 − 2)" in cells["about-pays-back"]
    assert float(shown["pays-back"]) == 60 / (12 - 2)
    assert "the lead time hardly changes" in shown["worth-lab"]
    assert "the lead time stays: 142 hours, then 141" in cells["about-worth"]
    assert "86 hours for the one tester" in cells["about-worth"]
    assert "wait longest for a tester: 86 hours" in shown["worth-lab"]


def test_the_gate_costs_time_and_keeps_the_target(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    hours = row(shown["scenario-gate"], "hours within 250 ms")
    good = row(shown["scenario-gate"], "requests without an error")
    lead_time = row(shown["scenario-gate"], "lead time")
    assert hours[1] > hours[0] + 15
    assert good[0] == good[1]
    assert lead_time[1] > lead_time[0]
    assert "The share of requests without an error saw nothing." in cells["what-you-measure"]
    assert "Nobody at `tug` made the service slower" in cells["slow-changes"]
    assert numbers(shown["latency-target"])[0] > 99


def test_the_famous_table_has_the_numbers_that_are_quoted(cells: dict[str, str]) -> None:
    """1 : 6.5 : 15 : 60 to 100 is what Pressman prints; 1 : 10 : 100 is what people make of it."""
    said = cells["famous-table"]
    rows = re.findall(r"\| ([a-z ]+) \| ([\d.]+(?: to \d+)?) \|", said)
    assert rows == [
        ("in design", "1"),
        ("just before testing", "6.5"),
        ("during testing", "15"),
        ("after release", "60 to 100"),
    ]
    assert "People often round it to 1, 10, 100." in said


def test_why_sharing_wins_is_said_to_be_assumed(cells: dict[str, str]) -> None:
    said = cells["about-where"]
    assert "we assumed that the first minutes of tests in each place find most" in said
    assert "section 6 and task 3.6 do" in said
    assert cells["built-in"].startswith("## 6 · The earliest place that can see it")
