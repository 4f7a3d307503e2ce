"""The harness itself: what it lets pass, what it catches, and how notebooks run in it.

A small notebook is run and stored as the course stores its own, then some of its stored outputs
are changed, then pytest runs it in a process of its own. Each cell says what should happen to it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat import NotebookNode, v4

from run_notebooks import METADATA
from tests.notebooks.harness import network_off
from tests.notebooks.stored import ROOT

SHOW = """
from IPython.display import display
display({"image/png": "cGljdHVyZQ==", "text/html": "<b>2</b>", "text/plain": "Two changes."},
        raw=True)
"""
PROGRESS = """
import os
progress = pathlib.Path(os.environ["DELIVERYLAB_PROGRESS"])
print("some" if progress.exists() else "none")
progress.write_text("{}")
"""


def same(outputs: list[NotebookNode]) -> None:
    """Leave the stored outputs as they are."""


def other_stream(outputs: list[NotebookNode]) -> None:
    outputs[0].text = "something else\n"


def other_result(outputs: list[NotebookNode]) -> None:
    outputs[0].data["text/plain"] = "3"


def other_html(outputs: list[NotebookNode]) -> None:
    outputs[0].data["text/html"] = "<b>3</b>"


def other_picture(outputs: list[NotebookNode]) -> None:
    outputs[0].data["image/png"] = "b3RoZXI="


def no_html(outputs: list[NotebookNode]) -> None:
    del outputs[0].data["text/html"]


def other_error(outputs: list[NotebookNode]) -> None:
    outputs[0].evalue = "'ferry'"


def error_for_nothing(outputs: list[NotebookNode]) -> None:
    outputs[:] = [v4.new_output("error", ename="KeyError", evalue="'tug'")]


def nothing_for_error(outputs: list[NotebookNode]) -> None:
    outputs.clear()


def other_traceback(outputs: list[NotebookNode]) -> None:
    outputs[0].traceback = ["elsewhere"]


class Cell(NamedTuple):
    """A cell, what is changed in its stored output, and whether it should then pass."""

    id: str
    source: str
    change: Callable[[list[NotebookNode]], None]
    passes: bool
    tags: tuple[str, ...] = ()


CELLS = [
    Cell("kernel", "import pathlib, sys\nprint(sys.prefix, pathlib.Path.cwd().name)", same, True),
    Cell("state", "days = 7", same, True),
    Cell("result", "days + 1", same, True),
    Cell("other-result", "days + 1", other_result, False),
    Cell("other-stream", "print(days)", other_stream, False),
    Cell("ignored", "print(days)", other_stream, True),
    Cell("shown", SHOW, same, True),
    Cell("other-picture", SHOW, other_picture, True),
    Cell("other-html", SHOW, other_html, False),
    Cell("no-html", SHOW, no_html, False),
    Cell("raises", "{}['tug']", same, True, ("raises-exception",)),
    Cell("other-error", "{}['tug']", other_error, False, ("raises-exception",)),
    Cell("other-traceback", "{}['tug']", other_traceback, True, ("raises-exception",)),
    # The tag allows an error; whether there is one, and which, must be as stored all the same.
    Cell("raises-no-longer", "days = 7", error_for_nothing, False, ("raises-exception",)),
    Cell("raises-now", "{}['tug']", nothing_for_error, False, ("raises-exception",)),
    Cell("progress", PROGRESS, same, True),
    Cell("widget", "import ipywidgets\nipywidgets.IntSlider()", same, True),
    # nbval keeps no history, and so IPython does not see the semicolon: `faults` refuses it.
    Cell("semicolon", "days;", same, False),
    # TEST-NET-1 (RFC 5737) is never in use; an answer could only come from the harness.
    Cell(
        "address",
        "import socket\nsocket.create_connection(('192.0.2.1', 80), timeout=2)",
        same,
        True,
        ("raises-exception",),
    ),
    Cell(
        "name",
        "import urllib.request\nurllib.request.urlopen('http://example.org')",
        same,
        True,
        ("raises-exception",),
    ),
    Cell(
        "own-machine",
        "with socket.create_server(('127.0.0.1', 0)) as server:\n"
        "    socket.create_connection(server.getsockname()).close()",
        same,
        True,
    ),
]


def run_notebook(path: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run and store a notebook as ``make notebooks`` does, with the network off."""
    program = [sys.executable, str(ROOT / "tools" / "run_notebooks.py"), str(path)]
    with network_off():
        return subprocess.run(program, capture_output=True, text=True, check=check)


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the notebook above, run and stored."""
    path = tmp_path_factory.mktemp("stored") / "notebooks" / "one.ipynb"
    path.parent.mkdir()
    cells = [
        v4.new_code_cell(cell.source, id=cell.id, metadata={"tags": list(cell.tags)})
        for cell in CELLS
    ]
    nbformat.write(v4.new_notebook(cells=cells), path)
    run_notebook(path)
    return path


@pytest.fixture(scope="module")
def outcomes(stored: Path) -> dict[tuple[str, str], ElementTree.Element]:
    """Run pytest on two changed copies, on two workers, and return the report of each cell."""
    notebook = nbformat.read(stored, as_version=4)
    for cell, kept in zip(CELLS, notebook.cells, strict=True):
        cell.change(kept.outputs)
    folder = stored.parent.parent / "changed" / "notebooks"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        nbformat.write(notebook, folder / f"{name}.ipynb")
    report = folder.parent / "report.xml"
    ignored = folder.parent / "ignored.toml"
    ignored.write_text(
        "".join(
            f'[[cell]]\nnotebook = "notebooks/{name}.ipynb"\nid = "ignored"\nreason = "A try."\n'
            for name in ("one", "two")
        ),
        encoding="utf-8",
    )
    done = subprocess.run(
        [
            *[sys.executable, "-m", "pytest", "-c", "pyproject.toml", f"--rootdir={ROOT}"],
            *["-p", "nbval.plugin", "-p", "xdist.plugin", "-p", "tests.notebooks.harness"],
            *["-p", "no:cacheprovider", "-n", "2"],
            *["-o", f"ignored_cells={ignored}", f"--junitxml={report}", str(folder)],
        ],
        cwd=ROOT,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},  # which takes seconds
        capture_output=True,
        text=True,
    )
    assert report.exists(), done.stdout + done.stderr
    cases = ElementTree.parse(report).getroot().iter("testcase")
    return {(Path(case.get("classname", "")).name, case.get("name", "")): case for case in cases}


@pytest.mark.parametrize("number", range(len(CELLS)), ids=[cell.id for cell in CELLS])
def test_cell(outcomes: dict[tuple[str, str], ElementTree.Element], number: int) -> None:
    reports = [case for (_, name), case in outcomes.items() if name == f"Cell {number}"]
    assert len(reports) == 2, "each notebook is run once"
    for case in reports:
        failure = case.find("failure")
        said = "" if failure is None else (failure.text or "")
        assert (failure is None) == CELLS[number].passes, said


def read(stored: Path) -> dict[str, NotebookNode]:
    return {cell.id: cell for cell in nbformat.read(stored, as_version=4).cells}


def test_a_notebook_runs_in_its_folder_with_this_environment(stored: Path) -> None:
    assert read(stored)["kernel"].outputs[0].text == f"{sys.prefix} {stored.parent.name}\n"


def test_a_notebook_starts_without_any_progress(stored: Path) -> None:
    assert read(stored)["progress"].outputs[0].text == "none\n"


def test_refusals_say_why(stored: Path) -> None:
    cells = read(stored)
    assert cells["address"].outputs[0].evalue == (
        "The network is off in tests, and this cell asked for '192.0.2.1'."
    )
    assert "The network is off" in cells["name"].outputs[0].evalue
    assert cells["own-machine"].outputs == []


def test_stored_notebook_holds_nothing_that_changes(stored: Path, tmp_path: Path) -> None:
    assert list(read(stored)) == [cell.id for cell in CELLS]
    assert nbformat.read(stored, as_version=4).metadata == METADATA
    slider = read(stored)["widget"].outputs[0].data
    assert slider == {"text/plain": "IntSlider(value=0)"}
    again = tmp_path / "notebooks" / stored.name
    again.parent.mkdir()
    again.write_bytes(stored.read_bytes())
    run_notebook(again)
    assert again.read_bytes() == stored.read_bytes()
    assert [path.name for path in again.parent.iterdir()] == [stored.name]


def test_a_failing_notebook_is_not_stored(tmp_path: Path) -> None:
    path = tmp_path / "broken.ipynb"
    nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("1 / 0", id="a")]), path)
    before = path.read_bytes()
    done = run_notebook(path, check=False)
    assert done.returncode == 1
    assert "was not stored" in done.stderr
    assert "ZeroDivisionError" in done.stderr
    assert path.read_bytes() == before
