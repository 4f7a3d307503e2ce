"""What lesson 03 claims of waste and queues, in the shipped data and in the model, over many years.

Each claim is worded as the lesson says it. A claim about a random year is checked on the mean of
several years, or as an interval around what theory says.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import (
    complete_and_accurate,
    flow_efficiency,
    lead_time_for_changes,
    littles_law,
    value_stream,
)
from deliverylab.show.batch_cost import Batch
from deliverylab.show.limited_work import WEEK_HOURS, Limited
from deliverylab.show.review_desk import Desk
from deliverylab.simulate import ALWAYS, EveryChange, Scenario, Train, simulate
from deliverylab.simulate.theory import kingman, mm1, mmc

DATA = Path(__file__).parents[2] / "data"
TEAMS = ("barge", "tug", "ferry", "hydrofoil")
TUG = Scenario.team("tug")
SEEDS = range(12)


@pytest.fixture(scope="module")
def log() -> DeliveryLog:
    return DeliveryLog.from_csv(DATA)


def median_days(scenario: Scenario, seed: int) -> float:
    return lead_time_for_changes(simulate(scenario, seed=seed)).value / 24


def change_of_median(other: Scenario, than: Scenario = TUG) -> float:
    """Return by which share the median lead time differs, the mean of several years."""
    pairs = [(median_days(other, seed), median_days(than, seed)) for seed in SEEDS]
    return float(np.mean([new / old - 1 for new, old in pairs]))


# Waste.


def test_a_change_at_tug_waits_eleven_days(log):
    stream = value_stream(log.team("tug"))
    assert round(stream.wait_hours / 24) == 11
    assert round(stream.lead_time_hours / 24) == 12
    assert 24 < stream.touch_hours < 30  # "27 hours of work"
    assert stream.longest_wait == "release"
    assert stream.table.loc["release", "wait_hours"] > 0.7 * stream.wait_hours


def test_so_it_does_in_other_years():
    waits = [value_stream(simulate(TUG, seed=seed)).wait_hours / 24 for seed in SEEDS]
    assert np.mean(waits) == pytest.approx(11, abs=0.5)


def test_at_every_team_a_change_waits_most_of_the_time(log):
    shares = {team: flow_efficiency(log.team(team)).value for team in TEAMS}
    rounded = {team: round(100 * share) for team, share in shares.items()}
    assert rounded == {"barge": 12, "tug": 9, "ferry": 10, "hydrofoil": 27}


def test_a_higher_flow_efficiency_does_not_mean_a_shorter_way(log):
    barge, tug = (value_stream(log.team(team)) for team in ("barge", "tug"))
    assert barge.flow_efficiency > tug.flow_efficiency
    assert barge.lead_time_hours > 2 * tug.lead_time_hours
    assert barge.touch_hours > 3 * tug.touch_hours


def test_few_packages_of_64_pass_although_nearly_every_change_would(log):
    alone = complete_and_accurate(log.team("ferry"))["release"].value
    together = complete_and_accurate(log.team("tug"))["release"]
    assert round(100 * alone) == 97 and round(100 * together.value) == 16
    brought = log.team("tug").changes.dropna(subset="deployment")
    size = round(len(brought) / brought["deployment"].nunique())
    assert size == 64
    assert together.low < alone**size < together.high


# Queues.


@pytest.mark.parametrize(("reviewers", "busy"), [(1, 0.8), (3, 0.8), (3, 0.9)])
def test_waiting_for_a_review_follows_erlang(reviewers, busy):
    """In the whole simulator, and as measured from its log."""
    per_hour = busy * reviewers  # a review takes an hour
    scenario = Scenario(
        working_hours=ALWAYS,
        changes_per_day=24 * per_hour,
        branch_hours=0.0,
        reviewers=reviewers,
        review_hours=1.0,
        review_cv=1.0,
        runners=50,
        deploy_on=EveryChange(),
        deploy_minutes=1.0,
    )
    means = []
    for seed in range(16):
        changes = simulate(scenario, days=150, seed=seed).changes
        late = changes[changes["opened"] > changes["committed"].iloc[0] + pd.Timedelta(days=30)]
        waits = (late["review_started"] - late["opened"]).dropna()
        means.append(waits.dt.total_seconds().mean() / 3600)
    error = np.std(means, ddof=1) / np.sqrt(len(means))
    expected = mmc(per_hour, 1.0, reviewers).wait_hours
    assert abs(np.mean(means) - expected) < 3 * error
    assert error < 0.15 * expected


def test_from_20_per_cent_on_each_time_the_free_time_halves_the_wait_about_doubles():
    waits = [mm1(busy, 1.0).wait_hours for busy in (0.6, 0.8, 0.9, 0.95)]
    assert waits == pytest.approx([1.5, 4.0, 9.0, 19.0])
    first, *ratios = np.array(waits[1:]) / waits[:-1]
    assert first > 2.6, "before, it more than doubles"
    assert all(2 < ratio <= 2.25 for ratio in ratios)


def test_without_unevenness_nobody_waits_and_with_the_most_of_it_four_times_as_long():
    for busy in (80, 95):
        assert np.allclose(Desk(busy, 1, 0.0, 0.0).simulated(), 0)
        usual, most = (
            np.mean([Desk(busy, 1, cv, cv).simulated(seed).mean() for seed in range(20)])
            for cv in (1.0, 2.0)
        )
        assert most / usual == pytest.approx(4, rel=0.15)


@pytest.mark.parametrize(("busy", "twice_at"), [(0.5, 0.667), (0.8, 0.889), (0.9, 0.947)])
def test_the_utilisation_at_which_waiting_doubles(busy, twice_at):
    assert mm1(twice_at, 1.0).wait_hours == pytest.approx(2 * mm1(busy, 1.0).wait_hours, rel=0.01)


def test_reviews_that_are_all_alike_halve_the_wait():
    alike, irregular = (kingman(0.8, 1.0, 1.0, cv).wait_hours for cv in (0.0, 1.0))
    assert alike == pytest.approx(irregular / 2)
    simulated = [Desk(80, 1, 1.0, cv).simulated().mean() for cv in (0.0, 1.0)]
    assert simulated[0] == pytest.approx(simulated[1] / 2, rel=0.15)


def test_four_reviewers_of_one_queue_wait_less_than_a_quarter():
    assert mmc(3.2, 1.0, 4).wait_hours < mm1(0.8, 1.0).wait_hours / 4


def test_the_reviewers_of_tug_have_time_to_spare(log):
    per_week = littles_law(log.team("tug")).arrived_per_week
    busy = per_week * TUG.review_hours / (TUG.reviewers * WEEK_HOURS)
    assert 0.25 < busy < 0.4


# Little's law.


@pytest.mark.parametrize("team", TEAMS)
def test_little_s_law_holds_on_the_shipped_log(log, team):
    law = littles_law(log.team(team))
    assert law.product == pytest.approx(law.under_way, rel=1e-12)
    assert law.rule_of_thumb == pytest.approx(law.under_way, rel=0.06)


# Work in progress.


def test_half_the_limit_keeps_the_throughput_and_halves_the_time():
    loses, takes = [], []
    for seed in SEEDS:
        twenty, ten = (Limited(limit, 2, 2.0, 0.2).simulated(seed) for limit in (20, 10))
        loses.append(1 - ten.per_week / twenty.per_week)
        takes.append(ten.stay_hours / twenty.stay_hours)
    assert 0 <= np.mean(loses) < 0.02
    assert np.mean(takes) == pytest.approx(0.5, abs=0.03)


def test_a_limit_that_is_too_low_leaves_people_idle():
    theory = Limited(1, 2, 2.0, 0.2).theory
    three, five, ten = (theory.per_hour[limit - 1] / theory.per_hour[-1] for limit in (3, 5, 10))
    assert three < 0.75 < five < 0.92 < 0.98 < ten
    assert theory.stay_hours[2] < 1.1 * theory.stay_hours[0]  # hardly anything waits


def test_less_rework_brings_more_than_more_open_work():
    fewer_defects = Limited(10, 2, 2.0, 0.0).theory.per_hour[9]
    more_open = Limited(30, 2, 2.0, 0.2).theory.per_hour[29]
    assert fewer_defects > 1.15 * more_open


def test_a_team_with_time_to_spare_does_not_feel_a_limit_until_it_hurts():
    base = change_of_median(replace(TUG, wip_limit=8))
    assert abs(base) < 0.001
    hours = {}
    for limit in (None, 2):
        changes = simulate(replace(TUG, wip_limit=limit), seed=2).changes.dropna(subset="deployed")
        hours[limit] = (changes["deployed"] - changes["committed"]).dt.total_seconds().mean() / 3600
    assert hours[2] > hours[None]


# Batches.


def test_tug_s_batch_of_64_is_the_best_only_if_waiting_is_almost_free():
    tug = Batch(size=64, work_hours=8.0, per_day=6.5, waiting_hours=1.0)
    assert tug.best == 10
    assert tug.cost(64) > 3 * tug.cost(10)
    assert 1.0 < 60 * tug.pays_at < 2.0  # minutes


def test_tug_would_win_by_smaller_batches_today_and_hardly_by_automation_alone():
    tug = Batch(size=64, work_hours=8.0, per_day=6.5, waiting_hours=1.0)
    automated = replace(tug, work_hours=2.0)
    smaller_batches = tug.cost(64) - tug.cost(10)
    automation_alone = tug.cost(64) - automated.cost(64)
    assert smaller_batches > 30 * automation_alone
    assert automated.cost(automated.best) < tug.cost(tug.best) / 2, "both together go further"


def test_around_the_best_batch_the_curve_is_flat():
    tug = Batch(size=64, work_hours=8.0, per_day=6.5, waiting_hours=1.0)
    for size in (6, 7, 8, 12, 15, 17):
        assert tug.cost(size) < 1.2 * tug.cost(10)


def test_a_quarter_of_the_work_makes_half_the_batch_the_best():
    assert Batch(64, 2.0, 6.5, 1.0).best == 5


# The bottleneck.


@pytest.mark.parametrize(
    "lever", ["ci_minutes", "review_hours", "package_minutes", "deploy_minutes"]
)
def test_twice_as_fast_beside_the_bottleneck_changes_next_to_nothing(lever):
    faster = replace(TUG, **{lever: getattr(TUG, lever) / 2})
    assert -0.02 < change_of_median(faster) <= 0


def test_a_train_decides_the_time_and_not_the_rate():
    """However seldom it leaves, as many get through as come in: nothing is left behind."""
    often = replace(TUG, deploy_on=Train(every_days=7))
    for team in (TUG, often):
        changes = simulate(team, seed=1).changes
        early = changes["committed"] < changes["committed"].iloc[0] + pd.Timedelta(weeks=44)
        assert changes.loc[early, "deployed"].notna().all()
        assert early.sum() / 44 == pytest.approx(32.5, abs=2)


def test_work_on_every_change_saves_what_it_takes_off():
    """Half the coding saves half of the time of that step, nights and weekends included."""
    quicker = replace(TUG, branch_hours=TUG.branch_hours / 2)
    saved, of_the_step = [], []
    for seed in SEEDS:
        before, after = (value_stream(simulate(team, seed=seed)) for team in (TUG, quicker))
        saved.append(before.lead_time_hours - after.lead_time_hours)
        of_the_step.append(before.table.loc["code", ["touch_hours", "wait_hours"]].sum() / 2)
    assert np.mean(saved) == pytest.approx(np.mean(of_the_step), rel=0.15)
    assert np.mean(saved) < 24


def test_twice_as_many_trains_change_a_lot():
    assert change_of_median(replace(TUG, deploy_on=Train(every_days=7))) < -0.35
