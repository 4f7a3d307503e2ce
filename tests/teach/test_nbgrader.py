"""The exercises in nbgrader, as an instructor uses it: released, handed in, graded, fed back.

nbgrader runs as a program of its own, with the settings that the course gives to instructors, in a
course folder far from the course. Three students hand in: one has answered everything right, one
the first half of the tasks of each lesson, and one has not begun. To keep this short, the exercises
of all lessons are one assignment there, all commands are run by one start of Python, and who has
not begun hands in one lesson: what each check says of each stub is stored in `exercises/`, and
compared where the notebooks there are run.
"""

from __future__ import annotations

import copy
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from nbformat import NotebookNode
from traitlets.config.loader import PyFileConfigLoader

import make_exercises
import settings
from run_notebooks import PROGRESS
from solution_rules import kind
from tests.light_imports import LIGHT
from tests.notebooks.difference import difference

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted((ROOT / "solutions").glob("*.ipynb"))
BEGUN = ("all-right", "half-right")
UNTOUCHED = "untouched"
ASSIGNMENT = "exercises"
SEED = "seed"
"""What the answer is called from which a student's own data are drawn."""
SETTINGS = f"""\
c = get_config()
load_subconfig({str(ROOT / "jupyter" / "nbgrader_config.py")!r})
"""


class Task(NamedTuple):
    """What is graded in one cell, and whether a person does it."""

    name: str
    points: float
    by_hand: bool


class Grade(NamedTuple):
    """What the gradebook says of one student's task: the machine's points, and who looks."""

    points: float | None
    out_of: float
    waits_for_a_person: bool


class Progress(NamedTuple):
    """Where the kernels of nbgrader noted progress, and whether they wrote to it."""

    file: Path
    written: bool


class Course(NamedTuple):
    """An instructor's course folder, and where progress was noted while its notebooks ran."""

    folder: Path
    progress: Progress


class Graded(NamedTuple):
    """One lesson that was graded in an instructor's course folder; the grades by student."""

    folder: Path
    file: str
    solution: NotebookNode
    grades: dict[str, dict[str, Grade]]

    @property
    def tasks(self) -> list[Task]:
        return tasks_of(self.solution)

    @property
    def students(self) -> tuple[str, ...]:
        return tuple(self.grades)


def tasks_of(solution: NotebookNode) -> list[Task]:
    """Return what nbgrader grades, read from the metadata of the solution."""
    return [
        Task(cell.id, cell.metadata["nbgrader"]["points"], kind(cell) == "explanation")
        for cell in solution.cells
        if cell.metadata.get("nbgrader", {}).get("grade")
    ]


