"""The pipeline standing still: where every change is when a window begins.

The first frame of the pipeline view, for pages that cannot move: print, GitHub, a notebook without
a kernel. It gives nothing away of what happens in the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from deliverylab.show.picture import Picture
from deliverylab.show.pipeline.people import at_work
from deliverylab.show.pipeline.stages import BANDS, STAGES, WHERE, State
from deliverylab.show.pipeline.tracks import Tracks
from deliverylab.show.style import (
    ACCENT,
    BAD,
    CARD,
    INK,
    LINE,
    PALE,
    SOFT_INK,
    STAGE_STYLE,
    course_style,
    team_style,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.lines import Line2D

STAGE_COLOUR: dict[str, str] = {
    "code": STAGE_STYLE["code"].colour,
    "review": STAGE_STYLE["review"].colour,
    "build": STAGE_STYLE["build and test"].colour,
    "merged": STAGE_STYLE["release"].colour,
    "staging": STAGE_STYLE["staging"].colour,
    "ready": STAGE_STYLE["wait for deploy"].colour,
    "deploy": STAGE_STYLE["deploy"].colour,
    "production": "",
}
"""The colour of each column; production has that of the text, whatever the theme."""

_HEADINGS = {"build": "Build\nand test"}  # where the name is too wide for its column
_ROOM = 0.84  # width of a column that dots may take, in columns
_ROWS = 9  # rows of dots that a lane holds before they stand closer


@dataclass(frozen=True)
class _Look:
    """How a dot is drawn, and what that means."""

    means: str
    shape: str = "o"
    fill: Literal["full", "none", "bottom"] = "full"
    own: str = ""  # a colour of its own, whatever the stage


_LOOKS = {
    "full": _Look("worked on"),
    "wait": _Look("waits", fill="none"),
    "rest": _Look("rests: nobody is at work", fill="bottom"),
    "back": _Look("rolled back", shape="<", fill="none", own=BAD),
    "red": _Look("red build: tests failed", shape="x", own=BAD),
}


def draw_pipeline(tracks: Sequence[Tracks], sentence: str) -> Picture:
    """Return the state of the pipeline when a window begins, one lane for each team."""
    from matplotlib.figure import Figure

    with course_style():
        figure = Figure(figsize=(8.0, 1.25 + 1.75 * len(tracks)), layout="constrained")
        lanes = figure.subplots(len(tracks), 1, squeeze=False)[:, 0]
        for number, (axes, track) in enumerate(zip(lanes, tracks, strict=True)):
            _draw_lane(axes, track, headings=number == 0)
        marks = [_LOOKS[mark] for mark in ("full", "wait", "rest", "red", "back")]
        figure.legend(
            [_mark(look, SOFT_INK, 1) for look in marks],
            [look.means for look in marks],
            loc="outside lower center",
            ncols=len(marks),
            fontsize=9,
        )
        return Picture.of(figure, sentence)


def _draw_lane(axes: Axes, track: Tracks, *, headings: bool) -> None:
    """Draw one team: a shaded column for each stage, its dots, its count."""
    from matplotlib.patches import Rectangle

    states = track.states_at(0)
    on_way = sum(int(state) not in (-1, State.PRODUCTION) for state in states)
    in_pipeline = [WHERE[State(int(state))] for state in states if state >= 0]
    most = max([1, *track.counts_at(0).values()])
    pitch = min(1.0, (6 * (_ROWS - 1) / most) ** 0.5)  # smaller dots for a crowd
    for column, stage in enumerate(STAGES):
        colour = STAGE_COLOUR[stage.key] or INK
        rests = track.rests and track.actors[stage.key] == "people" and not at_work(track.start)
        looks = {"work": "rest" if rests else "full", "done": "full"}
        marks = [looks.get(mark, mark) for key, mark in in_pipeline if key == stage.key]
        axes.add_patch(
            Rectangle((column + 0.04, 0), 0.92, _ROWS + 0.5, color=PALE, alpha=0.6, linewidth=0)
        )
        axes.plot([column + 0.04, column + 0.96], [0, 0], color=colour, linewidth=2)
        _draw_dots(axes, column, sorted(marks, key=_last_come), colour, pitch)
        axes.text(column + 0.5, -1.9, str(len(marks)), ha="center", color=colour, weight="bold")
        if headings:
            _write(axes, column + 0.5, 2.6, _HEADINGS.get(stage.key, stage.name), colour)
    if headings:
        _draw_bands(axes)
    for gate in _gates():
        axes.plot([gate, gate], [-1, _ROWS + 0.5], color=LINE, linestyle="--", linewidth=1)
    style = team_style(track.team)
    axes.plot(0.14, _ROWS + 1.5, style.marker, color=style.colour, clip_on=False, markersize=6)
    axes.text(0.28, _ROWS + 1.5, track.team, color=style.colour, weight="bold", va="center")
    axes.text(
        len(STAGES) - 0.05,
        _ROWS + 1.5,
        f"at the start: {on_way} change{'s' * (on_way != 1)} on the way",
        ha="right",
        va="center",
        color=SOFT_INK,
        fontsize=10,
    )
    axes.set(xlim=(0, len(STAGES)), ylim=(-2.2, _ROWS + 2.3))
    axes.set_axis_off()


def _draw_bands(axes: Axes) -> None:
    """Name what the gates *release* and *deploy* make of the stages."""
    right = 0
    for band in BANDS:
        left, right = right, right + band.stages
        if band.gate:
            _write(axes, (left + right) / 2, 6.1, band.short, SOFT_INK)
            box = {"boxstyle": "round,pad=0.25", "facecolor": ACCENT, "edgecolor": ACCENT}
            _write(axes, right, 6.1, f"{band.gate} →", CARD, box=box)


def _gates() -> list[int]:
    """Return the columns before which a gate stands."""
    return [int(end) for end in np.cumsum([band.stages for band in BANDS])[:-1]]


def _write(
    axes: Axes,
    x: float,
    rows_above: float,
    text: str,
    colour: str,
    *,
    size: float = 10,
    box: dict[str, str] | None = None,
) -> None:
    """Write a heading above the first lane."""
    axes.annotate(
        text,
        (x, _ROWS + rows_above),
        ha="center",
        va="bottom",
        color=colour,
        weight="bold",
        fontsize=size,
        annotation_clip=False,
        bbox=box,
    )


def _last_come(mark: str) -> bool:
    """Put red builds on top of the pile."""
    return mark == "red"


def _draw_dots(axes: Axes, column: int, marks: list[str], colour: str, pitch: float) -> None:
    """Pile the dots of one stage up."""
    across = max(1, int(6 / pitch))
    for name, look in _LOOKS.items():
        line = _mark(look, colour, pitch)
        slots = [i for i, mark in enumerate(marks) if mark == name]
        line.set_data(
            [column + 0.5 + (i % across - (across - 1) / 2) * _ROOM / across for i in slots],
            [0.75 * pitch + (i // across) * pitch for i in slots],
        )
        axes.add_line(line)


def _mark(look: _Look, colour: str, pitch: float) -> Line2D:
    """Return the marker of a look, in the colour of a stage unless the look has its own."""
    from matplotlib.lines import Line2D

    return Line2D(
        [],
        [],
        linestyle="",
        marker=look.shape,
        fillstyle=look.fill,
        markersize=6.5 * pitch,
        markerfacecolor=look.own or colour,
        markerfacecoloralt=CARD,
        markeredgecolor=look.own or colour,
        markeredgewidth=1.3,
    )
