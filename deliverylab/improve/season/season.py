"""The harbour game: eight quarters, a few person-weeks each, events, and all the moves.

The aim is to lose as little as possible until the end. Before each quarter a player sees how the
last one went and which events are known, and chooses moves; then the quarter is simulated. The
rules stand in `rules`, the events in `events`, and how a quarter is simulated in `circumstances`.

>>> season = Season.start("tug", seed=1)
>>> season = season.play(["trains twice as often", "alarms that say what to do"])
>>> season.quarters[0].loss.total < season.quarters[0].nothing.total
True
>>> season.budget           # two of the first six are left, and six more
8
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from deliverylab.improve.losses import PRICES, Prices
from deliverylab.improve.season.circumstances import Circumstances
from deliverylab.improve.season.events import Happening
from deliverylab.improve.season.quarter import Quarter, play_quarter
from deliverylab.improve.season.result import SeasonResult, compared, known
from deliverylab.improve.season.rules import QUARTERS, WEEKS, Standing
from deliverylab.improve.unseen import UnseenTeam
from deliverylab.simulate import Scenario
from deliverylab.simulate.ranges import NotAllowed

__all__ = ["Season"]


@dataclass(frozen=True)
class Season:
    """A season as far as it has been played; playing on gives a new one.

    Attributes:
        team: how the team worked when the season began.
        circumstances: the events, the luck and the prices.
        before: the quarter before the season, number 0, in which nothing happened.
        quarters: those that were played.
        notes: what to know of a saved season that was opened, a sentence each.
    """

    team: Scenario
    circumstances: Circumstances
    before: Quarter
    quarters: tuple[Quarter, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
    def start(
        cls,
        team: str | Scenario | UnseenTeam,
        seed: int | str = 1,
        prices: Prices | None = None,
    ) -> Season:
        """Return a season of which nothing is played.

        Args:
            team: the name of one of the four teams, a team that nobody has seen, or how a team
                of your own works.
            seed: a whole number or a text; events and luck are drawn from it.
            prices: what waiting and outages cost; by default an unseen team's own, or `PRICES`.

        Raises:
            NotAllowed: if there is no such team, or the seed is neither a number nor a text.
            TypeError: if the team is none of these.
        """
        scenario = _scenario(team)
        if prices is None:
            prices = team.prices if isinstance(team, UnseenTeam) else PRICES
        circumstances = Circumstances.of(seed, prices)
        before = play_quarter(circumstances, scenario, 0, (), scenario, 0)
        return cls(scenario, circumstances, before)

    @property
    def seed(self) -> str:
        """The text from which events and luck are drawn."""
        return self.circumstances.seed

    @property
    def last(self) -> Quarter:
        """The last quarter that was played; the one before the season where none was."""
        return self.quarters[-1] if self.quarters else self.before

    @property
    def over(self) -> bool:
        """Whether all quarters are played."""
        return len(self.quarters) == QUARTERS

    @property
    def standing(self) -> Standing:
        """Where the team stands before the next quarter."""
        last = self.last
        return Standing(last.works, last.number + 1, last.weeks_left + WEEKS)

    @property
    def budget(self) -> int:
        """Person-weeks in hand for the next quarter; 0 once the season is over."""
        return 0 if self.over else self.standing.weeks

    @property
    def events_known(self) -> tuple[Happening, ...]:
        """What is known of the events of the next quarter and those after it."""
        return () if self.over else self.circumstances.known_before(self.last.number + 1)

    @property
    def lost(self) -> float:
        """What was lost so far, in person-weeks."""
        return sum(quarter.loss.total for quarter in self.quarters)

    @property
    def lost_by_nothing(self) -> float:
        """What was lost by a team that changed nothing, in the same quarters."""
        return sum(quarter.nothing.total for quarter in self.quarters)

    def why_not(self, moves: Sequence[str]) -> str:
        """Return why moves cannot be made for the next quarter, or "" where they can.

        >>> Season.start("barge").why_not(["test by machine"])
        'Test by machine: It takes 8 person-weeks, and 6 are left. What you do not spend is there
        next quarter.'
        """
        try:
            self._after(moves)
        except NotAllowed as reason:
            return str(reason)
        return ""

    def play(self, moves: Sequence[str] = ()) -> Season:
        """Return the season after one more quarter.

        Args:
            moves: keys of `MOVES`, in the order in which they are made; none to save the weeks.

        Raises:
            NotAllowed: with the quarter and the reason, where a move cannot be made; and where the
                season is over.
        """
        try:
            after = self._after(moves)
        except NotAllowed as reason:
            quarter = "" if self.over else f"Quarter {self.last.number + 1}: "
            raise NotAllowed(f"{quarter}{reason}") from None
        quarter = play_quarter(
            self.circumstances, self.team, after.number, tuple(moves), after.works, after.weeks
        )
        return replace(self, quarters=(*self.quarters, quarter))

    @property
    def result_known(self) -> SeasonResult | None:
        """The `result`, where it was computed since Python was started; None where it was not."""
        return known(self.circumstances, self.team, self.lost) if self.over else None

    def result(self) -> SeasonResult:
        """Return how the season compares with doing nothing, chance, and plans that were computed.

        It takes some seconds: thousands of quarters are simulated.

        Raises:
            NotAllowed: while quarters are left to play.
        """
        if not self.over:
            left = QUARTERS - len(self.quarters)
            raise NotAllowed(
                f"Quarters left to play: {left} of {QUARTERS}. The season is compared at its end."
            )
        return compared(self.circumstances, self.team, self.lost, self.lost_by_nothing)

    @property
    def text(self) -> str:
        """The season in a sentence or two."""
        of = f"The {self.team.name}, season {self.seed}"
        if not self.quarters:
            return (
                f"{of}: {QUARTERS} quarters to play. In the one before, "
                f"{_weeks(self.before.loss.total)} were lost; there are {self.budget} for moves."
            )
        played = f"{len(self.quarters)} of {QUARTERS} quarters played"
        return (
            f"{of}: {played}, {_weeks(self.lost)} lost; {_weeks(self.lost_by_nothing)} by a team "
            "that changes nothing."
        )

    def __repr__(self) -> str:
        """Return the sentence, and what to know of it."""
        return " ".join((self.text, *self.notes))

    def _after(self, moves: Sequence[str]) -> Standing:
        if self.over:
            raise NotAllowed(
                f"All {QUARTERS} quarters are played. Start over to play the same season again; "
                "with another seed it is another season."
            )
        if isinstance(moves, str):
            raise NotAllowed(f"moves={moves!r}; expected a list of moves, for example [{moves!r}]")
        return self.standing.after_all(moves)


def _scenario(team: object) -> Scenario:
    if isinstance(team, str):
        return Scenario.team(team)
    if isinstance(team, UnseenTeam):
        return team.scenario
    if isinstance(team, Scenario):
        return team
    raise TypeError(
        f"team={team!r}; expected 'barge', 'tug', 'ferry', 'hydrofoil', an unseen team or a "
        "Scenario"
    )


def _weeks(number: float) -> str:
    return f"{number:.1f} person-weeks"
