"""The picture of "Game the metric": what the report says, and beside it what users get.

Five rows; in each a KPI on the left and the number of users that belongs to it on the right. All
axes point the same way: better is to the right. A ring is the team as it is, a dot the team now, a
green bar the goal. The target's row has a frame. All lengths are pixels of the page.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from deliverylab.measure.say import capital
from deliverylab.show.gamed import REPORT, USERS, Gamed, Kind, from_to
from deliverylab.show.lettering import words_on
from deliverylab.show.style import ACCENT, BAD, CARD, GOOD, INK, LINE, PALE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WIDTH, HEIGHT = 720, 356

_PANELS = ((12, 352), (368, 708))
_TOP, _ROW = 82, 53
_NAME, _TRACK = 17, 35
"""Where in a row the words stand, and where its axis lies."""
_WORDS = 10.7
"""Points: 11 pixels of the page where the picture is smallest, beside a file browser at 1280."""
_KINDS = (REPORT, USERS)
_HEADS = ("What the report says", "What users get")


class GamePlot:
    """Ten axes; the dots, what they have moved, and the numbers move."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.patches import Rectangle

        self._axes = axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        axes.set_axis_off()
        for (left, right), head in zip(_PANELS, _HEADS, strict=True):
            axes.text(left, 52, head, fontsize=12, weight="bold", color=INK)
            axes.text(right, 70, "better →", fontsize=_WORDS, color=SOFT_INK, ha="right")
        self._legend()
        for panel, kinds in enumerate(_KINDS):
            for row, kind in enumerate(kinds):
                self._track(panel, row, kind)
        self._frame = Rectangle(
            (5, 0), WIDTH - 10, _ROW - 4, fill=False, edgecolor=ACCENT, linewidth=1.8, animated=True
        )
        axes.add_patch(self._frame)
        self._title = words_on(self._axes, _PANELS[0][0], 22, 13, INK, weight="bold")
        self._ways = [self._line(color=colour, linewidth=3) for colour in (ACCENT, INK)]
        self._rings = self._line(
            marker="o", linestyle="", markersize=9, markerfacecolor=CARD, markeredgecolor=LINE
        )
        self._rings.set_markeredgewidth(1.8)
        self._dots = [
            self._line(color=colour, marker="o", linestyle="", markersize=9)
            for colour in (ACCENT, INK)
        ]
        self._numbers = [
            [
                words_on(self._axes, right, self._y(row) + _NAME, _WORDS, INK, side="right")
                for row in range(5)
            ]
            for _, right in _PANELS
        ]

    def move(self, result: Gamed) -> None:
        """Show `result`."""
        self._title.set_text(finding(result))
        self._frame.set_y(self._y(result.target) + 2)
        rings: list[tuple[float, float]] = []
        for panel, kinds in enumerate(_KINDS):
            first = (result.first.report, result.first.users)[panel]
            now = (result.now.report, result.now.users)[panel]
            ways: list[tuple[float, float]] = []
            dots: list[tuple[float, float]] = []
            for row, kind in enumerate(kinds):
                y = self._y(row) + _TRACK
                was, is_now = (self._x(panel, kind, number) for number in (first[row], now[row]))
                rings.append((was, y))
                dots.append((is_now, y))
                ways += [(was, y), (is_now, y), (math.nan, y)]
                words, colour = _said(kind, first[row], now[row])
                self._numbers[panel][row].set_text(words)
                self._numbers[panel][row].set_color(colour)
            _place(self._ways[panel], ways)
            _place(self._dots[panel], dots)
        _place(self._rings, rings)

    def _legend(self) -> None:
        """Say what the marks mean."""
        left = _PANELS[0][0]
        marks = (("o", CARD, LINE, "as it is"), ("o", ACCENT, ACCENT, "now"), ("|", GOOD, GOOD, ""))
        for number, (marker, face, edge, says) in enumerate(marks):
            x = left + 5 + 78 * number
            self._axes.plot(
                [x],
                [66],
                marker=marker,
                markersize=8,
                markerfacecolor=face,
                markeredgecolor=edge,
                markeredgewidth=1.8,
            )
            self._axes.text(x + 10, 70, says or "the goal", fontsize=_WORDS, color=SOFT_INK)

    def _track(self, panel: int, row: int, kind: Kind) -> None:
        """Draw the name of a number, its axis and its goal."""
        (left, right), y = _PANELS[panel], self._y(row)
        name = capital(kind.name)
        self._axes.text(left, y + _NAME, name, fontsize=_WORDS, weight="bold", color=INK)
        self._axes.plot([left, right], [y + _TRACK] * 2, color=PALE, linewidth=4, zorder=0)
        self._axes.plot([left, right], [y, y], color=PALE, linewidth=1, zorder=0)
        if not math.isnan(kind.goal):
            x = self._x(panel, kind, kind.goal)
            self._axes.plot([x, x], [y + _TRACK - 7, y + _TRACK + 7], color=GOOD, linewidth=2.5)

    def _x(self, panel: int, kind: Kind, number: float) -> float:
        """Return where a number lies between the worst and the best; at an end if beyond."""
        left, right = _PANELS[panel]
        return left + 8 + across(kind, number) * (right - left - 16)

    def _y(self, row: int) -> float:
        return _TOP + row * _ROW

    def _line(self, **style: object) -> Line2D:
        # pyrefly: ignore[bad-argument-type]
        (line,) = self._axes.plot([], [], animated=True, **style)
        return line


def across(kind: Kind, number: float) -> float:
    """Return how far a number is on the way from the worst (0) to the best (1) of its axis.

    Axes are logarithmic, but for shares that may be zero; reliability is spread by what fails.

    >>> across(REPORT[0], 0.3), across(REPORT[0], 100.0), across(REPORT[3], 0.25)
    (0.0, 1.0, 0.5)
    """
    worst, best = kind.worst, kind.best
    if 0.9 < worst < best < 1:  # a share of requests that went well: what is left of it counts
        worst, best, number = 1 - worst, 1 - best, 1 - number
    if best == 0.0:
        way = (worst - number) / worst
    else:
        way = math.log(max(number, 1e-9) / worst) / math.log(best / worst)
    return min(max(way, 0.0), 1.0)


def finding(result: Gamed) -> str:
    """Return the title: whether the goal is reached, and what users have of it."""
    kind = REPORT[result.target]
    name = capital(kind.name)
    if not (result.played or result.really):
        now = kind.say(result.now.report[result.target])
        return f"{name}: {now}; the goal is {kind.say(kind.goal)}"
    better = sum(result.users_better(place) for place in range(len(USERS)))
    users = f"{better} of {len(USERS)} better" if better else "nothing of it"
    return f"{name}: goal {'reached' if result.reached else 'not reached'}; users get {users}"


def _said(kind: Kind, first: float, now: float) -> tuple[str, str]:
    """Return a number in words, with what it was; and the colour of it."""
    said = from_to(kind.say(first), kind.say(now))
    if kind.is_better(now, first):
        return said, ACCENT
    return (f"{said}, worse", BAD) if kind.is_better(first, now) else (said, SOFT_INK)


def _place(line: Line2D, places: list[tuple[float, float]]) -> None:
    line.set_data([x for x, _ in places], [y for _, y in places])
