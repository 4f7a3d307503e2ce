"""The lab "Scorecard": four teams, five KPIs, and what moves when they are counted otherwise.

The window says which weeks are measured, the switches how: each replaces a definition of the course
by one that tools and teams use too (`deliverylab.show.definitions_switched`). Nothing that the
teams do changes. So whatever moves, and whoever comes first then, is the work of the definition.
"""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING

from deliverylab.log import DeliveryLog
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider, Switch, Value
from deliverylab.show.definitions_switched import Counted
from deliverylab.show.lab import Lab, View
from deliverylab.show.scorecard_plot import WIDTH, ScorecardPlot, height
from deliverylab.show.tiles import Table
from deliverylab.show.year_measured import NAMES, Measured, Moved, Year, moved, shipped_year

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_FAILURES = NAMES.index("change failure rate")
_IN_A_ROW = {"deployment frequency": "frequency", "change failure rate": "failure rate"}
"""How two KPIs are called in the table, so that its numbers have room."""
_SWITCHES = Group(
    "Count otherwise",
    (
        Switch("from_merge", "Lead time from the merge"),
        Switch("mean", "Mean, not median"),
        Switch("working_hours", "Working hours only"),
        Switch("staging", "Count staging too"),
        Switch("per_incident", "Incidents ÷ deployments"),
        Switch("of_changes", "Incidents of changes only"),
    ),
)
_PRESETS = (
    Preset("first 13 weeks", {"first": 1, "weeks": 13}),
    Preset("first 4 weeks", {"first": 1, "weeks": 4}),
    Preset("first week", {"first": 1, "weeks": 1}),
)


def _presets(weeks: int) -> tuple[Preset, ...]:
    shorter = (preset for preset in _PRESETS if float(preset.values["weeks"]) < weeks)
    return (Preset("all weeks", {"first": 1, "weeks": weeks}), *shorter)


def _window(weeks: int) -> Group:
    return Group(
        "The window",
        (
            Slider("first", "First week", 1, weeks, 1),
            Slider("weeks", "How long, at most", 1, weeks, weeks, unit="weeks", one="week"),
        ),
    )


class ScorecardLab(Lab[Measured]):
    """The lab; show it as the last line of a cell.

    Args:
        log: What to measure: one to six teams, at least two weeks; then nothing is predicted. By
            default the year of the four teams that the course ships.

    >>> lab = ScorecardLab()
    >>> lab.predict("hydrofoil").verdict
    'You predicted hydrofoil; the outcome is ferry (9.8 % → 2 %; hydrofoil 5.3 % → 2.8 %).'
    """

    name = "Scorecard"
    question = "Which team delivers best, and what moves when you measure in another way?"
    groups = (_window(52), _SWITCHES)
    presets_label = "Measure"
    presets = _presets(52)
    prediction = Prediction(
        "Hydrofoil has the lowest change failure rate: 5.3\u00a0%; ferry has 9.8\u00a0%, tug "
        "27\u00a0%, barge 52\u00a0%. Now you count deployments to staging as well. Who has the "
        "lowest then?",
        options=("hydrofoil", "ferry", "tug", "barge"),
    )
    width, height = WIDTH, height(4)
    stored_sharpness = 1.0

    def __init__(self, log: DeliveryLog | None = None, **given: Value) -> None:
        """Stand at the start: all weeks, counted as the course counts.

        Raises:
            ValueError: If `log` has no team or more than six, or is shorter than two weeks.
            TypeError: As for every lab, where a setting was given.
        """
        self._year = shipped_year() if log is None else Year.of(log)
        if log is not None:  # the declaration above is about the shipped year
            weeks = self._year.weeks
            vars(self).update(
                groups=(_window(weeks), _SWITCHES),
                presets=_presets(weeks),
                prediction=None,
                height=height(len(self._year.logs)),
            )
        super().__init__(**given)

    def choose(self, preset: str) -> View:
        """Set the weeks of a preset; how they are counted stays."""
        return self._try(lambda: self._move(self._preset(preset).values))

    def model(self, choices: Choices) -> Measured:
        """Measure the weeks that were chosen in the way that was chosen."""
        counted = Counted(**{one.name: bool(choices[one.name]) for one in fields(Counted)})
        return self._year.measured(int(choices["first"]), int(choices["weeks"]), counted)

    def plot(self, figure: Figure) -> ScorecardPlot:
        """Draw the panels, and where everything is at the start."""
        return ScorecardPlot(figure, self._start)

    def table(self, result: Measured) -> Table:
        """Return every number, and below those that moved what they were at the start."""
        rows = []
        for number, name in enumerate(NAMES):
            now, start = (
                tuple(of.kpis[team][number].said for team in of.teams)
                for of in (result, self._start)
            )
            rows.append((_IN_A_ROW.get(name, name).capitalize(), *now))
            if now != start:
                rows.append(("at the start", *start))
        return Table(("", *result.teams), rows)

    def sentence(self, result: Measured, before: Measured | None) -> str:
        """Say what moved since the start and for whom, whether the order did, what stayed."""
        if before is None:
            return _as_counted(result)
        changed = moved(self._start, result)
        if changed:
            parts = [_what_moved(changed, result), *_orders(self._start, result)]
        else:
            parts = ["Every number is as at the start."]
        stayed = [name for n, name in enumerate(NAMES) if n not in {one.kpi for one in changed}]
        if changed and stayed:
            parts.append(f"As at the start: {', '.join(stayed)}.")
        if not moved(before, result):
            parts.append("The last move changed no number.")
        return " ".join(parts)

    def outcome(self, result: Measured) -> str:
        """Return the team that fails least often when deployments to staging count too."""
        return self._with_staging().order(_FAILURES)[0]

    def say_outcome(self, outcome: float | str) -> str:
        """Return the team with its failure rate before and then, and hydrofoil's."""
        then = self._with_staging()
        said = {
            team: f"{self._start.kpis[team][_FAILURES].said} → {then.kpis[team][_FAILURES].said}"
            for team in then.teams
        }
        return f"{outcome} ({said[str(outcome)]}; hydrofoil {said['hydrofoil']})"

    def _with_staging(self) -> Measured:
        return self.model({**self.first_choices, "staging": True})


