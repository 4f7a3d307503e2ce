"""How much memory a student's kernel holds after a lesson was run from top to bottom."""

from __future__ import annotations

from pathlib import Path

import nbformat
import psutil
from nbclient import NotebookClient


def after_lesson(path: Path) -> int:
    """Run the notebook in a fresh kernel and return the kernel's resident memory in bytes."""
    notebook = nbformat.read(path, as_version=4)
    client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": path.parent}})
    code = [(index, cell) for index, cell in enumerate(notebook.cells) if cell.cell_type == "code"]
    before = set(psutil.Process().children())
    with client.setup_kernel():
        for index, cell in code:
            client.execute_cell(cell, index)
        (kernel,) = set(psutil.Process().children()) - before
        return int(kernel.memory_info().rss)
