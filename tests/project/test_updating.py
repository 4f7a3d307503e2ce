"""Updating the course with git: two real clones, one student, and nothing lost."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from deliverylab.teach.copies import student_copy

ROOT = Path(__file__).resolve().parents[2]
LESSON, EXERCISE = "01_from_commit_to_production.ipynb", "01_exercises.ipynb"
BRING_UP_TO_DATE = """
from pathlib import Path
from deliverylab.teach.workspace import bring_up_to_date
print(*bring_up_to_date(Path.cwd()), sep="\\n")
"""
WHAT_IS_BEHIND = """
from pathlib import Path
from deliverylab.teach.workspace import behind
print(behind(Path.cwd()))
"""

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


class Clone:
    """A folder with the course in it, under git."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def git(self, *words: str) -> str:
        """Run git as nobody in particular, with nobody's settings."""
        plain = {key: value for key, value in os.environ.items() if not key.startswith("GIT_")}
        nobody = ["-c", "user.name=nobody", "-c", "user.email=nobody"]
        return subprocess.run(
            ["git", *nobody, *words],
            cwd=self.folder,
            env=plain | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"},
            check=True,
            capture_output=True,
            text=True,
        ).stdout

    def python(self, *words: str) -> list[str]:
        """Run Python in the folder and return the lines that it prints."""
        done = subprocess.run(
            [sys.executable, *words], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout.splitlines()

    def bring_up_to_date(self) -> list[str]:
        return self.python("-c", BRING_UP_TO_DATE)

    def edit(self, name: str, old: str, new: str) -> None:
        """Change the text of a file."""
        path = self.folder / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def run(self, name: str) -> None:
        """Leave a notebook as it is after it was run: with other outputs, and numbers."""
        path = self.folder / name
        notebook = json.loads(path.read_text(encoding="utf-8"))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                text = {"output_type": "stream", "name": "stdout", "text": ["my prediction: 7"]}
                cell |= {"outputs": [text], "execution_count": 99}
        path.write_text(json.dumps(notebook, indent=2), encoding="utf-8")

    def add_note(self, name: str) -> None:
        """Put a note for the instructor into a notebook, as Jupyter writes it."""
        path = self.folder / name
        notebook = nbformat.read(path, as_version=4)
        about = {"tags": ["instructor"], "slideshow": {"slide_type": "notes"}}
        note = nbformat.v4.new_markdown_cell("**For the instructor.** Ask.", metadata=about)
        notebook.cells.insert(1, note)
        nbformat.write(notebook, path)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8")

    def student_copy(self, name: str) -> str:
        return student_copy((self.folder / name).read_bytes()).decode()


@pytest.fixture
def upstream(tmp_path: Path) -> Clone:
    """The course as its authors have it, with a second lesson and with exercises."""
    folder = tmp_path / "upstream"
    junk = shutil.ignore_patterns("__pycache__", ".*")
    for name in ("deliverylab", "notebooks"):
        shutil.copytree(ROOT / name, folder / name, ignore=junk)
    shutil.copy(ROOT / ".gitignore", folder)
    (folder / "exercises").mkdir()
    cells = [
        {"cell_type": "markdown", "id": "task-1-1", "metadata": {}, "source": ["## 1.1 Wait"]},
        {
            "cell_type": "code",
            "id": "answer-1-1",
            "metadata": {},
            "source": ["hours = ...  # your code here"],
            "outputs": [],
            "execution_count": None,
        },
    ]
    exercise = {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (folder / "exercises" / EXERCISE).write_text(json.dumps(exercise), encoding="utf-8")
    for copy in ("02_another.ipynb", "03_and_another.ipynb"):
        shutil.copy(folder / "exercises" / EXERCISE, folder / "notebooks" / copy)
    course = Clone(folder)
    course.git("init", "--quiet", "--initial-branch=main")
    course.git("add", ".")
    course.git("commit", "--quiet", "--message=The course")
    return course


def test_an_update_never_conflicts_with_a_students_work(upstream: Clone, tmp_path: Path) -> None:
    upstream.git("clone", "--quiet", str(upstream.folder), str(tmp_path / "student"))
    student = Clone(tmp_path / "student")
    assert student.bring_up_to_date() == ["Your own copies of the notebooks are in my_work/."]

    student.edit(f"my_work/{EXERCISE}", "hours = ...", "hours = 52.4")
    student.run(f"my_work/{LESSON}")
    answered, ran = student.read(f"my_work/{EXERCISE}"), student.read(f"my_work/{LESSON}")
    assert student.git("status", "--porcelain") == ""

    upstream.edit(f"exercises/{EXERCISE}", "## 1.1 Wait", "## 1.1 How long did it wait?")
    upstream.edit(f"notebooks/{LESSON}", "## Common mix-up", "## A common mix-up")
    upstream.edit("notebooks/02_another.ipynb", "## 1.1 Wait", "## Newer")
    upstream.git("commit", "--quiet", "--all", "--message=Better words")
    student.git("pull", "--quiet", "--ff-only")
    assert student.git("status", "--porcelain") == ""

    updated, stays, refreshed = student.bring_up_to_date()
    assert updated == "Brought up to date: 02_another.ipynb."
    assert stays.startswith(f"{EXERCISE} has a new version. You changed yours, so it stays.")
    assert stays.endswith("make reset LESSON=01")
    assert refreshed.startswith(f"{LESSON} has a new version. What you ran is kept as ")
    kept = refreshed.removesuffix(".").split()[-1]
    assert student.read(f"my_work/{kept}") == ran
    assert student.read(f"my_work/{EXERCISE}") == answered
    for name in (LESSON, "02_another.ipynb", "03_and_another.ipynb"):
        assert student.read(f"my_work/{name}") == upstream.student_copy(f"notebooks/{name}")

    (said,) = student.python("-m", "deliverylab", "reset", "01")
    kept = next(word for word in said.split() if word.startswith("01_exercises_")).strip(".")
    assert student.read(f"my_work/{kept}") == answered
    assert student.read(f"my_work/{EXERCISE}") == upstream.read(f"exercises/{EXERCISE}")
    assert student.bring_up_to_date() == [""]
    assert student.git("status", "--porcelain") == ""


def test_a_student_is_told_nothing_of_new_notes_for_the_instructor(
    upstream: Clone, tmp_path: Path
) -> None:
    upstream.git("clone", "--quiet", str(upstream.folder), str(tmp_path / "student"))
    student = Clone(tmp_path / "student")
    student.bring_up_to_date()
    student.run("my_work/02_another.ipynb")
    before = {name: student.read(f"my_work/{name}") for name in (LESSON, "02_another.ipynb")}

    for name in before:
        upstream.add_note(f"notebooks/{name}")
    upstream.git("commit", "--quiet", "--all", "--message=Notes for the instructor")
    student.git("pull", "--quiet", "--ff-only")
    assert "Ask." in student.read("notebooks/02_another.ipynb")
    assert student.bring_up_to_date() == [""]
    assert {name: student.read(f"my_work/{name}") for name in before} == before
    assert student.python("-c", WHAT_IS_BEHIND) == ["[]"]
