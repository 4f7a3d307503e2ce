"""The same changes through three modes: what happens in each, and what of it is more than luck.

One team's stream of changes is simulated three times with the same seed. The same people write the
same changes at the same hours, and the same ones carry a defect; only the automated steps and the
deploy policy differ. Every mode is measured over the whole run and over each quarter (13 weeks) of
it. A difference between two modes counts as *more than noise* when it points the same way in so
many of the quarters that a coin would rarely do it (the sign test at 5 %, Conover 1999, *Practical
Nonparametric Statistics*, section 3.4). Comparing quarter by quarter is fair, because both modes
met the same luck in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from deliverylab.log import DeliveryLog
from deliverylab.measure.deployments import has_value, in_production
from deliverylab.measure.window import hours_between, times
from deliverylab.simulate import Scenario
from deliverylab.simulate.run import run
from deliverylab.simulate.tables import to_log

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

QUARTERS = 12
WEEKS_A_QUARTER = 13
DAYS = 7 * WEEKS_A_QUARTER * QUARTERS
"""Three years are simulated in each mode."""
SEED = 2

QUARTER_HOURS = 168.0 * WEEKS_A_QUARTER
YEAR_HOURS = 364.0 * 24.0
LUCK = 0.05
"""What a coin does more often than this is called noise."""

KPIS = (
    "deployment frequency",
    "lead time for changes",
    "change failure rate",
    "failed deployments a year",
    "time to restore service",
    "reliability",
)
"""What is measured of each mode: the five KPIs, and how many deployments fail in a year."""


@dataclass(frozen=True, eq=False)
class Way:
    """One mode: what happened to the changes, and its KPIs. Hours since the start of the run.

    Attributes:
        mode: what the automated steps amount to.
        committed: hour of each commit.
        deployed: hour at which it reached production; inf where it did not.
        escaped: whether it carries a defect that no test caught.
        deployments: hour at which each planned deployment finished.
        batch: how many changes each of them carried.
        failed: whether it caused an incident.
        kpis: name → value over the whole run; nan where there is no data.
        quarters: name → value in each quarter.
    """

    mode: str
    committed: Numbers
    deployed: Numbers
    escaped: NDArray[np.bool_]
    deployments: Numbers
    batch: Whole
    failed: NDArray[np.bool_]
    kpis: dict[str, float]
    quarters: dict[str, Numbers]

    @property
    def lead_times(self) -> Numbers:
        """Hours from commit to production of the changes that got there."""
        there = np.isfinite(self.deployed)
        return self.deployed[there] - self.committed[there]

    @property
    def changes_per_deployment(self) -> float:
        """How many changes a planned deployment carries, on average; nan where there was none."""
        return float(self.batch.mean()) if self.batch.size else math.nan


@dataclass(frozen=True)
class Difference:
    """How a KPI of one mode differs from that of another, quarter by quarter.

    Attributes:
        more: quarters in which it is more.
        less: quarters in which it is less.
    """

    more: int
    less: int

    @property
    def quarters(self) -> int:
        """In how many quarters the two can be told apart."""
        return self.more + self.less

    @property
    def sure(self) -> bool:
        """Whether this is more than noise."""
        return coin(max(self.more, self.less), self.quarters) < LUCK

    @property
    def up(self) -> bool:
        """Whether it is more in most of the quarters."""
        return self.more > self.less


@lru_cache(maxsize=64)
def coin(heads: int, tosses: int) -> float:
    """Return how probable it is that a fair coin falls so one-sidedly, either way.

    >>> coin(12, 12) < 0.001, round(coin(10, 12), 3), round(coin(9, 12), 3), coin(0, 0)
    (True, 0.039, 0.146, 1.0)
    """
    tail = sum(math.comb(tosses, k) for k in range(heads, tosses + 1))
    return min(1.0, 2.0 * tail / float(2**tosses))


def difference(one: Way, other: Way, kpi: str) -> Difference:
    """Return how `kpi` of `other` differs from that of `one`."""
    apart = other.quarters[kpi] - one.quarters[kpi]  # nan where one of them has no data
    return Difference(int(np.count_nonzero(apart > 0)), int(np.count_nonzero(apart < 0)))


@lru_cache(maxsize=12)  # a lever of one mode leaves the other two as they are
def way(scenario: Scenario, days: int = DAYS, seed: int = SEED) -> Way:
    """Simulate `days`, a number of whole quarters, and measure them."""
    history = run(scenario, days, seed)
    log = to_log(history)
    facts = _Facts.of(log)
    committed, deployed = facts.committed, facts.deployed
    escaped = np.zeros(len(committed), dtype=np.bool_)
    escaped[history.merged.change[history.merged.escaped]] = True
    horizon = 24.0 * days
    finished = history.deployed.finished
    live = finished < horizon
    failed = np.zeros(len(finished), dtype=np.bool_)
    causes = history.incidents.deployment
    failed[causes[causes >= 0]] = True
    return Way(
        mode=scenario.mode,
        committed=committed,
        deployed=np.where(np.isnan(deployed), np.inf, deployed),
        escaped=escaped,
        deployments=finished[live],
        batch=np.diff(history.batches.ends, prepend=0)[live],
        failed=failed[live],
        kpis={name: float(values[0]) for name, values in facts.kpis(1).items()},
        quarters=facts.kpis(round(horizon / QUARTER_HOURS)),
    )


@dataclass(frozen=True, eq=False)
class _Facts:
    """What the KPIs of one log are made from: hours since its start, nan where it never happened.

    Attributes:
        hours: length of the log.
        committed, deployed: of each change.
        outage, restored: of each incident: how long it lasted, and when it ended.
        finished, succeeded, failed: of each finished deployment to production: when, whether it
            went well itself, and whether it caused an incident.
        requests, lost: of each hour: requests, and those of them that failed.
    """

    hours: float
    committed: Numbers
    deployed: Numbers
    outage: Numbers
    restored: Numbers
    finished: Numbers
    succeeded: NDArray[np.bool_]
    failed: NDArray[np.bool_]
    requests: Whole
    lost: Whole

    @classmethod
    def of(cls, log: DeliveryLog) -> _Facts:
        """Take them out of the tables."""
        start = log.start.tz_localize(None).to_datetime64()

        def since_start(table: str, column: str) -> Numbers:
            return hours_between(start, times(log.tables[table][column]))

        deployments, incidents = log.deployments, log.incidents
        finished = since_start("deployments", "finished")
        there = in_production(log) & np.isfinite(finished)
        causes = set(incidents["deployment"].dropna())
        names = deployments["deployment"].to_numpy()[there]
        restored = since_start("incidents", "restored")
        return cls(
            hours=(log.end - log.start).total_seconds() / 3600.0,
            committed=since_start("changes", "committed"),
            deployed=since_start("changes", "deployed"),
            outage=restored - since_start("incidents", "started"),
            restored=restored,
            finished=finished[there],
            succeeded=has_value(deployments["outcome"], "success")[there],
            failed=np.fromiter((name in causes for name in names), np.bool_, len(names)),
            requests=log.traffic["requests"].to_numpy(np.int64),
            lost=log.traffic["failed"].to_numpy(np.int64),
        )

    def kpis(self, parts: int) -> dict[str, Numbers]:
        """Return every KPI in each of so many equal parts of the log, as `measure` defines it."""
        hours = self.hours / parts
        part = (self.finished // hours).astype(np.int64)
        succeeded, failed, every = (
            np.bincount(part[which], minlength=parts)
            for which in (self.succeeded, self.failed, slice(None))
        )
        lost, requests = (
            by_hour.reshape(parts, -1).sum(axis=1) for by_hour in (self.lost, self.requests)
        )
        with np.errstate(invalid="ignore"):  # no deployments: no share of them
            failure_rate = failed / every
        values = (
            succeeded / (hours / 168.0),
            _medians(self.deployed - self.committed, self.deployed, hours, parts),
            failure_rate,
            failed / (hours / YEAR_HOURS),
            _medians(self.outage, self.restored, hours, parts),
            1.0 - lost / requests,
        )
        return dict(zip(KPIS, values, strict=True))


def _medians(lasted: Numbers, ended: Numbers, hours: float, parts: int) -> Numbers:
    """Return the median of what ended in each part of so many hours; nan where nothing did."""
    there = np.flatnonzero(np.isfinite(ended))
    order = there[np.argsort(ended[there], kind="stable")]
    lasted = lasted[order]
    cuts = np.searchsorted(ended[order], hours * np.arange(parts + 1))
    return np.array(
        [
            float(np.median(lasted[begin:end])) if end > begin else math.nan
            for begin, end in pairwise(cuts)
        ]
    )
