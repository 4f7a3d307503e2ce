"""The lessons by their numbers, and where their decks are written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slides.cells import DeckError

ROOT = Path(__file__).resolve().parents[1]
BUILD = Path("build", "slides")


def lessons(numbers: Sequence[str] = ()) -> list[Path]:
    """Return the notebooks of lessons by their numbers, such as 02 or 2; all where none is given.

    Raises:
        DeckError: there is no lesson of a number; the message names those there are.
    """
    there = {path.name.partition("_")[0]: path for path in _all()}
    found = []
    for number in numbers or there:
        path = there.get(number) or there.get(f"0{number}")
        if path is None:
            raise DeckError(f"there is no lesson {number}; the lessons are {', '.join(there)}")
        found.append(path)
    return found


def _all() -> list[Path]:
    return sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
