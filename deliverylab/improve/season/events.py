"""What happens to a team during a season, whatever it does: events, drawn in advance.

An event turns levers for some quarters, on top of how the team works, and goes away again by itself
or stays until the end. It changes what the team meets, not what the team has built: a move that is
made meanwhile stays when the event has gone. Some events are announced a quarter ahead, so that one
can prepare; others come by surprise. By how much they turn the levers is chosen for teaching.

The draw depends on the seed alone, so every strategy meets the same events.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias, TypeVar

from deliverylab.improve.luck import Luck
from deliverylab.improve.season.rules import QUARTERS
from deliverylab.simulate import Approval, EveryChange, Scenario

__all__ = ["EVENTS", "Event", "Happening", "drawn"]

_ANNOUNCED = 3
"""Announced events in a season."""

_SURPRISES = 2
"""Events in a season that nobody announces."""

_REST = QUARTERS
"""An event that lasts for so many quarters stays until the end."""

T = TypeVar("T")

Values: TypeAlias = Mapping[str, object]


def _nothing(scenario: Scenario) -> Values:
    """Turn no lever to a value."""
    return {}


@dataclass(frozen=True)
class Event:
    """Something that happens to a team.

    Attributes:
        key: its name in code and in saved games.
        label: one to three words.
        symbol: one character that marks it in a picture.
        says: what happens, and what it does to the work, in a sentence.
        quarters: how long it lasts.
        announced: whether it is known a quarter ahead.
        times: levers that it multiplies, each by its factor.
        becomes: levers that it sets to a value, from the scenario without it.
        makes_worth: moves that save more under it than without it, for some team at least.
    """

    key: str
    label: str
    symbol: str
    says: str
    quarters: int
    announced: bool
    times: Mapping[str, float] = field(default_factory=dict, hash=False)
    becomes: Callable[[Scenario], Values] = _nothing
    makes_worth: tuple[str, ...] = ()

    def apply(self, scenario: Scenario) -> Scenario:
        """Return how the team works while it lasts.

        >>> EVENTS["an expert leaves"].apply(Scenario(search_minutes=10.0)).search_minutes
        30.0
        """
        values: dict[str, object] = {
            lever: factor * getattr(scenario, lever) for lever, factor in self.times.items()
        }
        # pyrefly: ignore[bad-argument-type]
        return replace(scenario, **{**values, **self.becomes(scenario)})


@dataclass(frozen=True)
class Happening:
    """An event in the quarters of one season.

    Attributes:
        event: what happens.
        first: the first quarter of it, from 1.
        last: the last one.
    """

    event: Event
    first: int
    last: int

    def lasts_in(self, number: int) -> bool:
        """Return whether it is there in a quarter."""
        return self.first <= number <= self.last

    def known_before(self, number: int) -> bool:
        """Return whether one knows of it when a quarter is about to begin.

        One that is announced is known a quarter ahead, a surprise only once it has come.
        """
        return self.first <= number + 1 if self.event.announced else self.first < number

    @property
    def when(self) -> str:
        """The quarters in words.

        >>> [h.when for h in (Happening(EVENTS["an audit"], 3, 4),
        ...                   Happening(EVENTS["the servers move"], 5, 5),
        ...                   Happening(EVENTS["an expert leaves"], 2, 8))]
        ['in quarters 3 and 4', 'in quarter 5', 'from quarter 2 on']
        """
        if self.first == self.last:
            return f"in quarter {self.first}"
        if self.last == QUARTERS:
            return f"from quarter {self.first} on"
        joined = "and" if self.last == self.first + 1 else "to"
        return f"in quarters {self.first} {joined} {self.last}"


def drawn(seed: str) -> tuple[Happening, ...]:
    """Return the events of the season with this seed, in the order in which they come.

    Three are announced and two are not. The first quarter is calm, and no two begin together.

    >>> [happening.event.announced for happening in drawn("ada")].count(True)
    3
    """
    luck = Luck(f"events of the season {seed}")
    announced = [event for event in EVENTS.values() if event.announced]
    surprises = [event for event in EVENTS.values() if not event.announced]
    events = _some(announced, _ANNOUNCED, luck) + _some(surprises, _SURPRISES, luck)
    starts = _some(list(range(2, QUARTERS + 1)), len(events), luck)
    happenings = [
        Happening(event, first, min(first + event.quarters - 1, QUARTERS))
        for event, first in zip(events, starts, strict=True)
    ]
    return tuple(sorted(happenings, key=lambda happening: happening.first))


def _some(things: list[T], count: int, luck: Luck) -> list[T]:
    """Return some of the things, in the order in which they are drawn, none of them twice."""
    left = list(things)
    return [left.pop(luck.whole(0, len(left) - 1)) for _ in range(count)]


def _audit(scenario: Scenario) -> Values:
    """Let somebody sign each deployment: no change goes to production by itself meanwhile."""
    policy = scenario.deploy_on
    if isinstance(policy, EveryChange):
        return {"deploy_on": Approval(1, 6.0)}
    if isinstance(policy, Approval):
        return {"deploy_on": Approval(policy.approvers, 3 * policy.hours, policy.cv)}
    if scenario.package_by == "hand":
        return {"acceptance_minutes": scenario.acceptance_minutes + 960.0}
    return {}  # a machine that makes packages writes down what it does


def _a_reviewer_less(scenario: Scenario) -> Values:
    return {"reviewers": max(scenario.reviewers - 1, 1)}


def _more_flaky(scenario: Scenario) -> Values:
    return {"flaky_share": min(scenario.flaky_share + 0.2, 0.5)}


def _more_slips(scenario: Scenario) -> Values:
    return {"slip_share": min(scenario.slip_share + 0.2, 1.0)}


def _more_defects(scenario: Scenario) -> Values:
    return {"defect_share": min(1.6 * scenario.defect_share, 1.0)}


EVENTS: dict[str, Event] = {
    event.key: event
    for event in (
        Event(
            "an audit",
            "audit",
            "§",
            "An audit: no change goes to production by itself, approvals take three times as long, "
            "and papers for a package made by hand two days.",
            quarters=2,
            announced=True,
            becomes=_audit,
            makes_worth=("more may approve", "package by machine"),
        ),
        Event(
            "a new product line",
            "new product",
            "+",
            "A new product line: two fifths more changes a day, for the same people and machines.",
            quarters=_REST,
            announced=True,
            times={"changes_per_day": 1.4},
            makes_worth=("test by machine", "trains twice as often", "deploy every change"),
        ),
        Event(
            "the servers move",
            "servers move",
            "⌂",
            "The servers move: deployments and restarts take twice as long, ways back three times, "
            "and more deployments by hand go wrong.",
            quarters=1,
            announced=True,
            times={"deploy_minutes": 2.0, "rollback_minutes": 3.0, "restart_minutes": 2.0},
            becomes=_more_slips,
            makes_worth=(
                "deploy by machine",
                "one command back",
                "everything into version control",
            ),
        ),
        Event(
            "an expert leaves",
            "expert leaves",
            "↗",
            "Who knew the system leaves: the others search for three times as long, and restart it "
            "in twice the time.",
            quarters=_REST,
            announced=True,
            times={"search_minutes": 3.0, "restart_minutes": 2.0, "slow_notice_hours": 2.0},
            makes_worth=("write down what you know", "everything into version control"),
        ),
        Event(
            "twice as many users",
            "twice the users",
            "♦",
            "Twice as many users: the servers are at their limit, and fail three times as often.",
            quarters=_REST,
            announced=False,
            times={"requests_per_hour": 2.0, "other_incidents_per_month": 3.0},
            makes_worth=("write down what you know", "everything into version control"),
        ),
        Event(
            "unreliable tests",
            "unreliable tests",
            "≈",
            "The machines for tests are unreliable: one build in five more fails without a reason, "
            "and each takes half as long again.",
            quarters=2,
            announced=False,
            times={"ci_minutes": 1.5},
            becomes=_more_flaky,
            makes_worth=("test by machine",),
        ),
        Event(
            "a reviewer is away",
            "reviewer away",
            "−",
            "A reviewer is away, and a review takes a third longer.",
            quarters=2,
            announced=False,
            times={"review_hours": 1.3},
            becomes=_a_reviewer_less,
            makes_worth=("everyone reviews",),
        ),
        Event(
            "a customer in a hurry",
            "hurry",
            "!",
            "A customer is in a hurry: changes are half as large again, and more than half as many "
            "again carry a defect.",
            quarters=1,
            announced=False,
            times={"size_lines": 1.5},
            becomes=_more_defects,
            makes_worth=("the tests on every desk", "test what escaped", "pair on what is hard"),
        ),
        Event(
            "alarms are silent",
            "silent alarms",
            "○",
            "The new alarms see little: a failure is noticed after four times as long.",
            quarters=2,
            announced=False,
            times={"detect_minutes": 4.0},
            makes_worth=("alarms that say what to do", "a few users first"),
        ),
    )
}
"""Every event by its key."""
