"""What lesson 05 says in words, checked against what its own cells put out and its labs show."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple, TypeVar

import numpy as np
import pytest

from deliverylab.improve import MOVES, PILLARS, PRICES, Prices, loss, possible
from deliverylab.improve.assessment import STATEMENTS
from deliverylab.improve.brought import brought
from deliverylab.improve.one_thing import Year
from deliverylab.show import (
    AnyoneCanPickItUp,
    CalmsAssessment,
    HalfAsMuch,
    NotInVersionControl,
    TooManyAlarms,
    WhoKnows,
)
from deliverylab.show.calms_assessment import TEAMS
from deliverylab.show.features_compared import LARGEST, SMALLEST, say_days
from deliverylab.show.lab import SKIPPED, Lab
from deliverylab.simulate import Scenario, Train, simulate
from deliverylab.simulate.in_a_row import chance_above

LESSON = "05_calms"

BARGE = Scenario.team("barge")

AnyLab = TypeVar("AnyLab", bound=Lab)


def opened(lab: AnyLab) -> AnyLab:
    """Return the lab with its prediction skipped, so that it shows what comes out."""
    lab.predict(SKIPPED)
    return lab


def tile(lab: Lab, number: int) -> str:
    """Return what a number of the lab says, counted from 0."""
    return lab.view.tiles[number]["text"]


class Saved(NamedTuple):
    """A row of the lesson's tables: what a move saves a year, and the weeks that it takes."""

    waiting: float
    outages: float
    hands: float
    saved: float
    takes: float
    per_week: float


def saved_by(table: str) -> dict[str, Saved]:
    """Return the rows of such a table, by the name of the move."""
    rows = re.findall(r"^([a-z ]+?)((?:\s+-?\d+){6})$", table, flags=re.MULTILINE)
    return {name: Saved(*map(float, numbers.split())) for name, numbers in rows}


def years_saved(move: str) -> tuple[int, int]:
    """Return the least and the most that a move saves barge in one of ten years, rounded."""
    way = MOVES[move].apply(BARGE)
    years = [
        loss(simulate(BARGE, seed=seed), BARGE).total - loss(simulate(way, seed=seed), way).total
        for seed in range(1, 11)
    ]
    return round(min(years)), round(max(years))


def told(shown: dict[str, str], cell: str) -> dict[str, float]:
    """Return a column that a cell put out, by the name of its row."""
    rows = re.findall(r"^(\S.*?)\s+(-?\d+(?:\.\d+)?)$", shown[cell], flags=re.MULTILINE)
    return {name: float(value) for name, value in rows}


