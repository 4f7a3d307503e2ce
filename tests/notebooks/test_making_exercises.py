"""How an exercise is made of a solution, on a small made-up one; and what stops the making."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4

import make_exercises
import run_notebooks
from solution_rules import faults
from tests.notebooks import made_up
from tests.notebooks.made_up import cell
from tests.notebooks.stored import faults as stored_faults

Spoil = Callable[[NotebookNode], None]


def write(folder: Path, notebook: NotebookNode) -> Path:
    """Write a solution to a course of its own, and return its path."""
    path = folder / "solutions" / "01_exercises.ipynb"
    path.parent.mkdir(exist_ok=True)
    nbformat.write(notebook, path)
    return path


def exercise_of(solution: Path) -> Path:
    return solution.parent.parent / "exercises" / solution.name


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the exercise that was made of the made-up solution."""
    solution = write(tmp_path_factory.mktemp("course"), made_up.solution())
    assert make_exercises.main([str(solution)]) == 0
    return exercise_of(solution)


@pytest.fixture
def exercise(made: Path) -> NotebookNode:
    return nbformat.read(made, as_version=4)


def test_the_answers_are_cut_without_a_trace(exercise: NotebookNode) -> None:
    assert cell(exercise, "answer-1-1").source == "hours = ...  # your code here"
    assert cell(exercise, "answer-1-2").source == (
        'def doubled(hours):\n    """Return twice the hours."""'
    )
    assert cell(exercise, "answer-1-3").source == "days = ...  # your code here\n\ndays"
    assert cell(exercise, "answer-try").source == "# Try it here."
    assert cell(exercise, "answer-1-4").source == "*Write your answer here.*"


def test_the_rest_is_as_in_the_solution(exercise: NotebookNode) -> None:
    solution = made_up.solution()
    assert [each.id for each in exercise.cells] == [each.id for each in solution.cells]
    for each in solution.cells:
        if not each.id.startswith("answer-"):
            assert cell(exercise, each.id).source == each.source


def test_it_is_run_and_no_check_is_content(exercise: NotebookNode) -> None:
    said = {
        each.id: [output.get("evalue") for output in each.outputs]
        for each in exercise.cells
        if each.id.startswith("check-")
    }
    assert said == {
        "check-1-1": ["1.1 is not answered yet."],
        "check-1-2": ["1.2 is not answered yet."],
        "check-1-3": ["1.3 is not answered yet."],
    }
    assert stored_faults(exercise) == []


def test_a_student_cannot_delete_a_task_nor_change_its_check(exercise: NotebookNode) -> None:
    assert cell(exercise, "check-1-1").metadata["editable"] is False
    for name in ("check-1-1", "answer-1-1", "answer-1-4"):
        assert cell(exercise, name).metadata["deletable"] is False
        assert cell(exercise, name).metadata["nbgrader"]["checksum"]


def test_it_says_first_what_made_it(made: Path) -> None:
    note = "Generated from solutions/01_exercises.ipynb; do not edit. To make it again: make exe"
    assert note in made.read_text(encoding="utf-8")[:400]


def test_made_again_it_is_the_same(made: Path) -> None:
    before = made.read_bytes()
    assert make_exercises.main([str(made.parent.parent / "solutions" / made.name)]) == 0
    assert made.read_bytes() == before
    assert [path.name for path in made.parent.iterdir()] == [made.name]


def test_nbgrader_finds_nothing_to_mend_in_its_metadata(exercise: NotebookNode) -> None:
    from nbgrader.nbgraderformat import MetadataValidator

    MetadataValidator().validate_nb(exercise)


def about(notebook: NotebookNode, name: str) -> dict[str, object]:
    metadata: dict[str, object] = cell(notebook, name).metadata["nbgrader"]
    return metadata


