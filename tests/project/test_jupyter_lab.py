"""Before JupyterLab opens: the copies, what is said of them, and which notebook it will be."""

from __future__ import annotations

import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import v4
from nbformat.sign import NotebookNotary

import jupyter_lab
from environment import python_of

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
    (cell,) = nbformat.read(course / "my_work" / NAME, as_version=4).cells
    assert (cell.source, cell.outputs) == ("show()", [])
    assert is_trusted(course / "my_work" / NAME)


def test_what_is_stored_in_the_course_is_trusted_and_what_others_put_into_a_copy_is_not(
    course: Path,
) -> None:
    lesson, copy = course / "notebooks" / NAME, course / "my_work" / NAME
    jupyter_lab.prepare(f"my_work/{NAME}")
    assert is_trusted(lesson)
    stored = lesson.read_text("utf-8")
    copy.write_text(stored.replace("a table", "from elsewhere"), "utf-8")
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"my_work/{NAME}"
    assert not is_trusted(copy)


def test_a_note_names_the_command_as_it_is_typed_here(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jupyter_lab.prepare(f"my_work/{NAME}")
    (course / "my_work" / NAME).write_text("{", encoding="utf-8")
    lesson = NAME.removesuffix(".ipynb")
    venv, conda = str(course / ".venv"), "/opt/conda"
    python = str(python_of(Path(".venv")))
    for started_by, prefix, command in (
        ("make", venv, "make reset LESSON={}"),
        ("tools/course.py", venv, python + " -m deliverylab reset {}"),
        ("python of an environment of your own", conda, "python -m deliverylab reset {}"),
    ):
        monkeypatch.setattr(sys, "prefix", prefix)
        if started_by != "make":
            monkeypatch.delenv("MAKELEVEL", raising=False)
        capsys.readouterr()
        jupyter_lab.prepare(f"my_work/{NAME}")
        said = capsys.readouterr().out
        assert said.endswith(f": {command.format(lesson)}\n"), started_by


def test_without_make_it_is_started_with_the_course_s_settings_too(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started, served = [], []
    monkeypatch.setattr(jupyter_lab, "call", lambda *words: started.append(words) or 3)
    monkeypatch.setattr(jupyter_lab, "serve", lambda *words: served.append(words))
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/home/somebody/jupyter")
    assert jupyter_lab.main("01", "--no-browser") == 3
    assert started == [(Path(sys.executable), jupyter_lab.__file__, "01", "--no-browser")]
    assert served == []
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", str(course / "jupyter"))
    assert jupyter_lab.main("01", "--no-browser") == 0
    assert served == [("01", "--no-browser")] and len(started) == 1


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
    (course / ".git").mkdir()
    (course / "notebooks" / "02_integrate.ipynb").write_text("<<<<<<< HEAD", encoding="utf-8")
    assert jupyter_lab.prepare(f"my_work/{NAME}") == f"my_work/{NAME}"
    assert "git checkout -- notebooks/02_integrate.ipynb" in capsys.readouterr().out
