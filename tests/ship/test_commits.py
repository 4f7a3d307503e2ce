"""What may be committed: prepared changes in any order, and files of the student's own."""

from __future__ import annotations

import itertools
import subprocess
import sys
from pathlib import Path

import pytest

from deliverylab.ship import CHANGES, Harbour, Refused
from deliverylab.ship.changes import service
from deliverylab.ship.draft import LONGEST_TEXT, own
from deliverylab.ship.names import checked_name

FILES = {name: data.decode() for name, data in service().items()}


@pytest.mark.parametrize(("first", "second"), list(itertools.permutations(CHANGES, 2)))
def test_prepared_changes_go_on_top_of_each_other(first: str, second: str) -> None:
    one = CHANGES[first].applied_to(FILES)
    assert one
    two = CHANGES[second].applied_to(FILES | one)
    assert two
    both = FILES | one | two
    assert CHANGES[first].applied_to(both) == CHANGES[second].applied_to(both) == {}
    for name, text in both.items():
        if name.endswith(".py"):
            compile(text, name, "exec")


def test_the_tests_of_the_service_run_without_the_harbour(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error",
            "-m",
            "unittest",
            "discover",
            "-s",
            "parcels/tests",
            "-t",
            ".",
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert "Ran 7 tests" in done.stderr


def test_the_service_has_the_same_bytes_whatever_ends_its_lines() -> None:
    assert not any(b"\r" in data for data in service().values())


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/etc/passwd",
        "../outside.py",
        "parcels/../../outside.py",
        "parcels/./book.py",
        "parcels//book.py",
        "parcels/",
        "~/book.py",
        "C:\\book.py",
        "C:book.py",
        "parcels\\book.py",
        ".git/config",
        ".GIT/hooks/pre-commit",
        "parcels/.git/config",
        ".gitattributes",
        "git~1/x",
        "con",
        "parcels/NUL.py",
        "com1.txt",
        "book.py.",
        "book.py ",
        "bo\nok.py",
        "bo\0ok.py",
        "-rf",
        "zoë.py",
        "a" * 101,
        7,
        None,
        ("a",),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name: object) -> None:
    with pytest.raises(Refused, match="cannot be the name of a file in the repository") as refusal:
        own("A name", {name: "x"}, "feature", service())
    assert refusal.value.rule == "does not fit"


def test_a_refused_commit_leaves_no_trace(harbour: Harbour, tmp_path: Path) -> None:
    for name in ("../outside.py", ".git/config", str(tmp_path / "outside.py")):
        with pytest.raises(Refused):
            harbour.commit("A name", {"parcels/inside.py": "x", name: "x"})
    assert not harbour.state.commits
    assert list(tmp_path.rglob("*side.py")) == []


@pytest.mark.parametrize(
    ("message", "files", "says"),
    [
        ("", {"a": "x"}, "it must be one line of text"),
        ("two\nlines", {"a": "x"}, "it must be one line of text"),
        (7, {"a": "x"}, "it must be one line of text"),
        ("x" * 201, {"a": "x"}, "The message has 201 letters"),
        ("None", {}, "must be a dictionary of names and texts"),
        ("A list", ["a"], "must be a dictionary of names and texts"),
        ("Bytes", {"a": b"x"}, "is of type bytes; it must be a text"),
        ("Half a sign", {"a": "\ud800"}, "cannot be written in UTF-8"),
        ("Long", {"a": "x" * (LONGEST_TEXT + 1)}, "1,000,001 bytes; 1,000,000 is the most"),
        ("Same", {"parcels/book.py": FILES["parcels/book.py"]}, "There is nothing to commit"),
        ("Case", {"parcels/Book.py": "x"}, "differs from parcels/book.py in capital letters only"),
        ("Case", {"Parcels": "x"}, "Parcels is a folder, and not a file"),
        ("Folder", {"parcels/tests": "x"}, "parcels/tests is a folder, and not a file"),
        ("File", {"parcels/book.py/x": "x"}, "parcels/book.py is a file, and not a folder"),
        ("Label", {"parcels/package.json": "{}"}, "is written by the release"),
        ("Label", {"Parcels/PACKAGE.json": "{}"}, "is written by the release"),
    ],
)
def test_what_cannot_be_committed_is_refused_in_words(
    message: object, files: object, says: str
) -> None:
    with pytest.raises(Refused, match=says):
        own(message, files, "feature", service())


def test_a_kind_must_be_one_that_the_log_knows(harbour: Harbour) -> None:
    with pytest.raises(Refused, match="it must be 'feature', 'fix' or 'chore'"):
        harbour.commit("A kind", {"a": "x"}, kind="joke")  # type: ignore[arg-type]
    harbour.commit("A kind", {"a": "x"}, kind="chore")
    assert harbour.log().changes["kind"].to_list() == ["chore"]


def test_signs_that_a_shell_would_read_are_only_signs(harbour: Harbour, tmp_path: Path) -> None:
    message = f"$(touch {tmp_path}/a); `touch {tmp_path}/b` && --amend '\" %n\\"
    harbour.commit(message, {"parcels/note.txt": "$(x)"})
    harbour.commit("--amend --author=x", {"parcels/note.txt": "y"})
    assert [commit.message for commit in harbour.state.commits] == [message, "--amend --author=x"]
    assert sorted(path.name for path in tmp_path.iterdir() if len(path.name) == 1) == []


def test_a_change_that_no_longer_fits_says_so(harbour: Harbour) -> None:
    harbour.commit("Start anew", {"parcels/book.py": "PARCELS = ()\n"})
    with pytest.raises(Refused, match="changes lines that are no longer there"):
        harbour.commit("show the ship")


def test_the_ends_of_lines_are_gits(harbour: Harbour) -> None:
    harbour.commit("Windows", {"parcels/note.txt": "a\r\nb\r\n"})
    assert harbour.read("parcels/note.txt") == "a\nb\n"


def test_names_that_are_fine() -> None:
    for name in ("parcels/book.py", "README.md", "a/b/c_d-e.f.g", "_x", "Makefile"):
        assert checked_name(name) == name
