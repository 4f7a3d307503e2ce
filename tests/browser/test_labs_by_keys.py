"""Labs in notebooks of JupyterLab: they fit a projector, keys work them, axe is content."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from typing import NamedTuple

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.browser.axe import violations
from tests.browser.server import Notebook, Server, new_page


class Worked(NamedTuple):
    """A lab, the answer to its prediction, a slider, and what one step with a key says."""

    lab: str
    answer: str
    slider: str
    said: str
    key: str = "ArrowLeft"


OF_LESSONS_3_AND_4 = (
    Worked("BusyIsSlow", "4", "How busy each of them is", "busy 79 % of the time"),
    Worked("WorkInProgress", "'nearly as many'", "Open changes at most", "at most 19 open changes"),
    Worked("BatchSize", "10", "Changes in a batch", "63 changes go together"),
    Worked("WhereIsItCaught", "8", "On staging", "84 on staging and 16 in production"),
    Worked("WorthAutomating", "'half as long'", "To build it", "pays back after 6.4 months"),
    Worked("TheMissingGate", "90", "Changes that slow it down", "49 slow changes reached users"),
    Worked("ScorecardLab", "'hydrofoil'", "How long, at most", "numbers moved, most of all"),
    Worked("ErrorBudget", "60", "Changes per working day", "(at the start: 201 %)"),
    Worked("WhoSaysSo", "2", "How long", "change failure rate, weeks 1 to 51"),
    Worked("GameTheMetric", "27", "Same package again", "again once a week", "ArrowRight"),
)
OF_LESSON_5 = (
    Worked("TooManyAlarms", "20", "It rings above", "Ringing above 370 ms"),
    Worked("NotInVersionControl", "50", "Settings in it", "With 27 settings in the repository"),
    Worked(
        "AnyoneCanPickItUp",
        "10",
        "Slower at others' work",
        "1 % slower at other work",
        "ArrowRight",
    ),
    Worked("WhoKnows", "2", "Each away, a year", "(formula: 9.6 %)"),
    Worked("HalfAsMuch", "6", "Built of the plan", "With 45 % of the plan"),
    Worked(
        "CalmsAssessment",
        "'Changes of half the size'",
        "All of it is in version control",
        "Lowest: “All of it is in version control” (rarely",
        "ArrowRight",
    ),
)
NOTEBOOKS = (OF_LESSONS_3_AND_4, OF_LESSON_5)
"""The labs of each notebook; in a longer one JupyterLab hides what is far away."""
ROOM = 600
"""Pixels that JupyterLab leaves to a notebook of a projector's picture, which is 720 high."""


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[list[Notebook]]:
    """The notebooks with their labs, predictions given; in the last one also a lab of buttons."""
    with ExitStack() as closing:
        notebooks = []
        for number, labs in enumerate(NOTEBOOKS):
            names = ", ".join(one.lab for one in labs)
            cells = [f"from deliverylab.show import OneThing, {names}"]
            cells += [f"lab = {one.lab}()\n_ = lab.predict({one.answer})\nlab" for one in labs]
            if labs is OF_LESSON_5:
                cells.append("lab = OneThing()\n_ = lab.predict('skipped')\nlab")
            page = closing.enter_context(new_page(browser))
            notebook = Notebook(page, server).open(cells, f"labs_by_keys_{number}.ipynb").run_all()
            closing.callback(notebook.shut_down)
            notebooks.append(notebook)
        yield notebooks


def height(lab: Locator) -> float:
    box = lab.bounding_box()
    assert box is not None
    return box["height"]


@pytest.mark.parametrize(
    "worked", [*OF_LESSONS_3_AND_4, *OF_LESSON_5], ids=lambda worked: worked.lab
)
def test_it_fits_a_projector_and_is_worked_by_keys(opened: list[Notebook], worked: Worked) -> None:
    number = next(number for number, labs in enumerate(NOTEBOOKS) if worked in labs)
    lab = opened[number].lab(NOTEBOOKS[number].index(worked))
    before = height(lab)
    assert before <= ROOM
    tops = "numbers => numbers.map(number => number.getBoundingClientRect().top)"
    assert len(set(lab.locator(".dl-number").evaluate_all(tops))) <= 1, "at one height"
    lab.get_by_label(worked.slider, exact=True).press(worked.key)
    expect(lab.locator(".dl-sentence")).to_contain_text(worked.said)
    assert height(lab) == before, "it jumps"


def test_a_lab_of_buttons_says_on_them_what_was_done(opened: list[Notebook]) -> None:
    lab = opened[-1].lab(len(OF_LESSON_5))
    before = height(lab)
    assert before <= ROOM
    for button, done in (
        ("L Half the size · 2", "L Half the size · ✓ Q1"),
        ("A Test by machine · 8", "A Test by machine · ✓ Q2"),
    ):
        lab.get_by_role("button", name=button).press("Enter")
        expect(lab.get_by_role("button", name=done)).to_be_focused()
        expect(lab.get_by_role("button", name=done)).to_have_class(re.compile("dl-barred"))
        expect(lab.locator(".dl-sentence")).to_contain_text("person-weeks a quarter")
    assert height(lab) == before, "it jumps"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(opened: list[Notebook], theme: str) -> None:
    for notebook, labs in zip(opened, NOTEBOOKS, strict=True):
        notebook.theme(theme)
        for number in range(len(labs) + (labs is OF_LESSON_5)):
            notebook.lab(number)
        assert violations(notebook.page, ".dl-lab") == []
