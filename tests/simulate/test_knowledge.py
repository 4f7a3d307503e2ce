"""Who knows what: the shares against (share away)^k, the waits against renewal theory."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.simulate.knowledge import (
    AWAY_CV,
    AWAY_DAYS,
    PARTS,
    REPAIR_HOURS,
    WEEKS_A_YEAR,
    Crew,
    absences,
    all_away,
    known_by,
    restore,
)

CREW = Crew(people=5, know=1, away_weeks=6, alone_hours=24)
FOR_EVER = 1e9


def replicated(crew: Crew, measure, times: int = 30) -> tuple[float, float]:
    """Return what `measure` says of independent luck on average, and its standard error."""
    said = [float(measure(restore(crew, seed))) for seed in range(1, times + 1)]
    return float(np.mean(said)), float(np.std(said, ddof=1)) / math.sqrt(times)


@pytest.mark.parametrize(("know", "away"), [(1, 6), (2, 6), (1, 16), (2, 16), (3, 16), (5, 16)])
def test_all_who_know_are_away_as_often_as_the_formula_says(know, away):
    crew = replace(CREW, know=know, away_weeks=away)
    share, error = replicated(crew, lambda restored: restored.nobody_knew.mean())
    assert abs(share - all_away(crew.share_away, know)) < 3.5 * error


def test_with_sharing_the_formula_holds_with_what_is_known_at_each_moment():
    crew = replace(CREW, sharing_hours=4)
    share, error = replicated(crew, lambda restored: restored.nobody_knew.mean())
    formula, _ = replicated(crew, lambda r: (crew.share_away**r.known_by).mean())
    assert abs(share - formula) < 3.5 * error
    assert formula < 0.7 * crew.share_away


@pytest.mark.parametrize("weeks", [1, 6, 16])
def test_a_person_is_away_for_the_chosen_share_of_the_time(weeks):
    shares, lengths = [], []
    for person in range(30):
        begins, ends = absences(weeks / WEEKS_A_YEAR, person)
        assert (begins[1:] > ends[:-1]).all() and (ends > begins).all()
        shares.append((ends - begins).sum() / ends[-1])
        lengths.append((ends - begins).mean() / 24)
    assert np.mean(shares) == pytest.approx(weeks / WEEKS_A_YEAR, rel=0.02)
    assert np.mean(lengths) == pytest.approx(AWAY_DAYS, rel=0.02)


def test_who_must_wait_for_one_person_waits_the_residual_time_of_an_absence():
    """A random moment falls into a long absence more easily: (1 + cv²)/2 of the mean is left."""
    crew = replace(CREW, alone_hours=FOR_EVER)
    left, error = replicated(crew, lambda r: r.hours[r.nobody_knew].mean() - REPAIR_HOURS)
    assert abs(left - 24 * AWAY_DAYS * (1 + AWAY_CV**2) / 2) < 3.5 * error


def test_who_finds_out_sooner_than_anybody_is_back_takes_that_long_on_average():
    crew = replace(CREW, people=8, alone_hours=0.5)
    hours, error = replicated(crew, lambda r: r.hours[r.nobody_knew].mean())
    assert abs(hours - (0.5 + REPAIR_HOURS)) < 3.5 * error + 0.01


def test_when_the_whole_team_is_away_even_those_who_find_out_at_once_wait():
    alone = replace(CREW, people=1, alone_hours=0.0)
    assert restore(alone).hours.max() > 24 * AWAY_DAYS
    assert replicated(alone, lambda r: r.hours.mean())[0] == pytest.approx(
        restore(replace(alone, alone_hours=FOR_EVER)).hours.mean(), rel=0.1
    )


def test_nobody_away_is_nobody_missed():
    calm = restore(replace(CREW, away_weeks=0))
    assert not calm.nobody_knew.any()
    assert calm.hours.mean() == pytest.approx(REPAIR_HOURS, rel=0.03)


def test_the_same_luck_meets_every_crew_so_more_knowledge_never_takes_longer():
    one, two, five = (restore(replace(CREW, know=know)) for know in (1, 2, 5))
    shared = restore(replace(CREW, sharing_hours=4))
    assert (one.week == two.week).all()
    assert (two.hours <= one.hours + 1e-9).all() and (five.hours <= two.hours + 1e-9).all()
    assert (shared.hours <= one.hours + 1e-9).all()


def test_sharing_passes_on_one_part_after_the_other_and_stops_when_everybody_knows():
    crew = Crew(3, know=1, away_weeks=6, alone_hours=8, sharing_hours=16)
    parts = np.arange(PARTS)
    for week in range(WEEKS_A_YEAR):
        known = known_by(crew, parts, np.full(PARTS, float(week)))
        assert known.sum() == min(PARTS + week, 3 * PARTS)
        assert known.max() - known.min() <= 1


def test_what_makes_no_sense_is_refused():
    for wrong, said in (
        ({"know": 6}, "know is 6 of 5 people"),
        ({"know": 0}, "at least 1"),
        ({"away_weeks": 17}, "weeks from 0 to 16"),
        ({"alone_hours": -1}, "hours of 0 or more"),
        ({"sharing_hours": -1}, "hours of 0 or more"),
    ):
        with pytest.raises(ValueError, match=said):
            replace(CREW, **wrong)
    with pytest.raises(ValueError, match="share from 0 to 1"):
        all_away(1.2, 1)
