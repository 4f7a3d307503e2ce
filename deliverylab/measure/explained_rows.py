"""The rows behind each KPI, taken from the log's tables as they are.

What is counted and what is left out is decided where the KPI is measured; here it is only written
beside each row. Every table ends with the columns `counted` and `reason`. A table holds the rows
that are counted first, then those that are left out. What the KPI does not look at (staging, what
ended before the window) is in none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.log.schema import TEXT
from deliverylab.measure import frequency, lead_time, restore
from deliverylab.measure.deployments import has_value, in_production, under_way
from deliverylab.measure.durations import Words, still_going
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.recorded import why_unknown
from deliverylab.measure.say import say_count
from deliverylab.measure.window import Mask, Window, hours_between, times

__all__ = [
    "Rows",
    "of_failures",
    "of_frequency",
    "of_lead_time",
    "of_recovery",
    "of_reliability",
    "of_restore",
    "of_rework",
]


DEPLOYMENT = ["deployment", "team", "started", "finished"]
INCIDENT = ["incident", "team", "started", "restored"]


class Rows(NamedTuple):
    """The rows behind a KPI, and how its value comes from them, in one sentence."""

    table: pd.DataFrame
    how: str


def of_lead_time(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the changes that reached production, then those that wait."""
    columns = ["change", "team", "committed", "deployed"]
    if lead_time.unknown(log):
        return _unknown(kpi, window, log.changes[columns], "committed")
    changes = log.changes[columns]
    return _of_durations(kpi, window, changes, lead_time.WORDS, "reached production")


