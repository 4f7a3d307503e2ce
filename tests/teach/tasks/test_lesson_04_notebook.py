"""What the exercises of lesson 04 say in words, checked against the log, the tasks, the library."""

from __future__ import annotations

import pandas as pd
import pytest

from deliverylab.measure import change_failure_rate, lead_time_for_changes, levels
from deliverylab.teach.shipped import shipped_log
from deliverylab.teach.tasks import lesson_04_budget as budget
from deliverylab.teach.tasks import lesson_04_open as not_over
from deliverylab.teach.tasks import lesson_04_slip as slip
from deliverylab.teach.tasks.lesson_04_export import export
from tests.teach.tasks.solutions import Solutions, computed

BOOK = Solutions("04")
LOG = shipped_log()


@pytest.mark.usefixtures("new_kernel")
def test_what_is_said_of_right_answers_is_so() -> None:
    said = BOOK.said_when_right()
    assert "holds in all 17 cases. At `hydrofoil` 5 % of" in said["4.1"]
    assert "at `barge` 52 %" in said["4.1"] and "gets 104 %" in said["4.1"]
    assert "In 40 of 52 weeks `barge` deploys nothing" in said["4.2"]
    assert "The mean says 0.4 a week; who leaves the empty weeks out says 2." in said["4.2"]
    assert "wait 5 weeks for any deployment, from week 0 to week 4" in said["4.2"]
    assert "Without 100 of 1,983 changes the mean falls by 3.2 of its 14 hours" in said["4.3"]
    assert "the median by 16 minutes" in said["4.3"]
    assert "1,798 rows were 1,729 changes" in said["4.4"]
    assert "lost 494 of their 1,713 lead times without a word" in said["4.4"]
    assert "67.5 hours look as good as 68.7" in said["4.4"]
    assert "14.4 of 21.6 minutes are spent, so the team may ship: 7.2 are left" in said["4.5"]
    assert "4 more incidents" in said["4.5"] and "4.3 minutes: 2 such incidents" in said["4.5"]
    assert "is 4.5 hours; with what is known of the open ones it is 7." in said["4.6"]
    assert "7.5 hours; of all six it will be 10.7 at least" in said["4.6"]
    assert "GitLab shows 9.4 days, the median of all changes is 10.0" in said["4.7"]
    assert "25 days, and a train with 40 changes counts as much as one with 82" in said["4.7"]
    assert "From the commit on it is 12.8 days" in said["4.7"]
    assert "About 449 times, not 2,604. A month of 210 days has 30 × 168 hours" in said["4.8"]


def test_the_points_add_up() -> None:
    assert f"There are {sum(BOOK.points)} points." in BOOK.prose


def test_what_is_said_before_an_answer_fits_the_answer() -> None:
    found = computed("04")
    assert "0.27 for `tug`" in BOOK.source("task-4-1")
    assert change_failure_rate(LOG.team("tug")).value == pytest.approx(0.27, abs=0.005)
    assert "all three below 20" in BOOK.source("ask-4-2")
    assert max(found["4.2"].values()) < 20
    assert "both between 0 and 10 hours" in BOOK.source("task-4-3")
    assert all(0 < hours < 10 for hours in found["4.3"].values())
    assert "fewer than 1,800 changes, between 60 and 80 hours, fewer than 500" in BOOK.said_in(
        "ask-4-4"
    )
    assert found["4.4"]["in_all"] < 1800 and found["4.4"]["succeeded"] < 500
    assert 60 < found["4.4"]["hours"] < 80
    assert "less than an hour allowed" in BOOK.source("task-4-5")
    assert found["4.5"]["allowed"] < 60
    assert "all three below 20 hours" in BOOK.source("ask-4-6")
    assert max(found["4.6"].values()) < 20
    assert "both between 200 and 300 hours" in BOOK.source("task-4-7")
    assert all(200 < hours < 300 for hours in found["4.7"].values())
    assert "a factor below 1,000" in BOOK.source("task-4-8")
    assert found["4.8"]["factor"] < 1000


