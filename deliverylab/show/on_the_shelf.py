"""The lab "On the shelf": how long does a finished package wait until users get it?

A team packages every change automatically. A change is *made* (from its commit until the package is
finished), then the package lies *on the shelf* until it is deployed. When it is deployed is up to
the team: on a train, when a person approves, or at once. Making takes as long as before; only the
wait on the shelf changes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure import deployment_frequency, lead_time_for_changes
from deliverylab.measure.say import say_hours, say_per_week
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.levers import APPROVAL, EVERY_CHANGE, TRAIN, deploy_controls, with_levers
from deliverylab.show.live import reach_y
from deliverylab.show.style import INK, STAGE_STYLE
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.simulate import Scenario, simulate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deliverylab.log import DeliveryLog

DAYS = 182
"""Half a year is simulated …"""
WEEKS_SHOWN = 12
"""… and this much of it drawn, day by day."""

_HOUR = np.timedelta64(1, "h")
_WORKDAYS = 5 * WEEKS_SHOWN
_BINS = 14


@dataclass(frozen=True, eq=False)
class Shelf:
    """What half a year of deliveries looked like. Hours; one entry per deployed change.

    `policy` and `every_days` say when packages were deployed; `committed` is the hour of the commit
    since the start, `making` lasts until the package is finished, `waiting` until it is deployed.
    """

    policy: str
    every_days: float
    committed: NDArray[np.float64]
    making: NDArray[np.float64]
    waiting: NDArray[np.float64]
    lead_time: float
    deployments_per_week: float
    changes_per_deployment: float

    @property
    def average_wait(self) -> float:
        """Hours that a package waits on the shelf, on average; nan where there was none."""
        return float(self.waiting.mean()) if self.waiting.size else float("nan")

    @classmethod
    def of(cls, log: DeliveryLog, policy: str, every_days: float) -> Shelf:
        """Read the deployed changes of `log`."""
        changes = log.changes.loc[log.changes["deployed"].notna()]
        committed, packaged, deployed = (
            changes[column].dt.tz_localize(None).to_numpy("datetime64[us]")
            for column in ("committed", "packaged", "deployed")
        )
        start = np.datetime64(log.start.tz_localize(None), "us")
        deployments = changes["deployment"].nunique()
        return cls(
            policy,
            every_days,
            committed=(committed - start) / _HOUR,
            making=(packaged - committed) / _HOUR,
            waiting=(deployed - packaged) / _HOUR,
            lead_time=lead_time_for_changes(log).value,
            deployments_per_week=deployment_frequency(log).value,
            changes_per_deployment=len(changes) / deployments if deployments else np.nan,
        )


class OnTheShelf(Lab[Shelf]):
    """The lab; show it as the last line of a cell.

    >>> lab = OnTheShelf()
    >>> lab.covered                     # it asks for a prediction first
    True
    >>> view = lab.predict(10)
    >>> view.covered
    False
    """

    name = "On the shelf"
    question = "How long does a finished package wait on the shelf?"
    team = Scenario.team("ferry")
    groups = (
        Group("Deploy", deploy_controls(TRAIN, 14)),
        Group(
            "Work",
            (Slider("changes_per_day", "Changes per working day", low=1, high=20, value=7),),
        ),
    )
    presets_label = "Deploy like"
    presets = (
        Preset("barge", {"deploy_on": TRAIN, "every_days": 28}),
        Preset("tug", {"deploy_on": TRAIN, "every_days": 14}),
        Preset("ferry", {"deploy_on": APPROVAL}),
        Preset("hydrofoil", {"deploy_on": EVERY_CHANGE}),
    )
    prediction = Prediction(
        "A train leaves every 14 days. How many days does a package wait on the shelf, on average?",
        unit="days",
        one="day",
        high=365,
    )
    height = 320

    def model(self, choices: Choices) -> Shelf:
        """Simulate half a year with these choices."""
        log = simulate(with_levers(self.team, choices), days=DAYS)
        return Shelf.of(log, str(choices["deploy_on"]), float(choices["every_days"]))

    def plot(self, figure: Figure) -> ShelfPlot:
        """Draw the empty axes."""
        return ShelfPlot(figure)

    def tiles(self, result: Shelf) -> Sequence[Tile]:
        """Return what the team's numbers are."""
        return (
            Tile("On the shelf (average)", result.average_wait, _say_days, "less"),
            Tile("Lead time for changes", result.lead_time, _say_days, "less"),
            Tile(
                "Deployment frequency",
                result.deployments_per_week,
                say_per_week,
                "more",
                say_change=lambda rate: f"{plain(rate)} per week",
            ),
            Tile("Changes per deploy", result.changes_per_deployment, plain, "less"),
        )

    def table(self, result: Shelf) -> Table:
        """Return how long making, waiting and both took: most, half and few of the changes."""
        parts = (result.making, result.waiting, result.making + result.waiting)
        rows = [
            (label, *(_say_days(_percentile(hours, share)) for hours in parts))
            for label, share in (
                ("a tenth is faster than", 10),
                ("half is faster than", 50),
                ("nine tenths are faster than", 90),
            )
        ]
        return Table(("", "making", "on the shelf", "commit to production"), rows)

    def sentence(self, result: Shelf, before: Shelf | None) -> str:
        """Say how long a package waits, and how long it did before."""
        if not result.waiting.size:
            return "Nothing reached production in half a year."
        said = (
            f"{_policy_in_words(result)}, a package waits {_say_days(result.average_wait)} on the "
            f"shelf on average; half of the changes reach users within "
            f"{_say_days(result.lead_time)} of their commit."
        )
        if before is None or not before.waiting.size:
            return said
        was, now = _say_days(before.average_wait), _say_days(result.average_wait)
        return f"{said} Before this change, the wait was {'the same' if was == now else was}."

    def outcome(self, result: Shelf) -> float:
        """Return the average wait in days."""
        return result.average_wait / 24


