"""A tile says its change in an arrow and in words, never in colour alone."""

from math import nan

import pytest

from deliverylab.measure.say import say_hours
from deliverylab.show.tiles import Table, Tile


def wait(hours):
    return Tile("Waiting", hours, say_hours, "less")


@pytest.mark.parametrize(
    ("now", "arrow", "words", "verdict"),
    [
        (24, "▼", "24 hours less", "better"),
        (96, "▲", "2 days more", "worse"),
        (48, "=", "as at the start", ""),
        (48.1, "=", "as at the start", ""),
        (48.9, "=", "as at the start", ""),
        (49.5, "=", "about as at the start", ""),
        (nan, "", "", ""),
    ],
)
def test_a_change_is_said(now, arrow, words, verdict):
    change = wait(now).change(wait(48))
    assert (change.arrow, change.words, change.verdict) == (arrow, words, verdict)


def test_nothing_is_better_where_neither_way_is():
    assert Tile("Size", 5).change(Tile("Size", 3)).verdict == ""


def test_more_can_be_better():
    assert Tile("Deployments", 5, better="more").change(Tile("Deployments", 3)).verdict == "better"


def test_no_data_is_not_zero():
    assert wait(nan).text == "no data"
    assert wait(nan).view(wait(nan))["text"] == "no data"


def test_tiles_as_a_table():
    table = Table.of_tiles([wait(24)], [wait(48)])
    assert table == Table(("", "now", "at the start"), [("Waiting", "24 hours", "2 days")])
