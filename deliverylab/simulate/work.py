"""Work: the changes that a team commits, and what is in them.

Commits come as a Poisson process in working time. Each change has a kind, a size, perhaps a defect,
and a time on its branch. When it is written, its author may test it at the workstation; what these
tests catch is fixed and tested again before anybody else sees the change. None of that depends on
what happens to the change later.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import exponentials, normals, uniforms, unit_draws
from deliverylab.simulate.queues import Flags, Numbers
from deliverylab.simulate.scenario import Scenario

Codes = npt.NDArray[np.int8]

FEATURE, FIX, CHORE = 0, 1, 2
"""Kinds of changes, as their place among the categories of the log's schema."""

SIZE_SPREAD = 1.1
"""Standard deviation of the logarithm of a change's size: a third of the changes are over half
again, or under two thirds, of the median, and one in ten is four times as large."""

WORK_LEVERS = (
    "working_hours",
    "changes_per_day",
    "size_lines",
    "fix_share",
    "chore_share",
    "defect_share",
    "branch_hours",
    "branch_cv",
    "workstation_minutes",
    "workstation_cv",
    "workstation_catch",
)
"""The levers that the work depends on, besides how long a fix takes."""


@dataclass(frozen=True, eq=False)
class Work:
    """The changes committed before the horizon, numbered in order of their commits.

    Attributes:
        horizon: hours; what happens from then on is not known.
        committed: clock hours of each commit.
        written: working hours at which the author has written each change.
        done: working hours at which it leaves its branch, tested there and ready to be opened.
        opened: the same by the clock, with no limit on open changes.
        kind: FEATURE, FIX or CHORE.
        size: lines.
        defect: whether the change carries a defect when it is opened.
        caught: whether its author's own tests caught one before that.
    """

    horizon: float
    committed: Hours
    written: Hours
    done: Hours
    opened: Hours
    kind: Codes
    size: Numbers
    defect: Flags
    caught: Flags

    @property
    def count(self) -> int:
        """How many changes there are."""
        return len(self.committed)


def commit(scenario: Scenario, days: int, seed: int) -> Work:
    """Return the changes committed within `days`."""
    calendar = scenario.working_hours
    horizon = 24.0 * days
    moment = _commit_moments(scenario, days, seed)
    committed = calendar.starts_at(moment)
    count = int(np.searchsorted(committed, horizon))
    moment, committed = moment[:count], committed[:count]
    branch = scenario.branch_hours * unit_draws(seed, "branch", count, scenario.branch_cv)
    written = done = moment + branch
    defect = uniforms(seed, "defect", count) < scenario.defect_share
    caught = np.zeros(count, dtype=np.bool_)
    if scenario.workstation_minutes > 0.0 or scenario.workstation_catch > 0.0:
        caught = defect & (uniforms(seed, "workstation catch", count) < scenario.workstation_catch)
        defect = defect & ~caught
        testing = first_tests(scenario, seed, count)
        again = own_fixes(scenario, seed, count) + testing
        branch = branch + testing + np.where(caught, again, 0.0)
        done = moment + branch
    u = uniforms(seed, "kind", count)
    kind = np.full(count, FEATURE, dtype=np.int8)
    kind[u < scenario.fix_share + scenario.chore_share] = CHORE
    kind[u < scenario.fix_share] = FIX
    lines = np.rint(scenario.size_lines * np.exp(SIZE_SPREAD * normals(seed, "size", count)))
    size = np.maximum(lines, 1.0).astype(np.int64)
    for shared in (kind, size):  # they become columns of every log of this work
        shared.flags.writeable = False
    return Work(
        horizon=horizon,
        committed=committed,
        written=written,
        done=done,
        opened=np.where(branch > 0.0, np.maximum(calendar.ends_at(done), committed), committed),
        kind=kind,
        size=size,
        defect=defect,
        caught=caught,
    )


def first_tests(scenario: Scenario, seed: int, count: int) -> Hours:
    """Return the working hours of each change's first tests at its author's workstation."""
    draws = unit_draws(seed, "workstation", count, scenario.workstation_cv)
    return scenario.workstation_minutes / 60.0 * draws


def own_fixes(scenario: Scenario, seed: int, count: int) -> Hours:
    """Return the working hours in which each author would fix what these tests catch."""
    return scenario.fix_hours * unit_draws(seed, "workstation fix", count, scenario.fix_cv)


def _commit_moments(scenario: Scenario, days: int, seed: int) -> Hours:
    """Return the working moments of the commits within `days`, a Poisson process."""
    if scenario.changes_per_day == 0.0:
        return np.zeros(0)
    calendar = scenario.working_hours
    hours_each = calendar.hours_per_day / scenario.changes_per_day
    available = calendar.worked_one(24.0 * days)
    guess = available / hours_each
    count = int(guess + 6.0 * guess**0.5 + 20.0)
    while True:
        moment = np.cumsum(exponentials(seed, "commit", count)) * hours_each
        within = int(np.searchsorted(moment, available))
        if within < count:
            return np.asarray(moment[:within])
        count *= 2
