"""What lesson 00 says in words, checked against the course: lessons, commands, terms, its lab."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import nbformat
import pytest

import commands
from deliverylab import teach
from deliverylab.show import WhatIsInABatch
from deliverylab.show.lab import SKIPPED, Lab
from deliverylab.teach import workspace
from deliverylab.teach.checks import NotYet, check
from deliverylab.teach.doctor import CHECKS
from deliverylab.teach.doctor.report import FAIL, NOTE, OK
from tests.notebooks.stored import ROOT
from tests.project.test_glossary import entries

LESSON = "00_start_here"
ROW = re.compile(r"\| (\w+) \| \[(.+?)\]\((\w+\.ipynb)\) \|")


def title_of(path: Path) -> str:
    first: str = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
    return first


def test_the_doctor_finds_nothing_and_its_words_are_told(
    cells: Mapping[str, str], shown: Mapping[str, str]
) -> None:
    summary, *lines = shown["doctor"].splitlines()
    assert summary == "Doctor: everything works."
    assert lines == [f"OK    {check.about}: {check.fine}" for check in CHECKS]
    for word in (OK, NOTE, FAIL):
        assert f"**{word}**: " in cells["about-the-doctor"]
    assert "look at *widgets* in the doctor's list" in cells["stored-picture"]
    assert "widgets" in [check.about for check in CHECKS]


def test_the_map_names_every_other_lesson_by_its_number_and_title(cells: Mapping[str, str]) -> None:
    others = sorted((ROOT / "notebooks").glob("*.ipynb"))[1:]
    assert [
        (f"# {number} · {title}", file) for number, title, file in ROW.findall(cells["map"])
    ] == [(title_of(path), path.name) for path in others]


def test_the_lab_is_as_it_is_told(cells: Mapping[str, str], shown: Mapping[str, str]) -> None:
    lab = WhatIsInABatch()
    assert (
        "each change fails in 5 of 100 cases. One that fails, a *bad* change" in cells["first-lab"]
    )
    assert "Each change fails in 5 of 100 cases." in lab.prediction.question
    assert "To find the first bad change" in shown["batch-lab"]
    assert "*Changes in it*" in cells["work-a-lab"]
    assert "Changes in it" in [control.label for control in lab.controls.values()]
    labels = [preset.label for preset in lab.presets]
    for team in re.findall(r"\*(tug|hydrofoil)\*", cells["work-a-lab"]):
        assert team in labels
    said = lab.predict(SKIPPED).sentence
    assert shown["batch-lab"] == said


def test_the_buttons_of_a_lab_are_called_as_it_is_told(cells: Mapping[str, str]) -> None:
    page = (ROOT / "deliverylab" / "show" / "lab.js").read_text(encoding="utf-8")
    told = cells["first-lab"] + cells["work-a-lab"]
    for button in ("See what happens", "Show as table"):
        assert f"*{button}*" in told
        assert f'"{button}"' in page
    assert f"*{Lab.reset_label}*" in told


@pytest.mark.usefixtures("nobodys_progress")
def test_the_wrong_answer_that_it_asks_for_gets_three_hints(cells: Mapping[str, str]) -> None:
    assert "a wrong answer on purpose: `50`" in cells["about-hints"]
    told = []
    for _ in range(3):
        with pytest.raises(NotYet) as hint:
            check("0.1", 50)
        told.append(str(hint.value))
        assert hint.value.mistake == "added the risks up"
    assert len(set(told)) == 3


@pytest.fixture
def nobodys_progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(tmp_path / "progress.json"))
    monkeypatch.setattr("deliverylab.teach.checks.hints_told", {})


def test_before_an_answer_the_check_says_so(shown: Mapping[str, str]) -> None:
    assert shown["check-0-1"].startswith("0.1 is not answered yet. Write ")


def test_the_pre_test_has_as_many_questions_as_it_is_told(
    cells: Mapping[str, str], shown: Mapping[str, str]
) -> None:
    assert "Twelve questions over the whole course" in cells["before"]
    assert "After the last lesson, twelve others" in cells["before"]
    assert shown["pre-test"].splitlines()[0].endswith("(12 questions)")
    assert repr(teach.post_test()).splitlines()[0].endswith("(12 questions)")


def test_the_commands_are_there_and_do_what_is_told(
    cells: Mapping[str, str], tmp_path: Path
) -> None:
    told = cells["stuck"] + cells["about-the-doctor"]
    named = set(re.findall(r"`(?:make|py tools/course\.py) (\w+)", told))
    assert named == {"doctor", "reset"} <= set(commands.COMMANDS)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "exercises").mkdir()
    for folder, name in (("notebooks", LESSON), ("exercises", "01_exercises")):
        path = tmp_path / folder / f"{name}.ipynb"
        path.write_text('{"cells": []}', encoding="utf-8")
    for what in re.findall(r"make reset LESSON=(\w+)", told):
        assert workspace.reset(tmp_path, what).endswith("is fresh.")
    assert {path.stem for path in (tmp_path / workspace.WORKSPACE).glob("*.ipynb")} == {
        LESSON,
        "01_exercises",
    }


def test_the_terms_are_those_of_the_glossary(cells: Mapping[str, str]) -> None:
    chinese = {entry.term: entry.chinese for entry in entries()}
    rows = re.findall(r"\| (release|deploy) \| (.+?) \|", cells["glossary"])
    assert len(rows) == 2
    for term, said in rows:
        assert said == chinese[term]


def test_the_readme_says_the_same(cells: Mapping[str, str]) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    question = cells["title"].split("**")[1]
    time = re.search(
        r"\*\*Time\*\* (\d+) minutes; the pre-test takes (\d+) more", cells["objectives"]
    )
    assert time is not None
    assert "twenty minutes" in cells["title"] and time[1] == "20"
    minutes = f"{time[1]} + {time[2]} for the pre-test"
    assert f"| 00 | [Start here](notebooks/{LESSON}.ipynb) | {question} | {minutes} |" in readme
