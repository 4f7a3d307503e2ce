"""The tests of the whole course in Chromium: worked by keyboard, read by a screen reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from deliverylab import teach
from deliverylab.teach.course_test_widget import CourseTest
from tests.browser.axe import violations
from tests.browser.server import Notebook
from tests.browser.widget_page import widget_page

QUESTIONS = 12
NOT_YET = 4
"""The place of "I do not know yet", counted from 0."""


@pytest.fixture(autouse=True)
def own_progress(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path_factory.mktemp("progress") / "progress.json"
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(path))


def opened(page: Page, test: CourseTest, theme: str = "light") -> Locator:
    page.set_content(widget_page(test, theme=theme))
    page.wait_for_function("window.ready")
    if theme == "dark":
        page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    return page.locator(".dl-quiz")


def question(shown: Locator, number: int) -> Locator:
    return shown.get_by_role("group").nth(number - 1)


def answer_all(shown: Locator, right: dict[int, int]) -> None:
    """Choose the places in `right` by question, and of all others that you do not know."""
    for number in range(1, QUESTIONS + 1):
        place = right.get(number, NOT_YET)
        question(shown, number).get_by_role("radio").nth(place).check()


def finished(test: CourseTest) -> CourseTest:
    """Answer all questions in Python: one right, one wrong, the others not yet."""
    test.answers = {str(n): [NOT_YET] for n in range(QUESTIONS)} | {"0": [3], "1": [1]}
    test.done = True
    return test


def test_a_question_is_answered_by_keyboard_and_kept(page: Page) -> None:
    shown = opened(page, teach.pre_test())
    page.keyboard.press("Tab")
    expect(question(shown, 1).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    expect(question(shown, 2).get_by_role("radio").first).to_be_focused()
    page.keyboard.press("Space")
    assert page.evaluate("window.model.get('answers')") == {"0": [1], "1": [0]}
    assert page.evaluate("window.saved") == 3


def test_what_is_not_answered_is_named_and_gets_the_focus(page: Page) -> None:
    shown = opened(page, teach.pre_test())
    answer_all(shown, {})
    page.evaluate("window.model.set('answers', {'0': [0], '2': [0], '3': [0], '5': [1]})")
    button = shown.get_by_role("button", name="Show my result")
    button.press("Enter")
    expect(shown.get_by_role("status")).to_have_text(
        "Questions 2, 5, 7, 8, 9, 10, 11 and 12 are not answered yet."
    )
    expect(question(shown, 2).get_by_role("radio").first).to_be_focused()
    assert page.evaluate("window.model.get('done')") is False
    page.keyboard.press("Space")
    expect(shown.get_by_role("status")).to_have_text("")
    for number in range(3, QUESTIONS + 1):
        question(shown, number).get_by_role("radio").first.check()
    question(shown, 2).get_by_role("radio").first.check()
    button.press("Enter")
    assert page.evaluate("window.model.get('done')") is True


def test_the_pre_test_shows_a_result_and_no_answer(page: Page) -> None:
    shown = opened(page, finished(teach.pre_test()))
    table = shown.get_by_role("table", name="Your pre-test")
    expect(table.get_by_role("rowheader")).to_have_count(7)
    expect(shown).to_contain_text("Read first: lesson 01")
    expect(shown.get_by_role("button")).to_have_count(0)
    expect(shown.locator("details")).to_have_count(0)
    expect(shown.locator(".dlq-feedback:not(:empty)")).to_have_count(0)
    expect(shown.get_by_role("radio", disabled=True)).to_have_count(QUESTIONS * 5)


def test_the_post_test_gives_the_reason_the_right_answer_and_the_other_reasons(page: Page) -> None:
    shown = opened(page, finished(teach.post_test()))
    cards = shown.locator(".dlq-card")
    expect(cards.nth(0)).to_contain_text("✓ Right. Users have what was deployed last.")
    expect(cards.nth(1)).to_contain_text("✗ Not yet. It was two weeks, and it stays so.")
    right = cards.nth(1).locator("p")
    expect(right.locator("em")).to_have_text("Two weeks")
    expect(right).to_contain_text("Half of the time between two trains")
    expect(cards.nth(2)).to_contain_text("✗ Not yet. The answer is: A package with this change")
    for card, others in ((cards.nth(0), 3), (cards.nth(1), 2), (cards.nth(2), 3)):
        card.locator("summary").press("Enter")
        expect(card.locator("details li")).to_have_count(others)
    expect(shown).to_contain_text("You took no pre-test")


def test_a_view_that_is_opened_again_shows_what_was_chosen(page: Page) -> None:
    test = teach.pre_test()
    test.answers = {"4": [2]}
    shown = opened(page, test)
    expect(question(shown, 5).get_by_role("radio").nth(2)).to_be_checked()
    expect(shown.get_by_role("radio", checked=True)).to_have_count(1)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["before it is done", "pre-test", "post-test"])
def test_it_is_accessible(page: Page, theme: str, kind: str) -> None:
    finished(teach.pre_test())
    test = teach.pre_test() if kind == "before it is done" else None
    test = test or finished(teach.pre_test() if kind == "pre-test" else teach.post_test())
    opened(page, test, theme)
    assert violations(page, "body") == []


def test_in_jupyterlab_the_kernel_works_out_both_results(notebook: Notebook) -> None:
    page = notebook.open(
        [
            "import os, tempfile\n"
            "os.environ['DELIVERYLAB_PROGRESS'] = tempfile.mkdtemp() + '/progress.json'\n"
            "from deliverylab import teach\nteach.pre_test()",
            "teach.post_test()",
            "teach.progress()",
        ]
    )
    page.run_all()
    pre, post = (page.page.locator(".dl-quiz").nth(number) for number in range(2))
    answer_all(pre, {1: 1, 2: 2})
    pre.get_by_role("button", name="Show my result").press("Enter")
    result = pre.locator(".dlq-result")
    expect(result).to_be_focused()
    expect(result).to_contain_text("Read first: lesson 02")
    answer_all(post, {1: 3, 2: 0, 3: 0})
    post.get_by_role("button", name="Show my result").press("Enter")
    expect(post).to_contain_text("Before the course you had 2 of 12 right, now 3 of 12.")
    expect(post).to_contain_text("Your normalised gain is 0.10")
    expect(post.locator(".dlq-card[data-mark=right]")).to_have_count(3)
    page.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex = 2")
    page.page.evaluate("jupyterapp.commands.execute('notebook:run-cell')")
    expect(page.page.get_by_text("Post-test: 3 of 12 right")).to_be_visible()
