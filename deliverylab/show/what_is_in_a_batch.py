"""The lab "What is in a batch": N changes go together; how often does that fail, and then what?

One bad change is enough for the whole batch to fail. The more travel together, the more probable is
that, the longer the search for the bad one, and the more good changes are taken back with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import capital, say_hours, say_points
from deliverylab.show.batches import LARGEST, SIMULATED, Batch, say_failing
from deliverylab.show.batches_plot import HEIGHT, WIDTH, BatchPlot
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ROWS = (1, 2, 5, 10, 20, 40, 60, 80, 100, 120)
"""The sizes in the table."""


class WhatIsInABatch(Lab[Batch]):
    """The lab; show it as the last line of a cell.

    >>> lab = WhatIsInABatch()
    >>> view = lab.predict(20)
    >>> view.verdict
    'You predicted 20 batches; the outcome is 64 batches: 44 batches too few.'
    """

    name = "What is in a batch"
    question = "Changes are deployed together. How often does that fail, and who was it?"
    groups = (
        Group(
            "The batch",
            (
                Slider("size", "Changes in it", 1, LARGEST, 20, unit="changes", one="change"),
                Slider("failure_share", "A change fails", 0.5, 20, 5, step=0.5, unit="%"),
            ),
        ),
        Group(
            "The search",
            (Slider("minutes", "To try one version", 5, 60, 10, step=5, unit="minutes"),),
        ),
    )
    presets_label = "About as many changes as travel together at"
    presets = (
        Preset("barge", {"size": 120}),
        Preset("tug", {"size": 65}),
        Preset("ferry", {"size": 5}),
        Preset("hydrofoil", {"size": 1}),
    )
    prediction = Prediction(
        "Each change fails in 5 of 100 cases. 20 of them are deployed together. Of 100 such "
        "batches, how many fail?",
        unit="batches",
        one="batch",
        high=100,
    )
    width, height = WIDTH, HEIGHT

    def model(self, choices: Choices) -> Batch:
        """Work out a batch of so many changes."""
        return Batch.of(
            size=int(choices["size"]),
            failure_share=float(choices["failure_share"]) / 100.0,
            minutes=float(choices["minutes"]),
        )

    def plot(self, figure: Figure) -> BatchPlot:
        """Draw the empty axes."""
        return BatchPlot(figure)

    def tiles(self, result: Batch) -> Sequence[Tile]:
        """Return what the batch's numbers are."""
        return (
            Tile("The batch fails", result.here(result.fails), say_failing, "less", say_points),
            Tile("Search one by one", result.here(result.one_by_one) / 60, say_hours, "less"),
            Tile("Search by halves", result.here(result.by_halves) / 60, say_hours, "less"),
            Tile("Taken back with it", result.held_back, plain, "less"),
        )

    def table(self, result: Batch) -> Table:
        """Return the formula, the simulation and the search for some sizes."""
        rows = [
            (
                f"{size} {'change' if size == 1 else 'changes'}",
                say_failing(float(result.fails[size - 1])),
                f"{result.simulated_fails[size - 1]} of {SIMULATED}",
                say_hours(float(result.one_by_one[size - 1]) / 60),
                say_hours(float(result.by_halves[size - 1]) / 60),
            )
            for size in sorted({*ROWS, result.size})
        ]
        return Table(("", "fails", "simulated", "one by one", "by halves"), rows)

    def sentence(self, result: Batch, before: Batch | None) -> str:
        """Say how often the batch fails and how long the search is, and what that was before."""
        fails = say_failing(result.here(result.fails))
        if result.size == 1:
            said = (
                f"A change that is deployed alone fails in {fails} of the cases; nobody has to "
                "search for the culprit, and nothing good is taken back with it."
            )
        else:
            slow, fast = (
                say_hours(result.here(minutes) / 60)
                for minutes in (result.one_by_one, result.by_halves)
            )
            said = (
                f"{capital(fails)} of the batches of {result.size} changes fail. To find the first "
                f"bad change then takes {slow} one by one and {fast} by halves, on average, and a "
                f"rollback takes {plain(result.held_back)} good changes back with it."
            )
        if before is None:
            return said
        was = say_failing(before.here(before.fails))
        return f"{said} Before your last move, {'as many' if was == fails else was} failed."

    def outcome(self, result: Batch) -> float:
        """Return how many of 100 batches fail, as whole batches."""
        return round(100 * result.here(result.fails))
