"""The lab "Where is it caught?": move a team's tests, and see when an author hears of a defect.

A team has so many minutes of tests for each change, and decides where they run: at the author's
workstation, in CI, on staging. What none of them finds, the users find. A fix takes as long in each
place; whether late fixes take longer is a claim that students may switch on themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_hours, say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.places import Year, in_whole, year
from deliverylab.show.places_plot import PlacesPlot
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.simulate.feedback import PLACES

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MINUTES = 24
"""What the presets share out."""


def _minutes(name: str, label: str, value: int) -> Slider:
    return Slider(name, label, 0, 30, value, unit="minutes", one="minute")


class WhereIsItCaught(Lab[Year]):
    """The lab; show it as the last line of a cell.

    >>> lab = WhereIsItCaught()
    >>> view = lab.predict(8)
    >>> lab.choose("CI").choices["build"]
    24
    """

    name = "Where is it caught?"
    question = "The same tests, somewhere else: when does the author of a defect know of it?"
    groups = (
        Group(
            "Tests of each change",
            (
                _minutes("workstation", "At the workstation", 0),
                _minutes("build", "In CI", 0),
                _minutes("staging", "On staging", MINUTES),
            ),
        ),
        Group(
            "After the tests",
            (
                Slider("notice", "Users notice after", 1, 72, 24, unit="hours", one="hour"),
                Slider("dearer", "A late fix, per day", 0, 100, 0, 5, unit="% longer"),
            ),
        ),
    )
    presets_label = f"{MINUTES} minutes of tests, all in"
    presets = (
        Preset("staging", {}),
        Preset("CI", {"staging": 0, "build": MINUTES}),
        Preset("workstation", {"staging": 0, "workstation": MINUTES}),
        Preset("a third each", {"workstation": 8, "build": 8, "staging": 8}),
    )
    prediction = Prediction(
        "All tests run on staging, and what they miss is noticed in production. How many hours "
        "after writing a defect does its author know of it, on average?",
        unit="hours",
        one="hour",
        high=10_000,
    )
    height = 320

    def model(self, choices: Choices) -> Year:
        """Simulate a year with these choices."""
        minutes = (
            float(choices["workstation"]),
            float(choices["build"]),
            float(choices["staging"]),
        )
        return year(minutes, float(choices["notice"]), float(choices["dearer"]) / 100)

    def plot(self, figure: Figure) -> PlacesPlot:
        """Draw the empty axes."""
        return PlacesPlot(figure)

    def tiles(self, result: Year) -> Sequence[Tile]:
        """Return what the year was like."""
        return (
            Tile("Author knows after", result.average_wait, say_hours, "less"),
            Tile("Fixing, a month", result.rework, say_work, "less"),
            Tile("Own tests, a month", result.own_tests, say_work, "less"),
            Tile("Incidents in a year", result.incidents, plain, "less"),
            Tile("Lead time for changes", result.lead_time, say_hours, "less"),
        )

    def table(self, result: Year) -> Table:
        """Return, for each place, what was found there and how long its authors waited."""
        rows = []
        minutes = [f"{one:g} minutes" for one in result.minutes]
        found = in_whole(result.found)
        for place, (name, tests) in enumerate(zip(PLACES, [*minutes, "users"], strict=True)):
            waited = result.waited[result.place == place]
            hours = say_hours(float(waited.mean())) if len(waited) else "–"
            rows.append((name, tests, str(found[place]), hours))
        return Table(("", "tests", "found, of 100 defects", "author knows after (average)"), rows)

    def sentence(self, result: Year, before: Year | None) -> str:
        """Say where defects are found and when their authors know, and when they knew before."""
        found = zip(PLACES, in_whole(result.found), strict=True)
        parts = [f"{share} {name}" for name, share in found if share]
        places = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
        said = (
            f"Of 100 defects, {places} are found; their authors know after "
            f"{say_hours(result.average_wait)} on average."
        )
        if before is None:
            return said
        was, now = say_hours(before.average_wait), say_hours(result.average_wait)
        return f"{said} Before, it was {'the same' if was == now else was}."

    def outcome(self, result: Year) -> float:
        """Return the average hours until an author knows."""
        return result.average_wait
