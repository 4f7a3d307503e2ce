"""The lab "Work in progress": what does a limit on open changes do to a team that is never idle?

A made-up team with more ideas than it can carry out (`deliverylab.show.limited_work`). The student
moves the limit and sees how many changes are merged, and how long each of them takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.limited_work import MOST_OPEN, WEEK_HOURS, Flow, Limited, LimitPlot
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALF, FEWER, NEARLY = "about half as many", "about a quarter fewer", "nearly as many"
_ROWS = (1, 2, 3, 5, 10, 20, 30)


class WorkInProgress(Lab[Flow]):
    """The lab; show it as the last line of a cell.

    >>> lab = WorkInProgress()
    >>> lab.predict("about half as many").verdict
    'You predicted about half as many; the outcome is nearly as many.'
    """

    name = "Work in progress"
    question = "Two reviewers, two testers, and more ideas than time. How many changes at once?"
    groups = (
        Group(
            "Work",
            (
                Slider("limit", "Open changes at most", 1, MOST_OPEN, 20),
                Slider("found", "Sent back by a test", 0, 60, 20, unit="%"),
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
        "At most 20 changes are open. The team halves that limit, to 10. How many changes does it "
        "merge in a week then?",
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
        """Return what is merged, how long it takes, and how busy people are."""
        place = result.team.limit - 1
        busy = {stage: float(share[place]) for stage, share in result.team.theory.busy.items()}
        return (
            Tile("Merged in a week", result.per_week, plain, "more"),
            Tile("Opened to merged", result.stay_hours, say_work, "less"),
            Tile("Reviewers are busy", busy["review"], _percent, say_change=_points),
            Tile("Testers are busy", busy["build and test"], _percent, say_change=_points),
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
        """Say what is merged and how long it takes, and what it was before."""
        limit = result.team.limit
        said = (
            f"With at most {limit} open {'change' if limit == 1 else 'changes'}, the team merges "
            f"{plain(result.per_week)} a week, and each takes {say_work(result.stay_hours)} "
            f"of work time from opened to merged."
        )
        if before is None:
            return said
        return (
            f"{said} Before this change, it was {plain(before.per_week)} a week and "
            f"{say_work(before.stay_hours)} each."
        )

    def outcome(self, result: Flow) -> str:
        """Return what half of the limit leaves of the changes merged."""
        merged = result.team.theory.per_hour
        left = merged[result.team.limit // 2 - 1] / merged[result.team.limit - 1]
        return NEARLY if left > 0.9 else FEWER if left > 0.625 else HALF


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _points(share: float) -> str:
    return f"{100 * share:.0f} points"
