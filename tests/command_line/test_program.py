"""`python -m deliverylab` as a person uses it: what it prints, where, and its exit code."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from deliverylab.__main__ import main
from deliverylab.log import DeliveryLog


def test_a_repository_is_measured(repository, capsys):
    assert main(["measure", str(repository.folder)]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    (row,) = [line for line in printed.out.splitlines() if line.startswith("service  ")]
    assert row.split() == [
        *("service", "1", "per", "week", "3", "days"),
        *("no", "data", "no", "data", "no", "data", "no", "data"),
    ]
    assert "1 still waiting" in printed.out
    assert "No data:\n  service: time to restore service: " in printed.out
    assert "Notes:\n  A tag is taken for a release and for its deployment" in printed.out


def test_which_tags_are_releases_can_be_chosen(repository, capsys):
    repository.tag("shipped/7", 6.75)
    assert main(["measure", str(repository.folder), "--releases", "shipped/*"]) == 0
    assert "Tags that do not match 'shipped/*': 1 (v1.0)" in capsys.readouterr().out


def test_a_folder_of_csv_files_is_measured(repository, tmp_path, capsys):
    log = DeliveryLog.from_git(repository.folder)
    log.to_csv(tmp_path / "log")
    main(["measure", str(repository.folder)])
    *from_git, where_it_ends = capsys.readouterr().out.splitlines()
    assert "The window ends with the day of the newest commit" in where_it_ends
    assert main(["measure", str(tmp_path / "log")]) == 0
    assert capsys.readouterr().out.splitlines() == from_git


def test_naming_the_releases_makes_it_a_repository_even_with_csv_files(repository, capsys):
    (repository.folder / "changes.csv").write_text("an unrelated file\n", encoding="utf-8")
    assert main(["measure", str(repository.folder)]) == 1
    assert "changes.csv: expected a first line" in capsys.readouterr().err
    assert main(["measure", str(repository.folder), "--releases", "v*"]) == 0


def test_what_cannot_be_read_is_one_message_and_exit_code_1(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert main(["measure", str(tmp_path)]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err == (
        f"'{tmp_path}' is not a git repository. Give a folder that you got by 'git clone' or made "
        "one with 'git init'.\n"
    )


@pytest.mark.parametrize("words", [["measure"], ["weigh", "."], ["measure", ".", "--fast"]])
def test_a_command_that_is_not_understood_is_exit_code_2(words, capsys):
    with pytest.raises(SystemExit) as end:
        main(words)
    assert end.value.code == 2
    assert "usage: python -m deliverylab" in capsys.readouterr().err


def test_an_exercise_is_made_fresh_in_the_course_around_the_folder(tmp_path, monkeypatch, capsys):
    (tmp_path / "deliverylab").mkdir()
    exercise = tmp_path / "exercises" / "01_exercises.ipynb"
    exercise.parent.mkdir()
    exercise.write_text('{"cells": []}', encoding="utf-8")
    monkeypatch.chdir(exercise.parent)
    assert main(["reset", "1"]) == 0
    assert capsys.readouterr().out == "my_work/01_exercises.ipynb is fresh.\n"
    copy = tmp_path / "my_work" / exercise.name
    copy.write_text("mine", encoding="utf-8")
    assert main(["reset", "01"]) == 0
    assert "Your version is kept beside it: 01_exercises_2" in capsys.readouterr().out
    assert copy.read_text(encoding="utf-8") == '{"cells": []}'
    assert main(["reset", "09"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.startswith("The course has no 09_exercises. Give the number of a lesson")


def test_progress_is_printed_as_a_table(capsys):
    assert main(["progress"]) == 0
    title, head, *lessons = capsys.readouterr().out.splitlines()
    assert title == "Your progress"
    heads = ["lesson", "exercises right", "points by checks", "by a person", "quiz right"]
    assert [name.strip() for name in head.split("  ") if name.strip()] == heads
    assert lessons[0].startswith("00 Start here")
    assert lessons[1].startswith("01 From commit to production")


def test_help_says_what_can_be_measured(capsys):
    with pytest.raises(SystemExit) as end:
        main(["measure", "--help"])
    assert end.value.code == 0
    printed = capsys.readouterr().out
    for word in ("PATH", "--releases PATTERN", "a git repository", "changes.csv", "examples:"):
        assert word in printed


def test_it_runs_as_a_module_and_in_a_terminal_that_lacks_a_character(repository):
    repository.tag("v2-港", 7)
    repository.tag("v3-港", 7)
    done = subprocess.run(
        [sys.executable, "-m", "deliverylab", "measure", str(repository.folder)],
        cwd=Path(__file__).parents[2],
        env=dict(repository.environment, PYTHONIOENCODING="ascii"),
        capture_output=True,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"v3-\\u6e2f" in done.stdout


LOADED = {f"{pandas} {numpy}" for pandas in (True, False) for numpy in (True, False)}


def test_nothing_is_loaded_that_is_not_used():
    script = """
import sys
from deliverylab.command_line import main
for words in (["--help"], ["measure", "--help"], ["reset", "no such notebook"]):
    try:
        main(words)
    except SystemExit:
        pass
    print("pandas" in sys.modules, "numpy" in sys.modules)
"""
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        check=True,
        text=True,
    )
    loaded = [line for line in done.stdout.splitlines() if line in LOADED]
    assert loaded == ["False False"] * 3
