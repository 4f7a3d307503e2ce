"""Task 2.6: settings under which `tug` is fast and does not fail more. All that do are right.

Before a year is played, the levers are looked at: one that is not in the table, one that goes
further than anybody at the company can, and tests weaker than today's are refused by their name.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from deliverylab.measure import change_failure_rate, lead_time_for_changes
from deliverylab.simulate import Approval, EveryChange, Scenario, Train, simulate
from deliverylab.simulate.policies import DeployPolicy
from deliverylab.teach.forms import scenario
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.recognise import NO_MISTAKE_KNOWN

LONGEST = 24.0
"""The median lead time must be below so many hours."""

MOST_FAILED = 30
"""No more deployments than this may fail in a year; today it is about half as many."""

YEARS = 5
"""One year may be lucky, so several are simulated."""

LEAST: dict[str, float] = {
    "package_minutes": 2.0,
    "acceptance_minutes": 8.0,
    "deploy_minutes": 5.0,
    "branch_hours": 2.0,
}
"""What may become shorter, and how far: nobody at the company is faster."""

MOST: dict[str, float] = {"ci_catch": 0.9, "acceptance_catch": 0.9}
"""How much tests may catch."""

LEAST_APPROVAL = 0.5
"""Nobody reads and says yes in fewer hours than this."""

QUICK_ENOUGH = 70.0
"""If packaging and acceptance tests take more minutes than this, each change waits for others."""

MAY_CHANGE = ("package_by", "deploy_by", "deploy_on", *LEAST, *MOST)


def today() -> Scenario:
    """Return `tug` as it is."""
    return Scenario.team("tug")


@dataclass(frozen=True)
class Year:
    """How a team does in a year, on average of several.

    Attributes:
        lead_time: median hours from commit to production.
        share: the share of the deployments that fail.
        failed: how many that are.
    """

    lead_time: float
    share: float
    failed: float


@lru_cache(maxsize=64)
def usual_year(team: Scenario) -> Year:
    """Return the average of several simulated years of a team."""
    logs = [simulate(team, seed=seed) for seed in range(1, YEARS + 1)]
    return Year(
        lead_time=float(np.mean([lead_time_for_changes(log).value for log in logs])),
        share=float(np.mean([change_failure_rate(log).value for log in logs])),
        failed=float(np.mean([log.incidents["deployment"].nunique() for log in logs])),
    )


def not_in_the_table(team: Scenario) -> str:
    """Say which lever is moved that the task leaves where it is; nothing where none is."""
    now = today()
    moved = [
        lever.name
        for lever in fields(team)
        if lever.name not in ("name", *MAY_CHANGE)
        and getattr(team, lever.name) != getattr(now, lever.name)
    ]
    if moved:
        lever, others = moved[0], len(moved) - 1
        value, was = getattr(team, lever), getattr(now, lever)
        told = isinstance(value, (str, int, float))
        found = f" is {value!r} and at `tug` {was!r}" if told else " is not as it is at `tug`"
        more = f", and so must {others} more" if others else ""
        return f"`{lever}`{found}. It is not in the table, so it must stay as it is{more}."
    if isinstance(team.deploy_on, Approval):
        asked = replace(team.deploy_on, hours=Approval.hours)
        for part in fields(asked):
            value = getattr(asked, part.name)
            if value != getattr(Approval, part.name):
                return (
                    f"Your `Approval` has `{part.name}={value:g}`. The table lets only its `hours` "
                    f"move: leave `{part.name}` out."
                )
    return ""


def beyond(team: Scenario) -> str:
    """Say which lever is set to what nobody at the company can do; nothing where none is."""
    for lever, least in LEAST.items():
        value, now = getattr(team, lever), getattr(today(), lever)
        who = {"package_minutes": "package_by", "deploy_minutes": "deploy_by"}.get(lever, "")
        if who and getattr(team, who) == "hand" and value < now:
            return (
                f"`{lever}` is {value:g}, but people do it: it takes them {now:g}, as today. Let a "
                f"machine do it (`{who}`), or leave it at {now:g}."
            )
        if value < least:
            return (
                f"`{lever}` is {value:g}, and at best it is {least:g}: nobody at the company needs "
                "less. Look at the last column of the table."
            )
    for lever, most in MOST.items():
        if getattr(team, lever) > most:
            return (
                f"`{lever}` is {getattr(team, lever):g}, and at best it is {most:g}: no tests of "
                "the company find more. Look at the last column of the table."
            )
    if isinstance(team.deploy_on, Approval) and team.deploy_on.hours < LEAST_APPROVAL:
        return (
            f"Your `deploy_on` has `Approval(hours={team.deploy_on.hours:g})`, and at best it is "
            f"{LEAST_APPROVAL:g}: nobody reads and says yes in less."
        )
    return ""


def weaker_tests(team: Scenario) -> str:
    """Say which tests find less than today; nothing where none do."""
    for lever in MOST:
        value, now = getattr(team, lever), getattr(today(), lever)
        if value < now:
            return (
                f"`{lever}` is {value:g}, and today it is {now:g}. With weaker tests more "
                "deployments fail, even where their share gets smaller. Leave the tests at least "
                "as strong as they are."
            )
    return ""


def judge(team: Scenario) -> str | None:
    """Return `None` if `tug` is fast and fails no more, the mistake, or what a lever may not be."""
    if replace(team, name=today().name) == today():
        return "left tug as it is"
    if refused := not_in_the_table(team) or beyond(team) or weaker_tests(team):
        return refused
    year = usual_year(team)
    if year.lead_time >= LONGEST and team.package_by == "hand":
        return "left the packaging to people"
    if year.failed > MOST_FAILED or year.share > usual_year(today()).share:
        return "deployed often by hand" if team.deploy_by == "hand" else NO_MISTAKE_KNOWN
    return too_slow(team) if year.lead_time >= LONGEST else None


def too_slow(team: Scenario) -> str:
    """Return the mistake that keeps the lead time of a team with packages above a day."""
    if team.package_minutes + team.acceptance_minutes > QUICK_ENOUGH:
        return "kept the hours of people"
    if isinstance(team.deploy_on, Train):
        return "waited for the train"
    if isinstance(team.deploy_on, Approval):
        return "waited for an approval"
    return "kept large changes"


HOW: dict[type[DeployPolicy], str] = {
    Train: "quick trains",
    Approval: "an approval",
    EveryChange: "every change by itself",
}
"""How people call the three policies."""


def said(team: Scenario) -> str:
    """Say what was gained, what the two ways to count failures say, and why they differ."""
    now, before = usual_year(team), usual_year(today())
    how = HOW[type(team.deploy_on)]
    more = round(now.failed) > round(before.failed)
    why = ": bad changes that shared a train now fail one by one" if more else ""
    return (
        f"With {how}, half of the changes take at most {now.lead_time:.1f} hours; today it is "
        f"{before.lead_time:.0f}. Of all deployments, {100 * now.share:.1f} % fail and not "
        f"{100 * before.share:.0f} %. {'But' if more else 'And'} {now.failed:.0f} fail in a year "
        f"on average, today {before.failed:.0f}{why}."
    )


UNDER_A_DAY: Task[Scenario] = Task(
    number="2.6",
    title="Under a day",
    points=3,
    variable="better",
    expects=scenario(like="replace(today, branch_hours=8)"),
    judge=judge,
    mistakes=(
        Mistake(
            "left tug as it is",
            hints=(
                "This is `tug` as it is today. Where does a change wait longest?",
                "Look at the lever `deploy_on`: a change waits for the train, on average for a "
                "week.",
                "Let `replace` change several levers at once: what a machine does on every "
                "change, how long it takes, and when to deploy.",
            ),
        ),
        Mistake(
            "left the packaging to people",
            hints=(
                "Half of the changes still need more than a day. Is there a package on every "
                "change?",
                "While people make the packages, changes wait until somebody has time for it.",
                'Set `package_by="automatic"`, and give the machine its minutes.',
            ),
        ),
        Mistake(
            "kept the hours of people",
            hints=(
                "A machine packages every change now, and each package is tried out on staging. "
                "How long does that take?",
                "There are more than six changes a day. Add up `package_minutes` and "
                "`acceptance_minutes`: is there time for all of them?",
                "Let a machine do the acceptance tests too. Make `acceptance_minutes` and "
                "`package_minutes` much shorter.",
            ),
        ),
        Mistake(
            "waited for the train",
            hints=(
                "Half of the changes still need more than a day. For what does a package that is "
                "ready wait?",
                "A package that has missed the train waits for the next one.",
                "Choose another `deploy_on`: what would `ferry` take, and what `hydrofoil`?",
            ),
        ),
        Mistake(
            "waited for an approval",
            hints=(
                "Nearly. A package that is ready still waits: for the person, and through the "
                "night.",
                "The lesson has what an approval costs. How quick must it be, if the rest takes "
                "half a day?",
                "Make `Approval(hours=...)` shorter and the time with the author as well "
                "(`branch_hours`), or do without an approval.",
            ),
        ),
        Mistake(
            "kept large changes",
            hints=(
                "The pipeline is quick now. Where is a change before it gets there?",
                "At `tug` a change is with its author for ten working hours, more than a day, "
                "before anybody else sees it. Which lever is that?",
                "Make `branch_hours` smaller: authors cut their work into smaller changes, and "
                "each of them is open for review sooner.",
            ),
        ),
        Mistake(
            "deployed often by hand",
            hints=(
                "Too many deployments fail in a year: look at `year_of(better)`. The tests are not "
                "weaker than before. What else can go wrong?",
                "People who deploy make slips, and now they deploy several times a day.",
                'Set `deploy_by="automatic"`, and give the machine its minutes.',
            ),
        ),
    ),
    hints=(
        "Follow one change through `tug` and ask at each step: for what does it wait?",
        "One lever is not enough. What is done by hand must go to a machine that is quick, and "
        "the train must go.",
        "Six levers do it: `package_by`, `deploy_by`, their minutes, `deploy_on`, and "
        "`acceptance_minutes`. Then see how long a change is with its author (`branch_hours`).",
    ),
    said=said,
)
