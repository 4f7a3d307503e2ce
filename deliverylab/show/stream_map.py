"""The value-stream map of a team: its steps in order, with the work and the waiting at each.

A column for every step: solid where a change is worked on, hatched where it waits. Under it stand
the two times and, where the log tells, the share of what the step passes on that is complete and
accurate. What counts as work is said in `deliverylab.measure.flow_touch`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd

from deliverylab.measure import value_stream
from deliverylab.measure.flow import STEPS
from deliverylab.measure.say import NO_DATA, say_hours, say_share, say_work
from deliverylab.show.picture import Picture
from deliverylab.show.style import INK, LINE, PALE, SOFT_INK, STAGE_STYLE, course_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from deliverylab.log import DeliveryLog
    from deliverylab.measure.flow import ValueStream

_DAY = 24.0
_LEAST_HOURS = 1 / 60
_STEP_WIDTH, _LABEL_WIDTH, _HEIGHT = 108, 112, 330
"""Pixels: a step, with room for an arrow to the next; the names of the rows; the whole picture."""

_BAR = 0.62
_UNITS = {"second": "s", "minute": "min", "hour": "h", "day": "days", "week": "weeks"}
_STEP_ROW, _FIRST_ROW, _ROW = 0.29, 0.16, 0.062
"""How high the names of the steps and the rows of numbers stand, as shares of the height."""


def value_stream_map(log: DeliveryLog, team: str | None = None) -> Picture:
    """Draw the value stream of a team.

    Args:
        log: What happened.
        team: Which team of the log; may be left out where there is only one.

    Raises:
        ValueError: When the log has several teams and none was named, or nothing was deployed.
        LogError: When the log has no such team.
    """
    if team is None and len(log.teams) != 1:
        raise ValueError(
            f"this log has {len(log.teams)} teams and a map shows one; say which, like "
            f"value_stream_map(log, team={log.teams[-1]!r})"
        )
    name = team or log.teams[0]
    stream = value_stream(log.team(name))
    if not stream.changes:
        raise ValueError(f"there is no value stream of {name} to show: {stream.why}")
    hours = stream.table["touch_hours"] + stream.table["wait_hours"]
    steps = stream.table.loc[hours >= _LEAST_HOURS]
    with course_style():
        figure = _empty_figure(len(steps))
        left = _LABEL_WIDTH / (100 * figure.get_figwidth())
        axes = figure.add_axes((left, 0.375, 0.99 - left, 0.44))
        _draw_columns(axes, steps)
        _draw_numbers(figure, axes, steps)
        _draw_titles(figure, name, stream)
        return Picture.of(figure, _sentence(name, stream, steps))


def _draw_columns(axes: Axes, steps: pd.DataFrame) -> None:
    touch, wait = steps["touch_hours"] / _DAY, steps["wait_hours"] / _DAY
    top = 1.18 * float((touch + wait).max())
    for place, step in enumerate(steps.index):
        style = STAGE_STYLE[_stage_of(str(step))]
        axes.bar(place, touch[step], _BAR, facecolor=style.colour, edgecolor=style.colour)
        axes.bar(
            place,
            wait[step],
            _BAR,
            bottom=touch[step],
            facecolor="white",
            edgecolor=style.colour,
            hatch="//",
        )
        axes.text(
            place,
            touch[step] + wait[step] + 0.02 * top,
            _short(float(_DAY * (touch[step] + wait[step]))),
            ha="center",
            va="bottom",
            weight="bold",
        )
        if place:
            axes.annotate(
                "",
                (place - 0.4, _STEP_ROW),
                (place - 0.6, _STEP_ROW),
                xycoords=("data", "figure fraction"),
                arrowprops={"arrowstyle": "-|>", "color": LINE, "mutation_scale": 14},
                annotation_clip=False,
            )
    axes.set_xlim(-0.5, len(steps) - 0.5)
    axes.set_ylim(0, top)
    axes.set_xticks([])
    axes.set_yticks([])  # every column has its number
    axes.spines["left"].set_visible(False)


def _draw_numbers(figure: Figure, axes: Axes, steps: pd.DataFrame) -> None:
    """Write the steps' names and numbers in rows, each under its column."""
    place = axes.get_position()
    rows = (
        ("worked on", [_short(hours, say_work) for hours in steps["touch_hours"]]),
        ("waiting", [_short(hours) for hours in steps["wait_hours"]]),
        ("%C&A", [_share(share) for share in steps["complete_and_accurate"]]),
    )
    for column, step in enumerate(steps.index):
        x = place.x0 + place.width * (column + 0.5) / len(steps)
        figure.text(
            x,
            _STEP_ROW,
            str(step).replace(" and ", "\nand "),
            ha="center",
            va="center",
            weight="bold",
            linespacing=0.95,
            bbox={
                "boxstyle": "round,pad=0.35",
                "facecolor": PALE,
                "edgecolor": STAGE_STYLE[_stage_of(str(step))].colour,
                "linewidth": 2.2,
            },
        )
        for row, (_, texts) in enumerate(rows):
            figure.text(x, _FIRST_ROW - _ROW * row, texts[column], ha="center", va="center")
    for row, (label, _) in enumerate(rows):
        figure.text(0.012, _FIRST_ROW - _ROW * row, label, va="center", color=SOFT_INK)


