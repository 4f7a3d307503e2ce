"""What the joining of events passes around: a deployment, and the notes on what was left out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TypeAlias

import pandas as pd

Row: TypeAlias = dict[str, object]
"""A row of a table by the names of its columns; what is not there is missing."""

NAMES_SHOWN = 3


@dataclass(frozen=True)
class Deployment:
    """A service that was deployed, upgraded or rolled back.

    Args:
        id: the deployment's name.
        artifact: the id of the artifact that was deployed.
        service: the id of the service.
        environment: `staging` or `production`.
        time: when the service ran.
        rollback: whether it was rolled back.
        packaged: whether an event tells that the artifact was packaged.
    """

    id: str
    artifact: str
    service: str
    environment: str
    time: pd.Timestamp
    rollback: bool
    packaged: bool

    def row(self) -> Row:
        """Return the row of the table `deployments`."""
        return {
            "deployment": self.id,
            "release": self.artifact if self.packaged else None,
            "environment": self.environment,
            "started": self.time,
            "finished": self.time,
            "outcome": "success",
            "trigger": "rollback" if self.rollback else None,
            "planned": True,
        }


@dataclass
class Notes:
    """What was left out or taken for something else, counted, in words."""

    texts: list[str] = field(default_factory=list)

    def count(
        self, what: str, things: Iterable[object], then: str, named: str | None = None
    ) -> None:
        """Add a note with the number of things, where there are any.

        Args:
            what: what they are.
            things: all of them.
            then: what was done.
            named: which they are, in words; by default the first few.
        """
        every = list(things)
        if not every:
            return
        if named is None:
            names = list(dict.fromkeys(map(str, every)))
            named = ", ".join(names[:NAMES_SHOWN]) + (", …" if len(names) > NAMES_SHOWN else "")
        self.texts.append(f"{what}: {len(every):,}{f' ({named})' if named else ''}. {then}")
