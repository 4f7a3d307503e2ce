"""The picture of "What is not in version control": how long rebuilds take, and what is different.

Two rows, all by hand and as the server is kept. On the left, how often a rebuild takes how long. On
the right, one of these rebuilds, setting by setting: what stopped it, and what is different since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours, say_share
from deliverylab.show.lettering import words_on
from deliverylab.show.live import reach_x
from deliverylab.show.rebuilt import SHOWN, all_by_hand
from deliverylab.show.style import ACCENT, BAD, CARD, INK, SOFT_INK, STAGE_STYLE
from deliverylab.show.tiles import plain
from deliverylab.simulate.rebuild import REBUILDS, SETTINGS, works_at_once

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from deliverylab.show.rebuilt import Rebuilt
    from deliverylab.simulate.rebuild import Rebuilds, Server

BINS = 40
_ACROSS = 15
"""Settings side by side on the right."""

_HAND = STAGE_STYLE["release"].colour
_OTHER = STAGE_STYLE["wait for review"].colour
_ROWS = (
    ("▨", "All by hand", _HAND, "////", 0.545),
    ("■", "As it is kept", ACCENT, "", 0.155),
)
"""Mark, name, colour, hatch, and how high a row begins."""

_HEIGHT = 0.215


class RebuildPlot:
    """How long rebuilds take, both ways, and one of each."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.ticker import MaxNLocator

        self._title = words_on(figure, 0.02, 0.93, 13, INK, weight="bold")
        self._rows = [_Row(figure, *row) for row in _ROWS]
        lower = self._rows[1].times
        lower.tick_params(labelbottom=True)
        for row in self._rows:
            row.times.xaxis.set_major_locator(MaxNLocator(10, steps=[1, 2, 5, 10], integer=True))
        lower.set_xlabel(f"hours until the service is back ({REBUILDS:,} rebuilds)")
        figure.text(
            0.67, 0.083, "■ repository  □ by hand", color=SOFT_INK, fontsize=10, va="center"
        )
        figure.text(0.67, 0.028, "✕ stopped it", color=BAD, fontsize=10, va="center")
        figure.text(0.827, 0.028, "◆ different", color=_OTHER, fontsize=10, va="center")

    def move(self, result: Rebuilt) -> None:
        """Show `result`."""
        self._title.set_text(f"Back after {say_hours(result.back_hours)}; {_different(result)}")
        servers = (all_by_hand(result.server), result.server)
        longest = float(np.quantile(result.by_hand.hours, 0.99))
        for row, server, way in zip(
            self._rows, servers, (result.by_hand, result.as_kept), strict=True
        ):
            row.move(server, way, longest)


class _Row:
    """One way to rebuild the server."""

    def __init__(
        self, figure: Figure, mark: str, name: str, colour: str, hatch: str, bottom: float
    ) -> None:
        """Draw what stays of it; `bottom` says where its axes begin in the figure."""
        self._mark, self._name = mark, name
        self.times = figure.add_axes((0.03, bottom, 0.6, _HEIGHT))
        self.times.set(xlim=(0, 1), ylim=(0, 1.05), yticks=[])
        self.times.spines["left"].set_visible(False)
        self.times.tick_params(labelbottom=False)
        empty = np.zeros(BINS)
        self._bars = self.times.stairs(empty, np.arange(BINS + 1.0), fill=True, animated=True)
        self._bars.set(facecolor=colour, edgecolor=CARD, hatch=hatch, linewidth=0)
        (self._median,) = self.times.plot(
            [], [], color=INK, linewidth=2, linestyle="--", animated=True
        )
        self._head = words_on(figure, 0.03, bottom + _HEIGHT + 0.055, 11, colour, weight="bold")
        self._first = words_on(figure, 0.03, bottom + _HEIGHT + 0.005, 10, SOFT_INK)
        one = figure.add_axes((0.665, bottom - 0.005, 0.32, _HEIGHT + 0.045))
        one.set(xlim=(-0.7, _ACROSS - 0.3), ylim=(SETTINGS // _ACROSS - 0.3, -0.7))
        one.set_axis_off()
        self._one = words_on(figure, 0.67, bottom + _HEIGHT + 0.055, 10, SOFT_INK)
        self._marks = [
            _marks(one, "s", 6.5, ACCENT),
            _marks(one, "s", 6.5, SOFT_INK, hollow=True),
            _marks(one, "X", 9, BAD),
            _marks(one, "D", 7, _OTHER),
        ]

    def move(self, server: Server, way: Rebuilds, longest: float) -> None:
        """Show rebuilds of `server` on an axis that reaches as far as `longest` hours."""
        limit = reach_x(self.times, longest)
        edges = np.linspace(0.0, limit, BINS + 1)
        counts = np.histogram(np.minimum(way.hours, limit), edges)[0]
        self._bars.set_data(counts / counts.max(), edges)
        middle = float(np.median(way.hours))
        self._median.set_data([middle, middle], [0.0, 1.05])
        self._head.set_text(f"{self._mark} {self._name}: {say_hours(middle)} (median)")
        self._first.set_text(
            f"works at the first try: {say_share(way.at_once)} "
            f"(formula: {say_share(works_at_once(server))})"
        )
        self._show_one(server, way)

    def _show_one(self, server: Server, way: Rebuilds) -> None:
        stopped, other = way.stopped[SHOWN], way.other[SHOWN]
        fine = ~(stopped | other)
        kept = np.arange(SETTINGS) < server.kept
        for marks, which in zip(
            self._marks, (fine & kept, fine & ~kept, stopped, other), strict=True
        ):
            number = np.flatnonzero(which)
            marks.set_data(number % _ACROSS, number // _ACROSS)
        self._one.set_text(f"one rebuild: ✕ {stopped.sum()}  ◆ {other.sum()}")


def _different(result: Rebuilt) -> str:
    """Say how many settings are other than before."""
    other = result.as_kept.differences
    if not other:
        return "it is the same service"
    return f"{plain(other)} of {SETTINGS} settings are different"


def _marks(axes: Axes, marker: str, size: float, colour: str, hollow: bool = False) -> Line2D:
    (marks,) = axes.plot([], [], marker=marker, linestyle="", markersize=size, animated=True)
    marks.set(color=colour, markerfacecolor=CARD if hollow else colour)
    return marks
