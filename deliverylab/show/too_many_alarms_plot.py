"""The picture of "Too many alarms": a month of the signal, its threshold, and what became of each.

The pale band is where the readings were, two hours in one column. The dark line is what counts for
the alarm: the highest value that they kept to for as many minutes as it waits. Where that is above
the threshold the alarm rings. Below, a mark for each incident and for each false alarm.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.show.alarm_month import COLUMN, COLUMNS
from deliverylab.show.lettering import words_on
from deliverylab.show.style import ACCENT, BAD, CARD, GOOD, INK, LINE, SOFT_INK, STAGE_STYLE
from deliverylab.simulate.alarms import DAY, DAYS, INCIDENTS

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from deliverylab.show.alarm_month import AlarmMonth

HIGHEST_MS = 720
"""No reading that the lab can make is above it."""

_IGNORED = STAGE_STYLE["wait for review"].colour
_BAND = "#c9d3df"
_KINDS = (("o", GOOD), ("D", _IGNORED), ("X", BAD))
"""Caught; it rang and nobody listened; it did not ring."""

_INCIDENT, _FALSE = 2.6, 0.75
"""How high the two rows of marks are."""


class AlarmPlot:
    """The signal of a month, the threshold, the incidents and the false alarms."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = figure.add_axes((0.105, 0.415, 0.875, 0.43))
        self._axes.set(xlim=(0, DAYS), ylim=(0, HIGHEST_MS), yticks=(0, 200, 400, 600))
        self._axes.tick_params(labelbottom=False)
        self._axes.set_ylabel("p95 (ms)")
        days = np.arange(COLUMNS + 1) * COLUMN / DAY
        flat = np.zeros(COLUMNS)
        self._band = self._axes.stairs(flat, days, fill=True, baseline=flat, animated=True)
        self._band.set(facecolor=_BAND, linewidth=0)
        self._over = self._axes.stairs(flat, days, fill=True, baseline=flat, animated=True)
        self._over.set(facecolor=BAD, edgecolor=CARD, hatch="////", linewidth=0)
        self._lasting = self._axes.stairs(
            flat, days, baseline=None, animated=True, color=INK, linewidth=1.1
        )
        (self._threshold,) = self._axes.plot(
            [], [], color=ACCENT, linewidth=2, linestyle="--", animated=True
        )
        self._title = words_on(figure, 0.02, 0.93, 13, INK, weight="bold")
        self._rule = words_on(figure, 0.98, 0.865, 10.5, ACCENT, "right")
        self._kept = words_on(figure, 0.12, 0.865, 10.5, SOFT_INK)
        self._marks = figure.add_axes((0.105, 0.15, 0.875, 0.245))
        self._marks.set(xlim=(0, DAYS), ylim=(0, 4.2), yticks=[])
        self._marks.spines["left"].set_visible(False)
        self._marks.axhline(_INCIDENT, color=LINE, linewidth=0.8, zorder=0)
        self._marks.set_xlabel("day of the month")
        self._incidents = [_marks(self._marks, marker, colour, 7) for marker, colour in _KINDS]
        self._false = _marks(self._marks, "|", BAD, 9)
        bottom, height = 0.15, 0.245 / 4.2
        row = bottom + height * (_INCIDENT + 0.75)
        self._counts = [
            words_on(figure, x, row, 10.5, colour)
            for x, (_, colour) in zip((0.105, 0.27, 0.60), _KINDS, strict=True)
        ]
        self._false_in_words = words_on(figure, 0.105, bottom + height * (_FALSE + 0.65), 10.5, BAD)

    def move(self, result: AlarmMonth) -> None:
        """Show `result`."""
        lasting, above = result.lasting, result.alarm.above_ms
        # pyrefly: ignore[bad-argument-type]
        self._band.set_data(result.highest, baseline=result.lowest)
        self._lasting.set_data(lasting)
        self._over.set_data(
            np.maximum(lasting, above),
            baseline=np.full(COLUMNS, above),  # pyrefly: ignore[bad-argument-type]  # also an array
        )
        self._threshold.set_data([0, DAYS], [above, above])
        kinds = (result.caught, result.unheard, result.silent)
        for marks, kind in zip(self._incidents, kinds, strict=True):
            began = result.went.began[kind] / DAY
            marks.set_data(began, np.full(len(began), _INCIDENT))
        false = result.went.false_alarms / DAY
        self._false.set_data(false, np.full(len(false), _FALSE))
        self._say(result)

    def _say(self, result: AlarmMonth) -> None:
        minutes = result.alarm.minutes
        caught = int(result.caught.sum())
        self._title.set_text(
            f"{result.false_alarms:,} false alarm{'' if result.false_alarms == 1 else 's'}; "
            f"{caught} of {INCIDENTS} incidents caught"
        )
        long = "1 minute" if minutes == 1 else f"{minutes} minutes in a row"
        self._rule.set_text(f"– – rings above {result.alarm.above_ms:g} ms for {long}")
        self._kept.set_text(f"— what lasts {minutes} minute{'' if minutes == 1 else 's'}")
        words = (
            f"● caught: {caught}",
            f"◆ rang, nobody listened: {int(result.unheard.sum())}",
            f"✕ no alarm: {int(result.silent.sum())}",
        )
        for lettering, word in zip(self._counts, words, strict=True):
            lettering.set_text(word)
        self._false_in_words.set_text(f"| false alarms: {result.false_alarms:,}")


def _marks(axes: Axes, marker: str, colour: str, size: float) -> Line2D:
    (marks,) = axes.plot(
        [], [], marker=marker, color=colour, linestyle="", markersize=size, animated=True
    )
    marks.set_clip_on(False)
    return marks
