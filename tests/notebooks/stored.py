"""What a notebook must hold as it is stored, beyond what running it can show.

nbval does not compare a cell that was stored without having been run, nor a picture. So that these
gaps hide nothing, `faults` names what is wrong with a stored notebook, in words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from nbformat import NotebookNode

from run_notebooks import METADATA, PNG, WIDGET, stands_in_html
from tests.notebooks.difference import PICTURE

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("notebooks", "solutions", "exercises")
LARGEST_PICTURE = 40 * 1024
NBVAL_MARK = re.compile(r"^\s*#\s*(NBVAL_|PYTEST_VALIDATE)", re.MULTILINE)
OF_ONE_MACHINE = {
    "a place in memory": re.compile(r"\b0x[0-9a-fA-F]{6,}"),
    "a folder of one machine": re.compile(r"(?<![\w.])(/(home|Users|tmp|root|work)/\w|[A-Z]:\\)"),
}


def notebooks() -> list[Path]:
    """Return every notebook of the course."""
    return [path for name in FOLDERS for path in sorted((ROOT / name).glob("*.ipynb"))]


def faults(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with a notebook as it is stored, one sentence each."""
    found = [*metadata_faults(notebook), *id_faults(notebook)]
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(code, start=1):
        for fault in cell_faults(cell, number):
            found.append(f"cell {cell.get('id')}: {fault}")
    return found


def metadata_faults(notebook: NotebookNode) -> Iterator[str]:
    for key in sorted(notebook.metadata.keys() | METADATA.keys()):
        if notebook.metadata.get(key) != METADATA.get(key):
            yield f"the metadata {key!r} is {notebook.metadata.get(key)}, not {METADATA.get(key)}"
    if (notebook.nbformat, notebook.nbformat_minor) < (4, 5):
        yield "the format is older than 4.5, which has no cell ids"


def id_faults(notebook: NotebookNode) -> Iterator[str]:
    ids = [cell.get("id") for cell in notebook.cells]
    for one in ids:
        if not one:
            yield "a cell has no id"
        elif ids.count(one) > 1:
            yield f"the cell id {one} is used twice"


def cell_faults(cell: NotebookNode, number: int) -> Iterator[str]:
    if not cell.source.strip():
        yield "it is empty"
    if cell.execution_count != number:
        yield f"its number is {cell.execution_count}, not {number}: it was not run in order"
    if cell.source.rstrip().endswith(";"):
        yield "it ends with a semicolon, which hides a result in JupyterLab but not from nbval"
    if NBVAL_MARK.search(cell.source) or any("nbval" in tag for tag in tags(cell)):
        yield "it carries a mark of nbval; ignored cells stand in ignored_cells.toml"
    if "execution" in cell.metadata:
        yield "it holds the times at which it was run"
    for output in cell.outputs:
        yield from output_faults(output, "raises-exception" in tags(cell))


def tags(cell: NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


def output_faults(output: NotebookNode, may_raise: bool) -> Iterator[str]:
    if output.output_type == "error" and not may_raise:
        yield f"it raises {output.ename}: {output.evalue}"
    if output.output_type == "stream" and output.name == "stderr":
        yield f"it prints a warning or an error: {output.text.strip()[:100]}"
    data = output.get("data", {})
    if WIDGET in data:
        yield "it links to a widget that is not there"
    if stands_in_html(data):
        yield "it holds its picture twice, in its HTML too; make notebooks stores it once"
    pictures = [data[PNG]] if PNG in data else PICTURE.findall(data.get("text/html", ""))
    for size in (len(picture) * 3 // 4 for picture in pictures):
        if size > LARGEST_PICTURE:
            yield f"its picture has {size:,} bytes; at most {LARGEST_PICTURE:,}"
    if pictures and data.get("text/plain", "<Figure").startswith("<Figure"):
        yield "its picture says nothing in words, so neither a reader nor a test has its result"
    shown = [output.get("text", ""), *(v for k, v in data.items() if k.startswith("text/"))]
    raised = [output.get("evalue", ""), *output.get("traceback", [])]
    for text in [*shown, *raised]:
        for what, pattern in OF_ONE_MACHINE.items():
            if match := pattern.search(text):
                yield f"it shows {what}: {match.group()}"
