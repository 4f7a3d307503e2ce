"""The lab "Work in progress": what does a limit on open changes do to a team that is never idle?

A made-up team with more ideas than it can carry out (`deliverylab.show.limited_work`). The student
moves the limit and sees how many changes are merged, and how long each of them takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_points, say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.limited_work import (
    MOST_OPEN,
    WEEK_HOURS,
    Average,
    Flow,
    Limited,
    LimitPlot,
)
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALF, FEWER, NEARLY = "about half as many", "about a quarter fewer", "nearly as many"
_ROWS = (1, 2, 3, 5, 10, 20, 30)


class WorkInProgress(Lab[Flow]):
    """The lab; show it as the last line of a cell.

    >>> lab = WorkInProgress()
    >>> lab.predict("about half as many").verdict
    'You predicted about half as many; the outcome is nearly as many, 33.1 after 33.3.'
    """

    name = "Work in progress"
    question = "Two reviewers, two testers, and more ideas than time. How many changes at once?"
    groups = (
        Group(
            "Work",
            (
                Slider("limit", "Open changes at most", 1, MOST_OPEN, 20),
                Slider("found", "Sent back once by a test", 0, 60, 20, unit="%"),
            ),
        ),
        Group(
            "Tests by hand",
            (
                Slider("testers", "Testers", 1, 4, 2),
                Slider(
                    "test_hours", "A test takes", 0.5, 3, 2, step=0.25, unit="hours", one="hour"
                ),
            ),
        ),
    )
    presets_label = "Try"
    presets = (
        Preset("half the limit", {"limit": 10}),
        Preset("one at a time", {"limit": 1}),
        Preset("no defects", {"found": 0}),
        Preset("quick tests", {"test_hours": 0.5}),
    )
    prediction = Prediction(
        "At most 20 changes are open, and the team merges 33.3 of them in a week. It halves that "
        "limit, to 10. How many changes does it merge in a week then?",
        options=(HALF, FEWER, NEARLY),
    )
    height = 320

    def model(self, choices: Choices) -> Flow:
        """Simulate half a year with these choices."""
        return Limited(
            limit=int(choices["limit"]),
            testers=int(choices["testers"]),
            test_hours=float(choices["test_hours"]),
            found=float(choices["found"]) / 100,
        ).simulated()

    def plot(self, figure: Figure) -> LimitPlot:
        """Draw the empty axes."""
        return LimitPlot(figure)

    def tiles(self, result: Flow) -> Sequence[Tile]:
        """Return what theory says: what is merged, how long it takes, how busy people are."""
        place = result.team.limit - 1
        busy = {stage: float(share[place]) for stage, share in result.team.theory.busy.items()}
        return (
            Tile("Merged in a week", result.in_theory.per_week, plain, "more"),
            Tile("Opened to merged", result.in_theory.stay_hours, say_work, "less"),
            Tile("Reviewers are busy", busy["review"], _percent, say_change=say_points),
            Tile("Testers are busy", busy["build and test"], _percent, say_change=say_points),
        )

    def table(self, result: Flow) -> Table:
        """Return what theory says for some limits; the product is Little's law."""
        theory = result.team.theory
        rows = []
        for limit in _ROWS:
            per_hour, hours = theory.per_hour[limit - 1], theory.stay_hours[limit - 1]
            rows.append((str(limit), plain(WEEK_HOURS * per_hour), say_work(float(hours))))
        return Table(("open at most", "merged in a week", "each takes"), rows)

    def sentence(self, result: Flow, before: Flow | None) -> str:
        """Say what is merged and how long it takes: by theory, simulated, and before."""
        limit = result.team.limit
        said = (
            f"With at most {limit} open {'change' if limit == 1 else 'changes'}, the team merges "
            f"{_said(result.in_theory)} of work time from opened to merged. The simulated "
            f"half-year came to {_said(result)}."
        )
        if before is None:
            return said
        return f"{said} Before this change, it was {_said(before.in_theory)}."

    def outcome(self, result: Flow) -> str:
        """Return what half of the limit leaves of the changes merged."""
        merged = result.team.theory.per_hour
        left = merged[result.team.limit // 2 - 1] / merged[result.team.limit - 1]
        return NEARLY if left > 0.9 else FEWER if left > 0.625 else HALF

    def say_outcome(self, outcome: float | str) -> str:
        """Return the answer, and the two numbers behind it."""
        team = self._start.team
        half = replace(team, limit=team.limit // 2).in_theory
        return f"{outcome}, {plain(half.per_week)} after {plain(team.in_theory.per_week)}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _said(flow: Flow | Average) -> str:
    return f"{plain(flow.per_week)} a week, each in {say_work(flow.stay_hours)}"
