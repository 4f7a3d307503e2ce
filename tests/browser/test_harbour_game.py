"""The harbour game in JupyterLab: played by keys alone, fits a projector, axe is content."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server, new_page

ROOM = 600
"""Pixels that JupyterLab leaves to a notebook of a projector's picture, which is 720 high."""

CELL = 'from deliverylab.show import HarbourGame\nHarbourGame("tug", 1, "game.json")'


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Notebook]:
    """A notebook with the game, saved to a file."""
    with new_page(browser) as page:
        notebook = Notebook(page, server).open([CELL], "harbour_game.ipynb").run_all()
        yield notebook
        notebook.shut_down()


def test_a_quarter_is_planned_and_played_by_keys(opened: Notebook) -> None:
    lab = opened.lab(0)
    first = lab.get_by_label("First move")
    first.focus()
    first.press("ArrowDown")
    expect(lab.locator(".dl-sentence")).to_contain_text(
        "3 of 6 person-weeks are left. Everyone reviews (3): "
    )
    second = lab.get_by_label("Then", exact=True)
    expect(second.locator("option", has_text="Deploy every change")).to_have_text(
        "Deploy every change (3) – Packages are made by hand here. Package by machine first."
    )
    expect(second.locator("option", has_text="Deploy every change")).to_be_disabled()
    first.press("Tab")
    expect(second).to_be_focused()
    lab.get_by_role("button", name="Play this quarter").press("Enter")
    expect(lab.locator(".dl-sentence")).to_contain_text("Quarter 1:")
    expect(first).to_have_value("none")
    box = lab.bounding_box()
    assert box is not None and box["height"] <= ROOM


def test_a_saved_season_goes_on_where_the_cell_is_run_again(opened: Notebook) -> None:
    opened.run_all()
    lab = opened.lab(0)
    expect(lab.locator(".dl-sentence")).to_contain_text("Quarter 1:")
    lab.get_by_role("button", name="Start over").press("Enter")
    expect(lab.locator(".dl-sentence")).to_contain_text("Your season is kept as game_")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(opened: Notebook, theme: str) -> None:
    opened.theme(theme)
    opened.lab(0)
    assert violations(opened.page, ".dl-lab") == []
