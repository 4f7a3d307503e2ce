"""The live picture of the lab "Three modes, same luck": the same changes, three ways.

Each way has a lane. A line in it is one change, from its commit (top) until users have it (bottom):
a train gathers many lines into a fan, a machine lets each fall by itself. Beside the lane stands
how the lead times spread; below, the KPIs of the three ways in rows of a table.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours, say_share
from deliverylab.show.mode_runs import KPIS, Way, difference
from deliverylab.show.style import ACCENT, BAD, GOOD, INK, SOFT_INK, TEAM_STYLE
from deliverylab.show.tiles import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.text import Text

    from deliverylab.show.lettering import Lettering
    from deliverylab.show.three_modes import ThreeWays

WIDTH, HEIGHT = 780, 424

FIRST_WEEK = 14
WEEKS_SHOWN = 5
"""The weeks that are drawn: long enough for a train of four weeks, after the run has settled."""

_LANE, _HEAD, _BODY = 81, 25, 45
_TOP, _LANES = 30, 3 * _LANE
_LEFT, _TIMELINE_RIGHT = 14, 530
_SPREAD_LEFT, _SPREAD_RIGHT = 566, 758
_ROWS_TOP, _ROW = 357, 20

_LIKE = ("tug", "ferry", "hydrofoil")
_EDGES = np.geomspace(1.0, 2_000.0, 41)
_TICKS = {1.0: "1 hour", 24.0: "1 day", 168.0: "1 week", 1344.0: "8 weeks"}

_COLUMNS = (  # where each KPI's column begins, and its head
    (214, "deployments\na week"),
    (306, "lead time\n(median)"),
    (400, "deployments\nthat fail"),
    (495, "failed\na year"),
    (568, "time to\nrestore"),
    (680, "good\nrequests"),
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
        spread.set_xlim(_EDGES[0], _EDGES[-1])
        spread.set_xticks(list(_TICKS), list(_TICKS.values()))
        spread.minorticks_off()
        spread.tick_params(axis="x", labelsize=9)
        self._lanes = [_Lane(self._timeline, spread, lane) for lane in range(3)]
        self._title = self._lettering(_LEFT, 20, 13, weight="bold")
        self._words(
            _LEFT,
            _TOP + _LANES + 36,
            9.5,
            "A line is one change, from its commit (top) to its users (bottom).  "
            "Black: no test caught its defect.  ✕: failed.",
            color=SOFT_INK,
        )
        self._table()

    def move(self, result: ThreeWays) -> None:
        """Show `result`."""
        shown = np.count_nonzero(_within(result.ways[0].committed))
        times = [say_hours(way.kpis[KPIS[1]]) for way in result.ways]
        self._title.set_text(
            f"The same {shown} changes: to users in {times[0]}, {times[1]} or {times[2]}"
        )
        above = None
        for number, way in enumerate(result.ways):
            yours = number == result.yours
            self._lanes[number].move(way, yours)
            _name(self._rows[number], way.mode, yours)
            self._row_frames[number].set_visible(yours)
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

    def _table(self) -> None:
        """Write the heads of the columns; keep the cells, row by row."""
        from matplotlib.patches import Rectangle

        self._rows, self._row_frames, self._cells = [], [], []
        for x, head in _COLUMNS:
            self._words(x, _ROWS_TOP - 16, 9.5, head, color=SOFT_INK)
        for row in range(3):
            y = _ROWS_TOP + row * _ROW
            style = TEAM_STYLE[_LIKE[row]]
            self._rows.append(self._words(_LEFT + 12, y + 5, 9, weight="bold"))
            self._figure.add_artist(
                _marker(style.marker, style.colour, (_LEFT + 2) / WIDTH, 1 - y / HEIGHT)
            )
            frame = Rectangle(
                (3 / WIDTH, 1 - (y + _ROW / 2) / HEIGHT),
                (WIDTH - 6) / WIDTH,
                _ROW / HEIGHT,
                fill=False,
                edgecolor=ACCENT,
                linewidth=1.6,
                animated=True,
                transform=self._figure.transFigure,
            )
            self._figure.add_artist(frame)
            self._row_frames.append(frame)
            self._cells.append([self._lettering(x, y + 5, 10) for x, _ in _COLUMNS])
        self._words(
            _COLUMNS[0][0],
            HEIGHT - 6,
            9,
            "against the row above:  ▲ ▼ more than noise  (! for the worse)    ≈ within noise",
            color=SOFT_INK,
        )


class _Lane:
    """One way: its lines, its deployments, its spread, and the words above them."""

    def __init__(self, timeline: Axes, spread: Axes, lane: int) -> None:
        from matplotlib.collections import LineCollection
        from matplotlib.patches import Rectangle

        from deliverylab.show.lettering import Lettering

        style = TEAM_STYLE[_LIKE[lane]]
        self._top = lane * _LANE + _HEAD
        self._bottom = self._top + _BODY
        for axes in (timeline, spread):
            axes.plot(
                [0, 1],
                [self._bottom] * 2,
                color="#b9c1cb",
                linewidth=0.8,
                transform=axes.get_yaxis_transform(),
                zorder=0.5,
            )
        self._lines, self._bad = (
            LineCollection([], colors=colour, linewidths=width, animated=True, antialiased=False)
            for colour, width in ((_tint(style.colour), 0.5), (INK, 1.6))
        )
        timeline.add_collection(self._lines, autolim=False)
        timeline.add_collection(self._bad, autolim=False)
        baseline = lane * _LANE + 18
        self._name = timeline.text(
            0.0,
            baseline,
            "",
            fontsize=10,
            weight="bold",
            transform=timeline.get_yaxis_transform(),
        )
        self._batch = Lettering(
            1.0, baseline, size=10, color=INK, ha="right", transform=timeline.get_yaxis_transform()
        )
        self._half = Lettering(
            0.0,
            baseline,
            size=10,
            color=INK,
            weight="bold",
            transform=spread.get_yaxis_transform(),
        )
        timeline.add_artist(self._batch)
        spread.add_artist(self._half)
        self._good, self._failed = (
            timeline.scatter(
                [], [], marker=marker, color=colour, animated=True, zorder=order, linewidths=0
            )
            for marker, colour, order in ((style.marker, style.colour, 3), ("X", BAD, 4))
        )
        for marks in (self._good, self._failed):
            marks.set_clip_on(True)
        flat = np.full(len(_EDGES) - 1, float(self._bottom))
        self._spread = spread.stairs(
            flat, _EDGES, baseline=self._bottom, fill=True, animated=True, color=style.colour
        )
        (self._median,) = spread.plot([], [], color=INK, linewidth=2, animated=True)
        self._frame = Rectangle(
            (3 / WIDTH, 1 - (_TOP + (lane + 1) * _LANE - 1) / HEIGHT),
            (WIDTH - 6) / WIDTH,
            (_LANE - 3) / HEIGHT,
            fill=False,
            edgecolor=ACCENT,
            linewidth=1.6,
            animated=True,
            transform=timeline.figure.transFigure,
        )
        timeline.figure.add_artist(self._frame)

    def move(self, way: Way, yours: bool) -> None:
        """Show one way."""
        mode = f"{way.mode[:1].upper()}{way.mode[1:]}"
        _name(self._name, f"{mode}: your team" if yours else mode, yours)
        self._frame.set_visible(yours)
        each = way.changes_per_deployment
        self._batch.set_text(f"changes per deployment: {plain(each) if each == each else '–'}")
        self._half.set_text(f"half within {say_hours(way.kpis[KPIS[1]])}")
        begin, end = _weeks(way.committed), np.minimum(_weeks(way.deployed), 2.0 * WEEKS_SHOWN)
        drawn = (end >= 0) & (begin < WEEKS_SHOWN)
        for lines, which in ((self._lines, drawn & ~way.escaped), (self._bad, drawn & way.escaped)):
            lines.set_segments(_segments(begin[which], end[which], self._top, self._bottom))
        for marks, which in ((self._good, ~way.failed), (self._failed, way.failed)):
            at = _weeks(way.deployments[which])
            shown = (at >= 0) & (at < WEEKS_SHOWN)
            marks.set_offsets(np.column_stack([at[shown], np.full(shown.sum(), self._bottom)]))
            grown = 16.0 * np.sqrt(way.batch[which][shown])
            marks.set_sizes(np.minimum(grown, 120.0) + (24.0 if marks is self._failed else 0.0))
        counts = np.histogram(way.lead_times, _EDGES)[0]
        heights = (_BODY - 2) * counts / max(counts.max(), 1)
        self._spread.set_data(self._bottom - heights)
        half = way.kpis[KPIS[1]]
        self._median.set_data([half, half], [self._bottom, self._top])


def _name(text: Text, words: str, yours: bool) -> None:
    """Write a name that rests: it is touched only when it changes, as the background then does."""
    colour = ACCENT if yours else INK
    if (text.get_text(), text.get_color()) != (words, colour):
        text.set_text(words)
        text.set_color(colour)


def _tint(colour: str) -> str:
    """Return a lighter `colour`, so that what matters stands out from many lines."""
    light = (round(0.6 * int(colour[at : at + 2], 16) + 0.4 * 255) for at in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in light)


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


def _weeks(hours: np.ndarray) -> np.ndarray:
    """Return hours since the start as weeks since the first that is drawn."""
    return np.asarray(hours / 168.0 - FIRST_WEEK)


def _within(hours: np.ndarray) -> np.ndarray:
    """Return which hours are in the weeks that are drawn."""
    weeks = _weeks(hours)
    return np.asarray((weeks >= 0) & (weeks < WEEKS_SHOWN))


def _segments(begin: np.ndarray, end: np.ndarray, top: float, bottom: float) -> list[np.ndarray]:
    """Return lines from `begin` at the top to `end` at the bottom, each as 2 ends × 2."""
    lines = np.empty((len(begin), 2, 2))
    lines[:, 0, 0], lines[:, 0, 1] = begin, top
    lines[:, 1, 0], lines[:, 1, 1] = end, bottom
    return list(lines)
