"""The picture of "Worth automating?": hours won month by month, and beside it the lead time.

On the left a line starts as far below zero as the automation cost, and crosses zero when it has
paid for itself. On the right are the lead time by hand and automated, and where a change spends its
time: the hatched bar is what changes wait for longest. All hours on the right have the same scale,
and it never changes: so a longer bar is a longer time, whatever was shown before.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.show.automated import PARTS
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import rung
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import Rectangle

    from deliverylab.show.automated import Automated

MONTHS_SHOWN = 24
LEAD_TIMES = ("by hand", "automated")
LONGEST_HOURS = 320
"""Where the axes of hours end; no choice in the lab makes a lead time this long."""

HARDLY = 0.005
"""A change of the lead time below this share is none worth a number."""


class AutomatedPlot:
    """Hours won, lead times, and where a change spends its time."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._pays, self._falls = (
            Lettering(x, 0.925, size=12, weight="bold", color=INK, transform=figure.transFigure)
            for x in (0.02, 0.515)
        )
        figure.add_artist(self._pays)
        figure.add_artist(self._falls)
        self._won = figure.add_axes((0.125, 0.165, 0.335, 0.68))
        self._won.set_xlim(0, MONTHS_SHOWN)
        self._won.set_xticks(range(0, MONTHS_SHOWN + 1, 6))
        self._won.set_xlabel("months")
        self._won.set_ylabel("hours won")
        self._won.axhline(0, color=LINE, linewidth=1)
        (self._line,) = self._won.plot([], [], color=ACCENT, animated=True)
        (self._crossing,) = self._won.plot(
            [], [], marker="o", markersize=10, color=ACCENT, markeredgecolor=INK, animated=True
        )
        self._lead, self._bars, self._hours = _bars(figure, (0.67, 0.655, 0.195, 0.19), LEAD_TIMES)
        self._lead.set_xticks(range(0, LONGEST_HOURS, 100))
        self._lead.tick_params(axis="x", labelsize=9)
        self._bars[1].set_facecolor(ACCENT)
        figure.text(0.515, 0.505, "A change spends, by hand (mean)", fontsize=11, color=INK)
        parts, self._spent, self._spent_hours = _bars(figure, (0.67, 0.045, 0.195, 0.43), PARTS)
        parts.set_xticks([])
        parts.spines["bottom"].set_visible(False)

    def move(self, result: Automated) -> None:
        """Show `result`."""
        self._move_won(result)
        for bar, words, hours in zip(
            self._bars, self._hours, (result.by_hand, result.automated), strict=True
        ):
            _show(bar, words, hours)
        self._falls.set_text(f"Lead time {change_in_words(result.lead_time_falls_by)}")
        for part, bar, words in zip(PARTS, self._spent, self._spent_hours, strict=True):
            longest = part == result.waits_longest
            _show(bar, words, result.spent[part])
            bar.set(facecolor=BAD if longest else LINE, hatch="xxx" if longest else "")
            words.set(fontweight="bold" if longest else "normal")

    def _move_won(self, result: Automated) -> None:
        end = result.won_after(MONTHS_SHOWN)
        if end > 0:
            top = rung(end)
            limits = (min(-rung(result.build_hours), -0.1 * top), top)
        else:
            bottom = rung(max(result.build_hours, -end))
            limits = (-bottom, 0.25 * bottom)
        if self._won.get_ylim() != limits:
            self._won.set_ylim(*limits)
        self._line.set_data([0, MONTHS_SHOWN], [-result.build_hours, end])
        back = result.pays_back
        shown = back <= MONTHS_SHOWN
        self._crossing.set_data([back] if shown else [], [0] if shown else [])
        self._pays.set_text(f"It {pays_back_in_words(back)}")


def _bars(
    figure: Figure, place: tuple[float, float, float, float], names: Sequence[str]
) -> tuple[Axes, list[Rectangle], list[Lettering]]:
    """Return axes with a bar of hours for each name, all on the same scale, and their words."""
    axes = figure.add_axes(place)
    axes.set(xlim=(0, LONGEST_HOURS), ylim=(len(names) - 0.5, -0.5))
    axes.set_yticks(range(len(names)), names)
    axes.tick_params(axis="y", length=0)
    bars: list[Rectangle] = []
    words: list[Lettering] = []
    for row in range(len(names)):
        bars.append(axes.barh([row], [0], height=0.66, color=LINE, animated=True)[0])
        bars[-1].set(edgecolor=CARD, linewidth=0)
        beside = Lettering(0.0, row + 0.18, size=11, color=INK, transform=axes.transData)
        axes.add_artist(beside)
        words.append(beside)
    return axes, bars, words


def _show(bar: Rectangle, words: Lettering, hours: float) -> None:
    bar.set_width(hours)
    words.set(x=hours + 0.02 * LONGEST_HOURS, text=say_clock(hours))


def say_clock(hours: float) -> str:
    """Return hours by the clock, in hours however many: so that two of them can be compared.

    >>> say_clock(141.9), say_clock(0.3)
    ('142 hours', '0 hours')
    """
    return f"{hours:,.0f} hour{'' if round(hours) == 1 else 's'}"


def pays_back_in_words(months: float) -> str:
    """Return after how many months something pays back.

    >>> pays_back_in_words(6.04), pays_back_in_words(1), pays_back_in_words(math.inf)
    ('pays back after 6 months', 'pays back after 1 month', 'never pays back')
    """
    if math.isinf(months):
        return "never pays back"
    number = f"{months:.1f}".removesuffix(".0") if months < 9.95 else f"{months:,.0f}"
    return f"pays back after {number} month{'' if number == '1' else 's'}"


def change_in_words(falls_by: float) -> str:
    """Return what happens to a lead time that falls by a share (below zero: it grows).

    >>> change_in_words(0.412), change_in_words(0.004), change_in_words(-0.02)
    ('falls by 41 %', 'hardly changes', 'grows by 2 %')
    """
    if abs(falls_by) < HARDLY:
        return "hardly changes"
    return f"{'falls' if falls_by > 0 else 'grows'} by {100 * abs(falls_by):.0f} %"
