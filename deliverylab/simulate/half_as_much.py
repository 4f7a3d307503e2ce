"""Features asked for, built one at a time, and cut into changes: what half as much would do.

Users ask for features at random. A team builds one at a time, whichever was asked for first, and
cuts it into changes. Each change is written, and costs some hours however small it is: a branch, a
description, a trial by hand. A change may carry a defect, and its fix is work as well. A finished
change goes through the simulator's own pipeline (review, build and test, package, staging, a train
to production) while the team goes on with the next one.

All that costs hours of work makes the team busier, and all that makes it busier makes the next
feature wait. So what half as much saves is counted twice: the work is half, and the wait for a turn
is less than half (M/G/1, `deliverylab.simulate.theory.mg1`). It holds as long as the team does not
fill the time with features that nobody asked for: as many are asked for as before.

Known:

* Much of what is planned is not needed. Of ideas at Microsoft that were tried out in experiments,
  a third improved what they were to improve (R. Kohavi and others, "Online Experimentation at
  Microsoft", 2009). The often quoted 45 % of features "never used" come from four programs.
* Larger changes fail more often (A. Mockus, D. M. Weiss, "Predicting Risk of Software Changes",
  Bell Labs Technical Journal 5, 2000), and take longer to review (C. Sadowski and others, "Modern
  Code Review: A Case Study at Google", ICSE-SEIP 2018).
* Reviewers find half of the defects or more at 200 lines an hour or fewer (C. F. Kemerer, M. C.
  Paulk, IEEE Transactions on Software Engineering 35, 2009), and a smaller share of them in more
  than 200 to 400 lines at a time (J. Cohen, "Best Kept Secrets of Peer Code Review", 2006; a study
  by a company that sells a tool for reviews).
* A cost for each change and a cost that grows with its size make a U-curve (D. G. Reinertsen, "The
  Principles of Product Development Flow", 2009, chapter 5).

Assumed, for teaching: the numbers in capitals below and the shapes of the curves, that a change
has at most one defect, that reviewers are other people than the team, and that half of a feature is
of use to those who asked for it. All hours are working hours; nights do not count.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import ALWAYS, Hours
from deliverylab.simulate.deploy import Deployed, deploy, gather
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws
from deliverylab.simulate.integrate import integrate
from deliverylab.simulate.policies import Train
from deliverylab.simulate.queues import Numbers, one_server
from deliverylab.simulate.release import merge, package_every_change
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.theory import Line, mg1, train_wait
from deliverylab.simulate.work import FEATURE, Work

__all__ = ["PLANNED_LINES", "WORKING_DAY", "Built", "Way", "build"]

PLANNED_LINES = 2_000
"""A feature as it was planned."""

LINES_AN_HOUR = 50.0
"""What the whole team writes."""

EVERY_HOURS = 80.0
"""A feature is asked for so often, on average: every two weeks."""

WRITING_CV = 0.5
"""Standard deviation ÷ mean of the hours in which features of the same size are written."""

LINES_A_DEFECT = 1_000.0
"""In so many lines there is one defect on average."""

MOST_CAUGHT, FORGET_LINES = 0.9, 1_000.0
"""The share of the defects that review and tests find in a tiny change; it falls by e^(-n/1000)."""

LEAST_FIX_HOURS, SEARCHED_AN_HOUR = 1.0, 50.0
"""A fix takes an hour, and one more for every so many lines of the change to be searched."""

WORKING_DAY = 8.0

FEATURES, WARM_UP = 800, 40
"""How many features are asked for, and how many of the first do not count."""

MOST_BUSY = 0.95
"""A share of the time; a team that is busier would need years to show how long its queue gets."""

TYPICAL = 35
"""A seed whose luck is typical: its waits are near those of many more features."""

PIPELINE = Scenario(
    name="features",
    working_hours=ALWAYS,
    reviewers=2,
    flaky_share=0.0,
    acceptance_catch=0.0,
)
"""What becomes of a change: two who review, three runners; no defect is caught on staging."""

_SIMULATED_DAY = 24.0
_AFTERWARDS = 900.0
"""Hours after the last feature was built, in which all of it gets to users."""


@dataclass(frozen=True)
class Way:
    """A way to build features.

    Attributes:
        built_share: how much of what is planned is built, above 0 to 1.
        change_lines: how many lines go into a change, about; 1 or more.
        around_hours: of work around each change, however small it is.
        review_minutes: to review 100 lines.
        train_days: working days from one train to production to the next, 1 or more.
    """

    built_share: float
    change_lines: float
    around_hours: float
    review_minutes: float
    train_days: float

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 0 < self.built_share <= 1:
            raise ValueError(
                f"built_share is {self.built_share!r}; give a share above 0, at most 1"
            )
        for name, least in (
            ("change_lines", 1),
            ("around_hours", 0),
            ("review_minutes", 0),
            ("train_days", 1),
        ):
            if not least <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)!r}; give {least} or more")

    @property
    def lines(self) -> float:
        """Of a feature as it is built."""
        return PLANNED_LINES * self.built_share

    @property
    def changes(self) -> int:
        """Into how many a feature is cut."""
        return max(1, round(self.lines / self.change_lines))

    @property
    def lines_each(self) -> float:
        """Of each of its changes; they are all alike."""
        return self.lines / self.changes

    @property
    def defect_share(self) -> float:
        """The chance that a change carries a defect, 1 - e^(-n/1000) for n lines."""
        return -math.expm1(-self.lines_each / LINES_A_DEFECT)

    @property
    def caught_share(self) -> float:
        """The chance that review and tests find it."""
        return MOST_CAUGHT * math.exp(-self.lines_each / FORGET_LINES)

    @property
    def fails(self) -> float:
        """The chance that a change makes its deployment fail."""
        return self.defect_share * (1.0 - self.caught_share)

    @property
    def fix_hours(self) -> float:
        """That a fix takes on average; exponential."""
        return LEAST_FIX_HOURS + self.lines_each / SEARCHED_AN_HOUR

    @property
    def writing_hours(self) -> float:
        """Of the team, to write a feature, on average."""
        return self.lines / LINES_AN_HOUR

    @property
    def around_all_hours(self) -> float:
        """Of the team, around all changes of a feature."""
        return self.changes * self.around_hours

    @property
    def rework_hours(self) -> float:
        """Of the team, to fix the defects of a feature, wherever they are found; on average."""
        return self.changes * self.defect_share * self.fix_hours

    @property
    def work_hours(self) -> float:
        """Of the team on a feature, on average."""
        return self.writing_hours + self.around_all_hours + self.rework_hours

    @property
    def work_cv(self) -> float:
        """Standard deviation ÷ mean of these hours.

        A fix that is needed with a chance p and takes an exponential time of mean f has the
        variance (2p - p²) f².
        """
        share, fix = self.defect_share, self.fix_hours
        rework = self.changes * (2.0 - share) * share * fix**2
        return math.sqrt((WRITING_CV * self.writing_hours) ** 2 + rework) / self.work_hours

    @property
    def busy(self) -> float:
        """The share of its time that the team needs for the features; above 1 it cannot be done."""
        return self.work_hours / EVERY_HOURS

    @property
    def review_hours(self) -> float:
        """To review a change, on average."""
        return self.lines_each / 100.0 * self.review_minutes / 60.0

    @property
    def scenario(self) -> Scenario:
        """The pipeline that its changes go through."""
        return replace(
            PIPELINE,
            review_hours=self.review_hours,
            ci_catch=self.caught_share,
            fix_hours=self.fix_hours,
            deploy_on=Train(every_days=self.train_days * WORKING_DAY / _SIMULATED_DAY),
        )

    @property
    def turn(self) -> Line:
        """How features wait for their turn, by theory (M/G/1).

        Raises:
            Overloaded: If the team would be busy all the time.

        Example:
            Half as much, and the wait for a turn is a tenth:

            >>> planned = Way(1.0, 500, 0.5, review_minutes=30, train_days=10)
            >>> half = replace(planned, built_share=0.5)
            >>> [round(way.turn.utilisation, 2) for way in (planned, half)]
            [0.74, 0.37]
            >>> [round(way.turn.wait_hours) for way in (planned, half)]
            [102, 11]
        """
        return mg1(1.0 / EVERY_HOURS, self.work_hours, self.work_cv)

    @property
    def first_used_hours(self) -> float:
        """From when a feature is asked for until its first part is used; by theory, on average.

        It waits for its turn. Its first change is built, reviewed, tested, fixed if that finds a
        defect, packaged and tried on staging; then it waits for a train, on average half of the
        time between two, and is deployed. Left out: the change before may still be in the way.

        Raises:
            Overloaded: If the team would be busy all the time.
        """
        pipeline = self.scenario
        build = pipeline.ci_minutes / 60.0
        red = self.defect_share * self.caught_share * (self.fix_hours + build)
        machines = pipeline.package_minutes + pipeline.acceptance_minutes
        deploying = pipeline.deploy_minutes * pipeline.strategy.duration_factor
        return math.fsum(
            (
                self.turn.wait_hours,
                self.work_hours / self.changes,
                self.review_hours,
                build,
                red,
                machines / 60.0,
                train_wait(self.train_days * WORKING_DAY),
                deploying / 60.0,
            )
        )


@dataclass(frozen=True, eq=False)
class Built:
    """What became of the features that were built one way; hours, one entry a feature.

    Attributes:
        way: how they were built.
        turn: from when a feature was asked for until the team began with it.
        building: from there until all of it was written.
        rework: how many of the hours of building were fixes.
        first_used: from when it was asked for until its first change was in production.
        all_used: the same, all of its changes.
        deployments: how many changes came with each deployment.
        failed: whether it failed, as one of them had a defect that nobody had found.
    """

    way: Way
    turn: Hours
    building: Hours
    rework: Hours
    first_used: Hours
    all_used: Hours
    deployments: Numbers
    failed: npt.NDArray[np.bool_]

    @property
    def failure_rate(self) -> float:
        """The share of the deployments that failed."""
        return float(self.failed.mean())


@lru_cache(maxsize=128)
def build(way: Way, seed: int = TYPICAL) -> Built:
    """Return what becomes of features that are asked for at random and built this way.

    Args:
        way: how they are built.
        seed: the luck; features are asked for at the same hours, whatever the way.

    Example:
        Half as much, on the same luck: days until the first part is used.

        >>> planned = build(Way(1.0, 500, 0.5, review_minutes=30, train_days=10))
        >>> half = build(Way(0.5, 500, 0.5, review_minutes=30, train_days=10))
        >>> [round(float(built.first_used.mean()) / WORKING_DAY) for built in (planned, half)]
        [21, 9]
    """
    changes = way.changes
    count = FEATURES * changes
    asked = EVERY_HOURS * np.cumsum(exponentials(seed, "feature", FEATURES))
    defect = uniforms(seed, "defect", count) < way.defect_share
    fixes = way.fix_hours * unit_draws(seed, "fix", count, PIPELINE.fix_cv)
    rework = np.where(defect, fixes, 0.0).reshape(FEATURES, changes).sum(axis=1)
    writing = way.writing_hours * unit_draws(seed, "feature hours", FEATURES, WRITING_CV)
    building = writing + way.around_all_hours + rework
    begun, _ = one_server(asked, building)
    part = np.arange(changes + 1) / changes
    parts = begun[:, np.newaxis] + building[:, np.newaxis] * part
    horizon = float(parts[-1, -1]) + _AFTERWARDS
    used, deployments, failed = _to_users(
        way, seed, _work(way, parts[:, :-1].ravel(), parts[:, 1:].ravel(), defect, horizon)
    )
    of_feature = used.reshape(FEATURES, changes)
    counted = slice(WARM_UP, None)
    return Built(
        way,
        (begun - asked)[counted],
        building[counted],
        rework[counted],
        (of_feature.min(axis=1) - asked)[counted],
        (of_feature.max(axis=1) - asked)[counted],
        deployments,
        failed,
    )


def _work(
    way: Way, begun: Hours, written: Hours, defect: npt.NDArray[np.bool_], horizon: float
) -> Work:
    """Return the changes as the pipeline meets them."""
    count = len(written)
    return Work(
        horizon=_SIMULATED_DAY * math.ceil(horizon / _SIMULATED_DAY),
        committed=begun,
        written=written,
        done=written,
        opened=written,
        kind=np.full(count, FEATURE, dtype=np.int8),
        size=np.full(count, round(way.lines_each)),
        defect=defect,
        caught=np.zeros(count, dtype=np.bool_),
    )


def _to_users(way: Way, seed: int, work: Work) -> tuple[Hours, Numbers, npt.NDArray[np.bool_]]:
    """Return when each change is in production, the size of each deployment, and what failed."""
    scenario = way.scenario
    merged = merge(scenario, seed, work, integrate(scenario, seed, work))
    packages = package_every_change(scenario, seed, work, merged)
    batches = gather(scenario, seed, merged, packages, round(work.horizon / _SIMULATED_DAY))
    deployed: Deployed = deploy(scenario, seed, batches, work.horizon)
    count = len(deployed.finished)
    used = np.empty(work.count)
    used[merged.change] = deployed.finished[batches.of_changes(count)]
    failed = np.zeros(count, dtype=np.bool_)
    failed[batches.bad] = True
    return used, np.diff(batches.ends, prepend=0), failed
