"""Run notebooks in place and store their outputs: ``python tools/run_notebooks.py [PATH …]``.

Run by ``make notebooks``; without a path it takes every lesson and every solution. What is stored
is what a reader needs and nothing that differs from run to run or from machine to machine, so that
a notebook changes in git only where its content does: no times, no patch version of Python, no
widget state and no links to it (they are random numbers; the picture beside them is what is seen
where no kernel runs), and no picture twice (it stands in the HTML that every reader shows). Cell
ids stay as they are.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

import nbformat
import zmq
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from traitlets.config import Config

from solution_rules import unlike_expected

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("notebooks", "solutions")
PROGRESS = "DELIVERYLAB_PROGRESS"
WIDGET = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
"""What every notebook of the course says of itself."""


def main(arguments: list[str]) -> int:
    """Run the notebooks one after the other; a cell that fails stops it, and nothing is stored."""
    paths = [Path(argument) for argument in arguments]
    for path in paths or [p for name in FOLDERS for p in sorted((ROOT / name).glob("*.ipynb"))]:
        print(path, flush=True)
        notebook = nbformat.read(path, as_version=4)
        try:
            run(notebook, path.parent)
        except CellExecutionError as error:
            print(f"{path} was not stored; a cell failed:\n{error}", file=sys.stderr)
            return 1
        if wrong := unlike_expected(notebook, "right"):
            print(f"{path} was not stored:", *wrong, sep="\n", file=sys.stderr)
            return 1
        store(notebook, path)
    return 0


def run(notebook: NotebookNode, folder: Path) -> None:
    """Run every cell in a new kernel whose working folder is ``folder``."""
    kernels = Config()
    kernels.KernelManager.transport_encryption = "auto" if zmq.has("curve") else "disabled"
    client = NotebookClient(
        notebook,
        config=kernels,
        kernel_name="python3",
        timeout=300,
        record_timing=False,
        store_widget_state=False,
        coalesce_streams=True,
        resources={"metadata": {"path": str(folder)}},
    )
    with tempfile.TemporaryDirectory() as fresh:
        client.execute(env=os.environ | {PROGRESS: str(Path(fresh, "progress.json"))})


def store(notebook: NotebookNode, path: Path) -> None:
    """Write the notebook with only what does not change from run to run, in one step."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            data, about = output.get("data", {}), output.get("metadata", {})
            if len(data) > 1:
                data.pop(WIDGET, None)
            about.pop(WIDGET, None)
            if stands_in_html(data):
                del data[PNG]
                about.pop(PNG, None)
    draft = path.with_suffix(".draft")
    draft.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
    os.replace(draft, path)


def stands_in_html(data: NotebookNode) -> bool:
    """Return whether an output holds its picture in its HTML, too."""
    return PNG in data and data[PNG].strip() in data.get("text/html", "")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
