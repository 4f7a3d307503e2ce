"""Features built one at a time: against formulas, and against SimPy on the same luck."""

import math
from dataclasses import replace

import numpy as np
import pytest
import simpy

import deliverylab.simulate.half_as_much as model
from deliverylab.simulate.draws import exponentials, uniforms, unit_draws
from deliverylab.simulate.feature_way import EVERY_HOURS, PIPELINE, WORKING_DAY, WRITING_CV, Way
from deliverylab.simulate.half_as_much import WARM_UP, build, write
from deliverylab.simulate.theory import Overloaded, batch_failure, mg1
from tests.simulate.test_closed_forms import assert_is

PLAN = Way(1.0, 500, 0.5, review_minutes=30, train_days=5)
HALF = replace(PLAN, built_share=0.5)
WAYS = [
    HALF,
    replace(PLAN, built_share=0.6, change_lines=100),
    replace(HALF, change_lines=50, around_hours=1),
    replace(HALF, change_lines=1_000, review_minutes=120, train_days=1),
]


def simulated(measure, way):
    return [float(measure(build.__wrapped__(way, seed))) for seed in range(1, 61)]


@pytest.mark.parametrize("way", [PLAN, *WAYS])
def test_the_work_on_a_feature_is_its_sum(way):
    work = [write(way, seed).building[WARM_UP:] for seed in range(1, 61)]
    assert_is(way.work_hours, [float(hours.mean()) for hours in work])
    assert way.work_hours == way.writing_hours + way.around_all_hours + way.rework_hours
    assert_is(way.work_cv, [float(hours.std() / hours.mean()) for hours in work])


@pytest.mark.parametrize("way", WAYS)
def test_the_wait_for_a_turn_is_that_of_one_server(way):
    """M/G/1 (Pollaczek and Khinchine), with the hours of the features as they came out."""
    runs = [write(way, seed) for seed in range(1, 501)]
    waits = [float((run.begun - run.asked)[WARM_UP:].mean()) for run in runs]
    assert_is(mg1(1 / EVERY_HOURS, way.work_hours, way.work_cv).wait_hours, waits)


@pytest.mark.parametrize("way", WAYS)
def test_the_first_part_is_used_when_the_sum_of_the_waits_says(way):
    """Nearly: what is left out is that the change before may still be in the way."""
    hours = simulated(lambda built: built.first_used.mean(), way)
    assert way.first_used_hours == pytest.approx(np.mean(hours), rel=0.03)


@pytest.mark.parametrize("way", [PLAN, *WAYS])
def test_a_deployment_fails_as_one_minus_the_chance_that_all_its_changes_are_good(way):
    """Nearly: defects are work, so changes with defects are further apart, and fewer together."""
    together = [build.__wrapped__(way, seed) for seed in range(1, 41)]
    failed = np.mean([built.failure_rate for built in together])
    formula = np.mean(
        [np.mean([batch_failure(way.fails, int(n)) for n in one.deployments]) for one in together]
    )
    assert failed == pytest.approx(formula, rel=0.05)


@pytest.mark.parametrize("around", [0.0, 0.5, 1.5])
@pytest.mark.parametrize("lines", [100, 250, 500, 1_000])
def test_half_as_much_is_more_than_half_of_the_wait(around, lines):
    whole = replace(PLAN, around_hours=around, change_lines=lines)
    half = replace(whole, built_share=0.5)
    assert half.work_hours == pytest.approx(whole.work_hours / 2)
    assert half.turn.wait_hours < whole.turn.wait_hours / 3
    assert half.first_used_hours < whole.first_used_hours / 2


def test_on_the_same_luck_it_is_so_in_every_long_run():
    for seed in range(1, 21):
        whole, half = build.__wrapped__(PLAN, seed), build.__wrapped__(HALF, seed)
        assert half.turn.mean() < whole.turn.mean() / 3
        assert half.first_used.mean() < whole.first_used.mean() / 2
        assert half.all_used.mean() < whole.all_used.mean() / 2


def best(around):
    """Return the lines in a change with which the first part is used soonest, of 5 to 100 %."""
    ways = [
        replace(PLAN, change_lines=2_000 / changes, around_hours=around) for changes in range(2, 41)
    ]
    possible = [way for way in ways if way.busy < 1]
    return min(possible, key=lambda way: way.first_used_hours).lines_each


