"""The live picture of the lab "What is in a batch": how often it fails, how long its culprit hides.

Lines are the formula, dots are the simulation. The chosen batch is marked on every line.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours
from deliverylab.show.batches import LARGEST, SHOWN, SIMULATED, Batch, say_failing
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, BAD, INK, LINE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

WIDTH, HEIGHT = 700, 312

_SIZES = np.arange(1, LARGEST + 1)
_AT = np.array(SHOWN) - 1


class BatchPlot:
    """Two curves over the size of a batch, with the chosen size marked on both."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.collections import LineCollection

        left = figure.add_axes((0.085, 0.16, 0.385, 0.60))
        left.set_ylabel("batches that fail, %")
        left.set_ylim(0, 104)
        left.set_yticks(range(0, 101, 25))
        right = figure.add_axes((0.585, 0.16, 0.385, 0.60))
        right.set_ylabel("hours of searching")
        right.set_ylim(0, 5)
        for axes in (left, right):
            axes.set_xlim(0, LARGEST + 4)
            axes.set_xticks([1, *range(20, LARGEST + 1, 20)])
            axes.set_xlabel("changes in a batch")
        self._right = right
        self._fails, self._simulated = _line(left, ACCENT, "-"), _dots(left, "o", INK)
        self._intervals = LineCollection([], colors=INK, linewidths=1.2, animated=True)
        left.add_collection(self._intervals, autolim=False)
        self._one_by_one, self._tried = _line(right, BAD, "--"), _dots(right, "o", INK)
        self._by_halves = _line(right, ACCENT, "-")
        self._marks = [
            axes.plot([], [], color=LINE, linewidth=1, linestyle=":", animated=True)[0]
            for axes in (left, right)
        ]
        self._chosen = [
            _dots(axes, marker, colour, size=9)
            for axes, marker, colour in (
                (left, "D", ACCENT),
                (right, "s", BAD),
                (right, "D", ACCENT),
            )
        ]
        self._said = [
            figure.text(x, 0.885, "", fontsize=13, weight="bold", animated=True)
            for x in (0.02, 0.5)
        ]
        figure.text(0.02, 0.82, f"line: 1 − (1 − p)ᴺ   dots: {SIMULATED} simulated", fontsize=9.5)
        figure.legend(
            [self._one_by_one, self._by_halves],
            ["one by one (dots: simulated)", "by halves"],
            loc="upper left",
            bbox_to_anchor=(0.503, 0.865),
            ncols=2,
            fontsize=9.5,
            handlelength=1.9,
            handletextpad=0.5,
            columnspacing=1.0,
            borderaxespad=0,
        )
        for text in figure.texts[2:]:
            text.set_color(SOFT_INK)

    def move(self, result: Batch) -> None:
        """Show `result`."""
        share = 100 * result.fails
        self._fails.set_data(_SIZES, share)
        self._simulated.set_data(SHOWN, 100 * result.simulated_fails[_AT] / SIMULATED)
        ends = 100 * np.array([result.interval(size) for size in SHOWN])
        self._intervals.set_segments(
            [
                np.array([(size, low), (size, high)])
                for size, (low, high) in zip(SHOWN, ends, strict=True)
            ]
        )
        slow, fast = result.one_by_one / 60, result.by_halves / 60
        self._one_by_one.set_data(_SIZES, slow)
        self._by_halves.set_data(_SIZES, fast)
        tried = result.simulated_one_by_one[_AT] / 60
        self._tried.set_data(SHOWN, tried)
        top = reach_y(self._right, max(slow.max(), fast.max(), np.nanmax(tried, initial=0.0)))
        size = result.size
        heights = (result.here(share), result.here(slow), result.here(fast))
        for dot, height in zip(self._chosen, heights, strict=True):
            dot.set_data([size], [height])
        for mark, height in zip(self._marks, (104.0, top), strict=True):
            mark.set_data([size, size], [0.0, height])
        self._said[0].set_text(f"{say_failing(result.here(result.fails))} of the batches fail")
        slow_here, fast_here = (say_hours(height) for height in heights[1:])
        self._said[1].set_text(f"Search: {slow_here} or {fast_here}")


def _line(axes: Axes, colour: str, style: str) -> Line2D:
    return axes.plot([], [], color=colour, linestyle=style, animated=True)[0]


def _dots(axes: Axes, marker: str, colour: str, size: float = 4.5) -> Line2D:
    (dots,) = axes.plot(
        [], [], marker, color=colour, markersize=size, animated=True, clip_on=False, zorder=4
    )
    return dots
