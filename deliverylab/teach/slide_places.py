"""Where the parts of a lesson stand in its slides: how their places are written, and read.

The decks (`slides`) and the lesson on a projector (`make present`) both go by this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple, TypeAlias, cast

__all__ = ["PLACES", "Piece", "Place", "pieces", "quiz_of"]

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

_MARK = re.compile(
    r"^(?:> ?)?[ ]*<!-- (slide|on|fragment|notes|skip)(?:: (.*\S))? -->[ ]*\n?", re.MULTILINE
)
_QUIZ = re.compile(r'teach\.quiz\("(\w+)"\)')


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
        ValueError: words stand at a mark with which no slide begins.
    """
    first, *rest = _MARK.split(source)
    marked = [
        Piece(cast(Place, where), text, title)
        for where, title, text in zip(rest[::3], rest[1::3], rest[2::3], strict=True)
    ]
    for piece in [Piece(place, first), *marked]:
        if piece.title and piece.place != "slide":
            raise ValueError(
                f"<!-- {piece.place}: {piece.title} --> heads no slide; write the words at a mark "
                "with which one begins, or drop them"
            )
        if piece.text.strip():
            yield piece


def quiz_of(cell: Mapping[str, Any]) -> str | None:
    """Return the lesson whose quiz a code cell shows, if it shows one."""
    found = _QUIZ.fullmatch(cell["source"].strip()) if cell["cell_type"] == "code" else None
    return found and found[1]
