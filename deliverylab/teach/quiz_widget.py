"""A quiz on the page: choose, check, read the reason.

Every question is a group of native radio buttons (check boxes where several options are right). The
reason appears under the question after *Check*, for a right choice and for a wrong one, and a wrong
choice may be changed. What has been answered is kept while the kernel lives, so a view that is
closed and shown again looks the same; how many are right goes into the student's progress. Without
a kernel the quiz is a list of its questions, with the answers folded away.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from deliverylab.teach.progress import record_quiz
from deliverylab.teach.question_page import STYLE, Bundle, as_html, as_text, script, state_of
from deliverylab.teach.questions import Quiz


class QuizWidget(anywidget.AnyWidget):
    """Show one quiz.

    Attributes:
        quiz: its questions.
        answers: what the student has checked last: the number of the question, as text, to the
            numbers of the options chosen, all counted from 0.
    """

    _esm = script("quiz.js")
    _css = STYLE

    title = traitlets.Unicode().tag(sync=True)
    questions: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    answers: traitlets.Dict[str, list[int]] = traitlets.Dict().tag(sync=True)

    def __init__(self, quiz: Quiz) -> None:
        """Show `quiz`, with nothing answered yet."""
        self.quiz = quiz
        super().__init__(
            title=quiz.title,
            questions=[state_of(question, answers=True) for question in quiz.questions],
        )

    @traitlets.observe("answers")
    def _record(self, _change: object) -> None:
        if self.quiz.lesson and self.answers:
            record_quiz(self.quiz.lesson, self.right, len(self.quiz.questions))

    @property
    def right(self) -> int:
        """How many questions are answered right."""
        return sum(
            question.is_right(set(self.answers.get(str(number), [])))
            for number, question in enumerate(self.quiz.questions)
        )

    @property
    def _heading(self) -> str:
        return f"Quiz: {self.quiz.title}"

    def __repr__(self) -> str:
        """Return the questions, without options and answers."""
        return as_text(self._heading, self.quiz.questions)

    def _repr_mimebundle_(self, **kwargs: object) -> Bundle:
        """Return the widget together with a list of the questions, for pages without a kernel."""
        view, about = super()._repr_mimebundle_() or ({}, {})
        page = as_html(self._heading, self.quiz.questions, answers=True)
        return {**view, "text/plain": repr(self), "text/html": page}, about
