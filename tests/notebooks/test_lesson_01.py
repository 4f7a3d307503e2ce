"""What lesson 01 says in words, checked against the data, the labs and its own outputs."""

from __future__ import annotations

import pandas as pd
import pytest
from nbformat import NotebookNode

from deliverylab.log import DeliveryLog
from deliverylab.measure.flow_stages import stage_hours
from deliverylab.show import OnTheShelf
from deliverylab.simulate.theory import train_wait

LESSON = "01_from_commit_to_production"


@pytest.fixture(scope="module")
def pair(log: DeliveryLog) -> pd.DataFrame:
    week = log.changes[log.changes["committed"] >= "2025-03-03"]
    both = week[week["team"].isin(["hydrofoil", "tug"])]
    return both.drop_duplicates("team").set_index("team")


def test_one_change_gets_there_the_same_day_and_the_other_waits_for_weeks(
    cells: dict[str, str], pair: pd.DataFrame
) -> None:
    assert "on the same Monday morning. Soon after noon" in cells["title"]
    assert set(pair["merged"].dt.hour) <= {11, 12, 13}
    assert "the same day. The other one waits for weeks." in cells["title"]
    assert set(pair["committed"].dt.strftime("%A %p")) == {"Monday AM"}
    assert pair["committed"].dt.date.nunique() == 1
    took = pair["deployed"] - pair["committed"]
    assert pair.loc["hydrofoil", "deployed"].date() == pair.loc["hydrofoil", "committed"].date()
    assert took["tug"] > pd.Timedelta(weeks=2)


def test_tug_leaves_every_two_weeks_and_writes_as_much(
    cells: dict[str, str], log: DeliveryLog
) -> None:
    assert "with a **train** every two weeks" in cells["watch"]
    packages = log.team("tug").changes["packaged"].dropna().drop_duplicates().sort_values()
    assert packages.diff().median().round("D") == pd.Timedelta(days=14)
    assert "a similar number of changes" in cells["watch"]
    written = log.changes["team"].value_counts()
    assert abs(written["tug"] / written["hydrofoil"] - 1) < 0.2


def test_where_the_four_teams_wait(cells: dict[str, str], log: DeliveryLog) -> None:
    said = cells["which-button"]
    assert "At three teams the longest part is not work." in said
    longest = stage_hours(log).groupby("team").mean().idxmax(axis="columns")
    assert "At `barge` and `tug` that person makes the **release**" in said
    assert longest["barge"] == longest["tug"] == "wait for release"
    assert "At `ferry` the package is on the shelf" in said
    assert longest["ferry"] == "wait for approval"
    assert not longest["hydrofoil"].startswith("wait")


def test_zero_days_are_an_hour_or_less(cells: dict[str, str]) -> None:
    assert "(`0.0` means: about an hour, or less.)" in cells["about-days"]
    assert 0.049 * 24 < 1.25  # the largest number that is rounded to 0.0


def test_the_average_wait_is_that_of_working_days(cells: dict[str, str]) -> None:
    said = cells["about-the-shelf"]
    lab = OnTheShelf()
    days = lab.first_choices["every_days"]
    assert days == 14
    assert "every 14 days, on a Monday" in cells["on-the-shelf"]
    assert f"half of the time between two trains: {train_wait(14 * 24) / 24:g} days" in said
    counted = [14, 13, 12, 11, 10, 7, 6, 5, 4, 3]
    assert f"days_to_the_train = {counted}" in cells["count-the-days"]
    average = lab.model(lab.first_choices).average_wait / 24
    assert average == pytest.approx(sum(counted) / len(counted), abs=0.5)
    on_friday = [day - 3 if day >= 3 else day + 11 for day in counted]
    assert sum(on_friday) < sum(counted), "with a train on Friday it would be less"


def test_tug_missed_the_train_of_that_day_by_hours(
    cells: dict[str, str], log: DeliveryLog, pair: pd.DataFrame
) -> None:
    assert "At 10:00 a person took everything that was merged" in cells["missed-the-train"]
    assert "This change was committed a quarter of an hour later." in cells["missed-the-train"]
    committed, merged = pair.loc["tug", ["committed", "merged"]]
    train = merged.normalize() + pd.Timedelta(hours=10)
    assert (committed - train).round("5min") == pd.Timedelta(minutes=15)
    tug = log.team("tug").changes
    caught = tug[tug["merged"].between(train - pd.Timedelta(days=3), train)]
    assert set(caught["packaged"].dt.date) == {train.date()}
    missed = tug[tug["merged"].between(train, merged)]
    assert set(missed["packaged"].dt.date) == {(train + pd.Timedelta(weeks=2)).date()}


def test_on_friday_evening_tug_waits_for_a_release(cells: dict[str, str], log: DeliveryLog) -> None:
    assert "On Friday evening nearly everything that `hydrofoil` wrote" in cells["after-watching"]
    friday = pd.Timestamp("2025-03-07 18:00", tz="UTC")
    changes = log.changes[log.changes["committed"].between("2025-03-03", friday)]
    share = {
        team: (of_team["deployed"] <= friday).mean()
        for team, of_team in changes.groupby("team", observed=True)
    }
    assert share["hydrofoil"] > 0.85
    assert share["tug"] == 0
    brought = log.changes[log.changes["deployed"].between("2025-03-05", "2025-03-06")]
    assert "on Wednesday were all written before the week" in cells["after-watching"]
    assert brought.loc[brought["team"] == "tug", "committed"].max() < pd.Timestamp(
        "2025-03-03", tz="UTC"
    )
    tug = changes[changes["team"] == "tug"]
    assert ((tug["merged"] <= friday) & ~(tug["packaged"] <= friday)).mean() > 0.5


def test_what_is_to_be_predicted_is_folded_away(cells: dict[str, str]) -> None:
    for cell, told in (("after-watching", "hydrofoil"), ("about-the-shelf", "moved")):
        asked, _, folded = cells[cell].partition("</summary>")
        assert told in folded and told not in asked


def test_the_train_decides_and_nobody_else(cells: dict[str, str]) -> None:
    assert "Only the train decides" in cells["about-the-count"]
    lab = OnTheShelf()
    few, many = (
        lab.model(lab.first_choices | {"changes_per_day": each}).average_wait for each in (3, 10)
    )
    assert many == pytest.approx(few, rel=0.1)


def test_the_refusal_is_the_sentence_that_the_lesson_speaks_of(lesson: NotebookNode) -> None:
    (refused,) = [cell for cell in lesson.cells if cell.id == "refused-deploy"]
    (output,) = [output for output in refused.outputs if output.output_type == "error"]
    assert output.ename == "Refused"
    assert "nothing was released" in output.evalue
    assert len(output.traceback) == 1
