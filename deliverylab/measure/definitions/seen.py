"""A log as a tool sees it in a window: what is known at the window's end, and what falls in it.

What is known at an end (`deliverylab.measure.definitions.known`) does not depend on where the
window begins. So all windows that end together share it, as all tools share a window.
"""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakValueDictionary

import numpy as np

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.known import (
    Changes,
    Deployments,
    Incidents,
    Known,
    Names,
    Positions,
    utc,
)
from deliverylab.measure.definitions.reported import Ids
from deliverylab.measure.window import Moment, Times, Window

__all__ = ["Changes", "Deployments", "Incidents", "Names", "Positions", "Seen", "utc"]


@dataclass(frozen=True, eq=False)
class Seen:
    """A log as a tool sees it at the end of a window.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", incidents={
    ...     "incident": ["i1"], "severity": "minor", "started": "2025-01-06T09:00Z",
    ...     "detected": "2025-01-06T10:00Z", "restored": "2025-01-08T09:00Z"})
    >>> seen = Seen.of(log, end="2025-01-08")
    >>> str(seen.incidents.reported[0]), seen.incidents.open_at(seen.window.end)
    ('2025-01-06T10:00:00.000000', ('i1',))
    """

    window: Window
    known: Known

    @classmethod
    def of(cls, log: DeliveryLog, start: Moment = None, end: Moment = None) -> Seen:
        """Return what is seen of the log at the end of the window [start, end).

        While somebody holds what is seen of a log in a window, everybody gets the same, and with
        it what has been worked out already: several tools then read the log once.

        Raises:
            ValueError: If the window is not within the log's.
        """
        window = Window.of(log, start, end)
        key = (id(log), window)
        seen = _HELD.get(key)
        if seen is None:
            seen = _HELD[key] = cls(window, Known.at(log, window.end))
        return seen

    @property
    def log(self) -> DeliveryLog:
        """What happened."""
        return self.known.log

    @property
    def deployments(self) -> Deployments:
        """The deployments to production that had begun by the window's end."""
        return self.known.deployments

    @property
    def changes(self) -> Changes:
        """All changes, with what had happened to them by the window's end."""
        return self.known.changes

    @property
    def incidents(self) -> Incidents:
        """The incidents that were reported by the window's end."""
        return self.known.incidents

    @property
    def delivered(self) -> tuple[Positions, Positions]:
        """What was delivered: a deployment and a change, by position, for every such pair."""
        return self.known.delivered

    @property
    def first_delivered(self) -> Times:
        """When each change was first delivered; missing where it never was."""
        return self.known.first_delivered

    @property
    def last_listed(self) -> Positions:
        """The last change that each deployment's package brought; −1 where it brought none."""
        return self.known.last_listed

    @property
    def head(self) -> Positions:
        """The head of each deployment's package, as a position among the changes, or −1."""
        return self.known.head

    def finished_in_window(self) -> tuple[Positions, dict[str, Ids]]:
        """Return the successful deployments that finished in the window, and the ids of others."""
        deployments, window = self.deployments, self.window
        done = window.holds(deployments.finished)
        counted = deployments.in_order[done[deployments.in_order]]
        return counted, {
            "failed": tuple(deployments.names[done & ~deployments.success]),
            "not finished": tuple(deployments.names[np.isnat(deployments.finished)]),
        }


_HELD: WeakValueDictionary[tuple[int, Window], Seen] = WeakValueDictionary()
"""What somebody holds just now. It holds its log, so that no other log can have its id."""
