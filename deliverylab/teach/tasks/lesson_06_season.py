"""Task 6.6: a season of the harbour game, nearly as good as always taking what pays most at once.

Less than doing nothing and than dice is soon lost: often by one move at the root, with seven empty
quarters after it. So the season is held against one that takes each quarter what pays most.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from statistics import mean
from typing import Any, cast

from deliverylab.improve import TROUBLES, UnseenTeam
from deliverylab.improve.season import QUARTERS
from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.policies import (
    NOTHING,
    Plan,
    by_chance,
    greedy,
    played,
    played_each,
)
from deliverylab.improve.season.rules import Standing
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.teach.forms import Form, NotInForm, NotWritten, parts
from deliverylab.teach.forms.describe import describe, is_a, plain, quoted
from deliverylab.teach.forms.refusals import refuse_what_is_none
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import own_team

Parts = dict[str, Any]

DICE = 20
"""Seasons that dice play; `Season.result` has more of them, and takes longer."""

AT_MOST = 2.0
"""Times what is lost by always taking what pays most at once."""

SOON = 3
"""Quarters: who has not been at the root until then has paid for the trouble long enough."""

MOST = 50
"""Moves of a quarter that are read; no quarter has as many."""


@dataclass(frozen=True)
class _Quarters(Form[Plan]):
    """Eight lists of moves."""

    @property
    def wanted(self) -> str:
        return f"a list of {QUARTERS} lists, with the keys of the moves of each quarter"

    def read(self, answer: object, what: str = "Your answer") -> Plan:
        refuse_what_is_none(answer, what, self.wanted)
        if not is_a(answer, list, tuple):
            raise NotInForm(f"{what} is {describe(answer)}; it should be {self.wanted}.")
        given = list(cast("list[object]", answer))
        if len(given) != QUARTERS:
            raise NotInForm(f"{what} has {len(given)} entries; it should be {self.wanted}.")
        plan = tuple(_moves(one, f"Quarter {n}") for n, one in enumerate(given, start=1))
        if plan == NOTHING:
            raise NotWritten("the moves of some quarters")
        return plan


def _moves(one: object, what: str) -> tuple[str, ...]:
    """Return the moves of one quarter."""
    if one is ...:
        raise NotWritten
    if is_a(one, str):
        raise NotInForm(
            f"{what} is the text {quoted(plain(one))}; it should be a list of moves: "
            f"[{quoted(plain(one))}]."
        )
    if not is_a(one, list, tuple):
        raise NotInForm(f"{what} is {describe(one)}; it should be a list of moves, [] for none.")
    keys = list(cast("list[object]", one))
    odd = [key for key in keys if not is_a(key, str)]
    if odd or len(keys) > MOST:
        found = describe(odd[0]) if odd else f"{len(keys)} entries"
        raise NotInForm(f"{what} holds {found}; it should be a list of the keys of moves.")
    return tuple(plain(key).strip() for key in keys)


@lru_cache(maxsize=32)
def circumstances(team: UnseenTeam) -> Circumstances:
    """Return the events and the luck of a team's season, those of its own seed."""
    return Circumstances.of(team.seed, team.prices)


def lost(team: UnseenTeam, plan: Plan) -> float:
    """Return what a team loses in its season with a plan."""
    return played(circumstances(team), team.scenario, plan)


@lru_cache(maxsize=32)
def lost_by_dice(team: UnseenTeam) -> float:
    """Return what dice lose on average."""
    of = circumstances(team)
    plans = [by_chance(of.seed, team.scenario, number) for number in range(DICE)]
    return mean(played_each(of, team.scenario, plans))


@lru_cache(maxsize=32)
def lost_by_greedy(team: UnseenTeam) -> float:
    """Return what is lost by always taking what pays most at once."""
    return lost(team, greedy(circumstances(team), team.scenario))


