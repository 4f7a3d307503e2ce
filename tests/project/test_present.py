"""Before a lesson is presented: the copy, what is kept of the one before, what make lab loads."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode, v4
from traitlets.config.loader import PyFileConfigLoader

import commands
import jupyter_lab
import present
from deliverylab.teach.copies import Version
from deliverylab.teach.questions import load_quiz, quiz_file
from deliverylab.teach.slide_places import PLACES, pieces

ROOT = Path(__file__).resolve().parents[2]
NAME = "02_integrate.ipynb"
LESSONS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of one lesson, with a note and a mark in a text."""
    (tmp_path / "notebooks").mkdir()
    note = v4.new_markdown_cell("Ask the room.", metadata={"tags": ["instructor"]})
    text = v4.new_markdown_cell("# One\n\n<!-- slide -->\n## Two", id="text")
    lesson = v4.new_notebook(cells=[text, note, v4.new_code_cell("1 + 1")])
    nbformat.write(lesson, tmp_path / "notebooks" / NAME)
    monkeypatch.setattr(present, "ROOT", tmp_path)
    monkeypatch.setattr(jupyter_lab, "ROOT", tmp_path)
    monkeypatch.setenv("JUPYTER_DATA_DIR", str(tmp_path / "jupyter"))
    return tmp_path


def test_a_lesson_is_copied_with_its_notes_and_nothing_of_a_student_is_touched(
    course: Path,
) -> None:
    (course / "my_work").mkdir()
    (course / "my_work" / NAME).write_text("mine", encoding="utf-8")
    lesson = (course / "notebooks" / NAME).read_bytes()
    assert present.prepare(f"my_work/{NAME}") == f"my_presenting/{NAME}"
    cells = nbformat.read(course / "my_presenting" / NAME, as_version=4).cells
    assert [cell.source for cell in cells] == ["# One", "## Two", "Ask the room.", "1 + 1"]
    assert (course / "my_work" / NAME).read_text(encoding="utf-8") == "mine"
    assert (course / "notebooks" / NAME).read_bytes() == lesson


def test_a_copy_that_was_run_is_made_afresh_and_one_that_was_changed_is_kept(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    present.prepare(f"my_work/{NAME}")
    copy = course / "my_presenting" / NAME
    fresh = copy.read_bytes()

    def change(source: str, count: int) -> bytes:
        mine = nbformat.read(copy, as_version=4)
        mine.cells[-1] |= {"source": source, "execution_count": count}
        nbformat.write(mine, copy)
        return copy.read_bytes()

    change("1 + 1", 7)
    present.prepare(f"my_work/{NAME}")
    assert (copy.read_bytes(), list(copy.parent.iterdir())) == (fresh, [copy])
    changed = change("6 * 7", 8)
    present.prepare(f"my_work/{NAME}")
    assert copy.read_bytes() == fresh
    (kept,) = set(copy.parent.iterdir()) - {copy}
    assert kept.read_bytes() == changed
    assert f"It is kept as {kept.name}." in capsys.readouterr().out
    copy.write_text("{", encoding="utf-8")
    present.prepare(f"my_work/{NAME}")
    assert len(list(copy.parent.iterdir())) == 3


def test_any_other_notebook_is_presented_as_it_is(course: Path) -> None:
    before = sorted(course.rglob("*"))
    assert present.prepare("notebooks/mine.ipynb") == "notebooks/mine.ipynb"
    assert sorted(course.rglob("*")) == before


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_is_divided_where_its_slides_are(path: Path) -> None:
    def said(cell: NotebookNode) -> list[tuple[str, str]]:
        place = PLACES[cell.metadata.get("slideshow", {}).get("slide_type", "-")]
        if cell.cell_type != "markdown":
            return [(place, cell.source)]
        return [(where, text.strip()) for where, text, _ in pieces(cell.source, place)]

    lesson = nbformat.read(path, as_version=4)
    expected = [piece for cell in lesson.cells for piece in said(cell)]
    divided = present.to_present(lesson)
    nbformat.validate(divided)
    kept = [cell for cell in divided.cells if not cell.id.endswith("-answers")]
    assert [piece for cell in kept for piece in said(cell)] == expected
    assert all(len(said(cell)) == 1 for cell in divided.cells)


def test_a_lesson_is_divided_into_cells_that_the_notes_of_a_version_know(course: Path) -> None:
    present.prepare(f"my_work/{NAME}")
    Version.of((course / "my_presenting" / NAME).read_bytes())
    ids = [cell.id for cell in nbformat.read(course / "my_presenting" / NAME, 4).cells]
    assert ids[:2] == ["text", "text-2"]


def test_present_asks_which_lesson_and_needs_no_more_than_students_have(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    done: list[str] = []
    monkeypatch.setattr(commands, "ensure", lambda packages: done.append(packages) or Path("py"))
    monkeypatch.setattr(commands, "call", lambda python, *words: done.extend(words) or 0)
    for options in ([], ["--no-browser"]):
        assert commands.main(["present", *options]) == 1
        assert "make present LESSON=02" in capsys.readouterr().err
    assert commands.main(["present", "99"]) == 1
    assert "There is no lesson 99." in capsys.readouterr().err
    assert done == []
    assert commands.main(["present", "02", "--no-browser"]) == 0
    assert done == ["lab", "tools/present.py", "02", "--no-browser"]


def test_without_make_it_is_started_with_the_courses_settings_too(
    course: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[tuple[object, ...]] = []
    monkeypatch.setattr(present, "call", lambda *words: started.append(words) or 3)
    monkeypatch.setenv("JUPYTER_CONFIG_PATH", "/home/somebody/jupyter")
    assert present.main("02", "--no-browser") == 3
    assert started == [(Path(sys.executable), present.__file__, "02", "--no-browser")]


def test_what_presents_is_loaded_where_a_lesson_is_presented_and_nowhere_else() -> None:
    for folder in ("look/delivery-lab-look", "present/delivery-lab-present"):
        extension = ROOT / "jupyter" / folder
        about = json.loads((extension / "package.json").read_text(encoding="utf-8"))
        assert about["name"] == extension.name
        assert (extension / about["jupyterlab"]["_build"]["load"]).is_file()
        assert not Path(sys.prefix, "share", "jupyter", "labextensions", extension.name).exists()
    students_file = str(ROOT / "jupyter" / "jupyter_server_config.py")
    lab = PyFileConfigLoader(students_file).load_config().LabApp
    assert lab.extra_labextensions_path == [str(ROOT / "jupyter" / "look")]
    assert present.EXTENSIONS == ("jupyter/look", "jupyter/present")
    override = "labconfig/default_setting_overrides.json"
    students = json.loads((ROOT / "jupyter" / override).read_text(encoding="utf-8"))
    assert "windowingMode" not in students["@jupyterlab/notebook-extension:tracker"]


def test_behind_a_quiz_stands_a_note_with_the_answers_to_what_it_asks() -> None:
    quiz = nbformat.v4.new_code_cell('teach.quiz("01")', id="quiz")
    quiz.metadata["deck"] = {"questions": [2, 4]}
    questions = load_quiz(quiz_file("01")).questions
    _, note = present.to_present(nbformat.v4.new_notebook(cells=[quiz])).cells
    assert (note.id, note.metadata.tags) == ("quiz-answers", ["instructor"])
    answers = [line for line in note.source.splitlines() if line.startswith("1. ")]
    assert len(answers) == 2
    for number, answer in zip([2, 4], answers, strict=True):
        for option in questions[number - 1].options:
            assert (option.text in answer) == option.right
