"""The picture of "The harbour game": what each quarter lost, the events, and how it compares.

On the left, for each quarter, what was lost: by waiting, by outages, by hand; diamonds on a dotted
line show what a team loses that changes nothing. Above them the events, each a bar from its first
quarter to its last as far as one knows of it; below them the pillars of the moves that were made,
and at the end those of the plan that the search found. On the right the season as a whole, beside
others once it is over.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import blended_transform_factory

from deliverylab.improve.move import PILLARS
from deliverylab.improve.season import QUARTERS, Happening, Season
from deliverylab.show.heading import LEFT, heading
from deliverylab.show.lettering import Lettering, words_on
from deliverylab.show.live import reach_y
from deliverylab.show.season_played import Game, pillars_of
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, SOFT_INK, STAGE_STYLE

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 620, 352

_EVENTS = 5
_EVENT_ROWS = (1.07, 0.122)
"""Where the lowest row of events stands above the quarters, and how far apart rows are, in heights
of these."""
_BAR = 0.098
"""How high the bar of an event is, in heights of the quarters."""
_LETTER = 0.155
"""How wide a letter of an event is, in quarters."""

_GAP = 0.07
"""Between words and the end of a bar, in quarters."""
_CAPITAL = 0.2
"""How wide a capital letter is, in quarters."""

_ROWS = {"quarter": 0.149, "your moves": 0.108, "search": 0.064}
"""What stands below the quarters, each with its height in the picture."""
_ROW_NAMES = 0.012

_WAITS = STAGE_STYLE["wait for deploy"]
_HANDS = STAGE_STYLE["release"]


_CELLS = range(1, QUARTERS + 1)
_SMALL = 9.5
_PALE_ACCENT = "#d3e2f1"


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
_OTHERS = ("you", "doing nothing", "dice, on average", "what pays at once", "found by search")


class SeasonPlot:
    """Quarters and events on the left, the season beside others on the right."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = axes = figure.add_axes((LEFT + 0.02, 0.205, 0.565, 0.375))
        axes.set_xlim(-0.55, QUARTERS + 0.55)
        axes.set_xticks(range(QUARTERS + 1), ["before", *map(str, range(1, QUARTERS + 1))])
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
        self._moves = _Moves(figure, axes)
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
        self._moves.show(result)
        self._compared.show(result)


def _known(season: Season) -> list[_Placed]:
    """Return the events that came, and those that one knows will come."""
    number = season.last.number
    there = season.circumstances.happenings
    known = [each for each in there if each.first <= number or each in season.events_known]
    return [_Placed(each, announced=each.first > number) for each in known]


