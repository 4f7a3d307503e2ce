"""Learning it: quizzes that give a reason for every answer.

`quiz("01")` shows the questions of lesson 01. The questions are data (`quizzes/01.toml`); the
engine that reads, checks and shows them serves all lessons.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from deliverylab.teach.quiz_widget import QuizWidget

__all__ = ["quiz"]


def quiz(lesson: str) -> QuizWidget:
    """Return the quiz of a lesson, ready to be shown.

    Args:
        lesson: the lesson's number, two digits.

    Raises:
        QuizError: if there is no such quiz, or its file makes no sense.

    >>> print(repr(quiz("01")).splitlines()[0])
    Quiz: From commit to production (6 questions)
    """
    from deliverylab.teach.questions import load_quiz, quiz_file
    from deliverylab.teach.quiz_widget import QuizWidget

    return QuizWidget(load_quiz(quiz_file(lesson)))
