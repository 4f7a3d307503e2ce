"""What the cells of a lesson say about their place in its deck, read and checked."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias, cast

from nbformat import NotebookNode

Place: TypeAlias = Literal["slide", "on", "fragment", "notes", "skip"]
"""Where something stands: a slide begins, it goes on, at the next key, in the notes, nowhere."""

PLACES: dict[str, Place] = {
    "slide": "slide",
    "-": "on",
    "": "on",
    "fragment": "fragment",
    "notes": "notes",
    "skip": "skip",
}
"""What JupyterLab's property inspector writes as the slide type, and what it means here."""
SHOWS = ("both", "code", "output", "last output", "code then output")
LAYOUTS = ("below", "beside")

_MARK = re.compile(
    r"^(?:> ?)?[ ]*<!-- (slide|on|fragment|notes|skip)(?:: (.*\S))? -->[ ]*\n?", re.MULTILINE
)
_QUIZ = re.compile(r'teach\.quiz\("(\w+)"\)')


class DeckError(ValueError):
    """A deck cannot be made; the message names the lesson, the cell and what to do."""


@dataclass(frozen=True)
class Wish:
    """What one cell asks for: its place, and the keys of its `deck` metadata.

    `title` and `layout` are for the slide that begins with the cell; None is the deck's own choice.
    """

    place: Place
    show: str | None = None
    layout: str | None = None
    title: str | None = None
    questions: tuple[int, ...] = ()


def wish_of(cell: NotebookNode) -> Wish:
    """Return what a cell asks for.

    Raises:
        DeckError: what it says is not known; the message names the cell.
    """
    kind = cell.metadata.get("slideshow", {}).get("slide_type", "-")
    if kind not in PLACES:
        known = ", ".join(repr(one) for one in PLACES if one)
        raise DeckError(
            f"cell {cell.id}: the slide type {kind!r} is not used; write one of {known}. "
            "A deck has one way, forward: what would be a sub-slide is a slide."
        )
    about = cell.metadata.get("deck", {})
    faults = list(_faults(cell, about, PLACES[kind]))
    if faults:
        raise DeckError("\n".join(f"cell {cell.id}: {fault}" for fault in faults))
    return Wish(
        PLACES[kind],
        about.get("show"),
        about.get("layout"),
        about.get("title"),
        tuple(about.get("questions", ())),
    )


def _faults(cell: NotebookNode, about: object, place: Place) -> Iterator[str]:
    """Yield what is wrong with the `deck` metadata of a cell."""
    if not isinstance(about, dict):
        yield f"deck is {about!r}; write a dictionary"
        return
    code = cell.cell_type == "code"
    known = {"layout", "title"} | ({"show", "questions"} if code else set())
    for key in sorted(about.keys() - known):
        yield f"deck has {key!r}; a {cell.cell_type} cell may have {', '.join(sorted(known))}"
    for key, choices in (("show", SHOWS), ("layout", LAYOUTS)):
        if key in about and about[key] not in choices:
            yield f"deck.{key} is {about[key]!r}; write one of {', '.join(map(repr, choices))}"
    for key in sorted({"layout", "title"} & about.keys()):
        if place != "slide":
            yield f"deck.{key} is for a cell with which a slide begins; make it one, or drop it"
    if "title" in about and not (isinstance(about["title"], str) and about["title"].strip()):
        yield f"deck.title is {about['title']!r}; write the words of a heading"
    if "questions" in about:
        asked = about["questions"]
        if not (isinstance(asked, list) and asked and all(type(one) is int for one in asked)):
            yield f"deck.questions is {asked!r}; write the questions' numbers, such as [1, 4]"
        elif quiz_of(cell) is None:
            yield "deck.questions is for a cell that shows a quiz"
    if about.get("show") in SHOWS[2:] and not cell.get("outputs"):
        yield f"deck.show is {about['show']!r}, but the cell has no stored output"


class Piece(NamedTuple):
    """A part of a markdown cell: where it stands, what it says, the heading of its slide."""

    place: Place
    text: str
    title: str | None = None


def pieces(source: str, place: Place) -> Iterator[Piece]:
    r"""Yield the pieces of a markdown cell with their places.

    A line `<!-- slide -->` (or on, fragment, notes, skip) gives what follows in the cell that
    place; `<!-- slide: Ebb and flood -->` also heads the slide.

        >>> [tuple(piece) for piece in pieces("# One\n<!-- notes -->\nSlowly.", "slide")]
        [('slide', '# One\n', None), ('notes', 'Slowly.', None)]

    Raises:
        DeckError: words stand at a mark with which no slide begins.
    """
    first, *rest = _MARK.split(source)
    marked = [
        Piece(cast(Place, where), text, title)
        for where, title, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    ]
    for piece in [Piece(place, first), *marked]:
        if piece.title and piece.place != "slide":
            raise DeckError(
                f"<!-- {piece.place}: {piece.title} --> heads no slide; write the words at a mark "
                "with which one begins, or drop them"
            )
        if piece.text.strip():
            yield piece


def quiz_of(cell: NotebookNode) -> str | None:
    """Return the lesson whose quiz a code cell shows, if it shows one."""
    found = _QUIZ.fullmatch(cell.source.strip()) if cell.cell_type == "code" else None
    return found and found[1]


def only_shows(source: str) -> bool:
    r"""Return whether code does nothing but call for a picture or a lab: not worth a reading.

    >>> only_shows("show.ThreeModes()"), only_shows("log = load()\nshow.waits(log)")
    (True, False)
    """
    try:
        body = ast.parse(source).body
    except SyntaxError:  # a command of the notebook, such as %timeit
        return False
    return len(body) == 1 and source.lstrip().startswith("show.")
