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
from deliverylab.measure.say import capital
from deliverylab.show.lettering import words_on
from deliverylab.show.style import ACCENT, CARD, INK, LINE, PALE, SOFT_INK, team_style
from deliverylab.show.year_measured import BETTER, NAMES, Measured

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WIDTH = 620
SMALL = 9.6
"""The size of the smallest words, in points: 11 pixels on a projector, beside the file browser."""

_PANELS = ((96, 254), (276, 434), (456, 608))
"""Where each panel of a row begins and ends; the first row of panels has three, the second two."""
_TITLE, _HEADS, _LINE = 20, 41, 15
_ROW = 29.5
"""The height of a team's row."""
_ABOVE, _BELOW = (53, 38), 29
"""From the head of each row of panels to its first team, and below its last team to the next."""
_LEGEND = (
    "filled: now, with",
    "its 95 % interval",
    "hollow: at the start",
    "▲ ▼ moved since",
    "the start",
)
_GHOST = "#8b95a3"
_LONGEST_NAME = 9


def height(teams: int) -> int:
    """Return the height of the picture for so many teams."""
    return round(_HEADS + sum(_ABOVE) + 2 * _ROW * teams + _BELOW + 18)


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
    """Five panels in two rows; only marks, bars and words move."""

    def __init__(self, figure: Figure, start: Measured) -> None:
        """Draw what stays, the `start` included, and the empty artists that move."""
        teams = start.teams
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(height(len(teams)), 0))
        self._axes.set_axis_off()
        self._start = start
        for number in range(len(NAMES)):
            self._panel(number)
        for row, team in enumerate(teams):
            self._team(row, team)
        for line, words in enumerate(_LEGEND):
            y = self._y(5, 0) + 19 * line
            self._axes.text(_PANELS[2][0], y, words, fontsize=SMALL, color=SOFT_INK)
        self._title = words_on(self._axes, 8, _TITLE, 12.5, INK, weight="bold")
        self._how = [
            [
                words_on(
                    self._axes,
                    self._left(number),
                    self._head(number) + _LINE * line,
                    SMALL,
                    SOFT_INK,
                )
                for line in ((1, 2) if number < 3 else (1,))
            ]
            for number in range(len(NAMES))
        ]
        self._bars = [self._line(team, linewidth=3) for team in teams]
        self._marks = [
            self._line(team, linestyle="", marker=team_style(team).marker, markersize=8)
            for team in teams
        ]
        self._cells = [
            [
                words_on(self._axes, self._left(number), self._y(number, row) - 9.5, SMALL, INK)
                for number in range(len(NAMES))
            ]
            for row in range(len(teams))
        ]

    def move(self, result: Measured) -> None:
        """Show `result`."""
        self._title.set_text(finding(result))
        for letterings, lines in zip(self._how, how_counted(result), strict=True):
            for lettering, words in zip(letterings, lines, strict=True):
                lettering.set_text(words)
        for row, team in enumerate(result.teams):
            kpis = result.kpis[team]
            ends = [
                (self._x(number, SCALES[number].across(end)), self._y(number, row))
                for number, kpi in enumerate(kpis)
                for end in (kpi.low, kpi.high, math.nan)
            ]
            self._bars[row].set_data(*zip(*ends, strict=True))
            self._marks[row].set_data(*self._places(row, kpis))
            for cell, kpi, first in zip(
                self._cells[row], kpis, self._start.kpis[team], strict=True
            ):
                cell.set_text(f"{kpi.said}{arrow(first, kpi)}")
                cell.set_color(INK if kpi.said == first.said else ACCENT)

    def _panel(self, number: int) -> None:
        """Draw the head and the axis of one KPI."""
        axes, scale = self._axes, SCALES[number]
        left, right = _PANELS[number % 3]
        top = self._y(number, 0) - 24
        bottom = self._y(number, len(self._start.teams) - 1) + 11
        name = NAMES[number]
        axes.text(
            left,
            self._head(number),
            capital(name),
            fontsize=SMALL,
            weight="bold",
            color=INK,
        )
        for value, words in scale.ticks.items():
            x = self._x(number, scale.across(value))
            axes.plot([x, x], [top, bottom], color=PALE, linewidth=1, zorder=0)
            axes.text(x, bottom + 13, words, fontsize=SMALL, color=SOFT_INK, ha="center")
        axes.plot([left, right], [bottom, bottom], color=LINE, linewidth=0.8)
        more = BETTER[number] == "more"
        axes.text(
            right if more else left,
            bottom + 26,
            "better →" if more else "← better",
            fontsize=SMALL,
            color=SOFT_INK,
            ha="right" if more else "left",
        )

    def _team(self, row: int, team: str) -> None:
        """Draw the name of a team beside both rows of panels, and where it was at the start."""
        style = team_style(team)
        for number, right in ((0, WIDTH - 8), (3, _PANELS[1][1])):
            y = self._y(number, row)
            self._axes.plot([8, right], [y + 11] * 2, color=PALE, linewidth=1, zorder=0)
            self._axes.plot([12], [y - 5], marker=style.marker, color=style.colour, markersize=7)
            self._axes.text(21, y, short(team), fontsize=SMALL, weight="bold", color=INK)
        self._axes.plot(
            *self._places(row, self._start.kpis[team]),
            linestyle="",
            marker=style.marker,
            markersize=8,
            markerfacecolor=CARD,
            markeredgecolor=_GHOST,
            zorder=1,
        )

    def _head(self, number: int) -> float:
        """Return where the first line above a KPI's panel stands."""
        if number < 3:
            return _HEADS
        return _HEADS + _ABOVE[0] + _ROW * len(self._start.teams) + _BELOW

    def _y(self, number: int, row: int) -> float:
        """Return where a KPI's marks of one team stand."""
        return self._head(number) + _ABOVE[number // 3] + _ROW * row + 4

    def _left(self, number: int) -> float:
        return _PANELS[number % 3][0]

    def _x(self, number: int, across: float) -> float:
        left, right = _PANELS[number % 3]
        return left + across * (right - left)

    def _places(self, row: int, kpis: tuple[Kpi, ...]) -> tuple[list[float], list[float]]:
        """Return where the marks of one team stand."""
        across = [
            self._x(number, SCALES[number].across(kpi.value)) for number, kpi in enumerate(kpis)
        ]
        return across, [self._y(number, row) for number in range(len(kpis))]

    def _line(self, team: str, **style: object) -> Line2D:
        (line,) = self._axes.plot(
            [],
            [],
            color=team_style(team).colour,
            animated=True,
            **style,  # pyrefly: ignore[bad-argument-type]
        )
        return line


def arrow(first: Kpi, kpi: Kpi) -> str:
    """Return an arrow where a number is said otherwise than at first."""
    if first.said == kpi.said or not (first.has_data and kpi.has_data):
        return ""
    return " ▲" if kpi.value > first.value else " ▼"


def finding(result: Measured) -> str:
    """Return the title: who is first in how many of the five."""
    firsts = result.firsts()
    window = capital(result.window)
    most = max(firsts.values(), default=0)
    best = [short(team) for team, count in firsts.items() if count == most]
    if len(result.teams) == 1:
        said = f"the five KPIs of {short(result.teams[0])}"
    elif not best:
        said = "no data"
    elif len(best) > 2:
        said = f"no team is first in more than {most}"
    else:
        number = "all five" if most == len(NAMES) else f"{most} of 5"
        said = f"{' and '.join(best)} {'is' if len(best) == 1 else 'are'} first in {number}"
    return f"{window}: {said}"


def short(team: str) -> str:
    """Return a team's name, or the beginning of a long one.

    >>> short("hydrofoil"), short("parcel tracking")
    ('hydrofoil', 'parcel t…')
    """
    return team if len(team) <= _LONGEST_NAME else f"{team[: _LONGEST_NAME - 1]}…"


def how_counted(result: Measured) -> tuple[tuple[str, ...], ...]:
    """Return how each of the five is counted, in one or two short lines."""
    counted = result.counted
    middle = (
        f"{'mean' if counted.mean else 'median'}, "
        f"{'working' if counted.working_hours else 'all'} hours"
    )
    return (
        ("staging too" if counted.staging else "to production", "a week"),
        (f"from the {'merge' if counted.from_merge else 'commit'}", middle),
        (f"{'changes’' if counted.of_changes else 'all'} incidents", middle),
        (f"{'incidents' if counted.per_incident else 'failed'} ÷ deployments",),
        ("good ÷ all requests",),
    )
