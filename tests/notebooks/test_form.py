"""The form that every lesson has: its length, what it promises and what it ends with."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


@pytest.fixture(params=LESSONS, ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest) -> NotebookNode:
    return nbformat.read(request.param, as_version=4)


def prose(lesson: NotebookNode) -> str:
    return "\n\n".join(cell.source for cell in lesson.cells if cell.cell_type == "markdown")


def numbered(text: str) -> list[str]:
    """Return the points of the first numbered list, each as one line without emphasis."""
    points = re.findall(r"^\d+\. (.*(?:\n {3}.*)*)", text, flags=re.MULTILINE)
    return [" ".join(point.replace("**", "").replace("*", "").split()) for point in points]


def test_it_is_as_long_as_a_lesson_should_be(lesson: NotebookNode) -> None:
    words = sum(any(letter.isalpha() for letter in word) for word in prose(lesson).split())
    assert 25 <= len(lesson.cells) <= 45
    assert 700 <= words <= 1500


def test_it_ends_with_what_it_promised(lesson: NotebookNode) -> None:
    text = prose(lesson)
    promised = numbered(text.split("**You will be able to**")[1].split("**You need**")[0])
    kept = numbered(text.split("**You can now**")[1])
    assert 3 <= len(promised) <= 5
    assert promised == kept


def test_it_opens_with_its_number_and_a_question(lesson: NotebookNode) -> None:
    title, question = lesson.cells[0].source.split("\n\n")[:2]
    assert re.match(r"# \d\d[ab]? · \w", title)
    assert re.search(r"\?\*\*$", question.strip())


def test_it_says_what_is_needed_how_long_it_takes_and_where_it_is_from(
    lesson: NotebookNode,
) -> None:
    text = prose(lesson)
    for part in ("**You need**", "**Time** ", "**Sources"):
        assert part in text
    assert re.search(r"\*\*Time\*\* \d+ minutes", text)


def test_it_has_a_mix_up_and_a_quiz(lesson: NotebookNode) -> None:
    assert "## Common mix-up" in prose(lesson)
    number = lesson.cells[0].source.split()[1]
    code = [cell.source for cell in lesson.cells if cell.cell_type == "code"]
    assert f'teach.quiz("{number}")' in code
