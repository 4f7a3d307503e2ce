"""The pages for instructors, one for a lesson: what they promise holds.

A page's minutes add up to those of its notebook, and each section of the notebook has its time. So
a lesson that changes takes its page along.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import nbformat
import pytest

from tests.project.markdown import broken, read

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted((ROOT / "docs" / "teaching").glob("*.md"))
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
SECTIONS = [
    "Minutes",
    "In 45 minutes",
    "In 15 minutes",
    "What students get wrong",
    "Discuss",
    "In groups",
    "On the board",
    "Prepare",
]
LONGER = "In 90 minutes"
"""A section that not every page has, after the minutes: with exercises, for a class."""
FORMS = {LONGER: 90, "In 45 minutes": 45, "In 15 minutes": 15}
NOT_IN_THE_NOTEBOOK = "–"
BEGINNING = "Beginning"


@dataclass(frozen=True)
class Row:
    """A row of a table of minutes; `extra` where they come on top of the lesson's own."""

    minutes: int
    extra: bool
    parts: list[str]
    what: str


@dataclass(frozen=True)
class Page:
    """A page for instructors, taken apart."""

    path: Path
    text: str
    sections: dict[str, str]

    def rows(self, section: str) -> list[list[str]]:
        """Return the cells of the first table of a section, without its head."""
        lines = [line for line in self.sections[section].splitlines() if line.startswith("|")]
        assert len(lines) > 2, f"{self.path.name}: {section} has no table"
        cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
        assert {len(one) for one in cells} == {3}, f"{self.path.name}: {section}: three columns"
        return cells[2:]

    def minutes(self, section: str) -> list[Row]:
        """Return the rows of a table of minutes."""
        found = []
        for first, second, third in self.rows(section):
            number = re.fullmatch(r"(\+?)(\d+)", first)
            assert number, f"{self.path.name}: {section}: {first!r}; write 5, or +15 on top"
            extra, minutes = number.groups()
            found.append(Row(int(minutes), bool(extra), second.split("; "), third))
        return found


@cache
def page(lesson: Path) -> Page:
    path = ROOT / "docs" / "teaching" / f"{lesson.stem}.md"
    text = path.read_text(encoding="utf-8")
    _, *pieces = re.split(r"^## (.+)$", text, flags=re.MULTILINE)
    return Page(path, text, dict(zip(pieces[::2], pieces[1::2], strict=True)))


@cache
def headings(lesson: Path) -> list[str]:
    """Return the headings of the notebook's sections, in their order."""
    cells = nbformat.read(lesson, as_version=4).cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    return re.findall(r"^## (.+)$", prose, flags=re.MULTILINE)


def stated_minutes(lesson: Path) -> int:
    prose = "\n".join(cell.source for cell in nbformat.read(lesson, as_version=4).cells)
    stated = re.search(r"\*\*Time\*\* (\d+) minutes", prose)
    assert stated
    return int(stated.group(1))


lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda path: path.stem)


def test_every_page_belongs_to_a_lesson() -> None:
    assert [path.stem for path in PAGES] == [path.stem for path in LESSONS]


@lesson
def test_a_page_has_the_lessons_title_and_links_to_it(lesson: Path) -> None:
    title = nbformat.read(lesson, as_version=4).cells[0].source.splitlines()[0]
    assert page(lesson).text.startswith(f"{title}\n")
    head = page(lesson).text.split("\n## ")[0]
    assert f"](../../notebooks/{lesson.name})" in head


@lesson
def test_a_page_has_its_sections_in_their_order(lesson: Path) -> None:
    longer = [LONGER] if LONGER in page(lesson).sections else []
    assert list(page(lesson).sections) == [SECTIONS[0], *longer, *SECTIONS[1:]]
    for name, text in page(lesson).sections.items():
        assert text.strip(), f"{name} is empty"


@lesson
def test_the_minutes_are_those_of_the_lesson(lesson: Path) -> None:
    rows = page(lesson).minutes("Minutes")
    assert sum(row.minutes for row in rows if not row.extra) == stated_minutes(lesson)


