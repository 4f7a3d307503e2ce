"""A small made-up solution with one task of each kind, and a check of its own."""

from __future__ import annotations

from nbformat import NotebookNode, v4

from run_notebooks import METADATA

CHECK = """
class NotYet(AssertionError):
    def _render_traceback_(self):
        return [f"NotYet: {self}"]


def check(number, answer):
    if answer is ... or callable(answer) and answer(2) is None:
        raise NotYet(f"{number} is not answered yet.")
    if answer != 4 and not (callable(answer) and answer(2) == 4):
        raise NotYet(f"{number} not yet: not four.")
    print(f"{number} right.")
"""

VALUE = """\
hours = ...  # your code here
### BEGIN SOLUTION
hours = 2 + 2
### END SOLUTION"""

FUNCTION = '''\
def doubled(hours):
    """Return twice the hours."""
    ### BEGIN SOLUTION
    return 2 * hours
    ### END SOLUTION'''

SHOWN = """\
days = ...  # your code here

### BEGIN SOLUTION
days = 4
### END SOLUTION

days"""

TRY = """\
# Try it here.
### BEGIN SOLUTION
doubled(3)
### END SOLUTION"""


def graded(grade: bool, solution: bool, name: str, points: int = 0) -> dict[str, object]:
    """Return nbgrader's metadata of one cell."""
    about: dict[str, object] = {
        "grade": grade,
        "grade_id": name,
        "locked": grade and not solution,
        "schema_version": 3,
        "solution": solution,
        "task": False,
    }
    return about | ({"points": points} if grade else {})


def task(number: str, answer: str, name: str, points: int) -> list[NotebookNode]:
    """Return the three cells of a task: what is asked, the answer, the check."""
    at = number.replace(".", "-")
    return [
        v4.new_markdown_cell(f"## {number} Find four", id=f"task-{at}"),
        v4.new_code_cell(
            answer,
            id=f"answer-{at}",
            metadata={"nbgrader": graded(False, True, f"answer-{at}")},
        ),
        v4.new_code_cell(
            f'check("{number}", {name})',
            id=f"check-{at}",
            metadata={
                "nbgrader": graded(True, False, f"check-{at}", points),
                "tags": ["raises-exception"],
            },
        ),
    ]


def solution() -> NotebookNode:
    """Return the notebook, not yet run. Its checks carry 1 + 2 + 3 points, its explanation 4."""
    return v4.new_notebook(
        metadata=METADATA,
        cells=[
            v4.new_markdown_cell("# Exercises", id="title"),
            v4.new_code_cell(CHECK.strip(), id="load"),
            *task("1.1", VALUE, "hours", 1),
            *task("1.2", FUNCTION, "doubled", 2),
            v4.new_code_cell(
                TRY, id="answer-try", metadata={"nbgrader": graded(False, True, "answer-try")}
            ),
            *task("1.3", SHOWN, "days", 3),
            v4.new_markdown_cell("## 1.4 Why four?", id="task-1-4"),
            v4.new_markdown_cell(
                "Because two and two are four.",
                id="answer-1-4",
                metadata={"nbgrader": graded(True, True, "answer-1-4", 4)},
            ),
        ],
    )


def cell(notebook: NotebookNode, name: str) -> NotebookNode:
    """Return the cell with this id."""
    return next(each for each in notebook.cells if each.id == name)
