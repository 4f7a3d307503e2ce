"""A lab in JupyterLab in Chromium, worked as a student works it."""

from __future__ import annotations

import base64
import io
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Locator, expect

from deliverylab.show.lab import Lab
from tests.browser.axe import violations
from tests.browser.server import Notebook, Server, new_page
from tests.show.labs import Asked, Waiting

Pixels = np.ndarray[tuple[int, ...], np.dtype[np.uint8]]

IMPORT = "from tests.show.labs import Asked, AskedCounter, Counter, Waiting"


@pytest.fixture(scope="module")
def opened(browser: Browser, server: Server) -> Iterator[Notebook]:
    """One notebook for the tests of this file."""
    with new_page(browser) as page:
        notebook = Notebook(page, server)
        notebook.open([IMPORT, "Waiting()", "Asked()", "Counter()", "AskedCounter()"], "labs.ipynb")
        yield notebook
        notebook.shut_down()


@pytest.fixture
def labs(opened: Notebook) -> Notebook:
    """Four new labs in it, as nobody has touched them."""
    opened.page.set_viewport_size({"width": 1280, "height": 720})
    opened.theme("JupyterLab Light")
    return opened.run_all()


def test_moving_a_slider_by_key_changes_picture_sentence_and_tiles(labs: Notebook) -> None:
    lab = labs.lab()
    picture = lab.locator("canvas")
    before = picture.evaluate("canvas => canvas.toDataURL()")
    lab.get_by_label("Days between trains").press("ArrowRight")
    expect(lab.locator(".dl-sentence")).to_have_text(
        "A package waits 7.5 days. Before, it waited 7 days."
    )
    expect(lab.locator(".dl-number").first).to_have_text("7.5 days")
    expect(lab.locator(".dl-change").first).to_have_text("▲ 12 hours more: worse")
    assert picture.evaluate("canvas => canvas.toDataURL()") != before


def test_every_control_is_reached_by_tab_and_worked_by_keys(labs: Notebook) -> None:
    lab, page = labs.lab(), labs.page
    lab.locator("input").first.focus()
    reached = []
    for _ in range(8):
        reached.append(
            page.evaluate(
                "document.activeElement.labels?.[0]?.textContent"
                " ?? document.activeElement.textContent"
            )
        )
        page.keyboard.press("Tab")
    assert reached == [
        "on a train",
        "Days between trains",
        "Changes a day",
        "Automatic testson",
        "barge",
        "hydrofoil",
        "Reset",
        "Show as table",
    ]
    sentence = lab.locator(".dl-sentence")
    lab.get_by_label("on a train").press("ArrowDown")
    expect(sentence).to_contain_text("A package waits 0.25 days.")
    expect(lab.get_by_label("Days between trains")).to_be_disabled()
    lab.get_by_role("button", name="barge").press("Enter")
    expect(sentence).to_contain_text("A package waits 14 days.")
    expect(lab.get_by_label("Days between trains")).to_have_value("28")
    lab.get_by_role("switch", name="Automatic tests").press("Space")
    expect(lab.get_by_role("switch", name="Automatic tests")).not_to_be_checked()
    lab.get_by_role("button", name="Reset").press("Space")
    expect(sentence).to_have_text("A package waits 7 days.")
    expect(lab.get_by_role("switch", name="Automatic tests")).to_be_checked()


def test_the_numbers_can_be_read_as_a_table(labs: Notebook) -> None:
    lab = labs.lab()
    button = lab.get_by_role("button", name="Show as table")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    row = lab.get_by_role("row", name="Waiting time")
    expect(row).to_have_text("Waiting time7 days7 days")
    button.press("Enter")
    expect(row).to_be_hidden()


def test_a_refused_choice_is_told_in_place_and_the_picture_stays(labs: Notebook) -> None:
    lab = labs.lab()
    lab.get_by_label("Changes a day").fill("11")
    lab.get_by_role("switch", name="Automatic tests").click()
    expect(lab.locator(".dl-sentence")).to_have_text(
        "Nobody tests more than ten changes a day by hand."
    )
    expect(lab).to_have_class("dl-lab dl-refused")
    expect(lab.locator("canvas")).to_be_visible()
    lab.get_by_role("switch", name="Automatic tests").click()
    expect(lab.locator(".dl-sentence")).to_contain_text("A package waits 7 days.")
    expect(lab).to_have_class("dl-lab")


