"""Progress in JupyterLab: a quiz that is answered on the page is counted, and the table is read."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook

AREA = ".jp-OutputArea-output"


def test_a_quiz_on_the_page_is_counted_in_the_table(notebook: Notebook, page: Page) -> None:
    notebook.open(["from deliverylab import teach\nteach.quiz('01')", "teach.progress()"]).run_all()
    quiz = page.locator(".dl-quiz")
    quiz.get_by_role("radio", name="A package with a version, on the shelf.").check()
    quiz.get_by_role("button", name="Check").nth(1).press("Enter")
    expect(quiz).to_contain_text("1 of 6 right")
    notebook.run_all()

    table = page.get_by_role("table", name="Your progress")
    heads = ["lesson", "exercises right", "points by checks", "by a person", "quiz right"]
    expect(table.get_by_role("columnheader")).to_have_text(heads)
    row = table.get_by_role("row").filter(
        has=page.get_by_role("rowheader", name="01 From commit to production")
    )
    expect(row.get_by_role("cell").last).to_have_text("1 of 6")
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        notebook.theme(theme)
        assert violations(page, AREA) == []