def lose_the_end(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "hours = ...\n### BEGIN SOLUTION\nhours = 4"


def lose_the_start(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "hours = ...\nhours = 4\n### END SOLUTION"


def begin_twice(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source += "\n### BEGIN SOLUTION\n### END SOLUTION"


def turn_around(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "### END SOLUTION\nhours = 4\n### BEGIN SOLUTION"


def misspell_a_mark(notebook: NotebookNode) -> None:
    source = cell(notebook, "answer-1-1").source
    cell(notebook, "answer-1-1").source = source.replace("### END", "##END")


def leave_the_answer_in_the_stub(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "hours = 4"


def leave_no_stub(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "### BEGIN SOLUTION\nhours = 4\n### END SOLUTION"


def solve_nothing(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-1").source = "hours = 4\n### BEGIN SOLUTION\n\n### END SOLUTION"


def lose_the_docstring(notebook: NotebookNode) -> None:
    source = cell(notebook, "answer-1-2").source
    cell(notebook, "answer-1-2").source = source.replace('"""Return twice the hours."""', "")


def mark_a_text(notebook: NotebookNode) -> None:
    cell(notebook, "task-1-1").source += "\n### BEGIN SOLUTION\n4\n### END SOLUTION"


def mark_an_explanation(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-4").source = "### BEGIN SOLUTION\nBecause.\n### END SOLUTION"


def explain_nothing(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-4").source = " "


def give_a_check_no_points(notebook: NotebookNode) -> None:
    del about(notebook, "check-1-1")["points"]


def give_a_check_zero_points(notebook: NotebookNode) -> None:
    about(notebook, "check-1-1")["points"] = 0


def give_an_explanation_no_points(notebook: NotebookNode) -> None:
    about(notebook, "answer-1-4")["grade"] = False


def lose_the_tag(notebook: NotebookNode) -> None:
    del cell(notebook, "check-1-1").metadata["tags"]


def use_a_grade_id_twice(notebook: NotebookNode) -> None:
    about(notebook, "check-1-2")["grade_id"] = "check-1-1"


def use_an_old_schema(notebook: NotebookNode) -> None:
    about(notebook, "check-1-1")["schema_version"] = 2


def check_another_task(notebook: NotebookNode) -> None:
    cell(notebook, "check-1-1").source = 'check("1.2", hours)'


def lose_a_check(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "check-1-1"))


def lose_an_answer(notebook: NotebookNode) -> None:
    notebook.cells.remove(cell(notebook, "answer-1-1"))


def grade_an_answer(notebook: NotebookNode) -> None:
    about(notebook, "answer-1-1").update(grade=True, points=1)


def check_in_a_text(notebook: NotebookNode) -> None:
    at = notebook.cells.index(cell(notebook, "check-1-1"))
    old = notebook.cells[at]
    notebook.cells[at] = v4.new_markdown_cell(old.source, id=old.id, metadata=old.metadata)


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lose_the_end, "cell answer-1-1: it needs one line '### BEGIN SOLUTION', then"),
        (lose_the_start, "its lines are: '### END SOLUTION'"),
        (begin_twice, "its lines are: '### BEGIN SOLUTION', '### END SOLUTION', '### BEGIN"),
        (turn_around, "cell answer-1-1: it needs one line"),
        (misspell_a_mark, "its lines are: '### BEGIN SOLUTION', '##END SOLUTION'"),
        (leave_the_answer_in_the_stub, "its lines are: none"),
        (leave_no_stub, "cell answer-1-1: nothing is left of it for a student"),
        (solve_nothing, "cell answer-1-1: its solution is empty"),
        (lose_the_docstring, "cell answer-1-2: its stub is not Python: expected an indented"),
        (mark_a_text, "cell task-1-1: it marks a solution"),
        (mark_an_explanation, "cell answer-1-4: it marks a solution"),
        (explain_nothing, "cell answer-1-4: it has no model answer"),
        (give_a_check_no_points, "cell check-1-1: it has no points"),
        (give_a_check_zero_points, "cell check-1-1: it has 0 points"),
        (give_an_explanation_no_points, "cell answer-1-4: a text cell that is a solution must"),
        (lose_the_tag, "cell check-1-1: it has no tag raises-exception"),
        (use_a_grade_id_twice, "cell check-1-2: the grade_id check-1-1 is used twice"),
        (use_an_old_schema, "cell check-1-1: its schema_version is 2, not 3"),
        (check_another_task, "cell check-1-1: a check has an id such as check-1-2 and calls chec"),
        (lose_a_check, "cell answer-1-1: the next graded cell is not check-1-1"),
        (lose_an_answer, "cell check-1-1: the answer before it is not answer-1-1"),
        (grade_an_answer, "cell answer-1-1: code that is a solution has its points in a check"),
        (check_in_a_text, "cell check-1-1: a text cell that is graded must be a solution too"),
    ],
)
def test_a_solution_that_breaks_a_rule_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Spoil, words: str
) -> None:
    notebook = made_up.solution()
    assert faults(notebook) == []
    spoil(notebook)
    solution = write(tmp_path, notebook)
    assert make_exercises.main([str(solution)]) == 1
    assert words in capsys.readouterr().err
    assert not exercise_of(solution).exists()


def give_the_answer_away(notebook: NotebookNode) -> None:
    source = cell(notebook, "answer-1-1").source
    cell(notebook, "answer-1-1").source = source.replace("...  # your code here", "4")


def fail_without_an_answer(notebook: NotebookNode) -> None:
    cell(notebook, "answer-1-3").source += " / 2"


def check_what_is_not_there(notebook: NotebookNode) -> None:
    cell(notebook, "check-1-1").source = 'check("1.1", hours / 1)'


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (give_the_answer_away, "cell check-1-1: the check must say 'not yet' here; it says: right"),
        (
            check_what_is_not_there,
            "cell check-1-1: the check must say 'not yet' here; it says: T",
        ),
        (fail_without_an_answer, "a cell fails where the answers are cut out"),
    ],
)
def test_an_exercise_that_does_not_work_stops_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], spoil: Spoil, words: str
) -> None:
    notebook = made_up.solution()
    spoil(notebook)
    solution = write(tmp_path, notebook)
    assert make_exercises.main([str(solution)]) == 1
    assert words in capsys.readouterr().err
    assert not exercise_of(solution).exists()


