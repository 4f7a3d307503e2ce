"""What a year is like for users when those who know are away: the numbers of "Who knows?"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.intervals import share_interval
from deliverylab.simulate.knowledge import (
    INCIDENTS_A_YEAR,
    WEEKS_A_YEAR,
    Crew,
    Restored,
    all_away,
    restore,
)

EDGES = np.geomspace(0.1, 1_000.0, 33)
"""Hours; between these the times to restore are counted, eight steps for each power of ten."""


@dataclass(frozen=True, eq=False)
class KnownParts:
    """A crew, its incidents, and what the formula says."""

    crew: Crew
    restored: Restored

    @classmethod
    def of(cls, crew: Crew) -> KnownParts:
        """Simulate it."""
        return cls(crew, restore(crew))

    @property
    def median(self) -> float:
        """Hours within which half of the incidents are restored."""
        return float(np.median(self.restored.hours))

    @property
    def slowest_tenth(self) -> float:
        """Hours that the slowest tenth of the incidents takes at least."""
        return float(np.quantile(self.restored.hours, 0.9))

    @property
    def mean(self) -> float:
        """Hours of an incident on average."""
        return float(self.restored.hours.mean())

    @property
    def outage_a_year(self) -> float:
        """Hours of all incidents of a year together."""
        return INCIDENTS_A_YEAR * self.mean

    @property
    def sharing_a_year(self) -> float:
        """Hours of sharing in a year."""
        return WEEKS_A_YEAR * self.crew.sharing_hours

    @property
    def nobody(self) -> float:
        """The share of incidents that met nobody who knows the part."""
        return float(self.restored.nobody_knew.mean())

    @property
    def nobody_between(self) -> tuple[float, float]:
        """The 95 % interval of that share (Wilson)."""
        met = self.restored.nobody_knew
        return share_interval(int(met.sum()), len(met))

    @property
    def nobody_by_formula(self) -> float:
        """The same share by (share away)^k, each incident with the k of its moment."""
        return float((self.crew.share_away**self.restored.known_by).mean())

    @property
    def known_by(self) -> float:
        """How many people know a part, on average over the year."""
        return float(self.restored.known_by.mean())

    @property
    def counts(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Per cent of all incidents between `EDGES`: somebody knew, nobody knew."""
        hours = np.clip(self.restored.hours, EDGES[0], EDGES[-1])
        nobody = self.restored.nobody_knew
        per_cent = 100.0 / len(hours)
        knew, missed = (np.histogram(hours[which], EDGES)[0] for which in (~nobody, nobody))
        return knew * per_cent, missed * per_cent


@lru_cache(maxsize=128)
def formula(people: int, away_weeks: float) -> tuple[float, ...]:
    """Return in how many of 100 incidents 1, 2, … `people` who know are all away.

    >>> [round(per_cent, 2) for per_cent in formula(3, 6)]
    [11.54, 1.33, 0.15]
    """
    share = away_weeks / WEEKS_A_YEAR
    return tuple(100.0 * all_away(share, know) for know in range(1, people + 1))
