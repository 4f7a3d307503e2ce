"""The lab "What is not in version control": a server is gone, and is built again.

What is in the repository is there again in minutes and without slips. What people changed on the
server and did not write down is lost, wherever the settings are kept: then the service does not
start until somebody has found what is missing, or it starts and is not the same service as before.
So a repository alone is not enough; nothing must be changed beside it, or the server must be built
again often. Putting settings in costs hours, and the lab says how many rebuilds pay for them.

The model, its sources and what is assumed in it: `deliverylab.simulate.rebuild`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from deliverylab.measure.say import say_count, say_hours, say_points, say_share, say_work
from deliverylab.show.controls import Choices, Group, Prediction, Preset, Slider
from deliverylab.show.lab import Lab
from deliverylab.show.not_in_version_control_plot import RebuildPlot
from deliverylab.show.rebuilt import Rebuilt, all_by_hand, rebuilt
from deliverylab.show.tiles import Table, Tile, plain
from deliverylab.simulate.rebuild import (
    SETTINGS,
    Server,
    mean_differences,
    mean_hours,
    works_at_once,
)

if TYPE_CHECKING:
    from matplotlib.figure import Figure


_BY_HAND = "by hand"


class NotInVersionControl(Lab[Rebuilt]):
    """The lab; show it as the last line of a cell.

    >>> lab = NotInVersionControl()
    >>> view = lab.predict(50)
    >>> lab.move(kept=100, changes=0).tiles[0]["text"]    # the service is back after
    '20 minutes'
    """

    name = "What is not in version control"
    question = "The server is gone. How soon is the service back, and is it the same one?"
    groups = (
        Group(
            "The repository",
            (
                Slider("kept", "Settings in it", 0, 100, 50, 5, "%"),
                Slider("hours_each", "To put one in", 0.25, 4, 1, 0.25, "hours", "hour"),
            ),
        ),
        Group(
            "The server",
            (
                Slider("changes", "Changed by hand", 0, 20, 2, unit="a month"),
                Slider("months", "Built", 1, 36, 12, unit="months ago", one="month ago"),
                Slider("written", "Written down", 0, 100, 80, 5, "%"),
                Slider("slips", "Slips by hand", 0, 10, 2, 0.5, "%"),
            ),
        ),
    )
    presets_label = "Keep it"
    presets = (
        Preset("by hand", {"kept": 0}),
        Preset("all in it", {"kept": 100}),
        Preset("new monthly", {"kept": 100, "months": 1}),
        Preset("untouched", {"kept": 100, "changes": 0}),
    )
    prediction = Prediction(
        f"Half of a server's {SETTINGS} settings are in a repository; people set the others by "
        "hand. For a year they also changed some on the server itself, and wrote down 4 of 5 of "
        "these changes. Now the server is gone. In how many of 100 rebuilds does the service "
        "start at the first try?",
        unit="rebuilds",
        one="rebuild",
        high=100,
    )
    height = 316

    def model(self, choices: Choices) -> Rebuilt:
        """Rebuild it many times with these choices."""
        server = Server(
            kept_share=float(choices["kept"]) / 100,
            changes_per_month=float(choices["changes"]),
            months=float(choices["months"]),
            written_share=float(choices["written"]) / 100,
            slip_share=float(choices["slips"]) / 100,
        )
        return rebuilt(server, float(choices["hours_each"]))

    def baseline(self, result: Rebuilt) -> Rebuilt:
        """Return the same server with all of it set by hand."""
        server = all_by_hand(result.server)
        return replace(result, server=server, as_kept=result.by_hand)

    def plot(self, figure: Figure) -> RebuildPlot:
        """Draw the empty axes."""
        return RebuildPlot(figure)

    def tiles(self, result: Rebuilt) -> Sequence[Tile]:
        """Return how soon it is back, whether it is the same, and what that took."""
        way = result.as_kept
        return (
            Tile("Service back", result.back_hours, say_hours, "less", compared=_BY_HAND),
            Tile("First try works", way.at_once, say_share, "more", say_points, _BY_HAND),
            Tile("Settings different", way.differences, _of_settings, "less", plain, _BY_HAND),
            Tile("Work put in", result.put_in_hours, say_work, compared=_BY_HAND),
        )

    def table(self, result: Rebuilt) -> Table:
        """Return both ways to rebuild it, as simulated and by the formula."""
        servers = (all_by_hand(result.server), result.server)
        ways = (result.by_hand, result.as_kept)
        rows = (
            ("settings in the repository", *(str(server.kept) for server in servers)),
            ("service back (mean)", *(say_hours(float(way.hours.mean())) for way in ways)),
            ("by the formula", *(say_hours(mean_hours(server)) for server in servers)),
            ("works at the first try", *(say_share(way.at_once) for way in ways)),
            ("by the formula", *(say_share(works_at_once(server)) for server in servers)),
            ("tries, on average", *(plain(way.tries) for way in ways)),
            ("settings different", *(plain(way.differences) for way in ways)),
            ("by the formula", *(plain(mean_differences(server)) for server in servers)),
        )
        return Table(("", "all by hand", "as it is kept"), rows)

    def sentence(self, result: Rebuilt, before: Rebuilt | None) -> str:
        """Say how soon the service is back, whether it is the same, and what that took."""
        other = plain(result.as_kept.differences)
        now, hand = say_hours(result.back_hours), say_hours(result.back_by_hand)
        by_hand = "" if now == hand else f" ({_BY_HAND}, {hand})"
        same = f"on average {other} of {SETTINGS} settings are different"
        if not result.as_kept.differences:
            same = "the service is the same"
        return (
            f"With {say_count(result.server.kept, 'setting')} in the repository, half of all "
            f"rebuilds take {now} or less{by_hand}, and {same} afterwards. {_cost(result)}"
        )

    def outcome(self, result: Rebuilt) -> float:
        """Return how many of a hundred rebuilds work at the first try."""
        return round(100 * result.as_kept.at_once, 1)


def _cost(result: Rebuilt) -> str:
    """Say what putting settings in took, and after how many rebuilds it is saved again."""
    if not result.server.kept:
        return "Nothing was put in."
    saved = say_count(round(result.paid_back_after), "rebuild")
    return f"Putting them in took {say_work(result.put_in_hours)}, saved again after {saved}."


def _of_settings(number: float) -> str:
    return f"{plain(number)} of {SETTINGS}"
