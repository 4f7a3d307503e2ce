"""The live picture of the lab "Three modes, same luck": the same changes, three ways.

Each way has a lane. A line in it is one change, from its commit (top) until users have it (bottom):
a train gathers many lines into a fan, a machine lets each fall by itself. Beside the lane stands
how the lead times spread; below, the KPIs of the three ways in rows of a table. The picture is
narrow, so that its words stay large enough where a page has little room beside the controls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours, say_share
from deliverylab.show.mode_lane import EDGES, LIKE, PITCH, WEEKS_SHOWN, Lane, rest, within
from deliverylab.show.mode_runs import KPIS, Way, difference
from deliverylab.show.style import ACCENT, BAD, GOOD, INK, SOFT_INK, TEAM_STYLE
from deliverylab.show.tiles import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import Rectangle
    from matplotlib.text import Text

    from deliverylab.show.lettering import Lettering
    from deliverylab.show.three_modes import ThreeWays

WIDTH, HEIGHT = 700, 430

_TOP, _LANES = 28, 3 * PITCH
_LEFT, _TIMELINE_RIGHT = 14, 492
_SPREAD_LEFT, _SPREAD_RIGHT = 526, 684
_ROWS_TOP, _ROW = 374, 21

_TICKS = {1.0: "1 hour", 24.0: "1 day", 336.0: "2 weeks"}

_COLUMNS = (  # where each KPI's column begins, and its head
    (150, "deployments\na week"),
    (248, "lead time\n(median)"),
    (336, "deployments\nthat fail"),
    (434, "failed\na year"),
    (495, "time to\nrestore"),
    (606, "good\nrequests"),
)
BETTER = {
    KPIS[0]: "more",
    KPIS[1]: "less",
    KPIS[2]: "less",
    KPIS[3]: "less",
    KPIS[4]: "less",
    KPIS[5]: "more",
}
"""Which way each KPI is better."""


class ThreeModesPlot:
    """Three lanes, three spreads, three rows; only lines, marks and numbers move."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._figure = figure
        self._timeline = self._axes(_LEFT, _TIMELINE_RIGHT)
        self._timeline.set_xlim(0, WEEKS_SHOWN)
        weeks = np.arange(WEEKS_SHOWN)
        self._timeline.set_xticks(range(WEEKS_SHOWN + 1), [""] * (WEEKS_SHOWN + 1))
        self._timeline.set_xticks(weeks + 0.5, [f"week {n + 1}" for n in weeks], minor=True)
        self._timeline.tick_params(axis="x", which="minor", length=0, pad=2, labelsize=9.5)
        spread = self._axes(_SPREAD_LEFT, _SPREAD_RIGHT)
        spread.set_xscale("log")
        spread.set_xlim(EDGES[0], EDGES[-1])
        spread.set_xticks(list(_TICKS), list(_TICKS.values()))
        spread.minorticks_off()
        spread.tick_params(axis="x", labelsize=10)
        self._lanes = [Lane(self._timeline, spread, lane) for lane in range(3)]
        self._title = self._lettering(_LEFT, 20, 12, weight="bold")
        for x, line, words in (
            (_LEFT, 0, "A line is one change, from its commit (top) to its users (bottom)."),
            (_SPREAD_LEFT, 0, "(logarithmic scale)"),
            (
                _LEFT,
                1,
                "Black: no test caught its defect.  ✕: failed; where no line is black, "
                "by a person's slip.",
            ),
        ):
            self._words(x, _TOP + _LANES + 33 + 16 * line, 9.5, words, color=SOFT_INK)
        self._table()
        self._frames = [
            (
                self._frame(_TOP + row * PITCH + 2, PITCH - 3),
                self._frame(_ROWS_TOP + (row - 0.5) * _ROW, _ROW),
            )
            for row in range(3)
        ]

    def move(self, result: ThreeWays) -> None:
        """Show `result`."""
        shown = np.count_nonzero(within(result.ways[0].committed))
        times = [say_hours(way.kpis[KPIS[1]]) for way in result.ways]
        self._title.set_text(
            f"The same {shown} changes: to users in {times[0]}, {times[1]} or {times[2]}"
        )
        above = None
        for number, way in enumerate(result.ways):
            yours = number == result.yours
            self._lanes[number].move(way, yours)
            rest(self._rows[number], way.mode.replace("continuous ", ""), yours)
            for frame in self._frames[number]:
                frame.set_visible(yours)
            for kpi, cell in zip(KPIS, self._cells[number], strict=True):
                words, colour = _cell(way, above, kpi)
                cell.set_text(words)
                cell.set_color(colour)
            above = way

    def _axes(self, left: int, right: int) -> Axes:
        """Return axes over all lanes between two page pixels; y counts page pixels downwards."""
        axes = self._figure.add_axes(
            (
                left / WIDTH,
                1 - (_TOP + _LANES) / HEIGHT,
                (right - left) / WIDTH,
                _LANES / HEIGHT,
            )
        )
        axes.patch.set_visible(False)
        axes.set_ylim(_LANES, 0)
        axes.set_yticks([])
        axes.spines["left"].set_visible(False)
        axes.tick_params(axis="x", length=3, pad=2, labelsize=9.5)
        return axes

    def _words(
        self,
        x: float,
        y: float,
        size: float,
        words: str = "",
        *,
        color: str = INK,
        weight: str = "normal",
    ) -> Text:
        """Write at a place in page pixels."""
        return self._figure.text(
            x / WIDTH,
            1 - y / HEIGHT,
            words,
            va="baseline",
            fontsize=size,
            color=color,
            fontweight=weight,
            linespacing=1.05,
        )

    def _lettering(self, x: float, y: float, size: float, weight: str = "normal") -> Lettering:
        """Keep words that move, at a place in page pixels."""
        from deliverylab.show.lettering import Lettering

        words = Lettering(
            x / WIDTH,
            1 - y / HEIGHT,
            size=size,
            color=INK,
            weight=weight,
            transform=self._figure.transFigure,
        )
        self._figure.add_artist(words)
        return words

    def _frame(self, top: float, height: float) -> Rectangle:
        """Keep a frame across the picture, for what is your team's."""
        from matplotlib.patches import Rectangle

        frame = Rectangle(
            (3 / WIDTH, 1 - (top + height) / HEIGHT),
            (WIDTH - 6) / WIDTH,
            height / HEIGHT,
            fill=False,
            edgecolor=ACCENT,
            linewidth=1.6,
            animated=True,
            transform=self._figure.transFigure,
        )
        self._figure.add_artist(frame)
        return frame

    def _table(self) -> None:
        """Write how to read the marks and the heads of the columns; keep the cells, row by row."""
        self._rows: list[Text] = []
        self._cells: list[list[Lettering]] = []
        self._words(
            _LEFT,
            _ROWS_TOP - 48,
            10,
            "Against the row above:  ▲ ▼ more than noise  (! for the worse)    ≈ within noise",
        )
        for x, head in ((_LEFT, "continuous …"), *_COLUMNS):
            self._words(x, _ROWS_TOP - 16, 10, head, color=SOFT_INK)
        for row in range(3):
            y = _ROWS_TOP + row * _ROW
            style = TEAM_STYLE[LIKE[row]]
            self._rows.append(self._words(_LEFT + 12, y + 5, 10, weight="bold"))
            self._figure.add_artist(
                _marker(style.marker, style.colour, (_LEFT + 2) / WIDTH, 1 - y / HEIGHT)
            )
            self._cells.append([self._lettering(x, y + 5, 10.5) for x, _ in _COLUMNS])


