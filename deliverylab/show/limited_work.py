"""A team that opens a new change only while fewer than so many are open; its live picture.

There is always more to do than the team can do: an endless list of ideas. A change is opened,
reviewed, and built and tested by hand; where the tests find a defect, its author fixes it and it is
tested again; then it is merged. Everybody works the same hours, so all times are working hours.

The simulation is the simulator's own event calendar. The theory is that of a closed network
(`deliverylab.simulate.closed_network`), which is exact here: a change that comes back is tested
twice, work times are exponential, the order is first come, first served.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.say import say_work
from deliverylab.show.heading import LEFT, heading
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, CARD, INK, LINE
from deliverylab.simulate import ALWAYS, Scenario
from deliverylab.simulate.closed_network import ClosedNetwork, closed_network
from deliverylab.simulate.coupled import integrate_coupled
from deliverylab.simulate.theory import Station
from deliverylab.simulate.work import commit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_OPEN = 30
WEEK_HOURS = 40.0
DAYS = 44
"""Of 24 working hours each: 1,056 hours, half a year of 26 weeks."""

_WARM_UP = 2 * WEEK_HOURS
_ENOUGH_PER_DAY = 36.0
_SEED = 4
"""A half-year near the average; another one may merge some per cent more or less."""

TEAM = Scenario(
    name="limited",
    working_hours=ALWAYS,
    changes_per_day=_ENOUGH_PER_DAY,
    branch_hours=0.0,
    ci_catch=1.0,
    flaky_share=0.0,
    fix_hours=4.0,
    reviewers=2,
    review_hours=1.5,
    test_by="hand",
    package_by="hand",
    ci_cv=1.0,
)
"""What stays as it is: two reviewers, an hour and a half a review, half a day to fix a defect."""


@dataclass(frozen=True)
class Limited:
    """How the team works.

    Attributes:
        limit: open changes at most, 1 to 30.
        testers: people who build and test.
        test_hours: working hours that a test takes, on average.
        found: share of the changes in which the tests find a defect, 0 to 1.
    """

    limit: int
    testers: int
    test_hours: float
    found: float

    @property
    def theory(self) -> ClosedNetwork:
        """What theory says for every limit."""
        return _theory(self.testers, self.test_hours, self.found)

    @property
    def in_theory(self) -> Average:
        """What theory says for this limit."""
        place = self.limit - 1
        return Average(
            WEEK_HOURS * float(self.theory.per_hour[place]), float(self.theory.stay_hours[place])
        )

    def simulated(self, seed: int = _SEED) -> Flow:
        """Simulate half a year, and leave out the first weeks, in which the team fills up."""
        scenario = replace(
            TEAM,
            wip_limit=self.limit,
            runners=self.testers,
            ci_minutes=60.0 * self.test_hours,
            defect_share=self.found,
        )
        ideas = commit(scenario, DAYS, seed)
        at_once = np.zeros(ideas.count)  # all of it could be begun in the first hour
        half = integrate_coupled(scenario, seed, replace(ideas, done=at_once, opened=at_once))
        merged = np.flatnonzero((half.merged >= _WARM_UP) & (half.merged < ideas.horizon))
        hours = half.merged[merged] - half.opened[merged]
        week = ((half.merged[merged] - _WARM_UP) // WEEK_HOURS).astype(np.intp)
        weeks = int((ideas.horizon - _WARM_UP) // WEEK_HOURS)
        return Flow(self, np.bincount(week, minlength=weeks)[:weeks], hours)


@dataclass(frozen=True)
class Average:
    """What a team gets done in the long run: changes merged per week, working hours for each."""

    per_week: float
    stay_hours: float


@dataclass(frozen=True, eq=False)
class Flow:
    """What came out in half a year: changes merged in each week, and the hours that each took."""

    team: Limited
    weekly: NDArray[np.int64]
    hours: NDArray[np.float64]

    @property
    def in_theory(self) -> Average:
        """What would come out in the long run."""
        return self.team.in_theory

    @property
    def per_week(self) -> float:
        """Changes merged per week."""
        return float(self.weekly.mean())

    @property
    def stay_hours(self) -> float:
        """Working hours from opened to merged, on average."""
        return float(self.hours.mean())


class LimitPlot:
    """Two curves over the limit: changes merged per week, and the hours that each takes."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the artists that move."""
        self._merged = _Panel(figure, LEFT, "merged in a week")
        self._hours = _Panel(figure, 0.595, "hours, opened to merged")
        self._title = heading(
            figure,
            {
                "theory": self._merged.curve,
                "simulated half-year": self._merged.now,
                "8 of 10 weeks (right: changes)": self._merged.spread,
            },
            sample=1.6,
        )

    def move(self, result: Flow) -> None:
        """Show `result`."""
        theory, limit = result.team.theory, result.team.limit
        self._merged.move(limit, WEEK_HOURS * theory.per_hour, result.per_week, result.weekly)
        self._hours.move(limit, theory.stay_hours, result.stay_hours, result.hours)
        self._title.set_text(
            f"{limit} open: {result.in_theory.per_week:.0f} merged a week, each in "
            f"{say_work(result.in_theory.stay_hours)}"
        )


class _Panel:
    """One of the two curves."""

    def __init__(self, figure: Figure, left: float, label: str) -> None:
        axes: Axes = figure.add_axes((left, 0.165, 0.375, 0.63))
        axes.set_xlabel("open changes at most")
        axes.set_ylabel(label)
        axes.set_xlim(0, MOST_OPEN + 1)
        axes.set_xticks(range(0, MOST_OPEN + 1, 5))
        self._axes = axes
        (self.curve,) = axes.plot([], [], color=INK, linewidth=2.4, animated=True)
        (self.spread,) = axes.plot(
            [], [], color=LINE, linewidth=6, solid_capstyle="butt", alpha=0.55, animated=True
        )
        (self.now,) = axes.plot(
            [], [], "o", color=ACCENT, markeredgecolor=CARD, markersize=11, animated=True
        )

    def move(
        self,
        limit: int,
        curve: NDArray[np.float64],
        now: float,
        each: NDArray[np.float64] | NDArray[np.int64],
    ) -> None:
        low, high = np.percentile(each, (10, 90))
        reach_y(self._axes, max(float(curve[-1]), float(high)))
        self.curve.set_data(np.arange(1, len(curve) + 1), curve)
        self.spread.set_data([limit, limit], [low, high])
        self.now.set_data([limit], [now])


@lru_cache(maxsize=128)
def _theory(testers: int, test_hours: float, found: float) -> ClosedNetwork:
    stations = {
        "review": Station(TEAM.review_hours, TEAM.reviewers),
        "build and test": Station(test_hours, testers, visits=1.0 + found),
        "fix": Station(TEAM.fix_hours, math.inf, visits=found),
    }
    return closed_network(stations, MOST_OPEN)
