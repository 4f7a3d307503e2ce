"""The pre-test and the post-test: what they keep to themselves, what they say, what is recorded."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from deliverylab import teach
from deliverylab.teach.course_test_widget import CourseTest, PostTest, PreTest
from deliverylab.teach.gain import Score
from deliverylab.teach.pairs import NOT_YET
from deliverylab.teach.progress import progress, recorded_test
from deliverylab.teach.question_page import inline


@pytest.fixture(autouse=True)
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The student's progress, not there yet."""
    path = tmp_path / "progress.json"
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(path))
    return path


def right_answers(test: CourseTest) -> dict[str, list[int]]:
    side = test.SIDE
    asked = [getattr(pair, side) for part in test.parts for pair in part.pairs]
    return {
        str(number): [[option.right for option in question.options].index(True)]
        for number, question in enumerate(asked)
    }


def not_yet(test: CourseTest) -> dict[str, list[int]]:
    return {str(n): [len(one["options"]) - 1] for n, one in enumerate(test.questions)}


def finish(test: CourseTest, right: int) -> CourseTest:
    """Answer the first questions right, of the others say that you do not know, and be done."""
    known = dict(list(right_answers(test).items())[:right])
    test.answers = not_yet(test) | known
    test.done = True
    return test


def everything_sent(test: CourseTest) -> str:
    """Return all that a page or a stored notebook could hold of a test."""
    state = {name: getattr(test, name) for name in test.traits(sync=True) if name[0] != "_"}
    bundle, _ = test._repr_mimebundle_()
    return json.dumps([state, bundle], default=str, ensure_ascii=False)


def test_all_questions_can_be_answered_with_not_yet() -> None:
    for test in (teach.pre_test(), teach.post_test()):
        assert len(test.questions) == 12
        for question in test.questions:
            assert question["options"][-1] == {"text": NOT_YET}
            assert len(question["options"]) == 5


@pytest.mark.parametrize("right", [None, 0, 12])
def test_nothing_of_the_pre_test_ever_gives_an_answer_away(right: int | None) -> None:
    test = teach.pre_test()
    if right is not None:
        finish(test, right)
    sent = everything_sent(test)
    for part in test.parts:
        for pair in part.pairs:
            assert pair.before.ask[:20] in sent
            for option in pair.before.options:
                assert option.why not in sent
                assert inline(option.why) not in sent
    assert '"right"' not in sent
    assert "Answer</summary>" not in sent


def test_the_post_test_gives_its_reasons_when_it_is_done() -> None:
    test = teach.post_test()
    assert all(set(option) == {"text"} for one in test.questions for option in one["options"])
    finish(test, 5)
    for question in test.questions:
        assert sum(option["right"] for option in question["options"]) == 1
        assert question["options"][-1]["why"].startswith("The answer is: <em>")


def test_a_page_without_a_kernel_has_the_questions_and_folds_the_answers_of_the_post_test() -> None:
    for test, answers in ((teach.pre_test(), 0), (teach.post_test(), 12)):
        bundle, _ = test._repr_mimebundle_()
        assert bundle["text/html"].count("<details>") == answers
        assert bundle["text/html"].count("<ol>") == 1
        assert bundle["text/plain"] == repr(test)
        assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == test.model_id


def test_the_plain_text_is_the_same_whatever_was_done(file: Path) -> None:
    before = repr(teach.pre_test())
    assert before.splitlines()[0] == "Pre-test: what do you know already? (12 questions)"
    assert len(before.splitlines()) == 13
    assert repr(finish(teach.pre_test(), 7)) == repr(teach.pre_test()) == before
    stored, _ = teach.pre_test()._repr_mimebundle_()
    file.unlink()
    assert teach.pre_test()._repr_mimebundle_()[0]["text/html"] == stored["text/html"]


def test_the_pre_test_says_how_many_of_each_lesson_and_what_to_read_first() -> None:
    test = finish(teach.pre_test(), 3)
    assert list(test.scores.values()) == [Score(2, 2), Score(1, 2), *[Score(0, 2)] * 4]
    cell = '<th scope="row">{}</th><td>{}</td>'
    assert cell.format("01 From commit to production", "2 of 2") in test.result
    assert cell.format("02 Integrate, deliver, deploy", "1 of 2") in test.result
    assert cell.format("together", "3 of 12") in test.result
    assert "Read first: lesson 02, Integrate, deliver, deploy." in test.result


