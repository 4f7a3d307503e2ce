"""A live figure shows what a fresh figure would, and draws in full only when it must."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib import rc_context, rcParams

from deliverylab.show.live import Frame, LiveFigure, climb, pack, pack_at, reach_x, rung
from tests.show.labs import WaitingPlot


@pytest.fixture
def live():
    return LiveFigure(WaitingPlot, 400, 200)


def test_a_moved_figure_looks_like_a_fresh_one(live):
    for days in (14.0, 20.0, 15.0):
        moved = live.frame(days)
    fresh = LiveFigure(WaitingPlot, 400, 200).frame(15.0)
    assert moved.runs == fresh.runs
    assert (moved.width, moved.height) == (800, 400)


def test_only_a_new_rung_costs_a_full_drawing(live):
    for days in (14.0, 15.0, 16.0, 17.0, 18.0):
        live.frame(days)
    assert live.full_draws == 1
    live.frame(3.0)
    assert live.full_draws == 2


def test_a_rung_that_was_seen_before_costs_nothing(live):
    for days in (14.0, 3.0, 14.0, 3.0, 14.0):
        live.frame(days)
    assert live.full_draws == 2
    assert live.frame(3.0).runs == LiveFigure(WaitingPlot, 400, 200).frame(3.0).runs


def test_whatever_changes_at_rest_is_noticed(live):
    axes = live.figure.axes[0]
    live.frame(14.0)
    live.frame(3.0)
    axes.set_xlabel("something else")
    changed = live.frame(14.0)
    fresh = LiveFigure(WaitingPlot, 400, 200)
    fresh.figure.axes[0].set_xlabel("something else")
    assert changed.runs == fresh.frame(14.0).runs
    axes.axvline(7, color="red")
    assert live.frame(14.0).runs != changed.runs


def test_only_the_last_few_backgrounds_are_kept(live):
    for days in (0.1, 0.5, 1, 2, 5, 14, 28, 0.01, 0.02):
        live.frame(days)
    assert len(live._backgrounds) <= 6


def test_it_draws_as_sharply_as_asked(live):
    assert live.frame(14.0, sharpness=1).width == 400
    assert live.frame(14.0, sharpness=2).width == 800


def test_pixels_travel_unchanged(live):
    pixels = live.draw(14.0).copy()
    assert (live.frame(14.0).pixels() == pixels).all()
    assert len(live.frame(14.0).runs) < pixels.nbytes / 20


@given(arrays("<u4", 12, elements=st.integers(0, 3)))
def test_any_pixels_survive_packing(flat):
    assert (Frame(4, 3, pack(flat)).pixels().reshape(-1).view("<u4") == flat).all()


@given(arrays("<u4", 12, elements=st.integers(1, 3)), arrays("<u4", 12, elements=st.integers(1, 3)))
def test_any_change_survives_packing(before, after):
    new = np.flatnonzero(after != before)
    change = Frame(4, 3, pack_at(new, after[new]), since=1)
    shown = change.pixels(before.view(np.uint8).reshape(3, 4, 4))
    assert (shown.reshape(-1).view("<u4") == after).all()
    ends, colours = np.frombuffer(change.runs, "<u4").reshape(2, -1)
    assert (np.diff(ends.astype(int), prepend=0) > 0).all()
    assert np.count_nonzero(colours) <= len(new)


def test_a_page_that_shows_the_last_frame_gets_what_is_new(live):
    shown = live.frame(14.0)
    assert shown.since is None
    pixels = shown.pixels()
    for days in (15.0, 3.0, 3.0, 14.0):
        new = live.frame(days, since=shown.number)
        assert new.since == shown.number
        pixels, shown = new.pixels(pixels), new
        assert (pixels == LiveFigure(WaitingPlot, 400, 200).frame(days).pixels()).all()
    new = live.frame(14.5, since=shown.number)
    assert len(new.runs) < len(live.frame(14.5).runs) / 2


def test_a_page_that_shows_anything_else_gets_all_of_it(live):
    first = live.frame(14.0)
    second = live.frame(15.0, since=first.number)
    late = live.frame(16.0, since=first.number)
    assert late.since is None and late.runs == LiveFigure(WaitingPlot, 400, 200).frame(16.0).runs
    assert len({first.number, second.number, late.number}) == 3
    assert live.frame(16.0, since=99).since is None
    last = live.frame(16.0)
    assert live.frame(16.0, sharpness=1, since=last.number).since is None


@given(st.floats(1e-6, 1e9))
def test_a_rung_reaches_the_top_and_wastes_little(top):
    assert top <= rung(top) * (1 + 1e-9) <= 2.6 * top
    assert rung(rung(top)) == rung(top)


@pytest.mark.parametrize("nothing", [0.0, -1.0, float("nan"), float("inf")])
def test_a_rung_for_nothing_is_one(nothing):
    assert rung(nothing) == 1


def test_an_axis_climbs_at_once_and_comes_down_late():
    limit = 1.0
    seen = [limit := climb(limit, top) for top in (3, 12, 11, 9, 6, 4, 3, 0)]
    assert seen == [5, 20, 20, 10, 10, 5, 5, 1]


@given(st.floats(1e-3, 1e3), st.floats(1e-3, 1e3))
def test_an_axis_never_wastes_two_thirds_of_the_picture(earlier, top):
    assert 0.36 <= top / climb(climb(1.0, earlier), top) <= 1 + 1e-9


@given(st.floats(1e-3, 1e3), st.floats(0.95, 1.05))
@example(0.46875, 0.96875)  # comes down by one rung, and stays there
def test_a_slider_that_trembles_changes_the_axis_once_at_most(top, shake):
    limits = [climb(1.0, max(top, top * shake))]
    for shown in [top, top * shake] * 3:
        limits.append(climb(limits[-1], shown))
    assert sum(one != other for one, other in pairwise(limits)) <= 1


def test_letters_are_drawn_without_hinting_whatever_the_reader_has_set():
    seen = []

    class Plot:
        def __init__(self, figure):
            self.text = figure.text(0.1, 0.5, "Words", animated=True)
            draw = self.text.draw
            self.text.draw = lambda renderer: (
                seen.append(rcParams["text.hinting"]),
                draw(renderer),
            )

        def move(self, result):
            seen.append(rcParams["text.hinting"])

    with rc_context({"text.hinting": "force_autohint"}):
        LiveFigure(Plot, 200, 100).draw(None)
        assert rcParams["text.hinting"] == "force_autohint"
    assert seen == ["none", "none"]


def test_an_axis_that_need_not_move_stays_untouched(live):
    live.frame(14.0)
    axes = live.figure.axes[0]
    reach_x(axes, 30)
    live.frame(14.0)
    live.figure.stale = False
    reach_x(axes, 30)
    assert not live.figure.stale
