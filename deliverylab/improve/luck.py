"""Draws for a team that nobody has seen: the same for the same seed, on every machine.

A seed is whatever a student has at hand: a name, a student number, a word. Only plain uniform draws
of a generator whose stream is fixed are used, so that a team stays the same when NumPy changes.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from deliverylab.simulate.ranges import NotAllowed

__all__ = ["Luck", "tidy_seed"]

T = TypeVar("T")


def tidy_seed(seed: object) -> str:
    """Return a seed as text: without spaces around it, small letters, a number as its digits.

    Raises:
        NotAllowed: If it is neither a whole number nor a text, or an empty text.

    >>> tidy_seed(" Ada Lovelace"), tidy_seed(4711)
    ('ada lovelace', '4711')
    """
    whole = isinstance(seed, int | np.integer) and not isinstance(seed, bool)
    text = " ".join(str(seed).casefold().split())
    if not (whole or isinstance(seed, str)) or not text:
        raise NotAllowed(
            f"seed={seed!r}; expected a whole number or a text that is not empty, for example "
            "your student number or your name"
        )
    return text


class Luck:
    """Draws from a text; the next one each time."""

    def __init__(self, text: str) -> None:
        """Begin the draws of a text."""
        digest = hashlib.sha256(text.encode("utf-8")).digest()
        self._uniform = np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big"))).random

    def between(self, low: float, high: float) -> float:
        """Return a number in the range, with two digits, as a person would say it.

        >>> Luck("ada").between(10, 20) == Luck("ada").between(10, 20)
        True
        """
        number = low + (high - low) * float(self._uniform())
        digits = 1 - math.floor(math.log10(abs(number))) if number else 0
        return min(max(round(number, digits), low), high)

    def whole(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`."""
        return low + int(float(self._uniform()) * (high - low + 1))

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of them, all equally likely."""
        return things[self.whole(0, len(things) - 1)]
