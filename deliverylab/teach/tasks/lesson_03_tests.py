"""Task 3.6: where should three tests run? Every place that lets authors hear in time is right."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from deliverylab.simulate import EveryChange, Scenario
from deliverylab.simulate.feedback import PLACES, feedback
from deliverylab.simulate.run import run
from deliverylab.teach.forms import parts, word
from deliverylab.teach.tasks import Mistake, Task
from deliverylab.teach.tasks.recognise import NO_MISTAKE_KNOWN

Parts = dict[str, Any]

WORKSTATION, CI, STAGING = "workstation", "CI", "staging"
WHERE = (WORKSTATION, CI, STAGING)

PROMISE = 7.5
"""An author should hear of a defect within so many hours, on average."""

YEARS = 8
DAYS = 364


class Suite(NamedTuple):
    """One of the tests: how long it takes, what it finds, and where it can run at all."""

    minutes: float
    finds: float
    can_run: tuple[str, ...]


NOT_THERE = "One of the tests needs something that is not there where you put it."
"""What the check says of an impossible place, and the notebook too."""

SUITES: Mapping[str, Suite] = MappingProxyType(
    {
        "units": Suite(2, 0.4, WHERE),
        "contracts": Suite(8, 0.5, (CI, STAGING)),
        "journeys": Suite(30, 0.6, (STAGING,)),
    }
)
"""What it finds is a share of the defects that come by, whatever the others have found before."""

CREW = replace(
    Scenario.team("ferry"),
    name="crew",
    deploy_on=EveryChange(),
    flaky_share=0.0,
    detect_minutes=24 * 60,
)
"""A team that deploys every change that passes, and hears of the others from its users."""

START_MINUTES: Mapping[str, float] = MappingProxyType({WORKSTATION: 0, CI: 4, STAGING: 4})
"""What it takes to build, and to start a package on staging, before the first test."""


def tested(places: Mapping[str, str]) -> Scenario:
    """Return the crew with each of the tests in its place."""

    def minutes(place: str) -> float:
        here = (SUITES[name].minutes for name in SUITES if places[name] == place)
        return START_MINUTES[place] + sum(here)

    def catch(place: str) -> float:
        missed = (1 - SUITES[name].finds for name in SUITES if places[name] == place)
        return 1 - math.prod(missed)

    return replace(
        CREW,
        workstation_minutes=minutes(WORKSTATION),
        workstation_catch=catch(WORKSTATION),
        ci_minutes=minutes(CI),
        ci_catch=catch(CI),
        acceptance_minutes=minutes(STAGING),
        acceptance_catch=catch(STAGING),
    )


@cache
def outcome(scenario: Scenario) -> tuple[float, float]:
    """Return hours until an author hears of a defect, and incidents a year: means of years."""
    found = [feedback(run(scenario, DAYS, seed)) for seed in range(1, YEARS + 1)]
    waits = float(np.mean([year.waited.mean() for year in found]))
    return waits, float(np.mean([year.counts[len(PLACES) - 1] for year in found]))


@cache
def line_on_staging(scenario: Scenario) -> tuple[float, float]:
    """Return how many changes a year stop staging, and the hours in line for it: means of years."""
    years = [run(scenario, DAYS, seed) for seed in range(1, YEARS + 1)]
    stops = [np.count_nonzero(year.packages.stopped) for year in years]
    hours = [(year.packages.test_started - year.packages.packaged).mean() for year in years]
    return float(np.mean(stops)), float(np.mean(hours))


def judge(places: Parts) -> str | None:
    """Return `None` if authors hear in time, or the mistake."""
    if any(place not in SUITES[name].can_run for name, place in places.items()):
        return "ran where it cannot run"
    if outcome(tested(places))[0] <= PROMISE:
        return None
    if set(places.values()) == {STAGING}:
        return "inspected everything at the end"
    if places["contracts"] == STAGING:
        return "kept the contracts for staging"
    if places["units"] == STAGING:
        return "kept the quick one for the end"
    return NO_MISTAKE_KNOWN


def said(places: Parts) -> str:
    """Say how soon authors hear, and how many defects get through, here and at the end."""
    teams = tested(places), tested(dict.fromkeys(SUITES, STAGING))
    (hours, incidents), (late, as_many) = (outcome(team) for team in teams)
    (stops, in_line), (many_stops, long_in_line) = (line_on_staging(team) for team in teams)
    return (
        f"Authors hear of a defect after {hours:.1f} hours on average; with everything on staging "
        f"after {late:.0f}. There, {many_stops:.0f} defects a year stop the line, and each change "
        f"waits {long_in_line:.0f} hours in it; now {stops:.0f} do, and it waits {in_line:.1f}. As "
        f"many get through wherever they run ({incidents:.0f} incidents a year, and {as_many:.0f})."
    )


THREE_TESTS: Task[Parts] = Task(
    number="3.6",
    title="Place three tests",
    points=2,
    variable="places",
    expects=parts(**{name: word(*WHERE) for name in SUITES}),
    judge=judge,
    mistakes=(
        Mistake(
            "ran where it cannot run",
            hints=(
                NOT_THERE,
                "Compare the column *needs* of the table with each of your places.",
                "The whole service runs on staging alone; the neighbours run in CI and on staging.",
            ),
        ),
        Mistake(
            "inspected everything at the end",
            hints=(
                "Every test can run there, so it looks safe. How long has an author waited by "
                "then?",
                "All changes queue for one staging. It takes 40 minutes longer for each, and stops "
                "until a defect that is found there is fixed.",
                "Move the tests that can run earlier to an earlier place, one by one, and watch "
                "`hours_until_known`.",
            ),
        ),
        Mistake(
            "kept the contracts for staging",
            hints=(
                "The quick test is early now. Which other one can run before staging?",
                "The contracts need the neighbours. Staging is not the only place that has them.",
                "For each test there is an earliest place where it can run. Look at *needs* again.",
            ),
        ),
        Mistake(
            "kept the quick one for the end",
            hints=(
                "The test that takes two minutes runs last. What must happen before it runs?",
                "It needs nothing but the code, so it could find its defects much sooner.",
                "For each test there is an earliest place where it can run. Look at *needs* again.",
            ),
        ),
    ),
    hints=(
        "Authors still wait too long. What does `hours_until_known(places)` say?",
        "A defect is known sooner the earlier the test runs that finds it.",
        "For each test there is an earliest place where it can run. Look at *needs* again.",
    ),
    said=said,
)
