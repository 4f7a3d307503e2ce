"""The labs of lesson 02 in JupyterLab: worked by keyboard, read aloud, shown on a projector."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server, new_page

CELLS = (
    "from deliverylab.show import ThreeModes, WhatIsInABatch, modes_compared",
    "ThreeModes()",
    "WhatIsInABatch()",
    "modes_compared()",
)
THEMES = ("JupyterLab Light", "JupyterLab Dark")
PROJECTOR = 599
"""Pixels of the page: what JupyterLab's bars leave of a picture that is 720 high."""


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Notebook]:
    """One notebook for the tests of this file."""
    with new_page(browser) as page:
        notebook = Notebook(page, server).open(CELLS, "lesson_02_labs.ipynb")
        yield notebook
        notebook.shut_down()


@pytest.fixture
def labs(opened: Notebook) -> Notebook:
    """New labs in it, as nobody has touched them."""
    opened.theme("JupyterLab Light")
    return opened.run_all()


def predicted(labs: Notebook, number: int) -> Locator:
    """Return a lab whose prediction was skipped, by keyboard."""
    lab = labs.lab(number)
    lab.get_by_role("button", name="Skip").press("Enter")
    expect(lab.locator(".dl-verdict")).to_contain_text("No prediction given")
    return lab


def sentence(lab: Locator) -> Locator:
    return lab.locator(".dl-sentence")


def test_the_switches_are_worked_by_keyboard_and_nonsense_is_refused_in_place(
    labs: Notebook,
) -> None:
    lab = predicted(labs, 0)
    packages = lab.get_by_role("switch", name="packages every change")
    packages.press("Space")
    expect(sentence(lab)).to_contain_text(
        "Your team, from continuous integration to continuous delivery"
    )
    picture = lab.locator("canvas").evaluate("canvas => canvas.toDataURL()")
    lab.get_by_role("switch", name="tests every change").press("Space")
    expect(sentence(lab)).to_have_text("Continuous delivery implies continuous integration.")
    assert lab.locator("canvas").evaluate("canvas => canvas.toDataURL()") == picture


def test_a_slider_of_one_mode_is_said_to_change_only_that(labs: Notebook) -> None:
    lab = predicted(labs, 0)
    lab.get_by_label("Days between trains").press("ArrowLeft")
    expect(sentence(lab)).to_contain_text("This changed only continuous integration")


def test_a_batch_is_chosen_by_slider_and_by_team(labs: Notebook) -> None:
    lab = predicted(labs, 1)
    lab.get_by_label("Changes in it").press("ArrowRight")
    expect(sentence(lab)).to_contain_text("of the batches of 21 changes fail")
    lab.get_by_role("button", name="hydrofoil").press("Enter")
    expect(sentence(lab)).to_contain_text("deployed alone fails in 5 % of the cases")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("number", [0, 1])
def test_they_have_no_barriers_and_fit_a_projector(labs: Notebook, theme: str, number: int) -> None:
    labs.theme(theme)
    lab = predicted(labs, number)
    assert violations(labs.page, ".dl-lab") == []
    box = lab.bounding_box()
    assert box is not None and box["height"] <= PROJECTOR
    assert box["x"] + box["width"] <= 1280


def test_options_of_few_letters_stand_side_by_side(labs: Notebook) -> None:
    lab = predicted(labs, 0)
    first, second = (
        lab.get_by_label(name, exact=True).bounding_box() for name in ("all at once", "rolling")
    )
    assert first is not None and second is not None
    assert abs(first["y"] - second["y"]) < 2 and first["x"] < second["x"]
