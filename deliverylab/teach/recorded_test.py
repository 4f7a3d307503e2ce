"""A test of the whole course, as it stands in the student's progress: when, and how it went."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from deliverylab.teach.gain import Score, Scores, together


@dataclass(frozen=True)
class RecordedTest:
    """One test of the whole course.

    Attributes:
        on: the date on which it was taken (UTC), such as `"2026-11-23"`.
        scores: how many questions were answered right, by lesson.
        missed: the objectives whose questions were not answered right; None in a file of a course
            that did not note them.
    """

    on: str
    scores: Scores
    missed: tuple[str, ...] | None = None

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> RecordedTest:
        """Return the test that a sound entry of the file holds.

        >>> entry = {"on": "2026-11-23", "lessons": {"01": {"right": 1, "total": 2}}}
        >>> RecordedTest.of(entry).scores["01"], RecordedTest.of(entry).entry == entry
        (Score(right=1, total=2), True)
        """
        lessons = entry["lessons"].items()
        scores = {key: Score(one["right"], one["total"]) for key, one in lessons}
        missed = tuple(entry["missed"]) if "missed" in entry else None
        return cls(entry["on"], scores, missed)

    @property
    def entry(self) -> dict[str, Any]:
        """What the file holds of it."""
        lessons = {
            lesson: {"right": score.right, "total": score.total}
            for lesson, score in self.scores.items()
        }
        missed: dict[str, Any] = {} if self.missed is None else {"missed": list(self.missed)}
        return {"on": self.on, "lessons": lessons} | missed

    def __str__(self) -> str:
        """Say how it went, and when.

        >>> str(RecordedTest("2026-11-23", {"01": Score(1, 2), "02": Score(2, 2)}))
        '3 of 4 right on 2026-11-23'
        """
        return f"{together(self.scores)} right on {self.on}"
