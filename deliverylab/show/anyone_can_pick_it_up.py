"""The lab "Anyone can pick it up": a specialist for each kind of work, or people who help out.

As many kinds of work as people. With specialists each task waits for the one person who can do it,
even while others have nothing to do. Where people can do more than one kind, it waits for the first
who is free. That shortens the wait by far, as long as they are not much slower at the work of
others: learning costs time, and slow work makes everybody busier. The lab shows the break-even.

"Become full-stack engineers" is advice of the culture pillar; that pooled servers wait less is a
theorem. How far one leads to the other is disputed where work needs deep skill, see
`deliverylab.simulate.skills` for the sources and for what is left out.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_points, say_share, say_work
from deliverylab.show.anyone_can_plot import KINDS, PoolingPlot, say_slower
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Change, Table, Tile
from deliverylab.simulate.pooling import (
    MOST_SLOWER,
    TASK_HOURS,
    Pooling,
    PoolingTeam,
    compare,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PEOPLE = len(KINDS)
_SPECIALISTS = "specialists"


@dataclass(frozen=True)
class UntilTile(Tile):
    """How much slower people may be; how far it moved is not known where either is beyond all."""

    def change(self, start: Tile) -> Change:
        """Say what it was."""
        if self.text == start.text:
            return super().change(start)
        return Change("▲" if self.value > start.value else "▼", f"at the start: {start.text}", "")


class AnyoneCanPickItUp(Lab[Pooling]):
    """The lab; show it as the last line of a cell.

    >>> lab = AnyoneCanPickItUp()
    >>> lab.predict(10).verdict
    'You predicted 10 hours; the outcome is 5.3 hours: 4.7 hours too many.'
    """

    name = "Anyone can pick it up"
    question = "Each task has its specialist. What if anyone could pick it up?"
    groups = (
        Group(
            "The team",
            (
                Slider("people", "People, a kind of work each", 2, MOST_PEOPLE, 4),
                Slider("kinds", "Kinds that each can do", 1, MOST_PEOPLE, 4),
                Slider("specialists", "Who stay specialists", 0, MOST_PEOPLE, 0),
                Slider("slower", "Slower at others' work", 0, 60, 0, unit="%"),
            ),
        ),
        Group(
            "The work",
            (
                Slider("busy", "Front end is busy", 30, 95, 80, unit="%"),
                Slider("others", "Each other kind", 50, 100, 100, 5, unit="% of that"),
            ),
        ),
    )
    presets_label = "Try"
    presets = (
        Preset("specialists", {"kinds": 1}),
        Preset("two kinds", {"kinds": 2}),
        Preset("30 % slower", {"slower": 30}),
        Preset("both", {"kinds": 2, "slower": 30}),
    )
    prediction = Prediction(
        "Four people, each the specialist for one kind of work, are busy 80 % of the time. A task "
        "of 3 hours waits 12 hours for its specialist, so it is done after 15 hours, on average. "
        "After how many hours is it done if everyone can do everything, just as fast?",
        unit="hours",
        one="hour",
        high=1_000,
    )
    height = 318

    def model(self, choices: Choices) -> Pooling:
        """Simulate the same tasks with specialists and with this team."""
        people, specialists = int(choices["people"]), int(choices["specialists"])
        if specialists > people:
            raise ValueError(
                f"There are {people} people, so no more than {people} can stay specialists, not "
                f"{specialists}."
            )
        return compare(
            PoolingTeam(
                people=people,
                kinds_each=int(choices["kinds"]),
                specialists=specialists,
                slower=float(choices["slower"]) / 100,
                busy=float(choices["busy"]) / 100,
                others=float(choices["others"]) / 100,
            )
        )

    def baseline(self, result: Pooling) -> Pooling:
        """Return the start, but the same work in the hands of specialists: what sharing brings."""
        return replace(self._start, shared=result.apart)

    def plot(self, figure: Figure) -> PoolingPlot:
        """Draw the empty axes."""
        return PoolingPlot(figure)

    def tiles(self, result: Pooling) -> Sequence[Tile]:
        """Return when tasks are done, the break-even, and how busy the busiest person is."""
        return (
            Tile("Specialists", result.apart.hours, say_work),
            Tile("This team", result.shared.hours, say_work, "less", compared=_SPECIALISTS),
            UntilTile("Pays until", min(result.pays_until, 1.0), _until),
            Tile(
                "Busiest person",
                float(result.shared.busy.max()),
                _whole,
                "less",
                say_points,
                _SPECIALISTS,
            ),
        )

    def table(self, result: Pooling) -> Table:
        """Return, for each kind of work, wait and work in both ways."""
        rows = []
        for kind in range(result.team.people):
            ways = [
                say_work(float(hours[kind]))
                for way in (result.apart, result.shared)
                for hours in (way.waits, way.works)
            ]
            rows.append((KINDS[kind], *ways))
        columns = ("", "waits: specialist", "takes", "waits: this team", "takes")
        return Table(columns, rows)

    def sentence(self, result: Pooling, before: Pooling | None) -> str:
        """Say when a task is done in both ways, and how long that pays."""
        team = result.team
        busy = f"{'' if team.others == 1 else 'up to '}{_whole(team.busy)} busy"
        said = (
            f"A task of {TASK_HOURS:g} hours is done after {say_work(result.apart.hours)} on "
            f"average by {team.people} specialists who are {busy}"
        )
        if not team.shares:
            return f"{said}; here nobody can do the work of another."
        said += f", and after {say_work(result.shared.hours)} here, where {_skills(result)}."
        if result.overloaded:
            return f"{said} Somebody has too much to do: the wait grows for ever."
        return f"{said} {_pays(result)}"

    def outcome(self, result: Pooling) -> float:
        """Return after how many hours a task is done by those who help each other."""
        return result.shared.hours


def _skills(result: Pooling) -> str:
    """Say who can do what, and how fast.

    >>> _skills(compare(PoolingTeam(4, 2, 1, 0.3, 0.8, 1.0)))
    '3 people can do 2 kinds of work each, 30 % slower at other work'
    """
    team = result.team
    broad = team.people - team.specialists
    who = "everyone" if broad == team.people else "1 person" if broad == 1 else f"{broad} people"
    kinds = min(team.kinds_each, team.people)
    if kinds == team.people:
        what = "everything"
    else:
        what = f"{kinds} kinds of work" + (" each" if 1 < broad < team.people else "")
    slower = f"{_whole(team.slower)} slower at other work"
    return f"{who} can do {what}, {slower if team.slower else 'just as fast'}"


def _pays(result: Pooling) -> str:
    """Say how much slower people may be."""
    if math.isinf(result.pays_until):
        return f"That pays even if they are {say_share(MOST_SLOWER)} slower."
    if result.pays_until == 0:
        return "That does not pay."
    return f"That pays until they are about {say_slower(result.pays_until)} slower."


def _whole(share: float) -> str:
    return f"{100 * share:.0f} %"


def _until(share: float) -> str:
    """Say a break-even on its own.

    >>> _until(0.218), _until(1.0), _until(0.0)
    ('22 % slower', 'beyond 60 %', 'not at all')
    """
    return say_slower(share) + (" slower" if 0 < share <= MOST_SLOWER else "")
