"""The picture of "The harbour game": what each quarter lost, the events, and how it compares.

On the left, for each quarter, what was lost: by waiting, by outages, by hand; diamonds on a dotted
line show what a team loses that changes nothing. Above them the events, each from its first quarter
to its last as far as one knows of it. On the right the season as a whole, beside others once it is
over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.patches import Patch

from deliverylab.improve.season import QUARTERS, Happening, Season
from deliverylab.show.heading import LEFT, heading
from deliverylab.show.lettering import Lettering
from deliverylab.show.live import reach_y
from deliverylab.show.season_played import Game
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, SOFT_INK, STAGE_STYLE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 620, 340

_EVENTS = 5
_EVENT_ROWS = (1.09, 0.113)
"""Where the lowest row of events stands above the quarters, and how far apart rows are, in heights
of these."""
_LETTER = 0.155
"""How wide a letter of an event is, in quarters."""

_WAITS = STAGE_STYLE["wait for deploy"]
_HANDS = STAGE_STYLE["release"]


class _Part(NamedTuple):
    """How a part of what was lost is drawn."""

    name: str
    face: str
    edge: str
    hatch: str


_PARTS = {
    "waiting": _Part("by waiting", CARD, _WAITS.colour, "////"),
    "outages": _Part("by outages", BAD, CARD, ""),
    "hands": _Part("by hand", _HANDS.colour, CARD, ".."),
}
_OTHERS = ("you", "doing nothing", "dice (line: 8 in 10)", "what pays at once", "found by search")


class SeasonPlot:
    """Quarters and events on the left, the season beside others on the right."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = axes = figure.add_axes((LEFT, 0.15, 0.585, 0.425))
        axes.set_xlim(-0.55, QUARTERS + 0.55)
        axes.set_xticks(range(QUARTERS + 1), ["before", *map(str, range(1, QUARTERS + 1))])
        axes.set_xlabel("quarter")
        axes.set_ylabel("person-weeks", labelpad=2)
        self._bars = {key: _bars(axes, part) for key, part in _PARTS.items()}
        (self._nothing,) = axes.plot(
            [],
            [],
            "D:",
            color=INK,
            linewidth=1.2,
            markerfacecolor=CARD,
            markersize=6,
            animated=True,
        )
        marks: dict[str, Artist] = {
            part.name: Patch(facecolor=part.face, edgecolor=part.edge, hatch=part.hatch)
            for part in _PARTS.values()
        }
        self._title = heading(figure, {**marks, "doing nothing": self._nothing})
        self._events = [_Event(axes, row) for row in range(_EVENTS)]
        self._compared = _Compared(figure)

    def move(self, result: Game) -> None:
        """Show `result`."""
        season = result.season
        quarters = (season.before, *season.quarters)
        under = np.zeros(QUARTERS + 1)
        for part, bars in self._bars.items():
            heights = np.zeros(QUARTERS + 1)
            heights[: len(quarters)] = [getattr(quarter.loss, part) for quarter in quarters]
            for bar, height, bottom in zip(bars, heights, under, strict=True):
                bar.set(height=height, y=bottom)
            under += heights
        nothing = [quarter.nothing.total for quarter in season.quarters]
        self._nothing.set_data(range(1, len(nothing) + 1), nothing)
        reach_y(self._axes, 1.03 * max([*under, *nothing]))
        self._title.set_text(result.finding)
        known = _known(season)
        for shown, (row, event) in zip(self._events, _in_rows(known), strict=False):
            shown.show(event, row)
        for shown in self._events[len(known) :]:
            shown.hide()
        self._compared.show(result)


def _known(season: Season) -> list[_Placed]:
    """Return the events that came, and those that one knows will come."""
    number = season.last.number
    there = season.circumstances.happenings
    known = [each for each in there if each.first <= number or each in season.events_known]
    return [_Placed(each, announced=each.first > number) for each in known]


@dataclass(frozen=True)
class _Placed:
    """An event, its words, and where they stand: beside its first quarter, or before its last."""

    happening: Happening
    announced: bool

    @property
    def words(self) -> str:
        event = self.happening.event
        return f"{event.symbol} {event.label}{' (soon)' if self.announced else ''}"

    @property
    def line(self) -> tuple[float, float]:
        return self.happening.first - 0.45, self.happening.last + 0.45

    @property
    def to_the_left(self) -> bool:
        """Whether its words would else reach beyond the last quarter."""
        return self.line[0] + self._width > QUARTERS + 0.6

    @property
    def extent(self) -> tuple[float, float]:
        """From where to where it reaches with its words, in quarters."""
        left, right = self.line
        if self.to_the_left:
            return min(left, right - self._width), right
        return left, max(right, left + self._width)

    @property
    def _width(self) -> float:
        return _LETTER * (len(self.words) + 1)


