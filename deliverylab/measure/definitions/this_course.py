"""This course's own definitions, in the same shape as those of the tools, to stand beside them.

The numbers are those of `deliverylab.measure`; here the rows behind them are named.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from deliverylab.log import DeliveryLog
from deliverylab.measure import failure_rate, frequency, lead_time, restore
from deliverylab.measure.definitions.reported import Ids, Reported, Unit
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.window import Mask, Moment, Window, times

__all__ = [
    "change_failure_rate",
    "deployment_frequency",
    "lead_time_for_changes",
    "time_to_restore_service",
]

TOOL = "this course"
UNITS: dict[str, Unit] = {
    "deployments per week": "deployments per week",
    "hours": "hours",
    "share": "share",
}


def deployment_frequency(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the successful production deployments per week.

    See `deliverylab.measure.deployment_frequency`.
    """
    kpi = frequency.deployment_frequency(log, start, end)
    columns, left_out = _deployments(log, Window.of(log, start, end))
    rows = pd.DataFrame(columns)
    return _reported(
        kpi,
        rows[rows["succeeded"]].drop(columns="succeeded"),
        left_out,
        "Every successful deployment counts, and weeks without any count as zero.",
    )


def lead_time_for_changes(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median time from commit to production.

    See `deliverylab.measure.lead_time_for_changes`.
    """
    kpi = lead_time.lead_time_for_changes(log, start, end)
    window, table = Window.of(log, start, end), log.changes
    return _reported(
        kpi,
        _durations(kpi, table, "change", "deployment", "committed", "deployed"),
        {"still waiting": _under_way(table, "change", "committed", "deployed", window)},
        "A change counts once, with its first deployment; those still waiting are counted apart.",
    )


def time_to_restore_service(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the median time from the start of an incident to its end.

    See `deliverylab.measure.time_to_restore_service`.
    """
    kpi = restore.time_to_restore_service(log, start, end)
    window, table = Window.of(log, start, end), log.incidents
    return _reported(
        kpi,
        _durations(kpi, table, "incident", "deployment", "started", "restored"),
        {"still open": _under_way(table, "incident", "started", "restored", window)},
        "The clock starts when users begin to suffer, not when somebody notices.",
    )


def change_failure_rate(log: DeliveryLog, start: Moment = None, end: Moment = None) -> Reported:
    """Return the share of production deployments that caused at least one incident.

    See `deliverylab.measure.change_failure_rate`.
    """
    kpi = failure_rate.change_failure_rate(log, start, end)
    columns, left_out = _deployments(log, Window.of(log, start, end))
    caused_by = log.incidents["deployment"].array.dropna()
    row = pd.Index(columns["deployment"]).get_indexer(pd.Index(caused_by))
    incidents = np.bincount(row[row >= 0], minlength=len(columns["deployment"]))
    return _reported(
        kpi,
        pd.DataFrame({**columns, "incidents": incidents, "failed": incidents > 0}),
        {"not finished": left_out["not finished"]},
        "A deployment failed if it really caused an incident; the log records which.",
    )


def _reported(kpi: Kpi, rows: pd.DataFrame, left_out: dict[str, Ids], note: str) -> Reported:
    """Return a KPI as a tool would report it."""
    rows = rows.reset_index(drop=True)
    if not kpi.left_out:  # the log cannot tell
        left_out = {}
    return Reported(TOOL, kpi.name, kpi.value, UNITS[kpi.unit], kpi.said, rows, left_out, note)


def _deployments(
    log: DeliveryLog, window: Window
) -> tuple[dict[str, ExtensionArray | Mask], dict[str, Ids]]:
    """Return the production deployments that finished in the window, and the ids of others."""
    table, production = log.deployments, in_production(log)
    finished = times(table["finished"])
    inside = production & window.holds(finished)
    succeeded = has_value(table["outcome"], "success")
    began = times(table["started"]) < window.end
    rows = {name: table[name].array[inside] for name in ("deployment", "finished")}
    return {**rows, "succeeded": succeeded[inside]}, {
        "failed": _ids(table["deployment"], inside & ~succeeded),
        "not finished": _ids(table["deployment"], production & began & window.not_yet(finished)),
    }


def _durations(kpi: Kpi, table: pd.DataFrame, *columns: str) -> pd.DataFrame:
    """Return the rows that a duration was made of, with the hours of each."""
    if kpi.detail is None:
        return table.loc[[], list(columns)].assign(hours=np.empty(0))
    rows = table[table[columns[0]].isin(kpi.detail.index)]
    hours = rows[columns[0]].map(kpi.detail)
    return rows[list(columns)].assign(hours=hours)


def _under_way(table: pd.DataFrame, key: str, began: str, ended: str, window: Window) -> Ids:
    """Return what had begun and not ended by the window's end."""
    begun = times(table[began]) < window.end
    return _ids(table[key], begun & window.not_yet(times(table[ended])))


def _ids(column: pd.Series, which: Mask) -> Ids:
    return tuple(column[which])
