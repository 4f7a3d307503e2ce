"""From a delivery log to the stages of the pipeline: how long each change was in each of them.

A stage begins when the one before it ends, so the spans of a change add up to its lead time. A span
is the time on the clock: a review that begins on Friday afternoon and ends on Monday morning is
long, although little work was done. A time that a log does not have leaves its stage out; the
stage after it then begins at the last time that is known.

A log says when a package was finished, not when the work on it began. Where people package by hand,
for a train or an approval, a merged change waits nearly all of that time, so the span is called
"wait for release"; where a machine packages every change, it is called "release".
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from deliverylab.measure.window import Times, hours_between, times

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog

STAGE_ENDS: dict[str, str] = {
    "code": "opened",
    "wait for review": "review_started",
    "review": "reviewed",
    "build and test": "merged",
    "wait for release": "packaged_by_hand",
    "release": "packaged",
    "staging": "staged",
    "wait for approval": "approved",
    "wait for deploy": "deploy_started",
    "deploy": "deployed",
}
"""Every stage in order, and the time at which a change leaves it."""


@dataclass(frozen=True)
class Span:
    """One change in one stage: from `start` to `end`."""

    stage: str
    start: pd.Timestamp
    end: pd.Timestamp

    @property
    def hours(self) -> float:
        """How long, on the clock."""
        return float((self.end - self.start) / pd.Timedelta(hours=1))


def spans(log: DeliveryLog, change: str) -> list[Span]:
    """Return the stages that `change` went through, in order.

    Raises:
        KeyError: When the log has no such change.
    """
    found = log.changes.loc[log.changes["change"] == change]
    if found.empty:
        some = ", ".join(log.changes["change"].head(3))
        raise KeyError(f"no change {change!r} in this log; its changes are called like {some}")
    return list(_spans(_with_all_ends(found, log).iloc[0]))


def stage_hours(log: DeliveryLog) -> pd.DataFrame:
    """Return the hours of every deployed change in every stage, by the clock.

    One row per change (index: its id), a column `team`, and one column per stage; 0 where a change
    did not go through a stage.
    """
    changes = log.changes.loc[log.changes["deployed"].notna()]
    hours = pd.DataFrame({"team": changes["team"].to_numpy()}, index=changes["change"].to_numpy())
    for stage, (begin, finish) in stage_edges(log, changes).items():
        hours[stage] = hours_between(begin, finish)
    return hours


def stage_edges(log: DeliveryLog, changes: pd.DataFrame) -> dict[str, tuple[Times, Times]]:
    """Return when each of `changes` (rows of the log's) entered and left every stage.

    A stage that a change did not go through is entered and left at the last time that is known.
    """
    known = _with_all_ends(changes, log)
    edges: dict[str, tuple[Times, Times]] = {}
    last = times(known["committed"])
    for stage, end in STAGE_ENDS.items():
        reached = times(known[end])
        reached = np.where(np.isnat(reached), last, reached)
        edges[stage] = last, reached
        last = reached
    return edges


def _with_all_ends(changes: pd.DataFrame, log: DeliveryLog) -> pd.DataFrame:
    """Add what other tables know of the changes: who packaged, and when the deployment began."""
    hands = log.releases.loc[log.releases["by"] == "hand", ["team", "packaged"]]
    hand = pd.MultiIndex.from_frame(hands.astype({"team": str}))
    own = pd.MultiIndex.from_frame(changes[["team", "packaged"]].astype({"team": str}))
    started = log.deployments.set_index("deployment")["started"]
    return changes.assign(
        packaged_by_hand=changes["packaged"].where(own.isin(hand)),
        deploy_started=started.reindex(changes["deployment"]).array,
    )


def _spans(change: pd.Series) -> Iterator[Span]:
    last = change["committed"]
    for stage, end in STAGE_ENDS.items():
        reached = change[end]
        if not pd.isna(reached):
            if reached > last:
                yield Span(stage, last, reached)
            last = reached
