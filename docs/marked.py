"""The part of a page that is made by a program: what stands between two marks, with them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

__all__ = ["marked", "write_marked"]


def marked(page: str, begin: str, end: str, name: str = "the page") -> str:
    """Return what stands between the marks, with them.

    Raises:
        ValueError: if the marks are not there, once each and in order.

    >>> marked("a [b] c", "[", "]")
    '[b]'
    """
    parts = page.split(begin)
    if len(parts) != 2 or parts[1].count(end) != 1:
        raise ValueError(f"{name} must have the lines {begin!r} and {end!r}, once each")
    return begin + parts[1].partition(end)[0] + end


def write_marked(path: Path, new: str, old: Callable[[str], str]) -> None:
    """Put `new` in the place of what `old` finds in a page; the rest stays, byte for byte."""
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace(old(page), new), encoding="utf-8", newline="\n")
