"""Before JupyterLab opens: the copies, what is said of them, and which notebook it will be."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbformat.sign import NotebookNotary

import jupyter_lab

NAME = "01_from_commit_to_production.ipynb"


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, and a place for Jupyter's signatures."""
    folder = tmp_path / "course"
    (folder / "notebooks").mkdir(parents=True)
    html = v4.new_output("display_data", {"text/html": "<b>a table</b>"})
    lesson = v4.new_notebook(cells=[v4.new_code_cell("show()", outputs=[html])])
    nbformat.write(lesson, folder / "notebooks" / NAME)
    monkeypatch.setattr(jupyter_lab, "ROOT", folder)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    monkeypatch.setenv("MAKELEVEL", "0")
    return folder


def is_trusted(path: Path) -> bool:
    notary = NotebookNotary()
    try:
        return bool(notary.check_signature(nbformat.read(path, as_version=4)))
    finally:
        notary.store.close()


def test_the_copy_is_made_trusted_and_opened(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"my_work/{NAME}"
    assert capsys.readouterr().out == "  - Your own copies of the notebooks are in my_work/.\n"
    assert is_trusted(course / "my_work" / NAME)


def test_what_the_student_put_into_a_copy_is_not_trusted_for_that(course: Path) -> None:
    copy = course / "my_work" / NAME
    jupyter_lab.prepare(f"my_work/{NAME}")
    copy.write_text(copy.read_text("utf-8").replace("a table", "from elsewhere"), "utf-8")
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"my_work/{NAME}"
    assert not is_trusted(copy)


def test_a_note_names_the_command_as_it_is_typed_here(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jupyter_lab.prepare(f"my_work/{NAME}")
    (course / "my_work" / NAME).write_text("{", encoding="utf-8")
    lesson = NAME.removesuffix(".ipynb")
    for command in ("make reset LESSON=", "python tools/course.py reset ", "python -m deliverylab"):
        capsys.readouterr()
        jupyter_lab.prepare(f"my_work/{NAME}")
        said = capsys.readouterr().out
        assert command in said
        assert said.endswith(f"{lesson}\n")
        if command.startswith("make"):
            monkeypatch.delenv("MAKELEVEL")
            monkeypatch.setattr(sys, "prefix", str(course / ".venv"))
        else:
            monkeypatch.setattr(sys, "prefix", "/opt/conda")


def test_where_there_can_be_no_copy_the_courses_own_notebook_is_opened(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "my_work").write_text("a file", encoding="utf-8")
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"notebooks/{NAME}"
    said = capsys.readouterr().out
    assert "my_work is a file. Rename it" in said
    assert "Until then, the course's own notebooks are used." in said


def test_a_damaged_notebook_of_the_course_stops_no_other(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "notebooks" / "02_integrate.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"my_work/{NAME}"
    assert "git checkout -- notebooks/02_integrate.ipynb" in capsys.readouterr().out