def first_half(tasks: list[Task]) -> set[str]:
    """Return the numbers of the first half of the tasks that a machine grades: 1-1, 1-2, …"""
    by_machine = [task for task in tasks if not task.by_hand]
    return {number_of(task.name) for task in by_machine[: len(by_machine) // 2]}


def number_of(cell: str) -> str:
    return cell.partition("-")[2]


def fill_in(released: NotebookNode, solution: NotebookNode, only: set[str] | None) -> NotebookNode:
    """Return what was released with the solution's answers: all of them, or those of some tasks.

    Where each student has data of their own, the seed of these is written by whoever begins.
    """
    filled = copy.deepcopy(released)
    answers = {cell.id: cell.source for cell in solution.cells if "answer-" in cell.id}
    for cell in filled.cells:
        if cell.id in answers and (only is None or number_of(cell.id) in {*only, SEED}):
            cell.source = answers[cell.id]
    return filled


RUN = """
import os, sys
from nbgrader.apps import AutogradeApp, GenerateAssignmentApp, GenerateFeedbackApp

apps = AutogradeApp, GenerateAssignmentApp, GenerateFeedbackApp
for line in sys.stdin:
    (app,) = [app for app in apps if app.name == f"nbgrader-{line.strip().replace('_', '-')}"]
    app.launch_instance([sys.argv[1]])
    app.clear_instance()
    progress = os.environ["DELIVERYLAB_PROGRESS"]
    print(os.path.isfile(progress), progress, "done", sep="\\n", flush=True)
"""


class Nbgrader:
    """A program in a course folder that runs commands of nbgrader, one after the other.

    It runs for someone who chose no file for progress.
    """

    def __init__(self, folder: Path) -> None:
        own = settings.for_programs(Path(sys.executable))
        del own["JUPYTER_CONFIG_PATH"]  # the course's settings reach nbgrader by the folder's alone
        own.pop(PROGRESS, None)
        own["PYTHONPATH"] = LIGHT
        self.program = subprocess.Popen(
            [sys.executable, "-c", RUN, ASSIGNMENT],
            cwd=folder,
            env=own,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, command: str) -> Progress:
        """Run a command to its end, and see that it went well."""
        assert self.program.stdin and self.program.stdout
        self.program.stdin.write(f"{command}\n")
        self.program.stdin.flush()
        lines = []
        while (line := self.program.stdout.readline()) not in ("done\n", ""):
            lines.append(line)
        said = "".join(lines)
        assert line, f"{command} stopped: {said}"
        assert "ERROR" not in said, said
        assert "cannot be converted to" not in said, "a check's line was taken for its points"
        written, file = said.splitlines()[-2:]
        return Progress(Path(file), written == "True")

    def end(self) -> None:
        """End as a program does that has nothing left to do."""
        said, _ = self.program.communicate()
        assert (self.program.returncode, said) == (0, "")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Return a course folder in which three students handed in every lesson and were graded."""
    folder = tmp_path_factory.mktemp("instructor")
    (folder / "nbgrader_config.py").write_text(SETTINGS, encoding="utf-8")
    source = folder / "source" / ASSIGNMENT
    source.mkdir(parents=True)
    for path in SOLUTIONS:
        (source / path.name).write_bytes(path.read_bytes())
    program = Nbgrader(folder)
    with program.program:
        program.run("generate_assignment")
        for path in SOLUTIONS:
            hand_in(folder, path)
        program.run("autograde")
        progress = program.run("generate_feedback")
        program.end()
    return Course(folder, progress)


def hand_in(folder: Path, path: Path) -> None:
    """Put what each student answered in one lesson where nbgrader looks for it."""
    solution = nbformat.read(path, as_version=4)
    released = nbformat.read(folder / "release" / ASSIGNMENT / path.name, as_version=4)
    answered = {
        "all-right": fill_in(released, solution, None),
        "half-right": fill_in(released, solution, first_half(tasks_of(solution))),
        UNTOUCHED: released,
    }
    for student in who_hands_in(path):
        handed_in = folder / "submitted" / student / ASSIGNMENT / path.name
        handed_in.parent.mkdir(parents=True, exist_ok=True)
        nbformat.write(answered[student], handed_in)


def who_hands_in(path: Path) -> tuple[str, ...]:
    return (*BEGUN, UNTOUCHED) if path == SOLUTIONS[0] else BEGUN


@pytest.fixture(scope="module", params=SOLUTIONS, ids=lambda path: path.name)
def graded(request: pytest.FixtureRequest, course: Course) -> Graded:
    """Return one lesson of that course."""
    path: Path = request.param
    solution = nbformat.read(path, as_version=4)
    grades = {
        student: dict(read_grades(course.folder, student, path.stem))
        for student in who_hands_in(path)
    }
    return Graded(course.folder, path.name, solution, grades)


def read_grades(folder: Path, student: str, lesson: str) -> Iterator[tuple[str, Grade]]:
    """Yield each grade of a student in one lesson from the gradebook."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        notebooks = gradebook.find_submission(ASSIGNMENT, student).notebooks
        (notebook,) = [notebook for notebook in notebooks if notebook.name == lesson]
        for grade in notebook.grades:
            yield (
                grade.name,
                Grade(grade.auto_score, grade.max_score, grade.needs_manual_grade),
            )


def points_table(graded: Graded) -> str:
    """Return the points as a table: a row for each task, a column for each student."""
    rows = [["task", "points", *graded.students]]
    for task in graded.tasks:
        given = [graded.grades[student][task.name] for student in graded.students]
        shown = ["by hand" if one.waits_for_a_person else f"{one.points:g}" for one in given]
        rows.append([task.name, f"{task.points:g}", *shown])
    totals = [sum(one.points or 0 for one in graded.grades[s].values()) for s in graded.students]
    possible = sum(task.points for task in graded.tasks)
    rows.append(["total", f"{possible:g}", *(f"{total:g}" for total in totals)])
    return "\n".join("".join(f"{entry:>12}" for entry in row) for row in rows)


def test_right_answers_get_their_points_and_no_others(graded: Graded) -> None:
    print("\n" + points_table(graded))
    answered = {
        "all-right": {number_of(task.name) for task in graded.tasks},
        "half-right": first_half(graded.tasks),
        UNTOUCHED: set[str](),
    }
    for student in graded.students:
        for task in graded.tasks:
            grade = graded.grades[student][task.name]
            right = number_of(task.name) in answered[student]
            assert grade.out_of == task.points
            if not task.by_hand:
                assert grade == (task.points if right else 0, task.points, False), task
    assert 0 < len(answered["half-right"]) < len(answered["all-right"])


def test_explanations_wait_for_a_person_where_one_was_written(graded: Graded) -> None:
    by_hand = [task for task in graded.tasks if task.by_hand]
    assert by_hand, "each lesson has a task that asks for an explanation"
    for task in by_hand:
        assert graded.grades["all-right"][task.name] == (None, task.points, True)
        for student in graded.students[1:]:
            assert graded.grades[student][task.name] == (0, task.points, False)


def test_what_is_released_is_what_make_exercises_makes(graded: Graded) -> None:
    path = graded.folder / "release" / ASSIGNMENT / graded.file
    released = nbformat.read(path, as_version=4)
    assert difference(released, make_exercises.cut(copy.deepcopy(graded.solution))) == ""


def test_feedback_shows_each_student_the_points_and_what_the_checks_say(graded: Graded) -> None:
    for student in graded.students:
        pages = graded.folder / "feedback" / student / ASSIGNMENT
        text = (pages / graded.file).with_suffix(".html").read_text(encoding="utf-8")
        by_machine = sum(grade.points or 0 for grade in graded.grades[student].values())
        possible = sum(task.points for task in graded.tasks)
        assert f"(Score: {by_machine:g}" in text or f"(Score: {by_machine:.1f}" in text
        assert f"/ {possible:.1f})" in text
        assert ("is not answered yet" in text) == (student != "all-right")


def test_grading_leaves_the_progress_of_whoever_grades_alone(course: Course) -> None:
    assert course.progress.written, "what was handed in notes its progress somewhere"
    assert not course.progress.file.parent.exists(), "it is gone afterwards"


def test_grading_notes_progress_where_whoever_grades_wants_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = str(tmp_path / "mine.json")
    monkeypatch.setenv(PROGRESS, chosen)
    PyFileConfigLoader("nbgrader_config.py", str(ROOT / "jupyter")).load_config()
    assert os.environ[PROGRESS] == chosen
