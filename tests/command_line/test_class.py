"""`hand-in` and `class`: what a student hands in, and what a class has learnt."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.command_line import main
from deliverylab.teach.class_results import ClassResults, class_results
from deliverylab.teach.gain import Score
from deliverylab.teach.hand_in import ABOUT, CannotBeRead, HandedIn, read
from deliverylab.teach.pairs import load_parts
from deliverylab.teach.progress import record_check, record_quiz, record_test

LESSONS = [part.number for part in load_parts()]
OBJECTIVES = [pair.objective for part in load_parts() for pair in part.pairs]


@pytest.fixture(autouse=True)
def progress(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Leave the progress of whoever runs the tests alone."""
    path = tmp_path / "own" / "progress.json"
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(path))
    return path


def scores(right: int) -> dict[str, Score]:
    """The first questions are right, as many as are said; two in each lesson."""
    return {
        lesson: Score(min(2, max(0, right - 2 * number)), 2)
        for number, lesson in enumerate(LESSONS)
    }


def student(before: int | None, after: int | None, name: str = "") -> HandedIn:
    taken = {"pre-test": before, "post-test": after}
    right = {test: count for test, count in taken.items() if count is not None}
    return HandedIn(
        name,
        {test: scores(count) for test, count in right.items()},
        {test: tuple(OBJECTIVES[count:]) for test, count in right.items()},
        {"01": Score(5, 17)},
    )


def put(folder: Path, **students: HandedIn) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for file, one in students.items():
        (folder / f"{file}.json").write_bytes(one.to_json())
    return folder


# --- handing in -----------------------------------------------------------------------------------


def test_a_student_hands_in_results_and_points_and_nothing_else(tmp_path, capsys):
    record_test("pre-test", scores(3), OBJECTIVES[3:])
    record_check("1.1", right=False)
    record_check("1.1", right=True)
    record_quiz("01", 4, 6)
    file = tmp_path / "ada.json"
    assert main(["hand-in", str(file), "--name", " Ada "]) == 0
    said = capsys.readouterr().out
    assert "pre-test: 3 of 12 right" in said
    assert "your name: Ada" in said
    found = json.loads(file.read_text(encoding="utf-8"))
    assert set(found) == {"about", "format", "name", "tests", "points"}
    assert found["tests"]["pre-test"] == {
        "lessons": {key: {"right": s.right, "total": 2} for key, s in scores(3).items()},
        "missed": OBJECTIVES[3:],
    }
    assert found["points"]["01"] == {"right": 2, "total": 17}
    text = file.read_text(encoding="utf-8")
    for private in ("tries", "202", str(tmp_path)):
        assert private not in text


def test_without_a_name_there_is_none(tmp_path):
    record_check("1.1", right=True)
    assert main(["hand-in", str(tmp_path / "a.json")]) == 0
    assert read(tmp_path / "a.json").name == ""


def test_there_has_to_be_something_to_hand_in(tmp_path, capsys):
    assert main(["hand-in", str(tmp_path / "a.json")]) == 1
    assert capsys.readouterr().err.startswith("There is nothing to hand in yet: ")
    assert not (tmp_path / "a.json").exists()


def test_only_an_older_one_of_these_files_is_replaced(tmp_path, capsys):
    record_check("1.1", right=True)
    mine = tmp_path / "mine.json"
    for _ in range(2):
        assert main(["hand-in", str(mine)]) == 0
    mine.write_text('{"my": "notes"}', encoding="utf-8")
    assert main(["hand-in", str(mine)]) == 1
    assert "it is something else" in capsys.readouterr().err
    assert mine.read_text(encoding="utf-8") == '{"my": "notes"}'


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["a.txt"], "does not end in .json"),
        (["nowhere/a.json"], "cannot be written"),
        (["a.json", "--name", "=1+1"], "spreadsheets take for a sum"),
        (["a.json", "--name", "two\nlines"], "no single line"),
        (["a.json", "--name", "x" * 81], "at most 80 characters"),
    ],
)
def test_what_cannot_be_written_is_said(words, says, tmp_path, monkeypatch, capsys):
    record_check("1.1", right=True)
    monkeypatch.chdir(tmp_path)
    assert main(["hand-in", *words]) == 1
    assert says in capsys.readouterr().err


# --- reading a class ------------------------------------------------------------------------------


def test_the_two_gains_of_a_class_are_both_named_and_differ(tmp_path, capsys):
    folder = put(tmp_path / "class", a=student(0, 6), b=student(11, 11), c=student(4, None))
    assert main(["class", str(folder)]) == 0
    said = capsys.readouterr().out
    assert "3 students, 2 of them with both tests." in said
    assert "Gain of the averages (Hake 1998): 0.46." in said  # (17 - 11) of the 13 that were open
    assert "Average of the 2 gains: 0.25." in said  # of 6 of 12, and of 0 of 1
    assert "together" in said


def test_the_objectives_that_most_missed_stand_first(tmp_path, capsys):
    folder = put(tmp_path / "class", a=student(0, 11), b=student(2, 9))
    main(["class", str(folder)])
    said = capsys.readouterr().out
    table = said.partition("Objectives missed by: before (of 2), after (of 2)\n")[2].splitlines()
    assert table[0].split(maxsplit=2) == ["2", "2", OBJECTIVES[11]]
    assert table[1].split(maxsplit=2) == ["2", "1", OBJECTIVES[9]]


