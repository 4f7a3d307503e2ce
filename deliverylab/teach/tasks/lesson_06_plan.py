"""Task 6.3: a plan of one or two moves that goes to the root.

Every plan that brings enough is right. What is enough is measured against the best single move of
this team: a plan of two moves has to save 70 % of that. Against the best pair it would not do,
because where tests are weak, two moves that show each version to a few users first save more than
any that goes to the root.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from deliverylab.improve import Move, Prices, UnseenTeam, possible
from deliverylab.improve.mean_year import YEARS, lost_in_a_mean_year
from deliverylab.measure.say import say_count
from deliverylab.simulate import Scenario
from deliverylab.teach.forms import parts
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.lesson_06_team import own_plan, own_team

Parts = dict[str, Any]

ENOUGH = 0.7
"""Of what the best single move saves."""

LITTLE = 0.35
"""Of it: what saves less than that leaves the root alone."""


def lost(scenario: Scenario, prices: Prices) -> float:
    """Return the person-weeks that are lost in a mean year."""
    return lost_in_a_mean_year([scenario], prices)[0]


class Best(NamedTuple):
    """The single move that saves most, and the person-weeks that it saves in a mean year."""

    move: Move
    saves: float


@lru_cache(maxsize=32)
def best_single(team: UnseenTeam) -> Best:
    """Return the single move that saves most in a mean year."""
    moves = possible(team.scenario)
    ways = [team.scenario, *(move.apply(team.scenario) for move in moves)]
    now, *then = lost_in_a_mean_year(ways, team.prices)
    tried = (Best(move, now - lost) for move, lost in zip(moves, then, strict=True))
    return max(tried, key=lambda best: best.saves)


def saved(value: Parts) -> float:
    """Return what the plan saves, as a part of what the best single move saves."""
    team: UnseenTeam = value["my_team"]
    saves = lost(team.scenario, team.prices) - lost(value["my_plan"].after, team.prices)
    return saves / best_single(team).saves


ANOTHER_TEAM = "planned for another team"
WORSE = "made it worse"
NOT_AT_THE_ROOT = "left the root alone"
HALF_WAY = "went half of the way"


def judge(value: Parts) -> str | None:
    """Return what is wrong with a plan, as the name of a mistake."""
    if value["my_plan"].before != value["my_team"].scenario:
        return ANOTHER_TEAM
    part = saved(value)
    if part >= ENOUGH:
        return None
    if part <= 0:
        return WORSE
    return NOT_AT_THE_ROOT if part < LITTLE else HALF_WAY


def said(value: Parts) -> str:
    """Say what the plan saves beside the best single move; how much that is, is not told yet."""
    plan = value["my_plan"]
    weeks = say_count(plan.cost, "person-week")
    return (
        f"For {weeks} of work it saves {100 * saved(value):.0f} % of what the best single move "
        f"does, in a mean of {YEARS} years. How much that is, and what else it does, you predict "
        "next."
    )


PLAN: Task[Parts] = Task(
    number="6.3",
    title="Two changes",
    points=3,
    expects=parts(my_team=own_team(), my_plan=own_plan()),
    judge=judge,
    mistakes=(
        Mistake(
            ANOTHER_TEAM,
            hints=(
                "This is the plan of a team that works in another way than yours.",
                "Did you draw another team after you made the plan, or plan for that of the "
                "lesson?",
                'Make the plan again: `my_plan = my_team.plan("…", "…")`.',
            ),
        ),
        Mistake(
            WORSE,
            hints=(
                "With this plan your team loses more than without it. Which of the moves has a "
                "price that it pays where it can least afford it?",
                "Some moves bring more changes, and some make each build longer. What does that "
                "do to a step that is busy already?",
                "Try each of the moves alone: `my_team.plan(\"…\").trial(years=10)['loss']`. Keep "
                "what saves.",
            ),
        ),
        Mistake(
            NOT_AT_THE_ROOT,
            hints=(
                "This plan hardly touches what your team loses most by. Which of its moves goes "
                "to the root?",
                "Read the trouble of task 6.2 once more: what would have to change so that it "
                "does not happen? `my_team.moves()` has all of the moves.",
                "Take a move that changes what happens in your trouble itself, then a second one. "
                "`my_team.plan(\"…\").trial(years=10)['loss']` tries a move.",
            ),
        ),
        Mistake(
            HALF_WAY,
            hints=(
                "This helps, and more can be had. Is there a stronger move against the same root?",
                "You may make two moves, and one may be made twice. Do both of yours help?",
                "Compare the moves against your root, and take the strongest: "
                "`my_team.plan(\"…\").trial(years=10)['loss']`.",
            ),
        ),
    ),
    hints=(
        "Go to the root first.",
        "`my_team.moves()` says which moves can be made.",
        "`my_team.plan(\"…\").trial(years=10)['loss']` tries a move.",
    ),
    said=said,
)
