"""A quiz on the page: choose, check, read the reason.

Every question is a group of native radio buttons (check boxes where several options are right). The
reason appears under the question after *Check*, for a right choice and for a wrong one, and a wrong
choice may be changed. What has been answered is kept while the kernel lives, so a view that is
closed and shown again looks the same; how many are right goes into the student's progress. Without
a kernel the quiz is a list of its questions, with
the answers folded away.
"""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any, TypeAlias

import anywidget
import traitlets

from deliverylab.teach.progress import record_quiz
from deliverylab.teach.questions import MARKUP, Question, Quiz

Bundle: TypeAlias = tuple[dict[str, Any], dict[str, Any]]

_HERE = Path(__file__).parent


class QuizWidget(anywidget.AnyWidget):
    """Show one quiz.

    Attributes:
        quiz: its questions.
        answers: what the student has checked last: the number of the question, as text, to the
            numbers of the options chosen, all counted from 0.
    """

    _esm = _HERE / "quiz.js"
    _css = _HERE / "quiz.css"

    title = traitlets.Unicode().tag(sync=True)
    questions: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    answers: traitlets.Dict[str, list[int]] = traitlets.Dict().tag(sync=True)

    def __init__(self, quiz: Quiz) -> None:
        """Show `quiz`, with nothing answered yet."""
        self.quiz = quiz
        super().__init__(
            title=quiz.title,
            questions=[
                {
                    "ask": inline(question.ask),
                    "multiple": question.multiple,
                    "options": [
                        {
                            "text": inline(option.text),
                            "why": inline(option.why),
                            "right": option.right,
                        }
                        for option in question.options
                    ],
                }
                for question in quiz.questions
            ],
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

    def __repr__(self) -> str:
        """Return the questions, without options and answers."""
        count = len(self.quiz.questions)
        title = f"Quiz: {self.quiz.title} ({count} question{'s' * (count != 1)})"
        asked = [f"{n}. {question.ask}" for n, question in enumerate(self.quiz.questions, start=1)]
        return "\n".join([title, *asked])

    def _repr_mimebundle_(self, **kwargs: object) -> Bundle:
        """Return the widget together with a list of the questions, for pages without a kernel."""
        view, about = super()._repr_mimebundle_() or ({}, {})
        return {**view, "text/plain": repr(self), "text/html": as_html(self.quiz)}, about


def as_html(quiz: Quiz) -> str:
    """Return the quiz as a list that needs no script: the answers are folded away."""
    questions = "".join(f"<li>{_question_html(question)}</li>" for question in quiz.questions)
    title = f"<p><strong>Quiz: {html.escape(quiz.title)}</strong></p>"
    return f"<section>{title}<ol>{questions}</ol></section>"


def _question_html(question: Question) -> str:
    options = "".join(f"<li>{inline(option.text)}</li>" for option in question.options)
    reasons = "".join(
        f"<li><strong>{'Right' if option.right else 'Not right'}:</strong> "
        f"{inline(option.text)} {inline(option.why)}</li>"
        for option in question.options
    )
    return (
        f"<p>{inline(question.ask)}</p><ul>{options}</ul>"
        f"<details><summary>Answer</summary><ul>{reasons}</ul></details>"
    )


def inline(text: str) -> str:
    """Return a text as HTML: code, emphasis and bold marked up, everything else escaped.

    >>> inline("`1.8` < **1.9**, the *newest*")
    '<code>1.8</code> &lt; <strong>1.9</strong>, the <em>newest</em>'
    """
    return _marked(" ".join(text.split()))


def _marked(text: str) -> str:
    parts, last = [], 0
    for found in MARKUP.finditer(text):
        parts.append(html.escape(text[last : found.start()], quote=False))
        code, bold, emphasis = found.groups()
        if code:
            parts.append(f"<code>{html.escape(code, quote=False)}</code>")
        else:
            tag = "strong" if bold else "em"
            parts.append(f"<{tag}>{_marked(bold or emphasis)}</{tag}>")
        last = found.end()
    return "".join([*parts, html.escape(text[last:], quote=False)])
