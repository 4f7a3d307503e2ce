"""Feedback: where each defect is caught, and how long its author waits to hear of it.

A defect may be caught at its author's own workstation, by the build, on staging, or by the users.
The clock of an author starts when the change is written, and stops when a test or a user has found
the defect. What it costs to fix is drawn alike in every place: the simulator does *not* assume that
a late fix takes longer, since that is a disputed claim (Menzies, Nichols, Shull and Layman 2017
looked for it in 171 projects and did not find it). What differs is the wait, and who waits too.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import unit_draws
from deliverylab.simulate.history import History
from deliverylab.simulate.integrate import DEFECT
from deliverylab.simulate.queues import Numbers
from deliverylab.simulate.work import Codes, first_tests, own_fixes

PLACES = ("at the workstation", "in CI", "on staging", "in production")
"""Where a defect can be caught, in the order in which a change comes by."""


@dataclass(frozen=True, eq=False)
class Feedback:
    """Every defect that somebody had found before the last day ended.

    Attributes:
        change: number of the change that carried it.
        place: where it was found, as a place in `PLACES`.
        written: clock hours at which its author had written the change.
        known: clock hours at which the defect was found.
        fix: working hours that its fix takes. Of several defects in one failed deployment, one fix
            carries all the hours.
    """

    change: Numbers
    place: Codes
    written: Hours
    known: Hours
    fix: Hours

    @property
    def waited(self) -> Hours:
        """The clock hours between writing a defect and knowing of it."""
        return self.known - self.written

    @property
    def counts(self) -> npt.NDArray[np.int64]:
        """How many defects were found in each place."""
        return np.bincount(self.place, minlength=len(PLACES))


def feedback(history: History) -> Feedback:
    """Return where and when each defect of a run was found, in order of the places.

    >>> from deliverylab.simulate import Scenario
    >>> from deliverylab.simulate.run import run
    >>> found = feedback(run(Scenario.team("ferry"), days=28, seed=1))
    >>> dict(zip(PLACES, found.counts.tolist()))
    {'at the workstation': 0, 'in CI': 30, 'on staging': 1, 'in production': 4}
    """
    parts = (_at_the_workstation, _by_builds, _on_staging, _in_production)
    found = [part(history) for part in parts]
    change = np.concatenate([one[0] for one in found])
    known = np.concatenate([one[1] for one in found])
    fix = np.concatenate([one[2] for one in found])
    place = np.repeat(np.arange(len(found), dtype=np.int8), [len(one[0]) for one in found])
    before = known < history.work.horizon
    change = change[before]
    calendar = history.scenario.working_hours
    work = history.work
    written = np.maximum(calendar.ends_at(work.written[change]), work.committed[change])
    return Feedback(change, place[before], written, known[before], fix[before])


Found = tuple[Numbers, Hours, Hours]
"""Numbers of changes, when their defects were found, and the working hours of their fixes."""


def _at_the_workstation(history: History) -> Found:
    work, scenario = history.work, history.scenario
    change = np.flatnonzero(work.caught)
    tested = work.written + first_tests(scenario, history.seed, work.count)
    known = np.maximum(scenario.working_hours.ends_at(tested[change]), work.committed[change])
    return change, known, own_fixes(scenario, history.seed, work.count)[change]


def _by_builds(history: History) -> Found:
    builds, scenario = history.integrated.builds, history.scenario
    red = builds.result == DEFECT
    change = builds.change[red]
    fix = scenario.fix_hours * unit_draws(history.seed, "fix", history.work.count, scenario.fix_cv)
    return change, builds.finished[red], fix[change]


def _on_staging(history: History) -> Found:
    merged, packages = history.merged, history.packages
    package = np.searchsorted(packages.ends, merged.defects, side="right")
    tested = package < len(packages.ends)
    change = merged.change[merged.defects[tested]]
    scenario = history.scenario
    draws = unit_draws(history.seed, "acceptance fix", history.work.count, scenario.fix_cv)
    return change, packages.first_test[package[tested]], scenario.fix_hours * draws[change]


def _in_production(history: History) -> Found:
    merged, batches, scenario = history.merged, history.batches, history.scenario
    batch = np.searchsorted(batches.ends, merged.escaped, side="right")
    there = batch < len(batches.ends)
    batch, change = batch[there], merged.change[merged.escaped[there]]
    count = len(batches.ready)
    detect = unit_draws(history.seed, "detect", count, scenario.detect_cv)[batch]
    known = history.deployed.finished[batch] + scenario.detect_minutes / 60.0 * detect
    draws = unit_draws(history.seed, "hotfix", count, scenario.fix_cv)[batch]
    first = np.diff(batch, prepend=-1) > 0  # of its deployment: one hotfix answers them all
    return change, known, np.where(first, scenario.fix_hours * draws, 0.0)
