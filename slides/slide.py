"""A deck and its slides, as they are laid out; `page.py` writes them."""

from __future__ import annotations

from dataclasses import dataclass, field

from bs4 import Tag


@dataclass
class Block:
    """A paragraph, a list, a table …; those with one `step` appear together, at one key."""

    tag: Tag
    step: int | None = None


@dataclass
class Slide:
    """One slide.

    Attributes:
        cell: the id of the cell with which it begins.
        kind: "title", "content" or "quiz".
        heading: its heading, as HTML.
        blocks: what is under the heading.
        notes: what its speaker reads, as HTML.
        layout: "beside" or "below"; None where the deck chooses.
        section: the part of the lesson in which it stands, where its heading does not say it.
        again: whether its heading is only that of the part.
    """

    cell: str
    kind: str = "content"
    heading: str = ""
    blocks: list[Block] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    layout: str | None = None
    section: str = ""
    again: bool = False


@dataclass(frozen=True)
class Deck:
    """The slides of a lesson: the stem of its notebook, its title and its minutes in words."""

    name: str
    title: str
    time: str
    slides: list[Slide]
