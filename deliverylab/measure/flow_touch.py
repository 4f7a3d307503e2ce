"""Touch and wait: of the time that a change takes, when did somebody or something work on it?

A value-stream map follows one thing through the *steps* of the work and asks at each step for two
times (Martin and Osterling, *Value Stream Mapping*, 2014):

- **touch**, also called process time: the time in which the thing is worked on;
- **wait**: the rest of the time that it spends at the step.

What a delivery log can tell, step by step:

==============  =================================================================================
step            touch
==============  =================================================================================
code            the working time from the commit until the change is put up for review
review          the working time from the start of the review to its end
build and test  every run, by people or by machines, and after a red one the working time until
                the next run is queued: the fix
release         by machine all of it; by hand none, because a log says when a package was
                finished and not when somebody began with it
staging         every trial of the package, and after a failed one the working time until the next
approval        none: a log says when the approval came, not how long anybody looked
deploy          the deployment itself
==============  =================================================================================

Everything else is wait: queues, nights, weekends, the train, the approver's other work. So is work
of which the log does not say when it began. Touch and wait of all steps add up to the lead time,
change by change. Where many changes travel in one package, the work on the package counts as touch
for each of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import has_value
from deliverylab.measure.flow_stages import stage_edges
from deliverylab.measure.flow_time import WEEKDAYS, WorkingTime
from deliverylab.measure.window import Hours, Times, hours_between, times

__all__ = ["STEPS", "TouchAndWait", "touch_and_wait"]

STEPS: dict[str, tuple[str, ...]] = {
    "code": ("code",),
    "review": ("wait for review", "review"),
    "build and test": ("build and test",),
    "release": ("wait for release", "release"),
    "staging": ("staging",),
    "approval": ("wait for approval",),
    "deploy": ("wait for deploy", "deploy"),
}
"""The steps of the value stream, and the stages of the pipeline that each of them covers."""


@dataclass(frozen=True, eq=False)
class TouchAndWait:
    """Hours of touch and of wait: one row per change (index: its id), one column per step."""

    touch: pd.DataFrame
    wait: pd.DataFrame

    @property
    def efficiency(self) -> pd.Series[float]:
        """The share of each change's lead time that is touch; NaN where the lead time is zero."""
        touch = self.touch.sum(axis="columns")
        return touch / (touch + self.wait.sum(axis="columns"))


def touch_and_wait(
    log: DeliveryLog, changes: pd.DataFrame, working_time: WorkingTime = WEEKDAYS
) -> TouchAndWait:
    """Return the touch and the wait of deployed changes at every step.

    Args:
        log: What happened.
        changes: Rows of the log's changes, all of them deployed.
        working_time: When people work.
    """
    edges = stage_edges(log, changes)
    ids = pd.Index(changes["change"], name="change")
    deploying = log.deployments.set_index("deployment")["started"].reindex(changes["deployment"])
    touch = {
        "code": working_time.worked(*edges["code"]),
        "review": working_time.worked(*edges["review"]) * changes["review_started"].notna(),
        "build and test": _build_touch(log, ids, edges["build and test"], working_time),
        "release": hours_between(*edges["release"]) * changes["merged"].notna(),
        "staging": _staging_touch(log, changes, edges["staging"], working_time),
        "approval": np.zeros(len(ids)),
        "deploy": working_time.awake(*edges["deploy"]) * deploying.notna().to_numpy(),
    }
    touch = {step: np.asarray(hours, dtype=np.float64) for step, hours in touch.items()}
    wait = {  # both are sums of differences, so what is left of nothing may be a rounding below it
        step: np.maximum(hours_between(edges[stages[0]][0], edges[stages[-1]][1]) - touch[step], 0)
        for step, stages in STEPS.items()
    }
    return TouchAndWait(pd.DataFrame(touch, index=ids), pd.DataFrame(wait, index=ids))


def _build_touch(
    log: DeliveryLog, ids: pd.Index[str], edges: tuple[Times, Times], working_time: WorkingTime
) -> Hours:
    """Return the hours in which each change was built, tested or fixed."""
    builds = log.builds.loc[log.builds["change"].isin(ids)]
    runs = pd.DataFrame(
        {
            "thing": ids.get_indexer(pd.Index(builds["change"])),
            "queued": times(builds["queued"]),
            "started": times(builds["started"]),
            "finished": times(builds["finished"]),
        }
    )
    return _tries(runs, edges, working_time)


def _staging_touch(
    log: DeliveryLog, changes: pd.DataFrame, edges: tuple[Times, Times], working_time: WorkingTime
) -> Hours:
    """Return the hours in which the package of each change was tried out or repaired."""
    package = _package_of(log, changes)
    rows = log.deployments.loc[has_value(log.deployments["environment"], "staging")]
    tries = pd.DataFrame(
        {
            "release": rows["release"].to_numpy(),
            "queued": times(rows["started"]),
            "started": times(rows["started"]),
            "finished": times(rows["finished"]),
        }
    )
    of_changes = pd.DataFrame({"release": package, "thing": np.arange(len(changes))})
    return _tries(of_changes.merge(tries, on="release"), edges, working_time)


def _package_of(log: DeliveryLog, changes: pd.DataFrame) -> pd.Series[str]:
    """Return the release that each change became part of: its team's, finished at that moment."""
    releases = log.releases.drop_duplicates(["team", "packaged"])
    moments = pd.MultiIndex.from_frame(releases[["team", "packaged"]].astype({"team": str}))
    own = pd.MultiIndex.from_frame(changes[["team", "packaged"]].astype({"team": str}))
    return releases["release"].set_axis(moments).reindex(own).reset_index(drop=True)


def _tries(runs: pd.DataFrame, edges: tuple[Times, Times], working_time: WorkingTime) -> Hours:
    """Return the hours of all tries of each thing, and of the repairs between them.

    Args:
        runs: One row per try: `thing` (its place), `queued`, `started`, `finished`.
        edges: When each thing entered and left the step; nothing outside counts.
        working_time: When people work: they repair.
    """
    entered, left = edges
    order = runs.sort_values(["thing", "started"], kind="stable")
    order = order.loc[order["started"].notna()]
    thing = order["thing"].to_numpy()
    enter, leave = entered[thing], left[thing]
    started = np.clip(times(order["started"]), enter, leave)
    finished = times(order["finished"])
    finished = np.clip(np.where(np.isnat(finished), leave, finished), started, leave)
    again = np.append(thing[1:] == thing[:-1], False)
    # The last try is followed by nothing: whatever comes after it is wait.
    following = np.append(times(order["queued"])[1:], np.datetime64("NaT", "us"))[: len(thing)]
    repaired = np.where(again, np.clip(following, finished, leave), finished)
    hours = working_time.awake(started, finished) + working_time.worked(finished, repaired)
    return np.asarray(np.bincount(thing, hours, minlength=len(entered)), dtype=np.float64)
