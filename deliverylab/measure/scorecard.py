"""The scorecard: every KPI of every team, side by side.

It is made for looking, not for ranking. The teams' numbers stand beside each other with what was
left out below; which team is best depends on what its users need.
"""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.frequency import deployment_frequency
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.lead_time import lead_time_for_changes
from deliverylab.measure.reliability import reliability
from deliverylab.measure.restore import time_to_restore_service
from deliverylab.measure.rework import deployment_rework_rate
from deliverylab.measure.window import Moment, Window

__all__ = ["Scorecard", "scorecard"]


@dataclass(frozen=True, eq=False)
class Scorecard:
    """The KPIs of one or more teams over one window.

    Attributes:
        kpis: For each team, its `Kpi` objects by name, in the order of the course.
        start: First moment of the window (UTC).
        end: First moment after it.
    """

    kpis: dict[str, dict[str, Kpi]]
    start: pd.Timestamp
    end: pd.Timestamp

    def table(self) -> pd.DataFrame:
        """Return one row per team and one column per KPI, as a person would say the numbers."""
        rows = {
            team: {name: kpi.said for name, kpi in of_team.items()}
            for team, of_team in self.kpis.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index").rename_axis("team")

    def left_out(self) -> list[str]:
        """Return what the numbers do not contain, one line per team that has any."""
        return [
            f"{team}: " + "; ".join(reasons)
            for team, of_team in self.kpis.items()
            if (reasons := list(_reasons(of_team)))
        ]

    def __repr__(self) -> str:
        """The table as plain text, the same on every machine."""
        table = self.table()
        heads = [("", "team"), *(_two_lines(name) for name in table.columns)]
        lines = [list(line) for line in zip(*heads, strict=True)]
        lines += [
            [str(team), *map(str, row)]
            for team, row in zip(table.index, table.to_numpy(), strict=True)
        ]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        text = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        if self.left_out():
            text += ["Left out:", *(f"  {line}" for line in self.left_out())]
        return "\n".join([self._window(), *text])

    def _repr_html_(self) -> str:
        """The table for a notebook: real header cells, and what was left out below it."""
        table = self.table()
        head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
        rows = "".join(
            f'<tr><th scope="row">{html.escape(str(team))}</th>'
            + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row)
            + "</tr>"
            for team, row in zip(table.index, table.to_numpy(), strict=True)
        )
        notes = "".join(f"<li>{html.escape(line)}</li>" for line in self.left_out())
        return (
            f"<table><caption>{html.escape(self._window())}</caption>"
            f'<thead><tr><th scope="col">team</th>{head}</tr></thead><tbody>{rows}</tbody></table>'
            + (f"<p>Left out:</p><ul>{notes}</ul>" if notes else "")
        )

    def _window(self) -> str:
        """The window in words."""
        return f"Scorecard from {_say_moment(self.start)} up to {_say_moment(self.end)} (UTC)"


def scorecard(
    log: DeliveryLog, start: Moment = None, end: Moment = None, objective: float = 0.999
) -> Scorecard:
    """Measure the five KPIs and the deployment rework rate for each team of a log.

    Args:
        log: What happened.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        objective: The service level objective for reliability, between 0 and 1.

    Raises:
        ValueError: If the window is not within the log's or the objective makes no sense.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1"], "committed": "2025-01-06T09:00Z", "deployed": "2025-01-06T15:00Z"})
    >>> scorecard(log).table().loc["tug", "lead time for changes"]
    '6 hours'
    """
    kpis: dict[str, dict[str, Kpi]] = {}
    for team in log.teams:
        of_team = log.team(team)
        measured = (
            deployment_frequency(of_team, start, end),
            lead_time_for_changes(of_team, start, end),
            time_to_restore_service(of_team, start, end),
            change_failure_rate(of_team, start, end),
            reliability(of_team, start, end, objective),
            deployment_rework_rate(of_team, start, end),
        )
        kpis[team] = {kpi.name: kpi for kpi in measured}
    window = Window.of(log, start, end)
    return Scorecard(kpis, pd.Timestamp(window.start, tz="UTC"), pd.Timestamp(window.end, tz="UTC"))


def _reasons(of_team: dict[str, Kpi]) -> Iterator[str]:
    """Yield what each KPI left out; what an earlier KPI left out as well is not said again."""
    said: set[tuple[str, int]] = set()
    for kpi in of_team.values():
        new = {(reason, n) for reason, n in kpi.left_out.items() if n} - said
        said |= new
        if new:
            yield f"{kpi.name}: " + ", ".join(f"{n:,} {reason}" for reason, n in sorted(new))


def _two_lines(name: str) -> tuple[str, str]:
    """Break a KPI's name where its two halves are most alike in length."""
    words = name.split()
    breaks = [(" ".join(words[:i]), " ".join(words[i:])) for i in range(len(words))]
    return min(breaks, key=lambda halves: max(map(len, halves)))


def _say_moment(moment: pd.Timestamp) -> str:
    """Return a moment as a date, with the time only where it is not midnight."""
    day = f"{moment.day} {moment.month_name()} {moment.year}"
    return day if moment == moment.normalize() else f"{day}, {moment:%H:%M}"
