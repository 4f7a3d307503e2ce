"""The lab "Busy is slow": every position works, theory is right, the simulation agrees."""

import numpy as np
import pytest

from deliverylab.show.busy_is_slow import ALIKE, BURSTS, EVENLY, UNEVEN, VERY_UNEVEN, BusyIsSlow
from deliverylab.show.review_desk import RUNS, Desk, Waits
from deliverylab.simulate.theory import erlang_c, mg1, mm1, mmc
from tests.show.proof import LabProof


def asked() -> BusyIsSlow:
    lab = BusyIsSlow()
    lab.predict(4)
    return lab


class TestBusyIsSlow(LabProof):
    lab = BusyIsSlow
    asks = "How many hours does a change wait"
    tells = "4 hours"


def test_it_starts_with_one_reviewer_and_the_textbook_s_four_hours():
    lab = BusyIsSlow()
    assert lab.result.theory == pytest.approx(mm1(0.8, 1.0).wait_hours) == pytest.approx(4.0)
    assert lab.predict(4).verdict.endswith(": right.")
    assert repr(lab) == (
        "When 1 reviewer is busy 80 % of the time, a change waits 4 hours on average for a review "
        "of one hour; 10 simulated runs range from 2.8 hours to 5.1 hours."
    )


@pytest.mark.parametrize("servers", [1, 2, 4, 8])
def test_with_exponential_reviews_the_curve_is_erlang_s(servers):
    desk = Desk(85, servers, 1.0, 1.0)
    load = 0.85 * servers
    assert desk.wait_at(85) == pytest.approx(erlang_c(load, servers) / (servers - load))


@pytest.mark.parametrize("cv", [0.0, 0.5, 2.0])
def test_with_one_reviewer_and_any_reviews_the_curve_is_pollaczek_khinchine_s(cv):
    assert Desk(70, 1, 1.0, cv).wait_at(70) == pytest.approx(mg1(0.7, 1.0, cv).wait_hours)


def test_a_conveyor_belt_never_waits():
    desk = Desk(95, 1, 0.0, 0.0)
    assert desk.wait_at(95) == 0.0
    assert np.allclose(desk.simulated(), 0.0)


@pytest.mark.parametrize(
    ("busy", "servers", "review_cv"), [(50, 1, 1.0), (80, 3, 1.0), (80, 1, 0.0), (60, 1, 2.0)]
)
def test_the_simulation_agrees_with_what_is_exact(busy, servers, review_cv):
    desk = Desk(busy, servers, 1.0, review_cv)
    means = np.array([desk.simulated(seed).mean() for seed in range(30)])
    error = means.std(ddof=1) / np.sqrt(len(means))
    assert abs(means.mean() - desk.wait_at(busy)) < 3.5 * error


@pytest.mark.parametrize("arrival_cv", [0.0, 2.0])
def test_where_the_formula_is_an_approximation_it_is_near_at_a_busy_desk(arrival_cv):
    desk = Desk(90, 1, arrival_cv, 1.0)
    simulated = np.mean([desk.simulated(seed).mean() for seed in range(20)])
    assert simulated == pytest.approx(desk.wait_at(90), rel=0.2)


def test_the_runs_lie_further_apart_the_busier_the_desk():
    spreads = [np.ptp(Waits.of(Desk(busy, 1, 1.0, 1.0)).runs) for busy in (50, 80, 95)]
    assert spreads == sorted(spreads)
    assert len(Waits.of(Desk(50, 1, 1.0, 1.0)).runs) == RUNS


def test_four_who_share_a_queue_wait_less_than_a_quarter_of_one_alone():
    lab = asked()
    alone = lab.result.theory
    lab.choose("four reviewers")
    assert lab.result.theory == pytest.approx(mmc(3.2, 1.0, 4).wait_hours)
    assert lab.result.theory < alone / 4


def test_the_dots_never_leave_the_picture():
    lab = asked()
    for busy, reviews in ((95, VERY_UNEVEN), (95, UNEVEN), (10, ALIKE), (80, UNEVEN)):
        lab.move(busy=busy, reviews=reviews)
        lab.frame(1.0)
        top = lab.live.figure.axes[0].get_ylim()[1]
        assert lab.result.runs.max() <= top and lab.result.theory <= top


def test_the_axis_does_not_depend_on_what_was_pressed_before():
    for first in BusyIsSlow.presets:
        lab = asked()
        lab.choose(first.label)
        lab.frame(1.0)
        for then in ("four reviewers", "half busy"):
            lab.choose(then)
            lab.frame(1.0)
            assert lab.live.figure.axes[0].get_ylim() == (0, 20), (first.label, then)


def test_without_unevenness_nobody_waits_and_with_more_of_it_they_wait_longer():
    lab = asked()
    lab.move(busy=95, arrive=EVENLY, reviews=ALIKE)
    assert lab.result.theory == 0 and lab.result.runs.max() == pytest.approx(0)
    lab.move(arrive=BURSTS, reviews=VERY_UNEVEN)
    assert lab.result.theory == pytest.approx(4 * mm1(0.95, 1).wait_hours)
    assert lab.result.simulated == pytest.approx(lab.result.theory, rel=0.1)


def test_the_table_says_when_waiting_doubles():
    rows = {row[0]: row[1] for row in asked().view.table.rows}
    assert (rows["50 %"], rows["80 %"], rows["90 %"], rows["95 %"]) == (
        "1 hour",
        "4 hours",
        "9 hours",
        "19 hours",
    )
