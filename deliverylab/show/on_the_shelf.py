"""The lab "On the shelf": how long does a finished package wait until users get it?

One team packages every change automatically. A change is *made* (from its commit until the package
is finished), then the package lies *on the shelf* until it is deployed. When that is, is up to the
team: on a train, when a person approves, or at once. Making takes as long as before; only the wait
on the shelf changes. A preset takes over when one of the four teams deploys, and nothing else of
it. Hotfixes and rollbacks bring no new changes, so they are not counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.levers import APPROVAL, EVERY_CHANGE, TRAIN, deploy_controls, with_levers
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.show.waits import Shelf, WaitPlot, percentile, say_days
from deliverylab.simulate import Scenario, simulate

if TYPE_CHECKING:
    from matplotlib.figure import Figure

DAYS = 182
"""Half a year is simulated."""


class OnTheShelf(Lab[Shelf]):
    """The lab; show it as the last line of a cell.

    >>> lab = OnTheShelf()
    >>> lab.covered                     # it asks for a prediction first
    True
    >>> view = lab.predict(10)
    >>> view.covered
    False
    """

    name = "On the shelf"
    question = "One team, whose machine packages every change. How long does a package wait then?"
    team = Scenario.team("ferry")
    groups = (
        Group("Deploy", deploy_controls(TRAIN, 14)),
        Group(
            "Work",
            (Slider("changes_per_day", "Changes per working day", low=1, high=20, value=7),),
        ),
    )
    presets_label = "The same team, deploying like"
    presets = (
        Preset("barge", {"deploy_on": TRAIN, "every_days": 28}),
        Preset("tug", {"deploy_on": TRAIN, "every_days": 14}),
        Preset("ferry", {"deploy_on": APPROVAL}),
        Preset("hydrofoil", {"deploy_on": EVERY_CHANGE}),
    )
    prediction = Prediction(
        "A train leaves every 14 days. How many days does a package wait on the shelf, on average?",
        unit="days",
        one="day",
        high=365,
    )
    height = 320

    def model(self, choices: Choices) -> Shelf:
        """Simulate half a year with these choices."""
        log = simulate(with_levers(self.team, choices), days=DAYS)
        return Shelf.of(log, str(choices["deploy_on"]), float(choices["every_days"]))

    def plot(self, figure: Figure) -> WaitPlot:
        """Draw the empty axes."""
        return WaitPlot(figure)

    def tiles(self, result: Shelf) -> Sequence[Tile]:
        """Return what the team's numbers are."""
        return (
            Tile("On the shelf (average)", result.average_wait, say_days, "less"),
            Tile("Lead time for changes", result.lead_time, say_days, "less"),
            Tile("Planned deploys in half a year", result.deployments, plain, "more"),
            Tile("Changes per deployment", result.changes_per_deployment, plain, "less"),
        )

    def table(self, result: Shelf) -> Table:
        """Return how long making, waiting and both took: most, half and few of the changes."""
        parts = (result.making, result.waiting, result.making + result.waiting)
        rows = [
            (label, *(say_days(percentile(hours, share)) for hours in parts))
            for label, share in (
                ("a tenth is faster than", 10),
                ("half is faster than", 50),
                ("nine tenths are faster than", 90),
            )
        ]
        return Table(("", "making", "on the shelf", "commit to production"), rows)

    def sentence(self, result: Shelf, before: Shelf | None) -> str:
        """Say how long a package waits, and how long it did before."""
        if not result.waiting.size:
            return "Nothing reached production in half a year."
        said = (
            f"{_policy_in_words(result)}, a package waits {say_days(result.average_wait)} on the "
            f"shelf on average; half of the changes reach users within "
            f"{say_days(result.lead_time)} of their commit."
        )
        if before is None or not before.waiting.size:
            return said
        was, now = say_days(before.average_wait), say_days(result.average_wait)
        return f"{said} Before this change, the wait was {'the same' if was == now else was}."

    def outcome(self, result: Shelf) -> float:
        """Return the average wait in days."""
        return result.average_wait / 24


def _policy_in_words(result: Shelf) -> str:
    if result.policy == EVERY_CHANGE:
        return "When every change is deployed at once"
    if result.policy == APPROVAL:
        return "When a person approves each deployment"
    days = f"{result.every_days:g} days" if result.every_days != 1 else "day"
    return f"When a train leaves every {days}"
