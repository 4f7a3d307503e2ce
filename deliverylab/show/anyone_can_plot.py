"""The picture of "Anyone can pick it up": each kind of work, by specialists and by the team.

Two bars for each kind: what a task waits is hatched, what it takes stands solid below, as in all
pictures of the course. Black lines are the theory, where there is one. The strip below says how
much slower people may be at the work of others, and how much slower they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from deliverylab.measure.say import say_work
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import reach_y
from deliverylab.show.style import ACCENT, BAD, CARD, GOOD, INK, LINE, SOFT_INK
from deliverylab.simulate.pooling import MOST_SLOWER

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.patches import StepPatch

    from deliverylab.simulate.pooling import Pooling

KINDS = ("front end", "back end", "tests", "servers", "data", "security", "mobile", "search")
"""The kinds of work, the one that may bring the most first."""

_WIDTH = 8.0
"""Of the axis, whatever the number of kinds."""
_LEFT, _RIGHT = (0.10, 0.49), (0.51, 0.90)
"""Where the two bars of a kind stand, as shares of its place."""


class PoolingPlot:
    """Bars for each kind of work, and the strip of the break-even."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = axes = figure.add_axes((0.085, 0.335, 0.90, 0.475))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(0, 20)
        axes.set_xticks([])
        axes.set_ylabel("hours until done")
        self._bars = [_bars(axes, colour) for colour in (LINE, ACCENT)]
        (self._theory,) = axes.plot([], [], color=INK, linewidth=2.2, animated=True)
        self._names = [self._words(axes, 9, SOFT_INK) for _ in KINDS]
        self._title = Lettering(
            0.015, 0.925, size=13, weight="bold", color=INK, transform=figure.transFigure
        )
        figure.add_artist(self._title)
        _legend(figure, self._bars, self._theory)
        self._strip = strip = figure.add_axes((0.085, 0.135, 0.90, 0.065))
        strip.set(xlim=(0, 100 * MOST_SLOWER), ylim=(0, 1))
        strip.set_yticks([])
        strip.spines["left"].set_visible(False)
        strip.set_xlabel("slower at the work of others, %", labelpad=1)
        strip.tick_params(axis="x", labelsize=9)
        self._pays = strip.axvspan(0, 1, color="#cfe6d6", linewidth=0, animated=True)
        self._costs = strip.axvspan(0, 1, animated=True)
        self._costs.set(facecolor="#f6d5d2", edgecolor=CARD, hatch="////", linewidth=0)
        self._pays_in_words = self._words(strip, 10, GOOD, "bold")
        self._costs_in_words = self._words(strip, 10, BAD, "bold")
        (self._now,) = strip.plot(
            [],
            [],
            "D",
            color=CARD,
            markeredgecolor=INK,
            markeredgewidth=2.2,
            markersize=9,
            clip_on=False,
            animated=True,
        )

    def move(self, result: Pooling) -> None:
        """Show `result`."""
        people = result.team.people
        highest = max(float((way.waits + way.works).max()) for way in (result.apart, result.shared))
        top = reach_y(self._axes, 1.02 * max(highest, float(result.apart_in_theory.max())))
        for (work, wait), way, side in zip(
            self._bars, (result.apart, result.shared), (_LEFT, _RIGHT), strict=True
        ):
            edges = _edges(people, side)
            works, both = _between(way.works), _between(way.works + way.waits)
            work.set_data(works, edges)
            # pyrefly: ignore[bad-argument-type]
            wait.set_data(both, edges, baseline=works)  # also an array
        self._theory.set_data(*_theory(result))
        place = _WIDTH / people
        for number, words in enumerate(self._names):
            words.set_text(KINDS[number] if number < people else "")
            words.set_position(((number + _LEFT[0]) * place, -0.105 * top))
        self._title.set_text(_finding(result))
        self._move_strip(result)

    def _move_strip(self, result: Pooling) -> None:
        most = 100 * MOST_SLOWER
        until = min(100 * result.pays_until, most)
        self._pays.set(x=0, width=until)
        self._costs.set(x=until, width=most - until)
        self._now.set_data([100 * result.team.slower], [0.5])
        if not result.team.shares:
            pays, costs = "", "nobody shares"
        elif until >= most:
            pays, costs = "sharing pays", ""
        else:
            pays, costs = f"pays until {say_slower(result.pays_until)}", "costs more than it saves"
        self._pays_in_words.set(text=pays, position=(0, 1.35))
        self._costs_in_words.set(text=costs, position=(most, 1.35), ha="right")

    @staticmethod
    def _words(axes: Axes, size: float, colour: str, weight: str = "normal") -> Lettering:
        made = Lettering(0, 0, size=size, color=colour, weight=weight, transform=axes.transData)
        axes.add_artist(made)
        return made


