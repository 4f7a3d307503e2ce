"""Where a cell stands in the deck, and what of it: slides, keys, notes, what is left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from slides import DeckError, page, read_deck
from tests.slides.tiny_lesson import (
    TITLE,
    body,
    code,
    heading,
    keys,
    made,
    result,
    text,
    written,
)


def test_the_first_slide_has_the_title_the_question_and_the_minutes(tmp_path: Path) -> None:
    deck = read_deck(written(tmp_path, text("## 1 · Ebb", "slide")))
    title, story, ebb = deck.slides
    assert (deck.title, deck.time) == ("07 · Tides", "5 minutes")
    assert [block.tag.get_text() for block in title.blocks] == ["When does it\nturn?"]
    assert story.blocks[0].tag.get_text() == "A pilot asks."
    assert (title.kind, story.kind, ebb.heading) == ("title", "content", "1 · Ebb")
    assert 'class="number">07</span> Tides</h1>' in page(deck)


def test_a_cell_begins_a_slide_or_goes_on(tmp_path: Path) -> None:
    first, second = made(
        tmp_path, text("## Ebb", "slide"), text("It falls."), text("## Flood", "slide")
    )
    assert (heading(first), body(first).get_text().strip()) == ("Ebb", "It falls.")
    assert (heading(second), body(second).get_text().strip()) == ("Flood", "")


def test_what_is_skipped_is_not_in_the_deck(tmp_path: Path) -> None:
    deck = page(
        read_deck(
            written(
                tmp_path,
                text("## Ebb", "slide"),
                text("Hidden reef.", "skip"),
                code("sunken = 1", kind="skip"),
                text("Seen.\n\n<!-- skip -->\nHidden bank.\n\n<!-- slide -->\n## Flood"),
            )
        )
    )
    assert "Seen." in deck
    assert ">Flood</h2>" in deck
    for hidden in ("reef", "sunken", "bank", "<!-- skip"):
        assert hidden not in deck


def test_a_fragment_appears_at_the_next_key(tmp_path: Path) -> None:
    (slide,) = made(
        tmp_path,
        text("## Ebb\n\nNow.", "slide"),
        text("First.\n\nWith it.", "fragment"),
        text("Second.\n\n<!-- fragment -->\nThird.", "fragment"),
    )
    assert keys(slide) == [["First.", "With it."], ["Second."], ["Third."]]


def test_notes_are_the_speakers_alone(tmp_path: Path) -> None:
    cells = [
        text("## Ebb", "slide"),
        text("**For the instructor.** Ask *why*.", "notes"),
        text("On it goes.\n\n<!-- notes -->\nThe source."),
    ]
    (slide,) = made(tmp_path, *cells)
    aside = slide.select_one("aside.notes")
    assert aside is not None
    assert "Ask <em>why</em>" in str(aside)
    assert "The source." in aside.get_text()
    assert "instructor" not in body(slide).get_text()
    (without,) = made(tmp_path, *cells, notes=False)
    assert without.select_one("aside") is None
    assert "instructor" not in str(without)
    assert "RevealNotes" not in page(read_deck(written(tmp_path)), notes=False).replace(
        'typeof RevealNotes === "undefined" ? [] : [RevealNotes]', ""
    )


def test_a_line_in_a_cell_begins_a_slide_also_within_a_quotation(tmp_path: Path) -> None:
    first, second = made(
        tmp_path, text("> **Ebb.** It falls.\n> <!-- slide -->\n> **Flood.** It rises.", "slide")
    )
    assert body(first).get_text().split() == ["Ebb.", "It", "falls."]
    assert body(second).get_text().split() == ["Flood.", "It", "rises."]


@pytest.mark.parametrize(
    ("show", "seen"),
    [
        (None, ["code", "output"]),
        ("both", ["code", "output"]),
        ("code", ["code"]),
        ("output", ["output"]),
        ("last output", ["output"]),
        ("code then output", ["code", "output"]),
    ],
)
def test_of_a_code_cell_is_shown_what_it_says(
    tmp_path: Path, show: str | None, seen: list[str]
) -> None:
    wish = {"show": show} if show else {}
    cell = code("depth = 4\ndepth", result(text="4"), **wish)
    (slide,) = made(tmp_path, text("## Depth", "slide"), cell)
    shown = [str(pre["class"][0]) for pre in body(slide).select("pre")]
    assert shown == seen
    assert keys(slide) == ([["4"]] if show == "code then output" else [])


def test_a_mark_may_head_its_slide_and_another_goes_on_after_the_notes(tmp_path: Path) -> None:
    said = (
        "## Tide\n\nLook.\n<!-- slide: Ebb & flood -->\nIt falls.\n"
        "<!-- notes -->\nSlowly.\n<!-- on -->\nIt rises."
    )
    first, second = made(tmp_path, text(said, "slide"))
    assert [heading(one) for one in (first, second)] == ["Tide", "Ebb & flood"]
    assert body(second).get_text().split() == ["It", "falls.", "It", "rises."]
    assert keys(second) == []


def test_of_several_outputs_the_last_may_be_shown_alone(tmp_path: Path) -> None:
    cell = code(
        "print(depth)\ntide", result(text="4"), result(text="It falls."), show="last output"
    )
    (slide,) = made(tmp_path, text("## Depth", "slide"), cell)
    assert [pre.get_text() for pre in body(slide).select("pre")] == ["It falls."]


def test_of_a_cell_that_only_calls_for_a_picture_the_code_is_not_shown(tmp_path: Path) -> None:
    (slide,) = made(
        tmp_path, text("## Depth", "slide"), code("show.tides(log)", result(text="High."))
    )
    assert [pre.get_text() for pre in body(slide).select("pre")] == ["High."]


def test_a_lesson_that_says_nothing_of_slides_begins_one_at_each_heading(tmp_path: Path) -> None:
    path = written(tmp_path, text("## Ebb"), text("It falls."), text("## Flood\n\nIt rises."))
    lesson = path.read_text(encoding="utf-8").replace('"slide_type"', '"nothing"')
    path.write_text(lesson.replace('"slideshow"', '"other"'), encoding="utf-8")
    assert [slide.heading for slide in read_deck(path).slides[2:]] == ["Ebb", "Flood"]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        (text("Ebb", "subslide"), r"the slide type 'subslide' is not used; write one of 'slide'"),
        (text("Ebb", "slide", layuot="beside"), "'layuot'; a markdown cell may have layout, title"),
        (text("Ebb", "slide", show="code"), "deck has 'show'; a markdown cell may have"),
        (code("1", kind="slide", show="all"), "deck.show is 'all'; write one of 'both', 'code'"),
        (code("1", kind="slide", show="output"), "but the cell has no stored output"),
        (text("Ebb", "slide", layout="left"), "deck.layout is 'left'; write one of 'below'"),
        (text("Ebb", None, layout="beside"), "deck.layout is for a cell with which a slide begins"),
        (text("Ebb", "slide", title=" "), "deck.title is ' '; write the words of a heading"),
        (code('teach.quiz("02")', questions=3), "deck.questions is 3; write the questions' num"),
        (code("1", questions=[3]), "deck.questions is for a cell that shows a quiz"),
        (code('teach.quiz("02")', questions=[2, 99]), r"names \[99\]; the quiz has 1 to \d"),
        (text("Ebb\n<!-- fragment: Flood -->\nIt rises."), "fragment: Flood --> heads no slide"),
        (text("![tides](tides.png)"), "the picture 'tides.png' is not in the notebook"),
    ],
)
def test_what_makes_no_deck_is_said_with_file_and_cell(
    tmp_path: Path, cell: object, message: str
) -> None:
    with pytest.raises(DeckError, match=rf"07_tides\.ipynb: cell cell-1: .*{message}"):
        read_deck(written(tmp_path, cell))  # type: ignore[arg-type]


def test_a_deck_begins_with_the_title(tmp_path: Path) -> None:
    path = written(tmp_path, title="**When?**")
    with pytest.raises(DeckError, match=r"cell cell-0: a deck begins with the lesson's title"):
        read_deck(path)
    path = written(tmp_path, title=f"<!-- notes -->\n{TITLE}")
    with pytest.raises(DeckError, match=r"cell cell-0: notes stand before the first slide"):
        read_deck(path)
    path = written(tmp_path, title=f"<!-- skip -->\n{TITLE}")
    with pytest.raises(DeckError, match="every cell is skipped"):
        read_deck(path)
