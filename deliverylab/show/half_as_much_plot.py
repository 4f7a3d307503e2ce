"""The picture of "Half as much": how long users wait, what it takes, and how large changes are.

On the left two bars for the average feature, as planned and now: when it waits, is built, and is on
its way to users; and the hours of work in it, on an axis that ends where the team has no hour left.
On the right, the days until its first part is used over the size of the changes, by theory.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from deliverylab.show.features_compared import (
    LARGEST,
    SMALLEST,
    Compared,
    Features,
    by_size,
    say_days,
)
from deliverylab.show.lettering import words_on
from deliverylab.show.live import reach_x, reach_y
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, PALE, SOFT_INK, STAGE_STYLE
from deliverylab.simulate.feature_way import EVERY_HOURS, WORKING_DAY

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D
    from matplotlib.patches import StepPatch

_CODE, _TO_USERS = STAGE_STYLE["code"].colour, STAGE_STYLE["wait for deploy"].colour
_AROUND = STAGE_STYLE["release"].colour
_WAITS = {"facecolor": CARD, "hatch": "////", "linewidth": 0.8}
_SPARE = 1.1
"""The curve is shown up to so many times the higher of its two marks."""

_LEFT, _ACROSS = 0.072, 0.488


class FeaturesPlot:
    """Two bars for the time, two for the work, and the curve over the size of changes."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._title = words_on(figure, 0.015, 0.93, 13, INK, weight="bold")
        self._time = figure.add_axes((_LEFT, 0.60, _ACROSS, 0.205))
        self._time.set_xlabel("working days since users asked", labelpad=1)
        self._times = _bars(
            self._time,
            (
                {"edgecolor": _CODE, **_WAITS},
                {"facecolor": _CODE, "edgecolor": CARD},
                {"edgecolor": _TO_USERS, **_WAITS},
            ),
        )
        self._used = _marks(self._time, "D", CARD, INK, 8)
        self._work = figure.add_axes((_LEFT, 0.145, _ACROSS, 0.205))
        self._work.set_xlim(0, EVERY_HOURS)
        self._work.set_xlabel("the team's hours for a feature; pale: free", labelpad=1)
        self._works = _bars(
            self._work,
            (
                {"facecolor": _CODE, "edgecolor": CARD},
                {"facecolor": _AROUND, "edgecolor": CARD, "hatch": "||||", "linewidth": 0},
                {"facecolor": BAD, "edgecolor": CARD, "hatch": "\\\\\\\\", "linewidth": 0},
                {"facecolor": PALE, "edgecolor": LINE, "linewidth": 0.8},
            ),
        )
        _legend(
            figure,
            0.895,
            {
                "waits for its turn": self._times[0],
                "is built": self._times[1],
                "on its way": self._times[2],
                "first part used": self._used,
            },
        )
        _legend(
            figure,
            0.445,
            {
                "writing": self._works[0],
                "around changes": self._works[1],
                "rework": self._works[2],
            },
        )
        self._sizes = sizes = figure.add_axes((0.665, 0.145, 0.305, 0.575))
        sizes.set_xscale("log")
        sizes.set_xlim(SMALLEST * 0.88, LARGEST * 1.12)
        sizes.set_xticks([50, 100, 200, 500, 1_000], ["50", "100", "200", "500", "1,000"])
        sizes.minorticks_off()
        sizes.set_xlabel("lines in a change (log scale)", labelpad=1)
        sizes.set_ylabel("days to the first part", labelpad=2)
        (self._plan_curve,) = sizes.plot([], [], "--", color=LINE, linewidth=1.8, animated=True)
        (self._curve,) = sizes.plot([], [], color=ACCENT, linewidth=2.4, animated=True)
        self._plan = _marks(sizes, "s", CARD, SOFT_INK, 8)
        self._now = _marks(sizes, "o", ACCENT, CARD, 11)
        _legend(
            figure,
            0.80,
            {"plan": self._plan, "now": self._now, "theory": self._curve},
            left=0.625,
        )

    def move(self, result: Compared) -> None:
        """Show `result`."""
        both = (result.planned, result.now)
        self._title.set_text(_finding(result))
        reach_x(self._time, max(one.all_used_hours for one in both) / WORKING_DAY)
        _stack(self._times, *(_stretches(one) for one in both))
        _stack(self._works, *(_hours(one) for one in both))
        self._used.set_data([one.first_used_hours / WORKING_DAY for one in both], _ROWS)
        days = [one.first_used_hours / WORKING_DAY for one in both]
        reach_y(self._sizes, _SPARE * max(days))
        for curve, mark, one, day in zip(
            (self._plan_curve, self._curve), (self._plan, self._now), both, days, strict=True
        ):
            curve.set_data(*by_size(one.way))
            mark.set_data([one.way.lines_each], [day])


