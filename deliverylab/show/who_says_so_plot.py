"""The picture of "Who says so?": a row for each definition, its number on one axis, and the truth.

A row has the tool's name, under it in quotation marks what its screen shows, and its number in the
course's units. The dashed line is what really happened, the pale band a tenth around it. The row of
the tool that is looked at has a frame; under the axis stands its comparison with the course, row by
row. All lengths are pixels of the page.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from deliverylab.measure.definitions.reported import FAILURES, FREQUENCY, LEAD_TIME, RESTORE
from deliverylab.measure.say import capital
from deliverylab.show.lettering import words_on
from deliverylab.show.style import ACCENT, GOOD, INK, LINE, PALE, SOFT_INK
from deliverylab.show.tools_compared import COURSE, NEAR, TOOLS, Compared

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WIDTH, HEIGHT = 720, 408

_ROWS = (*TOOLS, COURSE)
_TOP, _ROW = 56, 38
_BOTTOM = _TOP + _ROW * len(_ROWS)
_LEFT, _RIGHT = 342, 685
_WORDS = 10.7
"""Points: 11 pixels of the page where the picture is smallest, beside a file browser at 1280."""
_LONGEST = 46
"""Letters of what a screen shows; what is longer is cut, and stands whole in the table."""

_DURATIONS = {
    1 / 60: "1 min",
    1 / 6: "10 min",
    1.0: "1 h",
    6.0: "6 h",
    24.0: "1 day",
    168.0: "1 week",
    672.0: "4 weeks",
    2688.0: "16 weeks",
}
_MOST_TICKS = len(_DURATIONS)
_STEPS = (1, 2, 5)
NOTHING = {
    LEAD_TIME: "no change committed",
    RESTORE: "no incident began",
    FAILURES: "no deployment began",
}
"""What is so where even the truth has no number; a frequency always has one."""

_AXIS = {FREQUENCY: "Numbers per week", FAILURES: "Numbers as a share of deployments"}
_LETTER, _SMALL_LETTER = 9.0, 8.6
"""How wide a letter of a number is, and one of the axis, about."""


@dataclass(frozen=True)
class Scale:
    """An axis: from `low` to `high`, in ratios or evenly, with the numbers that are named."""

    low: float
    high: float
    ratios: bool
    ticks: tuple[float, ...]

    @classmethod
    def of(cls, result: Compared) -> Scale:
        """Return the axis for all the numbers of a result, the truth among them."""
        numbers = [one.in_course_units for one in result.reported.values()]
        known = [number for number in (*numbers, result.truth.value) if not math.isnan(number)]
        if result.metric in (FREQUENCY, FAILURES):
            step = _step(1.05 * max([*known, 0.1]))
            count = math.ceil(1.05 * max([*known, 0.1]) / step - 1e-9)
            return cls(0.0, count * step, False, tuple(step * tick for tick in range(count + 1)))
        some = [number for number in known if number > 0.0] or [1.0]
        low = max((tick for tick in _DURATIONS if tick <= min(some)), default=min(_DURATIONS))
        high = min((tick for tick in _DURATIONS if tick > max(some)), default=2 * max(some))
        return cls(low, high, True, tuple(tick for tick in _DURATIONS if low <= tick <= high))

    def x(self, number: float) -> float:
        """Return where a number lies; at the left end if it is beyond."""
        if self.ratios:
            number = max(number, self.low)
            across = math.log(number / self.low) / math.log(self.high / self.low)
        else:
            across = (number - self.low) / (self.high - self.low)
        return _LEFT + across * (_RIGHT - _LEFT)


class WhoSaysSoPlot:
    """Seven rows, the truth, and a comparison in words; all that depends on a result moves."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        from matplotlib.patches import Rectangle

        self._axes = axes = figure.add_axes((0, 0, 1, 1))
        axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        axes.set_axis_off()
        axes.plot([_LEFT, _RIGHT], [_BOTTOM, _BOTTOM], color=LINE, linewidth=0.8)
        for row, tool in enumerate(_ROWS):
            y = _TOP + row * _ROW
            axes.plot([8, WIDTH - 8], [y, y], color=PALE, linewidth=1, zorder=0)
            axes.text(14, y + 16, tool, fontsize=_WORDS, weight="bold", color=INK)
        self._band = Rectangle((0, _TOP), 0, _BOTTOM - _TOP, color=PALE, animated=True, zorder=1)
        axes.add_patch(self._band)
        self._frame = Rectangle(
            (6, 0), WIDTH - 12, _ROW - 4, fill=False, edgecolor=ACCENT, linewidth=1.8, animated=True
        )
        axes.add_patch(self._frame)
        (self._ticks,) = axes.plot([], [], color=LINE, linewidth=0.8, animated=True)
        (self._truth,) = axes.plot(
            [], [], color=GOOD, linewidth=2, linestyle="--", animated=True, zorder=3
        )
        (self._marks,) = axes.plot(
            [], [], color=INK, marker="o", linestyle="", markersize=8, animated=True, zorder=4
        )
        (self._days,) = axes.plot(
            [], [], color=INK, marker="|", linestyle="", markersize=11, animated=True, zorder=4
        )
        self._days.set_markeredgewidth(2.5)
        self._title = words_on(self._axes, 14, 20, 13, INK, weight="bold")
        self._where = words_on(self._axes, 14, _TOP - 6, _WORDS, SOFT_INK)
        self._true = words_on(self._axes, 0, _TOP - 6, _WORDS, GOOD, weight="bold")
        self._shown = [
            words_on(self._axes, 14, self._y(row) + 12, _WORDS, SOFT_INK) for row in range(7)
        ]
        self._numbers = [words_on(self._axes, 0, self._y(row) + 4, _WORDS, INK) for row in range(7)]
        self._names = [
            words_on(self._axes, 0, _BOTTOM + 15, _WORDS, SOFT_INK) for _ in range(_MOST_TICKS)
        ]
        self._unit = words_on(self._axes, 14, _BOTTOM + 15, _WORDS, SOFT_INK)
        self._rows = [
            words_on(self._axes, 14, y, _WORDS, colour, weight=weight)
            for y, colour, weight in (
                (_BOTTOM + 40, ACCENT, "bold"),
                (_BOTTOM + 58, INK, "normal"),
                (_BOTTOM + 75, INK, "normal"),
            )
        ]

    def move(self, result: Compared) -> None:
        """Show `result`."""
        scale = Scale.of(result)
        self._title.set_text(finding(result))
        self._where.set_text(f"{result.team.capitalize()}, {result.window}")
        self._axis(result, scale)
        self._the_truth(result, scale)
        self._the_rows(result, scale)
        self._frame.set_y(_TOP + _ROWS.index(result.tool) * _ROW + 2)
        for words, said in zip(self._rows, comparison(result), strict=True):
            words.set_text(said)

    def _axis(self, result: Compared, scale: Scale) -> None:
        """Name the ticks, and say what the axis is."""
        places = [scale.x(tick) for tick in scale.ticks]
        xs = [x for place in places for x in (place, place, math.nan)]
        self._ticks.set_data(xs, [_BOTTOM, _BOTTOM + 4, math.nan] * len(places))
        for number, words in enumerate(self._names):
            said = say_tick(result.metric, scale.ticks[number]) if number < len(places) else ""
            words.set_text(said)
            half = _SMALL_LETTER * len(said) / 2
            words.set_x(min(places[number], WIDTH - half - 8) - half if said else 0)
        self._unit.set_text(_AXIS.get(result.metric, "Numbers on a logarithmic axis"))

    def _the_truth(self, result: Compared, scale: Scale) -> None:
        """Draw the line of the truth and the band around it, where there is a truth."""
        true = result.truth.value
        known = not math.isnan(true)
        x = scale.x(true) if known else _LEFT
        self._truth.set_data([x, x] if known else [], [_TOP, _BOTTOM] if known else [])
        self._band.set_visible(known)
        if known:
            left, right = scale.x(true * (1 - NEAR)), scale.x(true * (1 + NEAR))
            self._band.set_x(left)
            self._band.set_width(right - left)
        said = f"in truth {result.say(true)}" if known else f"in truth {NOTHING[result.metric]}"
        said += " (band: ± a tenth)" if known and true else ""
        self._true.set_x(min(x - 2, WIDTH - _LETTER * len(said)))
        self._true.set_text(said)

    def _the_rows(self, result: Compared, scale: Scale) -> None:
        """Put every number onto the axis, or words in its place."""
        marks: list[tuple[float, float]] = []
        days: list[tuple[float, float]] = []
        true = scale.x(result.truth.value) if result.truth.has_data else -math.inf
        for row, tool in enumerate(_ROWS):
            one, y = result.reported[tool], self._y(row)
            shown = result.screen(tool)
            self._shown[row].set_text(
                shown if len(shown) <= _LONGEST else f"{shown[: _LONGEST - 2]}…”"
            )
            number = self._numbers[row]
            near = tool != COURSE and tool in result.near
            number.set_color(GOOD if near else INK)
            if result.counted_nothing(tool):
                number.set_horizontalalignment("left")
                number.set_x(true + 14 if 0 <= true - _LEFT < 200 else _LEFT + 6)
                number.set_text("nothing to count")
                continue
            x = scale.x(one.in_course_units)
            (days if result.in_days(tool) else marks).append((x, y))
            words = f"{result.said(tool)}{' ✓' if near else ''}"
            end = x + 10 + _LETTER * len(words)
            crossed = x < true - 4 < end and x > _LEFT + 10
            beyond = end > WIDTH or crossed
            number.set_horizontalalignment("right" if beyond else "left")
            number.set_x(x - 10 if beyond else x + 10)
            number.set_text(words)
        for line, places in ((self._marks, marks), (self._days, days)):
            line.set_data([x for x, _ in places], [y for _, y in places])

    def _y(self, row: int) -> float:
        """Return the middle of a row."""
        return _TOP + (row + 0.5) * _ROW


