"""The solutions of a lesson as its tests read them: what they say, and what their cells answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from deliverylab.teach.checks import check
from deliverylab.teach.tasks import of_lesson

FOLDER = Path(__file__).parents[3] / "solutions"


def is_written(lesson: str) -> bool:
    """Return whether there is a notebook with the solutions of a lesson."""
    return any(FOLDER.glob(f"{lesson}_*.ipynb"))


class Heading(NamedTuple):
    """The heading of a task: `## 2.1 Which mode is it? (3 points)`."""

    number: str
    title: str
    points: int


class Solutions:
    """The notebook `solutions/NN_exercises.ipynb`."""

    def __init__(self, lesson: str) -> None:
        self.lesson = lesson
        (path,) = FOLDER.glob(f"{lesson}_*.ipynb")
        self.cells: list[Any] = nbformat.read(path, as_version=4).cells

    def source(self, name: str) -> str:
        """Return a cell as it is written."""
        (cell,) = [cell for cell in self.cells if cell.id == name]
        return str(cell.source)

    def said_in(self, name: str) -> str:
        """Return a cell on one line."""
        return on_one_line(self.source(name))

    @property
    def prose(self) -> str:
        """What a student reads: all text but the answers in words, on one line."""
        read = [cell for cell in self.cells if cell.cell_type == "markdown" and not grading(cell)]
        return " ".join(on_one_line(cell.source) for cell in read)

    @property
    def words(self) -> int:
        """How many words that is."""
        return sum(any(letter.isalpha() for letter in word) for word in self.prose.split())

    @property
    def headings(self) -> list[Heading]:
        """The headings of the tasks, in order."""
        found = re.findall(
            r"## (\d\.\d) (.+?) \((1(?= point\))|[2-9](?= points\))) points?\)", self.prose
        )
        return [Heading(number, title, int(points.split()[0])) for number, title, points in found]

    @property
    def points(self) -> list[int]:
        """What nbgrader gives for each task, in order."""
        graded = [grading(cell) for cell in self.cells]
        return [about["points"] for about in graded if about.get("grade")]

    def after(self, *names: str) -> dict[str, Any]:
        """Run the imports, then the cells with these names; return what they define."""
        space: dict[str, Any] = {}
        for name in ("imports", *names):
            exec(self.source(name), space)
        return space

    def solution(self, name: str) -> list[str]:
        """Return the lines of an answer that a student does not see."""
        (hidden,) = re.findall(r"(?s)BEGIN SOLUTION\n(.*?)\n *### END", self.source(name))
        return str(hidden).splitlines()

    def said_when_right(self) -> dict[str, str]:
        """Return what the check of each task says of the solution."""
        return {
            number: repr(check(number, answer))
            for number, answer in answers(self.lesson, solved).items()
        }


def on_one_line(text: str) -> str:
    return " ".join(text.split())


def grading(cell: Any) -> dict[str, Any]:
    """Return what nbgrader is told about a cell."""
    return dict(cell.metadata.get("nbgrader", {}))


def computed(lesson: str) -> dict[str, Any]:
    """Return the right answer to each task whose answer the library computes itself."""
    return {task.number: task.answer() for task in of_lesson(lesson) if task.answer}


def solved(source: str) -> str:
    """Return a cell as it is in the solutions."""
    return source


def untouched(source: str) -> str:
    r"""Return a cell as a student meets it.

    >>> untouched("x = ...\n### BEGIN SOLUTION\nx = 1\n### END SOLUTION")
    'x = ...\n'
    """
    return re.sub(r"(?ms)^ *### BEGIN SOLUTION$.*?^ *### END SOLUTION$\n?", "", source)


@cache
def answers(lesson: str, made: Callable[[str], str]) -> Mapping[str, object]:
    """Return what the check cells of the solutions get, if the other cells are made into this."""
    caught: dict[str, object] = {}
    space: dict[str, Any] = {}
    for cell in Solutions(lesson).cells:
        if cell.cell_type == "code":
            exec(made(cell.source), space)
            space["check"] = caught.__setitem__  # from the cell after the imports on
    return caught
