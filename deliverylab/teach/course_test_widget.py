"""The tests of the whole course on the page: answer all questions, then see the result.

The pre-test says how many questions of each lesson were known, and what to read first; it keeps the
right answers to itself, which the lessons give. The post-test asks other questions for the same
objectives, gives the reasons, and compares with the pre-test.

The right answers stay in Python until the post-test is done, and of the pre-test for good: no page
and no stored notebook holds them. A result goes into the student's progress; the first one counts.
Without a kernel a test is a list of its questions, that of the post-test with the answers folded
away.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from typing import Any, ClassVar, Literal

import anywidget
import traitlets

from deliverylab.teach.gain import Score, together, what_to_read, what_was_gained
from deliverylab.teach.pairs import Part, load_parts, with_not_yet
from deliverylab.teach.progress import record_test, recorded_test
from deliverylab.teach.question_page import (
    STYLE,
    Bundle,
    as_html,
    as_text,
    inline,
    script,
    state_of,
)
from deliverylab.teach.questions import Question
from deliverylab.teach.recorded_test import RecordedTest

__all__ = ["CourseTest", "PostTest", "PreTest"]


class CourseTest(anywidget.AnyWidget):
    """Ask one question of each pair; what both tests share.

    Attributes:
        parts: the lessons with their pairs.
        answers: what is chosen: the number of the question, as text, to the number of the option,
            in a list; both counted from 0.
        done: whether the student has asked for the result; from then on nothing can be changed.
        result: the result as HTML, once it is there.
    """

    _esm = script("course_test.js")
    _css = STYLE

    NAME: ClassVar[str]
    HEADING: ClassVar[str]
    ABOUT: ClassVar[str]
    SIDE: ClassVar[Literal["before", "after"]]

    title = traitlets.Unicode().tag(sync=True)
    about: traitlets.List[str] = traitlets.List().tag(sync=True)
    questions: traitlets.List[dict[str, Any]] = traitlets.List().tag(sync=True)
    answers: traitlets.Dict[str, list[int]] = traitlets.Dict().tag(sync=True)
    done = traitlets.Bool(False).tag(sync=True)
    result = traitlets.Unicode().tag(sync=True)

    def __init__(self, parts: tuple[Part, ...] | None = None) -> None:
        """Ask the questions of `parts`; those of the course if left out."""
        self.parts = load_parts() if parts is None else parts
        taken = recorded_test(self.NAME)
        super().__init__(
            title=self.HEADING,
            about=[inline(text) for text in (self.ABOUT, _again(taken)) if text],
            questions=[state_of(with_not_yet(one), answers=False) for one in self._asked],
        )

    @property
    def scores(self) -> dict[str, Score]:
        """How many questions are answered right, by lesson."""
        right = iter(self._right)
        return {
            part.number: Score(sum(next(right) for _ in part.pairs), len(part.pairs))
            for part in self.parts
        }

    @property
    def missed(self) -> list[str]:
        """The objectives whose questions are not answered right."""
        pairs = [pair for part in self.parts for pair in part.pairs]
        return [pair.objective for pair, right in zip(pairs, self._right, strict=True) if not right]

    @property
    def _right(self) -> list[bool]:
        return [
            question.is_right(set(self.answers.get(str(number), [])))
            for number, question in enumerate(self._asked)
        ]

    @property
    def _asked(self) -> list[Question]:
        return [getattr(pair, self.SIDE) for part in self.parts for pair in part.pairs]

    @traitlets.observe("done")
    def _finish(self, _change: object) -> None:
        """Work out the result, if all questions are answered, and record it."""
        everything = {str(number) for number in range(len(self._asked))}
        if not self.done or not everything <= {n for n, chosen in self.answers.items() if chosen}:
            return
        with self.hold_sync():
            self._give_reasons()
            self.result = self._result()
        record_test(self.NAME, self.scores, self.missed)

    def _give_reasons(self) -> None:
        """Send the reasons to the page, in a test that gives any."""

    def _result(self) -> str:
        """Return the result as HTML."""
        raise NotImplementedError

    def _table(self, caption: str, columns: dict[str, dict[str, Score]]) -> str:
        """Return a table with a row for each lesson and one for all, and a column for each test."""
        rows = [
            (f"{part.number} {part.title}", [of.get(part.number) for of in columns.values()])
            for part in self.parts
        ]
        rows.append(("together", [together(of) for of in columns.values()]))
        head = "".join(f'<th scope="col">{name}</th>' for name in ("lesson", *columns))
        body = "".join(
            f'<tr><th scope="row">{html.escape(name)}</th>'
            + "".join(f"<td>{score or '–'}</td>" for score in cells)
            + "</tr>"
            for name, cells in rows
        )
        return (
            f"<table><caption>{caption}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table>"
        )

    def __repr__(self) -> str:
        """Return the questions, without options and answers."""
        return as_text(self.HEADING, self._asked)

    def _repr_mimebundle_(self, **kwargs: object) -> Bundle:
        """Return the widget together with a list of the questions, for pages without a kernel."""
        view, about = super()._repr_mimebundle_() or ({}, {})
        page = as_html(self.HEADING, self._asked, answers=self.SIDE == "after")
        return {**view, "text/plain": repr(self), "text/html": page}, about


def _again(taken: RecordedTest | None) -> str:
    """Say to whoever takes a test again that the first result counts."""
    if taken is None:
        return ""
    return (
        f"You have taken this test: {taken}. That result counts; what you answer now is for "
        "practice."
    )


class PreTest(CourseTest):
    """What do you know before the course?"""

    NAME = "pre-test"
    HEADING = "Pre-test: what do you know already?"
    ABOUT = (
        "Before the course nobody knows all of it. Where you would have to guess, choose *I do not "
        "know yet*. At the end you see how many questions of each lesson you knew; the answers are "
        "in the lessons."
    )
    SIDE = "before"

    def _result(self) -> str:
        titles = {part.number: part.title for part in self.parts}
        advice = html.escape(what_to_read(self.scores, titles))
        return self._table("Your pre-test", {"you knew": self.scores}) + f"<p>{advice}</p>"


class PostTest(CourseTest):
    """What do you know after it?"""

    NAME = "post-test"
    HEADING = "Post-test: what do you know now?"
    ABOUT = (
        "Other questions than in the pre-test, for the same objectives. Where you would have to "
        "guess, choose *I do not know yet*. At the end you see the reasons, and what has changed."
    )
    SIDE = "after"

    def _give_reasons(self) -> None:
        self.questions = [state_of(with_not_yet(one), answers=True) for one in self._asked]

    def _result(self) -> str:
        return "".join(self._parts_of_result())

    def _parts_of_result(self) -> Iterator[str]:
        before = recorded_test(PreTest.NAME)
        if before is None:
            yield self._table("Your post-test", {"now": self.scores})
            yield "<p>You took no pre-test, so there is nothing to compare with.</p>"
            return
        columns = {"before": dict(before.scores), "now": self.scores}
        yield self._table("Before the course and now", columns)
        said = what_was_gained(together(before.scores), together(self.scores))
        yield f"<p>{html.escape(said)}</p>"
