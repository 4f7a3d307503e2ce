"""The answers to `measure PATH --explain KPI`: the rows behind a number.

They are the course's own rows, or with `--definitions` those of each tool.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from deliverylab.command_line.formats import Json
from deliverylab.command_line.of_definitions import reported_document
from deliverylab.command_line.of_scorecard import kpi_document
from deliverylab.command_line.page import Page
from deliverylab.measure import Explanation, Reported
from deliverylab.measure.rows_shown import first_rows, in_columns, not_shown

__all__ = ["OfReported", "OfRows"]


@dataclass(frozen=True)
class OfRows:
    """A KPI of each team with its rows, in each of its forms.

    Attributes:
        explained: For each team the KPI and its rows.
        window: When, in words.
    """

    explained: Mapping[str, Explanation]
    window: str

    def lines(self, page: Page) -> Iterator[str]:
        """Yield for each team the number, how it comes about, and the first rows."""
        for number, (team, explanation) in enumerate(self.explained.items()):
            if number:
                yield ""
            for sentence in (f"{team}, {self.window}", *explanation.sentences):
                yield from page.sentence(sentence)
            yield from _first(explanation.rows, page)

    def document(self) -> Mapping[str, Json]:
        """Return for each team the KPI, how it comes about, and all rows."""
        return {
            team: {
                "kpi": explanation.kpi.name,
                **kpi_document(explanation.kpi),
                "how": explanation.how,
                "rows": explanation.rows,
            }
            for team, explanation in self.explained.items()
        }

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return all rows of every team."""
        return [explanation.rows for explanation in self.explained.values()]


@dataclass(frozen=True)
class OfReported:
    """A metric as several definitions have it with the rows of each, in each of its forms.

    Attributes:
        reported: For each team and definition what it reports.
        window: When, in words.
    """

    reported: Mapping[str, Mapping[str, Reported]]
    window: str

    def lines(self, page: Page) -> Iterator[str]:
        """Yield for each team and definition the number, what is special, and the first rows."""
        every = [(team, one) for team, of in self.reported.items() for one in of.values()]
        for number, (team, one) in enumerate(every):
            if number:
                yield ""
            for sentence in (f"{team}, {self.window}", one.text, one.note):
                yield from page.sentence(sentence)
            yield from _first(one.rows, page)

    def document(self) -> Mapping[str, Json]:
        """Return for each team and definition the number, all rows, and the ids left out."""
        return {
            team: {
                tool: {
                    "kpi": one.metric,
                    **reported_document(one),
                    "rows": one.rows,
                    "left_out_ids": {reason: list(ids) for reason, ids in one.left_out.items()},
                }
                for tool, one in of_team.items()
            }
            for team, of_team in self.reported.items()
        }

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return all rows of every team and definition, then the ids of what each left out."""
        return [
            part
            for team, of_team in self.reported.items()
            for tool, one in of_team.items()
            for part in _with_left_out(team, tool, one)
        ]


def _first(rows: pd.DataFrame, page: Page) -> Iterator[str]:
    """Yield the first rows, and how many more there are."""
    if rows.empty:
        return
    shown = first_rows(rows)
    yield ""
    yield from page.table(in_columns(shown), shown)
    if not_shown(rows):
        yield from page.sentence(f"{not_shown(rows)} (all of them: --format csv)")


def _with_left_out(team: str, tool: str, one: Reported) -> Iterator[pd.DataFrame]:
    """Yield what was counted, then what was not: its id and why."""
    about = {"team": team, "definition": tool, "kpi": one.metric}
    rows = one.rows.reset_index(drop=True)
    counted = pd.DataFrame({**about, "counted": True, "left_out": None, "reason": None}, rows.index)
    yield pd.concat([counted, rows], axis=1)
    ids = [(id_, reason) for reason, ids in one.left_out.items() for id_ in ids]
    left_out = pd.DataFrame(ids, columns=["left_out", "reason"])
    yield left_out.assign(**about, counted=False)
