"""Progress: what is recorded, what survives, and what a student sees of it."""

from __future__ import annotations

import errno
import json
import os
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from deliverylab import files, teach
from deliverylab.teach import progress_file as kept_file
from deliverylab.teach import tasks
from deliverylab.teach.progress import (
    Lesson,
    Progress,
    progress,
    progress_file,
    record_check,
    record_quiz,
)
from deliverylab.teach.questions import load_quiz, quiz_file
from deliverylab.teach.quiz_widget import QuizWidget
from tests.yardstick import yardsticks

COURSE = {"01": {"1.1": 2, "1.2": 3, "1.3": 4}, "02": {"2.1": 5}}
"""The points of each task, in the course of these tests."""
QUESTIONS = len(load_quiz(quiz_file("01")).questions)


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The student's file, not there yet, and a course of four tasks."""
    path = tmp_path / "data" / "progress.json"
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(path))
    monkeypatch.setattr(tasks, "lessons", lambda: list(COURSE))
    monkeypatch.setattr(tasks, "of_lesson", of_lesson)
    return path


def of_lesson(lesson: str) -> tuple[SimpleNamespace, ...]:
    return tuple(
        SimpleNamespace(number=number, points=points) for number, points in COURSE[lesson].items()
    )


def content(file: Path) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def rows() -> dict[str, list[str]]:
    return {lesson.number: lesson.said()[1:] for lesson in progress().lessons}


# --- what is counted ----------------------------------------------------------------------------


def test_nothing_done_yet_is_nothing_of_all(file: Path) -> None:
    assert rows()["01"] == ["0 of 3", "0 of 9", "+ 3", f"0 of {QUESTIONS}"]
    assert rows()["02"][:2] == ["0 of 1", "0 of 5"]
    assert not file.exists()


def test_right_tasks_count_with_their_points(file: Path) -> None:
    record_check("1.1", right=False)
    record_check("1.2", right=True)
    record_check("1.3", right=True)
    record_check("2.1", right=False)
    assert rows()["01"][:2] == ["2 of 3", "7 of 9"]
    assert rows()["02"][:2] == ["0 of 1", "0 of 5"]


def test_what_was_right_once_stays_right_with_its_date_and_its_tries(file: Path) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    for right in (False, False, True):
        record_check("1.1", right)
    first = content(file)["checks"]["1.1"]
    assert first["tries"] == 3
    assert before <= datetime.fromisoformat(first["right"]) <= datetime.now(UTC)
    record_check("1.1", right=False)  # the stub again, by Run All in a fresh copy
    record_check("1.1", right=True)
    assert content(file)["checks"]["1.1"] == first
    assert rows()["01"][0] == "1 of 3"