def reason_against(team: UnseenTeam, plan: Plan) -> str:
    """Return why a plan cannot be played, with the quarter; "" where it can."""
    standing = Standing(team.scenario)
    for number, moves in enumerate(plan, start=1):
        try:
            standing = standing.after_all(moves).next()
        except NotAllowed as reason:
            return f"in quarter {number}: {str(reason).rstrip('.')}."
    return ""


WORSE = "lost more than by doing nothing"
ROOT_TOO_LATE = "came late to the root"
FEW = "left the weeks unspent"
LIKE_DICE = "played no better than dice"
STOPPED = "left too much that would have paid"


def judge(value: Parts) -> str | None:
    """Return what is wrong with a season: the name of a mistake, or why it cannot be played."""
    team, plan = value["my_team"], value["my_quarters"]
    if reason := reason_against(team, plan):
        return reason
    loss = lost(team, plan)
    if loss < min(lost(team, NOTHING), lost_by_dice(team)):
        return None if loss <= AT_MOST * lost_by_greedy(team) else STOPPED
    soon = {key for moves in plan[:SOON] for key in moves}
    if not soon.intersection(TROUBLES[team.trouble].moves):
        return ROOT_TOO_LATE
    if loss >= lost(team, NOTHING):
        return WORSE
    return FEW if sum(map(len, plan)) < SOON else LIKE_DICE


def said(value: Parts) -> str:
    """Say what was lost beside what others lose."""
    team = value["my_team"]
    yours = lost(team, value["my_quarters"])
    return (
        f"You lose {yours:.0f} person-weeks in eight quarters; doing nothing loses "
        f"{lost(team, NOTHING):.0f}, dice {lost_by_dice(team):.0f} on average ({DICE} seasons), "
        f"and always what pays most at once {lost_by_greedy(team):.0f}. `season.result()` compares "
        "with a search that knows all events."
    )


SEASON: Task[Parts] = Task(
    number="6.6",
    title="Eight quarters",
    points=3,
    expects=parts(my_quarters=_Quarters(), my_team=own_team()),
    variable="my_quarters",
    judge=judge,
    mistakes=(
        Mistake(
            ROOT_TOO_LATE,
            hints=(
                "Dice, or doing nothing, would lose less. When does your season go to the root?",
                "Every quarter with the old trouble costs what it has always cost.",
                "Begin with the moves of your plan in task 6.3, as soon as the weeks suffice.",
            ),
        ),
        Mistake(
            WORSE,
            hints=(
                "You lose more than a team that changes nothing. From which quarter on?",
                "Compare what you lose in each quarter with what doing nothing loses in it. Which "
                "of your moves made it worse?",
                "Leave out what brings more changes, or longer builds, to a step that is busy. "
                "Then play again.",
            ),
        ),
        Mistake(
            FEW,
            hints=(
                "You have many person-weeks left, and dice spend theirs. What else would help?",
                "Once the root is gone, something else is what costs most. The bottleneck has "
                "moved.",
                "Print `season.last.loss`: what is lost most now? Take the moves against that.",
            ),
        ),
        Mistake(
            LIKE_DICE,
            hints=(
                "This is better than doing nothing, but dice do as well on average. Which of your "
                "moves pays least?",
                "Which moves come late that would have paid from the first quarter on?",
                "Root first. Then look at the loss of each quarter, and take the move against what "
                "is lost most.",
            ),
        ),
        Mistake(
            STOPPED,
            hints=(
                "You beat dice, and somebody who always takes what pays most at once loses less "
                "than half of it. What is left after the root?",
                "Print `season.last.loss`: by what is most lost at the end? And which quarters "
                "have weeks left that nobody spent?",
                "Once the root is gone, the bottleneck has moved, or outages cost more than "
                "waiting. Take the move against that as soon as the weeks suffice.",
            ),
        ),
    ),
    hints=(
        "Go to the root first.",
        "Then look at what is lost most.",
        "Look at what is announced, too.",
    ),
    said=said,
)