_ROWS, _HALF = (1.0, 0.0), 0.36
"""Where the bars stand, as planned above, now below; and half of their height."""


def _bars(axes: Axes, looks: tuple[dict[str, object], ...]) -> list[StepPatch]:
    """Return the empty pieces of both bars; each look is one artist, for now and for the plan."""
    axes.set_ylim(-0.55, 1.55)
    axes.set_yticks(_ROWS, ["plan", "now"])
    axes.tick_params(axis="y", length=0)
    axes.tick_params(axis="x", labelsize=9)
    axes.spines["left"].set_visible(False)
    plan, now = _ROWS
    edges = (now - _HALF, now + _HALF, plan - _HALF, plan + _HALF)
    pieces = []
    for look in looks:
        piece = axes.stairs(
            np.zeros(3), edges, baseline=np.zeros(3), orientation="horizontal", fill=True
        )
        piece.set(animated=True, **look)
        pieces.append(piece)
    return pieces


def _stack(pieces: list[StepPatch], plan: list[float], now: list[float]) -> None:
    """Put the pieces of both bars one after the other; nothing stands between the bars."""
    ends = np.cumsum([now, [math.nan] * len(now), plan], axis=1)
    begin = np.array([0.0, math.nan, 0.0])
    for piece, end in zip(pieces, ends.T, strict=True):
        piece.set_data(end, baseline=begin)  # pyrefly: ignore[bad-argument-type]  # also an array
        begin = end


def _stretches(one: Features) -> list[float]:
    """Return the days of waiting for a turn, of building, and from there until all is used."""
    rest = one.all_used_hours - one.turn_hours - one.building_hours
    return [hours / WORKING_DAY for hours in (one.turn_hours, one.building_hours, rest)]


def _hours(one: Features) -> list[float]:
    """Return the hours of writing, around the changes, of rework, and those that are left."""
    around = one.way.around_all_hours
    writing = one.building_hours - around - one.rework_hours
    return [writing, around, one.rework_hours, max(EVERY_HOURS - one.building_hours, 0.0)]


def _marks(axes: Axes, marker: str, face: str, edge: str, size: float) -> Line2D:
    (marks,) = axes.plot([], [], marker, markersize=size, clip_on=False, animated=True)
    marks.set(markerfacecolor=face, markeredgecolor=edge, markeredgewidth=1.8)
    return marks


def _legend(figure: Figure, top: float, marks: dict[str, Artist], left: float = 0.008) -> None:
    figure.legend(
        list(marks.values()),
        list(marks),
        loc="upper left",
        bbox_to_anchor=(left, top),
        ncols=len(marks),
        handlelength=1.5,
        handletextpad=0.5,
        columnspacing=1.2,
        borderaxespad=0,
        labelcolor=SOFT_INK,
    )


def _finding(result: Compared) -> str:
    now, planned = (say_days(one.first_used_hours) for one in (result.now, result.planned))
    if now == planned:
        return f"The first part is used after {now}, as planned"
    return f"The first part is used after {now} instead of {planned}"
