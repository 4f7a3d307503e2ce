"""Twenty numbers: the five KPIs of four teams over some weeks of a year, counted in some way."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

import pandas as pd

from deliverylab.log import DeliveryLog
from deliverylab.measure import Kpi
from deliverylab.measure.say import say_count
from deliverylab.show.definitions_switched import Counted
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.cache import Cache

NAMES = (
    "deployment frequency",
    "lead time",
    "time to restore",
    "change failure rate",
    "reliability",
)
"""What the five are called here, in the order of the course."""

BETTER: tuple[Literal["more", "less"], ...] = ("more", "less", "less", "less", "more")
"""Which way each of them is better."""

RELIABILITY = len(NAMES) - 1

MOST_TEAMS = 6
"""As many as can be read in one picture."""

_KEPT_BYTES = 8_000_000
"""What is kept of windows that were measured: a slider moved to and fro finds them again."""

_SEEDS = {"barge": 41, "tug": 2, "ferry": 3, "hydrofoil": 4}
_DAYS = 364
_WEEK = pd.Timedelta(days=7)


@dataclass(frozen=True, eq=False)
class Measured:
    """The five KPIs of each team, measured over the same weeks in the same way.

    Attributes:
        first: number of the first week, from 1.
        last: number of the last week.
        counted: how it was counted.
        kpis: by team, the five in the order of `NAMES`.
    """

    first: int
    last: int
    counted: Counted
    kpis: Mapping[str, tuple[Kpi, ...]]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams, in the order of their log."""
        return tuple(self.kpis)

    @property
    def numbers(self) -> int:
        """How many numbers there could be."""
        return len(NAMES) * len(self.kpis)

    @property
    def without_data(self) -> int:
        """For how many of the numbers there is no data."""
        return sum(not kpi.has_data for of_team in self.kpis.values() for kpi in of_team)

    @property
    def window(self) -> str:
        """The weeks, in words."""
        if self.first == self.last:
            return f"week {self.first}"
        return f"weeks {self.first} to {self.last}"

    @property
    def size(self) -> int:
        """How many bytes it takes, roughly: the values behind its numbers, with their names."""
        details = [kpi.detail for of_team in self.kpis.values() for kpi in of_team]
        return 20_000 + 16 * sum(len(one) for one in details if one is not None)

    def order(self, kpi: int) -> tuple[str, ...]:
        """Return the teams that have the KPI of this number, the best first."""
        known = [team for team in self.teams if self.kpis[team][kpi].has_data]
        return tuple(
            sorted(
                known,
                key=lambda team: self.kpis[team][kpi].value,
                reverse=BETTER[kpi] == "more",
            )
        )

    def firsts(self) -> dict[str, int]:
        """Return in how many KPIs each team is the first; the one with most of them first.

        Teams with the same number are first together.
        """
        won = [team for number in range(len(NAMES)) for team in self._first(number)]
        counts = {team: won.count(team) for team in self.teams if team in won}
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    def _first(self, kpi: int) -> list[str]:
        """Return the teams than which none is better."""
        order = self.order(kpi)
        return [t for t in order if self.kpis[t][kpi].value == self.kpis[order[0]][kpi].value]


@dataclass(frozen=True)
class Moved:
    """One number that is said otherwise than before; `by` is how much, as the log of a factor."""

    kpi: int
    team: str
    was: str
    now: str
    by: float


def moved(before: Measured, now: Measured) -> list[Moved]:
    """Return the numbers that are said otherwise now, in order; those that came or went too."""
    return [
        Moved(number, team, was.said, kpi.said, _factor(number, was, kpi))
        for number in range(len(NAMES))
        for team in now.teams
        for was, kpi in [(before.kpis[team][number], now.kpis[team][number])]
        if was.said != kpi.said
    ]


def _factor(number: int, was: Kpi, now: Kpi) -> float:
    """Return by how much a number differs: the log of a factor; 0 where one does not exist."""
    if not (was.has_data and now.has_data):
        return 0.0
    values = [1 - kpi.value if number == RELIABILITY else kpi.value for kpi in (was, now)]
    if min(values) <= 0.0:
        return 0.0 if max(values) <= 0.0 else math.inf
    return abs(math.log(values[1] / values[0]))


@dataclass(frozen=True, eq=False)
class Year:
    """The logs of a few teams, to be measured over any weeks in any way."""

    logs: Mapping[str, DeliveryLog]
    start: pd.Timestamp
    end: pd.Timestamp
    _read: dict[Counted, dict[str, DeliveryLog]] = field(default_factory=dict, repr=False)
    _kept: Cache[Measured] = field(default_factory=lambda: Cache(_KEPT_BYTES), repr=False)

    @classmethod
    def of(cls, log: DeliveryLog) -> Year:
        """Return a log as a year.

        Raises:
            ValueError: If it has no team or too many, or is shorter than two weeks.
        """
        teams = log.teams
        if not 0 < len(teams) <= MOST_TEAMS:
            raise ValueError(
                f"the log has {say_count(len(teams), 'team')}; this lab shows 1 to {MOST_TEAMS}. "
                "Choose some with log.team(name) and DeliveryLog.concat"
            )
        if log.end - log.start < 2 * _WEEK:
            raise ValueError(
                f"the log knows only {log.end - log.start}; this lab needs at least two weeks"
            )
        return cls({team: log.team(team) for team in teams}, log.start, log.end)

    @property
    def weeks(self) -> int:
        """How many weeks there are; the last may be a part week."""
        return math.ceil((self.end - self.start) / _WEEK)

    def measured(self, first: int, weeks: int, counted: Counted) -> Measured:
        """Return the numbers of so many weeks from the week `first` on, up to the year's end."""
        last = min(first + weeks - 1, self.weeks)
        kept = self._kept.get((first, last, counted))
        if kept is None:
            begin, end = self.start + (first - 1) * _WEEK, self.start + last * _WEEK
            kept = Measured(first, last, counted, self._measure(begin, end, counted))
            self._kept.put((first, last, counted), kept, kept.size)
        return kept

    def _measure(
        self, begin: pd.Timestamp, end: pd.Timestamp, counted: Counted
    ) -> dict[str, tuple[Kpi, ...]]:
        read = self._read.get(counted)
        if read is None:
            read = {team: counted.read(log) for team, log in self.logs.items()}
            self._read[counted] = read
        end = min(end, self.end)
        return {team: counted.measure(log, begin, end) for team, log in read.items()}


@lru_cache(maxsize=1)
def shipped_year() -> Year:
    """Return the year of the four teams that `data/` holds, made anew: quicker than to read it."""
    teams = {
        team: simulate(Scenario.team(team), days=_DAYS, seed=seed).floor("s")
        for team, seed in _SEEDS.items()
    }
    one = next(iter(teams.values()))
    return Year(teams, one.start, one.end)
