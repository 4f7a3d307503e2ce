"""What the lab "The harbour game" shows: a season, the plan for its next quarter, and its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from deliverylab.improve import MOVES
from deliverylab.improve.season import Happening, Quarter, Season, SeasonResult
from deliverylab.improve.season.rules import label
from deliverylab.measure.say import say_hours

__all__ = ["Game", "pillars_of", "say_moves"]

_HARDLY_HOURS = 8.0
"""Whoever waits less than a working day hardly waits."""


@dataclass(frozen=True)
class Game:
    """A season with what is planned for its next quarter.

    Attributes:
        season: as far as it was played.
        planned: the moves that are chosen for the next quarter, by key.
        result: the comparison, once the season is over and somebody asked for it.
        remark: what happened to the saved season, if anything.
    """

    season: Season
    planned: tuple[str, ...] = ()
    result: SeasonResult | None = None
    remark: str = ""

    @property
    def weeks_left(self) -> int:
        """Person-weeks in hand once the plan is paid for; at the end, those never spent."""
        if self.season.over:
            return self.season.last.weeks_left
        return self.season.budget - sum(MOVES[key].cost for key in self.planned)

    @property
    def finding(self) -> str:
        """What came out, in few words."""
        season, last = self.season, self.season.last
        if season.over:
            lost, nothing = season.lost, season.lost_by_nothing
            return f"You lost {lost:.0f} person-weeks; doing nothing loses {nothing:.0f}"
        if not season.quarters:
            return f"The {season.team.name} lost {last.loss.total:.0f} last quarter. What first?"
        return (
            f"Quarter {last.number}: {last.loss.total:.0f} lost; doing nothing, "
            f"{last.nothing.total:.0f}"
        )

    def text(self, planned_before: Sequence[str] = ()) -> str:
        """Say what happened last, what is planned or asked for, and what is known of events.

        Args:
            planned_before: what was planned already; a move that is new is explained.
        """
        if self.result is not None:
            said = (_ended(self.result), *self.season.notes)
        elif self.season.over:
            said = (self._last_quarter, self._events, self._end, *self.season.notes)
        elif self.planned:
            new = [key for key in self.planned if key not in planned_before]
            said = (self._plan, _explained((new or self.planned)[-1]), self._known_in_a_word)
        elif self.season.quarters:
            said = (self._last_quarter, self._events, self._known, *self.season.notes)
        else:
            said = (self._beginning, self._known)
        return " ".join(part for part in (self.remark, *said) if part)

    @property
    def _end(self) -> str:
        season = self.season
        return (
            f"The season is over: you lost {season.lost:.0f} person-weeks; doing nothing loses "
            f"{season.lost_by_nothing:.0f}. Now compare it."
        )

    @property
    def _beginning(self) -> str:
        lost = self.season.before.loss
        return (
            f"The {self.season.team.name} lost {lost.total:.1f} person-weeks last quarter: "
            f"{lost.waiting:.1f} by waiting, {lost.outages:.1f} by outages, {lost.hands:.1f} by "
            f"hand. {_longest_wait(self.season.before)}Choose up to three moves for quarter 1, in "
            f"their order; {self.season.budget} person-weeks are there."
        )

    @property
    def _plan(self) -> str:
        left = f"{self.weeks_left} of {self.season.budget} person-weeks are left"
        return f"For quarter {self.season.last.number + 1}, {left}."

    @property
    def _last_quarter(self) -> str:
        last = self.season.last
        parts = {
            "waiting": last.loss.waiting,
            "outages": last.loss.outages,
            "hand": last.loss.hands,
        }
        most = max(parts, key=parts.__getitem__)
        return (
            f"Quarter {last.number}: {last.loss.total:.1f} person-weeks lost, {parts[most]:.1f} by "
            f"{most}; doing nothing, {last.nothing.total:.1f}. {_longest_wait(last)}"
        ).rstrip()

    @property
    def _events(self) -> str:
        """Say what began in the last quarter by surprise."""
        return " ".join(
            happening.event.says
            for happening in self.season.circumstances.during(self.season.last.number)
            if happening.first == self.season.last.number and not happening.event.announced
        )

    @property
    def _known(self) -> str:
        """Say what is announced: in full when it is new, in a word afterwards."""
        return " ".join(
            f"Announced, {one.when}: "
            + (one.event.says if self._is_new(one) else f"{one.event.label}.")
            for one in self._announced
        )

    @property
    def _known_in_a_word(self) -> str:
        """Say what is announced, and no more."""
        return " ".join(f"Announced, {one.when}: {one.event.label}." for one in self._announced)

    @property
    def _announced(self) -> list[Happening]:
        coming = self.season.last.number + 1
        return [one for one in self.season.events_known if one.first >= coming]

    def _is_new(self, happening: Happening) -> bool:
        """Return whether one knows of it only since the last quarter."""
        return not self.season.quarters or not happening.known_before(self.season.last.number)


_AWAITED = {"the deploy lane": "their turn to be deployed"}
"""What changes wait for, where its name is not known from the lessons."""


def _longest_wait(quarter: Quarter) -> str:
    """Say what changes wait for longest, where that is known; with a space behind it."""
    if not quarter.longest_wait:
        return ""
    if quarter.wait_hours < _HARDLY_HOURS:
        return "Changes hardly wait any more. "
    awaited = _AWAITED.get(quarter.longest_wait, quarter.longest_wait)
    return f"Changes wait longest for {awaited} ({say_hours(quarter.wait_hours)}). "


def _explained(key: str) -> str:
    """Say what a move takes and what it does."""
    move = MOVES[key]
    return f"{move.label} ({move.cost}): {move.says}"


def _ended(result: SeasonResult) -> str:
    """Say how the season compares."""
    return (
        f"You lost {result.yours:.0f} person-weeks in this season. Doing nothing loses "
        f"{result.nothing:.0f}, dice {result.chance_mean:.0f} on average (you beat "
        f"{result.beaten} of {len(result.chance)}), what pays most at once {result.greedy:.0f}, "
        f"and the best plan that a search found, which knew all events, {result.search:.0f}. Its "
        "moves stand in the table."
    )


def say_moves(moves: Sequence[str]) -> str:
    """Return the moves of a quarter in words.

    >>> say_moves(["half the size", "a faster build"]), say_moves([])
    ('Changes of half the size, A faster build', 'none')
    """
    return ", ".join(map(label, moves)) or "none"


def pillars_of(moves: Sequence[str]) -> str:
    """Return the letters of the pillars of some moves; a sign where there is no move.

    >>> pillars_of(["half the size", "a faster build"]), pillars_of([])
    ('LA', '–')
    """
    return "".join(_letter(key) for key in moves) or "–"


def _letter(key: str) -> str:
    return MOVES[key].pillar[0].upper() if key in MOVES else "?"
