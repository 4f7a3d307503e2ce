"""A lesson as a row of slides: which of its cells stands on which."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from deliverylab.teach.slide_places import quiz_of
from slides.blocks import blocks, shown, top_tags
from slides.cells import DeckError, Wish, wish_of
from slides.headings import give_headings
from slides.questions import asked
from slides.slide import Block, Deck, Slide
from slides.tidy import tidied

_TIME = re.compile(r"\*\*Time\*\* (\d+ minutes)")


def read_deck(path: Path) -> Deck:
    """Read a lesson and lay it out as slides.

    Raises:
        DeckError: what the metadata of its cells say makes no deck; the message names the file,
            the cell and what to do.
    """
    notebook = nbformat.read(path, as_version=4)
    try:
        slides = _slides(notebook)
        give_headings(slides)
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
        lesson = quiz_of(cell)
        if wish.place == "skip":
            continue
        if lesson is not None:
            slides += _quiz(lesson, wish, cell.id)
            continue
        for own, html in shown(cell, wish):
            if own.place == "notes":
                if not slides:
                    raise DeckError(f"cell {cell.id}: notes stand before the first slide")
                slides[-1].notes.append(str(tidied(html)))
                continue
            by_itself = by_heading and html.lstrip().startswith("<h")
            if own.place == "slide" or by_itself or not slides:
                slides.append(Slide(cell.id, heading=own.title or "", layout=own.layout))
            slides[-1].blocks += blocks(html, own.place, steps, cell.id)
    if not slides:
        raise DeckError("every cell is skipped; a deck needs at least one slide")
    return slides


def _quiz(lesson: str, wish: Wish, cell: str) -> Iterator[Slide]:
    """Yield the slides of a quiz: one question each, its answer in the notes."""
    for question in asked(lesson, wish.questions, cell):
        yield Slide(
            cell,
            "quiz",
            question.ask,
            [Block(tag) for tag in top_tags(question.options)],
            [question.reasons],
            section=question.place,
        )
