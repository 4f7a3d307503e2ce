"""Where every change is, at every moment: a delivery log read as a walk through the stages.

A change starts with its author, is reviewed, is built and tested, waits to be packaged, is tried
out on staging, waits for its deploy, is deployed, and is in production. Sometimes it goes
back: a red build returns it to its author, a rollback takes it away from the users although its
package still lies on the shelf. A `Track` is that walk: the hours at which the change enters a new
state, and the states.

`pipeline_tracks` turns the log of one team into the tracks of a window of time. It draws nothing;
the pipeline view and its still picture are made from what it returns.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.show.pipeline.people import Actor, people_rest, who_acts
from deliverylab.show.pipeline.stages import STAGES, WHERE, State
from deliverylab.show.pipeline.steps import (
    all_steps,
    head_rows,
    in_packaging_order,
    production_deployments,
)

Hours = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Tracks:
    """The walks of one team's changes through a window of time.

    Attributes:
        team: whose changes.
        start: beginning of the window (UTC); hour 0 of every number below.
        hours: length of the window, in hours.
        changes: ids of the changes in the pipeline during the window, shape (n,).
        offsets: steps of change i are ``offsets[i]:offsets[i + 1]``, shape (n + 1,).
        entered: hour at which a step begins, shape (m,); the first may lie before the window.
        states: the `State` that begins there, shape (m,).
        carried_by: row of ``deployments`` that first brought change i to production, -1 if none.
        deployments: production deployments that run during the window: started and finished
            (hours; NaN while unfinished), trigger, outcome, version, changes (how many it brought).
        incidents: incidents of the window: started, detected, restored (hours), severity, cause
            (``change``: a deployed change; ``deploy``: the deployment itself went wrong;
            ``other``), restored_by.
        releases: packages made in the window: packaged (hours), version, by, changes (how many are
            in no package before it).
        actors: who does the work of each stage, by its key.
        rests: whether nobody of the team works at night and at weekends.
    """

    team: str
    start: pd.Timestamp
    hours: float
    changes: npt.NDArray[np.str_]
    offsets: npt.NDArray[np.int32]
    entered: Hours
    states: npt.NDArray[np.uint8]
    carried_by: npt.NDArray[np.int32]
    deployments: pd.DataFrame
    incidents: pd.DataFrame
    releases: pd.DataFrame
    actors: dict[str, Actor]
    rests: bool

    def states_at(self, hour: float) -> npt.NDArray[np.int16]:
        """Return the state of every change at an hour, shape (n,); -1 before it was committed."""
        found = np.full(len(self.changes), -1, dtype=np.int16)
        owner = np.repeat(np.arange(len(self.changes)), np.diff(self.offsets))
        seen = self.entered <= hour
        found[owner[seen]] = self.states[seen]  # steps stand in order of time: the last one stays
        return found

    def counts_at(self, hour: float) -> dict[str, int]:
        """Return how many changes are in each stage at an hour, by the key of the stage."""
        count = dict.fromkeys((stage.key for stage in STAGES), 0)
        for state, number in zip(*np.unique(self.states_at(hour), return_counts=True), strict=True):
            if state >= 0:
                count[WHERE[State(int(state))][0]] += int(number)
        return count

    @property
    def carried(self) -> npt.NDArray[np.int32]:
        """The row of the deployment for each change that first reached production in the window."""
        arrived = self.deployments["finished"].to_numpy() < self.hours
        ours = (self.carried_by >= 0) & np.append(arrived, False)[self.carried_by]
        return np.asarray(self.carried_by[ours], dtype=np.int32)

    @property
    def from_before(self) -> int:
        """How many of the changes were on their way already when the window began."""
        return int((self.entered[self.offsets[:-1]] < 0).sum())


def pipeline_tracks(log: DeliveryLog, team: str, start: pd.Timestamp, end: pd.Timestamp) -> Tracks:
    """Return the tracks of one team's changes from `start` (included) to `end` (excluded).

    Changes that left the pipeline before the window, or entered it after, are not in it. A window
    that runs past the end of the log ends with the log, because nothing is known after it.

    Raises:
        LogError: if the log has no such team.
        ValueError: if nothing of the window was observed, or the log does not record which
            deployment carried a change.
    """
    one = log.team(team)
    if not (one.records("deployments") and one.records("changes.deployment")):
        raise ValueError(
            "this log does not record which deployment carried a change (the column deployment of "
            "changes), so nobody knows its way through the pipeline"
        )
    first, last = max(start, log.start), min(end, log.end)
    if first >= last:
        raise ValueError(
            f"the window from {start:%Y-%m-%d} to {end:%Y-%m-%d} lies outside the log, which was "
            f"observed from {log.start:%Y-%m-%d} to {log.end:%Y-%m-%d}: choose a start inside it"
        )
    changes = in_packaging_order(one.changes)
    production = production_deployments(one.deployments, one.releases, changes)
    steps = all_steps(one, changes, production)
    steps = _only_in_window(_without_repeats(steps[steps["at"] < last]), first)
    kept = np.unique(steps["row"].to_numpy())
    sizes = np.searchsorted(kept, steps["row"].to_numpy())
    running = production[(production["started"] < last) & ~(production["finished"] < first)]
    numbers = pd.Series(np.arange(len(running)), index=running["deployment"])
    return Tracks(
        team=team,
        start=start,
        hours=(last - start) / pd.Timedelta(hours=1),
        changes=changes["change"].to_numpy(dtype=str)[kept],
        offsets=np.concatenate([[0], np.cumsum(np.bincount(sizes, minlength=len(kept)))]).astype(
            np.int32
        ),
        entered=_hours(steps["at"], start),
        states=steps["state"].to_numpy(dtype=np.uint8),
        carried_by=changes["deployment"].map(numbers).fillna(-1).to_numpy(dtype=np.int32)[kept],
        deployments=_deployment_table(running, changes, start),
        incidents=_incident_table(one.incidents, one.deployments, start, first, last),
        releases=_release_table(one.releases, changes, start, first, last),
        actors=who_acts(one, team),
        rests=people_rest(one, team),
    )


# The window -------------------------------------------------------------------------------------


def _without_repeats(steps: pd.DataFrame) -> pd.DataFrame:
    """Drop a step that another replaces at the same instant, and one that changes nothing."""
    steps = steps.drop_duplicates(["row", "at"], keep="last")
    same = (steps["row"] == steps["row"].shift()) & (steps["state"] == steps["state"].shift())
    return steps[~same]


def _only_in_window(steps: pd.DataFrame, first: pd.Timestamp) -> pd.DataFrame:
    """Keep the steps of the window and the state in which a change meets its beginning."""
    inside = steps["at"] >= first
    moves = inside.groupby(steps["row"]).transform("any")
    lasts = ~steps["row"].duplicated(keep="last") & ~inside
    meets = ~inside & inside.groupby(steps["row"]).shift(-1, fill_value=True)
    waits = lasts & (steps["state"] != State.PRODUCTION)
    kept: pd.DataFrame = steps[inside | (meets & moves) | waits]
    return kept


def _hours(at: pd.Series, start: pd.Timestamp) -> Hours:
    """Return times as hours since the start of the window, NaN for a time that is missing."""
    return np.asarray((at - start) / pd.Timedelta(hours=1), dtype=np.float64)


def _deployment_table(
    running: pd.DataFrame, changes: pd.DataFrame, start: pd.Timestamp
) -> pd.DataFrame:
    brought = changes["deployment"].value_counts()
    return pd.DataFrame(
        {
            "started": _hours(running["started"], start),
            "finished": _hours(running["finished"], start),
            "trigger": running["trigger"].astype(str).to_numpy(),
            "outcome": running["outcome"].astype(object).fillna("unfinished").to_numpy(),
            "version": running["version"].astype(object).fillna("").to_numpy(),
            "changes": running["deployment"].map(brought).fillna(0).to_numpy(dtype=np.int64),
        }
    )


def _incident_table(
    incidents: pd.DataFrame,
    deployments: pd.DataFrame,
    start: pd.Timestamp,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    seen = incidents[(incidents["started"] < last) & ~(incidents["restored"] < first)]
    failed = deployments.loc[deployments["outcome"] == "failure", "deployment"]
    by_change = np.where(seen["deployment"].notna(), "change", "other")
    return pd.DataFrame(
        {
            "started": _hours(seen["started"], start),
            "detected": _hours(seen["detected"], start),
            "restored": _hours(seen["restored"], start),
            "severity": seen["severity"].astype(object).fillna("").to_numpy(),
            "cause": np.where(seen["deployment"].isin(failed), "deploy", by_change),
            "restored_by": seen["restored_by"].astype(object).fillna("").to_numpy(),
        }
    )


def _release_table(
    releases: pd.DataFrame,
    changes: pd.DataFrame,
    start: pd.Timestamp,
    first: pd.Timestamp,
    last: pd.Timestamp,
) -> pd.DataFrame:
    in_order = releases.sort_values("packaged", kind="stable", ignore_index=True)
    head = in_order["release"].map(head_rows(releases, changes)).fillna(-1)
    reach = head.cummax()  # a hotfix may be made from a head that an older package holds already
    new = reach.diff().fillna(reach + 1).astype("int64")
    made = in_order["packaged"].between(first, last, inclusive="left")
    return pd.DataFrame(
        {
            "packaged": _hours(in_order["packaged"][made], start),
            "version": in_order["version"][made].to_numpy(),
            "by": in_order["by"][made].astype(object).fillna("").to_numpy(),
            "changes": new[made].to_numpy(),
        }
    )
