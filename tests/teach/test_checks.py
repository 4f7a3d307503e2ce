"""Checks: right is one line; anything else is one line that helps, whatever is handed in."""

from __future__ import annotations

import html.parser
import signal
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import IPython
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from deliverylab import teach
from deliverylab.teach import checks, tasks
from deliverylab.teach.checks import NotYet, Right, check
from deliverylab.teach.forms import count, number, parts, time_limit
from deliverylab.teach.forms.describe import LONGEST_MESSAGE
from deliverylab.teach.tasks import Mistake
from tests.teach import tiny_lesson
from tests.teach.odd_answers import ODD
from tests.yardstick import yardsticks

pytestmark = pytest.mark.usefixtures("tiny")

NOT_ANSWERED = "98.1 is not answered yet. Write a number of hours into `hours_waiting`."


def said(number: str, *answer: object) -> str:
    """Return the one line that an answer gets."""
    try:
        return repr(check(number, *answer))
    except NotYet as told:
        return str(told)


def test_a_right_answer_says_what_it_means() -> None:
    assert repr(check("98.1", 52.4)) == ("98.1 right. It waited 52.4 hours, `packaged` < deployed.")


@pytest.mark.parametrize(
    "answer",
    [
        52.44,
        np.float32(52.4),
        np.array(52.4),
        pd.Timedelta(hours=52.4),
        np.timedelta64(188_640, "s"),
    ],
)
def test_a_right_answer_may_be_written_in_any_sensible_way(answer: object) -> None:
    assert isinstance(check("98.1", answer), Right)


def test_right_is_one_line_of_html_too_with_a_sign_beside_the_colour() -> None:
    page = check("98.1", 52.4)._repr_html_()
    assert page == check("98.1", 52.4)._repr_html_()
    html.parser.HTMLParser().feed(page)
    assert "✓ 98.1 right." in page
    assert "<code>packaged</code> &lt; deployed." in page
    assert "\n" not in page


def test_hints_come_one_after_the_other_and_the_last_one_stays() -> None:
    assert [said("98.1", 61) for _ in range(4)] == [
        "98.1 not yet: Where did you begin?",
        "98.1 not yet: It waits on the shelf only.",
        "98.1 not yet: Begin at packaged.",
        "98.1 not yet: Begin at packaged.",
    ]


def test_every_mistake_counts_its_own_hints() -> None:
    assert said("98.1", 61) == "98.1 not yet: Where did you begin?"
    assert said("98.1", -5) == "98.1 not yet: Can it be negative?"
    assert said("98.1", 13) == "98.1 not yet: Look at one change."
    assert said("98.1", 61) == "98.1 not yet: It waits on the shelf only."
    assert said("98.1", 14) == "98.1 not yet: Two times count."


def test_what_is_raised_names_the_mistake() -> None:
    for answer, mistake in ((61, "counted from the commit"), (13, None), ("x", None)):
        with pytest.raises(NotYet) as told:
            check("98.1", answer)
        assert told.value.mistake == mistake
        assert isinstance(told.value, AssertionError)  # what graders count as a failure


def test_a_stub_uses_no_hint_up_and_is_told_the_same_each_time() -> None:
    assert [said("98.1", answer) for answer in (..., None, ...)] == [NOT_ANSWERED] * 3
    assert said("98.1", 61) == "98.1 not yet: Where did you begin?"


def test_an_answer_in_another_form_uses_no_hint_up() -> None:
    assert said("98.1", "61") == said("98.1", "61")
    assert said("98.1", 61) == "98.1 not yet: Where did you begin?"


def test_the_one_part_that_is_missing_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    task = replace(tiny_lesson.WAIT, expects=parts(days=count("days"), hours=number("hours")))
    monkeypatch.setattr(checks, "find", lambda number: replace(task, variable=""))
    assert said("98.1", {"days": 2, "hours": ...}) == (
        "98.1 is not answered yet. Write `hours` (a number of hours) in place of the `...`."
    )
    assert "Write `days` (a whole number of days) and `hours` (a" in said(
        "98.1", {"days": ..., "hours": ...}
    )


PARTS = replace(
    tiny_lesson.WAIT,
    expects=parts(days=number("days"), hours=number("hours"), trains=count("trains")),
    answer=lambda: {"days": 2.0, "hours": 52.44, "trains": 3},
    mistakes=(
        Mistake(
            "took the hours of a day",
            part="hours",
            recognises=lambda value: value["hours"] > 60,
            hints=("Whose hours?", "Not a day's.", "All hours."),
        ),
    ),
    part_hints={"hours": ("Which hours?", "The clock's.", "Subtract.")},
    said=lambda value: "All three.",
)


