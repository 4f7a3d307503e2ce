"""Theory with a limit on open work: a new change is opened only when another one is finished.

A pipeline with a limit and always more to do than it can is a *closed* network: the number of
changes in it never changes, it is the limit. Mean value analysis gives its averages exactly, from
one open change upwards, if work times are exponential and the order is first come, first served:
with n changes open, one that arrives at a station finds on average what is there with n − 1 open
(M. Reiser and S. S. Lavenberg, "Mean-value analysis of closed multichain queuing networks",
Journal of the ACM 27 (1980), 313-322).

What it teaches is older than software (W. J. Hopp and M. L. Spearman, *Factory Physics*, 1996): up
to a point every further open change brings more finished ones; beyond it, it only makes all of them
wait longer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.theory import Station

__all__ = ["ClosedNetwork", "closed_network"]


@dataclass(frozen=True, eq=False)
class ClosedNetwork:
    """The long-run averages for every limit from 1 upwards; arrays have one entry per limit.

    Attributes:
        limits: open changes, 1, 2, 3 …
        per_hour: changes finished per hour.
        stay_hours: mean hours from opening a change to finishing it.
        busy: how busy the servers of each station are, 0 to 1; stations without a queue have none.
    """

    limits: npt.NDArray[np.int64]
    per_hour: npt.NDArray[np.float64]
    stay_hours: npt.NDArray[np.float64]
    busy: dict[str, npt.NDArray[np.float64]]


def closed_network(stations: Mapping[str, Station], most: int) -> ClosedNetwork:
    """Return the averages of a network that holds 1, 2, … `most` changes.

    Args:
        stations: The stations by name; `visits` is how often a change comes to one on its way.
        most: The largest number of open changes, ≥ 1.

    Raises:
        ValueError: If `most` is below 1, or there is nothing to do at any station.

    Example:
        A reviewer and a tester, an hour each. A second open change lets both work at once; a
        tenth hardly adds anything but waiting:

        >>> two = {"review": Station(service_hours=1), "test": Station(service_hours=1)}
        >>> network = closed_network(two, most=10)
        >>> network.per_hour[[0, 1, 9]].round(3).tolist()
        [0.5, 0.667, 0.909]
        >>> network.stay_hours[[0, 1, 9]].round(3).tolist()
        [2.0, 3.0, 11.0]
    """
    if most < 1:
        raise ValueError(f"most is {most!r}; give a whole number of open changes, 1 or more")
    lines = [_Line(station) for station in stations.values()]
    if not sum(line.demand for line in lines) > 0:
        raise ValueError("there is no work at any station; give service times above 0")
    per_hour, stay = np.zeros(most), np.zeros(most)
    for present in range(1, most + 1):
        stays = [line.stay() for line in lines]
        stay[present - 1] = sum(stays)
        per_hour[present - 1] = present / stay[present - 1]
        for line, hours in zip(lines, stays, strict=True):
            line.fill(float(per_hour[present - 1]), hours)
    busy = {
        name: per_hour * line.demand / line.servers
        for name, line in zip(stations, lines, strict=True)
        if np.isfinite(line.servers)
    }
    return ClosedNetwork(np.arange(1, most + 1), per_hour, stay, busy)


class _Line:
    """One station while the number of open changes grows."""

    def __init__(self, station: Station) -> None:
        self.visits = station.visits
        self.service = station.service_hours
        self.servers = station.servers
        self.demand = station.visits * station.service_hours
        self.present = 0.0
        # How likely 0, 1, … c − 1 changes are here; with all c servers busy it does not matter.
        self.some = np.zeros(int(station.servers) if np.isfinite(station.servers) else 0)
        self.some[:1] = 1.0

    def stay(self) -> float:
        """Return the hours that a change spends here, all its visits together."""
        if not len(self.some):
            return self.demand
        free = self.servers - 1 - np.arange(len(self.some) - 1)
        ahead = self.present + float(free @ self.some[:-1])
        return self.demand / self.servers * (1.0 + ahead)

    def fill(self, per_hour: float, stay: float) -> None:
        """Take over how many changes are here, now that so many are finished per hour."""
        self.present = per_hour * stay
        if not len(self.some):
            return
        load = per_hour * self.demand
        several = load * self.some[:-1] / np.arange(1, len(self.some))
        servers = len(self.some)
        idle = (servers - np.arange(1, servers)) @ several
        self.some = np.append(1.0 - (load + idle) / servers, several)
