"""A history: everything that happens in one run, before it becomes the tables of a log."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

from pandas.api.extensions import ExtensionArray

from deliverylab.simulate.deploy import Batches, Deployed
from deliverylab.simulate.integrate import Integrated
from deliverylab.simulate.names import names
from deliverylab.simulate.operate import Incidents, Repairs
from deliverylab.simulate.release import Merged, Packages
from deliverylab.simulate.scenario import Scenario
from deliverylab.simulate.traffic import Traffic
from deliverylab.simulate.work import Work


@dataclass(frozen=True, eq=False)
class History:
    """Everything that happens in a run, in hours since time zero; inf where it never does.

    Attributes:
        scenario, days, seed: what was run.
        work: the changes.
        integrated: their way to the main line.
        merged: what the main line received, in order.
        packages: the packages and their acceptance tests.
        batches: what goes to production together.
        deployed: the planned deployments.
        incidents: all incidents.
        repairs: the unplanned deployments.
        traffic: the traffic, hour by hour.
        main_line, staging: names under which the stages' tables may be kept; None when too large.
    """

    scenario: Scenario
    days: int
    seed: int
    work: Work
    integrated: Integrated
    merged: Merged
    packages: Packages
    batches: Batches
    deployed: Deployed
    incidents: Incidents
    repairs: Repairs
    traffic: Traffic
    main_line: Hashable
    staging: Hashable

    @cached_property
    def change_names(self) -> ExtensionArray:
        """The names of the changes, in order of their numbers."""
        return names(f"{self.scenario.name}-c", self.work.count, digits=5)

    @property
    def loads(self) -> dict[str, float]:
        """Hours of work asked for per hour available, by stage in order."""
        return {
            **self.integrated.loads,
            **self.packages.loads,
            "the deploy lane": self.deployed.load,
        }

    @property
    def notes(self) -> tuple[str, ...]:
        """One sentence for every stage that is asked for more than it can do."""
        return tuple(
            f"{stage} is asked for {load:.1f} hours of work per hour: the queue grows without end"
            if load >= 1.05
            else f"{stage} is asked for all the work it can do: the queue grows without end"
            for stage, load in self.loads.items()
            if load >= 1.0
        )
