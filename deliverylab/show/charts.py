"""The pictures of the lessons: a delivery log goes in, a `Picture` with its sentence comes out.

Each picture's title is the finding, computed from the log that was drawn.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from deliverylab.measure.flow_stages import STAGE_ENDS, Span, spans, stage_hours
from deliverylab.measure.say import say_hours
from deliverylab.show.picture import Picture
from deliverylab.show.style import (
    ACCENT,
    CARD,
    INK,
    LINE,
    PALE,
    SOFT_INK,
    STAGE_STYLE,
    TEAM_STYLE,
    course_style,
    team_style,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from deliverylab.log import DeliveryLog

_DAY = 24.0
_READABLE_SHARE = 0.07


def one_change(log: DeliveryLog, change: str) -> Picture:
    """Draw the way of one change: a bar per stage, where it was worked on and where it waited.

    Raises:
        KeyError: When the log has no such change.
        ValueError: When nothing is known of the change but its commit.
    """
    way = spans(log, change)
    if not way:
        raise ValueError(f"nothing is known of {change} but when it was committed")
    waited = sum(span.hours for span in way if STAGE_STYLE[span.stage].waits)
    total = sum(span.hours for span in way)
    arrived = way[-1].stage == "deploy"
    longest = max(way, key=lambda span: span.hours)
    finding = (
        f"{change} reaches production after {say_hours(total)}"
        if arrived
        else f"{change} is not in production: {say_hours(total)} so far"
    )
    sentence = (
        f"{finding}; the longest stage is “{longest.stage}” with {say_hours(longest.hours)}, and "
        + (f"altogether it waits {say_hours(waited)}." if waited else "it never waits.")
    )
    with course_style():
        figure = _figure(760, 90 + 30 * len(way))
        axes = figure.subplots()
        _draw_way(axes, way)
        axes.set_title(finding)
        figure.tight_layout()
        return Picture.of(figure, sentence)


def _draw_way(axes: Axes, way: list[Span]) -> None:
    begin = way[0].start
    unit, hours_in_one = ("days", 24.0) if _hours_between(way) > 2 * _DAY else ("hours", 1.0)
    for row, span in enumerate(way):
        style = STAGE_STYLE[span.stage]
        left = (span.start - begin) / pd.Timedelta(hours=hours_in_one)
        width = span.hours / hours_in_one
        axes.barh(
            row,
            width,
            left=left,
            height=0.62,
            facecolor=style.face,
            edgecolor=style.colour,
            hatch=style.hatch,
        )
        axes.annotate(
            say_hours(span.hours),
            (left + width, row),
            xytext=(6, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(way)), [span.stage for span in way])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.22 * _hours_between(way) / hours_in_one)
    axes.set_xlabel(f"{unit} since the commit on {begin:%A, %d %B %Y, %H:%M}")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def stage_times(log: DeliveryLog) -> Picture:
    """Draw where the time goes: per team, the days to production and the share of every stage.

    Averages, because they add up: the stages of a team together are its average lead time.

    Raises:
        ValueError: When the log has no deployed change.
    """
    hours = stage_hours(log)
    if hours.empty:
        raise ValueError("no change of this log reached production, so there is nothing to show")
    by_team = hours.groupby("team").mean()
    by_team = by_team.loc[_in_order(by_team.index)]
    total = by_team.sum(axis=1)
    slowest, fastest = str(total.idxmax()), str(total.idxmin())
    finding = f"From commit to production: {_team_and_time(slowest, total)}"
    if slowest != fastest:
        finding += f", {_team_and_time(fastest, total)}"
    most = by_team.idxmax(axis=1)
    parts = [
        f"{team} needs {say_hours(total[team])} on average, the largest part “{most[team]}” "
        f"({100 * by_team.loc[team, most[team]] / total[team]:.0f} %)"
        for team in by_team.index
    ]
    with course_style():
        figure = _figure(820, 170 + 44 * len(by_team))
        left, right = figure.subplots(1, 2, sharey=True, width_ratios=(1, 2.1))
        _draw_totals(left, total)
        _draw_shares(right, by_team)
        figure.suptitle(finding, x=0.015, ha="left", fontsize=13, fontweight="bold", color=INK)
        handles, labels = right.get_legend_handles_labels()
        figure.legend(
            handles, labels, loc="lower center", ncols=5, handlelength=1.6, columnspacing=1.1
        )
        figure.tight_layout(rect=(0, 0.13, 1, 1))
        return Picture.of(figure, f"From commit to production, {'; '.join(parts)}.")


def _draw_totals(axes: Axes, total: pd.Series[float]) -> None:
    for row, (team, hours) in enumerate(total.items()):
        style = team_style(str(team))
        axes.barh(
            row,
            hours / _DAY,
            height=0.62,
            facecolor=style.colour,
            edgecolor=CARD,
            hatch=style.hatch,
        )
        axes.annotate(
            say_hours(hours),
            (hours / _DAY, row),
            xytext=(5, 0),
            textcoords="offset points",
            va="center",
        )
    axes.set_yticks(range(len(total)), list(total.index))
    axes.invert_yaxis()
    axes.set_xlim(0, 1.45 * total.max() / _DAY)
    axes.set_xlabel("days, on average")
    axes.tick_params(axis="y", length=0)


def _draw_shares(axes: Axes, by_team: pd.DataFrame) -> None:
    shares = 100 * by_team.div(by_team.sum(axis=1), axis=0)
    left = np.zeros(len(shares))
    for stage in STAGE_ENDS:
        style = STAGE_STYLE[stage]
        width = shares[stage].to_numpy()
        if not width.any():
            continue
        axes.barh(
            range(len(shares)),
            width,
            left=left,
            height=0.62,
            facecolor=style.face,
            edgecolor=style.colour if style.waits else CARD,
            hatch=style.hatch,
            label=stage,
        )
        for row, share in enumerate(width):
            if share / 100 >= _READABLE_SHARE:
                axes.text(
                    left[row] + share / 2,
                    row,
                    f"{share:.0f} %",
                    ha="center",
                    va="center",
                    color=INK if style.waits else CARD,
                    fontsize=10,
                    fontweight="bold",
                    bbox={"facecolor": style.face, "edgecolor": "none", "pad": 1.5},
                )
        left += width
    axes.set_xlim(0, 100)
    axes.set_xlabel("share of that time, %")
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)


def delivery_loop() -> Picture:
    """Draw the loop of software delivery, with release and deploy marked."""
    steps = ("plan", "code", "build", "test", "release", "deploy", "operate", "monitor")
    sentence = (
        f"Software delivery is a loop: {', '.join(steps)}, and around again. Release is packaging; "
        "deploy brings that package to production."
    )
    with course_style():
        figure = _figure(760, 300)
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(-1.28, 1.28)
        axes.set_ylim(-0.505, 0.505)
        axes.set_axis_off()
        _draw_loop(axes)
        for step, turn in zip(steps, _TURNS, strict=True):
            _draw_step(axes, step, turn)
        axes.text(-0.66, 0, "make it", ha="center", va="center", color=SOFT_INK)
        axes.text(0.66, 0, "run it", ha="center", va="center", color=SOFT_INK)
        return Picture.of(figure, sentence)


# Where the steps and the arrows stand on the loop, as angles of Bernoulli's lemniscate.
_TURNS = tuple(np.pi * turn for turn in (0.66, 0.86, 1.14, 1.34, 1.625, 1.89, 0.14, 0.34))
_ARROWS = tuple(np.pi * turn for turn in (0.76, 1.0, 1.24, 1.41, 1.757, 0.03, 0.24, 0.41))
_MARKED = {"release": "packaging", "deploy": "to production"}


def _loop(turn: np.ndarray | float) -> tuple[np.ndarray, np.ndarray]:
    """Return points of Bernoulli's lemniscate, stretched upwards."""
    scale = 1 / (1 + np.sin(turn) ** 2)
    return np.cos(turn) * scale, 1.02 * np.sin(turn) * np.cos(turn) * scale


