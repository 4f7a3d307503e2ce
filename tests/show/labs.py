"""Small labs to test the base with, in exact numbers and without the simulator."""

from __future__ import annotations

import numpy as np

from deliverylab.measure.say import say_hours
from deliverylab.show.controls import Action, Choice, Group, Prediction, Preset, Slider, Switch
from deliverylab.show.lab import Lab
from deliverylab.show.live import reach_y
from deliverylab.show.tiles import Tile


class WaitingPlot:
    def __init__(self, figure):
        self.axes = figure.add_axes((0.1, 0.16, 0.86, 0.68))
        self.axes.set_xlabel("days on the shelf")
        self.axes.set_ylabel("packages")
        self.axes.set_xlim(0, 28)
        self.steps = self.axes.stairs(np.zeros(28), range(29), fill=True, animated=True)
        self.title = self.axes.set_title("", animated=True)

    def move(self, days):
        self.steps.set_data(np.where(np.arange(28) < days, 100 / days, 0))
        reach_y(self.axes, 100 / days)
        self.title.set_text(f"A package waits {days / 2:g} days")


class Waiting(Lab):
    """Everything that a lab can have, but a prediction."""

    name = "Waiting for a train"
    question = "How long does a package wait for the next train?"
    groups = (
        Group(
            "Deploy",
            (
                Choice(
                    "on",
                    "A package is deployed",
                    {"train": "on a train", "now": "at once"},
                    "train",
                ),
                Slider(
                    "days",
                    "Days between trains",
                    1,
                    28,
                    14,
                    unit="days",
                    one="day",
                    matters_when={"on": "train"},
                ),
            ),
        ),
        Group(
            "Work",
            (
                Slider("rate", "Changes a day", 0.5, 12, 3, 0.5),
                Switch("auto", "Automatic tests", True),
            ),
        ),
    )
    presets = (Preset("barge", {"days": 28}), Preset("hydrofoil", {"on": "now"}))

    def model(self, choices):
        if choices["rate"] > 10 and not choices["auto"]:
            raise ValueError("Nobody tests more than ten changes a day by hand.")
        if choices["rate"] == 11.5:
            raise ZeroDivisionError("a fault in the model")
        return float(choices["days"]) if choices["on"] == "train" else 0.5

    def plot(self, figure):
        return WaitingPlot(figure)

    def tiles(self, result):
        return [
            Tile("Waiting time", 12 * result, say_hours, "less"),
            Tile("Trains a month", 28 / result),
        ]

    def sentence(self, result, before):
        was = "" if before is None else f" Before, it waited {before / 2:g} days."
        return f"A package waits {result / 2:g} days.{was}"


class Asked(Waiting):
    """The same, with a prediction first."""

    name = "Asked first"
    prediction = Prediction("How many days does a package wait?", "days", "day", high=100)

    def outcome(self, result):
        return result / 2


class Counter(Lab):
    """Buttons only: the result is the state."""

    name = "Counter"
    question = "How often did you press?"
    actions = (Action("up", "Count up"), Action("down", "Count down"))

    def model(self, choices):
        return 0

    def press(self, before, action, choices):
        if action == "down" and before == 0:
            raise ValueError("There is nothing to take away.")
        return before + (1 if action == "up" else -1)

    def labels(self, result):
        return {"up": f"Count up to {result + 1}"}

    def plot(self, figure):
        return CounterPlot(figure)

    def sentence(self, result, before):
        return f"You counted {result}."


class AskedCounter(Counter):
    """The same, with a prediction first: one of two answers."""

    name = "Counter, asked first"
    prediction = Prediction("What comes after 0?", options=("1", "2"))

    def outcome(self, result):
        return "1"


class CounterPlot:
    def __init__(self, figure):
        self.text = figure.text(0.5, 0.5, "", fontsize=60, animated=True)

    def move(self, result):
        self.text.set_text(str(result))
