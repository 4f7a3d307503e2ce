"""The questions of a quiz as slides: one a slide, its answer and the reasons in the notes."""

from __future__ import annotations

from collections.abc import Iterator
from string import ascii_uppercase

from deliverylab.teach.question_page import inline
from deliverylab.teach.questions import Question, load_quiz, quiz_file
from slides.cells import DeckError


def question_slides(
    lesson: str, wanted: tuple[int, ...], cell: str
) -> Iterator[tuple[str, str, str]]:
    """Yield what each slide asks, the choice that it gives, and what its speaker reads, as HTML.

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
    for number in wanted or range(1, len(questions) + 1):
        question = questions[number - 1]
        yield inline(question.ask), _options(question), _reasons(question)


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
