"""What a trial found, in one picture: by which factor each quantity changes, and how sure that is.

Quantities of different units stand on one axis as ratios: to the left of the line in the middle it
is less than without the change, to the right it is more. Reliability is drawn as its opposite, the
share of requests that fail, because a ratio of 99.8 % and 99.9 % would hide that failures halve.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING

from deliverylab.improve import Effect, Trial
from deliverylab.measure.say import say_share
from deliverylab.show.picture import Picture
from deliverylab.show.style import BAD, GOOD, INK, LINE, SOFT_INK, course_style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

__all__ = ["Ratio", "ratios", "trial_effects"]

_WIDEST = 16.0
"""Factors beyond this are drawn at the edge, with an arrow; so is the end of an interval."""

_FACTORS = {2: (1, 2), 4: (1, 2, 4), 16: (1, 4, 16)}
"""Which factors are marked to each side, by how far the axis reaches: words need room."""
_MARK = {
    "better": ("o", GOOD),
    "a little better": ("o", SOFT_INK),
    "a little worse": ("X", SOFT_INK),
    "worse": ("X", BAD),
}
_NOISE = ("d", SOFT_INK)


@dataclass(frozen=True)
class Ratio:
    """By which factor a quantity changes; `low` and `high` are the 95 % interval.

    All three are NaN where there is nothing to divide by, or no data.
    """

    name: str
    said: str
    judged: str
    value: float
    low: float
    high: float


def ratios(trial: Trial) -> list[Ratio]:
    """Return each quantity of a trial as a ratio, with over without, in the order of the course."""
    return [_ratio(name, effect) for name, effect in trial.effects.items()]


def _ratio(name: str, effect: Effect) -> Ratio:
    before, mean = effect.before, effect.difference
    ends = (mean.value, mean.low, mean.high)
    said = _told(effect, *effect.said)
    if name == "reliability":
        name, before = "requests that fail", 1 - before
        ends = (-mean.value, -mean.high, -mean.low)
        fails = 1 - effect.after
        said = _told(effect, say_share(before, promised=fails), say_share(fails, promised=before))
    if math.isnan(before) or math.isnan(mean.low) or before <= 0:
        return Ratio(name, said, effect.judged, math.nan, math.nan, math.nan)
    value, low, high = (max((before + end) / before, 0.0) for end in ends)
    return Ratio(name, said, effect.judged, value, low, high)


def _told(effect: Effect, without: str, with_it: str) -> str:
    """Return both values; where they read the same and are not, by how much they differ."""
    if without == with_it and effect.more_than_noise:
        return f"{without} ({effect.mean})"
    return _both(without, with_it)


def _both(without: str, with_it: str) -> str:
    """Return two values as one text; what both begin or end with stands there once.

    >>> _both("328 person-weeks", "285 person-weeks"), _both("2 days", "9 hours")
    ('328 → 285 person-weeks', '2 days → 9 hours')
    >>> _both("one every 2.3 weeks", "one every 1.2 weeks")
    'one every 2.3 → 1.2 weeks'
    """
    first, last = without.split(), with_it.split()
    if first == last:
        return without
    begin = _alike(first, last)
    end = _alike(first[:begin:-1], last[:begin:-1])
    middle = [*first[begin : len(first) - end], "→", *last[begin : len(last) - end]]
    return " ".join([*first[:begin], *middle, *first[len(first) - end :]])


def _alike(first: list[str], last: list[str]) -> int:
    """Return with how many words both begin."""
    return len([*takewhile(bool, (one == other for one, other in zip(first, last, strict=False)))])


def trial_effects(trial: Trial) -> Picture:
    """Draw by which factor a change moves each quantity, with its 95 % interval."""
    from matplotlib.figure import Figure

    found = ratios(trial)
    with course_style():
        figure = Figure(figsize=(6.8, 0.5 + 0.36 * len(found) + 0.55))
        axes = figure.subplots()
        edge = _edge(found)
        for row, one in enumerate(found):
            _draw(axes, row, one, edge)
        _lay_out(axes, found, edge)
        height = figure.get_size_inches()[1]
        figure.suptitle(_finding(trial), x=0.015, ha="left", fontsize=13, fontweight="bold")
        figure.subplots_adjust(left=0.262, right=0.68, top=1 - 0.42 / height, bottom=0.62 / height)
        return Picture.of(figure, f"{_finding(trial)}. {trial.text}")


def _draw(axes: Axes, row: int, one: Ratio, edge: float) -> None:
    """Draw one quantity: its interval, its mean, and in words what it is on both sides.

    What goes on beyond the axis, which reaches to the factor `edge`, ends there in an arrow.
    """
    marker, colour = _MARK.get(one.judged, _NOISE)
    axes.annotate(
        f"{one.said}\n{one.judged}",
        (1.02, row),
        xycoords=("axes fraction", "data"),
        va="center",
        color=colour,
        fontsize=9,
    )
    if math.isnan(one.value):
        return
    low, value, high = (min(max(x, 1 / edge), edge) for x in (one.low, one.value, one.high))
    axes.plot([low, high], [row, row], color=colour, linewidth=4, alpha=0.4, solid_capstyle="butt")
    for end, true in ((low, one.low), (high, one.high)):
        if end != true:
            arrow = "<" if true < end else ">"
            axes.plot(end, row, arrow, color=colour, markersize=7, markeredgewidth=0)
    if value != one.value:
        marker = "<" if one.value < value else ">"
    axes.plot(value, row, marker, color=colour, markersize=9, clip_on=False)


def _lay_out(axes: Axes, found: list[Ratio], edge: int) -> None:
    """Give the axes their marks: a line where nothing changes, factors below, names at the left."""
    axes.set_xscale("log")
    axes.set_xlim(1 / edge / 1.1, edge * 1.1)
    marks = {1.0: "the same"}
    for factor in _FACTORS[edge][1:]:
        marks |= {1 / factor: f"÷ {factor}", float(factor): f"× {factor}"}
    axes.set_xticks(list(marks), list(marks.values()))
    axes.minorticks_off()
    axes.set_xlabel("against the same years without it; bar: 95 % interval")
    axes.axvline(1.0, color=LINE, linewidth=1.2, zorder=0)
    axes.set_ylim(len(found) - 0.5, -0.5)
    axes.set_yticks(range(len(found)), [one.name for one in found])
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.spines["left"].set_visible(False)


def _edge(found: list[Ratio]) -> int:
    """Return up to which factor the axis reaches: that of the mean that changes most."""
    reach = max((_reach(one) for one in found), default=1.0)
    return next(edge for edge in _FACTORS if edge >= min(reach, _WIDEST))


def _reach(one: Ratio) -> float:
    """Return how far from the middle the mean is, as a factor of 1 or more."""
    if math.isnan(one.value):
        return 1.0
    return max(one.value, 1 / max(one.value, 1 / _WIDEST))


def _finding(trial: Trial) -> str:
    """Say what the change does to the loss, which is what it is for."""
    lost = trial["loss"]
    if not lost.more_than_noise:
        return f"No more than noise: about {lost.said[0]} are lost a year, both ways"
    verb = "falls" if lost.falls else "rises"
    return f"The loss of a year {verb}: {_both(*lost.said)}"
