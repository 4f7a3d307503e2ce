"""What stands on top of a slide: a title, a question, a finding, or else the lesson's section."""

from __future__ import annotations

from bs4 import Tag
from bs4.element import NavigableString

from deliverylab.teach.question_page import inline
from slides.cells import DeckError
from slides.slide import Slide

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


def give_headings(slides: list[Slide]) -> None:
    """Move what each slide opens with to its heading, where that is one.

    Raises:
        DeckError: the first slide does not begin with the lesson's title.
    """
    opening = slides[0]
    if not opening.blocks or opening.blocks[0].tag.name != "h1":
        raise DeckError(f"cell {opening.cell}: a deck begins with the lesson's title; show that")
    _split_title(slides)
    section = ""
    for slide in slides:
        _open(slide)
        own = _own(slide)
        section = own if own and slide.kind != "title" else section
        if slide.kind == "quiz":
            continue
        given = inline(slide.heading) or own or _lead(slide) or _summary(slide)
        slide.heading = given or section or opening.heading
        slide.again = not given
        slide.section = section if slide.heading != section else ""


def _split_title(slides: list[Slide]) -> None:
    """Leave the title and the question on the first slide, and the story on the next."""
    opening = slides[0]
    opening.kind = "title"
    story = opening.blocks[2:]
    opening.blocks = opening.blocks[:2]
    if story:
        slides.insert(1, Slide(opening.cell, blocks=story))


def _open(slide: Slide) -> None:
    """Show at once what a slide opens with, even where the notebook folds it away."""
    step = slide.blocks[0].step if slide.blocks else None
    for block in slide.blocks:
        if block.step == step:
            block.step = None


def _own(slide: Slide) -> str:
    """Take the heading that a slide opens with."""
    if not slide.blocks or slide.blocks[0].tag.name not in _HEADINGS:
        return ""
    return slide.blocks.pop(0).tag.decode_contents()


def _lead(slide: Slide) -> str:
    """Take the bold words that a slide opens with: a question, a finding, what a list is about."""
    first = slide.blocks[0].tag if slide.blocks else None
    bold = next(iter(first.contents), None) if first is not None and first.name == "p" else None
    if first is None or not isinstance(bold, Tag) or bold.name != "strong":
        return ""
    words = bold.get_text()
    rest = "".join(str(one) for one in bold.next_siblings).strip()
    if rest and not words.endswith((".", "?", "!", ":")):
        return ""
    bold.extract()
    if not rest:
        slide.blocks.pop(0)
    elif isinstance(begin := first.contents[0], NavigableString):
        text = begin.lstrip()
        begin.replace_with(text[:1].upper() + text[1:])
    return bold.decode_contents().rstrip(".:")


def _summary(slide: Slide) -> str:
    """Return the words under which a notebook folds away what a slide opens with."""
    return str(slide.blocks[0].tag.get("data-under", "")) if slide.blocks else ""
