"""A KPI is more than a number: how its observations spread, team by team.

`duration_spread` draws how long changes (or incidents) took, on an axis where each step is several
times longer, with the median, its interval and the slowest tenth. `weekly_deployments` draws the
weeks of a year one by one, empty ones too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from deliverylab.measure import (
    deployment_frequency,
    lead_time_for_changes,
    time_to_restore_service,
)
from deliverylab.measure.say import capital, say_count, say_hours
from deliverylab.show.picture import Picture
from deliverylab.show.style import CARD, INK, LINE, SOFT_INK, course_style, team_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from deliverylab.log import DeliveryLog
    from deliverylab.measure import Kpi

__all__ = ["duration_spread", "weekly_deployments"]

Duration: TypeAlias = Literal["lead time for changes", "time to restore service"]

_MEASURES: dict[Duration, tuple[Callable[[DeliveryLog], Kpi], str]] = {
    "lead time for changes": (lead_time_for_changes, "change"),
    "time to restore service": (time_to_restore_service, "incident"),
}

_MARKS = {1 / 60: "1 minute", 1 / 6: "10 minutes", 1: "1 hour", 8: "8 hours", 24: "1 day"} | {
    168: "1 week",
    730: "1 month",
    2920: "4 months",
}
"""Hours that people have a word for: the axis is marked there."""


def duration_spread(
    log: DeliveryLog, kpi: Duration = "lead time for changes", highlight: str | None = None
) -> Picture:
    """Draw how long each change or incident took: one hill per team, on an axis of ratios.

    Args:
        log: What happened, of one team or more.
        kpi: "lead time for changes" or "time to restore service".
        highlight: The team that the title is about; by default the slowest and the quickest.

    Raises:
        ValueError: When there is no such duration, nothing in the log to measure, or nothing of
            the team to highlight.
    """
    if kpi not in _MEASURES:
        raise ValueError(f"{kpi!r} is no duration; choose one of {', '.join(map(repr, _MEASURES))}")
    measure, noun = _MEASURES[kpi]
    measured = {team: measure(log.team(team)) for team in log.teams}
    known = {team: found for team, found in measured.items() if found.has_data}
    if not known:
        raise ValueError(f"this log has nothing to measure: {next(iter(measured.values())).basis}")
    _check_highlight(highlight, known)
    parts = [
        f"{team}: half within {say_hours(found.value)}, nine in ten within "
        f"{say_hours(found.also['90th percentile'])} ({say_count(found.observations, noun)})"
        for team, found in known.items()
    ]
    silent = [f"{team}: no data" for team in measured if team not in known]
    with course_style():
        figure = _figure(820, 148 + 78 * len(known))
        rows = figure.subplots(len(known), 1, sharex=True, squeeze=False)[:, 0]
        low, high = _mark_hours(rows[-1], list(known.values()))
        for axes, (team, found) in zip(rows, known.items(), strict=True):
            _draw_hill(axes, team, found)
            left = found.value**2 > low * high  # the words stand where the hill is not
            axes.annotate(
                f"half within {say_hours(found.value)}",
                (0.005 if left else 0.995, 0.88),
                xycoords="axes fraction",
                ha="left" if left else "right",
                va="top",
                color=SOFT_INK,
            )
        _lay_out(figure, _finding(known, noun, highlight), below=74)
        return Picture.of(figure, f"{capital(kpi)}, {'; '.join(parts + silent)}.")


def _check_highlight(team: str | None, known: Mapping[str, object]) -> None:
    if team is not None and team not in known:
        raise ValueError(
            f"highlight is {team!r}; it must be a team that is drawn: {', '.join(known)}"
        )


def _finding(known: dict[str, Kpi], noun: str, highlight: str | None) -> str:
    """Return how long one team's take, or the longest and the shortest of the medians."""
    if highlight is not None:
        found = known[highlight]
        slow = say_hours(found.also["90th percentile"])
        return f"{highlight}: half within {say_hours(found.value)}, nine in ten within {slow}"
    slowest = max(known, key=lambda team: known[team].value)
    quickest = min(known, key=lambda team: known[team].value)
    finding = f"{slowest}: half of the {noun}s take less than {say_hours(known[slowest].value)}"
    if slowest == quickest:
        return finding
    return f"{finding}; {quickest}: {say_hours(known[quickest].value)}"


