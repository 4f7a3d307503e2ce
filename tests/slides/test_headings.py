"""What stands on top of a slide, and what at its foot."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.slides.tiny_lesson import body, code, heading, made, result, text


@pytest.mark.parametrize(
    ("source", "top", "below"),
    [
        ("## 1 · Ebb\n\nIt falls.", "1 · Ebb", "It falls."),
        ("**It falls at noon.** So wait.", "It falls at noon", "So wait."),
        ("**Both say:** wait for noon.", "Both say", "Wait for noon."),
        ("**You can now**\n\n1. wait.", "You can now", "wait."),
        ("**When does it fall?** Guess.", "When does it fall?", "Guess."),
        ("**You need** a watch.", "Tides", "You need a watch."),
        ("<details><summary>Why</summary>\n\nThe moon.\n\n</details>", "Why", "The moon."),
        ("<details><summary>Why</summary>The moon.</details>", "Why", "The moon."),
    ],
)
def test_a_slide_is_headed_by_what_it_opens_with(
    tmp_path: Path, source: str, top: str, below: str
) -> None:
    *_, slide = made(tmp_path, text("## Tides", "slide"), text(source, "slide"))
    assert heading(slide) == top
    assert body(slide).get_text().strip() == below
    assert slide.select(".fragment") == []


def test_a_slide_without_a_heading_stands_under_that_of_its_section(tmp_path: Path) -> None:
    first, second = made(tmp_path, text("## 1 · Ebb", "slide"), text("It falls.", "slide"))
    assert [heading(one) for one in (first, second)] == ["1 · Ebb", "1 · Ebb"]
    assert [one.select("h2.again") != [] for one in (first, second)] == [False, True]


def test_a_title_of_the_decks_own_stands_above(tmp_path: Path) -> None:
    first, second = made(
        tmp_path, text("## 1 · Ebb", "slide"), text("It falls.", "slide", title="How *fast*?")
    )
    assert [heading(one) for one in (first, second)] == ["1 · Ebb", "How fast?"]


def test_the_question_of_a_prediction_is_the_heading_and_the_answer_comes_later(
    tmp_path: Path,
) -> None:
    asked = (
        "<p><strong>How deep?</strong></p><details><summary>What</summary><pre>4</pre></details>"
    )
    (slide,) = made(tmp_path, code("show.deep()", result(asked), kind="slide"))
    assert heading(slide) == "How deep?"
    assert [one.get_text() for one in slide.select(".fragment")] == ["4"]


def test_the_foot_says_the_lesson_the_section_and_the_number(tmp_path: Path) -> None:
    slides = made(tmp_path, text("## 1 · Ebb", "slide"), text("**It falls.**", "slide"))
    feet = [[span.get_text() for span in slide.select("footer span")] for slide in slides]
    assert feet == [["07 · Tides", "3 / 4"], ["07 · Tides", "1 · Ebb", "4 / 4"]]
