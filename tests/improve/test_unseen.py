"""Unseen teams: everybody has their own, and each can be diagnosed and helped."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import fields, replace

import numpy as np
import pytest

from deliverylab.improve import (
    MOVES,
    TROUBLES,
    UnseenTeam,
    loss,
    possible,
    unseen_team,
)
from deliverylab.improve.causes import builds, reviews
from deliverylab.improve.luck import Luck
from deliverylab.improve.mean_year import lost_in_a_mean_year
from deliverylab.improve.symptoms import FERRY, symptoms
from deliverylab.improve.troubles import healthy
from deliverylab.improve.unseen import _drawn
from deliverylab.measure import change_failure_rate, value_stream
from deliverylab.simulate import Scenario, simulate
from deliverylab.simulate.ranges import NotAllowed

MANY = 100
SEEDS = [f"student {number}" for number in range(MANY)]


@pytest.fixture(scope="module")
def first_drawn() -> list[UnseenTeam]:
    return [_drawn(seed, 0) for seed in SEEDS]


@pytest.fixture(scope="module")
def one_of_each() -> dict[str, UnseenTeam]:
    """The first team with each trouble."""
    found: dict[str, UnseenTeam] = {}
    for seed in SEEDS:
        team = unseen_team(seed)
        found.setdefault(team.trouble, team)
        if len(found) == len(TROUBLES):
            break
    return found


def test_a_seed_keeps_its_team_for_good() -> None:
    """A student goes on with the same team after an update of the course, or of NumPy."""
    known = [(t.name, t.trouble, t.log_seed) for t in map(unseen_team, ("Ada", 4711, "李雷"))]
    assert known == [
        ("junk", "one approver", 258490),
        ("yawl", "small review desk", 279586),
        ("fireboat", "acceptance by hand", 122079),
    ]


def test_a_name_is_the_same_however_it_is_written() -> None:
    assert unseen_team(" ADA  lovelace").scenario == unseen_team("Ada Lovelace").scenario
    assert unseen_team(4711).scenario == unseen_team("4711").scenario
    assert unseen_team(-3).scenario == unseen_team(np.int64(-3)).scenario  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", ["", "  ", 1.5, None, True, [1]])
def test_a_seed_that_is_neither_number_nor_text_is_refused(seed: object) -> None:
    with pytest.raises(NotAllowed, match="expected a whole number or a text that is not empty"):
        unseen_team(seed)  # type: ignore[arg-type]


def test_students_get_different_teams(first_drawn: list[UnseenTeam]) -> None:
    assert len({team.scenario for team in first_drawn}) == MANY
    assert len({team.name for team in first_drawn}) > 30
    troubles = Counter(team.trouble for team in first_drawn)
    assert set(troubles) == set(TROUBLES)
    assert max(troubles.values()) < MANY / 4
    assert not {team.name for team in first_drawn} & set(Scenario.team_names())


def test_nearly_every_year_shows_the_root_and_only_the_root(first_drawn: list[UnseenTeam]) -> None:
    right = [
        [key for key in TROUBLES if team.diagnose(key).right] == [team.trouble]
        for team in first_drawn
    ]
    assert np.mean(right) >= 0.98
    assert np.mean([team.clear for team in first_drawn]) >= 0.95


def test_a_team_whose_year_hides_the_root_is_drawn_again(first_drawn: list[UnseenTeam]) -> None:
    unclear = [team for team in first_drawn if not team.clear]
    assert all(unseen_team(team.seed).clear for team in unclear)
    assert all(unseen_team(team.seed).log_seed != team.log_seed for team in unclear)


def test_the_rule_of_the_lesson_works_with_the_measures_of_the_course(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    """The same rule as in `Symptoms`, written as a student writes it."""
    for key, team in one_of_each.items():
        lost = loss(team.log, team.scenario, team.prices)
        if lost.waiting > lost.outages:
            stream = value_stream(team.log).table
            hours = stream["touch_hours"] + stream["wait_hours"]
            hours["release"] += hours.pop("staging")
            assert str(hours.idxmax()) == TROUBLES[key].shows
        else:
            rows = team.log.incidents.dropna(subset="restored")
            hour = np.timedelta64(1, "h")
            found = {
                "failures": change_failure_rate(team.log).value / FERRY["failures"],
                "noticing": ((rows.detected - rows.started) / hour).mean() / FERRY["noticing"],
                "restoring": ((rows.restored - rows.detected) / hour).mean() / FERRY["restoring"],
            }
            assert max(found, key=lambda kind: found[kind]) == TROUBLES[key].shows


def test_making_a_package_and_trying_it_out_are_one_place(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    team = one_of_each["acceptance by hand"]
    found = symptoms(team.log, team.scenario, team.prices)
    stream = value_stream(team.log)
    spent = (stream.table["touch_hours"] + stream.table["wait_hours"]).loc[["release", "staging"]]
    assert found.hours["release"] == pytest.approx(spent.sum()) and spent.min() > 10
    assert sum(found.hours.values()) == pytest.approx(stream.lead_time_hours)


@pytest.mark.parametrize("key", TROUBLES)
def test_the_moves_that_go_to_the_root_bring_clearly_the_most(
    key: str, first_drawn: list[UnseenTeam]
) -> None:
    for team in [one for one in first_drawn if one.trouble == key and one.clear][:2]:
        moves = possible(team.scenario)
        ways = [team.scenario, *(move.apply(team.scenario) for move in moves)]
        now, *lost = lost_in_a_mean_year(ways, team.prices, years=6)
        gains = {move.key: now - then for move, then in zip(moves, lost, strict=True)}
        matching = max(gains.get(move, 0.0) for move in TROUBLES[key].moves)
        others = max(gain for move, gain in gains.items() if move not in TROUBLES[key].moves)
        assert matching > 1.3 * others
        assert matching > 0.15 * now


def test_without_its_trouble_a_team_loses_far_less(one_of_each: dict[str, UnseenTeam]) -> None:
    for team in one_of_each.values():
        well = healthy(team.name, Luck(f"{team.seed} well"))
        assert team.loss.total > 1.4 * loss(simulate(well), well, team.prices).total


def test_every_move_of_a_trouble_exists_and_its_words_are_its_own() -> None:
    assert {move for one in TROUBLES.values() for move in one.moves} <= set(MOVES)
    for name in ("label", "says", "shows"):
        assert len({getattr(one, name) for one in TROUBLES.values()}) == len(TROUBLES)


def test_the_description_says_how_a_team_works_and_not_how_well() -> None:
    """It stays the same when any lever moves but those that everybody sees."""
    seen = {"name", "deploy_on", "deploy_by", "rollout"}
    team = unseen_team("Ada")
    other = Scenario.team("barge")
    levers = {one.name: getattr(other, one.name) for one in fields(Scenario)}
    changed = replace(team.scenario, **{k: v for k, v in levers.items() if k not in seen})
    assert changed != team.scenario
    assert replace(team, scenario=changed).describe() == team.describe()


def test_a_description_leaves_several_troubles_open(first_drawn: list[UnseenTeam]) -> None:
    ways = defaultdict(set)
    for team in first_drawn:
        ways[type(team.scenario.deploy_on), team.scenario.deploy_by].add(team.trouble)
    assert min(map(len, ways.values())) >= 3


def test_what_is_shown_of_a_team_does_not_name_its_trouble(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    for key, team in one_of_each.items():
        shown = f"{team!r}{team._repr_html_()}".casefold()
        assert key not in shown and TROUBLES[key].label.casefold() not in shown
        assert team.name in shown and f"{team.prices.outage:g} person-weeks" in shown


def test_suspects_are_the_same_for_everybody(one_of_each: dict[str, UnseenTeam]) -> None:
    tables = [team.suspects() for team in one_of_each.values()]
    assert all(table.equals(tables[0]) for table in tables)
    assert tables[0].index.tolist() == list(TROUBLES)


def test_the_table_of_moves_says_what_can_be_done(one_of_each: dict[str, UnseenTeam]) -> None:
    for team in one_of_each.values():
        table = team.moves()
        now = table.index[table["now"] == "can be done"]
        assert now.tolist() == [move.key for move in possible(team.scenario)]
        assert table.loc["half the size", "person-weeks"] == MOVES["half the size"].cost


def test_the_log_is_one_year_and_made_once(one_of_each: dict[str, UnseenTeam]) -> None:
    team = one_of_each["slow builds"]
    assert team.log is team.log
    assert (team.log.end - team.log.start).days == 364
    assert team.log.teams == [team.name]
    assert team.loss.total == loss(team.log, team.scenario, team.prices).total


def test_a_right_diagnosis_gives_the_numbers(one_of_each: dict[str, UnseenTeam]) -> None:
    team = one_of_each["nobody notices"]
    found = team.diagnose("Nobody  notices")
    assert found.right and not found.again
    hours = (team.log.incidents["detected"] - team.log.incidents["started"]).mean()
    assert f"noticed after {hours.total_seconds() / 3600:.2g} hours" in found.text
    assert "at ferry after 15 minutes" in found.text
    assert "<b>Nobody notices failures?</b> That is the root." in found._repr_html_()


def test_a_wrong_diagnosis_points_at_a_measure_and_not_at_the_answer(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    for key, team in one_of_each.items():
        for other in set(TROUBLES) - {key}:
            found = team.diagnose(other)
            assert not found.right and found.again.startswith("Look again at")
            same_kind = (TROUBLES[other].shows in FERRY) == (TROUBLES[key].shows in FERRY)
            assert ("lost by waiting" in found.again) == (not same_kind)
            queue = same_kind and TROUBLES[other].shows not in FERRY
            assert len(found.evidence) == (2 if queue else 1)
            assert "team." not in found.text, "whoever reads it has called the team otherwise"
            if same_kind and key not in ("weak tests", "nobody notices", "few can restore"):
                assert f"“{TROUBLES[key].shows}”" not in found.text
            assert found.again in found._repr_html_()


def test_where_a_package_is_made_for_a_train_what_waits_for_the_train_is_told_apart() -> None:
    ketch = unseen_team("Mira Okafor 2291").after("a faster build")
    assert show_of(ketch) == "release"
    by_hand, trains = ketch.diagnose("acceptance by hand"), ketch.diagnose("rare trains")
    assert (by_hand.right, trains.right) == (False, True)
    assert "waits 2.2 days for its train" in by_hand.text
    assert "look again at what it waits for" in by_hand.again.lower()
    assert "waits 2.2 days for the train before its package is made" in trains.text
    packaged = ketch.after("package by machine")
    assert ketch.loss.waiting - packaged.loss.waiting < 1
    without_train = packaged.after("deploy by machine", "deploy every change")
    assert ketch.loss.waiting - without_train.loss.waiting > 8


def show_of(team: UnseenTeam) -> str:
    """Return where a change spends most of its time, by the map."""
    stream = value_stream(team.log).table
    return str((stream["touch_hours"] + stream["wait_hours"]).idxmax())


def test_how_busy_those_are_who_serve_tells_the_cause_of_a_queue(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    desk, build = one_of_each["small review desk"], one_of_each["slow builds"]
    for team in one_of_each.values():
        at_work = reviews(team.log, team.scenario).busy, builds(team.log, team.scenario).busy
        assert [busy > 0.9 for busy in at_work] == [team is desk, team is build]
    said = desk.diagnose("small review desk").text
    assert f"busy for {reviews(desk.log, desk.scenario).share} of the time" in said
    assert "At ferry: 3 people, 35 times, 42 minutes: 20 %." in said


def test_after_a_move_it_is_the_same_year_with_the_same_luck(
    one_of_each: dict[str, UnseenTeam],
) -> None:
    team = one_of_each["small review desk"]
    better = team.after("everyone reviews")
    assert (better.name, better.prices, better.log_seed) == (team.name, team.prices, team.log_seed)
    assert better.scenario == team.plan("everyone reviews").after
    assert better.loss.total < team.loss.total
    assert not better.diagnose("small review desk").right
    with pytest.raises(NotAllowed, match="is no move"):
        team.after("hope")


def test_a_trouble_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(NotAllowed, match="did you mean 'slow builds'"):
        unseen_team("Ada").diagnose("slow build")
    with pytest.raises(NotAllowed, match="those known are: huge changes, small review desk"):
        unseen_team("Ada").diagnose("??")


def test_what_costs_most_is_said_only_of_what_does() -> None:
    for seed in ("carla", "14822", "20260112"):
        team = unseen_team(seed)
        said, lost = team.diagnose(team.trouble).text, team.loss
        assert ("most: " in said) == (max(lost.waiting, lost.outages) > lost.hands), said
        if "most: " not in said:
            assert f"; {lost.hands:.0f} are work by hand." in said
    assert unseen_team("carla").loss.hands > unseen_team("carla").loss.waiting