class TestTheFiveProposals:
    """Good advice, of which the student picks one at the beginning."""

    def test_they_are_moves_one_of_each_pillar_that_barge_can_make(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        proposals = saved_by(shown["five-saved"])
        moves = [MOVES[key] for key in proposals]
        assert tuple(move.pillar for move in moves) == PILLARS
        for move in moves:
            assert move in possible(BARGE)
            assert f"| {move.label} | {move.cost} |" in cells["title"]
            assert proposals[move.key].takes == move.cost

    def test_the_prices_are_those_of_the_labs_and_said_in_words(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        waiting, outage = re.findall(r"=(\d\.\d+)", cells["prices"])
        assert Prices(waiting=float(waiting), outage=float(outage)) == PRICES
        assert shown["prices"].strip() == PRICES.text

    def test_barge_loses_most_by_waiting(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        lost = told(shown, "lost")
        assert list(lost) == ["waiting", "outages", "hands"]
        assert lost["waiting"] > sum(lost.values()) / 2
        assert "More than half is waiting" in cells["five-proposals"]
        assert "`barge` loses most by waiting" in cells["closing"]

    def test_an_assessment_says_the_same_numbers(self, shown: dict[str, str]) -> None:
        for move, row in saved_by(shown["five-saved"]).items():
            assert -brought(BARGE, move).loss.difference.value == pytest.approx(row.saved, abs=2)

    def test_one_saves_most_nearly_all_of_it_work_by_hand_and_one_nothing(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        proposals = saved_by(shown["five-saved"])
        machine, nothing = proposals["test by machine"], proposals["everyone reviews"]
        assert machine.saved == max(each.saved for each in proposals.values())
        assert f"saves most, {machine.saved:.0f} a year" in cells["closing"]
        assert (
            "Nearly all that <em>test by machine</em> saves is work by hand" in cells["about-saved"]
        )
        assert machine.hands > 0.95 * machine.saved
        assert "<em>Everyone reviews</em> saves nothing" in cells["about-saved"]
        assert nothing == (0, 0, 0, 0, 3, 0)

    def test_for_each_week_of_work_another_one_saves_a_little_more(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        proposals = saved_by(shown["five-saved"])
        alarms, machine = proposals["alarms that say what to do"], proposals["test by machine"]
        assert alarms.per_week == max(each.per_week for each in proposals.values())
        assert (
            f"each person-week counts: *alarms* save {alarms.per_week:.0f}, "
            f"*test by machine* {machine.per_week:.0f}"
        ) in cells["closing"]

    def test_none_of_the_five_touches_the_waiting(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        assert (
            "changes wait for the train, and none of the five touches that"
            in (cells["about-saved"])
        )
        assert Year("barge").quarters[0].bottleneck == "the train"
        waiting = told(shown, "lost")["waiting"]
        assert max(each.waiting for each in saved_by(shown["five-saved"]).values()) < 0.02 * waiting

    def test_what_nobody_proposed_is_best_for_its_price(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        trains = saved_by(shown["sixth"])["trains twice as often"]
        assert (
            f"what nobody proposed takes {trains.takes:.0f} and saves {trains.saved:.0f}, "
            f"{trains.per_week:.0f} for each"
        ) in cells["closing"]
        others = saved_by(shown["five-saved"]).values()
        assert trains.per_week > 2 * max(other.per_week for other in others)
        assert "Less waiting, more work by hand" in cells["about-sixth"]
        assert trains.hands < 0 < trains.waiting

    def test_one_year_is_luck(self, cells: dict[str, str]) -> None:
        assert "by luck, a year saves 10 to 71" in cells["about-sixth"]
        assert "in ten, <em>test by machine</em> saves 45 to 60" in cells["about-saved"]
        assert years_saved("trains twice as often") == (10, 71)
        assert years_saved("test by machine") == (45, 60)


class TestTheAssessment:
    """What somebody at barge says, and what it would bring."""

    def test_the_lowest_answer_suggests_what_saves_least(self, cells: dict[str, str]) -> None:
        said = cells["about-assessment"]
        sentence = opened(CalmsAssessment()).view.sentence
        assert "At ferry, Everything into version control saves 0.8 person-weeks" in sentence
        assert "Changes of half the size saves 2.8" in sentence
        assert "<em>Everything into version control</em> takes 4 person-weeks and saves 0.8" in said
        assert "<em>Half the size</em> takes 2 and saves 2.8" in said
        costs = MOVES["everything into version control"].cost, MOVES["half the size"].cost
        assert costs == (4, 2)

    def test_what_the_assessment_suggests_brings_nothing_measurable_at_tug(
        self, cells: dict[str, str]
    ) -> None:
        tug = Scenario.team("tug")
        assert (
            "at <code>tug</code>, where packages wait for a train, it" in cells["about-assessment"]
        )
        assert isinstance(tug.deploy_on, Train)
        sentence = opened(CalmsAssessment()).move(team="tug").sentence
        assert "Changes of half the size brings nothing measurable" in sentence

    def test_it_spoils_none_of_what_section_7_computes(
        self, cells: dict[str, str], shown: dict[str, str]
    ) -> None:
        proposals = saved_by(shown["five-saved"])
        assert "barge" not in TEAMS and "`barge` follows in section 7" in cells["assess"]
        assert not any(
            f"{abs(one.saved):.0f}" in shown["assessment"]
            for one in proposals.values()
            if one.saved
        )

    def test_people_test_each_change_by_hand_at_barge_and_machines_do_at_ferry(
        self, cells: dict[str, str]
    ) -> None:
        assert "people test each change by hand, for over an hour" in cells["about-saved"]
        assert (BARGE.test_by, Scenario.team("ferry").test_by) == ("hand", "automatic")
        assert BARGE.ci_minutes > 60
        halved = MOVES["half the size"].apply(BARGE)
        assert halved.changes_per_day == 2 * BARGE.changes_per_day
        assert "half a change takes as long to test as a whole one" in cells["about-saved"]
        assert halved.ci_minutes == BARGE.ci_minutes

    def test_if_half_a_change_is_tested_sooner_less_is_lost(self, cells: dict[str, str]) -> None:
        assert "with 40 minutes, not 75, it would cost 26" in cells["about-saved"]
        assert BARGE.ci_minutes == 75
        quicker = replace(MOVES["half the size"].apply(BARGE), ci_minutes=40)
        costs = [
            loss(simulate(quicker, seed=seed), quicker).total
            - loss(simulate(BARGE, seed=seed), BARGE).total
            for seed in range(1, 11)
        ]
        assert round(float(np.mean(costs))) == 26

    def test_it_has_ten_statements_two_for_each_pillar(self, cells: dict[str, str]) -> None:
        assert "Ten statements, two for each pillar" in cells["assess"]
        assert [one.pillar for one in STATEMENTS] == [one for one in PILLARS for _ in range(2)]


class TestTheOrder:
    """One thing a quarter."""

    def test_the_same_two_moves_lose_less_the_other_way_round(self, cells: dict[str, str]) -> None:
        said = cells["about-one-thing"]
        assert "Make *half the size*, then *test by machine*" in said
        assert "141 person-weeks in half a year, not 181" in said
        made = Year("barge", ("half the size", "test by machine"))
        assert [round(year.lost.mean()) for year in (made, made.turned_round())] == [181, 141]

    def test_the_bottleneck_of_tug_moves_from_the_train_to_the_approval(
        self, cells: dict[str, str]
    ) -> None:
        said = cells["about-one-thing"]
        assert "Then make `tug` *package by machine* and *approve each package*" in said
        assert "From the train to the approval" in said
        quarters = Year("tug", ("package by machine", "approve each package")).quarters
        assert [one.bottleneck for one in quarters] == ["the train", "the train", "approval"]


class TestAnyoneCanPickItUp:
    """Culture."""

    def test_two_kinds_bring_most_of_it_and_slow_work_takes_it_away(
        self, cells: dict[str, str]
    ) -> None:
        lab, said = opened(AnyoneCanPickItUp()), cells["about-anyone"]
        alone, everything = lab.result.apart.hours, lab.result.shared.hours
        assert "Pooling pays until they are 22 % slower" in said
        assert tile(lab, 2) == "22 % slower"
        lab.choose("two kinds")
        assert "Two kinds each bring most of it: 6.2 hours" in said
        assert tile(lab, 1) == "6.2 hours"
        assert alone - lab.result.shared.hours > 0.85 * (alone - everything)
        lab.choose("30 % slower")
        assert "30 % slower at others' work, a task takes 44 hours" in said
        assert tile(lab, 1) == "44 hours"


class TestNotInVersionControl:
    """Automation."""

    def test_all_settings_in_the_repository_are_not_enough(self, cells: dict[str, str]) -> None:
        lab, said = opened(NotInVersionControl()), cells["about-not-in-it"]
        assert "one change in five was never written down: 14 %" in said
        assert (lab.view.choices["written"], lab.view.choices["months"]) == (80, 12)
        lab.choose("all in it")
        assert tile(lab, 1) == "14 %"
        assert "All 60 settings are in the repository" in said
        assert "With 60 settings in the repository" in lab.view.sentence

    def test_two_buttons_bring_more_than_four_of_five(self, cells: dict[str, str]) -> None:
        lab, said = opened(NotInVersionControl()), cells["about-not-in-it"]
        first_try = {}
        for preset in lab.presets:
            lab.choose(preset.label)
            first_try[preset.label] = tile(lab, 1)
        assert "<em>New monthly</em> brings 82 %" in said
        assert "<em>Untouched</em> brings 100 %" in said
        assert "buttons make more than 80 of 100 first tries work?" in said
        assert first_try.pop("new monthly") == "82 %"
        assert first_try.pop("untouched") == "100 %"
        assert all(float(share.removesuffix(" %")) < 80 for share in first_try.values())


class TestHalfAsMuch:
    """Lean."""

    def test_the_table_is_what_the_buttons_show(self, cells: dict[str, str]) -> None:
        lab = opened(HalfAsMuch())
        days = []
        for preset in ("as planned", "faster", "smaller", "less", "all three"):
            lab.choose(preset)
            unit = "working days" if preset == "as planned" else "|"
            number = tile(lab, 0).removesuffix(" days")
            assert f"| {preset} | {number} {unit}" in cells["about-half"]
            days.append(lab.result.now.first_used_hours)
        assert days == sorted(days, reverse=True)

    def test_half_of_the_work_leaves_far_less_than_half_of_the_wait(
        self, cells: dict[str, str]
    ) -> None:
        both = opened(HalfAsMuch()).result
        assert "Half of the work leaves far less than half of the wait" in cells["dear"]
        assert both.now.building_hours == pytest.approx(0.5 * both.planned.building_hours, rel=0.05)
        assert both.now.turn_hours < 0.2 * both.planned.turn_hours

    def test_small_changes_that_are_costly_come_later_than_large_ones(
        self, cells: dict[str, str]
    ) -> None:
        lab, said = opened(HalfAsMuch()), cells["dear"]
        lab.choose("smaller")
        cheap = lab.view.choices["around"]
        lab.choose("smaller, but costly")
        assert (cheap, lab.view.choices["around"]) == (0.5, 1.5)
        assert "The work around each change is 1.5 hours, not half an hour" in said
        assert f"the first part takes {tile(lab, 0)}" in said
        assert lab.result.now.way.changes == 13 and "thirteen are too many" in said
        assert lab.result.now.first_used_hours > lab.result.planned.first_used_hours
        planned = say_days(lab.result.planned.first_used_hours)
        assert lab.result.planned.way.changes == 4
        assert f"four, as planned, are too few: {planned}" in said

    def test_the_hunt_has_one_answer(self, cells: dict[str, str]) -> None:
        lab = opened(HalfAsMuch())
        lab.choose("smaller, but costly")
        soonest = {}
        for lines in range(SMALLEST, LARGEST + 1, 50):
            if not lab.move(lines=lines).refusal:
                soonest[lines] = lab.result.now.first_used_hours
        best = min(soonest, key=soonest.__getitem__)
        lab.move(lines=best)
        assert f"{best} lines: {tile(lab, 0)}" in cells["dear"]

    def test_a_daily_train_carries_one_change_and_its_deployments_fail_less(
        self, cells: dict[str, str]
    ) -> None:
        assert "a daily train carries one change, not two or three" in cells["about-half"]
        lab, carried, failed = opened(HalfAsMuch()), [], []
        for choices in ({}, {"train": 1}):
            lab.choose("as planned")
            lab.move(**choices)
            on_board = lab.result.now.built.deployments
            carried.append(float(on_board[on_board > 0].mean()))
            failed.append(lab.result.now.failure_rate)
        assert carried == pytest.approx([2.5, 1.1], abs=0.05)
        lab.choose("faster")
        assert failed[1] == pytest.approx(lab.result.now.failure_rate, abs=0.01)
        assert failed[1] < 0.6 * failed[0]


class TestTooManyAlarms:
    """Measurement."""

    @pytest.mark.parametrize(
        ("above", "minutes", "said"),
        [
            (340, 5, "340 ms for 5 minutes: 3 false alarms"),
        ],
    )
    def test_the_hunt_can_be_won(
        self, cells: dict[str, str], above: int, minutes: int, said: str
    ) -> None:
        assert said in cells["hunt-alarms"]
        lab = opened(TooManyAlarms())
        lab.move(above=above, minutes=minutes)
        assert lab.result.missed == 0
        assert lab.result.false_alarms == int(re.search(r": (\d)", said).group(1))  # type: ignore[union-attr]

    def test_it_is_not_won_at_once(self) -> None:
        lab = opened(TooManyAlarms())
        assert lab.result.missed > 0
        assert lab.result.false_alarms > 5

    def test_a_message_that_says_what_to_do_shortens_the_search(
        self, cells: dict[str, str]
    ) -> None:
        lab, said = opened(TooManyAlarms()), cells["hunt-alarms"]
        lab.move(above=340, minutes=5)
        assert tile(lab, 3) == "1.8 hours"
        caught = lab.result.caught.tolist()
        lab.move(message="says what to do")
        assert tile(lab, 3) == "20 minutes"
        assert lab.result.caught.tolist() == caught
        assert "catches no more" in said
        assert "over within 20 minutes, not 1.8 hours" in said

    def test_how_seldom_three_readings_in_a_row_are_high_by_chance(
        self, cells: dict[str, str]
    ) -> None:
        chance = chance_above((380 - 300) / 40)
        assert "one reading in 44 is above 380 ms" in cells["about-alarms"]
        assert round(1 / chance) == 44
        assert "only once in 85,000" in cells["about-alarms"]
        assert round(1 / chance**3, -3) == 85_000


class TestWhoKnows:
    """Sharing."""

    def test_the_formula_is_that_of_the_lab(self, shown: dict[str, str]) -> None:
        of_100 = told(shown, "formula")
        table = opened(WhoKnows()).table(opened(WhoKnows()).result)
        for know, share in list(table.rows)[:3]:
            assert of_100[know] == pytest.approx(float(share.removesuffix(" %")), abs=0.5)

    def test_the_second_one_brings_nearly_everything(self, cells: dict[str, str]) -> None:
        lab, said = opened(WhoKnows()), cells["about-knows"]
        one = lab.result.mean
        lab.choose("two")
        two = lab.result.mean
        lab.choose("everybody")
        all_five = lab.result.mean
        assert "how far does the average fall?" in said and "From 3.5 hours to 1.3" in said
        assert (round(one, 1), round(two, 1)) == (3.5, 1.3)
        assert one - two > 0.85 * (one - all_five)

    def test_what_sharing_takes_and_saves(self, cells: dict[str, str]) -> None:
        lab, said = opened(WhoKnows()), cells["about-knows"]
        alone = round(lab.result.outage_a_year)
        lab.choose("one, and share")
        assert "*One, and share* takes 208 hours a year" in said
        assert tile(lab, 4) == "208 hours"
        saved = alone - round(lab.result.outage_a_year)
        assert f"saves {saved} of {alone} hours of outage, for 6.5 hours of work each" in said
        assert 208 / saved == 6.5
        assert "in section 7, an hour of outage costs 32 hours of work" in said
        assert "An hour in which users get no answer costs 32 hours of work" in PRICES.text
