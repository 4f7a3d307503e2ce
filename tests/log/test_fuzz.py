"""Files spoilt by chance are read rightly or refused with a clear error; and the judge is awake.

`python -m bench fuzz` does the same ten thousand times.
"""

from __future__ import annotations

import pytest

from deliverylab.log import LogError, cdevents, cells
from deliverylab.log.cdevents import to_log
from tests.log.fuzz import campaign
from tests.log.fuzz.campaign import (
    CRASH,
    LINE,
    NOWHERE,
    OTHERWISE,
    RIGHT,
    SAME,
    SHOWN,
    SLOW,
    spoil_csv,
    spoil_others_events,
    spoil_own_events,
)

RUNS = 120


@pytest.mark.parametrize("spoil", [spoil_csv, spoil_own_events, spoil_others_events])
def test_a_spoilt_file_is_read_as_it_is_or_refused(spoil):
    outcomes = spoil(RUNS, seed=1)
    assert outcomes.wrong == []
    assert sum(outcomes.count[right] for right in RIGHT) == RUNS
    assert min(outcomes.count[outcome] for outcome in (SAME, SHOWN, LINE)) > 0


def test_the_judge_sees_a_number_that_was_changed_silently(monkeypatch):
    monkeypatch.setattr(cells, "_integer", lambda text: int(text) + 1 if text.isdigit() else None)
    assert spoil_csv(10, seed=1).count[OTHERWISE] > 0


def test_the_judge_sees_a_value_of_an_event_that_was_changed(monkeypatch):
    true_cell = to_log.cell_of

    def cut(column, value):
        cell = true_cell(column, value)
        return cell[:-1] if cell and column.kind == "integer" and len(cell) > 1 else cell

    monkeypatch.setattr(to_log, "cell_of", cut)
    assert spoil_own_events(10, seed=1).count[OTHERWISE] > 0


def test_the_judge_sees_an_event_that_was_dropped_silently(monkeypatch):
    true_join = cdevents.join_events

    def without_rollbacks(lines, *others):
        kept = [line for line in lines if line.event.name != "service.rolledback"]
        return true_join(kept, *others)

    monkeypatch.setattr(cdevents, "join_events", without_rollbacks)
    assert spoil_others_events(10, seed=1).count[OTHERWISE] > 0


@pytest.mark.parametrize(
    ("error", "outcome"), [(KeyError("oops"), CRASH), (LogError("Something is wrong."), NOWHERE)]
)
def test_the_judge_sees_a_crash_and_an_error_without_a_place(monkeypatch, error, outcome):
    true_join = cdevents.join_events
    calls = []

    def fails_when_spoilt(*arguments):
        calls.append(arguments)
        if len(calls) > 1:
            raise error
        return true_join(*arguments)

    monkeypatch.setattr(cdevents, "join_events", fails_when_spoilt)
    assert spoil_others_events(10, seed=1).count[outcome] > 0


def test_the_judge_sees_a_slow_reading(monkeypatch):
    monkeypatch.setattr(campaign, "SECONDS", 0.0)
    assert spoil_others_events(10, seed=1).count[SLOW] > 0
