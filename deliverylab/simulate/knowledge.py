"""Who knows what: incidents in the parts of a system, and people who know them or are away.

A system has `PARTS` parts, and each is known by some people of the team. An incident comes at
random and hits a part at random. If somebody who knows the part is there, it is repaired at once.
If all of them are away, whoever is there begins to find out alone, and goes on until they have
found it or until one who knows is back, whichever is sooner. Then it is repaired. If the whole team
is away, the incident waits for the first one to come back.

People are away by turns and independently: there for a random time, then away for `AWAY_DAYS` on
average. So the share of time in which k people are away at once has a formula, (share away)^k:
`all_away`. Where people take their holidays together the truth is worse than the formula.

Sharing spreads knowledge: two people work on a part together, or one writes a run book that another
one tries out. `HOURS_A_PART` hours of it, of all who take part together, bring one part to one more
person. The part that the fewest know is shared first, and nobody forgets within the year.

How many people must leave before a part is known by nobody is called its *bus factor* or *truck
factor*. Of 133 popular open-source projects, 65 % had one of 2 or less (G. Avelino, L. Passos,
A. Hora and M. T. Valente, "A novel approach for estimating truck factors", 24th International
Conference on Program Comprehension, 2016; estimated from who wrote which files, until more than
half of the files were nobody's).

The numbers in capitals below are assumptions, for teaching.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from deliverylab.simulate.calendar import Hours
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws

__all__ = ["Crew", "Restored", "absences", "all_away", "known_by", "restore"]

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

PARTS = 12
INCIDENTS_A_YEAR = 26
REPAIR_HOURS, REPAIR_CV = 1.0, 0.6
"""Mean hours of a repair by somebody who knows the part, and standard deviation ÷ mean."""
FINDING_CV = 0.5
"""Standard deviation ÷ mean of the hours to find out alone."""
AWAY_DAYS = 10.0
"""Mean days of one absence, weekends included: a holiday, an illness, a training."""
AWAY_CV = 0.7
HOURS_A_PART = 16.0

WEEKS_A_YEAR = 52
YEARS = 150
"""The same year is lived through so often: that many different kinds of luck."""

TYPICAL = 84
"""A seed whose luck is typical: its shares and averages are near those of the long run."""

_YEAR = WEEKS_A_YEAR * 168.0
_SPELLS = 2_560
"""Absences drawn for each person: more than `YEARS` hold, even of `MOST_AWAY_WEEKS` a year."""
MOST_AWAY_WEEKS = 16


@dataclass(frozen=True)
class Crew:
    """A team, and what it knows.

    Attributes:
        people: in the team.
        know: how many of them know each part when the year begins.
        away_weeks: that each of them is away in a year, 0 to `MOST_AWAY_WEEKS`.
        alone_hours: mean hours to find out alone what those who know would have known.
        sharing_hours: of the whole team, each week.
    """

    people: int
    know: int
    away_weeks: float
    alone_hours: float
    sharing_hours: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        if not 1 <= self.know <= self.people:
            raise ValueError(
                f"know is {self.know!r} of {self.people!r} people; give at least 1 and at most all"
            )
        if not 0 <= self.away_weeks <= MOST_AWAY_WEEKS:
            raise ValueError(
                f"away_weeks is {self.away_weeks!r}; give weeks from 0 to {MOST_AWAY_WEEKS}"
            )
        if self.alone_hours < 0 or self.sharing_hours < 0:
            raise ValueError(
                f"alone_hours is {self.alone_hours!r} and sharing_hours {self.sharing_hours!r}; "
                "give hours of 0 or more"
            )

    @property
    def share_away(self) -> float:
        """The share of time that each of them is away, 0 to 1."""
        return self.away_weeks / WEEKS_A_YEAR


@dataclass(frozen=True, eq=False)
class Restored:
    """Incidents, in the order of time; one entry each.

    Attributes:
        week: of the year in which it happened, 0 to below 52.
        known_by: how many knew the part at that moment.
        nobody_knew: whether all of those were away.
        hours: from the incident until the service was restored.
    """

    week: npt.NDArray[np.float64]
    known_by: Numbers
    nobody_knew: Flags
    hours: Hours


def restore(crew: Crew, seed: int = TYPICAL) -> Restored:
    """Return how a crew restores its service, in `YEARS` years of incidents.

    Args:
        crew: who is there, and what they know.
        seed: the luck; the same incidents, and the same spells for each person, whatever is known.

    Example:
        Each part is known by one of five people, who is away for six weeks of the year; then by
        two:

        >>> one = restore(Crew(5, know=1, away_weeks=6, alone_hours=24))
        >>> two = restore(Crew(5, know=2, away_weeks=6, alone_hours=24))
        >>> [round(float(crew.nobody_knew.mean()), 3) for crew in (one, two)]
        [0.116, 0.013]
    """
    count = YEARS * INCIDENTS_A_YEAR
    moment = _YEAR + np.cumsum(exponentials(seed, "part fails", count)) * (_YEAR / INCIDENTS_A_YEAR)
    part = (PARTS * uniforms(seed, "part", count)).astype(np.int64)
    week = moment % _YEAR / 168.0
    known = known_by(crew, part, week)
    first_who_knows, first_of_all = np.full(count, np.inf), np.full(count, np.inf)
    for person in range(crew.people):
        back = _back(*absences(crew.share_away, person, seed), moment)
        np.minimum(first_of_all, back, out=first_of_all)
        knows = (person - part) % crew.people < known
        np.minimum(first_who_knows, back, out=first_who_knows, where=knows)
    alone = crew.alone_hours * unit_draws(seed, "find out", count, FINDING_CV)
    begins = np.minimum(first_who_knows, first_of_all + alone)
    hours = begins - moment + REPAIR_HOURS * unit_draws(seed, "repair", count, REPAIR_CV)
    return Restored(week, known, first_who_knows > moment, hours)


def known_by(crew: Crew, part: Numbers, week: npt.NDArray[np.float64]) -> Numbers:
    """Return how many know each `part` in each `week` of the year.

    >>> crew = Crew(3, know=1, away_weeks=6, alone_hours=8, sharing_hours=4)
    >>> known_by(crew, np.array([0, 1, 0, 11]), np.array([3.9, 4.0, 4.0, 51.0]))
    array([1, 1, 2, 2])
    """
    passed_on = (crew.sharing_hours * week / HOURS_A_PART).astype(np.int64)
    known: Numbers = crew.know + (passed_on + PARTS - 1 - part) // PARTS
    return np.minimum(known, crew.people)


def all_away(share_away: float, people: int) -> float:
    """Return the share of time in which so many people are all away, (share away)^people.

    It holds where they are away independently of each other: probabilities multiply.

    Args:
        share_away: of the time of each of them, 0 to 1.
        people: how many.

    Raises:
        ValueError: If the share is outside 0 to 1, or there are fewer than no people.

    Example:
        Six weeks of a year, for one, two and three people:

        >>> [round(100 * all_away(6 / 52, people), 2) for people in (1, 2, 3)]
        [11.54, 1.33, 0.15]
    """
    if not (0 <= share_away <= 1 and people >= 0):
        raise ValueError(
            f"share_away is {share_away!r} and people is {people!r}; give a share from 0 to 1, and "
            "0 people or more"
        )
    return share_away**people


def absences(share_away: float, person: int, seed: int = 1) -> tuple[Hours, Hours]:
    """Return the hours at which the absences of a person begin and end, in order.

    A person is there for an exponential time, then away for a time of mean `AWAY_DAYS`; the means
    stand to each other so that the person is away for `share_away` of the time in the long run.

    Args:
        share_away: of the time, 0 to below 1; without any there are no absences.
        person: by number, from 0.
        seed: the luck.
    """
    if share_away == 0:
        return np.empty(0), np.empty(0)
    away = 24.0 * AWAY_DAYS * unit_draws(seed, "away", _SPELLS, AWAY_CV, person + 1)
    there = exponentials(seed, "there", _SPELLS, person + 1) * (
        24.0 * AWAY_DAYS * (1.0 - share_away) / share_away
    )
    ends = np.cumsum(there + away)
    return ends - away, ends


def _back(begins: Hours, ends: Hours, moment: Hours) -> Hours:
    """Return when a person is there at the earliest, from each moment on."""
    if not len(ends):
        return moment
    last = np.minimum(np.searchsorted(ends, moment, side="right"), len(ends) - 1)
    away = (begins[last] <= moment) & (moment < ends[last])
    return np.where(away, ends[last], moment)