def test_the_weeks_of_barge_are_counted_from_0_to_51() -> None:
    week = BOOK.after("weeks-of-barge")["week"]
    assert week.between(0, 51).all()
    assert len(week) == 21
    assert (LOG.end - LOG.start).days == 52 * 7


def test_the_exercise_does_not_say_what_is_wrong_with_the_export() -> None:
    said = BOOK.source("task-4-4") + BOOK.source("ask-4-4")
    for fault in ("+08:00", "%d/%m/%Y", 'unit="s"', "TEST", "total", "twice", '"prod', "slash"):
        assert fault not in said


def test_the_reminders_of_task_4_4_work_as_they_say() -> None:
    said = BOOK.said_in("ask-4-4")
    assert 'format="%d %B %Y, %H:%M"` reads 31 January 2025, 12:00' in said
    read = pd.to_datetime(["31 January 2025, 12:00"], format="%d %B %Y, %H:%M", utc=True)
    assert read[0] == pd.Timestamp("2025-01-31T12:00Z")
    assert 'With `unit="D"`, a column of numbers is read as days since 1970' in said
    assert pd.to_datetime([20_119], unit="D")[0] == pd.Timestamp("2025-01-31")
    odd = pd.to_datetime(pd.Series(["2025-01-31T12:00:00Z", "no"]), format="ISO8601", utc=True,
                         errors="coerce")  # fmt: skip
    assert odd.notna().to_list() == [True, False]


def test_the_files_that_a_student_reads_are_those_of_the_check() -> None:
    given = BOOK.after("messy-export")
    assert len(given["raw_changes"]) == len(export("changes"))
    assert len(given["raw_deployments"]) == len(export("deployments"))


def test_the_budget_is_that_of_the_check() -> None:
    said = BOOK.said_in("task-4-5")
    assert f"**{100 * budget.OBJECTIVE:.2f} %** of all requests" in said
    assert f"a month of {budget.DAYS} days" in said
    assert f"There were {budget.INCIDENTS} incidents of {budget.MINUTES_EACH:.0f} minutes" in said
    assert f"each hit {100 * budget.USERS_HIT:.0f} % of the users" in said


def test_the_six_incidents_are_those_of_the_check() -> None:
    given = BOOK.after("six-incidents")
    hours = (given["six"]["restored"] - given["six"]["started"]) / pd.Timedelta(hours=1)
    so_far = (given["now"] - given["six"]["started"]) / pd.Timedelta(hours=1)
    assert sorted(hours.dropna()) == sorted(not_over.OVER)
    assert sorted(so_far[hours.isna()]) == sorted(not_over.OPEN)


def test_the_slip_is_that_of_the_check() -> None:
    said = BOOK.said_in("task-4-8")
    week, month = slip.WEEK_HOURS, slip.MONTH_PRINTED
    assert f"({week:.0f} + {month:,.0f}) ÷ 2 = {slip.factor(month):,.0f} hours" in said
    assert f"give a month {slip.MONTH_HOURS:.0f} hours" in said


def test_the_groups_of_the_reports_are_those_of_the_published_tables() -> None:
    for year in (2018, 2019):
        table = levels(year).query("kpi == 'time to restore service'").set_index("level")
        assert table["high"]["Elite"] == slip.ELITE_HOURS
        low = table["low"]["Low"], table["high"]["Low"]
        assert low == (slip.WEEK_HOURS, slip.MONTH_HOURS)


def test_the_model_answer_in_words_is_true() -> None:
    said = BOOK.said_in("answer-4-9")
    tug = change_failure_rate(LOG.team("tug"))
    assert f"with {tug.observations} deployments in a year" in said
    low, high = (f"{100 * end:.0f}" for end in (tug.low, tug.high))
    assert f"failure rate of `tug` is {low} to {high} %" in said
    assert "since 2025 there are none" in said
    assert "at `barge` the lead time of a month" in said
    assert lead_time_for_changes(LOG.team("barge")).value / 24 == pytest.approx(31, abs=2)


def test_it_takes_about_as_long_as_it_says() -> None:
    assert "**Time** 70 minutes" in BOOK.prose
    assert BOOK.words < 1150, "a fifth of an hour to read, the rest to work"
