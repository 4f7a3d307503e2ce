"""The picture of a trial: factors, on the side and of the size that the trial says."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from matplotlib.figure import Figure

from deliverylab.improve import Trial, trial
from deliverylab.show import trial_effects
from deliverylab.show.trial_picture import Ratio, ratios
from deliverylab.simulate import Scenario, Train
from tests.improve.trials import made_up

TUG = Scenario.team("tug")


@pytest.fixture(scope="module")
def weekly() -> Trial:
    return trial(TUG, replace(TUG, deploy_on=Train(every_days=7)), years=6)


def drawn(tried: Trial, monkeypatch: pytest.MonkeyPatch) -> Figure:
    """Return the figure that the picture is made from."""
    from deliverylab.show.picture import Picture

    figures: list[Figure] = []
    of = Picture.of

    def keep(figure: Figure, sentence: str) -> Picture:
        figures.append(figure)
        return of(figure, sentence)

    monkeypatch.setattr(Picture, "of", keep)
    trial_effects(tried)
    return figures[0]


def test_a_ratio_is_with_over_without(weekly: Trial) -> None:
    by_name = {one.name: one for one in ratios(weekly)}
    lead = weekly["lead time for changes"]
    assert by_name["lead time for changes"].value == pytest.approx(lead.after / lead.before)
    assert by_name["lead time for changes"].high < 1 < by_name["deployment frequency"].low


def test_reliability_is_drawn_as_the_requests_that_fail(weekly: Trial) -> None:
    (fail,) = (one for one in ratios(weekly) if one.name == "requests that fail")
    kept = weekly["reliability"]
    assert fail.value == pytest.approx((1 - kept.after) / (1 - kept.before))
    assert fail.low <= fail.value <= fail.high


def test_nothing_to_divide_by_is_no_ratio() -> None:
    never = replace(TUG, defect_share=0.0, slip_share=0.0, other_incidents_per_month=0.0)
    found = ratios(trial(never, replace(never, detect_minutes=5.0), years=2))
    one = next(one for one in found if one.name == "change failure rate")
    assert math.isnan(one.value)


def test_the_title_says_what_becomes_of_the_loss(
    weekly: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    (title,) = (text.get_text() for text in drawn(weekly, monkeypatch).texts)
    (without, unit), (with_it, _) = (said.split() for said in weekly["loss"].said)
    assert title == f"The loss of a year falls: {without} → {with_it} {unit}"


def test_no_more_than_noise_is_said_in_the_title(monkeypatch: pytest.MonkeyPatch) -> None:
    same = trial(TUG, TUG, years=2)
    (title,) = (text.get_text() for text in drawn(same, monkeypatch).texts)
    assert title.startswith("No more than noise")


def test_all_words_are_on_the_picture(weekly: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    figure = drawn(weekly, monkeypatch)
    from deliverylab.show.picture import canvas_of

    canvas = canvas_of(figure)
    canvas.draw()
    box = figure.bbox
    texts = [*figure.axes[0].texts, *figure.axes[0].get_yticklabels(), *figure.texts]
    for text in texts:
        extent = text.get_window_extent()
        assert box.x0 <= extent.x0 and extent.x1 <= box.x1, text.get_text()


def test_the_sentence_is_that_of_the_trial(weekly: Trial) -> None:
    assert weekly.text in trial_effects(weekly).sentence


def test_a_huge_factor_stays_on_the_axis(weekly: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    huge = Ratio("loss", "1 → 90", "worse", 90.0, 80.0, 100.0)
    monkeypatch.setattr("deliverylab.show.trial_picture.ratios", lambda _: [huge])
    axes = drawn(weekly, monkeypatch).axes[0]
    marker = axes.lines[1]
    assert marker.get_marker() == ">"
    assert np.asarray(marker.get_xdata()).item() <= axes.get_xlim()[1]


def test_an_interval_that_goes_on_beyond_the_axis_ends_in_an_arrow(
    weekly: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    wide = Ratio("loss", "58 → 12", "better", 0.2, 0.03, 0.4)
    within = Ratio("lead time for changes", "9 → 2", "better", 0.2, 0.1, 0.4)
    monkeypatch.setattr("deliverylab.show.trial_picture.ratios", lambda _: [wide, within])
    axes = drawn(weekly, monkeypatch).axes[0]
    (arrow,) = (line for line in axes.lines if line.get_marker() in ("<", ">"))
    assert (arrow.get_marker(), list(arrow.get_ydata())) == ("<", [0])
    assert axes.get_xlim()[0] < np.asarray(arrow.get_xdata()).item() <= 1 / 16


@pytest.mark.parametrize("factor", [1.5, 3.0, 12.0])
def test_the_marks_of_the_axis_do_not_touch(
    weekly: Trial, monkeypatch: pytest.MonkeyPatch, factor: float
) -> None:
    one = Ratio("loss", "1 → 2", "worse", factor, factor, factor)
    monkeypatch.setattr("deliverylab.show.trial_picture.ratios", lambda _: [one])
    figure = drawn(weekly, monkeypatch)
    from deliverylab.show.picture import canvas_of

    canvas_of(figure).draw()
    boxes = [label.get_window_extent() for label in figure.axes[0].get_xticklabels()]
    boxes.sort(key=lambda box: box.x0)
    assert len(boxes) >= 3
    assert all(left.x1 + 8 < right.x0 for left, right in pairwise(boxes))


def test_a_difference_that_both_sides_say_alike_is_told() -> None:
    little = made_up(
        {"lead time for changes": [23.0, 23.1, 23.2]}, {"lead time for changes": [23.3, 23.4, 23.5]}
    )
    (lead,) = (one for one in ratios(little) if one.name == "lead time for changes")
    assert (lead.said, lead.judged) == ("23 hours (+18 minutes)", "a little worse")