def test_an_exercise_stays_where_its_solution_is_unfit(made: Path, tmp_path: Path) -> None:
    notebook = made_up.solution()
    lose_the_tag(notebook)
    solution = write(tmp_path, notebook)
    exercise_of(solution).parent.mkdir()
    exercise_of(solution).write_bytes(made.read_bytes())
    assert make_exercises.main([str(solution)]) == 1
    assert exercise_of(solution).read_bytes() == made.read_bytes()


def test_an_exercise_without_a_solution_is_deleted(made: Path, tmp_path: Path) -> None:
    solution = write(tmp_path, made_up.solution())
    exercise_of(solution).parent.mkdir()
    for name in (solution.name, "02_exercises.ipynb"):
        exercise_of(solution).with_name(name).write_bytes(made.read_bytes())
    make_exercises.remove_left_over(tmp_path)
    assert [path.name for path in exercise_of(solution).parent.iterdir()] == [solution.name]


def test_a_solution_is_stored_only_where_every_check_says_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, made_up.solution())
    assert run_notebooks.main([str(path)]) == 0
    stored = nbformat.read(path, as_version=4)
    assert stored_faults(stored) == []
    cell(stored, "answer-1-1").source = made_up.VALUE.replace("2 + 2", "2 + 3")
    before = write(tmp_path, stored).read_bytes()
    assert run_notebooks.main([str(path)]) == 1
    said = capsys.readouterr().err
    assert "cell check-1-1: the check must say 'right' here" in said
    assert "NotYet: 1.1 not yet: not four." in said
    assert path.read_bytes() == before
