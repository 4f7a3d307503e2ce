"""What teachers read quotes a lesson's numbers; each must stand in that lesson.

That holds for the pages in `docs/teaching/` and for the instructor's notes inside a lesson.
Minutes, lessons, sections and tasks are a page's own. Any other number must be found in the
lesson's text, code or outputs, in its exercises or in its quiz.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/teaching").glob("*.md"))
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
KINDS = ("plain", "html")
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
ONE = r"\d[\d.]*[ab]?"
ITS_OWN = [
    re.compile(r"\d+ minutes?\b"),
    re.compile(r"\[.*?\]\(.*?\)"),
    re.compile(rf"\b(?:lesson|section|task|exercise)s? {ONE}(?:(?:,| and| to| or) {ONE})*", re.I),
    re.compile(r"^## In \d+ minutes", re.MULTILINE),
    re.compile(r"^\| \d+ \|(?: \d+ · )?", re.MULTILINE),
    re.compile(r"```text.*?```", re.DOTALL),
]


def is_note(cell: NotebookNode) -> bool:
    return "instructor" in cell.metadata.get("tags", [])


def said_by_the_lesson(stem: str) -> str:
    """Return all that students see of a lesson, its exercises and its quiz, as one text."""
    number = stem.split("_")[0]
    quiz = ROOT / f"deliverylab/teach/quizzes/{number}.toml"
    found = [quiz.read_text("utf-8")] if quiz.is_file() else []
    for path in (f"notebooks/{stem}.ipynb", f"solutions/{number[:2]}_exercises.ipynb"):
        if not (ROOT / path).is_file():
            continue
        for cell in nbformat.read(ROOT / path, as_version=4).cells:
            found += [] if is_note(cell) else [cell.source]
            for output in cell.get("outputs", []):
                shown = output.get("data", {})
                found += [output.get("text", ""), *(shown.get(f"text/{k}", "") for k in KINDS)]
    return "\n".join(found)


def numbers(text: str) -> set[str]:
    """Return the numbers in a text; 49.0 is 49, as a table has it, and 1,300 is 1300."""
    found = (number.replace(",", "") for number in NUMBER.findall(text))
    return {re.sub(r"\.0+$", "", number) for number in found}


def made_up(text: str, stem: str) -> set[str]:
    """Return the numbers in a text for teachers that its lesson does not say."""
    for pattern in ITS_OWN:
        text = pattern.sub(" ", text)
    return numbers(text) - numbers(said_by_the_lesson(stem))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_numbers_of_a_page_stand_in_its_lesson(page: Path) -> None:
    assert not made_up(page.read_text("utf-8"), page.stem)


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_the_numbers_of_a_note_stand_in_its_lesson(lesson: Path) -> None:
    notes = [c.source for c in nbformat.read(lesson, as_version=4).cells if is_note(c)]
    assert not made_up("\n\n".join(notes), lesson.stem)


def test_a_number_that_no_lesson_says_is_found() -> None:
    stem = "02_integrate_deliver_deploy"
    assert made_up("In section 4, 94 hours; but 95.5 hours in 3 minutes.", stem) == {"95.5"}
