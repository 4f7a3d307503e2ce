"""What the second half of lesson 03 claims is true in the model, whatever the luck.

Each claim is worded as the lesson says it, and checked over many years. What is said to hold
"nearly always" holds in at least 95 % of them; what is said of amounts holds for the median year.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from deliverylab import DeliveryLog, course_data
from deliverylab.show import TheMissingGate, WhereIsItCaught, WorthAutomating
from deliverylab.show.automated import STEPS, TESTER, TRAIN, automate
from deliverylab.show.fast_enough import in_line, performance_catch
from deliverylab.show.fast_enough import team as gated_team
from deliverylab.show.fast_enough import year as gated_year
from deliverylab.show.lab import SKIPPED
from deliverylab.show.places import BUILD_MINUTES, TEAM, catch, team, year
from deliverylab.simulate.feedback import PLACES, feedback
from deliverylab.simulate.run import run

SEEDS = range(1, 21)
NEARLY_ALWAYS = 0.95
NOTICED = 24.0
HOUR = pd.Timedelta(hours=1)

ON_STAGING, IN_CI, AT_THE_WORKSTATION = (0.0, 0.0, 24.0), (0.0, 24.0, 0.0), (24.0, 0.0, 0.0)
A_THIRD_EACH, NO_TESTS = (8.0, 8.0, 8.0), (0.0, 0.0, 0.0)


@pytest.fixture(scope="module")
def log():
    return DeliveryLog.from_csv(course_data())


@pytest.fixture(scope="module")
def years():
    ways = (ON_STAGING, IN_CI, AT_THE_WORKSTATION, A_THIRD_EACH, NO_TESTS)
    return {minutes: [year(minutes, NOTICED, seed=seed) for seed in SEEDS] for minutes in ways}


def of(years, minutes, what):
    return np.array([getattr(one, what) for one in years[minutes]])


def nearly_always(holds):
    return np.mean(holds) >= NEARLY_ALWAYS


class TestWhereIsItCaught:
    """The same minutes of tests in other places."""

    def test_an_author_hears_sooner_from_the_workstation_than_from_ci_than_from_staging(
        self, years
    ):
        """Of the defects that are caught in a place, how long ago were they written?"""

        def median_wait(one, place):
            return np.median(one.waited[one.place == place])

        for one in years[A_THIRD_EACH]:
            waits = [median_wait(one, place) for place in range(len(PLACES))]
            assert waits == sorted(waits)

    def test_shared_out_tests_tell_authors_soonest_of_all_ways_to_use_the_same_minutes(self, years):
        shared = of(years, A_THIRD_EACH, "average_wait")
        for other in (ON_STAGING, IN_CI, AT_THE_WORKSTATION):
            assert nearly_always(shared < of(years, other, "average_wait"))

    def test_each_place_has_its_price_in_time(self, years):
        """Own tests take their minutes; CI and staging also the line before them."""
        for way, place, more in ((IN_CI, 1, 1.2), (ON_STAGING, 2, 10.0)):
            alone = (BUILD_MINUTES + 24) / 60
            takes = np.array([one.takes[place] for one in years[way]])
            assert nearly_always(takes > more * alone)
        for one in years[AT_THE_WORKSTATION]:
            assert one.takes[0] == 24 / 60

    def test_ci_alone_lets_more_through_than_staging_alone(self, years):
        build, staging = (of(years, way, "incidents") for way in (IN_CI, ON_STAGING))
        assert nearly_always(build > 1.2 * staging)

    def test_all_three_at_thirty_minutes_leave_hardly_an_incident_and_cost_authors_most(self):
        everything = [year((30.0, 30.0, 30.0), NOTICED, seed=seed) for seed in SEEDS]
        assert np.median([one.incidents for one in everything]) < 10
        assert np.median([one.own_tests for one in everything]) > 75
        assert np.median([60 * one.takes[1] for one in everything]) > 50

    def test_sharing_them_out_lets_no_more_defects_through_than_staging_alone(self, years):
        shared, staging = (of(years, way, "incidents") for way in (A_THIRD_EACH, ON_STAGING))
        assert np.median(shared / staging) == pytest.approx(1.0, abs=0.15)

    def test_the_workstation_alone_lets_two_to_three_times_as_many_through(self, years):
        alone, staging = (of(years, way, "incidents") for way in (AT_THE_WORKSTATION, ON_STAGING))
        assert 2 < np.median(alone / staging) < 3.5

    @pytest.mark.parametrize("place", [0, 1, 2])
    def test_the_first_minutes_find_most_which_is_why_sharing_wins(self, place):
        """It is built in, as the lesson says: a third of the minutes finds two thirds."""
        first, all_of_them = catch(place, 8.0), catch(place, 24.0)
        assert first / all_of_them == pytest.approx(2 / 3, abs=0.02)

    def test_tests_on_staging_hold_up_every_change_behind_them(self, years):
        staging, build = (of(years, way, "lead_time") for way in (ON_STAGING, IN_CI))
        assert nearly_always(staging > build)
        assert np.median(staging / build) > 1.1

    def test_the_hours_of_fixing_hardly_depend_on_the_place(self, years):
        """It is built in: a fix takes as long wherever the defect is found."""
        build = of(years, IN_CI, "rework")
        for other in (ON_STAGING, AT_THE_WORKSTATION, A_THIRD_EACH):
            assert np.median(of(years, other, "rework") / build) == pytest.approx(1.0, abs=0.1)

    def test_all_24_minutes_at_the_workstation_cost_authors_as_many_hours_as_fixing(self, years):
        waiting, fixing = (of(years, AT_THE_WORKSTATION, what) for what in ("own_tests", "rework"))
        assert nearly_always(waiting > 0.9 * fixing)

    def test_without_tests_the_lead_time_is_shortest_and_everything_breaks(self, years):
        for other in (ON_STAGING, IN_CI, AT_THE_WORKSTATION, A_THIRD_EACH):
            assert nearly_always(of(years, NO_TESTS, "lead_time") < of(years, other, "lead_time"))
            assert nearly_always(
                of(years, NO_TESTS, "incidents") > 2 * of(years, other, "incidents")
            )

    def test_the_later_a_defect_is_found_the_more_the_disputed_claim_costs(self):
        """If a fix took half as long again a day later, place would matter for the hours too."""
        ratio = [
            year(ON_STAGING, NOTICED, 0.5, seed).rework
            / year(A_THIRD_EACH, NOTICED, 0.5, seed).rework
            for seed in SEEDS
        ]
        assert np.median(ratio) > 1.1

    def test_a_test_of_the_same_minutes_catches_what_the_model_says(self):
        caught = [feedback(run(team(IN_CI, NOTICED), 364, seed)).counts for seed in SEEDS]
        build, users = np.sum(caught, axis=0)[[1, 3]]
        assert build / (build + users) == pytest.approx(catch(1, 24.0), abs=0.02)


class TestTheShippedYear:
    """What the lesson reads off the log of the four teams."""

    def test_barge_hears_from_production_200_times_later_than_from_a_red_build(self, log):
        opened = log.changes.set_index("change")["opened"]
        red = log.builds[log.builds["reason"] == "defect"]
        until_red = ((red["finished"] - red["change"].map(opened)) / HOUR).groupby(red["team"])
        caused = log.incidents.dropna(subset="deployment")[["deployment", "detected"]]
        shipped = log.changes[["team", "deployment", "opened"]].merge(caused, on="deployment")
        wait = (shipped["detected"] - shipped["opened"]) / HOUR
        until_users = wait.groupby(shipped["team"]).median()
        assert (until_red.median() < 3).all()
        assert round(until_users["barge"] / 24) == 26
        assert until_users["barge"] > 200 * until_red.median()["barge"]
        assert until_users["hydrofoil"] < 2

    def test_at_barge_one_red_build_in_four_is_a_false_alarm(self, log):
        failed = log.builds[log.builds["outcome"] == "failure"]
        flaky = (failed["reason"] == "flaky").groupby(failed["team"]).mean()
        assert flaky["barge"] == pytest.approx(0.25, abs=0.02)
        assert flaky.drop("barge").max() < 0.15


class TestWhatTheLessonReadsOffItsLabs:
    """The numbers in its prose, as each lab shows them."""

    @staticmethod
    def opened(kind):
        lab = kind()
        lab.predict(SKIPPED)
        return lab

    @staticmethod
    def tiles(view):
        return {tile["label"]: tile["text"] for tile in view.tiles}

    def test_where_it_is_caught(self):
        lab = self.opened(WhereIsItCaught)
        assert lab.table(lab.result).rows[2][4] == "13 hours"
        assert self.tiles(lab.move(dearer=50))["Fixing, a month"] == "87 hours"
        assert self.tiles(lab.choose("on staging"))["Fixing, a month"] == "63 hours"
        ci = lab.choose("in CI")
        assert self.tiles(ci)["Author knows after"] == "9.2 hours"
        assert (ci.table.rows[1][4], lab.result.incidents) == ("43 minutes", 91)
        workstation = lab.choose("at the workstation")
        assert self.tiles(workstation)["Authors test, a month"] == "68 hours"
        assert lab.result.incidents == 162
        lab.choose("a third each")
        assert lab.result.incidents == 55
        assert self.tiles(lab.move(dearer=50))["Fixing, a month"] == "70 hours"
        full = lab.move(workstation=30, build=30, staging=30)
        assert (full.table.rows[1][4], lab.result.incidents) == ("55 minutes", 8)
        assert self.tiles(full)["Authors test, a month"] == "86 hours"

    def test_what_is_worth_automating(self):
        lab = self.opened(WorthAutomating)
        first = self.tiles(lab.view)
        assert (first["Lead time by hand"], first["With it automated"]) == (
            "142 hours",
            "141 hours",
        )
        assert (round(lab.result.spent[TESTER]), lab.result.waits_longest) == (86, TESTER)
        assert "the lead time falls by 69 %" in lab.choose("testing").sentence
        three = self.tiles(lab.move(testers=3))
        assert (three["Lead time by hand"], three["With it automated"]) == ("48 hours", "44 hours")
        assert lab.result.waits_longest == TRAIN

    def test_the_gate_that_was_missing(self):
        lab = self.opened(TheMissingGate)
        first = self.tiles(lab.view)
        assert first["Hours within the target"] == "72 %"
        assert first["In line for staging"] == "36 minutes"
        assert first["Slow changes met"] == "58"
        assert lab.move(functional=95).tiles[0]["change"] == "about as at the start"
        lab.reset()
        sooner = self.tiles(lab.move(notice=4))
        assert sooner["Hours within the target"] == "89 %"
        assert sooner["Slow changes met"] == "58"
        gate = lab.choose("30 minutes")
        assert self.tiles(gate)["Hours within the target"] == "97 %"
        assert self.tiles(gate)["Slow changes met"] == "11"
        assert self.tiles(gate)["In line for staging"] == "3.3 hours"
        assert gate.tiles[4]["change"] == "2.7 hours more"
        assert len(lab.result.stopped) == 47
        assert performance_catch(30) == pytest.approx(0.9, abs=0.005)
        assert "(stopped: 47)" in lab.view.sentence
        assert "finds 37 % of the slow changes on average" in lab.choose("5 minutes").sentence


class TestWorthAutomating:
    """The same year, with one step automated."""

    @staticmethod
    def falls(step, testers=1, every_days=1.0):
        results = [automate(step, 60, 2, testers, every_days, seed) for seed in SEEDS]
        return np.array([one.lead_time_falls_by for one in results])

    def test_automating_the_deploy_hardly_changes_the_lead_time(self):
        """A step that is not the bottleneck: less than 2 % in the median year."""
        assert 0 <= np.median(self.falls("deploy")) < 0.02
        assert np.median(self.falls("release")) < 0.02

    def test_automating_the_bottleneck_does(self):
        assert np.median(self.falls("build and test")) > 0.3

    def test_with_more_testers_the_same_automation_hardly_does(self):
        assert np.median(self.falls("build and test", testers=3)) < 0.1

    def test_it_saves_as_many_hours_all_the_same(self):
        for seed in SEEDS:
            one, three = (
                automate("build and test", 300, 15, testers, 1, seed).saved for testers in (1, 3)
            )
            assert one == pytest.approx(three, rel=0.05)

    def test_the_deploy_pays_back_within_a_year_though_no_user_notices(self):
        months = [automate("deploy", 60, 2, 1, 1, seed).pays_back for seed in SEEDS]
        assert 4 < np.median(months) < 8

    def test_where_a_train_leaves_every_two_weeks_it_never_pays_back(self):
        assert all(np.isinf(automate("deploy", 60, 2, 1, 14, seed).pays_back) for seed in SEEDS)

    def test_changes_wait_longest_at_the_bottleneck(self):
        """The proof: make it faster, and the lead time falls more than for any other step."""
        best = {step: self.falls(step) for step in STEPS}
        for other in set(STEPS) - {"build and test"}:
            assert nearly_always(best["build and test"] > best[other])
        years = [automate("build and test", 1, 0, 1, 1, seed) for seed in SEEDS]
        assert np.mean([one.waits_longest == TESTER for one in years]) >= 0.85
        waits = {wait: np.median([one.spent[wait] for one in years]) for wait in (TESTER, TRAIN)}
        assert waits[TESTER] > 1.3 * waits[TRAIN]

    def test_with_three_testers_changes_wait_for_the_train_alone(self):
        for seed in SEEDS:
            spent = automate("build and test", 1, 0, 3, 1, seed).spent
            assert spent[TESTER] < 1 < 20 < spent[TRAIN]


class TestTheMissingGate:
    """The same year with and without a performance test."""

    @staticmethod
    def years(minutes, functional=0.6):
        scenario = gated_team(minutes, functional, 0.03, 48.0)
        return [gated_year(scenario, 250.0, seed) for seed in SEEDS]

    def test_a_quarter_of_the_hours_break_the_target_though_all_functional_tests_pass(self):
        assert np.median([one.kept for one in self.years(0.0)]) == pytest.approx(0.75, abs=0.05)

    def test_stronger_functional_tests_find_more_errors_and_leave_the_speed_as_it_was(self):
        weak, strong = self.years(0.0, functional=0.0), self.years(0.0, functional=0.95)
        errors = [(1 - s.answered) / (1 - w.answered) for w, s in zip(weak, strong, strict=True)]
        assert np.median(errors) < 0.5
        speed = [s.kept - w.kept for w, s in zip(weak, strong, strict=True)]
        assert np.abs(np.median(speed)) < 0.01

    def test_a_gate_keeps_the_target_far_more_often(self):
        none, short, long = (
            np.array([one.kept for one in self.years(minutes)]) for minutes in (0.0, 5.0, 30.0)
        )
        assert nearly_always(none < short) and nearly_always(short < long)
        assert np.median(long) > 0.95

    def test_the_gate_has_a_price_in_lead_time(self):
        none, long = (
            np.array([one.lead_time for one in self.years(minutes)]) for minutes in (0.0, 60.0)
        )
        assert nearly_always(long > none)
        assert np.median(long / none) > 1.1

    def test_half_an_hour_of_test_costs_hours_since_there_is_one_staging(self):
        none, half = (
            np.array([one.lead_time for one in self.years(minutes)]) for minutes in (0.0, 30.0)
        )
        assert np.median(half - none) > 3 * 0.5

    def test_half_of_the_longer_line_is_a_busier_staging_the_other_half_stops(self):
        """The same test that never stops anything shows what its minutes alone do."""
        shares = []
        for seed in SEEDS:
            gate = gated_team(30.0, 0.6, 0.03, 48.0)
            no_gate = gated_team(0.0, 0.6, 0.03, 48.0)
            silent = replace(gate, performance_catch=0.0)
            without, busier, whole = (
                in_line(run(each, 364, seed)) for each in (no_gate, silent, gate)
            )
            assert without < busier < whole
            shares.append((busier - without) / (whole - without))
        assert np.median(shares) == pytest.approx(0.5, abs=0.1)

    def test_seven_changes_take_up_2_3_and_5_8_of_eight_working_hours(self):
        minutes = gated_team(0.0, 0.6, 0.03, 48.0).acceptance_minutes
        assert round(7 * minutes / 60, 1) == 2.3
        assert round(7 * (minutes + 30) / 60, 1) == 5.8

    def test_five_minutes_find_a_third_of_the_slow_changes(self):
        assert performance_catch(5) == pytest.approx(1 / 3, abs=0.05)

    def test_who_notices_sooner_has_met_as_many_slow_changes(self):
        for seed in SEEDS:
            late, soon = (
                gated_year(gated_team(0.0, 0.6, 0.03, hours), 250.0, seed) for hours in (48, 4)
            )
            assert len(late.escaped) == len(soon.escaped)

    def test_noticing_sooner_helps_too(self):
        def kept(hours):
            scenario = gated_team(0.0, 0.6, 0.03, hours)
            return np.array([gated_year(scenario, 250.0, seed).kept for seed in SEEDS])

        assert nearly_always(kept(8.0) > kept(48.0))


def test_the_team_of_the_labs_is_calm_enough_that_nothing_queues_without_end():
    """Otherwise the labs would show an overload, and not what they are about."""
    for minutes in (A_THIRD_EACH, ON_STAGING, (30.0, 30.0, 30.0)):
        assert run(team(minutes, NOTICED), 364, 1).notes == ()
    assert run(gated_team(60.0, 0.95, 0.1, 48.0), 364, 1).notes == ()
    assert run(replace(TEAM, changes_per_day=7), 364, 1).notes == ()
