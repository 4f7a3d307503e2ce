"""Questions on a page: as the state of a widget, and as a list that needs no script.

What the quiz of a lesson and the tests of the course share. The script of both is in parts that are
put together: `question.js` shows one question, the other part what is around it.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from pathlib import Path
from typing import Any, TypeAlias

from deliverylab.teach.questions import MARKUP, Option, Question

Bundle: TypeAlias = tuple[dict[str, Any], dict[str, Any]]
State: TypeAlias = dict[str, Any]

_HERE = Path(__file__).parent
STYLE = _HERE / "quiz.css"


def script(name: str) -> str:
    """Return the script of a widget: that of one question, and then its own part."""
    parts = (_HERE / part for part in ("question.js", name))
    return "\n".join(part.read_text(encoding="utf-8") for part in parts)


def as_text(title: str, questions: Iterable[Question]) -> str:
    """Return the title and the questions, without options and answers.

    >>> print(as_text("Quiz: Ships", [Question("What floats?", ())]))
    Quiz: Ships (1 question)
    1. What floats?
    """
    asked = [f"{n}. {question.ask}" for n, question in enumerate(questions, start=1)]
    return "\n".join([f"{title} ({len(asked)} question{'s' * (len(asked) != 1)})", *asked])


def as_html(title: str, questions: Iterable[Question], *, answers: bool) -> str:
    """Return the questions as a list that needs no script.

    Args:
        title: what stands above it.
        questions: what is asked, with its options.
        answers: whether the answers are there too, folded away.
    """
    listed = "".join(f"<li>{_question_html(question, answers)}</li>" for question in questions)
    return f"<section><p><strong>{html.escape(title)}</strong></p><ol>{listed}</ol></section>"


def _question_html(question: Question, answers: bool) -> str:
    options = "".join(f"<li>{inline(option.text)}</li>" for option in question.options)
    asked = f"<p>{inline(question.ask)}</p><ul>{options}</ul>"
    if not answers:
        return asked
    reasons = "".join(
        f"<li><strong>{'Right' if option.right else 'Not right'}:</strong> "
        f"{inline(option.text)} {inline(option.why)}</li>"
        for option in question.options
    )
    return f"{asked}<details><summary>Answer</summary><ul>{reasons}</ul></details>"


def state_of(question: Question, *, answers: bool) -> State:
    """Return a question as the script reads it: its texts as safe HTML.

    Args:
        question: what is asked.
        answers: whether the state says which options are right, and why.
    """
    return {
        "ask": inline(question.ask),
        "multiple": question.multiple,
        "options": [_option_state(option, answers) for option in question.options],
    }


def _option_state(option: Option, answers: bool) -> State:
    state: State = {"text": inline(option.text)}
    return state | {"why": inline(option.why), "right": option.right} if answers else state


def inline(text: str) -> str:
    """Return a text as HTML: code, emphasis and bold marked up, everything else escaped.

    >>> inline("`1.8` < **1.9**, the *newest*")
    '<code>1.8</code> &lt; <strong>1.9</strong>, the <em>newest</em>'
    """
    return _marked(" ".join(text.split()))


def _marked(text: str) -> str:
    parts: list[str] = []
    last = 0
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
