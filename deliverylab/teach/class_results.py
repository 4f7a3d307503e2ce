"""What a class knew before the course and knows after it, from the files that students hand in.

Two averages bear the name of normalised gain, and they differ. Hake (1998) divides averages of the
class: ⟨g⟩ = (after − before) ÷ (1 − before). The other one is the average of the students' own
gains, in which a student who knew nearly everything before weighs as much as all others. Both count
only students who took both tests. Source: `deliverylab.teach.gain`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deliverylab.improve.paired import Mean, mean_difference
from deliverylab.teach.gain import Score, normalised_gain, together
from deliverylab.teach.hand_in import CannotBeRead, HandedIn, read
from deliverylab.teach.pairs import load_parts

__all__ = ["ClassResults", "class_results"]

BEFORE, AFTER = "pre-test", "post-test"


@dataclass(frozen=True)
class ClassResults:
    """The results of a class.

    Attributes:
        students: what was read, by the name of its file.
        not_read: for each file that was left out, a sentence that says why.
    """

    students: Mapping[str, HandedIn]
    not_read: Mapping[str, str]

    @property
    def both(self) -> list[HandedIn]:
        """Those who took both tests."""
        return [one for one in self.students.values() if {BEFORE, AFTER} <= set(one.tests)]

    def average(self, test: str, lesson: str | None = None) -> float | None:
        """Return the average share right of those who took both tests, in one lesson or in all."""
        shares = [
            score.right / score.total
            for student in self.both
            if (score := _score(student, test, lesson)) is not None
        ]
        return sum(shares) / len(shares) if shares else None

    def gain_of_averages(self, lesson: str | None = None) -> float | None:
        """Return Hake's gain; None where nobody took both tests, or nothing was open before."""
        before, after = self.average(BEFORE, lesson), self.average(AFTER, lesson)
        if before is None or after is None or before == 1:
            return None
        return (after - before) / (1 - before)

    def gains(self) -> list[float]:
        """Return each student's own gain; whoever had everything right before has none."""
        found = (
            normalised_gain(together(one.tests[BEFORE]), together(one.tests[AFTER]))
            for one in self.both
        )
        return [gain for gain in found if gain is not None]

    def average_of_gains(self) -> float | None:
        """Return the average of the students' own gains."""
        gains = self.gains()
        return sum(gains) / len(gains) if gains else None

    def difference(self) -> Mean:
        """Return the mean difference of the shares, with its 95 % interval."""
        shares = [
            [_share(together(one.tests[test])) for one in self.both] for test in (BEFORE, AFTER)
        ]
        before, after = np.array(shares, dtype=np.float64)
        return mean_difference(before, after)

    def missed(self, test: str) -> tuple[dict[str, int], int]:
        """Return how many missed each objective of the course in a test, and of how many.

        Whoever took the test of another version of the course, with other objectives, is left out.
        """
        known = [pair.objective for part in load_parts() for pair in part.pairs]
        noted = [
            one.missed[test]
            for one in self.students.values()
            if test in one.missed and set(one.missed[test]) <= set(known)
        ]
        return {each: sum(each in missed for missed in noted) for each in known}, len(noted)

    def points(self) -> dict[str, tuple[float, int]]:
        """Return, for each lesson, the average share of the points, and how many have any."""
        lessons = sorted({lesson for one in self.students.values() for lesson in one.points})
        table = {}
        for lesson in lessons:
            found = [one.points[lesson] for one in self.students.values() if lesson in one.points]
            shares = [_share(score) for score in found]
            table[lesson] = (sum(shares) / len(shares), sum(score.right > 0 for score in found))
        return table


def class_results(folder: Path) -> ClassResults:
    """Read every `.json` file in a folder and the folders in it.

    A file is left out, with a sentence, where it cannot be read, where it is the same as another
    one, and where another file has the same name of a student in it.

    Raises:
        CannotBeRead: if there is no such folder, or no such file in it.
    """
    if not folder.is_dir():
        raise CannotBeRead(f"There is no folder {str(folder)!r}. Give the folder with the files.")
    files = sorted(path for path in folder.rglob("*.json") if path.is_file())
    if not files:
        raise CannotBeRead(
            f"There is no file *.json in {str(folder)!r}. Put those of the class there."
        )
    students: dict[str, HandedIn] = {}
    not_read: dict[str, str] = {}
    for path in files:
        file = path.relative_to(folder).as_posix()
        try:
            one = read(path)
        except CannotBeRead as error:
            not_read[file] = f"{error}."
            continue
        namesakes = (name for name, other in students.items() if _same_name(one, other))
        other = next(namesakes, "")
        if other and students[other] == one:
            not_read[file] = f"it says the same as {other}, which is counted."
        elif other:
            not_read[file] = (
                f"it is by {one.name!r}, as is {other}, which is counted; keep the right one."
            )
        else:
            students[file] = one
    return ClassResults(students, not_read)


def _same_name(one: HandedIn, other: HandedIn) -> bool:
    return bool(one.name) and one.name.casefold() == other.name.casefold()


def _score(student: HandedIn, test: str, lesson: str | None) -> Score | None:
    scores = student.tests[test]
    return together(scores) if lesson is None else scores.get(lesson)


def _share(score: Score) -> float:
    return score.right / score.total
