"""One log, many definitions: what each of them says of it, side by side."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions.definition import DEFINITIONS, Definition
from deliverylab.measure.definitions.reported import (
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    METRICS,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Seen
from deliverylab.measure.kpi import Kpi
from deliverylab.measure.say import say_hours, say_per_week, say_share
from deliverylab.measure.window import Moment

__all__ = ["TRUTH", "Comparison", "compare"]

TRUTH = "truth"
"""The name of the column that holds what really happened."""

DAYS = "deployment days per week"
_SAY = {FREQUENCY: say_per_week, LEAD_TIME: say_hours, RESTORE: say_hours, FAILURES: say_share}


@dataclass(frozen=True, eq=False)
class Comparison:
    """What several definitions report of one log in one window.

    Attributes:
        reported: For each definition's name what it reports, by metric.
        start: First moment of the window (UTC).
        end: First moment after it.
        known: What really happened, by metric, where somebody knows it; see `with_truth`.
    """

    reported: Mapping[str, Mapping[str, Reported]]
    start: pd.Timestamp
    end: pd.Timestamp
    known: Mapping[str, Kpi] = field(default_factory=dict)

    def with_truth(self, known: Mapping[str, Kpi]) -> Comparison:
        """Return the same with one more column: what really happened.

        Args:
            known: What `deliverylab.measure.truth` gives for the same window.
        """
        return replace(self, known=known)

    def table(self) -> pd.DataFrame:
        """Return one row per metric and one column per definition: what each screen shows.

        A metric that a definition does not have is missing.
        """
        columns = {tool: {m: r.shown for m, r in of.items()} for tool, of in self.reported.items()}
        if self.known:
            columns[TRUTH] = {metric: kpi.said for metric, kpi in self.known.items()}
        return _by_metric(columns)

    def values(self) -> pd.DataFrame:
        """Return the numbers behind it: per week, hours, hours, a share; NaN where there is none.

        A definition that counts days with a deployment has those days per week.
        """
        columns = {
            tool: {metric: one.in_course_units for metric, one in of.items()}
            for tool, of in self.reported.items()
        }
        if self.known:
            columns[TRUTH] = {metric: kpi.value for metric, kpi in self.known.items()}
        return _by_metric(columns)

    @property
    def text(self) -> str:
        """One sentence: how far apart the definitions are.

        Of the frequency, only those that count deployments can be compared, not days.
        """
        parts = [part for metric in METRICS if (part := self._range(metric))]
        if self.known:
            happened = [f"{metric} {kpi.said}" for metric, kpi in self.known.items()]
            parts.append("what happened: " + ", ".join(happened))
        return f"One log, {len(self.reported)} definitions: {'; '.join(parts) or 'no numbers'}."

    def __repr__(self) -> str:
        """The table as plain text with one line per definition, the same on every machine."""
        table = self._lines()
        heads = [["", *(one.split(" ", 1)[0] for one in table.columns)]]
        heads.append(["definition", *(one.split(" ", 1)[1] for one in table.columns)])
        rows = zip(table.index, table.to_numpy().tolist(), strict=True)
        lines = heads + [[str(tool), *map(str, row)] for tool, row in rows]
        widths = [max(map(len, cells)) for cells in zip(*lines, strict=True)]
        text = [
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
            for line in lines
        ]
        return "\n".join([self._caption(), *text])

    def _repr_html_(self) -> str:
        """The table for a notebook: real header cells, one row per definition."""
        table = self._lines()
        head = "".join(f'<th scope="col">{html.escape(str(name))}</th>' for name in table.columns)
        rows = "".join(
            f'<tr><th scope="row">{html.escape(str(tool))}</th>'
            + "".join(f"<td>{html.escape(str(cell))}</td>" for cell in row)
            + "</tr>"
            for tool, row in zip(table.index, table.to_numpy().tolist(), strict=True)
        )
        return (
            f"<table><caption>{html.escape(self._caption())}</caption>"
            f'<thead><tr><th scope="col">definition</th>{head}</tr></thead>'
            f"<tbody>{rows}</tbody></table>"
        )

    def _lines(self) -> pd.DataFrame:
        """Return the table with one line per definition, for reading."""
        return self.table().T.fillna("")

    def _range(self, metric: str) -> str:
        """Return from where to where one metric's numbers go, and who has them; empty for none."""
        numbers = {
            tool: of[metric].in_course_units
            for tool, of in self.reported.items()
            if metric in of and of[metric].has_value and of[metric].unit != DAYS
        }
        if not numbers:
            return ""
        say_it = _SAY[metric]
        least, most = min(numbers, key=numbers.__getitem__), max(numbers, key=numbers.__getitem__)
        low, high = say_it(numbers[least]), say_it(numbers[most])
        if low == high:
            return f"{metric} {low}"
        return f"{metric} from {low} ({least}) to {high} ({most})"

    def _caption(self) -> str:
        """What the table is about."""
        return f"What each definition shows, {_day(self.start)} up to {_day(self.end)} (UTC)"


def compare(
    log: DeliveryLog,
    start: Moment = None,
    end: Moment = None,
    definitions: Iterable[str | Definition] | None = None,
) -> Comparison:
    """Measure one log by several definitions.

    Args:
        log: What happened; usually of one team (`log.team(...)`), for several are taken as one
            project.
        start: First moment of the window; by default the log's.
        end: First moment after it; by default the log's.
        definitions: Names out of `DEFINITIONS`, or definitions of your own; by default all.

    Raises:
        ValueError: If the window is not within the log's, or a name is none of the definitions'.

    >>> log = DeliveryLog.of("2025-01-06", "2025-01-20", team="tug", deployments={
    ...     "deployment": ["d1"], "environment": "production", "outcome": "success",
    ...     "started": "2025-01-08T09:00Z", "finished": "2025-01-08T10:00Z", "planned": True})
    >>> compare(log, definitions=["GitLab", "this course"])
    What each definition shows, 2025-01-06 up to 2025-01-20 (UTC)
                 deployment       lead              time                change
    definition   frequency        time for changes  to restore service  failure rate
    GitLab       0.1 per day      -                 -                   0.0 %
    this course  one every 2 weeks  no data         no data             0 %
    """
    chosen = [_chosen(one) for one in (DEFINITIONS if definitions is None else definitions)]
    seen = Seen.of(log, start, end)  # held, so that all definitions share it
    return Comparison(
        {definition.name: definition.measure(seen.log, start, end) for definition in chosen},
        pd.Timestamp(seen.window.start, tz="UTC"),
        pd.Timestamp(seen.window.end, tz="UTC"),
    )


def _chosen(one: str | Definition) -> Definition:
    if isinstance(one, Definition):
        return one
    if one not in DEFINITIONS:
        known = ", ".join(map(repr, DEFINITIONS))
        raise ValueError(f"there is no definition {one!r}; choose among {known}")
    return DEFINITIONS[one]


def _by_metric(columns: Mapping[str, Mapping[str, object]]) -> pd.DataFrame:
    """Return the metrics as rows in the course's order."""
    return pd.DataFrame(columns).reindex(METRICS).rename_axis("metric")


def _day(moment: pd.Timestamp) -> str:
    """Return a moment as a date, with the time only where it is not midnight."""
    return f"{moment:%Y-%m-%d}" if moment == moment.normalize() else f"{moment:%Y-%m-%d %H:%M}"
