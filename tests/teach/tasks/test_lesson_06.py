"""The tasks of lesson 06: right for every team, and each usual mistake gets hints of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from deliverylab.improve import (
    TROUBLES,
    Claim,
    Plan,
    Prediction,
    Prices,
    Trial,
    UnseenTeam,
    check_claims,
    possible,
    unseen_team,
)
from deliverylab.improve.claims import Goes
from deliverylab.improve.quantities import QUANTITIES
from deliverylab.improve.season import QUARTERS, Season
from deliverylab.improve.season.policies import greedy
from deliverylab.improve.season.rules import Standing
from deliverylab.measure import value_stream
from deliverylab.simulate.ranges import NotAllowed
from deliverylab.teach.checks import NotYet, check
from deliverylab.teach.forms import NotInForm, NotWritten
from deliverylab.teach.forms.base import read_safely
from deliverylab.teach.forms.describe import one_line
from deliverylab.teach.tasks import lesson_06_claims as claims
from deliverylab.teach.tasks import lesson_06_losses as losses
from deliverylab.teach.tasks import lesson_06_plan as planned
from deliverylab.teach.tasks import lesson_06_prediction as predicted
from deliverylab.teach.tasks import lesson_06_season as season
from deliverylab.teach.tasks import of_lesson
from deliverylab.teach.tasks.lesson_06_team import LESSONS, PLACEHOLDER, drawn
from tests.teach.odd_answers import ODD
from tests.teach.tasks.proof import Proof, Wrong

TEAM = drawn("20260112")
"""Outages cost it most: hardly anybody can restore service."""
WAITS = drawn("Ada")
"""Changes wait for its only approver."""
BUSY = drawn("Grace")
"""Its build is busy nearly all of the time."""
CUTTER = drawn(LESSONS)
"""The team of the lesson, where too few review."""

Answer = dict[str, Any]


def own(team: UnseenTeam = TEAM, **answer: object) -> Answer:
    """Return an answer as the check cells give it."""
    return {"my_team": team, **answer}


# 6.1 What is lost, and where does the time go?

RIGHT = losses.found(TEAM)
STREAM = losses.stream(TEAM)
TOUCH, WAIT, SPENT = (STREAM[name] for name in ("touch_hours", "wait_hours", "spent"))
AT = RIGHT["step"]


def lost(**wrong: object) -> Answer:
    return own(**{**RIGHT, **wrong})


LOSSES = (
    Wrong("6.1", lost(**losses.found(CUTTER)), "measured the team of the lesson"),
    Wrong("6.1", lost(lost_by="waiting"), "took another loss"),
    Wrong("6.1", lost(share=100 * RIGHT["share"]), "gave per cent"),
    Wrong("6.1", lost(share=TOUCH[AT] / TOUCH.sum()), "looked at the work alone"),
    Wrong("6.1", lost(share=WAIT[AT] / WAIT.sum()), "looked at the waiting alone"),
    Wrong(
        "6.1",
        lost(step="approval", share=WAIT["approval"] / WAIT.sum()),
        "looked at the waiting alone",
    ),
    Wrong("6.1", lost(step="approval", share=0.38), "took another step"),
    Wrong("6.1", lost(share=TOUCH.sum() / SPENT.sum()), "gave the flow efficiency"),
    Wrong("6.1", lost(share=1 - RIGHT["share"]), "gave the share of all the others"),
    Wrong("6.1", lost(share=SPENT[AT] / (SPENT.sum() - SPENT[AT])), "divided by the others"),
    Wrong("6.1", lost(share=0.99), "divided something else"),
)

# 6.2 What is the root of it?

ROOTS = (
    Wrong("6.2", own(trouble="slow builds"), "suspected a queue where outages cost most"),
    Wrong("6.2", own(trouble="weak tests"), "suspected another kind of outage"),
    Wrong("6.2", own(WAITS, trouble="weak tests"), "suspected an outage where waiting costs most"),
    Wrong("6.2", own(WAITS, trouble="Slow builds"), "suspected another step"),
)

# 6.3 Two changes

PLANS = (
    Wrong("6.3", own(my_plan=WAITS.plan("deploy every change")), "planned for another team"),
    Wrong("6.3", own(CUTTER, my_plan=CUTTER.plan("half the size")), "made it worse"),
    Wrong("6.3", own(WAITS, my_plan=WAITS.plan("a faster build")), "left the root alone"),
    Wrong("6.3", own(WAITS, my_plan=WAITS.plan("more may approve")), "went half of the way"),
    Wrong("6.3", own(my_plan=TEAM.plan("more may approve")), "went half of the way"),
)

# 6.4 Before you look


def guess(team: UnseenTeam = TEAM, **ranges: tuple[float, float]) -> Answer:
    sensible = {"restore_hours": (0.2, 0.6), "loss_person_weeks": (15.0, 40.0)}
    return own(team, my_prediction=Prediction(**{**sensible, **ranges}))


def each_range() -> Iterator[Wrong]:
    """Yield a prediction for each fault that the range for a quantity can have.

    Of the cutter: rework is often enough there that per cent and shares can be told apart.
    """
    now = predicted.last_year(CUTTER)
    for fault, quantities in predicted.ABOUT.items():
        for name in quantities:
            wrong = guess(CUTTER, **faulty(fault, name, now[name]))
            yield Wrong("6.4", wrong, predicted.named(fault, name))


def faulty(fault: str, name: str, now: float) -> dict[str, tuple[float, float]]:
    """Return a range for a quantity that has this fault."""
    key, scale = QUANTITIES[name].key, QUANTITIES[name].scale
    if fault == predicted.SHARE_FOR_PER_CENT:
        return {key: (0.99, 0.999) if name == predicted.RELIABILITY else (0.002, 0.04)}
    if fault == predicted.SMALLER_UNIT:
        return {key: (20 * now / scale, 40 * now / scale)}
    if name == predicted.RELIABILITY:
        return {key: (99.8, 99.8) if fault == predicted.NARROW else (0, 100)}
    return {key: (now / scale,) * 2 if fault == predicted.NARROW else (0, 3 * now / scale)}


PREDICTIONS = (*each_range(), Wrong("6.4", guess(), "predicted too little"))

# 6.5 What may you claim?

PLAN = TEAM.plan("one command back", "write down what you know")
TRIAL = PLAN.trial(years=20)
HOLD = (
    "time to restore service falls by at least 10 minutes",
    "reliability rises",
    "change failure rate falls",
)


def claimed(
    *said: object, trial: Trial = TRIAL, team: UnseenTeam = TEAM, plan: Plan = PLAN
) -> Answer:
    return own(team, my_plan=plan, my_trial=trial, my_claims=list(said))


def each_claim() -> Iterator[Wrong]:
    """Yield three claims of which one does not hold, in each place."""
    faults = {
        "goes the other way": "deployment rework rate falls",
        "says too much": "loss falls by at least 90 person-weeks",
        "is no more than noise": "lead time for changes falls",
        "says nothing": "deployment frequency stays within 12 per week",
    }
    for at, nth in enumerate(claims.ORDINALS):
        for fault, words in faults.items():
            said = list(HOLD)
            said[at] = words
            yield Wrong("6.5", claimed(*said), f"the {nth} claim {fault}")


CLAIMS = (
    Wrong("6.5", claimed(*HOLD, team=WAITS), "tried another team"),
    Wrong("6.5", claimed(*HOLD, plan=TEAM.plan("one command back")), "tried another plan"),
    Wrong("6.5", claimed(*HOLD, trial=PLAN.trial(2)), "tried too few years"),
    Wrong("6.5", claimed("time to restore service falls", *HOLD[1:]), "said of none by how much"),
    Wrong("6.5", claimed(*HOLD[:2], "reliability rises"), "said the same thing twice"),
    *each_claim(),
)

# 6.6 Eight quarters


def played(*quarters: list[str], team: UnseenTeam = TEAM) -> Answer:
    """Return a season that begins like this, and changes nothing after it."""
    return own(team, my_quarters=[*quarters, *([] for _ in range(QUARTERS - len(quarters)))])


SEASONS = (
    Wrong("6.6", played(["half the size"]), "came late to the root"),
    Wrong("6.6", played([], [], [], ["one command back"]), "came late to the root"),
    Wrong(
        "6.6",
        played(["half the size"], [], ["a faster build"], team=BUSY),
        "lost more than by doing nothing",
    ),
    Wrong("6.6", played(["more may approve"], team=WAITS), "left the weeks unspent"),
    Wrong(
        "6.6",
        played(["more may approve"], ["half the size"], ["everyone reviews"], team=WAITS),
        "played no better than dice",
    ),
    Wrong("6.6", played(["a faster build"], team=BUSY), "left too much that would have paid"),
    Wrong(
        "6.6",
        played(["one command back", "alarms that say what to do", "more may approve"]),
        "left too much that would have paid",
    ),
    Wrong("6.6", played(["deploy every change"]), None),
)


class TestLesson06(Proof):
    lesson = "06"
    wrong = (*LOSSES, *ROOTS, *PLANS, *PREDICTIONS, *CLAIMS, *SEASONS)


# For every team

TWO_OF_EACH = {
    "huge changes": ("student 0", "student 5"),
    "small review desk": ("student 4", "student 6"),
    "one approver": ("student 3", "student 41"),
    "few can restore": ("student 1", "student 37"),
    "slow builds": ("student 14", "student 17"),
    "weak tests": ("student 2", "student 11"),
    "rare trains": ("student 15", "student 21"),
    "acceptance by hand": ("student 8", "student 9"),
    "nobody notices": ("student 13", "student 22"),
}
"""Seeds of two teams that have each trouble; a team more costs a second and meets nothing new."""
SEEDS = [seed for pair in TWO_OF_EACH.values() for seed in pair]
ONE_OF_EACH = SEEDS[::2]

REST = (
    "package by machine",
    "deploy by machine",
    "one command back",
    "a few users first",
    "alarms that say what to do",
    "more may approve",
    "write down what you know",
    "test what escaped",
    "everything into version control",
)
"""What is sensible once the root is gone."""


def diagnosed(team: UnseenTeam) -> str:
    """Return the trouble for which the log speaks."""
    (found,) = [key for key in TROUBLES if team.diagnose(key).right]
    return found


def to_the_root(team: UnseenTeam) -> Plan:
    """Return the plan of the moves against the trouble, as many as can be made."""
    keys: list[str] = []
    for key in TROUBLES[diagnosed(team)].moves:
        try:
            team.plan(*keys, key)
        except NotAllowed:
            continue
        keys.append(key)
    return team.plan(*keys)


def all_that_holds(trial: Trial) -> list[Claim]:
    """Return a claim for each row: what it does by more than noise, or within what it stays."""
    made = []
    for name, effect in trial.effects.items():
        if effect.more_than_noise:
            least = min(abs(effect.difference.low), abs(effect.difference.high))
            goes: Goes = "falls" if effect.falls else "rises"
            made.append(Claim(name, goes, at_least=0.9 * least / effect.quantity.scale))
        else:
            widest = max(abs(effect.difference.low), abs(effect.difference.high))
            made.append(Claim(name, "stays", within=1.1 * widest / effect.quantity.scale + 1e-6))
    return made


def root_first(team: UnseenTeam) -> list[list[str]]:
    """Return a season that goes to the root at once, twice, and on as far as the weeks last."""
    standing, quarters = Standing(team.scenario), []
    root = TROUBLES[diagnosed(team)].moves[0]
    left = [root, root, *REST]
    for _ in range(QUARTERS):
        moves: list[str] = []
        for key in dict.fromkeys(left):
            if not standing.why_not(key):
                moves.append(key)
                left.remove(key)
                standing = standing.after(key)
        quarters.append(moves)
        standing = standing.next()
    return quarters


def test_every_trouble_is_met() -> None:
    drawn_by = {seed: unseen_team(seed).trouble for seed in SEEDS}
    assert {key: tuple(s for s in SEEDS if drawn_by[s] == key) for key in TROUBLES} == TWO_OF_EACH


@pytest.mark.parametrize("seed", SEEDS)
def test_the_way_of_the_lesson_is_right_for_every_team(seed: str) -> None:
    team = unseen_team(seed)
    stream = value_stream(team.log).table
    hours = stream["touch_hours"] + stream["wait_hours"]
    lost_by = "waiting" if team.loss.waiting > team.loss.outages else "outages"
    share = round(hours.max() / hours.sum(), 2)
    plan = to_the_root(team)
    said = [
        check("6.1", own(team, lost_by=lost_by, step=hours.idxmax(), share=share)),
        check("6.2", own(team, trouble=diagnosed(team))),
        check("6.3", own(team, my_plan=plan)),
    ]
    assert all(len(repr(one)) < 300 and not repr(one).endswith("…") for one in said)


@pytest.mark.parametrize("seed", ONE_OF_EACH)
def test_a_season_that_goes_to_the_root_first_is_right(seed: str) -> None:
    team = unseen_team(seed)
    check("6.6", own(team, my_quarters=root_first(team)))


def test_one_move_alone_is_seldom_enough() -> None:
    enough = [
        seed
        for seed in ONE_OF_EACH
        if any(
            season.judge(played([key], team=unseen_team(seed))) is None
            for key in Standing(unseen_team(seed).scenario).moves
        )
    ]
    assert len(enough) <= len(ONE_OF_EACH) / 3


@pytest.mark.parametrize("seed", ONE_OF_EACH[::3])
def test_always_taking_what_pays_most_at_once_is_right(seed: str) -> None:
    team = unseen_team(seed)
    plan = greedy(season.circumstances(team), team.scenario)
    check("6.6", own(team, my_quarters=[list(moves) for moves in plan]))


@pytest.mark.parametrize("seed", ONE_OF_EACH[::2])
def test_three_claims_hold_of_a_plan_that_goes_to_the_root(seed: str) -> None:
    team = unseen_team(seed)
    plan = to_the_root(team)
    trial = plan.trial(years=20)
    holds = [one for one in all_that_holds(trial) if not claims.fault_of(one.check(trial))]
    assert len(holds) >= 5
    check("6.5", claimed(*holds[-3:], trial=trial, team=team, plan=plan))


def test_the_answers_for_one_team_are_not_right_for_another() -> None:
    other = unseen_team("Linus")
    assert other.trouble == WAITS.trouble and other.scenario != WAITS.scenario
    plan = to_the_root(WAITS)
    for number, answer in {
        "6.1": losses.found(WAITS),
        "6.3": {"my_plan": plan},
        "6.5": {"my_plan": plan, "my_trial": plan.trial(20), "my_claims": ["loss falls"] * 3},
    }.items():
        with pytest.raises(NotYet, match=f"{number} not yet"):
            check(number, own(other, **answer))


# The team


@pytest.mark.parametrize("number", [task.number for task in of_lesson("06")])
def test_the_text_of_the_first_cell_is_no_seed_of_your_own(number: str) -> None:
    (answer,) = {w.number: w.answer for w in TestLesson06.wrong if w.number == number}.values()
    assert isinstance(answer, dict)
    with pytest.raises(NotYet, match="Write your own into the first cell"):
        check(number, {**answer, "my_team": unseen_team(PLACEHOLDER.upper())})


def test_a_team_that_was_changed_is_drawn_again() -> None:
    healthy = replace(TEAM, prices=Prices(1.0, 0.0))
    with pytest.raises(NotYet, match="is not the team that its seed '20260112' draws"):
        check("6.2", own(healthy, trouble="few can restore"))


def test_a_seed_is_not_a_team() -> None:
    with pytest.raises(NotYet, match=r"it should be your team.*unseen_team\(my_seed\)"):
        check("6.2", {"my_team": "20260112", "trouble": "few can restore"})


@pytest.mark.parametrize("odd", ODD)
def test_whatever_stands_for_a_part_gets_one_sentence(odd: str) -> None:
    thing = ODD[odd]()
    forms = {part: form for task in of_lesson("06") for part, form in task.expects.forms.items()}
    given = [(forms[part], thing) for part in forms if part.startswith("my_")]
    given.append((forms["my_claims"], [*HOLD[:2], thing]))
    given.append((forms["my_quarters"], [thing, *([] for _ in range(7))]))
    given.append((forms["my_quarters"], [[thing], *([] for _ in range(7))]))
    for form, answer in given:
        try:
            value = read_safely(form, answer)
        except NotWritten:
            continue
        except NotInForm as told:
            assert one_line(str(told), 10_000) == str(told)
        else:  # a text may be a move; whether it is one, the season says
            assert {type(key) for moves in value for key in moves} == {str}


@pytest.mark.parametrize("kind", [UnseenTeam, Plan, Prediction, Trial])
def test_half_of_an_object_gets_a_sentence_too(kind: type) -> None:
    half = kind.__new__(kind)
    for number, part in {"6.2": "my_team", "6.3": "my_plan", "6.4": "my_prediction",
                         "6.5": "my_trial"}.items():  # fmt: skip
        recorded = next(w.answer for w in TestLesson06.wrong if w.number == number)
        assert isinstance(recorded, dict)
        with pytest.raises(NotYet) as told:
            check(number, {**recorded, part: half})
        assert len(str(told.value)) <= 300


# Plan


def test_there_is_more_than_one_right_plan_and_not_every_plan_is() -> None:
    single = {
        move.key: planned.saved(own(my_plan=TEAM.plan(move.key)))
        for move in possible(TEAM.scenario)
    }
    assert [key for key, part in single.items() if part >= planned.ENOUGH] == ["one command back"]
    assert single["one command back"] == pytest.approx(1)
    for second in ("deploy by machine", "alarms that say what to do", "write down what you know"):
        pair = TEAM.plan("one command back", second)
        assert planned.saved(own(my_plan=pair)) >= planned.ENOUGH


def test_the_check_of_a_plan_simulates_the_first_years_of_a_trial() -> None:
    plan = TEAM.plan("one command back")
    loss = plan.trial(years=planned.YEARS)["loss"]
    assert planned.lost(plan.before, plan.prices) == pytest.approx(loss.before)
    assert planned.lost(plan.after, plan.prices) == pytest.approx(loss.after)


# Prediction


def test_a_prediction_that_will_miss_is_as_good_here_as_one_that_will_hold() -> None:
    for ends in ((1.0, 1.3), (0.1, 0.14), (0.5, 1.0)):
        check("6.4", guess(restore_hours=ends, rework_percent=(2, 5)))


def test_the_range_that_is_wrong_is_named() -> None:
    with pytest.raises(NotYet, match="Your range for the loss is hardly more than one number"):
        check("6.4", guess(loss_person_weeks=(30, 30), rework_percent=(1, 4)))


def test_what_there_is_no_number_for_last_year_may_be_predicted() -> None:
    now = predicted.last_year(TEAM)
    assert not predicted.is_open("", (0.0, 1.0), float("nan"))
    assert set(now) > {"loss", "lead time for changes", "reliability"}
    assert now["reliability"] < 0.02


# Claims


def test_claims_may_be_words_or_made() -> None:
    made = Claim("time to restore service", "falls", at_least=0.25)
    check("6.5", claimed(made, "reliability rises", "loss falls by at least 40 person-weeks"))
    check("6.5", claimed("change failure rate stays within 0.5 points", made, "loss falls"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("it gets better", "second entry of your `my_claims` cannot be checked: 'it gets better'"),
        ("lead time falls", "did you mean 'lead time for changes'"),
        ("loss falls by at least 0 person-weeks", "“by at least 0” says nothing"),
        ("loss falls " * 100, "has 1,100 characters"),
        (3, "is the number 3"),
    ],
)
def test_a_claim_that_cannot_be_checked_is_refused_with_its_place(said: object, told: str) -> None:
    with pytest.raises(NotYet) as refused:
        check("6.5", claimed("loss falls", said, "reliability rises"))
    assert told in str(refused.value)


def test_a_claim_that_stays_and_does_not_is_wrong_by_more_than_noise() -> None:
    with pytest.raises(NotYet) as told:
        check("6.5", claimed("loss stays within 3 person-weeks", *HOLD[:2]))
    assert told.value.mistake == "the first claim goes the other way"


def test_a_report_that_hides_what_got_worse_is_told_so() -> None:
    assert "got worse: deployment rework rate." in repr(check("6.5", claimed(*HOLD)))
    honest = repr(check("6.5", claimed("deployment rework rate rises", *HOLD[:2])))
    assert "got worse" not in honest


def test_the_check_and_the_report_agree() -> None:
    for wrong in each_claim():
        answer = wrong.answer
        assert isinstance(answer, dict)
        held = all(one.held for one in check_claims(answer["my_claims"], TRIAL))
        assert held == str(wrong.mistake).endswith("says nothing")


# Season


def test_the_season_of_the_check_is_the_one_that_a_student_plays() -> None:
    quarters = root_first(TEAM)
    playing = Season.start(TEAM, seed=20260112)
    for moves in quarters:
        playing = playing.play(moves)
    plan = tuple(map(tuple, quarters))
    assert season.lost(TEAM, plan) == pytest.approx(playing.lost)
    assert season.lost(TEAM, season.NOTHING) == pytest.approx(playing.lost_by_nothing)
    in_the_lab = [quarter.moves for quarter in playing.quarters]
    assert f"You lose {playing.lost:.0f} " in repr(check("6.6", own(my_quarters=in_the_lab)))


@pytest.mark.parametrize(
    ("first", "told"),
    [
        (
            ["deploy every change"],
            "in quarter 1: Deploy every change: Deployments are",
        ),
        (["half the sise"], "in quarter 1: 'half the sise' is no move; did you mean"),
        ("half the size", "Quarter 1 is the text 'half the size'; it should be a list of moves"),
        ([3], "Quarter 1 holds the number 3"),
        (None, "Quarter 1 is None"),
        (["x"] * 1000, "Quarter 1 holds 1000 entries"),
    ],
)
def test_what_cannot_be_played_is_said_with_its_quarter(first: object, told: str) -> None:
    with pytest.raises(NotYet) as refused:
        check("6.6", own(my_quarters=[first, *([] for _ in range(7))]))
    assert told in str(refused.value)


def test_a_season_of_fewer_quarters_is_not_over() -> None:
    with pytest.raises(NotYet, match="has 2 entries; it should be a list of 8 lists"):
        check("6.6", own(my_quarters=[["half the size"], []]))
