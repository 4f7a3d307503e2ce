"""The slides in Chromium: each fits its frame, loads nothing, is accessible, and goes on by key."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from slides import lessons
from slides.fits import fits, opened
from tests.browser.axe import violations
from tests.browser.server import new_page
from tests.slides.tiny_lesson import code, result, text, written


@pytest.fixture(params=lessons(), ids=lambda path: str(path.stem), scope="module")
def deck(
    browser: Browser, request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Page, list[str]]]:
    """The deck of every lesson, open in a page, and what that page asked for."""
    requests: list[str] = []
    with new_page(browser, sharpness=1) as page:
        page.on("request", lambda request: requests.append(request.url))
        with opened(page, request.param, tmp_path_factory.mktemp("deck")):
            yield page, requests


def test_every_slide_fits_its_frame(deck: tuple[Page, list[str]]) -> None:
    page, _ = deck
    assert [one for one in fits(page) if one.faults] == []


def test_page_down_goes_through_every_slide_and_back(deck: tuple[Page, list[str]]) -> None:
    page, _ = deck
    total, steps = page.evaluate(
        """() => {
            Reveal.slide(0, 0, -1);
            const slides = [...document.querySelectorAll(".slides > section")];
            const keys = (slide) => new Set([...slide.querySelectorAll(".fragment")]
                .map((one) => one.dataset.fragmentIndex)).size;
            return [slides.length, slides.reduce((sum, one) => sum + 1 + keys(one), -1)];
        }"""
    )
    seen = {0}
    for _ in range(steps):
        assert not page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next")
        page.keyboard.press("PageDown")
        seen.add(page.evaluate("Reveal.getIndices().h"))
    assert seen == set(range(total))
    assert page.evaluate("Reveal.isLastSlide() && !Reveal.availableFragments().next")
    page.keyboard.press("PageUp")
    page.keyboard.press("Home")
    assert page.evaluate("Reveal.isFirstSlide()")


@pytest.mark.parametrize(("theme", "rules"), [("light", ()), ("dark", ("color-contrast",))])
def test_every_slide_is_accessible(
    deck: tuple[Page, list[str]], theme: str, rules: tuple[str, ...]
) -> None:
    page, _ = deck
    if page.evaluate("document.documentElement.dataset.theme") != theme:
        page.keyboard.press("d")
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    found = {}
    for slide in range(page.evaluate("Reveal.getTotalSlides()")):
        page.evaluate("slide => Reveal.slide(slide, 0, 99)", slide)
        if wrong := violations(page, "section.present", rules):
            found[slide + 1] = wrong
    assert found == {}


def test_nothing_was_asked_of_any_network(deck: tuple[Page, list[str]]) -> None:
    """After all the slides were shown: this test stands behind those that show them."""
    _, requests = deck
    elsewhere = [url for url in requests if not url.startswith(("data:", "file:", "blob:"))]
    files = [url for url in requests if url.startswith("file:")]
    assert elsewhere == []
    assert len(files) == 1, "the deck itself and nothing beside it"


def test_what_does_not_fit_is_measured(page: Page, tmp_path: Path) -> None:
    wide = "".join(f"<th>column number {n}</th>" for n in range(40))
    lesson = written(
        tmp_path,
        text("## Fits\n\nIt does.", "slide"),
        text("## Long\n\n" + "It goes on. " * 400, "slide"),
        text("## Code", "slide"),
        code("x = " + "1 + " * 60 + "1"),
        text("## Table", "slide"),
        code("x", result(f"<table><tr>{wide}</tr></table>"), show="output"),
    )
    with opened(page, lesson, tmp_path):
        *_, fine, long, broad, table = fits(page)
    assert fine.faults == []
    assert any("px too much at the bottom: p “It goes on." in fault for fault in long.faults)
    assert any("px too much at the right: " in fault for fault in broad.faults)
    assert any("px too much at the right: " in fault for fault in table.faults)


def test_a_wide_table_breaks_its_heads_before_it_is_cut_off(page: Page, tmp_path: Path) -> None:
    names = ("deployment frequency", "lead time for changes", "time to restore service", "kind")
    heads = "".join(f"<th>{name}</th>" for name in names * 2)
    cells = "<td>18 per week</td>" * len(names) * 2
    table = f"<table><thead><tr>{heads}</tr></thead><tbody><tr>{cells}</tr></tbody></table>"
    cell = code("scorecard", result(table), show="output")
    lesson = written(tmp_path, text("# 99 · Tide", "slide"), text("## All", "slide"), cell)
    with opened(page, lesson, tmp_path):
        *_, scorecard = fits(page)
        assert scorecard.faults == []
        letters = "cell => cell.offsetHeight / parseFloat(getComputedStyle(cell).fontSize)"
        assert page.locator("th", has_text="restore").first.evaluate(letters) > 2.5


def test_letters_that_are_too_small_are_found(page: Page, tmp_path: Path) -> None:
    lesson = written(tmp_path, text("## One\n\nWords.", "slide"))
    with opened(page, lesson, tmp_path):
        page.add_style_tag(content=".body { --prose: 20px !important; }")
        *_, one = fits(page)
    assert one.faults == ["prose of 20 px; at least 24"]


def test_letters_that_are_too_pale_are_found(page: Page, tmp_path: Path) -> None:
    with opened(page, written(tmp_path, text("## One\n\nWords.", "slide")), tmp_path):
        page.evaluate("Reveal.slide(2)")
        assert violations(page, "section.present") == []
        page.add_style_tag(content=".reveal .body p { color: #ccc; }")
        (found,) = violations(page, "section.present", ["color-contrast"])
    assert "Words." in found


def test_what_is_folded_away_is_hidden_until_its_key(page: Page, tmp_path: Path) -> None:
    folded = "## Ask\n\nWhy?\n\n<details><summary>Answer</summary>The moon.</details>"
    with opened(page, written(tmp_path, text(folded, "slide")), tmp_path):
        page.evaluate("Reveal.slide(2)")
        slide = page.locator("section.present")
        expect(slide.get_by_text("Why?")).to_be_visible()
        expect(slide.get_by_text("The moon.")).to_be_hidden()
        assert "The moon." not in slide.aria_snapshot(), "a screen reader reads it too soon"
        page.keyboard.press("PageDown")
        expect(slide.get_by_text("The moon.")).to_be_visible()


def test_the_speaker_reads_the_notes_in_a_window_of_their_own(page: Page, tmp_path: Path) -> None:
    lesson = written(tmp_path, text("## Ebb", "slide"), text("Ask them *why*.", "notes"))
    with opened(page, lesson, tmp_path):
        page.evaluate("Reveal.slide(2)")
        with page.expect_popup() as popup:
            page.keyboard.press("s")
        expect(popup.value.get_by_text("Ask them why.")).to_be_visible()


def test_the_address_is_that_of_the_slide_also_when_it_is_opened_again(
    page: Page, tmp_path: Path
) -> None:
    with opened(page, written(tmp_path, text("## Ebb", "slide")), tmp_path):
        for number in (1, 2):
            page.keyboard.press("PageDown")
            page.wait_for_url(f"**#/{number}")
        page.reload()
        page.evaluate("window.deck")
        assert page.evaluate("Reveal.getIndices().h") == 2
        expect(page.locator("section.present footer")).to_contain_text("3 / 3")


def test_it_can_be_printed_one_slide_a_page(page: Page, tmp_path: Path) -> None:
    lesson = written(tmp_path, text("## Ebb", "slide"), text("It falls.", "fragment"))
    with opened(page, lesson, tmp_path):
        page.goto(f"{page.url.partition('#')[0]}?print-pdf")
        expect(page.locator(".pdf-page")).to_have_count(3)
        expect(page.locator(".pdf-page").get_by_text("It falls.")).to_be_visible()
