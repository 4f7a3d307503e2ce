"""The answer to `measure PATH`: the KPIs of every team."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from deliverylab.command_line.formats import Json, pairs, time_text
from deliverylab.command_line.page import Page
from deliverylab.measure import Kpi, Scorecard

__all__ = ["OfScorecard", "kpi_document"]


@dataclass(frozen=True)
class OfScorecard:
    """A scorecard in each of its forms."""

    card: Scorecard

    def lines(self, page: Page) -> Iterator[str]:
        """Yield the table, what its numbers do not contain, and why some are missing."""
        table = self.card.table()
        heads = 2
        caption, *lines = str(self.card).splitlines()[: 1 + heads + len(table)]
        yield from page.sentence(caption)
        yield from page.table(lines, table.reset_index())
        yield from page.section("Left out:", self.card.left_out())
        yield from page.section("No data:", list(self._without_data()))

    def document(self) -> Mapping[str, Json]:
        """Return the KPIs of each team by name."""
        return {
            team: {name: kpi_document(kpi) for name, kpi in of_team.items()}
            for team, of_team in self.card.kpis.items()
        }

    def tables(self) -> Sequence[pd.DataFrame]:
        """Return one row per team and KPI."""
        rows = [
            {
                "team": team,
                "kpi": kpi.name,
                "value": kpi.value,
                "unit": kpi.unit,
                "observations": kpi.observations,
                "low": kpi.low,
                "high": kpi.high,
                "left_out": pairs(kpi.left_out),
                "also": pairs(kpi.also),
                "start": time_text(self.card.start),
                "end": time_text(self.card.end),
                "basis": kpi.basis,
            }
            for team, of_team in self.card.kpis.items()
            for kpi in of_team.values()
        ]
        return [pd.DataFrame(rows)]

    def _without_data(self) -> Iterator[str]:
        """Yield why there is no data, for each KPI that has none."""
        for team, of_team in self.card.kpis.items():
            for kpi in of_team.values():
                if not kpi.has_data:
                    yield f"{team}: {kpi.name}: {kpi.basis}"


def kpi_document(kpi: Kpi) -> Mapping[str, Json]:
    """Return what JSON tells of a KPI."""
    return {
        "value": kpi.value,
        "unit": kpi.unit,
        "said": kpi.said,
        "observations": kpi.observations,
        "interval": None if math.isnan(kpi.low) else [kpi.low, kpi.high],
        "left_out": dict(kpi.left_out),
        "also": dict(kpi.also),
        "basis": kpi.basis,
    }
