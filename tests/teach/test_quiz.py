"""Quizzes: the questions as data, their checks on load, and what a page without a kernel shows."""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from deliverylab.teach import quiz
from deliverylab.teach.question_page import as_html, inline
from deliverylab.teach.questions import FOLDER, Option, Question, QuizError, load_quiz
from deliverylab.teach.quiz_widget import QuizWidget

GOOD = """
title = "Harbour"

[[question]]
ask = "What floats?"
option = [
    { text = "A ferry.", right = true, why = "It is a ship." },
    { text = "A stone.", why = "It sinks." },
]

[[question]]
ask = "Which of these are ships?"
multiple = true
option = [
    { text = "A `tug`.", right = true, why = "It pulls." },
    { text = "A **barge**.", right = true, why = "It is pulled." },
    { text = "A pier.", why = "It stays < ashore." },
]
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "00.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_quiz_is_read_from_its_file(tmp_path: Path) -> None:
    read = load_quiz(written(tmp_path, GOOD))
    assert read.title == "Harbour"
    first, second = read.questions
    assert first == Question(
        "What floats?",
        (Option("A ferry.", "It is a ship.", right=True), Option("A stone.", "It sinks.")),
    )
    assert second.multiple
    assert [option.right for option in second.options] == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (', right = true, why = "It is a ship."', ', why = "It is a ship."', "question 1: 0 of"),
        ('"A stone.", why', '"A stone.", right = true, why', "question 1: 2 of its options are"),
        (', why = "It sinks."', "", "question 1: option 2: why is missing"),
        ('why = "It sinks."', 'why = "  "', "question 1: option 2: why is empty"),
        ('"A stone."', '"A ferry."', "question 1: two of its options have the same text"),
        ('"A stone."', "3", "question 1: option 2: text is 3; write a text"),
        ('right = true, why = "It is a', 'right = "yes", why = "It is a', "true or false"),
        ('ask = "What floats?"', "", "question 1: ask is missing"),
        ('"Which of these are ships?"', '"What floats?"', "question 2 asks the same as one before"),
        ("multiple = true", "many = true", "question 2: 'many' is not known here; there are ask"),
        ('"A pier.", why', '"A pier.", right = true, why', "question 2: 3 of its 3 options are"),
        ('title = "Harbour"', "", "title is missing"),
        ('title = "Harbour"', "title = ", "is not valid TOML: .*line 2"),
        ('    { text = "A stone.", why = "It sinks." },\n', "", "it has 1 options; a choice needs"),
        ('    { text = "A stone.", why = "It sinks." },\n', "1", "option 2 is 1; write it as"),
    ],
)
def test_a_faulty_file_is_refused_in_words(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    with pytest.raises(QuizError, match=f"00.toml.*{message}"):
        load_quiz(written(tmp_path, GOOD.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "title is missing\n00.toml: question is missing"),
        ('title = "x"\nquestion = []', "there is no question"),
        ('title = "x"\nquestion = "why?"', "question is 'why\\?'; write a list of tables"),
        ('title = "x"\nquestion = [1]', "question 1 is 1; write it as \\[\\[question\\]\\]"),
        ('title = "x"\n[[question]]\nask = "?"', "question 1: option is missing"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_words(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(QuizError, match=message):
        load_quiz(written(tmp_path, text))


def test_all_faults_are_named_at_once(tmp_path: Path) -> None:
    text = GOOD.replace(', why = "It sinks."', "").replace('title = "Harbour"', "title = 1")
    with pytest.raises(QuizError) as caught:
        load_quiz(written(tmp_path, text))
    assert str(caught.value).count("00.toml:") == 2


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("It *sinks.", r"\*"),
        ("It `sinks.", "`"),
        ("It sinks, see [here](there).", r"\]\("),
        ("It _sinks_.", "_"),
        ("It __sinks__.", "__"),
        ("It ~~floats~~ sinks.", "~~"),
        ("# It sinks", "#"),
        ("**It *sinks**", r"\*"),
    ],
)
def test_markup_that_would_be_shown_as_it_is_is_refused(
    tmp_path: Path, text: str, sign: str
) -> None:
    faulty = GOOD.replace("It sinks.", text)
    with pytest.raises(QuizError, match=f"option 2: why has '{sign}', which is shown as it is"):
        load_quiz(written(tmp_path, faulty))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("the *first* step", "the <em>first</em> step"),
        ("**never** `a*b*c`", "<strong>never</strong> <code>a*b*c</code>"),
        ("**the `head`**", "<strong>the <code>head</code></strong>"),
        ("size_lines is #3", "size_lines is #3"),
    ],
)
def test_known_markup_is_taken_and_shown(tmp_path: Path, text: str, shown: str) -> None:
    read = load_quiz(written(tmp_path, GOOD.replace("It sinks.", text)))
    assert inline(read.questions[0].options[1].why) == shown


def test_an_unknown_lesson_is_refused_with_those_there_are() -> None:
    with pytest.raises(QuizError, match=r"no quiz '99'; there are quizzes for lesson 01"):
        quiz("99")
    with pytest.raises(QuizError, match="no quiz"):
        quiz("../quizzes/01")


def test_several_right_options_have_to_be_chosen_together(tmp_path: Path) -> None:
    _, ships = load_quiz(written(tmp_path, GOOD)).questions
    assert ships.is_right({0, 1})
    assert not ships.is_right({0})
    assert not ships.is_right({0, 1, 2})


def test_the_widget_counts_right_answers(tmp_path: Path) -> None:
    widget = QuizWidget(load_quiz(written(tmp_path, GOOD)))
    assert widget.right == 0
    widget.answers = {"0": [0], "1": [0, 2]}
    assert widget.right == 1
    widget.answers = {"0": [0], "1": [1, 0]}
    assert widget.right == 2


def test_plain_text_has_the_questions_only(tmp_path: Path) -> None:
    widget = QuizWidget(load_quiz(written(tmp_path, GOOD)))
    bundle, _ = widget._repr_mimebundle_()
    assert bundle["text/plain"] == (
        "Quiz: Harbour (2 questions)\n1. What floats?\n2. Which of these are ships?"
    )
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == widget.model_id


def test_without_a_kernel_the_answers_are_folded_away(tmp_path: Path) -> None:
    read = load_quiz(written(tmp_path, GOOD))
    page = as_html(read.title, read.questions, answers=True)
    before, _, folded = page.partition("<details>")
    assert "A stone." in before
    assert "It sinks." not in before
    assert "<strong>Right:</strong> A ferry. It is a ship." in folded
    assert "<strong>Not right:</strong> A pier. It stays &lt; ashore." in folded


def test_texts_are_escaped() -> None:
    assert inline('<img src=x onerror="x"> & `a<b`') == (
        '&lt;img src=x onerror="x"&gt; &amp; <code>a&lt;b</code>'
    )


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.toml")), ids=lambda file: file.stem)
def test_every_quiz_of_the_course_is_sound(file: Path) -> None:
    read = load_quiz(file)
    assert len(read.questions) >= 5
    places = {
        number
        for question in read.questions
        for number, option in enumerate(question.options)
        if option.right
    }
    assert len(places) > 2, "the right answer stands in nearly the same place each time"
    for question in read.questions:
        assert question.ask.endswith("?")
        right = max(len(option.text) for option in question.options if option.right)
        wrong = max(len(option.text) for option in question.options if not option.right)
        assert right <= 1.6 * wrong, f"the right answer stands out by its length: {question.ask}"
        for option in question.options:
            assert html.unescape(option.why)[-1] in ".?!"