def test_what_each_change_costs_makes_a_u_curve_and_moves_its_lowest_point():
    assert best(0.0) == 50, "where a change costs nothing, the smallest is the best"
    sizes = [best(around) for around in (0.25, 0.5, 1.0, 1.5)]
    assert all(50 < size < 1_000 for size in sizes)
    assert sizes == sorted(sizes) and len(set(sizes)) > 2
    for size in (75, 1_000):
        worse = replace(PLAN, change_lines=size)
        assert worse.first_used_hours > replace(PLAN, change_lines=best(0.5)).first_used_hours


def test_small_changes_that_are_dear_make_all_of_it_later_in_the_simulation_too():
    dear = replace(PLAN, around_hours=1.5)
    small = replace(dear, change_lines=150)
    for measure, more in (
        (lambda built: built.first_used.mean(), small),
        (lambda built: built.all_used.mean(), small),
        (lambda built: built.rework.mean(), dear),
    ):
        few, many = (np.array(simulated(measure, way)) for way in (dear, small))
        gain = (many - few) if more is small else (few - many)
        assert gain.mean() > 3 * gain.std() / math.sqrt(len(gain)), measure


def test_faster_trains_save_half_of_the_time_between_them_and_fail_less_often():
    slow, fast = build(replace(HALF, train_days=20)), build(replace(HALF, train_days=1))
    saved = float(slow.first_used.mean() - fast.first_used.mean())
    assert saved == pytest.approx((20 - 1) / 2 * WORKING_DAY, rel=0.05)
    assert fast.failure_rate < slow.failure_rate / 2
    assert (slow.turn == fast.turn).all(), "the team is as busy"


def test_reviews_that_take_longer_delay_the_first_part_by_that():
    short, long = (build(replace(HALF, review_minutes=minutes)) for minutes in (10, 240))
    later = long.way.review_hours - short.way.review_hours
    assert long.first_used.mean() - short.first_used.mean() == pytest.approx(later, rel=0.15)


def test_a_change_has_a_defect_and_is_reviewed_worse_the_larger_it_is():
    ways = [replace(PLAN, change_lines=lines) for lines in (50, 100, 500, 1_000)]
    for of_size, rises in (
        (lambda way: way.defect_share, True),
        (lambda way: way.caught_share, False),
        (lambda way: way.fails, True),
        (lambda way: way.fix_hours, True),
        (lambda way: way.rework_hours, True),
    ):
        numbers = [of_size(way) for way in ways]
        assert numbers == sorted(numbers, reverse=not rises) and len(set(numbers)) == 4


def test_what_is_built_is_what_was_written():
    built, written = build(HALF, seed=3), write(HALF, seed=3)
    assert (built.turn == (written.begun - written.asked)[WARM_UP:]).all()
    assert (built.building == written.building[WARM_UP:]).all()


def test_everything_gets_to_users_in_order_even_at_the_ends():
    for way in (
        Way(1.0, 2_000, 0, 240, 100),
        Way(0.01, 1, 0, 0, 1),
        Way(1.0, 40, 3, 240, 20),
    ):
        built = build(way)
        assert len(built.turn) == model.FEATURES - model.WARM_UP
        assert (built.turn >= 0).all() and (built.first_used > built.turn).all()
        assert (built.all_used >= built.turn + built.building).all()
        assert (built.all_used >= built.first_used).all() and np.isfinite(built.all_used).all()
        assert built.deployments.sum() == model.FEATURES * way.changes


def test_more_than_the_team_can_do_has_no_average():
    dear = replace(PLAN, change_lines=50, around_hours=3)
    assert dear.busy > 1
    with pytest.raises(Overloaded):
        _ = dear.first_used_hours


@pytest.mark.parametrize(
    ("lever", "value", "words"),
    [
        ("built_share", 0.0, "built_share is 0.0; give a share above 0"),
        ("built_share", 50, "built_share is 50"),
        ("change_lines", 0, "change_lines is 0; give a number from 1 to 2000"),
        ("around_hours", -1, "around_hours is -1; give a number from 0 to 80"),
        ("review_minutes", math.inf, "review_minutes is inf; give a number from 0 to 240"),
        ("train_days", math.nan, "train_days is nan; give a number from 1 to 100"),
    ],
)
def test_what_cannot_be_is_refused_in_words(lever, value, words):
    with pytest.raises(ValueError, match=words):
        replace(PLAN, **{lever: value})


