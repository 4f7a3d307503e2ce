"""Years of a way of working, kept: what the labs on moves compare, without simulating it again.

The same years are simulated for every way of working, with the same luck, as in a trial; here there
are fewer of them, and each way of working is simulated once and kept, so that the moves of a team
share the years without any of them. Ten years tell large effects from noise. What is "nothing
measurable" in them may still be a small effect; thirty years (`trial`) would tell more.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from deliverylab.improve.losses import loss
from deliverylab.improve.paired import Values
from deliverylab.improve.waiting import waiting
from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    Kpi,
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.simulate import Scenario, simulate

__all__ = ["KPIS", "YEARS", "Years", "years"]

YEARS = 10
"""So many years are simulated of each way of working."""

KPIS: dict[str, Callable[[DeliveryLog], Kpi]] = {
    "deployment frequency": deployment_frequency,
    "lead time for changes": lead_time_for_changes,
    "time to restore service": time_to_restore_service,
    "change failure rate": change_failure_rate,
    "reliability": reliability,
}
"""The five KPIs by name; the names are those of a trial."""


@dataclass(frozen=True, eq=False)
class Years:
    """What years are like for a team that works in a certain way.

    Attributes:
        lost: person-weeks, one entry for each year.
        kpis: of each KPI its values, one for each year; NaN where there is no data.
        waiting: hours for which a change waits at each stage, on average over all years.
    """

    lost: Values
    kpis: Mapping[str, Values]
    waiting: Mapping[str, float]


@lru_cache(maxsize=256)
def years(works: Scenario) -> Years:
    """Return what years are like for a team that works like this.

    >>> ferry = years(Scenario.team("ferry"))
    >>> max(ferry.waiting, key=ferry.waiting.get)
    'approval'
    """
    lost, kpis = np.empty(YEARS), np.empty((len(KPIS), YEARS))
    waits = []
    for year in range(YEARS):
        log = simulate(works, seed=1 + year)
        lost[year] = loss(log, works).total
        kpis[:, year] = [measure(log).value for measure in KPIS.values()]
        waits.append(waiting(log, works))
    for values in (lost, kpis):
        values.flags.writeable = False
    mean = {stage: float(np.mean([one[stage] for one in waits])) for stage in waits[0]}
    return Years(lost, dict(zip(KPIS, kpis, strict=True)), mean)
