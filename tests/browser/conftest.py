"""A running JupyterLab and a page of Chromium for the browser tests.

Chromium is the one named in the environment variable CHROME, or Debian's, or Playwright's own.
Where there is none, the tests are skipped; in continuous integration (CI is set) they fail.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.server import Notebook, Server, chromium, find_chromium, jupyterlab, new_page


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if item.path.parent == here:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """JupyterLab, serving an empty folder."""
    with jupyterlab(tmp_path_factory.mktemp("lab")) as running:
        yield running


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        try:
            path = find_chromium(playwright)
        except LookupError as reason:
            pytest.fail(str(reason)) if os.environ.get("CI") else pytest.skip(str(reason))
        with chromium(playwright, path) as running:
            yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as large as a projector's picture, with two pixels per pixel of the page."""
    with new_page(browser) as page:
        yield page


@pytest.fixture
def notebook(page: Page, server: Server) -> Iterator[Notebook]:
    """An empty hand: `notebook.open(cells).run_all()`. Its kernel ends with the test."""
    opened = Notebook(page, server)
    yield opened
    opened.shut_down()
