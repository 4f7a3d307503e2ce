"""Lesson 00 as a student has it: the doctor, the first lab, a check and its hints, progress."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server

ROOT = Path(__file__).resolve().parents[2]
LESSON = "notebooks/00_start_here.ipynb"
AREA = ".jp-MarkdownOutput, .jp-OutputArea-output"
FAULTY = """\
from deliverylab.teach.doctor.examine import Check, Note, Trouble, examine

def raising(trouble):
    def look():
        raise trouble
    return look

examine([
    Check("git", "it is there", raising(Trouble("git was not found", "Then: `make lab`"))),
    Check("your copies", "none is old", raising(Note("one is old", "Do as you like."))),
    Check("data", "they are whole", lambda: "6,916 changes"),
])
"""


@pytest.fixture
def lesson(notebook: Notebook, server: Server) -> Notebook:
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, server.folder / folder, dirs_exist_ok=True)
    return notebook.open_file(LESSON)


def write(page: Page, beginning: str, source: str) -> None:
    """Change what the cell with this beginning says, as a student types it."""
    page.evaluate(
        """([beginning, source]) => {
            const {cells} = jupyterapp.shell.currentWidget.content.model.sharedModel;
            cells.find(cell => cell.source.startsWith(beginning)).setSource(source);
        }""",
        [beginning, source],
    )


def test_the_lesson_runs_and_everything_in_it_works(lesson: Notebook, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    lesson.run_all()

    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        lesson.theme(theme)
        assert violations(page, AREA) == []

    doctor = page.get_by_role("table", name="Doctor: everything works.")
    row = doctor.get_by_role("row").filter(has=page.get_by_role("rowheader", name="widgets"))
    expect(row.get_by_role("cell").first).to_have_text("✓ OK")

    lab = lesson.lab(0)
    prediction = lab.get_by_role("textbox")
    prediction.fill("20")
    prediction.press("Enter")
    expect(lab).to_contain_text("You predicted 20 batches; the outcome is 64 batches")
    slider = lab.get_by_role("slider", name="Changes in it")
    for _ in range(10):
        slider.press("ArrowLeft")
    expect(lab.locator("[aria-live]").first).to_contain_text("40 % of the batches of 10 changes")

    said = page.locator(".jp-OutputArea-output").filter(has_text="0.1 ")
    expect(said.first).to_contain_text("0.1 is not answered yet.")
    write(page, "failing = ", "failing = 50")
    lesson.run_all()
    expect(said.first).to_contain_text("0.1 not yet: That counts a batch twice")
    lesson.run_all()
    expect(said.first).to_contain_text("0.1 not yet: The risks of 10 changes cannot be added up.")
    write(page, "failing = ", "failing = 40")
    lesson.run_all()
    expect(said.first).to_contain_text("✓ 0.1 right.")
    start = page.get_by_role("table", name="Your progress").get_by_role("row").nth(1)
    expect(start).to_contain_text("00 Start here")
    expect(start.get_by_role("cell").first).to_have_text("1 of 1")
    assert complaints == []


def test_a_fault_is_told_by_a_sign_and_a_word_that_can_be_read_in_both_themes(
    notebook: Notebook, page: Page
) -> None:
    notebook.open([FAULTY]).run_all()
    table = page.get_by_role("table", name="Doctor: 1 of 3 checks fails.")
    for number, word in enumerate(("✗ FAIL", "! NOTE", "✓ OK"), start=1):
        row = table.get_by_role("row").nth(number)
        expect(row.get_by_role("cell").first).to_have_text(word)
    expect(table.locator("code")).to_have_text("make lab")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.theme(theme)
        assert violations(page, AREA) == []
