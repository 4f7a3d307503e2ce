"""What happened in the harbour, written down as a delivery log with its real times.

The measures read a `DeliveryLog`, wherever it came from, so they can read this one. Its rows are
those of every pipeline that is worked by hand; traffic is what was really asked of production and
how it went.

An **incident** begins when production fails a user: with an error, or with no answer. It ends when
another package goes live. A package that was taken back by hand is an incident too, from the moment
at which it went live, even when no request failed: nobody rolls back what is good.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from deliverylab.ship.front import Visit
from deliverylab.ship.state import Deployment, State
from deliverylab.steps import ENVIRONMENTS, Columns, Environment, Rows

if TYPE_CHECKING:
    from deliverylab.log import DeliveryLog

HOUR = timedelta(hours=1)

STRATEGIES: dict[Environment, str | None] = dict.fromkeys(ENVIRONMENTS, "blue-green")


@dataclass(frozen=True)
class Incident:
    """A time in which users got less than they were promised."""

    deployment: int
    started: datetime
    detected: datetime
    restored: datetime | None
    restored_by: Literal["rollback", "fix forward", "restart"] | None


def shipping_log(
    state: State, visits: Sequence[Visit], start: datetime, now: datetime, team: str
) -> DeliveryLog:
    """Return the log of everything that happened until now.

    Args:
        state: what happened, step by step.
        visits: what users asked of production, in the order in which they were answered.
        start: when the harbour was opened; the window begins with that second.
        now: the end of the window; the log's ends with the second.
        team: the name of the team in the log.
    """
    from deliverylab.log import DeliveryLog

    start = start.replace(microsecond=0)
    rows = Rows(
        state,
        team,
        committed=[commit.at for commit in state.commits],
        packaged=[release.at for release in state.releases],
        written=_times,
    )
    return DeliveryLog.of(
        start.isoformat(),
        (now.replace(microsecond=0) + timedelta(seconds=1)).isoformat(),
        team=team,
        source="ship",
        changes=rows.changes(),
        builds=rows.builds(),
        releases=rows.releases(),
        deployments=rows.deployments(STRATEGIES),
        incidents=rows.incidents(incidents(state, visits)),
        traffic=_traffic(visits, start),
    ).check()


def incidents(state: State, visits: Sequence[Visit]) -> list[Incident]:
    """Return the incidents: at most one for each time that a package was live in production."""
    live = [d for d in state.deployments if d.environment == "production" and d.healthy]
    found = []
    for row, after in zip(live, [*live, None][1:], strict=True):
        failed = sorted(v.at for v in visits if v.failed and v.deployment == row.number)
        taken_back = after is not None and after.trigger == "rollback"
        if not failed and not taken_back:
            continue
        found.append(
            Incident(
                _cause(row, live).number,
                max(failed[0], row.finished) if failed else row.finished,
                max(failed[0], row.finished) if failed or after is None else after.started,
                after.finished if after else None,
                _restored_by(row, after),
            )
        )
    return found


def _restored_by(
    row: Deployment, after: Deployment | None
) -> Literal["rollback", "fix forward", "restart"] | None:
    if after is None:
        return None
    if after.trigger == "rollback":
        return "rollback"
    return "restart" if after.version == row.version else "fix forward"


def _cause(row: Deployment, live: Sequence[Deployment]) -> Deployment:
    """Return the deployment that brought a package first, where a rollback brought it again."""
    earlier = [d for d in live if d.number <= row.number and d.version == row.version]
    return next((d for d in reversed(earlier) if d.trigger != "rollback"), row)


def _traffic(visits: Sequence[Visit], start: datetime) -> Columns:
    """Return the traffic of each hour, counted from the start of the window."""
    by_hour: dict[datetime, list[Visit]] = defaultdict(list)
    for visit in visits:
        by_hour[start + (visit.at - start) // HOUR * HOUR].append(visit)
    hours = sorted(by_hour)
    return {
        "hour": _times(hours),
        "requests": [len(by_hour[hour]) for hour in hours],
        "failed": [sum(visit.failed for visit in by_hour[hour]) for hour in hours],
        "p95_latency_ms": [_p95([visit.seconds for visit in by_hour[hour]]) for hour in hours],
    }


def _p95(seconds: Sequence[float]) -> float:
    """Return the time in ms within which 95 of 100 were answered: the nearest rank."""
    return round(1000 * sorted(seconds)[math.ceil(0.95 * len(seconds)) - 1], 3)


def _times(times: Sequence[datetime | None]) -> list[str | None]:
    return [time.isoformat() if time else None for time in times]
