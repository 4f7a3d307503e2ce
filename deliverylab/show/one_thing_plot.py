"""The picture of "One thing this quarter": what is lost in each quarter, and where changes wait.

Above, the person-weeks lost in each quarter: with the student's order, with the same moves the
other way round, and when nothing is done. A point has the marker of the pillar of its move. Below,
under each quarter, what was changed, the lead time, and the stage at which changes wait longest; an
arrow stands before it where it is another one than before. All lengths are pixels of the page.
"""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING

from deliverylab.improve.move import PILLARS
from deliverylab.improve.moves import MOVES
from deliverylab.improve.one_thing import QUARTERS
from deliverylab.measure.say import say_hours
from deliverylab.show.lettering import Lettering, words_on
from deliverylab.show.style import ACCENT, BAD, CARD, INK, LINE, PILLAR_STYLE, SOFT_INK

if TYPE_CHECKING:
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    from deliverylab.improve.one_thing import Year
    from deliverylab.show.one_thing import Orders

WIDTH, HEIGHT = 640, 314
SMALL = 9.6
"""The size of the smallest words, in points: 11 pixels on a projector, beside the file browser."""
LETTERS, LINES = 14, 2
"""How much has room in a column, as the name of a move or of a stage."""

_LEFT, _COLUMN = 106, 106
_TOP, _BOTTOM = 74, 186
_ROWS = {"": 202, "you change": 221, "lead time": 256, "longest wait": 276}
_LINE_HEIGHT = 15
_STEPS = (1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
"""Where the scale may end, times a power of ten."""


class OneThingPlot:
    """Three lines above a table; all of both moves."""

    def __init__(self, figure: Figure) -> None:
        """Draw what stays, and the empty artists that move."""
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, WIDTH), ylim=(HEIGHT, 0))
        self._axes.set_axis_off()
        self._axes.plot([_LEFT, WIDTH - 6], [_BOTTOM, _BOTTOM], color=LINE, linewidth=0.8)
        self._title = words_on(self._axes, 8, 20, 12.5, INK, weight="bold")
        self._nothing = self._line(LINE, linestyle="--", linewidth=2)
        self._turned = self._line(
            BAD, linestyle="-.", linewidth=2, marker="X", markersize=8, markeredgecolor=CARD
        )
        self._yours = self._line(ACCENT, linewidth=2.6)
        self._marks = [self._line(ACCENT, markersize=10) for _ in range(QUARTERS + 1)]
        self._legend(figure)
        self._top = words_on(self._axes, _LEFT - 8, _TOP + 4, SMALL, SOFT_INK, "right")
        for y, words in ((_BOTTOM + 4, "0"), (122, "person-"), (137, "weeks lost")):
            self._axes.text(
                _LEFT - 8, y, words, ha="right", va="baseline", fontsize=SMALL, color=SOFT_INK
            )
        for name, y in _ROWS.items():
            self._axes.text(8, y, name, va="baseline", fontsize=SMALL, color=SOFT_INK)
        for quarter in range(QUARTERS + 1):
            self._axes.text(
                _left(quarter),
                _ROWS[""],
                f"quarter {quarter}" if quarter else "before",
                va="baseline",
                fontsize=SMALL,
                color=SOFT_INK,
            )
        self._values = [
            words_on(self._axes, _centre(quarter) + 9, 0, 11, INK, weight="bold")
            for quarter in range(QUARTERS + 1)
        ]
        self._cells = {name: self._row(y) for name, y in _ROWS.items() if name}

    def move(self, result: Orders) -> None:
        """Show `result`."""
        year = result.year
        losses = [quarter.loss for quarter in year.quarters]
        turned = [q.loss for q in result.turned.quarters] if result.turned else []
        reach = _reach(max(*losses, *turned, 0.0))

        def height(loss: float) -> float:
            return _BOTTOM - (_BOTTOM - _TOP) * loss / reach

        self._title.set_text(result.finding)
        self._top.set_text(f"{reach:g}")
        self._nothing.set_data([_centre(0), _centre(QUARTERS)], [height(losses[0])] * 2)
        self._turned.set_data([_centre(n) for n in range(len(turned))], [*map(height, turned)])
        self._yours.set_data([_centre(n) for n in range(len(losses))], [*map(height, losses)])
        for number in range(QUARTERS + 1):
            there = number < len(losses)
            for artist in (self._marks[number], self._values[number]):
                artist.set_visible(there)
            if there:
                y = height(losses[number])
                below = number < len(turned) and losses[number] < turned[number]
                self._marks[number].set_data([_centre(number)], [y])
                self._values[number].set_text(_short(losses[number]))
                self._values[number].set_position((_centre(number) + 9, y + (17 if below else -7)))
            self._column(year, number, there)

    def _column(self, year: Year, number: int, there: bool) -> None:
        """Write what stands below a quarter."""
        changed: list[str] = []
        stage: list[str] = []
        lead_time, waits = "", ""
        if there:
            key = year.moves[number - 1] if number else ""
            changed = column_words(key) if key else ["nothing"] if number else []
            style = PILLAR_STYLE[MOVES[key].pillar] if key else None
            self._marks[number].set(
                marker=style.marker if style else "o", color=style.colour if style else INK
            )
            quarter = year.quarters[number]
            moved = number and quarter.bottleneck != year.quarters[number - 1].bottleneck
            stage = column_words(f"→ {quarter.bottleneck}" if moved else quarter.bottleneck)
            lead_time, waits = say_hours(quarter.lead_time), say_hours(quarter.longest_wait)
        for name, lines in (
            ("you change", changed),
            ("lead time", [lead_time]),
            ("longest wait", [*stage, waits]),
        ):
            cells = self._cells[name][number]
            for line, cell in enumerate(cells):
                cell.set_text(lines[line] if line < len(lines) else "")

    def _legend(self, figure: Figure) -> None:
        """Say what the lines are, and what the markers."""
        from matplotlib.lines import Line2D

        lines = {
            "your order": Line2D([], [], color=ACCENT, linewidth=2.6),
            "the other way round": Line2D(
                [], [], color=BAD, linestyle="-.", linewidth=2, marker="X", markeredgecolor=CARD
            ),
            "doing nothing": Line2D([], [], color=LINE, linestyle="--", linewidth=2),
        }
        marks = {
            pillar: Line2D(
                [],
                [],
                color=PILLAR_STYLE[pillar].colour,
                marker=PILLAR_STYLE[pillar].marker,
                linestyle="",
            )
            for pillar in PILLARS
        }
        for top, entries, sample in ((30, lines, 2.4), (48, marks, 1.0)):
            figure.legend(
                list(entries.values()),
                list(entries),
                loc="upper left",
                bbox_to_anchor=(0.012, 1 - top / HEIGHT),
                ncols=len(entries),
                handlelength=sample,
                columnspacing=1.4,
                borderaxespad=0,
                borderpad=0.1,
                fontsize=SMALL,
                labelcolor=SOFT_INK,
            )

    def _row(self, y: float) -> list[list[Lettering]]:
        """Keep the cells of a row: for each quarter, some lines."""
        return [
            [
                words_on(self._axes, _left(quarter), y + _LINE_HEIGHT * line, SMALL, INK)
                for line in range(LINES + 1)
            ]
            for quarter in range(QUARTERS + 1)
        ]

    def _line(self, colour: str, **how: object) -> Line2D:
        # pyrefly: ignore[bad-argument-type]
        (line,) = self._axes.plot([], [], color=colour, animated=True, **how)
        return line


def column_words(key: str) -> list[str]:
    """Return the lines in which the name of a move or of a stage fits below its quarter.

    >>> column_words("alarms that say what to do")
    ['alarms that', 'say what to do']
    """
    return textwrap.wrap(key, LETTERS)


def _left(quarter: int) -> float:
    return _LEFT + _COLUMN * quarter


def _centre(quarter: int) -> float:
    return _left(quarter) + _COLUMN / 3


def _reach(loss: float) -> float:
    """Return where a scale ends that has room for a loss.

    >>> _reach(108.0), _reach(7.0), _reach(1.9)
    (120.0, 8.0, 2.0)
    """
    power = 10.0 ** math.floor(math.log10(max(loss, 0.01)))
    return next(step * power for step in _STEPS if loss <= step * power * (1 + 1e-9))


def _short(loss: float) -> str:
    """Return person-weeks with two digits or so."""
    return f"{loss:.1f}" if math.fabs(loss) < 9.95 else f"{loss:.0f}"