def say_tick(metric: str, number: float) -> str:
    """Return a number of the axis as short as can be.

    >>> say_tick(FAILURES, 0.5), say_tick(FREQUENCY, 2.5), say_tick("lead time for changes", 168.0)
    ('50 %', '2.5', '1 week')
    """
    if metric == FAILURES:
        return f"{100 * number:g} %"
    return f"{number:g}" if metric == FREQUENCY else _DURATIONS[number]


def finding(result: Compared) -> str:
    """Return the title: how many of the tools are near the truth, and how many count days."""
    metric = capital(result.metric)
    if not result.ranked:
        return f"{metric}: nothing to count"
    near, of = len(result.near), len(result.ranked)
    said = f"{metric}: {near or 'none'} of {of} within a tenth"
    days = len(result.of_days)
    return f"{said}; {days} others count days" if days else f"{said} of the truth"


def comparison(result: Compared) -> tuple[str, str, str]:
    """Return the tool's rows beside the course's, in three lines."""
    rows = result.row_by_row
    return (f"Row by row: {rows.counts}", *rows.largest)


def _step(top: float) -> float:
    """Return a round step that divides an axis up to `top` into five parts or fewer.

    >>> _step(2.28), _step(45.0), _step(0.5)
    (0.5, 10.0, 0.1)
    """
    power = 10.0 ** math.floor(math.log10(top / 5))
    return next(s * power for s in (*_STEPS, 10) if top <= 5 * s * power * (1 + 1e-9))
