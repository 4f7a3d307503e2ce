"""What lesson 04b says in words, checked against what its own cells put out and its labs show."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure import levels
from deliverylab.measure.definitions import DEFINITIONS, compare
from deliverylab.measure.definitions.reported import FAILURES
from deliverylab.show import GameTheMetric, WhoSaysSo
from deliverylab.show.lab import SKIPPED
from deliverylab.show.what_users_get import BAD_SHARE

LESSON = "04b_who_says_so"
HOUR = pd.Timedelta(hours=1)


def row(shown: str, name: str) -> list[float]:
    (found,) = [line for line in shown.splitlines() if line.startswith(name)]
    return [float(number) for number in re.findall(r"\d+\.?\d*", found.removeprefix(name))]


@pytest.fixture
def game() -> GameTheMetric:
    lab = GameTheMetric()
    lab.predict(SKIPPED)
    return lab


def test_the_two_screens_are_two_settings_of_one_tool(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    table = shown["compare-barge"]
    (early,) = [line for line in table.splitlines() if line.startswith("DevLake 2021")]
    (late,) = [line for line in table.splitlines() if line.startswith("DevLake 2023")]
    assert "1.5 hours (high)" in early
    assert "178.7 hours (low)" in late
    assert '"1.5 hours: *high*,"' in cells["title"]
    assert '"178.7 hours: *low*,"' in cells["title"]


def test_the_failure_rates_of_barge_lie_far_apart(cells: dict[str, str], log: DeliveryLog) -> None:
    rates = compare(log.team("barge")).values().loc["change failure rate"]
    assert "Which one is broken?" in cells["title"] and "Neither." in cells["answer"]
    assert rates.min() == pytest.approx(0.52)
    assert rates.max() == pytest.approx(2.17, abs=0.005)


def test_no_tool_comes_within_a_tenth_at_barge_and_nearly_all_agree_at_hydrofoil(
    cells: dict[str, str], log: DeliveryLog
) -> None:
    lab = WhoSaysSo()
    assert "0 tools" in lab.predict(SKIPPED).verdict
    hydrofoil = compare(log.team("hydrofoil")).values().loc["change failure rate"]
    assert "six rules, and nearly one number" in cells["about-who-says-so"]
    assert hydrofoil.max() - hydrofoil.min() < 0.011
    caused = log.team("hydrofoil").incidents["deployment"].notna()
    assert caused.mean() > 0.9  # "nearly always it is the cause"


def test_each_definition_stands_with_its_date(cells: dict[str, str], shown: dict[str, str]) -> None:
    lines = shown["dates"].splitlines()
    assert [line[:13].strip() for line in lines] == list(DEFINITIONS)
    *tools, course = lines
    assert all(re.search(r"\b20\d\d\b", line) for line in tools)
    assert course.endswith("deliverylab.measure")
    assert "Four Keys (nobody has maintained it since January 2024)" in cells["five-tools"]
    assert lines[0].endswith("dora-team/fourkeys, 2024-01-23")


def test_the_tool_that_stands_beside_the_course_is_the_one_that_the_text_names(
    cells: dict[str, str],
) -> None:
    assert "Under the picture, DevLake 2023 stands beside this course" in cells["about-who-says-so"]
    lab = WhoSaysSo()
    lab.predict(SKIPPED)
    assert lab.result.tool == "DevLake 2023"


def test_a_deployment_that_went_well_is_counted_as_failed_a_month_later(
    cells: dict[str, str], shown: dict[str, str], log: DeliveryLog
) -> None:
    barge = log.team("barge")
    incident = barge.incidents.set_index("incident").loc["barge-i0004"]
    assert f"{incident['started']:%Y-%m-%d}" == "2025-03-11"
    assert incident["deployment"] != incident["deployment"]  # nothing that was deployed
    assert "went well on 12 February, and a month later" in cells["about-who-says-so"]
    blamed = barge.deployments.set_index("deployment").loc["barge-d00004"]
    assert (blamed["outcome"], f"{blamed['finished']:%d %B}") == ("success", "12 February")
    assert "barge-d00004" not in set(barge.incidents["deployment"].dropna())
    assert "barge-i0004 2025-03-11 2025-02-12" in " ".join(shown["its-deployment"].split())
    assert "for what broke two hours after it" in cells["about-who-says-so"]
    sooner = barge.incidents.set_index("incident").loc["barge-i0003"]
    assert pd.isna(sooner["deployment"])
    assert (sooner["started"] - blamed["finished"]) / HOUR == pytest.approx(2, abs=0.1)


def test_the_tools_have_three_rules_for_which_deployment_it_was(
    cells: dict[str, str], log: DeliveryLog
) -> None:
    said = cells["about-who-says-so"]
    assert "DevLake and Middleware take the <em>last deployment before it</em>" in said
    assert "GitLab and Pelorus divide two counts, whatever belongs to what" in said
    assert "Four Keys alone takes the cause that an incident names" in said
    barge = log.team("barge")
    rows = {name: one.measure(barge)[FAILURES].rows for name, one in DEFINITIONS.items()}
    blamed = {name: of.set_index("deployment") for name, of in rows.items() if "deployment" in of}
    assert set(rows) - set(blamed) == {"GitLab", "Pelorus"}
    for tool in ("DevLake 2021", "DevLake 2023", "Middleware"):
        assert blamed[tool].loc["barge-d00004", "incidents"] == 2
    assert blamed["Four Keys"].loc["barge-d00004", "rows with an incident"] == 0
    named = set(barge.incidents["deployment"].dropna())
    assert set(blamed["Four Keys"].query("`rows with an incident` > 0").index) <= named


def test_the_settings_agree_on_one_incident_and_not_on_the_others(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    near, far = row(shown["three-incidents"], "barge-i0002")
    assert far - near < 1
    assert row(shown["three-incidents"], "barge-i0004") == [1.4, 650.4]
    assert "650 hours for an incident of four" in cells["about-its-deployment"]
    assert "and finds 1.4" in cells["about-its-deployment"]


def test_no_data_is_shown_as_the_best_bucket(cells: dict[str, str], shown: dict[str, str]) -> None:
    lines = shown["empty-weeks"].splitlines()
    four_keys = next(line for line in lines if line.startswith("Four Keys"))
    gitlab = next(line for line in lines if line.startswith("GitLab"))
    assert "One day" in four_keys and '"One day", its best step' in cells["about-no-data"]
    course = next(line for line in lines if line.startswith("this course"))
    assert course.split()[2] == "none" and course.count("no data") == 2
    assert "100.0 %" in gitlab and "shows 100 %" in cells["about-no-data"]


def test_what_is_still_open_is_what_takes_long(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    rng = np.random.default_rng(9)
    begin = np.arange(0, 90, 3)
    still_open = begin + np.exp(rng.normal(0, 2, len(begin))) >= 90
    assert (len(begin), still_open.sum()) == (30, 2)
    assert "Two of the 30 are still open on day 90" in shown["censored"]
    assert (
        row(shown["censored"], "over by day 90")[-1] < row(shown["censored"], "all, once")[-1] / 3
    )
    assert (
        row(shown["kaplan-meier"], "Kaplan–Meier on day 90")[-1]
        == row(shown["kaplan-meier"], "all, once")[-1]
    )
    assert "longer than half of the others" in cells["about-kaplan-meier"]
    lasts = np.exp(np.random.default_rng(9).normal(0, 2, 30))
    assert (90 - begin)[still_open].min() > np.median(lasts)


def test_a_tenth_cannot_be_seen_in_twenty_incidents(
    cells: dict[str, str], shown: dict[str, str]
) -> None:
    assert "cannot show 10 %" in cells["about-few"]
    of_100 = int(shown["no-better"].splitlines()[-1])
    assert of_100 > 40
    rng = np.random.default_rng(1)
    before = np.exp(rng.normal(4.25, 1.25, (4000, 20)))
    after = 0.9 * np.exp(rng.normal(4.25, 1.25, (4000, 20)))
    medians = np.median(after, axis=1) >= np.median(before, axis=1)
    assert "The median does hardly better" in cells["about-few"]
    assert 100 * medians.mean() == pytest.approx(of_100, abs=3)


def test_high_fails_twice_as_often_as_medium(cells: dict[str, str]) -> None:
    rates = levels(2024).query("kpi == 'change failure rate'").set_index("level")["published"]
    assert (rates["High"], rates["Medium"]) == ("20 %", "10 %")
    assert "High, twice as often: 20 % against 10 %" in cells["read-the-table"]
    assert "Elite" not in set(levels(2022)["level"])
    with pytest.raises(ValueError, match="since 2025 DORA publishes none"):
        levels(2025)


def test_a_hole_lies_between_two_descriptions(cells: dict[str, str], shown: dict[str, str]) -> None:
    of_2019, of_2021, of_2024 = shown["holes"].splitlines()
    assert "between two descriptions of 2021" in of_2021
    assert "as in the" in of_2019 and "as in the" in of_2024
    assert "In 2021, the lead time of `tug` fell into one:" in cells["what-it-is-not"]
    hole = "Time to restore: nobody needs more than a day and less than a week."
    assert hole in cells["what-it-is-not"]
    of_restore = levels(2024).query("kpi == 'time to restore service'")["published"]
    assert set(of_restore) == {
        "less than one hour",
        "less than one day",
        "between one week and one month",
    }
    elite = levels(2021).query("kpi == 'change failure rate'").set_index("level")["published"]
    assert elite["Elite"] == "0–15 %" and '"0–15 %" (Elite in 2021)' in cells["what-it-is-not"]


@pytest.mark.parametrize(
    ("cell", "told"), [("about-few", "cannot show 10 %"), ("about-game", "4.4 %")]
)
def test_what_is_to_be_predicted_is_folded_away(
    cells: dict[str, str], cell: str, told: str
) -> None:
    asked, _, folded = cells[cell].partition("</summary>")
    assert told in folded and told not in asked


def test_the_same_package_again_is_given_away(cells: dict[str, str], game: GameTheMetric) -> None:
    gamed = game.move(again=5).sentence
    assert "change failure rate 27 → 4.4 %" in gamed
    assert "from 27 % to 4.4 %" in cells["about-game"]
    assert "*bad hours*: more than one request in 100 failed" in cells["about-game"]
    assert BAD_SHARE == 1 / 100
    assert "different packages 0.7 a week" in gamed.partition("Given away by")[2]
    game.reset()
    honest = game.move(really=True).sentence
    assert "Users have it better too" in honest
    assert "both sides move" in cells["about-game"]