@pytest.fixture
def of_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first task ask for days, hours and trains."""
    monkeypatch.setattr(checks, "find", lambda number: PARTS)


def in_parts(days: float = 2, hours: float = 52.44, trains: int = 3) -> dict[str, object]:
    return {"days": days, "hours": hours, "trains": trains}


@pytest.mark.usefixtures("of_parts")
def test_hints_are_those_of_the_first_part_that_is_wrong() -> None:
    assert said("98.1", in_parts()) == "98.1 right. All three."
    assert said("98.1", in_parts(hours=7)) == "98.1 not yet: Which hours?"
    assert said("98.1", in_parts(trains=7)) == "98.1 not yet: Look at one change."
    assert said("98.1", in_parts(hours=8, trains=7)) == "98.1 not yet: The clock's."
    assert said("98.1", in_parts(days=9, hours=8)) == "98.1 not yet: Two times count."


@pytest.mark.usefixtures("of_parts")
def test_a_mistake_in_a_part_is_not_looked_for_where_the_part_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert said("98.1", in_parts(hours=61)) == "98.1 not yet: Whose hours?"
    late = replace(PARTS, answer=lambda: {"days": 2.0, "hours": 61.0, "trains": 3})
    monkeypatch.setattr(checks, "find", lambda number: late)
    assert said("98.1", in_parts(hours=61, trains=7)) == "98.1 not yet: Look at one change."


@pytest.mark.usefixtures("of_parts")
def test_the_parts_that_slipped_alike_are_named() -> None:
    assert said("98.1", in_parts(hours=2.185)) == (
        "98.1 not yet: In `hours`, the number looks like days, and hours are asked for."
    )
    assert said("98.1", in_parts(days=9, hours=2.185)) == "98.1 not yet: Look at one change."
    assert said("98.1", in_parts(hours=52.4)) == (
        "98.1 not yet: In `hours`, the number is rounded too far: give more of its digits."
    )


def test_a_task_has_no_hints_for_a_part_that_it_does_not_ask_for() -> None:
    with pytest.raises(TypeError, match="its answer has no part 'weeks'"):
        replace(PARTS, part_hints={"weeks": ("One?", "Two?", "Three?")})
    with pytest.raises(TypeError, match="its answer has no part 'hours'"):
        replace(tiny_lesson.WAIT, mistakes=PARTS.mistakes)


@pytest.fixture
def shell(monkeypatch: pytest.MonkeyPatch) -> InteractiveShell:
    """Return what runs the cells of a notebook, without a record of them on this machine."""
    opened = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    monkeypatch.setattr(IPython, "get_ipython", lambda: opened)
    return opened


def test_an_answer_that_an_error_has_left_behind_gets_no_hint(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    for cell, error in (
        ("hours = 1 / 0", "ZeroDivisionError"),
        ("hours = (", "SyntaxError"),
        ("class _Own(ValueError): ...\nraise _Own()", "ValueError"),
    ):
        shell.run_cell(cell)
        assert said("98.1", 61).startswith(
            f"98.1 not yet: the cell that you ran before this one ended in an error ({error}), so "
        )
        assert said("98.1", 52.44).startswith("98.1 right."), "what is right stays right"
    shell.run_cell("hours = 61")
    assert said("98.1", 61) == "98.1 not yet: Where did you begin?"
    capsys.readouterr()


def test_the_cell_before_may_be_a_check_that_said_no(
    shell: InteractiveShell, capsys: pytest.CaptureFixture[str]
) -> None:
    shell.run_cell("from deliverylab.teach import check\ncheck('98.1', 61)")
    assert "98.1 not yet: Where did you begin?" in capsys.readouterr().out
    assert said("98.1", 61) == "98.1 not yet: It waits on the shelf only."


@pytest.mark.parametrize("half", [{"barge": 0.25, "tug": ...}, {"barge": ..., "tug": ...}])
def test_an_answer_that_is_half_the_stub_is_not_answered_yet(half: object) -> None:
    assert said("98.3", half) == (
        "98.3 is not answered yet. Write a dict or a Series with a share between 0 and 100 for "
        "each team in place of the `...`."
    )


def test_per_cent_in_place_of_a_share_is_recognised() -> None:
    shares = pd.Series({"tug": 45.0, "barge": 25.0})
    assert said("98.3", shares) == (
        "98.3 not yet: The number is in per cent, and a share is asked for: divide by 100."
    )
    assert said("98.3", shares / 100) == "98.3 right. It is 45% at `tug`."


def test_another_unit_is_recognised_but_after_the_mistakes() -> None:
    assert said("98.1", 52.44 * 60) == (
        "98.1 not yet: The number looks like minutes, and hours are asked for."
    )
    assert said("98.1", -52.44) == "98.1 not yet: Can it be negative?"


# A function as the answer


def stub(version: int) -> bool:  # type: ignore[empty-body]
    """Return True if the version may go, else False."""


def test_a_function_without_a_body_is_not_answered_yet() -> None:
    expected = (
        "98.2 is not answered yet. Write a function of (version) that returns True or False into "
        "`rule`."
    )
    assert said("98.2", stub) == said("98.2", lambda version: ...) == expected
    assert said("98.2", lambda version: None) == expected


def test_a_judge_says_right_or_a_mistake_or_a_sentence() -> None:
    assert said("98.2", lambda version: version > 1).startswith("98.2 right. ")
    assert said("98.2", lambda version: np.bool(version > 1)).startswith("98.2 right. ")
    assert said("98.2", lambda version: True) == "98.2 not yet: To all of them?"
    assert said("98.2", lambda version: version == 3) == (
        "98.2 not yet: it should say False for 1 and True from 2 on."
    )


def test_what_a_function_raises_is_told_with_its_arguments() -> None:
    def too_far(version: int) -> bool:
        return [True, False][version + 1]

    assert said("98.2", too_far) == (
        "98.2 not yet: For version=1 your function raises IndexError at `return [True, "
        "False][version + 1]`: the list has fewer entries than that."
    )


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (lambda: True, "Your answer is a function of (), and the check calls it with (version)."),
        (lambda version: print(version), "For version=1 your function returns None"),
        (lambda version: "True", "it should be True or False, without quotation marks."),
        (lambda version: sys.exit(3), "For version=1 your function raises SystemExit at `"),
        (True, "it should be the function itself, its name without `()`."),
    ],
)
def test_a_function_that_does_not_fit_hears_why(rule: object, expected: str) -> None:
    assert expected in said("98.2", rule)


def test_what_a_function_prints_or_warns_of_is_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    def loud(version: int) -> bool:
        print("version", version)
        warnings.warn("loud", stacklevel=1)
        return version > 1

    assert said("98.2", loud).startswith("98.2 right. ")
    assert capsys.readouterr() == ("", "")


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="this system has no such alarm")
@pytest.mark.parametrize("catches", [False, True])
def test_a_function_that_does_not_come_back_is_stopped(
    monkeypatch: pytest.MonkeyPatch, catches: bool
) -> None:
    monkeypatch.setattr(time_limit, "SECONDS", 0.05)
    monkeypatch.setattr(time_limit, "AGAIN", 0.05)
    caught: list[BaseException] = []

    def endless(version: int) -> bool:
        while True:
            try:
                while True:
                    version += 1
            except BaseException as error:
                if not catches or len(caught) == 2:
                    raise
                caught.append(error)

    before = signal.getsignal(signal.SIGALRM)
    assert said("98.2", endless) == (
        "98.2 not yet: For version=1 your function did not come back within 0 seconds. Look at "
        "its loop: what ends it?"
    )
    assert len(caught) == 2 * catches
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0, 0)


def test_in_another_thread_there_is_no_limit_and_the_answer_counts() -> None:
    with ThreadPoolExecutor(1) as pool:
        rule = pool.submit(said, "98.2", lambda version: version > 1)
        assert rule.result().startswith("98.2 right. ")


def test_an_interruption_goes_through() -> None:
    def interrupted(version: int) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check("98.2", interrupted)


# Which task


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("98.9", "There is no task '98.9'. Did you mean 98."),
        ("1.98", "There is no task '1.98'. Did you mean 98."),
        ("", "There is no task ''. Did you mean 98.1 or 98.2 or 98.3?"),
        ("98.1\n" * 99, "There is no task"),
    ],
)
def test_a_wrong_number_hears_of_those_that_come_close(number: str, expected: str) -> None:
    assert said(number, 1).startswith(expected)


def test_the_number_has_to_be_a_text() -> None:
    expected = "The number of the task comes first, as a text: write `check("
    assert said(98.1, 52.4).startswith(expected)  # type: ignore[arg-type]
    assert said(52.4, "98.1").startswith(expected)  # type: ignore[arg-type]
    assert said(" 98.1 ", 52.4).startswith("98.1 right.")


def test_a_check_without_an_answer_says_so() -> None:
    assert said("98.1") == ('98.1 needs your answer too: write `check("98.1", hours_waiting)`.')


# Whatever is handed in


@pytest.mark.parametrize("number", [task.number for task in tiny_lesson.TASKS])
@pytest.mark.parametrize("name", ODD)
def test_any_answer_gets_one_line_and_quickly(number: str, name: str) -> None:
    answer = ODD[name]()
    lines: list[str] = []
    took = yardsticks(lambda: lines.append(said(number, answer)))
    (line,) = lines
    assert line.startswith(number)
    assert len(line) <= LONGEST_MESSAGE and line.isprintable()
    assert "cannot be checked" not in line
    assert took < 500


# Not those that raise: hypothesis and pandas look at what they put together.
CALM = [make for name, make in ODD.items() if "huge" not in name and "raises" not in name]
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.complex_numbers()
    | st.binary()
    | st.datetimes()
    | st.timedeltas()
    | st.decimals()
    | st.sampled_from(CALM).map(lambda make: make())
)
ANSWERS = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(inner, max_size=4).map(tuple)
        | st.dictionaries(st.sampled_from(["barge", "tug", "ferry"]), inner)
        | st.lists(inner, max_size=4).map(lambda values: pd.Series(values, dtype="object"))
        | inner.map(lambda value: lambda *_arguments: value)
    ),
    max_leaves=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=300)
@given(number=st.sampled_from([task.number for task in tiny_lesson.TASKS]), answer=ANSWERS)
def test_any_object_is_right_or_not_yet(number: str, answer: object) -> None:
    line = said(number, answer)
    assert line.startswith((f"{number} right. ", f"{number} not yet: ", f"{number} is not answ"))
    assert len(line) <= LONGEST_MESSAGE and line.isprintable()


def test_a_function_gets_copies_and_cannot_change_what_the_check_asks() -> None:
    from deliverylab.teach.forms import function, truth

    def emptied(shelf: list[str]) -> bool:
        shelf.clear()
        return not shelf

    shelf = ["1.0"]
    assert function("shelf", returns=truth()).read(emptied)(shelf)
    assert shelf == ["1.0"]


# In the notebook, and beside the check


def test_a_notebook_shows_the_message_in_short_lines_and_no_traceback() -> None:
    script = (
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance(colors='NoColor')\n"
        "shell.run_cell('from deliverylab.teach import check; check(\"1.1\", ...)')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    lines = done.stdout.strip().splitlines()
    assert lines[0].startswith("1.1 is not answered yet. ") and not done.stderr
    assert 1 < len(lines) < 5 and max(map(len, lines)) <= 88


def test_the_lines_of_a_message_are_its_words() -> None:
    message = f"1.1 not yet: the name is 'to-production', not 'to-{'x' * 99}'. Take the first."
    assert " ".join(NotYet(message)._render_traceback_()) == message


def recorded(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """Return the list into which the checks to come are recorded."""
    calls: list[tuple[str, bool]] = []
    monkeypatch.setattr(checks, "record_check", lambda number, right: calls.append((number, right)))
    return calls


def test_what_was_tried_is_recorded_and_a_stub_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = recorded(monkeypatch)
    for answer in (..., 61, "61", 52.4):
        said("98.1", answer)
    assert calls == [("98.1", False), ("98.1", False), ("98.1", True)]


def test_a_check_that_fails_itself_says_so_and_never_that_the_answer_is_right(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    calls = recorded(monkeypatch)

    def missing() -> float:
        raise FileNotFoundError("no data")

    monkeypatch.setattr(checks, "_right", lambda task: missing())
    assert said("98.1", 52.4) == (
        "98.1 cannot be checked, and that is no fault of yours. Please report it: "
        "FileNotFoundError: no data"
    )
    assert calls == []


def test_the_right_value_and_the_wrong_ones_are_computed_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    computed: list[str] = []

    def noted(name: str, value: float) -> float:
        computed.append(name)
        return value

    task = tasks.Task(
        number="97.1",
        title="Once",
        points=1,
        expects=tiny_lesson.WAIT.expects,
        hints=("a.", "b.", "c."),
        said=str,
        answer=lambda: noted("right", 1.0),
        mistakes=(
            tasks.Mistake("wrong", gives=lambda: noted("wrong", 2.0), hints=("a.", "b.", "c.")),
        ),
    )
    monkeypatch.setattr(checks, "find", lambda number: task)
    for answer in (1.0, 2.0, 2.0, 3.0, 1.0):
        said("97.1", answer)
    assert computed == ["right", "wrong"]


def test_check_and_progress_can_be_had_from_teach(tmp_path: Path) -> None:
    assert teach.check is check
    said("98.1", 52.4)
    assert callable(teach.progress)  # the function, not its module of the same name
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        teach.chek  # type: ignore[attr-defined]  # noqa: B018
