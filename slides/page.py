"""A deck as one HTML file that needs nothing beside itself: reveal.js and letters are in it."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from itertools import count
from pathlib import Path

from bs4 import Tag
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from slides.lettering import font_faces
from slides.slide import Block, Deck

_HERE = Path(__file__).parent
_REVEAL = files("sphinx_revealjs").joinpath("_static", "revealjs")
_STYLES = ("dist/reset.css", "dist/reveal.css")
_SCRIPTS = ("dist/reveal.js",)
_NOTES = ("plugin/notes/notes.js",)


def page(deck: Deck, *, notes: bool = True) -> str:
    """Return a deck as an HTML page; the same deck gives the same page each time.

    Args:
        deck: what to show.
        notes: whether it has the speaker's notes, which the key S opens.
    """
    number, _, title = deck.title.partition(" · ")
    scripts = (*_SCRIPTS, *(_NOTES if notes else ()))
    return _template().render(
        deck=deck,
        number=number,
        title=title,
        bodies=[_body(slide.blocks) for slide in deck.slides],
        notes=notes,
        styles=[font_faces(), *(_of_reveal(name) for name in _STYLES), _own("deck.css")],
        scripts=[*(_in_page(_of_reveal(name)) for name in scripts), _own("deck.js")],
    )


def _body(blocks: list[Block]) -> str:
    """Return the blocks of a slide as HTML; what appears later is numbered in its order."""
    keys = count()
    step, key = None, 0
    for block in blocks:
        if block.step is not None:
            if block.step != step:
                step, key = block.step, next(keys)
            _appear(block.tag, key)
        for answer in block.tag.select(".answer"):
            _appear(answer, next(keys))
    return "\n".join(str(block.tag) for block in blocks)


def _appear(tag: Tag, key: int) -> None:
    """Let a tag appear at a key of the clicker, counted from 0 on its slide."""
    tag["class"] = " ".join([*tag.get_attribute_list("class"), "fragment"]).strip()
    tag["data-fragment-index"] = str(key)


@cache
def _template() -> Template:
    jinja = Environment(
        loader=FileSystemLoader(_HERE),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return jinja.get_template("deck.html.j2")


@cache
def _of_reveal(name: str) -> str:
    return _REVEAL.joinpath(name).read_text(encoding="utf-8")


def _own(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _in_page(script: str) -> str:
    """Return a script that may stand in a page: nothing in it ends the page's script."""
    return re.sub("</(?=script)", r"<\\/", script, flags=re.IGNORECASE)
