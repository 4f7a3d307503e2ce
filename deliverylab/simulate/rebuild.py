"""A server is gone and is built again: by hand from a run book, or by machine from a repository.

A server works because of its settings: packages, ports, certificates, timers. Over the months,
people change some of them on the server itself, wherever the settings are kept. Some of these
changes are written down, in the run book or the repository, and the others are *lost* when the
server is. What people set by hand is now and then forgotten or wrong, a *slip*; a machine makes
none.

Of such faults some stop the service. They are found one at a time: try to start, search, mend, try
again. The others stop nothing and stay: the service is back, and it is not the same service as
before (*configuration drift*). So a rebuild works at the first try only where not one fault stops
it, with a chance of (1-p)^n for n settings (`works_at_once`).

Known: that settings changed by hand drift apart, and that rebuilding often from version control is
the cure (J. Humble, D. Farley, "Continuous Delivery", 2010, chapters 2 and 11; K. Morris,
"Infrastructure as Code", 2nd edition 2020, chapter 2). People who follow a written list leave out
or get wrong roughly one step in a hundred to one in a thousand, and far more without it (A. D.
Swain, H. E. Guttmann, "Handbook of Human Reliability Analysis", NUREG/CR-1278, 1983, chapter 20).
Assumed, for teaching: the numbers in capitals below, and that settings are independent.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.draws import exponentials, uniforms

SETTINGS = 60
"""What the server needs."""

REBUILDS = 2000
"""How often a rebuild is tried, each time with other luck."""

SETTING_MINUTES = 5.0
"""To set one by hand."""

MACHINE_MINUTES = 10.0
"""For the machine to set all that is in the repository."""

TRY_MINUTES = 10.0
"""To start the service and see whether it works."""

SEARCH_MINUTES = 40.0
"""To find and mend a fault that stops the service, on average (exponential)."""

STOPS = 0.5
"""The chance that a fault stops the service."""


@dataclass(frozen=True)
class Server:
    """How a server is kept.

    Attributes:
        kept_share: the share of its settings that are in the repository.
        changes_per_month: made on the server itself, each on any setting.
        months: since it was built.
        written_share: the chance that a setting which was changed is written down as it is now.
        slip_share: the chance that a setting made by hand is forgotten or wrong.
    """

    kept_share: float
    changes_per_month: float
    months: float
    written_share: float
    slip_share: float

    def __post_init__(self) -> None:
        """Refuse what no server can be."""
        for name in ("kept_share", "written_share", "slip_share"):
            share = getattr(self, name)
            if not 0 <= share <= 1:
                raise ValueError(f"{name} is {share!r}; give a share from 0 to 1")
        for name in ("changes_per_month", "months"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name)!r}; give 0 or more")

    @property
    def kept(self) -> int:
        """How many settings are in the repository."""
        return round(SETTINGS * self.kept_share)

    @property
    def lost_share(self) -> float:
        """The chance that a setting was changed and not written down: (1 - e^(-m/n)) (1 - w).

        So many changes m, each on one of n settings by chance, leave a setting untouched with
        probability e^(-m/n) (Poisson).
        """
        touches = self.changes_per_month * self.months / SETTINGS
        return -math.expm1(-touches) * (1.0 - self.written_share)


@dataclass(frozen=True, eq=False)
class Rebuilds:
    """Many rebuilds of one server; one row each, one column for each setting.

    Attributes:
        hours: until the service is back.
        stopped: whether a setting had a fault that stopped the service until it was mended.
        other: whether a setting is other than it was, without stopping anything.
    """

    hours: npt.NDArray[np.float64]
    stopped: npt.NDArray[np.bool_]
    other: npt.NDArray[np.bool_]

    @property
    def at_once(self) -> float:
        """The share that worked at the first try."""
        return float((~self.stopped.any(axis=1)).mean())

    @property
    def differences(self) -> float:
        """The mean number of settings that are other than before once the service is back."""
        return float(self.other.sum()) / len(self.other)

    @property
    def tries(self) -> float:
        """The mean number of tries until the service is back."""
        return 1.0 + float(self.stopped.sum()) / len(self.stopped)


def rebuild(server: Server, seed: int = 1, times: int = REBUILDS) -> Rebuilds:
    """Return many rebuilds: what is in the repository by machine, everything else by hand.

    The same luck meets every server, so two of them differ by how they are kept.

    >>> by_hand = rebuild(Server(0.0, 2, 12, 0.8, 0.02))
    >>> from_repository = rebuild(Server(1.0, 2, 12, 0.8, 0.02))
    >>> round(float(np.median(by_hand.hours)), 1), round(float(np.median(from_repository.hours)), 1)
    (7.0, 1.7)
    """
    shape = (times, SETTINGS)
    count = times * SETTINGS
    touched = uniforms(seed, "changed by hand", count).reshape(shape)
    luck = uniforms(seed, "set wrong", count).reshape(shape)
    stops = uniforms(seed, "stops the service", count).reshape(shape) < STOPS
    search = exponentials(seed, "search for a setting", count).reshape(shape)
    fault = touched < server.lost_share
    fault[:, server.kept :] |= luck[:, server.kept :] < server.slip_share
    stopped = fault & stops
    by_hand = SETTINGS - server.kept
    minutes = TRY_MINUTES + SETTING_MINUTES * by_hand + MACHINE_MINUTES * bool(server.kept)
    again = np.where(stopped, TRY_MINUTES + SEARCH_MINUTES * search, 0.0).sum(axis=1)
    return Rebuilds((minutes + again) / 60.0, stopped, fault & ~stops)


def works_at_once(server: Server) -> float:
    """Return the chance that a rebuild works at the first try, a product of (1-p)^n.

    Each setting stops it with a chance p of its own: one from the repository when a change was
    lost, one by hand also when somebody slips. It works when none does.

    >>> round(works_at_once(Server(0.0, 0, 0, 1.0, 0.02)), 3), round(0.99**60, 3)
    (0.547, 0.547)
    """
    lost, slip = server.lost_share, server.slip_share
    either = 1.0 - (1.0 - lost) * (1.0 - slip)
    by_hand = SETTINGS - server.kept
    return float((1.0 - STOPS * lost) ** server.kept * (1.0 - STOPS * either) ** by_hand)


def mean_differences(server: Server) -> float:
    """Return how many settings are other than before, on average: the faults that stop nothing."""
    lost, slip = server.lost_share, server.slip_share
    either = 1.0 - (1.0 - lost) * (1.0 - slip)
    return (1.0 - STOPS) * (server.kept * lost + (SETTINGS - server.kept) * either)


def mean_hours(server: Server) -> float:
    """Return how long a rebuild takes on average: the work, one try, and all tries again."""
    by_hand = SETTINGS - server.kept
    minutes = TRY_MINUTES + SETTING_MINUTES * by_hand + MACHINE_MINUTES * bool(server.kept)
    stopping = mean_differences(server) * STOPS / (1.0 - STOPS)
    return (minutes + stopping * (TRY_MINUTES + SEARCH_MINUTES)) / 60.0
