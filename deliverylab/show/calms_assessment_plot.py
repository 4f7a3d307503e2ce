"""The picture of the CALMS assessment: a radar of the answers, and the experiments below it.

Each pillar keeps its spoke, its colour and its marker. The marker stands at the mean of the two
answers; a thick line along the spoke joins the two, so that "never" and "always" do not look like
twice "sometimes". Each experiment has its effect on the loss of a year with its 95 % interval; what
saves lies on the left of the line. All lengths are pixels of the page.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from deliverylab.improve.assessment import MOST_EXPERIMENTS, SCALE
from deliverylab.improve.move import PILLARS
from deliverylab.measure.say import say_count
from deliverylab.show.lettering import Lettering, words_on
from deliverylab.show.live import rung
from deliverylab.show.style import ACCENT, BAD, GOOD, INK, LINE, PALE, PILLAR_STYLE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from deliverylab.improve.brought import Brought
    from deliverylab.show.calms_assessment import Assessed

Side: TypeAlias = Literal["left", "right"]

WIDTH, HEIGHT = 540, 404
SMALL = 10.4
"""The size of the smallest words, in points: 12 pixels on a projector, beside the file browser."""

_CENTRE, _RADIUS = (270, 126), 74
_NOTES = {
    52: "outer ring: 5, always",
    69: "inner ring: 1, never",
    146: "mark: mean answer",
    163: "bar: both answers",
}
"""How to read the radar, by where it stands."""
_TURNS = [math.tau * spoke / len(PILLARS) for spoke in range(len(PILLARS))]
_NAMES: tuple[tuple[Side, int, int], ...] = (
    ("left", 12, -2),
    ("left", 12, 0),
    ("left", 8, 16),
    ("right", -8, 16),
    ("right", -12, 0),
)
"""Where the name of each pillar stands beside the end of its spoke: its side, and how far off."""
_ROWS_TOP, _ROW = 231, 50
_FOREST_LEFT, _FOREST_RIGHT = 372, 528
_ZERO = (_FOREST_LEFT + _FOREST_RIGHT) / 2


class AssessmentPlot:
    """A radar and three rows; only marks and words move."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        self._axes.set_axis_off()
        self._radar()
        self._title = words_on(self._axes, 10, 20, 12, INK, weight="bold")
        self._head = words_on(self._axes, 10, _ROWS_TOP - 8, SMALL, SOFT_INK)
        self._less = words_on(self._axes, _FOREST_LEFT, _ROWS_TOP - 8, SMALL, SOFT_INK)
        self._more = words_on(self._axes, _FOREST_RIGHT, _ROWS_TOP - 8, SMALL, SOFT_INK, "right")
        self._zero = self._line(LINE, linewidth=1)
        self._rows = [_Row(self, number) for number in range(MOST_EXPERIMENTS)]
        self._axes.text(
            10,
            HEIGHT - 8,
            "What people say of themselves is no measurement. Statements: ours.",
            fontsize=SMALL,
            color=SOFT_INK,
        )

    def move(self, result: Assessed) -> None:
        """Show `result`."""
        pillars = result.assessment.pillars
        means = [sum(pair) / 2 for pair in pillars.values()]
        corners = [_place(turn, mean) for turn, mean in zip(_TURNS, means, strict=True)]
        self._shape.set_xy(corners)
        for mark, pair, corner, turn, value, (name, answers) in zip(
            self._marks, self._pairs, corners, _TURNS, self._values, pillars.items(), strict=True
        ):
            mark.set_data([corner[0]], [corner[1]])
            ends = [_place(turn, answer) for answer in answers]
            pair.set_data([end[0] for end in ends], [end[1] for end in ends])
            value.set_text(f"{name.capitalize()} {sum(answers) / 2:g}")
        self._title.set_text(result.finding)
        self._head.set_text(result.heading)
        self._less.set_text("◂ saves" if result.brought else "")
        self._more.set_text("costs ▸" if result.brought else "")
        furthest = [
            abs(end)
            for one in result.brought
            for end in (one.loss.difference.low, one.loss.difference.high)
        ]
        reach = rung(max(furthest, default=1.0))
        middles = [_ROWS_TOP + _ROW * row + 9 for row in range(len(result.brought))]
        self._zero.set_data(
            [_ZERO, _ZERO, math.nan] * len(middles),
            [end for y in middles for end in (y - 8, y + 6, math.nan)],
        )
        for number, row in enumerate(self._rows):
            if number < len(result.brought):
                row.show(result, number, reach)
            else:
                row.hide()

    def _radar(self) -> None:
        """Draw rings and spokes; keep the shape, the marks and the names with their values."""
        from matplotlib.patches import Polygon

        x, y = _CENTRE
        for answer in range(1, len(SCALE) + 1):
            ring = np.array([_place(turn, answer) for turn in [*_TURNS, _TURNS[0]]])
            width = 1.1 if answer == len(SCALE) else 0.7
            self._axes.plot(*ring.T, color=LINE, linewidth=width)
        for turn in _TURNS:
            end = _place(turn, len(SCALE))
            self._axes.plot([x, end[0]], [y, end[1]], color=PALE, linewidth=1)
        for top, words in _NOTES.items():
            self._axes.text(10, top, words, fontsize=SMALL, color=SOFT_INK)
        self._shape = Polygon(
            [_CENTRE], closed=True, facecolor=ACCENT + "26", edgecolor=ACCENT, animated=True
        )
        self._shape.set_linewidth(2)
        self._axes.add_patch(self._shape)
        self._pairs: list[Line2D] = []
        self._marks: list[Line2D] = []
        self._values: list[Lettering] = []
        for turn, (side, right, down), name in zip(_TURNS, _NAMES, PILLARS, strict=True):
            style = PILLAR_STYLE[name]
            self._pairs.append(self._line(style.colour, linewidth=5, solid_capstyle="round"))
            self._marks.append(self._line(style.colour, marker=style.marker, markersize=11))
            end = _place(turn, len(SCALE))
            value = words_on(
                self._axes, end[0] + right, end[1] + down, 11.5, style.colour, side, "bold"
            )
            self._values.append(value)

    def _line(self, colour: str, **how: object) -> Line2D:
        # pyrefly: ignore[bad-argument-type]
        (line,) = self._axes.plot([], [], color=colour, animated=True, **how)
        return line


