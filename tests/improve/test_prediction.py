"""Predictions: refused in words where they make no sense, and scored for how sure they were."""

from __future__ import annotations

import math

import numpy as np
import pytest

from deliverylab.improve import Calibration, Prediction
from deliverylab.improve.calibration import Score, interval_score
from deliverylab.improve.quantities import quantity
from deliverylab.measure import budget_minutes
from deliverylab.simulate.ranges import NotAllowed
from tests.improve.trials import made_up

LEAD_TIME = quantity("lead time for changes")


def calibration(*ranges: tuple[float, float, float]) -> Calibration:
    """Return the calibration of ranges (low, high) and outcomes, naive from 90 to 110."""
    return Calibration(
        tuple(Score(LEAD_TIME, low, high, out, 90.0, 110.0) for low, high, out in ranges)
    )


def test_the_interval_score_is_equation_43() -> None:
    low, high, alpha = 2.0, 5.0, 0.2
    for outcome in (1.0, 2.0, 3.3, 5.0, 7.5):
        expected = (
            (high - low)
            + 2 / alpha * (low - outcome) * (outcome < low)
            + 2 / alpha * (outcome - high) * (outcome > high)
        )
        assert interval_score(low, high, outcome) == pytest.approx(expected)


def test_the_best_range_is_from_the_10th_to_the_90th_percentile() -> None:
    outcomes = np.random.default_rng(3).normal(size=20_000)

    def mean_score(half: float) -> float:
        return float(np.mean([interval_score(-half, half, x) for x in outcomes]))

    best = mean_score(1.2816)
    assert best < mean_score(1.1) and best < mean_score(1.5)


