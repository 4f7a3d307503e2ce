"""One lane of the lab "Three modes, same luck": what becomes of the changes in one mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import capital, say_hours
from deliverylab.show.mode_runs import KPIS, Way
from deliverylab.show.style import ACCENT, BAD, INK, TEAM_STYLE
from deliverylab.show.tiles import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.text import Text

FIRST_WEEK = 14
WEEKS_SHOWN = 5
"""The weeks that are drawn: long enough for a train of four weeks, after the run has settled."""

PITCH = 75
"""From one lane to the next, in pixels of the page, as all heights here."""

LIKE = ("tug", "ferry", "hydrofoil")
"""The teams that work in the three ways, and lend them their colours and markers."""

EDGES = np.geomspace(1.0, 2_000.0, 41)
"""Where the classes of the lead times begin and end: hours."""

_HEAD, _BODY = 24, 43


class Lane:
    """One way: its lines, its deployments, its spread, and the words above them."""

    def __init__(self, timeline: Axes, spread: Axes, lane: int) -> None:
        """Draw what stays of the lane of this number, and the empty artists that move."""
        from matplotlib.collections import LineCollection

        from deliverylab.show.lettering import Lettering

        style = TEAM_STYLE[LIKE[lane]]
        self._top = lane * PITCH + _HEAD
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
        baseline = lane * PITCH + 17
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
        flat = np.full(len(EDGES) - 1, float(self._bottom))
        self._spread = spread.stairs(
            flat, EDGES, baseline=self._bottom, fill=True, animated=True, color=style.colour
        )
        (self._median,) = spread.plot([], [], color=INK, linewidth=2, animated=True)

    def move(self, way: Way, yours: bool) -> None:
        """Show one way."""
        mode = capital(way.mode)
        rest(self._name, f"{mode}: your team" if yours else mode, yours)
        self._batch.set_text(_at_a_time(way.changes_per_deployment))
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
        counts = np.histogram(way.lead_times, EDGES)[0]
        heights = (_BODY - 2) * counts / max(counts.max(), 1)
        self._spread.set_data(self._bottom - heights)
        half = way.kpis[KPIS[1]]
        self._median.set_data([half, half], [self._bottom, self._top])


def rest(text: Text, words: str, yours: bool) -> None:
    """Write words that rest: they are touched only where they change, as the background then is."""
    colour = ACCENT if yours else INK
    if (text.get_text(), text.get_color()) != (words, colour):
        text.set_text(words)
        text.set_color(colour)


def _at_a_time(each: float) -> str:
    """Say how many changes a deployment carries."""
    if each != each:
        return "no deployment"
    return f"{plain(each)} {'change' if plain(each) == '1' else 'changes'} at a time"


def _tint(colour: str) -> str:
    """Return a lighter `colour`, so that what matters stands out from many lines."""
    light = (round(0.6 * int(colour[at : at + 2], 16) + 0.4 * 255) for at in (1, 3, 5))
    return "#" + "".join(f"{channel:02x}" for channel in light)


def _weeks(hours: np.ndarray) -> np.ndarray:
    """Return hours since the start as weeks since the first that is drawn."""
    return np.asarray(hours / 168.0 - FIRST_WEEK)


def within(hours: np.ndarray) -> np.ndarray:
    """Return which hours are in the weeks that are drawn."""
    weeks = _weeks(hours)
    return np.asarray((weeks >= 0) & (weeks < WEEKS_SHOWN))


def _segments(begin: np.ndarray, end: np.ndarray, top: float, bottom: float) -> list[np.ndarray]:
    """Return lines from `begin` at the top to `end` at the bottom, each as 2 ends × 2."""
    lines = np.empty((len(begin), 2, 2))
    lines[:, 0, 0], lines[:, 0, 1] = begin, top
    lines[:, 1, 0], lines[:, 1, 1] = end, bottom
    return list(lines)