def test_without_a_pre_test_the_post_test_says_so() -> None:
    test = finish(teach.post_test(), 9)
    assert "You took no pre-test, so there is nothing to compare with." in test.result
    assert '<th scope="row">together</th><td>9 of 12</td>' in test.result
    assert "gain" not in test.result


def test_with_a_pre_test_the_two_are_compared_lesson_by_lesson() -> None:
    finish(teach.pre_test(), 3)
    test = finish(teach.post_test(), 12)
    cell = '<th scope="row">{}</th><td>{}</td><td>{}</td>'
    assert cell.format("02 Integrate, deliver, deploy", "1 of 2", "2 of 2") in test.result
    assert cell.format("together", "3 of 12", "12 of 12") in test.result
    assert "normalised gain is 1.00" in test.result


def test_there_is_no_result_before_all_is_answered(file: Path) -> None:
    test = teach.post_test()
    test.answers = dict(list(right_answers(test).items())[:11])
    test.done = True
    assert test.result == ""
    assert "right" not in test.questions[0]["options"][0]
    test.done = False
    test.answers = {**test.answers, "11": []}
    test.done = True
    assert test.result == ""
    assert not file.exists()


def test_the_first_result_stays_and_whoever_takes_it_again_is_told() -> None:
    finish(teach.pre_test(), 3)
    again = teach.pre_test()
    assert "You have taken this test: 3 of 12 right on" in again.about[1]
    finish(again, 12)
    assert "12 of 12" in again.result
    recorded = recorded_test("pre-test")
    assert recorded is not None
    assert sum(score.right for score in recorded.scores.values()) == 3
    assert len(teach.post_test().about) == 1


def test_the_progress_shows_the_tests_and_loses_nothing(file: Path) -> None:
    there: dict[str, Any] = {
        "checks": {"1.1": {"tries": 2, "right": "2026-11-23T14:03:00+00:00"}},
        "quizzes": {"01": {"right": 5, "total": 6}},
        "badges": ["first deploy"],
    }
    file.write_text(json.dumps(there), encoding="utf-8")  # as a course without tests wrote it
    assert progress().notes == ()
    finish(teach.pre_test(), 4)
    finish(teach.post_test(), 10)
    now = json.loads(file.read_text(encoding="utf-8"))
    assert {key: now[key] for key in there} == there
    assert now["tests"]["pre-test"]["lessons"]["03"] == {"right": 0, "total": 2}
    shown = progress()
    assert [line.partition(" on ")[0] for line in shown.tests] == [
        "Pre-test: 4 of 12 right",
        "Post-test: 10 of 12 right",
    ]
    for line in shown.tests:
        assert line in repr(shown).splitlines()
        assert f"<p>{line}</p>" in shown._repr_html_()


@pytest.mark.parametrize(
    "damaged",
    [
        3,
        {"on": "2026-11-23"},
        {"on": 5, "lessons": {"01": {"right": 1, "total": 2}}},
        {"on": "2026-11-23", "lessons": {}},
        {"on": "2026-11-23", "lessons": {"01": {"right": 3, "total": 2}}},
    ],
    ids=range(5),
)
def test_a_damaged_result_is_kept_and_taken_again(file: Path, damaged: object) -> None:
    file.write_text(json.dumps({"tests": {"pre-test": damaged}}), encoding="utf-8")
    assert recorded_test("pre-test") is None
    finish(teach.pre_test(), 2)
    recorded = recorded_test("pre-test")
    assert recorded is not None
    assert recorded.scores["01"] == Score(2, 2)
    assert "was damaged" in progress().notes[0]


def test_where_nothing_can_be_written_the_tests_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setenv("DELIVERYLAB_PROGRESS", str(tmp_path / "a file" / "progress.json"))
    finish(teach.pre_test(), 3)
    assert "3 of 12" in finish(teach.post_test(), 9).result  # this kernel remembers


def test_the_questions_of_the_two_tests_are_the_two_sides_of_the_pairs() -> None:
    before, after = PreTest(), PostTest()
    for part in before.parts:
        for pair in part.pairs:
            assert pair.before.ask in repr(before)
            assert pair.after.ask in repr(after)
