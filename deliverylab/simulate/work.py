"""Work: the changes that a team commits, and what is in them.

Commits come as a Poisson process in working time. Each change has a kind, a size, perhaps a defect,
and a time on its branch. None of that depends on what happens to the change later.
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
)
"""The levers that the work depends on."""


@dataclass(frozen=True, eq=False)
class Work:
    """The changes committed before the horizon, numbered in order of their commits.

    Attributes:
        horizon: hours; what happens from then on is not known.
        committed: clock hours of each commit.
        done: working hours at which each change leaves its branch, ready to be opened.
        opened: the same by the clock, with no limit on open changes.
        kind: FEATURE, FIX or CHORE.
        size: lines.
        defect: whether the change carries a defect.
    """

    horizon: float
    committed: Hours
    done: Hours
    opened: Hours
    kind: Codes
    size: Numbers
    defect: Flags

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
        done=done,
        opened=np.where(branch > 0.0, np.maximum(calendar.ends_at(done), committed), committed),
        kind=kind,
        size=size,
        defect=uniforms(seed, "defect", count) < scenario.defect_share,
    )


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
