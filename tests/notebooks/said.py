"""What the cells of a lesson say, in plain words: nothing of how a page sets or links them."""

from __future__ import annotations

import re

from nbformat import NotebookNode

MARK_OF_SLIDES = re.compile(r"^<!-- \w+(?:: .*)? -->\n", re.MULTILINE)
"""Where a deck begins a new slide within a cell: nothing that a reader sees."""
QUOTATION = re.compile(r"^> ?", re.MULTILINE)
TO_THE_GLOSSARY = re.compile(r"\[([^\]]+)\]\(\.\./docs/glossary\.md#[^)]*\)")


def said(lesson: NotebookNode) -> dict[str, str]:
    """Return the words of each cell on one line, by its id.

    A term that links to the glossary is the term alone, and what is quoted is without the signs
    for it, and no slide is marked. The signs of emphasis stay.
    """
    return {cell.id: " ".join(_plain(cell).split()) for cell in lesson.cells}


def _plain(cell: NotebookNode) -> str:
    source: str = cell.source
    if cell.cell_type == "code":
        return source
    return TO_THE_GLOSSARY.sub(r"\1", QUOTATION.sub("", MARK_OF_SLIDES.sub("", source)))
