"""The lab "Work in progress": every position works, and theory and simulation agree."""

import numpy as np
import pytest

from deliverylab.show.limited_work import MOST_OPEN, WEEK_HOURS, Limited
from deliverylab.show.tiles import plain
from deliverylab.show.work_in_progress import NEARLY, WorkInProgress
from tests.show.proof import LabProof

START = Limited(limit=20, testers=2, test_hours=2.0, found=0.2)


def asked() -> WorkInProgress:
    lab = WorkInProgress()
    lab.predict(NEARLY)
    return lab


class TestWorkInProgress(LabProof):
    lab = WorkInProgress
    asks = "nearly as many?"
    tells = "24 hours"


@pytest.mark.parametrize("limit", [1, 5, 20])
@pytest.mark.parametrize("found", [0.0, 0.6])
def test_the_simulated_half_years_lie_around_the_theory(limit, found):
    team = Limited(limit, 2, 2.0, found)
    flows = [team.simulated(seed) for seed in range(12)]
    exact = (WEEK_HOURS * team.theory.per_hour[limit - 1], team.theory.stay_hours[limit - 1])
    for name, expected in zip(("per_week", "stay_hours"), exact, strict=True):
        each = np.array([getattr(flow, name) for flow in flows])
        error = each.std(ddof=1) / np.sqrt(len(each))
        assert abs(each.mean() - expected) < 3.5 * error + 0.003 * expected, name


def test_there_is_always_more_to_do_than_the_team_can():
    """With the most that the controls allow, the list of ideas is never empty."""
    team = Limited(MOST_OPEN, testers=4, test_hours=0.5, found=0.0)
    flow = team.simulated()
    assert flow.per_week == pytest.approx(WEEK_HOURS * team.theory.per_hour[-1], rel=0.05)
    assert len(flow.weekly) == 24 and flow.weekly.min() > 0


def test_little_s_law_holds_in_the_simulation():
    for limit in (5, 20):
        flow = Limited(limit, 2, 2.0, 0.2).simulated()
        assert flow.per_week / WEEK_HOURS * flow.stay_hours == pytest.approx(limit, rel=0.05)


def test_the_prediction_is_about_half_of_the_limit():
    lab = WorkInProgress()
    assert lab.predict("about half as many").verdict.endswith(
        "the outcome is nearly as many, 33.1 after 33.3."
    )
    assert lab.predict("skipped").verdict.endswith(
        "the outcome is nearly as many, 33.1 after 33.3."
    )
    assert lab.outcome(Limited(2, 2, 2.0, 0.2).simulated()) == "about half as many"
    assert lab.outcome(Limited(6, 2, 2.0, 0.2).simulated()) == "about a quarter fewer"


def test_the_sentence_says_what_was_before():
    lab = asked()
    view = lab.move(limit=10)
    before, now = WorkInProgress().result, lab.result
    assert "With at most 10 open changes" in view.sentence
    assert f"The simulated half-year came to {plain(now.per_week)} a week" in view.sentence
    assert f"Before this change, it was {plain(before.in_theory.per_week)} a week" in view.sentence
    assert now.stay_hours < 0.6 * before.stay_hours


def test_what_is_said_as_a_fact_is_what_the_testers_can_do():
    """A half-year may merge more than two testers do on average; it is told as what it is."""
    lab = asked()
    lab.choose("no defects")
    tile = lab.view.tiles[0]
    assert lab.result.per_week > 2 * WEEK_HOURS / 2.0 > lab.result.in_theory.per_week
    assert tile["text"] == "40" and "merges 40 a week" in lab.view.sentence


def test_the_tiles_obey_little_s_law():
    lab = asked()
    average = lab.result.in_theory
    assert average.per_week / WEEK_HOURS * average.stay_hours == pytest.approx(20)


def test_the_table_is_theory_for_some_limits():
    rows = asked().view.table.rows
    assert rows[0] == ("1", "8.5", "4.7 hours") and rows[-1] == ("30", "33.3", "36 hours")
