"""The questions of a quiz as slides: one a slide, its answer and the reasons in the notes."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase
from typing import NamedTuple

from deliverylab.teach.question_page import inline
from deliverylab.teach.questions import Question, load_quiz, quiz_file
from slides.cells import DeckError


class Asked(NamedTuple):
    """A question: what is asked, its options, and their reasons, as HTML; and which it is."""

    ask: str
    options: str
    reasons: str
    place: str


def asked(lesson: str, wanted: tuple[int, ...], cell: str) -> Iterator[Asked]:
    """Yield the questions of a lesson's quiz that the deck shows.

    Args:
        lesson: whose quiz.
        wanted: the numbers of the questions, counted from 1; empty stands for all.
        cell: the cell that shows the quiz, for a message.

    Raises:
        DeckError: a question that is wanted is not there.
    """
    questions = load_quiz(quiz_file(lesson)).questions
    if unknown := sorted(set(wanted) - set(range(1, len(questions) + 1))):
        raise DeckError(
            f"cell {cell}: deck.questions names {unknown}; the quiz has 1 to {len(questions)}"
        )
    numbers = wanted or range(1, len(questions) + 1)
    for place, number in enumerate(numbers, start=1):
        question = questions[number - 1]
        which = f"Quiz, question {place} of {len(numbers)}"
        yield Asked(inline(question.ask), _options(question), _reasons(question), which)


def _options(question: Question) -> str:
    several = "<p>More than one is right.</p>" if question.multiple else ""
    options = "".join(f"<li>{inline(option.text)}</li>" for option in question.options)
    return f'{several}<ol class="options">{options}</ol>'


def _reasons(question: Question) -> str:
    letters = dict(zip(ascii_uppercase, question.options, strict=False))
    right = " and ".join(letter for letter, option in letters.items() if option.right)
    reasons = "".join(
        f"<li><strong>{letter}{' is right' if option.right else ''}.</strong> "
        f"{inline(option.why)}</li>"
        for letter, option in letters.items()
    )
    return f"<p><strong>Answer: {right}.</strong></p><ul>{reasons}</ul>"
