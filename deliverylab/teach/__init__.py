"""Learning it: checks with hints, and quizzes that give a reason for every answer.

`check("1.2", answer)` under each task of an exercise says in one line whether the answer is right,
and what helps if it is not (`deliverylab.teach.checks`; the tasks are in
`deliverylab.teach.tasks`). `progress()` shows how far you are.

`quiz("01")` shows the questions of lesson 01. The questions are data (`quizzes/01.toml`); the
engine that reads, checks and shows them serves all lessons.

`pre_test()` and `post_test()` ask about the whole course, before it and after it: other questions
for the same objectives (`pairs/`), so that a student sees what the course has changed.

`doctor()` says whether everything on this machine works, and what helps where something does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

# Each function takes the place of its module as the package's attribute, so it is there from the
# start: a module that is imported later would take that place.
from deliverylab.teach.doctor import doctor
from deliverylab.teach.progress import progress

if TYPE_CHECKING:
    from deliverylab.teach.checks import check
    from deliverylab.teach.course_test_widget import PostTest, PreTest
    from deliverylab.teach.quiz_widget import QuizWidget

__all__ = ["check", "doctor", "post_test", "pre_test", "progress", "quiz"]


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


def pre_test() -> PreTest:
    """Return the test to take before the course, ready to be shown.

    >>> print(repr(pre_test()).splitlines()[0])
    Pre-test: what do you know already? (12 questions)
    """
    from deliverylab.teach.course_test_widget import PreTest

    return PreTest()


def post_test() -> PostTest:
    """Return the test to take after the course, ready to be shown.

    >>> print(repr(post_test()).splitlines()[0])
    Post-test: what do you know now? (12 questions)
    """
    from deliverylab.teach.course_test_widget import PostTest

    return PostTest()


def __getattr__(name: str) -> object:
    """Return `check`, loading what it needs on first use."""
    if name != "check":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from deliverylab.teach.checks import check

    globals()["check"] = check
    return check
