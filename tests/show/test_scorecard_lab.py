"""The lab "Scorecard": its numbers are the library's, and it says what moves and what does not."""

from dataclasses import replace
from itertools import combinations, product
from pathlib import Path

import pytest
from matplotlib.text import Text

from deliverylab.log import DeliveryLog
from deliverylab.measure import scorecard
from deliverylab.show import ScorecardLab
from deliverylab.show.definitions_switched import Counted
from deliverylab.show.year_measured import NAMES, moved, shipped_year
from deliverylab.simulate import Scenario, simulate
from tests.show.proof import LabProof

DATA = Path(__file__).parents[2] / "data"
ALL = ("from_merge", "mean", "working_hours", "staging", "per_incident", "of_changes")


@pytest.fixture
def lab():
    opened = ScorecardLab()
    opened.predict("hydrofoil")
    return opened


@pytest.fixture(scope="module")
def shipped():
    return DeliveryLog.from_csv(DATA)


class TestScorecardLab(LabProof):
    lab = ScorecardLab
    asks = "Who has the lowest then?"
    tells = "43 per week against one every 2.5 weeks"
    says_no_data = True

    def faults(self, view):
        if len(view.sentence) > 330:
            yield f"the sentence has {len(view.sentence)} letters: more than three lines"


def said(of_team):
    kpis = [kpi for name, kpi in of_team.items() if name != "deployment rework rate"]
    return [repr(kpi) for kpi in kpis]


@pytest.mark.parametrize(("first", "weeks"), [(1, 52), (9, 1), (14, 13), (40, 52)])
def test_the_numbers_are_the_scorecard_of_the_shipped_data(shipped, first, weeks):
    begin = shipped.start + (first - 1) * (week := (shipped.end - shipped.start) / 52)
    theirs = scorecard(shipped, begin, min(begin + weeks * week, shipped.end))
    ours = shipped_year().measured(first, weeks, Counted())
    for team, of_team in theirs.kpis.items():
        assert [repr(kpi) for kpi in ours.kpis[team]] == said(of_team)


def test_the_year_is_made_once():
    assert shipped_year() is shipped_year()


def test_a_window_that_was_measured_is_found_again():
    year = shipped_year()
    once = year.measured(5, 8, Counted())
    assert year.measured(5, 8, Counted()) is once
    assert year.measured(5, 8, Counted(mean=True)) is not once
    assert year.measured(50, 8, Counted()) is year.measured(50, 3, Counted())


def test_counting_staging_changes_who_is_first(lab):
    view = lab.move(staging=True)
    assert lab.result.firsts() == {"hydrofoil": 4, "ferry": 1}
    assert "New order in change failure rate: ferry, hydrofoil, tug, barge." in view.sentence
    assert "As at the start: lead time, time to restore, reliability." in view.sentence
    assert view.verdict.endswith("the outcome is ferry (9.8 % → 2 %; hydrofoil 5.3 % → 2.8 %).")


@pytest.mark.parametrize("switch", ALL)
def test_no_switch_moves_reliability(lab, switch):
    assert "reliability." in lab.move(**{switch: True}).sentence.partition("As at the start: ")[2]


@pytest.mark.parametrize(
    ("switch", "moves"),
    [
        ("from_merge", {"lead time"}),
        ("mean", {"lead time", "time to restore"}),
        ("working_hours", {"lead time", "time to restore"}),
        ("staging", {"deployment frequency", "change failure rate"}),
        ("per_incident", {"change failure rate"}),
        ("of_changes", {"time to restore"}),
    ],
)
def test_a_switch_moves_what_it_defines(lab, switch, moves):
    before = lab.result
    lab.move(**{switch: True})
    assert {NAMES[one.kpi] for one in moved(before, lab.result)} == moves


def test_one_kpi_that_moves_is_told_for_every_team(lab):
    assert lab.move(per_incident=True).sentence.startswith(
        "Since the start, only change failure rate moved: barge 52 % → 104 %, tug 27 % → 39 %, "
        "ferry 9.8 % → 11 %, hydrofoil 5.3 % → 5.7 %."
    )


def test_a_single_week_has_gaps_and_only_what_is_counted_is_none(lab):
    view = lab.move(first=9, weeks=1)
    assert lab.result.without_data == 4
    assert "; for 4 there is no data." in view.sentence
    barge = [row[1] for row in view.table.rows]
    assert barge[:2] == ["none", "one every 2.5 weeks"]
    assert view.table.rows[1][0] == "at the start"
    assert not any(cell.startswith("0") for cell in barge)


def test_working_time_is_said_in_working_days(lab):
    sentence = lab.move(working_hours=True).sentence
    assert "lead time for tug (13 days → 8.6 working days)" in sentence
    assert lab.result.kpis["hydrofoil"][1].said == "3.1 working hours"


