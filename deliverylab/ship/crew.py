"""Who holds everything that a harbour has on this machine, and lets go of all of it.

One object owns the work folder, the two fronts and every package that runs. It knows nothing of the
harbour that it works for, so a harbour that nobody uses any more can go, and its crew clears up.
"""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from deliverylab.ship.berth import Berth
from deliverylab.ship.ci import Findings, run_tests
from deliverylab.ship.front import Front, Lane
from deliverylab.ship.package import unpack
from deliverylab.ship.process import Processes
from deliverylab.ship.work_folder import WorkFolder, remove_tree
from deliverylab.steps import ENVIRONMENTS, Environment


@dataclass(frozen=True, eq=False)
class Running:
    """A package that runs: its process, the way to it, and the folder that it is unpacked in."""

    berth: Berth
    lane: Lane
    folder: Path


class Crew:
    """The work folder, the fronts, and what runs.

    Args:
        parent: where to make the work folder; None means among the temporary ones.
        clock: tells the time.

    Raises:
        HarbourError: where no folder can be made.
    """

    def __init__(
        self, parent: str | os.PathLike[str] | None, clock: Callable[[], datetime]
    ) -> None:
        """Make the folder and open the fronts."""
        self.closed = self._gone = False
        self._owner = os.getpid()
        self._work = WorkFolder(parent)
        self._numbers = itertools.count(1)
        self._processes = Processes()
        self._running: list[Running] = []
        self.live: dict[Environment, Running | None] = dict.fromkeys(ENVIRONMENTS)
        self.fronts: dict[Environment, Front] = {}
        try:
            for environment in ENVIRONMENTS:
                self.fronts[environment] = Front(environment, clock)
        except BaseException:
            self.close()
            raise

    @property
    def folder(self) -> Path:
        """The work folder."""
        return self._work.path

    def _new_folder(self, name: str) -> Path:
        """Return the path of a folder that is not there yet."""
        return self.folder / name / str(next(self._numbers))

    def bring_up(self, data: bytes, deployment: int, version: str, seconds: float) -> Running:
        """Unpack a package, start it, and wait until it is healthy; no user finds it yet.

        Args:
            data: the bytes of the package.
            deployment: the number of the deployment that it is for.
            version: what it must say that it is.
            seconds: how long it may take to become healthy.

        Raises:
            Unhealthy: saying why it is not; `clear_up` ends it.
        """
        folder = self._new_folder("running")
        unpack(data, folder)
        running = Running(Berth(folder, self._processes), Lane(deployment), folder)
        self._running.append(running)
        running.berth.wait_until_healthy(version, seconds)
        return running

    def test(self, files: Mapping[str, bytes], seconds: float) -> Findings:
        """Run the tests of some files: name → bytes."""
        try:
            return run_tests(files, self._new_folder("builds"), seconds, self._processes)
        finally:
            self.clear_up()

    def switch(self, environment: Environment, running: Running | None) -> None:
        """Bring the users of an environment to this package, from now on."""
        if running:
            running.lane.port = running.berth.port
        self.fronts[environment].switch(running.lane if running else None)
        self.live[environment] = running

    def clear_up(self) -> None:
        """End all that is not live; a package first answers what it was asked.

        An interrupted step may have left anything behind, so everything is put right here.
        """
        live = [running for running in self.live.values() if running]
        for environment, one in self.live.items():
            self.fronts[environment].switch(one.lane if one else None)
        for running in [one for one in self._running if one not in live]:
            for front in self.fronts.values():
                front.wait_until_quiet(running.lane)
            running.berth.end()
            self._running.remove(running)
        self._processes.end_all_but([running.berth.process for running in live])
        for folder in (self.folder / "running").glob("*"):
            if folder not in [running.folder for running in live]:
                remove_tree(folder)

    def answers(self, environment: Environment) -> bool:
        """Return whether what is live in an environment still runs."""
        running = self.live[environment]
        return running is not None and running.berth.alive

    def has_failed(self, deployment: int) -> bool:
        """Return whether a user of production met an error while this deployment was live."""
        visits = self.fronts["production"].visits_so_far()
        return any(visit.failed and visit.deployment == deployment for visit in visits)

    def close(self) -> None:
        """End every process, close every port, remove the folder. In a forked process: nothing.

        Where it is interrupted, it can be called again.
        """
        if self._gone or os.getpid() != self._owner:
            return
        self.closed = True
        for front in self.fronts.values():
            front.close()
        self._processes.close()
        for running in self._running:
            running.berth.end()
        self._work.remove()
        self._gone = True