class _Row:
    """One experiment: what, why, what it does in words, and its effect as a mark with its range."""

    def __init__(self, plot: AssessmentPlot, number: int) -> None:
        """Keep the empty artists."""
        self._top = _ROWS_TOP + _ROW * number
        top = self._top
        self._mark = plot._line(INK, markersize=8)
        self._range = plot._line(INK, linewidth=3)
        self._point = plot._line(INK, markersize=6.5)
        self._name = words_on(plot._axes, 28, top + 14, 11, INK, weight="bold")
        self._why = words_on(plot._axes, 28, top + 29, SMALL, SOFT_INK)
        self._says = words_on(plot._axes, 28, top + 44, SMALL, INK)
        self._takes = words_on(plot._axes, _FOREST_RIGHT, top + 29, SMALL, SOFT_INK, "right")
        self._artists = (
            self._mark,
            self._range,
            self._point,
            self._name,
            self._why,
            self._says,
            self._takes,
        )

    def hide(self) -> None:
        """Show nothing here."""
        for artist in self._artists:
            artist.set_visible(False)

    def show(self, result: Assessed, number: int, reach: float) -> None:
        """Show the experiment of this number; the line of effects reaches from −reach to reach."""
        brought: Brought = result.brought[number]
        statement = result.assessment.experiments[number].statement
        effect = brought.loss
        for artist in self._artists:
            artist.set_visible(True)
        style = PILLAR_STYLE[statement.pillar]
        self._mark.set(color=style.colour, marker=style.marker)
        self._mark.set_data([16], [self._top + 10])
        self._name.set_text(brought.move.label)
        self._why.set_text(f"“{statement.text}”: {result.assessment.says(statement)}")
        self._says.set_text(result.said(brought))
        self._takes.set_text(f"takes {say_count(brought.move.cost, 'person-week')}")
        colour, marker = SOFT_INK, "o"
        if effect.more_than_noise:
            colour, marker = (GOOD, "<") if effect.better else (BAD, ">")
        self._says.set_color(colour)
        y, scale = self._top + 9, (_FOREST_RIGHT - _ZERO) / reach
        mean = effect.difference
        self._range.set_data([_ZERO + scale * end for end in (mean.low, mean.high)], [y, y])
        self._point.set_data([_ZERO + scale * mean.value], [y])
        self._range.set_color(colour)
        self._point.set(color=colour, marker=marker)


def _place(turn: float, answer: float) -> tuple[float, float]:
    """Return where an answer lies on the spoke at an angle, clockwise from the top."""
    x, y = _CENTRE
    far = _RADIUS * answer / len(SCALE)
    return x + far * math.sin(turn), y - far * math.cos(turn)
