"""The story of an afternoon: which changes and which bugs come, in which order.

The service tracks parcels. Ordinary changes come from one list, changes with a bug from two: bugs
that the tests catch, and bugs that only users notice. Of every two bugs that are committed, one is
of each sort; the seed says which comes first. Equal seeds tell equal stories on every machine.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

T = TypeVar("T")

FEATURES = (
    "Show the weight of a parcel",
    "Send a message when a parcel arrives",
    "List the parcels of one customer",
    "Show the harbour on a map",
    "Search by tracking number",
    "Print a label",
    "Translate the page into Chinese",
    "Remember the last parcel",
    "Show the name of the ship",
    "Let customers choose a delivery day",
)


@dataclass(frozen=True)
class Bug:
    """A change that carries a bug: its message, who finds it, and what they then see."""

    message: str
    found_by: Literal["tests", "users"]
    symptom: str


CAUGHT_BY_TESTS = (
    Bug("Round the weight of a parcel", "tests", "a parcel of 0.4 kg weighs 0 kg"),
    Bug("Sort parcels by date", "tests", "the oldest parcel comes first"),
    Bug("Shorten tracking numbers", "tests", "two parcels have the same number"),
    Bug("Add postage for islands", "tests", "the postage is negative"),
)
NOTICED_BY_USERS = (
    Bug("Use the local time", "users", "parcels arrive yesterday"),
    Bug("Load the map faster", "users", "the map stays empty on old phones"),
    Bug("Accept names with accents", "users", "“Zoë” becomes “Zo?”"),
    Bug("Keep parcels for a week only", "users", "last month's parcels are gone"),
)


@dataclass(frozen=True)
class Story:
    """The changes and bugs of one seed, in the order in which they come.

    >>> story = Story.draw(seed=1)
    >>> story.bug(0).found_by, story.bug(1).found_by
    ('tests', 'users')
    >>> story == Story.draw(seed=1)
    True
    """

    features: tuple[str, ...]
    bugs: tuple[Bug, ...]
    sizes: tuple[int, ...]

    @classmethod
    def draw(cls, seed: int) -> Story:
        """Return the story of this seed."""
        luck = random.Random(seed)
        features = _shuffled(FEATURES, luck)
        sizes = tuple(5 + int(60 * luck.random()) for _ in range(20))
        caught, noticed = _shuffled(CAUGHT_BY_TESTS, luck), _shuffled(NOTICED_BY_USERS, luck)
        pairs = zip(noticed, caught, strict=True)
        bugs = tuple(bug for pair in pairs for bug in _shuffled(pair, luck))
        return cls(features, bugs, sizes)

    def feature(self, count: int) -> str:
        """Return the message of good change number `count`, from 0; the list comes round again."""
        return _again(self.features[count % len(self.features)], count // len(self.features))

    def bug(self, count: int) -> Bug:
        """Return bug number `count`, from 0; the list comes round again."""
        bug = self.bugs[count % len(self.bugs)]
        return Bug(_again(bug.message, count // len(self.bugs)), bug.found_by, bug.symptom)

    def lines(self, commit: int) -> int:
        """Return how many lines commit number `commit` changes."""
        return self.sizes[commit % len(self.sizes)]


def clock(minute: int) -> str:
    """Return the time of day, for minutes since the afternoon began at 13:00.

    >>> clock(0), clock(65), clock(12 * 60)
    ('13:00', '14:05', '01:00')
    """
    return f"{(13 + minute // 60) % 24:02d}:{minute % 60:02d}"


def _again(message: str, rounds: int) -> str:
    return message if rounds == 0 else f"{message} (part {rounds + 1})"


def _shuffled(things: Sequence[T], luck: random.Random) -> tuple[T, ...]:
    """Shuffle with `random()` alone, whose stream Python promises not to change."""
    order = sorted((luck.random(), place) for place in range(len(things)))
    return tuple(things[place] for _, place in order)
