"""Task 3.2: at which step do changes wait longest, and what is it worth to make that one faster?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any

from deliverylab.simulate import EveryChange, Scenario, simulate
from deliverylab.teach.forms import number, parts, word
from deliverylab.teach.tasks import Mistake, Task

Parts = dict[str, Any]

YEARS = 3

STEPS: Mapping[str, str] = MappingProxyType(
    {
        "code": "branch_hours",
        "review": "review_hours",
        "build and test": "ci_minutes",
        "staging": "acceptance_minutes",
    }
)
"""The steps, and the lever of a `Scenario` that says how long one change takes there."""

CREW = Scenario(
    name="crew",
    changes_per_day=6,
    branch_hours=4,
    reviewers=2,
    review_hours=2.1,
    ci_minutes=30,
    acceptance_minutes=60,
    deploy_on=EveryChange(),
    deploy_by="automatic",
)
"""A made-up team whose two reviewers have hardly a free minute."""


@cache
def median_hours(crew: Scenario) -> float:
    """Return the median hours from commit to production, the mean of a few years."""
    medians = []
    for seed in range(1, YEARS + 1):
        year = simulate(crew, seed=seed).changes
        medians.append((year["deployed"] - year["committed"]).dt.total_seconds().median() / 3600)
    return float(sum(medians)) / YEARS


def twice_as_fast(step: str) -> Scenario:
    """Return the crew with one step that takes half as long."""
    lever = STEPS[step]
    return replace(CREW, **{lever: getattr(CREW, lever) / 2})


def falls_by(step: str) -> float:
    """Return by how many per cent the median lead time falls when a step takes half as long."""
    return 100 * (1 - median_hours(twice_as_fast(step)) / median_hours(CREW))


def bottleneck() -> Parts:
    """Return the step that brings most, and what it brings."""
    step = max(STEPS, key=falls_by)
    return {"step": step, "falls_by": falls_by(step)}


def what_is_left() -> float:
    """Return the new lead time in per cent of the old one."""
    return 100 - float(bottleneck()["falls_by"])


def hours_less() -> float:
    """Return by how many hours the median lead time falls."""
    return median_hours(CREW) * float(bottleneck()["falls_by"]) / 100


def of_the_new_median() -> float:
    """Return the hours that are saved in per cent of the new lead time."""
    return 100 * hours_less() / (median_hours(CREW) - hours_less())


def is_near(value: Parts, number: float) -> bool:
    """Return whether the second part of an answer is this number."""
    return bool(abs(value["falls_by"] - number) <= WITHIN)


WITHIN = 1.0
"""So many per cent more or less are the same answer."""


def said(_value: Parts) -> str:
    """Say what each of the other steps would bring."""
    best = bottleneck()["step"]
    others = ", ".join(f"{step} {falls_by(step):.0f} %" for step in STEPS if step != best)
    return (
        f"With reviews twice as fast the median falls from {median_hours(CREW):.0f} to "
        f"{median_hours(twice_as_fast(best)):.0f} hours. That is far more than the hour "
        f"of work that it takes less: the queue shrinks. Every other step brings less: {others}. "
        "(Code brings much even so: it is hours of work on every change.)"
    )


BOTTLENECK: Task[Parts] = Task(
    number="3.2",
    title="Find the bottleneck",
    points=3,
    expects=parts(step=word(*STEPS), falls_by=number("per cent", tolerance=WITHIN)),
    answer=bottleneck,
    mistakes=(
        Mistake(
            "took the step with the most work",
            recognises=lambda value: value["step"] == "code",
            hints=(
                "This step takes the most work for each change. Does anybody wait for it?",
                "Authors write their changes side by side, so nothing queues there. Elsewhere many "
                "changes share a few people.",
                "Try all four: `median_hours(replace(crew, ...))` with half of one number, one "
                "step after the other.",
            ),
        ),
        Mistake(
            "took a step of the machines",
            recognises=lambda value: value["step"] in ("build and test", "staging"),
            hints=(
                "This step has time to spare. In front of which one do changes queue?",
                "How busy is each step? Changes a day × hours for each ÷ the hours of those who do "
                "it.",
                "Try all four: `median_hours(replace(crew, ...))` with half of one number, one "
                "step after the other.",
            ),
        ),
        Mistake(
            "gave what is left",
            recognises=lambda value: is_near(value, what_is_left()),
            hints=(
                "The step is right. Your number says how long the way still is. By how much did "
                "it fall?",
                "What remains and what is saved are 100 % together.",
                "Take 1 − after ÷ before, times 100.",
            ),
        ),
        Mistake(
            "gave hours",
            recognises=lambda value: is_near(value, hours_less()),
            hints=(
                "The step is right. Your number is in hours, and a share of the old lead time is "
                "asked for.",
                "Divide the hours that are saved by the hours it took before.",
                "Take 1 − after ÷ before, times 100.",
            ),
        ),
        Mistake(
            "gave a share of the new median",
            recognises=lambda value: is_near(value, of_the_new_median()),
            hints=(
                "The step is right. Is your number a share of the old median, or of the new?",
                "By how much it falls is told as a share of what it was before.",
                "Divide the hours that are saved by `median_hours(crew)`, times 100.",
            ),
        ),
        Mistake(
            "took the old time from the new one",
            recognises=lambda value: is_near(value, -float(bottleneck()["falls_by"])),
            hints=(
                "The step is right. Does the median fall by a number below zero?",
                "By how much it falls is a number above zero: before minus after.",
                "Take 1 − after ÷ before, times 100.",
            ),
        ),
        Mistake(
            "expected half",
            recognises=lambda value: is_near(value, 50.0),
            hints=(
                "The step takes half as long. Does the waiting in front of it halve too?",
                "Try it: give `median_hours` a crew with half of that number.",
                "Take 1 − after ÷ before, times 100, both from `median_hours`.",
            ),
        ),
    ),
    hints=(
        "Make one step twice as fast, look at `median_hours`, and put it back. Then the next one.",
        "`replace(crew, ci_minutes=15)` is a crew with builds twice as fast. Which of the four "
        "has the smallest median?",
        "For the second number: 100 × (1 − after ÷ before), where before is `median_hours(crew)`.",
    ),
    said=said,
)
