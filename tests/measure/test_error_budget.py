"""The error budget: exact small numbers, and the same as reliability says."""

import math

import pandas as pd
import pytest

from deliverylab.measure import budget_minutes, budget_spent, error_budget, reliability
from deliverylab.simulate import Scenario, simulate


def hours(requests, failed):
    start = pd.Timestamp("2025-01-06", tz="UTC")
    hour = pd.date_range(start, periods=len(requests), freq="h")
    return pd.DataFrame({"hour": hour, "requests": requests, "failed": failed})


@pytest.mark.parametrize(
    ("objective", "minutes"), [(0.99, 432), (0.995, 216), (0.999, 43.2), (0.9995, 21.6)]
)
def test_a_month_of_30_days_in_minutes(objective, minutes):
    assert budget_minutes(objective) == pytest.approx(minutes)
    assert budget_minutes(objective, days=365.25) == pytest.approx(minutes * 365.25 / 30)


def test_minutes_and_requests_are_the_same_share():
    per_minute = 100
    assert error_budget(0.999, 30 * 1440 * per_minute) == pytest.approx(
        per_minute * budget_minutes(0.999, 30)
    )


def test_an_hour_of_full_outage_a_day_long_breaks_three_nines():
    spent = budget_spent(hours([1000] * 24, [0] * 12 + [1000] + [0] * 11), 0.999)
    assert (spent.iloc[:12] == 0).all()
    assert spent.iloc[12:].to_list() == pytest.approx([1000 / 24] * 12)


@pytest.mark.parametrize("objective", [0.99, 0.999, 0.9995])
def test_it_ends_where_reliability_says(objective):
    log = simulate(Scenario.team("ferry"), days=60, seed=3)
    spent = budget_spent(log.traffic, objective)
    assert spent.is_monotonic_increasing
    said = reliability(log, objective=objective).also["error budget spent"]
    assert spent.iloc[-1] == pytest.approx(said)


def test_several_teams_share_one_budget():
    one, other = hours([100, 100], [0, 10]), hours([900, 900], [5, 0])
    both = budget_spent(pd.concat([other, one]), 0.99)
    assert both.to_list() == pytest.approx([5 / 20, 15 / 20])


def test_without_requests_there_is_no_budget_to_spend():
    assert budget_spent(hours([0, 0], [0, 0])).isna().all()
    assert error_budget(0.999, 0) == 0
    assert budget_spent(hours([], [])).empty


@pytest.mark.parametrize("objective", [0, 1, 99.9, -0.5, math.nan])
def test_an_objective_that_is_none_is_refused(objective):
    for of_it in (
        lambda: error_budget(objective, 1),
        lambda: budget_minutes(objective),
        lambda: budget_spent(hours([1], [0]), objective),
    ):
        with pytest.raises(ValueError, match=r"between 0 and 1, like 0\.999"):
            of_it()


def test_a_negative_amount_is_refused():
    with pytest.raises(ValueError, match="requests is -1"):
        error_budget(0.999, -1)
    with pytest.raises(ValueError, match="days is -1"):
        budget_minutes(0.999, -1)
