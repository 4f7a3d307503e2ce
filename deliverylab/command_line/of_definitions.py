"""The answer to `measure PATH --definitions`: what each definition shows, for every team."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from deliverylab.command_line.formats import Json, pairs, time_text
from deliverylab.command_line.page import Page
from deliverylab.measure import DEFINITIONS, Comparison, Reported
from deliverylab.measure.definitions import CANNOT_RUN

__all__ = ["OfDefinitions", "reported_document"]


@dataclass(frozen=True)
class OfDefinitions:
    """Definitions side by side in each of their forms.

    Attributes:
        compared: For each team what the definitions report.
    """

    compared: Mapping[str, Comparison]

    def lines(self, page: Page) -> Iterator[str]:
        """Yield a table for each team, then what is special about each definition."""
        for team, comparison in self.compared.items():
            table = comparison.table().T.fillna("").rename_axis("definition")
            heads = 2
            caption, *lines = str(comparison).splitlines()[: 1 + heads + len(table)]
            yield from page.sentence(f"{team}: {caption}")
            yield from page.table(lines, table.reset_index())
            yield from (line for why in _cannot_run(comparison) for line in page.sentence(why))
            yield ""
        yield from page.section("What each definition does:", list(self._notes()))

    def document(self) -> Mapping[str, Json]:
        """Return for each team and definition what it reports, by metric."""
        return {
            team: {
                tool: {metric: reported_document(one) for metric, one in of.items()}
                for tool, of in comparison.reported.items()
            }
            for team, comparison in self.compared.items()
        }

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return one row per team, definition and metric."""
        rows = [
            {
                "team": team,
                "definition": tool,
                "kpi": metric,
                "value": one.value,
                "unit": one.unit,
                "in_course_units": one.in_course_units,
                "shown": one.shown,
                "observations": len(one.rows),
                "left_out": pairs({reason: len(ids) for reason, ids in one.left_out.items()}),
                "start": time_text(comparison.start),
                "end": time_text(comparison.end),
                "source": DEFINITIONS[tool].source,
                "note": one.note,
            }
            for team, comparison in self.compared.items()
            for tool, of in comparison.reported.items()
            for metric, one in of.items()
        ]
        return [pd.DataFrame(rows)]

    def _notes(self) -> Iterator[str]:
        """Yield each definition's source and the note of each metric; a note of all teams once."""
        told: dict[str, dict[str, None]] = {}
        for comparison in self.compared.values():
            for tool, of in comparison.reported.items():
                notes = told.setdefault(f"{tool} ({DEFINITIONS[tool].source})", {})
                notes.update({f"{metric}: {one.note}": None for metric, one in of.items()})
        for head, notes in told.items():
            yield head
            yield from (f"  {note}" for note in notes)


def _cannot_run(comparison: Comparison) -> Iterator[str]:
    """Yield why some of the definitions have nothing to start from, where there are any."""
    tools = [
        tool
        for tool, of in comparison.reported.items()
        if any(one.shown == CANNOT_RUN for one in of.values())
    ]
    if tools:
        yield (
            f"{CANNOT_RUN}: the lead time of {', '.join(tools)} is that of pull requests, and this "
            "log has none (git does not record them)."
        )


def reported_document(one: Reported) -> dict[str, Json]:
    """Return what JSON tells of one metric of one definition."""
    return {
        "value": one.value,
        "unit": one.unit,
        "in_course_units": one.in_course_units,
        "shown": one.shown,
        "observations": len(one.rows),
        "left_out": {reason: len(ids) for reason, ids in one.left_out.items()},
        "note": one.note,
    }
