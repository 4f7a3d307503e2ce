"""The lab Release or deploy in JupyterLab, worked by keyboard alone, as a student may."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, expect

from tests.browser.server import Notebook

pytestmark = pytest.mark.browser

CELLS = (
    "from deliverylab.show.release_or_deploy import ReleaseOrDeploy",
    "ReleaseOrDeploy()",
)
TO_USERS = ("Build", "Release", "Deploy to staging", "Deploy to production")
THEMES = ("JupyterLab Light", "JupyterLab Dark")


def opened(notebook: Notebook) -> Locator:
    """Return the lab, shown and waiting for a prediction."""
    lab = notebook.open(CELLS).run_all().labs.first
    expect(lab).to_be_visible()
    lab.scroll_into_view_if_needed()
    return lab


def predict(lab: Locator) -> None:
    """Answer the question by keyboard: the last answer, then Enter on the button."""
    answer = lab.get_by_label(re.compile("What do users get then"))
    answer.focus()
    answer.press("End")
    button = lab.get_by_role("button", name="See what happens")
    button.focus()
    button.press("Enter")
    expect(sentence(lab)).to_contain_text("Nothing happened yet")


def sentence(lab: Locator) -> Locator:
    """Return the sentence under the picture."""
    return lab.locator(".dl-sentence")


def press(lab: Locator, *labels: str) -> None:
    """Press buttons by keyboard, one after the other, each when the one before was answered."""
    for label in labels:
        button = lab.get_by_role("button", name=label, exact=True)
        button.focus()
        button.press("Enter")
        expect(lab.locator(".dl-note")).to_have_attribute("aria-busy", "false")


def painted(lab: Locator) -> str:
    """Return the pixels of the picture."""
    return str(lab.locator("canvas").evaluate("canvas => canvas.toDataURL()"))


def test_all_missions_can_be_done_by_keyboard(notebook: Notebook) -> None:
    lab = opened(notebook)
    faults: list[str] = []
    notebook.page.on("pageerror", lambda error: faults.append(str(error)))
    predict(lab)
    place = lab.bounding_box()
    press(lab, "Deploy to staging")
    expect(sentence(lab)).to_contain_text("the shelf is empty")
    press(lab, "Commit a change", *TO_USERS)
    expect(sentence(lab)).to_contain_text("Users now get 1.0.")
    users_get_old = painted(lab)
    press(lab, "Commit a change", "Build", "Release")
    expect(sentence(lab)).to_contain_text("Users still get 1.0.")
    assert painted(lab) != users_get_old
    expect(lab.locator(".dl-verdict")).to_contain_text("Right: users get the same as before")
    assert lab.bounding_box() == place, "nothing jumps or scrolls"
    press(lab, "Commit a bug", "Build", "Commit a change", "Build", "Commit a bug", *TO_USERS)
    expect(sentence(lab)).to_contain_text("with errors")
    press(lab, "Roll back")
    expect(sentence(lab)).to_contain_text("the errors are gone")
    expect(lab.locator(".dl-number")).to_have_text(["✓ done"] * 5)
    assert lab.bounding_box() == place, "nothing jumps or scrolls"
    assert not faults


def test_a_refusal_keeps_the_picture(notebook: Notebook) -> None:
    lab = opened(notebook)
    predict(lab)
    press(lab, "Commit a change")
    before = painted(lab)
    press(lab, "Release")
    expect(sentence(lab)).to_contain_text("Commit 1 was never built")
    assert painted(lab) == before


def test_the_buttons_are_reached_in_the_order_of_the_pipeline(notebook: Notebook) -> None:
    lab = opened(notebook)
    predict(lab)
    expect(lab.get_by_role("button", name="Commit a change")).to_be_focused()
    reached = []
    for _ in range(7):
        reached.append(notebook.page.evaluate("document.activeElement.textContent"))
        notebook.page.keyboard.press("Tab")
    assert reached == [
        "Commit a change",
        "Commit a bug",
        "Build",
        "Release",
        "Deploy to staging",
        "Deploy to production",
        "Roll back",
    ]


def test_the_history_can_be_read_as_a_table(notebook: Notebook) -> None:
    lab = opened(notebook)
    predict(lab)
    press(lab, "Commit a change", "Build")
    lab.get_by_role("button", name="Show as table").press("Enter")
    rows = lab.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(3)
    expect(rows.nth(2)).to_contain_text("commit 1")


def test_the_lab_fits_a_small_screen(notebook: Notebook) -> None:
    lab = opened(notebook)
    predict(lab)
    box = lab.bounding_box()
    panel = notebook.page.locator(".jp-WindowedPanel-outer").bounding_box()
    assert box and panel
    assert box["height"] <= panel["height"]
    assert box["width"] <= panel["width"]


@pytest.mark.parametrize("theme", THEMES)
def test_no_accessibility_rule_is_broken(notebook: Notebook, theme: str) -> None:
    lab = opened(notebook)
    notebook.theme(theme)
    assert_accessible(notebook, "asking")
    predict(lab)
    press(lab, "Release")
    assert_accessible(notebook, "refusing")
    press(lab, "Commit a change", *TO_USERS)
    assert_accessible(notebook, "answering")


def assert_accessible(notebook: Notebook, when: str) -> None:
    """Scan the lab with axe-core."""
    found = Axe().run(notebook.page, context=".dl-lab")
    assert not found.response["violations"], f"{when}: {found.generate_report()}"
