"""From a KPI back to the rows that it was made from.

A number is believed, or doubted, at its rows: which changes were counted, from when to when, and
which were left out. `explain` measures a KPI and gives it together with exactly those rows. Add
them up yourself, and the same number comes out.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import explained_rows
from deliverylab.measure.explained_rows import Rows
from deliverylab.measure.failure_rate import change_failure_rate
from deliverylab.measure.frequency import deployment_frequency
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.lead_time import lead_time_for_changes
from deliverylab.measure.reliability import reliability
from deliverylab.measure.restore import time_to_restore_service
from deliverylab.measure.rework import deployment_rework_rate
from deliverylab.measure.rows_shown import first_rows, in_columns, not_shown
from deliverylab.measure.say import capital, say_count
from deliverylab.measure.window import Moment, Window

__all__ = ["EXPLAINED", "Explanation", "explain", "full_name"]

Measure: TypeAlias = Callable[[DeliveryLog, Moment, Moment], Kpi]
RowsBehind: TypeAlias = Callable[[Kpi, Window, DeliveryLog], Rows]


@dataclass(frozen=True, eq=False)
class Explanation:
    """A KPI and the rows behind it.

    Attributes:
        kpi: What was measured.
        rows: One row for each change, deployment, incident or hour of traffic that was counted,
            then one for each that was left out. Beside its id and its times, `counted` says
            whether it was, and `reason` why. `hours` (of changes and incidents) is how long it
            took; where `counted` is False because it is not over, how long it has taken so far.
        how: How the value comes from the rows, in one sentence; empty where there is no data.
    """

    kpi: Kpi
    rows: pd.DataFrame
    how: str

    @property
    def reasons(self) -> dict[str, int]:
        """How many rows there are for each reason, in the order of the rows."""
        return {str(reason): int(n) for reason, n in self._counts().items()}

    @property
    def sentences(self) -> list[str]:
        """The KPI's own sentence, how it comes about, and how many rows of each kind there are."""
        kinds = ", ".join(f"{number:,} {reason}" for reason, number in self.reasons.items())
        rows = say_count(len(self.rows), "row")
        count = f"{capital(rows)}: {kinds}." if kinds else "No rows."
        return [line for line in (self.kpi.text, self.how, count) if line]

    @property
    def text(self) -> str:
        """The KPI, how it comes from its rows, and the first ten of them (times in UTC)."""
        lines = [*self.sentences]
        if len(self.rows):
            lines += ["", *in_columns(first_rows(self.rows))]
        if not_shown(self.rows):
            lines.append(not_shown(self.rows))
        return "\n".join(lines)

    def __repr__(self) -> str:
        """The text, the same on every machine."""
        return self.text

    def _repr_html_(self) -> str:
        """The same for a notebook: a table with real header cells."""
        sentences = "".join(f"<p>{html.escape(line)}</p>" for line in self.sentences)
        if self.rows.empty:
            return sentences
        shown = first_rows(self.rows)
        head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in shown)
        body = "".join(
            f'<tr><th scope="row">{html.escape(first)}</th>'
            + "".join(f"<td>{html.escape(cell)}</td>" for cell in rest)
            + "</tr>"
            for first, *rest in shown.to_numpy()
        )
        caption = f"<caption>The rows behind the {html.escape(self.kpi.name)} (UTC)</caption>"
        table = f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
        rest = html.escape(not_shown(self.rows))
        more = f"<p>{rest}</p>" if rest else ""
        return sentences + table + more

    def _counts(self) -> pd.Series:
        return self.rows["reason"].value_counts(sort=False)


def explain(
    log: DeliveryLog, kpi_name: str, start: Moment = None, end: Moment = None
) -> Explanation:
    """Measure a KPI and return it with the rows behind it.

    Args:
        log: What happened; as with every measure, of a log of several teams take one first.
        kpi_name: Which KPI: its name or a part that no other has, with spaces or hyphens:
            "lead time for changes", "lead-time", "rework".
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.

    Raises:
        ValueError: If no KPI, or more than one, is called so, or the window is not the log's.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-13", team="tug", changes={
    ...     "change": ["c1", "c2", "c3"],
    ...     "committed": ["2025-01-06T09:00Z", "2025-01-07T09:00Z", "2025-01-08T12:00Z"],
    ...     "deployed": ["2025-01-06T15:00Z", "2025-01-07T19:00Z", None]})
    >>> explain(log, "lead-time")
    Lead time for changes: 8 hours (median of 2 changes; 90th percentile 9.6 hours;
    Kaplan–Meier median 10 hours; median age of those still waiting 4.5 days;
    left out: 1 still waiting).
    The median of the hours in the rows that are counted is 8.
    3 rows: 2 reached production, 1 still waiting.
    <BLANKLINE>
    change  committed         deployed          hours   counted  reason
    c1      2025-01-06 09:00  2025-01-06 15:00  6.00    yes      reached production
    c2      2025-01-07 09:00  2025-01-07 19:00  10.00   yes      reached production
    c3      2025-01-08 12:00                    108.00  no       still waiting
    """
    measure, rows_behind = EXPLAINED[full_name(kpi_name)]
    kpi = measure(log, start, end)
    rows = rows_behind(kpi, Window.of(log, start, end), log)
    return Explanation(kpi, rows.table, rows.how if kpi.has_data else "")


def _recovery_time(log: DeliveryLog, start: Moment, end: Moment) -> Kpi:
    return time_to_restore_service(log, start, end, caused_by_change=True)


EXPLAINED: dict[str, tuple[Measure, RowsBehind]] = {
    "deployment frequency": (deployment_frequency, explained_rows.of_frequency),
    "lead time for changes": (lead_time_for_changes, explained_rows.of_lead_time),
    "time to restore service": (time_to_restore_service, explained_rows.of_restore),
    "change failure rate": (change_failure_rate, explained_rows.of_failures),
    "reliability": (reliability, explained_rows.of_reliability),
    "deployment rework rate": (deployment_rework_rate, explained_rows.of_rework),
    "failed deployment recovery time": (_recovery_time, explained_rows.of_recovery),
}
"""What `explain` can explain: each KPI's name, how it is measured, and the rows behind it."""


def full_name(given: str) -> str:
    """Return the name of the KPI that is meant by a part of it.

    Raises:
        ValueError: If no KPI, or more than one, is called so.

    >>> full_name("lead-time")
    'lead time for changes'
    """
    words = " ".join(re.split(r"[\s_-]+", given.strip().lower()))
    meant = [name for name in EXPLAINED if words == name or (words and words in name)]
    if len(meant) == 1:
        return meant[0]
    several = f"; it may mean {' or '.join(map(repr, meant))}" if meant else ""
    names = ", ".join(map(repr, EXPLAINED))
    raise ValueError(f"kpi_name is {given!r}{several}; it must be one of {names}")
