"""The lab "Batch size": the formula, the best batch, and what the teams really do."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from deliverylab.show.batch_cost import LARGEST, TRIED, Batch
from deliverylab.show.batch_size import BatchSize
from deliverylab.simulate import Approval, EveryChange, Scenario
from deliverylab.simulate.theory import batch_wait
from deliverylab.teach.shipped import shipped_log
from tests.show.proof import LabProof

TUG = Batch(size=64, work_hours=8.0, per_day=6.5, waiting_hours=1.0)


def asked() -> BatchSize:
    lab = BatchSize()
    lab.predict(10)
    return lab


class TestBatchSize(LabProof):
    lab = BatchSize
    asks = "How many changes make the cheapest batch?"
    tells = "best batch is 10"
    keeps_back = "best batch"


@given(
    work=st.integers(0, 160).map(lambda quarters: quarters / 4),
    per_day=st.integers(2, 40).map(lambda halves: halves / 2),
    waiting=st.integers(1, 40).map(lambda tenths: tenths / 10),
)
def test_no_other_batch_costs_less_than_the_best(work, per_day, waiting):
    batch = Batch(1, work, per_day, waiting)
    least = batch.cost(batch.best)
    assert all(least <= batch.cost(size) + 1e-9 for size in range(1, 2000))


def test_the_best_batch_is_near_the_square_root_of_the_formula():
    assert TUG.best == 10
    assert pytest.approx(10.2, abs=0.01) == (2 * 6.5 * 8.0 / 1.0) ** 0.5


def test_a_quarter_of_the_work_halves_the_best_batch():
    for work in (8.0, 20.0, 40.0):
        full, quarter = (Batch(1, hours, 6.5, 1.0).best for hours in (work, work / 4))
        assert quarter == pytest.approx(full / 2, abs=0.6)


def test_twice_or_half_the_best_batch_costs_a_quarter_more_at_most():
    for work in (5.0, 8.0, 25.0, 40.0):
        batch = Batch(1, work, 6.5, 1.0)
        least = batch.cost(batch.best)
        assert batch.cost(2 * batch.best) <= 1.3 * least
        assert batch.cost(round(batch.best / 2)) <= 1.3 * least


def test_the_wait_is_the_formula_s_and_the_simulation_agrees():
    assert TUG.waiting(64) == pytest.approx(batch_wait(64, 6.5)) == pytest.approx(TUG.days(64))
    for size, simulated in zip(TRIED, TUG.simulated, strict=True):
        assert simulated == pytest.approx(TUG.cost(size), rel=0.03), size


def test_a_batch_is_the_best_where_a_day_of_waiting_costs_what_it_says():
    for size in (2, 10, 64, 113):
        pays = Batch(size, 8.0, 6.5, 1.0).pays_at
        assert Batch(size, 8.0, 6.5, pays).best == size
        assert Batch(size, 8.0, 6.5, 1.1 * pays).best < size + 1


def test_the_presets_are_what_the_teams_do():
    log = shipped_log()
    for preset in BatchSize.presets:
        team = Scenario.team(preset.label)
        assert preset.values["per_day"] == team.changes_per_day
        hours = 0.0
        if team.package_by == "hand":
            hours += (team.package_minutes + team.acceptance_minutes) / 60
        if team.deploy_by == "hand":
            hours += team.deploy_minutes / 60
        if isinstance(team.deploy_on, Approval):
            hours += team.deploy_on.hours
        assert preset.values["work_hours"] == hours
        assert (hours == 0) == isinstance(team.deploy_on, EveryChange)
        brought = log.team(preset.label).changes.dropna(subset="deployment")
        assert preset.values["size"] == round(len(brought) / brought["deployment"].nunique())


def test_only_a_whole_number_of_changes_is_an_answer():
    lab = BatchSize()
    assert lab.predict("20.5").refusal == "Type a whole number from 1 to 10,000 (changes)."
    assert lab.covered


def test_the_title_says_the_same_as_the_sentence():
    lab = asked()
    for size in (5, 64):
        view = lab.move(size=size, work_hours=2)
        lab.frame(1.0)
        (title,) = lab.live.figure.texts
        cost, best = title.get_text().removeprefix(f"{size} together: ").split(" each")
        assert f"each costs {cost}:" in view.sentence
        assert best == ", the least" or best == "; best 5: 42 minutes"
        assert (best == ", the least") == (size == 5)


def test_the_marks_never_leave_the_picture():
    lab = asked()
    for size in (1, 10, LARGEST):
        for preset in ("barge", "hydrofoil"):
            lab.choose(preset)
            lab.move(size=size)
            lab.frame(1.0)
            top = lab.live.figure.axes[0].get_ylim()[1]
            assert lab.result.cost(size) <= top and lab.result.cost(lab.result.best) <= top


def test_the_sentence_names_the_best_batch_or_says_that_this_is_it():
    lab = asked()
    assert "The best batch is 10, at 1.5 hours." in lab.view.sentence
    assert "No other batch costs less." in lab.move(size=10).sentence
    assert lab.choose("hydrofoil").sentence.startswith("When changes go one by one")
