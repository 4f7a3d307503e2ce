"""What the exercises of lesson 01 say in words, checked against the log and the tasks."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd
import pytest

from deliverylab.simulate import Train
from deliverylab.teach.checks import check
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import by_hand as by_hand_of
from deliverylab.teach.tasks import of_lesson
from deliverylab.teach.tasks.lesson_01_counts import never_and_again
from deliverylab.teach.tasks.lesson_01_production import in_production, newest_release
from deliverylab.teach.tasks.lesson_01_train import DAYS, MOST_TRAINS, PROMISE, YEARS, judge, today
from tests.teach.tasks.solutions import FOLDER, Solutions, computed

BOOK = Solutions("01")
LOG = shipped_log()


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "waited 143.1 hours" in said["1.1"]
    assert "85 % of its whole way. Only 31 of them" in said["1.1"]
    assert "1,768 packages and 457 deploys" in said["1.2"]
    assert "1,356 of 1,768 packages never reached production" in said["1.3"]
    assert "99 % of the changes" in said["1.3"]
    assert "1.0 was released once and went to production twice" in said["1.5"]
    assert "today it is 12.9" in said["1.7"]
    assert "52 trains in 364 days, in place of 26" in said["1.7"]


@pytest.mark.usefixtures("new_kernel")
def test_every_package_that_came_back_was_rolled_back() -> None:
    assert "each time, the team rolled back" in repr(check("1.3", never_and_again()))
    deploys = LOG.team("ferry").deployments.query("environment == 'production'")
    assert set(deploys[deploys.duplicated("release")]["trigger"]) == {"rollback"}


def test_the_points_add_up() -> None:
    (by_hand,) = by_hand_of("01").values()
    by_checks = sum(task.points for task in of_lesson("01"))
    said = (
        f"{sum(BOOK.points)} points: {by_checks} of them come from the checks, and {by_hand} from"
    )
    assert f"{said} a" in BOOK.prose
    assert sum(BOOK.points) == by_checks + by_hand


def test_what_is_said_before_an_answer_fits_the_answer() -> None:
    right = computed("01")
    assert "between 24 and 240 hours" in BOOK.source("ask-1-1")
    assert 24 < right["1.1"]["hours"] < 240
    assert "two teams have fewer than 100, two have several hundred or more" in BOOK.prose
    deploys = sorted(right["1.2"].values())
    assert deploys[1] < 100 < 300 < deploys[2]
    assert "more than a thousand never, a few dozen more than once" in BOOK.source("task-1-3")
    assert right["1.3"]["never"] > 1000
    assert 24 < right["1.3"]["again"] < 60
    assert 'a version such as `"1.7"`, and a number below 10' in BOOK.source("ask-1-5")
    assert right["1.5"]["on_the_shelf"] < 10
    assert f"within **{PROMISE} days**" in BOOK.prose
    assert f"**{MOST_TRAINS} trains** in a year of {DAYS} days" in BOOK.prose
    assert f"the check plays {['none', 'one', 'two', 'three', 'four', 'five'][YEARS]}" in BOOK.prose


def test_the_solutions_are_as_long_as_is_said() -> None:
    assert "three to six lines" in BOOK.source("ask-1-4")
    assert "two to six lines" in BOOK.source("task-1-6")
    for name, fewest in (("answer-1-4", 3), ("answer-1-6", 2)):
        solution = BOOK.solution(name)
        assert fewest <= len(solution) <= 6


def test_two_days_of_tug_show_a_roll_back_on_a_tuesday() -> None:
    assert "on Tuesday at 13:00" in BOOK.source("ask-1-4")
    (asked,) = re.findall(r"pd\.Timestamp\((.+?), tz", BOOK.source("answer-1-4"))
    moment = pd.Timestamp(asked.strip('"'), tz="UTC")
    assert moment.strftime("%A %H:%M") == "Tuesday 13:00"
    assert in_production(moment) != newest_release(moment)


def test_tug_today_is_as_the_notebook_says() -> None:
    assert "a person packages, and the train goes every 14 days" in BOOK.prose
    tug = today()
    assert tug.package_by == "hand"
    assert tug.deploy_on == Train(every_days=14)


def test_the_colleague_is_wrong_about_ferry() -> None:
    assert "Most of the packages that `ferry` releases never reach production." in BOOK.prose
    ferry = LOG.team("ferry")
    assert never_and_again()["never"] > len(ferry.releases) / 2
    assert ferry.changes["deployed"].notna().mean() > 0.9


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 40 minutes" in BOOK.prose
    assert "45 + [40](exercises/01_exercises.ipynb)" in (FOLDER.parent / "README.md").read_text(
        "utf-8"
    )
    assert BOOK.words < 1140, "a tenth of an hour to read, the rest to work"


def test_the_reminder_of_pandas_runs_and_answers_none_of_the_tasks() -> None:
    (code,) = re.findall(r"(?s)```python\n(.*?)```", BOOK.source("reminder"))
    first, *shown = code.splitlines()
    space = {"changes": LOG.changes}
    exec(first, space)
    counts, last = (eval(line, space) for line in shown)
    assert counts.index.to_list()[:1] and counts.sum() == len(space["large"]) > 100
    assert last.startswith("barge-c")
    assert not {"releases", "deployments", "environment", "outcome"} & set(re.findall(r"\w+", code))


@pytest.mark.usefixtures("new_kernel")
def test_several_whole_numbers_of_days_keep_the_promise() -> None:
    assert "several numbers of days will do" in BOOK.source("ask-1-7")
    days = [days for days in range(1, 15) if judge(replace(today(), deploy_on=Train(days))) is None]
    assert days == [6, 7, 8, 9]
