"""A scenario: how one team works, as a handful of levers.

Every lever says in its metadata to which group it belongs, how people call it, its unit and its
allowed range, so that a lab can offer it and a wrong value is refused in words. Durations are
means; each has a coefficient of variation (cv) beside it. `dataclasses.replace` moves a lever:

>>> from dataclasses import replace
>>> tug = Scenario.team("tug")
>>> tug.mode
'continuous integration'
>>> weekly = replace(tug, deploy_on=Train(every_days=7))
>>> replace(tug, reviewers=0)
Traceback (most recent call last):
    ...
deliverylab.simulate.ranges.NotAllowed: reviewers=0; expected a whole number from 1 to 10,000
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from math import nan
from operator import attrgetter
from typing import Any, Literal

from deliverylab.simulate.calendar import WEEKDAYS, Calendar
from deliverylab.simulate.policies import (
    ROLLOUTS,
    Approval,
    DeployPolicy,
    EveryChange,
    Rollout,
    Train,
)
from deliverylab.simulate.ranges import NotAllowed, require

BY = ("hand", "automatic")
RESTORE_BY = ("rollback", "fix forward")


@dataclass(frozen=True)
class Lever:
    """What a field of a `Scenario` means and may be.

    Attributes:
        name: the field's name.
        group: the part of the work it belongs to.
        label: what people call it.
        unit: its unit in words; empty where it has none.
        low: smallest allowed number, or None where it is no number.
        high: largest allowed number.
        whole: whether it must be a whole number.
        optional: whether None (no limit) is allowed.
        choices: the allowed words, where it is a word.
    """

    name: str
    group: str
    label: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    whole: bool = False
    optional: bool = False
    choices: tuple[str, ...] = ()

    def refuse(self, value: object) -> None:
        """Raise `NotAllowed` naming the field, the value and what is allowed, if it is not."""
        if self.choices:
            if value not in self.choices:
                allowed = ", ".join(repr(choice) for choice in self.choices)
                raise NotAllowed(f"{self.name}={value!r}; expected one of {allowed}")
            return
        if self.low is not None and self.high is not None:
            require(self.name, value, self.low, self.high, whole=self.whole, or_none=self.optional)


def _words(default: object, group: str, label: str, choices: tuple[str, ...] = ()) -> Any:
    return field(default=default, metadata={"group": group, "label": label, "choices": choices})


def _number(default: float, group: str, label: str, unit: str, low: float, high: float) -> Any:
    return field(
        default=default,
        metadata={"group": group, "label": label, "unit": unit, "low": low, "high": high},
    )


def _whole(default: int | None, group: str, label: str, unit: str, low: int, high: int) -> Any:
    return field(
        default=default,
        metadata={
            "group": group,
            "label": label,
            "unit": unit,
            "low": low,
            "high": high,
            "whole": True,
            "optional": default is None,
        },
    )


def _share(default: float, group: str, label: str, high: float = 1.0) -> Any:
    return _number(default, group, label, "share", 0.0, high)


def _cv(default: float, group: str, label: str) -> Any:
    return _number(default, group, label, "cv", 0.0, 3.0)


PRESETS: dict[str, Scenario] = {}
"""The scenarios that `Scenario.team` knows; `deliverylab.simulate.teams` puts the teams in."""


@dataclass(frozen=True, kw_only=True)
class Scenario:
    """How one team works: the levers of the simulator.

    The fields stand in the order in which a change meets them. `levers()` lists them with label,
    unit and range. Working hours are hours of `working_hours`; minutes of machines are clock time.

    Raises:
        NotAllowed: when a value is not allowed or two levers contradict each other.
    """

    name: str = "team"
    working_hours: Calendar = field(
        default=WEEKDAYS, metadata={"group": "team", "label": "working hours"}
    )

    changes_per_day: float = _number(
        6.0, "work", "changes committed", "per working day", 0.0, 20_000.0
    )
    size_lines: float = _number(60.0, "work", "size of a change (median)", "lines", 1.0, 10_000.0)
    fix_share: float = _share(0.30, "work", "changes that fix something")
    chore_share: float = _share(0.15, "work", "changes that are chores")
    branch_hours: float = _number(
        6.0, "work", "time with its author before it is opened", "working hours", 0.0, 1_000.0
    )
    branch_cv: float = _cv(1.0, "work", "variation of that time")
    defect_share: float = _share(0.15, "work", "changes that carry a defect")
    fix_hours: float = _number(
        2.0, "work", "time its author needs to fix a change", "working hours", 0.0, 200.0
    )
    fix_cv: float = _cv(1.0, "work", "variation of that time")
    workstation_minutes: float = _number(
        0.0,
        "work",
        "time for tests at the workstation",
        "minutes",
        0.0,
        5_000.0,
    )
    workstation_cv: float = _cv(0.4, "work", "variation of that time")
    workstation_catch: float = _share(0.0, "work", "defects that these tests catch")
    slow_share: float = _share(0.0, "work", "changes that make the service slower")
    wip_limit: int | None = _whole(None, "work", "open changes at most", "changes", 1, 10_000)
    shared_people: int | None = _whole(
        None, "work", "people who share reviews, tests and fixes", "people", 1, 10_000
    )

    reviewers: int = _whole(3, "review", "reviewers", "people", 1, 10_000)
    review_hours: float = _number(
        0.75, "review", "time to review a change", "working hours", 0.0, 100.0
    )
    review_cv: float = _cv(1.0, "review", "variation of that time")

    test_by: Literal["hand", "automatic"] = _words(
        "automatic", "build and test", "build and test", BY
    )
    runners: int = _whole(3, "build and test", "runners (by hand: testers)", "runners", 1, 10_000)
    ci_minutes: float = _number(
        9.0, "build and test", "time to build and test a change", "minutes", 0.01, 5_000.0
    )
    ci_cv: float = _cv(0.4, "build and test", "variation of that time")
    ci_catch: float = _share(0.7, "build and test", "defects that the build catches")
    flaky_share: float = _share(
        0.015, "build and test", "builds that fail without a defect", high=0.5
    )

    package_by: Literal["hand", "automatic"] = _words(
        "automatic", "release", "package (release)", BY
    )
    package_minutes: float = _number(4.0, "release", "time to package", "minutes", 0.01, 10_000.0)
    package_cv: float = _cv(0.3, "release", "variation of that time")
    acceptance_minutes: float = _number(
        20.0, "release", "time for acceptance tests", "minutes", 0.01, 20_000.0
    )
    acceptance_cv: float = _cv(0.3, "release", "variation of that time")
    acceptance_catch: float = _share(0.5, "release", "remaining defects that these tests catch")
    performance_minutes: float = _number(
        0.0, "release", "time for the performance test on staging", "minutes", 0.0, 20_000.0
    )
    performance_cv: float = _cv(0.3, "release", "variation of that time")
    performance_catch: float = _share(0.0, "release", "slower changes that this test catches")

    deploy_on: DeployPolicy = field(
        default=Approval(), metadata={"group": "deploy", "label": "when to deploy"}
    )
    deploy_by: Literal["hand", "automatic"] = _words("automatic", "deploy", "deploy", BY)
    deploy_minutes: float = _number(
        10.0, "deploy", "time to deploy all at once", "minutes", 0.01, 10_000.0
    )
    deploy_cv: float = _cv(0.3, "deploy", "variation of that time")
    rollout: str = _words("rolling", "deploy", "rollout", tuple(ROLLOUTS))
    slip_share: float = _share(0.05, "deploy", "deployments by hand that go wrong themselves")

    detect_minutes: float = _number(
        15.0, "operate", "time to detect a failure", "minutes", 0.0, 20_000.0
    )
    detect_cv: float = _cv(1.0, "operate", "variation of that time")
    restore_by: Literal["rollback", "fix forward"] = _words(
        "rollback", "operate", "restore service by", RESTORE_BY
    )
    rollback_minutes: float = _number(
        15.0, "operate", "time to roll back", "minutes", 0.01, 5_000.0
    )
    search_minutes: float = _number(
        10.0, "operate", "time to search each change of a failed batch", "minutes", 0.0, 1_000.0
    )
    other_incidents_per_month: float = _number(
        0.7, "operate", "incidents that no deployment caused", "per month", 0.0, 1_000.0
    )
    restart_minutes: float = _number(
        30.0, "operate", "time to restart after such an incident", "minutes", 0.0, 20_000.0
    )
    restart_cv: float = _cv(1.5, "operate", "variation of that time")
    slow_notice_hours: float = _number(
        48.0, "operate", "time until a slower service is noticed", "hours", 0.0, 10_000.0
    )
    slow_notice_cv: float = _cv(1.0, "operate", "variation of that time")

    requests_per_hour: float = _number(
        20_000.0, "traffic", "requests", "per hour", 0.0, 1_000_000_000.0
    )
    base_error_share: float = _share(0.0002, "traffic", "requests that fail on a good day")
    base_latency_ms: float = _number(
        180.0, "traffic", "95th percentile of the latency on a good day", "ms", 0.1, 100_000.0
    )
    slow_ms: float = _number(
        120.0, "traffic", "what a change that makes it slower adds to that", "ms", 0.1, 100_000.0
    )
    slow_ms_cv: float = _cv(0.5, "traffic", "variation of that")

    def __post_init__(self) -> None:
        """Refuse values out of range and levers that contradict each other."""
        given: object = self.name
        if not isinstance(given, str) or not given.strip():
            raise NotAllowed(f"name={self.name!r}; expected a name that is not empty")
        if not isinstance(self.working_hours, Calendar):
            raise NotAllowed(
                f"working_hours={self.working_hours!r}; expected a Calendar, "
                "for example WEEKDAYS or ALWAYS"
            )
        if not isinstance(self.deploy_on, (Train, Approval, EveryChange)):
            raise NotAllowed(
                f"deploy_on={self.deploy_on!r}; expected Train(every_days), "
                "Approval(approvers, hours) or EveryChange()"
            )
        for value, (low, high, lever) in zip(_values(self), _RANGES, strict=True):
            # The usual, said here: asking each lever takes twice as long as all the rest.
            if type(value) is not float or not low <= value <= high:
                lever.refuse(value)
        self._refuse_contradictions()

    def _refuse_contradictions(self) -> None:
        if self.fix_share + self.chore_share > 1.0:
            raise NotAllowed(
                f"fix_share={self.fix_share:g} and chore_share={self.chore_share:g} together are "
                "more than all changes; expected a sum of at most 1"
            )
        if self.package_by == "automatic" and self.test_by == "hand":
            raise NotAllowed(
                "package_by='automatic' with test_by='hand': continuous delivery implies "
                "continuous integration; set test_by='automatic' or package_by='hand'"
            )
        if isinstance(self.deploy_on, EveryChange):
            if self.package_by == "hand":
                raise NotAllowed(
                    "deploy_on=EveryChange() with package_by='hand': nothing to deploy "
                    "automatically: the release is made by hand; set package_by='automatic' or "
                    "deploy on a train or on approval"
                )
            if self.deploy_by == "hand":
                raise NotAllowed(
                    "deploy_on=EveryChange() with deploy_by='hand': every change goes to "
                    "production by itself; set deploy_by='automatic' or deploy on a train or on "
                    "approval"
                )

    @property
    def mode(self) -> str:
        """What the automated steps amount to; each mode includes the one before it."""
        if isinstance(self.deploy_on, EveryChange):
            return "continuous deployment"
        if self.package_by == "automatic":
            return "continuous delivery"
        if self.test_by == "automatic":
            return "continuous integration"
        return "no continuous integration"

    @property
    def strategy(self) -> Rollout:
        """The rollout strategy, with its factors."""
        return ROLLOUTS[self.rollout]

    @property
    def coupled(self) -> bool:
        """Whether stages wait for each other: a limit on open changes, or shared people."""
        return self.wip_limit is not None or self.shared_people is not None

    @classmethod
    def levers(cls) -> dict[str, Lever]:
        """Return every lever by field name, in order."""
        return dict(_LEVERS)

    @classmethod
    def team(cls, name: str) -> Scenario:
        """Return the scenario of one of the four teams: barge, tug, ferry or hydrofoil.

        Raises:
            NotAllowed: when there is no such team.
        """
        if name not in PRESETS:
            raise NotAllowed(f"team={name!r}; expected one of {', '.join(map(repr, PRESETS))}")
        return PRESETS[name]

    @classmethod
    def team_names(cls) -> list[str]:
        """Return the names of the four teams, from the slowest to the fastest."""
        return list(PRESETS)


_LEVERS: dict[str, Lever] = {
    one.name: Lever(one.name, **one.metadata) for one in fields(Scenario) if one.metadata
}

_values = attrgetter(*_LEVERS)

_RANGES: list[tuple[float, float, Lever]] = [
    (nan if one.whole or one.low is None else one.low, nan if one.high is None else one.high, one)
    for one in _LEVERS.values()
]
"""Each lever with the range of what it may be as a `float`; nothing is within NaN and NaN."""
