"""The questions of a quiz, as data: what is asked, what may be answered, and why.

A quiz is one TOML file. Every option has a reason, the wrong ones too: a student who chose it reads
why it is tempting and what is so.

    title = "From commit to production"

    [[question]]
    ask = "What does a team have after a release that it did not have before?"

    [[question.option]]
    text = "A package with a version."
    right = true
    why = "Release is packaging."

    [[question.option]]
    text = "Users who see something new."
    why = "That takes a deploy."

A question with more than one right option says `multiple = true`. In all texts, `` `code` ``,
``*emphasis*`` and ``**bold**`` are shown as such; other markup is refused, because a student would
read its signs.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

Data: TypeAlias = dict[str, Any]
"""A table of a TOML file."""

FOLDER = Path(__file__).with_name("quizzes")
MARKUP = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\*([^*\s](?:[^*]*[^*\s])?)\*")
"""The markup of a text: code, bold or emphasis, in this order of groups."""
_OTHER_MARKUP = re.compile(r"[*`~]+|\]\(|__|(?<!\w)_(?=\w)|(?<=\w)_(?!\w)|^#+(?= )", re.MULTILINE)


class QuizError(ValueError):
    """A quiz that is not there, or whose file makes no sense. The message names every fault."""


@dataclass(frozen=True)
class Option:
    """One answer that a student may choose, and the reason that is shown for it."""

    text: str
    why: str
    right: bool = False


@dataclass(frozen=True)
class Question:
    """A question with its options; exactly one of them is right unless it says `multiple`."""

    ask: str
    options: tuple[Option, ...]
    multiple: bool = False

    def is_right(self, chosen: set[int]) -> bool:
        """Return whether the chosen options, counted from 0, are all the right ones and no other.

        >>> question = Question("1 + 1?", (Option("2", "Count.", right=True), Option("3", "No.")))
        >>> question.is_right({0}), question.is_right({1}), question.is_right(set())
        (True, False, False)
        """
        return chosen == {number for number, option in enumerate(self.options) if option.right}


@dataclass(frozen=True)
class Quiz:
    """The questions of one lesson, in order; `lesson` is its number, if it has one."""

    title: str
    questions: tuple[Question, ...]
    lesson: str = ""


def quiz_file(lesson: str) -> Path:
    """Return the file of a lesson's quiz.

    Raises:
        QuizError: if there is none; the message names those there are.
    """
    file = FOLDER / f"{lesson}.toml"
    there = sorted(path.stem for path in FOLDER.glob("*.toml"))
    if lesson not in there:
        raise QuizError(f"no quiz {lesson!r}; there are quizzes for lesson {', '.join(there)}")
    return file


def load_quiz(file: Path) -> Quiz:
    """Read a quiz from its TOML file.

    Raises:
        QuizError: if the file is not TOML, or a question makes no sense; all faults at once, each
            with its question.
    """
    data = read_sound(file, _faults)
    return Quiz(
        data["title"],
        tuple(question_of(one) for one in data["question"]),
        file.stem,
    )


def read_sound(file: Path, faults: Callable[[Mapping[str, object]], Iterator[str]]) -> Data:
    """Read a TOML file in which `faults` finds nothing wrong.

    Raises:
        QuizError: if it is not TOML, or has faults; all of them at once.
    """
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise QuizError(f"{file.name} is not valid TOML: {error}") from error
    found = list(faults(data))
    if found:
        raise QuizError("\n".join(f"{file.name}: {fault}" for fault in found))
    return data


def question_of(table: Data) -> Question:
    """Return the question that a sound table of a file holds."""
    return Question(
        table["ask"],
        tuple(Option(**option) for option in table["option"]),
        table.get("multiple", False),
    )


def _faults(data: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the data of a quiz."""
    yield from wrong_keys(data, {"title": str, "question": list}, needed={"title", "question"})
    questions = data.get("question")
    if not isinstance(questions, list):
        return
    if not questions:
        yield "there is no question; write at least one [[question]]"
    asked: set[object] = set()
    for number, question in enumerate(questions, start=1):
        if not isinstance(question, dict):
            yield f"question {number} is {question!r}; write it as [[question]]"
            continue
        for fault in question_faults(question):
            yield f"question {number}: {fault}"
        if question.get("ask") in asked:
            yield f"question {number} asks the same as one before it"
        asked.add(question.get("ask"))


def question_faults(question: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the table of one question."""
    known = {"ask": str, "multiple": bool, "option": list}
    yield from wrong_keys(question, known, needed={"ask", "option"})
    options = question.get("option")
    if not isinstance(options, list):
        return
    broken = False
    for number, option in enumerate(options, start=1):
        if not isinstance(option, dict):
            yield f"option {number} is {option!r}; write it as [[question.option]]"
            broken = True
            continue
        needed = {"text", "why"}
        for fault in wrong_keys(option, {"text": str, "why": str, "right": bool}, needed=needed):
            yield f"option {number}: {fault}"
    if broken:
        return
    if len(options) < 2:
        yield f"it has {len(options)} options; a choice needs at least two"
    texts = [option.get("text") for option in options]
    if len(set(texts)) < len(texts):
        yield "two of its options have the same text"
    right = sum(option.get("right") is True for option in options)
    if question.get("multiple") is True:
        if not 0 < right < len(options):
            yield f"{right} of its {len(options)} options are right; mark some of them, not all"
    elif right != 1:
        yield (
            f"{right} of its options are marked right; mark exactly one, or write multiple = true"
        )


def unknown_markup(text: str) -> str:
    """Return the first sign of a markup that is not known; nothing if there is none.

    >>> unknown_markup("the *head* of `a*b`"), unknown_markup("read [this](there)")
    ('', '](')
    """
    plain = MARKUP.sub(lambda found: found[2] or found[3] or "", text)
    plain = MARKUP.sub(" ", plain)  # code in bold
    other = _OTHER_MARKUP.search(plain)
    return other[0] if other else ""


def wrong_keys(
    found: Mapping[str, object], known: Mapping[str, type], *, needed: set[str]
) -> Iterator[str]:
    """Yield what is missing, empty, of the wrong type or unknown in one table of the file."""
    words = {str: "a text", bool: "true or false", list: "a list of tables", dict: "a table"}
    for key, kind in known.items():
        value = found.get(key)
        if value is None:
            if key in needed:
                yield f"{key} is missing"
        elif not isinstance(value, kind):
            yield f"{key} is {value!r}; write {words[kind]}"
        elif isinstance(value, str) and not value.strip():
            yield f"{key} is empty"
        elif isinstance(value, str) and (sign := unknown_markup(value)):
            yield f"{key} has {sign!r}, which is shown as it is; write `code`, *emphasis*, **bold**"
    for key in found:
        if key not in known:
            yield f"{key!r} is not known here; there are {', '.join(known)}"
