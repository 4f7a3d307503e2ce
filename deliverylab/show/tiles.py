"""KPI tiles: a few numbers of a lab, each with its change since the lab was opened.

A change is told by an arrow, by how much, and by the word *better* or *worse*: never by colour
alone. A change smaller than the last digit that is shown is none. A number that does not exist is
"no data", not zero.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

AT_THE_START = "at the start"
"""What a number is compared with, where a lab says nothing else."""


def plain(value: float) -> str:
    """Return a number as a person would say it: three digits at most.

    >>> plain(0.4521), plain(12.345), plain(1234.5)
    ('0.45', '12.3', '1,234')
    """
    size = abs(value)
    digits = 2 if size < 1 else 1 if size < 100 else 0
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


@dataclass(frozen=True)
class Tile:
    """One number with its name.

    Attributes:
        label: what the number is.
        value: the number; nan means no data.
        say: turns the number into words with its unit; `deliverylab.measure.say` has such.
        say_change: the same for a difference of two such numbers; `say` where it is None.
        better: which way is better, "less" or "more"; empty where neither is.
        compared: where the number is from that it is compared with, see `Lab.baseline`; anything
            but the start is named beside the change as well.
    """

    label: str
    value: float
    say: Callable[[float], str] = plain
    better: Literal["less", "more", ""] = ""
    say_change: Callable[[float], str] | None = None
    compared: str = AT_THE_START

    @property
    def text(self) -> str:
        """The number in words."""
        return self.say(self.value) if math.isfinite(self.value) else "no data"

    def change(self, start: Tile) -> Change:
        """Return how this number differs from what it was at the `start`."""
        if not (math.isfinite(self.value) and math.isfinite(start.value)):
            return Change("", "", "")
        if self.text == start.text:
            return Change("=", f"as {self.compared}", "")
        if abs(self.value - start.value) < min(self._last_digit, start._last_digit):
            return Change("=", f"about as {self.compared}", "")
        more = self.value > start.value
        amount = (self.say_change or self.say)(abs(self.value - start.value))
        verdict: Literal["better", "worse", ""] = ""
        if self.better:
            verdict = "better" if more == (self.better == "more") else "worse"
        how = "more" if more else "less"
        if self.compared != AT_THE_START:
            how = f"{verdict or how} than {self.compared}"
        return Change("▲" if more else "▼", f"{amount} {how}", verdict)

    @property
    def _last_digit(self) -> float:
        """What one more in the last digit shown would be worth; inf where no digit tells."""
        shown = re.search(r"\d[\d,]*(?:\.(\d+))?", self.text)
        number = float(shown[0].replace(",", "")) if shown else 0.0
        if not (shown and number):
            return math.inf
        return abs(self.value) / number * (1 - 1e-9) / 10.0 ** len(shown[1] or "")

    def view(self, start: Tile) -> dict[str, str]:
        """Return what the page needs to draw it, seen from the `start`."""
        change = self.change(start)
        return {
            "label": self.label,
            "text": self.text,
            "arrow": change.arrow,
            "change": change.words,
            "verdict": change.verdict,
        }


@dataclass(frozen=True)
class Change:
    """How a number moved: an arrow, the amount in words, and whether that is better."""

    arrow: str
    words: str
    verdict: Literal["better", "worse", ""]


@dataclass(frozen=True)
class Table:
    """Numbers in rows and columns, all as text: what a picture shows, to be read."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    @classmethod
    def of_tiles(cls, now: Sequence[Tile], start: Sequence[Tile]) -> Table:
        """Return the tiles as a table: their name, their value now and at the start."""
        rows = [(tile.label, tile.text, first.text) for tile, first in zip(now, start, strict=True)]
        return cls(("", "now", "at the start"), rows)
