"""The lab "Game the metric": make one number splendid, and see which other number tells on you.

When a measure becomes a target, it ceases to be a good measure (Strathern 1997, after Goodhart
1975); a metric as the goal is the first pitfall in DORA's own list (dora.dev, guides/dora-metrics).
Every trick here is done by real teams, some of them without meaning it. None of them makes a single
change reach users sooner. One switch is no trick: it makes deployments cheap, and both sides move.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from deliverylab.measure.say import capital
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Preset, Slider, Switch
from deliverylab.show.game_the_metric_plot import HEIGHT, WIDTH, GamePlot
from deliverylab.show.gamed import REPORT, USERS, Gamed, Kind, from_to, gamed
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table
from deliverylab.show.tricks import Tricks

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_TARGETS = ("frequency", "lead time", "restore", "failure rate", "reliability")
_FAILURES = _TARGETS.index("failure rate")
_ASKED = 5
"""So many extra deployments a week the prediction asks about."""

_FEW = 2
"""So many of a kind are named in a sentence; the picture and the table have them all."""

_ALL: Choices = {
    "again": 5,
    "late": True,
    "seen": True,
    "maintenance": True,
    "unwritten": True,
    "hours": True,
}


class GameTheMetric(Lab[Gamed]):
    """The lab; show it as the last line of a cell.

    >>> lab = GameTheMetric()
    >>> lab.predict(27).verdict.partition(" is ")[2]
    '4.4 % (move “Same package again” alone to 5 a week to see it): 22.6 points too many.'
    """

    name = "Game the metric"
    question = "Make one number splendid. Which other number gives you away?"
    groups = (
        Group(
            "What tug is judged by",
            (Choice("target", "Target", {name: name for name in _TARGETS}, "failure rate"),),
        ),
        Group(
            "Tricks",
            (
                Slider("again", "Same package again", 0, 10, 0, unit="a week"),
                Switch("late", "Committed when packaged"),
                Switch("seen", "Incident closed once seen"),
                Switch("maintenance", "Failure = “maintenance”"),
                Switch("unwritten", "Minor: not written down"),
                Switch("hours", "Maintenance hours left out"),
            ),
        ),
        Group("No trick", (Switch("really", "Cheap deployments, daily"),)),
    )
    presets_label = "Play"
    presets = (
        Preset("often", {"target": "frequency", "again": 5}),
        Preset("fast", {"target": "lead time", "late": True}),
        Preset("every trick", _ALL),
    )
    prediction = Prediction(
        "27 % of tug’s deployments fail. Now, from the first one on, it deploys the package that "
        "already runs once more, five times a week, and changes nothing else. What share of its "
        "deployments fails then?",
        unit="%",
        high=100,
    )
    width, height = WIDTH, HEIGHT
    stored_sharpness = 1.0

    def model(self, choices: Choices) -> Gamed:
        """Play the year with these tricks."""
        tricks = Tricks(
            again=int(choices["again"]),
            late=bool(choices["late"]),
            seen=bool(choices["seen"]),
            maintenance=bool(choices["maintenance"]),
            unwritten=bool(choices["unwritten"]),
            hours=bool(choices["hours"]),
        )
        return gamed(_TARGETS.index(str(choices["target"])), tricks, bool(choices["really"]))

    def plot(self, figure: Figure) -> GamePlot:
        """Draw the empty axes."""
        return GamePlot(figure)

    def table(self, result: Gamed) -> Table:
        """Return each KPI as it is and now, and beside it what users get."""
        rows = [
            (
                capital(kind.name),
                from_to(kind.say(result.first.report[n]), kind.say(result.now.report[n])),
                _of_users(result, n),
            )
            for n, kind in enumerate(REPORT)
        ]
        return Table(("", "the report", "what users get"), rows)

    def sentence(self, result: Gamed, before: Gamed | None) -> str:
        """Name the tricks, the number that got better, and the number that gives them away."""
        kind, place = REPORT[result.target], result.target
        was, now = (kind.say(one.report[place]) for one in (result.first, result.now))
        if not (result.played or result.really):
            return (
                f"As it is, tug’s {kind.name} is {now}; the goal is {kind.say(kind.goal)}. "
                f"What users get: {_list(_of_users(result, n) for n in range(5))}."
            )
        goal = f"{'the goal is reached' if result.reached else 'the goal is not reached'}"
        moved = f"{kind.name} {'stays ' if was == now else ''}{from_to(was, now)}"
        said = f"{capital(_played(result))}: {moved}, {goal}."
        return " ".join([said, *_others(result), _gives_away(result)])

    def outcome(self, result: Gamed) -> float:
        """Return the change failure rate in per cent, with five extra deployments a week."""
        then = gamed(_FAILURES, Tricks(again=_ASKED), False)
        return round(100 * then.now.report[_FAILURES], 1)

    def say_outcome(self, outcome: float | str) -> str:
        """Return the share, and where the lab shows it: it opens without any trick."""
        again = self.controls["again"]
        seen = f"move “{again.label}” alone to {_ASKED} a week to see it"
        return f"{super().say_outcome(outcome)} ({seen})"

    def judge(self, answer: float | str, outcome: float | str) -> str:
        """Say how far the prediction is off, in points."""
        said = super().judge(answer, outcome)
        head, colon, off = said.rpartition(": ")
        return f"{head}{colon}{off.replace(' % ', ' points ')}"


def _played(result: Gamed) -> str:
    """Return what is played, in words; of many tricks, how many."""
    tricks = result.tricks
    often = "once" if tricks.again == 1 else f"{tricks.again} times"
    said = (
        (result.really, "cheap deployments every day"),
        (tricks.again > 0, f"the same package again {often} a week (as soon as one runs)"),
        (tricks.late, "changes committed when packaged"),
        (tricks.seen, "incidents closed once seen"),
        (tricks.maintenance, "failures called maintenance"),
        (tricks.unwritten, "minor incidents unwritten"),
        (tricks.hours, "maintenance hours left out"),
    )
    names = [words for on, words in said if on]
    if len(names) <= _FEW:
        return _list(names)
    count = len(names) - result.really
    return f"{count} tricks{' with cheap deployments' if result.really else ''}"


def _others(result: Gamed) -> list[str]:
    """Say which other numbers of the report have moved, and how."""
    others = [place for place in range(len(REPORT)) if place != result.target]
    better = [place for place in others if result.report_better(place)]
    worse = [
        place
        for place in others
        if REPORT[place].is_better(result.first.report[place], result.now.report[place])
    ]
    sides = (("Better as well", better), ("Worse", worse))
    return [
        f"{side}: {_some([_of_report(result, place) for place in places])}."
        for side, places in sides
        if places
    ]


def _gives_away(result: Gamed) -> str:
    """Say which numbers of the users give the tricks away, or that they have got better."""
    if result.given_away and result.really:
        place = result.given_away[0]
        added = _moved(REPORT[place], result.honest.report[place], result.now.report[place])
        same = _of_users(result, place)
        return f"The tricks add only {added}; users have the same without them: {same}."
    if result.given_away:
        told = _some([_of_users(result, place) for place in result.given_away])
        return f"Given away by what the tricks leave as it is: {told}."
    better = [_of_users(result, place) for place in range(len(USERS)) if result.users_better(place)]
    return f"Users have it better too: {_some(better)}." if better else "Users get what they got."


def _of_report(result: Gamed, place: int) -> str:
    """Return a number of the report, with what it was."""
    return _moved(REPORT[place], result.first.report[place], result.now.report[place])


def _of_users(result: Gamed, place: int) -> str:
    """Return a number of the users, with what it was or that it is as before."""
    return _moved(USERS[place], result.first.users[place], result.now.users[place])


def _moved(kind: Kind, first: float, now: float) -> str:
    return f"{kind.name} {from_to(kind.say(first), kind.say(now))}"


def _list(words: Iterable[str]) -> str:
    return ", ".join(words)


def _some(words: list[str]) -> str:
    """Return the first few of a list, and how many more there are."""
    more = len(words) - _FEW
    return _list(words[:_FEW]) + (f" and {more} more" if more > 0 else "")
