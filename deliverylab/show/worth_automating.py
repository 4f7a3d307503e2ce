"""The lab "Worth automating?": the hours that a step costs, and what its automation does for users.

Two questions that are easily taken for one. Does the automation pay for itself? That is a sum of
hours. Do changes reach users sooner? That depends on whether the step was the bottleneck: the step
where changes wait longest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_work
from deliverylab.show.automated import TESTER, TRAIN, WAITS, Automated, automate
from deliverylab.show.automated_plot import (
    MONTHS_SHOWN,
    AutomatedPlot,
    change_in_words,
    pays_back_in_words,
    say_clock,
)
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile

if TYPE_CHECKING:
    from matplotlib.figure import Figure

HALVES, A_TENTH, HARDLY = "half as long", "a tenth shorter", "hardly shorter"

IN_WORDS = {
    "build and test": "building and testing",
    "release": "the release",
    "staging": "the tests on staging",
    "deploy": "the deploy",
}
"""What is automated, as people say it."""

OFFERED = {step: words for step, words in IN_WORDS.items() if step != "release"}
"""The steps to choose from; the release is as small a step as the deploy."""


class WorthAutomating(Lab[Automated]):
    """The lab; show it as the last line of a cell.

    >>> lab = WorthAutomating()
    >>> lab.predict("half as long").verdict
    'You predicted half as long; the outcome is hardly shorter.'
    """

    name = "Worth automating?"
    question = "Which step is worth automating, and for whom?"
    groups = (
        Group(
            "Automate",
            (
                Choice("step", "The step", OFFERED, "deploy"),
                Slider("build", "To build it", 5, 400, 60, 5, "hours"),
                Slider("upkeep", "To keep it up, a month", 0, 20, 2, 1, "hours", "hour"),
            ),
        ),
        Group(
            "The team",
            (
                Slider("testers", "People who test", 1, 4, 1, unit="people", one="person"),
                Slider("every_days", "Days between trains", 1, 14, 1, unit="days", one="day"),
            ),
        ),
    )
    presets_label = "For example"
    presets = (
        Preset("deploy", {}),
        Preset("staging", {"step": "staging"}),
        Preset("testing", {"step": "build and test", "build": 300, "upkeep": 15}),
    )
    prediction = Prediction(
        "One person tests every change, for two hours. Another one deploys every working day, and "
        "needs half an hour; a machine needs 3 minutes. How long is the lead time for changes "
        "(median) when the deploy is automated?",
        options=(HALVES, A_TENTH, HARDLY),
    )
    height = 320

    def model(self, choices: Choices) -> Automated:
        """Simulate the same year by hand and automated."""
        return automate(
            str(choices["step"]),
            float(choices["build"]),
            float(choices["upkeep"]),
            int(choices["testers"]),
            float(choices["every_days"]),
        )

    def plot(self, figure: Figure) -> AutomatedPlot:
        """Draw the empty axes."""
        return AutomatedPlot(figure)

    def tiles(self, result: Automated) -> Sequence[Tile]:
        """Return the hours, and the lead times."""
        return (
            Tile("Saved, a month", result.saved, say_work, "more"),
            Tile("Won in two years", result.won_after(MONTHS_SHOWN), say_work, "more"),
            Tile("Lead time by hand", result.by_hand, say_clock, "less"),
            Tile("With it automated", result.automated, say_clock, "less"),
        )

    def table(self, result: Automated) -> Table:
        """Return the sum of hours, where the time goes, and the lead times."""
        rows = [
            ("hours to build it", say_work(result.build_hours)),
            ("the automation", pays_back_in_words(result.pays_back)),
            ("won in two years", say_work(result.won_after(MONTHS_SHOWN))),
            *((f"{part} (mean)", say_clock(hours)) for part, hours in result.spent.items()),
            ("lead time by hand (median)", say_clock(result.by_hand)),
            ("lead time automated (median)", say_clock(result.automated)),
        ]
        return Table(("", IN_WORDS[result.step]), rows)

    def sentence(self, result: Automated, before: Automated | None) -> str:
        """Say whether it pays, what it does to the lead time, and what changes wait for."""
        other = TRAIN if result.waits_longest == TESTER else TESTER
        said = (
            f"Automating {IN_WORDS[result.step]} saves {say_work(result.saved)} a month and "
            f"{pays_back_in_words(result.pays_back)}; "
            f"the lead time {change_in_words(result.lead_time_falls_by)}. "
            f"By hand, changes wait longest for {WAITS[result.waits_longest]}: "
            f"{say_clock(result.spent[result.waits_longest])}; for {WAITS[other]}, "
            f"{say_clock(result.spent[other])}."
        )
        if before is None:
            return said
        if before.step != result.step:
            return f"{said} Before, you had automated {IN_WORDS[before.step]}."
        was = say_clock(before.by_hand)
        if was == say_clock(result.by_hand):
            return said
        return f"{said} Before, the lead time by hand was {was}."

    def outcome(self, result: Automated) -> str:
        """Return which of the answers comes nearest."""
        falls = result.lead_time_falls_by
        return HARDLY if falls < 0.03 else A_TENTH if falls < 0.25 else HALVES
