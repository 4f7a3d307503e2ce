"""A move: one thing that a team changes about its own work, and what it takes.

A move turns the levers of a scenario, some by a factor as far as they go, others to a value. It may
be done again while it still turns something: the second time it brings less, because it starts from
less. Some moves need another one first: nothing deploys every change by itself that does not build
every change by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias, get_args

from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["PILLARS", "Closes", "Move", "Need", "Pillar", "Towards"]

Pillar: TypeAlias = Literal["culture", "automation", "lean", "measurement", "sharing"]

PILLARS: tuple[Pillar, ...] = get_args(Pillar)
"""The five of CALMS, in its order."""

_NEARLY_THERE = 0.02
"""A lever that would move by less than this share of its value counts as being there already."""


@dataclass(frozen=True)
class Towards:
    """A lever that moves by a factor, but never past `end`.

    >>> Towards("detect_minutes", 0.5, end=10).new(Scenario(detect_minutes=60.0))
    30.0
    >>> Towards("detect_minutes", 0.5, end=10).new(Scenario(detect_minutes=4.0))
    4.0
    """

    lever: str
    factor: float
    end: float

    def new(self, scenario: Scenario) -> float:
        """Return the value afterwards; the one before where it is at the end or past it."""
        value = float(getattr(scenario, self.lever))
        if self.factor < 1:
            return min(value, max(self.end, value * self.factor))
        return max(value, min(self.end, value * self.factor))


@dataclass(frozen=True)
class Closes:
    """A share as a lever, of which the gap to 1 becomes smaller by a factor; never past `end`.

    What is far away comes further: who catches little gains most.

    >>> tests = Closes("ci_catch", 1 / 2, end=0.92)
    >>> [round(tests.new(Scenario(ci_catch=catch)), 2) for catch in (0.2, 0.8, 0.9, 0.95)]
    [0.6, 0.9, 0.92, 0.95]
    """

    lever: str
    factor: float
    end: float

    def new(self, scenario: Scenario) -> float:
        """Return the value afterwards; the one before where it is at the end or past it."""
        value = float(getattr(scenario, self.lever))
        return max(value, min(self.end, 1.0 - self.factor * (1.0 - value)))


Need: TypeAlias = Callable[[Scenario], str]
"""What must be so first: the reason why it cannot be done yet, or "" where it can."""

Values: TypeAlias = Mapping[str, object]


def _nothing(scenario: Scenario) -> Values:
    """Turn no lever to a value."""
    return {}


@dataclass(frozen=True)
class Move:
    """One thing that a team can change about its own work.

    Attributes:
        key: its name in code and in saved games.
        label: what people call it.
        pillar: where in CALMS it belongs.
        cost: person-weeks that it takes, once.
        says: what is done, in a sentence.
        gain: levers that it improves; the move can be done while one of them still moves.
        price: levers that it worsens on the way.
        becomes: levers that it sets to a value, from the scenario before.
        needs: what must be so first.
    """

    key: str
    label: str
    pillar: Pillar
    cost: int
    says: str
    gain: tuple[Towards | Closes, ...] = ()
    price: tuple[Towards, ...] = ()
    becomes: Callable[[Scenario], Values] = _nothing
    needs: tuple[Need, ...] = ()

    def why_not(self, scenario: Scenario) -> str:
        """Return why a team that works like this cannot do it, or "" where it can.

        >>> from deliverylab.improve.moves import MOVES
        >>> MOVES["deploy every change"].why_not(Scenario.team("tug"))
        'Packages are made by hand here. Package by machine first.'
        """
        for need in self.needs:
            if reason := need(scenario):
                return reason
        if not self._gains(scenario):
            only_sets = not self.gain
            return "That is so here already." if only_sets else "Nothing is left to gain with it."
        return ""

    def apply(self, scenario: Scenario) -> Scenario:
        """Return how the team works afterwards; the name of the team stays.

        Raises:
            NotAllowed: with the reason, where it cannot be done.
        """
        if reason := self.why_not(scenario):
            raise NotAllowed(f"{self.label}: {reason}")
        values: dict[str, object] = {t.lever: t.new(scenario) for t in self.gain + self.price}
        for lever, value in values.items():
            if Scenario.levers()[lever].whole:
                values[lever] = round(float(str(value)))
        # pyrefly: ignore[bad-argument-type]
        return replace(scenario, **{**values, **self.becomes(scenario)})

    def changed(self, scenario: Scenario) -> dict[str, tuple[object, object]]:
        """Return the levers that it turns, each with its value before and after.

        >>> from deliverylab.improve.moves import MOVES
        >>> MOVES["trains twice as often"].changed(Scenario.team("barge"))
        {'deploy_on': (Train(every_days=28.0, at_hour=10.0), Train(every_days=14.0, at_hour=10.0))}
        """
        after = self.apply(scenario)
        names = [*Scenario.levers(), "deploy_on"]
        pairs = {name: (getattr(scenario, name), getattr(after, name)) for name in names}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def _gains(self, scenario: Scenario) -> bool:
        """Return whether something would still move, or become another value."""
        for towards in self.gain:
            before, after = float(getattr(scenario, towards.lever)), towards.new(scenario)
            if abs(after - before) > _NEARLY_THERE * max(abs(before), 1e-9):
                return True
        return any(getattr(scenario, n) != value for n, value in self.becomes(scenario).items())
