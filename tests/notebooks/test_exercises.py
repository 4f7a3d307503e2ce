"""The exercises are what ``make exercises`` makes of the solutions, to the letter.

Compared here are the cells as they are before they are run. What they show is compared where nbval
runs every exercise, so it is not run once more.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

import make_exercises
from run_notebooks import METADATA
from solution_rules import unlike_expected
from tests.notebooks import made_up
from tests.notebooks.difference import difference
from tests.notebooks.made_up import cell
from tests.notebooks.stored import ROOT

SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
EXERCISES = sorted((ROOT / "exercises").glob("*.ipynb"))
REPAIR = (
    "{name} is not what is made of its solution. An exercise is never edited: change"
    " solutions/{name}, then make it again with\n    make exercises\n\n{difference}"
)


def name_of(path: Path) -> str:
    return path.name


def test_every_solution_has_its_exercise_and_every_exercise_its_solution() -> None:
    assert [path.name for path in EXERCISES] == [path.name for path in SOLUTIONS], (
        "run: make exercises"
    )


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name_of)
def test_an_exercise_is_what_is_made_of_its_solution(solution: Path) -> None:
    stored = nbformat.read(ROOT / "exercises" / solution.name, as_version=4)
    if drift := drifted(stored, solution):
        pytest.fail(drift, pytrace=False)


def drifted(stored: NotebookNode, solution: Path) -> str:
    """Return how a stored exercise differs from what is made of its solution, and what to do."""
    made = make_exercises.unrun(solution)
    made.metadata = nbformat.from_dict(METADATA)
    found = difference(without_outputs(stored), made)
    return found and REPAIR.format(name=solution.name, difference=found)


def without_outputs(notebook: NotebookNode) -> NotebookNode:
    """Return a copy of a notebook that shows nothing."""
    bare = copy.deepcopy(notebook)
    for each in bare.cells:
        if each.cell_type == "code":
            each.outputs = []
    return bare


@pytest.mark.parametrize("exercise", EXERCISES, ids=name_of)
def test_a_stored_exercise_is_right_nowhere(exercise: Path) -> None:
    assert unlike_expected(nbformat.read(exercise, as_version=4), "not yet") == []


@pytest.mark.parametrize("solution", SOLUTIONS, ids=name_of)
def test_a_stored_solution_is_right_everywhere(solution: Path) -> None:
    assert unlike_expected(nbformat.read(solution, as_version=4), "right") == []


def small() -> NotebookNode:
    """Return a notebook with one cell of each kind."""
    outputs = [
        v4.new_output("stream", name="stdout", text="7 days\n"),
        v4.new_output(
            "display_data",
            {"image/png": "AAAA", "text/html": '<img src="data:image/png;base64,AAAA">'},
        ),
        v4.new_output("error", ename="NotYet", evalue="1.1 is not answered yet."),
    ]
    return v4.new_notebook(
        metadata=copy.deepcopy(METADATA),
        cells=[
            v4.new_markdown_cell("# Title\n\nA sentence.", id="title"),
            v4.new_code_cell("show()", id="code", outputs=outputs, execution_count=1),
            v4.new_markdown_cell("The end.", id="end"),
        ],
    )


def edit_a_text(notebook: NotebookNode) -> None:
    notebook.cells[0].source = "# Title\n\nAnother sentence."


def edit_a_stream(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs[0].text = "8 days\n"


def edit_an_error(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs[2].evalue = "1.1 not yet."


def edit_html(notebook: NotebookNode) -> None:
    notebook.cells[1].outputs[1].data["text/html"] += "<p>new</p>"


def lose_an_output(notebook: NotebookNode) -> None:
    del notebook.cells[1].outputs[0]


def lose_a_cell(notebook: NotebookNode) -> None:
    del notebook.cells[2]


def add_a_cell(notebook: NotebookNode) -> None:
    notebook.cells.append(v4.new_markdown_cell("By hand.", id="mine"))


def change_the_order(notebook: NotebookNode) -> None:
    notebook.cells.reverse()


def add_a_tag(notebook: NotebookNode) -> None:
    notebook.cells[1].metadata["tags"] = ["mine"]


def turn_into_text(notebook: NotebookNode) -> None:
    notebook.cells[1] = v4.new_markdown_cell("show()", id="code")


def name_a_kernel(notebook: NotebookNode) -> None:
    notebook.metadata.kernelspec["name"] = "mine"


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (edit_a_text, ["--- cell title, as stored", "-Another sentence.", "+A sentence."]),
        (edit_a_stream, ["+++ cell code, as made again", "-8 days", "+7 days"]),
        (edit_an_error, ["-NotYet: 1.1 not yet.", "+NotYet: 1.1 is not answered yet."]),
        (
            edit_html,
            ['-text/html: <img src="PICTURE"><p>new</p>', '+text/html: <img src="PICTURE">'],
        ),
        (lose_an_output, ["+[stream]", "+7 days"]),
        (lose_a_cell, ["--- cell end, which is missing", "+The end."]),
        (add_a_cell, ["+++ cell mine, which should not be there", "-By hand."]),
        (change_the_order, ["The order of the cells differs; as made again it is: title, code"]),
        (add_a_tag, ['-tags: ["mine"]']),
        (turn_into_text, ["-(markdown)", "+(code)"]),
        (name_a_kernel, ["The notebook's metadata differ"]),
    ],
)
def test_a_difference_is_shown(edit: Callable[[NotebookNode], None], words: list[str]) -> None:
    edited = small()
    edit(edited)
    shown = difference(edited, small()).splitlines()
    for word in words:
        assert any(line.startswith(word) for line in shown), shown


def test_pictures_may_differ() -> None:
    other = small()
    other.cells[1].outputs[1].data = {
        "image/png": "BBBB",
        "text/html": '<img src="data:image/png;base64,BBBB">',
    }
    assert difference(other, small()) == ""


def test_what_was_edited_by_hand_is_told_with_the_command_that_repairs_it(tmp_path: Path) -> None:
    solution = tmp_path / "solutions" / "01_exercises.ipynb"
    solution.parent.mkdir()
    nbformat.write(made_up.solution(), solution)
    stored = make_exercises.unrun(solution)
    stored.metadata = nbformat.from_dict(METADATA)
    assert drifted(stored, solution) == ""
    cell(stored, "task-1-1").source = "## 1.1 Find five"
    said = drifted(stored, solution)
    assert "change solutions/01_exercises.ipynb" in said
    assert "\n    make exercises\n" in said
    assert said.endswith("-## 1.1 Find five\n+## 1.1 Find four")
