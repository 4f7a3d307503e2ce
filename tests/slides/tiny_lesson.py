"""A lesson of a few cells, to try what a deck makes of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from bs4 import BeautifulSoup, Tag
from nbformat import NotebookNode

from slides import page, read_deck

TITLE = (
    "# 07 · Tides\n\n**When does it\nturn?**\n\nA pilot asks.\n\n**Time** 5 minutes; exercises: 2."
)


def about(kind: str | None = None, **deck: object) -> dict[str, Any]:
    """Return the metadata of a cell: its slide type, and its wishes of the deck."""
    found: dict[str, Any] = {"slideshow": {"slide_type": kind}} if kind is not None else {}
    return found | ({"deck": deck} if deck else {})


def text(source: str, kind: str | None = None, **deck: object) -> NotebookNode:
    """Return a text cell."""
    return nbformat.v4.new_markdown_cell(source, metadata=about(kind, **deck))


def code(
    source: str, *outputs: NotebookNode, kind: str | None = None, **deck: object
) -> NotebookNode:
    """Return a code cell with its outputs."""
    return nbformat.v4.new_code_cell(source, outputs=list(outputs), metadata=about(kind, **deck))


def result(html: str = "", **others: str) -> NotebookNode:
    """Return a result as HTML, or with text."""
    data = {"text/plain": others.get("text", "plain")} | ({"text/html": html} if html else {})
    return nbformat.v4.new_output("execute_result", data, execution_count=1)


def written(folder: Path, *cells: NotebookNode, title: str = TITLE) -> Path:
    """Write a lesson: its title and these cells, each with an id of its own."""
    opening = nbformat.v4.new_markdown_cell(title, metadata=about("slide"))
    lesson = [opening, *cells]
    for number, cell in enumerate(lesson):
        cell.id = f"cell-{number}"
    notebook = nbformat.v4.new_notebook(cells=lesson)
    path = folder / "07_tides.ipynb"
    nbformat.write(notebook, path)
    return path


def made(folder: Path, *cells: NotebookNode, notes: bool = True) -> list[Tag]:
    """Return the slides that follow the title and its story, as they stand in the deck."""
    html = page(read_deck(written(folder, *cells)), notes=notes)
    soup = BeautifulSoup(html, "html.parser")
    return list(soup.select(".slides > section"))[2:]


def heading(slide: Tag) -> str:
    """Return the words on top of a slide."""
    found = slide.select_one("h2")
    assert found is not None
    return found.get_text()


def body(slide: Tag) -> Tag:
    """Return what is under the heading of a slide."""
    found = slide.select_one(".body")
    assert found is not None
    return found


def keys(slide: Tag) -> list[list[str]]:
    """Return what appears at each key, in words."""
    found: dict[int, list[str]] = {}
    for one in slide.select(".fragment"):
        words = " ".join(one.get_text().split())
        found.setdefault(int(str(one["data-fragment-index"])), []).append(words)
    return [found[key] for key in sorted(found)]
