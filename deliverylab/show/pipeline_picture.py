"""The pipeline standing still: where every change is at the end of a window.

The same columns and dots as in the pipeline view, for pages that cannot move: print, GitHub, a
notebook without a kernel.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.show.picture import Picture
from deliverylab.show.pipeline_stages import STAGES, WHERE, State
from deliverylab.show.pipeline_tracks import Tracks
from deliverylab.show.style import (
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

STAGE_COLOUR: dict[str, str] = {
    "code": STAGE_STYLE["branch"].colour,
    "review": STAGE_STYLE["review"].colour,
    "build": STAGE_STYLE["build and test"].colour,
    "release": STAGE_STYLE["package"].colour,
    "staging": STAGE_STYLE["staging"].colour,
    "shelf": STAGE_STYLE["wait for deploy"].colour,
    "deploy": STAGE_STYLE["deploy"].colour,
    "production": "",
}
"""The colour of each column; production has that of the text, whatever the theme."""

_ROOM = 0.84  # width of a column that dots may take, in columns
_ROWS = 9  # rows of dots that a lane holds before they stand closer


def draw_pipeline(tracks: Sequence[Tracks], sentence: str) -> Picture:
    """Return the state of the pipeline at the end of a window, one lane for each team."""
    from matplotlib.figure import Figure

    with course_style():
        figure = Figure(figsize=(8.0, 0.75 + 1.75 * len(tracks)), layout="constrained")
        lanes = figure.subplots(len(tracks), 1, squeeze=False)[:, 0]
        for number, (axes, track) in enumerate(zip(lanes, tracks, strict=True)):
            _draw_lane(axes, track, headings=number == 0)
        return Picture.of(figure, sentence)


def _draw_lane(axes: Axes, track: Tracks, *, headings: bool) -> None:
    """Draw one team: a shaded column for each stage, its dots, its count."""
    from matplotlib.patches import Rectangle

    states = track.states_at(track.hours)
    in_pipeline = [WHERE[State(int(state))] for state in states if state >= 0]
    most = max([1, *track.counts_at(track.hours).values()])
    pitch = min(1.0, (6 * (_ROWS - 1) / most) ** 0.5)  # smaller dots for a crowd
    for column, stage in enumerate(STAGES):
        colour = STAGE_COLOUR[stage.key] or INK
        marks = [mark for key, mark in in_pipeline if key == stage.key]
        axes.add_patch(
            Rectangle((column + 0.04, 0), 0.92, _ROWS + 0.5, color=PALE, alpha=0.6, linewidth=0)
        )
        axes.plot([column + 0.04, column + 0.96], [0, 0], color=colour, linewidth=2)
        _draw_dots(axes, column, sorted(marks, key=_last_come), colour, pitch)
        axes.text(column + 0.5, -1.9, str(len(marks)), ha="center", color=colour, weight="bold")
        if headings:
            name = stage.name.replace("Build and test", "Build\nand test")
            axes.annotate(
                name,
                (column + 0.5, _ROWS + 2.6),
                ha="center",
                va="bottom",
                color=colour,
                weight="bold",
                fontsize=10,
                annotation_clip=False,
            )
    for gate in (4, 7):
        axes.plot([gate, gate], [-1, _ROWS + 0.5], color=LINE, linestyle="--", linewidth=1)
    style = team_style(track.team)
    axes.plot(0.14, _ROWS + 1.5, style.marker, color=style.colour, clip_on=False, markersize=6)
    axes.text(0.28, _ROWS + 1.5, track.team, color=style.colour, weight="bold", va="center")
    axes.text(
        len(STAGES) - 0.05,
        _ROWS + 1.5,
        f"at the end, {len(track.carried)} of {len(track.changes)} changes have reached production",
        ha="right",
        va="center",
        color=SOFT_INK,
        fontsize=10,
    )
    axes.set(xlim=(0, len(STAGES)), ylim=(-2.2, _ROWS + 2.3))
    axes.set_axis_off()


def _last_come(mark: str) -> bool:
    """Put red builds on top of the pile."""
    return mark == "red"


def _draw_dots(axes: Axes, column: int, marks: list[str], colour: str, pitch: float) -> None:
    """Pile the dots of one stage up: full in work or done, hollow waiting, a cross for red."""
    across = max(1, int(6 / pitch))
    for look, face, edge, shape in (
        ("full", colour, colour, "o"),
        ("wait", CARD, colour, "o"),
        ("back", CARD, BAD, "<"),
        ("red", BAD, BAD, "x"),
    ):
        slots = [
            i for i, mark in enumerate(marks) if (mark if mark in _OWN_LOOK else "full") == look
        ]
        axes.plot(
            [column + 0.5 + (i % across - (across - 1) / 2) * _ROOM / across for i in slots],
            [0.75 * pitch + (i // across) * pitch for i in slots],
            shape,
            markersize=6.5 * pitch,
            markerfacecolor=face,
            markeredgecolor=edge,
            markeredgewidth=1.3,
        )


_OWN_LOOK = ("wait", "back", "red")
