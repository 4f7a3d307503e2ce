"""A way to build features: how much of the plan, in which changes, and how they get to users.

From that follows what a feature takes: hours of writing, hours around each change, hours of
rework; how likely a change carries a defect; and by theory how long features wait for their turn
and when their first part is used. What is known of this and what is assumed stands in
`deliverylab.simulate.half_as_much`, which simulates it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from deliverylab.simulate.calendar import ALWAYS
from deliverylab.simulate.policies import Train
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.theory import Line, mg1, train_wait

__all__ = ["EVERY_HOURS", "PLANNED_LINES", "WORKING_DAY", "Way"]

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

MOST_REVIEW_MINUTES = 240.0
"""Of 100 lines; then two reviewers are busy half of the time, and are no bottleneck yet."""

WORKING_DAY = 8.0

PIPELINE = Scenario(
    name="features",
    working_hours=ALWAYS,
    reviewers=2,
    flaky_share=0.0,
    acceptance_catch=0.0,
)
"""What becomes of a change: two who review, three runners; no defect is caught on staging."""

SIMULATED_DAY = 24.0
"""Hours; the simulator counts its days in these, whether people work around the clock or not."""


@dataclass(frozen=True)
class Way:
    """A way to build features.

    Attributes:
        built_share: how much of what is planned is built, above 0 to 1.
        change_lines: how many lines go into a change, about; 1 to `PLANNED_LINES`.
        around_hours: of work around each change, however small it is; 0 to `EVERY_HOURS`.
        review_minutes: to review 100 lines, 0 to `MOST_REVIEW_MINUTES`.
        train_days: working days from one train to production to the next, 1 to 100.
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
        for name, least, most in (
            ("change_lines", 1, PLANNED_LINES),
            ("around_hours", 0, EVERY_HOURS),
            ("review_minutes", 0, MOST_REVIEW_MINUTES),
            ("train_days", 1, 100),
        ):
            if not least <= getattr(self, name) <= most:
                raise ValueError(
                    f"{name} is {getattr(self, name)!r}; give a number from {least} to {most:g}"
                )

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
            deploy_on=Train(every_days=self.train_days * WORKING_DAY / SIMULATED_DAY),
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
        build = PIPELINE.ci_minutes / 60.0
        red = self.defect_share * self.caught_share * (self.fix_hours + build)
        machines = PIPELINE.package_minutes + PIPELINE.acceptance_minutes
        deploying = PIPELINE.deploy_minutes * PIPELINE.strategy.duration_factor
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
