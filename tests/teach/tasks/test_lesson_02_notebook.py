"""What the exercises of lesson 02 say, checked against the log, the model and the tasks."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from deliverylab.measure.intervals import share_interval
from deliverylab.simulate import Approval, EveryChange, Scenario, Train, simulate
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import by_hand, of_lesson
from deliverylab.teach.tasks.lesson_02_approval import FERRY, SEED
from deliverylab.teach.tasks.lesson_02_batch import counts, turned_round
from deliverylab.teach.tasks.lesson_02_luck import DAYS, ON_A_TRAIN, ONE_BY_ONE, trains
from deliverylab.teach.tasks.lesson_02_luck import SEED as WEEKS_SEED
from deliverylab.teach.tasks.lesson_02_mode import SWITCHES
from deliverylab.teach.tasks.lesson_02_tug import (
    LEAST,
    LEAST_APPROVAL,
    LONGEST,
    MAY_CHANGE,
    MOST,
    MOST_FAILED,
    YEARS,
    today,
    usual_year,
)
from deliverylab.teach.tasks.lesson_02_words import WORKS
from tests.teach.tasks.solutions import Solutions, answers, computed, solved

BOOK = Solutions("02")
LOG = shipped_log()
NUMBERS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "2 of the 6 teams do continuous delivery" in said["2.1"]
    assert "Of the 3 that give it a name, 2 use another word" in said["2.1"]
    assert "2 make no sense, and 3 can be but have no tests on every change." in said["2.2"]
    assert "The other 3 are a ladder" in said["2.2"]
    assert "3 of 12 deployments failed, 25 %. On the train 1 of 3 did, 33 %" in said["2.3"]
    assert "1 of the 3 bad changes still waits" in said["2.3"]
    assert "98 % of the trains of `tug` would fail; 44 % did" in said["2.4"]
    assert "one change in 111 fails, and at `hydrofoil` one in 17" in said["2.4"]
    assert "fails 7 times as often" in said["2.4"]
    assert "5.5 working hours, and a change comes 45 hours later" in said["2.5"]
    assert "2,030 hours for 369 approvals, and the changes wait 81,830 hours" in said["2.5"]
    assert "at most 21.2 hours; today it is 307" in said["2.6"]
    assert "1.2 % fail and not 30 %. But 20 fail in a year on average, today 16: bad" in said["2.6"]


def test_the_points_add_up() -> None:
    checked = sum(task.points for task in of_lesson("02"))
    read = sum(by_hand("02").values())
    said = f"There are {sum(BOOK.points)} points: {checked} of them come from the checks"
    assert said in BOOK.prose
    assert f"and {read} from a person" in BOOK.prose


def test_what_is_said_before_an_answer_fits_the_answer() -> None:
    right = computed("02")
    assert "each of the four words is needed, two of them twice" in BOOK.said_in("task-2-1")
    words = list(right["2.1"].values())
    assert sorted(words.count(word) for word in set(words)) == [1, 1, 2, 2]
    assert f"There are {NUMBERS[len(SWITCHES)]} ways to set the switches" in BOOK.said_in(
        "task-2-2"
    )
    assert "each number is below 10" in BOOK.said_in("ask-2-3")
    assert max(right["2.3"].values()) < 10
    assert "Two are below 0.1, the third one is above 0.9" in BOOK.said_in("ask-2-4")
    small, large = sorted(right["2.4"].values())[:2], right["2.4"]["expected"]
    assert max(small) < 0.1 < 0.9 < large < 1
    assert "between 10 and 100 hours for one change" in BOOK.said_in("task-2-5")
    assert "between 10,000 and 200,000 hours together" in BOOK.said_in("task-2-5")
    assert 10 < right["2.5"]["each"] < 100
    assert 10_000 < right["2.5"]["together"] < 200_000


def test_the_six_teams_are_those_of_the_task() -> None:
    assert re.findall(r"\*\*(\w+)\*\*: \"", BOOK.source("task-2-1")) == list(WORKS)


def test_the_solution_of_the_rule_is_as_long_as_is_said() -> None:
    assert "five to nine lines" in BOOK.said_in("task-2-2")
    solution = BOOK.solution("answer-2-2")
    assert 5 <= len(solution) <= 9


def test_the_small_team_is_that_of_the_task() -> None:
    space = BOOK.after("one-by-one")
    assert space["one_by_one"] == ONE_BY_ONE
    assert f"days={DAYS}, seed={WEEKS_SEED}" in BOOK.source("one-by-one")
    assert f"days={DAYS}, seed={WEEKS_SEED}" in BOOK.source("run-the-train")
    assert ONE_BY_ONE.mode == "continuous deployment"
    leaves = [f"{left:%A %H:%M}" for left in trains()["started"]]
    assert set(leaves) == {"Monday 10:00"}
    days = [left.day for left in trains()["started"]]
    assert "on Monday {}, {} and {} January at 10:00".format(*days) in BOOK.said_in("ask-2-3")
    assert ON_A_TRAIN.deploy_on == Train(every_days=7)


def test_the_run_shows_what_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    right = computed("02")["2.3"]
    BOOK.after("one-by-one", "answer-2-3", "run-the-train")
    rows = capsys.readouterr().out.splitlines()[1:]
    carried = [int(row.split()[-2]) for row in rows]
    failed = [row.split()[-1] for row in rows]
    assert carried[0] == right["first_train"]
    assert failed.count("True") == right["failed_trains"]


def test_the_table_of_counts_is_that_of_the_task() -> None:
    shown = BOOK.after("counts")["counts"]
    assert shown.equals(counts().loc[shown.index])


def test_luck_makes_so_much_of_the_share_of_tug() -> None:
    assert "25 trains are few" in BOOK.said_in("about-the-batch")
    assert "a third smaller, or half as large again" in BOOK.said_in("about-the-batch")
    row = counts().loc["tug"]
    low, high = (
        1 - (1 - share) ** (1 / row["changes_each"])
        for share in share_interval(int(row["failed"]), int(row["deployments"]))
    )
    assert row["deployments"] == 25
    assert low < turned_round() * 2 / 3
    assert high > turned_round() * 1.5
    assert high < 0.5 * counts().loc["hydrofoil", "failed"] / counts().loc["hydrofoil"].iloc[0]


def test_what_goes_wrong_by_itself_is_left_out_as_is_said() -> None:
    assert "and so are deployments that went wrong by themselves" in BOOK.said_in("task-2-4")
    planned = LOG.deployments.query("environment == 'production' and planned")
    assert set(planned.loc[planned["outcome"] == "failure", "team"]) == {"barge", "tug"}


def test_ferry_has_the_approval_that_is_described() -> None:
    assert "needs 5.5 working hours for it on average" in BOOK.said_in("task-2-5")
    assert FERRY.deploy_on == Approval(approvers=1, hours=5.5)
    assert f"the **same seed**, {SEED}" in BOOK.said_in("task-2-5")


def test_the_table_of_levers_is_that_of_the_task() -> None:
    table = BOOK.source("ask-2-6")
    named = re.findall(r"(?m)^\| (.+?) \| (.+?) \| (.+?) \| (.+?) \|$", table)[1:]
    levers = [lever for first, *_ in named for lever in re.findall(r"`(\w+)`", first)]
    assert sorted(levers) == sorted(MAY_CHANGE)
    rows = {re.findall(r"`(\w+)`", first)[0]: (now, best) for first, _, now, best in named}
    for lever, least in LEAST.items():
        now, best = rows[lever]
        assert float(now) == getattr(today(), lever)
        assert float(best.split()[0]) == least
    assert rows["ci_catch"][0] == f"{today().ci_catch}, {today().acceptance_catch}"
    assert rows["ci_catch"][1] == f"{MOST['ci_catch']} each, and never less than today"
    assert f"with {LEAST_APPROVAL} hours or more" in rows["deploy_on"][1]
    assert rows["deploy_on"][0] == "`Train(every_days=14)`"
    assert today().deploy_on == Train(every_days=14)
    assert f"**under {LONGEST:.0f} hours**" in BOOK.prose
    assert f"**{MOST_FAILED} deployments**" in BOOK.prose


def test_the_cells_count_as_the_check_does() -> None:
    said = (
        f"so each number is the mean of {NUMBERS[YEARS]}. The check plays the same {NUMBERS[YEARS]}"
    )
    assert said in BOOK.prose
    space = BOOK.after("tug-today")
    for team in space["years"].values():
        shown, year = space["year_of"](team), usual_year(team)
        expected = pd.Series([year.lead_time, year.share, year.failed], shown.index).round(3)
        pd.testing.assert_series_equal(shown, expected)


def test_a_train_that_fails_is_repaired_where_it_is() -> None:
    said = "is repaired in production within hours: its good changes stay with the users"
    assert said in BOOK.said_in("ask-2-3")
    log = simulate(ON_A_TRAIN, DAYS, WEEKS_SEED)
    unplanned = log.deployments.query("environment == 'production' and not planned")
    assert list(unplanned["trigger"]) == ["hotfix"]
    assert (
        (log.incidents["restored"] - log.incidents["started"]) / pd.Timedelta(hours=1)
    ).max() < 3
    assert log.changes["deployment"].isin(unplanned["deployment"]).sum() == 0


def test_one_lever_alone_is_not_enough() -> None:
    assert "The quick yes even makes it worse" in BOOK.said_in("ask-2-6")
    space = BOOK.after("tug-today")
    now, daily, quick_yes = (
        space["year_of"](team)["lead time (hours)"] for team in space["years"].values()
    )
    assert LONGEST < daily < now < quick_yes
    changes = simulate(space["quick_yes"]).changes
    on_staging = changes["staged"] - changes["packaged"]
    whole_way = changes["deployed"] - changes["committed"]
    assert on_staging.median() > 0.9 * whole_way.median()
    assert "and each takes five hours there" in BOOK.said_in("ask-2-6")
    assert space["quick_yes"].acceptance_minutes == 5 * 60


def test_nobody_at_the_company_is_faster() -> None:
    teams = [Scenario.team(name) for name in Scenario.team_names()]
    for lever in ("package_minutes", "acceptance_minutes", "deploy_minutes"):
        assert min(getattr(team, lever) for team in teams) == LEAST[lever]
    assert LEAST["branch_hours"] <= min(team.branch_hours for team in teams)


def test_the_solution_need_not_go_as_far_as_it_may() -> None:
    better = answers("02", solved)["2.6"]
    assert isinstance(better, Scenario)
    assert better.deploy_on == EveryChange()
    assert all(getattr(better, lever) > least for lever, least in LEAST.items())


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 60 minutes" in BOOK.prose
    assert BOOK.words < 1500, "a quarter of an hour to read, the rest to work"
