"""The glossary: sorted, in both languages, and linked where a lesson explains the term."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import pytest

from deliverylab.teach.workspace import WORKSPACE
from tests.project.markdown import read, slug

ROOT = Path(__file__).resolve().parents[2]
GLOSSARY = ROOT / "docs" / "glossary.md"
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LINK = re.compile(r"\[[^\]]+\]\(\.\./docs/glossary\.md#([^)\s]+)\)")
ENTRY = re.compile(
    r"""^\#\#\#\ (?:<a\ id="(?P<anchor>[^"]+)"></a>)?(?P<term>.+)\n\n
        \*\*(?P<chinese>.+)\*\*\ ·\ lesson\ \[(?P<number>\w+)\]\((?P<lesson>[^)]+)\)\n\n
        (?P<text>(?:.+\n)+)$""",
    re.MULTILINE | re.VERBOSE,
)
HAN = re.compile(r"[\u4e00-\u9fff]")


@dataclass(frozen=True)
class Entry:
    """One term as it stands in the glossary."""

    term: str
    anchor: str
    chinese: str
    number: str
    lesson: Path
    text: str


def entries() -> list[Entry]:
    """Return the terms of the glossary in their order."""
    return [
        Entry(
            term=found["term"],
            anchor=found["anchor"] or found["term"].replace(" ", "-"),
            chinese=found["chinese"],
            number=found["number"],
            lesson=(GLOSSARY.parent / found["lesson"]).resolve(),
            text=" ".join(found["text"].split()),
        )
        for found in ENTRY.finditer(GLOSSARY.read_text(encoding="utf-8"))
    ]


def linked() -> list[tuple[Path, str]]:
    """Return each link of a lesson to the glossary: the lesson and the anchor."""
    found = []
    for lesson in LESSONS:
        for cell in nbformat.read(lesson, as_version=4).cells:
            if cell.cell_type == "markdown":
                found += [(lesson, anchor) for anchor in LINK.findall(cell.source)]
    return found


def test_every_heading_is_an_entry_in_both_languages() -> None:
    headings = re.findall(r"^### ", GLOSSARY.read_text(encoding="utf-8"), re.MULTILINE)
    terms = entries()
    assert len(terms) == len(headings) >= 60
    for entry in terms:
        assert HAN.search(entry.chinese), entry.term
        assert entry.term.isascii() or "–" in entry.term, entry.term
        assert 6 <= len(entry.text.split()) <= 60, entry.term
        assert entry.text.endswith((".", ".)")), entry.term


def test_the_terms_are_sorted_and_none_is_there_twice() -> None:
    terms = [entry.term.casefold() for entry in entries()]
    assert terms == sorted(set(terms))


def test_github_and_jupyterlab_find_each_term_by_the_same_anchor() -> None:
    """GitHub makes an anchor of a heading in its way, JupyterLab in another (spaces to hyphens)."""
    of_github = read(GLOSSARY).anchors
    for entry in entries():
        assert entry.anchor in of_github, entry.term
        assert entry.anchor == slug(entry.anchor), f"{entry.term} needs an anchor of its own"


def test_every_link_of_a_lesson_leads_to_a_term_of_that_lesson() -> None:
    place = {entry.anchor: entry.lesson for entry in entries()}
    elsewhere = [(lesson.name, term) for lesson, term in linked() if place.get(term) != lesson]
    assert elsewhere == []


@pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)
def test_each_term_is_linked_once_in_the_lesson_that_it_names(lesson: Path) -> None:
    links = [anchor for there, anchor in linked() if there == lesson]
    assert sorted(links) == sorted(entry.anchor for entry in entries() if entry.lesson == lesson)


def test_the_number_of_a_lesson_is_that_of_its_notebook() -> None:
    for entry in entries():
        assert entry.lesson.name.startswith(f"{entry.number}_"), entry.term


def test_a_link_works_from_a_students_own_copy_too() -> None:
    for folder in (WORKSPACE, "notebooks"):
        assert (ROOT / folder / "../docs/glossary.md").resolve() == GLOSSARY


def test_jupyterlab_shows_the_page_and_not_its_source() -> None:
    settings = json.loads(
        (ROOT / "jupyter/labconfig/default_setting_overrides.json").read_text(encoding="utf-8")
    )
    viewers = settings["@jupyterlab/docmanager-extension:plugin"]["defaultViewers"]
    assert viewers["markdown"] == "Markdown Preview"