@dataclass(frozen=True)
class _Placed:
    """An event, its words, and where they stand: in its bar where they fit, else beside it."""

    happening: Happening
    announced: bool

    @property
    def words(self) -> str:
        event = self.happening.event
        return f"{event.symbol} {event.label}{' (soon)' if self.announced else ''}"

    @property
    def bar(self) -> tuple[float, float]:
        """From where to where it lasts, in quarters."""
        return self.happening.first - 0.45, self.happening.last + 0.45

    @property
    def to_the_left(self) -> bool:
        """Whether its words end where its bar begins: on the right they would leave the picture."""
        return not self._fits and self.bar[1] + self._width > QUARTERS + 0.6

    @property
    def words_at(self) -> float:
        """Where its words begin; where they end, if they are to the left."""
        left, right = self.bar
        return left - _GAP if self.to_the_left else (left if self._fits else right) + _GAP

    @property
    def extent(self) -> tuple[float, float]:
        """From where to where it reaches with its words, in quarters."""
        left, right = self.bar
        if self._fits:
            return left, right
        return (left - self._width, right) if self.to_the_left else (left, right + self._width)

    @property
    def _fits(self) -> bool:
        return self._width <= self.bar[1] - self.bar[0]

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
    """One event: a bar from its first quarter to its last, and its words."""

    def __init__(self, axes: Axes, row: int) -> None:
        across = axes.get_xaxis_transform()
        self._bar = Rectangle(
            (0, 0), 0, _BAR, linewidth=1.0, clip_on=False, animated=True, transform=across
        )
        axes.add_patch(self._bar)
        self._words = Lettering(0, 0, size=9.5, color=INK, transform=across)
        axes.add_artist(self._words)
        self._words.set_clip_on(False)

    def show(self, event: _Placed, row: int) -> None:
        """Show an event; one that is only announced has a dashed bar without a filling."""
        lowest, apart = _EVENT_ROWS
        bottom = lowest + apart * row
        left, right = event.bar
        self._bar.set(x=left, y=bottom, width=right - left, visible=True)
        self._bar.set(
            facecolor=CARD if event.announced else _PALE_ACCENT,
            edgecolor=ACCENT if event.announced else _PALE_ACCENT,
            linestyle="--" if event.announced else "-",
        )
        self._words.set_text(event.words)
        self._words.set_horizontalalignment("right" if event.to_the_left else "left")
        self._words.set_position((event.words_at, bottom + 0.022))

    def hide(self) -> None:
        """Show nothing."""
        self._bar.set_visible(False)
        self._words.set_text("")


class _Moves:
    """The letters of the pillars of the moves in each quarter: one's own, and the search's."""

    def __init__(self, figure: Figure, axes: Axes) -> None:
        across = blended_transform_factory(axes.transData, figure.transFigure)
        self._cells: dict[str, list[Lettering]] = {}
        for name, height in _ROWS.items():
            if name == "quarter":
                figure.text(_ROW_NAMES, height, name, fontsize=_SMALL, color=SOFT_INK)
                continue
            row = [Lettering(0, 0, size=_SMALL, color=INK, transform=across) for _ in _CELLS]
            for quarter, cell in zip(_CELLS, row, strict=True):
                axes.add_artist(cell)
                cell.set_clip_on(False)
                cell.set_position((quarter, height))
            self._cells[name] = row
        self._names = {
            name: words_on(figure, _ROW_NAMES, _ROWS[name], _SMALL, SOFT_INK)
            for name in self._cells
        }
        pillars = ", ".join(f"{pillar[0].upper()} {pillar}" for pillar in PILLARS)
        figure.text(_ROW_NAMES, 0.016, f"Moves: {pillars}.", fontsize=_SMALL, color=SOFT_INK)

    def show(self, result: Game) -> None:
        """Show what was moved so far, and the plan of the search once the season is compared."""
        made = [quarter.moves for quarter in result.season.quarters]
        found = result.result.search_plan if result.result is not None else ()
        for name, plan in zip(self._cells, (made, found), strict=True):
            self._names[name].set_text(name if plan else "")
            for number, cell in enumerate(self._cells[name]):
                letters = pillars_of(plan[number]) if number < len(plan) else ""
                cell.set_text(letters)
                cell.set_position((number + 1 - _CAPITAL / 2 * len(letters), _ROWS[name]))


class _Compared:
    """What the season lost so far, beside others."""

    def __init__(self, figure: Figure) -> None:
        self._axes = axes = figure.add_axes((0.725, 0.205, 0.26, 0.585))
        axes.set_ylim(len(_OTHERS) - 0.25, -0.55)
        axes.set_yticks([])
        axes.set_xticks([])
        self._below = [words_on(figure, 0.725, y, _SMALL, SOFT_INK) for y in (0.152, 0.108)]
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
        for below, line in zip(self._below, _under(result), strict=True):
            below.set_text(line)
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


def _under(result: Game) -> tuple[str, str]:
    """Return what stands below the seasons, two lines."""
    if result.result is not None:
        return "black line: so end 8 of", "10 seasons of dice"
    return ("the whole season" if result.season.over else "the season so far"), ""


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
