"""The lab "The gate that was missing": all functional tests pass, and the service gets too slow.

Stronger functional tests find more errors and leave the latency where it was, because they do not
ask about it. Who notices sooner repairs sooner, but users have met the slower change by then. A
gate that does ask stops most of these changes. Its price is more than its minutes: there is one
staging, so changes wait in line for it, and a slower change that it finds stops the line until it
is fixed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_hours, say_points, say_share
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.fast_enough import (
    FastEnough,
    performance_catch,
    say_percent,
    team,
    year,
)
from deliverylab.show.lab import Lab
from deliverylab.show.missing_gate_plot import GatePlot
from deliverylab.show.tiles import Table, Tile, plain

if TYPE_CHECKING:
    from matplotlib.figure import Figure


class TheMissingGate(Lab[FastEnough]):
    """The lab; show it as the last line of a cell.

    >>> lab = TheMissingGate()
    >>> view = lab.predict(90)
    >>> lab.move(gate_minutes=30).tiles[3]["text"]    # in line for staging, each change
    '3.3 hours'
    """

    name = "The gate that was missing"
    question = "Every release passes its functional tests. Why do users complain?"
    groups = (
        Group(
            "Gates on staging",
            (
                Slider("functional", "Functional tests find", 0, 95, 60, 5, "%"),
                Slider("gate_minutes", "Performance test", 0, 60, 0, unit="minutes", one="minute"),
            ),
        ),
        Group(
            "The service",
            (
                Slider("slow", "Changes that slow it down", 0, 10, 3, 0.5, "%"),
                Slider("target", "Target for the p95", 220, 400, 250, 10, "ms"),
                Slider("notice", "Somebody notices after", 4, 168, 48, 4, "hours"),
            ),
        ),
    )
    presets_label = "Performance test"
    presets = (
        Preset("none", {}),
        Preset("5 minutes", {"gate_minutes": 5}),
        Preset("30 minutes", {"gate_minutes": 30}),
    )
    prediction = Prediction(
        "A team deploys each of 7 changes a day at once. 3 of 100 slow the service down, about one "
        "a week; no functional test sees that, and somebody notices after two days, on average. In "
        "how many of 100 hours does the service keep its target?",
        unit="hours",
        one="hour",
        high=100,
    )
    height = 316

    def model(self, choices: Choices) -> FastEnough:
        """Simulate a year with these choices."""
        scenario = team(
            float(choices["gate_minutes"]),
            float(choices["functional"]) / 100,
            float(choices["slow"]) / 100,
            float(choices["notice"]),
        )
        return year(scenario, float(choices["target"]))

    def plot(self, figure: Figure) -> GatePlot:
        """Draw the empty axes."""
        return GatePlot(figure)

    def tiles(self, result: FastEnough) -> Sequence[Tile]:
        """Return what the year was like."""
        return (
            Tile("Hours within the target", result.kept, say_percent, "more", say_points),
            Tile("Requests that succeed", result.answered, say_share, "more", say_points),
            Tile("Slow changes met", len(result.escaped), plain, "less"),
            Tile("In line for staging", result.in_line, say_hours, "less"),
            Tile("Lead time for changes", result.lead_time, say_hours, "less"),
        )

    def table(self, result: FastEnough) -> Table:
        """Return, for each quarter of the year, the hours within the target and slow changes."""
        rows = []
        quarter = len(result.p95) // 4
        for number in range(4):
            begin, end = number * quarter, (number + 1) * quarter
            kept = float((result.p95[begin:end] <= result.target_ms).mean())
            met, stopped = (
                int(((begin <= when) & (when < end)).sum())
                for when in (result.escaped, result.stopped)
            )
            weeks = f"weeks {13 * number + 1} to {13 * number + 13}"
            rows.append((weeks, say_percent(kept), str(met), str(stopped)))
        columns = ("", "hours within the target", "slow changes users met", "stopped by the gate")
        return Table(columns, rows)

    def sentence(self, result: FastEnough, before: FastEnough | None) -> str:
        """Say how often the target is kept, what the gate did, and how it was before."""
        gate, stopped = "Without a performance test,", ""
        if result.gate_minutes:
            finds = say_percent(performance_catch(result.gate_minutes))
            gate = (
                f"With a performance test of {result.gate_minutes:g} minutes, which finds {finds} "
                "of the slow changes on average,"
            )
            stopped = f" (stopped: {len(result.stopped)})"
        now = say_percent(result.kept)
        said = (
            f"{gate} {say_count(len(result.escaped), 'slow change')} reached users in a year"
            f"{stopped}, and the p95 was within {result.target_ms:g} ms in {now} of the hours."
        )
        if before is None:
            return said
        was = say_percent(before.kept)
        return f"{said} Before, it was {'the same' if was == now else was}."

    def outcome(self, result: FastEnough) -> float:
        """Return in how many of a hundred hours the target was kept, as everything else says it."""
        return float(round(100 * result.kept))
