"""The pages for teachers quote a lesson's numbers; each must stand in that lesson.

A page's own numbers are minutes (checked in their table) and the numbers of lessons and sections.
Any other must be found in the lesson's text, code or outputs, or in its exercises and quiz.
"""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs/teaching").glob("*.md"))
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-])")
KINDS = ("plain", "html")
OF_THE_PAGE = [
    re.compile(r"\d+ minutes?\b"),
    re.compile(r"\[.*?\]\(.*?\)"),
    re.compile(
        r"\b(?:lessons?|sections?|tasks?|exercises?) \d[\d.]*[ab]?(?:(?:,| and| to| or) \d[\d.]*[ab]?)*"
    ),
    re.compile(r"^## In \d+ minutes", re.MULTILINE),
    re.compile(r"^\| \d+ \|(?: \d+ · )?", re.MULTILINE),
    re.compile(r"```text.*?```", re.DOTALL),
]


def said_by_the_lesson(stem: str) -> str:
    """Return all that the lesson, its exercises and its quiz say, as one text."""
    number = stem.split("_")[0]
    paths = [ROOT / f"notebooks/{stem}.ipynb", ROOT / f"solutions/{number[:2]}_exercises.ipynb"]
    found = [
        (ROOT / f"deliverylab/teach/quizzes/{number}.toml").read_text("utf-8")
        if (ROOT / f"deliverylab/teach/quizzes/{number}.toml").is_file()
        else ""
    ]
    for path in paths:
        if path.is_file():
            for cell in nbformat.read(path, as_version=4).cells:
                found.append(cell.source)
                for output in cell.get("outputs", []):
                    shown = output.get("data", {})
                    found += [output.get("text", ""), *(shown.get(f"text/{k}", "") for k in KINDS)]
    return "\n".join(found)


def numbers(text: str) -> set[str]:
    return {number.replace(",", "") for number in NUMBER.findall(text)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_its_numbers_stand_in_the_lesson(page: Path) -> None:
    text = page.read_text("utf-8")
    for pattern in OF_THE_PAGE:
        text = pattern.sub(" ", text)
    made_up = numbers(text) - numbers(said_by_the_lesson(page.stem))
    assert not made_up, f"{page.name} has numbers that its lesson does not say"
