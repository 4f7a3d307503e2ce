"""The workspace: whatever the course and the student do, the student's work is still there."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import nbformat
import pytest

from deliverylab.teach.copies import Version, student_copy
from deliverylab.teach.workspace import (
    WorkspaceError,
    behind,
    bring_up_to_date,
    find_course,
    notebooks,
    reset,
)

ROOT = Path(__file__).resolve().parents[2]
LESSON, EXERCISE = "01_from_commit_to_production.ipynb", "01_exercises.ipynb"
DATED = r"_\d{4}-\d\d-\d\d_\d{4}(_\d+)?\.ipynb$"


def notebook(*sources: str, outputs: Sequence[str] = ()) -> str:
    """Return a notebook of code cells, the first of which have these outputs."""
    shown = [[{"output_type": "stream", "name": "stdout", "text": text}] for text in outputs]
    cells = [
        {
            "cell_type": "code",
            "id": f"cell-{n}",
            "source": source.splitlines(keepends=True),
            "outputs": shown[n] if n < len(shown) else [],
        }
        for n, source in enumerate(sources)
    ]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


def never_run(content: str) -> str:
    """Return a notebook as Jupyter writes it, without outputs."""
    made = json.loads(content)
    for cell in made["cells"]:
        if cell.get("outputs") or cell.get("execution_count"):
            cell |= {"outputs": [], "execution_count": None}
    return json.dumps(made, indent=1, sort_keys=True, ensure_ascii=False)


class Course:
    """A course in a folder, and the student's copies in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.mine = folder / "my_work"

    def write(self, name: str, content: str) -> None:
        """Give the course a new version of one notebook."""
        folder = self.folder / ("exercises" if "exercises" in name else "notebooks")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")

    def update(self) -> list[str]:
        return bring_up_to_date(self.folder)

    def save(self, name: str, content: str) -> None:
        """Save a copy, as the student does in JupyterLab."""
        (self.mine / name).write_text(content, encoding="utf-8")

    def read(self, name: str) -> str:
        return (self.mine / name).read_text(encoding="utf-8")

    @property
    def names(self) -> list[str]:
        return sorted(path.name for path in self.mine.iterdir() if path.name[0] != ".")

    def kept(self, name: str) -> list[str]:
        """Return what dated copies of a notebook hold."""
        stem = re.escape(name.removesuffix(".ipynb"))
        return [self.read(one) for one in self.names if re.match(stem + DATED, one)]


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course of one lesson and its exercises, with copies made."""
    made = Course(tmp_path / "course")
    made.write(LESSON, notebook("lesson 1", outputs=["stored"]))
    made.write(EXERCISE, notebook("task 1", "answer = ...", outputs=["not yet"]))
    assert made.update() == ["Your own copies of the notebooks are in my_work/."]
    return made


# --- bringing up to date ------------------------------------------------------------------------


def test_copies_are_as_the_course_has_them_but_nothing_was_run(course: Course) -> None:
    assert course.names == [EXERCISE, LESSON]
    assert course.read(LESSON) == never_run(notebook("lesson 1", outputs=["stored"]))
    assert course.read(EXERCISE) == never_run(
        notebook("task 1", "answer = ...", outputs=["not yet"])
    )


def test_where_nothing_is_new_nothing_is_done_nor_said(course: Course) -> None:
    times = {path: path.stat().st_mtime_ns for path in course.mine.iterdir()}
    assert course.update() == []
    assert {path: path.stat().st_mtime_ns for path in course.mine.iterdir()} == times


def test_a_copy_as_it_was_made_is_replaced(course: Course) -> None:
    course.write(LESSON, notebook("lesson 2"))
    assert course.update() == [f"Brought up to date: {LESSON}."]
    assert course.read(LESSON) == notebook("lesson 2")
    assert course.names == [EXERCISE, LESSON]


def test_new_stored_outputs_alone_are_nothing_new(course: Course) -> None:
    before = course.read(LESSON)
    course.write(LESSON, notebook("lesson 1", outputs=["stored again"]))
    assert course.update() == [] == behind(course.folder)
    assert course.read(LESSON) == before


def test_a_copy_that_was_run_is_replaced_and_kept(course: Course) -> None:
    ran = notebook("lesson 1", outputs=["I predicted 7 days"])
    course.save(LESSON, ran)
    assert course.update() == []
    assert course.read(LESSON) == ran
    course.write(LESSON, notebook("lesson 2"))
    (note,) = course.update()
    assert note.startswith(f"{LESSON} has a new version. What you ran is kept as 01_from")
    assert course.read(LESSON) == notebook("lesson 2")
    assert course.kept(LESSON) == [ran]
    assert course.update() == []


def test_new_stored_outputs_do_not_replace_what_the_student_ran(course: Course) -> None:
    ran = notebook("lesson 1", outputs=["I predicted 7 days"])
    course.save(LESSON, ran)
    course.write(LESSON, notebook("lesson 1", outputs=["stored again"]))
    assert course.update() == []
    assert (course.read(LESSON), course.names) == (ran, [EXERCISE, LESSON])


def test_a_copy_that_the_student_changed_stays_and_it_is_said_how_to_get_the_new_one(
    course: Course,
) -> None:
    answered = notebook("task 1", "answer = 42")
    course.save(EXERCISE, answered)
    assert course.update() == []
    course.write(EXERCISE, notebook("task 1, in better words", "answer = ..."))
    for _ in range(2):
        assert course.update() == [
            f"{EXERCISE} has a new version. You changed yours, so it stays. "
            "For a fresh one (yours is kept beside it): make reset LESSON=01"
        ]
        assert (course.read(EXERCISE), course.names) == (answered, [EXERCISE, LESSON])
    # The student takes the change back, or makes the same one.
    course.save(EXERCISE, notebook("task 1, in better words", "answer = ..."))
    assert course.update() == []


def test_a_cell_that_was_added_moved_or_got_another_id_is_a_change(course: Course) -> None:
    changed = notebook("task 1", "answer = ...")
    for version in (
        notebook("task 1", "answer = ...", "my notes"),
        notebook("answer = ...", "task 1"),
        changed.replace("cell-1", "cell-9"),
        changed.replace('"code"', '"markdown"'),
    ):
        course.save(EXERCISE, version)
        course.write(EXERCISE, notebook("new"))
        assert "You changed yours" in course.update()[0]
        assert course.read(EXERCISE) == version


def test_an_empty_cell_at_the_end_is_no_change(course: Course) -> None:
    ran = notebook("lesson 1", "", " \n", outputs=["I predicted 7 days"])  # Shift+Enter, twice
    course.save(LESSON, ran)
    assert course.update() == [] == behind(course.folder)
    assert course.read(LESSON) == ran
    course.write(LESSON, notebook("lesson 2"))
    assert "What you ran is kept" in course.update()[0]
    assert (course.read(LESSON), course.kept(LESSON)) == (notebook("lesson 2"), [ran])


def test_an_empty_cell_elsewhere_is_a_change_and_so_is_a_cell_that_was_emptied(
    course: Course,
) -> None:
    course.write(EXERCISE, notebook("new"))
    for version in (notebook("task 1", "", "answer = ..."), notebook("task 1", "")):
        course.save(EXERCISE, version)
        assert "You changed yours" in course.update()[0]
        assert course.read(EXERCISE) == version


def test_line_endings_are_no_change(course: Course) -> None:
    (course.mine / EXERCISE).write_bytes(
        notebook("task 1", "answer = ...").replace(", ", ",\r\n").encode()
    )
    course.write(EXERCISE, notebook("new"))
    assert "What you ran is kept" in course.update()[0]
    assert course.read(EXERCISE) == notebook("new")


def test_a_line_ending_in_a_cell_is_no_change(course: Course) -> None:
    course.write(EXERCISE, notebook("a = 1\nb = 2"))
    course.update()
    course.save(EXERCISE, notebook("a = 1\r\nb = 2"))
    course.write(EXERCISE, notebook("new"))
    assert "What you ran is kept" in course.update()[0]


def test_a_new_lesson_is_added(course: Course) -> None:
    course.write("02_integrate.ipynb", notebook("lesson 2"))
    assert course.update() == ["New in my_work/: 02_integrate.ipynb."]
    assert course.update() == []


def test_only_the_courses_own_notebooks_are_copied(course: Course) -> None:
    (course.folder / "notebooks" / "Untitled.ipynb").write_text(notebook("x"), encoding="utf-8")
    (course.folder / "notebooks" / ".ipynb_checkpoints").mkdir()
    assert course.update() == []
    assert course.names == [EXERCISE, LESSON]


# --- the instructor's notes ---------------------------------------------------------------------

BY_TAG = {"tags": ["instructor"]}
BY_SLIDE = {"slideshow": {"slide_type": "notes"}}


def with_notes(content: str, *notes: Mapping[str, object], say: str = "Ask them.") -> str:
    """Return a notebook with a note for the instructor after its first cell, for each metadata."""
    made = json.loads(content)
    for n, about in enumerate(notes):
        note = {"cell_type": "markdown", "id": f"note-{n}", "metadata": about, "source": say}
        made["cells"].insert(1, note)
    return json.dumps(made)


def test_a_copy_has_no_notes_for_the_instructor(course: Course) -> None:
    both = with_notes(notebook("lesson 2", "the end"), BY_TAG, BY_SLIDE, BY_TAG | BY_SLIDE)
    course.write(LESSON, both)
    assert course.update() == [f"Brought up to date: {LESSON}."]
    assert json.loads(course.read(LESSON)) == json.loads(notebook("lesson 2", "the end"))
    course.save(LESSON, notebook("mine"))
    reset(course.folder, LESSON)
    assert "Ask them" not in course.read(LESSON)
    assert reset(course.folder, LESSON) == f"my_work/{LESSON} is fresh already."


def test_a_note_that_is_added_changed_or_taken_out_is_nothing_new(course: Course) -> None:
    # The line breaks and the order are those of a file that Jupyter wrote.
    plain = json.dumps(json.loads(notebook("lesson 2", "the end")), indent=1, sort_keys=True)
    course.write(LESSON, plain)
    course.update()
    ran = notebook("lesson 2", "the end", outputs=["I predicted 7 days"])
    for mine in (course.read(LESSON), ran, notebook("lesson 2, and mine", "the end")):
        course.save(LESSON, mine)
        for new in (
            with_notes(plain, BY_TAG),
            with_notes(plain, BY_TAG | BY_SLIDE, say="Ask them twice."),
            plain,
        ):
            course.write(LESSON, new)
            assert course.update() == [] == behind(course.folder)
            assert (course.read(LESSON), course.names) == (mine, [EXERCISE, LESSON])


@pytest.mark.parametrize(
    ("about", "is_behind"), [((), []), ((BY_TAG,), [LESSON])], ids=["outputs", "notes and outputs"]
)
def test_a_copy_from_the_time_when_it_had_more_in_it_is_replaced(
    course: Course, about: Sequence[Mapping[str, object]], is_behind: list[str]
) -> None:
    old = with_notes(notebook("lesson 1", outputs=["stored"]), *about)
    course.save(LESSON, old)
    course.save(".course.json", json.dumps({LESSON: asdict(Version.of(old.encode()))}))
    course.write(LESSON, old)
    assert behind(course.folder) == is_behind
    assert course.update() == [f"Brought up to date: {LESSON}."]
    assert course.read(LESSON) == never_run(notebook("lesson 1", outputs=["stored"]))
    assert course.kept(LESSON) == []


def test_a_notebook_with_nothing_to_take_out_is_copied_byte_for_byte() -> None:
    for source in notebooks(ROOT):
        once = student_copy(source.read_bytes())
        assert student_copy(once) == once
    odd = b'{ "cells":[],  "metadata": {} }\r\n'
    assert student_copy(odd) == odd


def test_a_copy_is_written_as_jupyter_writes_it() -> None:
    for source in notebooks(ROOT):
        course = nbformat.reads(never_run(source.read_text("utf-8")), as_version=4)
        note = nbformat.v4.new_markdown_cell("What do you expect? 預測 <b>", metadata=BY_TAG)
        course.cells.insert(2, note)
        (own, noted) = (nbformat.writes(one) + "\n" for one in (without_notes(course), course))
        assert student_copy(noted.encode()) == own.encode()


def without_notes(course: nbformat.NotebookNode) -> nbformat.NotebookNode:
    kept = [cell for cell in course.cells if "instructor" not in cell.metadata.get("tags", [])]
    return nbformat.from_dict(course | {"cells": kept})


@pytest.mark.parametrize(
    "about", [{"tags": ["hide"]}, {"slideshow": {"slide_type": "skip"}}, {"slideshow": {}}, {}]
)
def test_other_cells_stay_and_so_does_code(about: dict[str, object]) -> None:
    content = with_notes(notebook("lesson"), about)
    assert student_copy(content.encode()) == content.encode()
    code = with_notes(notebook("lesson"), BY_TAG | BY_SLIDE).replace('"markdown"', '"code"')
    assert student_copy(code.encode()) == code.encode()


@pytest.mark.parametrize(
    "half", ["{", "", "[]", "null", '{"cells": [3]}', '{"cells": [{"source": 3}]}', '{"cells": 3}']
)
def test_there_is_no_copy_of_what_is_no_notebook(half: str) -> None:
    with pytest.raises(ValueError):
        student_copy(half.encode())


# --- what students do in their folder -----------------------------------------------------------


def test_a_file_that_was_renamed_copied_or_is_the_students_own_is_never_touched(
    course: Course,
) -> None:
    (course.mine / LESSON).rename(course.mine / "lesson one.ipynb")
    course.save("01_exercises-Copy1.ipynb", course.read(EXERCISE))
    course.save("notes.txt", "my notes")
    course.write(LESSON, notebook("lesson 2"))
    course.write(EXERCISE, notebook("task 2"))
    assert course.update() == [
        f"Brought up to date: {EXERCISE}.",
        f"New in my_work/: {LESSON}.",
    ]
    assert "lesson 1" in course.read("lesson one.ipynb")
    assert "task 1" in course.read("01_exercises-Copy1.ipynb")
    assert course.read("notes.txt") == "my notes"
    assert course.read(LESSON) == notebook("lesson 2")


def test_a_deleted_copy_comes_back_fresh(course: Course) -> None:
    course.save(EXERCISE, notebook("task 1", "answer = 42"))
    (course.mine / EXERCISE).unlink()
    assert course.update() == [f"New in my_work/: {EXERCISE}."]
    assert "answer = ..." in course.read(EXERCISE)


@pytest.mark.parametrize(
    "half", ['{"cells": [{"cell_ty', "", "[]", '{"cells": [3]}', '{"cells": [{"source": 3}]}']
)
def test_a_damaged_copy_is_left_as_it_is(course: Course, half: str) -> None:
    course.save(EXERCISE, half)
    course.write(EXERCISE, notebook("new"))
    assert course.update() == [
        f"my_work/{EXERCISE} is damaged, and was left as it is. "
        "For a fresh one (yours is kept beside it): make reset LESSON=01"
    ]
    assert course.read(EXERCISE) == half
    reset(course.folder, "01")
    assert (course.read(EXERCISE), course.kept(EXERCISE)) == (notebook("new"), [half])


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"01_exercises.ipynb": 3}'])
def test_without_its_record_a_changed_copy_stays(course: Course, damage: str) -> None:
    answered = notebook("task 1", "answer = 42")
    course.save(EXERCISE, answered)
    course.save(".course.json", damage)
    (note,) = course.update()
    assert "You changed yours, so it stays" in note
    assert course.read(EXERCISE) == answered
    course.write(LESSON, notebook("lesson 2"))  # this one was recognised, and is on record again
    assert course.update()[0] == f"Brought up to date: {LESSON}."


def test_a_lesson_that_the_course_no_longer_has_stays_with_the_student(course: Course) -> None:
    (course.folder / "notebooks" / LESSON).unlink()
    (note,) = course.update()
    assert note.startswith(f"{LESSON} is no longer part of the course.")
    assert "lesson 1" in course.read(LESSON)
    assert course.update() == []


# --- what can go wrong --------------------------------------------------------------------------


def test_a_damaged_notebook_of_the_course_changes_nothing(course: Course) -> None:
    """Conflict marks stand in it where somebody worked in the course's own notebooks before."""
    (course.folder / ".git").mkdir()
    course.write(LESSON, "<<<<<<< HEAD\n")
    before = course.read(LESSON)
    (note,) = course.update()
    assert note.endswith(f"To get it back: git checkout -- notebooks/{LESSON}")
    assert course.read(LESSON) == before
    with pytest.raises(WorkspaceError, match="git checkout"):
        reset(course.folder, LESSON)


