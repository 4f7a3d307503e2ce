"""The labs on quality in JupyterLab: they fit a projector, keys work them, axe is content."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server, new_page

LABS = {  # the answer to its prediction; a slider, and the sentence after one step to the left
    "WhereIsItCaught": ("8", "On staging", "84 on staging and 16 in production"),
    "WorthAutomating": ("'half as long'", "To build it", "pays back after 5.5 months"),
    "TheMissingGate": ("90", "Changes that slow it down", "49 slow changes reached users"),
}
PROJECTOR = (1280, 720)
ROOM = 600
"""Pixels of a projector's picture that JupyterLab leaves to a notebook."""


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Notebook]:
    """One notebook with the three labs, their predictions given."""
    cells = [f"from deliverylab.show import {', '.join(LABS)}"]
    cells += [
        f"lab = {name}()\n_ = lab.predict({answer})\nlab" for name, (answer, *_) in LABS.items()
    ]
    with new_page(browser) as page:
        notebook = Notebook(page, server).open(cells, "quality_labs.ipynb").run_all()
        yield notebook
        notebook.shut_down()


@pytest.mark.parametrize("number", range(len(LABS)), ids=list(LABS))
def test_it_fits_a_projector_and_is_worked_by_keys(opened: Notebook, number: int) -> None:
    opened.page.set_viewport_size(dict(zip(("width", "height"), PROJECTOR, strict=True)))
    _, label, said = list(LABS.values())[number]
    lab = opened.lab(number)
    box = lab.bounding_box()
    assert box is not None and box["height"] <= ROOM
    lab.get_by_label(label, exact=True).press("ArrowLeft")
    expect(lab.locator(".dl-sentence")).to_contain_text(said)
    after = lab.bounding_box()
    assert after is not None and after["height"] == box["height"], "it jumps"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(opened: Notebook, theme: str) -> None:
    opened.theme(theme)
    for number in range(len(LABS)):
        opened.lab(number)
    assert violations(opened.page, ".dl-lab") == []
