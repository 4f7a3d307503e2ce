"""A team that does four steps by hand, and the same team with one of them automated.

One tester builds and tests every change; each train is packaged, tried out on staging and deployed
by a person. Automating a step makes a machine, or a script that somebody starts, do in minutes what
took a person longer. The tests stay as strong as they were. Two things come out, and they are not
the same: the hours that people no longer spend, and the lead time of the changes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from deliverylab.measure.automation import balance, pays_back_after
from deliverylab.show.places import median_lead_time
from deliverylab.simulate import Scenario, Train
from deliverylab.simulate.history import History
from deliverylab.simulate.run import run

DAYS = 364
MONTHS = 12

TEAM = Scenario(
    name="team",
    branch_hours=4.0,
    fix_hours=2.0,
    review_hours=0.7,
    test_by="hand",
    runners=1,
    ci_minutes=62.0,
    ci_cv=0.5,
    flaky_share=0.0,
    package_by="hand",
    package_minutes=30.0,
    acceptance_minutes=60.0,
    deploy_on=Train(every_days=1),
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
        busy: step → share of its people's time that it takes, everything by hand.
    """

    step: str
    build_hours: float
    upkeep: float
    saved: float
    by_hand: float
    automated: float
    busy: Mapping[str, float]

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
    def busiest(self) -> str:
        """The step whose people are busiest when everything is done by hand."""
        return max(self.busy, key=lambda step: self.busy[step])


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
    team = replace(TEAM, runners=testers, deploy_on=Train(every_days))
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
        busy=_busy(before),
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


def _hours_by_hand(history: History) -> dict[str, float]:
    """Return the working hours that people spent on each step; nobody is at two steps at once."""
    working = history.scenario.working_hours.worked_one(history.work.horizon)
    people = {"build and test": history.scenario.runners}
    return {step: busy * people.get(step, 1) * working for step, busy in _busy(history).items()}