def test_a_row_for_each_student_as_csv(tmp_path, capsys):
    folder = put(tmp_path / "class", a=student(3, 9, "Ada"), b=student(12, 12), c=student(3, None))
    assert main(["class", str(folder), "--format", "csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert rows[0] == {
        **{"file": "a.json", "name": "Ada", "pre_test": "0.250", "post_test": "0.750"},
        **{"gain": "0.667", "points_01": "5"},
    }
    assert [row["gain"] for row in rows] == ["0.667", "", ""]


def content(**changed: Any) -> bytes:
    return json.dumps(json.loads(student(3, 9).to_json()) | changed).encode()


@pytest.mark.parametrize(
    ("damaged", "says"),
    [
        (b"", "not JSON"),
        (b"\xff\xfe", "not JSON"),
        (student(3, 9).to_json()[:-20], "only a part of the file"),
        (b"[" * 50_000, "not JSON"),
        (b"[]", "was not made by"),
        (b'{"checks": {}, "tests": {}}', "a student's own progress"),
        (content(about="mine"), "was not made by"),
        (content(format=2), "its format is 2 and this course reads 1"),
        (content(format=True), "its format is True"),
        (content(name=7), "its name is 7"),
        (content(name="=SUM(A1)"), "spreadsheets"),
        (content(tests=[]), "not a pre-test and a post-test"),
        (content(tests={"mid-term": {}}), "not a pre-test and a post-test"),
        (
            content(tests={"pre-test": {"lessons": {"01": {"right": 3, "total": 2}}}}),
            "the pre-test",
        ),
        (content(tests={"pre-test": {"lessons": {"01": {"right": True, "total": 2}}}}), "pre-test"),
        (content(tests={"pre-test": {"lessons": {}}}), "the pre-test should have"),
        (content(points=None), "the points should have"),
        (content(points={"01": {"right": float("nan"), "total": 2}}), "not JSON"),
        (b" " * 200_000, "200,000 bytes"),
    ],
)
def test_a_bad_file_is_named_and_the_others_count(damaged, says, tmp_path, capsys):
    folder = put(tmp_path / "class", a=student(3, 9))
    (folder / "zoe").mkdir()
    (folder / "zoe" / "b.json").write_bytes(damaged)
    assert main(["class", str(folder)]) == 1
    said = capsys.readouterr().out
    assert "1 student, 1 of them with both tests." in said
    (line,) = [line for line in said.splitlines() if line.startswith("Not read: ")]
    assert line.startswith("Not read: zoe/b.json: ")
    assert says in line
    assert line.count(". ") == 0 and line.endswith(".")


def test_nobody_counts_twice(tmp_path):
    folder = put(
        tmp_path / "class",
        **{"a": student(3, 9, "Ada"), "b": student(3, 9, "Ada"), "c": student(4, 8, "ADA")},
        **{"d": student(3, 9), "e": student(3, 9)},  # who gave no name may be two
    )
    results = class_results(folder)
    assert list(results.students) == ["a.json", "d.json", "e.json"]
    assert results.not_read["b.json"] == "it says the same as a.json, which is counted."
    assert "as is a.json" in results.not_read["c.json"]


def test_other_objectives_are_those_of_another_version_of_the_course(tmp_path):
    old = HandedIn("", {"pre-test": scores(2)}, {"pre-test": ("juggle",)}, {"01": Score(0, 17)})
    missed, of = class_results(put(tmp_path / "class", a=student(3, 9), b=old)).missed("pre-test")
    assert (of, missed[OBJECTIVES[2]], missed[OBJECTIVES[3]]) == (1, 0, 1)


def test_a_folder_without_files_is_said(tmp_path, capsys):
    assert main(["class", str(tmp_path / "gone")]) == 1
    assert "There is no folder" in capsys.readouterr().err
    assert main(["class", str(tmp_path)]) == 1
    assert "There is no file *.json" in capsys.readouterr().err


results_of = st.tuples(st.integers(0, 12), st.integers(0, 12))


@given(st.lists(results_of, min_size=1, max_size=30))
def test_the_gains_hold_to_what_they_are(pairs):
    members = {str(number): student(*pair) for number, pair in enumerate(pairs)}
    results = ClassResults(members, {})
    before = sum(one for one, _ in pairs) / len(pairs) / 12
    after = sum(one for _, one in pairs) / len(pairs) / 12
    assert results.average("pre-test") == pytest.approx(before)
    gain = results.gain_of_averages()
    if gain is None:
        assert before == 1
    else:
        assert before + gain * (1 - before) == pytest.approx(after)
        assert gain <= 1 + 1e-9
    assert len(results.gains()) == sum(one < 12 for one, _ in pairs)
    if len({one for one, _ in pairs}) == 1 and gain is not None:
        assert results.average_of_gains() == pytest.approx(gain)  # the same start: the same gain


@given(results_of, st.text(st.characters(codec="utf-8"), max_size=80))
def test_what_is_written_is_what_is_read(right, name):
    try:
        written = HandedIn.from_json(student(*right, name).to_json())
    except CannotBeRead as error:
        assert "its name" in str(error)
    else:
        assert written == student(*right, name.strip())


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda deeper: (
            st.lists(deeper)
            | st.dictionaries(
                st.sampled_from(
                    [
                        "about",
                        "format",
                        "name",
                        "tests",
                        "points",
                        "pre-test",
                        "lessons",
                        "01",
                        "right",
                        "total",
                        "missed",
                    ]
                ),
                deeper,
            )
        ),
        max_leaves=12,
    )
)
def test_no_content_is_more_than_a_sentence(found):
    if isinstance(found, dict):
        found = {"about": ABOUT, "format": 1, "name": "", **found}
    try:
        assert isinstance(HandedIn.from_json(json.dumps(found).encode()), HandedIn)
    except CannotBeRead as error:
        assert "\n" not in str(error)