def test_the_sentence_counts_from_the_start_as_the_arrows_do(lab):
    for switch in ALL:
        view = lab.move(**{switch: True})
    assert view.sentence.startswith("Since the start, 16 of 20 numbers moved")
    for switch in ALL:
        view = lab.move(**{switch: False})
    assert view.sentence == "Every number is as at the start."


def test_a_preset_says_which_weeks_and_leaves_the_switches(lab):
    lab.move(first=49, mean=True)
    view = lab.choose("first 13 weeks")
    assert (lab.result.window, view.choices["first"], view.choices["mean"]) == (
        "weeks 1 to 13",
        1,
        True,
    )


def test_teams_with_the_same_number_are_first_together(lab):
    lab.move(first=7, weeks=1)
    rates = [kpis[3].said for kpis in lab.result.kpis.values()]
    assert rates == ["no data", "33 %", "0 %", "0 %"]
    assert lab.result.firsts() == {"hydrofoil": 4, "tug": 1, "ferry": 1}


def words_on_the_picture(lab):
    lab.frame(1.0)
    figure = lab.live.figure
    found = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    return [(text.get_text(), text.get_window_extent()) for text in found]


@pytest.mark.parametrize("window", [(1, 52), (1, 1), (9, 1), (14, 4), (52, 1)])
def test_no_words_lie_on_others_and_none_are_cut(lab, window):
    first, weeks = window
    faults = []
    for lead, working, failed in product((False, True), repeat=3):
        lab.move(
            first=first,
            weeks=weeks,
            from_merge=lead,
            mean=lead,
            of_changes=lead,
            working_hours=working,
            staging=failed,
            per_incident=failed,
        )
        words = words_on_the_picture(lab)
        faults += [word for word, box in words if box.x0 < 0 or box.x1 > lab.width]
        faults += [
            (one, other)
            for (one, a), (other, b) in combinations(words, 2)
            if min(a.x1, b.x1) > max(a.x0, b.x0) and min(a.y1, b.y1) - max(a.y0, b.y0) > 3
        ]
    assert not faults


def test_words_are_11_pixels_beside_the_file_browser_of_a_projector(lab):
    lab.frame(1.0)
    smallest = min(text.get_fontsize() for text in lab.live.figure.findobj(Text) if text.get_text())
    pixels_beside_the_browser = 536  # at 1280 × 720
    assert smallest * 100 / 72 * pixels_beside_the_browser / lab.width >= 11


def test_a_window_ends_with_the_year(lab):
    lab.move(first=40)
    assert (lab.result.first, lab.result.last, lab.result.window) == (40, 52, "weeks 40 to 52")


def test_what_counts_nothing_otherwise_says_so(lab):
    lab.move(first=52, weeks=1)
    assert lab.move(weeks=9).sentence.endswith("The last move changed no number.")


def test_a_log_of_ones_own(shipped):
    lab = ScorecardLab(shipped.team("tug"))
    assert not lab.covered, "nothing is predicted of a log that nobody knows"
    assert repr(lab).startswith("Weeks 1 to 52, tug: deployment frequency one every 1.1 weeks")
    view = lab.move(weeks=4)
    assert "order" not in view.sentence
    assert view.table.columns == ("", "tug")
    assert lab.frame(1.0).width == lab.width


def test_a_short_log_offers_only_its_own_weeks():
    log = simulate(Scenario.team("hydrofoil"), days=30, seed=1)
    lab = ScorecardLab(log)
    assert (lab.controls["weeks"].high, lab.result.last) == (5, 5)
    assert [preset.label for preset in lab.presets] == ["all weeks", "first 4 weeks", "first week"]
    assert "outside what you can choose here" in lab.move(weeks=6).refusal


def test_a_log_in_which_nothing_happened_has_no_data_and_no_winner():
    lab = ScorecardLab(DeliveryLog.of("2025-01-06", "2025-03-06", team="tug"))
    assert repr(lab) == (
        "Weeks 1 to 9, tug: deployment frequency none, lead time no data, time to restore "
        "no data, change failure rate no data, reliability no data."
    )
    assert lab.move(weeks=2, staging=True).sentence == (
        "Every number is as at the start. The last move changed no number."
    )
    assert lab.frame(1.0).width == lab.width


def test_a_log_that_does_not_fit_is_refused():
    with pytest.raises(ValueError, match="at least two weeks"):
        ScorecardLab(simulate(Scenario.team("tug"), days=13, seed=1))
    crowd = [
        simulate(replace(Scenario.team("tug"), name=f"team {letter}"), days=14, seed=1)
        for letter in "abcdefg"
    ]
    with pytest.raises(ValueError, match="the log has 7 teams; this lab shows 1 to 6"):
        ScorecardLab(DeliveryLog.concat(crowd))
    assert ScorecardLab(DeliveryLog.concat(crowd[:6])).frame(1.0).width == ScorecardLab.width


def test_a_setting_is_refused_as_in_every_lab():
    with pytest.raises(TypeError, match="a lab is opened without settings"):
        ScorecardLab(weeks=4)
