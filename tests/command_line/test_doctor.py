"""`python -m deliverylab doctor`: the report with its details, its exit code, its help."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import course
from deliverylab import __main__ as door
from deliverylab.command_line import main
from deliverylab.teach.doctor import CHECKS
from deliverylab.teach.doctor.examine import Check, Note, Trouble
from deliverylab.teach.doctor.report import FAIL, NOTE, OK

ROOT = Path(__file__).resolve().parents[2]


def broken() -> str:
    raise Trouble("git was not found", "Install it.")


def noted() -> str:
    raise Note("01.ipynb is old", "Do as you like.")


FINE = Check("data", "they are whole", lambda: "6,916 changes")


@pytest.fixture(autouse=True)
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the progress of whoever runs the tests alone."""
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(tmp_path / "progress.json"))


def check_only(monkeypatch: pytest.MonkeyPatch, *checks: Check) -> None:
    monkeypatch.setattr(sys.modules["deliverylab.teach.doctor"], "CHECKS", checks)


def test_here_everything_works(capsys):
    assert main(["doctor"]) == 0
    summary, *lines = capsys.readouterr().out.splitlines()
    assert summary.startswith("Doctor: everything works")
    told = [line for line in lines if line.startswith((OK, NOTE))]
    assert [line[6:].partition(":")[0] for line in told] == [check.about for check in CHECKS]
    assert any(line.endswith("(6,916 changes)") for line in lines)
    assert any(f"({sys.prefix})" in line for line in lines)


def test_a_fault_is_exit_code_1_and_stands_in_the_list(monkeypatch, capsys):
    check_only(monkeypatch, Check("git", "it is there", broken), FINE)
    assert main(["doctor"]) == 1
    printed = capsys.readouterr()
    assert printed.err == ""
    assert printed.out.splitlines() == [
        "Doctor: 1 of 2 checks fails.",
        "FAIL  git: git was not found",
        "      cure: Install it.",
        "OK    data: they are whole (6,916 changes)",
    ]


def test_a_note_is_exit_code_0(monkeypatch, capsys):
    check_only(monkeypatch, Check("your copies", "none is old", noted))
    assert main(["doctor"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "NOTE  your copies: 01.ipynb is old",
        "      cure: Do as you like.",
    ]


def test_help_says_what_is_checked_and_what_each_word_means(capsys):
    with pytest.raises(SystemExit) as end:
        main(["doctor", "--help"])
    assert end.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    for word in (OK, NOTE, FAIL):
        assert f" {word} It " in told
    for word in ("Python", "packages", "widgets", "git", "server", "data", "progress", "copies"):
        assert word in told
    assert "The exit code is 1 where something fails." in told


def test_the_list_of_commands_has_it(capsys):
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "doctor" in capsys.readouterr().out


def test_a_python_that_is_too_old_is_told_where_the_courses_is(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 10, 12))
    assert door.main(["doctor"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    first, *_, last = printed.err.splitlines()
    assert first == "Delivery Lab needs Python 3.11 or newer, and this is Python 3.10."
    assert ".venv/bin/python -m deliverylab" in last
    assert door.OLDEST == course.OLDEST


def test_nothing_of_the_command_line_is_read_before_the_python_is_known():
    source = "import sys; sys.version_info = (3, 10, 12); import deliverylab.__main__ as door\n"
    source += "door.main(['doctor']); print(*(m for m in sys.modules if 'command_line' in m))"
    done = subprocess.run([sys.executable, "-c", source], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "")