def test_a_clock_that_goes_backwards_takes_nothing_away(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_check("1.1", right=True)

    class Long:
        @staticmethod
        def now(zone: object) -> datetime:
            assert zone is UTC
            return datetime(1980, 1, 1, tzinfo=UTC)

    monkeypatch.setattr(sys.modules["deliverylab.teach.progress"], "datetime", Long)
    record_check("1.1", right=False)
    record_check("1.2", right=True)
    assert content(file)["checks"]["1.2"]["right"].startswith("1980-01-01")
    assert rows()["01"][0] == "2 of 3"


def test_of_a_quiz_the_best_result_stays(file: Path) -> None:
    for right in (1, 5, 2):
        record_quiz("01", right, 6)
    assert rows()["01"][3] == "5 of 6"
    record_quiz("01", 7, 8)  # an update of the course asks more
    assert rows()["01"][3] == "7 of 8"
    record_quiz("01", 0, 8)
    assert rows()["01"][3] == "7 of 8"


def test_the_quiz_records_by_itself(file: Path) -> None:
    widget = teach.quiz("01")
    assert not file.exists()
    right = [
        next(k for k, option in enumerate(question.options) if option.right)
        for question in widget.quiz.questions
    ]
    widget.answers = {"0": [right[0]]}
    assert content(file)["quizzes"] == {"01": {"right": 1, "total": QUESTIONS}}
    widget.answers = {str(n): [k] for n, k in enumerate(right)}
    again = teach.quiz("01")
    again.answers = {"0": [right[0]]}
    assert widget.right > again.right
    assert content(file)["quizzes"] == {"01": {"right": widget.right, "total": QUESTIONS}}


def test_a_quiz_of_no_lesson_is_not_recorded(file: Path) -> None:
    quiz = load_quiz(quiz_file("01"))
    widget = QuizWidget(type(quiz)(quiz.title, quiz.questions))
    widget.answers = {"0": [0]}
    assert not file.exists()


# --- an update of the course --------------------------------------------------------------------


def test_tasks_that_this_course_does_not_have_are_kept_and_not_counted(file: Path) -> None:
    there = {
        "checks": {"1.9": {"tries": 1, "right": "2027-01-01T00:00:00+00:00", "hints": 2}},
        "quizzes": {"07": {"right": 2, "total": 2}},
        "badges": ["first deploy"],
    }
    file.parent.mkdir()
    file.write_text(json.dumps(there), encoding="utf-8")
    record_check("1.1", right=True)
    now = content(file)
    assert now["checks"]["1.9"] == there["checks"]["1.9"]  # type: ignore[index]
    assert (now["quizzes"], now["badges"]) == (there["quizzes"], there["badges"])
    assert rows()["01"][:2] == ["1 of 3", "2 of 9"]
    assert "07" not in rows()
    assert progress().notes == ()


# --- two notebooks at once ----------------------------------------------------------------------

HAMMER = """
import sys
from deliverylab.teach.progress import record_check, record_quiz
who = sys.argv[1]
print("ready", flush=True)
sys.stdin.readline()
for n in range(100):
    record_check(f"{who}.{n}", right=True)
    record_check("1.1", right=False)
    record_quiz(who, n + 1, 100)
"""


def test_notebooks_that_record_at_the_same_time_lose_nothing(file: Path) -> None:
    started = [
        subprocess.Popen(
            [sys.executable, "-c", HAMMER, who], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for who in "abcd"
    ]
    for one in started:
        assert one.stdout
        assert one.stdout.readline().strip() == b"ready"
    for one in started:
        assert one.stdin
        one.stdin.write(b"\n")
        one.stdin.flush()
    for one in started:
        one.communicate(timeout=120)
        assert one.returncode == 0
    found = content(file)
    assert found["checks"].pop("1.1") == {"tries": 400}
    assert set(found["checks"]) == {f"{who}.{n}" for who in "abcd" for n in range(100)}
    assert found["quizzes"] == {who: {"right": 100, "total": 100} for who in "abcd"}
    assert {one.name for one in file.parent.iterdir()} == {file.name, f".{file.name}.lock"}


def test_while_another_notebook_writes_for_too_long_nothing_is_lost(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_check("1.1", right=True)
    monkeypatch.setattr(kept_file, "WAIT_SECONDS", 0.05)
    with files.alone(file, 1):
        record_check("1.2", right=True)
        assert rows()["01"][0] == "2 of 3"
        assert "1.2" not in content(file)["checks"]
    record_check("1.3", right=True)
    assert set(content(file)["checks"]) == {"1.1", "1.2", "1.3"}


# --- what can go wrong --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b'{"checks": {"1.1": {"tries": 1, "ri',
        b"\xff\xfe\x00nonsense",
        b"[1, 2]",
        b"null",
        b'{"checks": NaN}',
        b"[" * 100_000,
        b'{"checks": ["1.1"], "quizzes": {}}',
        b'{"checks": {"1.1": "right"}, "quizzes": {}}',
        b'{"checks": {"1.1": {"tries": -1}}, "quizzes": {}}',
        b'{"checks": {}, "quizzes": {"01": {"right": 9, "total": 6}}}',
        b'{"checks": {}, "quizzes": {"01": {"right": 0, "total": 0}}}',
    ],
    ids=range(12),
)
def test_a_damaged_file_is_kept_and_told_of_and_a_new_one_begun(file: Path, damaged: bytes) -> None:
    file.parent.mkdir()
    file.write_bytes(damaged)
    record_check("1.2", right=True)
    record_check("1.3", right=True)
    assert set(content(file)["checks"]) == {"1.2", "1.3"}
    (kept,) = file.parent.glob("progress_*.json")
    assert kept.read_bytes() == damaged
    (note,) = progress().notes
    assert "was damaged" in note
    assert str(kept) in note
    assert note in repr(progress())
    kept.unlink()
    assert progress().notes == ()


def test_what_is_whole_in_a_damaged_file_is_used(file: Path) -> None:
    whole = {"tries": 2, "right": "2026-11-23T14:03:00+00:00"}
    file.parent.mkdir()
    file.write_text(json.dumps({"checks": {"1.1": whole, "1.2": 7}}), encoding="utf-8")
    assert rows()["01"][0] == "1 of 3"
    assert content(file)["checks"] == {"1.1": whole}


def test_a_full_disk_stops_no_lesson_and_is_made_up_for(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record_check("1.1", right=True)
    with monkeypatch.context() as full:
        full.setattr(Path, "write_bytes", no_space)
        record_check("1.2", right=False)
        record_check("1.2", right=True)
        assert rows()["01"][0] == "2 of 3"
        (note,) = progress().notes
        assert "No space left" in note
        assert "until this notebook's kernel stops" in note
    assert set(content(file)["checks"]) == {"1.1"}
    record_check("1.3", right=True)
    assert set(content(file)["checks"]) == {"1.1", "1.2", "1.3"}
    assert content(file)["checks"]["1.2"]["tries"] == 2
    assert progress().notes == ()


def no_space(*_args: object) -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_damaged_file_on_a_full_disk_stays_where_it_is(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    file.write_bytes(b"{")
    monkeypatch.setattr(Path, "write_bytes", no_space)
    for _ in range(3):
        record_check("1.1", right=True)
    assert file.read_bytes() == b"{"
    assert len(list(file.parent.glob("progress_*.json"))) == 1


def in_a_file(path: Path) -> None:
    path.parent.write_bytes(b"a file where the folder should be")


def a_folder(path: Path) -> None:
    path.mkdir(parents=True)


@pytest.mark.parametrize("spoil", [in_a_file, a_folder])
def test_a_place_that_cannot_be_written_stops_no_lesson(file: Path, spoil: Any) -> None:
    spoil(file)
    record_check("1.1", right=True)
    record_quiz("01", 3, QUESTIONS)
    assert rows()["01"] == ["1 of 3", "2 of 9", "+ 3", f"3 of {QUESTIONS}"]
    assert "cannot be read or written" in progress().notes[0]


READ_ONLY = """
import os
import filelock
from deliverylab.teach.progress import progress_file, record_check
if os.geteuid() == 0:  # who may write everywhere
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
record_check("1.1", right=True)
print(*progress_file().notes())
"""


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions")
def test_a_read_only_home_stops_no_lesson() -> None:
    with tempfile.TemporaryDirectory() as home:
        Path(home).chmod(0o555)
        done = subprocess.run(
            [sys.executable, "-c", READ_ONLY],
            env={**os.environ, "DELIVERYLAB_PROGRESS": str(Path(home, "data", "progress.json"))},
            capture_output=True,
            text=True,
        )
        assert (done.returncode, done.stderr) == (0, "")
        assert "Permission denied" in done.stdout
        assert list(Path(home).iterdir()) == []
        Path(home).chmod(0o755)


def test_a_machine_without_a_home_stops_no_lesson(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import platformdirs

    def no_home(*_args: object, **_named: object) -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("DELIVERYLAB_PROGRESS")
    monkeypatch.setattr(platformdirs, "user_data_path", no_home)
    record_check("1.1", right=True)
    assert "Could not determine home directory" in progress().notes[0]


def test_the_students_own_file_is_in_the_systems_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import platformdirs

    monkeypatch.delenv("DELIVERYLAB_PROGRESS")
    own = progress_file().path
    assert own == platformdirs.user_data_path("deliverylab", appauthor=False) / "progress.json"


def test_recording_takes_no_time_that_a_student_notices(file: Path) -> None:
    for n in range(200):
        record_check(f"1.{n}", right=True)
    took = [yardsticks(lambda n=n: record_check(f"2.{n}", right=n % 2 == 0)) for n in range(60)]
    assert statistics.median(took) < 5


# --- how it is shown ----------------------------------------------------------------------------

SHOWN = Progress(
    (
        Lesson("01", "From commit to production", 3, 8, 5, 14, 4, 6),
        Lesson("02", "<Integrate>", 0, 0, 0, 0, 0, 5),
    ),
    ("A note about <this>.",),
)


def test_the_exercises_of_a_lesson_in_parts_say_whose_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(COURSE, "03", {"3.1": 2})
    titles = {lesson.number: lesson.title for lesson in progress().lessons}
    assert titles["03"] == "exercises of 03a and 03b"
    assert titles["03a"] == load_quiz(quiz_file("03a")).title
    assert all(titles.values())


def test_the_table_as_text() -> None:
    assert repr(SHOWN).splitlines() == [
        "Your progress",
        "lesson                        exercises right  points by checks  by a person  quiz right",
        "01 From commit to production  3 of 8           5 of 14           –            4 of 6",
        "02 <Integrate>                –                –                 –            0 of 5",
        "A note about <this>.",
    ]


def test_the_table_as_html_is_said_by_a_screen_reader() -> None:
    class Reader(HTMLParser):
        seen: list[tuple[str, str | None]] = []  # noqa: RUF012

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.seen.append((tag, dict(attrs).get("scope")))

    shown = SHOWN._repr_html_()
    Reader().feed(shown)
    assert Reader.seen.count(("th", "col")) == 5
    assert Reader.seen.count(("th", "row")) == 2
    assert ("caption", None) in Reader.seen
    assert "&lt;Integrate&gt;" in shown
    assert "A note about &lt;this&gt;." in shown
    assert "color" not in shown  # the page's own colours, light or dark


def test_progress_can_be_called_wherever_its_module_was_imported() -> None:
    program = (
        "import deliverylab.teach.checks, deliverylab.teach.progress, deliverylab.teach as teach\n"
        "print(callable(teach.progress))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
