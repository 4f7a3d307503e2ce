"""The lab "Who says so?": its numbers are the definitions', and its truth is the simulator's."""

import math
from itertools import product
from pathlib import Path

import pandas as pd
import pytest

from deliverylab.log import DeliveryLog
from deliverylab.measure.definitions import METRICS, compare
from deliverylab.measure.definitions.reported import FAILURES, FREQUENCY, LEAD_TIME, RESTORE
from deliverylab.measure.truth import truth
from deliverylab.show import WhoSaysSo
from deliverylab.show.tools_compared import COURSE, TOOLS, WEEKS, compared, run_of
from deliverylab.show.who_says_so_plot import Scale, comparison, finding
from tests.show.proof import LabProof, cut_words

DATA = Path(__file__).parents[2] / "data"
TEAMS = ("barge", "tug", "ferry", "hydrofoil")


@pytest.fixture
def lab():
    opened = WhoSaysSo()
    opened.predict(2)
    return opened


class TestWhoSaysSo(LabProof):
    lab = WhoSaysSo
    asks = "How many of them come within a tenth"
    tells = "farthest Pelorus (217 %)"
    says_no_data = True

    def faults(self, view):
        if len(view.sentence) > 330:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


def test_the_year_is_the_shipped_one():
    shipped = DeliveryLog.from_csv(DATA)
    for team in TEAMS:
        theirs = compare(shipped.team(team)).values()
        ours = compare(run_of(team), shipped.start, shipped.end).values()
        pd.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize(("team", "first", "weeks"), [("barge", 1, 52), ("tug", 9, 4)])
def test_the_numbers_are_those_of_the_definitions_and_the_truth(team, first, weeks):
    log = run_of(team)
    start = log.start + pd.Timedelta(weeks=first - 1)
    end = start + pd.Timedelta(weeks=weeks)
    theirs, known = compare(log, start, end), truth(log, start, end)
    for metric in METRICS:
        ours = compared(team, metric, first, weeks, "GitLab")
        assert ours.truth.said == known[metric].said
        for tool in (*TOOLS, COURSE):
            assert repr(ours.reported[tool]) == repr(theirs.reported[tool][metric])


@pytest.mark.parametrize("team", TEAMS)
def test_the_truth_of_any_weeks_is_known(team):
    log = run_of(team)
    last = truth(log, log.start + pd.Timedelta(weeks=WEEKS - 1), log.start + pd.Timedelta(weeks=52))
    assert last[LEAD_TIME].has_data
    assert truth(log, log.start, log.start + pd.Timedelta(weeks=WEEKS))[FAILURES].has_data


def test_what_is_near_the_truth_is_within_a_tenth():
    for team in TEAMS:
        for metric in METRICS:
            result = compared(team, metric, 1, WEEKS, "GitLab")
            for tool in result.ranked:
                off = result.reported[tool].in_course_units / result.truth.value - 1
                assert (abs(off) <= 0.1) == (tool in result.near)


def test_days_with_a_deployment_are_not_held_against_deployments():
    result = compared("hydrofoil", FREQUENCY, 1, WEEKS, "Four Keys")
    assert result.ranked == ("GitLab", "Middleware", "Pelorus")
    assert result.said("DevLake 2023") == "5 days a week"
    assert math.isnan(result.apart("Four Keys")) and not result.is_near("Four Keys")


def test_none_is_near_where_the_lab_starts(lab):
    assert lab.outcome(lab.result) == 0
    assert lab.predict(0).verdict.endswith(
        "0 tools for barge’s change failure rate, weeks 1 to 52 "
        "(the tools say 62 % to 217 %): right."
    )
    assert finding(lab.result) == "Change failure rate: none of 6 within a tenth of the truth"


def test_a_new_tool_is_told_row_by_row(lab):
    said = lab.move(tool="GitLab").sentence
    assert said.startswith("GitLab beside this course, 124 % and 52 %: 21 rows in both, 26 only")
    assert said.endswith("which deployment caused an incident does not matter.")
    assert "nearest is" in lab.move(team="tug").sentence


