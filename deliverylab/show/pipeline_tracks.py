"""Where every change is, at every moment: a delivery log read as a walk through the stages.

A change starts with its author, is reviewed, is built and tested, waits to be packaged, is tried
out on staging, lies on the shelf as a package, is deployed, and is in production. Sometimes it goes
back: a red build returns it to its author, a rollback takes it away from the users although its
package still lies on the shelf. A `Track` is that walk: the hours at which the change enters a new
state, and the states.

`pipeline_tracks` turns the log of one team into the tracks of a window of time. It draws nothing;
the pipeline view and its still picture are made from what it returns.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.show.pipeline_stages import STAGES, WHERE, State
from deliverylab.show.pipeline_steps import (
    all_steps,
    in_packaging_order,
    production_deployments,
)

Actor = Literal["people", "machines", ""]
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
            (``change`` or ``other``), restored_by.
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


def pipeline_tracks(log: DeliveryLog, team: str, start: pd.Timestamp, end: pd.Timestamp) -> Tracks:
    """Return the tracks of one team's changes from `start` (included) to `end` (excluded).

    Changes that left the pipeline before the window, or entered it after, are not in it. A window
    that runs past the end of the log ends with the log, because nothing is known after it.

    Raises:
        LogError: if the log has no such team.
        ValueError: if nothing of the window was observed.
    """
    first, last = max(start, log.start), min(end, log.end)
    if first >= last:
        raise ValueError(
            f"the window from {start:%Y-%m-%d} to {end:%Y-%m-%d} lies outside the log, which was "
            f"observed from {log.start:%Y-%m-%d} to {log.end:%Y-%m-%d}: choose a start inside it"
        )
    one = log.team(team)
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
        incidents=_incident_table(one.incidents, start, first, last),
    )


def who_acts(log: DeliveryLog, team: str) -> dict[str, Actor]:
    """Return who does the work of each stage, as far as the log tells.

    Authors and reviewers are people. The log says whether packages are made by hand. For the rest
    it tells by the hour: work that never once ends at night or at a weekend, over twenty pieces of
    work or more, is done by people. (Five deployments are enough; but a machine may leave by day
    only, on a timetable, so only who packages by hand is said to deploy by hand.) An empty answer
    means that the log does not tell.
    """
    one = log.team(team)
    release = _by_hand(one.releases["by"])
    return {
        "code": "people",
        "review": "people" if one.changes["review_started"].notna().any() else "",
        "build": _people_or_machines(one.builds["finished"]),
        "release": release,
        "staging": _people_or_machines(one.changes["staged"]),
        "shelf": "",
        "deploy": _who_deploys(one.deployments, release),
        "production": "",
    }


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
    return steps[inside | (meets & moves) | waits]


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
            "version": running["version"].fillna("").to_numpy(),
            "changes": running["deployment"].map(brought).fillna(0).to_numpy(dtype=np.int64),
        }
    )


def _incident_table(
    incidents: pd.DataFrame, start: pd.Timestamp, first: pd.Timestamp, last: pd.Timestamp
) -> pd.DataFrame:
    seen = incidents[(incidents["started"] < last) & ~(incidents["restored"] < first)]
    return pd.DataFrame(
        {
            "started": _hours(seen["started"], start),
            "detected": _hours(seen["detected"], start),
            "restored": _hours(seen["restored"], start),
            "severity": seen["severity"].astype(str).to_numpy(),
            "cause": np.where(seen["deployment"].notna(), "change", "other"),
            "restored_by": seen["restored_by"].astype(object).fillna("").to_numpy(),
        }
    )


# Who acts ---------------------------------------------------------------------------------------


def _people_or_machines(finished: pd.Series, least: int = 20) -> Actor:
    """Tell people from machines by when their work ends: Monday to Friday, 9 to 17, or any time."""
    known = finished.dropna()
    if len(known) < least:
        return ""
    hour = (known - known.dt.normalize()) / pd.Timedelta(hours=1)
    by_day = (known.dt.day_of_week < 5) & hour.between(9, 17)
    return "people" if by_day.all() else "machines"


def _by_hand(by: pd.Series) -> Actor:
    if by.empty:
        return ""
    return "people" if (by == "hand").any() else "machines"


def _who_deploys(deployments: pd.DataFrame, release: Actor) -> Actor:
    planned = deployments[(deployments["environment"] == "production") & deployments["planned"]]
    actor = _people_or_machines(planned["finished"], least=5)
    return "" if actor == "people" and release != "people" else actor
