"""The lab "Batch size": how many changes should go to production together?

Two costs that pull in opposite directions, and the batch between them that costs least
(`deliverylab.show.batch_cost`). The presets are the four teams: what a deployment asks of their
people where nothing has to be done twice (packaging, the trial and deploying by hand, or an
approval), how many changes they commit, and how many they really bring at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_work
from deliverylab.show.batch_cost import LARGEST, TRIED, Batch, BatchPlot
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_DAYS_A_WEEK = 5


class BatchSize(Lab[Batch]):
    """The lab; show it as the last line of a cell.

    >>> lab = BatchSize()
    >>> lab.predict(50).verdict
    'You predicted 50 changes; the outcome is 10 changes: 40 changes too many.'
    """

    name = "Batch size"
    question = "Few changes at a time, or many? Deploying costs work; waiting costs as well."
    groups = (
        Group("Deploy", (Slider("size", "Changes in a batch", 1, LARGEST, 64),)),
        Group(
            "In hours of people's work",
            (
                Slider(
                    "work_hours",
                    "Work for one deployment",
                    0,
                    40,
                    8,
                    step=0.25,
                    unit="hours",
                    one="hour",
                ),
                Slider(
                    "waiting_hours",
                    "A day earlier is worth",
                    0.1,
                    4,
                    1,
                    step=0.1,
                    unit="hours",
                    one="hour",
                ),
            ),
        ),
        Group("Work", (Slider("per_day", "Changes per working day", 1, 20, 6.5, step=0.5),)),
    )
    presets_label = "Deploy like"
    presets = (
        Preset("barge", {"size": 113, "work_hours": 25, "per_day": 6}),
        Preset("tug", {"size": 64, "work_hours": 8, "per_day": 6.5}),
        Preset("ferry", {"size": 5, "work_hours": 5.5, "per_day": 7}),
        Preset("hydrofoil", {"size": 1, "work_hours": 0, "per_day": 7.5}),
    )
    prediction = Prediction(
        "A deployment takes people 8 hours. 6.5 changes are committed a day, and to have one of "
        "them a day earlier is worth an hour of work. How many changes make the cheapest batch?",
        unit="changes",
        one="change",
        low=1,
        high=10_000,
        whole=True,
    )
    height = 320

    def model(self, choices: Choices) -> Batch:
        """Compute the costs with these choices."""
        return Batch(
            size=int(choices["size"]),
            work_hours=float(choices["work_hours"]),
            per_day=float(choices["per_day"]),
            waiting_hours=float(choices["waiting_hours"]),
        )

    def plot(self, figure: Figure) -> BatchPlot:
        """Draw the empty axes."""
        return BatchPlot(figure)

    def tiles(self, result: Batch) -> Sequence[Tile]:
        """Return what this batch and the best one cost, and how often they go."""
        return (
            Tile("A change costs", result.cost(result.size), say_work, "less"),
            Tile("In the best batch", result.cost(result.best), say_work, "less"),
            Tile("Best batch", result.best, _changes),
            Tile("Deployments a week", _DAYS_A_WEEK * result.per_day / result.size, plain),
        )

    def table(self, result: Batch) -> Table:
        """Return both costs, by formula and by simulation, for some batches."""
        rows = [
            (
                str(size),
                plain(result.work(size)),
                plain(result.waiting(size)),
                plain(result.cost(size)),
                plain(float(simulated)),
            )
            for size, simulated in zip(TRIED, result.simulated, strict=True)
        ]
        return Table(("changes", "deploying, h", "waiting, h", "both, h", "simulated, h"), rows)

    def sentence(self, result: Batch, before: Batch | None) -> str:
        """Say what a change costs now and at best, and what it cost before."""
        size, best = result.size, result.best
        together = "changes go one by one" if size == 1 else f"{size} changes go together"
        said = (
            f"When {together}, each costs {say_work(result.cost(size))}: "
            f"{say_work(result.work(size))} for its share of the deployment, "
            f"{say_work(result.waiting(size))} for waiting. "
        )
        if size == best:
            said += "No other batch costs less."
        else:
            said += f"The best batch is {best}, at {say_work(result.cost(best))}."
        if before is None:
            return said
        was, now = say_work(before.cost(before.size)), say_work(result.cost(size))
        return f"{said} Before this change, a change cost {'the same' if was == now else was}."

    def outcome(self, result: Batch) -> float:
        """Return the best batch."""
        return result.best


def _changes(number: float) -> str:
    return say_count(round(number), "change")
