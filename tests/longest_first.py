"""The files of tests that take longest go first, so that no worker waits for one at the end.

With several workers each file is run whole by one of them (``--dist=loadfile``), and files are
given out in the order in which they were collected (``--no-loadscope-reorder``); without that,
those with the fewest tests would come last, and they are the notebooks and the slow ones.
A plugin, loaded by conftest.py.
"""

from __future__ import annotations

from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST = [
    TESTS / "teach" / "test_nbgrader.py",
    TESTS / "teach" / "tasks" / "test_lesson_06.py",
    TESTS / "ship" / "test_unhealthy.py",
    TESTS / "simulate" / "test_closed_forms.py",
    TESTS / "simulate" / "test_oracle.py",
    TESTS / "simulate" / "test_properties_of_any_run.py",
    TESTS / "ship" / "test_nothing_left.py",
    TESTS / "show" / "test_harbour_game.py",
    TESTS / "show" / "test_who_says_so.py",
    TESTS / "show" / "test_one_thing.py",
    TESTS / "improve" / "season" / "test_strategies.py",
    TESTS / "log" / "test_cdevents.py",
    TESTS / "improve" / "test_unseen.py",
    TESTS / "measure" / "definitions" / "test_tools_against_sql.py",
    TESTS / "simulate" / "test_oracle_quality.py",
    TESTS / "log" / "test_fuzz.py",
    TESTS / "notebooks" / "test_harness.py",
]
"""The files that take more than some six seconds, the longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    places = {path: place for place, path in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path, len(LONGEST)))
