"""An afternoon at a hand-worked pipeline, written down as a delivery log.

The measures read a `DeliveryLog`, wherever it came from, so they can read this one: the same five
measures that judge a year of a team judge an hour of button presses. Its rows are those of every
pipeline that is worked by hand. From the first deployment to production on, users send a steady
stream of requests, and a quarter of them fails while an incident is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.simulate.manual_state import State
from deliverylab.steps import Columns, Environment, Rows

if TYPE_CHECKING:
    import pandas as pd

    from deliverylab.log import DeliveryLog

START = "2025-01-06T13:00Z"
"""When the afternoon begins: a Monday, at one o'clock."""

REQUESTS_PER_MINUTE = 20
FAILED_PER_MINUTE = 5
LATENCY_MS = 120.0

STRATEGIES: dict[Environment, str | None] = {"staging": None, "production": "all at once"}


def manual_log(state: State, team: str) -> DeliveryLog:
    """Return the log of everything that happened until now.

    Args:
        state: the pipeline as it stands.
        team: the name of the team in the log.

    >>> from deliverylab.simulate.manual import ManualPipeline
    >>> pipeline = ManualPipeline()
    >>> for press in (pipeline.commit, pipeline.build, pipeline.release):
    ...     step = press()
    >>> log = manual_log(pipeline.state, "you")
    >>> len(log.releases), len(log.deployments)
    (1, 0)
    """
    import pandas as pd

    from deliverylab.log import DeliveryLog

    start = pd.Timestamp(START)
    rows = Rows(
        state,
        team,
        committed=[commit.minute for commit in state.commits],
        packaged=[package.packaged for package in state.shelf],
        written=_times,
    )
    return DeliveryLog.of(
        start,
        start + pd.Timedelta(minutes=state.minute + 1),
        team=team,
        source="by hand",
        changes=rows.changes(),
        builds=rows.builds(),
        releases=rows.releases(),
        deployments=rows.deployments(STRATEGIES),
        incidents=rows.incidents(state.incidents),
        traffic=_traffic(state),
    )


def _traffic(state: State) -> Columns:
    live = [row.finished for row in state.deployments if row.environment == "production"]
    minutes = range(live[0], state.minute) if live else range(0)
    failing = {
        minute
        for incident in state.incidents
        for minute in range(incident.started, incident.restored or state.minute)
    }
    hours = sorted({minute // 60 for minute in minutes})
    by_hour = [[minute for minute in minutes if minute // 60 == hour] for hour in hours]
    return {
        "hour": _times([60 * hour for hour in hours]),
        "requests": [REQUESTS_PER_MINUTE * len(hour) for hour in by_hour],
        "failed": [FAILED_PER_MINUTE * len(failing & set(hour)) for hour in by_hour],
        "p95_latency_ms": [LATENCY_MS] * len(hours),
    }


def _times(minutes: Sequence[int | None]) -> pd.Series:
    import pandas as pd

    start = pd.Timestamp(START)
    times = [pd.NaT if m is None else start + pd.Timedelta(minutes=m) for m in minutes]
    return pd.Series(times, dtype="datetime64[us, UTC]")
