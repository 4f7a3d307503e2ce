"""Tricks that make a number of delivery splendid, and leave users where they were.

"When a measure becomes a target, it ceases to be a good measure" (Strathern 1997, after Goodhart
1975). Each trick here is a truthful log of something that a team can do or leave unwritten: nobody
invents a row. What really happened and what is written down are then two logs. The KPIs are
measured on what is written, by the same measures as ever; what users get is measured on what
happened (`deliverylab.show.what_users_get`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TABLES, dtype
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.window import times

MAINTENANCE_HOURS = 6
"""So many hours from the start of a deployment on are maintenance."""

_WORKING_WEEK = (9.5, 40.0)
"""When on a Monday the week's first extra deployment starts, and over how many working hours the
others are spread; a day has eight."""
_AGAIN_MINUTES = 10
_HOUR = np.timedelta64(1, "h")


@dataclass(frozen=True)
class Tricks:
    """Which tricks a team plays; as it stands: none.

    Attributes:
        again: how often a week the package that is in production is deployed once more.
        late: a change is committed only when its package is made, as one squashed commit.
        seen: an incident is closed as soon as somebody has seen it.
        maintenance: a failed deployment is called planned maintenance, not an incident.
        unwritten: a minor incident is not written down.
        hours: requests in the hours after a deployment are left out, as maintenance.
    """

    again: int = 0
    late: bool = False
    seen: bool = False
    maintenance: bool = False
    unwritten: bool = False
    hours: bool = False

    def really(self, log: DeliveryLog) -> DeliveryLog:
        """Return what happens then: a log of one team with the extra deployments."""
        return deployed_again(log, self.again) if self.again else log

    def written(self, log: DeliveryLog) -> DeliveryLog:
        """Return what the team writes down of what happened."""
        steps: tuple[tuple[bool, Callable[[DeliveryLog], DeliveryLog]], ...] = (
            (self.late, committed_late),
            (self.hours, without_maintenance_hours),
            (self.unwritten, without_minor),
            (self.maintenance, without_failures),
            (self.seen, closed_when_seen),
        )
        for on, step in steps:
            log = step(log) if on else log
        return log


def deployed_again(log: DeliveryLog, a_week: int) -> DeliveryLog:
    """Return the log with the package that is in production deployed again, so often a week.

    The extra deployments are spread over the working hours of each week, take ten minutes, succeed
    and change nothing: the same package runs before and after.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", deployments={
    ...     "deployment": ["d1"], "release": ["r1"], "environment": "production",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z",
    ...     "outcome": "success", "planned": True},
    ...     releases={"release": ["r1"], "version": "1", "packaged": "2025-01-07T09:00Z"})
    >>> deployed_again(log, 2).deployments["started"].dt.strftime("%a %d %H:%M").tolist()
    ['Wed 08 09:00', 'Wed 08 13:30', 'Mon 13 09:30', 'Wed 15 13:30']
    """
    table = log.deployments
    good = in_production(log) & has_value(table["outcome"], "success")
    order = np.flatnonzero(good)[np.argsort(times(table["finished"][good]), kind="stable")]
    finished = times(table["finished"])[order]
    started = _spread(log, a_week)
    before = np.searchsorted(finished, started, side="right") - 1
    started, before = started[before >= 0], before[before >= 0]
    extra = pd.DataFrame(
        {
            "deployment": [f"again-{number:04d}" for number in range(1, len(started) + 1)],
            "team": table["team"].iloc[0] if len(table) else "",
            "release": table["release"].to_numpy()[order[before]],
            "environment": "production",
            "started": pd.DatetimeIndex(started).tz_localize("UTC"),
            "finished": pd.DatetimeIndex(started + np.timedelta64(_AGAIN_MINUTES, "m")).tz_localize(
                "UTC"
            ),
            "outcome": "success",
            "strategy": table["strategy"].to_numpy()[order[before]],
            "trigger": "train",
            "planned": True,
        }
    )
    kinds = {
        name: table["team"].dtype if name == "team" else dtype("deployments", name)
        for name in TABLES["deployments"].column_names
    }
    both = pd.concat([table, extra.astype(kinds)], ignore_index=True)
    both = both.sort_values("started", kind="stable", ignore_index=True)
    inside = both["finished"].isna() | (both["finished"] < log.end)
    return replace(log, deployments=both[inside].reset_index(drop=True))


def committed_late(log: DeliveryLog) -> DeliveryLog:
    """Return the log with every change committed when its package was made.

    All that came before is work on a desk, of which no log knows. What has not come that far is
    not there at all, and neither are its builds.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", changes={
    ...     "change": ["c1", "c2"], "committed": "2025-01-06T09:00Z",
    ...     "packaged": ["2025-01-08T09:00Z", None]})
    >>> committed_late(log).changes["committed"].dt.day.tolist()
    [8]
    """
    changes = log.changes[log.changes["packaged"].notna()]
    steps = TABLES["changes"].time_order
    early = steps[: steps.index("packaged")]
    late = changes.assign(**{step: changes["packaged"] for step in early})
    late = late.sort_values("committed", kind="stable", ignore_index=True)
    known = log.builds["change"].isna() | log.builds["change"].isin(late["change"])
    return replace(log, changes=late, builds=log.builds[known].reset_index(drop=True))


def closed_when_seen(log: DeliveryLog) -> DeliveryLog:
    """Return the log with every incident restored at the moment it was detected."""
    incidents = log.incidents
    over = incidents["restored"].notna()
    closed = incidents["restored"].where(~over, incidents["detected"].fillna(incidents["started"]))
    return replace(log, incidents=incidents.assign(restored=closed))


def without_failures(log: DeliveryLog) -> DeliveryLog:
    """Return the log without the incidents that a deployment caused: they were maintenance."""
    return _only(log, log.incidents["deployment"].isna())


def without_minor(log: DeliveryLog) -> DeliveryLog:
    """Return the log without its minor incidents."""
    return _only(log, log.incidents["severity"].ne("minor"))


def without_maintenance_hours(log: DeliveryLog) -> DeliveryLog:
    """Return the log without the traffic of the hours after each production deployment."""
    started = np.sort(times(log.deployments["started"][in_production(log)]))
    hour = times(log.traffic["hour"])
    last = np.searchsorted(started, hour + _HOUR, side="left") - 1
    begun = np.append(started, np.datetime64("NaT", "us"))[last]
    maintenance = hour - begun < MAINTENANCE_HOURS * _HOUR
    return replace(log, traffic=log.traffic[~maintenance].reset_index(drop=True))


def _only(log: DeliveryLog, which: pd.Series) -> DeliveryLog:
    return replace(log, incidents=log.incidents[which].reset_index(drop=True))


def _spread(log: DeliveryLog, a_week: int) -> np.ndarray[tuple[int], np.dtype[np.datetime64]]:
    """Return when the extra deployments start: evenly over the working hours of every week."""
    first, hours = _WORKING_WEEK
    worked = np.arange(a_week) * hours / a_week
    hour = first + 24 * (worked // 8) + worked % 8
    within = (hour * 60).astype("timedelta64[m]")
    start = log.start.tz_localize(None).to_datetime64().astype("datetime64[us]")
    end = log.end.tz_localize(None).to_datetime64().astype("datetime64[us]")
    weeks = np.arange(start, end, np.timedelta64(7, "D"))
    return np.asarray((weeks[:, None] + within[None, :]).ravel())