def test_what_is_damaged_in_a_download_is_in_the_download(course: Course) -> None:
    course.write(LESSON, "{")
    (note,) = course.update()
    assert note == (
        f"notebooks/{LESSON} of the course is damaged. To get it back: unpack your download of the"
        f" course again, and take notebooks/{LESSON} from there."
    )


def test_a_file_in_the_place_of_the_folder_is_left_alone(tmp_path: Path) -> None:
    course = Course(tmp_path)
    course.write(LESSON, notebook("lesson 1"))
    course.mine.write_text("mine", encoding="utf-8")
    with pytest.raises(WorkspaceError, match=r"my_work is a file\. Rename it"):
        course.update()
    assert course.mine.read_text(encoding="utf-8") == "mine"


def test_a_folder_in_the_place_of_a_copy_stops_no_other(course: Course) -> None:
    (course.mine / EXERCISE).unlink()
    (course.mine / EXERCISE).mkdir()
    course.write(LESSON, notebook("lesson 2"))
    done, failed = course.update()
    assert done == f"Brought up to date: {LESSON}."
    assert re.fullmatch(rf"Not brought up to date \(.+\): {EXERCISE}\.", failed)


def cannot_write(*_args: object) -> None:
    raise OSError(errno.EACCES, os.strerror(errno.EACCES))


