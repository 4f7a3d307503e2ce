"""Continuous integration, continuous delivery and continuous deployment, step by step.

One picture, three rows: the four steps that carry a merged change to its users, and for each of
them whether a machine takes it with every change or it waits for a person. What a machine does is
derived from the levers of a `Scenario`, so the picture and the simulator cannot disagree.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from deliverylab.measure.say import capital
from deliverylab.show.picture import Picture
from deliverylab.show.style import CARD, INK, LINE, SOFT_INK, STAGE_STYLE, course_style
from deliverylab.simulate import Approval, EveryChange, Scenario, Train

if TYPE_CHECKING:
    from matplotlib.axes import Axes

STEPS = ("build and test", "release", "staging", "deploy")
"""The steps after a commit, as the stages of the pipeline are called."""

_EXPLAINED = ("every change", "make a package", "try it out", "to production")

_BY_HAND = Scenario(
    test_by="automatic", package_by="hand", deploy_by="hand", deploy_on=Train(every_days=14)
)
_MODES = (
    _BY_HAND,
    replace(_BY_HAND, package_by="automatic", deploy_by="automatic", deploy_on=Approval()),
    replace(_BY_HAND, package_by="automatic", deploy_by="automatic", deploy_on=EveryChange()),
)

_WIDTH, _HEIGHT = 760, 306
_LEFT, _TOP, _ROW, _COLUMN = 156, 86, 64, 150
_BOX_WIDTH, _BOX_HEIGHT = 120, 44


def modes_compared() -> Picture:
    """Draw the three modes as rows: what a machine does, and what waits for a person.

    >>> modes_compared()
    A machine builds and tests every change in all three. Continuous integration: release, staging
    and deploy wait for a person. Continuous delivery: only deploy waits for a person. Continuous
    deployment: no step waits for a person.
    """
    from matplotlib.figure import Figure

    said = " ".join(_in_words(mode) for mode in _MODES)
    with course_style():
        figure = Figure(figsize=(_WIDTH / 100, _HEIGHT / 100))
        axes = figure.add_axes((0, 0, 1, 1))
        axes.set_xlim(0, _WIDTH)
        axes.set_ylim(_HEIGHT, 0)
        axes.set_axis_off()
        axes.text(
            14,
            24,
            "Less and less waits for a person",
            fontsize=14,
            fontweight="bold",
            va="center",
        )
        for column, (step, explained) in enumerate(zip(STEPS, _EXPLAINED, strict=True)):
            centre = _LEFT + (column + 0.5) * _COLUMN
            axes.text(centre, 54, step, ha="center", va="center", fontsize=12, fontweight="bold")
            axes.text(centre, 73, explained, ha="center", va="center", fontsize=10, color=SOFT_INK)
        for row, mode in enumerate(_MODES):
            _draw_row(axes, mode, _TOP + (row + 0.5) * _ROW)
        _draw_key(axes)
        return Picture.of(figure, f"A machine builds and tests every change in all three. {said}")


def waits_for_a_person(mode: Scenario) -> dict[str, bool]:
    """Return for each of the `STEPS` whether it waits for a person.

    >>> waits_for_a_person(Scenario.team("ferry"))
    {'build and test': False, 'release': False, 'staging': False, 'deploy': True}
    """
    by_hand = (
        mode.test_by == "hand",
        mode.package_by == "hand",
        mode.package_by == "hand",
        not isinstance(mode.deploy_on, EveryChange),
    )
    return dict(zip(STEPS, by_hand, strict=True))


def _in_words(mode: Scenario) -> str:
    """Say which steps wait for a person."""
    waiting = [step for step, waits in waits_for_a_person(mode).items() if waits]
    name = capital(mode.mode)
    if not waiting:
        return f"{name}: no step waits for a person."
    if len(waiting) == 1:
        return f"{name}: only {waiting[0]} waits for a person."
    return f"{name}: {', '.join(waiting[:-1])} and {waiting[-1]} wait for a person."


def _draw_row(axes: Axes, mode: Scenario, y: float) -> None:
    first, second = mode.mode.split()
    axes.text(14, y - 9, first, va="center", fontsize=13, color=SOFT_INK)
    axes.text(14, y + 11, second, va="center", fontsize=13, fontweight="bold", color=INK)
    for column, (step, waits) in enumerate(waits_for_a_person(mode).items()):
        centre = _LEFT + (column + 0.5) * _COLUMN
        begins = centre - _BOX_WIDTH / 2
        axes.annotate(
            "",
            (begins, y),
            (begins - (_COLUMN - _BOX_WIDTH), y),
            arrowprops={"arrowstyle": "-|>", "color": LINE, "shrinkA": 2, "shrinkB": 2},
        )
        _draw_box(axes, step, waits, centre, y, _who(mode, step, waits))


def _who(mode: Scenario, step: str, waits: bool) -> str:
    """Say who takes the step; of a deploy that waits, what it waits for."""
    if not waits:
        return "machine"
    if step == "deploy":
        return "a person\nsays yes" if isinstance(mode.deploy_on, Approval) else "person"
    return "person"


def _draw_box(axes: Axes, step: str, waits: bool, centre: float, y: float, words: str) -> None:
    from matplotlib.patches import FancyBboxPatch

    style = STAGE_STYLE[step]
    axes.add_patch(
        FancyBboxPatch(
            (centre - _BOX_WIDTH / 2, y - _BOX_HEIGHT / 2),
            _BOX_WIDTH,
            _BOX_HEIGHT,
            boxstyle="round,pad=0,rounding_size=9",
            facecolor=CARD if waits else style.colour,
            edgecolor=style.colour,
            hatch="///" if waits else "",
            linewidth=1.6,
        )
    )
    axes.text(
        centre,
        y - 1,
        words,
        ha="center",
        va="center_baseline",
        fontsize=11,
        fontweight="bold",
        linespacing=1.05,
        color=INK if waits else CARD,
        bbox={"facecolor": CARD, "edgecolor": "none", "pad": 2} if waits else None,
    )


def _draw_key(axes: Axes) -> None:
    axes.text(
        _LEFT + 15,
        _HEIGHT - 18,
        "full: a machine, every time      hatched: waits for a person",
        va="center",
        fontsize=10,
        color=SOFT_INK,
    )
