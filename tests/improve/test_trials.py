"""Trials: pairs of years with the same luck, and what may be said of their differences."""

from __future__ import annotations

import math
import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from deliverylab.improve import MOVES, Prices, trial
from deliverylab.improve.paired import mean_difference, t_quantile
from deliverylab.improve.quantities import QUANTITIES, quantity
from deliverylab.improve.trials import _Year
from deliverylab.measure import scorecard
from deliverylab.simulate import Scenario, Train, simulate
from deliverylab.simulate.ranges import NotAllowed
from tests.improve.trials import made_up

TUG, FERRY = Scenario.team("tug"), Scenario.team("ferry")


@pytest.mark.parametrize(
    ("freedom", "within", "t"),
    [  # any table of Student's t
        (1, 0.95, 12.7062),
        (2, 0.95, 4.3027),
        (3, 0.90, 2.3534),
        (4, 0.99, 4.6041),
        (9, 0.95, 2.2622),
        (29, 0.95, 2.0452),
        (30, 0.95, 2.0423),
        (999, 0.95, 1.9623),
    ],
)
def test_student_s_t(freedom: int, within: float, t: float) -> None:
    assert t_quantile(freedom, within) == pytest.approx(t, abs=1e-4)


def test_the_interval_holds_the_true_mean_in_95_of_100() -> None:
    rng = np.random.default_rng(1)
    draws = rng.normal(3.0, 2.0, size=(4000, 6))
    means = [mean_difference(np.zeros(6), row) for row in draws]
    share = np.mean([mean.low <= 3.0 <= mean.high for mean in means])
    assert 0.94 < share < 0.96


def test_a_pair_of_which_half_is_missing_is_left_out() -> None:
    nan = math.nan
    mean = mean_difference(np.array([1.0, nan, 3.0, 1.0]), np.array([2.0, 5.0, 5.0, nan]))
    assert (mean.value, mean.of) == (1.5, 2)
    assert mean_difference(np.array([nan, 1.0]), np.array([1.0, 3.0])).of == 1
    assert math.isnan(mean_difference(np.array([nan]), np.array([1.0])).value)


def test_what_rounding_leaves_is_no_difference() -> None:
    mean = mean_difference(np.array([0.3, 1.0]), np.array([0.1 + 0.2, 1.0]))
    assert mean.low == mean.high == 0


def test_a_trial_measures_each_year_as_the_scorecard_does() -> None:
    result = trial(TUG, FERRY, years=2, seed=7)
    (kpis,) = scorecard(simulate(TUG, seed=8)).kpis.values()
    year = result.runs.query("scenario == 'without' and seed == 8").iloc[0]
    assert {name: year[name] for name in kpis} == {k: v.value for k, v in kpis.items()}
    assert result.years == 2 and list(result.effects) == list(QUANTITIES)


def test_no_change_is_no_difference_in_any_year() -> None:
    result = trial(FERRY, replace(FERRY, name="other"), years=3)
    assert {effect.judged for effect in result.effects.values()} == {"the same"}
    assert "both ways, in every year" in result["loss"].text


def test_the_same_luck_makes_the_interval_narrower() -> None:
    after = MOVES["trains twice as often"].apply(TUG)
    paired = trial(TUG, after, years=12)["lead time for changes"]
    shuffled = mean_difference(paired.without, np.roll(paired.with_it, 1))
    assert paired.difference.high - paired.difference.low < shuffled.high - shuffled.low
    assert paired.falls and paired.better and not paired.worse


def test_what_gets_worse_is_called_worse() -> None:
    slower = trial(FERRY, replace(FERRY, detect_minutes=90.0), years=4)
    effect = slower["time to restore service"]
    assert effect.rises and effect.judged == "worse"
    assert "; rises by 52 minutes (95 % interval +0.4 to +1.3 hours)" in effect.text
    assert slower["lead time for changes"].judged == "the same"


def test_better_is_up_or_down_as_the_quantity_is() -> None:
    up = {name: [1.0, 1.1, 0.9] for name in QUANTITIES}
    upper = {name: [v + 0.5 for v in values] for name, values in up.items()}
    judged = {name: effect.judged for name, effect in made_up(up, upper).effects.items()}
    assert judged.pop("deployment frequency") == "more rework", "every second one is no plan"
    assert {name for name, word in judged.items() if word == "better"} == {"reliability"}
    assert set(judged.values()) == {"better", "worse"}


