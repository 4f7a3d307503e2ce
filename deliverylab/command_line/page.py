"""A page of text for reading, as wide as the terminal is; a file or a pipe has no width."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["Page"]

NARROWEST = 20


@dataclass(frozen=True)
class Page:
    """Where text is laid out.

    Attributes:
        width: How many characters a line may have; None for any number.
    """

    width: int | None

    def sentence(self, text: str, indent: str = "") -> list[str]:
        """Return a sentence as lines; those after the first stand a little further in than it.

        >>> Page(30).sentence("tug: 3 changes are still on the way", "  ")
        ['  tug: 3 changes are still on', '    the way']
        """
        if self.width is None:
            return [f"{indent}{text}"]
        inner = text.lstrip()
        indent += " " * (len(text) - len(inner))
        return textwrap.wrap(
            inner,
            max(self.width, NARROWEST),
            initial_indent=indent,
            subsequent_indent=f"{indent}  ",
            break_on_hyphens=False,
        )

    def section(self, title: str, sentences: Sequence[str]) -> list[str]:
        """Return a title with sentences below it; nothing where there are none."""
        told = [line for sentence in sentences for line in self.sentence(sentence, "  ")]
        return [*self.sentence(title), *told] if told else []

    def table(self, lines: Sequence[str], cells: pd.DataFrame) -> list[str]:
        """Return a table as its lines where they fit, else one cell on each line.

        Args:
            lines: The table with its columns beside each other.
            cells: The same as texts, one row per thing; the first column says which.

        >>> import pandas as pd
        >>> Page(24).table(["change  deployed    hours"], pd.DataFrame(
        ...     {"change": ["c1"], "deployed": ["2025-01-08"], "hours": ["6.00"]}))
        ['change: c1', '  deployed  2025-01-08', '  hours     6.00']
        """
        if self.width is None or max(map(len, lines), default=0) <= self.width:
            return list(lines)
        head, *names = map(str, cells.columns)
        widest = max(map(len, names), default=0)
        one_below_the_other: list[str] = []
        for thing, *values in cells.astype(str).to_numpy().tolist():
            one_below_the_other += self.sentence(f"{head}: {thing}")
            for name, value in zip(names, values, strict=True):
                line = f"  {name.ljust(widest)}  {value}".rstrip()
                fits = len(line) <= max(self.width, NARROWEST)
                one_below_the_other += [line] if fits else self.sentence(f"{name}: {value}", "  ")
        return one_below_the_other
