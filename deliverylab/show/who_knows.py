"""The lab "Who knows?": the one who knows a part of the system is away, and an incident hits it.

How many people know each part, how long people are away, how long the others need to find out
alone, and how many hours a week the team spends on sharing what it knows. The median hardly sees
it: most incidents meet somebody who knows. The slowest tenth and the average do. The model and what
it assumes stand in `deliverylab.simulate.knowledge`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_hours, say_points, say_share, say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.known_parts import KnownParts, formula
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile
from deliverylab.show.who_knows_plot import MOST_PEOPLE, KnowledgePlot
from deliverylab.simulate.knowledge import MOST_AWAY_WEEKS, Crew

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class WhoKnows(Lab[KnownParts]):
    """The lab; show it as the last line of a cell.

    >>> lab = WhoKnows()
    >>> view = lab.predict(2)
    >>> lab.move(know=2).tiles[2]["text"]    # incidents that meet nobody who knows the part
    '1.3 %'
    """

    name = "Who knows?"
    question = "The one who knows is on holiday. How long do users wait?"
    groups = (
        Group(
            "The team",
            (
                Slider("people", "People", 2, MOST_PEOPLE, 5),
                Slider("know", "Know each part", 1, MOST_PEOPLE, 1, unit="people", one="person"),
                Slider(
                    "away", "Each away, a year", 0, MOST_AWAY_WEEKS, 6, unit="weeks", one="week"
                ),
            ),
        ),
        Group(
            "What it does",
            (
                Slider("alone", "To find out alone", 1, 120, 24, unit="hours", one="hour"),
                Slider("sharing", "Sharing, a week", 0, 12, 0, unit="hours", one="hour"),
            ),
        ),
    )
    presets_label = "Each part is known by"
    presets = (
        Preset("one", {}),
        Preset("two", {"know": 2}),
        Preset("everybody", {"know": 5}),
        Preset("one, and share", {"sharing": 4}),
    )
    prediction = Prediction(
        "Each part of a system is known by one of five people, and each of them is away 6 of the "
        "52 weeks of a year. Who knows a part repairs it in an hour; the others first need 24 "
        "hours to find out how. How many hours does an incident last, on average?",
        unit="hours",
        one="hour",
        high=1_000,
    )
    height = 302
    sentence_lines = 4

    def model(self, choices: Choices) -> KnownParts:
        """Simulate many years of incidents with these choices."""
        people, know = int(choices["people"]), int(choices["know"])
        if know > people:
            raise ValueError(
                f"There are {people} people, so no more than {people} can know a part, not {know}."
            )
        return KnownParts.of(
            Crew(
                people=people,
                know=know,
                away_weeks=float(choices["away"]),
                alone_hours=float(choices["alone"]),
                sharing_hours=float(choices["sharing"]),
            )
        )

    def plot(self, figure: Figure) -> KnowledgePlot:
        """Draw the empty axes."""
        return KnowledgePlot(figure)

    def tiles(self, result: KnownParts) -> Sequence[Tile]:
        """Return how long incidents last, how often nobody knows, and what a year costs."""
        return (
            Tile("On average", result.mean, say_hours, "less"),
            Tile("Slowest tenth", result.slowest_tenth, say_hours, "less"),
            Tile("Nobody knows", result.nobody, say_share, "less", say_points),
            Tile("Outage a year", result.outage_a_year, say_work, "less"),
            Tile("Sharing a year", result.sharing_a_year, say_work, "less"),
        )

    def table(self, result: KnownParts) -> Table:
        """Return how often all who know are away, by formula, for any number who know."""
        by_formula = formula(result.crew.people, result.crew.away_weeks)
        rows = [
            (str(know), say_share(per_cent / 100))
            for know, per_cent in enumerate(by_formula, start=1)
        ]
        low, high = result.nobody_between
        spread = f"{say_share(result.nobody)} ({say_share(low)} to {say_share(high)})"
        rows.append(("simulated now, and its 95 % interval", spread))
        return Table(("people who know a part", "incidents where all of them are away"), rows)

    def sentence(self, result: KnownParts, before: KnownParts | None) -> str:
        """Say how often nobody knows, how long incidents last, and how it was at first."""
        crew = result.crew
        who = "1 person who knows" if crew.know == 1 else f"{crew.know} people who know"
        average = say_hours(result.mean)
        said = (
            f"With {who} each part{_sharing(result)}, {say_share(result.nobody)} of the incidents "
            f"meet nobody who knows (formula: {say_share(result.nobody_by_formula)}). Half are "
            f"restored within {say_hours(result.median)}, the slowest tenth takes "
            f"{say_hours(result.slowest_tenth)} or more; the average is {average}"
        )
        first = say_hours(self._start.mean)
        if before is None or first == average:
            return f"{said}."
        return f"{said} (at the start: {first})."

    def outcome(self, result: KnownParts) -> float:
        """Return how many hours an incident lasts, on average."""
        return result.mean


def _sharing(result: KnownParts) -> str:
    """Say what sharing costs, where there is any."""
    if not result.crew.sharing_hours:
        return ""
    return f" at first, and {say_work(result.sharing_a_year)} of sharing"
