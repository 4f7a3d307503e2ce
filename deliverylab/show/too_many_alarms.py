"""The lab "Too many alarms": a threshold on a noisy signal, and who still listens to it.

A low threshold rings for nothing, a high one misses the small incidents, and waiting for several
minutes in a row trades a little time for much quiet. That is arithmetic
(`deliverylab.simulate.in_a_row`). What an alarm says, and how many false ones people have heard
before it, decide whether and how soon the service is restored. How strongly they do so here is
assumed for teaching; `deliverylab.simulate.alarms` says which numbers these are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_hours, say_share
from deliverylab.show.alarm_month import AlarmMonth, alarm_month
from deliverylab.show.controls import Choice, Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.show.too_many_alarms_plot import AlarmPlot
from deliverylab.simulate.alarms import INCIDENTS, MONTH, Alarm

if TYPE_CHECKING:
    from matplotlib.figure import Figure

ACTIONABLE, VAGUE = "says what to do", "error"

MESSAGES = {
    VAGUE: "“Error!”",
    ACTIONABLE: "“Deploy 214 slows the checkout; roll back with …”",
}
"""What the alarm may say."""


_ONE_RING = "false ring a week"


class TooManyAlarms(Lab[AlarmMonth]):
    """The lab; show it as the last line of a cell.

    >>> lab = TooManyAlarms()
    >>> view = lab.predict(10)
    >>> lab.move(minutes=3).tiles[0]["text"]    # missed incidents
    '1 of 10'
    """

    name = "Too many alarms"
    question = "When should the alarm ring, and what should it say?"
    groups = (
        Group(
            "The alarm",
            (
                Slider("above", "It rings above", 320, 520, 380, 10, "ms"),
                Slider("minutes", "For so long", 1, 15, 1, unit="minutes", one="minute"),
                Choice("message", "It says", MESSAGES, VAGUE),
            ),
        ),
        Group(
            "Around it",
            (
                Slider("noise", "Noise", 10, 60, 40, 5, "ms"),
                Slider("stand", "Patience", 0, 50, 10, unit="false rings a week", one=_ONE_RING),
            ),
        ),
    )
    presets_label = "Ring"
    presets = (
        Preset("at once", {}),
        Preset("after 3 minutes", {"minutes": 3}),
        Preset("well chosen", {"above": 340, "minutes": 5, "message": ACTIONABLE}),
    )
    prediction = Prediction(
        "A machine reads each minute how slow the checkout is (p95): 300 ms on a good day, with "
        "noise. By chance, one reading in 44 is above 380 ms, and then the alarm rings. How many "
        "false alarms are there in a month of 30 days?",
        unit="false alarms",
        one="false alarm",
        high=MONTH,
        whole=True,
    )
    height = 304

    def model(self, choices: Choices) -> AlarmMonth:
        """Watch a month with these choices."""
        alarm = Alarm(
            float(choices["above"]), int(choices["minutes"]), choices["message"] == ACTIONABLE
        )
        return alarm_month(alarm, float(choices["noise"]), int(choices["stand"]))

    def plot(self, figure: Figure) -> AlarmPlot:
        """Draw the empty axes."""
        return AlarmPlot(figure)

    def tiles(self, result: AlarmMonth) -> Sequence[Tile]:
        """Return what the month was like."""
        return (
            Tile("Missed incidents", result.missed, _of_incidents, "less", plain),
            Tile("False alarms", result.false_alarms, plain, "less"),
            Tile("Time to detect", result.detect_hours, say_hours, "less"),
            Tile("Time to restore", result.restore_hours, say_hours, "less"),
            Tile("Slow in all", result.slow_hours, say_hours, "less"),
        )

    def table(self, result: AlarmMonth) -> Table:
        """Return the month as a detector's, and its hours."""
        rang = int(result.went.rang.sum())
        rows = (
            ("incidents in which the alarm rang", f"{rang} of {INCIDENTS}"),
            ("somebody came then", f"{int(result.caught.sum())} of {INCIDENTS}"),
            ("false alarms", f"{result.false_alarms:,}"),
            ("as many by the formula, on average", plain(result.expected)),
            ("of all alarms, real ones", _real(result.true_share)),
            ("time to detect (median)", say_hours(result.detect_hours)),
            ("time to restore (median)", say_hours(result.restore_hours)),
            ("slow for users, in all", say_hours(result.slow_hours)),
        )
        return Table(("", "in this month"), rows)

    def sentence(self, result: AlarmMonth, before: AlarmMonth | None) -> str:
        """Say how often it rings for nothing, what is missed and why, and what it was before."""
        alarm = result.alarm
        wait = f" for {alarm.minutes} minutes in a row" if alarm.minutes > 1 else ""
        said = (
            f"Ringing above {alarm.above_ms:g} ms{wait}, the alarm is "
            f"{_times(result.false_alarms)} in the month. {_missed(result)} Half of them "
            f"are over within {say_hours(result.restore_hours)}"
        )
        if before is None:
            return f"{said}."
        now, was = say_hours(result.slow_hours), say_hours(before.slow_hours)
        then = "as before" if now == was else f"before: {was}"
        return f"{said}; the service is slow for {now} in all ({then})."

    def outcome(self, result: AlarmMonth) -> float:
        """Return how many false alarms there were."""
        return float(result.false_alarms)


def _missed(result: AlarmMonth) -> str:
    """Say which incidents are left to the users, and why."""
    if not result.missed:
        return f"It catches all {INCIDENTS} incidents."
    silent, unheard = int(result.silent.sum()), int(result.unheard.sum())
    why = [f"no alarm rings in {silent}"] if silent else []
    if unheard:
        why.append(f"in {unheard} nobody listens to it after so many false ones")
    return f"Of {INCIDENTS} incidents, {', and '.join(why)}."


def _times(number: int) -> str:
    if not number:
        return "never false"
    return f"false {'once' if number == 1 else say_count(number, 'time')}"


def _real(share: float) -> str:
    return "none rang" if math.isnan(share) else say_share(share)


def _of_incidents(number: float) -> str:
    return f"{number:.0f} of {INCIDENTS}"