def _marker(marker: str, colour: str, x: float, y: float) -> Line2D:
    from matplotlib.lines import Line2D

    return Line2D([x], [y], marker=marker, color=colour, markersize=6, linestyle="")


def _cell(way: Way, above: Way | None, kpi: str) -> tuple[str, str]:
    """Return a KPI in words with its mark against the row above, and the colour of that."""
    words = say_kpi(kpi, way.kpis[kpi])
    if above is None:
        return words, INK
    apart = difference(above, way, kpi)
    if not apart.sure:
        return f"{words} ≈", INK
    better = apart.up == (BETTER[kpi] == "more")
    return f"{words} {'▲' if apart.up else '▼'}{'' if better else ' !'}", GOOD if better else BAD


def say_kpi(kpi: str, value: float) -> str:
    """Return the value of a KPI as a person would say it.

    >>> say_kpi("reliability", 0.9993), say_kpi("failed deployments a year", 31.7)
    ('99.93 %', '32')
    """
    if np.isnan(value):
        return "no data"
    if kpi == KPIS[0]:
        return plain(value)
    if kpi in (KPIS[1], KPIS[4]):
        return say_hours(value)
    if kpi == KPIS[3]:
        return f"{value:.0f}" if value >= 10 else plain(round(value, 1))
    return say_share(value)
