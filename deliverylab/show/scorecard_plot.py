"""The picture of "Scorecard": a small panel for each KPI, a row in it for each team.

A filled mark is the number now, with its 95 % interval; a hollow one is where it was at the start.
The number stands above in words, with an arrow where it has moved; "no data" stands in its place
where there is none. All lengths are pixels of the page.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliverylab.measure import Kpi
from deliverylab.show.lettering import Lettering
from deliverylab.show.style import ACCENT, CARD, INK, LINE, PALE, SOFT_INK, team_style
from deliverylab.show.year_measured import BETTER, NAMES, Measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WIDTH, HEIGHT = 780, 380

_PANELS = ((102, 250), (266, 386), (402, 522), (536, 652), (680, 764))
"""Where each panel begins and ends."""
_HEADS = (46, 62, 77)
_TOP, _BOTTOM = 84, 328
_LEGEND = "filled: now, with its 95 % interval    hollow: at the start    ▲ ▼ moved since then"
_GHOST = "#8b95a3"


@dataclass(frozen=True)
class Scale:
    """Where the values of one KPI lie across its panel.

    Attributes:
        low: the value at the left end.
        high: the value at the right end.
        ticks: the values that are named, with their names.
        bend: turns a value into what is spread evenly; math.log10, for example.
    """

    low: float
    high: float
    ticks: Mapping[float, str]
    bend: Callable[[float], float] = math.log10

    def across(self, value: float) -> float:
        """Return how far across the panel a value lies: 0 left, 1 right; at an end if beyond."""
        if math.isnan(value):
            return math.nan
        low, high = self.bend(self.low), self.bend(self.high)
        return (self.bend(min(max(value, self.low), self.high)) - low) / (high - low)


def _nines(share: float) -> float:
    """Return how many nines a share has: 0.99 two, 0.999 three."""
    return -math.log10(1.0 - share)


def _as_it_is(value: float) -> float:
    return value


SCALES = (
    Scale(0.02, 400, {0.1: "0.1", 1: "1", 10: "10", 100: "100"}),
    Scale(0.3, 3000, {1: "1 h", 24: "1 day", 672: "4 wk"}),
    Scale(0.06, 150, {1: "1 hour", 24: "1 day"}),
    Scale(0, 1.1, {0: "0", 0.5: "50 %", 1: "100 %"}, _as_it_is),
    Scale(0.97, 0.99995, {0.99: "99 %", 0.999: "", 0.9999: "99.99"}, _nines),
)


class ScorecardPlot:
    """Five panels; only marks, bars and words move."""

    def __init__(self, figure: Figure, start: Measured) -> None:
        """Draw what stays, the `start` included, and the empty artists that move."""
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        self._axes.set_axis_off()
        self._start = start
        self._row = (_BOTTOM - _TOP) / len(start.teams)
        for number in range(len(NAMES)):
            self._panel(number)
        for row, team in enumerate(start.teams):
            self._team(row, team)
        self._axes.text(_PANELS[0][0], HEIGHT - 7, _LEGEND, fontsize=9, color=SOFT_INK)
        self._title = self._words(14, 22, 13, INK, weight="bold")
        self._how = [[self._words(left, y, 9, SOFT_INK) for y in _HEADS[1:]] for left, _ in _PANELS]
        self._bars = [self._line(team, linewidth=3) for team in start.teams]
        self._marks = [
            self._line(team, linestyle="", marker=team_style(team).marker, markersize=8)
            for team in start.teams
        ]
        self._cells = [
            [self._words(left, self._y(row) - 15, 10, INK) for left, _ in _PANELS]
            for row in range(len(start.teams))
        ]

    def move(self, result: Measured) -> None:
        """Show `result`."""
        self._title.set_text(finding(result))
        for letterings, lines in zip(self._how, how_counted(result), strict=True):
            for lettering, words in zip(letterings, lines, strict=True):
                lettering.set_text(words)
        for row, team in enumerate(result.teams):
            y, kpis = self._y(row), result.kpis[team]
            ends = [
                self._x(number, SCALES[number].across(end))
                for number, kpi in enumerate(kpis)
                for end in (kpi.low, kpi.high, math.nan)
            ]
            self._bars[row].set_data(ends, [y] * len(ends))
            self._marks[row].set_data(self._places(kpis), [y] * len(kpis))
            for cell, kpi, first in zip(
                self._cells[row], kpis, self._start.kpis[team], strict=True
            ):
                cell.set_text(f"{kpi.said}{arrow(first, kpi)}")
                cell.set_color(INK if kpi.said == first.said else ACCENT)

    def _panel(self, number: int) -> None:
        """Draw the head and the axis of one KPI."""
        axes, scale = self._axes, SCALES[number]
        left, right = _PANELS[number]
        name = NAMES[number]
        axes.text(
            left, _HEADS[0], f"{name[:1].upper()}{name[1:]}", fontsize=9, weight="bold", color=INK
        )
        for value, words in scale.ticks.items():
            x = self._x(number, scale.across(value))
            axes.plot([x, x], [_TOP, _BOTTOM], color=PALE, linewidth=1, zorder=0)
            axes.text(x, _BOTTOM + 13, words, fontsize=9, color=SOFT_INK, ha="center")
        axes.plot([left, right], [_BOTTOM, _BOTTOM], color=LINE, linewidth=0.8)
        more = BETTER[number] == "more"
        axes.text(
            right if more else left,
            _BOTTOM + 28,
            "better →" if more else "← better",
            fontsize=9,
            color=SOFT_INK,
            ha="right" if more else "left",
        )

    def _team(self, row: int, team: str) -> None:
        """Draw the name of a team, and where it was at the start."""
        style, y = team_style(team), self._y(row)
        self._axes.plot([8, WIDTH - 8], [y + 14] * 2, color=PALE, linewidth=1, zorder=0)
        self._axes.plot([13], [y - 9], marker=style.marker, color=style.colour, markersize=7)
        name = team if len(team) <= 11 else f"{team[:10]}…"
        self._axes.text(22, y - 5, name, fontsize=10, weight="bold", color=INK)
        self._axes.plot(
            self._places(self._start.kpis[team]),
            [y] * len(NAMES),
            linestyle="",
            marker=style.marker,
            markersize=8,
            markerfacecolor=CARD,
            markeredgecolor=_GHOST,
        )

    def _places(self, kpis: tuple[Kpi, ...]) -> list[float]:
        return [self._x(n, SCALES[n].across(kpi.value)) for n, kpi in enumerate(kpis)]

    def _x(self, number: int, across: float) -> float:
        left, right = _PANELS[number]
        return left + across * (right - left)

    def _y(self, row: int) -> float:
        """Where the marks of a row lie."""
        return _TOP + (row + 1) * self._row - 15

    def _line(self, team: str, **style: object) -> Line2D:
        (line,) = self._axes.plot(
            [],
            [],
            color=team_style(team).colour,
            animated=True,
            **style,  # type: ignore[arg-type]
        )
        return line

    def _words(
        self, x: float, y: float, size: float, colour: str, weight: str = "normal"
    ) -> Lettering:
        made = Lettering(
            x, y, size=size, color=colour, weight=weight, transform=self._axes.transData
        )
        self._axes.add_artist(made)
        return made


def arrow(first: Kpi, kpi: Kpi) -> str:
    """Return an arrow where a number is said otherwise than at first."""
    if first.said == kpi.said or not (first.has_data and kpi.has_data):
        return ""
    return " ▲" if kpi.value > first.value else " ▼"


def finding(result: Measured) -> str:
    """Return the title: who is first in how many of the five, and how much is missing."""
    firsts = result.firsts()
    window = f"{result.window[:1].upper()}{result.window[1:]}"
    if len(result.teams) == 1:
        said = f"the five KPIs of {result.teams[0]}"
    elif set(firsts.values()) == {len(NAMES)}:
        said = f"{next(iter(firsts))} is first in all five"
    else:
        said = "first are " + ", ".join(f"{team} in {count}" for team, count in firsts.items())
    missing = result.without_data
    return f"{window}: {said}" + (f"; no data for {missing} of {result.numbers}" if missing else "")


def how_counted(result: Measured) -> tuple[tuple[str, str], ...]:
    """Return how each of the five is counted, in two short lines."""
    counted = result.counted
    middle = (
        f"{'mean' if counted.mean else 'median'}, "
        f"{'working' if counted.working_hours else 'all'} hours"
    )
    return (
        ("staging too" if counted.staging else "to production", "a week"),
        (f"from the {'merge' if counted.from_merge else 'commit'}", middle),
        (f"{'changes’' if counted.of_changes else 'all'} incidents", middle),
        ("incidents" if counted.per_incident else "failed", "÷ deployments"),
        ("good requests", "÷ all requests"),
    )
