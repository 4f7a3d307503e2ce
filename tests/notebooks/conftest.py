"""What the tests of a lesson's words share: what its cells say and show, and the course's data.

A test file names its lesson: `LESSON = "03b_catch_it_early"`.
"""

from __future__ import annotations

import nbformat
import pytest
from nbformat import NotebookNode

from deliverylab.log import DeliveryLog
from deliverylab.teach.shipped import shipped_log
from tests.notebooks.said import said
from tests.notebooks.stored import ROOT


@pytest.fixture(scope="module")
def lesson(request: pytest.FixtureRequest) -> NotebookNode:
    """The lesson as it is stored."""
    return nbformat.read(ROOT / "notebooks" / f"{request.module.LESSON}.ipynb", as_version=4)


@pytest.fixture(scope="module")
def cells(lesson: NotebookNode) -> dict[str, str]:
    """The words of each cell on one line, by its id."""
    return said(lesson)


@pytest.fixture(scope="module")
def shown(lesson: NotebookNode) -> dict[str, str]:
    """The text that each code cell put out, by its id."""
    return {
        cell.id: "\n".join(
            output.get("text") or output.get("evalue") or output.data["text/plain"]
            for output in cell.outputs
        )
        for cell in lesson.cells
        if "outputs" in cell
    }


@pytest.fixture(scope="module")
def log() -> DeliveryLog:
    """The year of the four teams."""
    return shipped_log()
