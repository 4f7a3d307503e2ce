"""A lesson on a projector: ``make present LESSON=02``, worked as a speaker with a clicker does."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import settings
from tests.browser.axe import violations

ROOT = Path(__file__).resolve().parents[2]
LESSON = "02_integrate_deliver_deploy.ipynb"
NOTE = "For the instructor."
LABS = (
    *("ReleaseOrDeploy", "OnTheShelf", "ThreeModes", "WhatIsInABatch", "BusyIsSlow"),
    *("WorkInProgress", "BatchSize", "WhereIsItCaught", "WorthAutomating", "TheMissingGate"),
    *("ScorecardLab", "ErrorBudget", "WhoSaysSo", "GameTheMetric", "OneThing", "TooManyAlarms"),
    *("NotInVersionControl", "AnyoneCanPickItUp", "WhoKnows", "HalfAsMuch", "CalmsAssessment"),
    "HarbourGame",
)
SLIDE = {"slideshow": {"slide_type": "slide"}}
SKIPPED = {"slideshow": {"slide_type": "skip"}}
SENTENCE = 17
"""Pixels of 720 that the letters of a lab's sentence have at least; prose has 24, code 20."""

_VISIBLE = """selector => [...document.querySelectorAll(selector)]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().height > 0)"""
_SIZES = f"""selector => ({_VISIBLE})(selector).map(one => {{
    let scale = 1;
    for (let up = one; up; up = up.parentElement) scale *= Number(getComputedStyle(up).zoom) || 1;
    return parseFloat(getComputedStyle(one).fontSize) * scale * 720 / innerHeight;
}})"""
_OUTSIDE = f"""() => ({_VISIBLE})(`.jp-WindowedPanel-viewport :is(p, li, tr, img, .cm-line, .dl-lab,
    .dl-pipeline, .dlq-card)`).filter(one => {{
        const box = one.getBoundingClientRect();
        return box.top < 0 || box.left < 0 || box.right > innerWidth + 1
            || box.bottom > innerHeight + 1;
    }}).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course in which nobody has worked yet, and a notebook with every lab."""
    folder = tmp_path_factory.mktemp("course")
    junk = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for name in ("data", "docs", "exercises", "jupyter", "notebooks", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=junk)
    cells = [nbformat.v4.new_code_cell("from deliverylab import show")]
    for name in LABS:
        shown = f"lab = show.{name}()\n_ = lab.prediction and lab.predict('skipped')\nlab"
        cell = nbformat.v4.new_code_cell(shown)
        cell.metadata |= {"slideshow": {"slide_type": "slide"}, "deck": {"show": "output"}}
        cells.append(cell)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata=kernel), folder / "notebooks" / "labs.ipynb"
    )
    return folder


