"""The glossary in JupyterLab: a link in a lesson opens the page, rendered, at its term."""

from __future__ import annotations

import shutil

import nbformat
import pytest
from nbformat import v4
from playwright.sync_api import expect

from tests.browser.server import REPO, Notebook, Server


@pytest.mark.parametrize(
    ("term", "anchor", "chinese"),
    [
        ("commit", "commit", "提交"),  # found by its heading
        ("Little's law", "littles-law", "利特尔法则"),  # by an anchor of its own
    ],
)
def test_a_link_in_a_students_copy_opens_the_page_at_the_term(
    notebook: Notebook, server: Server, term: str, anchor: str, chinese: str
) -> None:
    for folder in ("docs", "my_work"):
        (server.folder / folder).mkdir(exist_ok=True)
    shutil.copy(REPO / "docs" / "glossary.md", server.folder / "docs")
    lesson = v4.new_notebook(
        cells=[v4.new_markdown_cell(f"a **[{term}](../docs/glossary.md#{anchor})**")],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}},
    )
    nbformat.write(lesson, server.folder / "my_work" / f"{anchor}.ipynb")
    page = notebook.open_file(f"my_work/{anchor}.ipynb").page
    page.get_by_role("link", name=term).click()
    shown = page.locator(".jp-MarkdownViewer")
    heading = shown.get_by_role("heading", name=term)
    expect(heading).to_be_in_viewport()
    expect(heading.locator("xpath=following-sibling::p[1]")).to_contain_text(chinese)
    expect(shown.get_by_role("heading", name="artifact")).not_to_be_in_viewport()
