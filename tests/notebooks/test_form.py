"""The form that every lesson has: its length, what it promises and what it ends with.

Lesson 00 teaches how the course works and nothing of its subject: it is shorter, and it has no
mix-up, quiz and sources, but shows each thing that helps.

It is the form of what a student gets: the instructor's notes in a lesson do not count.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from deliverylab.teach.copies import without_notes
from tests.notebooks.said import MARK_OF_SLIDES

ROOT = Path(__file__).resolve().parents[2]
START, *SUBJECT = sorted((ROOT / "notebooks").glob("*.ipynb"))
"""Lesson 00, and those that teach software delivery."""


@pytest.fixture(params=[START, *SUBJECT], ids=lambda path: path.stem)
def lesson(request: pytest.FixtureRequest) -> NotebookNode:
    """Every lesson."""
    return for_students(request.param)


@pytest.fixture(params=SUBJECT, ids=lambda path: path.stem)
def of_subject(request: pytest.FixtureRequest) -> NotebookNode:
    """Every lesson but 00."""
    return for_students(request.param)


@pytest.fixture
def start() -> NotebookNode:
    """Lesson 00."""
    assert START.name == "00_start_here.ipynb"
    return for_students(START)


def for_students(path: Path) -> NotebookNode:
    return nbformat.reads(without_notes(path.read_bytes()).decode("utf-8"), as_version=4)


def prose(lesson: NotebookNode) -> str:
    texts = (cell.source for cell in lesson.cells if cell.cell_type == "markdown")
    return MARK_OF_SLIDES.sub("", "\n\n".join(texts))


def numbered(text: str) -> list[str]:
    """Return the points of the first numbered list, each as one line without emphasis."""
    points = re.findall(r"^\d+\. (.*(?:\n {3}.*)*)", text, flags=re.MULTILINE)
    return [" ".join(point.replace("**", "").replace("*", "").split()) for point in points]


def words(lesson: NotebookNode) -> int:
    return sum(any(letter.isalpha() for letter in word) for word in prose(lesson).split())


def code(lesson: NotebookNode) -> list[str]:
    return [cell.source for cell in lesson.cells if cell.cell_type == "code"]


def test_it_is_as_long_as_a_lesson_should_be(of_subject: NotebookNode) -> None:
    assert 25 <= len(of_subject.cells) <= 45
    assert 700 <= words(of_subject) <= 1500


def test_the_start_is_short(start: NotebookNode) -> None:
    assert 20 <= len(start.cells) <= 30
    assert 500 <= words(start) <= 900


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


def test_it_says_what_is_needed_and_how_long_it_takes(lesson: NotebookNode) -> None:
    assert "**You need**" in prose(lesson)
    assert re.search(r"\*\*Time\*\* \d+ minutes", prose(lesson))


def test_it_says_where_it_is_from(of_subject: NotebookNode) -> None:
    assert "**Sources" in prose(of_subject)


def test_it_has_a_mix_up_and_a_quiz(of_subject: NotebookNode) -> None:
    assert "## Common mix-up" in prose(of_subject)
    number = of_subject.cells[0].source.split()[1]
    assert f'teach.quiz("{number}")' in code(of_subject)


@pytest.mark.parametrize("path", [START, *SUBJECT], ids=lambda path: path.stem)
def test_notes_for_the_instructor_say_so_and_are_short(path: Path) -> None:
    """A cell that is marked in one way only would stand in a student's copy, or in no notes."""
    for cell in nbformat.read(path, as_version=4).cells:
        marks = {
            "instructor" in cell.metadata.get("tags", []),
            cell.metadata.get("slideshow", {}).get("slide_type") == "notes",
            cell.id.startswith("note-"),
            cell.source.startswith("**For the instructor.**"),
        }
        assert len(marks) == 1, f"{cell.id} is only in part a note for the instructor"
        if marks == {True}:
            assert 20 <= len(cell.source.split()) <= 80, cell.id


def test_the_start_shows_each_thing_that_helps(start: NotebookNode) -> None:
    cells = code(start)
    for helps in ("doctor()", 'check("0.1", failing)', "progress()", "pre_test()"):
        assert f"teach.{helps}" in cells
    assert sum(cell.startswith("show.") for cell in cells) == 1, "one lab, to begin with"
    for told in ("Shift+Enter", "Restart Kernel", "make reset LESSON=", "../docs/glossary.md"):
        assert told in prose(start)
