"""Features built as they were planned, and built with less, smaller or faster: what is compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from deliverylab.simulate.feature_way import EVERY_HOURS, PLANNED_LINES, WORKING_DAY, Way
from deliverylab.simulate.half_as_much import MOST_BUSY, Built, build

LARGEST, SMALLEST = 1_000, 50
"""Lines in a change, in the lab."""

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


@lru_cache(maxsize=128)
def by_size(way: Way) -> tuple[tuple[float, float], ...]:
    """Return lines in a change, and working days until the first part is used; by theory.

    One point for each number of changes into which a feature can be cut, from the largest changes
    to the smallest with which the team can keep up.

    >>> lines, days = zip(*by_size(PLAN), strict=True)
    >>> round(lines[0]), round(lines[-1]), round(lines[int(np.argmin(days))])
    (1000, 50, 154)
    """
    lines = PLANNED_LINES * way.built_share
    fewest, most = int(np.ceil(lines / LARGEST)), max(1, int(lines / SMALLEST))
    ways = (replace(way, change_lines=lines / changes) for changes in range(fewest, most + 1))
    return tuple(
        (one.lines_each, one.first_used_hours / WORKING_DAY)
        for one in ways
        if one.busy <= MOST_BUSY
    )