def test_where_nothing_can_be_written_everything_stays_and_one_note_says_why(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = notebook("lesson 1", outputs=["I predicted 7 days"])
    course.save(LESSON, ran)
    course.write(LESSON, notebook("lesson 2"))
    course.write(EXERCISE, notebook("task 2"))
    old = course.read(EXERCISE)
    with monkeypatch.context() as read_only:
        read_only.setattr(Path, "write_bytes", cannot_write)
        assert course.update() == [
            f"Not brought up to date (Permission denied): {EXERCISE}, {LESSON}."
        ]
        with pytest.raises(OSError, match="Permission denied"):
            reset(course.folder, "01")
    assert (course.read(LESSON), course.read(EXERCISE)) == (ran, old)
    assert [note[:28] for note in course.update()] == [
        f"Brought up to date: {EXERCISE}"[:28],
        f"{LESSON} has a new version"[:28],
    ]


@pytest.mark.parametrize(("owner", "step"), [(Path, "write_bytes"), (os, "replace")])
def test_an_interruption_loses_nothing_and_the_next_time_goes_on(
    course: Course, monkeypatch: pytest.MonkeyPatch, owner: object, step: str
) -> None:
    ran = notebook("lesson 1", outputs=["I predicted 7 days"])
    course.save(LESSON, ran)
    (course.folder / "exercises" / EXERCISE).unlink()
    course.write(LESSON, notebook("new"))

    def interrupted(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(owner, step, interrupted)
        with pytest.raises(KeyboardInterrupt):
            course.update()
    assert course.read(LESSON) == ran
    course.update()
    assert course.read(LESSON) == notebook("new")
    assert ran in course.kept(LESSON)
    assert [path.name for path in course.mine.iterdir() if path.suffix == ".draft"] == []


HAMMER = """
import sys
from pathlib import Path
from deliverylab.teach.workspace import bring_up_to_date
bring_up_to_date(Path(sys.argv[1]))
"""


def test_two_at_once_keep_one_copy_of_what_was_run(course: Course) -> None:
    ran = notebook("lesson 1", outputs=["I predicted 7 days"])
    course.save(LESSON, ran)
    course.write(LESSON, notebook("lesson 2"))
    command = [sys.executable, "-c", HAMMER, str(course.folder)]
    both = [subprocess.Popen(command) for _ in range(2)]
    assert [one.wait(60) for one in both] == [0, 0]
    assert course.read(LESSON) == notebook("lesson 2")
    assert course.kept(LESSON) == [ran]


# --- reset --------------------------------------------------------------------------------------


def test_reset_gives_a_fresh_exercise_and_keeps_the_old_one_each_time(course: Course) -> None:
    for n in range(3):
        course.save(EXERCISE, notebook("task 1", f"answer = {n}"))
        said = reset(course.folder, "1")
        assert said.startswith(f"my_work/{EXERCISE} is fresh. Your version is kept beside it: 01_")
        assert "Reload Notebook from Disk" in said
        assert "answer = ..." in course.read(EXERCISE)
    assert sorted(course.kept(EXERCISE)) == [notebook("task 1", f"answer = {n}") for n in range(3)]


def test_reset_keeps_nothing_that_is_not_the_students(course: Course) -> None:
    assert reset(course.folder, "01") == f"my_work/{EXERCISE} is fresh already."
    course.write(EXERCISE, notebook("task 2"))
    assert reset(course.folder, "01") == f"my_work/{EXERCISE} is fresh."
    assert course.update() == []
    (course.mine / EXERCISE).unlink()
    assert reset(course.folder, "01") == f"my_work/{EXERCISE} is fresh."
    assert course.names == [EXERCISE, LESSON]


def test_reset_before_anything_else_makes_the_folder(course: Course) -> None:
    fresh = Course(course.folder.parent / "another")
    fresh.write(EXERCISE, notebook("task 1"))
    assert reset(fresh.folder, "01") == f"my_work/{EXERCISE} is fresh."
    assert fresh.names == [EXERCISE]


@pytest.mark.parametrize("what", [LESSON, LESSON.removesuffix(".ipynb"), f"my_work/{LESSON}"])
def test_reset_takes_a_notebooks_name(course: Course, what: str) -> None:
    course.save(LESSON, notebook("mine"))
    reset(course.folder, what)
    assert "lesson 1" in course.read(LESSON)
    assert "answer = ..." in course.read(EXERCISE)


@pytest.mark.parametrize("what", ["2", "quiz", "../../etc/passwd", ""])
def test_reset_of_what_is_not_there_says_what_there_is(course: Course, what: str) -> None:
    with pytest.raises(WorkspaceError, match="a notebook: 01, 01_from_commit_to_production"):
        reset(course.folder, what)


def test_the_course_is_the_one_around_the_folder(course: Course) -> None:
    (course.folder / "deliverylab").mkdir()
    assert find_course(course.mine) == course.folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("deliverylab.teach.workspace.__file__", str(course.folder.parent / "a/b/c"))
        with pytest.raises(WorkspaceError, match="There is no course here"):
            find_course(course.folder.parent)
    assert (find_course(course.folder.parent) / "deliverylab" / "teach").is_dir()
