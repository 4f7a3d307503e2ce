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
from deliverylab.show import TheMissingGate, WorthAutomating
from deliverylab.show.automated import STEPS, automate
from deliverylab.show.fast_enough import team as gated_team
from deliverylab.show.fast_enough import year as gated_year
from deliverylab.show.lab import SKIPPED
from deliverylab.show.places import TEAM, catch, team, year
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

    def test_sharing_them_out_lets_no_more_defects_through_than_staging_alone(self, years):
        shared, staging = (of(years, way, "incidents") for way in (A_THIRD_EACH, ON_STAGING))
        assert np.median(shared / staging) == pytest.approx(1.0, abs=0.15)

    def test_the_workstation_alone_lets_two_to_three_times_as_many_through(self, years):
        alone, staging = (of(years, way, "incidents") for way in (AT_THE_WORKSTATION, ON_STAGING))
        assert 2 < np.median(alone / staging) < 3.5

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


def test_the_numbers_that_the_lesson_reads_off_its_labs():
    automating, gate = WorthAutomating(), TheMissingGate()
    assert round(100 * automating.result.lead_time_falls_by) == 1
    automating.predict(SKIPPED)
    automating.choose("testing")
    assert round(100 * automating.result.lead_time_falls_by) == 41
    gate.predict(SKIPPED)
    gate.choose("30 minutes")
    assert int(100 * gate.result.kept) == 96


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
        assert np.median(self.falls("build and test", testers=3)) < 0.06

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

    def test_the_busiest_step_is_the_bottleneck(self):
        best = {step: np.median(self.falls(step)) for step in STEPS}
        assert max(best, key=best.__getitem__) == automate("deploy", 1, 0, 1, 1).busiest


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
