"""The one task of lesson 00 holds to what every task does; its cells are in the lesson itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import nbformat

from deliverylab.show import WhatIsInABatch
from deliverylab.show.lab import SKIPPED
from deliverylab.teach.tasks import by_hand
from deliverylab.teach.tasks.lesson_00 import SIZE, failing
from tests.teach.tasks.proof import Proof, Wrong

LESSON = Path(__file__).parents[3] / "notebooks" / "00_start_here.ipynb"


def cell(name: str) -> str:
    (found,) = [one for one in nbformat.read(LESSON, as_version=4).cells if one.id == name]
    return str(found.source)


class TestLesson00(Proof):
    lesson = "00"
    wrong = (
        Wrong("0.1", 64, "left the lab as it was"),
        Wrong("0.1", 50, "added the risks up"),
        Wrong("0.1", 60, "took the good ones"),
        Wrong("0.1", 5, None),
        Wrong("0.1", 41, None),
    )

    def right(self) -> dict[str, object]:
        return {"0.1": 40}

    def stubs(self) -> dict[str, object]:
        space: dict[str, Any] = {}
        exec(cell("answer-0-1"), space)
        return {"0.1": space["failing"]}

    def test_points_and_titles_are_those_of_the_notebook(self) -> None:
        (task,) = self.tasks
        points = f"{task.points} point{'s' if task.points > 1 else ''}"
        assert f"**{task.number} {task.title} ({points})**" in cell("task-0-1")
        assert by_hand(self.lesson) == {}


def test_the_lab_shows_the_answer() -> None:
    lab = WhatIsInABatch()
    lab.predict(SKIPPED)
    for size in (20, SIZE):
        said = lab.move(size=size).sentence
        assert re.match(r"(\d+) % of the batches", said)[1] == str(failing(size))
    assert f"*Changes in it* to {SIZE}" in cell("task-0-1")
    assert {control.label for control in lab.controls.values()} >= {"Changes in it"}