def test_a_fault_never_shows_a_traceback(labs: Notebook) -> None:
    lab = labs.lab()
    lab.get_by_label("Changes a day").fill("11.5")
    expect(lab.locator(".dl-sentence")).to_contain_text("This lab has a fault here")
    assert "Traceback" not in labs.page.content()
    assert "ZeroDivisionError" not in labs.page.locator(".jp-Notebook").inner_text()


def test_the_outcome_comes_after_the_prediction(labs: Notebook) -> None:
    lab, page = labs.lab(1), labs.page
    expect(lab.locator(".dl-number").first).to_be_hidden()
    expect(lab.get_by_label("Days between trains")).to_be_disabled()
    question = lab.get_by_label("How many days does a package wait?")
    question.fill("soon")
    question.press("Enter")
    expect(lab.locator(".dl-sentence")).to_contain_text("Type a number from 0 to 100")
    expect(lab).to_have_class(re.compile("dl-refused"))
    question.fill("10")
    expect(lab.locator(".dl-sentence")).to_have_text(
        "The outcome appears here once you have predicted it, or chosen to skip."
    )
    expect(lab).not_to_have_class(re.compile("dl-refused"))
    question.press("Enter")
    expect(lab.locator(".dl-verdict")).to_have_text(
        "You predicted 10 days; the outcome is 7 days: 3 days too many."
    )
    expect(lab.locator("canvas")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('.dl-lab') !== null"), "focus was lost"
    lab.get_by_role("button", name="Change prediction").press("Enter")
    question.fill("7")
    question.press("Enter")
    expect(lab.locator(".dl-verdict")).to_contain_text("right")


def test_until_predicted_the_controls_look_as_they_are_and_say_what_comes_first(
    labs: Notebook,
) -> None:
    lab = labs.lab(3)
    button, hint = lab.get_by_role("button", name="Count up"), lab.get_by_text("Predict first:")
    filled = "button => getComputedStyle(button).backgroundColor !== 'rgba(0, 0, 0, 0)'"
    expect(hint).to_be_visible()
    expect(button).to_be_disabled()
    assert not button.evaluate(filled)
    before = lab.bounding_box(), button.bounding_box()
    lab.get_by_label("What comes after 0?").select_option("1")
    lab.get_by_role("button", name="See what happens").press("Enter")
    expect(hint).to_be_hidden()
    expect(button).to_be_focused()
    assert button.evaluate(filled)
    assert (lab.bounding_box(), button.bounding_box()) == before


def test_no_answer_is_chosen_before_one_thinks(labs: Notebook) -> None:
    lab = labs.lab(3)
    question = lab.get_by_label("What comes after 0?")
    assert question.locator("option:checked").inner_text() == "choose …"
    lab.get_by_role("button", name="See what happens").press("Enter")
    expect(lab.locator(".dl-sentence")).to_have_text("Choose one of: 1, 2.")
    expect(lab.get_by_role("button", name="Count up")).to_be_disabled()
    question.select_option("2")
    expect(lab).not_to_have_class(re.compile("dl-refused"))
    question.press("Enter")
    expect(lab.locator(".dl-verdict")).to_contain_text("You predicted 2; the outcome is 1.")


def test_the_question_stands_at_the_top_of_the_result(labs: Notebook) -> None:
    lab = labs.lab(1)
    asked = lab.locator(".dl-predict").bounding_box()
    question = lab.get_by_text("How many days does a package wait?").bounding_box()
    controls = lab.locator(".dl-controls").bounding_box()
    assert asked and question and controls
    assert asked["y"] == pytest.approx(controls["y"], abs=1)
    assert question["y"] - asked["y"] < 40


def test_steps_stand_in_one_column_as_wide_as_each_other(labs: Notebook) -> None:
    boxes = [button.bounding_box() for button in labs.lab(2).locator(".dl-steps button").all()]
    assert len(boxes) == 2 and len({(box["x"], box["width"]) for box in boxes if box}) == 1


def test_a_long_number_in_a_tile_gets_smaller_and_is_never_cut(labs: Notebook) -> None:
    number = labs.lab().locator(".dl-number").first
    sizes = []
    for width, words in ((1280, "7 days"), (1280, "one every 2.2 weeks " * 2), (700, "7 days")):
        labs.page.set_viewport_size({"width": width, "height": 720})
        number.evaluate(
            """(number, words) => {
                number.textContent = words;
                number.style.setProperty('--dl-letters', words.length);
            }""",
            words,
        )
        assert number.evaluate("number => number.scrollWidth <= number.clientWidth")
        sizes.append(number.evaluate("number => parseFloat(getComputedStyle(number).fontSize)"))
    assert sizes[0] == sizes[2] == 18 > sizes[1]


def test_a_prediction_can_be_skipped_by_key(labs: Notebook) -> None:
    lab = labs.lab(1)
    lab.get_by_role("button", name="Skip").press("Enter")
    expect(lab.locator(".dl-verdict")).to_contain_text("No prediction given")


def test_a_lab_of_buttons(labs: Notebook) -> None:
    lab = labs.lab(2)
    lab.get_by_role("button", name="Count down").press("Space")
    expect(lab.locator(".dl-sentence")).to_have_text("There is nothing to take away.")
    for count in range(1, 6):
        lab.get_by_role("button", name="Count up").press("Enter")
        if count == 5:
            expect(lab.locator(".dl-sentence")).to_have_text("You counted 5.")


def test_a_fast_slider_sends_its_latest_position_and_none_pile_up(labs: Notebook) -> None:
    lab = labs.lab()
    answers = lab.evaluate(
        """async lab => {
            const slider = lab.querySelector('input[type=range]');
            const canvas = lab.querySelector('canvas');
            const note = lab.querySelector('.dl-note');
            const first = Number(canvas.dataset.number);
            for (let move = 0; move < 200; move += 1) {
                slider.value = 1 + move % 28;
                slider.dispatchEvent(new Event('input'));
                if (move % 20 === 0) await new Promise(resolve => setTimeout(resolve, 5));
            }
            while (note.getAttribute('aria-busy') !== 'false')
                await new Promise(resolve => setTimeout(resolve, 10));
            return Number(canvas.dataset.number) - first;
        }"""
    )
    assert 1 <= answers <= 40
    expect(lab.get_by_label("Days between trains")).to_have_value(str(1 + 199 % 28))
    expect(lab.locator(".dl-sentence")).to_contain_text("A package waits 2 days.")


def test_a_slider_fetches_nothing(labs: Notebook) -> None:
    lab = labs.lab()
    fetched: list[str] = []
    labs.page.on("request", lambda request: fetched.append(request.url))
    for days in (15, 16, 17):
        lab.get_by_label("Days between trains").press("ArrowRight")
        expect(lab.locator(".dl-sentence")).to_contain_text(f"A package waits {days / 2:g} days.")
    # JupyterLab saves its own layout whenever it likes.
    assert not [url for url in fetched if "/lab/api/workspaces/" not in url]


def test_two_views_of_one_lab_show_the_same(notebook: Notebook) -> None:
    notebook.open([IMPORT + "\nlab = Waiting()", "lab", "lab"]).run_all()
    one, other = notebook.lab(0), notebook.lab(1)
    one.get_by_label("Days between trains").press("ArrowRight")
    expect(other.locator(".dl-sentence")).to_contain_text("A package waits 7.5 days.")
    expect(other.get_by_label("Days between trains")).to_have_value("15")
    for moved, days in ((other, 3), (one, 20), (other, 21), (other, 16), (one, 16)):
        moved.get_by_label("Days between trains").fill(str(days))
    for view in (one, other):
        expect(view.get_by_label("Days between trains")).to_have_value("16")
        expect(view.locator(".dl-sentence")).to_contain_text("A package waits 8 days.")
        assert (painted(view) == drawn(Waiting(), days=16)).all()


def test_what_is_new_is_painted_over_what_was_there(labs: Notebook) -> None:
    lab = labs.lab()
    slider = lab.get_by_label("Days between trains")
    for days in (15, 28, 3, 3, 14):
        slider.fill(str(days))
        expect(lab.locator(".dl-sentence")).to_contain_text(f"A package waits {days / 2:g} day")
        assert (painted(lab) == drawn(Waiting(), days=days)).all()


def painted(lab: Locator) -> Pixels:
    """Return the pixels (height × width × 4) of a lab's picture on the page."""
    png = lab.locator("canvas").evaluate("canvas => canvas.toDataURL().split(',')[1]")
    with Image.open(io.BytesIO(base64.b64decode(png))) as image:
        return np.asarray(image.convert("RGBA"))


def drawn(lab: Lab[Any], **choices: float) -> Pixels:
    """Return the pixels of the same picture, whole, at these choices."""
    lab.move(**choices)
    return lab.frame(2).pixels()


@pytest.mark.parametrize("width", [1280, 900])
def test_nothing_jumps(labs: Notebook, width: int) -> None:
    labs.page.set_viewport_size({"width": width, "height": 720})
    lab = labs.lab()
    boxes = []
    for key in ("ArrowRight", "Home", "End", "ArrowLeft"):
        lab.get_by_label("Days between trains").press(key)
        expect(lab.locator(".dl-note")).to_have_attribute("aria-busy", "false")
        boxes.append([lab.bounding_box(), lab.locator(".dl-stage").bounding_box()])
    lab.get_by_label("Changes a day").fill("11.5")
    expect(lab.locator(".dl-sentence")).to_contain_text("fault")
    boxes.append([lab.bounding_box(), lab.locator(".dl-stage").bounding_box()])
    assert all(box == boxes[0] for box in boxes)


def test_a_lab_fits_a_projector_and_stacks_where_it_is_narrow(labs: Notebook) -> None:
    lab = labs.lab()
    panel = labs.page.locator(".jp-WindowedPanel-outer").bounding_box()
    box = lab.bounding_box()
    assert panel is not None and box is not None
    assert box["height"] <= panel["height"]
    labs.page.set_viewport_size({"width": 700, "height": 720})
    labs.page.wait_for_function(
        """() => {
            const [lab] = document.querySelectorAll('.dl-lab');
            const edges = part => lab.querySelector(part).getBoundingClientRect();
            return edges('.dl-result').top >= edges('.dl-controls').bottom;
        }"""
    )
    assert lab.evaluate("lab => lab.scrollWidth <= lab.clientWidth")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing(labs: Notebook, theme: str) -> None:
    labs.theme(theme)
    for number in range(4):
        labs.lab(number)
    assert violations(labs.page, ".dl-lab") == []
    labs.lab(0).get_by_role("button", name="Show as table").click()
    labs.lab(0).get_by_label("Changes a day").fill("11.5")
    expect(labs.lab(0).locator(".dl-sentence")).to_contain_text("fault")
    labs.lab(1).get_by_role("button", name="Skip").click()
    expect(labs.lab(1).locator(".dl-verdict")).to_contain_text("No prediction given")
    assert violations(labs.page, ".dl-lab") == []


def test_a_page_without_python_asks_before_it_tells(notebook: Notebook) -> None:
    """What an exported notebook has: the page of the lab, and no kernel to answer."""
    page = notebook.open([IMPORT, "Waiting()", "Asked()"], "exported.ipynb").page
    page.evaluate(
        """() => {
            const state = document.createElement('script');
            state.type = 'application/vnd.jupyter.widget-state+json';
            state.textContent = '{}';
            document.head.append(state);
        }"""
    )
    plain, asked = notebook.run_all().labs.nth(0), notebook.labs.nth(1)
    expect(plain.locator(".dl-sentence")).to_have_text("A package waits 7 days.")
    expect(plain.locator(".dl-busy")).to_contain_text("A stored picture")
    expect(asked.locator(".dl-sentence")).to_contain_text("The outcome appears here")
    expect(asked.locator(".dl-picture").first).to_be_hidden()
    assert violations(page, ".dl-lab") == []
    asked.get_by_role("button", name="What came out (predict first)").press("Enter")
    expect(asked.locator(".dl-sentence")).to_have_text("A package waits 7 days.")
    expect(asked.locator("img.dl-picture")).to_be_visible()


@pytest.mark.parametrize("lab", [Waiting, Asked])
def test_a_stored_notebook_shows_the_picture_and_the_sentence_once(
    notebook: Notebook, lab: type[Lab[float]]
) -> None:
    bundle, about = lab()._repr_mimebundle_()
    stored = {kind: data for kind, data in bundle.items() if "widget" not in kind}
    notebook.write([("lab", stored, about)], "stored.ipynb").open_file("stored.ipynb")
    output = notebook.page.locator(".jp-OutputArea-output")
    if lab.prediction:
        expect(output.get_by_text(lab.prediction.question)).to_be_visible()
        expect(output.get_by_role("img")).to_be_hidden()
        assert violations(notebook.page, ".jp-OutputArea-output") == []
        output.get_by_text("What came out (predict first)").press("Enter")
    picture = output.get_by_role("img", name="A package waits 7 days.")
    expect(picture).to_be_visible()
    expect(output.locator("figcaption")).to_have_text("A package waits 7 days.")
    assert violations(notebook.page, ".jp-OutputArea-output figure") == []
