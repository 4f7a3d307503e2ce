"""The lab "Where is it caught?": move a team's tests, and see when an author hears of a defect.

A team has so many minutes of tests for each change, and decides where they run: at the author's
workstation, in CI, on staging. What none of them finds, the users find. Each place has its price:
the author's minutes, the line before the build machine, the line before the one staging there is. A
fix takes as long in each place; whether late fixes take longer is a claim that students may switch
on themselves.
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
    >>> lab.choose("in CI").choices["build"]
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
                Slider("dearer", "Each day late adds to a fix", 0, 100, 0, 5, unit="%"),
            ),
        ),
    )
    presets_label = f"{MINUTES} minutes of tests"
    presets = (
        Preset("on staging", {}),
        Preset("in CI", {"staging": 0, "build": MINUTES}),
        Preset("at the workstation", {"staging": 0, "workstation": MINUTES}),
        Preset("a third each", {"workstation": 8, "build": 8, "staging": 8}),
    )
    prediction = Prediction(
        "A team of 7 changes a day sends each one on by machine as soon as it is merged. All tests "
        "run on staging, one change at a time; they find 85 of 100 defects. Users notice the "
        "others a day later. How many hours after writing a defect does its author know of it, on "
        "average, nights included?",
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
            Tile("Authors test, a month", result.own_tests, say_work, "less"),
            Tile("Incidents in a year", result.incidents, plain, "less"),
            Tile("Lead time for changes", result.lead_time, say_hours, "less"),
        )

    def table(self, result: Year) -> Table:
        """Return, for each place, what was found there, how late, and what the place costs."""
        rows = []
        minutes = [f"{one:g}" for one in result.minutes]
        takes = [say_hours(hours) if hours else "–" for hours in result.takes]
        found = in_whole(result.found)
        there = zip(PLACES, [*minutes, "–"], [*takes, "–"], strict=True)
        for place, (name, tests, each) in enumerate(there):
            waited = result.waited[result.place == place]
            hours = say_hours(float(waited.mean())) if len(waited) else "–"
            rows.append((name, tests, str(found[place]), hours, each))
        columns = ("", "minutes", "of 100", "author knows after", "takes a change")
        return Table(columns, rows)

    def sentence(self, result: Year, before: Year | None) -> str:
        """Say where defects are found and when their authors know, and what it was before."""
        found = zip(PLACES, in_whole(result.found), strict=True)
        parts = [f"{share} {name}" for name, share in found if share]
        places = " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)
        said = (
            f"Of 100 defects, {places} are found; their authors know after "
            f"{say_hours(result.average_wait)} on average."
        )
        if before is None:
            return said
        return f"{said} {moved(before, result)}"

    def outcome(self, result: Year) -> float:
        """Return the average hours until an author knows, as exactly as everything else says it."""
        return float(round(result.average_wait))


def moved(before: Year, now: Year) -> str:
    """Say what was otherwise before: the wait, or the hours of fixing; one sentence."""
    old = say_hours(before.average_wait), say_work(before.rework)
    new = say_hours(now.average_wait), say_work(now.rework)
    if old == new:
        return "Before, it was the same."
    if old[0] == new[0]:
        return f"Fixing takes {new[1]} a month; before, {old[1]}."
    return f"Before, it was {old[0]}."
