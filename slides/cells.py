"""What the cells of a lesson say about their place in its deck, read and checked."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from deliverylab.teach.slide_places import PLACES, Place, quiz_of

SHOWS = ("both", "code", "output", "last output", "code then output")
LAYOUTS = ("below", "beside")


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
