"""The lab "Who says so?": five tools read the same log, and no two of them say the same.

The log is simulated and goes on beyond the weeks that are measured, so what really happened is
known. Each tool is run as its own code has it (`deliverylab.measure.definitions`). Which one is
nearest to the truth changes with the team, the metric and the weeks; why it is off can be read row
by row.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from deliverylab.measure.definitions.reported import FAILURES, FREQUENCY, LEAD_TIME, RESTORE
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table
from deliverylab.show.tools_compared import COURSE, TOOLS, WEEKS, Compared, compared
from deliverylab.show.who_says_so_plot import HEIGHT, NOTHING, WIDTH, WhoSaysSoPlot

if TYPE_CHECKING:
    from matplotlib.figure import Figure

_METRICS = {
    FREQUENCY: "frequency",
    LEAD_TIME: "lead time",
    RESTORE: "restore",
    FAILURES: "failure rate",
}
_TOOLS = {tool: tool.replace(" 20", " ’") for tool in TOOLS}
"""Short enough for two beside each other."""


class WhoSaysSo(Lab[Compared]):
    """The lab; show it as the last line of a cell.

    >>> lab = WhoSaysSo()
    >>> lab.predict(2).verdict.partition("change failure rate, ")[2]
    'weeks 1 to 52 (the tools say 62 % to 217 %): 2 tools too many.'
    """

    name = "Who says so?"
    question = "Five tools read the same log. Why do they disagree?"
    groups = (
        Group(
            "Measure",
            (
                Choice(
                    "team",
                    "Team",
                    {team: team for team in ("barge", "tug", "ferry", "hydrofoil")},
                    "barge",
                ),
                Choice("metric", "Metric", _METRICS, FAILURES),
                Slider("first", "First week", 1, WEEKS, 1),
                Slider("weeks", "How long", 1, WEEKS, WEEKS, unit="weeks", one="week"),
            ),
        ),
        Group(
            "Row by row",
            (Choice("tool", "This course beside", _TOOLS, "DevLake 2023"),),
        ),
    )
    presets_label = "Look at"
    presets = (
        Preset("over 100 %", {"tool": "Pelorus"}),
        Preset("too early", {"metric": LEAD_TIME, "weeks": 2, "tool": "Four Keys"}),
    )
    prediction = Prediction(
        "In a year, 52 % of barge’s deployments really caused an incident. Six definitions of five "
        "tools read its log. How many of them come within a tenth of that, 47 to 57 %?",
        unit="tools",
        one="tool",
        high=len(TOOLS),
        whole=True,
    )
    width, height = WIDTH, HEIGHT
    stored_sharpness = 1.0

    def model(self, choices: Choices) -> Compared:
        """Measure the weeks that were chosen by every definition."""
        return compared(
            str(choices["team"]),
            str(choices["metric"]),
            int(choices["first"]),
            int(choices["weeks"]),
            str(choices["tool"]),
        )

    def plot(self, figure: Figure) -> WhoSaysSoPlot:
        """Draw the empty rows."""
        return WhoSaysSoPlot(figure)

    def table(self, result: Compared) -> Table:
        """Return what every tool says; under it the rows on which the chosen one differs."""
        tools = [
            (tool, result.said(tool), result.screen(tool), f"{len(result.reported[tool].rows):,}")
            for tool in (*TOOLS, COURSE)
        ]
        rows = result.row_by_row
        beside = [
            ("row by row", result.tool, COURSE, ""),
            ("in both", f"{rows.both:,}", f"{rows.both:,}", ""),
            ("only here", f"{rows.only_tool:,}", f"{rows.only_course:,}", ""),
            *((*row, "") for row in rows.rows),
        ]
        return Table(("", "the number", "the screen shows", "rows"), [*tools, *beside])

    def sentence(self, result: Compared, before: Compared | None) -> str:
        """Say which tool is nearest to the truth, which farthest, and why; or row by row."""
        if before is not None and _same_numbers(before, result):
            return _row_by_row(result)
        where = f"{result.team.capitalize()}’s {result.metric}, {result.window}"
        if math.isnan(result.truth.value):
            known = [f"{tool} says {result.said(tool)}" for tool in _with_a_number(result)]
            still = f" {', '.join(known)} all the same." if known else ""
            return f"{where}: in truth {NOTHING[result.metric]}.{still} {_shown_as(result)}"
        true = result.say(result.truth.value)
        if result.course_differs:
            true += (
                " (what began then, to its real end; this course counts what ended then: "
                f"{result.said(COURSE)})"
            )
        if not result.ranked:
            yet = ", which no tool can know yet" if result.truth.value else ""
            return f"{where}: in truth {true}{yet}. {_shown_as(result)}"
        near, far = result.ranked[0], result.ranked[-1]
        nearest = f"nearest is {near} ({result.said(near)})"
        if near == far or result.apart(near) == result.apart(far):
            return f"{where}: in truth {true}; {nearest}. {result.reported[near].note}"
        return (
            f"{where}: in truth {true}; {nearest}, farthest {far} ({result.said(far)}). "
            f"{far}: {_lower(result.reported[far].note)}"
        )

    def outcome(self, result: Compared) -> float:
        """Return how many tools are within a tenth of the truth."""
        return len(result.near)

    def say_outcome(self, outcome: float | str) -> str:
        """Return their number, what was asked about, and from where to where the numbers go."""
        asked = self._start
        numbers = sorted(asked.reported[tool].in_course_units for tool in TOOLS)
        low, high = (asked.say(number) for number in (numbers[0], numbers[-1]))
        about = f"{asked.team}’s {asked.metric}, {asked.window}"
        return f"{super().say_outcome(outcome)} for {about} (the tools say {low} to {high})"


def _same_numbers(before: Compared, result: Compared) -> bool:
    """Return whether only the tool to look at has changed."""
    return before.tool != result.tool and before.reported is result.reported


def _row_by_row(result: Compared) -> str:
    """Say what the tool counts beside the course, and what is special about it."""
    rows = result.row_by_row
    return (
        f"{result.tool} beside this course, {result.said(result.tool)} and "
        f"{result.said(COURSE)}: {rows.counts}. {result.chosen.note}"
    )


def _with_a_number(result: Compared) -> list[str]:
    """Return the tools that have counted something."""
    return [tool for tool in TOOLS if not result.counted_nothing(tool)]


def _shown_as(result: Compared) -> str:
    """Say what each tool shows where it has counted nothing."""
    empty = [tool for tool in TOOLS if result.counted_nothing(tool)]
    said = ", ".join(f"{tool} “{result.reported[tool].shown}”" for tool in empty)
    return f"What the screens show for it: {said}." if said else "No screen is empty for it."


def _lower(note: str) -> str:
    return note[:1].lower() + note[1:]