@lesson
def test_each_form_is_as_long_as_it_says(lesson: Path) -> None:
    for section in FORMS.keys() & page(lesson).sections.keys():
        rows = page(lesson).minutes(section)
        assert not any(row.extra for row in rows)
        assert sum(row.minutes for row in rows) == FORMS[section], section


@lesson
def test_the_minutes_of_the_tasks_are_those_of_the_exercises(lesson: Path) -> None:
    number = lesson.stem[:2]
    for stated in re.findall(r"Tasks, in minutes.*?: (.*?)\.\n", page(lesson).text, re.DOTALL):
        path = ROOT / "solutions" / f"{number}_exercises.ipynb"
        cells = nbformat.read(path, as_version=4).cells
        tasks = [cell.id.removeprefix("task-") for cell in cells if cell.id.startswith("task-")]
        minutes = dict(one.split() for one in stated.replace("\n", " ").split(", "))
        assert list(minutes) == [task.replace("-", ".") for task in tasks]
        assert sum(map(int, minutes.values())) == stated_minutes(path)


@lesson
def test_a_note_states_the_minutes_of_its_section_on_the_page(lesson: Path) -> None:
    """Where a note says how long its section takes, it is the time that the page gives it."""
    minutes = {part: row.minutes for row in page(lesson).minutes("Minutes") for part in row.parts}
    section = BEGINNING
    for cell in nbformat.read(lesson, as_version=4).cells:
        if cell.cell_type != "markdown":
            continue
        section = next(iter(re.findall(r"^## (.+)$", cell.source, re.MULTILINE)), section)
        for stated in re.findall(r"(\d+) minutes for this section", cell.source):
            assert int(stated) == minutes[section], cell.id


@lesson
def test_the_sections_that_a_page_names_are_in_the_notebook(lesson: Path) -> None:
    known = {BEGINNING, NOT_IN_THE_NOTEBOOK, *headings(lesson)}
    for section in {"Minutes", *FORMS} & page(lesson).sections.keys():
        for row in page(lesson).minutes(section):
            assert row.what
            assert set(row.parts) <= known, f"not in the notebook: {set(row.parts) - known}"


@lesson
def test_every_section_of_the_notebook_has_its_minutes(lesson: Path) -> None:
    parts = [part for row in page(lesson).minutes("Minutes") for part in row.parts]
    named = [part for part in dict.fromkeys(parts) if part != NOT_IN_THE_NOTEBOOK]
    assert named == [BEGINNING, *headings(lesson)]


@lesson
def test_what_students_get_wrong_is_answered(lesson: Path) -> None:
    wrong = page(lesson).rows("What students get wrong")
    assert 3 <= len(wrong) <= 8
    assert all(all(row) for row in wrong)


@lesson
def test_there_are_questions_to_discuss(lesson: Path) -> None:
    asked = re.findall(r"^\d\. .*(?:\n {3}.*)*", page(lesson).sections["Discuss"], re.MULTILINE)
    assert 2 <= len(asked) <= 5
    for one in asked:
        question, _, answer = one.partition("?")
        assert answer.strip(" *\n"), f"what does a good answer hold? {question}?"


@lesson
def test_groups_of_every_size_are_thought_of(lesson: Path) -> None:
    text = page(lesson).sections["In groups"]
    for kind in ("**Pairs.**", "**One screen for all.**", "**Sixty people.**"):
        assert kind in text


@lesson
def test_the_sketch_fits_on_a_board(lesson: Path) -> None:
    sketch = re.search(r"^```text\n(.*?)^```", page(lesson).sections["On the board"], re.M | re.S)
    assert sketch
    lines = sketch.group(1).splitlines()
    assert 3 <= len(lines) <= 24
    assert max(map(len, lines)) <= 72


@lesson
def test_a_page_is_read_in_a_few_minutes(lesson: Path) -> None:
    words = [word for word in page(lesson).text.split() if any(map(str.isalpha, word))]
    assert 450 <= len(words) <= 1300


@lesson
def test_no_link_of_a_page_is_broken(lesson: Path) -> None:
    linked = [read(page(lesson).path)]
    assert broken(linked) == []