def test_what_is_more_than_noise_and_less_than_a_tenth_is_a_little() -> None:
    without = {"loss": [50.0, 50.0], "reliability": [0.99, 0.99], "lead time for changes": [30, 30]}
    with_it = {"loss": [54.9, 54.8], "reliability": [0.99050, 0.99051]}
    tried = made_up(without, with_it | {"lead time for changes": [33.0, 33.1]})
    assert tried["loss"].judged == "a little worse" and tried["loss"].worse
    assert tried["reliability"].judged == "a little better", "of what fails, a twentieth"
    assert tried["lead time for changes"].judged == "worse"


def test_fewer_deployments_for_less_rework_are_not_called_worse() -> None:
    less = made_up(
        {"deployment frequency": [30.0, 30.2], "deployment rework rate": [0.4, 0.4]},
        {"deployment frequency": [20.0, 20.2], "deployment rework rate": [0.1, 0.1]},
    )
    assert less["deployment frequency"].judged == "less rework"
    assert "The deployment frequency falls because rework does" in less.brief
    more = made_up(
        {"deployment frequency": [20.0, 20.2], "deployment rework rate": [0.1, 0.1]},
        {"deployment frequency": [30.0, 30.2], "deployment rework rate": [0.4, 0.4]},
    )
    assert more["deployment frequency"].judged == "more rework"
    assert "The deployment frequency rises because rework does" in more.brief


def test_fewer_deployments_as_planned_are_worse_whatever_rework_does() -> None:
    fewer = made_up(
        {"deployment frequency": [30.0, 30.2], "deployment rework rate": [0.2, 0.2]},
        {"deployment frequency": [20.0, 20.3], "deployment rework rate": [0.1, 0.1]},
    )
    assert fewer["deployment frequency"].judged == "worse"
    assert "because rework" not in fewer.brief


@pytest.mark.parametrize(
    ("name", "low", "high", "said"),
    [
        ("change failure rate", -0.1112, -0.1091, "−11.1 to −10.9 points"),
        ("deployment frequency", -0.31, 0.03, "−0.31 to +0.03 per week"),
        ("change failure rate", 0.00004, 0.0012, "+0.004 to +0.120 points"),
        ("time to restore service", -1.3 / 60, 22 / 3600, "−1.3 to +0.4 minutes"),
        ("loss", -43.2, -24.9, "−43 to −25 person-weeks"),
        ("loss", -20.0, -20.0, "−20 to −20 person-weeks"),
        ("loss", 0.0, 0.0, "0"),
        ("loss", 0.0, 3.0, "0.0 to +3.0 person-weeks"),
        ("loss", math.nan, math.nan, "no data"),
    ],
)
def test_both_ends_of_an_interval_have_one_unit_and_as_many_digits(
    name: str, low: float, high: float, said: str
) -> None:
    assert quantity(name).say_interval(low, high) == said


def test_a_mean_that_reads_as_nothing_has_no_sign() -> None:
    assert quantity("time to restore service").say_mean(-0.0001, -0.02, 0.02) == "0.0 minutes"


def test_noise_is_called_noise() -> None:
    luck = made_up({"loss": [50.0, 60.0, 40.0]}, {"loss": [55.0, 52.0, 44.0]})
    assert luck["loss"].judged == "no more than noise"
    assert "no more than noise (95 % interval" in luck["loss"].text


def test_years_without_data_are_left_out_and_said() -> None:
    quiet = replace(FERRY, defect_share=0.0, other_incidents_per_month=0.05)
    result = trial(quiet, replace(quiet, restart_minutes=20.0), years=12)
    effect = result["time to restore service"]
    missing = int(np.isnan(effect.without).sum())
    assert 0 < missing < 11
    assert effect.difference.of == 12 - missing
    assert f"{12 - missing} of 12 years have data both ways" in effect.text
    assert not math.isnan(effect.before)