def test_what_a_tool_makes_of_nothing_is_told(lab):
    view = lab.choose("too early")
    assert "which no tool can know yet" in view.sentence
    assert "Four Keys “One day”" in view.sentence and "Middleware “0”" in view.sentence
    assert comparison(lab.result) == (
        "Row by row: no rows",
        "There is nothing to compare.",
        "",
    )
    assert view.table.rows[0] == ("Four Keys", "0 seconds", "“One day”", "0")
    said = lab.move(metric=FAILURES).sentence
    assert "in truth no deployment began. GitLab says 100 %" in said and "“0-15%”" in said


def test_where_nothing_was_deployed_all_can_know_it(lab):
    said = lab.move(metric=FREQUENCY, weeks=2).sentence
    assert "Four Keys “Yearly”" in said and "no tool can know" not in said


def test_where_all_agree_the_nearest_is_told_alone(lab):
    said = lab.move(team="ferry", metric=FREQUENCY, first=1, weeks=1).sentence
    assert "nearest is GitLab" in said


def test_the_table_has_every_tool_then_the_rows_of_one_and_how_many_more(lab):
    rows = lab.move(tool="Pelorus", metric=LEAD_TIME).table.rows
    assert [row[0] for row in rows[:7]] == [*TOOLS, COURSE]
    assert rows[5] == ("Pelorus", "2.5 weeks", "“2.5 weeks”", "12")
    assert rows[6] == (COURSE, "4.5 weeks", "“4.5 weeks”", "1,357")
    assert rows[7:10] == [
        ("row by row", "Pelorus", COURSE, ""),
        ("in both", "12", "12", ""),
        ("only here", "0", "1,345", ""),
    ]
    assert len(rows) == 21 and rows[-1][0].startswith("and 1,3")


def test_a_bucket_without_an_end_is_called_one(lab):
    last = "“46-60%” (its last bucket: all from 46 % on)"
    assert lab.result.screen("Four Keys") == lab.view.table.rows[0][2] == last
    assert (
        "“46-60%” is its last bucket, for all from 46 % on." in lab.move(tool="Four Keys").sentence
    )
    assert lab.move(team="ferry").table.rows[0][2] == "“0-15%”"


def test_why_the_course_is_not_the_truth_is_told_where_it_is_not(lab):
    said = lab.move(metric=RESTORE).sentence
    assert (
        "in truth 3.4 hours (what began then, to its real end; this course counts what ended"
        in said
    )
    assert "ended then: 4 hours)" in said
    assert "what began then" not in lab.move(team="tug").sentence
    assert "what began then" not in lab.move(metric=FAILURES).sentence


def test_the_title_says_which_tools_count_days():
    assert finding(compared("barge", FREQUENCY, 1, WEEKS, "GitLab")) == (
        "Deployment frequency: 2 of 3 within a tenth; 3 others count days"
    )


def test_a_number_without_a_deployment_is_told(lab):
    said = lab.move(first=52, weeks=1).sentence
    assert "week 52: in truth no deployment began. GitLab says 100 % all the same. What" in said


@pytest.mark.parametrize("team", TEAMS)
@pytest.mark.parametrize("metric", METRICS)
@pytest.mark.parametrize("weeks", [1, 4, 52])
def test_every_number_lies_on_the_axis(team, metric, weeks):
    result = compared(team, metric, 3, weeks, "GitLab")
    scale = Scale.of(result)
    assert 2 <= len(scale.ticks) <= 8
    numbers = [one.in_course_units for one in result.reported.values()] + [result.truth.value]
    known = [scale.x(number) for number in numbers if not math.isnan(number)]
    assert all(scale.x(scale.low) <= x <= scale.x(scale.high) for x in known)


@pytest.mark.parametrize("weeks", [1, 4, 13, 52])
def test_all_words_fit_into_the_picture(lab, weeks):
    found = []
    for team, metric in product(TEAMS, METRICS):
        for tool in TOOLS:
            lab.move(team=team, metric=metric, weeks=weeks, first=2, tool=tool)
            found += cut_words(lab)
    assert not found, "\n".join(sorted(set(found)))


def test_the_axis_of_durations_goes_by_ratios():
    scale = Scale.of(compared("barge", RESTORE, 1, WEEKS, "GitLab"))
    assert scale.ratios and scale.low == 1.0 and scale.high == 672.0
    assert scale.x(26**0.5 * 1.0) - scale.x(1.0) == pytest.approx(
        scale.x(26.0) - scale.x(26**0.5), abs=1e-6
    )