def of_restore(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the incidents that were restored, then those that are open."""
    if restore.unknown(log):
        return _unknown(kpi, window, log.incidents[INCIDENT], "started")
    return _of_durations(kpi, window, log.incidents[INCIDENT], restore.ALL, "restored")


def of_recovery(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the same of the incidents that a deployment caused, then the restored others."""
    if restore.unknown(log, caused_by_change=True):
        return _unknown(kpi, window, log.incidents[INCIDENT], "started")
    caused = log.incidents["deployment"].notna()
    mine = log.incidents.loc[caused, INCIDENT]
    table, how = _of_durations(kpi, window, mine, restore.OF_CHANGES, "restored")
    others = log.incidents.loc[~caused, INCIDENT]
    restored = window.holds(times(others["restored"]))
    hours = hours_between(times(others["started"]), times(others["restored"]))
    left_out = _part(others.assign(hours=hours), restored, "not caused by a deployment", False)
    return Rows(_joined(table, left_out), how)


def of_frequency(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the production deployments: those that succeeded, that failed, that go on."""
    rows = log.deployments[[*DEPLOYMENT, "outcome"]]
    production = in_production(log)
    if frequency.unknown(log):
        return _unknown(kpi, window, rows[production], "started")
    within = production & window.holds(times(rows["finished"]))
    succeeded = has_value(rows["outcome"], "success")
    table = _joined(
        _part(rows, within & succeeded, "succeeded", True),
        _part(rows, within & ~succeeded, "failed", False),
        _part(rows, under_way(log, production, window), "not finished", False),
    )
    counted = say_count(kpi.observations, "deployment")
    return Rows(table, f"{counted} ÷ {window.weeks:.6g} weeks = {kpi.value:.6g} per week.")


def of_failures(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the production deployments with the incidents that each caused, those first."""
    caused = log.incidents.dropna(subset="deployment")
    incidents = caused.groupby("deployment", sort=False)["incident"].agg(", ".join)
    ids = log.deployments["deployment"]
    of_each = ids.map(incidents).astype(TEXT).fillna("")
    rows = log.deployments[[*DEPLOYMENT, "outcome"]].assign(incidents=of_each)
    failed = np.asarray(ids.isin(caused["deployment"]), dtype=np.bool_)
    return _of_share(kpi, window, log, rows, failed, ("caused an incident", "caused no incident"))


def of_rework(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the production deployments, those that nobody had planned first."""
    rows = log.deployments[[*DEPLOYMENT, "trigger", "planned"]]
    unplanned = ~rows["planned"].to_numpy(dtype=np.bool_)
    return _of_share(kpi, window, log, rows, unplanned, ("unplanned", "planned"))


def of_reliability(kpi: Kpi, window: Window, log: DeliveryLog) -> Rows:
    """Return the hours of traffic, those in which most requests failed first."""
    traffic = log.traffic
    rows = traffic.loc[window.holds(times(traffic["hour"])), ["hour", "team", "requests", "failed"]]
    rows = rows.sort_values("failed", ascending=False, kind="stable", ignore_index=True)
    asked, failed = int(rows["requests"].sum()), int(rows["failed"].sum())
    kinds = {"some failed": rows["failed"] > 0, "nobody asked": rows["requests"] == 0}
    reason = np.select(list(kinds.values()), list(kinds), default="all went well")
    how = f"1 − {failed:,} failed requests ÷ {asked:,} requests = {kpi.value:.8g}."
    return Rows(rows.assign(counted=True, reason=pd.Series(reason, dtype=TEXT)), how)


def _of_durations(kpi: Kpi, window: Window, things: pd.DataFrame, words: Words, done: str) -> Rows:
    """Return what ended in the window, then what goes on at its end, in order of time.

    Args:
        kpi: What was measured.
        window: When.
        things: The changes or the incidents: id, team, when each began and ended.
        words: How the KPI speaks of them.
        done: Why one is counted.
    """
    *_, began, ended = things.columns
    begin, end = times(things[began]), times(things[ended])
    over, going = window.holds(end), still_going(begin, end, window)
    hours = hours_between(begin, np.where(over, end, window.end))
    rows = things.assign(hours=hours)
    table = _joined(
        _part(rows, over, done, True).sort_values(ended, kind="stable"),
        _part(rows, going, words.under_way, False).sort_values(began, kind="stable"),
    )
    how = f"The median of the hours in the rows that are counted is {kpi.value:.6g}."
    return Rows(table, how)


def _of_share(
    kpi: Kpi,
    window: Window,
    log: DeliveryLog,
    rows: pd.DataFrame,
    of_the_kind: Mask,
    says: tuple[str, str],
) -> Rows:
    """Return the production deployments of some kind, those of another, and those that go on."""
    production = in_production(log)
    if why_unknown(log, "deployments.finished"):
        return _unknown(kpi, window, rows[production], "started")
    within = production & window.holds(times(rows["finished"]))
    going = _part(rows, under_way(log, production, window), "not finished", False)
    if not kpi.has_data:  # nothing finished, or the log cannot tell which are of the kind
        return Rows(_joined(_part(rows, within, kpi.basis, False), going), "")
    kind, other = says
    table = _joined(
        _part(rows, within & of_the_kind, kind, True),
        _part(rows, within & ~of_the_kind, other, True),
        going,
    )
    hits = int(np.count_nonzero(within & of_the_kind))
    how = f"{hits:,} ({kind}) ÷ {kpi.observations:,} (counted) = {kpi.value:.6g}."
    return Rows(table, how)


def _unknown(kpi: Kpi, window: Window, rows: pd.DataFrame, began: str) -> Rows:
    """Return what began in the window, of which the log cannot tell what the KPI asks."""
    return Rows(_joined(_part(rows, window.holds(times(rows[began])), kpi.basis, False)), "")


def _part(rows: pd.DataFrame, which: Mask, reason: str, counted: bool) -> pd.DataFrame:
    """Return some of the rows, and with each why it is counted or not."""
    return rows[which].assign(counted=counted, reason=reason)


def _joined(*parts: pd.DataFrame) -> pd.DataFrame:
    """Return the parts one after the other, numbered from 0."""
    return pd.concat(parts, ignore_index=True)
