"""Lesson 01 as a student has it: in JupyterLab, from top to bottom."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server

ROOT = Path(__file__).resolve().parents[2]
LESSON = "notebooks/01_from_commit_to_production.ipynb"
AREA = ".jp-MarkdownOutput, .jp-OutputArea-output"


@pytest.fixture
def lesson(notebook: Notebook, server: Server) -> Notebook:
    for folder in ("notebooks", "data"):
        shutil.copytree(ROOT / folder, server.folder / folder, dirs_exist_ok=True)
    return notebook.open_file(LESSON)


def test_the_lesson_runs_and_everything_in_it_works(lesson: Notebook, page: Page) -> None:
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    lesson.run_all()

    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        lesson.theme(theme)
        assert violations(page, AREA) == []

    errors = page.locator(".jp-OutputArea-output").filter(has_text="Refused:")
    expect(errors).to_have_text(re.compile("^Refused: .*the shelf is empty.*$"))
    expect(page.locator(".jp-OutputArea-output").filter(has_text="Traceback")).to_have_count(0)

    pipeline = page.locator(".dl-pipeline")
    before = pipeline.locator(".dlp-clock").text_content()
    pipeline.get_by_role("button", name="Next event").press("Enter")
    expect(pipeline.locator(".dlp-clock")).not_to_have_text(str(before))

    by_hand = lesson.lab(0)
    by_hand.get_by_role("button", name="Skip").press("Enter")
    told = by_hand.locator("[aria-live]").first
    expect(told).to_contain_text("Nothing happened yet")
    for button in ("Commit a change", "Build", "Release"):
        by_hand.get_by_role("button", name=button, exact=True).press("Enter")
    expect(told).to_contain_text("on the shelf. Users get nothing yet.")

    shelf = lesson.lab(1)
    prediction = shelf.get_by_role("textbox")
    prediction.fill("7")
    prediction.press("Enter")
    expect(shelf).to_contain_text("You predicted 7 days")
    said = shelf.locator("[aria-live]").first
    first = said.text_content()
    shelf.get_by_role("slider", name="Days between trains").press("ArrowLeft")
    expect(said).not_to_have_text(str(first))

    quiz = page.locator(".dl-quiz")
    quiz.get_by_role("radio", name="A package with a version, on the shelf.").check()
    quiz.get_by_role("button", name="Check").nth(1).press("Enter")
    expect(quiz).to_contain_text("1 of 6 right")
    assert complaints == []


def test_the_stored_lesson_shows_its_pictures_before_anything_runs(
    lesson: Notebook, page: Page
) -> None:
    pictures = page.locator(".jp-OutputArea-output img")
    expect(pictures).to_have_count(6)
    for number in range(6):
        assert len(str(pictures.nth(number).get_attribute("alt"))) > 40
    assert violations(page, AREA) == []


def test_the_stored_lesson_asks_for_a_prediction_before_it_tells(
    lesson: Notebook, page: Page
) -> None:
    outcome = page.get_by_role("img", name="a package waits", include_hidden=True)
    look = page.get_by_text("What came out (predict first)")
    expect(look).to_have_count(1)
    expect(outcome).to_be_hidden()
    look.click()
    expect(outcome).to_be_visible()
