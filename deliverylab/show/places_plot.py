"""The picture of "Where is it caught?": how many defects are found where, and after how long.

On top, the four places in the order in which a change comes by, each with its share of a hundred
defects and its price: how long a change is there, and how many incidents users had. Below, the same
defects by the time until their authors knew, on a scale on which an hour and a week both have room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from deliverylab.measure.say import say_hours
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import reach_y
from deliverylab.show.places import in_whole
from deliverylab.show.style import BAD, CARD, INK, SOFT_INK, STAGE_STYLE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deliverylab.show.places import Year

COLOURS = (
    STAGE_STYLE["code"].colour,
    STAGE_STYLE["build and test"].colour,
    STAGE_STYLE["staging"].colour,
    BAD,
)
HATCHES = ("", "\\\\\\", "...", "xxx")
NAMES = ("workstation", "CI", "staging", "production")

FIRST, LAST = 1 / 12, 336.0
"""Hours at the two ends of the scale: five minutes, two weeks."""

EDGES = np.geomspace(FIRST, LAST, 25)
LATE_HOURS = 60.0
"""An average beyond this is named on the left of its line, where there is still room."""

TICKS = ((1 / 6, "10 min"), (1.0, "1 hour"), (4.0, "4 h"), (24.0, "1 day"), (168.0, "1 week"))


class PlacesPlot:
    """Where a hundred defects are found, and after how long."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.font_manager import FontProperties

        title = FontProperties(weight="bold", size=13)
        figure.text(0.187, 0.925, "until the author knows, on average", fontproperties=title)
        self._average_hours = Lettering(
            0.175,
            0.925,
            size=13,
            weight="bold",
            color=INK,
            ha="right",
            transform=figure.transFigure,
        )
        figure.add_artist(self._average_hours)
        self._shares: list[Lettering] = []
        self._prices: list[Lettering] = []
        for place, (name, colour) in enumerate(zip(NAMES, COLOURS, strict=True)):
            left = 0.09 + 0.225 * place
            box = figure.add_axes((left, 0.795, 0.042, 0.055))
            box.set_axis_off()
            box.set(xlim=(0, 1), ylim=(0, 1))
            box.bar(
                [0.5], [1], width=1, color=colour, edgecolor=CARD, hatch=HATCHES[place], linewidth=0
            )
            figure.text(left + 0.051, 0.85, name, fontsize=11, va="top")
            share = Lettering(
                left + 0.051, 0.745, size=11, weight="bold", color=INK, transform=figure.transFigure
            )
            figure.add_artist(share)
            price = Lettering(left, 0.665, size=10, color=SOFT_INK, transform=figure.transFigure)
            figure.add_artist(price)
            self._shares.append(share)
            self._prices.append(price)
        self._axes = figure.add_axes((0.09, 0.165, 0.885, 0.445))
        self._axes.set_xscale("log")
        self._axes.set_xlim(FIRST, LAST)
        self._axes.set_xticks([hours for hours, _ in TICKS], [words for _, words in TICKS])
        self._axes.tick_params(axis="x", which="minor", length=0)
        self._axes.set_xlabel("from writing a defect until its author knows (nights included)")
        self._axes.set_ylabel("of 100 defects")
        nothing = np.zeros(len(EDGES) - 1)
        self._steps = []
        for colour, hatch in zip(COLOURS, HATCHES, strict=True):
            steps = self._axes.stairs(nothing, EDGES, fill=True, animated=True, baseline=nothing)
            steps.set(facecolor=colour, edgecolor=CARD, hatch=hatch, linewidth=0.0)
            self._steps.append(steps)
        (self._average,) = self._axes.plot(
            [], [], color=INK, linewidth=2, linestyle="--", animated=True
        )
        across = self._axes.get_xaxis_transform()
        self._left = Lettering(0, 0.92, size=10, color=SOFT_INK, transform=across, ha="right")
        self._right = Lettering(0, 0.92, size=10, color=SOFT_INK, transform=across)
        for words in (self._left, self._right):
            words.set_text("average")
            self._axes.add_artist(words)

    def move(self, result: Year) -> None:
        """Show `result`."""
        counts = found_by_wait(result)
        tops = np.cumsum(counts, axis=0)
        highest = reach_y(self._axes, 1.08 * float(tops[-1].max()))
        below = np.zeros(counts.shape[1])
        for steps, top in zip(self._steps, tops, strict=True):
            steps.set_data(top, baseline=below)
            below = top
        for words, share in zip(self._shares, in_whole(result.found), strict=True):
            words.set_text(f"{share} of 100")
        for words, price in zip(self._prices, prices(result), strict=True):
            words.set_text(price)
        average = result.average_wait
        self._average.set_data([average, average], [0.0, highest])
        late = average > LATE_HOURS
        self._left.set(x=average / 1.05, visible=late)
        self._right.set(x=average * 1.05, visible=not late)
        self._average_hours.set_text(say_hours(average))


def prices(result: Year) -> list[str]:
    """Return what each of the places costs, in words."""
    own, build, staging = (say_hours(hours) for hours in result.takes)
    incidents = f"{result.incidents:,} incident{'' if result.incidents == 1 else 's'}"
    if not result.takes[0]:
        own = "0 minutes"
    return [f"takes {own}", f"takes {build}", f"takes {staging}", incidents]


def found_by_wait(result: Year) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    """Return of a hundred defects those found in each place (row) after each wait (column)."""
    waited = np.clip(result.waited, EDGES[0], EDGES[-1])
    column = np.minimum(np.searchsorted(EDGES, waited, side="right") - 1, len(EDGES) - 2)
    columns = len(EDGES) - 1
    flat = np.bincount(result.place * columns + column, minlength=len(NAMES) * columns)
    return 100.0 * flat.reshape(len(NAMES), columns) / max(len(waited), 1)