def _draw_hill(axes: Axes, team: str, found: Kpi) -> None:
    """Draw one team's observations, the median with its interval, and the slowest tenth."""
    assert found.detail is not None
    hours = np.maximum(found.detail.to_numpy(dtype=np.float64), 1 / 60)
    style = team_style(team)
    edges = np.geomspace(1 / 60, 5840, 90)
    counts, _ = np.histogram(hours, edges)
    slow = found.also["90th percentile"]
    axes.stairs(counts, edges, fill=True, facecolor=style.colour, edgecolor=style.colour, alpha=0.4)
    tail = np.where(edges[:-1] >= slow, counts, 0)
    axes.stairs(tail, edges, fill=True, facecolor=CARD, edgecolor=style.colour, hatch="////")
    axes.stairs(counts, edges, color=style.colour, linewidth=1.2)  # the marker's colour, to be kept
    top = float(counts.max())
    axes.plot([found.low, found.high], [0.5 * top] * 2, color=INK, linewidth=5, alpha=0.45)
    axes.plot(found.value, 0.5 * top, style.marker, color=style.colour, mec=INK, markersize=9)
    axes.set_ylim(0, 1.08 * top)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    axes.set_ylabel(team, rotation=0, ha="right", va="center", color=INK, fontweight="bold")


def _mark_hours(axes: Axes, kpis: list[Kpi]) -> tuple[float, float]:
    """Make the axis one of ratios, marked in words; return the hours at its two ends."""
    every = np.concatenate([found.detail.to_numpy() for found in kpis if found.detail is not None])
    low, high = max(float(every.min()), 1 / 60) / 2.5, float(every.max()) * 1.3
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    marks = {hours: word for hours, word in _MARKS.items() if low <= hours <= high}
    axes.set_xticks(list(marks), list(marks.values()))
    axes.minorticks_off()
    axes.set_xlabel(
        "how long it took; each step to the right is several times longer\n"
        "symbol: the median     grey bar: its 95 % interval     hatched: the slowest tenth"
    )
    return low, high


def weekly_deployments(log: DeliveryLog, highlight: str | None = None) -> Picture:
    """Draw the deployments to production of each week, one row per team; empty weeks are marked.

    Args:
        log: What happened, of one team or more.
        highlight: The team that the title is about; by default the one with most empty weeks.

    Raises:
        ValueError: When no team of the log records deployments, the log has no whole week, or
            the team to highlight is not drawn.
    """
    measured = {team: deployment_frequency(log.team(team)) for team in log.teams}
    weeks = {team: found.detail for team, found in measured.items() if found.detail is not None}
    if not weeks:
        raise ValueError(f"this log has nothing to draw: {next(iter(measured.values())).basis}")
    _check_highlight(highlight, weeks)
    parts = [
        f"{team}: {found.said}, {int((weeks[team] == 0).sum())} of {len(weeks[team])} weeks "
        "without one"
        for team, found in measured.items()
        if team in weeks
    ]
    with course_style():
        figure = _figure(820, 110 + 62 * len(weeks))
        rows = figure.subplots(len(weeks), 1, sharex=True, squeeze=False)[:, 0]
        for axes, (team, counts) in zip(rows, weeks.items(), strict=True):
            style = team_style(team)
            number = np.arange(1, len(counts) + 1)
            axes.bar(number, counts, width=0.85, facecolor=style.colour)
            empty = number[counts.to_numpy() == 0]
            axes.plot(empty, np.zeros(len(empty)), "_", color=LINE, markersize=6, clip_on=False)
            axes.set_ylabel(team, rotation=0, ha="right", va="center", fontweight="bold", color=INK)
            axes.set_yticks([0, int(counts.max())])
            axes.set_xlim(0.3, len(counts) + 0.7)
        rows[-1].set_xlabel("week of the year; each row has its own scale")
        team = highlight or max(weeks, key=lambda team: int((weeks[team] == 0).sum()))
        none = int((weeks[team] == 0).sum())
        _lay_out(figure, f"{team}: {none} of {len(weeks[team])} weeks without a deployment")
        return Picture.of(figure, f"Deployments to production, week by week. {'; '.join(parts)}.")


def _lay_out(figure: Figure, title: str, below: int = 56) -> None:
    """Give the figure its title, all rows the same room beside their names, and some `below`."""
    width, height = (100 * inches for inches in figure.get_size_inches())
    figure.suptitle(title, x=0.015, ha="left", fontsize=13, fontweight="bold", color=INK)
    figure.subplots_adjust(
        left=120 / width,
        right=1 - 20 / width,
        top=1 - 50 / height,
        bottom=below / height,
        hspace=0.3,
    )


def _figure(width: int, height: int) -> Figure:
    """Return an empty figure of so many page pixels."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width / 100, height / 100))
