"""A section of a report: a heading, some paragraphs, some items with a mark."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from html import escape
from typing import Literal, TypeAlias

from deliverylab.show.picture import Picture

__all__ = ["Mark", "Section"]

Mark: TypeAlias = Literal["held", "not-held", "noise"]
_SIGNS: dict[Mark, str] = {"held": "✓", "not-held": "✕", "noise": "≈"}


@dataclass(frozen=True)
class Section:
    """One section.

    Attributes:
        heading: What it is about; empty for the first one.
        paragraphs: One text each.
        items: One text each, with its mark.
        note: Whether it stands back behind the others.
        with_picture: Whether the picture stands below the paragraphs.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    items: tuple[tuple[str, Mark], ...] = ()
    note: bool = False
    with_picture: bool = False

    @property
    def text(self) -> str:
        """The section as plain text; empty where nothing stands below the heading."""
        lines = [*self.paragraphs, *(f"{_SIGNS[mark]} {text}" for text, mark in self.items)]
        return "\n".join([self.heading, *lines] if self.heading else lines) if lines else ""

    def html(self, picture: Picture) -> str:
        """Return the section for a page, with the picture where it belongs."""
        kind = ' class="note"' if self.note else ""
        parts = [f"<h2>{escape(self.heading)}</h2>"] if self.heading else []
        parts += [f"<p{kind}>{_together(text)}</p>" for text in self.paragraphs]
        if self.with_picture:
            data = base64.b64encode(picture.png).decode("ascii")
            words = escape(picture.sentence)
            parts.append(f'<img src="data:image/png;base64,{data}" alt="{words}">')
        if self.items:
            rows = "".join(f'<li class="{m}">{_together(t)}</li>' for t, m in self.items)
            parts.append(f"<ul>{rows}</ul>")
        return "\n".join(parts) + "\n"


def _together(text: str) -> str:
    """Return words for a page; a per cent sign stays on the line of its number."""
    return escape(text).replace(" %", "&nbsp;%")
