"""Whatever it prints on: a narrow terminal, one without UTF-8, a pipe that closes, a full disk."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from deliverylab.command_line.page import NARROWEST, Page

ROOT = Path(__file__).resolve().parents[2]
ANSWERS = [
    (),
    ("--definitions",),
    ("--explain", "lead-time"),
    ("--explain", "failure-rate", "--definitions", "gitlab"),
]


@pytest.mark.parametrize("columns", [NARROWEST, 40, 80, 100])
@pytest.mark.parametrize("words", ANSWERS)
def test_no_line_is_wider_than_the_terminal_and_nothing_is_lost(
    run, small, monkeypatch, columns, words
):
    wide = run(small, *words)
    monkeypatch.setenv("COLUMNS", str(columns))
    narrow = run(small, *words)
    assert narrow.code == 0
    assert max(map(len, narrow.out.splitlines())) <= columns
    without_spaces = "".join(narrow.out.split())
    assert [word for word in wide.out.split() if word not in without_spaces] == []


def test_a_table_that_is_too_wide_has_a_line_for_each_value(run, data, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    lines = run(data).out.splitlines()
    first = lines.index("team: barge")
    assert lines[first + 1 : first + 8] == [
        "  deployment frequency     one every 2.5 weeks",
        "  lead time for changes    4.5 weeks",
        "  time to restore service  4 hours",
        "  change failure rate      52 %",
        "  reliability              99.4 %",
        "  deployment rework rate   36 %",
        "team: tug",
    ]


def test_a_table_that_fits_stays_a_table(run, data, monkeypatch):
    wide = run(data).out.splitlines()
    monkeypatch.setenv("COLUMNS", str(max(map(len, wide[:7]))))
    assert run(data).out.splitlines()[:7] == wide[:7]
    monkeypatch.setenv("COLUMNS", str(max(map(len, wide[:7])) - 1))
    assert run(data).out.splitlines()[1] == "team: barge"


@pytest.mark.parametrize("form", ["json", "csv"])
def test_data_are_not_broken_to_fit_a_terminal(run, small, monkeypatch, form):
    whole = run(small, "--format", form)
    monkeypatch.setenv("COLUMNS", "40")
    assert run(small, "--format", form) == whole


def test_what_stands_further_in_stays_further_in():
    assert Page(24).section("Tools:", ["GitLab", "  lead time: from the merge"]) == [
        "Tools:",
        "  GitLab",
        "    lead time: from the",
        "      merge",
    ]


def test_a_word_longer_than_the_line_is_broken():
    lines = Page(NARROWEST).sentence("a " + "b" * 50)
    assert max(map(len, lines)) <= NARROWEST
    assert "".join("".join(lines).split()) == "a" + "b" * 50


class Latin:
    """Standard output on a system that writes in ISO 8859-1, where there is no en dash."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._given = io.BytesIO()
        monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(self._given, encoding="iso-8859-1"))

    @property
    def written(self) -> bytes:
        return self._given.getvalue()


def test_a_character_that_is_not_there_has_a_plain_cousin(run, small, monkeypatch):
    out = Latin(monkeypatch)
    run(small, "--explain", "frequency")
    assert b"1 deployment \xf7 1 weeks = 1 per week." in out.written
    run(small, "--explain", "lead-time")
    assert b"Kaplan-Meier median" in out.written


def test_csv_is_utf_8_wherever_it_is_written(run, small, monkeypatch):
    out = Latin(monkeypatch)
    run(small, "--format", "csv")
    assert "Kaplan–Meier median=" in out.written.decode("utf-8")
    ends = [out.written.count(end) for end in (b"\r\n", b"\n", b"\r")]
    assert ends == [7, 7, 7]


def measure(
    *words: object, encoding: str = "utf-8", out: int = subprocess.PIPE
) -> subprocess.Popen[bytes]:
    """Start the command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "deliverylab", "measure", *map(str, words)],
        cwd=ROOT,
        env=os.environ | {"PYTHONIOENCODING": encoding},
        stdout=out,
        stderr=subprocess.PIPE,
    )


def test_a_pipe_that_closes_early_ends_it_quietly(data):
    with measure(data, "--explain", "reliability", "--format", "csv") as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(100)
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_an_error(small):
    with open("/dev/full", "wb") as full, measure(small, out=full.fileno()) as process:
        assert process.stderr is not None
        said = process.stderr.read().decode()
    assert (process.returncode, said) == (
        1,
        "The output cannot be written: No space left on device.\n",
    )