def test_where_nothing_is_deployed_there_is_no_failure_rate() -> None:
    never = replace(TUG, deploy_on=Train(every_days=365))
    result = trial(never, TUG, years=2)
    effect = result["change failure rate"]
    assert effect.judged == "no data"
    assert effect.text == "Change failure rate: no data; 0 of 2 years have data both ways."
    assert result.table().loc["change failure rate", "without"] == "no data"
    assert result["deployment frequency"].said == ("none", "1 per week")


def test_an_executor_gives_the_same() -> None:
    with ThreadPoolExecutor(2) as pool:
        there = trial(TUG, FERRY, years=3, executor=pool)
    assert there.runs.equals(trial(TUG, FERRY, years=3).runs)
    assert pickle.loads(pickle.dumps(_Year(TUG, Prices()))) == _Year(TUG, Prices())


def test_prices_and_the_first_seed_count() -> None:
    dear = trial(TUG, FERRY, years=2, prices=Prices(waiting=0.0, outage=50.0))
    assert dear["loss"].before != trial(TUG, FERRY, years=2)["loss"].before
    assert trial(TUG, FERRY, years=2, seed=40).runs["seed"].tolist() == [40, 41, 40, 41]


@pytest.mark.parametrize(
    ("years", "seed", "words"),
    [
        (1, 1, "years=1; expected a whole number from 2 to 1,000"),
        (2.5, 1, "years=2.5; expected a whole number"),
        (3, -1, "seed=-1; expected a whole number from 0"),
    ],
)
def test_years_and_seeds_that_make_no_sense_are_refused(years: int, seed: int, words: str) -> None:
    with pytest.raises(NotAllowed, match=words):
        trial(TUG, FERRY, years, seed=seed)


def test_what_is_no_scenario_is_refused() -> None:
    with pytest.raises(TypeError, match="after='ferry'; expected a Scenario"):
        trial(TUG, "ferry")  # type: ignore[arg-type]


def test_an_effect_goes_by_name_or_key_and_the_nearest_is_named() -> None:
    result = made_up({"loss": [1.0, 2.0]}, {"loss": [1.0, 2.0]})
    assert result["lead_time_days"] is result["lead time for changes"]
    with pytest.raises(NotAllowed, match="did you mean 'reliability'"):
        result["reliabilty"]


def test_table_text_and_html_say_the_same() -> None:
    result = made_up({"loss": [50.0, 60.0, 40.0]}, {"loss": [30.0, 41.0, 20.0]})
    row = result.table().loc["loss"].tolist()
    assert row == [
        "50 person-weeks",
        "30 person-weeks",
        "−20 person-weeks",
        "−21 to −18 person-weeks",
        "better",
    ]
    assert repr(result).endswith(f"same luck. {result.brief}")
    page = result._repr_html_()
    assert page.count('<th scope="row">') == len(QUANTITIES)
    assert all(f"<td>{cell}</td>" in page for cell in row)
    assert "Loss: 50 person-weeks without, 30 person-weeks with; falls by 20" in page


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("loss", math.nan, "no data"),
        ("loss", 0.04, "0.04 person-weeks"),
        ("reliability", 0.9985, "99.9 %"),
        ("deployment frequency", 0.25, "one every 4 weeks"),
    ],
)
def test_quantities_say_their_values(name: str, value: float, said: str) -> None:
    assert quantity(name).say(value) == said


@pytest.mark.parametrize(
    ("name", "difference", "said"),
    [
        ("reliability", 0.0000021, "+0.0002 points"),
        ("change failure rate", -0.1, "−10 points"),
        ("time to restore service", -0.002, "−7.2 seconds"),
        ("deployment frequency", 0.25, "+0.2 per week"),
        ("loss", 0.0, "0"),
        ("loss", math.nan, "no data"),
    ],
)
def test_quantities_say_differences_with_their_sign(
    name: str, difference: float, said: str
) -> None:
    assert quantity(name).say_difference(difference) == said


def test_two_shares_that_differ_read_differently() -> None:
    result = made_up({"reliability": [0.99801, 0.99803]}, {"reliability": [0.99806, 0.99808]})
    assert result["reliability"].said == ("99.8 %", "99.81 %")
