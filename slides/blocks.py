"""What of a cell stands on a slide, and when it appears."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from bs4 import Tag
from nbformat import NotebookNode

from deliverylab.teach.slide_places import Place, pieces
from slides.cells import DeckError, Wish, only_shows
from slides.outputs import code_of, outputs_of
from slides.slide import Block
from slides.text import markdown
from slides.tidy import tidied


def shown(cell: NotebookNode, wish: Wish) -> Iterator[tuple[Wish, str]]:
    """Yield what of a cell is in the deck: each piece with what it asks for, as HTML.

    Raises:
        DeckError: a mark in its text is none.
    """
    if cell.cell_type != "code":
        try:
            found = list(pieces(cell.source, wish.place))
        except ValueError as error:
            raise DeckError(f"cell {cell.id}: {error}") from error
        for number, (place, text, title) in enumerate(found):
            if place != "skip":
                own = wish if number == 0 else Wish(place)
                yield replace(own, place=place, title=title or own.title), markdown(text)
        return
    each = outputs_of(cell)
    outputs = "\n".join(each)
    show = wish.show or ("output" if outputs and only_shows(cell.source) else "both")
    if show == "code then output":
        yield wish, code_of(cell)
        yield Wish("fragment"), outputs
    else:
        parts = {
            "both": f"{code_of(cell)}\n{outputs}",
            "code": code_of(cell),
            "output": outputs,
            "last output": "".join(each[-1:]),
        }
        yield wish, parts[show]


def blocks(html: str, place: Place, steps: count[int], cell: str) -> Iterator[Block]:
    """Yield the blocks of a piece of HTML.

    Args:
        html: what is shown.
        place: a fragment appears at one key; what is folded away in it, or elsewhere, at another.
        steps: the numbers of the keys.
        cell: the id of the cell, for a message.

    Raises:
        DeckError: it cannot be shown on a slide.
    """
    step = next(steps) if place == "fragment" else None
    try:
        tags = top_tags(html)
    except DeckError as error:
        raise DeckError(f"cell {cell}: {error}") from error
    for tag in tags:
        folded = "answer" in tag.get_attribute_list("class")
        own = next(steps) if folded else step
        if tag.name != "div" or (tag.get("class") and not folded):
            yield Block(tag, own)
            continue
        for child in [one for one in tag.contents if isinstance(one, Tag)]:
            child["data-under"] = str(tag.get("data-under", ""))
            yield Block(child.extract(), own)


def top_tags(html: str) -> list[Tag]:
    """Return the outermost elements of HTML, tidied and free to stand anywhere."""
    return [one.extract() for one in list(tidied(html).contents) if isinstance(one, Tag)]
