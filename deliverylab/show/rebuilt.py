"""A server rebuilt as it is kept, beside the same server rebuilt by hand: what the lab compares."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from deliverylab.simulate.rebuild import Rebuilds, Server, mean_hours, rebuild

SEED = 19
"""The luck of all rebuilds."""

SHOWN = 0
"""Which of them the picture shows setting by setting."""


@dataclass(frozen=True, eq=False)
class Rebuilt:
    """Many rebuilds of one server, both ways, on the same luck.

    Attributes:
        server: how it is kept.
        hours_each: of work, to put one setting into the repository.
        as_kept: what is in the repository by machine, the others by hand.
        by_hand: all of them by hand.
    """

    server: Server
    hours_each: float
    as_kept: Rebuilds
    by_hand: Rebuilds

    @property
    def back_hours(self) -> float:
        """Median hours until the service is back, as it is kept."""
        return float(np.median(self.as_kept.hours))

    @property
    def back_by_hand(self) -> float:
        """Median hours until the service is back, all by hand."""
        return float(np.median(self.by_hand.hours))

    @property
    def put_in_hours(self) -> float:
        """Hours of work that putting the settings into the repository took."""
        return self.server.kept * self.hours_each

    @property
    def paid_back_after(self) -> float:
        """After how many rebuilds these hours are saved again; inf if never, 0 without any."""
        if not self.server.kept:
            return 0.0
        saved = mean_hours(all_by_hand(self.server)) - mean_hours(self.server)
        return math.ceil(self.put_in_hours / saved) if saved > 0 else math.inf


def all_by_hand(server: Server) -> Server:
    """Return the same server with nothing in the repository."""
    return replace(server, kept_share=0.0)


def rebuilt(server: Server, hours_each: float, seed: int = SEED) -> Rebuilt:
    """Return many rebuilds of `server`, both ways.

    >>> both = rebuilt(Server(1.0, 0, 12, 0.8, 0.02), hours_each=1)
    >>> both.put_in_hours, both.paid_back_after, round(60 * both.back_hours)
    (60, 12, 20)
    """
    return Rebuilt(server, hours_each, rebuild(server, seed), rebuild(all_by_hand(server), seed))
