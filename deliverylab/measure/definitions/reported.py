"""What one tool reports for one metric: the number, what its screen shows, and the rows behind it.

Two tools that read the same log and disagree can only be understood row by row. So a `Reported`
carries every row that went into its number, by the ids of the log, and the ids of what was left
out and why. The course's own KPIs and another tool's can then be laid side by side.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, TypeAlias

import pandas as pd

from deliverylab.measure.say import say, say_count, say_hours, say_share

__all__ = [
    "CANNOT_RUN",
    "FAILURES",
    "FREQUENCY",
    "LEAD_TIME",
    "METRICS",
    "RESTORE",
    "Ids",
    "Reported",
    "Unit",
]

FREQUENCY = "deployment frequency"
LEAD_TIME = "lead time for changes"
RESTORE = "time to restore service"
FAILURES = "change failure rate"
METRICS = (FREQUENCY, LEAD_TIME, RESTORE, FAILURES)
"""The four metrics that all the tools know, by the course's names, in the course's order."""

Unit: TypeAlias = Literal[
    "deployments per week",
    "deployments per month",
    "deployment days per week",
    "hours",
    "share",
]

Ids: TypeAlias = tuple[str, ...]

CANNOT_RUN = "cannot run"
"""What stands in place of a number where a log has nothing that the tool could start from."""

_PER_WEEK = {
    "deployments per week": 1.0,
    "deployment days per week": 1.0,
    "deployments per month": 12 * 7 / 365.25,
}


@dataclass(frozen=True, eq=False)
class Reported:
    """One metric as one tool reports it.

    Attributes:
        tool: The definition's name: "Four Keys".
        metric: The course's name of the metric: one of `METRICS`.
        value: The tool's number in `unit`; NaN where it has none.
        unit: What the tool works in; hours, a share and deployments per week are the course's own
            and are used wherever the tool's unit converts exactly.
        shown: What the tool's screen shows: "Weekly", "2.6 days", "N/A".
        rows: One row per thing that was counted (a deployment, a change, an incident), by its id.
        left_out: The ids of what was not counted, by reason.
        note: What this definition does that others do not, in one sentence.
        chart: The tool's values over time as its chart draws them, by the start of each month;
            None where the tool has no such chart or it does not matter here.

    >>> Reported("GitLab", LEAD_TIME, 30.0, "hours", "1.3 days", pd.DataFrame({"change": ["c1"]}),
    ...          {"never deployed": ("c2",)}, "The clock starts at the merge.")
    GitLab shows 1.3 days for lead time for changes (30 hours, 1 row; left out: 1 never deployed).
    """

    tool: str
    metric: str
    value: float
    unit: Unit
    shown: str
    rows: pd.DataFrame
    left_out: Mapping[str, Ids] = field(default_factory=dict)
    note: str = ""
    chart: pd.Series | None = None

    @property
    def has_value(self) -> bool:
        """Whether there is a number at all."""
        return not math.isnan(self.value)

    @property
    def in_course_units(self) -> float:
        """The number as hours, a share, or per week, so that tools can be compared.

        Where a tool counts days with a deployment, it is those days per week; a month is a
        twelfth of 365.25 days.
        """
        return self.value * _PER_WEEK.get(self.unit, 1.0)

    @property
    def said(self) -> str:
        """The number in words: "5 deployment days per week", "30 hours", "no number"."""
        if not self.has_value:
            return "no number"
        if self.unit == "hours":
            return say_hours(self.value)
        if self.unit == "share":
            return say_share(self.value)
        if self.unit == "deployments per week" and self.value:
            return say(self.value, self.unit)
        return f"{self.value:g} {self.unit}"

    @property
    def text(self) -> str:
        """One sentence: what is shown, the number, how many rows, what was left out."""
        parts = [f"{self.said}, {say_count(len(self.rows), 'row')}"]
        left_out = [f"{len(ids):,} {reason}" for reason, ids in self.left_out.items() if ids]
        if left_out:
            parts.append("left out: " + ", ".join(left_out))
        return f"{self.tool} shows {self.shown} for {self.metric} ({'; '.join(parts)})."

    def __repr__(self) -> str:
        """The sentence."""
        return self.text