def _draw_titles(figure: Figure, name: str, stream: ValueStream) -> None:
    figure.text(
        0.012,
        0.93,
        f"{name}: {say_hours(stream.lead_time_hours)} from commit to production, "
        f"{say_work(stream.touch_hours)} of it work",
        fontsize=13,
        weight="bold",
        color=INK,
    )
    figure.text(
        0.012,
        0.855,
        "on average; solid: worked on; hatched: waiting; "
        f"flow efficiency {say_share(stream.flow_efficiency)}",
        color=SOFT_INK,
    )


def _sentence(name: str, stream: ValueStream, steps: pd.DataFrame) -> str:
    first, *others = _longest(steps["wait_hours"], say_hours)
    known = {step: say_share(share) for step, share in steps["complete_and_accurate"].items()}
    quality = [f"{share} at {step}" for step, share in known.items() if share != NO_DATA]
    accurate = f" Complete and accurate: {', '.join(quality)}." if quality else ""
    return (
        f"At {name}, a change takes {say_hours(stream.lead_time_hours)} to production on "
        f"average. It is worked on for {say_work(stream.touch_hours)}, most at "
        f"{_longest(steps['touch_hours'], say_work)[0]}, and waits "
        f"{say_hours(stream.wait_hours)}, so the flow efficiency is "
        f"{say_share(stream.flow_efficiency)}. It waits longest at {first}, then at "
        f"{' and '.join(others)}.{accurate}"
    )


def _longest(hours: pd.Series[float], say: Callable[[float], str]) -> list[str]:
    """Return the three steps with the most hours, from the longest, each with its time."""
    return [f"{step} ({say(taken)})" for step, taken in hours.nlargest(3).items()]


def _stage_of(step: str) -> str:
    """Return the stage whose colour the step has: the one in which it is worked on, or its wait."""
    return STEPS[step][-1]


def _short(hours: float, say: Callable[[float], str] = say_hours) -> str:
    """Return hours as they fit into a column: "42 min", "9.8 h", "8.3 d"; nothing is a dash."""
    if hours < _LEAST_HOURS:
        return "–"
    said, unit = say(hours).split()
    return f"{said} {_UNITS[unit.removesuffix('s')]}"


def _share(share: float) -> str:
    return "?" if math.isnan(share) else f"{100 * share:.0f} %"


def _empty_figure(steps: int) -> Figure:
    from matplotlib.figure import Figure

    return Figure(figsize=((_LABEL_WIDTH + steps * _STEP_WIDTH) / 100, _HEIGHT / 100))
