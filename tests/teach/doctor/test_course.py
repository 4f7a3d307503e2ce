"""What belongs to the course and its student: each check fails where it should, with the cure."""

from __future__ import annotations

import errno
import json
import shutil
from pathlib import Path

import pytest

from deliverylab.log import course_data, own_data
from deliverylab.teach.doctor import course, cures
from deliverylab.teach.doctor.cures import COURSE
from deliverylab.teach.doctor.report import FAIL, NOTE, OK
from deliverylab.teach.workspace import bring_up_to_date, how_to_get_back
from tests.teach.doctor.conftest import Look


@pytest.fixture(autouse=True)
def with_make(monkeypatch: pytest.MonkeyPatch) -> None:
    """Name the commands that there are with make, on every system."""
    monkeypatch.setattr(course, "ways", lambda: cures._MAKE)


# --- data ---------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the course's data, to be spoiled."""
    folder = tmp_path / "of the course"
    shutil.copytree(course_data(), folder)
    monkeypatch.setattr(own_data, "FOLDER", folder)
    return folder


def test_data_that_are_whole_are_counted(look: Look, data: Path) -> None:
    rows = (data / "changes.csv").read_text(encoding="utf-8").count("\n") - 1
    assert (look("data").word, look("data").details) == (OK, f"{rows:,} changes")


def test_data_that_were_cut(look: Look, data: Path) -> None:
    file = data / "changes.csv"
    file.write_bytes(file.read_bytes()[:10_000])
    finding = look("data")
    assert finding.word == FAIL
    assert "changes.csv, 1 row: expected 14 cells" in finding.said
    assert "\n" not in finding.said
    assert finding.cure == how_to_get_back(COURSE, "data")


def test_data_of_which_rows_are_missing(look: Look, data: Path) -> None:
    file = data / "releases.csv"
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(lines[:-5]), encoding="utf-8")
    finding = look("data")
    assert finding.word == FAIL
    assert "deployments.csv" in finding.said
    assert finding.cure == how_to_get_back(COURSE, "data")


def test_data_that_are_not_there(look: Look, data: Path) -> None:
    shutil.rmtree(data)
    finding = look("data")
    assert finding.word == FAIL
    assert finding.said.startswith(f"There are no data of the course in {data}.")


# --- progress -----------------------------------------------------------------------------------


def test_progress_can_be_recorded_and_nothing_is_left_behind(
    look: Look, progress_file: Path
) -> None:
    assert (look("progress").word, look("progress").details) == (OK, str(progress_file))
    assert [path.name for path in progress_file.parent.iterdir()] in ([], [".progress.json.lock"])


def test_progress_that_was_recorded_stays_as_it_is(look: Look, progress_file: Path) -> None:
    content = json.dumps({"about": "", "checks": {"1.1": {"tries": 2}}, "quizzes": {}})
    progress_file.parent.mkdir()
    progress_file.write_text(content, encoding="utf-8")
    assert look("progress").word == OK
    assert progress_file.read_text(encoding="utf-8") == content


def test_a_folder_that_cannot_be_made(look: Look, progress_file: Path) -> None:
    progress_file.parent.write_text("a file stands where the folder should be", encoding="utf-8")
    finding = look("progress")
    assert finding.word == FAIL
    assert finding.said.startswith(f"{progress_file} cannot be written (")
    assert finding.cure == (
        "Allow writing there, or let DELIVERYLAB_PROGRESS name another file; then: `make lab`"
    )


def test_a_file_that_is_none(look: Look, progress_file: Path) -> None:
    progress_file.mkdir(parents=True)
    finding = look("progress")
    assert finding.word == FAIL
    assert finding.said == f"{progress_file} cannot be written (it is not a file)"


def test_a_full_disk(look: Look, progress_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    finding = look("progress")
    assert finding.word == FAIL
    assert finding.said == f"{progress_file} cannot be written (No space left on device)"


def test_a_machine_without_a_home(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    def nowhere(*_words: object, **_options: object) -> None:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DELIVERYLAB_PROGRESS")
    monkeypatch.setattr("platformdirs.user_data_path", nowhere)
    finding = look("progress")
    assert finding.word == FAIL
    assert finding.said.startswith("this machine has no place for your progress (Could not")
    assert finding.cure == "Let DELIVERYLAB_PROGRESS name a file for it; then: `make lab`"


def test_a_file_that_was_damaged(look: Look, progress_file: Path) -> None:
    progress_file.parent.mkdir()
    progress_file.write_text('{"checks": ', encoding="utf-8")
    finding = look("progress")
    assert finding.word == NOTE
    assert finding.said.endswith(f"was damaged, and a new one was begun: {progress_file}")
    (kept,) = progress_file.parent.glob("progress_*.json")
    assert f"The damaged one is kept: {kept}" in finding.cure
    kept.unlink()
    assert look("progress").word == OK


# --- copies -------------------------------------------------------------------------------------


def lesson(*sources: str) -> str:
    cells = [{"cell_type": "code", "id": f"c{n}", "source": s} for n, s in enumerate(sources)]
    return json.dumps({"cells": cells})


@pytest.fixture
def small_course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course of two lessons with copies of them; the student is in the copies' folder."""
    folder = tmp_path / "course"
    (folder / "deliverylab").mkdir(parents=True)
    (folder / "notebooks").mkdir()
    for name in ("01_one", "02_two"):
        (folder / "notebooks" / f"{name}.ipynb").write_text(lesson(name), encoding="utf-8")
    bring_up_to_date(folder)
    monkeypatch.chdir(folder / "my_work")
    return folder


def test_copies_that_are_as_new_as_the_course(look: Look, small_course: Path) -> None:
    assert (look("your copies").word, look("your copies").details) == (OK, "my_work")
    mine = small_course / "my_work" / "01_one.ipynb"
    mine.write_text(lesson("01_one", "my own cell"), encoding="utf-8")
    assert look("your copies").word == OK


def test_copies_that_are_older_than_the_course(look: Look, small_course: Path) -> None:
    mine = small_course / "my_work" / "01_one.ipynb"
    mine.write_text(lesson("01_one", "my own cell"), encoding="utf-8")
    for name in ("01_one", "02_two"):
        new = lesson(f"{name} again")
        (small_course / "notebooks" / f"{name}.ipynb").write_text(new, encoding="utf-8")
    finding = look("your copies")
    assert finding.word == NOTE
    assert finding.said == "the course has newer versions of 01_one.ipynb, 02_two.ipynb"
    assert finding.cure.startswith("`make lab` brings copies up to date; one in which you changed")
    assert "make reset LESSON=01" in finding.cure
    bring_up_to_date(small_course)
    assert look("your copies").said == "the course has newer versions of 01_one.ipynb"


def test_copies_cannot_be_looked_at_where_there_is_no_course(
    look: Look, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("deliverylab.teach.workspace.notebooks", lambda course: [])
    finding = look("your copies")
    assert finding.word == FAIL
    assert "There is no course here." in finding.said
