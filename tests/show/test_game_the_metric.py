"""The lab "Game the metric": tricks move the report alone, and it says what gives them away."""

import math
from itertools import product

import pytest

from deliverylab.measure import scorecard
from deliverylab.show import GameTheMetric
from deliverylab.show.game_the_metric_plot import across, finding
from deliverylab.show.gamed import REPORT, USERS, from_to, gamed, year
from deliverylab.show.lab import SKIPPED
from deliverylab.show.tricks import Tricks
from tests.show.proof import LabProof, cut_words

ONE_EACH = {  # each trick: the KPI that it makes better
    "again": 0,
    "late": 1,
    "seen": 2,
    "maintenance": 3,
    "unwritten": 3,
    "hours": 4,
}


@pytest.fixture
def lab():
    opened = GameTheMetric()
    opened.predict(27)
    return opened


class TestGameTheMetric(LabProof):
    lab = GameTheMetric
    asks = "What share of its deployments fails then?"
    tells = "packages that hurt 31 %"

    def faults(self, view):
        if len(view.sentence) > 330:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


def tricks_of(name):
    return Tricks(**{name: {"again": 5}.get(name, True)})


def test_as_it_is_the_report_is_the_scorecard_of_the_year():
    kpis = scorecard(year(really=False)).kpis["tug"]
    names = [name for name in kpis if name != "deployment rework rate"]
    report = gamed(0, Tricks(), False).now.report
    assert report == tuple(kpis[name].value for name in names)


@pytest.mark.parametrize(("name", "place"), ONE_EACH.items())
def test_every_trick_makes_its_number_better_and_is_given_away(name, place):
    played = gamed(place, tricks_of(name), False)
    assert played.report_better(place)
    assert place in played.given_away
    assert played.now.users == played.first.users


@pytest.mark.parametrize(("name", "place"), ONE_EACH.items())
def test_every_goal_can_be_reached_by_a_trick(name, place):
    played = gamed(place, tricks_of(name), False)
    assert played.reached and not gamed(place, Tricks(), False).reached
    assert finding(played).endswith("users get nothing of it")


@pytest.mark.parametrize("place", range(5))
def test_cheap_deployments_reach_every_goal_and_users_have_all_of_it(place):
    played = gamed(place, Tricks(), True)
    assert played.reached and played.given_away == ()
    assert all(played.users_better(n) for n in range(5))
    assert finding(played).endswith("users get 5 of 5 better")


def test_tricks_beside_cheap_deployments_are_given_away_all_the_same():
    played = gamed(1, Tricks(late=True), True)
    assert played.given_away == (1,)
    assert played.users_better(1)


def test_what_is_played_is_told_with_what_it_moves(lab):
    said = lab.choose("fast").sentence
    assert said == (
        "Changes committed when packaged: lead time 13 days → 47 hours, the goal is reached. "
        "Given away by what the tricks leave as it is: from first work to users 13 days."
    )
    said = lab.move(seen=True, target="reliability").sentence
    assert said.startswith(
        "Changes committed when packaged, incidents closed once seen: reliability stays 99.9 %, "
        "the goal is not reached. Better as well: lead time 13 days → 47 hours, time to restore"
    )
    assert lab.choose("every trick").sentence.startswith("6 tricks: ")
    assert lab.move(really=True).sentence.startswith("6 tricks with cheap deployments: ")
    lab.reset()
    assert "Users have it better too" in lab.move(really=True).sentence
    assert "again once a week (as soon as one runs)" in lab.move(again=1, really=False).sentence


def test_what_tricks_add_to_cheap_deployments_is_told_apart(lab):
    said = lab.move(really=True, maintenance=True).sentence
    assert said.endswith(
        "The tricks add only change failure rate 4.5 → 0 %; users have the same without them: "
        "packages that hurt 31 → 4.7 %."
    )
    assert "leave as it is" not in said


def test_what_gets_worse_is_told(lab):
    assert "Worse: time to restore 1.3 → 1.7 hours." in lab.move(maintenance=True).sentence


def test_the_prediction_is_about_five_extra_deployments(lab):
    see = "(move “Same package again” alone to 5 a week to see it)"
    assert lab.predict(4.4).verdict.endswith(f"the outcome is 4.4 % {see}: right.")
    assert lab.predict(SKIPPED).verdict.endswith(f"the outcome is 4.4 % {see}.")
    assert lab.move(again=5).table.rows[3][1] == "27 → 4.4 %"
    assert lab.predict(2).verdict.endswith("2.4 points too few.")
    then = gamed(3, Tricks(again=5), False).now.report[3]
    assert lab.outcome(lab.result) == round(100 * then, 1)


def test_a_year_without_one_incident_is_refused(lab, monkeypatch):
    nothing = year(really=False).incidents.iloc[:0]
    monkeypatch.setattr(
        "deliverylab.show.tricks.without_minor",
        lambda log: type(log)(**{**vars(log), "incidents": nothing}),
    )
    from deliverylab.show import gamed as module

    module._numbers.cache_clear()
    before = lab.view.sentence
    view = lab.move(unwritten=True)
    module._numbers.cache_clear()
    assert view.refusal.startswith("Not one incident of the whole year would be left")
    assert view.sentence == before


def test_the_table_has_both_sides(lab):
    view = lab.choose("often")
    assert view.table.rows[0] == (
        "Deployment frequency",
        "0.9 → 5.7 a week",
        "different packages 0.7 a week",
    )
    assert len(view.table.rows) == 5


def test_every_number_lies_within_its_axis():
    for tricks, really in product((Tricks(), *map(tricks_of, ONE_EACH)), (False, True)):
        played = gamed(0, tricks, really)
        for kinds, numbers in ((REPORT, played.now.report), (USERS, played.now.users)):
            for kind, number in zip(kinds, numbers, strict=True):
                assert 0 <= across(kind, number) <= 1


@pytest.mark.parametrize("kind", [*REPORT, *USERS], ids=lambda kind: kind.name)
def test_better_is_to_the_right(kind):
    low, high = sorted((kind.worst, kind.best))
    third, half = low + (high - low) / 3, low + (high - low) / 2
    assert (across(kind, half) > across(kind, third)) == (kind.better == "more")
    assert across(kind, kind.worst) == 0 and across(kind, kind.best) == 1
    assert kind.is_better(kind.best, kind.worst) and not kind.is_better(kind.worst, kind.best)
    if not math.isnan(kind.goal):
        assert kind.reached(kind.goal) and kind.reached(kind.best)
        assert not kind.reached(kind.worst)


def test_all_words_fit_into_the_picture(lab):
    for preset in lab.presets:
        for target in lab.controls["target"].sweep():
            lab.choose(preset.label)
            lab.move(target=target)
            assert not list(cut_words(lab))


def test_two_numbers_share_their_unit_only_if_it_is_one():
    assert from_to("40 a year", "22 a year") == "40 → 22 a year"
    assert from_to("99.9 %", "99.96 %") == "99.9 → 99.96 %"
    assert from_to("1.3 hours", "32 minutes") == "1.3 hours → 32 minutes"
