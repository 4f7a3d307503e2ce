"""Make the exercises from the solutions: ``python tools/make_exercises.py [SOLUTION …]``.

Run by ``make exercises``; without a path it takes every notebook in ``solutions/``. nbgrader's own
steps, set up in ``jupyter/nbgrader_config.py``, cut the answers out. What is left is run as it
stands, so that a reader of the exercise sees what each check says before there is an answer.
A solution that breaks a rule (`solution_rules`) stops everything, with the cell named.
"""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode
from traitlets.config.loader import PyFileConfigLoader

import solution_rules
from run_notebooks import run, store

ROOT = Path(__file__).resolve().parent.parent
NOTE = "Generated from solutions/{name}; do not edit. To make it again: make exercises"


class UnfitError(Exception):
    """No exercise can be made of a solution; the message says why, each cell named."""


def main(arguments: list[str]) -> int:
    """Make the exercises and return the exit status; nothing is written of one that is unfit.

    An exercise is written beside its solution's folder, to ``exercises/``.
    """
    solutions = [Path(argument).resolve() for argument in arguments]
    for path in solutions or sorted((ROOT / "solutions").glob("*.ipynb")):
        print(path, flush=True)
        exercises = path.parent.parent / "exercises"
        exercises.mkdir(exist_ok=True)
        try:
            store(make(path, exercises), exercises / path.name)
        except UnfitError as error:
            print(f"No exercise was made of {path}:\n{error}", file=sys.stderr)
            return 1
    if not solutions:
        remove_left_over(ROOT)
    return 0


def make(solution: Path, folder: Path) -> NotebookNode:
    """Return the exercise of one solution, run in ``folder``.

    Raises:
        UnfitError: The solution breaks a rule, a cell of the exercise fails, or one of its checks
            is content without an answer.
    """
    exercise = unrun(solution)
    try:
        run(exercise, folder)
    except CellExecutionError as error:
        raise UnfitError(f"a cell fails where the answers are cut out:\n{error}") from error
    if content := solution_rules.unlike_expected(exercise, "not yet"):
        raise UnfitError("\n".join(content))
    return exercise


def unrun(solution: Path) -> NotebookNode:
    """Return the exercise of one solution as it is before it is run, with a note on what made it.

    Raises:
        UnfitError: The solution breaks a rule.
    """
    notebook = nbformat.read(solution, as_version=4)
    if faults := solution_rules.faults(notebook):
        raise UnfitError("\n".join(faults))
    exercise = cut(notebook)
    exercise.cells[0].metadata["generated"] = NOTE.format(name=solution.name)
    return exercise


def cut(solution: NotebookNode) -> NotebookNode:
    """Return a solution without its answers, as nbgrader releases it, not yet run."""
    settings = PyFileConfigLoader("nbgrader_config.py", str(ROOT / "jupyter")).load_config()
    settings.SaveCells.enabled = False  # there is no gradebook here
    resources: dict[str, object] = {}
    for step in settings.GenerateAssignment.preprocessors:
        solution, resources = step(config=settings)(solution, resources)
    return solution


def remove_left_over(root: Path) -> None:
    """Delete each exercise whose solution is there no longer."""
    for path in root.glob("exercises/*.ipynb"):
        if not (root / "solutions" / path.name).exists():
            print(f"{path}: its solution is gone; deleted")
            path.unlink()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