def _bars(axes: Axes, colour: str) -> tuple[StepPatch, StepPatch]:
    """Return the empty bars of one way to work: what tasks take, and what they wait."""
    work = axes.stairs([0.0], [0.0, 1.0], fill=True, animated=True, color=colour, linewidth=0)
    wait = axes.stairs([0.0], [0.0, 1.0], fill=True, animated=True, baseline=0.0)
    wait.set(facecolor=CARD, edgecolor=colour, hatch="////", linewidth=0.8)
    return work, wait


def _legend(figure: Figure, bars: list[tuple[StepPatch, StepPatch]], theory: object) -> None:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    (apart, _), (shared, _) = bars
    marks = {
        "specialists": Patch(color=apart.get_facecolor()),
        "this team": Patch(color=shared.get_facecolor()),
        "work": Patch(color=SOFT_INK),
        "waiting": Patch(facecolor=CARD, edgecolor=SOFT_INK, hatch="////", linewidth=0.8),
        "theory": Line2D([], [], color=INK, linewidth=2.2),
    }
    figure.legend(
        list(marks.values()),
        list(marks),
        loc="upper left",
        bbox_to_anchor=(0.008, 0.905),
        ncols=len(marks),
        handlelength=1.5,
        columnspacing=1.4,
        borderaxespad=0,
        labelcolor=SOFT_INK,
    )


def _edges(people: int, side: tuple[float, float]) -> NDArray[np.float64]:
    """Return where bars begin and end, one after the other."""
    kind = np.arange(people)[:, np.newaxis] + np.array(side)
    return np.asarray(kind.ravel() * (_WIDTH / people), dtype=np.float64)


def _between(heights: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the heights of bars with gaps between them: 1, 0, 2, 0, 3."""
    spread = np.zeros(2 * len(heights) - 1)
    spread[::2] = heights
    return spread


def _theory(result: Pooling) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the lines of the theory, across its bars; a gap after each."""
    people = result.team.people
    shared = np.full(people, result.shared_in_theory)
    x: list[NDArray[np.float64]] = []
    y: list[NDArray[np.float64]] = []
    for side, hours in ((_LEFT, result.apart_in_theory), (_RIGHT, shared)):
        edges = _edges(people, side).reshape(-1, 2)
        x.append(np.column_stack([edges, edges[:, :1]]).ravel())
        y.append(np.column_stack([hours, hours, np.full(people, np.nan)]).ravel())
    return np.concatenate(x), np.concatenate(y)


def _finding(result: Pooling) -> str:
    apart, shared = say_work(result.apart.hours), say_work(result.shared.hours)
    if not result.team.shares:
        return f"Nobody shares: done after {apart}"
    return f"Done after {shared}, with specialists after {apart}"


def say_slower(share: float) -> str:
    """Return a break-even as people say it.

    >>> say_slower(0.218), say_slower(float("inf")), say_slower(0.0)
    ('22 %', 'beyond 60 %', 'not at all')
    """
    if share > MOST_SLOWER:
        return f"beyond {100 * MOST_SLOWER:.0f} %"
    return f"{100 * share:.0f} %" if share else "not at all"
