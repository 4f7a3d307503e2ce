"""Task 5.6: eight person-weeks for `barge`. Every choice that saves enough is right."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from deliverylab.improve import MOVES, known_move, loss, possible
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.teach.forms import names
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.recognise import NO_MISTAKE_KNOWN

Keys = frozenset[str]

BARGE = Scenario.team("barge")
BUDGET = 8
"""Person-weeks of work."""

ENOUGH = 85.0
"""Person-weeks that have to be saved in a year."""

YEARS = 10
"""One year may be lucky, so several are simulated."""

CHEAPEST = min(move.cost for move in possible(BARGE))
DEAREST = "test by machine"
TRAIN = "trains twice as often"
SMALLER = "half the size"


@lru_cache(maxsize=256)
def lost(team: Scenario) -> float:
    """Return the person-weeks that a team loses in a year: the mean of several."""
    years = range(1, YEARS + 1)
    return float(np.mean([loss(simulate(team, seed=seed), team).total for seed in years]))


def after(keys: Keys) -> tuple[Scenario, str]:
    """Return how `barge` works after these moves, and why one of them cannot be made; or "".

    They are made in the order in which they become possible.
    """
    team, left = BARGE, sorted(keys)
    while left:
        reasons = {key: MOVES[key].why_not(team) for key in left}
        can = [key for key, reason in reasons.items() if not reason]
        if not can:
            key, reason = next(iter(reasons.items()))
            return team, f"{MOVES[key].label}: {reason}"
        team = MOVES[can[0]].apply(team)
        left.remove(can[0])
    return team, ""


def cost(keys: Keys) -> int:
    """Return the person-weeks that these moves take."""
    return sum(MOVES[key].cost for key in keys)


def saved(keys: Keys) -> float:
    """Return the person-weeks that these moves save `barge` in a year."""
    return lost(BARGE) - lost(after(keys)[0])


def judge(keys: Keys) -> str | None:
    """Return `None` if the moves save enough within the budget, or the mistake."""
    for key in sorted(keys):
        try:
            known_move(key)
        except NotAllowed as refused:
            return f"{refused}"
    if not keys:
        return "Your list is empty. What does `barge` do with its eight weeks?"
    if cost(keys) > BUDGET:
        return "went over the budget"
    _, impossible = after(keys)
    if impossible:
        return impossible
    if saved(keys) >= ENOUGH:
        return None
    if SMALLER in keys:
        return "halved the changes"
    if keys == {DEAREST}:
        return "took the one that saves most"
    if TRAIN not in keys:
        return "left the longest wait"
    if cost(keys) <= BUDGET - CHEAPEST:
        return "left weeks over"
    return NO_MISTAKE_KNOWN


def said(keys: Keys) -> str:
    """Say what they save, and what the single move saves that saves most, for each of its weeks."""
    dearest, train = (saved(frozenset({key})) for key in (DEAREST, TRAIN))
    return (
        f"{cost(keys)} weeks of work save {saved(keys):.0f} of the {lost(BARGE):.0f} person-weeks "
        f"that `barge` loses in a year. No single move saves more than *{DEAREST}*: {dearest:.0f}. "
        f"But it takes all {MOVES[DEAREST].cost} weeks, {dearest / MOVES[DEAREST].cost:.0f} for "
        f"each of them; *{TRAIN}* saves {train / MOVES[TRAIN].cost:.0f} for each of its "
        f"{MOVES[TRAIN].cost}."
    )


EIGHT_WEEKS: Task[Keys] = Task(
    number="5.6",
    title="Eight weeks for barge",
    points=3,
    variable="choice",
    expects=names("moves", like="everyone reviews"),
    judge=judge,
    mistakes=(
        Mistake(
            "went over the budget",
            hints=(
                "That is more work than `barge` has time for. What does each move take?",
                "Add up the weeks of your moves.",
                "They may take 8 weeks together.",
            ),
        ),
        Mistake(
            "halved the changes",
            hints=(
                "One of your moves makes things worse here. Try each of them alone.",
                "Who tests each change at `barge`, and what happens if there are twice as many?",
                "Leave out the changes of half the size: machines have to test first.",
            ),
        ),
        Mistake(
            "took the one that saves most",
            hints=(
                "It saves most of all, and takes all eight weeks. What do the small ones save?",
                "Divide what a move saves by the weeks that it takes.",
                "Begin with the moves that save most for each week of work.",
            ),
        ),
        Mistake(
            "left the longest wait",
            hints=(
                "A package of `barge` still waits for weeks. For what?",
                "The train leaves every four weeks, and what failed waits for the next one.",
                "The move for that wait takes 2 weeks. Try it alone first.",
            ),
        ),
        Mistake(
            "left weeks over",
            hints=(
                "A good beginning. How many of the eight weeks are left?",
                "Another move fits into what is left. Try each one together with yours.",
                "Of the moves that fit, which one saves most for each week of work?",
            ),
        ),
    ),
    hints=(
        "You are on the way. Try each of the eleven moves alone, and write down what it saves.",
        "Divide what each one saves by the weeks that it takes, and begin with the best.",
        "Keep the best two for each week of work, and try every other one that fits beside them.",
    ),
    said=said,
)
