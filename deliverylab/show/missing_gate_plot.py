"""The picture of "The gate that was missing": a year of the p95, day by day, against its target.

Where the service is slower than promised, the area above the target is filled and hatched. Two rows
of marks below say when slower changes reached users, and when the gate stopped them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.show.fast_enough import DAYS, say_percent
from deliverylab.show.lettering import words_on
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, BAD, CARD, GOOD, INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from deliverylab.show.fast_enough import FastEnough

WEEKS = DAYS // 7

MET, STOPPED = 0.7, 2.6
"""How high the two rows of marks are."""


class GatePlot:
    """The p95 by day, the target, and when slower changes came."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.font_manager import FontProperties
        from matplotlib.lines import Line2D

        title = FontProperties(weight="bold", size=13)
        figure.text(0.147, 0.925, "of the hours are within the target", fontproperties=title)
        self._kept = words_on(figure, 0.135, 0.925, 13, INK, "right", weight="bold")
        self._axes = figure.add_axes((0.115, 0.36, 0.86, 0.48))
        self._axes.set_xlim(0, WEEKS)
        self._axes.tick_params(labelbottom=False)
        self._axes.set_ylabel("p95 of a day (ms)")
        days = np.arange(DAYS + 1) / 7
        flat = np.zeros(DAYS)
        self._over = self._axes.stairs(flat, days, fill=True, animated=True, baseline=flat)
        self._over.set(facecolor=BAD, edgecolor=CARD, hatch="////", linewidth=0)
        self._p95 = self._axes.stairs(
            flat, days, baseline=None, animated=True, color=INK, linewidth=1.2
        )
        (self._target,) = self._axes.plot(
            [], [], color=ACCENT, linewidth=2, linestyle="--", animated=True
        )
        figure.text(0.862, 0.865, "target", color=ACCENT, fontsize=11, ha="right")
        figure.add_artist(
            Line2D(
                [0.735, 0.78],
                [0.883, 0.883],
                color=ACCENT,
                linewidth=2,
                linestyle="--",
                transform=figure.transFigure,
            )
        )
        self._target_ms = words_on(figure, 0.975, 0.865, 11, ACCENT, "right", weight="bold")
        self._marks = figure.add_axes((0.115, 0.15, 0.86, 0.19))
        self._marks.set(xlim=(0, WEEKS), ylim=(0, 4))
        self._marks.set_yticks([])
        self._marks.spines["left"].set_visible(False)
        self._marks.set_xlabel("week")
        self._met = _row_of_marks(self._marks, "^", BAD)
        self._stopped = _row_of_marks(self._marks, "s", GOOD)
        for y, says, colour in (
            (STOPPED, "■ stopped by the performance test:", GOOD),
            (MET, "▲ slow change reaches users:", BAD),
        ):
            self._marks.text(0, y + 0.55, says, fontsize=10, color=colour)
        bottom, height = 0.15, 0.19 / 4
        self._stopped_in_words = words_on(
            figure, 0.535, bottom + height * (STOPPED + 0.55), 10, GOOD, weight="bold"
        )
        self._met_in_words = words_on(
            figure, 0.535, bottom + height * (MET + 0.55), 10, BAD, weight="bold"
        )

    def move(self, result: FastEnough) -> None:
        """Show `result`."""
        by_day, target = result.by_day, result.target_ms
        reach_y(self._axes, 1.05 * max(float(by_day.max()), target))
        self._p95.set_data(by_day)
        self._over.set_data(
            np.maximum(by_day, target),
            baseline=np.full(DAYS, target),  # pyrefly: ignore[bad-argument-type]  # also an array
        )
        self._target.set_data([0, WEEKS], [target, target])
        self._target_ms.set_text(f"{target:g} ms")
        self._met.set_data(result.escaped / 168, np.full(len(result.escaped), MET))
        self._stopped.set_data(result.stopped / 168, np.full(len(result.stopped), STOPPED))
        self._met_in_words.set_text(str(len(result.escaped)))
        stopped = str(len(result.stopped)) if result.gate_minutes else "no such test"
        self._stopped_in_words.set_text(stopped)
        self._kept.set_text(say_percent(result.kept))


def _row_of_marks(axes: Axes, marker: str, colour: str) -> Line2D:
    (marks,) = axes.plot(
        [], [], marker=marker, color=colour, linestyle="", markersize=5, animated=True
    )
    return marks
