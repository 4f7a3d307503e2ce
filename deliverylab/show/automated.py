"""A team that does four steps by hand, and the same team with one of them automated.

One tester builds and tests every change; each train is packaged, tried out on staging and deployed
by a person. Automating a step makes a machine, or a script that somebody starts, do in minutes what
took a person longer. The tests stay as strong as they were. Two things come out, and they are not
the same: the hours that people no longer spend, and the lead time of the changes. Which step is the
bottleneck is told by where changes wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from deliverylab.measure.automation import balance, pays_back_after
from deliverylab.show.places import arrived, median_lead_time
from deliverylab.simulate import Scenario, Train
from deliverylab.simulate.history import History
from deliverylab.simulate.run import run

DAYS = 364
MONTHS = 12

LEAVES_AT = 9.0
"""Hour at which a train leaves: at the start of a working day, so that each day has one at most."""

TEAM = Scenario(
    name="team",
    changes_per_day=3.0,
    branch_hours=4.0,
    fix_hours=2.0,
    review_hours=0.7,
    test_by="hand",
    runners=1,
    ci_minutes=130.0,
    ci_cv=0.5,
    flaky_share=0.0,
    package_by="hand",
    package_minutes=30.0,
    acceptance_minutes=60.0,
    deploy_on=Train(every_days=1, at_hour=LEAVES_AT),
    deploy_by="hand",
    deploy_minutes=30.0,
    slip_share=0.0,
    rollout="all at once",
)
"""A made-up team, everything by hand."""

AUTOMATED: Mapping[str, Mapping[str, Any]] = {
    "build and test": {"test_by": "automatic", "runners": 3, "ci_minutes": 10.0},
    "release": {"package_minutes": 3.0},
    "staging": {"acceptance_minutes": 6.0},
    "deploy": {"deploy_by": "automatic", "deploy_minutes": 3.0},
}
"""What becomes of the team when a step is automated."""

STEPS = tuple(AUTOMATED)

TESTER, TRAIN = "wait: tester", "wait: train"
PARTS = ("code, review", TESTER, "build and test", TRAIN, "until deployed")
"""The parts of a change's way, as they stand in the picture."""

WAITS = {TESTER: "a tester", TRAIN: "the train"}
"""What changes wait for, in a picture and in a sentence."""


@dataclass(frozen=True)
class Automated:
    """One step, by hand and automated, in the same year.

    Attributes:
        step: which one; one of `STEPS`.
        build_hours: hours to build the automation.
        upkeep: hours a month to keep it up.
        saved: hours a month that people no longer spend on the step.
        by_hand: median hours from commit to production, everything by hand.
        automated: the same, with the step automated.
        spent: part of the way → hours by the clock that a change spends in it, on average,
            everything by hand.
    """

    step: str
    build_hours: float
    upkeep: float
    saved: float
    by_hand: float
    automated: float
    spent: Mapping[str, float]

    @property
    def pays_back(self) -> float:
        """After how many months it has saved what it cost; inf for never."""
        return pays_back_after(self.build_hours, self.saved, self.upkeep)

    def won_after(self, months: float) -> float:
        """Return the hours won (below zero: lost) after so many months."""
        return balance(months, self.build_hours, self.saved, self.upkeep)

    @property
    def lead_time_falls_by(self) -> float:
        """The share by which the median lead time falls."""
        return 1.0 - self.automated / self.by_hand

    @property
    def waits_longest(self) -> str:
        """The one of `WAITS` that takes longest when everything is done by hand."""
        return max(WAITS, key=lambda wait: self.spent[wait])


def automate(
    step: str,
    build_hours: float,
    upkeep: float,
    testers: int,
    every_days: float,
    seed: int = 1,
) -> Automated:
    """Return what automating one step does for the team.

    Args:
        step: one of `STEPS`.
        build_hours: hours to build the automation.
        upkeep: hours a month to keep it up.
        testers: how many people build and test.
        every_days: days between trains.
        seed: the luck, the same by hand and automated.
    """
    train = Train(every_days, LEAVES_AT)
    team = replace(TEAM, runners=testers, deploy_on=train)
    before = run(team, DAYS, seed)
    after = run(replace(team, **AUTOMATED[step]), DAYS, seed)
    saved = (_hours_by_hand(before)[step] - _hours_by_hand(after)[step]) / MONTHS
    return Automated(
        step=step,
        build_hours=build_hours,
        upkeep=upkeep,
        saved=max(saved, 0.0),
        by_hand=median_lead_time(before),
        automated=median_lead_time(after),
        spent=_spent(before, train),
    )


def _busy(history: History) -> dict[str, float]:
    """Return how busy each step's people are; 0 where machines do it."""
    loads, scenario = history.loads, history.scenario
    return {
        "build and test": loads["build and test"] if scenario.test_by == "hand" else 0.0,
        "release": loads["packaging"],
        "staging": loads["acceptance testing"],
        "deploy": loads["the deploy lane"] if scenario.deploy_by == "hand" else 0.0,
    }


def _spent(history: History, train: Train) -> dict[str, float]:
    """Return the mean hours that changes which reached production spent in each of `PARTS`."""
    builds = history.integrated.builds
    began = builds.started < history.work.horizon
    line = (builds.started - builds.queued)[began]
    in_line = np.bincount(builds.change[began], weights=line, minlength=history.work.count)

    batch, change = arrived(history)
    merged = history.merged.time[: len(batch)]
    reviewed = history.integrated.reviewed[change]
    departures = np.array(train.departures(history.days, history.scenario.working_hours))
    leaves = departures[np.searchsorted(departures, merged)]
    hours = (
        reviewed - history.work.committed[change],
        in_line[change],
        merged - reviewed - in_line[change],
        leaves - merged,
        history.deployed.finished[batch] - leaves,
    )
    return {part: float(each.mean()) for part, each in zip(PARTS, hours, strict=True)}


def _hours_by_hand(history: History) -> dict[str, float]:
    """Return the working hours that people spent on each step; nobody is at two steps at once."""
    working = history.scenario.working_hours.worked_one(history.work.horizon)
    people = {"build and test": history.scenario.runners}
    return {step: busy * people.get(step, 1) * working for step, busy in _busy(history).items()}
