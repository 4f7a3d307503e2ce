"""A quiz in Chromium: answered by keyboard, read by a screen reader, remembered by the kernel."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from deliverylab.teach import quiz
from deliverylab.teach.questions import load_quiz
from deliverylab.teach.quiz_widget import QuizWidget
from tests.browser.axe import violations
from tests.browser.server import Notebook
from tests.browser.widget_page import widget_page

SHIPS = """
title = "Ships"

[[question]]
ask = "Which of these are ships?"
multiple = true
option = [
    { text = "A tug.", right = true, why = "It pulls." },
    { text = "A barge.", right = true, why = "It is pulled." },
    { text = "A pier.", why = "It stays ashore." },
]
"""

CELLS = ("from deliverylab import teach\nquestions = teach.quiz('01')", "questions")


def opened(page: Page, widget: QuizWidget, theme: str = "light") -> Locator:
    page.set_content(widget_page(widget, theme=theme))
    page.wait_for_function("window.ready")
    if theme == "dark":
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    return page.locator(".dl-quiz")


def question(shown: Locator, number: int) -> Locator:
    return shown.locator("form").nth(number - 1)


def test_a_question_is_answered_by_keyboard(page: Page) -> None:
    shown = opened(page, quiz("01"))
    first = shown.get_by_role("group", name=re.compile("What comes next in the loop"))
    feedback = question(shown, 1).get_by_role("status")
    page.keyboard.press("Tab")
    expect(first.get_by_role("radio").nth(0)).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Check question 1")).to_be_focused()
    page.keyboard.press("Enter")
    expect(feedback).to_contain_text("Not yet. It is tempting, because the work on the code")
    expect(shown.locator(".dlq-progress")).to_have_text("0 of 6 right.")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("ArrowDown")
    expect(feedback).to_have_text("")  # the old reason does not belong to the new choice
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(feedback).to_contain_text("Right. The process is a loop")
    expect(shown.locator(".dlq-progress")).to_have_text("1 of 6 right.")


def test_check_without_a_choice_asks_for_one(page: Page) -> None:
    shown = opened(page, quiz("01"))
    shown.get_by_role("button", name="Check question 2").click()
    expect(question(shown, 2).get_by_role("status")).to_have_text("Choose an answer first.")
    assert page.evaluate("window.model.get('answers')") == {}


def test_every_option_gives_its_own_reason(page: Page) -> None:
    widget = quiz("01")
    shown = opened(page, widget)
    for number, asked in enumerate(widget.quiz.questions, start=1):
        form = question(shown, number)
        for place, option in sorted(enumerate(asked.options), key=lambda pair: pair[1].right):
            form.get_by_role("radio").nth(place).check()
            form.get_by_role("button", name="Check").click()
            said = str(form.get_by_role("status").text_content())
            plain = option.why.replace("`", "").replace("**", "").replace("*", "")
            verdict = "✓ Right. " if option.right else "✗ Not yet. "
            assert said.replace("*", "") == verdict + plain
    expect(shown.locator(".dlq-progress")).to_have_text("6 of 6 right. All of them: well done.")


def test_a_choice_that_is_not_checked_yet_stays_when_another_question_is_checked(
    page: Page,
) -> None:
    shown = opened(page, quiz("01"))
    first, second = question(shown, 1), question(shown, 2)
    wrong, other = first.get_by_role("radio").nth(0), first.get_by_role("radio").nth(1)
    wrong.check()
    first.get_by_role("button").click()
    expect(first.get_by_role("status")).to_contain_text("Not yet.")
    other.check()
    second.get_by_role("radio").nth(0).check()
    second.get_by_role("button").click()
    expect(second.get_by_role("status")).not_to_have_text("")
    expect(other).to_be_checked()
    expect(first.get_by_role("status")).to_have_text("")


def test_after_the_right_answer_the_other_reasons_can_be_read(page: Page) -> None:
    shown = opened(page, quiz("01"))
    form = question(shown, 4)
    expect(form.locator("summary")).to_be_hidden()
    form.get_by_label("1.8", exact=True).check()
    form.get_by_role("button", name="Check").click()
    form.locator("summary").click()
    expect(form.locator("details")).to_contain_text("It is the newest one on the shelf.")


def test_several_right_options(page: Page, tmp_path: Path) -> None:
    file = tmp_path / "ships.toml"
    file.write_text(SHIPS, encoding="utf-8")
    form = question(opened(page, QuizWidget(load_quiz(file))), 1)
    check = form.get_by_role("button", name="Check")
    feedback = form.get_by_role("status")
    form.get_by_label("A tug.").check()
    check.click()
    expect(feedback).to_contain_text("Not yet")
    expect(feedback).to_contain_text("That is not all yet")
    form.get_by_label("A pier.").check()
    check.click()
    expect(feedback).to_contain_text("Not right: A pier. It stays ashore.")
    form.get_by_label("A pier.").uncheck()
    form.get_by_label("A barge.").check()
    check.click()
    expect(feedback).to_contain_text("✓ Right.")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_accessible(page: Page, theme: str) -> None:
    shown = opened(page, quiz("01"), theme)
    for number, place in ((1, 2), (2, 1)):
        question(shown, number).get_by_role("radio").nth(place).check()
        question(shown, number).get_by_role("button", name="Check").click()
    assert violations(page, "body") == []


def test_in_jupyterlab_the_kernel_remembers(notebook: Notebook) -> None:
    page = notebook.open(CELLS).run_all().page
    shown = page.locator(".dl-quiz")
    form = question(shown, 1)
    form.get_by_role("radio").nth(1).focus()
    page.keyboard.press("ArrowDown")  # the notebook would take it to go to the next cell
    form.get_by_role("button", name="Check").press("Enter")
    expect(shown.locator(".dlq-progress")).to_have_text("1 of 6 right.")
    show_again = (
        "jupyterapp.shell.currentWidget.content.activeCellIndex = 1;"
        "jupyterapp.commands.execute('notebook:run-cell')"
    )
    page.evaluate(show_again)
    expect(shown.locator(".dlq-progress")).to_have_text("1 of 6 right.")
    expect(question(shown, 1).get_by_role("status")).to_contain_text("The process is a loop")
    expect(question(shown, 1).get_by_role("radio").nth(2)).to_be_checked()
