"""A server built again: against its formulas, and against changes made one after another."""

from dataclasses import replace

import numpy as np
import pytest

from deliverylab.simulate.rebuild import (
    MACHINE_MINUTES,
    SETTING_MINUTES,
    SETTINGS,
    TRY_MINUTES,
    Server,
    mean_differences,
    mean_hours,
    rebuild,
    works_at_once,
)
from tests.simulate.test_closed_forms import assert_is

SERVERS = [
    Server(0.0, 2, 12, 0.8, 0.02),
    Server(0.5, 2, 12, 0.8, 0.02),
    Server(1.0, 1, 12, 0.8, 0.02),
    Server(0.7, 6, 4, 0.9, 0.05),
    Server(0.0, 0, 12, 0.0, 0.03),
]


@pytest.mark.parametrize("server", SERVERS)
@pytest.mark.parametrize(
    ("formula", "simulated"),
    [
        (works_at_once, lambda rebuilds: rebuilds.at_once),
        (mean_differences, lambda rebuilds: rebuilds.differences),
        (mean_hours, lambda rebuilds: float(rebuilds.hours.mean())),
    ],
    ids=["at once", "differences", "hours"],
)
def test_rebuilds_agree_with_the_formula(server, formula, simulated):
    results = [simulated(rebuild(server, seed)) for seed in range(1, 41)]
    assert_is(formula(server), results)


def test_by_hand_without_any_change_it_is_one_minus_p_to_the_n():
    server = Server(0.0, 0, 12, 1.0, 0.02)
    assert works_at_once(server) == pytest.approx((1 - 0.02 / 2) ** SETTINGS)


@pytest.mark.parametrize(("per_month", "months", "written"), [(2, 12, 0.8), (10, 24, 0.3)])
def test_what_is_lost_is_what_was_changed_and_not_written_down(per_month, months, written):
    """Changes come one after another, each on any setting; the last one of a setting counts."""
    luck = np.random.default_rng(1)
    lost = []
    for _ in range(4000):
        noted = np.ones(SETTINGS, bool)
        for setting in luck.integers(SETTINGS, size=luck.poisson(per_month * months)):
            noted[setting] = luck.random() < written
        lost.append(float((~noted).mean()))
    assert_is(Server(0, per_month, months, written, 0).lost_share, lost)


def test_without_changes_by_hand_a_repository_brings_the_same_server_back():
    rebuilds = rebuild(Server(1.0, 0, 36, 0.0, 0.1))
    assert not rebuilds.stopped.any() and not rebuilds.other.any()
    assert rebuilds.hours == pytest.approx((MACHINE_MINUTES + TRY_MINUTES) / 60)
    assert rebuilds.at_once == 1 == rebuilds.tries


def test_a_setting_either_stops_the_service_or_stays_different():
    rebuilds = rebuild(Server(0.3, 10, 20, 0.3, 0.05))
    assert not (rebuilds.stopped & rebuilds.other).any()
    least = (MACHINE_MINUTES + TRY_MINUTES + 42 * SETTING_MINUTES) / 60
    assert (rebuilds.hours >= least + rebuilds.stopped.sum(axis=1) * TRY_MINUTES / 60).all()


@pytest.mark.parametrize(
    ("lever", "values"),
    [
        ("kept_share", (1.0, 0.5, 0.05)),
        ("changes_per_month", (0, 2, 20)),
        ("months", (1, 12, 36)),
        ("written_share", (1.0, 0.8, 0.0)),
        ("slip_share", (0.0, 0.02, 0.1)),
    ],
)
def test_every_lever_makes_each_rebuild_worse_on_the_same_luck(lever, values):
    hours, faults = [], []
    for value in values:
        rebuilds = rebuild(replace(SERVERS[1], **{lever: value}), seed=3)
        hours.append(rebuilds.hours)
        faults.append((rebuilds.stopped | rebuilds.other).sum(axis=1))
    assert (np.diff(hours, axis=0) >= -1e-12).all() and (np.diff(faults, axis=0) >= 0).all()
    assert hours[0].mean() < hours[-1].mean() and faults[0].mean() < faults[-1].mean()


@pytest.mark.parametrize(
    ("lever", "value", "words"),
    [
        ("kept_share", 50, "kept_share is 50; give a share from 0 to 1"),
        ("written_share", -0.1, "written_share is -0.1"),
        ("slip_share", float("nan"), "slip_share is nan"),
        ("months", -1, "months is -1; give 0 or more"),
        ("changes_per_month", float("nan"), "changes_per_month is nan"),
    ],
)
def test_what_no_server_can_be_is_refused_in_words(lever, value, words):
    with pytest.raises(ValueError, match=words):
        replace(SERVERS[0], **{lever: value})
