"""Tasks 5.2 and 5.3: what a pool of three people gains, and how slow people may get in it."""

from __future__ import annotations

from functools import cache

from deliverylab.simulate.theory import mm1, mmc
from deliverylab.teach.forms import number
from deliverylab.teach.tasks import Mistake, Task

PEOPLE = 3
BUSY = 0.75
TASK_HOURS = 2.0
ARRIVE = BUSY / TASK_HOURS
"""Tasks an hour for each of the specialists."""

NEAR = 0.5
"""So much more or less is the same wrong number."""


def apart_hours() -> float:
    """Return the hours that a task waits for its specialist."""
    return mm1(ARRIVE, TASK_HOURS).wait_hours


def pooled_hours(people: int = PEOPLE) -> float:
    """Return the hours that a task waits for whoever is free, of so many people."""
    return mmc(people * ARRIVE, TASK_HOURS, people).wait_hours


def near(value: float, wrong: float) -> bool:
    """Return whether an answer is this wrong number, rounded or not.

    >>> near(33.0, 33.33), near(33.0, 34.0)
    (True, False)
    """
    return abs(value - wrong) <= NEAR


# 5.2 What pooling gains


def falls_by() -> float:
    """Return by how many per cent the wait falls."""
    return 100 * (1 - pooled_hours() / apart_hours())


def done_falls_by() -> float:
    """Return the same of the hours until a task is done."""
    pooled = mmc(PEOPLE * ARRIVE, TASK_HOURS, PEOPLE).stay_hours
    return 100 * (1 - pooled / mm1(ARRIVE, TASK_HOURS).stay_hours)


def with_one_queue_only() -> float:
    """Return what comes of giving three people the tasks of one."""
    return 100 * (1 - mmc(ARRIVE, TASK_HOURS, PEOPLE).wait_hours / apart_hours())


def said_of_gain(_value: float) -> str:
    """Say both waits, and what a fourth person would bring."""
    return (
        f"A task waits {apart_hours():.0f} hours for its specialist, and {pooled_hours():.1f} "
        f"hours for whoever is free: {falls_by():.0f} % less, with the same people and the same "
        f"work. Five specialists would gain even more: {pooled_hours(5):.1f} hours. What is gone "
        "is the wait for one person while another one has nothing to do."
    )


POOLING_GAIN: Task[float] = Task(
    number="5.2",
    title="What pooling gains",
    points=2,
    variable="falls_by",
    expects=number("per cent", tolerance=0.6),
    answer=falls_by,
    mistakes=(
        Mistake(
            "brought the tasks of one",
            recognises=lambda value: near(value, with_one_queue_only()),
            hints=(
                "So much? How many tasks an hour come to the three together?",
                "Each kind of work brings 0.375 tasks an hour. The pool gets all kinds.",
                "Give `mmc` three times as many arrivals as `mm1`.",
            ),
        ),
        Mistake(
            "took the hours until it is done",
            recognises=lambda value: near(value, done_falls_by()),
            hints=(
                "You compare how long a task takes in all. How long does it *wait*?",
                "The two hours of work are the same both ways. Leave them out.",
                "Take `.wait_hours` of both.",
            ),
        ),
        Mistake(
            "gave what is left",
            recognises=lambda value: near(value, 100 - falls_by()),
            hints=(
                "That is what is left of the wait. By how much does it fall?",
                "If a quarter is left, three quarters are gone.",
                "Subtract what is left from 100.",
            ),
        ),
        Mistake(
            "expected a third",
            recognises=lambda value: near(value, 100 * (1 - 1 / PEOPLE)),
            hints=(
                "Three people, so a third of the wait? It is another fraction. Compute it.",
                "`mm1` gives the wait for a specialist. `mmc` gives that for a pool.",
                "Compare `mmc(3 * 0.375, service_hours=2, servers=3).wait_hours` with it.",
            ),
        ),
        Mistake(
            "gave a factor",
            recognises=lambda value: near(value, apart_hours() / pooled_hours()),
            hints=(
                "So many times shorter is right. The task asks for per cent.",
                "By how many per cent does something fall that becomes half as long?",
                "100 × (1 − pooled ÷ apart).",
            ),
        ),
        Mistake(
            "gave hours",
            recognises=lambda value: near(value, apart_hours() - pooled_hours()),
            hints=(
                "That is the difference in hours. How many per cent of the wait is it?",
                "Per cent of what there was: of the wait for a specialist.",
                "Divide the difference by the wait for a specialist, and multiply by 100.",
            ),
        ),
    ),
    hints=(
        "You need two waits: that for a specialist is above. Which one is the other?",
        "In the pool, all tasks wait in one queue for three people. That is `mmc`.",
        "`mmc(arrivals_per_hour=3 * 0.375, service_hours=2, servers=3).wait_hours`; then "
        "100 × (1 − pooled ÷ apart).",
    ),
    said=said_of_gain,
)