def _as_counted(result: Measured) -> str:
    """Say who is first and last, and the numbers of both; of one team, its numbers."""
    firsts = result.firsts()
    if len(result.teams) == 1 or not firsts:
        of_team = result.kpis[result.teams[0]]
        said = ", ".join(f"{name} {kpi.said}" for name, kpi in zip(NAMES, of_team, strict=True))
        return f"{result.window.capitalize()}, {result.teams[0]}: {said}."
    best, count = next(iter(firsts.items()))
    number = "all five KPIs" if count == len(NAMES) else f"{count} of the five KPIs"
    said = "; ".join(
        f"{name} {' against '.join(result.kpis[team][n].said for team in (best, last))}"
        for n, name in enumerate(NAMES)
        for last in [result.order(n)[-1] if result.order(n) else best]
    )
    return f"Over {result.window}, {best} is first in {number}. Against the last: {said}."


def _what_moved(changed: list[Moved], result: Measured) -> str:
    """Say how many numbers moved since the start and which most, and for how many is no data."""
    missing = f"; for {result.without_data} there is no data" if result.without_data else ""
    changed = [one for one in changed if result.kpis[one.team][one.kpi].has_data]
    kpis = sorted({one.kpi for one in changed})
    if not changed:
        return f"Since the start, none of {result.numbers} numbers moved{missing}."
    if len(kpis) == 1:
        each = ", ".join(f"{one.team} {one.was} → {one.now}" for one in changed)
        return f"Since the start, only {NAMES[kpis[0]]} moved: {each}{missing}."
    most = [max((one for one in changed if one.kpi == kpi), key=lambda one: one.by) for kpi in kpis]
    most = sorted(most, key=lambda one: -one.by)[:2]
    said = "; ".join(f"{NAMES[m.kpi]} for {m.team} ({m.was} → {m.now})" for m in most)
    count = f"{len(changed)} of {result.numbers}"
    if len(changed) == result.numbers:
        count = f"all {result.numbers}"
    return f"Since the start, {count} numbers moved, most of all {said}{missing}."


def _orders(before: Measured, result: Measured) -> list[str]:
    """Say in which KPIs the teams that have a number before and now stand in a new order."""
    new = []
    for number, name in enumerate(NAMES):
        was, now = before.order(number), result.order(number)
        both = set(was) & set(now)
        order = [team for team in now if team in both]
        if order != [team for team in was if team in both]:
            new.append((name, order))
    if not new:
        return ["The order of the teams is the same."] if len(result.teams) > 1 else []
    if len(new) > 1:
        return [f"New order of the teams in {', '.join(name for name, _ in new)}."]
    name, order = new[0]
    return [f"New order in {name}: {', '.join(order)}."]