class ShelfPlot:
    """Days from commit to production, by day of the commit; beside it how the waits spread."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        making, waiting = STAGE_STYLE["build and test"], STAGE_STYLE["wait for deploy"]
        self._days = figure.add_axes((0.085, 0.155, 0.60, 0.635))
        self._days.set_xlabel("week of the commit")
        self._days.set_ylabel("days to production")
        self._days.set_xlim(0, WEEKS_SHOWN)
        self._days.set_xticks(range(0, WEEKS_SHOWN + 1, 2))
        self._edges = np.arange(_WORKDAYS + 1) / 5
        self._waiting = self._days.stairs(
            np.zeros(_WORKDAYS),
            self._edges,
            fill=True,
            animated=True,
            linewidth=0.8,
            facecolor=waiting.face,
            edgecolor=waiting.edge,
            hatch=waiting.hatch,
        )
        self._making = self._days.stairs(
            np.zeros(_WORKDAYS),
            self._edges,
            fill=True,
            animated=True,
            linewidth=0,
            facecolor=making.face,
        )
        self._spread = figure.add_axes((0.735, 0.155, 0.235, 0.635))
        self._spread.set_xlim(0, 1.05)
        self._spread.set_xticks([])
        self._spread.set_xlabel("packages, by wait")
        self._spread.tick_params(labelleft=False)
        self._average_in_words = self._spread.set_title("", fontsize=11, pad=8, animated=True)
        self._waits = self._spread.stairs(
            np.zeros(_BINS),
            orientation="horizontal",
            fill=True,
            animated=True,
            linewidth=0.8,
            facecolor=waiting.face,
            edgecolor=waiting.edge,
            hatch=waiting.hatch,
        )
        (self._average,) = self._spread.plot([], [], color=INK, linewidth=2, animated=True)
        self._title = figure.text(
            0.02, 0.965, "", fontsize=13, fontweight="bold", va="top", animated=True
        )
        figure.legend(
            [self._making, self._waiting],
            ["making the package", "package on the shelf"],
            loc="upper left",
            bbox_to_anchor=(0.075, 0.9),
            ncols=2,
            handlelength=1.6,
            borderaxespad=0,
        )

    def move(self, result: Shelf) -> None:
        """Show `result`."""
        making, both = days_by_workday(result)
        top = reach_y(self._days, both.max())
        self._making.set_data(making)
        self._waiting.set_data(both, baseline=making)  # type: ignore[arg-type]  # also takes an array
        if self._spread.get_ylim() != (0.0, top):
            self._spread.set_ylim(0.0, top)
        waits = result.waiting / 24
        counts, edges = np.histogram(waits, _BINS, (0.0, max(waits.max(initial=0.0), 1 / 24)))
        self._waits.set_data(counts / max(counts.max(), 1), edges)
        average = result.average_wait / 24
        self._average.set_data([0.0, 1.05], [average, average])
        self._average_in_words.set_text(f"average {_say_days(result.average_wait)}")
        self._title.set_text(_finding(result))


def _finding(result: Shelf) -> str:
    if not result.waiting.size:
        return "Nothing reached production"
    share = np.sum(result.waiting) / np.sum(result.making + result.waiting)
    return f"{100 * share:.0f} % of the time to production is waiting on the shelf"


def _policy_in_words(result: Shelf) -> str:
    if result.policy == EVERY_CHANGE:
        return "When every change is deployed at once"
    if result.policy == APPROVAL:
        return "When a person approves each deployment"
    days = f"{result.every_days:g} days" if result.every_days != 1 else "day"
    return f"When a train leaves every {days}"


def days_by_workday(result: Shelf) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean days of making, and of making and waiting, by working day of the commit."""
    day = (result.committed // 24).astype(int)
    workday = day // 7 * 5 + np.minimum(day % 7, 4)
    shown = workday < _WORKDAYS
    count = np.maximum(np.bincount(workday[shown], minlength=_WORKDAYS), 1)
    making = np.bincount(workday[shown], result.making[shown], minlength=_WORKDAYS) / count / 24
    waiting = np.bincount(workday[shown], result.waiting[shown], minlength=_WORKDAYS) / count / 24
    return making, making + waiting


def _say_days(hours: float) -> str:
    """Return a time span in days, as trains are counted; below two days as usual."""
    return f"{plain(hours / 24)} days" if hours >= 48 else say_hours(hours)


def _percentile(hours: NDArray[np.float64], share: float) -> float:
    return float(np.percentile(hours, share)) if hours.size else float("nan")