class InSimPy:
    """The same features, one event after the other."""

    def __init__(self, way, seed, features):
        self.way, self.features, self.changes = way, features, way.changes
        count = features * way.changes
        scenario = way.scenario

        def unit(stream, cv, attempt=1):
            return unit_draws(seed, stream, count, cv, attempt).tolist()

        self.asked = np.cumsum(exponentials(seed, "feature", features)) * EVERY_HOURS
        self.writing = unit_draws(seed, "feature hours", features, WRITING_CV)
        self.defect = uniforms(seed, "defect", count) < way.defect_share
        self.caught = uniforms(seed, "ci catch", count) < way.caught_share
        self.fix = unit("fix", scenario.fix_cv)
        self.review = unit("review", scenario.review_cv)
        self.builds = [unit("build", scenario.ci_cv, attempt) for attempt in (1, 2)]
        self.packaging = unit("package", scenario.package_cv)
        self.testing = unit("acceptance", scenario.acceptance_cv)
        self.deploying = unit("deploy", scenario.deploy_cv)
        self.env = env = simpy.Environment()
        self.team, self.reviewers = simpy.Resource(env), simpy.Resource(env, scenario.reviewers)
        self.runners = simpy.Resource(env, scenario.runners)
        self.packager, self.staging, self.lane = (simpy.Resource(env) for _ in range(3))
        self.staged, self.used, self.failed = [], np.full(count, np.inf), []
        self.arrived = 0
        for feature in range(features):
            env.process(self.build(feature))
        env.process(self.trains())
        env.run(until=self.asked[-1] + 2_000)

    def build(self, feature):
        yield self.env.timeout(self.asked[feature])
        mine = range(feature * self.changes, (feature + 1) * self.changes)
        rework = sum(self.way.fix_hours * self.fix[one] for one in mine if self.defect[one])
        hours = (
            self.way.writing_hours * self.writing[feature]
            + self.changes * self.way.around_hours
            + rework
        )
        with self.team.request() as turn:
            yield turn
            for change in mine:
                yield self.env.timeout(hours / self.changes)
                self.env.process(self.to_staging(change))

    def take(self, resource, hours):
        with resource.request() as mine:
            yield mine
            yield self.env.timeout(hours)

    def to_staging(self, change):
        scenario = PIPELINE
        yield from self.take(self.reviewers, self.way.review_hours * self.review[change])
        yield from self.take(self.runners, scenario.ci_minutes / 60 * self.builds[0][change])
        if self.defect[change] and self.caught[change]:
            yield self.env.timeout(self.way.fix_hours * self.fix[change])
            yield from self.take(self.runners, scenario.ci_minutes / 60 * self.builds[1][change])
        yield from self.take(self.packager, scenario.package_minutes / 60 * self.packaging[change])
        hours = scenario.acceptance_minutes / 60 * self.testing[change]
        yield from self.take(self.staging, hours)
        self.staged.append(change)

    def trains(self):
        number = 0
        while True:
            yield self.env.timeout(self.way.train_days * WORKING_DAY)
            if self.staged:
                batch, self.staged = self.staged, []
                self.env.process(self.deploy(number, batch))
                number += 1

    def deploy(self, number, batch):
        minutes = PIPELINE.deploy_minutes * PIPELINE.strategy.duration_factor
        yield from self.take(self.lane, minutes / 60 * self.deploying[number])
        self.used[batch] = self.env.now
        self.failed.append(any(self.defect[one] and not self.caught[one] for one in batch))


@pytest.mark.parametrize("way", [PLAN, *WAYS])
def test_every_feature_is_used_when_simpy_says(way, monkeypatch):
    monkeypatch.setattr(model, "FEATURES", 60)
    monkeypatch.setattr(model, "WARM_UP", 0)
    built = build.__wrapped__(way, seed=3)
    other = InSimPy(way, 3, 60)
    used = other.used.reshape(60, -1) - other.asked[:, np.newaxis]
    assert built.first_used == pytest.approx(used.min(axis=1))
    assert built.all_used == pytest.approx(used.max(axis=1))
    assert built.failed.tolist() == other.failed
