"""An assessment: what a team says about itself, and what its lowest answers suggest to try.

Ten statements, two for each pillar of CALMS, each answered on a scale from never to always. What
comes out is self-report: it says what people think of their team, which depends on what they
compare it with, and not how the team delivers. The statements are ours and were never validated
against anything; nor is any total made of them. They are good for one thing: to choose what to try
first. So each statement names moves that would make it truer, and whether one of them pays is then
simulated, not answered.

Only answers below a team's own best one suggest anything. Where all are alike, none stands out, and
a team that says "always" ten times is given no weakness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from deliverylab.improve.move import Move, Pillar
from deliverylab.improve.moves import MOVES
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed, require

__all__ = ["MOST_EXPERIMENTS", "SCALE", "STATEMENTS", "Assessment", "Experiment", "Statement"]

SCALE = ("never", "rarely", "sometimes", "often", "always")
"""The answers, 1 to 5, in words."""

MOST_EXPERIMENTS = 3
"""So many experiments are suggested at most."""


@dataclass(frozen=True)
class Statement:
    """Something that a team can say about itself.

    Attributes:
        key: its name in code.
        pillar: where in CALMS it belongs.
        text: what it says; a team answers how often that is so.
        moves: what would make it truer, the first thing to try first.
    """

    key: str
    pillar: Pillar
    text: str
    moves: tuple[str, ...]

    def move(self, team: Scenario, taken: tuple[str, ...] = ()) -> Move | None:
        """Return the first move that the team can make and that is not `taken`; None without."""
        for key in self.moves:
            if key not in taken and not MOVES[key].why_not(team):
                return MOVES[key]
        return None


STATEMENTS = (
    Statement(
        "anyone",
        "culture",
        "Anyone can take the next task",
        ("everyone reviews", "pair on what is hard"),
    ),
    Statement(
        "goal",
        "culture",
        "Our common goal comes first",
        ("pair on what is hard", "everyone reviews"),
    ),
    Statement(
        "boring",
        "automation",
        "Machines do what is boring",
        (
            "test by machine",
            "package by machine",
            "deploy by machine",
            "test what escaped",
            "a faster build",
        ),
    ),
    Statement(
        "versions",
        "automation",
        "All of it is in version control",
        ("everything into version control",),
    ),
    Statement("simple", "lean", "We take small, simple steps", ("half the size",)),
    Statement(
        "soon",
        "lean",
        "A change reaches users in days",
        ("trains twice as often", "approve each package", "deploy every change"),
    ),
    Statement(
        "seen",
        "measurement",
        "We see failures before users do",
        ("a few users first", "a gate for speed", "alarms that say what to do"),
    ),
    Statement(
        "alarms",
        "measurement",
        "Each alarm says what to do",
        ("alarms that say what to do",),
    ),
    Statement("known", "sharing", "What one knows, all know", ("write down what you know",)),
    Statement(
        "tools",
        "sharing",
        "Good tools are shared by all",
        ("one command back", "the tests on every desk", "more may approve"),
    ),
)
"""Two statements for each pillar, one for each of its two lines, in the order of CALMS."""


@dataclass(frozen=True)
class Experiment:
    """Something to try, and the answer that suggests it."""

    statement: Statement
    move: Move


@dataclass(frozen=True)
class Assessment:
    """What a team says about itself.

    Attributes:
        answers: 1 (never) to 5 (always), by the keys of `STATEMENTS`.
        team: how it works, which says what it can try.

    Raises:
        NotAllowed: if a statement is not answered, or with what is no answer.
    """

    answers: Mapping[str, int]
    team: Scenario

    def __post_init__(self) -> None:
        """Refuse what is no full set of answers."""
        keys = [statement.key for statement in STATEMENTS]
        if sorted(self.answers) != sorted(keys):
            raise NotAllowed(
                f"the answers are to {', '.join(self.answers)}; expected one to each of "
                f"{', '.join(keys)}"
            )
        for key, answer in self.answers.items():
            require(key, answer, 1, len(SCALE), whole=True)

    def says(self, statement: Statement) -> str:
        """Return the answer to a statement in words."""
        return SCALE[self.answers[statement.key] - 1]

    @property
    def pillars(self) -> dict[Pillar, tuple[int, int]]:
        """The two answers of each pillar, in the order of CALMS."""
        pairs = zip(STATEMENTS[::2], STATEMENTS[1::2], strict=True)
        return {
            first.pillar: (self.answers[first.key], self.answers[second.key])
            for first, second in pairs
        }

    @property
    def all_alike(self) -> bool:
        """Whether no answer is lower than another one."""
        return len(set(self.answers.values())) == 1

    @property
    def weak(self) -> list[Statement]:
        """The statements with answers below the best one, the lowest first, then as in CALMS."""
        best = max(self.answers.values())
        below = [one for one in STATEMENTS if self.answers[one.key] < best]
        return sorted(below, key=lambda one: self.answers[one.key])

    @cached_property
    def experiments(self) -> tuple[Experiment, ...]:
        """What the lowest answers suggest, each another move that this team can make now."""
        found: list[Experiment] = []
        for statement in self.weak:
            move = statement.move(self.team, tuple(one.move.key for one in found))
            if move and len(found) < MOST_EXPERIMENTS:
                found.append(Experiment(statement, move))
        return tuple(found)

    @property
    def tied(self) -> int:
        """How many more answers are as low as the last that suggests something, and wait."""
        if not self.experiments:
            return 0
        tried = [one.statement for one in self.experiments]
        last = self.answers[tried[-1].key]
        level = [one for one in self.weak if self.answers[one.key] == last and one not in tried]
        taken = tuple(one.move.key for one in self.experiments)
        return sum(statement.move(self.team, taken) is not None for statement in level)
