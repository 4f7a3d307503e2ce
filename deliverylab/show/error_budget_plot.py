"""The picture of "Error budget": what is left of a month's budget, hour by hour.

The line steps down where something fails; a cross stands where a deployment failed, a diamond where
something else did. Below zero, where the promise is broken, it is filled and hatched. A dashed line
shows what would be left, had nobody deployed any more once the budget was spent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.say import say_count
from deliverylab.show.budget_month import DAYS, HOURS, Month
from deliverylab.show.lettering import words_on
from deliverylab.show.live import climb
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, STAGE_STYLE

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

_OTHERS = STAGE_STYLE["wait for review"].colour

_DAYS = np.arange(HOURS + 1) / 24.0

_NAMED = (1, 5, 10, 15, 20, 25, 30)
"""The days that are named below the axis, in the middle of the day."""

Place: TypeAlias = tuple[float, float, Literal["left", "right"]]

_WORDS: tuple[Place, ...] = (
    (0.02, 0.85, "left"),
    (0.36, 0.85, "left"),
    (0.7, 0.85, "left"),
    (0.98, 0.775, "right"),
)
"""Where the words stand about what took the budget, and about a stop: shares of the picture."""


class BudgetPlot:
    """The budget left, the incidents that took it, and what a stop would have left."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = figure.add_axes((0.13, 0.155, 0.85, 0.6))
        self._axes.set_xlim(0, DAYS)
        self._axes.set_ylim(-1.0, 1.0)
        self._axes.set_xticks([day - 0.5 for day in _NAMED], [str(day) for day in _NAMED])
        self._axes.tick_params(axis="y", labelsize=10)
        self._axes.set_xlabel("day of the month")
        self._axes.yaxis.set_major_formatter(lambda share, _: _per_cent(share))
        self._axes.axhline(0.0, color=LINE, linewidth=1)
        flat = np.zeros(HOURS)
        self._over = self._axes.stairs(flat, _DAYS, fill=True, baseline=0.0, animated=True)
        self._over.set(facecolor="#f6d5d2", edgecolor=CARD, hatch="////", linewidth=0)
        self._left = _line(self._axes, color=INK, linewidth=1.8)
        self._stopped = _line(self._axes, color=ACCENT, linewidth=2, linestyle="--")
        self._spent = _line(self._axes, color=ACCENT, linewidth=1.2, linestyle=":")
        self._deployments = _marks(self._axes, "X", 7, BAD)
        self._others = _marks(self._axes, "D", 5.5, _OTHERS)
        self._title = words_on(figure, 0.02, 0.932, 13, INK, weight="bold")
        self._said = [
            words_on(figure, x, y, 10.5, colour, side)
            for (x, y, side), colour in zip(_WORDS, (BAD, _OTHERS, INK, ACCENT), strict=True)
        ]

    def move(self, result: Month) -> None:
        """Show `result`."""
        left, stopped = result.left, result.left_stopped
        self._reach(float(-left.min()))
        self._left.set_data(_DAYS, left)
        self._over.set_data(np.minimum(left[1:], 0.0))
        spent = result.spent_at is not None
        at = result.spent_at if result.spent_at is not None else HOURS
        self._stopped.set_data(_DAYS[at:], stopped[at:])
        self._spent.set_data([at / 24.0] * 2, [0.0, 1.0])
        for line in (self._stopped, self._spent):
            line.set_visible(spent)
        for marks, began in (
            (self._deployments, result.by_deployment),
            (self._others, result.by_others),
        ):
            marks.set_data(began / 24.0, _at(left, began))
        self._title.set_text(_finding(result))
        deployments, others, everyday = map(_per_cent, result.taken)
        words = (
            f"✕ {say_count(len(result.by_deployment), 'deployment')}: {deployments}",
            f"◆ {say_count(len(result.by_others), 'other incident')}: {others}",
            f"everyday errors: {everyday}",
            f"– – with a stop from then on: {_per_cent(1 - stopped[-1])}" if spent else "",
        )
        for lettering, word in zip(self._said, words, strict=True):
            lettering.set_text(word)

    def _reach(self, overspent: float) -> None:
        """Let the axis reach down as far as the budget is overspent, at least a little."""
        bottom = -climb(-self._axes.get_ylim()[0], max(overspent, 0.18))
        top = max(1.04, -0.04 * bottom)
        if self._axes.get_ylim() != (bottom, top):
            self._axes.set_ylim(bottom, top)


def _finding(result: Month) -> str:
    if result.spent_on is None:
        return f"The budget lasts: {_per_cent(result.left[-1])} is left after {DAYS} days"
    return f"The budget is spent on day {result.spent_on}; by day {DAYS}, {_per_cent(result.spent)}"


def _per_cent(share: float) -> str:
    """Return a share of the budget in whole per cent, with a real minus sign.

    >>> _per_cent(-2.0), _per_cent(0.104)
    ('−200 %', '10 %')
    """
    return f"{100 * share:,.0f} %".replace("-", "−")


def _line(axes: Axes, **style: object) -> Line2D:
    (line,) = axes.plot([], [], animated=True, **style)  # pyrefly: ignore[bad-argument-type]
    return line


def _marks(axes: Axes, marker: str, size: float, colour: str) -> Line2D:
    line = _line(axes, color=colour, marker=marker, markersize=size, linestyle="")
    line.set_clip_on(False)
    return line


def _at(left: NDArray[np.float64], began: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what was left when each incident began."""
    return left[began.astype(np.int64)]
