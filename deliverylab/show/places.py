"""Where a defect is caught, and what follows: one year of a team whose tests run in given places.

The same minutes of tests find the same share of what they can see wherever they run. But not every
place can see everything: at the workstation the parts of the service have not met yet, and staging
is more like production than a build is. A test that runs for m minutes finds

    (what the place can see) × (1 − e^(−m ÷ 8 minutes))

of the defects that come by: each further minute finds less than the one before. The shares are
round numbers chosen for teaching, not measured.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deliverylab.simulate import EveryChange, Scenario
from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.feedback import PLACES, Feedback, feedback
from deliverylab.simulate.history import History
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.run import run

CAN_SEE = (0.6, 0.8, 0.9)
"""Share of the defects that tests can find at best: at the workstation, in CI, on staging."""

MINUTES_FOR_TWO_THIRDS = 8.0
"""Minutes of tests that find 63 % (1 − 1/e) of what they can see."""

BUILD_MINUTES = 4.0
"""What a build takes, and what staging takes to start a package, without any tests."""

DAYS = 364
MONTHS = 12

TEAM = replace(
    Scenario.team("ferry"),
    name="team",
    deploy_on=EveryChange(),
    acceptance_minutes=BUILD_MINUTES,
    flaky_share=0.0,
    runners=1,
)
"""A made-up team that deploys every change that passes, with one machine for builds."""


@dataclass(frozen=True, eq=False)
class Year:
    """What a year of such a team was like.

    Attributes:
        minutes: of tests at the workstation, in CI, on staging.
        waited: clock hours that the author of each defect waited to know of it.
        place: where it was found, as a place in `PLACES`.
        takes: hours by the clock that a change is there each time, on average, in the line before
            the place included: at the workstation, in CI, on staging.
        rework: working hours of fixing, a month.
        own_tests: working hours in which authors wait for tests at their workstations, a month.
        incidents: how many incidents changes caused.
        lead_time: median hours from commit to production.
    """

    minutes: tuple[float, float, float]
    waited: Hours
    place: NDArray[np.int8]
    takes: tuple[float, float, float]
    rework: float
    own_tests: float
    incidents: int
    lead_time: float

    @property
    def found(self) -> NDArray[np.float64]:
        """Of a hundred defects, how many were found in each of `PLACES`."""
        counts = np.bincount(self.place, minlength=len(PLACES))
        return 100.0 * counts / max(len(self.place), 1)

    @property
    def average_wait(self) -> float:
        """Hours that an author waits on average; nan where there was no defect."""
        return float(self.waited.mean()) if len(self.waited) else math.nan


def catch(place: int, minutes: float) -> float:
    """Return the share of the defects that so many minutes of tests catch in a place.

    >>> round(catch(1, 8), 2), catch(1, 0)
    (0.51, 0.0)
    """
    return CAN_SEE[place] * (1.0 - math.exp(-minutes / MINUTES_FOR_TWO_THIRDS))


def in_whole(shares: NDArray[np.float64]) -> list[int]:
    """Return shares of a hundred as whole numbers that add up to a hundred too.

    What is left over after rounding down goes to the largest remainders.

    >>> in_whole(np.array([34.6, 31.7, 19.2, 14.5]))
    [35, 32, 19, 14]
    """
    whole = np.floor(shares)
    left = round(float(shares.sum() - whole.sum()))
    whole[np.argsort(whole - shares, kind="stable")[:left]] += 1
    return [int(one) for one in whole]


def team(minutes: tuple[float, float, float], notice_hours: float) -> Scenario:
    """Return the team with so many minutes of tests at the workstation, in CI and on staging."""
    workstation, build, staging = minutes
    return replace(
        TEAM,
        workstation_minutes=workstation,
        workstation_catch=catch(0, workstation),
        ci_minutes=BUILD_MINUTES + build,
        ci_catch=catch(1, build),
        acceptance_minutes=BUILD_MINUTES + staging,
        acceptance_catch=catch(2, staging),
        detect_minutes=60.0 * notice_hours,
    )


def year(
    minutes: tuple[float, float, float],
    notice_hours: float,
    dearer_a_day: float = 0.0,
    seed: int = 1,
) -> Year:
    """Return a year of the team.

    Args:
        minutes: of tests at the workstation, in CI and on staging.
        notice_hours: mean clock hours until a defect in production is noticed.
        dearer_a_day: by which share a fix takes longer for each day its author did not know. It is
            added up in `rework` only: the simulator has no opinion on this claim.
        seed: the luck.
    """
    history = run(team(minutes, notice_hours), DAYS, seed)
    found = feedback(history)
    return Year(
        minutes=minutes,
        waited=found.waited,
        place=found.place,
        takes=(minutes[0] / 60.0, *_in_ci_and_on_staging(history)),
        rework=_rework(found, dearer_a_day) / MONTHS,
        own_tests=_own_tests(history) / MONTHS,
        incidents=int(np.count_nonzero(found.place == len(PLACES) - 1)),
        lead_time=median_lead_time(history),
    )


def median_lead_time(history: History) -> float:
    """Return the median hours from commit to production of the changes that arrived; nan if none.

    It is what `measure.lead_time_for_changes` says of the log, without making the log.
    """
    batch, change = arrived(history)
    hours = history.deployed.finished[batch] - history.work.committed[change]
    return float(np.median(hours)) if len(hours) else math.nan


def arrived(history: History) -> tuple[Numbers, Numbers]:
    """Return the batches and the numbers of the changes that reached production in time."""
    live = int(np.searchsorted(history.deployed.finished, history.work.horizon))
    batch = history.batches.of_changes(live)
    return batch, history.merged.change[: len(batch)]


def _in_ci_and_on_staging(history: History) -> tuple[float, float]:
    builds, packages = history.integrated.builds, history.packages
    in_ci = builds.finished - builds.queued
    on_staging = packages.staged - packages.packaged
    return float(in_ci.mean()), float(on_staging.mean())


def _rework(found: Feedback, dearer_a_day: float) -> float:
    return float((found.fix * (1.0 + dearer_a_day * found.waited / 24.0)).sum())


def _own_tests(history: History) -> float:
    """Return the working hours of all tests at the workstation, second ones after a fix too."""
    work = history.work
    rounds = work.count + np.count_nonzero(work.caught)
    return float(history.scenario.workstation_minutes / 60.0 * rounds)
