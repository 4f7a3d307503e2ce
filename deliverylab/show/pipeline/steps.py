"""The steps of every change: when it enters a new state, as the tables of a log tell it.

Each function reads one part of the log and returns steps: a table of the row of the change, the
time, and the state that begins then. Nothing is guessed: a time that is missing makes no step.

A package holds every change up to its head, so changes are put in the order in which they are
packaged; then "in this package" means "up to this row".
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.show.pipeline.stages import State

UTC = "datetime64[us, UTC]"
Rows = npt.NDArray[np.int64]


def all_steps(log: DeliveryLog, changes: pd.DataFrame, production: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of all changes of one team, in order of change and time.

    Args:
        log: what happened to the team.
        changes: its changes, from `in_packaging_order`.
        production: its production deployments, from `production_deployments`.
    """
    steps = pd.concat(
        [
            _from_changes(changes),
            _through_builds(log.builds, changes),
            _onto_staging(log.deployments, log.releases, changes),
            _into_production(production, changes),
            _failed_and_unfinished(production, changes),
            _rolled_back(production, changes),
        ],
        ignore_index=True,
    )
    return steps.sort_values(["row", "at", "state"], kind="stable", ignore_index=True)


def in_packaging_order(changes: pd.DataFrame) -> pd.DataFrame:
    """Order changes as they are packaged: a package holds every change up to its head."""
    return changes.sort_values(
        ["packaged", "merged", "committed"], kind="stable", ignore_index=True
    )


def _steps(row: npt.ArrayLike, at: pd.Series, state: State) -> pd.DataFrame:
    """Return one step per time that is known: the row of the change, the time, the new state."""
    times = pd.DatetimeIndex(pd.to_datetime(at.array, utc=True)).as_unit("us")
    steps = pd.DataFrame({"row": np.asarray(row), "at": times, "state": int(state)})
    return steps.dropna().astype({"row": "int64"})


def _from_changes(changes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps that stand in the table of changes itself."""
    row = np.arange(len(changes))
    packaged = State.STAGING_QUEUE if changes["staged"].notna().any() else State.READY
    return pd.concat(
        [
            _steps(row, changes["committed"], State.CODE),
            _steps(row, changes["opened"], State.REVIEW_QUEUE),
            _steps(row, changes["review_started"], State.REVIEW),
            _steps(row, changes["merged"], State.MERGED),
            _steps(row, changes["packaged"], packaged),
            _steps(row, changes["staged"], State.READY),
        ]
    )


def _through_builds(builds: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps into the build queue, onto a build machine, and back from a red build."""
    rows = pd.Series(np.arange(len(changes)), index=changes["change"])
    row = builds["change"].map(rows).to_numpy()
    red = (builds["outcome"] == "failure").to_numpy()
    return pd.concat(
        [
            _steps(row, builds["queued"], State.BUILD_QUEUE),
            _steps(row, builds["started"], State.BUILD),
            _steps(row[red], builds["finished"][red], State.RED_BUILD),
        ]
    )


def head_rows(releases: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return, by the id of a release, the row of its head: it holds all changes up to that row."""
    rows = pd.Series(np.arange(len(changes)), index=changes["change"])
    return pd.Series(releases["change"].map(rows).to_numpy(), index=releases["release"])


def _onto_staging(
    deployments: pd.DataFrame, releases: pd.DataFrame, changes: pd.DataFrame
) -> pd.DataFrame:
    """Return the step of each change when the package that holds it starts on staging."""
    staging = deployments[deployments["environment"] == "staging"]
    head = staging["release"].map(head_rows(releases, changes))
    first = pd.DataFrame({"head": head, "started": staging["started"]}).dropna()
    first = first.sort_values(["head", "started"]).drop_duplicates("head")
    waiting = np.flatnonzero(changes["packaged"].notna())
    found = np.searchsorted(first["head"].to_numpy(), waiting)
    inside = found < len(first)
    started = first["started"].iloc[found[inside]].reset_index(drop=True)
    steps = _steps(waiting[inside], started, State.STAGING)
    staged = changes["staged"].iloc[steps["row"]].reset_index(drop=True)
    # A package made by a hand that is repeated may start on staging again: only the wait before
    # the first tests end counts here.
    packaged = changes["packaged"].iloc[steps["row"]].reset_index(drop=True)
    at = steps["at"].reset_index(drop=True)
    return steps[((at >= packaged) & ~(at > staged)).to_numpy()]


def production_deployments(
    deployments: pd.DataFrame, releases: pd.DataFrame, changes: pd.DataFrame
) -> pd.DataFrame:
    """Return production deployments by start, with the version and the row of the head."""
    production = deployments[deployments["environment"] == "production"]
    version = pd.Series(releases["version"].to_numpy(), index=releases["release"])
    return production.assign(
        head=production["release"].map(head_rows(releases, changes)).fillna(-1).astype("int64"),
        version=production["release"].map(version),
    ).sort_values("started", kind="stable", ignore_index=True)


def _into_production(production: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of the deployment that first brought each change to the users."""
    row = np.arange(len(changes))
    started = pd.Series(production["started"].array, index=production["deployment"])
    return pd.concat(
        [
            _steps(row, started.reindex(changes["deployment"]), State.DEPLOY),
            _steps(row, changes["deployed"], State.PRODUCTION),
        ]
    )


def _all_at(row: Rows, at: pd.Timestamp, state: State) -> pd.DataFrame:
    """Return the same step at the same time for many changes."""
    return _steps(row, pd.Series([at] * len(row), dtype=UTC), state)


def _failed_and_unfinished(production: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps of deployments that went wrong or still run when the log ends."""
    ready = changes["staged"].fillna(changes["packaged"])
    others = production[~(production["outcome"] == "success")]
    parts = [_nothing()]
    for head, started, finished in zip(*_in_turn(others), strict=True):
        waits = (ready <= started) & ~(changes["deployed"] <= started)
        row = np.flatnonzero(waits & (changes.index <= head))
        parts.append(_all_at(row, started, State.DEPLOY))
        parts.append(_all_at(row, finished, State.DEPLOY_FAILED))
    return pd.concat(parts)


def _rolled_back(production: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """Return the steps back to the shelf at a rollback, and to production again after it."""
    done = production[production["outcome"] == "success"].sort_values("finished", kind="stable")
    rollbacks = done[done["trigger"] == "rollback"]
    parts = [_nothing()]
    for head, _, rolled_back in zip(*_in_turn(rollbacks), strict=True):
        gone = np.flatnonzero((changes["deployed"] <= rolled_back) & (changes.index > head))
        parts.append(_all_at(gone, rolled_back, State.ROLLED_BACK))
        later = done[done["finished"] > rolled_back]
        for reach, started, finished in zip(*_in_turn(later), strict=True):
            if not len(gone):
                break
            back, gone = gone[gone <= reach], gone[gone > reach]
            if started > rolled_back:
                parts.append(_all_at(back, started, State.DEPLOY))
            parts.append(_all_at(back, finished, State.PRODUCTION))
    return pd.concat(parts)


def _nothing() -> pd.DataFrame:
    return _steps([], pd.Series([], dtype=UTC), State.CODE)


def _in_turn(
    deployments: pd.DataFrame,
) -> tuple[list[int], list[pd.Timestamp], list[pd.Timestamp]]:
    """Return the row of the head, the start and the finish of each deployment."""
    return (
        deployments["head"].to_list(),
        deployments["started"].to_list(),
        deployments["finished"].to_list(),
    )
