"""A review desk: changes arrive, wait until a reviewer is free, and are reviewed. Its live picture.

Theory and simulation side by side. The theory is Erlang's formula for one queue and any number of
reviewers, times Kingman's factor for how irregular the work is (together: A. O. Allen and
J. Cunneen's approximation, in Allen, *Probability, Statistics, and Queueing Theory*, 1990, section
5.2.1):

    wait  =  wait of M/M/c  ×  (cv² of the times between changes + cv² of the reviews) / 2

It is exact where changes arrive at random and the reviews are exponential, and for one reviewer
with any reviews; otherwise it is close when the desk is busy. The simulation takes the queue that
the whole simulator takes, for many changes, and cuts them into runs, so that one sees how far a run
can be from the average in the long run.

A review takes one hour on average, so hours of waiting are also reviews of waiting.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.say import say_work
from deliverylab.show.heading import LEFT, heading
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, CARD, INK, LINE
from deliverylab.simulate.draws import unit_draws
from deliverylab.simulate.queues import many_servers
from deliverylab.simulate.theory import mmc

if TYPE_CHECKING:
    from matplotlib.figure import Figure

REVIEW_HOURS = 1.0
RUNS = 10
CHANGES_A_RUN = 2_000
"""About what a reviewer sees in a year."""

MOST_BUSY = 95
"""Per cent; from 100 on the queue grows for ever."""

_LEAST_TOP = 18.0
"""So the axis ends at 20 hours, the curve at the start fits, and four reviewers can be compared."""

_CURVE = np.linspace(0.0, MOST_BUSY, 96)


@dataclass(frozen=True)
class Desk:
    """How a desk works.

    Attributes:
        busy: how busy each reviewer is, per cent, 0 to 95.
        reviewers: how many take changes from one queue.
        arrival_cv: standard deviation ÷ mean of the times between changes.
        review_cv: standard deviation ÷ mean of the reviews.
    """

    busy: float
    reviewers: int
    arrival_cv: float
    review_cv: float

    @property
    def per_hour(self) -> float:
        """Changes that arrive per working hour."""
        return self.busy / 100 * self.reviewers / REVIEW_HOURS

    def wait_at(self, busy: float) -> float:
        """Return the mean wait in hours, by theory, if the reviewers were so busy (per cent)."""
        irregular = (self.arrival_cv**2 + self.review_cv**2) / 2
        rate = busy / 100 * self.reviewers / REVIEW_HOURS
        return mmc(rate, REVIEW_HOURS, self.reviewers).wait_hours * irregular

    def simulated(self, seed: int = 1) -> NDArray[np.float64]:
        """Return the mean wait in hours of each of the runs, after a first one to warm up."""
        count = (RUNS + 1) * CHANGES_A_RUN
        arrival = np.cumsum(unit_draws(seed, "commit", count, self.arrival_cv)) / self.per_hour
        service = REVIEW_HOURS * unit_draws(seed, "review", count, self.review_cv)
        start, _ = many_servers(arrival, service, self.reviewers)
        waits = (start - arrival).reshape(-1, CHANGES_A_RUN).mean(axis=1)
        return np.asarray(waits[1:])


@dataclass(frozen=True, eq=False)
class Waits:
    """What a desk's waiting is: hours by theory, and of every simulated run."""

    desk: Desk
    theory: float
    runs: NDArray[np.float64]

    @classmethod
    def of(cls, desk: Desk) -> Waits:
        """Compute both."""
        return cls(desk, desk.wait_at(desk.busy), desk.simulated())

    @property
    def simulated(self) -> float:
        """The mean wait of all runs together."""
        return float(self.runs.mean())

    @property
    def waiting(self) -> float:
        """Changes that wait at one moment, on average: Little's law."""
        return self.desk.per_hour * self.theory


class DeskPlot:
    """How busy against how long the wait; the curve of the desk at the start stays, dashed."""

    def __init__(self, figure: Figure, start: Desk) -> None:
        """Draw what stays, and the artists that move."""
        self._axes = axes = figure.add_axes((LEFT, 0.165, 0.875, 0.63))
        axes.set_xlabel("how busy each reviewer is, %")
        axes.set_ylabel("hours of waiting")
        axes.set_xlim(0, 100)
        axes.set_ylim(0, _LEAST_TOP)
        axes.set_xticks(range(0, 101, 10))
        (first,) = axes.plot(
            _CURVE, _curve(start), color=LINE, linestyle=(0, (4, 2)), linewidth=1.6, animated=True
        )
        (self._curve,) = axes.plot([], [], color=INK, linewidth=2.4, animated=True)
        (self._now,) = axes.plot([], [], color=LINE, linewidth=1, animated=True)
        (self._runs,) = axes.plot(
            [], [], "o", color=ACCENT, markeredgecolor=CARD, markersize=7, animated=True
        )
        (self._theory,) = axes.plot(
            [],
            [],
            "D",
            color=CARD,
            markeredgecolor=INK,
            markeredgewidth=2.2,
            markersize=9,
            animated=True,
        )
        self._title = heading(
            figure,
            {
                "theory": self._curve,
                f"{RUNS} simulated runs of {CHANGES_A_RUN:,} changes": self._runs,
                "at the start": first,
            },
        )

    def move(self, result: Waits) -> None:
        """Show `result`."""
        desk = result.desk
        curve = _curve(desk)
        reach_y(self._axes, max(_LEAST_TOP, result.theory, float(result.runs.max())))
        self._curve.set_data(_CURVE, curve)
        self._now.set_data([desk.busy, desk.busy], [0, self._axes.get_ylim()[1]])
        aside = desk.busy + np.linspace(-1.8, 1.8, RUNS)  # side by side, so that each is seen
        self._runs.set_data(aside, result.runs)
        self._theory.set_data([desk.busy], [result.theory])
        waiting = say_work(result.theory)
        self._title.set_text(f"{desk.busy:g} % busy: a change waits {waiting}")


@lru_cache(maxsize=64)
def _curve(desk: Desk) -> NDArray[np.float64]:
    return np.array([desk.wait_at(busy) for busy in _CURVE])
