"""The lab "Busy is slow": how long do changes wait when reviewers have hardly a free minute?

One queue, one or more reviewers. How busy they are, how many share the queue, and how irregular the
work is are up to the student. Theory and simulation answer together, from
`deliverylab.show.review_desk`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_work
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.review_desk import MOST_BUSY, RUNS, Desk, DeskPlot, Waits
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

EVENLY, RANDOMLY, BURSTS = "evenly", "randomly", "bursts"
_ARRIVAL_CV = {EVENLY: 0.0, RANDOMLY: 1.0, BURSTS: 2.0}
ALIKE, UNEVEN, VERY_UNEVEN = "alike", "uneven", "very uneven"
_REVIEW_CV = {ALIKE: 0.0, UNEVEN: 1.0, VERY_UNEVEN: 2.0}
_ROWS = (50, 60, 70, 80, 85, 90, 95)
_HOURS_A_DAY = 8


class BusyIsSlow(Lab[Waits]):
    """The lab; show it as the last line of a cell.

    >>> lab = BusyIsSlow()
    >>> lab.predict(1).verdict
    'You predicted 1 hour; the outcome is 4 hours: 3 hours too few.'
    """

    name = "Busy is slow"
    question = "The busier the reviewers, the more reviews. What does it cost?"
    groups = (
        Group(
            "Reviewers",
            (
                Slider("busy", "How busy each of them is", 10, MOST_BUSY, 80, unit="%"),
                Slider("reviewers", "Reviewers who share one queue", 1, 8, 1),
            ),
        ),
        Group(
            "Work",
            (
                Choice(
                    "arrive",
                    "Changes arrive",
                    {EVENLY: "evenly", RANDOMLY: "at random", BURSTS: "in bursts"},
                    RANDOMLY,
                ),
                Choice(
                    "reviews",
                    "Review times are",
                    {ALIKE: "all alike", UNEVEN: "uneven", VERY_UNEVEN: "very uneven"},
                    UNEVEN,
                ),
            ),
        ),
    )
    presets_label = "Try"
    presets = (
        Preset("four reviewers", {"reviewers": 4}),
        Preset("95 % busy", {"busy": 95}),
        Preset("half busy", {"busy": 50}),
    )
    prediction = Prediction(
        "A reviewer is busy 80 % of the time; a review takes one hour. How many hours does a "
        "change wait until its review begins, on average?",
        unit="hours",
        one="hour",
        high=1_000,
    )
    height = 320

    def model(self, choices: Choices) -> Waits:
        """Compute and simulate the wait with these choices."""
        return Waits.of(
            Desk(
                busy=float(choices["busy"]),
                reviewers=int(choices["reviewers"]),
                arrival_cv=_ARRIVAL_CV[str(choices["arrive"])],
                review_cv=_REVIEW_CV[str(choices["reviews"])],
            )
        )

    def plot(self, figure: Figure) -> DeskPlot:
        """Draw the empty axes, and the curve at the start."""
        return DeskPlot(figure, self._start.desk)

    def tiles(self, result: Waits) -> Sequence[Tile]:
        """Return both waits, the queue, and what the reviewers get done."""
        return (
            Tile("Wait (theory)", result.theory, say_work, "less"),
            Tile("Wait (simulated)", result.simulated, say_work),
            Tile("Changes waiting", result.waiting, plain, "less"),
            Tile("Reviews a day", _HOURS_A_DAY * result.desk.per_hour, plain, "more"),
        )

    def table(self, result: Waits) -> Table:
        """Return the wait by theory, from half busy to hardly a free minute."""
        start = self._start.desk
        rows = [
            (
                f"{busy} %",
                say_work(result.desk.wait_at(busy)),
                say_work(start.wait_at(busy)),
            )
            for busy in _ROWS
        ]
        return Table(("busy", "wait now", "wait at the start"), rows)

    def sentence(self, result: Waits, before: Waits | None) -> str:
        """Say how long the wait is, how far a run is from it, and what it was before."""
        desk = result.desk
        who = "1 reviewer is" if desk.reviewers == 1 else f"{desk.reviewers} reviewers are each"
        low, high = (say_work(float(end)) for end in _ends(result))
        spread = f"come to {low}" if low == high else f"range from {low} to {high}"
        said = (
            f"When {who} busy {desk.busy:g} % of the time, a change waits "
            f"{say_work(result.theory)} on average for a review of one hour; "
            f"{RUNS} simulated runs {spread}."
        )
        if before is None:
            return said
        was, now = say_work(before.theory), say_work(result.theory)
        return f"{said} Before this change, the wait was {'the same' if was == now else was}."

    def outcome(self, result: Waits) -> float:
        """Return the wait in the long run, in hours."""
        return result.theory


def _ends(result: Waits) -> tuple[float, float]:
    return float(result.runs.min()), float(result.runs.max())
