"""The picture of "Worth automating?": hours won month by month, and beside it the lead time.

On the left a line starts as far below zero as the automation cost, and crosses zero when it has
paid for itself. On the right are the lead time by hand and automated, and how busy each step's
people are: the step that is automated is the dark one.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_hours
from deliverylab.show.automated import STEPS
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import reach_x, rung
from deliverylab.show.style import ACCENT, INK, LINE, PALE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from deliverylab.show.automated import Automated

MONTHS_SHOWN = 24
HARDLY = 0.005
"""A change of the lead time below this share is none worth a number."""


class AutomatedPlot:
    """Hours won, lead times, and how busy each step is."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._pays, self._falls = (
            Lettering(x, 0.925, size=12.5, weight="bold", color=INK, transform=figure.transFigure)
            for x in (0.02, 0.56)
        )
        figure.add_artist(self._pays)
        figure.add_artist(self._falls)
        self._won = figure.add_axes((0.125, 0.165, 0.40, 0.68))
        self._won.set_xlim(0, MONTHS_SHOWN)
        self._won.set_xticks(range(0, MONTHS_SHOWN + 1, 6))
        self._won.set_xlabel("months")
        self._won.set_ylabel("hours won")
        self._won.axhline(0, color=LINE, linewidth=1)
        (self._line,) = self._won.plot([], [], color=ACCENT, animated=True)
        (self._crossing,) = self._won.plot(
            [], [], marker="o", markersize=10, color=ACCENT, markeredgecolor=INK, animated=True
        )
        self._lead = figure.add_axes((0.705, 0.645, 0.185, 0.20))
        self._lead.set(ylim=(1.5, -0.5), yticks=[0, 1], yticklabels=["by hand", "automated"])
        self._lead.set_xticks([])
        self._lead.spines["bottom"].set_visible(False)
        self._lead.tick_params(axis="y", length=0)
        self._bars = [
            self._lead.barh([place], [0], height=0.66, color=colour, animated=True)[0]
            for place, colour in enumerate((LINE, ACCENT))
        ]
        self._hours = [_beside_bar(self._lead, place + 0.17, weight="bold") for place in range(2)]
        figure.text(0.56, 0.545, "How busy the people are, by hand", fontsize=11, color=SOFT_INK)
        self._busy = figure.add_axes((0.705, 0.165, 0.185, 0.35))
        self._busy.set(xlim=(0, 1), ylim=(len(STEPS) - 0.5, -0.5))
        self._busy.set_yticks(range(len(STEPS)), STEPS)
        self._busy.set_xticks([])
        self._busy.spines["bottom"].set_visible(False)
        self._busy.tick_params(axis="y", length=0)
        self._busy.barh(range(len(STEPS)), [1] * len(STEPS), height=0.66, color=PALE)
        self._shares = [
            self._busy.barh([place], [0], height=0.66, animated=True)[0]
            for place in range(len(STEPS))
        ]
        self._percent = [_beside_bar(self._busy, place + 0.19) for place in range(len(STEPS))]
        for words in self._percent:
            words.set_x(1.04)

    def move(self, result: Automated) -> None:
        """Show `result`."""
        self._move_won(result)
        top = reach_x(self._lead, max(result.by_hand, result.automated))
        both = (result.by_hand, result.automated)
        for bar, words, hours in zip(self._bars, self._hours, both, strict=True):
            bar.set_width(hours)
            words.set(x=hours + 0.03 * top, text=say_hours(hours))
        self._falls.set_text(f"Lead time {change_in_words(result.lead_time_falls_by)}")
        for place, step in enumerate(STEPS):
            chosen = step == result.step
            self._shares[place].set(
                width=min(result.busy[step], 1.0), color=ACCENT if chosen else LINE
            )
            self._percent[place].set(
                text=f"{100 * result.busy[step]:.0f} %", fontweight="bold" if chosen else "normal"
            )

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


def _beside_bar(axes: Axes, baseline: float, weight: str = "normal") -> Lettering:
    """Return words that stand beside a bar."""
    words = Lettering(0.0, baseline, size=11, weight=weight, color=INK, transform=axes.transData)
    axes.add_artist(words)
    return words


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
