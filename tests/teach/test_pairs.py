"""The pairs of the pre-test and the post-test: sound, matched, and unlike all quizzes."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import nbformat
import pytest

from deliverylab.teach.pairs import NOT_YET, Pair, load_part, load_parts, with_not_yet
from deliverylab.teach.questions import FOLDER as QUIZZES
from deliverylab.teach.questions import Question, QuizError, load_quiz
from tests.notebooks.test_form import numbered, prose

ROOT = Path(__file__).resolve().parents[2]
PARTS = load_parts()
PAIRS = [pair for part in PARTS for pair in part.pairs]
QUESTIONS = [question for pair in PAIRS for question in (pair.before, pair.after)]

GOOD = """
title = "Harbour"

[[pair]]
lesson = "01"
objective = "tell what floats"

[pair.before]
ask = "What floats?"
option = [
    { text = "A ferry.", right = true, why = "It is a ship." },
    { text = "A stone.", why = "It sinks." },
]

[pair.after]
ask = "What sinks?"
option = [
    { text = "A tug.", why = "It is a ship." },
    { text = "An anchor.", right = true, why = "It is iron." },
]
"""


@pytest.fixture(params=PAIRS, ids=lambda pair: f"{pair.lesson}: {pair.objective[:30]}")
def pair(request: pytest.FixtureRequest) -> Pair:
    made: Pair = request.param
    return made


def written(folder: Path, text: str) -> Path:
    file = folder / "01.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_part_is_read_from_its_file(tmp_path: Path) -> None:
    part = load_part(written(tmp_path, GOOD))
    assert (part.number, part.title) == ("01", "Harbour")
    (pair,) = part.pairs
    assert (pair.lesson, pair.objective) == ("01", "tell what floats")
    assert (pair.before.ask, pair.after.ask) == ("What floats?", "What sinks?")
    assert pair.after.is_right({1})


def test_who_does_not_know_can_say_so_and_is_told_the_answer(tmp_path: Path) -> None:
    asked = load_part(written(tmp_path, GOOD)).pairs[0].after
    *others, last = with_not_yet(asked).options
    assert tuple(others) == asked.options
    assert last.text == NOT_YET
    assert not last.right
    assert last.why == "The answer is: *An anchor*. It is iron."


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('title = "Harbour"', "", "title is missing"),
        ('lesson = "01"', "", "pair 1: lesson is missing"),
        ('objective = "tell what floats"', 'objective = ""', "pair 1: objective is empty"),
        ('ask = "What sinks?"', 'ask = "What floats?"', "pair 1: before and after ask the same"),
        ('ask = "What sinks?"', "", "pair 1: after: ask is missing"),
        (', right = true, why = "It is iron."', ', why = "It is iron."', "pair 1: after: 0 of its"),
        ('ask = "What sinks?"', 'ask = "What sinks?"\nmultiple = true', "it says multiple"),
        ("[pair.after]", "[pair.later]", "pair 1: after is missing"),
        ("[pair.after]", "[pair.later]", "pair 1: 'later' is not known here"),
        ("[[pair]]", "[pair]", "pair is .*; write a list of tables"),
        ('title = "Harbour"', "title = ", "is not valid TOML"),
    ],
)
def test_a_faulty_file_is_refused_in_words(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    assert old in GOOD
    with pytest.raises(QuizError, match=f"01.toml.*{message}"):
        load_part(written(tmp_path, GOOD.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('title = "x"\npair = []', "there is no pair"),
        ('title = "x"\npair = [1]', r"pair 1 is 1; write it as \[\[pair\]\]"),
        ('title = "x"\n[[pair]]\nbefore = 1', "pair 1: before is 1; write a table"),
    ],
)
def test_a_file_of_another_shape_is_refused_in_words(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(QuizError, match=message):
        load_part(written(tmp_path, text))


def test_each_lesson_has_two_pairs() -> None:
    assert [part.number for part in PARTS] == ["01", "02", "03", "04", "05", "06"]
    for part in PARTS:
        assert len(part.pairs) == 2
        assert all(pair.lesson.startswith(part.number) for pair in part.pairs)


def test_a_part_is_called_as_its_lessons_are() -> None:
    """Its title is a lesson's name; of a lesson in two notebooks, both with their numbers."""
    for part in PARTS:
        names = {}
        for pair in part.pairs:
            (path,) = (ROOT / "notebooks").glob(f"{pair.lesson}_*.ipynb")
            title = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0]
            number, name = title.removeprefix("# ").split(" · ")
            names[name if number == part.number else f"{name} ({number})"] = None
        assert part.title == " and ".join(names)


def test_a_pair_asks_for_an_objective_of_its_lesson_in_the_lessons_words(pair: Pair) -> None:
    notebooks = list((ROOT / "notebooks").glob(f"{pair.lesson}_*.ipynb"))
    if not notebooks:
        pytest.skip(f"lesson {pair.lesson} is not there yet")
    text = prose(nbformat.read(notebooks[0], as_version=4))
    promised = numbered(text.split("**You will be able to**")[1].split("**You need**")[0])
    assert pair.objective in [objective.rstrip(".;") for objective in promised]


def test_no_question_is_asked_twice_or_in_a_quiz() -> None:
    quizzes = [q.ask for file in QUIZZES.glob("*.toml") for q in load_quiz(file).questions]
    asked = Counter(question.ask for question in QUESTIONS)
    assert max(asked.values()) == 1
    assert not set(asked) & set(quizzes)


def test_the_two_questions_of_a_pair_are_equally_hard_to_read_and_to_guess(pair: Pair) -> None:
    assert len(pair.before.options) == len(pair.after.options) == 4
    short, long = sorted(len(question.ask.split()) for question in (pair.before, pair.after))
    assert long <= 1.7 * short


def right_place(question: Question) -> int:
    return [option.right for option in question.options].index(True)


def test_the_place_of_the_right_answer_tells_nothing(pair: Pair) -> None:
    assert right_place(pair.before) != right_place(pair.after)


@pytest.mark.parametrize("side", ["before", "after"])
def test_no_place_is_right_much_more_often_than_others(side: str) -> None:
    places = Counter(right_place(getattr(pair, side)) for pair in PAIRS)
    assert len(places) == 4
    assert max(places.values()) <= 5


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.ask[:40])
def test_the_right_answer_does_not_stand_out(question: Question) -> None:
    assert question.ask.endswith("?")
    right = next(len(option.text) for option in question.options if option.right)
    wrong = max(len(option.text) for option in question.options if not option.right)
    assert right <= 1.6 * wrong
    assert all(option.why[-1] in ".?!" for option in question.options)
    assert NOT_YET not in [option.text for option in question.options]
