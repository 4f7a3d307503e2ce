"""Every stored notebook is as it should be, and `faults` finds each thing that can be wrong."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

from run_notebooks import METADATA, PNG, WIDGET, store
from tests.notebooks.harness import HERE, name_of, read_ignored
from tests.notebooks.stored import faults, notebooks


@pytest.mark.parametrize("path", notebooks(), ids=name_of)
def test_stored_notebook_has_no_faults(path: Path) -> None:
    assert faults(nbformat.read(path, as_version=4)) == []


def test_ignored_cells_exist_and_have_a_reason() -> None:
    cells = {
        (name_of(path), cell.id)
        for path in notebooks()
        for cell in nbformat.read(path, as_version=4).cells
    }
    for cell, reason in read_ignored(HERE / "ignored_cells.toml").items():
        assert cell in cells
        assert len(reason.split()) >= 4, f"{cell}: say why"


def html_of(png: bytes) -> str:
    return f'<img src="data:image/png;base64,{base64.b64encode(png).decode()}">'


def good_notebook() -> NotebookNode:
    def picture(sentence: str) -> NotebookNode:
        shown = {"text/html": html_of(b"picture"), "text/plain": sentence}
        return v4.new_output("display_data", shown)

    return v4.new_notebook(
        metadata=METADATA,
        cells=[
            v4.new_markdown_cell("# A lesson", id="title"),
            v4.new_code_cell(
                "print(2)",
                id="first",
                execution_count=1,
                outputs=[v4.new_output("stream", name="stdout", text="2\n")],
            ),
            v4.new_code_cell(
                "show()", id="second", execution_count=2, outputs=[picture("Two changes wait.")]
            ),
        ],
    )


def test_a_good_notebook_has_no_faults() -> None:
    assert faults(good_notebook()) == []


def set_kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec["name"] = "my-environment"


def set_version(notebook: NotebookNode) -> None:
    notebook.metadata.language_info["version"] = "3.11.7"


def add_widget_state(notebook: NotebookNode) -> None:
    notebook.metadata["widgets"] = {}


def repeat_id(notebook: NotebookNode) -> None:
    notebook.cells[2].id = "first"


def drop_id(notebook: NotebookNode) -> None:
    del notebook.cells[2]["id"]


def use_old_format(notebook: NotebookNode) -> None:
    notebook.nbformat_minor = 4


def empty_cell(notebook: NotebookNode) -> None:
    notebook.cells[1].source = " \n"


def leave_unrun(notebook: NotebookNode) -> None:
    notebook.cells[1].update(execution_count=None, outputs=[])


def run_out_of_order(notebook: NotebookNode) -> None:
    notebook.cells[1].execution_count = 7


def end_with_semicolon(notebook: NotebookNode) -> None:
    notebook.cells[2].source += ";\n"


def mark_in_comment(notebook: NotebookNode) -> None:
    notebook.cells[1].source += "\n# NBVAL_IGNORE_OUTPUT"


def mark_in_tag(notebook: NotebookNode) -> None:
    notebook.cells[1].metadata["tags"] = ["nbval-skip"]


def keep_times(notebook: NotebookNode) -> None:
    notebook.cells[1].metadata["execution"] = {"iopub.status.busy": "2025-01-06T09:00:00Z"}


def raise_error(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs = [v4.new_output("error", ename="KeyError", evalue="'tug'")]


def print_warning(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs[0].name = "stderr"


def link_widget(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data[WIDGET] = {"model_id": "0"}


def grow_picture(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data["text/html"] = html_of(b"A" * 45_000)


def grow_picture_alone(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data = {PNG: "A" * 60_000, "text/plain": "Two changes wait."}


def keep_picture_twice(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data[PNG] = base64.b64encode(b"picture").decode() + "\n"


def drop_sentence(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data["text/plain"] = "<Figure size 640x480 with 1 Axes>"


def show_address(notebook: NotebookNode) -> None:
    notebook.cells[2].outputs[0].data["text/plain"] = "<Log at 0x7f3a5c1b2d30>"


def show_folder(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs[0].text = "read from /home/ada/course/data\n"


def show_folder_in_error(notebook: NotebookNode) -> None:
    raise_error(notebook)
    notebook.cells[1].outputs[0].traceback = ['File "/home/ada/course/lesson.py", line 1']


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (set_kernel, "kernelspec"),
        (set_version, "language_info"),
        (add_widget_state, "widgets"),
        (repeat_id, "used twice"),
        (drop_id, "has no id"),
        (use_old_format, "older than 4.5"),
        (empty_cell, "is empty"),
        (leave_unrun, "not run in order"),
        (run_out_of_order, "not run in order"),
        (end_with_semicolon, "semicolon"),
        (mark_in_comment, "mark of nbval"),
        (mark_in_tag, "mark of nbval"),
        (keep_times, "times at which"),
        (raise_error, "raises KeyError"),
        (print_warning, "prints a warning"),
        (link_widget, "links to a widget"),
        (grow_picture, "bytes; at most"),
        (grow_picture_alone, "bytes; at most"),
        (keep_picture_twice, "its picture twice"),
        (drop_sentence, "says nothing in words"),
        (show_address, "a place in memory"),
        (show_folder, "a folder of one machine"),
        (show_folder_in_error, "a folder of one machine"),
    ],
)
def test_each_fault_is_found(spoil: Callable[[NotebookNode], None], words: str) -> None:
    notebook = good_notebook()
    spoil(notebook)
    assert any(words in fault for fault in faults(notebook))


def test_an_error_may_be_stored_where_the_cell_says_so() -> None:
    notebook = good_notebook()
    raise_error(notebook)
    notebook.cells[1].metadata["tags"] = ["raises-exception"]
    assert faults(notebook) == []


def test_a_picture_is_stored_once(tmp_path: Path) -> None:
    notebook, path = good_notebook(), tmp_path / "lesson.ipynb"
    keep_picture_twice(notebook)
    notebook.cells[2].outputs[0].metadata[PNG] = {"width": 600}
    store(notebook, path)
    assert nbformat.read(path, as_version=4) == good_notebook()
