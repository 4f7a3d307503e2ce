"""A year of `tug` with tricks played: its KPIs as written down, and what users get beside them.

Each KPI stands beside the number of users that belongs to it. Where tricks make the first better
and leave the second as it is, the second gives them away.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    change_failure_rate,
    deployment_frequency,
    lead_time_for_changes,
    reliability,
    time_to_restore_service,
)
from deliverylab.measure.say import say_hours, say_share
from deliverylab.show.tricks import Tricks
from deliverylab.show.what_users_get import what_users_get
from deliverylab.simulate import Scenario, Train, simulate

TEAM, _DAYS, _SEED = "tug", 364, 2
"""The year of the team that the course ships."""

_MEASURES = (
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
    change_failure_rate,
    reliability,
)


def say_a_week(rate: float) -> str:
    """Return how often a week.

    >>> say_a_week(0.692), say_a_week(5.7), say_a_week(5.0)
    ('0.7 a week', '5.7 a week', '5 a week')
    """
    return f"{rate:.1f} a week".replace(".0 ", " ")


def say_a_year(number: float) -> str:
    """Return how many a year."""
    return f"{number:.0f} a year"


def say_in_10_000(share: float) -> str:
    """Return a small share as so many in ten thousand.

    >>> say_in_10_000(0.00101), say_in_10_000(0.00043)
    ('10 in 10,000', '4 in 10,000')
    """
    return f"{10_000 * share:.0f} in 10,000"


def from_to(was: str, now: str) -> str:
    """Return two numbers in words with an arrow between them; once, where they are said alike.

    >>> from_to("13 days", "2.9 days"), from_to("13 days", "47 hours"), from_to("27 %", "27 %")
    ('13 → 2.9 days', '13 days → 47 hours', '27 %')
    """
    if was == now:
        return now
    number, _, unit = was.partition(" ")
    return f"{number if now.endswith(f' {unit}') else was} → {now}"


@dataclass(frozen=True)
class Kind:
    """What one number is: its name, how it is said, which way is better, and its goal.

    Attributes:
        name: what it is called.
        say: turns it into words.
        better: which way is better.
        worst: the number at the left end of its axis.
        best: the number at the right end.
        goal: what is asked of it; NaN where nothing is.
    """

    name: str
    say: Callable[[float], str]
    better: Literal["more", "less"]
    worst: float
    best: float
    goal: float = math.nan

    def is_better(self, now: float, before: float) -> bool:
        """Return whether a number is better than another, and said otherwise."""
        more = now > before
        return self.say(now) != self.say(before) and more == (self.better == "more")

    def reached(self, number: float) -> bool:
        """Return whether a number reaches the goal."""
        return number >= self.goal if self.better == "more" else number <= self.goal


REPORT = (
    Kind("deployment frequency", say_a_week, "more", 0.3, 20.0, 5.0),
    Kind("lead time", say_hours, "less", 720.0, 24.0, 72.0),
    Kind("time to restore", say_hours, "less", 3.0, 0.2, 1.0),
    Kind("change failure rate", say_share, "less", 0.5, 0.0, 0.1),
    Kind("reliability", say_share, "more", 0.998, 0.9999, 0.9995),
)
"""The five KPIs, with what is asked of this team."""

USERS = (
    Kind("different packages", say_a_week, "more", 0.3, 20.0),
    Kind("from first work to users", say_hours, "less", 720.0, 24.0),
    Kind("bad hours", say_a_year, "less", 70.0, 10.0),
    Kind("packages that hurt", say_share, "less", 0.5, 0.0),
    Kind("requests that fail", say_in_10_000, "less", 0.002, 0.0001),
)
"""What users get, each beside the KPI that it belongs to."""


@dataclass(frozen=True)
class Numbers:
    """The five numbers of the report, and the five of the users."""

    report: tuple[float, ...]
    users: tuple[float, ...]
    incidents: int


@dataclass(frozen=True)
class Gamed:
    """A year played in some way, for the sake of one number.

    Attributes:
        target: which of the five is to be made splendid, by its place.
        tricks: what is played.
        really: whether deployments were really made cheap.
        now: the numbers then.
        first: the numbers of the team as it is.
        honest: the numbers then, if no trick were played.
    """

    target: int
    tricks: Tricks
    really: bool
    now: Numbers
    first: Numbers
    honest: Numbers

    @property
    def played(self) -> bool:
        """Whether there is any trick."""
        return self.tricks != Tricks()

    @property
    def reached(self) -> bool:
        """Whether the goal of the target is reached."""
        return REPORT[self.target].reached(self.now.report[self.target])

    def report_better(self, place: int) -> bool:
        """Return whether a KPI is better than at first."""
        return REPORT[place].is_better(self.now.report[place], self.first.report[place])

    def users_better(self, place: int) -> bool:
        """Return whether users get more of something than at first."""
        return USERS[place].is_better(self.now.users[place], self.first.users[place])

    @property
    def given_away(self) -> tuple[int, ...]:
        """The places where tricks make the report better but not what users get; target first."""
        places = [
            place
            for place, (report, users) in enumerate(zip(REPORT, USERS, strict=True))
            if report.is_better(self.now.report[place], self.honest.report[place])
            and not users.is_better(self.now.users[place], self.honest.users[place])
        ]
        return tuple(sorted(places, key=lambda place: place != self.target))


def gamed(target: int, tricks: Tricks, really: bool) -> Gamed:
    """Return the year played like this.

    Raises:
        ValueError: In words for people, where so much is left unwritten that nothing is left.
    """
    now = _numbers(tricks, really)
    if not now.incidents:
        raise ValueError(
            "Not one incident of the whole year would be left, and nobody believes that. "
            "Write some of them down again."
        )
    first, honest = _numbers(Tricks(), False), _numbers(Tricks(), really)
    return Gamed(target, tricks, really, now, first, honest)


@lru_cache(maxsize=256)
def _numbers(tricks: Tricks, really: bool) -> Numbers:
    happened = tricks.really(year(really))
    written = tricks.written(happened)
    report = tuple(measure(written).value for measure in _MEASURES)
    return Numbers(report, what_users_get(happened).numbers, len(written.incidents))


@lru_cache(maxsize=2)
def year(really: bool) -> DeliveryLog:
    """Return the year of the team as it is, or with deployments made cheap: a train every day."""
    scenario = Scenario.team(TEAM)
    if really:
        scenario = replace(
            scenario,
            package_by="automatic",
            package_minutes=10.0,
            acceptance_minutes=30.0,
            deploy_on=Train(every_days=1.0),
            deploy_by="automatic",
            deploy_minutes=15.0,
            rollout="rolling",
            detect_minutes=20.0,
            rollback_minutes=15.0,
        )
    return simulate(scenario, days=_DAYS, seed=_SEED).floor("s")
