"""The lab "The harbour game": eight quarters, a few person-weeks each, events, and all the moves.

A student picks up to three moves for a quarter and plays it. What fits no more, or needs another
move first, stands in the lists with its reason. With a file the season is saved after each quarter
and gone on with when the lab is opened again. The rules are those of `deliverylab.improve.season`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from deliverylab.improve import MOVES, Prices, UnseenTeam
from deliverylab.improve.season import (
    MOST_MOVES,
    QUARTERS,
    Season,
    SeasonResult,
    open_season,
    save_season,
)
from deliverylab.improve.season.saved import SavedSeasonError, put_aside
from deliverylab.measure.say import say_hours, say_points, say_share
from deliverylab.show.controls import BUTTONS, Action, Choices, Group, Pick, Value
from deliverylab.show.harbour_game_plot import HEIGHT, WIDTH, SeasonPlot
from deliverylab.show.lab import Lab
from deliverylab.show.season_played import Game, say_moves
from deliverylab.show.tiles import Change, Table, Tile
from deliverylab.simulate import Scenario

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["HarbourGame"]

NONE = "none"
"""The option to make no move."""

_NAMES = tuple(f"move_{number}" for number in range(1, MOST_MOVES + 1))
_ORDER = ("First move", "Then", "And then")
_OPTIONS = {NONE: "–", **{key: f"{move.label} ({move.cost})" for key, move in MOVES.items()}}
_OVER = "The season is over."
_FIRST = "at first"
_NOT_YET = "The season is compared at its end."


@dataclass(frozen=True)
class RemarkTile(Tile):
    """A number that is not compared with the start, but has something beside it."""

    remark: str = ""

    def change(self, start: Tile) -> Change:
        """Give the remark."""
        return Change("=" if self.remark else "", self.remark, "")


class HarbourGame(Lab[Game]):
    """The lab; show it as the last line of a cell.

    >>> lab = HarbourGame(team="tug", seed=1)
    >>> view = lab.move(move_1="trains twice as often")
    >>> view.barred["move_2"]["deploy every change"]
    'Packages are made by hand here. Package by machine first.'
    >>> view = lab.act("play")
    >>> lab.result.season.quarters[0].moves
    ('trains twice as often',)
    """

    name = "The harbour game"
    question = f"{QUARTERS} quarters: how little can this team lose, in person-weeks?"
    groups = (
        Group(
            "Moves, and what they take",
            tuple(
                Pick(name, label, _OPTIONS, NONE)
                for name, label in zip(_NAMES, _ORDER, strict=True)
            ),
        ),
    )
    actions = (
        Action("play", "Play this quarter"),
        Action("compare", "Compare at the end", quiet=True),
    )
    actions_last = True
    press_puts_back = True
    reset_label = "Start over"
    sentence_lines = 4
    width, height = WIDTH, HEIGHT

    def __init__(
        self,
        team: str | Scenario | UnseenTeam = "tug",
        seed: int | str = 1,
        file: str | Path | None = None,
        prices: Prices | None = None,
    ) -> None:
        """Begin a season, or go on with the one in the file.

        Args:
            team: as for `Season.start`.
            seed: as for `Season.start`.
            file: where the season is saved after each quarter; it need not exist yet.
            prices: as for `Season.start`.

        Raises:
            NotAllowed: if there is no such team, or the seed is neither a number nor a text.
            SavedSeasonError: if the file holds something else, or the season of another team or
                seed; it stays as it is.
        """
        self._first = self._season = Season.start(team, seed, prices)
        self._file = None if file is None else Path(file)
        super().__init__()
        if self._file is not None and self._file.exists():
            self._season = _same_season(open_season(self._file), self._first, self._file)
            self._show(Game(self._season, result=self._season.result_known), None)

    def model(self, choices: Choices) -> Game:
        """Return the season with what is planned; a `ValueError` where that cannot be done."""
        planned = _planned(choices)
        if not planned:
            return self._result if self._season.over else Game(self._season)
        if reason := self._season.why_not(planned):
            raise ValueError(reason)
        return Game(self._season, planned)

    def press(self, before: Game, action: str, choices: Choices) -> Game:
        """Play a quarter with what is planned, and save it; or compare the season."""
        if action == "compare":
            return Game(self._season, result=self._season.result())
        season = self._season.play(_planned(choices))
        if self._file is not None:
            try:
                save_season(season, self._file)
            except OSError as error:
                raise ValueError(
                    f"The quarter was not played, because {self._file} cannot be written: "
                    f"{error.strerror or error}. What was saved before is still there."
                ) from error
        self._season = season
        return Game(season)

    def barred(self, result: Game) -> Mapping[str, Mapping[str, str]]:
        """Return for each list the moves that cannot be made beside the others; and the buttons."""
        if result.season.over:
            lists = {name: dict.fromkeys(MOVES, _OVER) for name in _NAMES}
            return {**lists, BUTTONS: {"play": _OVER}}
        slots = [str(self._choices[name]) for name in _NAMES]
        lists = {name: _barred(result.season, slots, at) for at, name in enumerate(_NAMES)}
        return {**lists, BUTTONS: {"compare": _NOT_YET}}

    def plot(self, figure: Figure) -> SeasonPlot:
        """Draw the empty axes."""
        return SeasonPlot(figure)

    def tiles(self, result: Game) -> Sequence[Tile]:
        """Return what was lost, what is left to spend, and how the team delivers."""
        season, last = result.season, result.season.last
        nothing = f"doing nothing: {season.lost_by_nothing:.0f}" if season.quarters else ""
        kept = "unspent" if season.over else "after this plan" if result.planned else "to spend"
        return (
            Tile("Last quarter", last.loss.total, _weeks, "less", compared=_FIRST),
            RemarkTile("Lost so far", season.lost, _weeks, remark=nothing),
            RemarkTile("Person-weeks", result.weeks_left, _weeks, remark=kept),
            Tile("Lead time", last.kpis.lead_time_hours, say_hours, "less", compared=_FIRST),
            Tile("Failure rate", last.kpis.failure_rate, say_share, "less", say_points, _FIRST),
        )

    def table(self, result: Game) -> Table:
        """Return each quarter: moves, events, what was lost, and how the team delivered.

        Once the season is compared, the moves that the search found stand beside one's own.
        """
        if result.result is not None:
            return _plans(result.season, result.result)
        season = result.season
        rows = [
            (
                f"quarter {quarter.number}" if quarter.number else "before",
                say_moves(quarter.moves),
                ", ".join(quarter.events) or "none",
                f"{quarter.loss.total:.1f}",
                f"{quarter.nothing.total:.1f}",
                say_hours(quarter.kpis.lead_time_hours),
                say_share(quarter.kpis.failure_rate),
            )
            for quarter in (season.before, *season.quarters)
        ]
        columns = ("", "moves", "events", "lost", "doing nothing", "lead time", "failure rate")
        return Table(columns, rows)

    def sentence(self, result: Game, before: Game | None) -> str:
        """Say what the last quarter brought, what is planned, and what is announced."""
        return result.text(() if before is None else before.planned)

    def _reset(self) -> None:
        """Begin the season again; one that is saved is kept under another name."""
        remark = ""
        if self._file is not None and self._season.quarters:
            try:
                kept = put_aside(self._file)
            except OSError as error:
                raise ValueError(
                    f"The season cannot be put aside: {error.strerror or error}. It goes on."
                ) from error
            remark = "" if kept is None else f"Your season is kept as {kept.name}."
        self._season = self._first
        super()._reset()
        if remark:
            self._show(Game(self._first, remark=remark), None)


def _plans(season: Season, result: SeasonResult) -> Table:
    """Return for each quarter the moves that were made, and those of the plan of the search."""
    rows = [
        (
            str(quarter.number),
            say_moves(quarter.moves),
            say_moves(found),
            f"{quarter.loss.total:.1f}",
        )
        for quarter, found in zip(season.quarters, result.search_plan, strict=True)
    ]
    return Table(("quarter", "your moves", "moves that the search found", "you lost"), rows)


def _planned(choices: Mapping[str, Value]) -> tuple[str, ...]:
    """Return the moves that are chosen, in their order."""
    return tuple(str(choices[name]) for name in _NAMES if choices[name] != NONE)


def _barred(season: Season, slots: Sequence[str], at: int) -> dict[str, str]:
    """Return what cannot be chosen at one place of the plan, each with the reason."""
    reasons = {}
    for key, move in MOVES.items():
        plan = [*slots[:at], key, *slots[at + 1 :]]
        reason = season.why_not([each for each in plan if each != NONE])
        if reason:
            reasons[key] = reason.removeprefix(f"{move.label}: ")
    return reasons


def _same_season(there: Season, asked: Season, path: Path) -> Season:
    """Return the season of a file where it is the one that was asked for."""
    if (there.team.name, there.seed) == (asked.team.name, asked.seed):
        return there
    raise SavedSeasonError(
        f"In {path} there is another season: the {there.team.name}, season {there.seed}; asked for "
        f"was the {asked.team.name}, season {asked.seed}. Open it with its own team and seed, or "
        "give the name of another file."
    )


def _weeks(number: float) -> str:
    """Return person-weeks as short as they fit into a tile.

    >>> _weeks(27.43), _weeks(6)
    ('27.4', '6')
    """
    return f"{number:.1f}".removesuffix(".0")
