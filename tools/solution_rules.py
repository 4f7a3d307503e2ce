"""What a solution must be like so that an exercise can be made of it.

A task is three cells: what is asked, the answer, the check. nbgrader's metadata tell them apart:

* an **answer** is code; what stands between ``### BEGIN SOLUTION`` and ``### END SOLUTION`` is cut,
  and what stands around it is the stub that a student starts from (one that only invites to try
  something has no number in its id, and no check);
* a **check** is code that calls ``check("1.2", …)``; it carries the points, and the tag that lets a
  notebook run on although the check raises;
* an **explanation** is a text cell that carries points and is graded by a person; it is cut whole.

`faults` says what is wrong before anything is made, `unlike_expected` what is wrong after a run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Literal

from nbformat import NotebookNode

BEGIN = "### BEGIN SOLUTION"
END = "### END SOLUTION"
MARKER = re.compile(r"(BEGIN|END) SOLUTION")
NUMBER = re.compile(r"\d+-\d+")
RAISES = "raises-exception"
SCHEMA = 3
NOT_YET = "NotYet"

Kind = Literal["answer", "check", "explanation", "other"]


def kind(cell: NotebookNode) -> Kind:
    """Return what a cell is, by the metadata that nbgrader reads."""
    about = cell.metadata.get("nbgrader", {})
    kinds: dict[tuple[bool, bool], Kind] = {
        (True, False): "answer",
        (False, True): "check",
        (True, True): "explanation",
    }
    return kinds.get((bool(about.get("solution")), bool(about.get("grade"))), "other")


def faults(notebook: NotebookNode) -> list[str]:
    """Return what is wrong with a solution, one sentence each, with the cell named."""
    found: list[str] = []
    seen: set[str] = set()
    for cell in notebook.cells:
        rules = [*metadata_faults(cell, seen), *RULES[kind(cell)](cell)]
        found += [f"cell {cell.id}: {fault}" for fault in rules]
    return [*found, *missing_partners(notebook)]


def metadata_faults(cell: NotebookNode, seen: set[str]) -> Iterator[str]:
    """Yield what is wrong with nbgrader's metadata of one cell; note its grade_id in ``seen``."""
    about = cell.metadata.get("nbgrader")
    if about is None:
        return
    name = about.get("grade_id", "")
    if name in seen:
        yield f"the grade_id {name} is used twice"
    seen.add(name)
    if name != cell.id:
        yield f"its grade_id is {name or 'missing'}; it must be the cell's own id"
    if about.get("schema_version") != SCHEMA:
        yield f"its schema_version is {about.get('schema_version')}, not {SCHEMA}"
    if about.get("grade"):
        points = about.get("points")
        if not isinstance(points, int | float) or isinstance(points, bool) or points <= 0:
            yield f"it has {'no' if points is None else points} points; give a number above 0"


def answer_faults(cell: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with an answer: the region, the stub around it."""
    if cell.cell_type != "code":
        yield "a text cell that is a solution must be graded too: give it points"
        return
    lines = cell.source.split("\n")
    marks = [(at, line.strip()) for at, line in enumerate(lines) if MARKER.search(line)]
    if [mark for _at, mark in marks] != [BEGIN, END]:
        there = ", ".join(repr(mark) for _at, mark in marks) or "none"
        yield f"it needs one line {BEGIN!r}, then one line {END!r}; its lines are: {there}"
        return
    (begin, _), (end, _) = marks
    if not "".join(lines[begin + 1 : end]).strip():
        yield "its solution is empty"
    stub = "\n".join(lines[:begin] + lines[end + 1 :])
    if not stub.strip():
        yield f"nothing is left of it for a student: put the stub above {BEGIN!r}"
    for what, source in [("stub", stub), ("solution", cell.source)]:
        try:
            ast.parse(source)
        except SyntaxError as error:
            yield f"its {what} is not Python: {error.msg} in line {error.lineno}"


def check_faults(cell: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with a check: its call, its tag, what it shows."""
    if cell.cell_type != "code":
        yield "a text cell that is graded must be a solution too"
        return
    call = f'check("{cell.id.removeprefix("check-").replace("-", ".")}", '
    if not cell.id.startswith("check-") or not cell.source.startswith(call):
        yield f"a check has an id such as check-1-2 and calls {call}…)"
    if RAISES not in cell.metadata.get("tags", []):
        yield f"it has no tag {RAISES}, so a wrong answer would stop the notebook"
    yield from other_faults(cell)


def explanation_faults(cell: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with an explanation, which is cut whole."""
    if cell.cell_type != "markdown":
        yield "code that is a solution has its points in a check, a cell of its own"
    elif not cell.source.strip():
        yield "it has no model answer"
    yield from other_faults(cell)


def other_faults(cell: NotebookNode) -> Iterator[str]:
    """Yield what is wrong with a cell of which nothing may be cut."""
    if MARKER.search(cell.source):
        yield "it marks a solution, and only an answer may: nbgrader would show or refuse it"


RULES = {
    "answer": answer_faults,
    "check": check_faults,
    "explanation": explanation_faults,
    "other": other_faults,
}


def missing_partners(notebook: NotebookNode) -> Iterator[str]:
    """Yield each numbered answer that its check does not follow, and each check without answer."""
    order = [(kind(cell), cell.id) for cell in notebook.cells if kind(cell) != "other"]
    for at, (what, name) in enumerate(order):
        number = name.partition("-")[2]
        if what == "answer" and NUMBER.fullmatch(number):
            if order[at + 1 : at + 2] != [("check", f"check-{number}")]:
                yield f"cell {name}: the next graded cell is not check-{number}"
        elif what == "check" and (at == 0 or order[at - 1] != ("answer", f"answer-{number}")):
            yield f"cell {name}: the answer before it is not answer-{number}"


def unlike_expected(notebook: NotebookNode, expected: Literal["right", "not yet"]) -> list[str]:
    """Return which checks of a notebook that was run do not say what is expected of all of them.

    Args:
        notebook: a solution, of which every check must be right, or an exercise as it is given to
            students, of which none may be.
        expected: what each check must say.
    """
    found = []
    for cell in notebook.cells:
        if kind(cell) != "check":
            continue
        errors = [output for output in cell.outputs if output.output_type == "error"]
        said = " ".join(f"{error.ename}: {error.evalue}" for error in errors) or "right"
        names = [error.ename for error in errors]
        if names != ([] if expected == "right" else [NOT_YET]):
            found.append(f"cell {cell.id}: the check must say {expected!r} here; it says: {said}")
    return found