def _in_rows(events: Sequence[_Placed]) -> Iterator[tuple[int, _Placed]]:
    """Yield each event with the lowest row in which it has room."""
    rows: list[list[tuple[float, float]]] = []
    for event in events:
        left, right = event.extent
        row = next(
            (
                row
                for row, taken in enumerate(rows)
                if all(end <= left or right <= begin for begin, end in taken)
            ),
            len(rows),
        )
        if row == len(rows):
            rows.append([])
        rows[row].append((left, right))
        yield row, event


class _Event:
    """One event: its words, and a line below them from its first quarter to its last."""

    def __init__(self, axes: Axes, row: int) -> None:
        (self._line,) = axes.plot(
            [],
            [],
            color=ACCENT,
            linewidth=2.0,
            solid_capstyle="butt",
            clip_on=False,
            animated=True,
            transform=axes.get_xaxis_transform(),
        )
        self._words = Lettering(0, 0, size=9.5, color=INK, transform=axes.get_xaxis_transform())
        axes.add_artist(self._words)
        self._words.set_clip_on(False)

    def show(self, event: _Placed, row: int) -> None:
        """Show an event; one that is only announced has a dashed line."""
        lowest, apart = _EVENT_ROWS
        bottom = lowest + apart * row
        left, right = event.line
        self._line.set_data([left, right], [bottom, bottom])
        self._line.set_linestyle((0, (2, 1.2)) if event.announced else "-")
        self._line.set_visible(True)
        self._words.set_text(event.words)
        self._words.set_horizontalalignment("right" if event.to_the_left else "left")
        self._words.set_position((right if event.to_the_left else left, bottom + 0.018))

    def hide(self) -> None:
        """Show nothing."""
        self._line.set_visible(False)
        self._words.set_text("")


class _Compared:
    """What the season lost so far, beside others."""

    def __init__(self, figure: Figure) -> None:
        self._axes = axes = figure.add_axes((0.725, 0.15, 0.26, 0.64))
        axes.set_ylim(len(_OTHERS) - 0.25, -0.55)
        axes.set_yticks([])
        axes.set_xticks([])
        axes.set_xlabel("the season so far", labelpad=6)
        axes.spines[["left", "bottom"]].set_visible(False)
        colours = (ACCENT, LINE, LINE, LINE, LINE)
        self._bars = axes.barh(
            [row + 0.18 for row in range(len(_OTHERS))],
            np.zeros(len(_OTHERS)),
            height=0.32,
            color=colours,
            animated=True,
        )
        (self._spread,) = axes.plot([], [], color=INK, linewidth=2, animated=True)
        self._names = [self._lettering(row, "left") for row in range(len(_OTHERS))]
        self._numbers = [self._lettering(row, "right") for row in range(len(_OTHERS))]

    def _lettering(self, row: int, side: Literal["left", "right"]) -> Lettering:
        words = Lettering(
            0.0 if side == "left" else 1.0,
            row - 0.08,
            size=9.5,
            color=INK if row == 0 else SOFT_INK,
            weight="bold" if row == 0 else "normal",
            ha=side,
            transform=self._axes.get_yaxis_transform(),
        )
        self._axes.add_artist(words)
        return words

    def show(self, result: Game) -> None:
        """Show what is known: all of it only once the season is over."""
        season, end = result.season, result.result
        values: list[float | None] = [season.lost, season.lost_by_nothing, None, None, None]
        if end is not None:
            values[2:] = [end.chance_mean, end.greedy, end.search]
        spread = end.chance_between if end is not None else (0.0, 0.0)
        self._spread.set_data(spread, [2.18, 2.18])
        self._spread.set_visible(end is not None)
        rows = zip(self._bars, self._names, self._numbers, _OTHERS, values, strict=True)
        for bar, name, number, words, value in rows:
            bar.set_width(value or 0.0)
            name.set_text(words)
            number.set_text("?" if value is None else f"{value:.0f}")
        self._axes.set_xlim(0.0, max(1.0, spread[1], *(value or 0.0 for value in values)))


def _bars(axes: Axes, part: _Part) -> BarContainer:
    """Return empty bars, one for each quarter and one for the one before."""
    return axes.bar(
        range(QUARTERS + 1),
        np.zeros(QUARTERS + 1),
        width=0.62,
        facecolor=part.face,
        edgecolor=part.edge,
        hatch=part.hatch,
        linewidth=0.8,
        animated=True,
    )
