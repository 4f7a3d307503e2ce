"""What a student knew before the course, and what the course added.

A test has a result for each lesson: how many of its questions were answered right. The normalised
gain says how much of what was still open has been closed:

    g = (after − before) ÷ (1 − before),    both as shares of the questions.

R. R. Hake, "Interactive-engagement versus traditional methods", American Journal of Physics 66
(1998), 64–74, defines it, written ⟨g⟩, for the averages of a class; for one student it is rough.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Score:
    """How many of some questions were answered right."""

    right: int
    total: int

    def __str__(self) -> str:
        """Say it as people do.

        >>> str(Score(1, 2))
        '1 of 2'
        """
        return f"{self.right} of {self.total}"

    def __add__(self, other: Score) -> Score:
        """Return the score of both together."""
        return Score(self.right + other.right, self.total + other.total)

    @property
    def all_right(self) -> bool:
        """Whether none is missing."""
        return self.right == self.total


Scores = Mapping[str, Score]
"""The score of each lesson, by its number."""


def together(scores: Scores) -> Score:
    """Return the score of all lessons together.

    >>> together({"01": Score(1, 2), "02": Score(2, 2)})
    Score(right=3, total=4)
    """
    return sum(scores.values(), Score(0, 0))


def normalised_gain(before: Score, after: Score) -> float | None:
    """Return Hake's gain, or None where nothing was open before.

    >>> normalised_gain(Score(3, 12), Score(9, 12)) == 6 / 9
    True
    >>> normalised_gain(Score(12, 12), Score(12, 12)) is None
    True
    """
    if before.all_right:
        return None
    was, now = before.right / before.total, after.right / after.total
    return (now - was) / (1 - was)


def what_to_read(scores: Scores, titles: Mapping[str, str]) -> str:
    """Say what to read first after a pre-test.

    >>> titles = {"01": "From commit to production", "02": "Integrate, deliver, deploy"}
    >>> what_to_read({"01": Score(2, 2), "02": Score(0, 2)}, titles).partition(". ")[0]
    'Read first: lesson 02, Integrate, deliver, deploy'
    """
    known = [lesson for lesson, score in scores.items() if score.all_right]
    first = next((lesson for lesson in scores if lesson not in known), None)
    if first is None:
        return (
            "You knew all that was asked. That was only a small part of the course: take the quiz "
            "of each lesson, and read those where you miss something."
        )
    said = (
        f"Read first: lesson {first}, {titles[first]}. Then go on in order, because the lessons "
        "build on each other."
    )
    if not known:
        return said
    its, it = ("its quiz", "it") if len(known) == 1 else ("their quizzes", "them")
    return (
        f"{said} In {_lessons(known)} you knew all that was asked. That was only a small part of "
        f"{it}: take {its} before you skip {it}."
    )


def _lessons(numbers: list[str]) -> str:
    """Name lessons by their numbers.

    >>> _lessons(["01"]), _lessons(["01", "02", "04"])
    ('lesson 01', 'lessons 01, 02 and 04')
    """
    if len(numbers) == 1:
        return f"lesson {numbers[0]}"
    return f"lessons {', '.join(numbers[:-1])} and {numbers[-1]}"


def what_was_gained(before: Score, after: Score) -> str:
    """Compare the two tests in words, with the normalised gain.

    >>> what_was_gained(Score(2, 12), Score(9, 12)).split(": ")[0]
    'Before the course you had 2 of 12 right, now 9 of 12. Your normalised gain is 0.70'
    """
    said = f"Before the course you had {before} right, now {after}."
    gain = normalised_gain(before, after)
    if gain is None:
        return f"{said} Nothing was open before, so there is no gain to work out."
    if gain < 0:
        return (
            f"{said} That is fewer, so your normalised gain (Hake 1998) is below zero. With so few "
            "questions it may be luck: read the reasons, and go back to where you missed something."
        )
    return (
        f"{said} Your normalised gain is {gain:.2f}: that share of what was still open before, you "
        "know now (Hake 1998, who defined it, as ⟨g⟩, for the averages of a class; for one person "
        "it is rough)."
    )
