"""What the course must say is taught, practised and asked, where `must_say.toml` says so."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import nbformat
import pytest

from deliverylab.teach import tasks
from deliverylab.teach.questions import load_quiz, quiz_file
from tests.notebooks.said import said

ROOT = Path(__file__).resolve().parents[2]
TABLE = Path(__file__).with_name("must_say.toml")
STATEMENTS = tomllib.loads(TABLE.read_text(encoding="utf-8"))["statement"]
TASK = re.compile(r"\d+\.\d+")


@pytest.fixture(params=STATEMENTS, ids=lambda statement: statement["says"][:40])
def statement(request: pytest.FixtureRequest) -> dict:
    return request.param


@cache
def cells(notebook: str) -> dict[str, str]:
    """Return the words of each cell by its id, on one line."""
    return said(nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4))


def is_a_task(number: str) -> bool:
    try:
        return tasks.find(number).number == number
    except tasks.UnknownTask:
        return number in tasks.by_hand(number.partition(".")[0].zfill(2))


def test_it_is_taught_where_the_table_says(statement: dict) -> None:
    assert statement["taught"]
    for place, words in statement["taught"].items():
        notebook, cell = place.split()
        assert words in cells(notebook)[cell]


def test_it_is_practised_in_a_lab_or_an_exercise(statement: dict) -> None:
    assert statement["practised"]
    for place in statement["practised"]:
        if TASK.fullmatch(place):
            assert is_a_task(place), place
        else:
            lab, notebook = place.split()
            assert any(f"{lab}(" in text for text in cells(notebook).values()), place


def test_it_is_asked_in_a_quiz_or_an_exercise(statement: dict) -> None:
    assert statement["asked"]
    for place in statement["asked"]:
        if TASK.fullmatch(place):
            assert is_a_task(place), place
        else:
            lesson, beginning = place.split(": ", 1)
            asked = [question.ask for question in load_quiz(quiz_file(lesson)).questions]
            assert sum(ask.startswith(beginning) for ask in asked) == 1, place


def test_a_place_that_is_not_there_is_found() -> None:
    assert not is_a_task("1.99")
    assert "no such words" not in cells("01_from_commit_to_production")["the-loop"]
