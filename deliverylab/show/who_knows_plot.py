"""The picture of "Who knows?": how long incidents last, and how often all who know are away.

On the left the times to restore, on a scale on which each step is ten times the one before:
otherwise the minutes of most and the days of a few could not be seen together. What met nobody who
knows is hatched. On the right, for 1, 2, 3 … people who know a part, how often all of them are away
by the formula, and the simulated share where the lab stands now.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours, say_share
from deliverylab.show.known_parts import EDGES, KnownParts, formula
from deliverylab.show.lettering import Lettering
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, SOFT_INK
from deliverylab.simulate.knowledge import MOST_AWAY_WEEKS, WEEKS_A_YEAR

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PEOPLE = 8
_MOST_OFTEN = 22
"""Per cent, where the axis of the times ends; no choice in the lab makes a bar this high."""
_TIMES = {
    6 / 60: "6 min",
    1.0: "1 hour",
    10.0: "10 hours",
    100.0: "4 days",
    1_000.0: "6 weeks",
}
"""What stands below the times, at each power of ten."""


class KnowledgePlot:
    """Times to restore on the left, the formula on the right."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.patches import Patch

        self._times = times = figure.add_axes((0.085, 0.155, 0.545, 0.575))
        times.set_xscale("log")
        times.set_xlim(EDGES[0], EDGES[-1])
        times.set_xticks(list(_TIMES), list(_TIMES.values()))
        times.minorticks_off()
        times.set_ylim(0, _MOST_OFTEN)
        times.set_xlabel("time to restore")
        times.set_ylabel("% of incidents")
        flat = np.zeros(len(EDGES) - 1)
        self._knew = times.stairs(flat, EDGES, fill=True, animated=True, color=ACCENT, linewidth=0)
        self._nobody = times.stairs(flat, EDGES, fill=True, animated=True, baseline=flat)
        self._nobody.set(facecolor=BAD, edgecolor=CARD, hatch="////", linewidth=0)
        (self._median,) = times.plot([], [], color=INK, linewidth=2, animated=True)
        (self._slowest,) = times.plot([], [], "--", color=INK, linewidth=2, animated=True)
        self._title, self._half, self._tenth = (
            Lettering(x, y, size=size, color=INK, weight=weight, transform=figure.transFigure)
            for x, y, size, weight in (
                (0.015, 0.925, 13, "bold"),
                (0.088, 0.765, 10, "normal"),
                (0.37, 0.765, 10, "normal"),
            )
        )
        for words in (self._title, self._half, self._tenth):
            figure.add_artist(words)
        figure.legend(
            [
                Patch(color=ACCENT),
                Patch(facecolor=BAD, edgecolor=CARD, hatch="////", linewidth=0),
            ],
            ["somebody there knows the part", "nobody does"],
            loc="upper left",
            bbox_to_anchor=(0.008, 0.905),
            ncols=2,
            handlelength=1.6,
            columnspacing=1.4,
            borderaxespad=0,
            labelcolor=SOFT_INK,
        )
        self._away = away = figure.add_axes((0.735, 0.155, 0.25, 0.575))
        away.set_xlim(0.5, MOST_PEOPLE + 0.5)
        away.set_xticks(range(1, MOST_PEOPLE + 1))
        away.set_xlabel("how many know it")
        away.set_ylabel("all of them away, %", labelpad=1)
        away.set_ylim(0, 100 * MOST_AWAY_WEEKS / WEEKS_A_YEAR + 4)
        (self._formula,) = away.plot(
            [],
            [],
            "D-",
            color=LINE,
            linewidth=1,
            markerfacecolor=CARD,
            markeredgecolor=INK,
            markeredgewidth=1.6,
            markersize=6,
            clip_on=False,
            animated=True,
        )
        (self._spread,) = away.plot([], [], color=BAD, linewidth=2, animated=True)
        (self._now,) = away.plot(
            [],
            [],
            "o",
            color=BAD,
            markeredgecolor=CARD,
            markersize=9,
            clip_on=False,
            animated=True,
        )
        figure.legend(
            [self._formula, self._now],
            ["formula", "simulated"],
            loc="upper right",
            bbox_to_anchor=(0.995, 0.905),
            ncols=2,
            handlelength=1.2,
            columnspacing=1.0,
            borderaxespad=0,
            labelcolor=SOFT_INK,
        )

    def move(self, result: KnownParts) -> None:
        """Show `result`."""
        knew, nobody = result.counts
        self._knew.set_data(knew)
        self._nobody.set_data(
            knew + nobody,
            baseline=knew,  # pyrefly: ignore[bad-argument-type]  # also an array
        )
        for line, hours in ((self._median, result.median), (self._slowest, result.slowest_tenth)):
            line.set_data([hours, hours], [0, _MOST_OFTEN])
        by_formula = formula(result.crew.people, result.crew.away_weeks)
        low, high = (100 * end for end in result.nobody_between)
        self._formula.set_data(range(1, len(by_formula) + 1), by_formula)
        self._spread.set_data([result.known_by] * 2, [low, high])
        self._now.set_data([result.known_by], [100 * result.nobody])
        self._title.set_text(_finding(result))
        self._half.set_text(f"│ half within {say_hours(result.median)}")
        self._tenth.set_text(f"┆ slowest tenth from {say_hours(result.slowest_tenth)}")


def _finding(result: KnownParts) -> str:
    average = say_hours(result.mean)
    return f"{say_share(result.nobody)} meet nobody who knows; the average is {average}"