def _draw_loop(axes: Axes) -> None:
    x, y = _loop(np.linspace(0, 2 * np.pi, 400))
    axes.plot(x, y, color=LINE, linewidth=3, zorder=1)
    for turn in _ARROWS:
        tail, head = _loop(turn - 0.03), _loop(turn + 0.03)
        axes.annotate(
            "", head, tail, arrowprops={"arrowstyle": "-|>", "color": LINE, "mutation_scale": 20}
        )


def _draw_step(axes: Axes, step: str, turn: float) -> None:
    x, y = _loop(turn)
    marked = step in _MARKED
    axes.text(
        float(x),
        float(y),
        f"{step}\n{_MARKED[step]}" if marked else step,
        ha="center",
        va="center",
        fontsize=13,
        fontweight="bold",
        color=CARD if marked else INK,
        bbox={
            "boxstyle": "round,pad=0.45",
            "facecolor": ACCENT if marked else PALE,
            "edgecolor": ACCENT if marked else LINE,
        },
        zorder=3,
    )


def _figure(width: int, height: int) -> Figure:
    """Return an empty figure of so many page pixels."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / 100, height / 100))


def _hours_between(way: list[Span]) -> float:
    """Hours from the first to the last moment of a change's way."""
    return sum(span.hours for span in way)


def _in_order(teams: pd.Index[str]) -> list[str]:
    """The four teams from the slowest to the fastest way of working, then any others."""
    known = [team for team in TEAM_STYLE if team in teams]
    return known + sorted(set(teams) - set(known))


def _team_and_time(team: str, total: pd.Series[float]) -> str:
    return f"{say_hours(total.loc[team])} at {team}"