# 5.3 How much slower?


def done_after(slower: float) -> float:
    """Return the hours until a task is done in the pool where people are slower, in per cent."""
    return mmc(PEOPLE * ARRIVE, TASK_HOURS * (1 + slower / 100), PEOPLE).stay_hours


def waits_for(slower: float) -> float:
    """Return the hours for which a task waits in such a pool."""
    return mmc(PEOPLE * ARRIVE, TASK_HOURS * (1 + slower / 100), PEOPLE).wait_hours


MOST_SLOWER = 100 * (1 / BUSY - 1)
"""From here on, in per cent, there is more work than time."""


@cache
def pays_until(of_waiting: bool = False) -> float:
    """Return how much slower people may be until a task takes as long as with specialists.

    Args:
        of_waiting: until it waits as long, which is a mistake that people make.
    """
    hours = waits_for if of_waiting else done_after
    apart = apart_hours() if of_waiting else apart_hours() + TASK_HOURS
    low, high = 0.0, MOST_SLOWER - 1e-9
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if hours(middle) < apart else (low, middle)
    return low


def said_of_slower(_value: float) -> str:
    """Say how steep it is there."""
    return (
        f"Up to {pays_until():.0f} % slower, a task is done sooner than by its specialist, who "
        f"needs {apart_hours() + TASK_HOURS:.0f} hours. At 10 % it takes {done_after(10):.1f} "
        f"hours, at 25 % {done_after(25):.0f}, and from {MOST_SLOWER:.0f} % on the wait grows for "
        "ever. So let people learn first, and where the work is least different."
    )


HOW_MUCH_SLOWER: Task[float] = Task(
    number="5.3",
    title="How much slower?",
    points=2,
    variable="slower",
    expects=number("per cent", tolerance=0.5),
    answer=pays_until,
    mistakes=(
        Mistake(
            "compared the waits",
            recognises=lambda value: near(value, pays_until(of_waiting=True)),
            hints=(
                "Very near. Is the task *done* as soon, or only begun?",
                "A slow person begins it in time, and works on it for longer.",
                "Compare `.stay_hours`, which has both in it.",
            ),
        ),
        Mistake(
            "went until nobody can keep up",
            recognises=lambda value: near(value, MOST_SLOWER),
            hints=(
                "There, nobody has any time left, and the wait grows for ever.",
                "Long before that, a task takes as long as with its specialist.",
                "At how many hours is a task done by its specialist? When is it so in the pool?",
            ),
        ),
        Mistake(
            "gave a factor",
            recognises=lambda value: (
                near(value, 1 + pays_until() / 100) or near(value, 100 + pays_until())
            ),
            hints=(
                "That is how long a task takes them. How much *longer* is that?",
                "Someone who needs 110 minutes for an hour and a half is 22 % slower, not 122 %.",
                "Take what they need now away, and give the rest in per cent.",
            ),
        ),
        Mistake(
            "gave hours",
            recognises=lambda value: near(value, TASK_HOURS * (1 + pays_until() / 100)),
            hints=(
                "These are the hours of a task. How many per cent longer than two hours is that?",
                "Slower by 10 % is 2.2 hours.",
                "(hours ÷ 2 − 1) × 100.",
            ),
        ),
        Mistake(
            "slowed only the work of others",
            recognises=lambda value: near(value, pays_until() * PEOPLE / (PEOPLE - 1)),
            hints=(
                "In the lab people are as fast as ever at their own kind. Read how it is here.",
                "Here they are slower at *every* task.",
                "`service_hours=2 * 1.10` is the work of people who are 10 % slower.",
            ),
        ),
    ),
    hints=(
        "By its specialist a task is done after `mm1(0.375, 2).stay_hours`. And in the pool?",
        "Ask for 10 % first: `mmc(3 * 0.375, service_hours=2 * 1.10, servers=3).stay_hours`.",
        "Take more per cent, one by one, until it takes 8 hours.",
    ),
    said=said_of_slower,
)
