"""A lesson as a row of slides: which cell stands on which, under which heading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

import nbformat
from bs4 import Tag
from nbformat import NotebookNode

from slides.cells import DeckError, Place, Wish, only_shows, pieces, quiz_of, wish_of
from slides.outputs import code_of, outputs_of
from slides.questions import question_slides
from slides.text import markdown
from slides.tidy import tidied

_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_TIME = re.compile(r"\*\*Time\*\* (\d+ minutes)")
_LEAD = re.compile(r".*[.?!:]")


@dataclass
class Block:
    """A paragraph, a list, a table …; those with one `step` appear together, at one key."""

    tag: Tag
    step: object = None


@dataclass
class Slide:
    """One slide: its heading as HTML, what is under it, and what its speaker reads."""

    cell: str
    kind: str = "content"
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    layout: str | None = None
    section: str = ""


@dataclass(frozen=True)
class Deck:
    """The slides of a lesson; `name` is the stem of its notebook."""

    name: str
    title: str
    time: str
    slides: list[Slide]


def read_deck(path: Path) -> Deck:
    """Read a lesson and lay it out as slides.

    Raises:
        DeckError: what the metadata of its cells say makes no deck; the message names the file,
            the cell and what to do.
    """
    notebook = nbformat.read(path, as_version=4)
    try:
        slides = _slides(notebook)
        _head(slides)
    except DeckError as error:
        lines = (f"{path.name}: {line}" for line in str(error).splitlines())
        raise DeckError("\n".join(lines)) from error
    time = _TIME.search("\n".join(cell.source for cell in notebook.cells))
    title = tidied(slides[0].heading).get_text()
    return Deck(path.stem, title, time[1] if time else "", slides)


def _slides(notebook: NotebookNode) -> list[Slide]:
    """Return the slides in order, with what is said on them and in their notes."""
    slides: list[Slide] = []
    steps = count()
    by_heading = not any("slideshow" in cell.metadata for cell in notebook.cells)
    for cell in notebook.cells:
        wish = wish_of(cell)
        if wish.place == "skip":
            continue
        lesson = quiz_of(cell)
        if lesson is not None and wish.show is None:
            slides += [
                Slide(cell.id, "quiz", ask, [Block(tag) for tag in _tags(options)], [reasons])
                for ask, options, reasons in question_slides(lesson, wish.questions, cell.id)
            ]
            continue
        for number, (place, html) in enumerate(_shown(cell, wish)):
            begins = place == "slide" or not slides
            if by_heading and html.lstrip().startswith("<h"):
                begins = True
            if place == "notes":
                if not slides:
                    raise DeckError(f"cell {cell.id}: notes stand before the first slide")
                slides[-1].notes.append(str(tidied(html)))
                continue
            if begins:
                slides.append(Slide(cell.id))
            if begins and number == 0:
                slides[-1].layout, slides[-1].heading = wish.layout, wish.title or ""
            step = next(steps) if place == "fragment" else None
            slides[-1].blocks += _blocks(html, step, steps, cell)
    if not slides:
        raise DeckError("every cell is skipped; a deck needs at least one slide")
    return slides


def _shown(cell: NotebookNode, wish: Wish) -> Iterator[tuple[Place, str]]:
    """Yield what of a cell is in the deck, as HTML with its place."""
    if cell.cell_type != "code":
        for place, text in pieces(cell.source, wish.place):
            if place != "skip":
                yield place, markdown(text)
        return
    outputs = outputs_of(cell)
    show = wish.show or ("output" if outputs and only_shows(cell.source) else "both")
    if show == "code then output":
        yield wish.place, code_of(cell)
        yield "fragment", outputs
        return
    parts = {"code": code_of(cell), "output": outputs}
    yield wish.place, "\n".join(parts.values() if show == "both" else [parts[show]])


def _blocks(html: str, step: object, steps: Iterator[int], cell: NotebookNode) -> Iterator[Block]:
    """Yield the blocks of a piece of HTML; what is folded away appears at a key of its own."""
    try:
        tags = _tags(html)
    except DeckError as error:
        raise DeckError(f"cell {cell.id}: {error}") from error
    for tag in tags:
        if tag.name == "div" and tag.get("class") == ["answer"]:
            own = next(steps)
            for child in [one for one in tag.contents if isinstance(one, Tag)]:
                yield Block(child.extract(), own)
        elif tag.get("class") == ["answer"]:
            yield Block(tag, next(steps))
        elif tag.name == "div" and not tag.get("class"):  # pandas puts one around a table
            for child in [one for one in tag.contents if isinstance(one, Tag)]:
                yield Block(child.extract(), step)
        else:
            yield Block(tag, step)


def _tags(html: str) -> list[Tag]:
    return [one.extract() for one in list(tidied(html).contents) if isinstance(one, Tag)]


def _head(slides: list[Slide]) -> None:
    """Give each slide its heading: its own, the question or the finding that it opens with, or
    that of the part of the lesson in which it stands.
    """  # noqa: D205
    section = ""
    opening = slides[0]
    if not opening.blocks or opening.blocks[0].tag.name != "h1":
        raise DeckError(f"cell {opening.cell}: a deck begins with the lesson's title; show that")
    _split_title(slides)
    for slide in slides:
        _open(slide)
        first = slide.blocks[0].tag if slide.blocks else None
        if first is not None and first.name in _HEADINGS:
            slide.blocks.pop(0)
            own = first.decode_contents()
            section = section if slide.kind == "title" else own
            slide.heading = slide.heading or own
        elif not slide.heading:
            slide.heading = _lead(slide) or section or opening.heading
        slide.section = section


def _open(slide: Slide) -> None:
    """Show at once what a slide opens with, even where the notebook folds it away."""
    step = slide.blocks[0].step if slide.blocks else None
    for block in slide.blocks:
        if block.step == step:
            block.step = None


def _split_title(slides: list[Slide]) -> None:
    """Leave the title and the question on the first slide, and the story on the next."""
    opening = slides[0]
    opening.kind = "title"
    story = opening.blocks[2:]
    opening.blocks = opening.blocks[:2]
    if story:
        slides.insert(1, Slide(opening.cell, blocks=story))


def _lead(slide: Slide) -> str:
    """Take the bold words that a slide opens with as its heading: a question or a finding."""
    if not slide.blocks or slide.blocks[0].tag.name != "p":
        return ""
    block = slide.blocks[0]
    bold = next(iter(block.tag.contents), None)
    if block.step is not None or not isinstance(bold, Tag) or bold.name != "strong":
        return ""
    rest = "".join(str(one) for one in list(block.tag.contents)[1:]).strip()
    if rest and not _LEAD.fullmatch(bold.get_text()):
        return ""
    heading = bold.decode_contents().rstrip(".:")
    bold.extract()
    if not rest:
        slide.blocks.pop(0)
    return heading
