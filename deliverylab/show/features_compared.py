"""Features built as they were planned, and built with less, smaller or faster: what is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.feature_way import EVERY_HOURS, WORKING_DAY, Way
from deliverylab.simulate.half_as_much import MOST_BUSY, Built, build

Numbers = npt.NDArray[np.float64]

LARGEST, SMALLEST = 1_000, 50
"""Lines in a change, in the lab."""

_POINTS = 40
"""Of a curve, at most."""

PLAN = Way(built_share=1.0, change_lines=500, around_hours=0.5, review_minutes=30, train_days=5)
"""All of it, in large changes, on a weekly train."""


def say_days(hours: float, day: str = "day") -> str:
    """Return working hours as working days, however few; `day` is what to call one.

    >>> say_days(12), say_days(8), say_days(99.2), say_days(0.6)
    ('1.5 days', '1 day', '12 days', '0.1 days')
    """
    days = hours / WORKING_DAY
    number = f"{days:.1f}".removesuffix(".0") if days < 9.95 else f"{days:,.0f}"
    return f"{number} {day}{'' if number == '1' else 's'}"


@dataclass(frozen=True, eq=False)
class Features:
    """Features built one way: the averages.

    Attributes:
        built: each of them.
    """

    built: Built

    @property
    def way(self) -> Way:
        """How they are built."""
        return self.built.way

    @property
    def turn_hours(self) -> float:
        """That a feature waits for its turn."""
        return float(self.built.turn.mean())

    @property
    def building_hours(self) -> float:
        """Of the team's work on a feature; its only work in that time."""
        return float(self.built.building.mean())

    @property
    def rework_hours(self) -> float:
        """Of these hours, for fixes."""
        return float(self.built.rework.mean())

    @property
    def first_used_hours(self) -> float:
        """From when users ask until they have the first part."""
        return float(self.built.first_used.mean())

    @property
    def all_used_hours(self) -> float:
        """From when users ask until they have all of it."""
        return float(self.built.all_used.mean())

    @property
    def failure_rate(self) -> float:
        """The share of the deployments that fail."""
        return self.built.failure_rate

    @property
    def failure_rate_by_formula(self) -> float:
        """The same by 1 - (1-p)^N, each deployment with its own number of changes N."""
        passes = (1.0 - self.way.fails) ** self.built.deployments
        return float(1.0 - passes.mean())


@dataclass(frozen=True)
class Compared:
    """The same features, asked for at the same hours: as planned, and as the lab stands."""

    planned: Features
    now: Features


def compared(way: Way) -> Compared:
    """Return features built this way beside features as planned, on the same luck.

    What a change costs around it is the same for both: that belongs to the team, not to the plan.

    Raises:
        ValueError: If the team could not keep up.

    Example:
        >>> both = compared(replace(PLAN, built_share=0.5))
        >>> [round(one.first_used_hours / WORKING_DAY, 1) for one in (both.planned, both.now)]
        [18.3, 6.5]
    """
    if way.busy > MOST_BUSY:
        long = "without end" if way.busy >= 1 else "for years"
        raise ValueError(
            f"Each feature would take {way.work_hours:.0f} hours of work, and one is asked for "
            f"every {EVERY_HOURS:.0f} hours: the queue would grow {long}. Cut it into fewer "
            "changes, make each change cheaper, or build less."
        )
    planned = replace(PLAN, around_hours=way.around_hours)
    return Compared(Features(build(planned)), Features(build(way)))


def by_size(way: Way) -> tuple[Numbers, Numbers]:
    """Return lines in a change, and working days until the first part is used; by theory.

    From the largest changes in the lab to the smallest with which the team can keep up, whatever
    the size of the changes in `way`.

    >>> lines, days = by_size(PLAN)
    >>> round(lines[0]), round(lines[-1]), round(lines[np.argmin(days)])
    (1000, 50, 154)
    """
    return _by_size(replace(way, change_lines=LARGEST))


@lru_cache(maxsize=128)
def _by_size(way: Way) -> tuple[Numbers, Numbers]:
    fewest, most = way.changes, way.lines / SMALLEST
    cuts = sorted({round(cut) for cut in np.geomspace(fewest, most, _POINTS)})
    ways = [replace(way, change_lines=way.lines / cut) for cut in cuts]
    possible = [one for one in ways if one.busy <= MOST_BUSY]
    return (
        np.array([one.lines_each for one in possible]),
        np.array([one.first_used_hours / WORKING_DAY for one in possible]),
    )
