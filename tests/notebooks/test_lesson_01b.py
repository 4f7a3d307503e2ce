"""What lesson 01b says in words, checked against what its harbour did."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
LESSON = ROOT / "notebooks" / "01b_ship_it_for_real.ipynb"


@pytest.fixture(scope="module")
def said() -> dict[str, str]:
    """The words of each text cell, by its id."""
    cells = nbformat.read(LESSON, as_version=4).cells
    return {cell.id: " ".join(cell.source.split()) for cell in cells if "outputs" not in cell}


@pytest.fixture(scope="module")
def shown() -> dict[str, str]:
    """The text that each code cell put out, by its id."""
    return {
        cell.id: "\n".join(
            output.get("text") or output.get("evalue") or output.data["text/plain"]
            for output in cell.outputs
        )
        for cell in nbformat.read(LESSON, as_version=4).cells
        if "outputs" in cell
    }


def test_the_good_change_reaches_users(said: dict[str, str], shown: dict[str, str]) -> None:
    assert "commit 1 passes" in shown["commit-and-build"]
    assert "Staging first, and then production" in said["staging-first"]
    assert "staging first" in shown["too-early"]
    assert "Users now get 1.1." in shown["deploy"]
    assert '"ship": "Albatross"' in shown["ask"]


def test_a_test_stops_the_first_broken_change(said: dict[str, str], shown: dict[str, str]) -> None:
    assert "a parcel of 400 grams now weighs nothing" in said["title"]
    assert "0.4, " in shown["read-the-book"]
    assert "(0 != 0.4)" in shown["round-the-weight"]
    assert "one that weighs a light parcel" in said["about-the-test"]
    assert "a light parcel has a weight" in shown["round-the-weight"]
    assert "never packaged" in shown["release-refused"]


def test_the_health_check_stops_the_second_one(said: dict[str, str], shown: dict[str, str]) -> None:
    assert "passes" in shown["ask-for-a-licence"]
    assert "it ended as soon as it was started" in shown["staging-refused"]
    assert "ended as soon as it was started" in said["about-the-health"]
    assert "Users still get 1.1." in shown["staging-refused"]


def test_users_find_the_third_one(said: dict[str, str], shown: dict[str, str]) -> None:
    assert "Tests passed, health check passed" in said["all-green"]
    assert "passes its 8 tests" in shown["print-a-label"]
    assert shown["print-a-label"].count("is healthy and now runs") == 2
    assert "fails for one customer of three" in said["title"]
    answers = shown["three-customers"].splitlines()
    assert [answer[:3] for answer in answers] == ["200", "200", "500"]
    assert "The third customer is called Zoë" in said["roll-back-now"]
    assert '"for": "Zoë"' in shown["roll-back"]


def test_a_roll_back_leaves_the_fault_where_it_is(
    said: dict[str, str], shown: dict[str, str]
) -> None:
    assert "the broken one is still on the shelf" in said["not-undone"]
    lines = dict(line.split(maxsplit=1) for line in shown["where-things-are"].splitlines()[:-1])
    assert "1.6" in lines["shelf"]
    assert lines["production"] == "1.1"
    assert lines["repository"].endswith("6 ✓")


def test_the_afternoon_is_measured(said: dict[str, str], shown: dict[str, str]) -> None:
    assert (
        "You made three: the good change, the label, and the roll back." in said["about-the-rate"]
    )
    assert "1 of 3 deployments" in shown["own-failure-rate"]
    rows = shown["own-log"].splitlines()
    assert sum("production" in row for row in rows) == 3
    assert sum("staging" in row and "failure" in row for row in rows) == 1