@contextmanager
def presenting(course: Path, lesson: str, browser: Browser, port: int) -> Iterator[Page]:
    """Run the program that ``make present`` runs, and open what it says to open."""
    log = course / f"printed_{port}.txt"
    program = [sys.executable, "tools/present.py", lesson, "--no-browser", f"--port={port}"]
    with log.open("wb") as output:
        process = subprocess.Popen(
            program,
            cwd=course,
            env=settings.for_programs(Path(sys.executable), course),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    context = browser.new_context(viewport={"width": 1280, "height": 720})
    try:
        page = context.new_page()
        page.goto(address(process, log))
        at(page, re.compile(r"^1 / \d+$"))
        expect(page.locator(".dl-present-status")).to_have_text("Starting the labs …")
        expect(page.locator(".dl-present-status")).to_have_text("", timeout=120_000)
        yield page
    finally:
        context.close()
        process.send_signal(signal.SIGINT if os.name != "nt" else signal.SIGTERM)
        process.wait(30)


def address(process: subprocess.Popen[bytes], log: Path) -> str:
    """Return the address that the program prints; wait for it."""
    for _ in range(600):
        if match := re.search(r"http://\S+token=\w+", log.read_text("utf-8")):
            return match.group()
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise AssertionError("JupyterLab did not start:\n" + log.read_text("utf-8"))


@pytest.fixture(scope="module")
def opened(course: Path, browser: Browser) -> Iterator[Page]:
    """Lesson 02, presented; its labs are started."""
    with presenting(course, "02", browser, 8941) as page:
        yield page


@pytest.fixture
def page(opened: Page) -> Page:
    """The same at its first slide, as light as it is at first."""
    opened.bring_to_front()
    opened.evaluate("document.activeElement?.blur()")
    opened.keyboard.press("Home")
    at(opened, re.compile(r"^1 / "))
    return opened


def at(page: Page, where: re.Pattern[str]) -> None:
    expect(page.locator(".dl-present-where")).to_have_text(where, timeout=60_000)


def place(page: Page) -> str:
    """Return which slide, and which stop of it, is shown."""
    return str(page.evaluate("Object.entries(sessionStorage).join()"))


def go_to(page: Page, selector: str) -> Locator:
    """Press the clicker until the element is on the screen."""
    for _ in range(80):
        shown = page.locator(selector).locator("visible=true")
        if shown.count():
            return shown.first
        page.keyboard.press("PageDown")
    raise AssertionError(f"no slide shows {selector}")


def open_notes(page: Page) -> Page:
    """Open the speaker's window; the button shows itself when the mouse moves."""
    page.mouse.move(500, 300)
    page.mouse.move(600, 400)
    with page.expect_popup() as opening:
        page.get_by_role("button", name="Notes").click()
    return opening.value


def test_it_opens_at_the_title_and_nothing_of_jupyterlab_is_around_it(page: Page) -> None:
    expect(page.get_by_role("heading", name="02 · Integrate, deliver, deploy")).to_be_visible()
    for around in ("#jp-top-panel", "#jp-bottom-panel", ".jp-SideBar", ".jp-NotebookPanel-toolbar"):
        assert not [one for one in page.locator(around).all() if one.is_visible()], around
    expect(page.locator(".jp-Dialog")).to_have_count(0)


def test_the_clicker_goes_through_all_and_nothing_is_cut_off_or_small(page: Page) -> None:
    small: list[str] = []
    seen = [place(page)]
    for _ in range(120):
        assert page.evaluate(_OUTSIDE) == [], seen[-1]
        expect(page.get_by_text(NOTE).locator("visible=true")).to_have_count(0)
        for selector, least in ((".jp-MarkdownOutput > p", 24), (".jp-CodeCell .cm-line", 20)):
            if any(size < least - 0.1 for size in page.evaluate(_SIZES, selector)):
                small.append(f"{seen[-1]}: {selector}")
        page.keyboard.press("PageDown")
        if place(page) == seen[-1]:
            break
        seen.append(place(page))
    assert small == []
    first, last = page.locator(".dl-present-where").inner_text().split(" / ")
    assert first == last
    assert len(seen) == len(set(seen)) > 30
    for before in reversed(seen[:-1]):
        page.keyboard.press("PageUp")
        assert place(page) == before


def test_a_lab_works_and_the_clicker_goes_on_from_inside_it(page: Page) -> None:
    lab = go_to(page, ".dl-lab")
    if lab.get_by_role("button", name="Skip").is_visible():
        lab.get_by_role("button", name="Skip").click()
    sentence = lab.locator(".dl-sentence")
    expect(sentence).to_contain_text("half of the changes reach users")
    slider = lab.get_by_label("Days between trains")
    slider.click()
    before = sentence.inner_text()
    slider.press("ArrowLeft")
    expect(sentence).not_to_have_text(before)
    expect(slider).to_be_focused()
    value, here = slider.input_value(), place(page)
    page.keyboard.press("PageDown")
    expect(lab).to_be_hidden()
    assert place(page) != here
    page.keyboard.press("PageUp")
    expect(lab).to_be_visible()
    assert (slider.input_value(), place(page)) == (value, here)


def test_what_is_folded_comes_at_the_next_key(page: Page) -> None:
    folded = go_to(page, "details:has(summary:text('What came out (predict first)'))")
    assert folded.get_attribute("open") is None
    page.keyboard.press("PageDown")
    expect(folded).to_have_attribute("open", "")
    expect(folded.locator("table")).to_be_visible()
    page.keyboard.press("PageUp")
    assert folded.get_attribute("open") is None


def test_code_on_a_slide_is_changed_and_run(course: Path, browser: Browser) -> None:
    cells = [nbformat.v4.new_code_cell("print('it', 7)"), nbformat.v4.new_markdown_cell("## Next")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    code = nbformat.v4.new_notebook(cells=cells, metadata=kernel)
    nbformat.write(code, course / "notebooks" / "code.ipynb")
    with presenting(course, "notebooks/code.ipynb", browser, 8943) as page:
        output = page.locator(".jp-OutputArea-output").locator("visible=true")
        expect(output).to_have_text("it 7")
        here = place(page)
        page.locator(".jp-CodeCell .cm-content").click()
        page.keyboard.press("Control+End")
        page.keyboard.type("\nprint('it ', 6 * 7)", delay=5)
        page.keyboard.press("Shift+Enter")
        expect(output.last).to_contain_text("it  42")
        assert place(page) == here
        page.keyboard.press("PageDown")
        assert place(page) != here
        expect(page.get_by_role("heading", name="Next")).to_be_visible()


def test_a_letter_struck_by_accident_does_nothing(page: Page) -> None:
    page.locator(".jp-MarkdownOutput").locator("visible=true").first.click()
    cells = page.locator(".jp-Cell").count()
    for key in ("x", "d", "d", "a", "m"):
        page.keyboard.press(key)
    assert page.locator(".jp-Cell").count() == cells
    page.keyboard.press("b")  # black
    black = "getComputedStyle(document.body, '::after').backgroundColor"
    assert page.evaluate(black) == "rgb(0, 0, 0)"
    page.keyboard.press("PageDown")
    assert page.evaluate(black) != "rgb(0, 0, 0)"


def test_notes_are_in_a_window_of_their_own_and_its_keys_go_on_too(page: Page) -> None:
    notes = open_notes(page)
    read, where = 0, ""
    while where != place(page):
        where = place(page)
        read += NOTE in notes.locator("main").inner_text()
        at, of = page.locator(".dl-present-where").inner_text().split(" / ")
        comes = re.compile("^$" if at == of else "^Next: .+[^¶]$")
        expect(notes.locator("footer")).to_have_text(comes)
        notes.keyboard.press("PageDown")
    assert read > 5
    page.keyboard.press("Home")
    assert violations(notes, "body") == []
    notes.close()


def test_of_a_quiz_the_questions_of_the_deck_are_shown_and_the_speaker_has_the_answers(
    page: Page,
) -> None:
    (quiz,) = (
        one for one in nbformat.read(ROOT / "notebooks" / LESSON, 4).cells if one.id == "quiz"
    )
    asked, seen = quiz.metadata.deck.questions, set()
    card = go_to(page, ".dlq-card")
    notes = open_notes(page)
    expect(notes.get_by_role("listitem")).to_have_count(len(asked))
    for _ in range(len(asked) + 3):
        seen |= {one.inner_text() for one in page.locator(".dlq-card:visible legend").all()}
        notes.keyboard.press("PageDown")
    notes.close()
    assert card and len(seen) == len(asked)


def test_of_several_outputs_the_last_may_be_shown_alone(course: Path, browser: Browser) -> None:
    about = {**SLIDE, "deck": {"show": "last output"}}
    cell = nbformat.v4.new_code_cell("print('it', 7)\n'the ' + 'end'", metadata=about)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    both = nbformat.v4.new_notebook(cells=[cell], metadata=kernel)
    nbformat.write(both, course / "notebooks" / "last.ipynb")
    with presenting(course, "notebooks/last.ipynb", browser, 8945) as page:
        shown = page.locator(".jp-OutputArea-output").locator("visible=true")
        expect(shown).to_have_text("'the end'")
        expect(page.locator(".cm-content").locator("visible=true")).to_have_count(0)


def test_what_was_unfolded_stays_open_when_the_next_is(course: Path, browser: Browser) -> None:
    folds = "".join(
        f"<li>Why {n}?<details><summary>Answer</summary>{'Because. ' * 60}</details></li>"
        for n in range(5)
    )
    text = nbformat.v4.new_markdown_cell(f"## Five answers\n\n<ul>{folds}</ul>", metadata=SLIDE)
    start = nbformat.v4.new_code_cell("import time; time.sleep(2)", metadata=SKIPPED)
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    last = nbformat.v4.new_markdown_cell(
        "## One answer\n\n<details><summary>Why?</summary>Because.</details>", metadata=SLIDE
    )
    both = nbformat.v4.new_notebook(cells=[start, text, last], metadata=kernel)
    nbformat.write(both, course / "notebooks" / "folds.ipynb")
    with presenting(course, "notebooks/folds.ipynb", browser, 8944) as page:
        for opened in range(1, 6):
            before = place(page)
            while page.locator("details[open]").count() < opened:
                page.keyboard.press("PageDown")
                assert place(page) != before
                before = place(page)
            found = [one.get_attribute("open") is not None for one in page.locator("details").all()]
            assert found[:5] == [number < opened for number in range(5)]
        page.keyboard.press("End")
        alone = page.locator("details").last
        expect(alone).to_be_visible()
        expect(alone).to_have_attribute("open", "")


def test_axe_finds_nothing_in_light_and_dark(page: Page) -> None:
    for theme in ("true", "false"):
        page.mouse.move(600, 300)
        if page.locator("body").get_attribute("data-jp-theme-light") != theme:
            page.get_by_role("button", name="Light or dark").click()
        expect(page.locator("body")).to_have_attribute("data-jp-theme-light", theme)
        page.evaluate("document.activeElement?.blur()")
        page.keyboard.press("Home")
        for selector in ("h1", "figure img, img", "table", ".dl-lab", ".dlq-card"):
            go_to(page, f".jp-WindowedPanel-viewport :is({selector})")
            found = violations(page, ".jp-Cell:not([data-dl-off])")
            # pandas leaves the corner of a table empty, and makes it a heading.
            assert [one for one in found if not one.startswith("empty-table-header")] == [], (
                selector
            )
        assert violations(page, ".dl-present-bar") == []


def test_whoever_leaves_has_jupyterlab_and_comes_back_to_the_slide(page: Page) -> None:
    page.keyboard.press("PageDown")
    here = place(page)
    page.keyboard.press("Shift+Escape")
    expect(page.locator("#jp-top-panel")).to_be_visible()
    expect(page.locator(".jp-NotebookPanel-toolbar")).to_be_visible()
    expect(page.get_by_text(NOTE).first).to_be_attached()
    assert page.locator("[data-dl-off]").count() == 0
    page.get_by_role("button", name="Present").click()
    expect(page.locator("#jp-top-panel")).to_be_hidden()
    assert place(page) == here


def test_a_larger_screen_shows_the_same_larger(page: Page) -> None:
    page.keyboard.press("PageDown")
    page.keyboard.press("PageDown")
    here = place(page)
    size = "parseFloat(getComputedStyle(document.querySelector('.jp-WindowedPanel-outer')).zoom)"
    assert page.evaluate(size) == 1
    page.set_viewport_size({"width": 1920, "height": 1080})
    page.wait_for_function(f"{size} === 1.5")
    assert page.evaluate(_OUTSIDE) == []
    assert place(page) == here
    page.set_viewport_size({"width": 1280, "height": 720})
    page.wait_for_function(f"{size} === 1")


def test_the_course_and_the_students_work_are_as_they_were(page: Page, course: Path) -> None:
    assert (course / "my_presenting" / LESSON).is_file()
    assert not (course / "my_work").exists()
    assert (course / "notebooks" / LESSON).read_bytes() == (
        ROOT / "notebooks" / LESSON
    ).read_bytes()
    assert page.url.endswith(f"/tree/my_presenting/{LESSON}")


def test_every_lab_fills_the_screen_and_is_read_from_the_last_row(
    course: Path, browser: Browser
) -> None:
    measured = {}
    with presenting(course, "notebooks/labs.ipynb", browser, 8942) as page:
        for number, name in enumerate(LABS):
            page.keyboard.press("PageDown")
            lab = page.locator(".dl-lab").nth(number)
            expect(lab).to_be_visible()
            page.wait_for_timeout(300)  # it is fitted once more when its picture is drawn
            assert page.evaluate(_OUTSIDE) == [], name
            box = lab.bounding_box()
            assert box is not None
            words = min(page.evaluate(_SIZES, ".dl-sentence"))
            measured[name] = (round(words, 1), round(box["width"]), round(box["height"]))
    small = {name: found for name, found in measured.items() if found[0] < SENTENCE}
    narrow = {name: found for name, found in measured.items() if found[1] < 1240}
    assert len(measured) == len(LABS)
    assert (small, narrow) == ({}, {})
