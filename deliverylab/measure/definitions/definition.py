"""The definitions by name: each a set of four functions that measure one log.

`DEFINITIONS` is open: a definition of your own can be added to a copy of it, and compared.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from types import ModuleType
from typing import TypeAlias

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions import (
    devlake,
    four_keys,
    gitlab,
    middleware,
    pelorus,
    this_course,
)
from deliverylab.measure.definitions.devlake_levels import Report
from deliverylab.measure.definitions.reported import (
    FAILURES,
    FREQUENCY,
    LEAD_TIME,
    RESTORE,
    Reported,
)
from deliverylab.measure.definitions.seen import Seen
from deliverylab.measure.window import Moment

__all__ = ["DEFINITIONS", "Definition", "Measure"]

Measure: TypeAlias = Callable[[DeliveryLog, Moment, Moment], Reported]
"""A log, the start and the end of a window (None: the log's) give what is reported."""


@dataclass(frozen=True)
class Definition:
    """How one tool defines the four metrics.

    Attributes:
        name: What the tool is called here.
        source: Where its definitions were read, and when.
        measures: For each metric's name the function that measures it.

    >>> from deliverylab.log import DeliveryLog
    >>> nothing = DeliveryLog.of("2025-01-06", "2025-02-03", team="tug")
    >>> [one.shown for one in DEFINITIONS["Four Keys"].measure(nothing).values()]
    ['No data', 'One day', 'No data', '0-15%']
    """

    name: str
    source: str
    measures: Mapping[str, Measure]

    def measure(
        self, log: DeliveryLog, start: Moment = None, end: Moment = None
    ) -> dict[str, Reported]:
        """Return what the tool reports for each metric.

        Args:
            log: What happened. A log of several teams is measured as one project.
            start: First moment of the window; by default the log's.
            end: First moment after it; by default the log's.

        Raises:
            ValueError: If the window is not within the log's.
        """
        seen = Seen.of(log, start, end)  # held, so that the four share it
        return {metric: measure(seen.log, start, end) for metric, measure in self.measures.items()}


def _of(tool: ModuleType, name: str, source: str) -> Definition:
    """Return the definition that a tool's module holds."""
    return Definition(
        name,
        source,
        {
            FREQUENCY: tool.deployment_frequency,
            LEAD_TIME: tool.lead_time_for_changes,
            RESTORE: tool.time_to_restore_service,
            FAILURES: tool.change_failure_rate,
        },
    )


def _devlake(report: Report) -> Definition:
    """Return DevLake's definition with its switch at one of DORA's reports."""
    return Definition(
        f"DevLake {report}",
        "apache/incubator-devlake, 2026-05-05",
        {
            FREQUENCY: partial(devlake.deployment_frequency, report=report),
            LEAD_TIME: partial(devlake.lead_time_for_changes, report=report),
            RESTORE: partial(devlake.time_to_restore_service, report=report),
            FAILURES: partial(devlake.change_failure_rate, report=report),
        },
    )


DEFINITIONS: dict[str, Definition] = {
    definition.name: definition
    for definition in (
        _of(four_keys, "Four Keys", "dora-team/fourkeys, 2024-01-23"),
        _devlake("2021"),
        _devlake("2023"),
        _of(gitlab, "GitLab", "gitlab-org/gitlab ee/app/models/dora; gitlabhq/gitlabhq, 2023"),
        _of(middleware, "Middleware", "middlewarehq/middleware, 2025-08-16"),
        _of(pelorus, "Pelorus", "dora-metrics/pelorus, 2025-10-22"),
        _of(this_course, "this course", "deliverylab.measure"),
    )
}
"""The published definitions by name, and this course's own last."""
