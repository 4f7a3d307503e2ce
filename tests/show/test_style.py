"""Colours carry meaning only where every reader can see it."""

import itertools
import re

import matplotlib as mpl
import numpy as np
import pytest

from deliverylab.improve import PILLARS
from deliverylab.show import style
from deliverylab.show.style import CARD, PILLAR_STYLE, STAGE_STYLE, TEAM_STYLE, contrast, luminance

MARKS = {
    **{f"team {name}": one.colour for name, one in TEAM_STYLE.items()},
    "another team": style.OTHER_TEAM.colour,
    **{f"stage {name}": one.colour for name, one in STAGE_STYLE.items()},
    "lines": style.LINE,
}
WORDS = {
    "ink": style.INK,
    "soft ink": style.SOFT_INK,
    "accent": style.ACCENT,
    "good": style.GOOD,
    "bad": style.BAD,
    **{f"pillar {name}": one.colour for name, one in PILLAR_STYLE.items()},
}

# Machado, Oliveira and Fernandes (2009), deuteranopia, on linear RGB.
DEUTERANOPIA = np.array(
    [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ]
)
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def linear(colour):
    channels = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def lab(rgb):
    x, y, z = np.cbrt(np.clip(TO_XYZ @ rgb, 1e-4, None) / np.array([0.9505, 1.0, 1.089]))
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def seen_without_green(colour):
    return lab(np.clip(DEUTERANOPIA @ linear(colour), 0, 1))


@pytest.mark.parametrize("name", MARKS)
def test_marks_stand_out_from_the_card(name):
    assert contrast(MARKS[name], CARD) >= 3


@pytest.mark.parametrize("name", WORDS)
def test_words_can_be_read_on_the_card(name):
    assert contrast(WORDS[name], CARD) >= 4.5


def test_style_file_uses_readable_words_too():
    text = style.STYLE_FILE.read_text("utf-8")
    for colour in re.findall(r"(?:labelcolor|titlecolor|text\.color): ([0-9a-f]{6})", text):
        assert contrast(f"#{colour}", CARD) >= 4.5


@pytest.mark.parametrize(("one", "other"), list(itertools.combinations(TEAM_STYLE.values(), 2)))
def test_teams_differ_in_everything_and_in_grey_and_without_green(one, other):
    assert one.marker != other.marker and one.line != other.line and one.hatch != other.hatch
    light, dark = sorted((luminance(one.colour) + 0.05, luminance(other.colour) + 0.05))[::-1]
    assert light / dark >= 1.25, "the same grey"
    distance = np.linalg.norm(seen_without_green(one.colour) - seen_without_green(other.colour))
    assert distance >= 15, "the same to eyes that do not see green"


def test_each_pillar_has_a_colour_and_a_marker_of_its_own():
    assert tuple(PILLAR_STYLE) == PILLARS
    assert len({one.marker for one in PILLAR_STYLE.values()}) == len(PILLARS)
    assert len({one.colour for one in PILLAR_STYLE.values()}) == len(PILLARS)


def test_neighbouring_stages_differ_without_green_or_in_hatch():
    for (name, one), (after, other) in itertools.pairwise(STAGE_STYLE.items()):
        distance = np.linalg.norm(seen_without_green(one.colour) - seen_without_green(other.colour))
        assert distance >= 10 or one.hatch != other.hatch, f"{name} and {after}"


def test_waiting_is_hatched_and_working_is_solid():
    for name, one in STAGE_STYLE.items():
        assert one.waits == name.startswith("wait")
        assert bool(one.hatch) == one.waits
        assert one.face == (CARD if one.waits else one.colour)


def test_an_unknown_team_has_a_style_of_its_own():
    assert style.team_style("my team") is style.OTHER_TEAM
    assert style.OTHER_TEAM not in TEAM_STYLE.values()


def test_the_readers_own_settings_come_back():
    before = mpl.rcParams["axes.spines.top"]
    with style.course_style():
        assert mpl.rcParams["axes.spines.top"] is False
    assert mpl.rcParams["axes.spines.top"] == before


def test_every_setting_is_that_of_the_style_file_whatever_the_reader_has_set():
    with mpl.style.context(["default", style.STYLE_FILE]):
        expected = dict(mpl.rcParams)
    own = {"font.size": 30, "text.hinting": "default", "lines.linewidth": 9, "toolbar": "None"}
    with mpl.rc_context(own):
        before = dict(mpl.rcParams)
        with style.course_style():
            inside = dict(mpl.rcParams)
            with style.course_style():
                assert dict(mpl.rcParams) == inside
            assert dict(mpl.rcParams) == inside
        assert dict(mpl.rcParams) == before
    assert inside == {**expected, "toolbar": "None"}


def test_the_readers_own_settings_come_back_after_a_fault():
    before = dict(mpl.rcParams)
    with pytest.raises(ZeroDivisionError), style.course_style():
        1 / 0  # noqa: B018
    assert dict(mpl.rcParams) == before
