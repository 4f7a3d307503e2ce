"""The lab "Half as much": build less of it, in smaller changes, and have it tried sooner.

Users ask for features at random, and a team builds one at a time. Three things can be made lean:
how much of the plan is built, how large the changes are into which it is cut, and how soon a change
comes back from its reviewers and goes to users. Less work does more than half at half the size,
since the team is less busy and a queue is not a straight line. Smaller changes bring the first part
sooner and need less rework, up to a point: each costs something, however small it is, and where
that is costly, small changes make everything later.

Two things to know before the numbers are believed. The time that is saved stays free here; a team
that fills it with more features is as busy as before. And that half of a plan is enough is known
only from asking users. The model, its sources and what it assumes stand in
`deliverylab.simulate.half_as_much`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_points, say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.features_compared import (
    LARGEST,
    PLAN,
    SMALLEST,
    Compared,
    Features,
    compared,
    say_days,
)
from deliverylab.show.half_as_much_plot import FeaturesPlot
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile
from deliverylab.simulate.feature_way import (
    MOST_REVIEW_MINUTES,
    WORKING_DAY,
    Way,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_PLANNED = "planned"


class HalfAsMuch(Lab[Compared]):
    """The lab; show it as the last line of a cell.

    >>> lab = HalfAsMuch()
    >>> lab.predict(6).verdict
    'You predicted 6 working days; the outcome is 1.5 working days: 4.5 working days too many.'
    """

    name = "Half as much"
    question = "What do users gain if a team builds half as much?"
    groups = (
        Group("Less", (Slider("built", "Built of the plan", 20, 100, 50, 5, "%"),)),
        Group(
            "Smaller",
            (
                Slider("lines", "In a change", SMALLEST, LARGEST, PLAN.change_lines, 50, "lines"),
                Slider(
                    "around", "Work around each", 0, 3, PLAN.around_hours, 0.25, "hours", "hour"
                ),
            ),
        ),
        Group(
            "Faster",
            (
                Slider("review", "Review of 100 lines", 10, MOST_REVIEW_MINUTES, 30, 10, "minutes"),
                Slider("train", "A train every", 1, 20, 5, unit="days", one="day"),
            ),
        ),
    )
    presets_label = "Make it"
    presets = (
        Preset("as planned", {"built": 100}),
        Preset("faster", {"built": 100, "train": 1, "review": 10}),
        Preset("smaller", {"built": 100, "lines": 150}),
        Preset("less", {}),
        Preset("all three", {"lines": 150, "train": 1, "review": 10}),
        Preset("smaller, but costly", {"built": 100, "lines": 150, "around": 1.5}),
    )
    prediction = Prediction(
        "Users ask for features at random. A team builds one at a time, and is busy three quarters "
        "of its time. So a feature waits 13 working days for its turn. How many working days does "
        "it wait if every feature is half as much?",
        unit="working days",
        one="working day",
        high=1_000,
    )
    height = 314
    sentence_lines = 4
    stored_sharpness = 1.5

    def model(self, choices: Choices) -> Compared:
        """Simulate the same features as planned and with these choices."""
        return compared(
            Way(
                built_share=float(choices["built"]) / 100,
                change_lines=float(choices["lines"]),
                around_hours=float(choices["around"]),
                review_minutes=float(choices["review"]),
                train_days=float(choices["train"]),
            )
        )

    def baseline(self, result: Compared) -> Compared:
        """Return the plan, with changes that cost as much: what sentence and table compare with."""
        return Compared(result.planned, result.planned)

    def plot(self, figure: Figure) -> FeaturesPlot:
        """Draw the empty axes."""
        return FeaturesPlot(figure)

    def tiles(self, result: Compared) -> Sequence[Tile]:
        """Return when users have it, what it takes, and how often a deployment fails."""
        now = result.now
        return (
            Tile("First part used", now.first_used_hours, say_days, "less", compared=_PLANNED),
            Tile("All of it used", now.all_used_hours, say_days, "less", compared=_PLANNED),
            Tile("Work on it", now.building_hours, say_work, "less", compared=_PLANNED),
            Tile("Deployments fail", now.failure_rate, _whole, "less", say_points, _PLANNED),
        )

    def table(self, result: Compared) -> Table:
        """Return both, as simulated and by the formula."""
        both = (result.planned, result.now)
        rows = (
            ("changes, and lines in each", *(_cut(one.way) for one in both)),
            ("waits for its turn", *(say_days(one.turn_hours) for one in both)),
            ("by the formula", *(say_days(one.way.turn.wait_hours) for one in both)),
            ("first part used", *(say_days(one.first_used_hours) for one in both)),
            ("by the formula", *(say_days(one.way.first_used_hours) for one in both)),
            ("all of it used", *(say_days(one.all_used_hours) for one in both)),
            ("work, and rework in it", *(_work(one) for one in both)),
            ("deployments that fail", *(_whole(one.failure_rate) for one in both)),
            ("by the formula", *(_whole(one.failure_rate_by_formula) for one in both)),
        )
        return Table(("", "as planned", "now"), rows)

    def sentence(self, result: Compared, before: Compared | None) -> str:
        """Say when users have it, why, and how often a deployment fails."""
        now, planned = result.now, result.planned
        way = now.way
        first, whole = now.first_used_hours, now.all_used_hours
        return (
            f"With {_whole(way.built_share)} of the plan in {say_count(way.changes, 'change')}, "
            f"users have the first part after {say_days(first, 'working day')}"
            f"{_planned(first, planned.first_used_hours, say_days, 'as planned: ')}, all of it "
            f"after {say_days(whole)}{_planned(whole, planned.all_used_hours, say_days)}. A "
            f"feature takes {say_work(now.building_hours)}"
            f"{_planned(now.building_hours, planned.building_hours, say_work)}, so the team is "
            f"{_whole(way.busy)} busy{_planned(way.busy, planned.way.busy, _whole)}, and a feature "
            f"waits {say_days(now.turn_hours)} for its turn"
            f"{_planned(now.turn_hours, planned.turn_hours, say_days)}. {_whole(now.failure_rate)} "
            f"of the deployments fail{_planned(now.failure_rate, planned.failure_rate, _whole)}."
        )

    def outcome(self, result: Compared) -> float:
        """Return how many working days a feature waits for its turn."""
        return round(result.now.turn_hours / WORKING_DAY, 1)


def _planned(now: float, planned: float, words: Callable[[float], str], before: str = "") -> str:
    """Say in brackets how it would be as planned; nothing where that is the same.

    >>> _planned(8, 80, say_days), _planned(8, 8, say_days)
    (' (10 days)', '')
    """
    said = words(planned)
    return "" if said == words(now) else f" ({before}{said})"


def _cut(way: Way) -> str:
    return f"{way.changes} × {way.lines_each:.0f}"


def _work(one: Features) -> str:
    return f"{say_work(one.building_hours)}, {say_work(one.rework_hours)}"


def _whole(share: float) -> str:
    return f"{100 * share:.0f} %"
