"""The questions of the pre-test and of the post-test: pairs that ask for the same objective.

Before the course a student answers one question of each pair, after it the other one. The two are
equally hard and differ in what they ask, so what a student has learnt shows, and not what a student
remembers of the first test. A lesson has one TOML file of pairs:

    title = "From commit to production"

    [[pair]]
    lesson = "01"
    objective = "predict what a release train does to a change that is finished"

    [pair.before]
    ask = "A train leaves every ten days. How long does a finished change wait, on average?"

    [[pair.before.option]]
    text = "Five days"
    right = true
    why = "Half of the time between two trains."

    …

    [pair.after]
    …

`objective` is one of those that the notebook of `lesson` begins with, in its words. A question is
written as in a quiz (`deliverylab.teach.questions`), but has exactly one right option.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from deliverylab.teach.questions import (
    Option,
    Question,
    question_faults,
    question_of,
    read_sound,
    wrong_keys,
)

FOLDER = Path(__file__).with_name("pairs")
NOT_YET = "I do not know yet."


@dataclass(frozen=True)
class Pair:
    """Two questions for one objective.

    Attributes:
        lesson: the notebook with the objective, such as `"03a"`.
        objective: what a student can do after it.
        before: the question of the pre-test.
        after: the question of the post-test.
    """

    lesson: str
    objective: str
    before: Question
    after: Question


@dataclass(frozen=True)
class Part:
    """The pairs of one lesson; a lesson in two notebooks (03a and 03b) is one part."""

    number: str
    title: str
    pairs: tuple[Pair, ...]


def load_parts(folder: Path = FOLDER) -> tuple[Part, ...]:
    """Read the pairs of all lessons, in their order.

    Raises:
        QuizError: if a file makes no sense; all its faults at once.
    """
    return tuple(load_part(file) for file in sorted(folder.glob("*.toml")))


def load_part(file: Path) -> Part:
    """Read the pairs of one lesson from its TOML file.

    Raises:
        QuizError: if the file is not TOML, or a pair makes no sense; all faults at once.
    """
    data = read_sound(file, _faults)
    return Part(
        file.stem,
        data["title"],
        tuple(
            Pair(
                pair["lesson"],
                pair["objective"],
                question_of(pair["before"]),
                question_of(pair["after"]),
            )
            for pair in data["pair"]
        ),
    )


def with_not_yet(question: Question) -> Question:
    """Add the option for who does not know, as the last one; its reason is the right answer.

    >>> ships = Question("What floats?", (Option("A ferry.", "It is a ship.", right=True),))
    >>> with_not_yet(ships).options[-1].why
    'The answer is: *A ferry*. It is a ship.'
    """
    right = next(option for option in question.options if option.right)
    not_yet = Option(NOT_YET, f"The answer is: *{right.text.rstrip('.')}*. {right.why}")
    return Question(question.ask, (*question.options, not_yet))


def _faults(data: Mapping[str, object]) -> Iterator[str]:
    """Yield what is wrong with the data of a file of pairs."""
    yield from wrong_keys(data, {"title": str, "pair": list}, needed={"title", "pair"})
    pairs = data.get("pair")
    if not isinstance(pairs, list):
        return
    if not pairs:
        yield "there is no pair; write at least one [[pair]]"
    for number, pair in enumerate(pairs, start=1):
        if not isinstance(pair, dict):
            yield f"pair {number} is {pair!r}; write it as [[pair]]"
            continue
        for fault in _pair_faults(pair):
            yield f"pair {number}: {fault}"


def _pair_faults(pair: Mapping[str, object]) -> Iterator[str]:
    known = {"lesson": str, "objective": str, "before": dict, "after": dict}
    yield from wrong_keys(pair, known, needed=set(known))
    asked = []
    for side in ("before", "after"):
        question = pair.get(side)
        if not isinstance(question, dict):
            continue
        for fault in question_faults(question):
            yield f"{side}: {fault}"
        if question.get("multiple") is True:
            yield f"{side}: it says multiple; a question of a pair has one right option"
        asked.append(question.get("ask"))
    if len(asked) == 2 and asked[0] == asked[1]:
        yield "before and after ask the same"
