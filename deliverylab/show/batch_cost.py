"""What a batch of changes costs, per change: its share of the deployment, and the waiting.

A deployment takes people some hours, however many changes it brings: the larger the batch, the less
of that for each change. But a change waits until its batch is full: the larger the batch, the more
waiting. With F hours of work a deployment, λ changes a day, and h hours of work that it is worth to
have a change a day earlier, a batch of N costs each change

    F / N  +  h · (N − 1) / (2 λ)      hours,

and the best batch is the smallest N with N (N + 1) ≥ 2 λ F / h, about √(2 λ F / h). It is the
formula for economic lots (F. W. Harris, "How Many Parts to Make at Once", Factory 10, 1913), which
D. G. Reinertsen brought to development (*The Principles of Product Development Flow*, 2009). A
change waits (N − 1) / 2λ on average: `deliverylab.simulate.theory.batch_wait`.

The simulation lets changes arrive at random and counts how long each waits for the last one of its
batch.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.say import say_work
from deliverylab.show.heading import LEFT, heading
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, CARD, INK, LINE, STAGE_STYLE
from deliverylab.simulate.draws import exponentials
from deliverylab.simulate.theory import batch_wait

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Size = TypeVar("Size", float, NDArray[np.float64])

LARGEST = 120
TRIED = (1, 2, 5, 10, 20, 50, 100)
"""The batches that are simulated."""

_CHANGES = 20_000
_SIZES = np.unique(np.geomspace(1, LARGEST, 90).round(1))
_SPARE = 2.0


@dataclass(frozen=True)
class Batch:
    """How changes are put together, and what that costs.

    Attributes:
        size: changes in a batch, N.
        work_hours: hours of people's work that a deployment takes, F.
        per_day: changes per working day, λ.
        waiting_hours: hours of people's work that it is worth to have a change a day earlier, h.
    """

    size: int
    work_hours: float
    per_day: float
    waiting_hours: float

    def work(self, size: Size) -> Size:
        """Return a change's share of the work on the deployment, in hours."""
        return self.work_hours / size

    def days(self, size: int) -> float:
        """Return the working days that a change waits for its batch, on average."""
        return batch_wait(size, self.per_day)

    def waiting(self, size: Size) -> Size:
        """Return what that waiting costs, in hours."""
        return self.waiting_hours * (size - 1) / (2 * self.per_day)

    def cost(self, size: Size) -> Size:
        """Return what a change costs in such a batch, in hours."""
        return self.work(size) + self.waiting(size)

    @property
    def best(self) -> int:
        """The batch in which a change costs least; the smaller one where two cost the same."""
        wanted = 2 * self.per_day * self.work_hours / self.waiting_hours
        return max(1, math.ceil((math.sqrt(1 + 4 * wanted) - 1) / 2 - 1e-9))

    @property
    def pays_at(self) -> float:
        """The hours that a day of waiting would have to cost for this batch to be the best."""
        return 2 * self.per_day * self.work_hours / (self.size * (self.size + 1))

    @property
    def simulated(self) -> NDArray[np.float64]:
        """What a change costs in each of the batches tried, with changes that come at random."""
        days = np.array(_waits_in_arrivals()) / self.per_day
        return self.work_hours / np.array(TRIED) + self.waiting_hours * days


class BatchPlot:
    """The U-curve: cost per change over the size of the batch, and its two parts."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the artists that move."""
        self._axes = axes = figure.add_axes((LEFT, 0.165, 0.875, 0.63))
        axes.set_xscale("log")
        axes.set_xlim(0.92, LARGEST * 1.08)
        axes.set_xticks(TRIED, [str(size) for size in TRIED])
        axes.minorticks_off()
        axes.set_xlabel("changes in a batch (logarithmic scale)")
        axes.set_ylabel("hours a change")
        work, wait = STAGE_STYLE["deploy"].colour, STAGE_STYLE["wait for release"].colour
        (self._work,) = axes.plot([], [], color=work, ls=(0, (5, 2)), lw=2, animated=True)
        (self._wait,) = axes.plot([], [], color=wait, ls=(0, (1, 1.2)), lw=2.4, animated=True)
        (self._cost,) = axes.plot([], [], color=INK, linewidth=2.6, animated=True)
        (self._tried,) = axes.plot(
            TRIED, np.zeros(len(TRIED)), "o", color=CARD, markeredgecolor=INK, animated=True
        )
        (self._to_best,) = axes.plot([], [], color=LINE, linewidth=1.2, animated=True)
        self._best = axes.text(0, 0, "", va="bottom", ha="center", weight="bold", animated=True)
        (self._now,) = axes.plot(
            [], [], "o", color=ACCENT, markeredgecolor=CARD, markersize=12, animated=True
        )
        self._title = heading(
            figure,
            {
                "both": self._cost,
                "deploying": self._work,
                "waiting": self._wait,
                "simulated": self._tried,
            },
        )

    def move(self, result: Batch) -> None:
        """Show `result`."""
        best = result.best
        least, now = result.cost(best), result.cost(result.size)
        top = reach_y(self._axes, max(1.08 * now, _SPARE * least))
        self._work.set_data(_SIZES, result.work(_SIZES))
        self._wait.set_data(_SIZES, result.waiting(_SIZES))
        self._cost.set_data(_SIZES, result.cost(_SIZES))
        self._tried.set_ydata(result.simulated)
        self._to_best.set_data([best, best], [0, least])
        self._best.set_position((1.04 * best if best == 1 else best, least + 0.055 * top))
        self._best.set_horizontalalignment("left" if best == 1 else "center")
        self._best.set_text(f"best: {best}")
        self._now.set_data([result.size], [now])
        rest = ", the least" if best == result.size else f"; best {best}: {say_work(least)}"
        self._title.set_text(f"{result.size} together: {say_work(now)} each{rest}")


@lru_cache(maxsize=1)
def _waits_in_arrivals() -> tuple[float, ...]:
    """Return the mean wait for a batch of every size tried, if one change came per day."""
    arrival = np.cumsum(exponentials(1, "commit", _CHANGES))
    return tuple(
        float((batches[:, -1:] - batches).mean())
        for batches in (arrival.reshape(-1, size) for size in TRIED)
    )