@pytest.mark.parametrize(
    ("ranges", "words"),
    [
        ({}, "nothing is predicted; give a range"),
        ({"lead_time": (1, 2)}, "'lead_time' is not predicted; did you mean 'lead_time_days'"),
        ({"zzz": (1, 2)}, "the names are: deployments_per_week, lead_time_days"),
        ({"lead_time_days": (5, 2)}, r"\(5, 2\); the low end is above the high end"),
        ({"lead_time_days": (-1, 2)}, "expected numbers from 0 on, in days"),
        ({"failure_rate_percent": (5, 101)}, "expected numbers from 0 to 100, in %"),
        ({"lead_time_days": "1-2"}, "='1-2'; expected two numbers, low and high, in days"),
        ({"lead_time_days": ("1", "2")}, "expected two numbers, low and high, in days"),
        ({"restore_hours": 3}, "restore_hours=3; expected two numbers, low and high, in hours"),
        ({"restore_hours": (1, 2, 3)}, "expected two numbers"),
        ({"restore_hours": (1, math.nan)}, "expected two numbers"),
        ({"restore_hours": (0, math.inf)}, "expected two numbers"),
        ({"restore_hours": (False, True)}, "expected two numbers"),
        ({"reliability_percent": (99, 100), "budget_minutes": (1, 2)}, "the same thing said"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(ranges: dict[str, object], words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        Prediction(**ranges)  # type: ignore[arg-type]


def test_people_s_units_become_those_of_the_measures() -> None:
    prediction = Prediction(
        deployments_per_week=(1, 2),
        lead_time_days=[2, 3.5],
        restore_hours=(0.5, np.float64(2)),
        failure_rate_percent=(5, 15),
        budget_minutes=(10, 60),
        rework_percent=(0, 20),
        loss_person_weeks=(30, 40),
    )
    given = prediction.by_quantity
    assert given["lead time for changes"] == (48, 84)
    assert given["change failure rate"] == pytest.approx((0.05, 0.15))
    low, high = given["reliability"]
    assert budget_minutes(low) == pytest.approx(60) and budget_minutes(high) == pytest.approx(10)
    assert Prediction(reliability_percent=(99, 99.9)).by_quantity["reliability"] == pytest.approx(
        (0.99, 0.999)
    )
    assert "reliability 10 to 60 minutes a month without service" in prediction.text


def test_a_prediction_is_held_against_the_mean_year_with_the_change() -> None:
    years = made_up(
        {"lead time for changes": [240.0, 264.0, 216.0]},
        {"lead time for changes": [96.0, 120.0, 144.0]},
    )
    found = Prediction(lead_time_days=(4, 6), restore_hours=(2, 3)).against(years)
    lead_time, restore = found.scores
    assert (lead_time.outcome, lead_time.held) == (120.0, True)
    assert (restore.outcome, restore.held) == (1.0, False)
    assert (found.hits, found.expected) == (1, 1.6)
    assert found.table().loc["lead time for changes"].tolist() == [
        "4 to 6 days",
        "5.0 days",
        "yes",
        "9.2 to 10.8 days",
        f"{48 / (38.4 + 10 * (220.8 - 120)):.2g}",
    ]


def test_who_predicts_no_change_and_is_right_has_the_naive_score() -> None:
    years = made_up({"loss": [40.0, 50.0, 60.0]}, {"loss": [50.0, 50.0, 50.0]})
    (score,) = Prediction(loss_person_weeks=(42, 58)).against(years).scores
    assert (score.naive_low, score.naive_high) == (42, 58)
    assert score.against_naive == pytest.approx(1)


def test_years_that_are_all_the_same_leave_a_naive_range_of_some_width() -> None:
    years = made_up({"loss": [50.0, 50.0]}, {"loss": [30.0, 30.0]})
    (score,) = Prediction(loss_person_weeks=(25, 35)).against(years).scores
    assert (score.naive_low, score.naive_high) == pytest.approx((49.5, 50.5))
    (score,) = Prediction(reliability_percent=(99, 100)).against(years).scores
    assert 1 - score.naive_low == pytest.approx(0.00101)


def test_what_has_no_data_is_left_out() -> None:
    nan = math.nan
    years = made_up({"change failure rate": [nan, nan]}, {"change failure rate": [0.1, 0.2]})
    found = Prediction(failure_rate_percent=(5, 25)).against(years)
    assert found.known == () and found.judgement == "too few to say"
    assert found.text.startswith("Nothing came out to compare with: this says nothing")
    assert found.table().loc["change failure rate", "came out"] == "no data"


@pytest.mark.parametrize(
    ("ranges", "judgement"),
    [
        ([(80, 120, 119)] * 4 + [(80, 120, 130)], "about right"),
        ([(80, 120, 119)] * 3 + [(80, 120, 130)] * 2, "about right"),
        ([(80, 120, 119)] * 5, "about right"),
        ([(80, 120, 130)] * 3 + [(80, 120, 100)] * 2, "too sure"),
        ([(80, 120, 130)] * 2, "too sure"),
        ([(80, 120, 101)] * 5, "too wide"),
        ([(0, 300, 20)] * 3, "too wide"),
        ([(80, 120, 101)] * 2, "about right"),
        ([(80, 120, 101)], "too few to say"),
        ([], "too few to say"),
    ],
)
def test_the_judgement(ranges: list[tuple[float, float, float]], judgement: str) -> None:
    found = calibration(*ranges)
    assert found.judgement == judgement
    assert "right" not in found.sentence and "wrong" not in found.sentence


def test_the_sentence_counts_and_says_what_should_have_been() -> None:
    found = calibration(*[(80, 120, 130)] * 3, *[(80, 120, 100)] * 2)
    assert found.sentence == (
        "2 of your 5 ranges hold what came out. If you are 80 % sure of each, about 4 should: "
        "you were too sure."
    )
    assert found.text in found._repr_html_()
    assert f"interval score is {found.against_naive:.2g} times that of" in found.text


@pytest.mark.parametrize(("sure", "called"), [(0.8, "about right"), (0.3, "too sure")])
def test_who_is_as_sure_as_may_be_is_seldom_called_something_else(sure: float, called: str) -> None:
    rng = np.random.default_rng(5)
    half = {0.8: 1.2816, 0.3: 0.3853}[sure]
    judged = [
        calibration(*((100 - half, 100 + half, 100 + x) for x in rng.normal(size=5))).judgement
        for _ in range(400)
    ]
    assert np.mean([one == called for one in judged]) > 0.75


def test_the_wider_of_two_ranges_that_hold_scores_worse() -> None:
    narrow, wide = calibration((95, 105, 100)), calibration((50, 150, 100))
    assert narrow.against_naive < 1 < wide.against_naive
    assert not math.isnan(calibration((100, 100, 100)).against_naive)
