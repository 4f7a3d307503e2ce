"""How long changes are in the making and then on the shelf: the numbers, and their live picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure import lead_time_for_changes
from deliverylab.measure.say import say_hours
from deliverylab.show.live import reach_y
from deliverylab.show.style import INK, STAGE_STYLE
from deliverylab.show.tiles import plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from deliverylab.log import DeliveryLog

WEEKS_SHOWN = 12
"""So much of the time is drawn, working day by working day."""

_HOUR = np.timedelta64(1, "h")
_WORKDAYS = 5 * WEEKS_SHOWN
_BINS = 14
_HATCH = "///"


@dataclass(frozen=True, eq=False)
class Shelf:
    """What half a year of deliveries looked like. Hours; one entry per deployed change.

    `policy` and `every_days` say when packages were deployed; `committed` is the hour of the commit
    since the start, `making` lasts until the package is finished, `waiting` until it is deployed.
    `deployments` counts the planned ones that brought changes to production.
    """

    policy: str
    every_days: float
    committed: NDArray[np.float64]
    making: NDArray[np.float64]
    waiting: NDArray[np.float64]
    lead_time: float
    deployments: int

    @property
    def average_wait(self) -> float:
        """Hours that a package waits on the shelf, on average; nan where there was none."""
        return float(self.waiting.mean()) if self.waiting.size else float("nan")

    @property
    def changes_per_deployment(self) -> float:
        """How many changes a deployment brings, on average; nan where there was none."""
        return self.waiting.size / self.deployments if self.deployments else float("nan")

    @property
    def share_waiting(self) -> float:
        """The share of the time to production that packages spend on the shelf."""
        return float(np.sum(self.waiting) / np.sum(self.making + self.waiting))

    @classmethod
    def of(cls, log: DeliveryLog, policy: str, every_days: float) -> Shelf:
        """Read the deployed changes of `log`."""
        committed, packaged, deployed = (
            (log.changes[column] - log.start).to_numpy("timedelta64[us]") / _HOUR
            for column in ("committed", "packaged", "deployed")
        )
        there = np.isfinite(deployed)
        committed, packaged, deployed = committed[there], packaged[there], deployed[there]
        return cls(
            policy,
            every_days,
            committed=committed,
            making=packaged - committed,
            waiting=deployed - packaged,
            lead_time=lead_time_for_changes(log).value,
            deployments=np.unique(deployed).size,
        )


class WaitPlot:
    """Days from commit to production, by day of the commit; beside it how the waits spread.

    Only the numbers in the titles move; the words around them stay where they are.
    """

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.font_manager import FontProperties

        making, waiting = STAGE_STYLE["build and test"], STAGE_STYLE["wait for deploy"]
        self._days = figure.add_axes((0.085, 0.155, 0.60, 0.635))
        self._days.set_xlabel("week of the commit")
        self._days.set_ylabel("days to production")
        self._days.set_xlim(0, WEEKS_SHOWN)
        self._days.set_xticks(range(0, WEEKS_SHOWN + 1, 2))
        edges = np.arange(_WORKDAYS + 1) / 5
        self._waiting = self._days.stairs(np.zeros(_WORKDAYS), edges, fill=True, animated=True)
        self._making = self._days.stairs(
            np.zeros(_WORKDAYS), edges, fill=True, animated=True, color=making.face, linewidth=0
        )
        self._spread = figure.add_axes((0.735, 0.155, 0.235, 0.635))
        self._spread.set_xlim(0, 1.05)
        self._spread.set_xticks([])
        self._spread.set_xlabel("packages, by wait")
        self._spread.tick_params(labelleft=False)
        self._waits = self._spread.stairs(
            np.zeros(_BINS), orientation="horizontal", fill=True, animated=True
        )
        for area in (self._waiting, self._waits):
            area.set(facecolor=waiting.face, edgecolor=waiting.edge, hatch=_HATCH, linewidth=0.8)
        (self._average,) = self._spread.plot([], [], color=INK, linewidth=2, animated=True)
        title = FontProperties(weight="bold", size=13)
        figure.text(0.118, 0.915, "of the time to production is waiting", fontproperties=title)
        self._share = figure.text(0.106, 0.915, "", ha="right", fontproperties=title, animated=True)
        figure.text(0.725, 0.835, "average")
        self._average_in_words = figure.text(0.842, 0.835, "", weight="bold", animated=True)
        figure.legend(
            [self._making, self._waiting],
            ["making the package", "package on the shelf"],
            loc="upper left",
            bbox_to_anchor=(0.075, 0.89),
            ncols=2,
            handlelength=1.6,
            borderaxespad=0,
        )

    def move(self, result: Shelf) -> None:
        """Show `result`."""
        making, both = days_by_workday(result)
        top = reach_y(self._days, both.max())
        self._making.set_data(making)
        # pyrefly: ignore[bad-argument-type]
        self._waiting.set_data(both, baseline=making)  # also an array
        if self._spread.get_ylim() != (0.0, top):
            self._spread.set_ylim(0.0, top)
        waits = result.waiting / 24
        counts, edges = np.histogram(waits, _BINS, (0.0, max(waits.max(initial=0.0), 1 / 24)))
        self._waits.set_data(counts / max(counts.max(), 1), edges)
        average = result.average_wait / 24
        self._average.set_data([0.0, 1.05], [average, average])
        self._average_in_words.set_text(say_days(result.average_wait))
        self._share.set_text(f"{100 * result.share_waiting:.0f} %" if waits.size else "–")


def days_by_workday(result: Shelf) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return mean days of making, and of making and waiting, by working day of the commit."""
    day = (result.committed // 24).astype(int)
    workday = day // 7 * 5 + np.minimum(day % 7, 4)
    shown = workday < _WORKDAYS
    count = np.maximum(np.bincount(workday[shown], minlength=_WORKDAYS), 1)
    making = np.bincount(workday[shown], result.making[shown], minlength=_WORKDAYS) / count / 24
    waiting = np.bincount(workday[shown], result.waiting[shown], minlength=_WORKDAYS) / count / 24
    return making, making + waiting


def say_days(hours: float) -> str:
    """Return a time span in days, as trains are counted; below two days as usual."""
    return f"{plain(hours / 24)} days" if hours >= 48 else say_hours(hours)


def percentile(hours: NDArray[np.float64], share: float) -> float:
    """Return the hours that `share` per cent of the changes do not exceed; nan for no change."""
    return float(np.percentile(hours, share)) if hours.size else float("nan")
